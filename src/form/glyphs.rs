//! `M107`, `M108`, `M119`, `M201`–`M203`, `M217`: characters of a form's own words that its fonts lack, at their place.

use super::definition::Definition;
use crate::finding::Finding;
use crate::text::{FontChain, check_characters, check_glyphs};

/// What is never printed: settings, patterns, other headings under which answers come.
const UNPRINTED: [&str; 21] = [
    "align",
    "also",
    "answer",
    "bookmarks",
    "file",
    "font",
    "key",
    "kind",
    "kinsoku",
    "legend",
    "order",
    "orientation",
    "pattern",
    "reprint",
    "size",
    "summary",
    "type",
    "unused",
    "version",
    "widths",
    "years",
];

impl Definition {
    /// The findings of every text that may be printed.
    pub(crate) fn check_words(&self, fonts: &FontChain) -> Vec<Finding> {
        // the form's own name is that of its folder; a field's may be its label
        let skip = |table: &str, key: &str| match table {
            "" if key == "legend" => false,
            "" | "legend" if key == "name" => true,
            _ => UNPRINTED.contains(&key),
        };
        let mut out = Vec::new();
        for (text, place) in self.toml().texts(&skip) {
            let found = check_glyphs(&text, fonts).into_iter().chain(check_characters(&text, fonts));
            out.extend(found.map(|finding| finding.at(place.clone())));
        }
        out
    }
}
