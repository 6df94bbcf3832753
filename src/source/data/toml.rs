//! TOML with the line and column of every value.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue, Error};

use super::tree::{self, MAX_DEPTH};
use crate::finding::{Finding, Message};
use crate::place::Place;
use crate::place::SourceFile;
use crate::source::reading::Input;
use crate::source::text::{Cursor, utf8};
use crate::source::{Body, Entry, Node, Value};

/// Reads a TOML file.
///
/// # Errors
/// M022 when it is not UTF-8, M030 for a syntax error, M032 when it is nested too deeply.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let text = utf8(bytes, &file)?;
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut walk = Walk { text, file: file.clone(), cursor: Cursor::new(text), reading };
    for error in &errors {
        walk.error(error, table.get_ref())?;
    }
    let place = Place::text(&file, 1, 1);
    let value = walk.table(table.into_inner(), 0)?;
    Ok(Body::Tree(Node { value, place }))
}

struct Walk<'a, 'r> {
    text: &'a str,
    file: SourceFile,
    cursor: Cursor<'a>,
    reading: &'r mut Input,
}

impl<'a> Walk<'a, '_> {
    fn place(&mut self, at: usize) -> Place {
        self.cursor.place(&self.file, at)
    }

    /// Reports a duplicate key and goes on; anything else ends the reading.
    fn error(&mut self, error: &Error, table: &DeTable<'_>) -> Result<(), Finding> {
        let span = error.span().unwrap_or(0..0);
        let place = self.place(span.start);
        let message = error.message();
        if message.contains("duplicate key") {
            let key = self.text.get(span.clone()).unwrap_or_default();
            let key = key.trim_matches(['"', '\'']);
            let first = first_of(table, key, span.start).map(|at| self.place(at));
            self.reading.add(tree::duplicate(key, first, place));
            return Ok(());
        }
        if message.contains("recurs") {
            return Err(tree::too_deep(place));
        }
        let known = [
            ("unclosed", "括弧か引用符が閉じていません"),
            ("missing comma", "要素の間にカンマがありません"),
            ("extra comma", "余分なカンマがあります"),
            ("missing value", "項目の値がありません"),
            ("key with no value", "項目の値がありません"),
            ("missing assignment", "項目名と値の間に = がありません"),
            ("missing key", "項目名がありません"),
            ("invalid unquoted key", "日本語の項目名は \" で囲んで書きます"),
            ("string values must be quoted", "文字は \" で囲んで書きます"),
            ("unexpected", "余分なものが書かれています"),
        ];
        let ja = known
            .into_iter()
            .find_map(|(part, ja)| message.contains(part).then_some(ja))
            .unwrap_or("ここで文法に合わなくなります");
        let what = Message { ja: ja.to_owned(), en: message.to_owned() };
        Err(tree::syntax(place, "TOML", what, None))
    }

    fn table(&mut self, table: DeTable<'a>, depth: usize) -> Result<Value, Finding> {
        let mut table: Vec<_> = table.into_iter().collect();
        // The map is sorted by key; the file's order is in the spans.
        table.sort_by_key(|(key, _)| key.span().start);
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let place = self.place(key.span().start);
            let key = self.reading.clean(key.into_inner().into_owned(), &place);
            let node = self.node(value, depth.saturating_add(1))?;
            entries.push(Entry { key, place, node });
        }
        Ok(Value::Map(entries))
    }

    fn node(&mut self, value: Spanned<DeValue<'a>>, depth: usize) -> Result<Node, Finding> {
        let span = value.span();
        let place = self.place(span.start);
        if depth > MAX_DEPTH {
            return Err(tree::too_deep(place));
        }
        let value = match value.into_inner() {
            DeValue::String(text) => tree::text(self.reading, text.into_owned(), &place)?,
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Integer(number) if number.radix() == 10 => Value::Number(number.as_str().to_owned()),
            DeValue::Float(number) if !number.as_str().ends_with(['f', 'n']) => {
                Value::Number(number.as_str().to_owned())
            }
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => Value::Text(self.spelling(span)),
            DeValue::Array(array) => {
                let mut list = Vec::with_capacity(array.len());
                for element in array {
                    list.push(self.node(element, depth.saturating_add(1))?);
                }
                Value::List(list)
            }
            DeValue::Table(table) => self.table(table, depth)?,
        };
        Ok(Node { value, place })
    }

    fn spelling(&self, span: Range<usize>) -> String {
        self.text.get(span).unwrap_or_default().to_owned()
    }
}

/// Finds the last place before `end` where a table got this key.
fn first_of(table: &DeTable<'_>, name: &str, end: usize) -> Option<usize> {
    let mut found = None;
    for (key, value) in table {
        let start = key.span().start;
        if key.get_ref() == name && start < end {
            found = found.max(Some(start));
        }
        found = found.max(first_in(value.get_ref(), name, end));
    }
    found
}

fn first_in(value: &DeValue<'_>, name: &str, end: usize) -> Option<usize> {
    match value {
        DeValue::Table(table) => first_of(table, name, end),
        DeValue::Array(array) => array.iter().filter_map(|value| first_in(value.get_ref(), name, end)).max(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Format, read_bytes, texts};

    #[test]
    fn values_keep_their_spelling_and_order() {
        let text =
            "z = 1_000\na = 12.70\n[t.\"表\"]\nx = [0x1F, 2021-04-01, {k = -1.0}]\n[b]\ny = \"\"\"\n一\r\n二\"\"\"\n";
        let source = read_bytes(text.as_bytes().to_vec(), "a", Format::Toml).expect("read");
        let read: Vec<_> = texts(&source).map(|(text, place)| format!("{text}@{place}")).collect();
        assert_eq!(
            read,
            ["1000@a:1:5", "12.70@a:2:5", "0x1F@a:4:6", "2021-04-01@a:4:12", "-1.0@a:4:29", "一\n二@a:6:5"]
        );
    }

    #[test]
    fn a_key_that_is_there_twice_does_not_end_the_reading() {
        let text = "[a]\nx = 1\n[b]\nx = 2\n\"y\" = 3\ny = 4\n";
        let source = read_bytes(text.as_bytes().to_vec(), "a", Format::Toml).expect("read");
        let places: Vec<_> = source
            .findings
            .iter()
            .flat_map(|finding| finding.place.iter().chain(&finding.related))
            .map(ToString::to_string)
            .collect();
        assert_eq!(places, ["a:6:1", "a:5:1"]);
    }
}
