//! The formats of the sheet's cells, made once.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::table::{Align, Column};
use crate::xlsx::{base, is_formula, number_format, number_of, put, put_number};

/// Dark enough to read in black and white.
const EXAMPLE: Color = Color::RGB(0x000A_3D91);
const SHADE: Color = Color::RGB(0x00EB_EBEB);

/// How a text stands in the height of its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stand {
    /// At the top, as on paper.
    #[default]
    Top,
    /// In the middle: a line of a list.
    Middle,
    /// Its lines over all of the height, as far from one another as those on paper.
    Full,
}

pub struct Formats {
    pub title: Format,
    pub number: Format,
    /// What stands above the table on the right.
    pub right: Format,
    pub header: Format,
    /// What stands over the rows of a group.
    pub section: Format,
    /// By alignment, example, whether the text must be kept from becoming a formula when it is edited, and how it stands.
    body: [[[[Format; 3]; 2]; 2]; 3],
}

/// How a cell looks, beside what its text asks for.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub column: &'a Column,
    pub example: bool,
    pub stand: Stand,
}

impl<'a> Look<'a> {
    /// Of an answer, at the top of its cell.
    pub fn of(column: &'a Column) -> Self {
        Self { column, example: false, stand: Stand::Top }
    }
}

impl Formats {
    pub fn new(font: &str, pt: f64) -> Self {
        let text = base(font, pt).set_text_wrap();
        let framed = text.set_border(FormatBorder::Thin);
        let aligns = [FormatAlign::Left, FormatAlign::Center, FormatAlign::Right];
        let body = aligns.map(|align| {
            let plain = framed.clone().set_align(align);
            let example = plain.clone().set_font_color(EXAMPLE);
            [plain, example].map(|format| {
                [format.clone(), format.set_quote_prefix()].map(|format| {
                    [FormatAlign::Top, FormatAlign::VerticalCenter, FormatAlign::VerticalJustify]
                        .map(|stand| format.clone().set_align(stand))
                })
            })
        });
        Self {
            title: base(font, 12.0).set_bold().set_align(FormatAlign::VerticalCenter),
            section: base(font, pt).set_text_wrap().set_bold().set_align(FormatAlign::Bottom),
            number: base(font, 12.0).set_align(FormatAlign::Right).set_align(FormatAlign::VerticalCenter),
            right: base(font, pt).set_align(FormatAlign::Right),
            header: framed
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(SHADE),
            body,
        }
    }

    /// The format of a text.
    pub fn text(&self, look: Look, text: &str) -> &Format {
        let [left, centre, right] = &self.body;
        let [answers, examples] = match look.column.align {
            // spread from rule to rule (均等割付) names would touch them: LibreOffice heeds no indent there
            _ if look.column.spread.is_some() => centre,
            Align::Left => left,
            Align::Center => centre,
            Align::Right => right,
        };
        let [plain, quoted] = if look.example { examples } else { answers };
        let [top, middle, full] = if is_formula(text) { quoted } else { plain };
        match look.stand {
            Stand::Top => top,
            Stand::Middle => middle,
            Stand::Full => full,
        }
    }

    /// Writes what stands in a cell or a merged range: a number where the column has numbers and the text is one, in the
    /// format that shows it as it was typed.
    pub fn put(
        &self,
        sheet: &mut Worksheet,
        (first, last): ((u32, u16), (u32, u16)),
        text: &str,
        look: Look,
    ) -> Result<(), XlsxError> {
        let Some(unit) = &look.column.number else { return put(sheet, first, last, text, self.text(look, text)) };
        let shown = |code: String| self.text(look, "").clone().set_num_format(code);
        match number_of(text, unit) {
            Some(number) => put_number(sheet, first, last, number.value, &shown(number.format)),
            // a number may still be typed
            None if text.is_empty() => put(sheet, first, last, text, &shown(number_format(unit))),
            None => put(sheet, first, last, text, self.text(look, text)),
        }
    }
}
