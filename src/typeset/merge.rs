//! Puts documents that were laid out one by one together into one.
//!
//! Typst tells elements apart by their location, a hash of what they are and how many of that kind stood before. Two
//! papers with the same heading have the same one, and bookmarks and tags would be mixed up. So each document's
//! locations are made its own before the pages come together.

use ecow::EcoVec;
use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, FrameParent, GroupItem, Point};
use typst::model::Destination;
use typst::utils::hash128;
use typst_layout::Page;

/// A page of document `salt` with locations that no other document has. The frames of its cells are dissolved into one
/// list, which holds a long book's pages in less memory; nothing moves.
pub(crate) fn relocated(page: &Page, salt: usize) -> Page {
    Page {
        frame: rebuild_frame(&page.frame, &|location| Location::new(hash128(&(location.hash(), salt)))),
        ..page.clone()
    }
}

/// Lays the content of `over` under that of a page of the same size: readers that put a mark's text to the element
/// before it then do not put it into the middle of a paragraph.
pub(crate) fn overlay(page: &mut Page, over: &Page) {
    page.frame.prepend_multiple(over.frame.items().cloned());
}

fn rebuild_frame(frame: &Frame, moved: &dyn Fn(Location) -> Location) -> Frame {
    let mut items = EcoVec::new();
    flatten(frame, Point::zero(), moved, &mut items);
    let mut out = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        out.set_baseline(frame.baseline());
    }
    out.push_multiple(items);
    out
}

fn flatten(frame: &Frame, at: Point, moved: &dyn Fn(Location) -> Location, out: &mut EcoVec<(Point, FrameItem)>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) if is_plain(group) => flatten(&group.frame, here, moved, out),
            FrameItem::Group(group) => {
                let parent = group.parent.map(|p| FrameParent { location: moved(p.location), ..p });
                let frame = rebuild_frame(&group.frame, moved);
                out.push((here, FrameItem::Group(GroupItem { frame, parent, ..group.clone() })));
            }
            FrameItem::Tag(Tag::Start(elem, flags)) => {
                let elem = located(elem, moved);
                out.push((here, FrameItem::Tag(Tag::Start(elem, *flags))));
            }
            FrameItem::Tag(Tag::End(location, key, flags)) => {
                out.push((here, FrameItem::Tag(Tag::End(moved(*location), *key, *flags))));
            }
            FrameItem::Link(Destination::Location(location), size) => {
                out.push((here, FrameItem::Link(Destination::Location(moved(*location)), *size)));
            }
            item => out.push((here, item.clone())),
        }
    }
}

fn located(elem: &Content, moved: &dyn Fn(Location) -> Location) -> Content {
    let mut elem = elem.clone();
    if let Some(location) = elem.location() {
        elem.set_location(moved(location));
    }
    elem
}

/// A group that is nothing but the place of its frame.
fn is_plain(group: &GroupItem) -> bool {
    group.frame.kind().is_soft() && group.label.is_none() && only_places(group)
}

/// A group that changes nothing in its frame.
pub(super) fn only_places(group: &GroupItem) -> bool {
    group.transform.is_identity() && group.clip.is_none() && group.parent.is_none()
}
