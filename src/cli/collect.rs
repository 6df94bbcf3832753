//! `matome collect NAME FILE…`: returned workbooks are taken in; what is said first of each is what it is.

use super::args::CollectArgs;
use super::inquiries::Asking;
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::faces::year::Collecting;
use crate::finding::{Message, quote};
use crate::inquiry::{Difference, Outcome, Taken};
use crate::told::Faults;
use crate::words::visible;

/// More differences of one file are told by their number.
const SHOWN: usize = 20;

pub fn run(args: &CollectArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let waiting = |told: &Message| report.note(told);
    let (take, keep, receipt) = (args.take.as_deref(), args.keep, args.receipt);
    let collecting = Collecting { files: &args.files, take, keep, confirm: &args.confirm, receipt };
    let collected = asking.work(&args.name, today, &waiting)?.collect(&collecting)?;
    findings.extend(collected.findings);
    for file in &collected.taken {
        tell(file, report);
        // what a refused file is was its sentence
        if file.outcome != Outcome::Refused {
            findings.extend(file.findings.iter().cloned());
        }
    }
    let refused = collected.taken.iter().any(|file| file.outcome == Outcome::Refused);
    report.findings(&findings);
    if let Some(message) = collected.decided {
        report.note(&message);
    }
    report.note(&collected.totals);
    Ok(if refused || stops(&findings, args.strict) { FAULTS } else { DONE })
}

/// The sentence about a file, and what it changes.
fn tell(taken: &Taken, report: &Report) {
    let file = visible(taken.file.name());
    let sentence = visible(report.lang.pick(&taken.sentence)).into_owned();
    let mut out = format!("{file}: {sentence}\n");
    let mut rows = Vec::new();
    for difference in taken.differences.iter().take(SHOWN) {
        rows.push(row(difference, report));
    }
    for line in columns(&rows).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    if let more @ 1.. = taken.differences.len().saturating_sub(SHOWN) {
        out.push_str(&match report.lang {
            super::report::Lang::Ja => format!("  ほか {more} か所\n"),
            super::report::Lang::En => format!("  and {more} more\n"),
        });
    }
    if taken.outcome == Outcome::Refused {
        out.push_str(report.say("  受け取っていません\n", "  not received\n"));
        for hint in taken.findings.iter().flat_map(|finding| &finding.hints) {
            out.push_str(&format!("  {}: {}\n", report.say("直し方", "help"), visible(report.lang.pick(hint))));
        }
    }
    print(&out);
}

fn row(difference: &Difference, report: &Report) -> Vec<String> {
    let Difference { record, field, old, new, old_place, new_place, conflict, .. } = difference;
    let place = |place: &Option<crate::place::Place>| place.as_ref().map(ToString::to_string).unwrap_or_default();
    let empty = |text: &str| {
        if text.is_empty() { report.say("（空）", "(empty)").to_owned() } else { format!("「{}」", quote(text)) }
    };
    let what = if *conflict { report.say("食い違い", "conflict") } else { report.say("変更", "changed") };
    vec![
        what.to_owned(),
        format!("{record} {field}"),
        format!("{} → {}", empty(old), empty(new)),
        format!("{} → {}", place(old_place), place(new_place)),
    ]
}
