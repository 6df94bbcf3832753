//! `matome return NAME [SECTION…]`: marked workbooks that go back.

use super::args::ReturnArgs;
use super::inquiries::Asking;
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::finding::Message;
use crate::msg;
use crate::told::Faults;

pub fn run(args: &ReturnArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let waiting = |told: &Message| report.note(told);
    let given = asking.work(&args.name, today, &waiting)?.give_back(&args.sections)?;
    findings.extend(given.findings);
    if stops(&findings, false) {
        report.findings(&findings);
        return Ok(FAULTS);
    }
    report.findings(&findings);
    let name = &args.name;
    let rows: Vec<Vec<String>> =
        given.made.iter().map(|sent| vec![sent.who.to_string(), format!("照会/{name}/{}", sent.file)]).collect();
    print(&columns(&rows));
    let count = given.made.len();
    report.note(&msg!(
        "{count} 課に差し戻すブックと文を「照会/{name}/差戻し」に作りました",
        "workbooks and letters for {count} sections are in 照会/{name}/差戻し"
    ));
    Ok(DONE)
}
