//! Sizes of paper and the matrices that move pages. Public lengths are in mm, inner ones in PDF points.

use std::fmt;

use crate::units::MM;

/// The size of a page or a sheet in mm, as it lies before the reader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// mm
    pub width: f64,
    /// mm
    pub height: f64,
}

/// A page is this paper if it differs by at most so much on each side: cutting tolerance and rounded points.
const SAME: f64 = 2.0;

/// Shrunk by so much a page looks the same.
const NEARLY: f64 = 0.95;

/// JIS P 0138; the B sizes are the Japanese ones.
const PAPERS: [(&str, f64, f64); 12] = [
    ("A0", 841.0, 1189.0),
    ("A1", 594.0, 841.0),
    ("A2", 420.0, 594.0),
    ("A3", 297.0, 420.0),
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("B1", 728.0, 1030.0),
    ("B2", 515.0, 728.0),
    ("B3", 364.0, 515.0),
    ("B4", 257.0, 364.0),
    ("B5", 182.0, 257.0),
    ("レター", 215.9, 279.4),
];

impl Size {
    /// 210 mm × 297 mm
    pub const A4: Self = Self::new(210.0, 297.0);
    /// 297 mm × 420 mm
    pub const A3: Self = Self::new(297.0, 420.0);

    /// Width and height, mm.
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }

    pub(crate) fn of_points(width: f64, height: f64) -> Self {
        Self::new(width / MM, height / MM)
    }

    /// Width and height in points.
    pub(crate) fn points(self) -> (f64, f64) {
        (self.width * MM, self.height * MM)
    }

    /// Lying the other way.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self::new(self.height, self.width)
    }

    /// Wider than high.
    pub fn is_landscape(self) -> bool {
        self.width > self.height
    }

    /// Whether both are the same paper, lying the same way.
    pub fn is_same(self, other: Self) -> bool {
        (self.width - other.width).abs() <= SAME && (self.height - other.height).abs() <= SAME
    }

    /// Whether one is portrait and the other landscape.
    pub fn lies_across(self, other: Self) -> bool {
        let odd = |s: Self| (s.width - s.height).abs() > SAME;
        odd(self) && odd(other) && self.is_landscape() != other.is_landscape()
    }

    /// The name of the paper, whichever way it lies: A3, A4, B4 …; `None` for a size that is not sold.
    pub fn paper(self) -> Option<&'static str> {
        let upright = if self.is_landscape() { self.turned() } else { self };
        PAPERS.iter().find(|(_, w, h)| upright.is_same(Self::new(*w, *h))).map(|(name, _, _)| *name)
    }

    /// The paper this page is printed on if nobody says otherwise: A4 if it is not much larger (Letter is), else
    /// A3. The paper lies as the page does.
    #[must_use]
    pub fn meeting_paper(self) -> Self {
        let upright = if self.is_landscape() { self.turned() } else { self };
        let fits = upright.width * NEARLY <= Self::A4.width && upright.height * NEARLY <= Self::A4.height;
        let paper = if fits { Self::A4 } else { Self::A3 };
        if self.is_landscape() { paper.turned() } else { paper }
    }
}

/// `A4`, `A3（横）`, `100×200mm`.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.paper() {
            Some(name) if self.is_landscape() => write!(f, "{name}（横）"),
            Some(name) => f.write_str(name),
            None => write!(f, "{:.0}×{:.0}mm", self.width, self.height),
        }
    }
}

/// Maps (x, y) to (ax + cy + e, bx + dy + f), as PDF writes it (ISO 32000-1 8.3.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrix(pub [f64; 6]);

/// left, bottom, right, top in points
pub(crate) type Bounds = [f64; 4];

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub fn scale(x: f64, y: f64) -> Self {
        Self([x, 0.0, 0.0, y, 0.0, 0.0])
    }

    /// First `self`, then `next`.
    pub fn then(self, next: Self) -> Self {
        let (m, n) = (self.0, next.0);
        Self([
            m[0] * n[0] + m[1] * n[2],
            m[0] * n[1] + m[1] * n[3],
            m[2] * n[0] + m[3] * n[2],
            m[2] * n[1] + m[3] * n[3],
            m[4] * n[0] + m[5] * n[2] + n[4],
            m[4] * n[1] + m[5] * n[3] + n[5],
        ])
    }

    pub fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let m = self.0;
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
    }

    /// The smallest upright rectangle round the moved one.
    pub fn bounds(self, [x0, y0, x1, y1]: Bounds) -> Bounds {
        let corners = [self.apply(x0, y0), self.apply(x1, y0), self.apply(x0, y1), self.apply(x1, y1)];
        corners.iter().fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |b, (x, y)| {
            [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
        })
    }
}

/// `a b c d e f cm`
impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for number in self.0 {
            write!(f, "{} ", Number(number))?;
        }
        f.write_str("cm")
    }
}

/// A number as PDF takes it: no exponent, no more digits than a printer can tell.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.6}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_have_their_names() {
        assert_eq!(Size::A4.to_string(), "A4");
        assert_eq!(Size::A3.turned().to_string(), "A3（横）");
        assert_eq!(Size::of_points(595.0, 842.0).paper(), Some("A4"));
        assert_eq!(Size::new(257.0, 364.0).to_string(), "B4");
        assert_eq!(Size::new(300.0, 100.0).to_string(), "300×100mm");
    }

    #[test]
    fn a_page_goes_on_the_paper_it_fits() {
        assert_eq!(Size::new(182.0, 257.0).meeting_paper(), Size::A4);
        assert_eq!(Size::new(297.0, 210.0).meeting_paper(), Size::A4.turned());
        assert_eq!(Size::new(215.9, 279.4).meeting_paper(), Size::A4);
        assert_eq!(Size::new(364.0, 257.0).meeting_paper(), Size::A3.turned());
        assert_eq!(Size::new(1189.0, 841.0).meeting_paper(), Size::A3.turned());
    }

    #[test]
    fn matrices_are_applied_in_order() {
        let m = Matrix::scale(2.0, 3.0).then(Matrix::shift(10.0, 20.0));
        assert_eq!(m.apply(1.0, 1.0), (12.0, 23.0));
        assert_eq!(m.bounds([0.0, 0.0, 1.0, 1.0]), [10.0, 20.0, 12.0, 23.0]);
        assert_eq!(Matrix::shift(0.1 + 0.2, -0.000_000_1).to_string(), "1 0 0 1 0.3 0 cm");
    }
}
