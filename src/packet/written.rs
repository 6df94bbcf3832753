//! Where a packet's settings say what its pages say.

use crate::engine::Engine;
use crate::finding::Finding;
use crate::place::Place;
use crate::text::{check_characters, check_glyphs};

use super::Packet;

/// Words of the settings that no page has.
const UNPRINTED: [&str; 12] =
    ["file", "font", "input", "kind", "markdown", "members", "output", "pdf", "rules", "size", "standard", "table"];

/// Whether a key's words are never printed.
pub fn is_never_printed(_table: &str, key: &str) -> bool {
    UNPRINTED.contains(&key)
}

impl Packet {
    /// Gives the findings of characters that have no place, or that of a whole paper, the place of the text that they stand in.
    pub(super) fn place_characters(&self, engine: &Engine, findings: &mut [Finding]) {
        let lost = |finding: &Finding| {
            let of_characters = ["M107", "M108", "M117", "M118", "M119", "M201", "M202", "M203", "M217"];
            let whole =
                finding.place.as_ref().is_none_or(|place| self.papers.iter().any(|paper| paper.place == *place));
            whole && of_characters.contains(&finding.code.0)
        };
        if !findings.iter().any(lost) {
            return;
        }
        let Some(fonts) = engine.fonts.chain(&self.look.font, false) else { return };
        let found = |text: &str| check_glyphs(text, &fonts).into_iter().chain(check_characters(text, &fonts));
        let told: Vec<(Finding, &Place)> =
            self.written.iter().flat_map(|(text, place)| found(text).map(move |f| (f, place))).collect();
        for finding in findings.iter_mut().filter(|f| lost(f)) {
            let place = told.iter().find(|(own, _)| own.code == finding.code && own.message == finding.message);
            finding.place = place.map(|(_, place)| (*place).clone()).or(finding.place.take());
        }
    }
}
