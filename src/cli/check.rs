//! `matome check FORM INPUT…`: every finding, no output but a workbook of them.

use std::path::PathBuf;

use super::args::CheckArgs;
use super::check_book::book;
use super::check_owners::Owners;
use super::opened::Opened;
use super::outputs::{OutputKind, check_outputs, refused};
use super::report::{Format, Report, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::engine::Engine;
use crate::finding::Finding;
use crate::msg;
use crate::output::{Output, write_all};
use crate::paper::Data;
use crate::told::Faults;

pub fn run(args: &CheckArgs, report: &Report) -> Result<u8, Faults> {
    let output = output(args)?;
    let mut findings = Vec::new();
    let (engine, files, data) = match check(args, output, &mut findings) {
        Ok(checked) => checked,
        Err(faults) => {
            findings.extend(faults);
            report.write(&findings, args.format);
            return Ok(TROUBLE);
        }
    };
    if let Some(output) = output {
        let owners = data.as_ref().map(Owners::of).unwrap_or_default();
        let bytes = book(&engine, &findings, &owners, output, report)?;
        write_all(&[Output { path: output.clone(), bytes }])?;
    } else {
        report.write(&findings, args.format);
    }
    if matches!(args.format, Format::Text | Format::Xlsx) {
        let counts = report.counts(&findings);
        let noted = match data.map(|data| data.count()) {
            Some(count) => {
                let (number, ja, en) = (count.number, count.ja, count.en);
                msg!(
                    "{files} ファイル、{number} {ja}を点検しました。{counts}",
                    "{files} files, {number} {en} checked; {counts}"
                )
            }
            None => msg!("{files} ファイルを点検しました。{counts}", "{files} files checked; {counts}"),
        };
        report.note(&noted);
    }
    if let Some(output) = output {
        let shown = output.display();
        report.note(&msg!("所見を「{shown}」に書きました", "the findings were written to \"{shown}\""));
    }
    Ok(if stops(&findings, args.strict) { FAULTS } else { DONE })
}

/// Where the workbook goes, if one is wanted.
fn output(args: &CheckArgs) -> Result<Option<&PathBuf>, Faults> {
    match (args.format, &args.output) {
        (Format::Xlsx, Some(output)) if OutputKind::of(output) == Some(OutputKind::Xlsx) => {
            check_outputs(std::slice::from_ref(output), &args.inputs).map_err(refused)?;
            Ok(Some(output))
        }
        (Format::Xlsx, Some(output)) => {
            let shown = output.display();
            Err(refused(msg!(
                "出力「{shown}」の末尾を .xlsx にしてください",
                "end the name of the output \"{shown}\" in .xlsx"
            )))
        }
        (Format::Xlsx, None) => Err(refused(msg!(
            "--format xlsx には、書くファイルを -o 所見.xlsx のように指定してください",
            "--format xlsx needs a file to write: -o findings.xlsx"
        ))),
        (_, Some(_)) => Err(refused(msg!("-o は --format xlsx と一緒に使います", "-o goes with --format xlsx"))),
        (_, None) => Ok(None),
    }
}

/// How many files were read, and what they hold.
fn check(
    args: &CheckArgs,
    output: Option<&PathBuf>,
    findings: &mut Vec<Finding>,
) -> Result<(Engine, usize, Option<Data>), Faults> {
    let opened = Opened::new(&args.form, &args.reading, findings)?;
    let outputs: Vec<PathBuf> = output.cloned().into_iter().collect();
    let sources = opened.sources(&args.inputs, &outputs, findings)?;
    let Opened { engine, form, given, .. } = opened;
    let book = engine.make(&form, &sources, &given).tell(findings);
    Ok((engine, sources.len(), book.map(|book| book.into_data())))
}
