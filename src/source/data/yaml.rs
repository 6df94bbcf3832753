//! YAML with the line and column of every value, its numbers as they are spelled.

use saphyr::{LoadableYamlNode, MarkedYaml, Marker, Scalar, ScanError, YamlData};

use super::tree::{self, MAX_DEPTH, check_keys};
use super::yaml_aliases;
use crate::finding::{Finding, Message};
use crate::limits::{Limit, TEXT_BYTES};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::source::reading::Input;
use crate::source::text::utf8;
use crate::source::{Body, Entry, Node, Value, faults};

/// Reads a YAML file of one document.
///
/// # Errors
/// M006 when its aliases stand for too much, M022 when it is not UTF-8, M030 for a syntax error, M031 for a duplicate key, M032 when it is
/// nested too deeply.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let text = utf8(bytes, &file)?;
    let lines: Vec<&str> = text.split('\n').collect();
    if yaml_aliases::are_beyond(text, reading.limits.text_bytes as u64) {
        let again =
            Limit {
                ja: "「*」で繰り返す文を合わせた大きさ", en: "the texts that are repeated by *", ..TEXT_BYTES
            };
        return Err(faults::too_large(&file, &reading.limits, again, None));
    }
    // saphyr builds the tree before we see it, and dropping a deep tree uses up the stack.
    if let Some(line) = lines.iter().position(|line| indent(line) > MOST_INDENT) {
        return Err(tree::too_deep(Place::text(&file, to_u32(line.saturating_add(1)), 1)));
    }
    let mut documents = MarkedYaml::load_from_str(text).map_err(|error| syntax(&error, &lines, &file))?.into_iter();
    let Some(document) = documents.next() else {
        return Ok(Body::Tree(tree::empty(&file)));
    };
    let mut walk = Walk { file: file.clone(), lines, reading };
    if let Some(second) = documents.next() {
        let place = walk.place(second.span.start);
        let what = msg!("二つ目の文書（---）は読みません", "the second document is not read");
        walk.reading.add(tree::unsupported(place, "YAML", what));
    }
    Ok(Body::Tree(walk.node(document, 0)?))
}

/// Columns in front of a text at most, in nested blocks of four each.
const MOST_INDENT: usize = 4 * MAX_DEPTH;

/// Counts the columns in front of the first text of a line: each nested block takes one or more.
fn indent(line: &str) -> usize {
    let mut rest = line;
    while let Some(next) = [" ", "- ", "? ", ": "].iter().find_map(|mark| rest.strip_prefix(mark)) {
        rest = next;
    }
    line.len().saturating_sub(rest.len())
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

struct Walk<'a, 'r> {
    file: SourceFile,
    lines: Vec<&'a str>,
    reading: &'r mut Input,
}

impl Walk<'_, '_> {
    fn place(&self, mark: Marker) -> Place {
        Place::text(&self.file, to_u32(mark.line()), to_u32(mark.col().saturating_add(1)))
    }

    /// Gives the characters of a scalar as they stand in the file; `None` for an alias.
    fn spelling(&self, yaml: &MarkedYaml<'_>) -> Option<String> {
        let (start, end) = (yaml.span.start, yaml.span.end);
        let line = self.lines.get(start.line().checked_sub(1)?)?;
        let length = end.index().checked_sub(start.index())?;
        let text: String = line.chars().skip(start.col()).take(length).collect();
        // An anchor (&) or a tag (!) belongs to the span.
        let words = text.split_whitespace().skip_while(|word| word.starts_with(['&', '!']));
        let text = words.collect::<Vec<_>>().join(" ");
        (!text.starts_with('*')).then_some(text)
    }

    fn node(&mut self, yaml: MarkedYaml<'_>, depth: usize) -> Result<Node, Finding> {
        let place = self.place(yaml.span.start);
        if depth > MAX_DEPTH {
            return Err(tree::too_deep(place));
        }
        let spelling = match &yaml.data {
            YamlData::Value(Scalar::Integer(_) | Scalar::FloatingPoint(_)) => self.spelling(&yaml),
            _ => None,
        };
        let value = match yaml.data {
            YamlData::Value(Scalar::Null) => Value::Null,
            YamlData::Value(Scalar::Boolean(value)) => Value::Bool(value),
            YamlData::Value(Scalar::Integer(number)) => Value::Number(spelling.unwrap_or_else(|| number.to_string())),
            YamlData::Value(Scalar::FloatingPoint(number)) if number.is_finite() => {
                Value::Number(spelling.unwrap_or_else(|| number.to_string()))
            }
            YamlData::Value(Scalar::FloatingPoint(number)) => {
                Value::Text(spelling.unwrap_or_else(|| number.to_string()))
            }
            YamlData::Value(Scalar::String(text)) => tree::text(self.reading, text.into_owned(), &place)?,
            YamlData::Representation(text, ..) => tree::text(self.reading, text.into_owned(), &place)?,
            YamlData::Sequence(elements) => {
                let mut list = Vec::with_capacity(elements.len());
                for element in elements {
                    list.push(self.node(element, depth.saturating_add(1))?);
                }
                Value::List(list)
            }
            YamlData::Mapping(mapping) => {
                let mut entries = Vec::with_capacity(mapping.len());
                for (key, value) in mapping {
                    let place = self.place(key.span.start);
                    let key = self.key(key);
                    let node = self.node(value, depth.saturating_add(1))?;
                    entries.push(Entry { key, place, node });
                }
                check_keys(&entries, self.reading);
                Value::Map(entries)
            }
            YamlData::Tagged(_, mut inner) => {
                inner.span = yaml.span;
                return self.node(*inner, depth.saturating_add(1));
            }
            YamlData::Alias(_) | YamlData::BadValue => {
                let what = msg!("値を読み取れません", "the value cannot be read");
                self.reading.add(tree::unsupported(place.clone(), "YAML", what));
                Value::Null
            }
        };
        Ok(Node { value, place })
    }

    fn key(&mut self, key: MarkedYaml<'_>) -> String {
        let place = self.place(key.span.start);
        let spelling = self.spelling(&key);
        match key.data {
            YamlData::Value(Scalar::String(text)) | YamlData::Representation(text, ..) => {
                self.reading.clean(text.into_owned(), &place)
            }
            YamlData::Value(_) => spelling.unwrap_or_default(),
            YamlData::Tagged(_, mut inner) => {
                inner.span = key.span;
                self.key(*inner)
            }
            _ => {
                let what = msg!("項目名が文字ではありません", "a key is no text");
                self.reading.add(tree::unsupported(place, "YAML", what));
                String::new()
            }
        }
    }
}

fn syntax(error: &ScanError, lines: &[&str], file: &SourceFile) -> Finding {
    let mark = error.marker();
    let (line, column) = (mark.line().max(1), mark.col().saturating_add(1));
    let place = Place::text(file, to_u32(line), to_u32(column));
    let info = error.info();
    if info.contains("duplicated key") {
        let (key, first) = first_key(lines, line.saturating_sub(1), mark.col());
        let first = first.map(|line| Place::text(file, to_u32(line.saturating_add(1)), to_u32(column)));
        return tree::duplicate(&key, first, place);
    }
    if info.contains("recursion limit") {
        return tree::too_deep(place);
    }
    let known = [
        ("tab", "字下げにタブは使えません。空白を使ってください"),
        ("mapping values are not allowed", "ここに「項目名: 値」は書けません（字下げか引用符を確かめてください）"),
        ("while parsing a flow", "「[」か「{」が閉じていません"),
        ("while scanning a quoted scalar", "引用符が閉じていません"),
        ("could not find expected ':'", "項目名の後にコロン（:）がありません"),
        ("did not find expected", "字下げが揃っていないか、記号が足りません"),
        ("unknown anchor", "「*」で指す「&」がありません"),
        ("alias", "「*」の展開が多すぎます"),
    ];
    let ja = known
        .into_iter()
        .find_map(|(part, ja)| info.contains(part).then_some(ja))
        .unwrap_or("ここで文法に合わなくなります");
    let what = Message { ja: ja.to_owned(), en: info.to_owned() };
    let quoted = msg!(
        "「:」「#」「@」などを含む文字は、全体を ' か \" で囲んでください",
        "Put a text with : # @ and the like in quotes"
    );
    tree::syntax(place, "YAML", what, Some(quoted))
}

/// Finds a key of a block map again: the line above with the same key at the same column.
fn first_key(lines: &[&str], second: usize, column: usize) -> (String, Option<usize>) {
    let key_of = |line: &str| {
        let text: String = line.chars().skip(column).collect();
        text.split_once(':').map(|(key, _)| key.trim().to_owned())
    };
    let key = lines.get(second).and_then(|line| key_of(line)).unwrap_or_default();
    let above = lines.iter().enumerate().take(second).rev();
    let first = above
        .take_while(|(_, line)| line.trim().is_empty() || indent(line) >= column)
        .find(|(_, line)| indent(line) == column && key_of(line).as_ref() == Some(&key));
    (key, first.map(|(line, _)| line))
}

#[cfg(test)]
mod tests {
    use crate::source::{Format, read_bytes, texts};

    fn read(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let source = read_bytes(text.as_bytes().to_vec(), "a", Format::Yaml).expect("read");
        let read = texts(&source).map(|(text, place)| format!("{text}@{place}"));
        (read.collect(), source.findings.iter().map(|finding| finding.code.0).collect())
    }

    #[test]
    fn scalars_keep_their_spelling() {
        let text = "a: [1_000, 012, +5, 1.50, .5, 0x1F, \"001\", '2', 令和3, 2021-04-01, .inf]\n\
                    b: &b 7.10\nc: *b\nd: !!str 3.0\ne: !t 4.0\n2.50: x\n";
        let (read, findings) = read(text);
        assert_eq!(
            read,
            [
                "1_000@a:1:5",
                "012@a:1:12",
                "+5@a:1:17",
                "1.50@a:1:21",
                ".5@a:1:27",
                "0x1F@a:1:31",
                "001@a:1:37",
                "2@a:1:44",
                "令和3@a:1:49",
                "2021-04-01@a:1:54",
                ".inf@a:1:66",
                "7.10@a:2:4",
                "7.1@a:3:4",
                "3.0@a:4:4",
                "4.0@a:5:4",
                "x@a:6:7"
            ]
        );
        assert!(findings.is_empty());
    }

    #[test]
    fn block_texts_and_line_ends() {
        let (read, _) = read("a: |\r\n  一\r\n  二\r\nb: >-\r\n  三\r\n  四\r\n");
        assert_eq!(read, ["一\n二\n@a:2:3", "三 四@a:5:3"]);
    }

    #[test]
    fn what_is_not_read_is_told() {
        assert_eq!(read("a: 1\n---\nb: 2\n").1, ["M034"]);
        assert_eq!(read("? [a, b]\n: 1\n").1, ["M034"]);
        assert_eq!(read("a: !!int x\n").1, ["M034"]);
        assert_eq!(read("").0, Vec::<String>::new());
    }
}
