//! The rows of the sheet: the PDF's slices with whole texts instead of lines, and the merged group cells.

use std::borrow::Cow;
use std::ops::Range;

use crate::table::pages::{CONTINUED, Page, SetTable, Slice, is_repeated};
use crate::table::plan::{Plan, mark_columns, name_columns};
use crate::table::sections::SectionHead;
use crate::text::SetCell;
use crate::xlsx::{line_offset, sheet_text};

/// A row of the plan, or the part of it that stands in one row of the sheet.
#[derive(Clone)]
pub struct Part<'a> {
    pub row: usize,
    /// The row begins here.
    pub first: bool,
    /// Height on paper, pt; 0 where the part is a piece of what stands there.
    pub on_paper: f64,
    /// What stands over it on lines of its own: the groups of the table that begins or goes on there.
    pub heads: Vec<String>,
    /// A text for each column; empty for group columns.
    pub texts: Vec<Cow<'a, str>>,
    /// On the first part of a group on a page: the lines of its flowing cells that stand there.
    pub(super) flow: Option<(usize, usize)>,
    /// The group goes on over pages, so that its flowing cells stand in parts.
    pub(super) flows: bool,
}

/// A group's cell on one page, over one or more parts.
pub struct Span<'a> {
    pub col: usize,
    pub level: usize,
    pub parts: Range<usize>,
    pub text: Cow<'a, str>,
}

/// All parts in order, and for each page the parts that stand on it.
pub fn parts<'a>(
    plan: &'a Plan,
    whole_plan: &Plan,
    table: &SetTable,
    pages: &[Page],
) -> (Vec<Part<'a>>, Vec<Range<usize>>) {
    let marks = mark_columns(&plan.form, &plan.columns);
    let names = name_columns(&plan.form, &plan.columns);
    let mut parts = Vec::with_capacity(plan.rows.len());
    let mut ranges = Vec::with_capacity(pages.len());
    for page in pages {
        let start = parts.len();
        for (i, slice) in page.slices.iter().enumerate() {
            let Some((set, row)) = table.rows.get(slice.row).zip(plan.rows.get(slice.row)) else { continue };
            let whole = slice.from == 0 && slice.to >= set.lines;
            let texts = (0..plan.columns.len())
                .zip(&set.cells)
                .map(|(c, set)| {
                    if plan.column(c).group.is_some() {
                        return Cow::Borrowed("");
                    }
                    let text = sheet_text(row.text(c));
                    if whole {
                        return text;
                    }
                    let from = line_offset(&text, set, slice.from);
                    let to = line_offset(&text, set, slice.to);
                    let later = slice.from > 0;
                    match from < text.len() {
                        true if later && (marks.contains(&c) || names.contains(&c)) => {
                            format!("{CONTINUED}{}", &text[from..to]).into()
                        }
                        false if later && marks.contains(&c) && is_repeated(set) => again(&text).into(),
                        false if later && marks.contains(&c) => CONTINUED.into(),
                        _ => text[from..to].to_owned().into(),
                    }
                })
                .collect();
            let before = i.checked_sub(1).and_then(|b| page.slices.get(b)?.flow);
            parts.push(Part {
                row: slice.row,
                first: slice.is_first(),
                on_paper: slice.height,
                heads: heads(whole_plan, table, slice, i == 0),
                texts,
                flow: slice.flow.filter(|_| before != slice.flow),
                flows: slice.flow.is_some(),
            });
        }
        ranges.push(start..parts.len());
    }
    (parts, ranges)
}

/// The texts that stand over a row alone and in no column: those of groups that begin with it, and at the top of a page
/// those that go on.
fn heads(plan: &Plan, table: &SetTable, slice: &Slice, top: bool) -> Vec<String> {
    let Some(section) = table.sections.of(slice.row) else { return Vec::new() };
    let here = slice.is_first() && section.row == slice.row;
    let heads = section.heads.iter().filter(|head| head.alone && (top || here && head.begins));
    let text = |head: &SectionHead| {
        let text = sheet_text(&plan.cell(slice.row, head.column).text);
        let goes_on = !(here && head.begins) && plan.column(head.column).continued;
        if goes_on { again(&text) } else { text.into_owned() }
    };
    heads.map(text).filter(|text| !text.trim().is_empty()).collect()
}

/// A text that has ended, once more.
pub(super) fn again(text: &str) -> String {
    format!("{}{CONTINUED}", text.trim_end())
}

/// What a flowing cell holds on a page: all of it where its group begins, or the part that stands there.
fn flowing<'a>(text: Cow<'a, str>, set: &SetCell, part: &Part, begins: bool) -> Cow<'a, str> {
    match part.flow {
        Some((from, to)) => {
            let (from, to) = (line_offset(&text, set, from), line_offset(&text, set, to));
            text[from..to].to_owned().into()
        }
        None if begins && !part.flows => text,
        None => "".into(),
    }
}

/// The group cells for pages that hold these parts.
pub fn spans<'a>(plan: &'a Plan, table: &SetTable, parts: &[Part], pages: &[Range<usize>]) -> Vec<Span<'a>> {
    let mut out = Vec::new();
    for col in 0..plan.columns.len() {
        let spec = plan.column(col);
        let Some(level) = spec.group else { continue };
        let begins = |part: &Part| part.first && plan.begins_cell(part.row, col);
        for page in pages {
            let mut start = page.start;
            let here = parts.get(page.clone()).unwrap_or_default();
            for group in here.chunk_by(|_, next| !begins(next)) {
                let Some(part) = group.first() else { continue };
                let end = start.saturating_add(group.len());
                let text = sheet_text(&plan.cell(part.row, col).text);
                let goes_on = !begins(part) && spec.continued && !text.is_empty();
                let set = table.rows.get(part.row).and_then(|row| row.cells.get(col));
                let text = if let Some(set) = set.filter(|_| spec.flow) {
                    flowing(text, set, part, begins(part))
                } else if goes_on {
                    again(&text).into()
                } else {
                    text
                };
                out.push(Span { col, level, parts: start..end, text });
                start = end;
            }
        }
    }
    // inner groups first, and parted cells before whole ones: the heights of outer ones follow from theirs
    out.sort_by_key(|s| (std::cmp::Reverse(s.level), !plan.column(s.col).may_differ, s.parts.start, s.col));
    out
}
