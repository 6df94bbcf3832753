//! `matome render FORM INPUT… -o OUT`: one paper, without a project.

use std::path::{Path, PathBuf};

use super::args::{RenderArgs, Writing};
use super::inputs::{self, Opened};
use super::report::{Report, print, stops};
use super::{DONE, FAULTS, TROUBLE, slips};
use crate::book::{Book, Matome};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::{Output, write_all};
use crate::place::same_place;
use crate::project::standards;
use crate::sheet::Xlsx;
use crate::source::named;
use crate::typeset::Pdf;
use crate::units::Date;

pub fn run(args: &RenderArgs, report: &mut Report) -> u8 {
    let pdf = match pdf_options(&args.writing) {
        Ok(pdf) => pdf,
        Err(message) => return refuse(report, message),
    };
    if slips::is_slip(&args.form, &args.reading) {
        return slips::render(args, &pdf, report);
    }
    if args.each {
        return refuse(
            report,
            msg!("--each は個票の様式（evaluation など）にだけ使えます", "--each is for slips such as evaluation"),
        );
    }
    if let Err(message) = check_kinds(&args.output) {
        return refuse(report, message);
    }
    if let Err(message) = check_outputs(&args.output, &args.inputs) {
        return refuse(report, message);
    }
    let mut findings = Vec::new();
    let Opened { matome, form, sources, given } =
        match inputs::open(&args.form, &args.inputs, &args.reading, &args.output, &mut findings) {
            Ok(opened) => opened,
            Err(faults) => {
                report.findings(&faults);
                return TROUBLE;
            }
        };
    let book = if args.example {
        matome.example(&form, &sources, &given, &mut findings)
    } else {
        matome.read(&form, &sources, &given, &mut findings)
    };
    drop(sources);
    let stopped = stops(&findings, args.writing.strict) && !args.writing.force;
    let (Some(book), false) = (book, stopped) else {
        report.findings(&findings);
        return give_up(report, &findings, args.writing.force);
    };
    if args.explain_pages {
        let lines: String = book.explain_pages().iter().map(|m| format!("{}\n", report.lang.pick(m))).collect();
        print(&lines);
    }
    match make(&matome, &book, &args.output, &pdf, &mut findings) {
        Some(outputs) => {
            report.findings(&findings);
            if let Err(finding) = write_all(&outputs) {
                report.findings(&[finding]);
                return TROUBLE;
            }
            let (rows, pages, counts) = (book.plan.rows.len(), book.printed_pages(&pdf), report.counts(&findings));
            report.note(&msg!("{rows} 行、{pages} ページ。{counts}", "{rows} rows, {pages} pages; {counts}"));
            // errors stay errors: --force writes, it does not excuse
            if stops(&findings, args.writing.strict) { FAULTS } else { DONE }
        }
        None => {
            report.findings(&findings);
            give_up(report, &findings, args.writing.force)
        }
    }
}

/// Each output's name tells its kind.
pub fn check_kinds(outputs: &[PathBuf]) -> Result<(), Message> {
    let Some(path) = outputs.iter().find(|p| Kind::of(p).is_none()) else { return Ok(()) };
    let name = path.display();
    Err(msg!(
        "出力「{name}」の種類が分かりません。末尾を .pdf、.xlsx、.json のどれかにしてください",
        "cannot tell the kind of \"{name}\": end it in .pdf, .xlsx or .json"
    ))
}

/// No output takes the place of an input, or of another output.
pub fn check_outputs(outputs: &[PathBuf], inputs: &[PathBuf]) -> Result<(), Message> {
    let inputs: Vec<PathBuf> = named(inputs).map(|i| same_place(i)).collect();
    let mut places = Vec::new();
    for output in outputs {
        let (place, name) = (same_place(output), output.display());
        if inputs.contains(&place) {
            return Err(msg!(
                "出力「{name}」は入力のファイルです。入力が消えないよう、別の名前にしてください",
                "the output \"{name}\" is an input: choose another name, so that the input is kept"
            ));
        }
        if places.contains(&place) {
            return Err(msg!(
                "出力「{name}」が二度指定されています。別の名前にしてください",
                "the output \"{name}\" is there twice: choose another name"
            ));
        }
        places.push(place);
    }
    Ok(())
}

/// Kinds of output, by the end of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Xlsx,
    Json,
}

impl Kind {
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        Some(match ending.as_str() {
            "pdf" => Self::Pdf,
            "xlsx" => Self::Xlsx,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

/// Makes the bytes of every output; `None` when one fails.
pub fn make(
    matome: &Matome,
    book: &Book,
    paths: &[PathBuf],
    pdf: &Pdf,
    findings: &mut Vec<Finding>,
) -> Option<Vec<Output>> {
    let mut outputs = Vec::new();
    for path in paths {
        let bytes = match Kind::of(path)? {
            Kind::Pdf => matome.pdf(book, pdf),
            Kind::Xlsx => matome.xlsx(book, &Xlsx { date: pdf.date }),
            Kind::Json => Ok(book.json().into_bytes()),
        };
        match bytes {
            Ok(bytes) => outputs.push(Output { path: path.clone(), bytes }),
            Err(mut faults) => {
                // a label that is too high was told when the paper was read
                faults.retain(|fault| !findings.contains(fault));
                findings.append(&mut faults);
                return None;
            }
        }
    }
    Some(outputs)
}

pub fn pdf_options(writing: &Writing) -> Result<Pdf, Message> {
    let standards = standards(writing.standard.iter().map(String::as_str))?;
    let date = writing.date.as_deref().map(parse_date).transpose()?;
    Ok(Pdf { standards, tagged: !writing.untagged, summary: writing.summary, date })
}

pub fn parse_date(text: &str) -> Result<Date, Message> {
    Date::parse(text).ok_or_else(|| {
        msg!(
            "日付「{text}」を読めません。2026-04-01 のように書いてください",
            "cannot read the date \"{text}\": write it like 2026-04-01"
        )
    })
}

/// A refusal before anything was read.
pub fn refuse(report: &Report, message: Message) -> u8 {
    report.findings(&[Finding::error("M000", message)]);
    TROUBLE
}

/// Findings that `--force` does not help: there is no table or slip, or an output cannot be made.
const UNFORCED: [&str; 12] =
    ["M050", "M064", "M083", "M210", "M211", "M212", "M213", "M214", "M301", "M302", "M303", "M304"];

/// Whether `--force` would write what was not written.
pub fn force_helps(findings: &[Finding], force: bool) -> bool {
    !force && !findings.iter().any(|f| UNFORCED.contains(&f.code.0))
}

/// Findings have been printed; say that nothing was written.
pub fn give_up(report: &Report, findings: &[Finding], force: bool) -> u8 {
    let counts = report.counts(findings);
    report.note(&if force_helps(findings, force) {
        msg!(
            "何も書き出していません（{counts}）。--force を付けるとこのまま書き出します",
            "nothing was written ({counts}); --force writes all the same"
        )
    } else {
        msg!("何も書き出していません（{counts}）", "nothing was written ({counts})")
    });
    FAULTS
}
