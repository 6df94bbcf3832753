//! What the layout of a table paper gets: the virtual file `/data.json`, checked, set in lines and cut into pages.

use std::ops::Range;

use serde::Serialize;

use super::Align;
use super::book::TableBook;
use super::heads::Heads;
use super::plan::Plan;
use super::rows::{PageRows, Row};
use crate::contract::{Body, Ends, Faces, PageBox};
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
    meeting: String,
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
    /// How headings over tables are set, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    headings: Option<Headings>,
}

/// Size of headings over tables, room between their lines, and room over the table at the top of a page.
#[derive(Serialize)]
struct Headings {
    size: f64,
    gap: f64,
    top: f64,
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
pub fn table_data(book: &TableBook, options: &TableOptions, faces: &Faces) -> Vec<u8> {
    let (plan, table, pages) = (book.shown(), &book.table, &book.pages);
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
        meeting: line(meta.meeting.as_deref()),
        form: format!("{} {}", plan.form.name, plan.form.version),
        pages: pages.len() + usize::from(summary),
        first: part.start == 0,
        marks: options.marks,
        paper: PageBox::of(paper).lowered(table.sections.top),
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
            let whole = book.plan();
            let rows =
                PageRows { plan, whole, table, heads: Heads::of(plan), part: part.start, traced: options.traced };
            part.flat_map(|p| rows.of(&pages[p], p)).collect()
        },
        headings: (table.sections.top > 0.0).then_some(Headings {
            size: table.sections.size,
            gap: table.sections.gap,
            top: table.sections.top,
        }),
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
