//! `matome check FORM INPUT…`: every finding, no output.

use super::args::{CheckArgs, Format};
use super::inputs::{self, Opened};
use super::report::{Report, stops};
use super::{DONE, FAULTS, TROUBLE, slips};
use crate::finding::Message;

pub fn run(args: &CheckArgs, report: &mut Report) -> u8 {
    if slips::is_slip(&args.form, &args.reading) {
        return slips::check(args, report);
    }
    let mut findings = Vec::new();
    let Opened { matome, form, sources, given } =
        match inputs::open(&args.form, &args.inputs, &args.reading, &[], &mut findings) {
            Ok(opened) => opened,
            Err(faults) => {
                findings.extend(faults);
                report.write(&findings, args.format);
                return TROUBLE;
            }
        };
    let book = matome.read(&form, &sources, &given, &mut findings);
    report.write(&findings, args.format);
    if args.format == Format::Text {
        let rows = book.map_or(0, |b| b.plan.rows.len());
        let (files, counts) = (sources.len(), report.counts(&findings));
        report.note(&Message {
            ja: format!("{files} ファイル、{rows} 行を点検しました。{counts}"),
            en: format!("{files} files, {rows} rows checked; {counts}"),
        });
    }
    if stops(&findings, args.strict) { FAULTS } else { DONE }
}
