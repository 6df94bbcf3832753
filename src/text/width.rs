//! The width of a line as Typst 0.15 sets it: full-width punctuation is halved at line edges and where
//! it meets another (JLReq 3.1.4, 3.1.5, 3.1.9), and a quarter em stands between Japanese and Latin where
//! that is asked for (四分アキ, 3.2.6). Mirrors `calculate_adjustability`, `add_cjk_latin_spacing` and
//! `adjust_cj_at_line_boundaries` of typst-layout.

use super::classes::{closes_edge, is_blank, is_left_aligned, is_right_aligned, opens_edge};
use super::{EM, Milli};
use unicode_script::{Script, UnicodeScript};

/// How far a glyph may shrink on its left and right side.
#[derive(Clone, Copy, Default)]
struct Slack {
    left: Milli,
    right: Milli,
}

fn slack(c: char, advance: Milli) -> Slack {
    let quote = advance == EM;
    if is_left_aligned(c) || (quote && matches!(c, '”' | '’')) {
        Slack { left: 0, right: advance / 2 }
    } else if is_right_aligned(c) || (quote && matches!(c, '“' | '‘')) {
        Slack { left: advance / 2, right: 0 }
    } else if matches!(c, '・' | '\u{B7}') {
        Slack { left: advance / 4, right: advance / 4 }
    } else {
        Slack { left: 0, right: 0 }
    }
}

/// What Typst takes for full-width punctuation.
pub fn is_punctuation(c: char, advance: Milli) -> bool {
    let s = slack(c, advance);
    s.left + s.right > 0 || matches!(c, '？' | '！')
}

/// A glyph, or a frame with glyphs of its own (ruby, a ring).
#[derive(Clone, Copy)]
pub struct Glyph {
    /// Without what hangs on it.
    pub c: char,
    /// A selector or a mark hangs on it.
    pub combined: bool,
    pub advance: Milli,
    /// Punctuation is narrowed within a run only.
    pub run: u32,
    /// A frame: its neighbours see no characters.
    pub boxed: bool,
}

/// A glyph as it stands in its paragraph.
#[derive(Clone, Copy)]
struct Set {
    /// What an opening mark gives up at the start of a line.
    start: Milli,
    /// What a closing mark gives up at the end of a line.
    end: Milli,
    /// The gap to the glyph before, inside a line.
    gap: Milli,
    /// What a mark that is no closing one lost to the glyph behind it; at the end of a line it has it back, where
    /// Typst gets the line with its end.
    back: Milli,
}

/// The widths of all lines that a paragraph can be broken into.
///
/// Typst narrows punctuation in the whole paragraph and then cuts it into lines, so that a mark at a line's edge
/// may have been narrowed by its neighbour on the other line.
pub struct Widths {
    glyphs: Vec<Glyph>,
    set: Vec<Set>,
    latin_gap: bool,
    /// For each boundary the sum of all widths and gaps before it. It wraps in a text of millions of characters; the
    /// difference of two is right all the same.
    sums: Vec<Milli>,
}

impl Widths {
    /// `latin_gap`: a quarter em between Japanese and Latin.
    pub fn new(glyphs: Vec<Glyph>, latin_gap: bool) -> Self {
        let mut widths: Vec<Milli> = glyphs.iter().map(|g| g.advance).collect();
        let mut slacks: Vec<Slack> =
            glyphs.iter().map(|g| if g.boxed { Slack::default() } else { slack(g.c, g.advance) }).collect();
        let mut lost = vec![0; glyphs.len()];
        for i in 1..glyphs.len() {
            let (a, b) = (glyphs[i - 1], glyphs[i]);
            let delta = widths[i - 1] / 2;
            if a.run == b.run
                && is_punctuation(a.c, widths[i - 1])
                && is_punctuation(b.c, widths[i])
                && slacks[i - 1].right + slacks[i].left >= delta
            {
                let right = slacks[i - 1].right.min(delta);
                widths[i - 1] -= right;
                slacks[i - 1].right -= right;
                lost[i - 1] = right;
                widths[i] -= delta - right;
                slacks[i].left -= delta - right;
            }
        }
        let mut sums = Vec::with_capacity(glyphs.len() + 1);
        let mut sum: Milli = 0;
        let mut set = Vec::with_capacity(glyphs.len());
        sums.push(0);
        for (i, glyph) in glyphs.iter().enumerate() {
            // a narrowed quotation mark is no full-width one any more
            let opening = is_right_aligned(glyph.c) || (matches!(glyph.c, '“' | '‘') && widths[i] == EM);
            let closing = is_left_aligned(glyph.c) || (matches!(glyph.c, '”' | '’') && widths[i] == EM);
            let before = i.checked_sub(1).map(|b| glyphs[b]);
            let gap = before.filter(|_| latin_gap).map_or(0, |before| gap_between(before, *glyph));
            let edged = |is_edge: fn(char) -> bool| is_edge(glyph.c) && !glyph.boxed && widths[i] == EM;
            let half = |is_edge| if edged(is_edge) { EM / 2 } else { 0 };
            set.push(Set {
                start: if opening { slacks[i].left } else { half(opens_edge) },
                end: if closing { slacks[i].right } else { half(closes_edge) },
                gap,
                back: if is_left_aligned(glyph.c) || matches!(glyph.c, '”' | '’') { 0 } else { lost[i] },
            });
            sum = sum.wrapping_add(widths[i] + gap);
            sums.push(sum);
        }
        Self { glyphs, set, latin_gap, sums }
    }

    /// The width of a line. `flush`: an opening bracket at its start gives up its left half (天付き, JLReq 3.1.5);
    /// behind an indent Typst leaves it whole.
    pub fn line(&self, start: usize, end: usize, flush: bool) -> Milli {
        let Some(last) = end.checked_sub(1).filter(|last| *last >= start) else { return 0 };
        let first = &self.set[start];
        let trimmed = if flush { first.start } else { 0 } + self.set[last].end;
        // Typst leaves the gap at a line's end behind a character with a selector
        let next = (end..self.glyphs.len()).find(|&n| !is_blank(self.glyphs[n].c));
        let stays = match next {
            Some(next) if self.glyphs[last].combined && self.latin_gap => {
                gap_between(self.glyphs[last], self.glyphs[next])
            }
            _ => 0,
        };
        let back = if end < self.glyphs.len() { self.set[last].back } else { 0 };
        self.sums[end].wrapping_sub(self.sums[start]) - first.gap - trimmed + stays + back
    }
}

/// A quarter em between Japanese and Latin.
fn gap_between(a: Glyph, b: Glyph) -> Milli {
    let mixed = is_japanese(a.c) && is_latin(b.c) || is_latin(a.c) && is_japanese(b.c);
    if mixed && !a.boxed && !b.boxed { EM / 4 } else { 0 }
}

/// What Typst takes for Chinese or Japanese script.
pub fn is_japanese(c: char) -> bool {
    c == 'ー' || matches!(c.script(), Script::Hiragana | Script::Katakana | Script::Han)
}

fn is_latin(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '#' | '$' | '%' | '&')
        || matches!(c.script(), Script::Latin | Script::Greek | Script::Cyrillic)
}
