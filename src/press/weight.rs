//! What it takes to draw a page: a few kilobytes can draw each other 2^30 times, or stand for gigabytes of pixels.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::graft::{MOST_CONTENT, over, unpacked};
use super::page::{dict, integer, name, value};

/// What a page asks of whoever draws it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Weight {
    /// Pictures and forms that are drawn.
    pub draws: u64,
    pixels: u64,
    /// Of the page's language.
    bytes: u64,
}

impl Weight {
    const ENDLESS: Self = Self { draws: 0, pixels: u64::MAX, bytes: 0 };

    pub fn add(&mut self, other: Self, times: u64) {
        self.draws = self.draws.saturating_add(other.draws.saturating_mul(times));
        self.pixels = self.pixels.saturating_add(other.pixels.saturating_mul(times));
        self.bytes = self.bytes.saturating_add(other.bytes.saturating_mul(times));
    }

    /// About as many pixels to look at.
    pub fn work(self) -> u64 {
        self.pixels.saturating_add(self.bytes.saturating_mul(BYTE)).saturating_add(self.draws.saturating_mul(DRAW))
    }
}

/// A byte of the page's language, a thing that is drawn, in pixels.
const BYTE: u64 = 4;
const DRAW: u64 = 50;
/// A pattern is drawn again for each of its tiles.
const TILES: u64 = 4;
/// Forms in forms; programs write a few levels.
const DEEPEST: usize = 28;

/// Weighs the pages of a document; what they share is weighed once.
pub(crate) struct Scale<'a> {
    doc: &'a Document,
    known: HashMap<ObjectId, Weight>,
}

impl<'a> Scale<'a> {
    pub fn new(doc: &'a Document) -> Self {
        Self { doc, known: HashMap::new() }
    }

    /// The weight of a page with this content.
    pub fn page(&mut self, content: &[u8], resources: Option<&'a Dictionary>) -> Weight {
        self.content(content, resources, 0)
    }

    /// The weight of what lies over a page.
    pub fn appearance(&mut self, id: ObjectId) -> Weight {
        self.stream(id, 1)
    }

    fn content(&mut self, content: &[u8], resources: Option<&'a Dictionary>, depth: usize) -> Weight {
        let mut out = Weight { bytes: content.len() as u64, ..Weight::default() };
        let Some(resources) = resources else { return out };
        let (doc, below) = (self.doc, depth.saturating_add(1));
        if let Some(drawable) = dict(doc, resources, b"XObject") {
            for (name, times) in drawn(content) {
                let Ok(object) = drawable.get(name) else { continue };
                let one = self.object(object, below);
                out.add(Weight { draws: one.draws.saturating_add(1), ..one }, times);
            }
        }
        for state in entries(doc, resources, b"ExtGState") {
            let mask = as_dict(doc, state).and_then(|s| dict(doc, s, b"SMask"));
            if let Some(group) = mask.and_then(|m| m.get(b"G").ok()) {
                out.add(self.object(group, below), 1);
            }
        }
        for pattern in entries(doc, resources, b"Pattern") {
            out.add(self.object(pattern, below), TILES);
        }
        for font in entries(doc, resources, b"Font") {
            let Some(font) = as_dict(doc, font).filter(|f| name(doc, f, b"Subtype") == Some(b"Type3")) else {
                continue;
            };
            let glyphs: Vec<_> = entries(doc, font, b"CharProcs").map(|g| self.object(g, below)).collect();
            if let Some(heaviest) = glyphs.into_iter().max_by_key(|w| w.work()) {
                out.add(heaviest, content.len() as u64 / 2);
            }
        }
        out
    }

    fn object(&mut self, object: &'a Object, depth: usize) -> Weight {
        match self.doc.dereference(object) {
            Ok((Some(id), Object::Stream(_))) => self.stream(id, depth),
            _ => Weight::default(),
        }
    }

    fn stream(&mut self, id: ObjectId, depth: usize) -> Weight {
        let doc = self.doc;
        let Ok(stream) = doc.get_object(id).and_then(Object::as_stream) else { return Weight::default() };
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        if depth > DEEPEST {
            return Weight::ENDLESS;
        }
        // whoever comes back here meanwhile is drawn by itself
        self.known.insert(id, Weight::ENDLESS);
        let weight = if name(doc, &stream.dict, b"Subtype") == Some(b"Image") {
            let mut pixels = area(doc, &stream.dict);
            for key in [&b"SMask"[..], b"Mask"] {
                pixels = pixels.saturating_add(dict(doc, &stream.dict, key).map_or(0, |mask| area(doc, mask)));
            }
            Weight { pixels, ..Weight::default() }
        } else {
            let content = if over(doc, stream, MOST_CONTENT) { None } else { unpacked(doc, stream).ok() };
            match content {
                Some(content) => self.content(&content, dict(doc, &stream.dict, b"Resources"), depth),
                None => Weight::ENDLESS,
            }
        };
        self.known.insert(id, weight);
        weight
    }
}

fn as_dict<'a>(doc: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    doc.dereference(object).ok()?.1.as_dict().ok()
}

fn entries<'a>(doc: &'a Document, above: &'a Dictionary, key: &[u8]) -> impl Iterator<Item = &'a Object> {
    dict(doc, above, key).into_iter().flat_map(|d| d.iter().map(|(_, v)| v))
}

fn area(doc: &Document, picture: &Dictionary) -> u64 {
    let side = |key| integer(doc, picture, key).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    side(b"Width").saturating_mul(side(b"Height"))
}

/// The names that a content draws, and how often: `/Im0 Do`.
fn drawn(content: &[u8]) -> HashMap<&[u8], u64> {
    let mut out = HashMap::new();
    for at in memchr::memmem::find_iter(content, b"Do") {
        let before = content.get(..at).unwrap_or_default().trim_ascii_end();
        // a name has at most 127 bytes (ISO 32000-1 annex C)
        let last = before.get(before.len().saturating_sub(128)..).unwrap_or_default();
        let mut parts = last.rsplit(|b| *b == b'/');
        let (Some(name), Some(_)) = (parts.next(), parts.next()) else { continue };
        let ends = content.get(at.saturating_add(2)).is_none_or(|b| !b.is_ascii_alphanumeric());
        if ends && before.len() < at && name.iter().all(|b| !b.is_ascii_whitespace() && !b"()<>[]{}%".contains(b)) {
            let times: &mut u64 = out.entry(name).or_default();
            *times = times.saturating_add(1);
        }
    }
    out
}

/// Whether a page with this content draws something that is not there.
pub(crate) fn draws_nothing(doc: &Document, content: &[u8], resources: &Dictionary) -> bool {
    let Some(drawable) = dict(doc, resources, b"XObject") else { return false };
    let lost: Vec<&[u8]> = drawable
        .iter()
        .filter(|(key, object)| object.as_reference().is_ok() && value(doc, drawable, key).is_none())
        .map(|(key, _)| key.as_slice())
        .collect();
    !lost.is_empty() && drawn(content).keys().any(|name| lost.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_counted() {
        let found = drawn(b"q /A Do Q /B  Do /A\nDo (Done) Tj /Dog gs /C/B Do");
        assert_eq!(found, HashMap::from([(&b"A"[..], 2), (b"B", 2)]));
    }
}
