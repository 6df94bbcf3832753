//! Which fonts a layout sets a text in.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::text::{Coverage, FontChain, combines, is_common, is_private, parts, pieces, without_unprinted};

/// The families of plain and of bold text, and the sequences that another family has to draw.
#[derive(Debug, Clone, Serialize)]
pub struct Faces {
    pub fonts: Vec<String>,
    pub bold: Vec<String>,
    /// For each family, a pattern of what it has and the text font lacks, and Typst would set in the text font all the
    /// same: variation sequences without their selector, characters that Unicode takes apart (U+2F804, ễ) as their parts.
    pub variants: Vec<(String, String)>,
}

impl Faces {
    /// The families of two chains, and those that the texts' variation sequences need.
    pub fn new<'a>(plain: &FontChain, bold: &FontChain, texts: impl Iterator<Item = &'a str>) -> Self {
        let mut found: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for text in texts.filter(|text| !text.chars().all(is_common)) {
            for (c, marks) in pieces(&without_unprinted(text)) {
                if let Some((n, sequence)) = elsewhere(c, marks, plain) {
                    found.entry(n).or_default().insert(sequence);
                }
            }
        }
        let variants = found.into_iter().map(|(n, sequences)| {
            // a longer one is looked for before one that it begins with
            let mut sequences: Vec<String> = sequences.into_iter().collect();
            sequences.sort_by_key(|s| std::cmp::Reverse(s.chars().count()));
            let patterns: Vec<String> = sequences.iter().map(|s| regex::escape(s)).collect();
            (patterns.join("|"), plain.families()[n].clone())
        });
        Self { fonts: plain.families().to_vec(), bold: bold.families().to_vec(), variants: variants.collect() }
    }

    /// Every family, each once.
    pub fn all(&self) -> Vec<String> {
        let mut all = self.fonts.clone();
        all.extend(self.bold.iter().filter(|f| !self.fonts.contains(f)).cloned());
        all
    }
}

/// The face that has to draw a character with what hangs on it, and its text, where Typst would not choose it.
fn elsewhere(c: char, marks: &str, plain: &FontChain) -> Option<(usize, String)> {
    let (text, coverage) = if combines(marks) {
        let whole = plain.combined(c, marks);
        (whole.text, whole.by)
    } else if let Some(selector) = marks.chars().next() {
        (String::from_iter([c, selector]), plain.variation(c, selector))
    } else if is_private(c) {
        (c.to_string(), plain.coverage(c))
    } else if is_taken_apart(c) {
        match plain.coverage(c) {
            Coverage::Missing => parts(c, plain)?,
            coverage => (c.to_string(), coverage),
        }
    } else {
        return None;
    };
    match coverage {
        Coverage::Fallback(n) => Some((n, text)),
        Coverage::Own | Coverage::Missing => None,
    }
}

/// A shaper sets such a character as its parts, or as the one that it stands for, where the font has only those. Kana and
/// the common kanji are in every print font.
fn is_taken_apart(c: char) -> bool {
    !('ぁ'..='鿿').contains(&c) && !std::iter::once(c).nfd().eq([c])
}
