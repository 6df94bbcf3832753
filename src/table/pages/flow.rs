//! Groups with flowing cells (実績, 計画 of one direction): kept whole on a page; taller than a page, their
//! text goes on beside the group's rows.

use super::cut::{CutPages, Cutter, End, Slice, WORTH_BEGINNING};

impl Cutter<'_> {
    /// Cuts the table group by group of `level`.
    pub fn cut_units(&self, level: usize, book: &mut CutPages) {
        let rows = self.table.rows.len();
        let mut start = 0;
        while start < rows {
            let end = (start + 1..rows).find(|&r| self.plan.begins_group(r, level)).unwrap_or(rows);
            self.cut_unit(start, end, level, book);
            start = end;
        }
    }

    fn cut_unit(&self, start: usize, end: usize, level: usize, book: &mut CutPages) {
        let whole: Vec<Slice> = (start..end).map(|r| Slice::new(self.table, r, 0, self.table.rows[r].lines)).collect();
        let used = self.height(&book.page);
        let mut trial = book.page.clone();
        trial.extend(whole.iter().cloned());
        let needs = self.height(&trial) - used;
        if self.fits(used + needs) {
            book.page = trial;
            return;
        }
        let alone = self.fits(self.height(&whole));
        let left = self.room - used;
        if !book.page.is_empty() && (alone || left < self.room * WORTH_BEGINNING) {
            book.close(self, End::NextDoesNotFit { left, needs });
        }
        if alone {
            book.page = whole;
        } else {
            self.flow_unit(start, end, level, book);
        }
    }

    /// Fills pages with the rows of a group and, beside them, with the lines of its flowing cells.
    fn flow_unit(&self, start: usize, end: usize, level: usize, book: &mut CutPages) {
        let lines = self.flow_lines(start, level);
        let mut shown = 0;
        let mut next = start;
        loop {
            let from = book.page.len();
            let flow = Some((shown, lines));
            while next < end {
                let whole = self.table.rows[next].lines;
                book.page.push(Slice { flow, ..Slice::new(self.table, next, 0, whole) });
                if !self.fits(self.height(&book.page)) {
                    book.page.pop();
                    break;
                }
                next += 1;
            }
            if book.page.len() == from {
                if next < end && from > 0 {
                    let left = self.room - self.height(&book.page);
                    book.close(
                        self,
                        End::NextDoesNotFit { left, needs: self.table.height(self.table.rows[next].lines) },
                    );
                    continue;
                }
                // no row is left, or not even one fits on a page: the last one's cell goes on without text
                let row = if next < end { next } else { end - 1 };
                let lines = self.table.rows[row].lines;
                let from = if next < end { 0 } else { lines };
                book.page.push(Slice { flow, ..Slice::new(self.table, row, from, lines) });
                next = next.max(row + 1);
            }
            // what is left of the page goes to this part of the group, as far as its text needs it
            let have: f64 = book.page[from..].iter().map(|s| s.height).sum();
            let left = self.lines_left(&book.page, from) as f64 * self.table.pitch;
            let need = self.table.height(lines.saturating_sub(shown));
            let last = next == end && need <= have + left + 1e-6;
            let part = if last { need.max(have) } else { have + left };
            let most = if last { lines } else { (shown + self.table.lines_in(part)).min(lines) };
            let to = (shown + 1..=most).rev().find(|&at| self.flow_may_part(start, level, at)).unwrap_or(most);
            self.add_lines(&mut book.page[from..], part - have);
            for slice in &mut book.page[from..] {
                slice.flow = Some((shown, to));
            }
            if last {
                return;
            }
            shown = to;
            book.close(self, End::RowGoesOn);
        }
    }

    /// How many lines can be added to the slices behind `from`. Labels take them before they make rows taller.
    fn lines_left(&self, page: &[Slice], from: usize) -> usize {
        let lines = |height: f64| (height / self.table.pitch + 1e-6).floor().max(0.0);
        let most = lines(self.room - page.iter().map(|s| s.height).sum::<f64>());
        let mut trial = page.to_vec();
        self.add_lines(&mut trial[from..], most * self.table.pitch);
        let over = (self.height(&trial) - self.room).max(0.0);
        lines(most * self.table.pitch - over) as usize
    }

    fn flow_may_part(&self, row: usize, level: usize, at: usize) -> bool {
        self.flowing(level).all(|c| self.table.rows[row].cells[c].may_part(at))
    }

    fn flowing(&self, level: usize) -> impl Iterator<Item = usize> {
        (0..self.plan.columns.len())
            .filter(move |&c| self.plan.column(c).flow && self.plan.column(c).group == Some(level))
    }

    /// Lines of the longest flowing cell of a group.
    fn flow_lines(&self, row: usize, level: usize) -> usize {
        self.flowing(level).map(|c| self.table.rows[row].cells[c].line_count()).max().unwrap_or(0)
    }
}
