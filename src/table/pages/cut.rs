//! Cuts rows into pages. Greedy, without iteration: a page takes rows as long as they and their labels fit.

use super::SetTable;
use super::upright::upright_height;
use crate::table::plan::Plan;

/// A page: the rows, or parts of rows, that stand on it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page {
    /// Its rows, from the top down.
    pub slices: Vec<Slice>,
    /// Height of the slices, pt.
    pub used: f64,
    /// Why no more stands on it.
    pub end: End,
}

/// Why a page ended.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum End {
    /// The paper ends.
    Last,
    /// The next row needs more than was left. Heights in pt.
    NextDoesNotFit {
        /// What is free.
        left: f64,
        /// What the row takes with its labels.
        needs: f64,
    },
    /// The row is taller than a page and goes on.
    RowGoesOn,
}

/// A row on a page, or as many of its lines as fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// Index of the row.
    pub row: usize,
    /// Lines of each cell that stand here: from (included) and to (excluded).
    pub from: usize,
    /// Lines of each cell end before this one.
    pub to: usize,
    /// Height with what the labels beside it need, pt.
    pub height: f64,
    /// What stands over it in the middle of a page, where a table begins with it, pt.
    pub over: f64,
    /// Lines of the group's flowing cells that stand beside this part of the group; `None` where they stand whole.
    pub flow: Option<(usize, usize)>,
}

impl Slice {
    /// A row, from line `from` to `to`.
    pub(super) fn new(table: &SetTable, row: usize, from: usize, to: usize) -> Self {
        Self { row, from, to, height: table.height(table.rows[row].lines_of_part(from, to)), over: 0.0, flow: None }
    }

    /// The same below other slices on a page.
    fn below(table: &SetTable, page: &[Self], row: usize, from: usize, to: usize) -> Self {
        let over = if page.is_empty() || from > 0 { 0.0 } else { table.over(row) };
        Self { over, ..Self::new(table, row, from, to) }
    }

    /// Its height with what stands over it.
    pub fn whole(&self) -> f64 {
        self.height + self.over
    }

    /// The row begins here.
    pub fn is_first(&self) -> bool {
        self.from == 0
    }
}

/// Up to this share of a page, rows make room for an upright label.
const UPRIGHT_SHARE: f64 = 0.4;

/// Less of a page than this is not begun with a row that is cut anyway.
pub(super) const WORTH_BEGINNING: f64 = 1.0 / 3.0;

/// Cuts the table into pages. A row that fits on a page is never split.
pub fn cut_pages(plan: &Plan, table: &SetTable) -> Vec<Page> {
    let cutter = Cutter { plan, table, room: table.body_height(), labels: labels(plan) };
    let mut book = CutPages { pages: Vec::new(), page: Vec::new() };
    match flow_level(plan) {
        Some(level) => cutter.cut_units(level, &mut book),
        None => (0..table.rows.len()).for_each(|row| cutter.cut_row(row, &mut book)),
    }
    if !book.page.is_empty() || book.pages.is_empty() {
        book.close(&cutter, End::Last);
    }
    if let Some(last) = book.pages.last_mut() {
        last.end = End::Last;
    }
    book.pages
}

fn labels(plan: &Plan) -> Vec<(Vec<usize>, Vec<usize>)> {
    let of = |level| (0..plan.columns.len()).filter(move |&c| plan.column(c).group == Some(level));
    (1..=plan.form.levels()).map(|level| of(level).partition(|&c| plan.column(c).may_differ)).collect()
}

/// The level whose groups have flowing cells.
fn flow_level(plan: &Plan) -> Option<usize> {
    (0..plan.columns.len()).filter(|&c| plan.column(c).flow).filter_map(|c| plan.column(c).group).max()
}

/// The pages so far, and the one that is being filled.
pub(super) struct CutPages {
    pages: Vec<Page>,
    pub page: Vec<Slice>,
}

impl CutPages {
    pub fn close(&mut self, cutter: &Cutter, end: End) {
        let mut slices = std::mem::take(&mut self.page);
        cutter.grow(&mut slices);
        let used = slices.iter().map(Slice::whole).sum();
        self.pages.push(Page { slices, used, end });
    }
}

pub(super) struct Cutter<'a> {
    pub plan: &'a Plan,
    pub table: &'a SetTable,
    pub room: f64,
    /// For each level from the outermost: columns whose cells may be parted within a group, and the others.
    labels: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Cutter<'_> {
    /// Puts a row on the page, or on the next, or, if it is taller than a page, on as many as it takes.
    pub fn cut_row(&self, row: usize, book: &mut CutPages) {
        let lines = self.table.rows[row].lines;
        let mut from = 0;
        loop {
            book.page.push(Slice::below(self.table, &book.page, row, from, lines));
            let needs = self.height(&book.page);
            if self.fits(needs) {
                return;
            }
            book.page.pop();
            let used = self.height(&book.page);
            let fits_alone = self.fits(self.height(&[Slice::new(self.table, row, from, lines)]));
            let left = self.room - used;
            // a row taller than a page begins where there is room for a good part of it
            if !fits_alone && (book.page.is_empty() || left >= self.room * WORTH_BEGINNING) {
                let fitting = self.lines_that_fit(&book.page, row, from, lines);
                if fitting > 0 {
                    book.page.push(Slice::below(self.table, &book.page, row, from, from + fitting));
                    book.close(self, End::RowGoesOn);
                    from += fitting;
                    if from >= lines {
                        return;
                    }
                    continue;
                }
                if book.page.is_empty() {
                    // not even one line beside its labels: the label check has told; do not loop
                    book.page.push(Slice::new(self.table, row, from, lines));
                    return;
                }
            }
            book.close(self, End::NextDoesNotFit { left, needs: needs - used });
        }
    }

    pub fn fits(&self, height: f64) -> bool {
        height <= self.room + 1e-6
    }

    /// Height of the slices with their labels.
    pub fn height(&self, slices: &[Slice]) -> f64 {
        let mut slices = slices.to_vec();
        self.grow(&mut slices);
        slices.iter().map(Slice::whole).sum()
    }

    /// Makes rows taller until each group's part is as high as its label.
    fn grow(&self, slices: &mut [Slice]) {
        let plan = self.plan;
        for (i, (parted, whole)) in self.labels.iter().enumerate().rev() {
            let level = i + 1;
            for &c in parted {
                self.grow_cells(slices, |slice| slice.is_first() && plan.begins_cell(slice.row, c), &[c]);
            }
            self.grow_cells(slices, |slice| slice.is_first() && plan.begins_group(slice.row, level), whole);
        }
    }

    /// Makes rows taller until each stretch of slices, from one that `begins` to the next, is as high as its labels.
    fn grow_cells(&self, slices: &mut [Slice], begins: impl Fn(&Slice) -> bool, columns: &[usize]) {
        let mut start = 0;
        while start < slices.len() {
            let end = (start + 1..slices.len()).find(|&i| begins(&slices[i])).unwrap_or(slices.len());
            let need = self.label_height(&slices[start], begins(&slices[start]), columns);
            let have: f64 = slices[start..end].iter().map(|s| s.height).sum();
            self.add_lines(&mut slices[start..end], need - have);
            start = end;
        }
    }

    /// Adds `lack` pt, in whole lines: so what stands below stays on the grid of the page. They are shared evenly.
    pub fn add_lines(&self, slices: &mut [Slice], lack: f64) {
        let lines = (lack / self.table.pitch - 1e-6).ceil().max(0.0) as usize;
        let count = slices.len();
        for (i, slice) in slices.iter_mut().enumerate() {
            let share = lines * (i + 1) / count - lines * i / count;
            slice.height += share as f64 * self.table.pitch;
        }
    }

    /// What the labels of these columns need beside a part that begins with `slice`.
    fn label_height(&self, slice: &Slice, begins: bool, columns: &[usize]) -> f64 {
        let row = &self.table.rows[slice.row];
        let mut height = self.table.height(0);
        for &c in columns {
            let spec = self.plan.column(c);
            // a flowing cell asks for no height where its group goes on over pages
            if spec.flow && slice.flow.is_some() {
                continue;
            }
            let label = match &row.continued[c] {
                Some(label) if !begins => label,
                _ => &row.cells[c],
            };
            let lines = self.table.height(label.line_count());
            let most = self.room * UPRIGHT_SHARE;
            let upright = if spec.vertical { upright_height(label, self.table, c, most) } else { lines };
            height = height.max(if upright <= most { upright } else { upright.min(lines) });
        }
        height
    }

    /// How many lines of a row, from `from` on, fit below the slices of a page.
    fn lines_that_fit(&self, page: &[Slice], row: usize, from: usize, lines: usize) -> usize {
        let fits = |n: usize| {
            let mut trial = page.to_vec();
            trial.push(Slice::below(self.table, page, row, from, from + n));
            self.fits(self.height(&trial))
        };
        let most = self.table.lines_in(self.room).min(lines - from);
        let whole = |n: usize| self.table.rows[row].may_part(from + n);
        (1..=most).rev().find(|&n| whole(n) && fits(n)).unwrap_or(0)
    }
}
