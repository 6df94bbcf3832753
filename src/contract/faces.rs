//! Which fonts a layout sets a text in.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::text::{Coverage, FontChain, is_selector};

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
        let mut variants: Vec<(String, String)> = Vec::new();
        for text in texts.filter(|t| !t.is_ascii()) {
            let mut before = None;
            for c in text.chars() {
                let base = before.replace(c);
                let variation = base.filter(|_| is_selector(c));
                let coverage = match variation {
                    Some(base) => plain.variation(base, c),
                    None if is_taken_apart(c) => plain.coverage(c),
                    None => continue,
                };
                let Coverage::Fallback(n) = coverage else { continue };
                let (family, sequence) = (&plain.families()[n], String::from_iter(variation.into_iter().chain([c])));
                match variants.iter_mut().find(|(_, f)| f == family) {
                    Some((pattern, _)) if pattern.split('|').any(|s| s == sequence) => {}
                    Some((pattern, _)) => {
                        pattern.push('|');
                        pattern.push_str(&sequence);
                    }
                    None => variants.push((sequence, family.clone())),
                }
            }
        }
        Self { fonts: plain.families().to_vec(), bold: bold.families().to_vec(), variants }
    }

    /// Every family, each once.
    pub fn all(&self) -> Vec<String> {
        let mut all = self.fonts.clone();
        all.extend(self.bold.iter().filter(|f| !self.fonts.contains(f)).cloned());
        all
    }
}

/// A shaper sets such a character as its parts, or as the one that it stands for, where the font has only those. Kana and
/// the common kanji are in every print font.
fn is_taken_apart(c: char) -> bool {
    !('ぁ'..='鿿').contains(&c) && !std::iter::once(c).nfd().eq([c])
}
