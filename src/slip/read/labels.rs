//! Finds the labels of a worksheet by their words, and the cells that answer each of them.

use std::collections::{HashMap, HashSet};

use super::super::words::{Slots, Worded, WordedItem, normalise};
use super::table::likeness;
use crate::place::CellRef;
use crate::source::{Merge, Sheet, SheetCell};

/// Cells that a label may be split over.
const PARTS: u32 = 4;
/// A longer text is an answer.
const LONGEST: usize = 400;
/// From here on words are taken for a label that was meant.
const LIKE: f64 = 0.5;

/// A label with the cells that answer it.
pub struct Region<'a> {
    pub item: &'a WordedItem,
    /// The words are only like the item's: its cells answer nothing.
    pub alike: bool,
    /// The label, or the first of the cells that it is split over.
    pub label: &'a SheetCell,
    /// All that the label covers.
    span: Merge,
    /// Answers that stand in the label.
    pub slots: Slots,
    last_row: u32,
    last_col: u32,
}

/// The ranges that cells cover.
pub struct Spans(HashMap<CellRef, Merge>);

impl Spans {
    pub fn of(sheet: &Sheet) -> Self {
        Self(sheet.merges.iter().map(|m| (m.first, *m)).collect())
    }

    pub fn at(&self, at: CellRef) -> Merge {
        self.0.get(&at).copied().unwrap_or(Merge { first: at, last: at })
    }
}

impl Region<'_> {
    pub fn is_label(&self, cell: &SheetCell) -> bool {
        (self.span.first.row..=self.span.last.row).contains(&cell.at.row)
            && (self.span.first.col..=self.span.last.col).contains(&cell.at.col)
    }

    /// Whether a cell is among those that answer the label.
    pub fn holds(&self, cell: &SheetCell) -> bool {
        (self.label.at.row..=self.last_row).contains(&cell.at.row)
            && (self.span.last.col + 1..=self.last_col).contains(&cell.at.col)
    }

    /// Whether a cell holds the item's number, in front of the label.
    pub fn is_number(&self, cell: &SheetCell) -> bool {
        normalise(&cell.text) == normalise(&self.item.number) && cell.at.col < self.label.at.col
    }
}

/// The labels of the sheet. `None` when too few are there, or more stand in a row than panels do: then it is
/// a table with the labels as headings.
pub fn find<'a>(sheet: &'a Sheet, words: &'a Worded) -> Option<Vec<Region<'a>>> {
    let spans = Spans::of(sheet);
    let mut regions: Vec<Region> = Vec::new();
    let label = |item: &WordedItem, text: &str| item.label.read(text).or_else(|| item.label.read(unnumbered(text)));
    take(sheet, words, &spans, &mut regions, |cell| vec![cell], label);
    // what is not there in one cell may be split over several, downwards or to the right
    for count in 2..=PARTS {
        for (down, right) in [(1, 0), (0, 1)] {
            let split = |cell: &'a SheetCell| parts(sheet, cell, &spans, count, (down, right));
            take(sheet, words, &spans, &mut regions, split, label);
        }
    }
    let opening = |item: &WordedItem, text: &str| opens(words, item, text).then(Vec::new);
    take(sheet, words, &spans, &mut regions, |cell| vec![cell], opening);
    let mut in_row: HashMap<u32, usize> = HashMap::new();
    for region in &regions {
        *in_row.entry(region.label.at.row).or_default() += 1;
    }
    let enough = regions.len() >= (words.items().count() / 2).max(2);
    if !enough || in_row.values().any(|n| *n > words.panels.len()) {
        return None;
    }
    take_others(sheet, words, &spans, &mut regions);
    bound(sheet, &mut regions, &spans);
    Some(regions)
}

/// Takes what else stands in the columns of labels: an item once more, and words like those of a missing one.
fn take_others<'a>(sheet: &'a Sheet, words: &'a Worded, spans: &Spans, regions: &mut Vec<Region<'a>>) {
    let columns: HashSet<u32> = regions.iter().map(|r| r.label.at.col).collect();
    let mut others = Vec::new();
    for cell in sheet.cells.iter().filter(|c| columns.contains(&c.at.col) && c.text.chars().count() <= LONGEST) {
        let span = spans.at(cell.at);
        if regions.iter().any(|r| r.is_label(cell) || r.is_number(cell)) {
            continue;
        }
        let text = unnumbered(&cell.text);
        let twice = words.items().find_map(|item| Some((item, item.label.read(text)?)));
        let missing = words.items().filter(|i| !regions.iter().any(|r| std::ptr::eq(r.item, *i)));
        let like = |item: &&WordedItem| likeness(&item.label.plain(), text);
        if let Some((item, slots)) = twice.filter(|(item, _)| !item.label.plain().is_empty()) {
            others.push(Region { item, alike: false, label: cell, span, slots, last_row: 0, last_col: 0 });
        } else if let Some(item) = missing.max_by(|a, b| like(a).total_cmp(&like(b))).filter(|i| like(i) >= LIKE) {
            others.push(Region { item, alike: true, label: cell, span, slots: Vec::new(), last_row: 0, last_col: 0 });
        }
    }
    regions.append(&mut others);
}

/// A label without the number in front of it.
fn unnumbered(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_numeric() || c.is_whitespace() || "．.)）".contains(c))
}

/// Finds items that are missing so far among the texts that `parts` makes of each cell and its neighbours.
fn take<'a>(
    sheet: &'a Sheet,
    words: &'a Worded,
    spans: &Spans,
    regions: &mut Vec<Region<'a>>,
    parts: impl Fn(&'a SheetCell) -> Vec<&'a SheetCell>,
    reads: impl Fn(&WordedItem, &str) -> Option<Slots>,
) {
    let is_free = |regions: &[Region], item: &WordedItem| !regions.iter().any(|r| std::ptr::eq(r.item, item));
    for cell in sheet.cells.iter().filter(|c| c.text.chars().count() <= LONGEST) {
        if !words.items().any(|i| is_free(regions, i)) {
            return;
        }
        let parts = parts(cell);
        let Some(last) = parts.last().filter(|_| !parts.iter().any(|c| regions.iter().any(|r| r.is_label(c)))) else {
            continue;
        };
        let text = parts.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("\n");
        for item in words.items().filter(|i| !i.label.plain().is_empty() && is_free(regions, i)) {
            if let Some(slots) = reads(item, &text) {
                let span = Merge { first: cell.at, last: spans.at(last.at).last };
                regions.push(Region { item, alike: false, label: cell, span, slots, last_row: 0, last_col: 0 });
                break;
            }
        }
    }
}

/// Whether a text is the first line of an item's label, and of no other's: the rest may have been left out.
fn opens(words: &Worded, item: &WordedItem, text: &str) -> bool {
    let first = |item: &WordedItem| item.label.opening_line().map(|line| normalise(&line));
    let text = normalise(unnumbered(text));
    first(item).is_some_and(|line| line == text)
        && words.items().filter(|i| first(i).as_ref() == Some(&text)).count() == 1
}

/// A cell and its next neighbours, `count` in all; none when there are fewer.
fn parts<'a>(
    sheet: &'a Sheet,
    cell: &'a SheetCell,
    spans: &Spans,
    count: u32,
    (down, right): (u32, u32),
) -> Vec<&'a SheetCell> {
    let mut parts = vec![cell];
    for _ in 1..count {
        let end = spans.at(parts[parts.len() - 1].at).last;
        let at = CellRef {
            row: if down > 0 { end.row + down } else { cell.at.row },
            col: if right > 0 { end.col + right } else { cell.at.col },
        };
        let next = sheet.cells.binary_search_by_key(&(at.row, at.col), |c| (c.at.row, c.at.col));
        match next.ok().map(|n| &sheet.cells[n]).filter(|c| c.text.chars().count() <= LONGEST) {
            Some(next) => parts.push(next),
            None => return Vec::new(),
        }
    }
    parts
}

/// Gives each label the cells up to the next label below it and beside it.
fn bound(sheet: &Sheet, regions: &mut [Region], spans: &Spans) {
    let bottom = sheet.cells.iter().map(|c| spans.at(c.at).last.row).max().unwrap_or(0);
    let right = sheet.cells.iter().map(|c| spans.at(c.at).last.col).max().unwrap_or(0);
    let numbered = |r: &Region| {
        sheet.cells.iter().any(|c| c.at.row == r.label.at.row && c.at.col + 1 == r.label.at.col && r.is_number(c))
    };
    // where each label begins, its number included
    let begins: Vec<u32> = regions.iter().map(|r| r.label.at.col - u32::from(numbered(r))).collect();
    // a label is beside another when answers to that one stand between them
    let beside = |r: usize, o: usize| {
        let between = regions[r].span.last.col + 1..begins[o].max(regions[r].span.last.col + 1);
        between.len() > 1 || sheet.cells.iter().any(|c| between.contains(&c.at.col))
    };
    let ends: Vec<(u32, u32)> = (0..regions.len())
        .map(|r| {
            let row = regions[r].label.at.row;
            let others = 0..regions.len();
            let below = others.clone().filter(|&o| regions[o].label.at.row > row && !beside(r, o) && !beside(o, r));
            let next = others.filter(|&o| beside(r, o)).map(|o| begins[o] - 1).min();
            (below.map(|o| regions[o].label.at.row - 1).min().unwrap_or(bottom), next.unwrap_or(right))
        })
        .collect();
    for (region, (row, col)) in regions.iter_mut().zip(ends) {
        (region.last_row, region.last_col) = (row, col);
    }
}
