//! Rows higher than Excel allows go on in the next row of the sheet, as rows of the PDF do on the next page.

use std::borrow::Cow;

use super::grid::{Part, again};
use crate::table::pages::{CONTINUED, SetTable, is_repeated};
use crate::table::plan::{Plan, mark_columns, name_columns};
use crate::text::{FontChain, Milli};
use crate::xlsx::worst_lines;
use crate::xlsx::{Body, MAX_ROW};
use crate::xlsx::{end_of, sheet_text};

/// Splits parts into rows of the sheet.
pub struct Splitter<'a, 'p> {
    plan: &'a Plan,
    table: &'p SetTable,
    body: Body,
    fonts: &'p FontChain,
    /// Room for text in each column.
    rooms: &'p [Milli],
    marks: Vec<usize>,
    names: Vec<usize>,
}

impl<'a, 'p> Splitter<'a, 'p> {
    pub fn new(plan: &'a Plan, table: &'p SetTable, body: Body, fonts: &'p FontChain, rooms: &'p [Milli]) -> Self {
        let marks = mark_columns(&plan.form, &plan.columns);
        let names = name_columns(&plan.form, &plan.columns);
        Self { plan, table, body, fonts, rooms, marks, names }
    }

    /// A part in as many rows as Excel needs. Each text ends with a sentence if it can, whatever the others do: put
    /// together, the pieces are the text again. Blank lines that fill a row by themselves stay in one piece.
    pub fn split(&self, part: &Part<'a>) -> Vec<Part<'a>> {
        let mut out = Vec::new();
        let mut rests: Vec<&str> = part.texts.iter().map(|text| &**text).collect();
        while out.is_empty() || rests.iter().any(|rest| !rest.is_empty()) {
            let first = out.is_empty();
            let mut texts = Vec::with_capacity(rests.len());
            for (c, rest) in rests.iter_mut().enumerate() {
                let mark = self.marks.contains(&c);
                let text: Cow<'a, str> = if !rest.is_empty() {
                    let goes_on = !first && (mark || self.names.contains(&c));
                    let before = if goes_on { CONTINUED } else { "" };
                    let piece;
                    (piece, *rest) = rest.split_at(self.end(c, before, rest));
                    format!("{before}{piece}").into()
                } else if mark && !first && !self.is_repeated(part.row, c) {
                    CONTINUED.into()
                } else if mark && !first {
                    again(&sheet_text(&self.plan.cell(part.row, c).text)).into()
                } else {
                    "".into()
                };
                texts.push(text);
            }
            let heads = if first { part.heads.clone() } else { Vec::new() };
            out.push(Part { texts, heads, first: part.first && first, on_paper: 0.0, ..part.clone() });
        }
        // the group's flowing cells begin beside the first of them
        out.iter_mut().skip(1).for_each(|later| later.flow = None);
        out
    }

    /// Whether a text is short enough to stand once more where its row goes on.
    fn is_repeated(&self, row: usize, c: usize) -> bool {
        let cell = self.table.rows.get(row).and_then(|row| row.cells.get(c));
        cell.is_some_and(|cell| is_repeated(cell))
    }

    /// Where the piece of a text that a row holds ends.
    fn end(&self, c: usize, before: &str, rest: &str) -> usize {
        let Some(&room) = self.rooms.get(c) else { return rest.len() };
        let lines = |piece: &str| match before {
            "" => worst_lines(piece, self.fonts, room),
            _ => worst_lines(&format!("{before}{piece}"), self.fonts, room),
        };
        let most = self.body.lines_in(MAX_ROW);
        if lines(rest) <= most {
            return rest.len();
        }
        let end = end_of(rest, most, &lines);
        // a piece without ink would not be read again
        let blank = rest[..end].trim().is_empty() || rest[end..].trim().is_empty();
        if blank { rest.len() } else { end }
    }
}
