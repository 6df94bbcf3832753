//! Gives the cells of a worksheet to the labels that they answer: those beside a label in its rows, or under it where it
//! leaves no room beside it, and nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cells::Cells;
use super::grid::Spanned;
use super::items::{is_one_text, knows};
use super::labels::{Label, Standing};
use super::lexicon::unnumbered;
use crate::place::CellRef;
use crate::source::{Merge, SheetCell};

/// What points from beside an answer at it.
const ARROWS: &str = "◀◁←⇐⇦◂◃☜⬅👈";
/// Blank rows after which an item without a frame has ended.
const GAP: u32 = 2;

/// The cells of a sheet by what they are.
pub struct Owned<'a> {
    /// What answers each label.
    pub answers: Vec<Vec<Spanned<'a>>>,
    /// Outside of the print area or of the form's edge, and hints with an arrow.
    pub hints: Vec<&'a SheetCell>,
    /// All others, but for labels and their numbers.
    pub others: Vec<&'a SheetCell>,
}

impl<'a> Owned<'a> {
    fn give(&mut self, label: usize, cell: Spanned<'a>) {
        if let Some(cells) = self.answers.get_mut(label) {
            cells.push(cell);
        }
    }
}

/// Where the answers of a label stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Right,
    /// Under the label, up to this column.
    Below(u32),
    /// Over the label, in the columns of it.
    Above,
}

/// A label on the way down the sheet.
struct Open<'s, 'a> {
    n: usize,
    label: &'s Label<'a>,
    /// The column in which it begins, its number included.
    begin: u32,
    side: Side,
    printed: bool,
    /// Others stand beside it, each over its answer.
    several: bool,
    first: Option<Merge>,
    last: Option<Merge>,
}

struct Sweep<'s, 'a> {
    cells: &'s Cells<'a>,
    labels: &'s [Label<'a>],
    /// The label of each of their cells.
    at: HashMap<CellRef, usize>,
    numbers: HashSet<CellRef>,
    /// The column in which each label begins, its number included.
    begins: Vec<u32>,
    /// Columns in which several labels begin.
    shared: Vec<u32>,
}

pub fn owned<'a>(cells: &Cells<'a>, labels: &[Label<'a>]) -> Owned<'a> {
    let mut at = HashMap::new();
    let mut columns: BTreeMap<u32, u32> = BTreeMap::new();
    for (n, label) in labels.iter().enumerate() {
        for (_, row) in cells.rows(label.span.rows()) {
            row.iter().filter(|c| label.covers(c.at)).for_each(|c| {
                at.entry(c.at).or_insert(n);
            });
        }
        let count = columns.entry(label.cell.at.col).or_default();
        *count = count.saturating_add(1);
    }
    let shared = columns.into_iter().filter(|(_, count)| *count > 1).map(|(col, _)| col).collect();
    let mut sweep = Sweep { cells, labels, at, numbers: HashSet::new(), begins: Vec::new(), shared };
    let like: Vec<Option<&SheetCell>> = labels.iter().map(|label| sweep.number_like(label)).collect();
    // where most labels have one, a sheet counts its items in its own way
    let counts = like.iter().flatten().count() >= labels.len().div_ceil(2);
    for (label, like) in labels.iter().zip(like) {
        let number = sweep.number(label).or_else(|| like.filter(|_| counts));
        let adjoins = |c: &&SheetCell| cells.span(c.at).behind() == label.cell.at.col;
        sweep.begins.push(number.filter(adjoins).map_or(label.cell.at.col, |c| c.at.col));
        sweep.numbers.extend(number.map(|c| c.at));
    }
    sweep.run()
}

impl<'s, 'a> Sweep<'s, 'a> {
    /// The cell with the item's number in front of a label.
    fn number(&self, label: &Label) -> Option<&'a SheetCell> {
        let row = self.cells.row(label.cell.at.row);
        let own =
            |c: &&SheetCell| label.standing != Standing::Alike && label.is_number(c) && !self.at.contains_key(&c.at);
        row.iter().find(own)
    }

    /// A cell with some number that adjoins a label and answers no other.
    fn number_like(&self, label: &Label) -> Option<&'a SheetCell> {
        let at = label.cell.at;
        let row = self.cells.row(at.row);
        let before = row.iter().rposition(|c| c.at.col < at.col)?;
        let number = row.get(before)?;
        let is_answer = before.checked_sub(1).and_then(|n| row.get(n)).is_some_and(|c| self.at.contains_key(&c.at));
        let adjoins = self.cells.span(number.at).behind() == at.col && !self.at.contains_key(&number.at);
        let short = number.text.chars().filter(|c| c.is_numeric()).count() <= 2;
        (adjoins && short && !is_answer && unnumbered(&number.text).trim().is_empty()).then_some(number)
    }

    /// The last column of the form where merged cells draw it: that in which the answers of most rows end.
    fn edge(&self) -> Option<u32> {
        let labelled: HashSet<u32> = self.labels.iter().map(|l| l.cell.at.row).collect();
        let mut ends: HashMap<u32, u32> = HashMap::new();
        for merge in self.cells.sheet.merges.iter().filter(|m| m.first.col < m.last.col) {
            if labelled.contains(&merge.first.row) && !self.at.contains_key(&merge.first) {
                let end = ends.entry(merge.first.row).or_default();
                *end = merge.last.col.max(*end);
            }
        }
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for end in ends.values() {
            let count = counts.entry(*end).or_default();
            *count = count.saturating_add(1);
        }
        let (edge, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        let beyond = self.labels.iter().any(|l| l.span.last.col > edge);
        (count > 1 && count > ends.len() / 2 && !beyond).then_some(edge)
    }

    /// Whether a column in which other labels stand lies between two others.
    fn parted(&self, from: u32, to: u32) -> bool {
        self.shared.iter().any(|&col| from < col && col < to)
    }

    fn run(&self) -> Owned<'a> {
        let (sides, edge) = (self.sides(), self.edge());
        let top = self.labels.iter().map(|l| l.cell.at.row).min().unwrap_or(0);
        let answers = self.labels.iter().map(|_| Vec::new()).collect();
        let mut out = Owned { answers, hints: Vec::new(), others: Vec::new() };
        let mut over: HashMap<CellRef, usize> = HashMap::new();
        for (n, (label, _)) in self.labels.iter().zip(&sides).enumerate().filter(|(_, (_, side))| **side == Side::Above)
        {
            over.extend(label.span.first.row.checked_sub(1).map(|row| (CellRef { row, col: label.span.first.col }, n)));
        }
        let mut open: Vec<Open<'s, 'a>> = Vec::new();
        for (_, row) in self.cells.rows(0..=u32::MAX) {
            self.begin(row, &sides, &mut open);
            for cell in row.iter().filter(|c| !self.at.contains_key(&c.at) && !self.numbers.contains(&c.at)) {
                let span = self.cells.span(cell.at);
                let printed = self.cells.is_printed(cell.at);
                if let Some(&n) = over.get(&cell.at) {
                    out.give(n, Spanned { cell, span });
                    continue;
                }
                let arrow = cell.text.trim_start().starts_with(|c| ARROWS.contains(c));
                let beyond = cell.at.row >= top && edge.is_some_and(|edge| cell.at.col > edge);
                let hint = |o: &Open| arrow || (beyond && is_one_text(o.label.item));
                let owner = self.owner(cell, &open).and_then(|n| open.get_mut(n));
                match owner.filter(|o| printed || !o.printed) {
                    Some(one) if !hint(one) => {
                        one.first.get_or_insert(span);
                        one.last = Some(span);
                        out.give(one.n, Spanned { cell, span });
                    }
                    Some(_) => out.hints.push(cell),
                    None if arrow || !printed || beyond => out.hints.push(cell),
                    None => out.others.push(cell),
                }
            }
        }
        out
    }

    /// Takes the labels of a row in; ends those in whose columns something else stands.
    fn begin(&self, row: &[SheetCell], sides: &[Side], open: &mut Vec<Open<'s, 'a>>) {
        for cell in row {
            let Some(&n) = self.at.get(&cell.at) else {
                let own = |o: &Open| {
                    let span = o.label.span;
                    let under = cell.at.row > span.last.row;
                    under && o.side == Side::Right && (o.begin..=span.last.col).contains(&cell.at.col)
                };
                open.retain(|o| !own(o) || self.numbers.contains(&cell.at));
                continue;
            };
            let all = self.labels.get(n).zip(self.begins.get(n)).zip(sides.get(n));
            let Some(((label, &begin), &side)) = all.filter(|((label, _), _)| label.cell.at == cell.at) else {
                continue;
            };
            open.retain(|o| {
                let end = if let Side::Below(end) = o.side { end } else { o.label.span.last.col };
                end < begin || o.begin > label.span.last.col
            });
            let beside = |l: &Label| l.span.first.row == label.span.first.row && l.cell.at != label.cell.at;
            open.push(Open {
                n,
                label,
                begin,
                side,
                printed: self.cells.is_printed(cell.at),
                several: self.labels.iter().zip(sides).any(|(l, s)| beside(l) && matches!(s, Side::Below(_))),
                first: None,
                last: None,
            });
        }
    }

    /// Which open label a cell answers.
    fn owner(&self, cell: &SheetCell, open: &[Open]) -> Option<usize> {
        let takes = |o: &Open| match o.side {
            Side::Right => self.takes_beside(o, cell),
            Side::Below(end) => self.takes_below(o, end, cell),
            Side::Above => false,
        };
        let all: Vec<(usize, &Open)> = open.iter().enumerate().filter(|(_, o)| takes(o)).collect();
        let ends = |(_, o): &(usize, &Open)| o.label.span.last.col;
        let below = all.iter().copied().find(|(_, o)| o.side != Side::Right);
        let near = |keep: &dyn Fn(&Open) -> bool| all.iter().copied().filter(|(_, o)| keep(o)).max_by_key(ends);
        let row = |o: &Open| cell.at.row <= o.label.span.last.row;
        // an answer goes on beside the label of another panel, in whose column other labels stand too
        let panel = |o: &Open| {
            self.labels.iter().any(|l| l.cell.at.col == o.label.cell.at.col && l.cell.at.row > cell.at.row) || row(o)
        };
        below.or_else(|| near(&panel)).or_else(|| near(&|_| true)).map(|(n, _)| n)
    }

    fn takes_beside(&self, open: &Open, cell: &SheetCell) -> bool {
        let label = open.label;
        let (at, span) = (cell.at, label.span);
        if at.col <= span.last.col {
            return false;
        }
        let last = open.last;
        // behind a merged range only what adjoins it belongs to the answer
        let adjoins = |last: Merge| last.last.col == last.first.col || last.behind() == at.col;
        let from = last
            .filter(|last| last.last.col < at.col && at.row <= last.last.row)
            .map_or(span.last.col, |last| last.last.col);
        if is_one_text(label.item) && self.parted(from, at.col) {
            return false;
        }
        if at.row <= span.last.row {
            let in_row = last.filter(|last| last.rows().contains(&at.row) && last.last.col < at.col);
            let whole = label.inline.is_none() || !is_one_text(label.item);
            return whole && (!is_one_text(label.item) || in_row.is_none_or(adjoins));
        }
        let framed = span.first.row != span.last.row;
        if !is_one_text(label.item) {
            let end = last.map_or(span.last.row, |last| last.last.row.max(span.last.row));
            let near = at.row.checked_sub(end).is_some_and(|gap| gap <= GAP);
            return knows(label.item, &cell.text) || ((!framed || end > span.last.row) && near);
        }
        // lines of an answer typed a cell each, in a sheet without merged cells
        let (Some(first), Some(last)) = (open.first, last) else { return false };
        let bare = |m: Merge| m.first == m.last;
        let next = at.row == last.under() && at.col == first.first.col;
        !framed
            && bare(first)
            && !self.cells.is_merged(at)
            && (next || (at.row == last.last.row && at.col > last.last.col))
    }

    fn takes_below(&self, open: &Open, end: u32, cell: &SheetCell) -> bool {
        let (label, at) = (open.label, cell.at);
        if at.row <= label.span.last.row || !(label.span.first.col..=end).contains(&at.col) {
            return false;
        }
        let (Some(first), Some(last)) = (open.first, open.last) else {
            return at.row == label.span.under();
        };
        if !is_one_text(label.item) && !open.several {
            return at.row <= last.last.row.saturating_add(GAP);
        }
        let bare = first.first.row == first.last.row && !open.several;
        at.row <= first.last.row || (bare && at.row <= last.under())
    }

    /// Where the answers of each label stand.
    fn sides(&self) -> Vec<Side> {
        let mut sides = vec![Side::Right; self.labels.len()];
        let mut doubtful = Vec::new();
        let mut beside = 0_usize;
        for (label, side) in self.labels.iter().zip(&mut sides) {
            let span = label.span;
            let rows = span.rows();
            let all = self.labels.iter().zip(&self.begins);
            let next = all.filter(|(l, _)| l.cell.at.col > span.last.col && rows.contains(&l.cell.at.row));
            let next = next.map(|(_, begin)| *begin).min();
            let edge = next.unwrap_or(self.cells.right_of(label.cell.at).saturating_add(1));
            let printed = self.cells.is_printed(label.cell.at);
            let text = self.cells.rows(rows.clone()).flat_map(|(_, row)| row).any(|c| {
                let own = (span.behind()..edge).contains(&c.at.col) && (self.cells.is_printed(c.at) || !printed);
                own && !c.text.trim_start().starts_with(|c| ARROWS.contains(c))
            });
            if text || label.inline.is_some() {
                beside = beside.saturating_add(usize::from(text));
                continue;
            }
            let below = self.cells.at(span.under(), span.first.col);
            let below = below.filter(|c| !self.at.contains_key(&c.at) && !self.numbers.contains(&c.at));
            let below = below.filter(|c| !c.text.trim_start().starts_with(['※', '＊', '*']));
            // at the edge of a sheet without frames there may be room all the same
            let framed = next.is_some() || self.cells.is_merged(span.first) || !self.cells.sheet.print_area.is_empty();
            let no_room = edge <= span.behind() && framed;
            let beside_it = CellRef { row: span.first.row, col: span.behind() };
            // a box of the label's own width
            let columns = |m: Merge| (m.first.col, m.last.col);
            let boxed =
                |c: &SheetCell| span.first.col < span.last.col && columns(self.cells.span(c.at)) == columns(span);
            let no_room = no_room || (!self.cells.is_merged(beside_it) && below.is_some_and(boxed));
            match below {
                Some(_) if no_room => *side = Side::Below(span.last.col),
                Some(cell) if !self.cells.is_merged(beside_it) => {
                    let after = self.cells.span(cell.at).behind()..edge;
                    let alone = !self.cells.row(cell.at.row).iter().any(|c| after.contains(&c.at.col));
                    if alone {
                        doubtful.push((side, edge.saturating_sub(1).max(span.last.col)));
                    }
                }
                None if no_room => {
                    let above = span.first.row.checked_sub(1).and_then(|row| self.cells.at(row, span.first.col));
                    let is_box = |c: &&SheetCell| {
                        let columns = self.cells.span(c.at);
                        (columns.first.col, columns.last.col) == (span.first.col, span.last.col)
                            && columns.first.col != columns.last.col
                            && !self.at.contains_key(&c.at)
                    };
                    // a blank form has its labels over blank boxes
                    let boxed = self.cells.is_merged(CellRef { row: span.under(), col: span.first.col });
                    if above.filter(is_box).is_some() && !boxed {
                        *side = Side::Above;
                    }
                }
                _ => {}
            }
        }
        if doubtful.len() > beside.max(1) {
            doubtful.into_iter().for_each(|(side, end)| *side = Side::Below(end));
        }
        sides
    }
}
