//! `matome return NAME [SECTION…]`: marked workbooks that go back.

use super::args::ReturnArgs;
use super::inquiries::{Asking, Held};
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::msg;
use crate::output::write_all;
use crate::told::Faults;

pub fn run(args: &ReturnArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let inquiry = asking.inquiry(asking.settings(&args.name)?)?;
    let held = if inquiry.folder.is_dir() {
        Some(Held::new(&inquiry.folder, &asking.engine, &|told| report.note(told))?)
    } else {
        None
    };
    let given = inquiry.round()?.give_back(&args.sections, today)?;
    findings.extend(given.findings);
    if stops(&findings, false) {
        report.findings(&findings);
        return Ok(FAULTS);
    }
    write_all(&given.outputs)?;
    drop(held);
    report.findings(&findings);
    let name = &inquiry.settings.name;
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
