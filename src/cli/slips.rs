//! `render`, `check` and `build` of slips: one book, or a file for each project.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{CheckArgs, Format, Reading, RenderArgs, Writing};
use super::inputs::{Opened, open_with};
use super::made::progress;
use super::render::{Kind, check_kinds, check_outputs, give_up, refuse};
use super::report::{Report, print, stops};
use super::{DONE, FAULTS, TROUBLE};
use crate::book::Matome;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::output::{Output, write_all};
use crate::place::same_place;
use crate::sheet::Xlsx;
use crate::slip::{SetSlip, SlipBook, is_slip as is_slip_form};
use crate::typeset::Pdf;

/// A sheet's files with what was noticed, or why there are none.
type Made = Result<(Vec<Output>, Vec<Finding>), Vec<Finding>>;

/// Sheets that are made before they are written; bounds the memory.
const ROUND: usize = 32;

/// Whether the form named on the command line is a slip.
pub fn is_slip(form: &str, reading: &Reading) -> bool {
    let folder = reading.project.as_deref().unwrap_or(Path::new("."));
    Matome::with_project(folder).is_ok_and(|matome| is_slip_form(&matome.templates, form))
}

/// What a command works on.
struct Read {
    matome: Matome,
    book: Option<SlipBook>,
    files: Vec<PathBuf>,
}

fn read(
    form: &str,
    inputs: &[PathBuf],
    reading: &Reading,
    outputs: &[PathBuf],
    findings: &mut Vec<Finding>,
) -> Result<Read, Vec<Finding>> {
    let load = |matome: &Matome| matome.slip_form(form);
    let Opened { matome, form, sources, given } = open_with(load, inputs, reading, outputs, findings)?;
    let book = matome.read_slips(&form, &sources, &given, findings);
    Ok(Read { matome, book, files: sources.iter().filter_map(|s| s.file.path()).map(same_place).collect() })
}

pub fn check(args: &CheckArgs, report: &Report) -> u8 {
    let mut findings = Vec::new();
    let opened = read(&args.form, &args.inputs, &args.reading, &[], &mut findings);
    let (sheets, files) = match opened {
        Ok(Read { matome, book, files }) => {
            let set = book.as_ref().map(|book| matome.set_slips(book, &mut findings));
            if let Some(Err(faults)) = set {
                findings.extend(faults);
            }
            (book.map_or(0, |b| b.slips.len()), files.len())
        }
        Err(faults) => {
            findings.extend(faults);
            report.write(&findings, args.format);
            return TROUBLE;
        }
    };
    report.write(&findings, args.format);
    if args.format == Format::Text {
        let counts = report.counts(&findings);
        report.note(&msg!(
            "{files} ファイル、{sheets} 事業を点検しました。{counts}",
            "{files} files, {sheets} projects checked; {counts}"
        ));
    }
    if stops(&findings, args.strict) { FAULTS } else { DONE }
}

pub fn render(args: &RenderArgs, pdf: &Pdf, report: &Report) -> u8 {
    if args.example {
        return refuse(
            report,
            msg!(
                "--example は一覧の様式にだけ使えます。記入例の表示は様式で決めます",
                "--example is for lists; a slip says in its form where examples stand"
            ),
        );
    }
    if args.each {
        if args.output.len() != 1 || args.output[0].is_file() {
            return refuse(
                report,
                msg!("--each では、-o にフォルダーを一つ指定してください", "with --each, -o names one folder"),
            );
        }
        if let Some(kind) = args.kinds.iter().find(|k| !["pdf", "xlsx"].contains(&k.as_str())) {
            return refuse(
                report,
                msg!(
                    "--kinds の「{kind}」は使えません。pdf、xlsx から選んでください",
                    "--kinds \"{kind}\": choose from pdf, xlsx"
                ),
            );
        }
    } else if let Err(message) = check_kinds(&args.output) {
        return refuse(report, message);
    }
    if let Err(message) = check_outputs(&args.output, &args.inputs) {
        return refuse(report, message);
    }
    let mut findings = Vec::new();
    let Read { matome, book, files } = match read(&args.form, &args.inputs, &args.reading, &args.output, &mut findings)
    {
        Ok(opened) => opened,
        Err(faults) => {
            report.findings(&faults);
            return TROUBLE;
        }
    };
    let stopped = stops(&findings, args.writing.strict) && !args.writing.force;
    let (Some(book), false) = (book, stopped) else {
        report.findings(&findings);
        return give_up(report, &findings, args.writing.force);
    };
    if args.each {
        return each(args, &matome, &book, &files, pdf, findings, report);
    }
    let outputs = set(&matome, &book, &args.writing, &mut findings).and_then(|set| {
        if args.explain_pages {
            print(&explain(&set, report));
        }
        let outputs = make(&matome, &book, &set, &args.output, pdf)?;
        Ok((outputs, set.iter().map(|s| s.pages.len()).sum::<usize>()))
    });
    match outputs {
        Ok((outputs, pages)) => {
            report.findings(&findings);
            if let Err(finding) = write_all(&outputs) {
                report.findings(&[finding]);
                return TROUBLE;
            }
            let (sheets, counts) = (book.slips.len(), report.counts(&findings));
            report.note(&msg!("{sheets} 事業、{pages} ページ。{counts}", "{sheets} projects, {pages} pages; {counts}"));
            if stops(&findings, args.writing.strict) { FAULTS } else { DONE }
        }
        Err(faults) => {
            findings.extend(faults);
            report.findings(&findings);
            give_up(report, &findings, args.writing.force)
        }
    }
}

/// The size that each sheet was fitted in, and its pages.
fn explain(set: &[SetSlip], report: &Report) -> String {
    let mut page = 1;
    let mut out = String::new();
    for sheet in set {
        let (name, size, count) =
            (sheet.bookmarks.last().map_or(String::new(), |name| quote(name)), sheet.size, sheet.pages.len() - 1);
        let message = match count {
            0 => msg!(
                "{page} ページ 「{name}」: {size}pt で 1 枚に収まった",
                "page {page} \"{name}\": fits on a sheet at {size} pt"
            ),
            _ => msg!(
                "{page} ページ 「{name}」: {size}pt で組み、入らない分は別紙 {count} ページ",
                "page {page} \"{name}\": goes on over {count} pages of supplement at {size} pt"
            ),
        };
        out.push_str(report.lang.pick(&message));
        out.push('\n');
        page += sheet.pages.len();
    }
    out
}

/// Lays the sheets out; a sheet that does not fit stops unless forced.
fn set(
    matome: &Matome,
    book: &SlipBook,
    writing: &Writing,
    findings: &mut Vec<Finding>,
) -> Result<Vec<SetSlip>, Vec<Finding>> {
    let mut found = Vec::new();
    let set = matome.set_slips(book, &mut found)?;
    if stops(&found, writing.strict) && !writing.force {
        return Err(found);
    }
    findings.append(&mut found);
    Ok(set)
}

fn make(
    matome: &Matome,
    book: &SlipBook,
    set: &[SetSlip],
    paths: &[PathBuf],
    pdf: &Pdf,
) -> Result<Vec<Output>, Vec<Finding>> {
    let mut outputs = Vec::new();
    for path in paths {
        let bytes = match Kind::of(path) {
            Some(Kind::Xlsx) => matome.slips_xlsx(book, &Xlsx { date: pdf.date })?,
            Some(Kind::Json) => book.json().into_bytes(),
            _ => matome.slips_pdf(book, set, pdf)?,
        };
        outputs.push(Output { path: path.clone(), bytes });
    }
    Ok(outputs)
}

/// One file a project and kind, written round by round.
fn each(
    args: &RenderArgs,
    matome: &Matome,
    book: &SlipBook,
    inputs: &[PathBuf],
    pdf: &Pdf,
    mut findings: Vec<Finding>,
    report: &Report,
) -> u8 {
    let names = match names(book, args.name.as_deref()) {
        Ok(names) => names,
        Err(fault) => {
            report.findings(&[fault]);
            return TROUBLE;
        }
    };
    let folder = &args.output[0];
    let files =
        |name: &str| -> Vec<PathBuf> { args.kinds.iter().map(|kind| folder.join(format!("{name}.{kind}"))).collect() };
    let all: Vec<PathBuf> = names.iter().flat_map(|n| files(n)).collect();
    if let Err(message) = check_outputs(&all, inputs) {
        return refuse(report, message);
    }
    // what stops a sheet is found before any file is written
    for from in (0..book.slips.len()).step_by(ROUND) {
        let mut found = Vec::new();
        let part = book.part(from..(from + ROUND).min(book.slips.len()));
        if let Err(faults) = set(matome, &part, &args.writing, &mut found) {
            findings.extend(faults);
            report.findings(&findings);
            return give_up(report, &findings, args.writing.force);
        }
    }
    let bar = progress(book.slips.len() as u64, report);
    for round in (0..book.slips.len()).collect::<Vec<_>>().chunks(ROUND) {
        let made: Vec<Made> = round
            .par_iter()
            .map(|&s| {
                let one = book.part(s..s + 1);
                let mut found = Vec::new();
                let set = set(matome, &one, &args.writing, &mut found)?;
                let outputs = make(matome, &one, &set, &files(&names[s]), pdf)?;
                bar.inc(1);
                Ok((outputs, found))
            })
            .collect();
        // Typst's caches serve the next round too; what it does not use goes
        comemo::evict(1);
        for made in made {
            match made {
                Ok((outputs, mut found)) => {
                    findings.append(&mut found);
                    if let Err(finding) = write_all(&outputs) {
                        bar.finish_and_clear();
                        report.findings(&[finding]);
                        return TROUBLE;
                    }
                }
                Err(faults) => {
                    bar.finish_and_clear();
                    findings.extend(faults);
                    report.findings(&findings);
                    return FAULTS;
                }
            }
        }
    }
    bar.finish_and_clear();
    report.findings(&findings);
    let (sheets, files, shown, counts) =
        (book.slips.len(), book.slips.len() * args.kinds.len(), folder.display(), report.counts(&findings));
    report.note(&msg!(
        "{sheets} 事業、{files} ファイルを「{shown}」に置きました。{counts}",
        "{sheets} projects, {files} files in \"{shown}\"; {counts}"
    ));
    if stops(&findings, args.writing.strict) { FAULTS } else { DONE }
}

/// File names, each once, also where case does not matter.
fn names(book: &SlipBook, pattern: Option<&str>) -> Result<Vec<String>, Finding> {
    let mut taken = HashSet::new();
    let mut names = Vec::new();
    for slip in &book.slips {
        let own = book.file_name(slip, pattern)?;
        let mut name = own.clone();
        let mut n = 2;
        while !taken.insert(name.to_lowercase()) {
            let short: String = own.chars().take(114).collect();
            name = format!("{short}_{n}");
            n += 1;
        }
        names.push(name);
    }
    Ok(names)
}

/// Pages and files of a paper of a project; nothing when errors stop it.
pub fn outputs(
    matome: &Matome,
    book: &SlipBook,
    writing: &Writing,
    paths: &[PathBuf],
    pdf: &Pdf,
    findings: &mut Vec<Finding>,
) -> Option<(usize, Vec<Output>)> {
    let made = set(matome, book, writing, findings).and_then(|set| {
        let outputs = make(matome, book, &set, paths, pdf)?;
        Ok((set.iter().map(|s| s.pages.len()).sum(), outputs))
    });
    made.map_err(|faults| findings.extend(faults)).ok()
}
