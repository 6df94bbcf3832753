//! What the layout of a slip gets: the virtual file `/data.json`. A user's text is only ever a JSON string here.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::book::SlipBook;
use super::layout::{Page, SetSlip, Table, Text, Title};
use crate::contract::{Faces, PageBox, Printing};
use crate::text::{FontChain, printable};
use crate::units::MM;

/// Counts up when a layout of an older matome would no longer work.
pub const VERSION: u32 = 1;

/// The root of `/data.json`. All lengths in pt.
#[derive(Serialize)]
struct Data<'a> {
    version: u32,
    title: String,
    plan: String,
    body: String,
    /// 資料番号; empty for none.
    number: String,
    /// Pages of the whole book.
    pages: usize,
    /// 資料番号 and page numbers are printed.
    marks: bool,
    paper: PageBox,
    #[serde(flatten)]
    faces: &'a Faces,
    latin_gap: bool,
    inset_x: f64,
    sheets: Vec<Sheet<'a>>,
}

/// One project's pages, 別紙 included.
#[derive(Serialize)]
struct Sheet<'a> {
    /// For each depth of names its level as a heading, with a bookmark; 0 where the sheet before has the same.
    marks: Vec<usize>,
    /// Pages of the book before this sheet, from which the pages count to which its links lead; without it there are none.
    before: Option<usize>,
    pages: Vec<SheetPage<'a>>,
}

#[derive(Serialize)]
struct SheetPage<'a> {
    /// Page number in the book.
    page: usize,
    size: f64,
    gap: f64,
    inset_y: f64,
    titles: &'a [Title],
    /// Column by column, from the top.
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "item", rename_all = "lowercase")]
enum Item<'a> {
    Table(&'a Table),
    Text(&'a Text),
}

/// Writes `/data.json` for a range of sheets.
pub fn data(book: &SlipBook, part: Range<usize>, faces: &Faces, plain: &FontChain, printing: &Printing) -> Vec<u8> {
    let SlipBook { slips: book, set, .. } = book;
    let mark = |(s, sheet): (usize, &Arc<SetSlip>)| match part.contains(&s) {
        true => Arc::new(sheet.marked(s)),
        false => Arc::clone(sheet),
    };
    let marked: Vec<Arc<SetSlip>>;
    let set = if printing.traced {
        marked = set.iter().enumerate().map(mark).collect();
        &marked
    } else {
        set
    };
    let form = &book.form;
    let mut page = set[..part.start].iter().map(|s| s.pages.len()).sum::<usize>();
    let sheets = part.map(|s| {
        let before = s.checked_sub(1).map(|b| &set[b].bookmarks);
        let mut new = before.is_none();
        let marks = set[s].bookmarks.iter().enumerate().map(|(depth, text)| {
            new |= before.and_then(|b| b.get(depth)) != Some(text) || depth + 1 == set[s].bookmarks.len();
            let level = 2 + set[s].bookmarks[..depth].iter().filter(|b| !b.is_empty()).count();
            if new && !text.is_empty() { level } else { 0 }
        });
        let marks = marks.collect();
        let before = printing.pages.is_none().then_some(page);
        let pages = set[s].pages.iter().map(|p| {
            page += 1;
            sheet_page(p, page)
        });
        Sheet { marks, before, pages: pages.collect() }
    });
    let printed = |text: Option<&str>| printable(text.unwrap_or(""), plain);
    let data = Data {
        version: VERSION,
        title: printed(Some(book.title())),
        plan: printed(book.meta.plan.as_deref()),
        body: printed(book.meta.body.as_deref()),
        number: printed(book.meta.number.as_deref()),
        pages: set.iter().map(|s| s.pages.len()).sum(),
        marks: printing.marks,
        paper: PageBox::of(&form.paper),
        faces,
        latin_gap: form.text.rules.latin_gap,
        inset_x: form.text.inset_x * MM,
        sheets: sheets.collect(),
    };
    // serialising numbers and strings into memory cannot fail
    serde_json::to_vec(&data).unwrap_or_default()
}

fn sheet_page(page: &Page, number: usize) -> SheetPage<'_> {
    let mut items: Vec<(f64, f64, Item)> = page.tables.iter().map(|t| (t.x, t.y, Item::Table(t))).collect();
    items.extend(page.texts.iter().map(|t| (t.x, t.y, Item::Text(t))));
    items.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let items = items.into_iter().map(|(_, _, item)| item).collect();
    let &Page { size, gap, inset_y, ref titles, .. } = page;
    SheetPage { page: number, size, gap, inset_y, titles, items }
}
