//! Finds the form's table on worksheets, wherever its header stands, and reads its rows.

use std::collections::{HashMap, HashSet};

use super::columns::{Matched, Path, match_columns, nearest, normalise};
use super::{Cell, Given, Meta, Plan, Row, groups};
use crate::finding::{CellRef, Finding, Place, quote};
use crate::form::Form;
use crate::msg;
use crate::source::{Merge, Sheet, SheetCell};

/// Header rows are looked for this far down.
const HEADER_WITHIN: u32 = 200;
/// A header block has at most this many rows.
const HEADER_DEPTH: u32 = 6;

/// Bytes of the longest heading that is thought of.
const LONGEST_HEADING: usize = 300;

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

/// A sheet with quick access to cells and merged ranges.
struct Grid<'a> {
    sheet: &'a Sheet,
    at: HashMap<(u32, u32), &'a SheetCell>,
    /// The merged range over a cell; large ranges are kept once a row.
    merged: HashMap<(u32, u32), Merge>,
}

impl<'a> Grid<'a> {
    fn new(sheet: &'a Sheet) -> Self {
        let at = sheet.cells.iter().map(|c| ((c.at.row, c.at.col), c)).collect();
        let last = sheet.cells.last().map_or(0, |c| c.at.row);
        let mut merged = HashMap::new();
        for merge in &sheet.merges {
            // a merge over whole columns or rows reaches no further than the data
            for row in merge.first.row..=merge.last.row.min(last) {
                for col in merge.first.col..=merge.last.col.min(merge.first.col + 500) {
                    merged.insert((row, col), *merge);
                }
            }
        }
        Self { sheet, at, merged }
    }

    fn cell(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        self.at.get(&(row, col)).copied()
    }

    /// The cell's own text, or that of the merged range it lies in.
    fn shown(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        self.cell(row, col).or_else(|| {
            let merge = self.merged.get(&(row, col))?;
            self.cell(merge.first.row, merge.first.col)
        })
    }

    fn place(&self, row: u32, col: u32) -> Option<Place> {
        let some = self.sheet.cells.first()?;
        some.place.sheet.as_ref().map(|sheet| Place::cell(&some.place.file, sheet, row, col))
    }
}

/// Where a table's header stands and what it means.
struct Header {
    bottom: u32,
    top: u32,
    /// Sheet columns with a heading, and the heading's cell.
    cols: Vec<(u32, CellRef)>,
    paths: Vec<Path>,
    matched: Matched,
}

fn find_header(grid: &Grid, form: &Form, given: &Given) -> Option<Header> {
    let known = known_headings(form, given);
    let mut best: Option<(usize, u32)> = None;
    let mut rows: Vec<u32> = grid.sheet.cells.iter().map(|c| c.at.row).take_while(|r| *r < HEADER_WITHIN).collect();
    rows.dedup();
    for row in rows {
        let score = header_cols(grid, row)
            .iter()
            .filter(|(_, at)| {
                grid.cell(at.row, at.col)
                    .is_some_and(|c| c.text.len() <= LONGEST_HEADING && known.contains(&skeleton(&c.text)))
            })
            .count();
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, row));
        }
    }
    let (score, bottom) = best?;
    // two headings may stand together by chance in a cover letter, three not
    if score < 3.min(form.columns.len()) {
        return None;
    }
    let cols = header_cols(grid, bottom);
    let top = cols.iter().map(|(_, at)| at.row).min().unwrap_or(bottom);
    let top = header_top(grid, top, bottom, &cols);
    let paths: Vec<Path> = cols.iter().map(|(col, at)| path_of(grid, top, *col, *at)).collect();
    let matched = match_columns(&paths, form, &given.years, given.variant.as_deref());
    Some(Header { bottom, top, cols, paths, matched })
}

/// The skeletons of all headings of the form and its variants.
fn known_headings(form: &Form, given: &Given) -> HashSet<String> {
    let mut known = HashSet::new();
    let mut years = form.years.clone();
    years.extend(given.years.clone());
    for form in std::iter::once(form.clone()).chain(form.variant_names().filter_map(|n| form.variant(n))) {
        for column in form.table(&years).unwrap_or_default() {
            known.extend(column.heading.last().map(|h| skeleton(h)));
        }
        for column in &form.columns {
            known.insert(skeleton(&column.field));
            known.extend(column.also.iter().map(|a| skeleton(a)));
        }
    }
    known.remove("");
    known
}

/// A heading without its years and notes, by which a header is found whatever year it is for.
fn skeleton(text: &str) -> String {
    let text = normalise(text);
    let text = text.split('(').next().unwrap_or(&text);
    let bare: String = text.chars().filter(|c| !c.is_ascii_digit() && !"令和平成元年度".contains(*c)).collect();
    if bare.is_empty() { text.to_owned() } else { bare }
}

/// For a header whose last row is `row`: each column with its lowest heading.
fn header_cols(grid: &Grid, row: u32) -> Vec<(u32, CellRef)> {
    let mut cols = Vec::new();
    let first = row.saturating_sub(HEADER_DEPTH);
    let from = grid.sheet.cells.partition_point(|c| c.at.row < first);
    let to = grid.sheet.cells.partition_point(|c| c.at.row <= row);
    let here: Vec<&SheetCell> = grid.sheet.cells[from..to].iter().collect();
    let mut all: Vec<u32> = here.iter().filter(|c| c.at.row == row).map(|c| c.at.col).collect();
    // headings merged down to this row
    for cell in &here {
        let merge = grid.merged.get(&(cell.at.row, cell.at.col));
        if merge.is_some_and(|m| m.first == cell.at && m.last.row == row && m.first.row < row) {
            all.push(cell.at.col);
        }
    }
    all.sort_unstable();
    all.dedup();
    for col in all {
        if let Some(cell) = grid.shown(row, col) {
            cols.push((col, cell.at));
        }
    }
    cols
}

/// Parent headings stand right above: rows that are merged or filled over several columns.
fn header_top(grid: &Grid, top: u32, bottom: u32, cols: &[(u32, CellRef)]) -> u32 {
    let mut top = top;
    let limit = bottom.saturating_sub(HEADER_DEPTH - 1);
    let filled = |row: u32| {
        let cells: Vec<CellRef> = cols.iter().filter_map(|(col, _)| grid.shown(row, *col)).map(|c| c.at).collect();
        let mut distinct = cells.clone();
        distinct.dedup();
        distinct.len() >= 2
    };
    while top > limit && top > 0 && filled(top - 1) {
        top -= 1;
    }
    top
}

/// The headings over a column from the top down. A parent typed once with blanks to its right counts for
/// the columns that follow, unless it is merged.
fn path_of(grid: &Grid, top: u32, col: u32, leaf: CellRef) -> Path {
    let mut path: Path = Vec::new();
    let mut seen: Vec<CellRef> = Vec::new();
    for row in top..=leaf.row {
        let cell = grid.shown(row, col).or_else(|| {
            (0..col)
                .rev()
                .take(30)
                .find_map(|c| grid.cell(row, c))
                .filter(|c| !grid.merged.contains_key(&(c.at.row, c.at.col)))
        });
        let Some(cell) = cell else { continue };
        if (row < leaf.row || cell.at == leaf) && !seen.contains(&cell.at) {
            seen.push(cell.at);
            path.push(normalise(&cell.text));
        }
    }
    path
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

fn tell_headings(grid: &Grid, header: &Header, findings: &mut Vec<Finding>) {
    let matched = &header.matched;
    let place = |at: CellRef| grid.cell(at.row, at.col).map(|c| c.place.clone());
    let missing: Vec<usize> = (0..matched.columns.len()).filter(|c| !matched.map.contains(&Some(*c))).collect();
    let leaf = |c: usize| matched.columns[c].heading.last().map_or("", String::as_str);
    for ((_, at), target) in header.cols.iter().zip(&matched.map) {
        if target.is_some() {
            continue;
        }
        let Some(cell) = grid.cell(at.row, at.col) else { continue };
        let text = quote(&cell.text);
        let mut finding = Finding::warning(
            "M051",
            msg!("見出し「{text}」は様式にありません", "the heading \"{text}\" is not in the form"),
        );
        finding.place = place(*at);
        if let Some(near) = nearest(&cell.text, missing.iter().map(|&c| leaf(c))) {
            finding = finding.hint(msg!(
                "「{near}」のことなら、見出しをそのとおりに直してください",
                "if it means \"{near}\", write it so"
            ));
        }
        findings.push(finding);
    }
    for c in missing {
        let spec = &matched.form.columns[matched.columns[c].spec];
        if spec.band {
            continue;
        }
        let name = match &matched.columns[c].block {
            Some(block) => format!("{block}の{}", quote(leaf(c))),
            None => quote(leaf(c)),
        };
        let message = msg!("見出し「{name}」の列がありません", "there is no column \"{name}\"");
        let mut finding = if spec.key || (spec.required && spec.answer.is_none()) {
            Finding::error("M052", message)
        } else {
            Finding::warning("M052", message)
        };
        finding.place = grid.place(header.bottom, header.cols.first().map_or(0, |c| c.0));
        let unknown: Vec<&str> = header
            .cols
            .iter()
            .zip(&matched.map)
            .filter(|(_, m)| m.is_none())
            .filter_map(|((_, at), _)| grid.cell(at.row, at.col).map(|c| c.text.as_str()))
            .collect();
        if let Some(near) = nearest(leaf(c), unknown.into_iter()) {
            let near = quote(near);
            finding = finding.hint(msg!(
                "見出し「{near}」がそれなら、様式のとおりに書き直してください",
                "if \"{near}\" is it, write it as in the form"
            ));
        }
        findings.push(finding);
    }
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
