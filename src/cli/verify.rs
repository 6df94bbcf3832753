//! `matome verify FILE…`: whether archives are as they were made.

use std::path::Path;

use indicatif::ProgressBar;

use super::apart;
use super::args::VerifyArgs;
use super::opened::limits_of;
use super::progress::progress;
use super::report::{Report, columns, print};
use super::working::WorkingFolder;
use super::{DONE, FAULTS, TROUBLE};
use crate::archive::{Outcome, Part, Verdict, file_hash, too_large, verify};
use crate::engine::Engine;
use crate::finding::{Finding, Message};
use crate::input;
use crate::limits::{ARCHIVE_BYTES, Limits};
use crate::msg;
use crate::output::reason;
use crate::place::{Place, SourceFile, shown};
use crate::told::Faults;
use crate::typeset::Cache;
use crate::words::visible;

pub fn run(args: &VerifyArgs, report: &Report) -> Result<u8, Faults> {
    let mut code = DONE;
    let limits = limits_of(args.project.as_deref())?;
    for file in &args.files {
        let bar = progress(0, report);
        bar.set_message(visible(&shown(file)).into_owned());
        let verdict = one(file, limits, &bar);
        bar.finish_and_clear();
        match verdict {
            Ok((verdict, hash)) => {
                report.findings(&verdict.findings);
                print(&told(file, &verdict, &hash, report));
                if !verdict.agrees() {
                    code = code.max(FAULTS);
                }
            }
            Err(finding) => {
                report.findings(&[finding]);
                code = TROUBLE;
            }
        }
    }
    Ok(code)
}

fn one(file: &Path, limits: Limits, bar: &ProgressBar) -> Result<(Verdict, String), Finding> {
    let bytes = read_archive(file, &limits)?;
    let folder = WorkingFolder::new()?;
    let engine = Engine::new().with_cache(Cache::Own).with_trial(Some(apart::here())).with_limits(limits);
    let verdict = verify(&engine, &bytes, &SourceFile::at(file), folder.path(), &|_| bar.tick())?;
    Ok((verdict, file_hash(&bytes)))
}

/// The bytes of an archive.
///
/// # Errors
/// `M504` a file that cannot be read, or is too large.
pub fn read_archive(file: &Path, limits: &Limits) -> Result<Vec<u8>, Finding> {
    let size = std::fs::metadata(file).map_or(0, |facts| facts.len());
    if size > limits.archive_bytes as u64 {
        return Err(too_large(limits, ARCHIVE_BYTES).at(Place::file(SourceFile::at(file))));
    }
    input::read(file, limits.archive_bytes as u64).map_err(|e| {
        let Message { ja, en } = reason(&e);
        Finding::error("M504", msg!("ファイルを読めません: {ja}", "cannot read the file: {en}"))
            .at(Place::file(SourceFile::at(file)))
    })
}

/// What was looked at and what came of it.
fn told(file: &Path, verdict: &Verdict, hash: &str, report: &Report) -> String {
    let name = shown(file);
    let mut out = format!("{}  {}\n", visible(&name), visible(&verdict.title));
    let mut rows = Vec::new();
    for (part, outcome) in &verdict.parts {
        let what = match part {
            Part::Seal => report.say("ファイル", "file"),
            Part::Attachments => report.say("添付と目録", "attachments and manifest"),
            Part::Paper => report.say("作り直した紙面", "the paper made again"),
        };
        let came = match (part, outcome) {
            (Part::Seal, Outcome::Agrees) => report.say("○ 作ったときのまま", "ok: as it was made"),
            (Part::Attachments, Outcome::Agrees) => report.say("○ すべて合っている", "ok: all agree"),
            (_, Outcome::Agrees) => {
                report.say("○ 添付から作り直すと同じバイトになる", "ok: the attachments give the same bytes")
            }
            (_, Outcome::Alike) => report.say(
                "○ 添付から作り直すと同じ文、同じ絵になる（別の版の matome）",
                "ok: the attachments give the same texts and pictures (another version)",
            ),
            (_, Outcome::Differs) => report.say("× 違う", "DIFFERS"),
            (_, Outcome::Untried) => report.say("－ 添付が違うので、試していない", "not tried: attachments differ"),
        };
        rows.push(vec![format!("  {what}"), came.to_owned()]);
    }
    rows.push(vec!["  SHA-256".to_owned(), hash.to_owned()]);
    out.push_str(&columns(&rows));
    out.push_str(match verdict.agrees() {
        true => report.say(
            "  この PDF の紙面は、添付した回答と様式から作られたものです。作った人や日時の証明ではありません\n",
            "  The paper was made from the attached answers and forms. Who made it, and when, is not proved\n",
        ),
        false => report.say("  作ったときのままではありません\n", "  It is not as it was made\n"),
    });
    out
}
