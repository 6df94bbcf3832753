//! The rows of a table paper's pages as its layout gets them: what begins on each, what goes on there, and what heads it.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::SerializeMap;

use super::bookmarks::bookmarks;
use super::heads::Heads;
use super::pages::{Page, SetTable, upright_columns};
use super::plan::Plan;
use crate::contract::{Body, Ends};
use crate::text::SetCell;

/// A row on a page.
#[derive(Serialize)]
pub struct Row<'a> {
    height: f64,
    /// Page number, on the first row of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    cells: Vec<Cell<'a>>,
}

/// A cell that begins on this row: its text alone, or with what sets it apart. A row gives its cells from the
/// left, without those that a cell above covers.
struct Cell<'a> {
    /// Rows it spans on this page.
    span: usize,
    /// `label`: the text of a group; `again`: a repeated label, no content; `example`: an example text.
    kind: Option<&'static str>,
    /// Heads its rows: the level within its row, from 1.
    heads: Option<usize>,
    /// Belongs to a group of rows.
    group: bool,
    /// The text of the cell above it goes on.
    rest: bool,
    body: CellBody<'a>,
    marks: Option<Marks>,
    /// The first cell of a page is never given as a text alone: the layout hangs the page's marks on it.
    first: bool,
}

/// Bookmarks of the groups that begin on a row. They hang on a cell that spans no other row: Typst lays the others out
/// with the last row that they span, and bookmarks would be in that order.
#[derive(Serialize)]
struct Marks {
    /// Level, title
    bookmarks: Vec<(usize, String)>,
    /// From the left of the table to the text of the cell.
    left: f64,
}

impl Serialize for Cell<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plain = self.kind.is_none() && self.heads.is_none() && self.marks.is_none();
        if self.span == 1 && plain && !self.first && !self.group && !self.rest {
            return self.body.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("span", &self.span)?;
        map.serialize_entry("kind", self.kind.unwrap_or("text"))?;
        map.serialize_entry("body", &self.body)?;
        if let Some(level) = self.heads {
            map.serialize_entry("heads", &level)?;
        }
        if self.group {
            map.serialize_entry("group", &true)?;
        }
        if self.rest {
            map.serialize_entry("rest", &true)?;
        }
        if let Some(marks) = &self.marks {
            map.serialize_entry("marks", marks)?;
        }
        map.end()
    }
}

/// A text in lines, or `{upright: [column, …]}`: the glyphs of each column, top down, columns from right to left.
enum CellBody<'a> {
    Lines { cell: Cow<'a, SetCell>, raise: f64, of: Option<usize> },
    Upright { columns: Vec<Vec<String>>, of: Option<usize> },
}

impl Serialize for CellBody<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Lines { cell, raise, of } => {
                Body { cell, ends: Ends::Exact, raise: *raise, of: *of }.serialize(serializer)
            }
            Self::Upright { columns, of } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("upright", columns)?;
                if let Some(of) = of {
                    map.serialize_entry("of", of)?;
                }
                map.end()
            }
        }
    }
}

/// Gives the rows of pages.
pub struct PageRows<'a> {
    pub plan: &'a Plan,
    pub table: &'a SetTable,
    pub heads: Heads,
    /// The first page of the table.
    pub part: usize,
    pub traced: bool,
}

impl<'a> PageRows<'a> {
    /// The rows of page `p`. What it repeats stands on a page before it, unless the table begins here.
    pub fn of(&self, page: &Page, p: usize) -> Vec<Row<'a>> {
        let (plan, table) = (self.plan, self.table);
        let slices = &page.slices;
        let pitch = table.pitch / table.size;
        let of = |row: usize, c: usize| self.traced.then_some(row * plan.columns.len() + c);
        let begins_group = |i: usize, level: usize| slices[i].is_first() && plan.begins_group(slices[i].row, level);
        let begins = |i: usize, c: usize| slices[i].is_first() && plan.begins_cell(slices[i].row, c);
        // whether something goes on that began in this table
        let goes_on = |i: usize| i > 0 || p > self.part;
        let again = |i: usize, kind| if goes_on(i) { Some("again") } else { kind };
        let mut rows = Vec::with_capacity(slices.len());
        for (i, slice) in slices.iter().enumerate() {
            let set = &table.rows[slice.row];
            let mut cells = Vec::new();
            let mut marks = bookmarks(plan, slice.row, |level| begins_group(i, level));
            for c in 0..plan.columns.len() {
                let spec = plan.column(c);
                let of = of(slice.row, c);
                let lines = |cell| CellBody::Lines { cell, raise: pitch, of };
                let first = i == 0 && c == 0;
                let level = self.heads.before(c) + 1;
                if spec.group.is_none() {
                    let whole = slice.from == 0 && slice.to >= set.cells[c].line_count();
                    let (kind, body) = if whole {
                        let kind = plan.rows[slice.row].cells[c].example.then_some("example");
                        (kind, Cow::Borrowed(&*set.cells[c]))
                    } else if let Some(label) =
                        set.continued[c].as_ref().filter(|_| slice.from >= set.cells[c].line_count())
                    {
                        (again(i, None), Cow::Borrowed(&**label))
                    } else {
                        let (_, tail) = set.cells[c].split_at_line(slice.from);
                        (None, Cow::Owned(tail.split_at_line(slice.to - slice.from).0))
                    };
                    let heads = self.heads.name(plan, slice.row, c) && !body.is_empty();
                    let bookmarks = std::mem::take(&mut marks);
                    let left = table.columns[..c].iter().map(|column| column.width).sum::<f64>() + table.inset_x;
                    let marks = (!bookmarks.is_empty()).then_some(Marks { bookmarks, left });
                    let heads = heads.then_some(level);
                    let rest = slice.from > 0 && kind.is_none() && goes_on(i);
                    cells.push(Cell { span: 1, kind, heads, group: false, rest, body: lines(body), marks, first });
                    continue;
                }
                if i > 0 && !begins(i, c) {
                    continue;
                }
                let end = (i + 1..slices.len()).find(|&j| begins(j, c)).unwrap_or(slices.len());
                let (span, marks, group) = (end - i, None, true);
                if spec.flow {
                    let body = match slice.flow {
                        None => Cow::Borrowed(&*set.cells[c]),
                        Some((from, to)) => Cow::Owned(set.cells[c].split_at_line(from).1.split_at_line(to - from).0),
                    };
                    let rest = !begins(i, c) && goes_on(i);
                    cells.push(Cell { span, kind: None, heads: None, group, rest, body: lines(body), marks, first });
                    continue;
                }
                let new = begins(i, c);
                let label = match &set.continued[c] {
                    Some(label) if !new => label,
                    _ => &set.cells[c],
                };
                let height: f64 = slices[i..end].iter().map(|s| s.height).sum();
                let upright = spec.vertical.then(|| upright_columns(label, table, c, height)).flatten();
                let upright = upright.map(|columns| CellBody::Upright { columns, of });
                let body = upright.unwrap_or_else(|| lines(Cow::Borrowed(label)));
                let kind = if new { Some("label") } else { again(i, Some("label")) };
                let heads = self.heads.group(plan, slice.row, c).then_some(level);
                cells.push(Cell { span, kind, heads, group, rest: false, body, marks, first });
            }
            rows.push(Row { height: slice.height, page: (i == 0).then_some(p + 1), cells });
        }
        rows
    }
}
