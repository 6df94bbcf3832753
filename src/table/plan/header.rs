//! Finds a table's header on a worksheet by its words, wherever it stands, and says what it means.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::columns::{Matched, Path, first_of, levels, match_columns, normalise};
use super::merged::Merged;
use super::pattern;
use crate::finding::{Message, quote};
use crate::meta::Given;
use crate::msg;
use crate::place::{CellRef, Place};
use crate::source::{Merge, Sheet, SheetCell};
use crate::table::TableForm;
use crate::words::era::years_in;

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
    /// The merged ranges.
    pub merged: Merged,
}

impl<'a> SheetGrid<'a> {
    pub fn new(sheet: &'a Sheet) -> Self {
        let at = sheet.cells.iter().map(|c| ((c.at.row, c.at.col), c)).collect();
        Self { sheet, at, merged: Merged::of(&sheet.merges) }
    }

    pub fn cell(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        self.at.get(&(row, col)).copied()
    }

    /// The cell's own text, or that of the merged range it lies in.
    pub fn shown(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        self.cell(row, col).or_else(|| {
            let merge = self.merged.at(row, col)?;
            self.cell(merge.first.row, merge.first.col)
        })
    }

    /// The cells above a row.
    pub fn above(&self, row: u32) -> &'a [SheetCell] {
        let to = self.sheet.cells.partition_point(|c| c.at.row < row);
        self.sheet.cells.get(..to).unwrap_or_default()
    }

    /// The cells from a row on.
    pub fn from(&self, row: u32) -> &'a [SheetCell] {
        let from = self.sheet.cells.partition_point(|c| c.at.row < row);
        self.sheet.cells.get(from..).unwrap_or_default()
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

/// What was seen where no header of the form was found: the line that is most like one.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Headings of the form.
    pub known: Vec<String>,
    /// All texts of the line.
    pub texts: Vec<String>,
}

impl Seen {
    /// How many headings are named.
    const NAMED: usize = 8;

    /// The more telling one.
    pub fn better(self, other: Option<Self>) -> Self {
        let weight = |seen: &Self| (seen.known.len(), seen.texts.len());
        match other {
            Some(other) if weight(&other) >= weight(&self) => other,
            _ => self,
        }
    }

    /// The headings in their order.
    pub fn headings(&self) -> Message {
        let more = self.texts.len() > Self::NAMED;
        let texts: Vec<&str> = self.texts.iter().take(Self::NAMED).map(String::as_str).collect();
        let (ja, en) = (texts.join("、"), texts.join(", "));
        if more { msg!("「{ja}」など", "\"{en}\" and others") } else { msg!("「{ja}」", "\"{en}\"") }
    }
}

/// The texts of a line, and those of them that are headings.
pub fn seen_at(grid: &SheetGrid, row: u32, known: &Known) -> Seen {
    let line = grid.from(row).iter().take_while(|c| c.at.row == row);
    let line: Vec<&str> = line.map(|cell| cell.text.as_str()).collect();
    let texts = |of: &dyn Fn(&str) -> bool| line.iter().filter(|t| of(t)).map(|t| quote(t)).collect();
    Seen { known: texts(&|text| known.is_leaf(text)), texts: texts(&|_| true) }
}

/// Finds the first table of the form on a sheet.
///
/// # Errors
/// What was seen instead.
pub fn find_header(grid: &SheetGrid, known: &Known, form: &TableForm, given: &Given) -> Result<Header, Seen> {
    let Some(first) = grid.sheet.cells.first().map(|cell| cell.at.row) else { return Err(Seen::default()) };
    let within = |row: &u32| *row < first.saturating_add(HEADER_WITHIN);
    let mut rows: Vec<u32> = grid.sheet.cells.iter().map(|c| c.at.row).take_while(within).collect();
    // headings that are all merged downwards end on a row without cells
    let tall = |m: &&Merge| (1..HEADER_DEPTH).contains(&m.last.row.saturating_sub(m.first.row)) && within(&m.last.row);
    let leaves = Leaves::of(grid, known, first.saturating_add(HEADER_WITHIN));
    let known_leaf = |row: u32, col: u32| grid.cell(row, col).is_some_and(|cell| leaves.has(cell));
    let heading = |m: &&Merge| known_leaf(m.first.row, m.first.col);
    rows.extend(grid.sheet.merges.iter().filter(tall).filter(heading).map(|m| m.last.row));
    rows.sort_unstable();
    rows.dedup();
    let score = |row: u32| {
        let cols = header_cols(grid, row, &leaves);
        cols.iter().filter(|(_, at)| known_leaf(at.row, at.col)).count()
    };
    let scores: Vec<(u32, usize)> = rows.into_iter().map(|row| (row, score(row))).collect();
    let best = scores.iter().map(|(_, s)| *s).max().unwrap_or(0);
    let seen = |row: u32| seen_at(grid, row, known);
    // two headings may stand together by chance in a cover letter, three not
    if best < 3.min(form.columns.len()) {
        let like = scores.iter().find(|(_, s)| *s == best && best > 0).map(|(row, _)| seen(*row));
        let lines = grid.sheet.cells.chunk_by(|a, b| a.at.row == b.at.row);
        let widest = lines.take(HEADER_WITHIN as usize).find(|line| line.len() >= 3).and_then(|line| line.first());
        return Err(like.or(widest.map(|cell| seen(cell.at.row))).unwrap_or_default());
    }
    // a later table may have more of the headings than the first
    let enough = best.saturating_mul(7).div_ceil(10);
    let scores = scores.into_iter().skip_while(|(_, score)| *score < enough);
    let Some(bottom) = lowest(grid, scores, &leaves) else { return Err(Seen::default()) };
    let cols = header_cols(grid, bottom, &leaves);
    let top = cols.iter().map(|(_, at)| at.row).min().unwrap_or(bottom);
    let top = header_top(grid, top, bottom, &cols, known);
    let paths: Vec<Path> = cols.iter().map(|(col, at)| path_of(grid, top, *col, *at)).collect();
    let matched = match_columns(&paths, form, given);
    let header = Header { bottom, top, cols, paths, matched };
    if header.matched.is_of_another_form() {
        let text = |at: CellRef| grid.cell(at.row, at.col).map(|cell| quote(&cell.text));
        let all = || header.cols.iter().zip(&header.matched.map);
        let texts =
            |wanted: bool| all().filter(move |(_, c)| !wanted || c.is_some()).filter_map(|((_, at), _)| text(*at));
        return Err(Seen { known: texts(true).collect(), texts: texts(false).collect() });
    }
    Ok(header)
}

/// The last row of a header that begins with the first of these rows: where the rows that follow have more of the
/// headings, or where merged headings reach down to them.
fn lowest(grid: &SheetGrid, mut scores: impl Iterator<Item = (u32, usize)>, leaves: &Leaves) -> Option<u32> {
    let (first, mut most) = scores.next()?;
    let mut bottom = first;
    for (row, score) in scores.take_while(|(row, s)| *s > 0 && row.saturating_sub(first) < HEADER_DEPTH) {
        let reaches = || {
            let over = |at: &CellRef| {
                grid.merged.at(at.row, at.col).is_some_and(|m| m.first.row <= bottom && m.last.row >= row)
            };
            header_cols(grid, row, leaves).iter().any(|(_, at)| over(at))
        };
        if score > most || (score == most && reaches()) {
            (bottom, most) = (row, score);
        }
    }
    Some(bottom)
}

/// The cells of a sheet's first rows that are headings of columns. Each row is looked at as the last of a header, and with it
/// those above it: each text is asked once.
struct Leaves(HashSet<CellRef>);

impl Leaves {
    /// Of the rows before this one.
    fn of(grid: &SheetGrid, known: &Known, end: u32) -> Self {
        let cells = grid.sheet.cells.iter().take_while(|cell| cell.at.row < end);
        Self(cells.filter(|cell| known.is_leaf(&cell.text)).map(|cell| cell.at).collect())
    }

    fn has(&self, cell: &SheetCell) -> bool {
        self.0.contains(&cell.at)
    }
}

/// The headings of a form and its variants, without years and notes.
pub struct Known {
    leaves: Skeletons,
    all: Skeletons,
}

/// Headings without years and notes. Answers are asked too whether they are one, and most are seen to be none by how they
/// begin.
#[derive(Default)]
pub struct Skeletons {
    texts: HashSet<String>,
    begin: HashSet<char>,
}

impl Skeletons {
    /// Of headings as they are written.
    pub fn of(headings: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut out = Self::default();
        out.extend(headings);
        out
    }

    fn extend(&mut self, headings: impl IntoIterator<Item = impl AsRef<str>>) {
        for heading in headings {
            let text = skeleton(heading.as_ref());
            self.begin.extend(text.chars().next());
            if !text.is_empty() {
                self.texts.insert(text);
            }
        }
    }

    /// Whether a text is one of them, whatever year it is for.
    pub fn has(&self, text: &str) -> bool {
        let begins = |c: char| self.begin.contains(&c) || is_taken_off(c);
        first_of(text).is_some_and(begins) && self.texts.contains(&skeleton(text))
    }
}

/// What a year, a number or a sign that is spelt in another way may begin with: the text behind it is what counts.
fn is_taken_off(c: char) -> bool {
    c.is_ascii_digit() || ('①'..='⑳').contains(&c) || "令平昭大RHS･~".contains(c)
}

impl Known {
    pub fn of(form: &TableForm, given: &Given) -> Self {
        let mut known = Self { leaves: Skeletons::default(), all: Skeletons::default() };
        let mut years = form.years.clone();
        years.extend(given.years.clone());
        for form in std::iter::once(form.clone()).chain(form.variant_names().filter_map(|n| form.variant(n))) {
            for column in form.table(&years).unwrap_or_default() {
                known.leaves.extend(column.heading.last());
                known.all.extend(&column.heading);
            }
            for column in &form.columns {
                known.leaves.extend([&column.field]);
                known.leaves.extend(&column.also);
            }
        }
        known
    }

    /// Whether a text is the heading of a column, whatever year it is for.
    pub fn is_leaf(&self, text: &str) -> bool {
        // 令和6年度時点_実施状況, as in a data file
        let behind = text.match_indices('_').filter_map(|(at, mark)| text.get(at..)?.strip_prefix(mark));
        let mut ends = std::iter::once(text).chain(behind);
        text.len() <= LONGEST_HEADING && ends.any(|end| self.leaves.has(end))
    }

    /// Whether a text is a heading of any header row.
    pub fn is_heading(&self, text: &str) -> bool {
        text.len() <= LONGEST_HEADING && (self.all.has(text) || self.is_leaf(text))
    }
}

/// A heading without its years and notes, by which a header is found whatever year it is for.
pub fn skeleton(text: &str) -> String {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern("(?:令和|平成|昭和|大正)(?:元|[0-9]{1,2})年度?(?:[0-9]{1,2}月)?|[0-9]{4}年度|[RHS][0-9]{1,2}(?:年度)?")
    });
    let text = normalise(text);
    let text = without_notes(&text);
    match YEAR.replace_all(text, "") {
        bare if !bare.is_empty() => bare.into_owned(),
        _ if years_in(text).is_empty() => text.to_owned(),
        _ => "年度".to_owned(),
    }
}

/// A heading without what stands behind it in brackets. One that begins with a bracket, （国内）, keeps that.
fn without_notes(text: &str) -> &str {
    let rest = if text.starts_with('(') { text.split_once(')').map_or("", |(_, rest)| rest) } else { text };
    let notes = rest.find('(').and_then(|at| rest.get(at..)).unwrap_or_default();
    text.strip_suffix(notes).unwrap_or(text)
}

/// For a header whose last row is `row`: each column with its lowest heading.
fn header_cols(grid: &SheetGrid, row: u32, leaves: &Leaves) -> Vec<(u32, CellRef)> {
    let first = row.saturating_sub(HEADER_DEPTH);
    let mut cols: BTreeMap<u32, CellRef> = BTreeMap::new();
    for cell in grid.from(first).iter().take_while(|c| c.at.row <= row) {
        let merge = grid.merged.at(cell.at.row, cell.at.col);
        // in this row; merged down to it; or, without merging, above nothing but blanks
        let reaches = match merge {
            // a heading may reach further down than those beside it
            Some(m) if m.last.row >= row => m.first == cell.at && m.last.row.saturating_sub(row) < HEADER_DEPTH,
            _ => {
                let below = merge.map_or(cell.at.row, |m| m.last.row).saturating_add(1);
                let own = merge.is_none_or(|m| m.first == cell.at && m.first.col == m.last.col);
                let blank = || (below..=row).all(|r| grid.shown(r, cell.at.col).is_none());
                cell.at.row == row || (own && leaves.has(cell) && blank())
            }
        };
        if reaches {
            cols.insert(cell.at.col, cell.at);
        }
    }
    // a line with a single heading is no header row; what merely hangs above it does not make it one
    if !cols.values().any(|at| at.row == row || grid.merged.at(at.row, at.col).is_some_and(|m| m.last.row >= row)) {
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
    while let Some(above) = top.checked_sub(1).filter(|above| *above >= limit && parents(*above)) {
        top = above;
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
                .filter(|c| grid.merged.at(c.at.row, c.at.col).is_none())
        });
        let Some(cell) = cell else { continue };
        if (row < leaf.row || cell.at == leaf) && !seen.contains(&cell.at) {
            seen.push(cell.at);
            // 令和6年度時点_実施状況, as in a data file, is a parent and a heading
            path.extend(levels(&cell.text));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// How a text begins passes over none that is a heading.
        #[test]
        fn a_heading_is_found_however_it_begins(text in "[（）()［\\[\\]令和平成年度時点R６6①②※取り組みの ~･\u{3000}実施状況元\n]{0,9}") {
            let headings = ["取組みの状況", "実施状況", "年度", "(国内)", "･点", "~", "和", "時点"];
            let known = Skeletons::of(headings);
            let wanted: Vec<String> = headings.iter().map(|heading| skeleton(heading)).collect();
            prop_assert_eq!(known.has(&text), wanted.contains(&skeleton(&text)), "{}", text);
        }
    }

    #[test]
    fn a_heading_of_any_year_is_known() {
        let known = Skeletons::of(["令和6年度取組みの実施状況", "期末"]);
        for text in
            ["令和7年度取組みの実施状況", "　R7取り組みの実施状況（見込み）", "① 2024年度取組の実施状況※", "期末"]
        {
            assert!(known.has(text), "{text}");
        }
        for text in ["", "実施した", "取組みを進めた。", "期", "令和7年度"] {
            assert!(!known.has(text), "{text}");
        }
    }
}
