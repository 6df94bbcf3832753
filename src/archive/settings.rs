//! The settings of one paper alone: what `matome.toml` and `packet.toml` say of it, with the paths that its files have
//! in the archive.

use toml::{Table, Value};

use crate::meta::Years;
use crate::units::Date;

/// Says above the settings where they come from.
const HEAD: &str =
    "# この書類だけを作り直すための設定です（matome archive が作りました）。元の設定は 原本 フォルダーにあります。\n\n";

/// Rewrites a path of the settings; `true` for inputs, which may name folders and patterns.
pub type Mapped<'a, E> = dyn FnMut(&str, bool) -> Result<String, E> + 'a;

/// Keeps the papers that `keep` names, moves their inputs, and sets what makes `matome build` give the archived paper.
///
/// # Errors
/// Those of `map`.
pub fn reduce_project<E>(
    whole: &Table,
    keep: &[String],
    date: Option<Date>,
    years: &Years,
    map: &mut Mapped<'_, E>,
) -> Result<Table, E> {
    let mut out = Table::new();
    for key in ["project", "text", "gaiji", "archive", "years"] {
        if let Some(value) = whole.get(key) {
            out.insert(key.to_owned(), value.clone());
        }
    }
    // a register is a file of its own
    if let Some(Value::Table(project)) = out.get_mut("project") {
        for name in ["組織", "register"] {
            if let Some(Value::String(path)) = project.get_mut(name) {
                *path = map(path, false)?;
            }
        }
    }
    if let Some(date) = date {
        let project = out.entry("project").or_insert_with(|| Value::Table(Table::new()));
        // a date that was checked is one that TOML takes
        if let (Value::Table(project), Ok(date)) = (project, date.to_string().parse()) {
            project.insert("日付".to_owned(), Value::Datetime(date));
        }
    }
    if let Some(Value::Table(table)) = out.get_mut("years") {
        // a year of another paper's form would be a mistake now
        table.retain(|name, _| years.contains_key(name));
        if table.is_empty() {
            out.remove("years");
        }
    }
    let papers = whole.get("paper").and_then(Value::as_array);
    let mut kept = Vec::new();
    for paper in papers.into_iter().flatten().filter_map(Value::as_table) {
        let name = paper.get("name").and_then(Value::as_str);
        if !keep.iter().any(|k| Some(k.as_str()) == name) {
            continue;
        }
        let mut paper = paper.clone();
        map_list(&mut paper, "input", map)?;
        kept.push(Value::Table(paper));
    }
    if !kept.is_empty() {
        out.insert("paper".to_owned(), Value::Array(kept));
    }
    Ok(out)
}

/// Sets the standards of the only paper.
pub fn set_standards(project: &mut Table, names: &[&str]) {
    let papers = project.get_mut("paper").and_then(Value::as_array_mut);
    for paper in papers.into_iter().flatten().filter_map(Value::as_table_mut) {
        let names = names.iter().map(|name| Value::String((*name).to_owned()));
        paper.insert("standard".to_owned(), Value::Array(names.collect()));
    }
}

/// A packet's definition with the paths of its files in the archive; the archive copy is among what it makes.
///
/// # Errors
/// Those of `map`.
pub fn reduce_packet<E>(whole: &Table, name: &str, map: &mut Mapped<'_, E>) -> Result<Table, E> {
    let mut out = whole.clone();
    if whole.get("name").and_then(Value::as_str) != Some(name) {
        out.insert("name".to_owned(), Value::String(name.to_owned()));
    }
    let output = out.entry("output").or_insert_with(|| Value::Array(vec![Value::String("meeting".to_owned())]));
    if let Value::Array(output) = output
        && !output.iter().any(|v| v.as_str() == Some("archive"))
    {
        output.push(Value::String("archive".to_owned()));
    }
    let papers = out.get_mut("paper").and_then(Value::as_array_mut);
    for paper in papers.into_iter().flatten().filter_map(Value::as_table_mut) {
        map_list(paper, "input", map)?;
        for (key, input) in [("members", true), ("rules", false), ("markdown", false), ("table", false), ("pdf", false)]
        {
            if let Some(Value::String(path)) = paper.get_mut(key) {
                *path = map(path, input)?;
            }
        }
    }
    Ok(out)
}

fn map_list<E>(table: &mut Table, key: &str, map: &mut Mapped<'_, E>) -> Result<(), E> {
    let list = table.get_mut(key).and_then(Value::as_array_mut);
    for value in list.into_iter().flatten() {
        if let Value::String(path) = value {
            *path = map(path, true)?;
        }
    }
    Ok(())
}

/// Every path that settings name, those of packets in `matome.toml` too.
pub fn paths_of(settings: &Table, told: &mut dyn FnMut(&str)) {
    let mut map = |path: &str, _: bool| {
        told(path);
        Ok::<_, std::convert::Infallible>(path.to_owned())
    };
    let packets = settings.get("packet").and_then(Value::as_table);
    let packets = packets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    for table in std::iter::once(settings).chain(packets) {
        let Ok(_) = reduce_packet(table, "", &mut map);
    }
}

/// The text of reduced settings: the original one where nothing changed.
pub fn text(original: &str, whole: &Table, reduced: &Table) -> String {
    if whole == reduced {
        return original.to_owned();
    }
    // a table that was parsed can be written
    format!("{HEAD}{}", toml::to_string(reduced).unwrap_or_default())
}
