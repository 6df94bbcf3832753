//! Tells what stands on a sheet and is not read: columns that the form does not have, texts round the table, another table.

use std::collections::BTreeMap;

use super::header::{Header, Seen, SheetGrid};
use crate::finding::{self, Finding, Message, quote};
use crate::msg;
use crate::place::Place;
use crate::source::{Sheet, SheetCell};
use crate::table::TableForm;

/// So many texts of a stretch of cells are quoted.
const QUOTED: usize = 3;
/// More lines than these in one stretch are told by their number.
const LINES: usize = 10;
/// More texts above a table than these are told by their number.
const ABOVE: usize = 20;

/// Cells outside the table's columns, by column.
#[derive(Default)]
pub struct OutsideColumns<'a>(BTreeMap<u32, Vec<&'a SheetCell>>);

impl<'a> OutsideColumns<'a> {
    pub fn add(&mut self, cell: &'a SheetCell) {
        self.0.entry(cell.at.col).or_default().push(cell);
    }

    /// What stands under a heading that the form does not have.
    pub fn take(&mut self, col: u32) -> Vec<&'a SheetCell> {
        self.0.remove(&col).unwrap_or_default()
    }

    /// `M053`: the columns that are left, one finding each.
    pub fn tell(self, grid: &SheetGrid, header: &Header, findings: &mut Vec<Finding>) {
        for (col, cells) in self.0 {
            if is_unused(&header.matched.form, "") {
                continue;
            }
            // a heading over several columns of which the first is read
            let beside = grid.merged.at(header.bottom, col).is_some_and(|m| m.first.col < col);
            findings.extend(outside_column(&cells, beside));
        }
    }
}

/// Whether the form says that nothing under such a heading is wanted.
pub fn is_unused(form: &TableForm, heading: &str) -> bool {
    form.is_unused(heading)
}

/// Up to three texts, and whether there are more.
fn quoted(cells: &[&SheetCell]) -> Message {
    finding::quoted(cells.iter().map(|cell| cell.text.as_str()), QUOTED)
}

fn at_all(finding: Finding, cells: &[&SheetCell]) -> Finding {
    finding.at_all(cells.iter().map(|cell| cell.place.clone()))
}

fn outside_column(cells: &[&SheetCell], beside: bool) -> Option<Finding> {
    let (n, Message { ja, en }) = (cells.len(), quoted(cells));
    let message = match (cells.first()?, n, beside) {
        (_, _, true) => msg!(
            "見出しが二列にまたがり、この列の文（{n} セル）は載りません: {ja}",
            "the heading is over two columns, and the texts of this one ({n} cells) are not printed: {en}"
        ),
        (_, 1, _) => {
            msg!("様式にない列に書かれています: {ja}", "written in a column that the form does not have: {en}")
        }
        _ => msg!(
            "様式にない列に書かれています（{n} セル）: {ja}",
            "written in a column that the form does not have ({n} cells): {en}"
        ),
    };
    let hint = msg!("必要な内容なら、様式の列に移してください", "move it into a column of the form if it is needed");
    Some(at_all(Finding::warning("M053", message), cells).hint(hint))
}

/// `M051`: a heading that the form does not have, with what stands under it.
pub fn unknown_heading(heading: &SheetCell, cells: &[&SheetCell]) -> Finding {
    let text = quote(&heading.text);
    let mut finding = Finding::warning(
        "M051",
        if cells.is_empty() {
            msg!("見出し「{text}」は様式にありません", "the heading \"{text}\" is not in the form")
        } else {
            let (n, Message { ja, en }) = (cells.len(), quoted(cells));
            msg!(
                "見出し「{text}」は様式にありません。その列の {n} セルは紙面に載りません: {ja}",
                "the heading \"{text}\" is not in the form; the {n} cells of its column are not printed: {en}"
            )
        },
    )
    .at(heading.place.clone());
    finding.related.extend(cells.iter().map(|cell| cell.place.clone()));
    finding
}

/// `M051`: a heading that stands twice, with what stands in the second column.
pub fn doubled_heading(heading: &SheetCell, cells: &[&SheetCell], read: Option<Place>) -> Finding {
    let text = quote(&heading.text);
    let message = if cells.is_empty() {
        msg!(
            "見出し「{text}」が二つあります。この列は読みません",
            "the heading \"{text}\" is there twice; this column is not read"
        )
    } else {
        let (n, Message { ja, en }) = (cells.len(), quoted(cells));
        msg!(
            "見出し「{text}」が二つあります。この列の {n} セルは紙面に載りません: {ja}",
            "the heading \"{text}\" is there twice; the {n} cells of this column are not printed: {en}"
        )
    };
    let mut finding = Finding::warning("M051", message).at(heading.place.clone());
    finding.related.extend(read);
    finding.related.extend(cells.iter().map(|cell| cell.place.clone()));
    finding.hint(msg!(
        "要らない方の列を消すか、見出しを様式のとおりに直してください",
        "delete one of the columns, or mend its heading"
    ))
}

/// `M054`: texts below or between the rows. Lines that follow each other are told each, many of them by their number.
pub fn tell_outside(cells: &[&SheetCell], findings: &mut Vec<Finding>) {
    for stretch in cells.chunk_by(|a, b| b.at.row <= a.at.row.saturating_add(1)) {
        let lines: Vec<&[&SheetCell]> = stretch.chunk_by(|a, b| a.at.row == b.at.row).collect();
        if lines.len() <= LINES {
            findings.extend(lines.iter().map(|line| outside_line(line)));
            continue;
        }
        let (n, lines, Message { ja, en }) = (stretch.len(), lines.len(), quoted(stretch));
        let message = msg!(
            "表の外の文は紙面に載りません（{lines} 行、{n} セル）: {ja}",
            "text outside the table is not printed ({lines} rows, {n} cells): {en}"
        );
        findings.push(at_all(Finding::warning("M054", message), stretch));
    }
}

/// All texts of a line, for each must leave a trace.
fn outside_line(line: &[&SheetCell]) -> Finding {
    let ja: String = line.iter().map(|cell| format!("「{}」", quote(&cell.text))).collect();
    let en: Vec<String> = line.iter().map(|cell| format!("\"{}\"", quote(&cell.text))).collect();
    let en = en.join(", ");
    let message = msg!("表の外の文は紙面に載りません: {ja}", "text outside the table is not printed: {en}");
    at_all(Finding::warning("M054", message), line)
}

/// `M055`: texts above the table that name nothing of the paper.
pub fn tell_above(cells: &[&SheetCell], findings: &mut Vec<Finding>) {
    if cells.len() <= ABOVE {
        findings.extend(cells.iter().map(|cell| crate::source::above_answers(cell)));
        return;
    }
    let (n, Message { ja, en }) = (cells.len(), quoted(cells));
    let message = msg!(
        "表の上の文は紙面に載りません（{n} セル）: {ja}",
        "texts above the table are not printed ({n} cells): {en}"
    );
    findings.push(at_all(Finding::warning("M055", message), cells));
}

/// `M086`: headings of the form further down that do not make a table of it; what stands below them is not read.
pub fn tell_other_table(rest: &Sheet, seen: &Seen, findings: &mut Vec<Finding>) {
    let cells: Vec<&SheetCell> = rest.cells.iter().collect();
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
    let (n, from, to) = (cells.len(), first.at.row.saturating_add(1), last.at.row.saturating_add(1));
    let Message { ja, en } = seen.headings();
    let message = msg!(
        "{from} 行目から {to} 行目まで（{n} セル）は、見出しが様式と合わない別の表なので載りません。見出し: {ja}",
        "rows {from} to {to} ({n} cells) are another table, with other headings, and are not printed; headings: {en}"
    );
    findings.push(Finding::warning("M086", message).at(first.place.clone()).hint(msg!(
        "載せる内容なら、様式の見出しを付けて、上の表と同じ列に書いてください",
        "if it is to be printed, give it the form's headings, in the columns of the table above"
    )));
    tell_outside(&cells, findings);
}

/// `M087`: headings with texts below of which none became a row.
pub fn no_row(header: &Header, grid: &SheetGrid, cells: &[&SheetCell]) -> Finding {
    let (n, Message { ja, en }) = (cells.len(), quoted(cells));
    let message = msg!(
        "見出しの下の {n} セルから、表の行が一つも読めませんでした: {ja}",
        "the {n} cells under the headings gave no row of the table: {en}"
    );
    let mut finding = Finding::error("M087", message).hint(msg!(
        "回答が、様式の見出しの列に書かれているか確かめてください",
        "make sure that the answers stand in the columns of the form's headings"
    ));
    let heading = grid.place(header.bottom, header.cols.first().map_or(0, |c| c.0));
    finding.place = heading.or_else(|| cells.first().map(|cell| cell.place.clone()));
    finding
}

/// `M088`: the line of units under the headings.
pub fn units(line: &[SheetCell]) -> Finding {
    let ja: String = line.iter().map(|cell| format!("「{}」", quote(&cell.text))).collect();
    let en: Vec<&str> = line.iter().map(|cell| cell.text.as_str()).collect();
    let en = quote(&en.join(", "));
    let message = msg!(
        "見出しの下の単位などの行は、表の行ではないので載りません: {ja}",
        "the line of units under the headings is no row and is not printed: {en}"
    );
    let cells: Vec<&SheetCell> = line.iter().collect();
    at_all(Finding::info("M088", message), &cells)
}

/// `M058`: a sheet that holds no table of the form; with some of its headings it may be one that was altered.
pub fn unread_sheet(sheet: &Sheet, seen: &Seen) -> Finding {
    let (name, n) = (&sheet.name, sheet.cells.len());
    let mut finding = if seen.known.len() >= 2 {
        let Message { ja, en } = seen.headings();
        Finding::warning(
            "M058",
            msg!(
                "シート「{name}」は、様式の見出しが足りないので読みませんでした（{n} セル）。見出し: {ja}",
                "sheet \"{name}\" lacks headings of the form and was not read ({n} cells); headings: {en}"
            ),
        )
    } else {
        Finding::info(
            "M058",
            msg!(
                "シート「{name}」には表がないので読みませんでした（{n} セル）",
                "sheet \"{name}\" holds no table and was not read ({n} cells)"
            ),
        )
    };
    finding.place = sheet.cells.first().map(|c| c.place.clone());
    finding
}

/// `M050`: no sheet holds a table of the form. Says what was seen instead.
pub fn no_table(form: &TableForm, seen: Option<&Seen>) -> Finding {
    let title = &form.title;
    let message = match seen.filter(|seen| !seen.texts.is_empty()) {
        None => msg!("様式「{title}」の表が見つかりません", "no table of the form \"{title}\" was found"),
        Some(seen) => {
            let (known, all, Message { ja, en }) = (seen.known.len(), form.columns.len(), seen.headings());
            msg!(
                "様式「{title}」の表が見つかりません。見出し {ja} のうち、様式の {all} の見出しに当たるのは {known} だけです",
                "no table of the form \"{title}\" was found; of the headings {en} only {known} are among the form's {all}"
            )
        }
    };
    let heads: Vec<&str> = form.columns.iter().take(4).map(|c| c.field.as_str()).collect();
    let (ja, en) = (heads.join("、"), heads.join(", "));
    Finding::error("M050", message)
        .hint(msg!("見出し（{ja} など）のある表を用意してください", "give a table with the headings {en} and so on"))
}
