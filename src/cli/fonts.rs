//! `matome fonts [FILE…]`: the fonts and what they cover; with files, the characters that they do not.

use std::collections::BTreeMap;

use super::args::FontsArgs;
use super::opened::open;
use super::report::{Report, columns, print, stops};
use super::{DONE, FAULTS};
use crate::Engine;
use crate::finding::Finding;
use crate::place::Place;
use crate::source::{self, read_all};
use crate::text::FontChain;
use crate::text::check_glyphs;
use crate::told::Faults;

pub fn run(args: &FontsArgs, report: &Report) -> Result<u8, Faults> {
    let (engine, _) = open(&args.project)?;
    let chain = engine.fonts.chain(&args.font, false).ok_or_else(|| engine.fonts.unknown(&args.font))?;
    if args.inputs.is_empty() {
        print(&list(&engine, report));
        return Ok(DONE);
    }
    let mut findings = Vec::new();
    let sources = read_all(&args.inputs, &|_| false, &engine.reading, &mut findings)?;
    let mut found: BTreeMap<String, (Finding, usize)> = BTreeMap::new();
    for (text, place) in sources.iter().flat_map(source::texts) {
        for finding in check_characters(text, place, &chain) {
            found.entry(finding.message.ja.clone()).or_insert_with(|| (finding, 0)).1 += 1;
        }
    }
    let findings: Vec<Finding> = found.into_values().map(|(finding, count)| with_count(finding, count)).collect();
    report.findings(&findings);
    report.note(&crate::msg!(
        "{} ファイルの字を調べました。{}",
        "the characters of {} files were looked at; {}",
        sources.len(),
        report.counts(&findings)
    ));
    Ok(if stops(&findings, false) { FAULTS } else { DONE })
}

fn check_characters(text: &str, place: &Place, chain: &FontChain) -> Vec<Finding> {
    let mut found = check_glyphs(text, chain);
    found.iter_mut().for_each(|f| f.place = Some(place.clone()));
    found
}

/// A character stands once in the list, with the number of cells that have it.
fn with_count(mut finding: Finding, count: usize) -> Finding {
    if count > 1 {
        finding.message.ja.push_str(&format!("（{count} か所）"));
        finding.message.en.push_str(&format!(" ({count} cells)"));
    }
    finding
}

fn list(engine: &Engine, report: &Report) -> String {
    let head = [
        report.say("書体", "font"),
        report.say("面", "face"),
        report.say("字数", "characters"),
        "JIS X 0208",
        "JIS X 0213",
        report.say("異体字（IVS）", "variations (IVS)"),
        report.say("出どころ", "from"),
    ];
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for face in engine.fonts.list() {
        let weight = if face.bold { report.say("太字", "bold") } else { report.say("標準", "regular") };
        let from =
            face.file.map_or_else(|| report.say("組み込み", "built in").to_owned(), |file| format!("fonts/{file}"));
        rows.push(vec![
            face.family,
            weight.to_owned(),
            face.characters.to_string(),
            format!("{}/6879", face.jis_x_0208),
            format!("{}/11208", face.jis_x_0213),
            face.variations.to_string(),
            from,
        ]);
    }
    columns(&rows)
}
