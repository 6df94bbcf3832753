//! What a document says to readers, mended before it is written: Typst 0.15 tags what it laid out, and a paper is more
//! than that. A cell that goes on over pages is one, lists have the kind of their markers, links have names; and
//! each cell gets the headers that it is heard with.

mod change;
mod heads;
mod survey;
mod tables;

pub use heads::TagCell;

use ecow::EcoVec;
use typst::foundations::NativeElement;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, FrameParent, GroupItem, Inherit, Point};
use typst::model::{Document, LinkMarker, ListElem, TableCell, TermsElem};
use typst_layout::{Page, PagedDocument};

use change::{Change, Numbering};
use survey::Survey;

/// The document with other tags, if any are others, and the cells of its tables in the order of their rows. Nothing on
/// paper changes.
pub fn mended(document: &PagedDocument) -> (Option<PagedDocument>, Vec<TagCell>) {
    let mut survey = Survey::default();
    document.pages().iter().for_each(|page| survey.frame(&page.frame));
    let (tables, survey) = survey.finish();
    let cells = heads::headed(&tables);
    if survey.changes.is_empty() {
        return (None, cells);
    }
    let page = |page: &Page| match rebuilt(&page.frame, &survey) {
        Some(frame) => Page { frame, ..page.clone() },
        None => page.clone(),
    };
    let pages: EcoVec<Page> = document.pages().iter().map(page).collect();
    (Some(PagedDocument::new(pages, document.info().clone())), cells)
}

/// A frame with other tags; `None` where all stay.
fn rebuilt(frame: &Frame, survey: &Survey) -> Option<Frame> {
    let mut changed = false;
    let mut items = Vec::new();
    // where the content of a cell begins that goes into another one
    let mut into: Option<(Location, Location, usize)> = None;
    for (at, item) in frame.items() {
        let new = match item {
            FrameItem::Group(group) => {
                rebuilt(&group.frame, survey).map(|frame| Some(FrameItem::Group(GroupItem { frame, ..group.clone() })))
            }
            FrameItem::Tag(tag) => {
                let change = survey.changes.get(&tag.location());
                match (change, tag) {
                    (Some(Change::Into(whole)), Tag::Start(..)) => into = Some((tag.location(), *whole, items.len())),
                    (Some(Change::Into(_)), Tag::End(location, ..)) => {
                        if let Some((_, whole, from)) = into.take_if(|(cell, ..)| cell == location) {
                            let mut rest = Frame::soft(frame.size());
                            rest.push_multiple(items.split_off(from));
                            let parent = Some(FrameParent::new(whole, Inherit::Yes));
                            let rest = GroupItem { parent, ..GroupItem::new(rest) };
                            items.push((Point::zero(), FrameItem::Group(rest)));
                        }
                    }
                    _ => {}
                }
                change.and_then(|change| other(tag, change)).map(|tag| tag.map(FrameItem::Tag))
            }
            _ => None,
        };
        changed |= new.is_some();
        items.extend(new.unwrap_or_else(|| Some(item.clone())).map(|item| (*at, item)));
    }
    changed.then(|| {
        let mut out = Frame::new(frame.size(), frame.kind());
        out.push_multiple(items);
        out
    })
}

/// What a tag becomes: nothing, or another one; `None` where it stays.
fn other(tag: &Tag, change: &Change) -> Option<Option<Tag>> {
    let (element, flags) = match (tag, change) {
        (_, Change::Drop | Change::Into(_)) => return Some(None),
        (Tag::End(..), _) => return None,
        (Tag::Start(element, flags), _) => (element, *flags),
    };
    let mut element = element.clone();
    match change {
        Change::Drop | Change::Into(_) => return Some(None),
        Change::Rows(rows) => element.to_packed_mut::<TableCell>()?.rowspan.set(*rows),
        Change::Name(name) => element.to_packed_mut::<LinkMarker>()?.alt = Some(name.clone()),
        // Typst tells a list's numbering from its element
        Change::List(numbering) => {
            let location = element.location()?;
            let span = element.span();
            element = match numbering {
                Numbering::Bullets => ListElem::new(Vec::new()).pack(),
                Numbering::Own => TermsElem::new(Vec::new()).pack(),
            }
            .spanned(span);
            element.set_location(location);
        }
    }
    Some(Some(Tag::Start(element, flags)))
}
