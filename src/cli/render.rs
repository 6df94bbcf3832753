//! `matome render FORM INPUT… -o OUT`: one paper, without a project.

use std::path::Path;

use super::args::{RenderArgs, Writing};
use super::report::{Report, print, stops};
use super::inputs::{self, Opened};
use super::{DONE, FAULTS, TROUBLE, slips};
use crate::book::{Book, Matome};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::{Output, write_all};
use crate::sheet::Xlsx;
use crate::typeset::{Pdf, Standard};

pub fn run(args: &RenderArgs, report: &mut Report) -> u8 {
    let pdf = match pdf_options(&args.writing) {
        Ok(pdf) => pdf,
        Err(message) => return refuse(report, message),
    };
    if slips::is_slip(&args.form, &args.reading) {
        return slips::render(args, &pdf, report);
    }
    if args.each {
        return refuse(report, msg!("--each は個票の様式（evaluation など）にだけ使えます", "--each is for slips such as evaluation"));
    }
    for path in &args.output {
        if Kind::of(path).is_none() {
            let name = path.display();
            return refuse(report, msg!("出力「{name}」の種類が分かりません。末尾を .pdf、.xlsx、.json のどれかにしてください", "cannot tell the kind of \"{name}\": end it in .pdf, .xlsx or .json"));
        }
    }
    let mut findings = Vec::new();
    let Opened { matome, form, sources, given } = match inputs::open(&args.form, &args.inputs, &args.reading, &mut findings) {
        Ok(opened) => opened,
        Err(faults) => {
            report.findings(&faults);
            return TROUBLE;
        }
    };
    let book = matome.read(&form, &sources, &given, &mut findings);
    drop(sources);
    let stopped = stops(&findings, args.writing.strict) && !args.writing.force;
    let (Some(book), false) = (book, stopped) else {
        report.findings(&findings);
        return give_up(report, &findings);
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
            let (rows, pages, counts) = (book.plan.rows.len(), book.pages.len(), report.counts(&findings));
            report.note(&msg!("{rows} 行、{pages} ページ。{counts}", "{rows} rows, {pages} pages; {counts}"));
            DONE
        }
        None => {
            report.findings(&findings);
            give_up(report, &findings)
        }
    }
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
pub fn make(matome: &Matome, book: &Book, paths: &[std::path::PathBuf], pdf: &Pdf, findings: &mut Vec<Finding>) -> Option<Vec<Output>> {
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
                findings.append(&mut faults);
                return None;
            }
        }
    }
    Some(outputs)
}

pub fn pdf_options(writing: &Writing) -> Result<Pdf, Message> {
    let mut standards = Vec::new();
    for name in writing.standard.iter().filter(|n| !n.trim().is_empty()) {
        let Some(standard) = Standard::parse(name) else {
            return Err(msg!("規格「{name}」はありません。a-2b、a-2a、a-3a、ua-1 から選んでください", "there is no standard \"{name}\": choose from a-2b, a-2a, a-3a, ua-1"));
        };
        if !standards.contains(&standard) {
            standards.push(standard);
        }
    }
    let date = writing.date.as_deref().map(parse_date).transpose()?;
    Ok(Pdf { standards, tagged: !writing.untagged, date })
}

fn parse_date(text: &str) -> Result<(i32, u8, u8), Message> {
    let fault = || msg!("日付「{text}」を読めません。2026-04-01 のように書いてください", "cannot read the date \"{text}\": write it like 2026-04-01");
    let mut parts = text.split('-');
    let mut next = || parts.next().and_then(|p| p.parse::<i32>().ok());
    let (Some(year), Some(month), Some(day)) = (next(), next(), next()) else { return Err(fault()) };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err(fault()),
    };
    let valid = parts.next().is_none() && (1900..=9999).contains(&year) && (1..=days).contains(&day);
    if valid { Ok((year, month as u8, day as u8)) } else { Err(fault()) }
}

/// A refusal before anything was read.
pub fn refuse(report: &Report, message: Message) -> u8 {
    report.findings(&[Finding::error("M000", message)]);
    TROUBLE
}

/// Findings have been printed; say that nothing was written.
pub fn give_up(report: &Report, findings: &[Finding]) -> u8 {
    let counts = report.counts(findings);
    report.note(&msg!("何も書き出していません（{counts}）。--force を付けるとこのまま書き出します", "nothing was written ({counts}); --force writes all the same"));
    FAULTS
}
