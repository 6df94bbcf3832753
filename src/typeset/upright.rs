//! Upright texts and spread words as one text each: Typst sets their glyphs one by one, and readers would spell them.

use std::collections::HashMap;

use ecow::EcoVec;
use typst::foundations::Label;
use typst::layout::{Em, Frame, FrameItem, GroupItem, Point};
use typst::model::Document;
use typst::text::{Glyph, TextItem};
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

use super::merge::only_places;

/// The label that the layout gives an upright text.
const LABEL: &str = "upright";
/// The label of a word that is spread over a line.
const WORD: &str = "word";
/// So much lower stands every second glyph of a spread word: it is found by its heights, and nobody sees it.
const LOWER: Em = Em::new(1e-4);

/// A text, and at how many heights its glyphs stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upright {
    pub text: String,
    pub heights: usize,
}

/// The document with each upright text and spread word as one run of glyphs, and these texts in the order of the pages;
/// `None` where there are none. Nothing moves on paper.
pub fn join(document: &PagedDocument) -> Option<(PagedDocument, Vec<Upright>)> {
    let labels = (Label::new(PicoStr::intern(LABEL))?, Label::new(PicoStr::intern(WORD))?);
    let mut texts = Vec::new();
    let mut changed = false;
    let pages: EcoVec<Page> = document
        .pages()
        .iter()
        .map(|page| match rebuilt(&page.frame, labels, &mut texts) {
            Some(frame) => {
                changed = true;
                Page { frame, ..page.clone() }
            }
            None => page.clone(),
        })
        .collect();
    changed.then(|| (PagedDocument::new(pages, document.info().clone()), texts))
}

/// A frame with the upright texts in it joined; `None` where there are none.
fn rebuilt(frame: &Frame, labels: (Label, Label), texts: &mut Vec<Upright>) -> Option<Frame> {
    // only what changes is copied: most frames are lines of text
    let mut others: HashMap<usize, Frame> = HashMap::new();
    for (i, (_, item)) in frame.items().enumerate() {
        let FrameItem::Group(group) = item else { continue };
        let new = if group.label == Some(labels.0) {
            joined(&group.frame, texts)
        } else if group.label == Some(labels.1) {
            found(&group.frame, texts)
        } else {
            rebuilt(&group.frame, labels, texts)
        };
        others.extend(new.map(|frame| (i, frame)));
    }
    if others.is_empty() {
        return None;
    }
    let items = frame.items().enumerate().map(|(i, (at, item))| match (item, others.remove(&i)) {
        (FrameItem::Group(group), Some(frame)) => (*at, FrameItem::Group(GroupItem { frame, ..group.clone() })),
        (item, _) => (*at, item.clone()),
    });
    let items: Vec<_> = items.collect();
    let mut out = Frame::new(frame.size(), frame.kind());
    out.push_multiple(items);
    Some(out)
}

/// The glyphs of a frame as one run at the place of the first. `None` for a single glyph, and where glyphs come
/// from several fonts.
fn joined(frame: &Frame, texts: &mut Vec<Upright>) -> Option<Frame> {
    let mut items = Vec::new();
    flatten(frame, Point::zero(), &mut items);
    // a word that is turned stands between two runs, and is read between them
    let turned = |(_, item): &(Point, FrameItem)| matches!(item, FrameItem::Group(_));
    if items.iter().any(turned) {
        let mut out = Frame::new(frame.size(), frame.kind());
        for part in items.chunk_by(|a, b| turned(a) == turned(b)) {
            let mut own = Frame::new(frame.size(), frame.kind());
            own.push_multiple(part.iter().cloned());
            let run = if turned(&part[0]) { None } else { run(part, frame, texts) };
            out.push_multiple(run.unwrap_or(own).items().cloned());
        }
        return Some(out);
    }
    run(&items, frame, texts)
}

/// The glyphs of these items as one run.
fn run(items: &[(Point, FrameItem)], frame: &Frame, texts: &mut Vec<Upright>) -> Option<Frame> {
    let parts: Vec<(Point, &TextItem)> = items
        .iter()
        .filter_map(|(at, item)| if let FrameItem::Text(text) = item { Some((*at, text)) } else { None })
        .collect();
    let (&(origin, first), rest) = parts.split_first()?;
    if rest.is_empty() || rest.iter().any(|(_, t)| t.font != first.font || t.size != first.size) {
        return None;
    }
    let mut text = first.clone();
    (text.text, text.glyphs) = Default::default();
    for (at, part) in &parts {
        let base = text.text.len();
        let mut x = at.x - origin.x;
        for glyph in &part.glyphs {
            let range = |end: u16| u16::try_from(base + usize::from(end)).ok();
            text.glyphs.push(Glyph {
                x_offset: glyph.x_offset + Em::from_abs(x, text.size),
                y_offset: glyph.y_offset - Em::from_abs(at.y - origin.y, text.size),
                x_advance: Em::zero(),
                range: range(glyph.range.start)?..range(glyph.range.end)?,
                ..glyph.clone()
            });
            x += glyph.x_advance.at(text.size);
        }
        text.text.push_str(&part.text);
    }
    let heights = 1 + text.glyphs.windows(2).filter(|w| w[0].y_offset != w[1].y_offset).count();
    // glyphs side by side are found as a line
    if heights > 1 {
        texts.push(Upright { text: text.text.to_string(), heights });
    }
    let mut merged = Some(text);
    let mut out = Frame::new(frame.size(), frame.kind());
    out.push_multiple(items.iter().filter_map(|(at, item)| match item {
        FrameItem::Text(_) => merged.take().map(|text| (*at, FrameItem::Text(text))),
        item => Some((*at, item.clone())),
    }));
    Some(out)
}

/// The frame of a spread word with its glyphs at heights of their own. `None` where they come from several fonts.
fn found(frame: &Frame, texts: &mut Vec<Upright>) -> Option<Frame> {
    let mut items = Vec::new();
    flatten(frame, Point::zero(), &mut items);
    let mut runs =
        items.iter_mut().filter_map(|(_, item)| if let FrameItem::Text(text) = item { Some(text) } else { None });
    let (Some(text), None) = (runs.next(), runs.next()) else { return None };
    text.glyphs.iter_mut().skip(1).step_by(2).for_each(|glyph| glyph.y_offset += LOWER);
    if text.glyphs.len() < 2 {
        return None;
    }
    texts.push(Upright { text: text.text.to_string(), heights: text.glyphs.len() });
    let mut out = Frame::new(frame.size(), frame.kind());
    out.push_multiple(items);
    Some(out)
}

/// Takes what stands in a frame into one list.
fn flatten(frame: &Frame, at: Point, items: &mut Vec<(Point, FrameItem)>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) if only_places(group) => flatten(&group.frame, here, items),
            item => items.push((here, item.clone())),
        }
    }
}
