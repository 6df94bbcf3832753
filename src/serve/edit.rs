//! Changes of a settings file that leave everything else as it is: comments, order, spelling, ends of lines.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, Item, Table, TableLike, Value};

/// A step to a field: its key, or which of several tables.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// What is to be changed.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Change {
    /// Writes a value; `null` takes it out.
    Set { at: Vec<Step>, value: Json },
    /// Puts a table behind those of a name.
    Add { at: Vec<Step>, value: Json },
    /// Takes out one of several tables.
    Remove { at: Vec<Step> },
    /// Puts one of several tables to where another is.
    Move { at: Vec<Step>, from: usize, to: usize },
}

/// Keys by which settings are called too.
const ALSO: [(&str, &str); 3] = [("年度", "fiscal_year"), ("組織", "register"), ("回答", "asked")];

/// The text with the changes; `None` where one of them has no place in it.
pub fn changed(text: &str, changes: &[Change]) -> Option<String> {
    let mut document: DocumentMut = text.replace("\r\n", "\n").parse().ok()?;
    for change in changes {
        carry_out(&mut document, change)?;
    }
    Some(with_ends_of(text, &document.to_string()))
}

/// What stands in a file. Days and times are `{"datetime": "2026-04-01"}`.
pub fn told(text: &str) -> Option<Json> {
    Some(json_of(text.replace("\r\n", "\n").parse::<DocumentMut>().ok()?.as_item()))
}

/// A change; `None` where it has no place.
fn carry_out(document: &mut DocumentMut, change: &Change) -> Option<()> {
    let root = document.as_table_mut();
    match change {
        Change::Set { at, value } => {
            let (Step::Key(key), above) = at.split_last()? else { return None };
            set(table_at(root, above)?, key, value)
        }
        Change::Add { at, value } => {
            let (Step::Key(key), above) = at.split_last()? else { return None };
            let (above, made) = (table_at(root, above)?, table_of(value)?);
            if above.get(key).is_none() {
                above.insert(key, Item::ArrayOfTables(ArrayOfTables::new()));
            }
            match above.get_mut(key)? {
                Item::ArrayOfTables(all) => all.push(made),
                Item::Value(Value::Array(all)) => all.push(made.into_inline_table()),
                _ => return None,
            }
            Some(())
        }
        Change::Remove { at } => {
            let (Step::Index(n), above) = at.split_last()? else { return None };
            let (Step::Key(key), above) = above.split_last()? else { return None };
            let above = table_at(root, above)?;
            match above.get_mut(key)? {
                Item::ArrayOfTables(all) if *n < all.len() => remove(all, *n),
                Item::Value(Value::Array(all)) if *n < all.len() => drop(all.remove(*n)),
                _ => return None,
            }
            Some(())
        }
        Change::Move { at, from, to } => {
            let (Step::Key(key), above) = at.split_last()? else { return None };
            match table_at(root, above)?.get_mut(key)? {
                Item::ArrayOfTables(all) if *from < all.len() && *to < all.len() => reorder(all, *from, *to),
                Item::Value(Value::Array(all)) if *from < all.len() && *to < all.len() => {
                    let moved = all.remove(*from);
                    all.insert_formatted(*to, moved);
                }
                _ => return None,
            }
            Some(())
        }
    }
}

/// The table to which steps lead; one that is not there is made.
fn table_at<'a>(from: &'a mut dyn TableLike, way: &[Step]) -> Option<&'a mut dyn TableLike> {
    match way {
        [] => Some(from),
        [Step::Key(key), Step::Index(n), rest @ ..] => {
            let next: &mut dyn TableLike = match from.get_mut(key)? {
                Item::ArrayOfTables(all) => all.get_mut(*n)?,
                Item::Value(Value::Array(all)) => all.get_mut(*n)?.as_inline_table_mut()?,
                _ => return None,
            };
            table_at(next, rest)
        }
        [Step::Key(key), rest @ ..] => {
            if from.get(key).is_none() {
                from.insert(key, Item::Table(Table::new()));
            }
            table_at(from.get_mut(key)?.as_table_like_mut()?, rest)
        }
        [Step::Index(_), ..] => None,
    }
}

fn set(table: &mut dyn TableLike, key: &str, value: &Json) -> Option<()> {
    let other = ALSO.iter().find(|(ja, _)| *ja == key).map(|(_, other)| *other);
    let key = other.filter(|other| table.get(other).is_some()).unwrap_or(key);
    if value.is_null() {
        take_out(table, key);
        return Some(());
    }
    if table.get(key).is_some_and(|old| json_of(old) == *value) {
        return Some(());
    }
    let new = value_of(value)?;
    match table.get_mut(key) {
        None => drop(table.insert(key, Item::Value(new))),
        Some(Item::Value(old)) => {
            let decor = old.decor().clone();
            *old = match (&*old, new) {
                (Value::Array(old), Value::Array(new)) => Value::Array(like(old, new)),
                (_, new) => new,
            };
            *old.decor_mut() = decor;
        }
        Some(_) => return None,
    }
    Some(())
}

/// A list in which the values that stay keep what stands round them.
fn like(old: &Array, new: Array) -> Array {
    let mut out = old.clone();
    out.clear();
    let spaced = old.iter().nth(1).map(|value| value.decor().clone());
    for value in new {
        let kept = old.iter().find(|kept| json_of_value(kept) == json_of_value(&value));
        let mut value = kept.cloned().unwrap_or(value);
        match (&spaced, kept) {
            (Some(decor), None) if !out.is_empty() => *value.decor_mut() = decor.clone(),
            (None, None) if !out.is_empty() => value.decor_mut().set_prefix(" "),
            _ => {}
        }
        out.push_formatted(value);
    }
    out
}

/// Takes a value out; comments above it stay.
fn take_out(table: &mut dyn TableLike, key: &str) {
    let above = table.key(key).and_then(|key| key.leaf_decor().prefix()?.as_str().map(str::to_owned));
    let next = table.iter().map(|(key, _)| key.to_owned()).skip_while(|other| other != key).nth(1);
    if table.remove(key).is_none() {
        return;
    }
    let Some(above) = above.filter(|text| text.contains('#')) else { return };
    if let Some(mut next) = next.and_then(|next| table.key_mut(&next)) {
        let own = next.leaf_decor().prefix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        next.leaf_decor_mut().set_prefix(format!("{above}{own}"));
        return;
    }
    let last = table.iter().last().map(|(key, _)| key.to_owned());
    if let Some(Item::Value(value)) = last.and_then(|last| table.get_mut(&last)) {
        let own = value.decor().suffix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        value.decor_mut().set_suffix(format!("{own}\n{}", above.trim_end_matches('\n')));
    }
}

/// Takes a table out. What is said above the first one is said of all of them.
fn remove(all: &mut ArrayOfTables, n: usize) {
    let above = |table: &Table| table.decor().prefix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    let first = all.get(n).map(above).filter(|text| n == 0 && text.contains('#'));
    all.remove(n);
    if let (Some(first), Some(table)) = (first, all.get_mut(0)) {
        let own = above(table);
        table.decor_mut().set_prefix(format!("{first}{}", own.strip_prefix('\n').unwrap_or(&own)));
    }
}

/// Puts a table to where another is. The tables stand in the file in their order.
fn reorder(all: &mut ArrayOfTables, from: usize, to: usize) {
    let mut tables: Vec<Table> = all.iter().cloned().collect();
    let mut places = Vec::new();
    tables.iter_mut().for_each(|table| each(table, &mut |table| places.extend(table.position())));
    places.sort_unstable();
    let moved = tables.remove(from);
    tables.insert(to, moved);
    let mut places = places.into_iter();
    for table in &mut tables {
        each(table, &mut |table| {
            if let Some(place) = table.position().and_then(|_| places.next()) {
                table.set_position(place);
            }
        });
    }
    all.clear();
    for (n, mut table) in tables.into_iter().enumerate() {
        let close = table.decor().prefix().and_then(|text| text.as_str()).is_some_and(str::is_empty);
        if n > 0 && close {
            table.decor_mut().set_prefix("\n");
        }
        all.push(table);
    }
}

/// A table and those in it.
fn each(table: &mut Table, act: &mut dyn FnMut(&mut Table)) {
    act(table);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => each(table, act),
            Item::ArrayOfTables(all) => all.iter_mut().for_each(|table| each(table, act)),
            Item::None | Item::Value(_) => {}
        }
    }
}

fn value_of(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64()?.into(),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(list) => Value::Array(list.iter().map(value_of).collect::<Option<Array>>()?),
        Json::Object(map) => map.get("datetime")?.as_str()?.parse::<Datetime>().ok()?.into(),
    })
}

fn table_of(value: &Json) -> Option<Table> {
    let mut out = Table::new();
    for (key, value) in value.as_object()? {
        let tables = value.as_array().filter(|list| list.first().is_some_and(Json::is_object));
        let item = match tables {
            Some(list) => Item::ArrayOfTables(list.iter().map(table_of).collect::<Option<ArrayOfTables>>()?),
            None => Item::Value(value_of(value)?),
        };
        out.insert(key, item);
    }
    Some(out)
}

fn json_of(item: &Item) -> Json {
    let map = |table: &dyn TableLike| table.iter().map(|(key, item)| (key.to_owned(), json_of(item))).collect();
    match item {
        Item::None => Json::Null,
        Item::Value(value) => json_of_value(value),
        Item::Table(table) => Json::Object(map(table)),
        Item::ArrayOfTables(all) => all.iter().map(|table| Json::Object(map(table))).collect(),
    }
}

fn json_of_value(value: &Value) -> Json {
    match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => json!(number.value()),
        Value::Boolean(value) => (*value.value()).into(),
        Value::Datetime(day) => json!({ "datetime": day.value().to_string() }),
        Value::Array(list) => list.iter().map(json_of_value).collect(),
        Value::InlineTable(table) => {
            Json::Object(table.iter().map(|(key, value)| (key.to_owned(), json_of_value(value))).collect())
        }
    }
}

/// A new text with the ends of lines of the old one: lines that stay keep theirs, new ones get the usual one of the file.
fn with_ends_of(old: &str, new: &str) -> String {
    let lines = |text: &'_ str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(old), lines(new));
    let same = |(old, new): &(&String, &String)| old.replace("\r\n", "\n") == **new;
    let before = old.iter().zip(&new).take_while(same).count();
    let left = old.len().min(new.len()) - before;
    let behind = old.iter().rev().zip(new.iter().rev()).take(left).take_while(same).count();
    let windows = old.iter().filter(|line| line.ends_with("\r\n")).count() * 2 > old.len();
    let made = new[before..new.len() - behind].iter().map(|line| match line.strip_suffix('\n') {
        Some(text) if windows => format!("{text}\r\n"),
        _ => line.clone(),
    });
    let (first, last) = (&old[..before], &old[old.len() - behind..]);
    first.iter().cloned().chain(made).chain(last.iter().cloned()).collect()
}

/// The field at a line and a column, both from 1: the one that begins there or last before it.
pub fn field_at(text: &str, line: u32, column: u32) -> Vec<Json> {
    let text = text.replace("\r\n", "\n");
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let rest = &text[before..];
    let at = before + rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at);
    let Ok(document) = toml_edit::ImDocument::parse(text.as_str()) else { return Vec::new() };
    let mut begun = Vec::new();
    starts(document.as_table(), &mut Vec::new(), &mut begun);
    let found = begun.into_iter().filter(|(start, _)| *start <= at).max_by_key(|(start, way)| (*start, way.len()));
    found.map(|(_, way)| way).unwrap_or_default()
}

/// Where each field and each table begins.
fn starts(table: &dyn TableLike, way: &mut Vec<Json>, out: &mut Vec<(usize, Vec<Json>)>) {
    for (key, item) in table.iter() {
        way.push(key.into());
        let own = table.key(key).and_then(|key| key.span());
        match item {
            Item::Value(value) => {
                out.extend(own.into_iter().chain(value.span()).map(|span| (span.start, way.clone())));
            }
            Item::Table(inner) => {
                out.extend(inner.span().map(|span| (span.start, way.clone())));
                starts(inner, way, out);
            }
            Item::ArrayOfTables(all) => {
                for (n, inner) in all.iter().enumerate() {
                    way.push(n.into());
                    out.extend(inner.span().map(|span| (span.start, way.clone())));
                    starts(inner, way, out);
                    way.pop();
                }
            }
            Item::None => {}
        }
        way.pop();
    }
}
