//! `matome inquire NAME`: the answer workbooks, letters and the list of what goes out.

use super::args::InquireArgs;
use super::inquiries::{Asking, Held};
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::inquiry::LEDGER;
use crate::msg;
use crate::output::write_all;
use crate::told::Faults;

pub fn run(args: &InquireArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let settings = asking.settings(&args.name)?;
    let mut inquiry = asking.inquiry(settings)?;
    // what was asked once stays as it was
    let begun = inquiry.folder.join(LEDGER).exists();
    let mut seen = Vec::new();
    let old = if begun { None } else { inquiry.last_time(&asking.project, &mut seen)? };
    if old.is_none() {
        findings.append(&mut seen);
    }
    let held = Held::new(&inquiry.folder, &asking.engine, &|told| report.note(told))?;
    let outgoing = match inquiry.send(old, &args.only, today) {
        Ok(outgoing) => outgoing,
        Err(faults) => {
            held.give_up();
            report.findings(&findings);
            return Err(faults);
        }
    };
    findings.extend(outgoing.findings);
    if stops(&findings, false) {
        held.give_up();
        report.findings(&findings);
        return Ok(FAULTS);
    }
    write_all(&outgoing.outputs)?;
    // papers can be made of it from now on
    if !begun {
        write_all(&asking.inquiry(settings)?.round()?.written(Vec::new()))?;
    }
    drop(held);
    report.findings(&findings);
    let name = &settings.name;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for sent in &outgoing.made {
        let count = format!("{} {}", sent.rows, report.say(inquiry.unit().0, inquiry.unit().1));
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
