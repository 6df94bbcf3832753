//! Puts documents that were laid out one by one together into one.
//!
//! Typst tells elements apart by their location, a hash of what they are and how many of that kind stood before. Two
//! papers with the same heading have the same one, and bookmarks and tags would be mixed up. So each document's
//! locations are made its own before the pages come together.

use std::cell::Cell;

use ecow::{EcoVec, eco_format};
use typst::foundations::Content;
use typst::introspection::{Location, PagedPosition, Tag};
use typst::layout::{Frame, FrameItem, FrameParent, GroupItem, Point};
use typst::model::{Destination, HeadingElem, LinkMarker};
use typst::utils::hash128;
use typst_layout::Page;

/// A page of document `salt` with locations that no other document has; the bookmark of its first heading begins with
/// `number`, if that is given, and its links to pages lead `before` pages further on. The frames of its cells are dissolved
/// into one list, which holds a long book's pages in less memory; nothing moves.
pub(crate) fn relocated(page: &Page, salt: usize, number: Option<&str>, before: usize) -> Page {
    let change = Change { salt, number: Cell::new(number), before };
    Page { frame: change.rebuild(&page.frame), ..page.clone() }
}

/// Lays the content of `over` under that of a page of the same size: readers that put a mark's text to the element
/// before it then do not put it into the middle of a paragraph.
pub(crate) fn overlay(page: &mut Page, over: &Page) {
    page.frame.prepend_multiple(over.frame.items().cloned());
}

/// How Typst's words for a page begin, in Japanese.
const PAGE: &str = "ページ ";

/// What becomes of a page's elements.
struct Change<'a> {
    salt: usize,
    number: Cell<Option<&'a str>>,
    before: usize,
}

impl Change<'_> {
    fn location(&self, location: Location) -> Location {
        Location::new(hash128(&(location.hash(), self.salt)))
    }

    fn element(&self, elem: &Content) -> Content {
        let mut elem = elem.clone();
        if let Some(location) = elem.location() {
            elem.set_location(self.location(location));
        }
        if let Some(heading) = elem.to_packed_mut::<HeadingElem>()
            && let Some(number) = self.number.take()
        {
            heading.numbers = Some(number.into());
        }
        if let Some(link) = elem.to_packed_mut::<LinkMarker>() {
            // what is said of a link to a page names the page
            let page = link.alt.as_ref().and_then(|alt| alt.strip_prefix(PAGE)?.parse::<usize>().ok());
            link.alt = page.map(|page| eco_format!("{PAGE}{}", page + self.before)).or(link.alt.take());
        }
        elem
    }

    fn rebuild(&self, frame: &Frame) -> Frame {
        let mut items = EcoVec::new();
        self.flatten(frame, Point::zero(), &mut items);
        let mut out = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            out.set_baseline(frame.baseline());
        }
        out.push_multiple(items);
        out
    }

    fn flatten(&self, frame: &Frame, at: Point, out: &mut EcoVec<(Point, FrameItem)>) {
        for (offset, item) in frame.items() {
            let here = at + *offset;
            match item {
                FrameItem::Group(group) if is_plain(group) => self.flatten(&group.frame, here, out),
                FrameItem::Group(group) => {
                    let parent = group.parent.map(|p| FrameParent { location: self.location(p.location), ..p });
                    let frame = self.rebuild(&group.frame);
                    out.push((here, FrameItem::Group(GroupItem { frame, parent, ..group.clone() })));
                }
                FrameItem::Tag(Tag::Start(elem, flags)) => {
                    out.push((here, FrameItem::Tag(Tag::Start(self.element(elem), *flags))));
                }
                FrameItem::Tag(Tag::End(location, key, flags)) => {
                    out.push((here, FrameItem::Tag(Tag::End(self.location(*location), *key, *flags))));
                }
                FrameItem::Link(Destination::Location(location), size) => {
                    out.push((here, FrameItem::Link(Destination::Location(self.location(*location)), *size)));
                }
                FrameItem::Link(Destination::Position(to), size) => {
                    let to = PagedPosition { page: to.page.saturating_add(self.before), ..*to };
                    out.push((here, FrameItem::Link(Destination::Position(to), *size)));
                }
                item => out.push((here, item.clone())),
            }
        }
    }
}

/// A group that is nothing but the place of its frame.
fn is_plain(group: &GroupItem) -> bool {
    group.frame.kind().is_soft() && group.label.is_none() && only_places(group)
}

/// A group that changes nothing in its frame.
pub(super) fn only_places(group: &GroupItem) -> bool {
    group.transform.is_identity() && group.clip.is_none() && group.parent.is_none()
}
