//! The rows of a table paper's pages as its layout gets them: what begins on each, what goes on there, and what heads it.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::SerializeMap;

use super::bookmarks::bookmarks;
use super::heads::Heads;
use super::pages::{Page, Piece, SetTable, Slice, upright_columns};
use super::plan::Plan;
use super::sections::{Section, SectionHead};
use crate::contract::{Body, Ends};
use crate::text::SetCell;

/// A row on a page.
#[derive(Serialize)]
pub struct Row<'a> {
    height: f64,
    /// Page number, on the first row of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    /// On the first row of a page whose table goes on: the headings that are repeated over it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    again: Vec<Heading<'a>>,
    /// On the first row of a table that has headings.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<SectionStart<'a>>,
    cells: Vec<Cell<'a>>,
}

/// Where a table begins: in the middle of a page with room over it, or at its top.
#[derive(Serialize)]
struct SectionStart<'a> {
    /// Height of what stands between two tables, without the header; 0 at the top of a page.
    over: f64,
    heads: Vec<Heading<'a>>,
}

/// A heading over a table: its level, or 0 where it is repeated, which readers do not hear; how far its top is above the
/// table.
#[derive(Serialize)]
struct Heading<'a> {
    level: usize,
    up: f64,
    body: Body<'a>,
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

/// A text in lines, or `{upright: [column, …]}`: what stands in each column, top down, columns from right to left.
enum CellBody<'a> {
    Lines { cell: Cow<'a, SetCell>, raise: f64, of: Option<usize> },
    Upright { columns: Vec<Vec<Piece>>, of: Option<usize> },
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
    /// The plan as the tables show it.
    pub plan: &'a Plan,
    pub whole: &'a Plan,
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
        let of = |row: usize, c: usize| self.traced.then(|| table.sections.number(row, c, plan.columns.len()));
        let begins = |slice: &Slice, c: usize| slice.is_first() && plan.begins_cell(slice.row, c);
        // whether something goes on that began in this table
        let goes_on = |i: usize| i > 0 || p > self.part;
        let again = |i: usize, kind| if goes_on(i) { Some("again") } else { kind };
        let mut rows = Vec::with_capacity(slices.len());
        for (i, slice) in slices.iter().enumerate() {
            let Some(set) = table.rows.get(slice.row) else { continue };
            let mut cells = Vec::new();
            let headed = self.whole.form.headed();
            // those of groups over tables are headings
            let begun = |level| level > headed && slice.is_first() && self.whole.begins_group(slice.row, level);
            let mut marks = bookmarks(self.whole, slice.row, begun);
            for (c, (set, continued)) in set.cells.iter().zip(&set.continued).enumerate() {
                let spec = plan.column(c);
                let of = of(slice.row, c);
                let lines = |cell| CellBody::Lines { cell, raise: pitch, of };
                let first = i == 0 && c == 0;
                let level = self.heads.before(c).saturating_add(1);
                if spec.group.is_none() {
                    let whole = slice.from == 0 && slice.to >= set.line_count();
                    let (kind, body) = if whole {
                        let kind = plan.cell(slice.row, c).example.then_some("example");
                        (kind, Cow::Borrowed(&**set))
                    } else if let Some(label) = continued.as_ref().filter(|_| slice.from >= set.line_count()) {
                        (again(i, None), Cow::Borrowed(&**label))
                    } else {
                        let (_, tail) = set.split_at_line(slice.from);
                        (None, Cow::Owned(tail.split_at_line(slice.to.saturating_sub(slice.from)).0))
                    };
                    let heads = self.heads.name(plan, slice.row, c) && !body.is_empty();
                    let bookmarks = std::mem::take(&mut marks);
                    let left = table.columns.iter().take(c).map(|column| column.width).sum::<f64>() + table.inset_x;
                    let marks = (!bookmarks.is_empty()).then_some(Marks { bookmarks, left });
                    let heads = heads.then_some(level);
                    let rest = slice.from > 0 && kind.is_none() && goes_on(i);
                    cells.push(Cell { span: 1, kind, heads, group: false, rest, body: lines(body), marks, first });
                    continue;
                }
                if i > 0 && !begins(slice, c) {
                    continue;
                }
                let later = slices.iter().skip(i).skip(1).take_while(|later| !begins(later, c));
                let (span, marks, group) = (later.count().saturating_add(1), None, true);
                if spec.flow {
                    let body = match slice.flow {
                        None => Cow::Borrowed(&**set),
                        Some((from, to)) => {
                            Cow::Owned(set.split_at_line(from).1.split_at_line(to.saturating_sub(from)).0)
                        }
                    };
                    let rest = !begins(slice, c) && goes_on(i);
                    cells.push(Cell { span, kind: None, heads: None, group, rest, body: lines(body), marks, first });
                    continue;
                }
                let new = begins(slice, c);
                let label = match continued {
                    Some(label) if !new => label,
                    _ => set,
                };
                let height: f64 = slices.iter().skip(i).take(span).map(|s| s.height).sum();
                let upright = spec.vertical.then(|| upright_columns(label, table, c, height)).flatten();
                let upright = upright.map(|columns| CellBody::Upright { columns, of });
                let body = upright.unwrap_or_else(|| lines(Cow::Borrowed(label)));
                let kind = if new { Some("label") } else { again(i, Some("label")) };
                let heads = self.heads.group(plan, slice.row, c).then_some(level);
                cells.push(Cell { span, kind, heads, group, rest: false, body, marks, first });
            }
            let section = table.sections.at(slice.row).filter(|_| slice.is_first());
            let again = table.sections.of(slice.row).filter(|_| i == 0 && section.is_none());
            let again = again.map_or_else(Vec::new, |section| self.headings(section, |_| true, |_| false));
            let section = section.map(|section| SectionStart {
                over: if i == 0 { 0.0 } else { slice.over - table.header.height },
                heads: self.headings(section, |head| i == 0 || head.begins, |head| head.begins),
            });
            rows.push(Row {
                height: slice.height,
                page: (i == 0).then_some(p.saturating_add(1)),
                again,
                section,
                cells,
            });
        }
        rows
    }

    /// Headings over a table, from the top down: those that stand there, and which of them are read.
    fn headings(
        &self,
        section: &'a Section,
        stand: impl Fn(&SectionHead) -> bool,
        read: impl Fn(&SectionHead) -> bool,
    ) -> Vec<Heading<'a>> {
        let sections = &self.table.sections;
        let mut up = 0.0;
        let mut out: Vec<Heading> = Vec::new();
        for head in section.heads.iter().rev().filter(|head| stand(head)) {
            let (level, cell) = if read(head) { (head.level, &head.set) } else { (0, &head.again) };
            up += sections.height(cell);
            let of = self.traced.then(|| sections.number_of(section.row, head));
            out.push(Heading { level, up, body: Body { cell, ends: Ends::Hard, raise: 0.0, of } });
        }
        out.reverse();
        out
    }
}
