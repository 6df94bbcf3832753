//! Cuts rows into pages. Greedy, without iteration: a page takes rows as long as they and their labels fit.

use super::SetTable;
use crate::plan::Plan;

/// A page: the rows, or parts of rows, that stand on it.
#[derive(Debug, Clone)]
pub struct Page {
    pub slices: Vec<Slice>,
    /// Height of the slices, pt.
    pub used: f64,
    pub end: End,
}

/// Why a page ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// The paper ends.
    Last,
    /// The next row needs more than was left. Heights in pt.
    NextDoesNotFit { left: f64, needs: f64 },
    /// The row is taller than a page and goes on.
    RowGoesOn,
}

/// A row on a page, or as many of its lines as fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    pub row: usize,
    /// Lines of each cell that stand here: from (included) and to (excluded).
    pub from: usize,
    pub to: usize,
    /// Height with what the labels beside it need, pt.
    pub height: f64,
}

impl Slice {
    pub fn is_first(&self) -> bool {
        self.from == 0
    }
}

/// Less of a page than this is not begun with a row that is cut anyway.
const WORTH_BEGINNING: f64 = 1.0 / 3.0;

/// Cuts the table into pages. A row that fits on a page is never split.
pub fn cut_pages(plan: &Plan, table: &SetTable) -> Vec<Page> {
    let room = table.body_height();
    let cutter = Cutter { plan, table, room };
    let mut pages = Vec::new();
    let mut page: Vec<Slice> = Vec::new();
    for row in 0..table.rows.len() {
        let lines = table.rows[row].lines;
        let mut from = 0;
        loop {
            page.push(Slice { row, from, to: lines, height: table.height(lines - from) });
            let needs = cutter.height(&page);
            if needs <= room + 1e-6 {
                break;
            }
            page.pop();
            let used = cutter.height(&page);
            let fits_alone =
                cutter.height(&[Slice { row, from, to: lines, height: table.height(lines - from) }]) <= room + 1e-6;
            let left = room - used;
            // a row taller than a page begins where there is room for a good part of it
            if !fits_alone && (page.is_empty() || left >= room * WORTH_BEGINNING) {
                let fitting = cutter.lines_that_fit(&page, row, from, lines);
                if fitting > 0 {
                    let to = from + fitting;
                    page.push(Slice { row, from, to, height: table.height(fitting) });
                    pages.push(cutter.close(std::mem::take(&mut page), End::RowGoesOn));
                    from = to;
                    if from >= lines {
                        break;
                    }
                    continue;
                }
                if page.is_empty() {
                    // not even one line beside its labels: the label check has told; do not loop
                    page.push(Slice { row, from, to: lines, height: table.height(lines - from) });
                    break;
                }
            }
            pages.push(cutter.close(std::mem::take(&mut page), End::NextDoesNotFit { left, needs: needs - used }));
        }
    }
    if !page.is_empty() || pages.is_empty() {
        pages.push(cutter.close(page, End::Last));
    }
    if let Some(last) = pages.last_mut() {
        last.end = End::Last;
    }
    pages
}

struct Cutter<'a> {
    plan: &'a Plan,
    table: &'a SetTable,
    room: f64,
}

impl Cutter<'_> {
    /// Height of the slices with their labels.
    fn height(&self, slices: &[Slice]) -> f64 {
        let mut slices = slices.to_vec();
        self.grow(&mut slices);
        slices.iter().map(|s| s.height).sum()
    }

    /// Makes rows taller until each group's part is as high as its label. The lack is shared evenly.
    fn grow(&self, slices: &mut [Slice]) {
        for level in (1..=self.plan.form.levels()).rev() {
            let mut start = 0;
            while start < slices.len() {
                let end = self.group_end(slices, start, level);
                let need = self.label_height(&slices[start], level);
                let have: f64 = slices[start..end].iter().map(|s| s.height).sum();
                if need > have {
                    let share = (need - have) / (end - start) as f64;
                    for slice in &mut slices[start..end] {
                        slice.height += share;
                    }
                }
                start = end;
            }
        }
    }

    /// Where the group of `level` that holds slice `start` ends on this page.
    fn group_end(&self, slices: &[Slice], start: usize, level: usize) -> usize {
        (start + 1..slices.len())
            .find(|&i| slices[i].is_first() && self.plan.begins_group(slices[i].row, level))
            .unwrap_or(slices.len())
    }

    /// What the labels of `level` need beside a part that begins with `slice`.
    fn label_height(&self, slice: &Slice, level: usize) -> f64 {
        let row = &self.table.rows[slice.row];
        let begins = slice.is_first() && self.plan.begins_group(slice.row, level);
        let lines = (0..self.plan.columns.len())
            .filter(|&c| self.plan.column(c).group == Some(level))
            .map(|c| match &row.continued[c] {
                Some(label) if !begins => label.line_count(),
                _ => row.cells[c].line_count(),
            })
            .max()
            .unwrap_or(0);
        self.table.height(lines)
    }

    /// How many lines of a row, from `from` on, fit below the slices of a page.
    fn lines_that_fit(&self, page: &[Slice], row: usize, from: usize, lines: usize) -> usize {
        let fits = |n: usize| {
            let mut trial = page.to_vec();
            trial.push(Slice { row, from, to: from + n, height: self.table.height(n) });
            self.height(&trial) <= self.room + 1e-6
        };
        let most = self.table.lines_in(self.room).min(lines - from);
        (1..=most).rev().find(|&n| fits(n)).unwrap_or(0)
    }

    fn close(&self, mut slices: Vec<Slice>, end: End) -> Page {
        self.grow(&mut slices);
        let used = slices.iter().map(|s| s.height).sum();
        Page { slices, used, end }
    }
}
