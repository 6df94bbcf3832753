//! Breaks one paragraph into lines: fewest lines first, then no single character on the last one, then
//! breaks at better places and even lines.

use super::bonds::{Bond, bonds, phrase_bonds};
use super::combined::pieces;
use super::marks::Span;
use super::width::{Glyph, Widths};
use super::{EM, FontChain, Milli, Rules};
use crate::finding::Message;
use crate::msg;

/// How strictly line starts are kept free of small kana (JLReq 3.1.7 note).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Kinsoku {
    /// Small kana and ー do not begin lines.
    #[default]
    Strict,
    /// They may.
    Loose,
}

impl Kinsoku {
    /// Reads `strict` or `loose`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(name: &str) -> Result<Self, Message> {
        match name {
            "strict" => Ok(Self::Strict),
            "loose" => Ok(Self::Loose),
            other => {
                Err(msg!("kinsoku は strict か loose です: 「{other}」", "kinsoku is strict or loose: \"{other}\""))
            }
        }
    }
}

/// Where lines like to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// The text of a cell: ragged at the right.
    Body,
    /// Running text of a page, stretched to the right edge: even lines count more.
    Running,
    /// A heading: breaks between phrases where they fit.
    Heading,
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
    fn glyph(&self) -> Glyph {
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

/// The width of a plain text in one line.
pub fn width_of(text: &str, fonts: &FontChain, rules: Rules) -> Milli {
    width_in_line(clusters(text, &[], Faces { plain: fonts, bold: fonts }), rules)
}

fn width_in_line(clusters: Vec<Cluster>, rules: Rules) -> Milli {
    let glyphs: Vec<Glyph> = clusters.iter().map(Cluster::glyph).collect();
    let end = glyphs.len();
    Widths::new(glyphs, rules.latin_gap).line(0, end, true)
}

/// What stretching `text` to `room` would put between its characters.
pub fn stretch(text: &str, spans: &[Span], faces: Faces, room: Milli, rules: Rules) -> Milli {
    let clusters = clusters(text, spans, faces);
    let gaps = clusters.len().saturating_sub(1).max(1) as Milli;
    (room - width_in_line(clusters, rules)) / gaps
}

fn advance(clusters: &[Cluster]) -> Milli {
    clusters.iter().map(|c| c.advance).sum()
}

/// The room of a paragraph's lines.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Width of the first line.
    pub first: Milli,
    /// Width of the others.
    pub rest: Milli,
    /// The first line stands behind an indent.
    pub indented: bool,
}

/// The cost of everything up to a break; compared field by field.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Cost {
    /// Breaks that JLReq forbids.
    never: u32,
    overfull: Milli,
    lines: u32,
    penalty: f32,
}

/// Breaks `text` (one paragraph, no line break inside) into lines. Returns the byte offsets where lines end. A line
/// is wider than allowed only if a single cluster is.
pub fn break_lines(text: &str, spans: &[Span], faces: Faces, room: Room, looks: Looks, rules: Rules) -> Vec<usize> {
    let Room { first, rest, .. } = room;
    let clusters = clusters(text, spans, faces);
    let n = clusters.len();
    if n == 0 {
        return vec![text.len()];
    }
    // most cells and headings are a single line
    let gaps = if rules.latin_gap { n as Milli * EM / 4 } else { 0 };
    if advance(&clusters) + gaps <= first {
        return vec![text.len()];
    }
    let narrow = first.min(rest);
    let bonds = match looks {
        Looks::Heading => phrase_bonds(text, &clusters, narrow, rules.kinsoku),
        Looks::Body | Looks::Running => bonds(text, &clusters, narrow, rules.kinsoku),
    };
    let best = fill_table(&clusters, &bonds, room, looks, rules);
    let mut ends = Vec::new();
    let mut i = n;
    while i > 0 {
        ends.push(clusters.get(i).map_or(text.len(), |c| c.start));
        i = best[i];
    }
    ends.reverse();
    ends
}

/// What a line of a heading costs, of which a torn phrase costs 50.
const HEADING_LINE: f32 = 30.0;

/// For each cluster boundary, the boundary where the line before it starts.
fn fill_table(clusters: &[Cluster], bonds: &[Bond], room: Room, looks: Looks, rules: Rules) -> Vec<usize> {
    // a heading would rather have a short line than a torn phrase
    let (weak, ragged) = match looks {
        Looks::Body => (2.0, 0.5),
        Looks::Running => (2.0, 2.0),
        Looks::Heading => (50.0, 0.05),
    };
    let n = clusters.len();
    let widths = Widths::new(clusters.iter().map(Cluster::glyph).collect(), rules.latin_gap);
    let unreached = Cost { never: u32::MAX, overfull: Milli::MAX, lines: u32::MAX, penalty: f32::MAX };
    let mut cost = vec![unreached; n + 1];
    let mut from = vec![0; n + 1];
    cost[0] = Cost { never: 0, overfull: 0, lines: 0, penalty: 0.0 };
    for start in 0..n {
        if cost[start].lines == u32::MAX {
            continue;
        }
        let limit = if start == 0 { room.first } else { room.rest };
        let flush = start > 0 || !room.indented;
        for end in start + 1..=n {
            // white space at the end of a line takes no room
            let visible = if is_blank(clusters[end - 1].first) { None } else { Some(widths.line(start, end, flush)) };
            if visible.is_some_and(|w| w > limit) && end > start + 1 {
                break;
            }
            let bond = bonds.get(end).copied().unwrap_or(Bond::Free);
            let last = end == n;
            let w = visible.unwrap_or(0);
            let mut penalty = match bond {
                Bond::Weak if !last => weak,
                _ => 0.0,
            };
            let gap = (limit - w).max(0) as f32 / EM as f32;
            if last {
                // a last line of one character, or of one and a full stop, looks torn (JLReq 3.5.4)
                if start > 0 && w < 2 * EM {
                    penalty += if n - start == 1 { 60.0 } else { 20.0 };
                }
            } else {
                penalty += gap * gap * ragged;
            }
            // a word is cut only when the line cannot be had otherwise
            let forced = if bond == Bond::Tight && !last { EM } else { 0 };
            if looks == Looks::Heading {
                penalty += HEADING_LINE;
            }
            let before = cost[start];
            let sum = Cost {
                never: before.never + u32::from(bond == Bond::Never && !last),
                overfull: before.overfull + forced + (w - limit).max(0),
                // a heading takes a line more where that keeps a phrase whole
                lines: before.lines + u32::from(looks != Looks::Heading),
                penalty: before.penalty + penalty,
            };
            if sum < cost[end] {
                cost[end] = sum;
                from[end] = start;
            }
        }
    }
    from
}

/// Blanks, at a line's end without width.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{A0}')
}
