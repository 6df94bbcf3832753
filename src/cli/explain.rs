//! `matome explain CODE`: what a finding means.

use super::DONE;
use super::args::ExplainArgs;
use super::outputs::refused;
use super::report::{Lang, Report, print};
use crate::codes::CODES;
use crate::msg;
use crate::told::Faults;

pub fn run(args: &ExplainArgs, report: &Report) -> Result<u8, Faults> {
    let pick = |entry: &crate::codes::Entry| match report.lang {
        Lang::Ja => entry.ja,
        Lang::En => entry.en,
    };
    let Some(code) = &args.code else {
        let lines: String =
            CODES.iter().map(|e| format!("{}  {}\n", e.code, pick(e).lines().next().unwrap_or(""))).collect();
        print(&lines);
        return Ok(DONE);
    };
    let wanted = code.trim().to_uppercase();
    match CODES.iter().find(|e| e.code == wanted) {
        Some(entry) => {
            print(&format!("{}: {}\n", entry.code, pick(entry)));
            Ok(DONE)
        }
        None => Err(refused(msg!(
            "所見の番号「{code}」はありません。一覧は matome explain で見られます",
            "there is no code \"{code}\"; matome explain lists them"
        ))),
    }
}
