//! The width of a line as Typst 0.15 sets it: full-width punctuation is halved at line edges and where
//! it meets another (JLReq 3.1.4, 3.1.5, 3.1.9). Mirrors `calculate_adjustability` and
//! `adjust_cj_at_line_boundaries` of typst-layout, with no space between Japanese and Latin.

use super::classes::{is_left_aligned, is_right_aligned};
use super::{EM, Milli};

/// How far a glyph may shrink on its left and right side.
#[derive(Clone, Copy)]
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

fn is_punctuation(c: char, advance: Milli) -> bool {
    let s = slack(c, advance);
    s.left + s.right > 0 || matches!(c, '？' | '！')
}

/// Measures a line glyph by glyph, so that each possible line end costs one step.
pub struct LineWidth {
    /// Sum of all advances but the last, after adjustment.
    before: Milli,
    last: Option<(char, Milli, Slack)>,
    flush: bool,
}

impl LineWidth {
    /// `flush`: an opening bracket at the start gives up its left half (天付き, JLReq 3.1.5). Behind an indent
    /// Typst leaves it whole.
    pub fn new(flush: bool) -> Self {
        Self { before: 0, last: None, flush }
    }

    /// Adds the next character with its plain advance.
    pub fn push(&mut self, c: char, advance: Milli) {
        let mut width = advance;
        let mut own = slack(c, advance);
        match self.last {
            None => {
                if self.flush && (is_right_aligned(c) || matches!(c, '“' | '‘')) {
                    width -= own.left;
                    own.left = 0;
                }
            }
            Some((before_c, before_width, before_slack)) => {
                let mut before_width = before_width;
                let delta = before_width / 2;
                if is_punctuation(before_c, before_width)
                    && is_punctuation(c, advance)
                    && before_slack.right + own.left >= delta
                {
                    let right = before_slack.right.min(delta);
                    before_width -= right;
                    width -= delta - right;
                    own.left -= delta - right;
                }
                self.before += before_width;
            }
        }
        self.last = Some((c, width, own));
    }

    /// The width if the line ended here: a closing mark gives up its right half.
    pub fn end(&self) -> Milli {
        match self.last {
            None => 0,
            Some((c, width, own)) => {
                let trimmed = if is_left_aligned(c) || matches!(c, '”' | '’') { own.right } else { 0 };
                self.before + width - trimmed
            }
        }
    }
}
