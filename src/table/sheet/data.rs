//! The worksheet データ: the rows of the paper without merges, each with the texts of its groups, for filtering, sorting
//! and summing. It is read where the paper's own sheet is not there.

use rayon::prelude::*;
use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet, XlsxError};
use serde_json::Map;

use super::formats::{Formats, Look};
use crate::finding::Finding;
use crate::msg;
use crate::stamped::DataStamp;
use crate::table::TableColumn;
use crate::table::book::TableBook;
use crate::table::csv::headings;
use crate::table::plan::{Plan, head};
use crate::text::{Milli, is_attached};
use crate::units::MM;
use crate::xlsx::{Body, MAX_ROW, PX, cell_limits, font_of, inch, put, running, set_paper, sheet_text, worst_lines};

/// Its name, where the paper has no other sheet of this name.
pub const NAME: &str = "データ";
/// Columns are as wide as their texts, within these, em; beyond, where a text would be higher than Excel allows.
const NARROWEST: f64 = 5.0;
const WIDE: f64 = 36.0;
/// Excel's widest column has 255 digits of 8 px.
const WIDEST: f64 = 2_000.0;
/// It is printed at no less than so many percent: 8 pt are 6 pt then.
const SMALLEST: u16 = 75;
/// The button of a filter, px.
const BUTTON: f64 = 20.0;
/// Excel holds 32,767 units in a cell.
const LONGEST_STAMP: usize = 32_000;

/// `M308`: a text that the paper's sheet holds in parts, and no cell holds whole.
pub fn too_long(plan: &Plan) -> Option<Finding> {
    let mut cells = plan.rows.iter().flat_map(|row| &row.cells);
    let place = cells.find_map(|cell| cell_limits(&sheet_text(&cell.text), None).map(|_| cell.place.clone()))?;
    let mut finding = Finding::warning(
        "M308",
        msg!(
            "XLSX に「データ」のシートを付けませんでした。一つのセルに入らない長い文があります",
            "the workbook has no sheet \"データ\": a text is longer than a cell takes"
        ),
    );
    finding.place = place;
    Some(finding)
}

/// Adds it to the workbook.
pub fn add(workbook: &mut Workbook, name: &str, paper: &TableBook, formats: &Formats) -> Result<(), XlsxError> {
    let plan = &paper.plan;
    let names = names(plan);
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let body = Body::of(paper.table.size);
    let columns: Vec<Measured> = names.par_iter().enumerate().map(|(c, name)| measure(paper, body, name, c)).collect();
    for (col, column) in (0..).zip(&columns) {
        sheet.set_column_width_pixels(col, column.width)?;
    }
    sheet.set_row_height_pixels(0, columns.iter().map(|column| column.heading).max().unwrap_or(0))?;
    for (col, name) in (0..).zip(&names) {
        put(sheet, (0, col), (0, col), name, &formats.header)?;
    }
    for (r, row) in plan.rows.iter().enumerate() {
        let at = (r as u32).saturating_add(1);
        let height = columns.iter().filter_map(|column| column.heights.get(r)).max();
        sheet.set_row_height_pixels(at, height.copied().unwrap_or(0))?;
        for (c, cell) in row.cells.iter().enumerate() {
            let look = Look { example: cell.example, ..Look::of(plan.column(c)) };
            let here = (at, c as u16);
            formats.put(sheet, (here, here), &sheet_text(&cell.text), look)?;
        }
    }
    stamp(sheet, plan, &names)?;
    set_page(sheet, plan, columns.iter().map(|column| column.width).sum())
}

/// Names of the columns as a data file has them, or as the input heads them where the form prints that.
fn names(plan: &Plan) -> Vec<String> {
    let own = |column: &TableColumn| column.heading.last().filter(|_| plan.form.spec(column).heading_as_typed).cloned();
    headings(plan).into_iter().zip(&plan.columns).map(|(name, column)| own(column).unwrap_or(name)).collect()
}

/// A column: its width, and the heights of its cells, px.
struct Measured {
    width: u32,
    heading: u32,
    heights: Vec<u32>,
}

fn measure(paper: &TableBook, body: Body, name: &str, c: usize) -> Measured {
    let plan = &paper.plan;
    let longest = |text: &str| -> Milli {
        let line =
            |line: &str| line.chars().filter(|c| !is_attached(*c)).map(|c| paper.fonts.advance(c)).sum::<Milli>();
        text.split('\n').map(line).max().unwrap_or(0)
    };
    let widest = plan.rows.iter().map(|row| longest(row.text(c))).max().unwrap_or(0);
    let px = |milli: Milli| f64::from(milli) / 1000.0 * body.em + 8.0;
    let least = (NARROWEST * body.em).max(px(longest(name)) + BUTTON);
    let mut width = body.clear_width(px(widest).clamp(least, least.max(WIDE * body.em)));
    loop {
        let heights = heights(paper, body, c, width);
        let fits = heights.iter().all(|height| *height <= MAX_ROW);
        if fits || f64::from(width) >= WIDEST - 100.0 {
            let heights = heights.into_iter().map(|height| height.min(MAX_ROW)).collect();
            let room = body.room(width);
            let heading = body.height(worst_lines(name, &paper.bold, room));
            return Measured { width, heading, heights };
        }
        width = body.clear_width((f64::from(width) * 1.5).min(WIDEST));
    }
}

fn heights(paper: &TableBook, body: Body, c: usize, width: u32) -> Vec<u32> {
    let room = body.room(width);
    let mut before: Option<(&str, u32)> = None;
    let height = |text| {
        // rows of a group share their text
        let height = before.filter(|(other, _)| *other == text).map(|(_, height)| height);
        let height = height.unwrap_or_else(|| body.height_with_spare(worst_lines(text, &paper.fonts, room)));
        before = Some((text, height));
        height.max(body.height(1))
    };
    paper.plan.rows.iter().map(|row| row.text(c).as_str()).map(height).collect()
}

/// The hidden cell by which the sheet is known, away from the columns that are filled in.
fn stamp(sheet: &mut Worksheet, plan: &Plan, names: &[String]) -> Result<(), XlsxError> {
    let cells = plan.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.text.as_str()));
    let mut stamp = DataStamp::new(names.iter().map(String::as_str).chain(cells), head(plan));
    if stamp.to_cell().encode_utf16().count() > LONGEST_STAMP {
        stamp.head = Map::new();
    }
    let col = (names.len() as u16).saturating_add(1);
    sheet.write_string(0, col, stamp.to_cell())?;
    sheet.set_column_hidden(col)?;
    Ok(())
}

fn set_page(sheet: &mut Worksheet, plan: &Plan, width: u32) -> Result<(), XlsxError> {
    let last = (plan.columns.len() as u16).saturating_sub(1);
    let paper = &plan.form.paper;
    set_paper(sheet, paper);
    sheet.set_landscape();
    let side = paper.left.min(paper.right);
    sheet.set_margins(inch(side), inch(side), inch(14.0), inch(14.0), inch(6.0), inch(6.0));
    let room = (paper.width.max(paper.height) - 2.0 * side) * MM * PX;
    match f64::from(width) * f64::from(SMALLEST) / 100.0 <= room {
        true => sheet.set_print_fit_to_pages(1, 0),
        // several pages side by side can be read, smaller print cannot
        false => sheet.set_print_scale(SMALLEST),
    };
    // a text here would be told as one that no cell has
    sheet.set_footer(running('R', font_of(&plan.form.text.font), 9, "", "&P／&N"));
    let end = plan.rows.len() as u32;
    sheet.autofilter(0, 0, end.max(1), last)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, end, last)?;
    sheet.ignore_error_range(0, 0, end, last, IgnoreError::NumberStoredAsText)?;
    Ok(())
}
