//! Groups that stand on lines of their own in the input: 基本目標１ …, (1) ….

use std::borrow::Cow;
use std::collections::HashMap;

use super::columns::{Matched, normalise};
use super::header::SheetGrid;
use crate::source::{Sheet, SheetCell};
use crate::table::TableForm;

/// Blank lines that may stand between two lines above a header.
const BLANK: u32 = 2;

/// The form with those optional columns whose groups some line of the sheets begins with.
pub fn with_bands<'a>(form: &'a TableForm, sheets: &[&Sheet]) -> Cow<'a, TableForm> {
    let lines = || {
        let rows = sheets.iter().flat_map(|s| s.cells.chunk_by(|a, b| a.at.row == b.at.row));
        rows.filter_map(|row| if let [only] = row { Some(normalise(&only.text)) } else { None })
    };
    let told = |heading: &str| lines().any(|line| begins(&line, heading));
    let mut out = Cow::Borrowed(form);
    for (c, column) in form.columns.iter().enumerate() {
        let begun = column.band && column.optional && column.heading.last().is_some_and(|h| told(h));
        if let Some(own) = begun.then(|| out.to_mut().columns.get_mut(c)).flatten() {
            own.optional = false;
        }
    }
    out
}

/// Whether a line names a group of this heading, and is not the heading alone.
fn begins(line: &str, heading: &str) -> bool {
    line.strip_prefix(&normalise(heading)).is_some_and(|rest| !rest.is_empty())
}

/// Columns that the input has no heading for, outermost first.
pub struct Bands {
    columns: Vec<(usize, String)>,
}

impl Bands {
    pub fn of(matched: &Matched, to_table: &HashMap<u32, usize>) -> Self {
        let is_read = |c: usize| to_table.values().any(|t| *t == c);
        let all = matched.columns.iter().enumerate();
        let columns = all
            .filter(|(c, column)| matched.form.spec(column).band && !is_read(*c))
            .map(|(c, column)| (c, column.heading.last().cloned().unwrap_or_default()));
        Self { columns: columns.collect() }
    }

    pub fn any(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The column whose heading a line begins with.
    fn named(&self, line: &SheetCell) -> Option<usize> {
        let line = normalise(&line.text);
        self.columns.iter().find(|(_, heading)| begins(&line, heading)).map(|(c, _)| *c)
    }

    /// The lines above the header that belong to its first rows: the one right above, if it is no title, and those
    /// over it that name a group.
    pub fn above<'a>(&self, grid: &SheetGrid<'a>, top: u32, form: &TableForm) -> Vec<&'a SheetCell> {
        let mut out: Vec<&SheetCell> = Vec::new();
        let cells = grid.above(top);
        for line in cells.chunk_by(|a, b| a.at.row == b.at.row).rev() {
            let [only] = line else { break };
            let below = out.last().map_or(top, |c| c.at.row);
            // a title stands at the very top; a band has something above it
            let titled = cells.first().is_some_and(|c| c.at.row < only.at.row);
            let right_above = only.at.row.saturating_add(1) == top
                && titled
                && !normalise(&only.text).contains(&normalise(&form.title));
            let named = only.at.row.saturating_add(1 + BLANK) >= below && self.named(only).is_some();
            if !self.any() || !(right_above || named) {
                break;
            }
            out.push(only);
        }
        out.reverse();
        out
    }

    /// Gives lines that follow each other their columns: by the heading that they begin with, the others from the
    /// innermost column outwards.
    pub fn place<'a>(&self, lines: Vec<&'a SheetCell>) -> Vec<(&'a SheetCell, Option<usize>)> {
        let named: Vec<Option<usize>> = lines.iter().map(|line| self.named(line)).collect();
        let mut taken: Vec<usize> = Vec::new();
        let mut out = Vec::new();
        for (line, name) in lines.into_iter().zip(&named).rev() {
            let free = |c: &usize| !taken.contains(c);
            let inner = || self.columns.iter().rev().map(|(c, _)| *c).find(|c| free(c) && !named.contains(&Some(*c)));
            let column = if name.is_some() { name.filter(free) } else { inner() };
            taken.extend(column);
            out.push((line, column));
        }
        out.reverse();
        out
    }
}
