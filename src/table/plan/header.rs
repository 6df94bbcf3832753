//! Finds a table's header on a worksheet by its words, wherever it stands, and says what it means.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::columns::{Matched, Path, match_columns, nearest, normalise};
use crate::finding::{Finding, quote};
use crate::meta::Given;
use crate::msg;
use crate::place::{CellRef, Place};
use crate::source::{Merge, Sheet, SheetCell};
use crate::table::TableForm;
use crate::words::era::{fiscal_year, years_in};

/// Header rows are looked for this far down.
const HEADER_WITHIN: u32 = 200;
/// A header block has at most this many rows.
const HEADER_DEPTH: u32 = 6;

/// Bytes of the longest heading that is thought of.
pub const LONGEST_HEADING: usize = 300;

/// A sheet with quick access to cells and merged ranges.
pub struct SheetGrid<'a> {
    pub sheet: &'a Sheet,
    at: HashMap<(u32, u32), &'a SheetCell>,
    /// The merged range over a cell; large ranges are kept once a row.
    pub merged: HashMap<(u32, u32), Merge>,
}

impl<'a> SheetGrid<'a> {
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

/// Finds the first table of the form on a sheet.
pub fn find_header(grid: &SheetGrid, known: &Known, form: &TableForm, given: &Given) -> Option<Header> {
    let first = grid.sheet.cells.first()?.at.row;
    let mut rows: Vec<u32> =
        grid.sheet.cells.iter().map(|c| c.at.row).take_while(|r| *r < first.saturating_add(HEADER_WITHIN)).collect();
    rows.dedup();
    let score = |row: u32| {
        let cols = header_cols(grid, row, known);
        cols.iter().filter(|(_, at)| grid.cell(at.row, at.col).is_some_and(|c| known.is_leaf(&c.text))).count()
    };
    let scores: Vec<(u32, usize)> = rows.into_iter().map(|row| (row, score(row))).collect();
    let best = scores.iter().map(|(_, s)| *s).max()?;
    // two headings may stand together by chance in a cover letter, three not
    if best < 3.min(form.columns.len()) {
        return None;
    }
    // a later table may have more of the headings than the first
    let (bottom, _) = scores.into_iter().find(|(_, s)| s * 10 >= best * 7)?;
    let cols = header_cols(grid, bottom, known);
    let top = cols.iter().map(|(_, at)| at.row).min().unwrap_or(bottom);
    let top = header_top(grid, top, bottom, &cols, known);
    let paths: Vec<Path> = cols.iter().map(|(col, at)| path_of(grid, top, *col, *at)).collect();
    let matched = match_columns(&paths, form, given);
    Some(Header { bottom, top, cols, paths, matched })
}

/// The headings of a form and its variants, without years and notes.
pub struct Known {
    leaves: HashSet<String>,
    all: HashSet<String>,
}

impl Known {
    pub fn of(form: &TableForm, given: &Given) -> Self {
        let mut known = Self { leaves: HashSet::new(), all: HashSet::new() };
        let mut years = form.years.clone();
        years.extend(given.years.clone());
        for form in std::iter::once(form.clone()).chain(form.variant_names().filter_map(|n| form.variant(n))) {
            for column in form.table(&years).unwrap_or_default() {
                known.leaves.extend(column.heading.last().map(|h| skeleton(h)));
                known.all.extend(column.heading.iter().map(|h| skeleton(h)));
            }
            for column in &form.columns {
                known.leaves.insert(skeleton(&column.field));
                known.leaves.extend(column.also.iter().map(|a| skeleton(a)));
            }
        }
        known.leaves.remove("");
        known.all.extend(known.leaves.iter().cloned());
        known.all.remove("");
        known
    }

    /// Whether a text is the heading of a column, whatever year it is for.
    pub fn is_leaf(&self, text: &str) -> bool {
        // 令和6年度時点_実施状況, as in a data file
        let mut ends = std::iter::once(text).chain(text.match_indices('_').map(|(at, _)| &text[at + 1..]));
        text.len() <= LONGEST_HEADING && ends.any(|end| self.leaves.contains(&skeleton(end)))
    }

    /// Whether a text is a heading of any header row.
    pub fn is_heading(&self, text: &str) -> bool {
        text.len() <= LONGEST_HEADING && (self.all.contains(&skeleton(text)) || self.is_leaf(text))
    }
}

/// A heading without its years and notes, by which a header is found whatever year it is for.
fn skeleton(text: &str) -> String {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            "(?:令和|平成|昭和|大正)(?:元|[0-9]{1,2})年度?(?:[0-9]{1,2}月)?|[0-9]{4}年度|[RHS][0-9]{1,2}(?:年度)?";
        Regex::new(pattern).expect("constant pattern")
    });
    let text = normalise(text);
    let text = text.split('(').next().unwrap_or(&text);
    match YEAR.replace_all(text, "") {
        bare if !bare.is_empty() => bare.into_owned(),
        _ if years_in(text).is_empty() => text.to_owned(),
        _ => "年度".to_owned(),
    }
}

/// For a header whose last row is `row`: each column with its lowest heading.
fn header_cols(grid: &SheetGrid, row: u32, known: &Known) -> Vec<(u32, CellRef)> {
    let first = row.saturating_sub(HEADER_DEPTH);
    let from = grid.sheet.cells.partition_point(|c| c.at.row < first);
    let to = grid.sheet.cells.partition_point(|c| c.at.row <= row);
    let here = &grid.sheet.cells[from..to];
    let mut cols: BTreeMap<u32, CellRef> = BTreeMap::new();
    for cell in here {
        let merge = grid.merged.get(&(cell.at.row, cell.at.col));
        // in this row; merged down to it; or, without merging, above nothing but blanks
        let reaches = match merge {
            Some(m) => m.first == cell.at && m.last.row == row,
            None => {
                let blank = (cell.at.row + 1..=row).all(|r| grid.shown(r, cell.at.col).is_none());
                cell.at.row == row || (blank && known.is_leaf(&cell.text))
            }
        };
        if reaches {
            cols.insert(cell.at.col, cell.at);
        }
    }
    // a line with a single heading is no header row; what merely hangs above it does not make it one
    if !cols.values().any(|at| at.row == row || grid.merged.get(&(at.row, at.col)).is_some_and(|m| m.last.row == row)) {
        cols.clear();
    }
    cols.into_iter().collect()
}

/// Parent headings stand right above. A row is one if the form knows a text of it: a title or a date beside
/// 資料番号 is none.
fn header_top(grid: &SheetGrid, top: u32, bottom: u32, cols: &[(u32, CellRef)], known: &Known) -> u32 {
    let mut top = top;
    let limit = bottom.saturating_sub(HEADER_DEPTH - 1);
    let parents =
        |row: u32| cols.iter().filter_map(|(col, _)| grid.shown(row, *col)).any(|cell| known.is_heading(&cell.text));
    while top > limit && top > 0 && parents(top - 1) {
        top -= 1;
    }
    top
}

/// The headings over a column from the top down. A parent typed once with blanks to its right counts for
/// the columns that follow, unless it is merged.
fn path_of(grid: &SheetGrid, top: u32, col: u32, leaf: CellRef) -> Path {
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
            // 令和6年度時点_実施状況, as in a data file, is a parent and a heading
            path.extend(cell.text.split('_').map(normalise));
        }
    }
    path
}

/// Whether a column without a known heading has texts below it.
fn unread_column(grid: &SheetGrid, header: &Header) -> bool {
    let unknown: HashSet<u32> =
        header.cols.iter().zip(&header.matched.map).filter(|(_, m)| m.is_none()).map(|((col, _), _)| *col).collect();
    grid.sheet.cells.iter().any(|c| c.at.row > header.bottom && unknown.contains(&c.at.col))
}

pub fn tell_headings(grid: &SheetGrid, header: &Header, findings: &mut Vec<Finding>) {
    let matched = &header.matched;
    let place = |at: CellRef| grid.cell(at.row, at.col).map(|c| c.place.clone());
    if let Some(told) = matched.told {
        let (given, told) = (fiscal_year(matched.form.base_year(&matched.years)), fiscal_year(told));
        let mut finding = Finding::error(
            "M060",
            msg!(
                "見出しの年度（{told}から）が、指定の年度（{given}から）と違います",
                "the headings begin with {told}, but {given} was asked for"
            ),
        )
        .hint(msg!(
            "--year か matome.toml の [years] を直すか、外してください",
            "mend or drop --year or [years] in matome.toml"
        ));
        finding.place = header.cols.first().and_then(|(_, at)| place(*at));
        findings.push(finding);
    }
    let missing: Vec<usize> = (0..matched.columns.len()).filter(|c| !matched.map.contains(&Some(*c))).collect();
    let leaf = |c: usize| matched.columns[c].heading.last().map_or("", String::as_str);
    let typed = |i: usize| grid.cell(header.cols[i].1.row, header.cols[i].1.col).map(|c| c.text.as_str());
    let by_place = pairs_by_place(matched);
    // with another year than the headings tell, none of its columns can be found; that was said
    let of_year = |i: usize| header.paths[i].iter().any(|heading| !years_in(heading).is_empty());
    let with_column = header.paths.iter().enumerate().filter(|(i, _)| matched.map[*i].is_some());
    let read: HashMap<&Path, usize> = with_column.map(|(i, path)| (path, i)).collect();
    for (i, (_, at)) in header.cols.iter().enumerate() {
        if let Some(c) = matched.map[i] {
            findings.extend(other_year_in_note(grid, *at, leaf(c)));
            continue;
        }
        let Some(cell) = grid.cell(at.row, at.col).filter(|_| matched.told.is_none() || !of_year(i)) else { continue };
        let text = quote(&cell.text);
        if let Some(&read) = read.get(&header.paths[i]) {
            let mut finding = Finding::warning(
                "M051",
                msg!(
                    "見出し「{text}」が二つあります。この列は読みません",
                    "the heading \"{text}\" is there twice; this column is not read"
                ),
            );
            finding.place = place(*at);
            finding.related.extend(place(header.cols[read].1));
            findings.push(finding.hint(msg!(
                "要らない方の列を消すか、見出しを様式のとおりに直してください",
                "delete one of the columns, or mend its heading"
            )));
            continue;
        }
        let mut finding = Finding::warning(
            "M051",
            msg!("見出し「{text}」は様式にありません", "the heading \"{text}\" is not in the form"),
        );
        finding.place = place(*at);
        let stands_for = by_place.iter().find(|(input, _)| *input == i).map(|&(_, c)| leaf(c));
        if let Some(near) = stands_for.or_else(|| nearest(&cell.text, missing.iter().map(|&c| leaf(c)))) {
            let near = quote(near);
            finding = finding.hint(msg!(
                "「{near}」のことなら、見出しをそのとおりに直してください",
                "if it means \"{near}\", write it so"
            ));
        }
        findings.push(finding);
    }
    for c in missing {
        let spec = &matched.form.columns[matched.columns[c].spec];
        if spec.band || (matched.told.is_some() && matched.columns[c].year.is_some()) {
            continue;
        }
        let name = match &matched.columns[c].block {
            Some(block) => format!("{block}の{}", quote(leaf(c))),
            None => quote(leaf(c)),
        };
        let message = msg!("見出し「{name}」の列がありません", "there is no column \"{name}\"");
        // an answer that stands under a heading nobody knows would be missing from the paper
        let unread = spec.answer.is_some() && unread_column(grid, header);
        let mut finding = if spec.key || (spec.required && spec.answer.is_none()) || unread {
            Finding::error("M052", message)
        } else {
            Finding::warning("M052", message)
        };
        let beside = header.cols.first().and_then(|(_, at)| place(*at));
        finding.place = grid.place(header.bottom, header.cols.first().map_or(0, |c| c.0)).or(beside);
        let unknown: Vec<usize> = (0..header.cols.len()).filter(|&i| matched.map[i].is_none()).collect();
        let in_its_place = by_place.iter().find(|(_, column)| *column == c).map(|&(i, _)| i);
        let alike = || {
            let near = nearest(leaf(c), unknown.iter().filter_map(|&i| typed(i)))?;
            unknown.iter().copied().find(|&i| typed(i) == Some(near))
        };
        if let Some(i) = in_its_place.or_else(alike) {
            let near = quote(typed(i).unwrap_or_default());
            finding = finding.hint(msg!(
                "見出し「{near}」がそれなら、様式のとおりに書き直してください",
                "if \"{near}\" is it, write it as in the form"
            ));
            finding.related.extend(place(header.cols[i].1));
        }
        findings.push(finding);
    }
}

/// Unknown headings with the columns that the form has at their place: as many of them as columns are missing
/// between two that are known.
fn pairs_by_place(matched: &Matched) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut from = 0;
    while from < matched.map.len() {
        let to = (from..matched.map.len()).find(|&i| matched.map[i].is_some()).unwrap_or(matched.map.len());
        let left = from.checked_sub(1).and_then(|i| matched.map[i]).map_or(0, |c| c + 1);
        let right = matched.map.get(to).copied().flatten().unwrap_or(matched.columns.len());
        let missing: Vec<usize> = (left..right).filter(|c| !matched.map.contains(&Some(*c))).collect();
        if missing.len() == to - from {
            pairs.extend((from..to).zip(missing));
        }
        from = to + 1;
    }
    pairs
}

/// `M067`: a note behind a heading that names another year than the form's: 今後の取組みの方向性（令和3年1月照会予定）.
fn other_year_in_note(grid: &SheetGrid, at: CellRef, own: &str) -> Option<Finding> {
    let cell = grid.cell(at.row, at.col)?;
    let note = |text: &str| text.split_once('(').map(|(_, note)| years_in(note)).unwrap_or_default();
    let (typed, printed) = (note(&normalise(&cell.text)), note(&normalise(own)));
    if typed.is_empty() || printed.is_empty() || typed == printed {
        return None;
    }
    let (typed, printed) = (quote(&cell.text), quote(own));
    Some(
        Finding::info(
            "M067",
            msg!(
                "見出し「{typed}」の年が様式と違います。「{printed}」と刷られます",
                "the heading \"{typed}\" names another year than the form; \"{printed}\" is printed"
            ),
        )
        .at(cell.place.clone()),
    )
}
