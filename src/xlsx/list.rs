//! A list that a clerk can filter, sort and print: a title, one row of headings, a row an entry.

use std::collections::HashSet;

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, IgnoreError, Url, Workbook, Worksheet,
    XlsxError,
};

use super::cell::put;
use super::cut::sheet_text;
use super::formats::{as_text, base, inch, set_paper};
use super::measure::{Body, MAX_ROW};
use super::names::{running, sheet_name, shorten};
use super::shell::font_of;
use super::wrap::worst_lines;
use crate::form::{PaperFormat, PaperSize};
use crate::text::FontChain;
use crate::units::Date;

/// The family of its text.
pub const FONT: &str = "BIZ UDGothic";
const PT: f64 = 9.0;
/// Units that a cell keeps of a text: Excel holds 32,767.
const LONGEST: usize = 32_000;
/// Excel takes no more links on a sheet (Excel specifications and limits, Microsoft).
const LINKS: usize = 65_000;
/// Units of an address; Excel takes 2,079.
const LONGEST_LINK: usize = 2_000;

/// A column.
pub struct Column {
    pub heading: &'static str,
    /// In em of the text.
    pub width: u32,
    pub centered: bool,
}

impl Column {
    pub const fn new(heading: &'static str, width: u32) -> Self {
        Self { heading, width, centered: false }
    }

    pub const fn centered(heading: &'static str, width: u32) -> Self {
        Self { heading, width, centered: true }
    }
}

/// What stands in a cell.
pub enum Entry {
    Nothing,
    Text(String),
    Number(usize),
    Day(Date),
    /// A text that leads to an address: `internal:'課'!A1`, `file:///回答/a.xlsx#'表'!B3`.
    Link(String, String),
}

impl Entry {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_owned()))
    }
}

/// A row, in bold if it is to be seen first.
pub struct ListRow {
    pub cells: Vec<Entry>,
    pub strong: bool,
}

/// A worksheet with a list.
pub struct List<'a> {
    /// Of the worksheet, as [`sheet_names`] gave it.
    pub name: &'a str,
    pub title: &'a str,
    /// Lines under the title.
    pub lead: &'a [String],
    pub columns: &'a [Column],
    pub rows: &'a [ListRow],
    pub landscape: bool,
}

/// Names for worksheets, valid and each once: Excel compares them without regard to case.
pub fn sheet_names<'a>(titles: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let name = |title: &str| {
        let own = sheet_name(title);
        let mut name = own.clone();
        let mut n = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{}_{n}", shorten(&own, 25));
            n += 1;
        }
        name
    };
    titles.into_iter().map(name).collect()
}

/// A4 for printing.
fn paper(landscape: bool) -> PaperFormat {
    let (short, long) = PaperSize::A4.portrait();
    let (width, height) = if landscape { (long, short) } else { (short, long) };
    PaperFormat { width, height, landscape, ..PaperFormat::a4(12.0) }
}

struct Formats {
    title: Format,
    lead: Format,
    head: Format,
    text: Format,
    center: Format,
    number: Format,
    day: Format,
    link: Format,
}

impl Formats {
    fn new() -> Self {
        let font = font_of(FONT);
        let plain = base(font, PT);
        let cell = plain.clone().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
        Self {
            title: base(font, 14.0).set_bold().set_align(FormatAlign::VerticalCenter),
            lead: plain.clone().set_align(FormatAlign::VerticalCenter),
            head: cell
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xEE_EEEE)),
            center: cell.clone().set_align(FormatAlign::Center),
            number: cell.clone().set_num_format("#,##0").set_align(FormatAlign::Right),
            day: cell.clone().set_num_format("yyyy/m/d").set_align(FormatAlign::Center),
            link: cell.clone().set_font_color(Color::RGB(0x05_63C1)).set_underline(FormatUnderline::Single),
            text: cell,
        }
    }
}

/// Adds the list to a workbook: headings frozen, filtered and repeated on each page, a page wide.
pub fn add_list(workbook: &mut Workbook, list: &List, fonts: &FontChain) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let body = Body::exactly(PT);
    let sheet = workbook.add_worksheet();
    sheet.set_name(list.name)?;
    let widths: Vec<u32> = list.columns.iter().map(|c| body.clear_width(f64::from(c.width) * body.em + 8.0)).collect();
    for (col, width) in (0..).zip(&widths) {
        sheet.set_column_width_pixels(col, *width)?;
    }
    sheet.set_row_height_pixels(0, 26)?;
    put(sheet, (0, 0), (0, 0), list.title, &formats.title)?;
    let mut row = 1;
    for line in list.lead {
        put(sheet, (row, 0), (row, 0), line, &as_text(formats.lead.clone(), line))?;
        row += 1;
    }
    let head = row;
    sheet.set_row_height_pixels(head, body.height(2))?;
    for (col, column) in (0..).zip(list.columns) {
        put(sheet, (head, col), (head, col), column.heading, &formats.head)?;
    }
    let mut links = 0;
    for entry in list.rows {
        row += 1;
        let mut height = body.height(1);
        for (n, cell) in entry.cells.iter().enumerate() {
            let (Some(column), Some(width)) = (list.columns.get(n), widths.get(n)) else { break };
            let at = (row, n as u16);
            let lines = |text: &str| worst_lines(text, fonts, body.room(*width));
            let taken = match cell {
                Entry::Text(text) | Entry::Link(text, _) => match lines(text) {
                    0 | 1 => body.height(1),
                    // bold, and characters of another font, may take a line more
                    lines => body.height(lines + 1),
                },
                _ => body.height(1),
            };
            height = height.max(taken.min(MAX_ROW));
            write(sheet, at, cell, column, entry.strong, &formats, &mut links)?;
        }
        sheet.set_row_height_pixels(row, height)?;
    }
    let last = (list.columns.len() as u16).saturating_sub(1);
    sheet.autofilter(head, 0, row.max(head + 1), last)?;
    sheet.set_freeze_panes(head + 1, 0)?;
    sheet.set_repeat_rows(head, head)?;
    sheet.set_print_area(0, 0, row.max(head), last)?;
    sheet.ignore_error_range(head, 0, row.max(head), last, IgnoreError::NumberStoredAsText)?;
    set_page(sheet, list);
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    cell: &Entry,
    column: &Column,
    strong: bool,
    formats: &Formats,
    links: &mut usize,
) -> Result<(), XlsxError> {
    let weighted = |format: &Format| if strong { format.clone().set_bold() } else { format.clone() };
    let plain = weighted(if column.centered { &formats.center } else { &formats.text });
    match cell {
        Entry::Nothing => {
            sheet.write_blank(row, col, &plain)?;
        }
        Entry::Number(number) => {
            sheet.write_number_with_format(row, col, *number as f64, &weighted(&formats.number))?;
        }
        Entry::Day(Date { year, month, day }) => {
            let day = ExcelDateTime::from_ymd(u16::try_from(*year).unwrap_or(2000), *month, *day)?;
            sheet.write_datetime_with_format(row, col, &day, &weighted(&formats.day))?;
        }
        Entry::Text(text) => {
            let text = sheet_text(shorten(text, LONGEST));
            put(sheet, (row, col), (row, col), &text, &as_text(plain, &text))?;
        }
        Entry::Link(text, address) => {
            let text = sheet_text(shorten(text, LONGEST)).into_owned();
            *links += 1;
            if *links > LINKS || address.encode_utf16().count() > LONGEST_LINK {
                put(sheet, (row, col), (row, col), &text, &as_text(plain, &text))?;
            } else {
                let url = Url::new(address.as_str()).set_text(&text);
                sheet.write_url_with_format(row, col, url, &as_text(weighted(&formats.link), &text))?;
            }
        }
    }
    Ok(())
}

fn set_page(sheet: &mut Worksheet, list: &List) {
    let paper = paper(list.landscape);
    set_paper(sheet, &paper);
    let side = inch(paper.left);
    sheet.set_margins(side, side, inch(14.0), inch(14.0), inch(6.0), inch(6.0));
    sheet.set_print_fit_to_pages(1, 0);
    let font = font_of(FONT);
    sheet.set_footer(running('L', font, 8, list.title, "") + &running('R', font, 8, "", "&P／&N"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_worksheets_are_valid_and_each_once() {
        let long = "長".repeat(40);
        let names = sheet_names(["福祉局 地域/福祉課", "A", "a", long.as_str(), long.as_str()]);
        assert_eq!(names[..3], ["福祉局 地域／福祉課", "A", "a_2"]);
        assert_eq!(names[3], "長".repeat(31));
        assert_eq!(names[4], format!("{}_2", "長".repeat(25)));
    }
}
