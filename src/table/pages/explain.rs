//! Says for each page why it ended there and which cell made each tall row tall.

use super::{End, Page, SetTable};
use crate::finding::{Message, quote};
use crate::msg;
use crate::table::plan::Plan;
use crate::units::MM;

/// A row is tall from this share of a page on.
const TALL: f64 = 0.25;

/// Rows that were made higher for their labels are told from this share of a page on.
const GROWN: f64 = 0.03;

/// One text a page.
pub fn explain_pages(plan: &Plan, table: &SetTable, pages: &[Page]) -> Vec<Message> {
    let mut out = Vec::new();
    for (p, page) in pages.iter().enumerate() {
        let (number, all) = (p + 1, pages.len());
        let rows = match (page.slices.first(), page.slices.last()) {
            (Some(a), Some(b)) => format!("{}–{}", a.row + 1, b.row + 1),
            _ => "–".to_owned(),
        };
        let fill = 100.0 * page.used / table.body_height();
        let why = match page.end {
            End::Last => msg!("最後のページです", "it is the last page"),
            End::NextDoesNotFit { left, needs } => {
                let (left, needs) = (left / MM, needs / MM);
                let next = page.slices.last().map_or(0, |s| s.row) + 2;
                msg!(
                    "次の {next} 行目には {needs:.1}mm 要り、残りは {left:.1}mm でした",
                    "row {next} comes next, needs {needs:.1} mm, and {left:.1} mm were left"
                )
            }
            End::RowGoesOn => msg!(
                "最後の行は 1 ページより高く、次のページに続きます",
                "its last row is taller than a page and goes on"
            ),
        };
        let mut ja = format!("{number}／{all} ページ: {rows} 行目、{fill:.0}% 使用。{}", why.ja);
        let mut en = format!("page {number}/{all}: rows {rows}, {fill:.0}% used; {}", why.en);
        let grown = page.used
            - page
                .slices
                .iter()
                .map(|s| s.over + table.height(table.rows[s.row].lines_of_part(s.from, s.to)))
                .sum::<f64>();
        if grown > GROWN * table.body_height() {
            let mm = grown / MM;
            ja.push_str(&format!("\n    まとまりの見出しが入るように、行を合わせて {mm:.0}mm 高くしています"));
            en.push_str(&format!("\n    rows were made {mm:.0} mm higher in all to hold their labels"));
        }
        for slice in &page.slices {
            let height = table.height(slice.to - slice.from);
            if height < TALL * table.body_height() {
                continue;
            }
            let (row, mm, lines) = (slice.row + 1, height / MM, slice.to - slice.from);
            let tallest = tallest(plan, table, slice.row, lines);
            ja.push_str(&format!("\n    {row} 行目が高い（{mm:.0}mm）: {}", tallest.ja));
            en.push_str(&format!("\n    row {row} is tall ({mm:.0} mm): {}", tallest.en));
        }
        out.push(Message { ja, en });
    }
    out
}

/// How high a row is, and by which cell.
pub fn explain_row(plan: &Plan, table: &SetTable, row: usize) -> Message {
    let lines = table.rows[row].lines;
    let (number, mm) = (row + 1, table.height(lines) / MM);
    let Message { ja, en } = tallest(plan, table, row, lines);
    msg!("{number} 行目の高さ（{mm:.0}mm）を決めているセル: {ja}", "row {number} ({mm:.0} mm) is as tall as {en}")
}

/// The cell that makes a row, or its part of so many lines, as high as it is.
fn tallest(plan: &Plan, table: &SetTable, row: usize, lines: usize) -> Message {
    let c = table.rows[row].tallest;
    let cell = &plan.rows[row].cells[c];
    let place = cell.place.as_ref().map(ToString::to_string).unwrap_or_default();
    let (field, text) = (&plan.column(c).field, quote(&cell.text));
    msg!("{field} {lines} 行 {place}「{text}」", "{field}, {lines} lines, {place} \"{text}\"")
}
