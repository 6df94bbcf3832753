//! `matome collect NAME FILE…`: returned workbooks are taken in; what is said first of each is what it is.

use super::args::CollectArgs;
use super::inquiries::{Asking, Held};
use super::report::{Report, columns, print, stops};
use super::today::today;
use super::{DONE, FAULTS};
use crate::finding::quote;
use crate::inquiry::{Difference, Incoming, Outcome, Round, Taken, Who, receipts_pdf};
use crate::msg;
use crate::output::{Output, write_all};
use crate::source::contents;
use crate::told::Faults;
use crate::words::visible;

/// More differences of one file are told by their number.
const SHOWN: usize = 20;

pub fn run(args: &CollectArgs, report: &Report) -> Result<u8, Faults> {
    let today = today(args.date.as_deref())?;
    let mut findings = Vec::new();
    let asking = Asking::open(&args.inside.project, &mut findings)?;
    let inquiry = asking.inquiry(asking.settings(&args.name)?)?;
    let held = if inquiry.folder.is_dir() {
        Some(Held::new(&inquiry.folder, &asking.engine, &|told| report.note(told))?)
    } else {
        None
    };
    let mut round = inquiry.round()?;
    let ours = crate::paper::is_output(Some(&inquiry.folder));
    let files = contents(&args.files, &ours, asking.engine.reading(), &mut findings);
    let files = files.into_iter().map(|(file, bytes)| Incoming { file, bytes }).collect();
    let (taken, mut outputs) = round.collect(files, today);
    let decided = decide(args, &mut round, today)?;
    let who = sections(&round, &args.confirm)?;
    round.settle(&who, today);
    if args.receipt {
        let who: Vec<Who> =
            taken.iter().filter(|file| file.number.is_some()).flat_map(|file| file.who.clone()).collect();
        let receipts = round.receipts(&who, today);
        if !receipts.is_empty() {
            let bytes = receipts_pdf(&asking.engine, &receipts).tell_or_faults(&mut findings)?;
            let path = inquiry.folder.join("受領票").join(format!("{today}.pdf"));
            outputs.push(Output { path, bytes });
        }
    }
    write_all(&round.written(outputs))?;
    drop(held);
    for file in &taken {
        tell(file, report);
        // what a refused file is was its sentence
        if file.outcome != Outcome::Refused {
            findings.extend(file.findings.iter().cloned());
        }
    }
    let refused = taken.iter().any(|file| file.outcome == Outcome::Refused);
    report.findings(&findings);
    if let Some(message) = decided {
        report.note(&message);
    }
    report.note(&round.board(today).totals());
    Ok(if refused || stops(&findings, args.strict) { FAULTS } else { DONE })
}

fn decide(
    args: &CollectArgs,
    round: &mut Round,
    today: crate::units::Date,
) -> Result<Option<crate::finding::Message>, Faults> {
    let decided = match (&args.take, args.keep) {
        (Some(file), _) => round.decide(Some(file), true, today)?,
        (None, true) => round.decide(None, false, today)?,
        (None, false) => return Ok(None),
    };
    let cells: usize = decided.iter().map(|(_, cells)| cells).sum();
    Ok(Some(if args.take.is_some() {
        msg!("食い違っていた {cells} か所に、この回答を採りました", "{cells} cells were taken from this answer")
    } else {
        msg!("食い違っていた {cells} か所は、前の回答のままにしました", "{cells} cells stay as they were")
    }))
}

fn sections(round: &Round, names: &[String]) -> Result<Vec<Who>, Faults> {
    let mut out = Vec::new();
    for name in names {
        out.extend(round.called(name)?);
    }
    Ok(out)
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
