//! Which fonts a layout sets a text in.

use serde::Serialize;

use crate::text::{Coverage, FontChain, is_selector};

/// The families of plain and of bold text, and the sequences that another family has to draw.
#[derive(Debug, Clone, Serialize)]
pub struct Faces {
    pub fonts: Vec<String>,
    pub bold: Vec<String>,
    /// For each family, a pattern of variation sequences that it has and the text font lacks: Typst asks the font
    /// of the plain character only.
    pub variants: Vec<(String, String)>,
}

impl Faces {
    /// The families of two chains, and those that the texts' variation sequences need.
    pub fn new<'a>(plain: &FontChain, bold: &FontChain, texts: impl Iterator<Item = &'a str>) -> Self {
        let mut variants: Vec<(String, String)> = Vec::new();
        for text in texts.filter(|t| has_selector(t)) {
            let mut before = None;
            for c in text.chars() {
                let base = before.replace(c);
                let Some(base) = base.filter(|_| is_selector(c)) else { continue };
                let Coverage::Fallback(n) = plain.variation(base, c) else { continue };
                let (family, sequence) = (&plain.families()[n], String::from_iter([base, c]));
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

/// Most texts have none: U+FE00 to U+FE0F and U+E0100 to U+E01EF begin with these bytes in UTF-8.
fn has_selector(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\xF3\xA0").is_some()
        || memchr::memmem::find(text.as_bytes(), b"\xEF\xB8").is_some()
}
