//! `matome remind NAME`: reminder letters for those that are missing or have something open.

use rayon::prelude::*;

use super::args::RemindArgs;
use super::inquiries::Asking;
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::finding::tell_once;
use crate::inquiry::letters_pdf;
use crate::msg;
use crate::output::{Output, write_all};
use crate::told::Faults;
use crate::words::windows_name;

pub fn run(args: &RemindArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let inquiry = asking.inquiry(asking.settings(&args.name)?)?;
    let letters = inquiry.round()?.reminders(&args.sections, today)?;
    if letters.is_empty() {
        report.findings(&findings);
        report.note(&msg!("督促する課はありません。すべての課の回答がそろっています", "nobody needs a reminder"));
        return Ok(DONE);
    }
    let folder = inquiry.folder.join("督促");
    let name =
        |letter: &crate::inquiry::Letter| windows_name(&format!("{today}_{}_{}", letter.to.bureau, letter.to.section));
    let made = letters.par_iter().map(|letter| {
        let mut told = Vec::new();
        let pdf = letter.pdf(&asking.engine).tell_or_faults(&mut told)?;
        let mail = letter.mail(&asking.engine).tell_or_faults(&mut told)?;
        let pdf = Output { path: folder.join(format!("{}.pdf", name(letter))), bytes: pdf };
        let mail = Output { path: folder.join(format!("{}.txt", name(letter))), bytes: mail.into_bytes() };
        Ok((vec![pdf, mail], told))
    });
    let mut outputs = Vec::new();
    for made in made.collect::<Result<Vec<_>, Faults>>()? {
        outputs.extend(made.0);
        findings.extend(made.1);
    }
    let all = letters_pdf(&asking.engine, &letters).tell_or_faults(&mut findings)?;
    outputs.push(Output { path: folder.join(format!("{today}_一括印刷.pdf")), bytes: all });
    tell_once(&mut findings);
    if stops(&findings, false) {
        report.findings(&findings);
        return Ok(FAULTS);
    }
    write_all(&outputs)?;
    report.findings(&findings);
    let rows: Vec<Vec<String>> = letters
        .iter()
        .map(|letter| {
            let open = format!("{}/{}", letter.answered, letter.asked);
            let state = match letter.received {
                false => report.say("未提出", "missing"),
                true if letter.answered < letter.asked => report.say("記入残り", "open"),
                true if letter.errors > 0 => report.say("要修正", "to be mended"),
                true => report.say("回答済", "answered"),
            };
            vec![
                format!("{}{}", letter.to.bureau, letter.to.section),
                state.to_owned(),
                open,
                format!("{}.pdf", name(letter)),
            ]
        })
        .collect();
    print(&columns(&rows));
    let (count, name) = (letters.len(), &inquiry.settings.name);
    report.note(&msg!(
        "{count} 課への督促を「照会/{name}/督促」に作りました",
        "{count} reminders are in 照会/{name}/督促"
    ));
    Ok(DONE)
}
