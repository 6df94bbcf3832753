//! The formats of the sheet's cells, made once.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::table::{Align, Column};
use crate::xlsx::{base, is_formula};

/// Dark enough to read in black and white.
const EXAMPLE: Color = Color::RGB(0x000A_3D91);
const SHADE: Color = Color::RGB(0x00EB_EBEB);
pub struct Formats {
    pub title: Format,
    pub number: Format,
    /// What stands above the table on the right.
    pub right: Format,
    pub header: Format,
    /// What stands over the rows of a group.
    pub section: Format,
    /// By alignment, example, and whether the text must be kept from becoming a formula when it is edited.
    body: [[[Format; 2]; 2]; 4],
}

impl Formats {
    pub fn new(font: &str, pt: f64) -> Self {
        let text = base(font, pt).set_text_wrap();
        let framed = text.set_border(FormatBorder::Thin);
        let aligns = [FormatAlign::Left, FormatAlign::Center, FormatAlign::Right, FormatAlign::Distributed];
        let body = aligns.map(|align| {
            let plain = framed.clone().set_align(align).set_align(FormatAlign::Top);
            let example = plain.clone().set_font_color(EXAMPLE);
            [plain, example].map(|f| [f.clone(), f.set_quote_prefix()])
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

    pub fn body(&self, column: &Column, example: bool, text: &str) -> &Format {
        let align = match column.align {
            _ if column.spread.is_some() => 3,
            Align::Left => 0,
            Align::Center => 1,
            Align::Right => 2,
        };
        &self.body[align][usize::from(example)][usize::from(is_formula(text))]
    }
}
