//! The project in JSON, as the page shows it.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::desk::{Desk, Opened, Paper, State};
use super::scan::{Scan, Stand};
use super::told::finding;
use crate::faces::today;
use crate::finding::{Finding, Level};
use crate::inquiry::{Board, Difference, Inquiry, Round, State as Far, Taken};
use crate::packet::Product;
use crate::typeset::PageLayer;
use crate::words::visible;

fn counts(findings: &[Finding]) -> Value {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    json!({ "errors": count(Level::Error), "warnings": count(Level::Warning), "infos": count(Level::Info) })
}

/// What is done now.
pub fn task(state: &State) -> Value {
    match &state.task {
        Some(task) => json!({ "what": task.what, "name": task.name, "done": task.done, "of": task.of }),
        None => Value::Null,
    }
}

/// The project on one sheet.
pub fn project(desk: &Desk) -> Value {
    let state = desk.state();
    let folder = desk.folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let faults: Vec<Value> = state.faults.iter().map(finding).collect();
    let mut out = json!({
        "folder": folder, "path": crate::place::shown(&desk.folder), "faults": faults, "task": task(&state),
        "last": state.last, "ready": state.opened.is_some(), "scratch": desk.scratch,
    });
    let Some(opened) = &state.opened else { return out };
    let Opened { project, packets, .. } = &**opened;
    (out["plan"], out["body"]) = (json!(project.plan), json!(project.body));
    let settings = newest(state.scan.0.iter().filter(|(path, _)| is_setting(path)));
    let papers = project.papers.iter().map(|job| {
        let paper = state.papers.get(&job.name).cloned().unwrap_or_default();
        let read = newest(state.scan.0.iter().filter(|(path, _)| desk.is_input(job, path))).max(settings);
        let files = paper.about.as_ref().map_or(&[][..], |about| &about.files);
        let mut out = paper_line(&paper, &job.name);
        (out["number"], out["inquiry"]) = (json!(job.number), json!(job.inquiry));
        with_files(&mut out, files, &state.scan, read);
        out
    });
    out["papers"] = papers.collect();
    let all = newest(state.scan.0.iter().filter(|(path, _)| !path.starts_with("out/")));
    let packets = packets.iter().map(|packet| {
        let name = |product: &Product| Some(format!("{}.{}", packet.file_name(*product).ok()?, product.ending()));
        let files: Vec<String> = packet.products.iter().filter_map(name).collect();
        let day = packet.meeting.day.map(|day| day.to_string());
        let mut out =
            json!({ "name": packet.name, "meeting": packet.meeting.name, "day": day, "papers": packet.papers.len() });
        with_files(&mut out, &files, &state.scan, all);
        out
    });
    out["packets"] = packets.collect();
    let inquiries = project.inquiries.iter().map(|inquiry| {
        let due = inquiry.due.map(|due| due.to_string());
        let board = state.boards.get(&inquiry.name);
        json!({
            "name": inquiry.name, "due": due, "sent": board.map(|board| board["sent"].clone()),
            "totals": board.map(|board| board["totals"].clone()),
            "states": board.map(|board| board["states"].clone()),
        })
    });
    out["inquiries"] = inquiries.collect();
    out
}

/// A paper in the list.
pub fn paper_line(paper: &Paper, name: &str) -> Value {
    let state = match (&paper.about, paper.version) {
        _ if paper.is_behind() => "reading",
        (None, 0) => "reading",
        (None, _) => "failed",
        (Some(_), _) => "read",
    };
    let about = paper.about.as_ref();
    json!({
        "name": name, "version": paper.version, "state": state,
        "title": about.map(|about| &about.title), "pages": about.map(|about| about.pages),
        "count": about.map(|about| format!("{} {}", about.count.number, about.count.ja)),
        "counts": counts(&paper.findings),
    })
}

/// The settings, forms and fonts that papers are made with.
fn is_setting(path: &str) -> bool {
    !path.contains('/') || path.starts_with("templates/") || path.starts_with("fonts/")
}

fn newest<'a>(files: impl Iterator<Item = (&'a String, &'a Stand)>) -> Option<std::time::SystemTime> {
    files.map(|(_, stand)| stand.modified).max()
}

/// The files that were made, and whether what they were made from has changed since.
fn with_files(out: &mut Value, files: &[String], scan: &Scan, read: Option<std::time::SystemTime>) {
    let made: Vec<(String, &Stand)> = files
        .iter()
        .filter_map(|file| {
            let path = format!("out/{file}");
            let stand = scan.0.get(&path)?;
            Some((path, stand))
        })
        .collect();
    let oldest = made.iter().map(|(_, stand)| stand.modified).min();
    out["made"] = match oldest {
        None => "none".into(),
        Some(_) if made.len() < files.len() => "old".into(),
        Some(oldest) if Some(oldest) < read => "old".into(),
        Some(_) => "new".into(),
    };
    out["built"] = json!(oldest.map(|time| today::day(time).to_string()));
    out["files"] = made.iter().map(|(path, stand)| file(path, stand)).collect();
}

/// The layers of a page, each with its name; those that the browser `has`, by their names with commas between, without
/// their pictures.
pub fn layers(layers: &[PageLayer], has: &str) -> Value {
    let known: Vec<&str> = has.split(',').collect();
    let picture = |layer: &PageLayer| (!known.contains(&layer.name())).then(|| layer.svg());
    let pictures: Vec<Value> = layers.par_iter().map(|layer| json!([layer.name(), picture(layer)])).collect();
    pictures.into()
}

/// A file to be opened or saved.
pub fn file(path: &str, stand: &Stand) -> Value {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.rsplit('.').next().unwrap_or("").to_lowercase();
    json!({ "path": path, "name": name, "kind": kind, "bytes": stand.bytes, "day": today::day(stand.modified).to_string() })
}

/// An inquiry that was not sent yet.
pub fn unsent(inquiry: &Inquiry) -> Value {
    let settings = inquiry.settings;
    json!({
        "name": settings.name, "form": inquiry.form.title(), "sent": false, "lines": [], "open": [],
        "due": settings.due.map(|due| due.to_string()),
    })
}

/// An inquiry that cannot be looked at.
pub fn faults(name: &str, faults: &[Finding]) -> Value {
    json!({ "name": name, "sent": Value::Null, "lines": [], "open": [], "faults": faults.iter().map(finding).collect::<Vec<_>>() })
}

/// How far the sections of an inquiry are.
pub fn board(round: &Round, board: &Board) -> Value {
    let lines: Vec<Value> = board
        .lines
        .iter()
        .map(|line| {
            json!({
                "bureau": line.bureau, "section": line.section, "person": line.person, "contact": line.contact,
                "state": line.state.ja(), "asked": line.asked, "answered": line.answered, "errors": line.errors,
                "warnings": line.warnings, "received": line.received.map(|day| day.to_string()), "file": line.file,
            })
        })
        .collect();
    let states: Vec<Value> = Far::ALL
        .iter()
        .map(|state| json!({ "state": state.ja(), "count": board.lines.iter().filter(|l| l.state == *state).count() }))
        .collect();
    let open = round.conflicts().into_iter().map(|(number, differences)| {
        let who = round.receipts.iter().find(|receipt| receipt.event.number == number);
        let who = who.map(|receipt| receipt.event.who.iter().map(ToString::to_string).collect::<Vec<_>>());
        json!({ "number": number, "who": who, "differences": differences.iter().map(difference).collect::<Vec<_>>() })
    });
    let open: Vec<Value> = open.collect();
    json!({
        "name": board.inquiry, "form": board.form, "sent": true, "due": board.due.map(|due| due.to_string()),
        "today": board.today.to_string(), "totals": board.totals().ja, "lines": lines, "states": states, "open": open,
        "unit": round.inquiry.unit().0,
    })
}

/// What an answer changes.
pub fn difference(difference: &Difference) -> Value {
    let Difference { record, field, old, new, conflict, .. } = difference;
    json!({ "record": record, "field": field, "old": old, "new": new, "conflict": conflict })
}

/// What became of a file, under the name that it came with.
pub fn taken(taken: &Taken, name: &str) -> Value {
    json!({
        "file": name, "sentence": visible(&taken.sentence.ja), "outcome": format!("{:?}", taken.outcome),
        "who": taken.who.iter().map(ToString::to_string).collect::<Vec<_>>(), "number": taken.number,
        "differences": taken.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}
