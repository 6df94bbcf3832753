//! Reads the rows of the form's table from worksheets.

use std::borrow::Cow;
use std::collections::HashMap;

use super::bands::{self, Bands};
use super::columns::{Matched, Path, normalise};
use super::header::{Header, Known, LONGEST_HEADING, SheetGrid, find_header, tell_headings};
use super::{CONTINUED, Cell, EXAMPLE, Plan, Row, groups};
use crate::finding::{Finding, quote};
use crate::meta::{Given, Meta};
use crate::msg;
use crate::place::CellRef;
use crate::source::{Sheet, SheetCell, above_answers, paper_number, take, unread};
use crate::table::TableForm;
use crate::words::likeness;

/// From here on a line above the table is its title in other words.
const ALIKE: f64 = 0.7;

/// Reads every sheet that holds a table of the form. `None` when none does.
pub fn read(sheets: &[Sheet], form: &TableForm, given: &Given, findings: &mut Vec<Finding>) -> Option<Plan> {
    let form = &bands::with_bands(form, sheets);
    let known = Known::of(form, given);
    let mut found: Vec<(&Sheet, Header)> = Vec::new();
    let mut others = Vec::new();
    for sheet in sheets {
        match find_header(&SheetGrid::new(sheet), &known, form, given) {
            Some(header) => found.push((sheet, header)),
            None => others.push(sheet),
        }
    }
    let unread = unread(&found.iter().map(|(sheet, _)| *sheet).collect::<Vec<_>>(), findings);
    let mut plans = Vec::new();
    for (sheet, header) in found {
        if unread.contains(&sheet.name) {
            continue;
        }
        let mut header = Some(header);
        let mut part: Cow<Sheet> = Cow::Borrowed(sheet);
        // a sheet may hold one table below the other
        while let Some(found) = header.take() {
            let grid = SheetGrid::new(&part);
            let (plan, next) = read_table(&grid, found, &known, given, findings);
            plans.push(plan);
            let Some(next) = next else { break };
            let rest = below(&part, next);
            header = find_header(&SheetGrid::new(&rest), &known, form, given);
            part = Cow::Owned(rest);
        }
    }
    if !plans.is_empty() {
        for sheet in others.into_iter().filter(|s| !s.cells.is_empty()) {
            let (name, n) = (&sheet.name, sheet.cells.len());
            let mut finding = Finding::info(
                "M058",
                msg!(
                    "シート「{name}」には表がないので読みませんでした（{n} セル）",
                    "sheet \"{name}\" holds no table and was not read ({n} cells)"
                ),
            );
            finding.place = sheet.cells.first().map(|c| c.place.clone());
            findings.push(finding);
        }
    }
    super::merge(plans, findings)
}

/// The sheet from a row on.
fn below(sheet: &Sheet, row: u32) -> Sheet {
    let cells = sheet.cells.iter().filter(|c| c.at.row >= row).cloned().collect();
    let merges = sheet.merges.iter().filter(|m| m.first.row >= row).copied().collect();
    Sheet { name: sheet.name.clone(), cells, merges, hidden: sheet.hidden }
}

/// Reads the rows under a header, and says where another table begins.
fn read_table(
    grid: &SheetGrid,
    header: Header,
    known: &Known,
    given: &Given,
    findings: &mut Vec<Finding>,
) -> (Plan, Option<u32>) {
    tell_headings(grid, &header, findings);
    tell_beside_header(grid, &header, known, findings);
    let Header { bottom, top, cols, paths, matched } = header;
    let to_table: HashMap<u32, usize> =
        cols.iter().zip(&matched.map).filter_map(|((col, _), c)| Some((*col, (*c)?))).collect();
    let mut next = None;
    let mut rows: Vec<Row> = Vec::new();
    let from = grid.sheet.cells.partition_point(|c| c.at.row <= bottom);
    let below = &grid.sheet.cells[from..];
    let mut filled_down: Vec<(u32, u32, u32)> = Vec::new();
    let bands = Bands::of(&matched, &to_table);
    let mut band = bands.above(grid, top, &matched.form);
    let above: Vec<CellRef> = band.iter().map(|cell| cell.at).collect();
    // a group's label on a line of its own, above the group's rows
    let mut label: Option<(usize, &SheetCell)> = None;
    for line in below.chunk_by(|a, b| a.at.row == b.at.row) {
        let row = line[0].at.row;
        let mut cells = vec![Cell::default(); matched.columns.len()];
        // an empty cell has a place too: what is missing there can be told
        for (&col, &c) in &to_table {
            cells[c].place = grid.place(row, col);
        }
        let mut outside = Vec::new();
        for cell in line {
            match to_table.get(&cell.at.col) {
                Some(&c) => {
                    let example = matched.form.examples && cell.text.starts_with(EXAMPLE);
                    cells[c] = Cell { text: cell.text.clone(), place: Some(cell.place.clone()), example };
                }
                None => outside.push(cell),
            }
        }
        let headings = line.iter().filter(|cell| known.is_heading(&cell.text)).count();
        let same: Vec<bool> = line.iter().map(|cell| is_same_heading(cell, &cols, &paths)).collect();
        let repeated = same.iter().filter(|s| **s).count();
        // a header row holds little else than headings; an answer may be one by chance
        let most = |n: usize| n >= 3 && n * 2 > line.len();
        if most(headings) && headings > repeated {
            next = Some(row);
            break;
        }
        if most(repeated) || (repeated >= 1 && repeated == line.len()) {
            // what stands above a repeated header is its title
            findings.extend(label.take().map(|(_, cell)| outside_table(cell)));
            for (cell, _) in line.iter().zip(same).filter(|(_, same)| !same) {
                findings.push(outside_table(cell));
            }
            continue;
        }
        if cells.iter().all(|c| c.text.is_empty()) {
            for cell in outside {
                findings.push(outside_columns(cell));
            }
            continue;
        }
        if let ([only], true) = (line, bands.any())
            && only.at.col <= cols.first().map_or(0, |c| c.0)
            && !is_marked_note(&only.text)
        {
            band.push(only);
            continue;
        }
        for (cell, column) in bands.place(std::mem::take(&mut band)) {
            match column {
                Some(c) => {
                    let text = cell.text.trim().to_owned();
                    cells[c] = Cell { text, place: Some(cell.place.clone()), example: false };
                }
                None => findings.push(outside_table(cell)),
            }
        }
        if let Some(c) = lone_label(&cells, &matched).filter(|_| line.len() == 1) {
            findings.extend(label.replace((c, &line[0])).map(|(_, before)| outside_table(before)));
            continue;
        }
        if is_note(&cells, &matched) {
            for cell in line {
                findings.push(outside_table(cell));
            }
            continue;
        }
        if let Some((c, cell)) = label.take() {
            if cells[c].text.is_empty() && grid.merged.get(&(row, cell.at.col)).is_none_or(|m| m.first.row == row) {
                cells[c] = Cell { text: cell.text.clone(), place: Some(cell.place.clone()), example: false };
            } else if cells[c].text != cell.text {
                findings.push(outside_table(cell));
            }
        }
        for cell in outside {
            findings.push(outside_columns(cell));
        }
        // one answer cell merged over several rows answers for each of them
        for (&col, &c) in &to_table {
            if !cells[c].text.is_empty() {
                continue;
            }
            let Some(merge) = grid.merged.get(&(row, col)).filter(|m| m.first.row < row && m.first.row > bottom) else {
                continue;
            };
            let Some(cell) = grid.cell(merge.first.row, merge.first.col).filter(|_| merge.first.col == col) else {
                continue;
            };
            cells[c] = Cell { text: cell.text.clone(), place: Some(cell.place.clone()), example: false };
            let spec = &matched.form.columns[matched.columns[c].spec];
            if spec.group.is_none() && spec.answer.is_some() {
                filled_down.push((merge.first.row, col, row));
            }
        }
        rows.push(Row { id: None, cells });
    }
    for cell in band.into_iter().chain(label.map(|(_, cell)| cell)) {
        findings.push(outside_table(cell));
    }
    tell_filled_down(grid, &filled_down, findings);
    super::continued::join(&matched.form, &matched.columns, &mut rows);
    groups::fill_down(&matched.form, &matched.columns, &mut rows, findings);
    let meta = read_meta(grid, top, &above, &matched.form, given, findings);
    let Matched { base, form, variant, years, columns, .. } = matched;
    (Plan { base, form, variant, print: given.print.clone(), years, meta, columns, rows }, next)
}

/// A heading printed again further down the sheet, as some sections do for each page.
fn is_same_heading(cell: &SheetCell, cols: &[(u32, CellRef)], paths: &[Path]) -> bool {
    if cell.text.len() > LONGEST_HEADING {
        return false;
    }
    let text = normalise(&cell.text);
    cols.iter().zip(paths).any(|((col, _), path)| *col == cell.at.col && path.contains(&text))
}

/// Texts in the header's rows that are no heading of any column.
fn tell_beside_header(grid: &SheetGrid, header: &Header, known: &Known, findings: &mut Vec<Finding>) {
    let cells = grid.sheet.cells.iter().filter(|c| (header.top..=header.bottom).contains(&c.at.row));
    for cell in cells {
        // a column that no heading of the form names is told by its lowest heading alone
        let used = header.cols.iter().any(|(_, at)| *at == cell.at) || known.is_heading(&cell.text);
        if !used {
            let text = quote(&cell.text);
            findings.push(
                Finding::info(
                    "M055",
                    msg!(
                        "見出しの横の文は紙面に載りません: 「{text}」",
                        "text beside the header is not printed: \"{text}\""
                    ),
                )
                .at(cell.place.clone()),
            );
        }
    }
}

/// The column of a lone text that may be the label of the rows below it.
fn lone_label(cells: &[Cell], matched: &Matched) -> Option<usize> {
    let mut filled = cells.iter().enumerate().filter(|(_, c)| !c.text.is_empty());
    let (Some((c, cell)), None) = (filled.next(), filled.next()) else { return None };
    let spec = &matched.form.columns[matched.columns[c].spec];
    (c == 0 && spec.key && spec.group == Some(1) && !spec.band && !is_marked_note(&cell.text)).then_some(c)
}

/// A line under the table such as ※…: it fills a single column and starts like a note.
fn is_note(cells: &[Cell], matched: &Matched) -> bool {
    let mut filled = cells.iter().enumerate().filter(|(_, c)| !c.text.is_empty());
    let (Some((c, cell)), None) = (filled.next(), filled.next()) else { return false };
    if cell.text.starts_with(CONTINUED) {
        return false;
    }
    let spec = &matched.form.columns[matched.columns[c].spec];
    // a lone text in the first column of a wide table is a caption or who made it
    let lone = c == 0 && matched.columns.len() >= 4 && !spec.band;
    (is_marked_note(&cell.text) && (spec.group.is_some() || c == 0)) || lone
}

fn is_marked_note(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['※', '＊', '*', '注']) || text.starts_with("（注")
}

fn outside_table(cell: &SheetCell) -> Finding {
    let text = quote(&cell.text);
    Finding::warning(
        "M054",
        msg!("表の外の文は紙面に載りません: 「{text}」", "text outside the table is not printed: \"{text}\""),
    )
    .at(cell.place.clone())
}

fn outside_columns(cell: &SheetCell) -> Finding {
    let text = quote(&cell.text);
    Finding::warning(
        "M053",
        msg!("様式にない列に書かれています: 「{text}」", "written in a column that the form does not have: \"{text}\""),
    )
    .at(cell.place.clone())
    .hint(msg!("必要な内容なら、様式の列に移してください", "move it into a column of the form if it is needed"))
}

fn tell_filled_down(grid: &SheetGrid, filled: &[(u32, u32, u32)], findings: &mut Vec<Finding>) {
    for group in filled.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (row, col, _) = group[0];
        let rows = group.len() + 1;
        let Some(cell) = grid.cell(row, col) else { continue };
        findings.push(
            Finding::info(
                "M056",
                msg!(
                    "結合されたセルの回答を {rows} 行のそれぞれに載せます",
                    "the answer in a merged cell is printed in each of its {rows} rows"
                ),
            )
            .at(cell.place.clone()),
        );
    }
}

/// Title, 資料番号 and other texts above the table.
fn read_meta(
    grid: &SheetGrid,
    top: u32,
    bands: &[CellRef],
    form: &TableForm,
    given: &Given,
    findings: &mut Vec<Finding>,
) -> Meta {
    let mut meta = given.meta.clone();
    let above = grid.sheet.cells.partition_point(|c| c.at.row < top);
    for cell in &grid.sheet.cells[..above] {
        if bands.contains(&cell.at) {
            continue;
        }
        let text = normalise(&cell.text);
        let title = normalise(&form.title);
        let whole = cell.text.trim();
        let taken = if text == title {
            true
        } else if form.lead.as_deref().is_some_and(|lead| is_lead(lead, &text)) {
            take(&mut meta.lead, whole)
        } else if cell.at.row == 0
            && cell.at.col == 0
            && (text.contains("計画") || text.contains("プラン"))
            && !text.contains(&title)
        {
            take(&mut meta.plan, whole)
        } else if let Some(number) = paper_number(whole) {
            take(&mut meta.number, number) && number == whole
        } else {
            let titled = text.contains(&title) && text.chars().count() <= title.chars().count() + 20;
            // (掲載予定事業一覧)
            let bare = whole.strip_prefix(['(', '（']).and_then(|t| t.strip_suffix([')', '）'])).unwrap_or(whole);
            let alike = likeness(bare, &title, normalise) >= ALIKE;
            (titled || alike) && take(&mut meta.title, if titled { whole } else { bare })
        };
        if taken {
            continue;
        }
        findings.push(above_answers(cell));
    }
    meta
}

/// `基本理念` is how the line begins, `*現在` what it is like.
fn is_lead(lead: &str, text: &str) -> bool {
    let lead = normalise(lead);
    if lead.contains('*') { crate::source::matches(&lead, text) } else { text.starts_with(&lead) }
}
