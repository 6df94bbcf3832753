//! `matome remind NAME`: reminder letters for those that are missing or have something open.

use super::args::RemindArgs;
use super::inquiries::Asking;
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::finding::Message;
use crate::msg;
use crate::told::Faults;

pub fn run(args: &RemindArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let waiting = |told: &Message| report.note(told);
    let reminded = asking.work(&args.name, today, &waiting)?.remind(&args.sections)?;
    findings.extend(reminded.findings);
    report.findings(&findings);
    if reminded.letters.is_empty() {
        report.note(&msg!("督促する課はありません。すべての課の回答がそろっています", "nobody needs a reminder"));
        return Ok(DONE);
    }
    if stops(&findings, false) {
        return Ok(FAULTS);
    }
    let rows: Vec<Vec<String>> = reminded
        .letters
        .iter()
        .map(|(letter, file)| {
            let open = format!("{}/{}", letter.answered, letter.asked);
            let state = match letter.received {
                false => report.say("未提出", "missing"),
                true if letter.answered < letter.asked => report.say("記入残り", "open"),
                true if letter.errors > 0 => report.say("要修正", "to be mended"),
                true => report.say("回答済", "answered"),
            };
            vec![format!("{}{}", letter.to.bureau, letter.to.section), state.to_owned(), open, format!("{file}.pdf")]
        })
        .collect();
    print(&columns(&rows));
    let (count, name) = (reminded.letters.len(), &args.name);
    report.note(&msg!(
        "{count} 課への督促を「照会/{name}/督促」に作りました",
        "{count} reminders are in 照会/{name}/督促"
    ));
    Ok(DONE)
}
