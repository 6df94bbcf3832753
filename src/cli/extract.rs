//! `matome extract FILE -o DIR`: the data of an archive as a project again.

use super::args::ExtractArgs;
use super::opened::limits_of;
use super::report::Report;
use super::verify::read_archive;
use super::{DONE, FAULTS, TROUBLE};
use crate::archive::{extract, open};
use crate::msg;
use crate::output::write_all;
use crate::place::{SourceFile, shown};
use crate::told::Faults;
use crate::words::visible;

pub fn run(args: &ExtractArgs, report: &Report) -> Result<u8, Faults> {
    let file = SourceFile::at(&args.file);
    let limits = limits_of(args.project.as_deref())?;
    let bytes = read_archive(&args.file, &limits)?;
    let archive = open(&bytes, &file, &limits)?;
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
