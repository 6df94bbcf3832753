//! Reads slips from JSON, YAML or TOML: a list of projects, or a map with `sheets`.

use super::super::words::{PLAN, normalise};
use super::super::{Answer, FieldKind, Grid, Slip};
use super::Reading;
use super::table::field_of;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::source::{Entry, Node, Value};

pub fn read(root: &Node, reading: &mut Reading) {
    let list = match &root.value {
        Value::List(list) => list,
        Value::Map(entries) => {
            meta(entries, reading);
            let sheets = entries.iter().find(|e| matches!(e.key.as_str(), "sheets" | "rows" | "事業"));
            match sheets.map(|e| &e.node.value) {
                Some(Value::List(list)) => list,
                _ => {
                    let message = msg!("「sheets」に事業を並べてください", "\"sheets\" must be a list of projects");
                    reading.findings.push(Finding::error("M057", message).at(root.place.clone()));
                    return;
                }
            }
        }
        _ => return,
    };
    for node in list {
        let Value::Map(entries) = &node.value else {
            let message =
                msg!("事業は「項目: 値」の組でなければなりません", "a project must be a map of keys and values");
            reading.findings.push(Finding::error("M057", message).at(node.place.clone()));
            continue;
        };
        let mut slip = Slip::empty(reading.form);
        slip.place = Some(node.place.clone());
        walk(entries, &mut slip, reading);
        reading.slips.push(slip);
    }
}

fn meta(entries: &[Entry], reading: &mut Reading) {
    for entry in entries {
        let text = scalar(&entry.node);
        match entry.key.as_str() {
            "計画" => reading.meta.plan = reading.meta.plan.take().or(text),
            "団体" => reading.meta.body = reading.meta.body.take().or(text),
            "資料番号" | "document_no" => reading.meta.number = reading.meta.number.take().or(text),
            "題名" => reading.meta.title = reading.meta.title.take().or(text),
            "title" => titles(&entry.node, reading),
            "様式" | "版" | "sheets" | "rows" | "事業" => {
                if entry.key == "様式"
                    && text.as_deref().is_some_and(|t| t != reading.form.name && t != reading.form.title)
                {
                    let (name, own) = (text.unwrap_or_default(), &reading.form.name);
                    let message = msg!(
                        "様式「{name}」のデータです（「{own}」ではありません）",
                        "this is data of the form \"{name}\", not \"{own}\""
                    );
                    reading.findings.push(Finding::error("M057", message).at(entry.node.place.clone()));
                }
            }
            key if reading.form.years.contains_key(key) || reading.form.unused.iter().any(|u| u == key) => {}
            key => {
                let key = quote(key);
                reading.findings.push(
                    Finding::info("M059", msg!("項目「{key}」は使いません", "the key \"{key}\" is not used"))
                        .at(entry.place.clone()),
                );
            }
        }
    }
}

/// The lines over the panels, of which the plan's name may be one.
fn titles(node: &Node, reading: &mut Reading) {
    let lines: Vec<String> = match &node.value {
        Value::List(list) => list.iter().filter_map(scalar).collect(),
        _ => scalar(node).into_iter().collect(),
    };
    let known = |line: &str| reading.words.titles.iter().any(|t| !t.plain().is_empty() && t.read(line).is_some());
    let plan = reading.words.titles.iter().any(|t| t.slots().contains(&PLAN));
    let other = lines.into_iter().find(|l| !known(l));
    if plan && reading.meta.plan.is_none() {
        reading.meta.plan = other;
    }
}

pub fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(b) => Some(if *b { "TRUE" } else { "FALSE" }.to_owned()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

fn walk(entries: &[Entry], slip: &mut Slip, reading: &mut Reading) {
    for entry in entries {
        let answer = |text: String| Answer { text, place: Some(entry.node.place.clone()), ..Answer::default() };
        let Some(field) = field_of(reading, &entry.key) else {
            unknown(entry, slip, reading);
            continue;
        };
        let kind = reading.form.fields[field].kind.clone();
        match (&entry.node.value, kind) {
            (Value::Null, _) => {}
            (Value::Map(inner), FieldKind::Boxes { .. }) => boxes(inner, field, slip, reading),
            (Value::Map(inner), FieldKind::Results) => {
                let found = results(inner, entry, reading);
                reading.put(slip, field, found);
            }
            // a group of fields that bears the name of one of them
            (Value::Map(inner), _) => walk(inner, slip, reading),
            (Value::List(list), FieldKind::Choice { .. }) => {
                reading.put(slip, field, answer(list.iter().filter_map(scalar).collect::<Vec<_>>().join("、")));
            }
            (Value::List(list), _) => {
                reading.put(slip, field, answer(list.iter().filter_map(scalar).collect::<Vec<_>>().join("\n")));
            }
            _ => reading.put(slip, field, answer(scalar(&entry.node).unwrap_or_default())),
        }
    }
}

/// A key that is no field: a group of fields, the copy of a field (`決算額_千円`), or `M053`.
fn unknown(entry: &Entry, slip: &mut Slip, reading: &mut Reading) {
    if reading.form.unused.contains(&entry.key) {
        return;
    }
    if let Value::Map(inner) = &entry.node.value {
        return walk(inner, slip, reading);
    }
    let copy_of = entry.key.rsplit_once('_').and_then(|(name, _)| field_of(reading, name));
    let Some(text) = scalar(&entry.node).filter(|t| !t.trim().is_empty()) else { return };
    if let Some(field) = copy_of {
        return reading.put(slip, field, Answer { text, place: Some(entry.node.place.clone()), ..Answer::default() });
    }
    let (key, text) = (quote(&entry.key), quote(&text));
    reading.findings.push(
        Finding::warning(
            "M053",
            msg!(
                "項目「{key}」は様式にありません（内容: 「{text}」）",
                "the form has no \"{key}\" (it says \"{text}\")"
            ),
        )
        .at(entry.place.clone()),
    );
}

/// Boxes as a map of names and truths; other keys are fields.
fn boxes(entries: &[Entry], field: usize, slip: &mut Slip, reading: &mut Reading) {
    let mut on = Vec::new();
    for entry in entries {
        let count = reading.words.boxes[field].len();
        let name = (0..count).map(|n| reading.words.box_name(field, n)).find(|n| normalise(n) == normalise(&entry.key));
        match (name, &entry.node.value) {
            (Some(name), Value::Bool(true)) => on.push(name),
            (Some(_), Value::Bool(false) | Value::Null) => {}
            (Some(name), _) if scalar(&entry.node).is_some_and(|t| !t.trim().is_empty()) => on.push(name),
            _ => walk(std::slice::from_ref(entry), slip, reading),
        }
    }
    let place = entries.first().map(|e| e.place.clone());
    reading.put(slip, field, Answer { text: on.join("、"), place, ..Answer::default() });
}

/// `text`, `table` (`columns`, `rows`, `notes`) and `notes` of a results field.
fn results(entries: &[Entry], whole: &Entry, reading: &mut Reading) -> Answer {
    let mut out = Answer { place: Some(whole.node.place.clone()), ..Answer::default() };
    let lines = |node: &Node| match &node.value {
        Value::List(list) => list.iter().filter_map(scalar).collect::<Vec<_>>().join("\n"),
        _ => scalar(node).unwrap_or_default(),
    };
    let row = |node: &Node| match &node.value {
        Value::List(list) => list.iter().map(|n| scalar(n).unwrap_or_default()).collect(),
        _ => scalar(node).into_iter().collect::<Vec<_>>(),
    };
    let mut open: Vec<&Entry> = entries.iter().collect();
    let mut grid = Grid::default();
    while !open.is_empty() {
        let entry = open.remove(0);
        match (entry.key.as_str(), &entry.node.value) {
            ("text" | "文", _) => out.text = lines(&entry.node),
            ("notes" | "注", _) => out.notes = lines(&entry.node),
            ("table" | "表", Value::Map(inner)) => open.extend(inner),
            ("columns" | "列", _) => grid.columns = row(&entry.node),
            ("rows" | "行", Value::List(list)) => grid.rows = list.iter().map(row).collect(),
            (_, Value::Null) => {}
            _ => {
                let (key, text) = (quote(&entry.key), quote(&lines(&entry.node)));
                let message = msg!(
                    "項目「{key}」は様式にありません（内容: 「{text}」）",
                    "the form has no \"{key}\" (it says \"{text}\")"
                );
                reading.findings.push(Finding::warning("M053", message).at(entry.place.clone()));
            }
        }
    }
    if !grid.columns.is_empty() || !grid.rows.is_empty() {
        let width = grid.rows.iter().map(Vec::len).chain([grid.columns.len()]).max().unwrap_or(0);
        grid.columns.resize(width, String::new());
        grid.rows.iter_mut().for_each(|r| r.resize(width, String::new()));
        out.table = Some(grid);
    }
    out
}
