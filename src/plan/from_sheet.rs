//! Reads the rows of the form's table from worksheets.

use std::collections::HashMap;

use super::columns::{Matched, Path, normalise};
use super::header::{Grid, Header, LONGEST_HEADING, find_header, tell_headings};
use super::{Cell, Given, Meta, Plan, Row, groups};
use crate::finding::{CellRef, Finding, quote};
use crate::form::Form;
use crate::msg;
use crate::source::{Sheet, SheetCell};

/// Reads every sheet that holds a table of the form. `None` when none does.
pub fn read(sheets: &[Sheet], form: &Form, given: &Given, findings: &mut Vec<Finding>) -> Option<Plan> {
    let mut plans = Vec::new();
    let mut others = Vec::new();
    for sheet in sheets {
        let grid = Grid::new(sheet);
        match find_header(&grid, form, given) {
            Some(header) => plans.push(read_table(&grid, header, given, findings)),
            None => others.push(sheet),
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

fn read_table(grid: &Grid, header: Header, given: &Given, findings: &mut Vec<Finding>) -> Plan {
    tell_headings(grid, &header, findings);
    let Header { bottom, top, cols, paths, matched } = header;
    let to_table: HashMap<u32, usize> =
        cols.iter().zip(&matched.map).filter_map(|((col, _), c)| Some((*col, (*c)?))).collect();
    let mut rows: Vec<Row> = Vec::new();
    let from = grid.sheet.cells.partition_point(|c| c.at.row <= bottom);
    let below = &grid.sheet.cells[from..];
    let mut filled_down: Vec<(u32, u32, u32)> = Vec::new();
    let bands = band_columns(&matched, &to_table);
    let mut band = Vec::new();
    if !bands.is_empty() {
        band.extend(band_above(grid, top, &matched.form));
    }
    for line in below.chunk_by(|a, b| a.at.row == b.at.row) {
        let row = line[0].at.row;
        let mut cells = vec![Cell::default(); matched.columns.len()];
        let mut outside = Vec::new();
        for cell in line {
            match to_table.get(&cell.at.col) {
                Some(&c) => {
                    cells[c] = Cell { text: cell.text.clone(), place: Some(cell.place.clone()), example: false }
                }
                None => outside.push(cell),
            }
        }
        if is_repeated_header(line, &cols, &paths, &matched) {
            continue;
        }
        if let ([only], false) = (line, bands.is_empty())
            && only.at.col <= cols.first().map_or(0, |c| c.0)
            && !is_marked_note(&only.text)
        {
            band.push(only);
            continue;
        }
        for (&c, cell) in bands.iter().rev().zip(band.drain(..).rev()) {
            cells[c] = Cell { text: cell.text.trim().to_owned(), place: Some(cell.place.clone()), example: false };
        }
        if is_note(&cells, &matched) {
            for cell in line {
                findings.push(outside_table(cell));
            }
            continue;
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
        rows.push(Row { cells });
    }
    for cell in band {
        findings.push(outside_table(cell));
    }
    tell_filled_down(grid, &filled_down, findings);
    super::continued::join(&matched.form, &matched.columns, &mut rows);
    groups::fill_down(&matched.form, &matched.columns, &mut rows, findings);
    let meta = read_meta(grid, top, &matched.form, given, findings);
    Plan { form: matched.form, variant: matched.variant, years: matched.years, meta, columns: matched.columns, rows }
}

/// The header printed again further down the sheet, as some sections do for each page.
fn is_repeated_header(line: &[SheetCell], cols: &[(u32, CellRef)], paths: &[Path], matched: &Matched) -> bool {
    let same = line
        .iter()
        .filter(|cell| cell.text.len() <= LONGEST_HEADING)
        .filter(|cell| {
            let text = normalise(&cell.text);
            cols.iter()
                .zip(paths)
                .zip(&matched.map)
                .any(|(((col, _), path), m)| *col == cell.at.col && m.is_some() && path.contains(&text))
        })
        .count();
    same >= 3 || (same >= 1 && same == line.len())
}

/// A line under the table such as ※…: it fills a single column and starts like a note.
fn is_note(cells: &[Cell], matched: &Matched) -> bool {
    let mut filled = cells.iter().enumerate().filter(|(_, c)| !c.text.is_empty());
    let (Some((c, cell)), None) = (filled.next(), filled.next()) else { return false };
    let spec = &matched.form.columns[matched.columns[c].spec];
    is_marked_note(&cell.text) && (spec.group.is_some() || c == 0)
}

fn is_marked_note(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['※', '＊', '*', '注']) || text.starts_with("（注")
}

/// Band columns that the input has no heading for, outermost first: their texts stand on lines of their own.
fn band_columns(matched: &Matched, to_table: &HashMap<u32, usize>) -> Vec<usize> {
    (0..matched.columns.len())
        .filter(|&c| matched.form.columns[matched.columns[c].spec].band && !to_table.values().any(|t| *t == c))
        .collect()
}

/// The line right above the header, if it is no title: the first band.
fn band_above<'a>(grid: &Grid<'a>, top: u32, form: &Form) -> Option<&'a SheetCell> {
    let row = top.checked_sub(1)?;
    let mut line = grid.sheet.cells.iter().filter(|c| c.at.row == row);
    let (Some(only), None) = (line.next(), line.next()) else { return None };
    // a title stands at the very top; a band has something above it
    let titled = grid.sheet.cells.first().is_some_and(|c| c.at.row < row);
    (titled && !normalise(&only.text).contains(&normalise(&form.title))).then_some(only)
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

fn tell_filled_down(grid: &Grid, filled: &[(u32, u32, u32)], findings: &mut Vec<Finding>) {
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
fn read_meta(grid: &Grid, top: u32, form: &Form, given: &Given, findings: &mut Vec<Finding>) -> Meta {
    let mut meta = given.meta.clone();
    let above = grid.sheet.cells.partition_point(|c| c.at.row < top);
    let band = if form.columns.iter().any(|c| c.band) { band_above(grid, top, form) } else { None };
    for cell in &grid.sheet.cells[..above] {
        if band.is_some_and(|b| b.at == cell.at) {
            continue;
        }
        let text = normalise(&cell.text);
        if text == normalise(&form.title) {
            continue;
        }
        if form.lead.as_deref().is_some_and(|lead| text.starts_with(&normalise(lead))) {
            meta.lead.get_or_insert_with(|| cell.text.trim().to_owned());
            continue;
        }
        if cell.at.row == 0 && cell.at.col == 0 && text.contains("計画") && !text.contains(&normalise(&form.title)) {
            meta.plan.get_or_insert_with(|| cell.text.trim().to_owned());
            continue;
        }
        let short = |text: &str| text.chars().count() <= 14;
        let number = cell.text.trim().split(['（', '(']).next().unwrap_or("").trim_end();
        if text.starts_with("資料") && !short(&text) && short(number) && number.len() > "資料".len() {
            meta.number.get_or_insert_with(|| number.to_owned());
        }
        if (text.starts_with("資料") || text.starts_with("参考資料")) && text.chars().count() <= 14 {
            meta.number.get_or_insert_with(|| cell.text.trim().to_owned());
            continue;
        }
        if text.ends_with(&normalise(&form.title)) || text.starts_with(&normalise(&form.title)) {
            meta.title.get_or_insert_with(|| cell.text.trim().to_owned());
            continue;
        }
        let text = quote(&cell.text);
        findings.push(
            Finding::info(
                "M055",
                msg!("表の上の文は紙面に載りません: 「{text}」", "text above the table is not printed: \"{text}\""),
            )
            .at(cell.place.clone()),
        );
    }
    meta
}
