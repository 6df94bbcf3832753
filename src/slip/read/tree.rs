//! Reads slips from JSON, YAML or TOML: a list of projects, or a map with `sheets`.

use super::super::definition::LEGENDS;
use super::super::words::{PLAN, normalise};
use super::super::{Answer, FieldKind, ResultTable, Slip};
use super::Reading;
use super::boxes::is_mark;
use super::table::field_of;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::row_key::ID;
use crate::source::{Entry, Node, Value, not_text, read_id};

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
        let told = reading.findings.len();
        let mut slip = Slip::empty(reading.form);
        slip.place = Some(node.place.clone());
        let mut entries = entries.clone();
        let at = entries.iter().position(|e| e.key == ID && field_of(reading, ID).is_none());
        slip.id = at.map(|at| entries.remove(at)).and_then(|id| read_id(&id, reading.findings));
        walk(&entries, &mut slip, reading);
        reading.take(slip, told);
    }
}

fn meta(entries: &[Entry], reading: &mut Reading) {
    for entry in entries {
        let text = entry.node.scalar();
        match entry.key.as_str() {
            "計画" => reading.meta.plan = reading.meta.plan.take().or(text),
            "団体" => reading.meta.body = reading.meta.body.take().or(text),
            "資料番号" | "document_no" => reading.meta.number = reading.meta.number.take().or(text),
            "題名" => reading.meta.title = reading.meta.title.take().or(text),
            LEGENDS => reading.legends.read(reading.form, &entry.node.value),
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
            key if reading.form.years.contains_key(key) || reading.form.is_unused(key) => {}
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
        Value::List(list) => list.iter().filter_map(Node::scalar).collect(),
        _ => node.scalar().into_iter().collect(),
    };
    let known = |line: &str| reading.words.titles.iter().any(|t| !t.plain().is_empty() && t.read(line).is_some());
    let plan = reading.words.titles.iter().any(|t| t.slots().contains(&PLAN));
    let other = lines.into_iter().find(|l| !known(l));
    if plan && reading.meta.plan.is_none() {
        reading.meta.plan = other;
    }
}

fn walk(entries: &[Entry], slip: &mut Slip, reading: &mut Reading) {
    for entry in entries {
        let form = reading.form;
        let known = field_of(reading, &entry.key).and_then(|field| Some((field, &form.fields.get(field)?.kind)));
        let Some((field, kind)) = known else {
            unknown(entry, slip, reading);
            continue;
        };
        let between = if matches!(kind, FieldKind::Choice { .. } | FieldKind::Boxes { .. }) { "、" } else { "\n" };
        match (&entry.node.value, kind) {
            (Value::Null, _) => {}
            (Value::Map(inner), FieldKind::Boxes { .. }) => boxes(inner, field, slip, reading),
            (Value::Map(inner), FieldKind::Results) => {
                let found = results(inner, entry, reading);
                reading.put(slip, field, found);
            }
            // a group of fields that bears the name of one of them
            (Value::Map(inner), _) => walk(inner, slip, reading),
            (Value::List(rows), FieldKind::Results) if rows.iter().any(|r| matches!(r.value, Value::List(_))) => {
                let table = grid(&[], rows, entry, reading);
                let place = Some(entry.node.place.clone());
                reading.put(slip, field, Answer { table, place, ..Answer::default() });
            }
            _ => match entry.node.text(between) {
                Some(text) => {
                    let place = Some(entry.node.place.clone());
                    reading.put(slip, field, Answer { text, place, ..Answer::default() });
                }
                None => reading.findings.push(not_text(&entry.key, &entry.node)),
            },
        }
    }
}

/// A key that is no field: a group of fields, the copy of a field (`決算額_千円`), or `M053`.
fn unknown(entry: &Entry, slip: &mut Slip, reading: &mut Reading) {
    if reading.form.is_unused(&entry.key) {
        return;
    }
    if let Value::Map(inner) = &entry.node.value {
        return walk(inner, slip, reading);
    }
    let copy_of = entry.key.rsplit_once('_').and_then(|(name, _)| field_of(reading, name));
    match (copy_of, entry.node.text("\n")) {
        (Some(field), Some(text)) => {
            reading.put(slip, field, Answer { text, place: Some(entry.node.place.clone()), ..Answer::default() });
        }
        _ => not_in_the_form(entry, reading),
    }
}

/// `M053`, with all that the value says.
fn not_in_the_form(entry: &Entry, reading: &mut Reading) {
    let text = said(&entry.node);
    if text.trim().is_empty() {
        return;
    }
    let (key, text) = (quote(&entry.key), quote(&text));
    let message =
        msg!("項目「{key}」は様式にありません（内容: 「{text}」）", "the form has no \"{key}\" (it says \"{text}\")");
    reading.findings.push(Finding::warning("M053", message).at(entry.place.clone()));
}

/// All texts of a value, for a message.
fn said(node: &Node) -> String {
    match &node.value {
        Value::List(list) => list.iter().map(said).collect::<Vec<_>>().join("、"),
        Value::Map(entries) => {
            entries.iter().map(|e| format!("{}: {}", e.key, said(&e.node))).collect::<Vec<_>>().join("、")
        }
        _ => node.scalar().unwrap_or_default(),
    }
}

/// Boxes as a map of names and truths, marks, or what is filled in; other keys are fields.
fn boxes(entries: &[Entry], field: usize, slip: &mut Slip, reading: &mut Reading) {
    let mut on = Vec::new();
    for entry in entries {
        let words = reading.words;
        let mut choices = words.boxes.get(field).into_iter().flatten().enumerate();
        let choice = choices.find(|(n, _)| normalise(&words.box_name(field, *n)) == normalise(&entry.key));
        let Some((choice, phrase)) = choice else {
            walk(std::slice::from_ref(entry), slip, reading);
            continue;
        };
        let Some(text) = entry.node.text("、") else {
            not_in_the_form(entry, reading);
            continue;
        };
        match is_mark(&text) {
            Some(false) => continue,
            Some(true) => {}
            None => match phrase.slots() {
                [slot] => {
                    let place = Some(entry.node.place.clone());
                    reading.put(slip, *slot, Answer { text, place, ..Answer::default() });
                }
                _ => not_in_the_form(entry, reading),
            },
        }
        on.push(words.box_name(field, choice));
    }
    let place = entries.first().map(|e| e.place.clone());
    reading.put(slip, field, Answer { text: on.join("、"), place, ..Answer::default() });
}

/// `text`, `table` (`columns`, `rows`, `notes`) and `notes` of a results field.
fn results(entries: &[Entry], whole: &Entry, reading: &mut Reading) -> Answer {
    let mut out = Answer { place: Some(whole.node.place.clone()), ..Answer::default() };
    let mut open: Vec<&Entry> = entries.iter().collect();
    let (mut columns, mut rows): (&[Node], &[Node]) = (&[], &[]);
    while !open.is_empty() {
        let entry = open.remove(0);
        match (entry.key.as_str(), &entry.node.value) {
            (_, Value::Null) => {}
            ("table" | "表", Value::Map(inner)) => open.extend(inner),
            ("table" | "表" | "rows" | "行", Value::List(list)) => rows = list,
            ("columns" | "列", Value::List(list)) => columns = list,
            ("columns" | "列", _) => columns = std::slice::from_ref(&entry.node),
            ("rows" | "行", _) => rows = std::slice::from_ref(&entry.node),
            (key @ ("text" | "文" | "notes" | "注"), _) => match entry.node.text("\n") {
                Some(text) if matches!(key, "text" | "文") => out.text = text,
                Some(text) => out.notes = text,
                None => reading.findings.push(not_text(key, &entry.node)),
            },
            _ => not_in_the_form(entry, reading),
        }
    }
    out.table = grid(columns, rows, whole, reading);
    out
}

/// A small table; without headings, its first row has them.
fn grid(columns: &[Node], rows: &[Node], whole: &Entry, reading: &mut Reading) -> Option<ResultTable> {
    let mut row = |nodes: &[Node]| -> Vec<String> {
        let cell = |node: &Node| {
            let text = node.text("\n");
            if text.is_none() && !matches!(node.value, Value::Null) {
                reading.findings.push(not_text(&whole.key, node));
            }
            text.unwrap_or_default()
        };
        nodes.iter().map(cell).collect()
    };
    let mut lines = Vec::new();
    if !columns.is_empty() {
        lines.push(row(columns));
    }
    for node in rows {
        lines.push(match &node.value {
            Value::List(list) => row(list),
            _ => row(std::slice::from_ref(node)),
        });
    }
    if lines.is_empty() {
        return None;
    }
    let mut table = ResultTable { columns: lines.remove(0), rows: lines };
    table.square();
    Some(table)
}
