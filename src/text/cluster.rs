//! Characters with what hangs on them, and what may happen between two of them.

use super::combined::pieces;
use super::marks::Span;
use super::width::Glyph;
use super::{EM, FontChain, Milli};

/// What may happen between two clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// A line may end here.
    Free,
    /// In headings: a line may end here between two words of a phrase.
    Seam,
    /// A line may end here, but a break elsewhere is better.
    Weak,
    /// In headings: before the kana of a phrase, which would begin the next line.
    Torn,
    /// Behind the separator of a long number: the place to cut it where nothing else fits.
    Hinge,
    /// A line ends here only when nothing else fits: inside of words and numbers.
    Tight,
    /// Between two figures of a number, where a line ends only when it is wider than the cell.
    Figure,
    /// Strict kinsoku lets no line end here; where one must end wrong, this offends least.
    Kana,
    /// JLReq lets no line end here: a word that is wider than the cell is cut rather.
    Never,
}

impl Bond {
    /// How badly a line that ends here breaks a rule; any number of the least is better than a worse one.
    pub fn offence(self) -> u32 {
        match self {
            Self::Never => 1000,
            Self::Kana => 1,
            _ => 0,
        }
    }

    /// How much is forced by a line that ends here, in thousandths of an em of a line that is too long.
    pub fn force(self) -> Milli {
        match self {
            Self::Tight => EM,
            Self::Figure => 2 * EM,
            Self::Hinge => EM / 4,
            _ => 0,
        }
    }
}

/// A character with what hangs on it (variation selector, combining mark), or a frame that is never parted:
/// a word with its ruby, a number in a ring.
#[derive(Debug, Clone, Copy)]
pub struct Cluster {
    /// Byte offset in the paragraph.
    pub start: usize,
    pub first: char,
    pub last: char,
    pub advance: Milli,
    /// Counts up where the style changes.
    pub run: u32,
    pub boxed: bool,
}

impl Cluster {
    pub fn glyph(&self) -> Glyph {
        let Self { first: c, last, advance, run, boxed, .. } = *self;
        Glyph { c, combined: last != c, advance, run, boxed }
    }
}

/// The fonts of plain and of strong text.
#[derive(Clone, Copy)]
pub struct Faces<'a> {
    /// The face of plain text.
    pub plain: &'a FontChain,
    /// The face of bold text.
    pub bold: &'a FontChain,
}

pub fn clusters(text: &str, spans: &[Span], faces: Faces) -> Vec<Cluster> {
    let mut out: Vec<Cluster> = Vec::with_capacity(text.len() / 2);
    let mut at = 0;
    let mut run = 0;
    for span in spans {
        plain_clusters(&text[at..span.range.start], at, run, faces.plain, &mut out);
        let (inside, style) = (&text[span.range.clone()], &span.style);
        let fonts = if style.strong { faces.bold } else { faces.plain };
        let from = out.len();
        run += 1;
        plain_clusters(inside, span.range.start, run, fonts, &mut out);
        if style.ring {
            join(&mut out, from, EM);
        } else if style.ruby.is_some() || style.spread.is_some() || style.note.is_some() {
            // a ruby longer than its word pushes the neighbours away
            let mut span = span.clone();
            span.measure(inside, faces.plain);
            join(&mut out, from, span.width);
        } else if style.dots {
            out[from..].iter_mut().for_each(|c| c.boxed = true);
        }
        run += 1;
        at = span.range.end;
    }
    plain_clusters(&text[at..], at, run, faces.plain, &mut out);
    out
}

fn plain_clusters(text: &str, at: usize, run: u32, fonts: &FontChain, out: &mut Vec<Cluster>) {
    let mut start = at;
    for (first, marks) in pieces(text) {
        let last = marks.chars().next_back().unwrap_or(first);
        let advance = if marks.is_empty() { fonts.advance(first) } else { fonts.advance_of(first, marks) };
        out.push(Cluster { start, first, last, advance, run, boxed: false });
        start += first.len_utf8() + marks.len();
    }
}

/// Makes one frame of the clusters behind `from`.
fn join(out: &mut Vec<Cluster>, from: usize, width: Milli) {
    let Some(last) = out[from..].last().map(|c| c.last) else { return };
    let first = &mut out[from];
    (first.last, first.advance, first.boxed) = (last, width, true);
    out.truncate(from + 1);
}

/// Sets a bond where JLReq leaves a choice.
pub fn put(bonds: &mut [Bond], i: usize, bond: Bond) {
    if !matches!(bonds[i], Bond::Never | Bond::Kana) {
        bonds[i] = bond;
    }
}

/// Boundaries strictly inside the byte range.
pub fn inside(clusters: &[Cluster], from: usize, to: usize) -> std::ops::Range<usize> {
    let first = clusters.partition_point(|c| c.start <= from);
    let last = clusters.partition_point(|c| c.start < to);
    first..last.max(first)
}

/// The sum of the advances of what stands in the byte range.
pub fn advance(clusters: &[Cluster], from: usize, to: usize) -> Milli {
    let first = clusters.partition_point(|c| c.start < from);
    let last = clusters.partition_point(|c| c.start < to);
    clusters[first..last.max(first)].iter().map(|c| c.advance).fold(0, Milli::saturating_add)
}
