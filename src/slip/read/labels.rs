//! Finds the labels of a worksheet by their words.

use std::collections::{HashMap, HashSet};

use super::super::words::{Slots, WordedItem, normalise};
use super::cells::Cells;
use super::lexicon::{LONGEST, Lexicon, unnumbered};
use super::table::likeness;
use crate::place::CellRef;
use crate::source::{Merge, SheetCell};

/// Cells that a label with slots may be split over.
const PARTS: usize = 4;
/// Cells that a label without slots may be split over: one a character.
const LETTERS: usize = 16;
/// From here on words are taken for a label that was meant.
const LIKE: f64 = 0.5;
/// Places at which the words of one label are looked at.
const OCCURRENCES: usize = 32;

/// What the words of a label are to its sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The item's label.
    Own,
    /// The item's label once more.
    Again,
    /// Only like the item's: its cells answer nothing.
    Alike,
}

/// A label where it stands.
pub struct Label<'a> {
    pub item: &'a WordedItem,
    pub standing: Standing,
    /// The label, or the first of the cells that it is split over.
    pub cell: &'a SheetCell,
    /// All that it covers.
    pub span: Merge,
    /// Answers that stand in its slots.
    pub slots: Slots,
    /// The answer behind its colon.
    pub inline: Option<SheetCell>,
}

impl Label<'_> {
    pub fn covers(&self, at: CellRef) -> bool {
        self.span.covers(at)
    }

    /// Whether a cell holds the item's number, in front of the label.
    pub fn is_number(&self, cell: &SheetCell) -> bool {
        cell.at.col < self.cell.at.col && normalise(&cell.text) == normalise(&self.item.number)
    }
}

/// An item, and its answer where that stands in the cell of its label.
type Inline = (usize, Option<SheetCell>);

/// Words of a label somewhere on the sheet, and the items they may stand for.
struct Hit<'a> {
    items: Vec<usize>,
    cell: &'a SheetCell,
    span: Merge,
    slots: Slots,
}

/// The labels of the sheet, each item's once. `None` when too few are there, or when they stand in a row as the headings
/// of a table do.
pub fn find<'a>(cells: &Cells<'a>, lexicon: &Lexicon<'a>) -> Option<Vec<Label<'a>>> {
    let possible: Vec<&SheetCell> = cells.sheet.cells.iter().filter(|c| lexicon.may_be(&c.text)).collect();
    let mut hits: Vec<Hit> = Vec::new();
    let mut seen: HashMap<Option<usize>, usize> = HashMap::new();
    for &cell in &possible {
        let Some((items, slots)) = lexicon.read(&cell.text) else { continue };
        let count = seen.entry(items.first().copied()).or_default();
        *count = count.saturating_add(1);
        if *count <= OCCURRENCES {
            hits.push(Hit { items, cell, span: cells.span(cell.at), slots });
        }
    }
    let mut labels: Vec<Label> = Vec::new();
    let mut free: HashSet<usize> = (0..lexicon.items.len()).collect();
    choose(cells, lexicon, hits, &mut free, &mut labels);
    split(cells, lexicon, &possible, &mut free, &mut labels);
    let mut found = |at: &dyn Fn(&SheetCell) -> Option<Inline>, labels: &mut Vec<Label<'a>>| {
        for &cell in &possible {
            if free.is_empty() {
                break;
            }
            let Some((item, inline)) = at(cell).filter(|(item, _)| free.contains(item)) else { continue };
            if !labels.iter().any(|l| l.covers(cell.at)) && (inline.is_none() || !is_answer(cells, labels, cell)) {
                free.remove(&item);
                let hit = Hit { items: vec![item], cell, span: cells.span(cell.at), slots: Vec::new() };
                labels.extend(lexicon.items.get(item).map(|item| Label { inline, ..label(item, hit) }));
            }
        }
    };
    found(&|cell| lexicon.opening(&cell.text).map(|item| (item, None)), &mut labels);
    found(&|cell| with_answer(lexicon, cell), &mut labels);
    let items = lexicon.items.len();
    if labels.len() < items.div_ceil(2).max(2).min(items) || are_headings(cells, &labels) {
        return None;
    }
    labels.sort_by_key(|l| l.cell.at);
    others(cells, lexicon, &possible, &mut labels);
    Some(labels)
}

fn label<'a>(item: &'a WordedItem, hit: Hit<'a>) -> Label<'a> {
    let Hit { cell, span, slots, .. } = hit;
    Label { item, standing: Standing::Own, cell, span, slots, inline: None }
}

/// Gives each item the place that is most likely its own: printed, in a column with other labels, with its number; then
/// the first one.
fn choose<'a>(
    cells: &Cells<'a>,
    lexicon: &Lexicon<'a>,
    hits: Vec<Hit<'a>>,
    free: &mut HashSet<usize>,
    labels: &mut Vec<Label<'a>>,
) {
    let mut columns: HashMap<u32, HashSet<Option<usize>>> = HashMap::new();
    for hit in &hits {
        columns.entry(hit.cell.at.col).or_default().insert(hit.items.first().copied());
    }
    let score = |hit: &Hit| {
        let printed = cells.is_printed(hit.cell.at);
        let shared = columns.get(&hit.cell.at.col).is_some_and(|items| items.len() > 1);
        let row = cells.row(hit.cell.at.row);
        let items = hit.items.iter().filter_map(|&n| lexicon.items.get(n));
        let number = items.map(|item| normalise(&item.number)).find(|n| !n.is_empty());
        let numbered =
            number.is_some_and(|n| row.iter().any(|c| c.at.col < hit.cell.at.col && normalise(&c.text) == n));
        (printed, shared, numbered)
    };
    let mut order: Vec<_> = hits.into_iter().map(|hit| (score(&hit), hit)).collect();
    order.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.cell.at));
    let mut chosen: Vec<(CellRef, Vec<usize>, Hit)> = Vec::new();
    let mut taken: HashMap<Option<usize>, usize> = HashMap::new();
    for (_, hit) in order {
        // items with the same label get its places in order
        let count = taken.entry(hit.items.first().copied()).or_default();
        *count = count.saturating_add(1);
        if *count <= hit.items.len() {
            chosen.push((hit.cell.at, hit.items.clone(), hit));
        }
    }
    chosen.sort_by_key(|(at, ..)| *at);
    for (_, items, hit) in chosen {
        if let Some(item) = items.into_iter().find(|item| free.remove(item)) {
            labels.extend(lexicon.items.get(item).map(|item| label(item, hit)));
        }
    }
}

/// Finds labels that are split over cells, downwards or to the right.
fn split<'a>(
    cells: &Cells<'a>,
    lexicon: &Lexicon<'a>,
    possible: &[&'a SheetCell],
    free: &mut HashSet<usize>,
    labels: &mut Vec<Label<'a>>,
) {
    for &cell in possible {
        if free.is_empty() {
            return;
        }
        if !lexicon.begins(&cell.text) || labels.iter().any(|l| l.covers(cell.at)) {
            continue;
        }
        for down in [true, false] {
            let mut text = cell.text.clone();
            let mut end = cells.span(cell.at);
            let mut found = None;
            for count in 1..LETTERS {
                let next = if down { (end.under(), cell.at.col) } else { (cell.at.row, end.behind()) };
                let Some(next) = cells.at(next.0, next.1).filter(|c| !labels.iter().any(|l| l.covers(c.at))) else {
                    break;
                };
                if text.len().saturating_add(next.text.len()) > LONGEST * 4 {
                    break;
                }
                text = format!("{text}\n{}", next.text);
                end = cells.span(next.at);
                if let Some((items, slots)) = lexicon.read(&text)
                    && let Some(item) = items.into_iter().find(|item| free.contains(item))
                {
                    found = Some((item, slots, end.last));
                    break;
                }
                if count >= PARTS && !lexicon.begins(&text) {
                    break;
                }
            }
            if let Some((item, slots, last)) = found {
                free.remove(&item);
                let hit = Hit { items: vec![item], cell, span: Merge { first: cell.at, last }, slots };
                labels.extend(lexicon.items.get(item).map(|item| label(item, hit)));
                break;
            }
        }
    }
}

/// A label with its answer behind a colon: 担当課：福祉課.
fn with_answer(lexicon: &Lexicon, cell: &SheetCell) -> Option<Inline> {
    let (before, answer) = cell.text.split_once(['：', ':'])?;
    let (items, _) = lexicon.read(before)?;
    let text = answer.trim();
    let inline =
        (!text.is_empty()).then(|| SheetCell { at: cell.at, text: text.to_owned(), place: cell.place.clone() });
    items.first().map(|item| (*item, inline))
}

/// Whether a text is the first one beside a label: an answer may well say 目的：….
fn is_answer(cells: &Cells, labels: &[Label], cell: &SheetCell) -> bool {
    let before = cells.row(cell.at.row).iter().rfind(|c| c.at.col < cell.at.col);
    before.is_some_and(|b| labels.iter().any(|l| l.inline.is_none() && l.covers(b.at)))
}

/// Whether the labels are the headings of a table: most of them in one row, one beside the other, or with texts under
/// them alone.
fn are_headings(cells: &Cells, labels: &[Label]) -> bool {
    let mut rows: HashMap<u32, Vec<&Label>> = HashMap::new();
    for label in labels.iter().filter(|l| l.inline.is_none()) {
        rows.entry(label.cell.at.row).or_default().push(label);
    }
    let Some((_, mut row)) = rows.into_iter().max_by_key(|(at, row)| (row.len(), std::cmp::Reverse(*at))) else {
        return false;
    };
    row.sort_by_key(|l| l.cell.at.col);
    let others = labels.len().saturating_sub(row.len());
    if row.len() < 2 || others >= row.len().div_ceil(2) {
        return false;
    }
    let close = row.iter().zip(row.iter().skip(1)).filter(|(l, next)| l.span.behind() == next.cell.at.col).count();
    let below = row.iter().filter(|l| cells.at(l.span.under(), l.cell.at.col).is_some()).count();
    close >= row.len() / 2 || (others == 0 && below >= row.len().div_ceil(2))
}

/// Takes what else is a label: an item once more, and words like those of a missing one, in the columns of labels.
fn others<'a>(cells: &Cells<'a>, lexicon: &Lexicon<'a>, possible: &[&'a SheetCell], labels: &mut Vec<Label<'a>>) {
    let columns: HashSet<u32> = labels.iter().filter(|l| l.inline.is_none()).map(|l| l.cell.at.col).collect();
    let items = lexicon.items.iter().copied();
    let missing: Vec<&WordedItem> = items.filter(|item| !labels.iter().any(|l| std::ptr::eq(l.item, *item))).collect();
    let known: Vec<(CellRef, u32)> = labels.iter().map(|l| (l.cell.at, l.cell.at.row)).collect();
    let own = |cell: &SheetCell, labels: &[Label]| {
        labels.iter().any(|l| l.covers(cell.at) || (cell.at.row == l.cell.at.row && l.is_number(cell)))
    };
    let mut more = Vec::new();
    for &cell in possible.iter().filter(|c| columns.contains(&c.at.col)) {
        if more.len() >= OCCURRENCES {
            break;
        }
        if let Some((items, slots)) = lexicon.read(&cell.text).filter(|_| !own(cell, labels)) {
            let hit = Hit { items: Vec::new(), cell, span: cells.span(cell.at), slots };
            let item = items.first().and_then(|n| lexicon.items.get(*n));
            more.extend(item.map(|item| Label { standing: Standing::Again, ..label(item, hit) }));
        }
    }
    let last = known.iter().map(|(_, row)| row.saturating_add(8)).max().unwrap_or(0);
    let first = known.iter().map(|(at, _)| at.row.saturating_sub(8)).min().unwrap_or(0);
    for (_, row) in cells.rows(first..=last).filter(|_| !missing.is_empty()) {
        for cell in row.iter().filter(|c| columns.contains(&c.at.col)) {
            if own(cell, labels) || own(cell, &more) {
                continue;
            }
            let text = unnumbered(&cell.text);
            // words much longer than a label are an answer
            let near =
                |item: &&&WordedItem| text.len() <= item.label.plain().len().saturating_mul(2).saturating_add(16);
            let like = |item: &WordedItem| likeness(&item.label.plain(), text);
            let best = missing.iter().filter(near).max_by(|a, b| like(a).total_cmp(&like(b)));
            if let Some(item) = best.filter(|item| like(item) >= LIKE) {
                let hit = Hit { items: Vec::new(), cell, span: cells.span(cell.at), slots: Vec::new() };
                more.push(Label { standing: Standing::Alike, ..label(item, hit) });
            }
        }
    }
    labels.append(&mut more);
}
