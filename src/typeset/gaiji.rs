//! Private-use characters (外字). In a PDF's text they mean something else on every machine and PDF/A-3a forbids them (ISO
//! 19005-3, 6.2.11.7.3), so that copied text has 〓 for them. Their shapes stay.

use std::path::PathBuf;

use ecow::{EcoString, EcoVec};
use typst::layout::{Frame, FrameItem, GroupItem};
use typst::model::Document;
use typst::text::TextItem;
use typst_layout::{Page, PagedDocument};

use crate::place::Place;
use crate::text::{GETA, is_private};

/// A font that a project declares for its private-use characters.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Gaiji {
    /// Its file, one of the project's `fonts` folder.
    pub file: PathBuf,
    /// Where it is named.
    pub place: Place,
}

impl Gaiji {
    /// A file and where it is named.
    pub fn new(file: PathBuf, place: Place) -> Self {
        Self { file, place }
    }
}

/// The document with 〓 in its text for each private-use character; `None` where there are none.
pub fn unnamed(document: &PagedDocument) -> Option<PagedDocument> {
    let mut changed = false;
    let pages: EcoVec<Page> = document
        .pages()
        .iter()
        .map(|page| match rebuilt(&page.frame) {
            Some(frame) => {
                changed = true;
                Page { frame, ..page.clone() }
            }
            None => page.clone(),
        })
        .collect();
    changed.then(|| PagedDocument::new(pages, document.info().clone()))
}

fn rebuilt(frame: &Frame) -> Option<Frame> {
    let mut changed = false;
    let items: Vec<_> = frame
        .items()
        .map(|(at, item)| {
            let new = match item {
                FrameItem::Group(group) => {
                    rebuilt(&group.frame).map(|frame| FrameItem::Group(GroupItem { frame, ..group.clone() }))
                }
                FrameItem::Text(text) if text.text.chars().any(is_private) => renamed(text).map(FrameItem::Text),
                _ => None,
            };
            changed |= new.is_some();
            (*at, new.unwrap_or_else(|| item.clone()))
        })
        .collect();
    changed.then(|| {
        let mut out = Frame::new(frame.size(), frame.kind());
        out.push_multiple(items);
        out
    })
}

/// A run with another text; its glyphs keep their places.
fn renamed(item: &TextItem) -> Option<TextItem> {
    let mut text = EcoString::new();
    // where each byte of the old text stands in the new one
    let mut moved = Vec::with_capacity(item.text.len() + 1);
    for c in item.text.chars() {
        moved.resize(moved.len() + c.len_utf8(), u16::try_from(text.len()).ok()?);
        text.push(if is_private(c) { GETA } else { c });
    }
    moved.push(u16::try_from(text.len()).ok()?);
    let mut out = item.clone();
    for glyph in &mut out.glyphs {
        let at = |end: u16| moved.get(usize::from(end)).copied();
        glyph.range = at(glyph.range.start)?..at(glyph.range.end)?;
    }
    out.text = text;
    Some(out)
}
