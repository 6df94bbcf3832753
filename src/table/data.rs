//! What the layout of a table paper gets: the virtual file `/data.json`, checked, set in lines and cut into pages.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use serde::ser::SerializeMap;

use super::Align;
use super::bookmarks::bookmarks;
use super::heads::Heads;
use super::pages::{Page, SetTable, upright_columns};
use super::plan::Plan;
use crate::contract::{Body, Ends, Faces, PageBox};
use crate::text::SetCell;
use crate::units::MM;

/// Counts up when a layout of an older matome would no longer work.
pub const VERSION: u32 = 1;

/// The root of `/data.json`. All lengths in pt.
#[derive(Serialize)]
pub struct Data<'a> {
    version: u32,
    title: String,
    /// Size at which the title stays on its line.
    title_size: f64,
    plan: String,
    body: String,
    /// 資料番号; empty for none.
    number: String,
    /// The line above the table (基本理念); empty for none.
    lead: String,
    /// `matome` and the form, for the document's metadata.
    form: String,
    pages: usize,
    /// Page 1 is among the rows; a long book is laid out in parts.
    first: bool,
    /// 資料番号 and page numbers are printed.
    marks: bool,
    paper: PageBox,
    text: Text<'a>,
    /// Column widths.
    widths: Vec<f64>,
    /// `left`, `center` or `right` for each column.
    aligns: Vec<&'static str>,
    header: Header<'a>,
    /// The page of counts behind the table, if one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    /// All rows of all pages in order; a row with `page` is the first of its page.
    rows: Vec<Row<'a>>,
}

/// Counts by name: heading of the names, lines, and the line of the whole list.
#[derive(Serialize)]
struct Summary {
    by: String,
    lines: Vec<(String, usize, usize)>,
    all: (usize, usize),
}

#[derive(Serialize)]
struct Text<'a> {
    #[serde(flatten)]
    faces: &'a Faces,
    size: f64,
    /// Gap between lines.
    gap: f64,
    /// A quarter em between Japanese and Latin.
    latin_gap: bool,
    inset_x: f64,
    inset_y: f64,
}

#[derive(Serialize)]
struct Header<'a> {
    heights: Vec<f64>,
    height: f64,
    cells: Vec<Head<'a>>,
}

#[derive(Serialize)]
struct Head<'a> {
    x: usize,
    y: usize,
    colspan: usize,
    rowspan: usize,
    body: Body<'a>,
}

#[derive(Serialize)]
struct Row<'a> {
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

/// What of a table paper is written, and with what.
pub struct TableOptions {
    /// Pages, from 0.
    pub part: Range<usize>,
    /// There is a page of counts.
    pub counts: bool,
    /// It stands behind this part.
    pub last: bool,
    /// With 資料番号 and page numbers.
    pub marks: bool,
    /// With a mark on each text: the number of its row, times the columns, and its column.
    pub traced: bool,
}

/// Writes `/data.json` for pages of a table paper.
pub fn table_data(plan: &Plan, table: &SetTable, pages: &[Page], options: &TableOptions, faces: &Faces) -> Vec<u8> {
    let (part, summary) = (options.part.clone(), options.counts);
    let (paper, meta) = (&plan.form.paper, &plan.meta);
    let pitch = table.pitch / table.size;
    let line = |text: Option<&str>| table.printable(text.unwrap_or("")).replace('\n', " ");
    let data = Data {
        version: VERSION,
        title_size: title_size(&line(Some(plan.title())), (paper.width - paper.left - paper.right) * MM),
        title: line(Some(plan.title())),
        plan: line(meta.plan.as_deref()),
        body: line(meta.body.as_deref()),
        number: line(meta.number.as_deref()),
        lead: line(meta.lead.as_deref()),
        form: format!("{} {}", plan.form.name, plan.form.version),
        pages: pages.len() + usize::from(summary),
        first: part.start == 0,
        marks: options.marks,
        paper: PageBox::of(paper),
        text: Text {
            faces,
            size: table.size,
            gap: table.pitch - table.size,
            latin_gap: plan.form.text.rules.latin_gap,
            inset_x: table.inset_x,
            inset_y: table.inset_y,
        },
        widths: table.columns.iter().map(|c| c.width).collect(),
        aligns: table
            .columns
            .iter()
            .map(|c| match c.align {
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            })
            .collect(),
        header: Header {
            heights: table.header.rows.clone(),
            height: table.header.height,
            cells: table
                .header
                .cells
                .iter()
                .map(|c| Head {
                    x: c.col,
                    y: c.row,
                    colspan: c.colspan,
                    rowspan: c.rowspan,
                    body: Body { cell: &c.set, ends: Ends::Hard, raise: pitch, of: None },
                })
                .collect(),
        },
        summary: if summary && options.last { counts(plan) } else { None },
        rows: {
            let rows = PageRows { plan, table, heads: Heads::of(plan), part: part.start, traced: options.traced };
            part.flat_map(|p| rows.of(&pages[p], p)).collect()
        },
    };
    // serialising numbers and strings into memory cannot fail
    serde_json::to_vec(&data).unwrap_or_default()
}

/// 11 pt, or less where the title would run into the number box. Full-width characters are counted as one em.
fn title_size(title: &str, width: f64) -> f64 {
    const USUAL: f64 = 11.0;
    const NUMBER_BOX: f64 = 45.0 * MM;
    let ems: f64 = title.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum();
    ((width - NUMBER_BOX) / ems.max(1.0)).clamp(4.0, USUAL)
}

fn counts(plan: &Plan) -> Option<Summary> {
    let (counts, all) = plan.summary()?;
    Some(Summary {
        by: plan.form.summary.clone()?,
        lines: counts.into_iter().map(|c| (c.name, c.items, c.reprints)).collect(),
        all: (all.items, all.reprints),
    })
}

struct PageRows<'a> {
    plan: &'a Plan,
    table: &'a SetTable,
    heads: Heads,
    /// The first page of the table.
    part: usize,
    traced: bool,
}

impl<'a> PageRows<'a> {
    /// The rows of page `p`. What it repeats stands on a page before it, unless the table begins here.
    fn of(&self, page: &Page, p: usize) -> Vec<Row<'a>> {
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
