//! Laid out pages to be looked at: as lines that tell which text they are of.

use std::ops::Range;

use typst::foundations::Value;
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::model::Document;
use typst::text::TextItem;
use typst_layout::{Page, PagedDocument};

/// Above the baseline and below it, shares of the size: what layouts set as the edges of a line.
const EDGES: (f64, f64) = (0.88, 0.12);

/// A line, or a piece of one, as it was set. Lengths in pt from the top left of the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Printed {
    /// What the layout marked it with.
    pub of: Option<usize>,
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// The lines of a page in the order in which they were set.
pub(crate) fn printed(page: &Page) -> Vec<Printed> {
    let mut walk = Walk { of: None, out: Vec::new() };
    walk.frame(&page.frame, Transform::identity());
    walk.out
}

/// A document of some of the pages.
pub(crate) fn some_pages(document: &PagedDocument, pages: Range<usize>) -> PagedDocument {
    let pages = document.pages().get(pages).unwrap_or_default();
    PagedDocument::new(pages.into(), document.info().clone())
}

/// Width and height of a page, pt.
pub(crate) fn page_size(page: &Page) -> (f64, f64) {
    (page.frame.width().to_pt(), page.frame.height().to_pt())
}

struct Walk {
    of: Option<usize>,
    out: Vec<Printed>,
}

impl Walk {
    fn frame(&mut self, frame: &Frame, to_page: Transform) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let here = to_page.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                    self.frame(&group.frame, here);
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    if let Some(of) = element.to_packed::<MetadataElem>().and_then(|meta| mark(&meta.value)) {
                        self.of = of;
                    }
                }
                FrameItem::Text(text) => self.text(text, *at, to_page),
                _ => {}
            }
        }
    }

    fn text(&mut self, item: &TextItem, at: Point, to_page: Transform) {
        let size = item.size.to_pt();
        // corners of the line's box; a turned one lies in the box that holds it
        let corner = |x: f64, y: f64| Point::new(at.x + Abs::pt(x), at.y + Abs::pt(y)).transform(to_page);
        let (a, b) = (corner(0.0, -EDGES.0 * size), corner(item.width().to_pt(), EDGES.1 * size));
        let (left, right) = (a.x.min(b.x).to_pt(), a.x.max(b.x).to_pt());
        let (top, bottom) = (a.y.min(b.y).to_pt(), a.y.max(b.y).to_pt());
        // the pieces of a line stand behind one another on one height
        let near = |last: &Printed| {
            let gap = left - (last.left + last.width);
            let level = (last.top - top).abs() < 0.01 && (last.height - (bottom - top)).abs() < 0.01;
            last.of == self.of && level && (-0.1..size).contains(&gap)
        };
        match self.out.last_mut().filter(|last| near(last)) {
            Some(last) => {
                last.text.push_str(&item.text);
                last.width = right - last.left;
            }
            None => self.out.push(Printed {
                of: self.of,
                text: item.text.to_string(),
                left,
                top,
                width: right - left,
                height: bottom - top,
            }),
        }
    }
}

/// What a mark says: the text that begins, or that one ends.
fn mark(value: &Value) -> Option<Option<usize>> {
    let Value::Dict(dict) = value else { return None };
    match dict.get("of").ok()? {
        Value::Int(of) => Some(usize::try_from(*of).ok()),
        Value::None => Some(None),
        _ => None,
    }
}
