//! `matome check FORM INPUT…`: every finding, no output.

use super::args::CheckArgs;
use super::opened::Opened;
use super::report::{Format, Report, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::finding::Finding;
use crate::msg;
use crate::paper::Book;
use crate::told::Faults;

pub fn run(args: &CheckArgs, report: &Report) -> Result<u8, Faults> {
    let mut findings = Vec::new();
    let (files, book) = match check(args, &mut findings) {
        Ok(checked) => checked,
        Err(faults) => {
            findings.extend(faults);
            report.write(&findings, args.format);
            return Ok(TROUBLE);
        }
    };
    report.write(&findings, args.format);
    if args.format == Format::Text {
        let counts = report.counts(&findings);
        let noted = match book.map(|book| book.into_data().count()) {
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
    Ok(if stops(&findings, args.strict) { FAULTS } else { DONE })
}

/// How many files were read, and what they hold.
fn check(args: &CheckArgs, findings: &mut Vec<Finding>) -> Result<(usize, Option<Book>), Faults> {
    let opened = Opened::new(&args.form, &args.reading, findings)?;
    let sources = opened.sources(&args.inputs, &[], findings)?;
    let Opened { engine, form, given, .. } = opened;
    Ok((sources.len(), engine.make(&form, &sources, &given).tell(findings)))
}
