//! What the answer workbooks of tables and slips share: colours, rules of input, hidden sheets, explanations.

mod input;
mod pages;

use rust_xlsxwriter::{Color, Note, ProtectionOptions, Workbook, Worksheet, XlsxError};

use crate::stamped::{Mark, Stamp, own};

pub(crate) use input::{Input, Lists, bare, is_empty, rule};
pub(crate) use pages::{Fault, Guide, Item, OwnSheet, faults, findings_sheet, guide, until};

/// A locked cell.
pub(crate) const LOCKED: Color = Color::RGB(0x00F2_F2F2);
/// The text of an earlier answer.
pub(crate) const EARLIER: Color = Color::RGB(0x0059_5959);
/// A cell that must be answered and is empty.
pub(crate) const MUST: Color = Color::RGB(0x00FF_F2CC);
/// A cell that may be answered and is empty.
pub(crate) const MAY: Color = Color::RGB(0x00E2_F0D9);
/// An answer that is too long, or is no number where one is asked for.
pub(crate) const WRONG: Color = Color::RGB(0x00FF_C7CE);
/// A cell of which a finding says something.
pub(crate) const MARKED: Color = Color::RGB(0x00F8_CBAD);

/// Name of the sheet with the workbook's stamp.
const STAMP: &str = "照会の印";
/// Width and height of a comment, px.
const NOTE_WIDTH: u32 = 320;
const NOTE_LINE: u32 = 20;
const NOTE_MOST: u32 = 400;
/// Characters of a comment that Excel and LibreOffice keep without trouble.
const NOTE_CHARACTERS: usize = 4_000;

/// Locks a sheet without a password; what does not touch the plan stays allowed.
pub(crate) fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
}

/// Adds the hidden sheet that says whose the workbook is.
pub(crate) fn add_stamp(workbook: &mut Workbook, stamp: &Stamp) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(STAMP)?;
    sheet.write_string(0, 0, stamp.to_cell())?;
    sheet.set_very_hidden(true);
    protect(sheet);
    Ok(())
}

/// A comment of matome on a cell.
pub(crate) fn comment(begin: &str, text: &str) -> Note {
    let text: String = text.chars().take(NOTE_CHARACTERS).collect();
    let lines: usize = text.lines().map(|line| line.chars().count() / 22 + 1).sum();
    let height = (NOTE_LINE * (lines as u32 + 3)).min(NOTE_MOST);
    Note::new(own::note(begin, &text))
        .set_author("matome")
        .add_author_prefix(false)
        .set_width(NOTE_WIDTH)
        .set_height(height)
        .set_font_size(9)
}

/// The findings of one cell in the words of its comment.
pub(crate) fn fault_text<'a>(marks: impl Iterator<Item = &'a Mark>) -> String {
    marks.map(|mark| mark.text.as_str()).collect::<Vec<_>>().join("\n")
}
