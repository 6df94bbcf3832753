//! What a document says to readers, mended before it is written: Typst 0.15 tags what it laid out, and a paper is more
//! than that. A cell that goes on over pages is one, lists have the kind of their markers, links have names; and
//! each cell gets the headers that it is heard with.

mod change;
mod heads;
mod survey;
mod tables;

pub use heads::{Places, TagCell};

use std::collections::HashMap;

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

/// A frame with other tags; `None` where all stay. Only what changes is copied: most frames are lines of text.
fn rebuilt(frame: &Frame, survey: &Survey) -> Option<Frame> {
    let mut others: HashMap<usize, Option<FrameItem>> = HashMap::new();
    // the cells whose content goes into another one: that one, where it begins and ends
    let mut moved: Vec<(Location, usize, usize)> = Vec::new();
    for (i, (_, item)) in frame.items().enumerate() {
        let new = match item {
            FrameItem::Group(group) => {
                rebuilt(&group.frame, survey).map(|frame| Some(FrameItem::Group(GroupItem { frame, ..group.clone() })))
            }
            FrameItem::Tag(tag) => survey.changes.get(&tag.location()).and_then(|change| {
                match (change, tag) {
                    (Change::Into(whole), Tag::Start(..)) => moved.push((*whole, i, i)),
                    (Change::Into(whole), Tag::End(..)) => {
                        moved
                            .iter_mut()
                            .rev()
                            .filter(|(into, ..)| into == whole)
                            .take(1)
                            .for_each(|(.., end)| *end = i);
                    }
                    _ => {}
                }
                other(tag, change).map(|tag| tag.map(FrameItem::Tag))
            }),
            _ => None,
        };
        others.extend(new.map(|new| (i, new)));
    }
    if others.is_empty() {
        return None;
    }
    let mut items: Vec<(Point, FrameItem)> = Vec::new();
    let mut from = 0;
    for (i, (at, item)) in frame.items().enumerate() {
        from = if moved.iter().any(|(_, start, _)| *start == i) { items.len() } else { from };
        items.extend(others.remove(&i).unwrap_or_else(|| Some(item.clone())).map(|item| (*at, item)));
        if let Some((whole, ..)) = moved.iter().find(|(_, start, end)| *end == i && start < end) {
            let mut rest = Frame::soft(frame.size());
            rest.push_multiple(items.split_off(from));
            let parent = Some(FrameParent::new(*whole, Inherit::Yes));
            let rest = GroupItem { parent, ..GroupItem::new(rest) };
            items.push((Point::zero(), FrameItem::Group(rest)));
        }
    }
    let mut out = Frame::new(frame.size(), frame.kind());
    out.push_multiple(items);
    Some(out)
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
