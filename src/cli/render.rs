//! `matome render FORM INPUT… -o OUT`: one paper, without a project.

use super::args::RenderArgs;
use super::each::each;
use super::opened::Opened;
use super::outputs::{check_kinds, check_outputs, give_up, make, pdf_options, refused};
use super::report::{Report, print, stops};
use super::{DONE, FAULTS};
use crate::faces::outputs::new_findings;
use crate::msg;
use crate::output::write_all;
use crate::paper::Form;
use crate::told::Faults;
use crate::words::visible;

pub fn run(args: &RenderArgs, report: &Report) -> Result<u8, Faults> {
    let pdf = pdf_options(&args.writing)?;
    if args.each {
        if args.output.len() != 1 || args.output[0].is_file() {
            return Err(refused(msg!(
                "--each では、-o にフォルダーを一つ指定してください",
                "with --each, -o names one folder"
            )));
        }
        if let Some(kind) = args.kinds.iter().find(|k| !["pdf", "xlsx", "html", "csv"].contains(&k.as_str())) {
            return Err(refused(msg!(
                "--kinds の「{kind}」は使えません。pdf、xlsx、html、csv から選んでください",
                "--kinds \"{kind}\": choose from pdf, xlsx, html, csv"
            )));
        }
    } else {
        check_kinds(&args.output).map_err(refused)?;
    }
    check_outputs(&args.output, &args.inputs).map_err(refused)?;
    let mut findings = Vec::new();
    let opened = Opened::new(&args.form, &args.reading, &mut findings)?;
    check_options(&opened.form, args)?;
    let sources = opened.sources(&args.inputs, &args.output, &mut findings)?;
    let Opened { engine, form, given, .. } = &opened;
    if args.each {
        return each(args, engine, form, sources, given, &pdf, findings, report);
    }
    let example = if args.example { engine.example(form, &sources, given) } else { None };
    let told = example.unwrap_or_else(|| engine.make(form, &sources, given));
    drop(sources);
    let book = told.tell(&mut findings);
    let stopped = stops(&findings, args.writing.strict) && !args.writing.force;
    let Some(book) = book.filter(|_| !stopped) else {
        report.findings(&findings);
        return Ok(give_up(&findings, args.writing.force, report));
    };
    if args.explain_pages {
        let lines: String = book.explain().iter().map(|m| format!("{}\n", visible(report.lang.pick(m)))).collect();
        print(&lines);
    }
    let Some(outputs) = new_findings(make(engine, &book, &args.output, &pdf), &mut findings) else {
        report.findings(&findings);
        return Ok(give_up(&findings, args.writing.force, report));
    };
    report.findings(&findings);
    write_all(&outputs)?;
    let (pages, counts) = (book.page_count(&pdf), report.counts(&findings));
    let count = book.into_data().count();
    let (number, ja, en) = (count.number, count.ja, count.en);
    report.note(&msg!("{number} {ja}、{pages} ページ。{counts}", "{number} {en}, {pages} pages; {counts}"));
    // errors stay errors: --force writes, it does not excuse
    Ok(if stops(&findings, args.writing.strict) { FAULTS } else { DONE })
}

/// Options that only some kinds of forms have.
fn check_options(form: &Form, args: &RenderArgs) -> Result<(), Faults> {
    if args.each && !form.has_parts() {
        return Err(refused(msg!(
            "--each は個票の様式（evaluation など）にだけ使えます",
            "--each is for slips such as evaluation"
        )));
    }
    if args.example && !form.has_examples() {
        return Err(refused(msg!(
            "--example は一覧の様式にだけ使えます。記入例の表示は様式で決めます",
            "--example is for lists; a slip says in its form where examples stand"
        )));
    }
    Ok(())
}
