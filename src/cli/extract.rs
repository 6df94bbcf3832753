//! `matome extract FILE -o DIR`: the data of an archive as a project again.

use super::args::ExtractArgs;
use super::report::Report;
use super::{DONE, FAULTS, TROUBLE};
use crate::archive::{extract, open};
use crate::finding::{Finding, Message};
use crate::input;
use crate::limits::Limits;
use crate::msg;
use crate::output::{reason, write_all};
use crate::place::{Place, SourceFile, shown};
use crate::told::Faults;
use crate::words::visible;

pub fn run(args: &ExtractArgs, report: &Report) -> Result<u8, Faults> {
    let file = SourceFile::at(&args.file);
    let bytes = input::read(&args.file, Limits::default().archive_bytes as u64).map_err(|e| {
        let Message { ja, en } = reason(&e);
        let message = msg!("ファイルを読めません: {ja}", "cannot read the file: {en}");
        Finding::error("M504", message).at(Place::file(&file))
    })?;
    let archive = open(&bytes, &file, &Limits::default())?;
    let outputs = match extract(&archive, &args.output) {
        Ok(outputs) => outputs,
        Err(faults) => {
            report.findings(&faults);
            return Ok(if faults.iter().any(|f| f.code.0 == "M512") { TROUBLE } else { FAULTS });
        }
    };
    write_all(&outputs)?;
    let (count, folder) = (outputs.len(), shown(&args.output));
    let title = visible(&archive.manifest().paper.title);
    report.note(&msg!(
        "「{title}」の {count} ファイルを「{folder}」に取り出しました\n同じ紙面を作るには: matome build --project {folder}\n同じ保存用を作るには: matome archive --project {folder}",
        "{count} files of \"{title}\" are in \"{folder}\"\nthe same paper: matome build --project {folder}\nthe same archive: matome archive --project {folder}"
    ));
    Ok(DONE)
}
