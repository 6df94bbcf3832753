//! What JSON, YAML and TOML share: limits, duplicate keys, syntax errors.

use std::collections::HashMap;

use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::source::reading::Input;
use crate::source::{Entry, Node, Value};

/// Levels of lists and maps that a file may have. Ours have 5.
pub const MAX_DEPTH: usize = 64;

/// M030: the file does not follow the grammar of its format.
pub fn syntax(place: Place, format: &str, what: Message, hint: Option<Message>) -> Finding {
    let Message { ja, en } = what;
    let finding =
        Finding::error("M030", msg!("{format} の書き方に誤りがあります: {ja}", "Syntax error in {format}: {en}"))
            .at(place);
    match hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

/// M031: a map has a key twice.
pub fn duplicate(key: &str, first: Option<Place>, second: Place) -> Finding {
    let key = crate::finding::quote(key);
    let finding = Finding::error("M031", msg!("同じ項目名が二度あります: 「{key}」", "The key appears twice: {key}"))
        .at(second)
        .hint(msg!("どちらか一方を消すか、名前を変えてください", "Delete or rename one of them"));
    match first {
        Some(first) => finding.and(first),
        None => finding,
    }
}

/// M032: lists and maps are nested too deeply.
pub fn too_deep(place: Place) -> Finding {
    Finding::error(
        "M032",
        msg!("入れ子が深すぎます（{MAX_DEPTH} 段まで）", "Nested too deeply (at most {MAX_DEPTH} levels)"),
    )
    .at(place)
}

/// M034: something that this tool has no use for, such as a map as a key.
pub fn unsupported(place: Place, format: &str, what: Message) -> Finding {
    let Message { ja, en } = what;
    Finding::error("M034", msg!("{format} のこの書き方には対応していません: {ja}", "Not supported in {format}: {en}"))
        .at(place)
}

/// Reports every key that a map has a second time.
pub fn check_keys(entries: &[Entry], reading: &mut Input) {
    let mut first: HashMap<&str, &Place> = HashMap::with_capacity(entries.len());
    for entry in entries {
        if let Some(&before) = first.get(entry.key.as_str()) {
            reading.add(duplicate(&entry.key, Some(before.clone()), entry.place.clone()));
        } else {
            first.insert(&entry.key, &entry.place);
        }
    }
}

/// Makes a text of a file a value, with clean line ends and composed kana.
///
/// # Errors
/// M006 when the file holds too many texts, M098 when this one is too long.
pub fn text(reading: &mut Input, text: String, place: &Place) -> Result<Value, Finding> {
    reading.count_text(&text, place)?;
    Ok(Value::Text(reading.clean(text, place)))
}

/// A file with nothing in it.
pub fn empty(file: &SourceFile) -> Node {
    Node { value: Value::Null, place: Place::text(file, 1, 1) }
}
