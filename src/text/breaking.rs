//! Breaks one paragraph into lines: fewest lines first, then no single character on the last one, then
//! breaks at better places and even lines.

use super::bonds::bonds;
use super::classes::is_blank;
use super::cluster::{Bond, Cluster, Faces, clusters};
use super::marks::{Marked, Span};
use super::phrases::prefer_phrases;
use super::spacing::set_apart;
use super::width::{Glyph, Widths, is_japanese, is_punctuation};
use super::{EM, FontChain, Milli, Rules};

/// Where lines like to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// The text of a cell: ragged at the right.
    Body,
    /// Running text of a page, stretched to the right edge: even lines count more.
    Running,
    /// A short text of a table, such as a section's name: breaks between phrases, its marker hangs.
    Label,
    /// A long text of such a column: breaks between phrases where that takes no line more.
    Name,
    /// A heading: breaks between phrases where they fit.
    Heading,
}

impl Looks {
    fn is_phrased(self) -> bool {
        matches!(self, Self::Label | Self::Name | Self::Heading)
    }

    /// Whether a line more is better than a torn phrase.
    fn is_generous(self) -> bool {
        matches!(self, Self::Label | Self::Heading)
    }
}

/// The width of a plain text in one line.
pub fn width_of(text: &str, fonts: &FontChain, rules: Rules) -> Milli {
    let marked = Marked { text: text.into(), spans: Vec::new() };
    let apart = set_apart(&marked).map_or_else(Vec::new, |marked| marked.spans);
    width_in_line(clusters(text, &apart, Faces { plain: fonts, bold: fonts }), rules)
}

fn width_in_line(clusters: Vec<Cluster>, rules: Rules) -> Milli {
    let glyphs: Vec<Glyph> = clusters.iter().map(Cluster::glyph).collect();
    let end = glyphs.len();
    Widths::new(glyphs, rules.latin_gap).line(0, end, true)
}

/// What stretching `text` to `room` would put between its characters, as Typst does it.
pub fn stretch(text: &str, spans: &[Span], faces: Faces, room: Milli, rules: Rules) -> Milli {
    let clusters = clusters(text, spans, faces);
    // Typst lets figures and Latin letters stand as they are
    let gaps = clusters.iter().rev().skip(1).filter(|c| is_stretched(c)).count().max(1) as Milli;
    (room - width_in_line(clusters, rules)) / gaps
}

fn is_stretched(cluster: &Cluster) -> bool {
    let c = cluster.first;
    !cluster.boxed && (is_blank(c) || is_japanese(c) || is_punctuation(c, cluster.advance))
}

fn advance(clusters: &[Cluster]) -> Milli {
    clusters.iter().map(|c| c.advance).fold(0, Milli::saturating_add)
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
    /// Breaks that JLReq forbids, by their weight.
    never: u32,
    overfull: Milli,
    lines: u32,
    penalty: f32,
}

/// The lines of a paragraph.
pub struct Broken {
    /// The byte offsets where they end.
    pub ends: Vec<usize>,
    /// A line ends where JLReq lets none end.
    pub offends: bool,
}

/// Breaks `text` (one paragraph, no line break inside) into lines. A line is wider than allowed only if a single
/// cluster is.
pub fn break_lines(text: &str, spans: &[Span], faces: Faces, room: Room, looks: Looks, rules: Rules) -> Broken {
    let whole = || Broken { ends: vec![text.len()], offends: false };
    let Room { first, rest, .. } = room;
    let clusters = clusters(text, spans, faces);
    let n = clusters.len();
    if n == 0 {
        return whole();
    }
    // most cells and headings are a single line
    let gaps = if rules.latin_gap { (n as Milli).saturating_mul(EM / 4) } else { 0 };
    if advance(&clusters).saturating_add(gaps) <= first {
        return whole();
    }
    let narrow = first.min(rest);
    let mut bonds = bonds(text, &clusters, narrow, rules.kinsoku);
    if looks.is_phrased() {
        prefer_phrases(text, &clusters, narrow, &mut bonds);
    }
    let best = fill_table(&clusters, &bonds, room, looks, rules);
    let mut ends = Vec::new();
    let mut offends = false;
    let mut i = n;
    while i > 0 {
        ends.push(clusters.get(i).map_or(text.len(), |c| c.start));
        offends |= bonds.get(i).is_some_and(|bond| bond.offence() > 0);
        i = best[i];
    }
    ends.reverse();
    Broken { ends, offends }
}

/// What a line of a heading costs, of which a torn phrase costs 50.
const HEADING_LINE: f32 = 30.0;

/// What it is worth to end a line where its author left a blank.
const BLANK: f32 = 2.0;

/// What it costs to part the first or the last character of a word from it where a blank sets the word apart.
const LONE: f32 = 3.0;

/// A phrase cut before its kana, and one cut between two words, as parts of what a cut phrase costs; a line more is
/// cheaper than both.
const TORN: f32 = 1.5;
const SEAM: f32 = 0.7;

/// For each cluster boundary, the boundary where the line before it starts.
fn fill_table(clusters: &[Cluster], bonds: &[Bond], room: Room, looks: Looks, rules: Rules) -> Vec<usize> {
    // a heading would rather have a short line than a torn phrase
    let (weak, ragged) = match looks {
        Looks::Body => (2.0, 0.5),
        Looks::Running => (2.0, 2.0),
        Looks::Name => (6.0, 0.3),
        Looks::Label | Looks::Heading => (50.0, 0.05),
    };
    let blank = if looks == Looks::Running { 0.0 } else { BLANK };
    let n = clusters.len();
    let widths = Widths::new(clusters.iter().map(Cluster::glyph).collect(), rules.latin_gap);
    let unreached = Cost { never: u32::MAX, overfull: Milli::MAX, lines: u32::MAX, penalty: f32::MAX };
    let mut cost = vec![unreached; n + 1];
    let mut from = vec![0; n + 1];
    cost[0] = Cost { never: 0, overfull: 0, lines: 0, penalty: 0.0 };
    for start in 0..n {
        // the blanks behind the one at which a line ends go with it: of a hundred thousand each would be looked at from each
        let within_blanks = || start > 0 && is_blank(clusters[start - 1].first) && is_blank(clusters[start].first);
        if cost[start].lines == u32::MAX || within_blanks() {
            continue;
        }
        let limit = if start == 0 { room.first } else { room.rest };
        let flush = start > 0 || !room.indented;
        let mut w = 0;
        for end in start + 1..=n {
            // white space at the end of a line takes no room
            let ends_blank = is_blank(clusters[end - 1].first);
            if !ends_blank {
                w = widths.line(start, end, flush);
                if w > limit && end > start + 1 {
                    break;
                }
            }
            let bond = bonds.get(end).copied().unwrap_or(Bond::Free);
            let last = end == n;
            let mut penalty = match bond {
                Bond::Weak if !last => weak,
                Bond::Torn if !last => weak * TORN,
                Bond::Seam if !last => weak * SEAM,
                _ if ends_blank && !last => -blank,
                _ => 0.0,
            };
            let gap = limit.saturating_sub(w).max(0) as f32 / EM as f32;
            let blank_at = |i: usize| clusters.get(i).is_some_and(|c| is_blank(c.first));
            if !last && !ends_blank && (end > start + 2 && blank_at(end - 2) || !blank_at(end) && blank_at(end + 1)) {
                penalty += LONE;
            }
            if last {
                // a last line of one character, or of one and a full stop, looks torn (JLReq 3.5.4)
                // unless its author set it apart with a blank
                if start > 0 && w < 2 * EM && !is_blank(clusters[start - 1].first) {
                    penalty += if n - start == 1 { 60.0 } else { 20.0 };
                }
            } else {
                penalty += gap * gap * ragged;
            }
            // a word is cut only when the line cannot be had otherwise
            let (forced, offence) = if last { (0, 0) } else { (bond.force(), bond.offence()) };
            if looks.is_generous() {
                penalty += HEADING_LINE;
            }
            let before = cost[start];
            let sum = Cost {
                never: before.never + offence,
                overfull: before.overfull.saturating_add(forced).saturating_add(w.saturating_sub(limit).max(0)),
                // a heading takes a line more where that keeps a phrase whole
                lines: before.lines + u32::from(!looks.is_generous()),
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
