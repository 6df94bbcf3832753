//! What Typst says of a layout, as findings. They point into the layout, which only its author can mend.

use typst::World;
use typst::diag::SourceDiagnostic;

use super::world::LayoutWorld;
use crate::finding::{Finding, Level, Message};
use crate::form::Templates;
use crate::msg;
use crate::place::Place;

/// Finds the places of diagnostics.
pub struct Locator<'a> {
    pub world: &'a LayoutWorld,
    pub templates: &'a Templates,
}

/// `M210`, each once.
pub fn errors(list: &[SourceDiagnostic], locator: Option<&Locator>) -> Vec<Finding> {
    let word = |detail: &str| msg!("紙面を組めません: {detail}", "the layout fails: {detail}");
    let mut out: Vec<Finding> = Vec::new();
    for said in list {
        // krilla says so of gradients that repeat, which only pictures have
        let finding = if said.message.contains("PostScript") {
            not_for_archive()
        } else {
            finding("M210", Level::Error, said, &word, locator)
        };
        if !out.contains(&finding) {
            out.push(finding);
        }
    }
    out
}

/// `M354`: the picture itself is named where it was read.
fn not_for_archive() -> Finding {
    Finding::error(
        "M354",
        msg!(
            "繰り返しのグラデーションがある図は、保存用（PDF/A）に入れられません",
            "a picture with a repeating gradient cannot go into PDF/A"
        ),
    )
    .hint(msg!("図を PNG で書き出してください", "save the picture as PNG"))
}

/// `M215`, each once.
pub fn warnings(list: &[SourceDiagnostic], locator: Option<&Locator>) -> Vec<Finding> {
    let word = |detail: &str| msg!("紙面の組み方に注意があります: {detail}", "a warning of the layout: {detail}");
    let mut out: Vec<Finding> = Vec::new();
    for said in list {
        let finding = finding("M215", Level::Warning, said, &word, locator);
        if !out.contains(&finding) {
            out.push(finding);
        }
    }
    out
}

fn finding(
    code: &'static str,
    level: Level,
    said: &SourceDiagnostic,
    word: &dyn Fn(&str) -> Message,
    locator: Option<&Locator>,
) -> Finding {
    let mut finding = Finding::new(code, level, word(&said.message));
    finding.place = locator.and_then(|locator| locator.place(said));
    finding.hints = said.hints.iter().map(|hint| msg!("{}", "{}", hint.v)).collect();
    finding
}

impl Locator<'_> {
    fn place(&self, said: &SourceDiagnostic) -> Option<Place> {
        use typst::WorldExt;
        let id = said.span.id()?;
        let range = self.world.range(said.span)?;
        let source = self.world.source(id).ok()?;
        let (line, column) = source.lines().byte_to_line_column(range.start)?;
        let file = self.templates.source(id.get().vpath().get_without_slash());
        Some(Place::text(&file, line as u32 + 1, column as u32 + 1))
    }
}
