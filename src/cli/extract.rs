//! `matome extract FILE -o DIR`: the data of an archive as a project again.

use super::args::ExtractArgs;
use super::report::Report;
use super::{DONE, FAULTS, TROUBLE};
use crate::archive::{extract, open};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::{reason, write_all};
use crate::place::Place;
use crate::place::SourceFile;
use crate::place::shown;

pub fn run(args: &ExtractArgs, report: &mut Report) -> u8 {
    let trouble = |report: &Report, finding: Finding| {
        report.findings(&[finding]);
        TROUBLE
    };
    let bytes = match std::fs::read(&args.file) {
        Ok(bytes) => bytes,
        Err(e) => {
            let Message { ja, en } = reason(&e);
            let message = msg!("ファイルを読めません: {ja}", "cannot read the file: {en}");
            return trouble(report, Finding::error("M504", message).at(Place::file(SourceFile::at(&args.file))));
        }
    };
    let archive = match open(&bytes, SourceFile::at(&args.file)) {
        Ok(archive) => archive,
        Err(finding) => return trouble(report, finding),
    };
    let outputs = match extract(&archive, &args.output) {
        Ok(outputs) => outputs,
        Err(findings) => {
            report.findings(&findings);
            return if findings.iter().any(|f| f.code.0 == "M512") { TROUBLE } else { FAULTS };
        }
    };
    if let Err(finding) = write_all(&outputs) {
        return trouble(report, finding);
    }
    let (count, folder, title) = (outputs.len(), shown(&args.output), &archive.manifest().paper.title);
    report.note(&msg!(
        "「{title}」の {count} ファイルを「{folder}」に取り出しました\n同じ紙面を作るには: matome build --project {folder}\n同じ保存用を作るには: matome archive --project {folder}",
        "{count} files of \"{title}\" are in \"{folder}\"\nthe same paper: matome build --project {folder}\nthe same archive: matome archive --project {folder}"
    ));
    DONE
}
