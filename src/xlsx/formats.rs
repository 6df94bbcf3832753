//! Formats of cells, and the paper of a worksheet.

use rust_xlsxwriter::{Format, Worksheet};

use crate::form::{PaperFormat, PaperSize};

/// SHIFTJIS_CHARSET, with which Excel keeps a Japanese font where the system is not Japanese.
const JAPANESE: u8 = 128;

/// The font alone.
pub fn base(font: &str, pt: f64) -> Format {
    Format::new().set_font_name(font).set_font_size(pt).set_font_charset(JAPANESE).set_font_family(3)
}

/// The format of a text, so that it does not become a formula when it is edited.
pub fn as_text(format: Format, text: &str) -> Format {
    if is_formula(text) { format.set_quote_prefix() } else { format }
}

/// A text that a program would take for a formula when it is edited.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

/// Size and direction of the paper.
pub fn set_paper(sheet: &mut Worksheet, paper: &PaperFormat) {
    sheet.set_paper_size(match paper.size {
        PaperSize::A3 => 8,
        PaperSize::A4 => 9,
    });
    if paper.landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
}

/// Inches, in which Excel counts margins.
pub fn inch(mm: f64) -> f64 {
    mm / 25.4
}
