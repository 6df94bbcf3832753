//! Breaks one paragraph into lines: fewest lines first, then no single character on the last one, then
//! breaks at better places and even lines.

use super::bonds::{Bond, bonds, phrase_bonds};
use super::classes::is_attached;
use super::width::LineWidth;
use super::{EM, FontChain, Milli};

/// How strictly line starts are kept free of small kana (JLReq 3.1.7 note).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kinsoku {
    #[default]
    Strict,
    Loose,
}

/// Where lines like to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Running text of a cell.
    Body,
    /// A heading: breaks between phrases where they fit.
    Heading,
}

/// A character with what hangs on it: variation selector, combining mark.
#[derive(Debug, Clone, Copy)]
pub struct Cluster {
    /// Byte offset in the paragraph.
    pub start: usize,
    pub first: char,
    pub last: char,
    pub advance: Milli,
}

pub fn clusters(text: &str, fonts: &FontChain) -> Vec<Cluster> {
    let mut out: Vec<Cluster> = Vec::with_capacity(text.len() / 2);
    for (start, c) in text.char_indices() {
        match out.last_mut() {
            Some(cluster) if is_attached(c) => cluster.last = c,
            _ => out.push(Cluster { start, first: c, last: c, advance: fonts.advance(c) }),
        }
    }
    out
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
    overfull: Milli,
    lines: u32,
    penalty: f32,
}

/// Breaks `text` (one paragraph, no line break inside) into lines. Returns the byte offsets where lines end. A line is wider than allowed
/// only if a single cluster is.
pub fn break_lines(text: &str, fonts: &FontChain, room: Room, style: Style, kinsoku: Kinsoku) -> Vec<usize> {
    let Room { first, rest, .. } = room;
    let clusters = clusters(text, fonts);
    let n = clusters.len();
    if n == 0 {
        return vec![text.len()];
    }
    // most cells and headings are a single line
    let total: Milli = clusters.iter().map(|c| c.advance).sum();
    if total <= first {
        return vec![text.len()];
    }
    let narrow = first.min(rest);
    let bonds = match style {
        Style::Body => bonds(text, &clusters, narrow, kinsoku),
        Style::Heading => phrase_bonds(text, &clusters, narrow, kinsoku),
    };
    let best = fill_table(&clusters, &bonds, room, style);
    let mut ends = Vec::new();
    let mut i = n;
    while i > 0 {
        ends.push(clusters.get(i).map_or(text.len(), |c| c.start));
        i = best[i];
    }
    ends.reverse();
    ends
}

/// For each cluster boundary, the boundary where the line before it starts.
fn fill_table(clusters: &[Cluster], bonds: &[Bond], room: Room, style: Style) -> Vec<usize> {
    // a heading would rather have a short line than a torn phrase
    let (weak, ragged) = match style {
        Style::Body => (2.0, 0.5),
        Style::Heading => (50.0, 0.05),
    };
    let n = clusters.len();
    let unreached = Cost { overfull: Milli::MAX, lines: u32::MAX, penalty: f32::MAX };
    let mut cost = vec![unreached; n + 1];
    let mut from = vec![0; n + 1];
    cost[0] = Cost { overfull: 0, lines: 0, penalty: 0.0 };
    for start in 0..n {
        if cost[start].lines == u32::MAX {
            continue;
        }
        let limit = if start == 0 { room.first } else { room.rest };
        let before = start.checked_sub(1).map(|b| clusters[b].last);
        let mut width = LineWidth::new(is_flush(before, clusters[start].first, room.indented));
        for end in start + 1..=n {
            let cluster = &clusters[end - 1];
            width.push(cluster.first, cluster.advance);
            // white space at the end of a line takes no room
            let visible = if is_space(cluster.first) { None } else { Some(width.end()) };
            if visible.is_some_and(|w| w > limit) && end > start + 1 {
                break;
            }
            let bond = bonds.get(end).copied().unwrap_or(Bond::Free);
            let last = end == n;
            let w = visible.unwrap_or(0);
            let mut penalty = match bond {
                _ if last => 0.0,
                Bond::Free => 0.0,
                Bond::Weak => weak,
                Bond::Tight => 0.0,
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
            // a forbidden break is taken only when the line cannot be had otherwise
            let forced = if bond == Bond::Tight && !last { EM } else { 0 };
            let before = cost[start];
            let sum = Cost {
                overfull: before.overfull + forced + (w - limit).max(0),
                lines: before.lines + 1,
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

/// Whether an opening mark at a line's start gives up its left half. Typst halves a quotation mark behind
/// another mark before it breaks the line, and then no longer takes it for a full-width one.
fn is_flush(before: Option<char>, c: char, indented: bool) -> bool {
    match before {
        None => !indented,
        Some(before) => !matches!(c, '“' | '‘') || before.is_alphanumeric(),
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{A0}')
}
