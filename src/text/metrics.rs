//! Advances and coverage of the print fonts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use ttf_parser::GlyphId;

use super::{Milli, is_private};

/// One font face with its advances in thousandths of an em.
pub struct Face {
    ttf: ttf_parser::Face<'static>,
    /// By code point up to plane 3; `NONE` where the face has no glyph. Filled at first use.
    advances: OnceLock<Vec<u16>>,
    shaper: OnceLock<rustybuzz::Face<'static>>,
    /// Advances of characters with marks that were shaped; `None` where a part has no glyph.
    shaped: Mutex<HashMap<String, Option<Milli>>>,
}

const NONE: u16 = u16::MAX;
/// Planes 0 to 3 hold every ideograph.
const TABLE: usize = 0x40000;
/// Characters with marks whose shape is remembered.
const MOST_SHAPED: usize = 10_000;

impl Face {
    /// Parses a face whose bytes live as long as the program.
    pub fn parse(bytes: &'static [u8], index: u32) -> Option<Self> {
        let ttf = ttf_parser::Face::parse(bytes, index).ok()?;
        Some(Self { ttf, advances: OnceLock::new(), shaper: OnceLock::new(), shaped: Mutex::default() })
    }

    fn advances(&self) -> &[u16] {
        self.advances.get_or_init(|| {
            let mut table = vec![NONE; TABLE];
            let Some(cmap) = self.ttf.tables().cmap else { return table };
            for subtable in cmap.subtables {
                if !subtable.is_unicode() {
                    continue;
                }
                subtable.codepoints(|code| {
                    let Some(slot) = table.get_mut(code as usize) else { return };
                    if *slot != NONE {
                        return;
                    }
                    if let Some(id) = subtable.glyph_index(code).filter(|id| id.0 != 0) {
                        *slot = self.advance_of(id);
                    }
                });
            }
            table
        })
    }

    fn advance_of(&self, id: GlyphId) -> u16 {
        let per_em = u32::from(self.ttf.units_per_em().max(1));
        let advance = u32::from(self.ttf.glyph_hor_advance(id).unwrap_or(0));
        ((advance * 1000 + per_em / 2) / per_em).min(u32::from(NONE) - 1) as u16
    }

    /// The advance of a character, `None` where the face has no glyph for it.
    pub fn advance(&self, c: char) -> Option<Milli> {
        if c as usize >= TABLE {
            let id = self.ttf.glyph_index(c).filter(|id| id.0 != 0)?;
            return Some(Milli::from(self.advance_of(id)));
        }
        let advance = *self.advances().get(c as usize)?;
        (advance != NONE).then_some(Milli::from(advance))
    }

    /// The advance of a character with its marks, shaped as Typst shapes it; `None` where it has no glyph for a part.
    fn drawn(&self, text: &str) -> Option<Milli> {
        if let Some(known) = self.shaped.lock().ok().and_then(|shaped| shaped.get(text).copied()) {
            return known;
        }
        let face = self.shaper.get_or_init(|| rustybuzz::Face::from_face(self.ttf.clone()));
        let mut buffer = rustybuzz::UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_script(rustybuzz::script::KATAKANA);
        buffer.set_flags(rustybuzz::BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let shaped = rustybuzz::shape(face, &[], buffer);
        let whole = !shaped.is_empty() && shaped.glyph_infos().iter().all(|glyph| glyph.glyph_id != 0);
        let advance: i32 = shaped.glyph_positions().iter().map(|p| p.x_advance).sum();
        let drawn = whole.then(|| advance * super::EM / face.units_per_em().max(1));
        if let Ok(mut shaped) = self.shaped.lock() {
            if shaped.len() >= MOST_SHAPED {
                shaped.clear();
            }
            shaped.insert(text.to_owned(), drawn);
        }
        drawn
    }

    /// Characters that the face draws.
    pub fn count(&self) -> usize {
        self.advances().iter().filter(|a| **a != NONE).count() + self.count_private_planes()
    }

    /// Those of planes 15 and 16.
    fn count_private_planes(&self) -> usize {
        ('\u{F0000}'..='\u{10FFFD}').filter(|c| self.advance(*c).is_some()).count()
    }

    /// Variation sequences that the face knows.
    pub fn count_variations(&self) -> usize {
        let cmap = self.ttf.raw_face().table(ttf_parser::Tag::from_bytes(b"cmap"));
        cmap.and_then(variations).unwrap_or(0)
    }

    /// Whether the face knows an ideographic variation sequence (cmap format 14).
    pub fn has_variation(&self, base: char, selector: char) -> bool {
        self.ttf.glyph_variation_index(base, selector).is_some_and(|id| id != GlyphId(0))
    }
}

/// Counts the sequences of a cmap's format 14 subtable (OpenType, "cmap", format 14).
fn variations(cmap: &[u8]) -> Option<usize> {
    let number = |at: usize, len: usize| {
        let bytes = cmap.get(at..at.checked_add(len)?)?;
        Some(bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)))
    };
    let tables = (0..number(2, 2)?).map(|i| 4 + 8 * i);
    let mut sequences = tables.filter(|at| number(*at, 2) == Some(0) && number(at + 2, 2) == Some(5));
    let start = number(sequences.next()? + 4, 4)?;
    let mut count = 0;
    for i in 0..number(start + 6, 4)? {
        let record = start + 10 + 11 * i;
        let (default, other) = (number(record + 3, 4)?, number(record + 7, 4)?);
        if default > 0 {
            for range in 0..number(start + default, 4)? {
                count += number(start + default + 4 + 4 * range + 3, 1)? + 1;
            }
        }
        if other > 0 {
            count += number(start + other, 4)?;
        }
    }
    Some(count)
}

/// A font and the fonts asked after it, in order.
#[derive(Clone)]
pub struct FontChain {
    faces: Arc<[Arc<Face>]>,
    /// The family of each face.
    families: Arc<[String]>,
    /// Which of them draw private-use characters (外字).
    gaiji: Arc<[usize]>,
}

/// Which face of a chain draws a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coverage {
    /// The chain's first face.
    Own,
    /// A later face: a warning, since the shape differs.
    Fallback(usize),
    /// No face: a character would print as a box, a variation in its plain form.
    Missing,
}

impl std::fmt::Debug for FontChain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FontChain({} faces)", self.faces.len())
    }
}

impl FontChain {
    /// Whether it is the same faces, in the same order, as another one.
    pub fn is(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<Face>, &Arc<Face>)| Arc::ptr_eq(a, b);
        self.faces.len() == other.faces.len() && self.faces.iter().zip(other.faces.iter()).all(same)
    }

    /// The faces in the order in which they are asked, with the name of each one's family.
    pub fn new(faces: Vec<Arc<Face>>, families: Vec<String>) -> Self {
        Self { faces: faces.into(), families: families.into(), gaiji: Arc::default() }
    }

    /// With faces, by their numbers, that a project has for its private-use characters (外字). No other draws one: what
    /// a font has there is its own.
    #[must_use]
    pub fn with_gaiji(self, faces: Vec<usize>) -> Self {
        Self { gaiji: faces.into(), ..self }
    }

    /// The families in the order in which they are asked.
    pub fn families(&self) -> &[String] {
        &self.families
    }

    /// Which faces have the character.
    pub fn coverage(&self, c: char) -> Coverage {
        match self.face_of(c) {
            Some(0) => Coverage::Own,
            Some(n) => Coverage::Fallback(n),
            None => Coverage::Missing,
        }
    }

    fn face_of(&self, c: char) -> Option<usize> {
        let has = |n: &usize| self.faces.get(*n).is_some_and(|face| face.advance(c).is_some());
        if is_private(c) { self.gaiji.iter().copied().find(has) } else { (0..self.faces.len()).find(has) }
    }

    /// Which faces draw a character with its marks.
    pub(super) fn drawing(&self, text: &str) -> Coverage {
        match self.faces.iter().position(|face| face.drawn(text).is_some()) {
            Some(0) => Coverage::Own,
            Some(n) => Coverage::Fallback(n),
            None => Coverage::Missing,
        }
    }

    /// The advance of a character with its marks in the face that draws it.
    pub(super) fn drawn_width(&self, text: &str) -> Option<Milli> {
        self.faces.iter().find_map(|face| face.drawn(text))
    }

    /// The first face that has an ideographic variation sequence.
    pub fn variation(&self, base: char, selector: char) -> Coverage {
        match self.faces.iter().position(|face| face.has_variation(base, selector)) {
            None => Coverage::Missing,
            // Typst asks the face that draws the plain character, and no other
            Some(n) if self.faces.iter().position(|face| face.advance(base).is_some()) == Some(n) => Coverage::Own,
            Some(n) => Coverage::Fallback(n),
        }
    }

    /// The advance in the first face that has the character; one em where none has.
    pub fn advance(&self, c: char) -> Milli {
        self.face_of(c).and_then(|n| self.faces[n].advance(c)).unwrap_or(super::EM)
    }
}
