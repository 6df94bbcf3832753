//! `matome render … --each`: a file for each project, written round by round.

use std::collections::HashSet;
use std::path::PathBuf;

use super::args::RenderArgs;
use super::outputs::{check_outputs, give_up, make, refused};
use super::progress::progress;
use super::report::{Report, stops};
use super::{DONE, FAULTS};
use crate::engine::Engine;
use crate::finding::{Finding, in_order, tell_once};
use crate::meta::Given;
use crate::msg;
use crate::output::{Output, write_all};
use crate::paper::{Data, Form};
use crate::source::Source;
use crate::told::{Faults, Told};
use crate::typeset::Pdf;
use crate::words::{LARGEST_NAME, LONGEST_NAME};

/// Sheets that are made before they are written; bounds the memory.
const ROUND: usize = 32;

#[allow(clippy::too_many_arguments, reason = "the second half of one command")]
pub fn each(
    args: &RenderArgs,
    engine: &Engine,
    form: &Form,
    sources: Vec<Source>,
    given: &Given,
    pdf: &Pdf,
    mut findings: Vec<Finding>,
    report: &Report,
) -> Result<u8, Faults> {
    let files: Vec<PathBuf> = sources.iter().filter_map(|s| s.file.path()).map(PathBuf::from).collect();
    let data = engine.read(form, &sources, given).tell(&mut findings);
    drop(sources);
    let told = |findings: &mut Vec<Finding>| {
        tell_once(findings);
        in_order(findings);
        report.findings(findings);
    };
    let (strict, force) = (args.writing.strict, args.writing.force);
    let Some(data) = data.filter(|_| !stops(&findings, strict) || force) else {
        told(&mut findings);
        return Ok(give_up(&findings, force, report));
    };
    let names = names(&data, args.name.as_deref())?;
    let folder = &args.output[0];
    let files_of =
        |name: &str| -> Vec<PathBuf> { args.kinds.iter().map(|kind| folder.join(format!("{name}.{kind}"))).collect() };
    let all: Vec<PathBuf> = names.iter().flat_map(|n| files_of(n)).collect();
    check_outputs(&all, &files).map_err(refused)?;
    // what stops a sheet is found before any file is written
    for from in (0..data.parts()).step_by(ROUND) {
        let mut found = Vec::new();
        let book = engine.set(data.part(from..(from + ROUND).min(data.parts()))).tell(&mut found);
        let stopped = book.is_none() || stops(&found, strict) && !force;
        findings.extend(found);
        if stopped {
            told(&mut findings);
            return Ok(give_up(&findings, force, report));
        }
    }
    let bar = progress(data.parts() as u64, report);
    for round in (0..data.parts()).collect::<Vec<_>>().chunks(ROUND) {
        let one = |&part: &usize| -> Told<Vec<Output>> {
            let book = engine.set(data.part(part..part + 1));
            let outputs = book.and_then(|book| make(engine, &book, &files_of(&names[part]), pdf));
            bar.inc(1);
            outputs
        };
        let made: Vec<Told<Vec<Output>>> = engine.lay_out_each(round, one);
        // Typst's caches serve the next round too; what it does not use goes
        engine.cache.clear(1);
        for made in made {
            let outputs = made.tell(&mut findings);
            let Some(outputs) = outputs else {
                bar.finish_and_clear();
                told(&mut findings);
                return Ok(FAULTS);
            };
            write_all(&outputs)?;
        }
    }
    bar.finish_and_clear();
    told(&mut findings);
    let (sheets, written, shown, counts) = (data.parts(), all.len(), folder.display(), report.counts(&findings));
    report.note(&msg!(
        "{sheets} 事業、{written} ファイルを「{shown}」に置きました。{counts}",
        "{sheets} projects, {written} files in \"{shown}\"; {counts}"
    ));
    Ok(if stops(&findings, strict) { FAULTS } else { DONE })
}

/// File names, each once, also where case does not matter.
fn names(data: &Data, pattern: Option<&str>) -> Result<Vec<String>, Finding> {
    let mut taken = HashSet::new();
    let mut names = Vec::new();
    for part in 0..data.parts() {
        let own = data.part_name(part, pattern)?;
        let mut name = own.clone();
        let mut n = 2;
        while !taken.insert(name.to_lowercase()) {
            let short: String = own.chars().take(LONGEST_NAME - 8).collect();
            // with its number still within the bytes of a file name
            name = format!("{}_{n}", &short[..short.floor_char_boundary(LARGEST_NAME - 8)]);
            n += 1;
        }
        names.push(name);
    }
    Ok(names)
}
