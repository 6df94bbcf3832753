//! Which cell lies under a place that is measured in millimetres.

use super::Area;
use crate::place::CellRef;

/// Widths and heights of a sheet, in order, each for so many columns or rows.
#[derive(Debug, Default)]
pub struct Grid {
    pub columns: Vec<(u64, f64)>,
    pub rows: Vec<(u64, f64)>,
}

/// A rectangle on a sheet, mm.
#[derive(Debug, Clone, Copy)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Places are rounded when they are written.
const ROUNDING: f64 = 0.3;

impl Grid {
    /// The cells under a rectangle.
    pub fn area(&self, rect: Rect) -> Option<Area> {
        let Rect { x, y, width, height } = rect;
        let first = CellRef { row: line(&self.rows, y + ROUNDING)?, col: line(&self.columns, x + ROUNDING)? };
        let last = CellRef {
            row: line(&self.rows, y + height - ROUNDING).unwrap_or(0).max(first.row),
            col: line(&self.columns, x + width - ROUNDING).unwrap_or(0).max(first.col),
        };
        Some(Area { first, last })
    }
}

/// The column or row at `at`.
fn line(sizes: &[(u64, f64)], at: f64) -> Option<u32> {
    let (mut n, mut edge) = (0_u64, 0.0);
    for &(count, size) in sizes {
        let end = edge + count as f64 * size;
        if at < end {
            return u32::try_from(n.saturating_add(((at - edge).max(0.0) / size) as u64)).ok();
        }
        (n, edge) = (n.saturating_add(count), end);
    }
    None
}

/// A length such as `16.2in`, in mm.
pub fn length(text: &str) -> Option<f64> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(at);
    let number: f64 = number.trim().parse().ok()?;
    let scale = match unit {
        "mm" => 1.0,
        "cm" => 10.0,
        "in" => 25.4,
        "pt" => 25.4 / 72.0,
        "pc" => 25.4 / 6.0,
        "px" => 25.4 / 96.0,
        _ => return None,
    };
    Some(number * scale).filter(|mm| mm.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_on_a_cell() {
        let grid = Grid { columns: vec![(2, 20.0), (100, 30.0)], rows: vec![(1, 5.0), (1, 0.0), (50, 10.0)] };
        let area = |x, y, width, height| {
            grid.area(Rect { x, y, width, height }).map(|area| format!("{}:{}", area.first, area.last))
        };
        assert_eq!(area(39.9, 4.9, 30.1, 10.2).as_deref(), Some("C3:C3"));
        assert_eq!(area(0.0, 0.0, 45.0, 7.0).as_deref(), Some("A1:C3"));
        assert_eq!(area(9999.0, 0.0, 1.0, 1.0), None);
        assert_eq!(length("1in"), Some(25.4));
        assert_eq!(length("1"), None);
    }
}
