//! How wide and high texts are in a worksheet, in pixels of 1/96 inch.

use crate::text::{Milli, is_attached};
use crate::units::MM;

/// Excel's highest row is 409 pt (Excel specifications and limits, Microsoft), 545.3 px.
pub const MAX_ROW: u32 = 545;
/// Pixels of 1/96 inch in a point.
pub const PX: f64 = 4.0 / 3.0;
/// What Excel keeps free at the sides of a text (ECMA-376 part 1, 18.3.1.13: 5 px at these widths of digits), and a
/// pixel to be sure.
const LOST: u32 = 6;
/// What LibreOffice keeps free: 0.35 mm at each side.
const CELL_PADDING: f64 = 0.7 * MM * PX;
/// Room beside the text where no width is clear in the sense of [`Body::is_clear`].
const SIDES: f64 = 8.0;
/// Cells of so many lines get one line more. Lines are counted as an upper bound (`worst_lines`), so one is enough.
const SPARE_FROM: usize = 3;
/// Share of a page that rows may fill: programs round each row to device units.
pub const SURE: f64 = 0.98;

/// Sizes of the body text in the sheet.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    pub pt: f64,
    /// The em in px, in print and on the screen. A screen of 96 dpi has whole pixels only.
    pub em: f64,
    screen: u32,
}

impl Body {
    /// 8 pt as in the towns' own sheets, or the form's size where that is larger, in half points as Excel counts.
    pub fn of(size: f64) -> Self {
        Self::exactly(((size * 2.0).round() / 2.0).max(8.0))
    }

    /// A size in half points.
    pub fn exactly(pt: f64) -> Self {
        let em = pt * PX;
        Self { pt, em, screen: em.round() as u32 }
    }

    /// Excel puts 3 px between lines of a font whose ascent and descent make 1 em (MS ゴシック, BIZ UDゴシック);
    /// LibreOffice puts none.
    pub fn height(self, lines: usize) -> u32 {
        let line = f64::from(self.screen) * 1.02 + 3.0;
        (line * lines as f64).ceil() as u32 + 3
    }

    /// Height of a text's lines with the line of reserve.
    pub fn height_with_spare(self, lines: usize) -> u32 {
        self.height(if lines < SPARE_FROM { lines } else { lines + 1 })
    }

    /// The most lines of a text that a row of this height holds.
    pub fn lines_in(self, height: u32) -> usize {
        (1..).find(|lines| self.height_with_spare(lines + 1) > height).unwrap_or(1)
    }

    /// The height that a label takes with its characters one below the other. `None` where programs do not set it
    /// so: line breaks would be columns, and LibreOffice loses characters of several code points.
    pub fn upright_height(self, text: &str) -> Option<u32> {
        let plain = |c: char| c != '\n' && u32::from(c) < 0x1_0000 && !is_attached(c);
        text.chars().all(plain).then(|| self.height(text.chars().count()))
    }

    /// Room for text in a column, thousandths of an em.
    pub fn room(self, width: u32) -> Milli {
        let em = self.em.max(f64::from(self.screen));
        (1000.0 * f64::from(width.saturating_sub(LOST)) / em) as Milli
    }

    /// Whether a full line stays clear of the next column, even with a blank at its end: LibreOffice lets
    /// that blank hang over the rule, and the texts of two columns then run together in its PDF.
    fn is_clear(self, width: u32) -> bool {
        let half = self.em / 2.0;
        let room = f64::from(width) - CELL_PADDING;
        let line = (room / half).floor() * half;
        let gap = f64::from(width) - line - half;
        gap >= 0.21 * self.em && room - line < half - 0.1
    }

    /// The widest clear width up to `width`; a whole number of em where there is none.
    pub fn clear_width(self, width: f64) -> u32 {
        let most = width.max(3.0 * self.em) as u32;
        let least = most - 2 * self.em as u32;
        (least..=most).rev().find(|w| self.is_clear(*w)).unwrap_or_else(|| {
            let ems = ((width - SIDES) / self.em).floor().max(1.0);
            (ems * self.em + SIDES).ceil() as u32
        })
    }
}
