//! Whether a layout of a project's own prints what it was given.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use typst_layout::PagedDocument;

use super::book::TableBook;
use super::pages::Slice;
use crate::finding::Finding;
use crate::msg;
use crate::place::Place;
use crate::text::SetCell;
use crate::typeset::each_text;

/// `M214`: a column whose lines the layout leaves out, at the first cell that is not on its page. Upright labels, and
/// lines with ruby and the like, are set in pieces and not looked for.
pub fn check_kept(book: &TableBook, part: Range<usize>, document: &PagedDocument) -> Vec<Finding> {
    let plan = book.shown();
    let mut findings = Vec::new();
    let mut told = vec![false; plan.columns.len()];
    let mut headless: Vec<String> = Vec::new();
    for (page, laid) in book.pages[part].iter().zip(document.pages()) {
        let mut text = String::new();
        each_text(&laid.frame, &mut |item| text.extend(item.text.split_whitespace()));
        for slice in &page.slices {
            let begun = book.table.sections.at(slice.row).filter(|_| slice.is_first());
            for head in begun.into_iter().flat_map(|section| &section.heads).filter(|head| head.begins && head.alone) {
                let field = &book.plan.column(head.column).field;
                if !headless.contains(field) && !stands(&text, &head.set) {
                    headless.push(field.clone());
                    findings.push(left_out(field, book.plan.rows[slice.row].cells[head.column].place.clone()));
                }
            }
            for c in 0..plan.columns.len() {
                if told[c] || plan.column(c).vertical {
                    continue;
                }
                if standing(book, slice, c).is_none_or(|cell| stands(&text, &cell)) {
                    continue;
                }
                told[c] = true;
                findings.push(left_out(&plan.column(c).field, plan.rows[slice.row].cells[c].place.clone()));
            }
        }
    }
    findings
}

/// Whether the lines of a cell stand in the text of a page.
fn stands(page: &str, cell: &SetCell) -> bool {
    let lines = cell.paras.iter().flat_map(|p| &p.lines);
    let mut lines = lines.filter(|l| l.spans.is_empty()).map(|l| bare(&l.text));
    lines.all(|line| memmem::find(page.as_bytes(), line.as_bytes()).is_some())
}

fn left_out(field: &str, place: Option<Place>) -> Finding {
    let mut finding = Finding::error(
        "M214",
        msg!("様式の layout.typ が「{field}」の文を刷っていません", "layout.typ leaves out the text of \"{field}\""),
    )
    .hint(msg!(
        "layout.typ で、rows のすべての cells と sections の見出しを置いてください。載せない列は form.toml から除きます",
        "set all cells and section headings of rows in layout.typ; a column that is not to be printed goes out of form.toml"
    ));
    finding.place = place;
    finding
}

/// The lines of a cell that stand beside this part of its row.
fn standing<'a>(book: &'a TableBook, slice: &Slice, c: usize) -> Option<Cow<'a, SetCell>> {
    let plan = book.shown();
    let spec = plan.column(c);
    let cell = &book.table.rows[slice.row].cells[c];
    let cut = |from: usize, to: usize| Cow::Owned(cell.split_at_line(from).1.split_at_line(to - from).0);
    if spec.group.is_none() {
        let whole = slice.from == 0 && slice.to >= cell.line_count();
        return Some(if whole { Cow::Borrowed(cell) } else { cut(slice.from, slice.to) });
    }
    match slice.flow.filter(|_| spec.flow) {
        Some((from, to)) => Some(cut(from, to)),
        None => {
            let begins = slice.is_first() && plan.begins_cell(slice.row, c);
            begins.then_some(Cow::Borrowed(cell))
        }
    }
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}
