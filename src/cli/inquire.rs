//! `matome inquire NAME`: the answer workbooks, letters and the list of what goes out.

use super::args::InquireArgs;
use super::inquiries::Asking;
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::finding::Message;
use crate::msg;
use crate::told::Faults;

pub fn run(args: &InquireArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let waiting = |told: &Message| report.note(told);
    let outgoing = asking.work(&args.name, today, &waiting)?.send(&args.only)?;
    findings.extend(outgoing.findings);
    if stops(&findings, false) {
        report.findings(&findings);
        return Ok(FAULTS);
    }
    report.findings(&findings);
    let name = &args.name;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for sent in &outgoing.made {
        let count = format!("{} {}", sent.rows, report.say(outgoing.unit.0, outgoing.unit.1));
        rows.push(vec![sent.who.to_string(), count, format!("照会/{name}/{}", sent.file)]);
    }
    print(&columns(&rows));
    let (made, kept) = (outgoing.made.len(), outgoing.kept);
    report.note(&match (made, kept) {
        (0, kept) => msg!(
            "{kept} 課の回答様式はもう作ってあります。何も書き換えていません",
            "the workbooks of {kept} sections are there already; nothing was changed"
        ),
        (made, 0) => msg!(
            "{made} 課の回答様式と依頼文を「照会/{name}」に作りました",
            "workbooks and letters for {made} sections are in 照会/{name}"
        ),
        (made, kept) => msg!(
            "{made} 課の回答様式と依頼文を「照会/{name}」に作りました（{kept} 課はもうあるので、そのままです）",
            "workbooks and letters for {made} sections are in 照会/{name} ({kept} were there already)"
        ),
    });
    Ok(DONE)
}
