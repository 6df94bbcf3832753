//! How the cells of a table's answer workbook look: locked, of an earlier answer, open, marked.

use rust_xlsxwriter::{Format, FormatAlign};

use crate::stamped::Use;
use crate::table::plan::Plan;
use crate::table::sheet::{Formats, Look};
use crate::xlsx::answer::{EARLIER, LOCKED, MARKED};
use crate::xlsx::{base, is_formula};

/// The formats of one column, each for plain texts and for those that must not become formulas.
pub struct Column {
    own: [Format; 2],
    pub spare: Format,
    marked: [Format; 2],
    /// A cell of a flowing column under the group's first.
    pub shut: Format,
}

/// Formats of all columns, made once.
pub struct Looks {
    pub columns: Vec<Column>,
    pub check: Format,
    pub call: Format,
    pub counter: Format,
}

impl Looks {
    pub fn new(plan: &Plan, uses: &[Use], formats: &Formats, font: &str, pt: f64) -> Self {
        let column = |(c, used): (usize, &Use)| {
            let plain = |text: &str| formats.text(Look::of(plan.column(c)), text).clone();
            let own = |text: &str| match used {
                Use::Plan => plain(text).set_background_color(LOCKED),
                Use::Last => plain(text).set_background_color(LOCKED).set_font_color(EARLIER),
                Use::Open => plain(text).set_unlocked(),
            };
            // a number such as 1-2 would become a day
            let spare = match used {
                Use::Plan => plain("").set_unlocked().set_num_format("@"),
                Use::Last => plain("").set_background_color(LOCKED),
                Use::Open => plain("").set_unlocked(),
            };
            let marked = |text: &str| own(text).set_background_color(MARKED);
            Column {
                own: [own(""), own("=")],
                spare,
                marked: [marked(""), marked("=")],
                shut: plain("").set_background_color(LOCKED),
            }
        };
        let top = |pt: f64| base(font, pt).set_align(FormatAlign::VerticalCenter);
        Self {
            columns: uses.iter().enumerate().map(column).collect(),
            check: base(font, pt).set_text_wrap().set_align(FormatAlign::Top).set_font_color(0x00C0_0000),
            call: top(11.0),
            counter: top(11.0).set_bold().set_align(FormatAlign::Right),
        }
    }
}

impl Column {
    pub fn cell(&self, marked: bool, text: &str) -> &Format {
        let [plain, quoted] = if marked { &self.marked } else { &self.own };
        if is_formula(text) { quoted } else { plain }
    }
}
