//! What a page of a PDF looks like from outside: its visible part, turned the right way up.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::flate::{Extent, extent};
use super::size::{Bounds, Matrix, Size};

/// The visible part of a page (ISO 32000-1 7.7.3.3: MediaBox, CropBox, Rotate, UserUnit).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    /// In the page's own units.
    pub bounds: Bounds,
    /// Clockwise: 0, 90, 180 or 270.
    pub rotate: i64,
    /// Points in one of the page's units.
    pub unit: f64,
}

/// A page of a guest.
#[derive(Debug, Clone, Copy)]
pub struct GuestPage {
    pub(crate) id: ObjectId,
    pub(crate) view: View,
    /// What it takes to draw it, in pixels.
    pub(crate) work: u64,
}

impl GuestPage {
    /// The visible page in mm, as it lies before the reader: cropped, turned by `/Rotate`, in its unit.
    pub fn size(&self) -> Size {
        self.view.size()
    }
}

/// Page trees nest a few levels; a deeper one is a loop.
const DEEPEST: usize = 64;

impl View {
    /// `None` for a page without a visible part.
    pub fn read(doc: &Document, page: ObjectId) -> Option<Self> {
        let media = inherited(doc, page, b"MediaBox").and_then(|o| bounds(doc, o));
        // a page has to have one; readers take Letter where it is missing
        let media = media.unwrap_or([0.0, 0.0, 612.0, 792.0]);
        let crop = inherited(doc, page, b"CropBox").and_then(|o| bounds(doc, o)).unwrap_or(media);
        let both = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        // a crop box beside its page counts as none
        let seen = if both[2] - both[0] > 0.0 && both[3] - both[1] > 0.0 { both } else { media };
        let rotate = inherited(doc, page, b"Rotate").and_then(|o| number(doc, o)).unwrap_or(0.0);
        let rotate = if rotate % 90.0 == 0.0 { (rotate as i64).rem_euclid(360) } else { 0 };
        let own = doc.get_dictionary(page).ok()?.get(b"UserUnit").ok().and_then(|o| number(doc, o));
        let unit = own.filter(|u| u.is_finite() && *u > 0.0).unwrap_or(1.0);
        let fine = seen.iter().all(|v| v.is_finite()) && seen[2] - seen[0] >= 1.0 && seen[3] - seen[1] >= 1.0;
        fine.then_some(Self { bounds: seen, rotate, unit })
    }

    /// Width and height in points, as seen.
    pub fn points(self) -> (f64, f64) {
        let [x0, y0, x1, y1] = self.bounds;
        let (w, h) = ((x1 - x0) * self.unit, (y1 - y0) * self.unit);
        if self.rotate % 180 == 0 { (w, h) } else { (h, w) }
    }

    pub fn size(self) -> Size {
        let (w, h) = self.points();
        Size::of_points(w, h)
    }

    /// From the page's own space to the visible page, its lower left corner at the origin.
    pub fn upright(self) -> Matrix {
        let ([x0, y0, x1, y1], u) = (self.bounds, self.unit);
        Matrix(match self.rotate {
            90 => [0.0, -u, u, 0.0, -y0 * u, x1 * u],
            180 => [-u, 0.0, 0.0, -u, x1 * u, y1 * u],
            270 => [0.0, u, -u, 0.0, y1 * u, -x0 * u],
            _ => [u, 0.0, 0.0, u, -x0 * u, -y0 * u],
        })
    }
}

/// A page's attribute, its own or that of the nearest node above, with its reference followed.
pub(crate) fn inherited<'a>(doc: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    Some(doc.dereference(inherited_entry(doc, page, key)?).ok()?.1)
}

/// The same as it is written: maybe a reference that pages share.
pub(crate) fn inherited_entry<'a>(doc: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = doc.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST {
        if value(doc, node, key).is_some() {
            return node.get(key).ok();
        }
        node = dict(doc, node, b"Parent")?;
    }
    None
}

/// An entry with its references followed; `None` where it is missing or null.
pub(crate) fn value<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let (_, found) = doc.dereference(dict.get(key).ok()?).ok()?;
    (!found.is_null()).then_some(found)
}

pub(crate) fn dict<'a>(doc: &'a Document, above: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    match value(doc, above, key)? {
        Object::Dictionary(found) => Some(found),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(crate) fn array<'a>(doc: &'a Document, above: &'a Dictionary, key: &[u8]) -> Option<&'a Vec<Object>> {
    value(doc, above, key)?.as_array().ok()
}

pub(crate) fn name<'a>(doc: &'a Document, above: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    value(doc, above, key)?.as_name().ok()
}

pub(crate) fn text(doc: &Document, above: &Dictionary, key: &[u8]) -> Option<String> {
    let text = lopdf::decode_text_string(value(doc, above, key)?).ok()?;
    let text = text.trim_matches(['\0', ' ', '\u{3000}']).to_owned();
    (!text.is_empty()).then_some(text)
}

pub(crate) fn integer(doc: &Document, above: &Dictionary, key: &[u8]) -> Option<i64> {
    number(doc, value(doc, above, key)?).map(|n| n as i64)
}

fn number(doc: &Document, object: &Object) -> Option<f64> {
    match doc.dereference(object).ok()?.1 {
        Object::Integer(n) => Some(*n as f64),
        Object::Real(n) => Some(f64::from(*n)),
        _ => None,
    }
}

pub(crate) fn numbers<const N: usize>(doc: &Document, object: &Object) -> Option<[f64; N]> {
    let list = doc.dereference(object).ok()?.1.as_array().ok()?;
    let list: Vec<f64> = list.iter().filter_map(|o| number(doc, o)).collect();
    list.try_into().ok()
}

/// A rectangle, its corners in order.
pub(crate) fn bounds(doc: &Document, object: &Object) -> Option<Bounds> {
    let [a, b, c, d] = numbers(doc, object)?;
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// The streams of a page's content. A null is nothing; a reference that leads nowhere has lost something.
pub(crate) fn content_parts(doc: &Document, page: ObjectId) -> lopdf::Result<Vec<ObjectId>> {
    let mut out = Vec::new();
    let contents = doc.get_dictionary(page)?.get(b"Contents").ok();
    let mut waiting: Vec<&Object> = contents.into_iter().collect();
    // lists in lists are a program's slip, and may hold themselves
    let mut steps = 0_usize;
    while let Some(object) = waiting.pop() {
        steps = steps.saturating_add(1);
        if steps > MOST_PARTS {
            return Err(lopdf::Error::ReferenceLimit);
        }
        match doc.dereference(object)? {
            (Some(id), Object::Stream(_)) => out.push(id),
            (_, Object::Array(list)) => waiting.extend(list.iter().rev()),
            (_, Object::Null) => {}
            (_, other) => return Err(lopdf::Error::ObjectType { expected: "Stream", found: other.enum_variant() }),
        }
    }
    Ok(out)
}

/// Programs part a page's content in hundreds.
const MOST_PARTS: usize = 100_000;

/// Whether a part of a page's content cannot be unpacked to its end; lopdf takes what it gets.
pub(crate) fn breaks_off(doc: &Document, page: ObjectId) -> bool {
    let parts = content_parts(doc, page).unwrap_or_default();
    parts.iter().collect::<HashSet<_>>().into_iter().filter_map(|id| doc.get_object(*id).ok()?.as_stream().ok()).any(
        |part| {
            let filter = value(doc, &part.dict, b"Filter");
            let first = match filter {
                Some(Object::Array(list)) => list.first().and_then(|o| doc.dereference(o).ok()).map(|(_, o)| o),
                other => other,
            };
            let deflated = first.is_some_and(|f| f.as_name().is_ok_and(|n| n == b"FlateDecode"));
            deflated && !part.content.is_empty() && matches!(extent(&part.content, usize::MAX), Extent::Cut(_))
        },
    )
}

/// What a font calls itself; old Japanese programs wrote the name in CP932.
pub(crate) fn font_name(doc: &Document, font: &Dictionary) -> String {
    let raw = name(doc, font, b"BaseFont").unwrap_or(b"?");
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(raw).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corner of the paper that each rotation brings to the lower left, ISO 32000-1 7.7.3.3: clockwise.
    #[test]
    fn pages_are_turned_clockwise() {
        let view = |rotate| View { bounds: [10.0, 20.0, 110.0, 220.0], rotate, unit: 1.0 };
        let left_top = |rotate| view(rotate).upright().apply(10.0, 220.0);
        assert_eq!((left_top(0), view(0).points()), ((0.0, 200.0), (100.0, 200.0)));
        assert_eq!((left_top(90), view(90).points()), ((200.0, 100.0), (200.0, 100.0)));
        assert_eq!((left_top(180), view(180).points()), ((100.0, 0.0), (100.0, 200.0)));
        assert_eq!((left_top(270), view(270).points()), ((0.0, 0.0), (200.0, 100.0)));
        for rotate in [0, 90, 180, 270] {
            let (w, h) = view(rotate).points();
            assert_eq!(view(rotate).upright().bounds(view(rotate).bounds), [0.0, 0.0, w, h]);
        }
    }
}
