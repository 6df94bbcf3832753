//! Finds a table's header on a worksheet by its words, wherever it stands, and says what it means.

use std::collections::{HashMap, HashSet};

use super::Given;
use super::columns::{Matched, Path, match_columns, nearest, normalise};
use crate::finding::{CellRef, Finding, Place, quote};
use crate::form::Form;
use crate::msg;
use crate::source::{Merge, Sheet, SheetCell};

/// Header rows are looked for this far down.
const HEADER_WITHIN: u32 = 200;
/// A header block has at most this many rows.
const HEADER_DEPTH: u32 = 6;

/// Bytes of the longest heading that is thought of.
pub const LONGEST_HEADING: usize = 300;

/// A sheet with quick access to cells and merged ranges.
pub struct Grid<'a> {
    pub sheet: &'a Sheet,
    at: HashMap<(u32, u32), &'a SheetCell>,
    /// The merged range over a cell; large ranges are kept once a row.
    pub merged: HashMap<(u32, u32), Merge>,
}

impl<'a> Grid<'a> {
    pub fn new(sheet: &'a Sheet) -> Self {
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

    pub fn cell(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        self.at.get(&(row, col)).copied()
    }

    /// The cell's own text, or that of the merged range it lies in.
    pub fn shown(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        self.cell(row, col).or_else(|| {
            let merge = self.merged.get(&(row, col))?;
            self.cell(merge.first.row, merge.first.col)
        })
    }

    pub fn place(&self, row: u32, col: u32) -> Option<Place> {
        let some = self.sheet.cells.first()?;
        some.place.sheet.as_ref().map(|sheet| Place::cell(&some.place.file, sheet, row, col))
    }
}

/// Where a table's header stands and what it means.
pub struct Header {
    pub bottom: u32,
    pub top: u32,
    /// Sheet columns with a heading, and the heading's cell.
    pub cols: Vec<(u32, CellRef)>,
    pub paths: Vec<Path>,
    pub matched: Matched,
}

pub fn find_header(grid: &Grid, form: &Form, given: &Given) -> Option<Header> {
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

pub fn tell_headings(grid: &Grid, header: &Header, findings: &mut Vec<Finding>) {
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
        let beside = header.cols.first().and_then(|(_, at)| place(*at));
        finding.place = grid.place(header.bottom, header.cols.first().map_or(0, |c| c.0)).or(beside);
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
