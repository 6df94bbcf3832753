//! The file of words of a kind of letter, and what it says for one letter.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::facts::Facts;
use super::{Letter, LetterKind};
use crate::document::Rich;
use crate::engine::Engine;
use crate::finding::{Finding, Message, quote};
use crate::form::TomlFile;
use crate::msg;
use crate::told::{Faults, Told};
use crate::words::{Words, nearest};

/// How alike a word must be to be meant.
const MEANT: f64 = 0.5;

/// A text of the file, and when it is said.
#[derive(Debug, Clone, Default)]
struct Entry {
    label: String,
    text: String,
    /// Where the text stands in the file: bytes.
    span: std::ops::Range<usize>,
    when: Vec<(String, usize)>,
}

/// The words of a kind of letter.
pub struct Wording {
    file: TomlFile,
    title: Vec<Entry>,
    subject: Vec<Entry>,
    body: Vec<Entry>,
    items: Vec<Entry>,
}

/// What a letter says.
pub struct Worded {
    pub title: Rich,
    pub subject: String,
    pub body: Vec<Rich>,
    /// Labels and texts.
    pub items: Vec<(String, Rich)>,
}

/// `M433`
pub fn no_letter() -> Finding {
    Finding::error("M433", msg!("送る文書がありません", "there is no letter to send"))
}

impl Wording {
    /// Reads the project's file of words, or the built-in one.
    ///
    /// # Errors
    /// `M430`
    pub fn read(engine: &Engine, kind: LetterKind) -> Result<Self, Faults> {
        let name = format!("letters/{}.toml", kind.name());
        let source = engine.templates().source(&name);
        let what = msg!("文書の文を読めません", "cannot read the words of the letter");
        let bytes = engine.templates().file(&name).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(&bytes) else {
            let Message { ja, en } = what;
            return Err(Finding::error("M430", msg!("{ja}: UTF-8 の文ではありません", "{en}: it is no UTF-8 text"))
                .at(crate::place::Place::file(&source))
                .hint(msg!("UTF-8 で保存し直してください", "save it as UTF-8"))
                .into());
        };
        let file = TomlFile::new(source, text);
        file.parse::<toml::Table>("M430", &what)?;
        let mut wording = Self { file: file.clone(), title: vec![], subject: vec![], body: vec![], items: vec![] };
        let Ok(table) = DeTable::parse(&file.text) else { return Ok(wording) };
        let mut faults = Vec::new();
        for (key, value) in table.get_ref() {
            let list = match &**key.get_ref() {
                "title" => &mut wording.title,
                "subject" => &mut wording.subject,
                "body" => &mut wording.body,
                "items" => &mut wording.items,
                other => {
                    let message = unknown_key(other, "title、subject、body、items");
                    faults.push(file.fault("M430", key.span().start, message));
                    continue;
                }
            };
            entries(&file, value, list, &mut faults);
        }
        if wording.title.is_empty() {
            let message = msg!("題（title）がありません", "it has no title");
            faults.push(file.fault("M430", 0, message).hint(msg!(
                "title = \"{{{{照会}}}}について（依頼）\" のように書いてください",
                "write it like title = \"{{{{照会}}}}について（依頼）\""
            )));
        }
        if faults.is_empty() { Ok(wording) } else { Err(faults.into()) }
    }

    /// What it says in a letter.
    ///
    /// `M431` a name that there is not, `M432` one that this letter has no value for, `M433` no title that fits.
    pub fn words(&self, letter: &Letter) -> Told<Worded> {
        let facts = Facts::of(letter);
        let mut words = Words::default();
        facts.values().for_each(|(name, value)| words.set(name, value.unwrap_or("")));
        let mut findings = Vec::new();
        let mut said = |list: &[Entry], most: usize| -> Vec<(String, Rich)> {
            let mut out = Vec::new();
            for entry in list {
                if out.len() < most && self.is_said(entry, &facts, &mut findings) {
                    out.push((entry.label.clone(), self.render(entry, &words, &facts, &mut findings)));
                }
            }
            out
        };
        let title = said(&self.title, 1);
        let subject = said(&self.subject, 1);
        let body = said(&self.body, usize::MAX);
        let items = said(&self.items, usize::MAX);
        let Some((_, title)) = title.into_iter().next() else {
            let at = self.title.first().map_or(0, |entry| entry.span.start);
            let message = msg!("当てはまる題（title）がありません", "no title fits this letter");
            findings.push(
                self.file
                    .fault("M433", at, message)
                    .hint(msg!("when のない題を最後に書いてください", "write one without when as the last")),
            );
            return Told::nothing(findings);
        };
        let subject = subject.into_iter().next().map_or_else(|| title.text.clone(), |(_, subject)| subject.text);
        // a subject is one line, whatever stands in a name
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = body.into_iter().map(|(_, text)| text).collect();
        Told::new(Worded { title, subject, body, items }, findings)
    }

    fn is_said(&self, entry: &Entry, facts: &Facts, findings: &mut Vec<Finding>) -> bool {
        entry.when.iter().fold(true, |said, (condition, at)| match facts.holds(condition) {
            Some(holds) => said && holds,
            None => {
                let shown = quote(condition);
                let message = msg!("「{shown}」という場合はありません", "there is no condition \"{shown}\"");
                let known = Facts::conditions();
                findings.push(self.file.fault("M431", *at, message).hint(msg!("書ける語: {known}", "known: {known}")));
                false
            }
        })
    }

    fn render(&self, entry: &Entry, words: &Words, facts: &Facts, findings: &mut Vec<Finding>) -> Rich {
        let place = self.file.place(entry.span.start);
        let raw = self.file.text.get(entry.span.clone()).unwrap_or("");
        let mut sound = true;
        for (at, name) in names(raw) {
            let at = entry.span.start.saturating_add(at);
            let Some((_, value)) = facts.values().find(|(own, _)| *own == name) else {
                sound = false;
                let shown = quote(name);
                let known: Vec<&str> = facts.values().map(|(own, _)| own).collect();
                let message = msg!("「{shown}」という名前はありません", "there is no name \"{shown}\"");
                let mut finding = self.file.fault("M431", at, message);
                if let Some(near) = nearest(name, known.iter().copied(), MEANT, str::to_owned) {
                    finding = finding.hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?"));
                }
                let (ja, en) = (known.join("、"), known.join(", "));
                findings.push(finding.hint(msg!("書ける名: {ja}", "known names: {en}")));
                continue;
            };
            if value.is_none() {
                sound = false;
                let message = msg!("「{name}」は、この文書では決まっていません", "this letter has no \"{name}\"");
                findings.push(self.file.fault("M432", at, message).hint(msg!(
                    "matome.toml や組織.csv に書くか、when = \"{name}あり\" を付けてください",
                    "write it in matome.toml or 組織.csv, or put when = \"{name}あり\" to the text"
                )));
            }
        }
        match words.render(&entry.text) {
            Ok(text) => Rich::plain(text, Some(place)),
            Err(message) => {
                if sound {
                    findings.push(self.file.fault("M431", entry.span.start, message));
                }
                Rich::plain(&entry.text, Some(place))
            }
        }
    }
}

fn unknown_key(key: &str, known: &str) -> Message {
    let shown = quote(key);
    let en = known.replace('、', ", ");
    msg!("「{shown}」という項目はありません。使える項目: {known}", "there is no \"{shown}\"; there are {en}")
}

/// What stands alone between `{{` and `}}`, and where.
fn names(raw: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut rest = raw;
    while let Some((name, behind)) = rest.split_once("{{").and_then(|(_, inside)| inside.split_once("}}")) {
        let at = rest.find("{{").unwrap_or(0).saturating_add(raw.len().saturating_sub(rest.len()));
        let name = name.trim();
        let helper = name.contains(char::is_whitespace) || name.contains(|c: char| "#>^*&/(){|!".contains(c));
        if !helper && !name.is_empty() {
            out.push((at, name));
        }
        rest = behind;
    }
    out
}

/// A text, a text with its condition, or a list of them.
fn entries(file: &TomlFile, value: &Spanned<DeValue>, out: &mut Vec<Entry>, faults: &mut Vec<Finding>) {
    let list = match value.get_ref() {
        DeValue::Array(list) => list.iter().collect(),
        _ => vec![value],
    };
    for value in list {
        match value.get_ref() {
            DeValue::String(text) => {
                out.push(Entry { text: text.to_string(), span: value.span(), ..Entry::default() });
            }
            DeValue::Table(table) => out.extend(entry(file, value, table, faults)),
            _ => faults.push(wrong(file, value)),
        }
    }
}

fn wrong(file: &TomlFile, value: &Spanned<DeValue>) -> Finding {
    let message =
        msg!("文は \"…\" か {{ text = \"…\" }} で書いてください", "write a text as \"…\" or {{ text = \"…\" }}");
    file.fault("M430", value.span().start, message)
}

fn entry(file: &TomlFile, whole: &Spanned<DeValue>, table: &DeTable, faults: &mut Vec<Finding>) -> Option<Entry> {
    let mut entry = Entry { span: whole.span(), ..Entry::default() };
    let mut has_text = false;
    for (key, value) in table {
        match (&**key.get_ref(), value.get_ref()) {
            ("text", DeValue::String(text)) => {
                has_text = true;
                (entry.text, entry.span) = (text.to_string(), value.span());
            }
            ("label", DeValue::String(label)) => entry.label = label.to_string(),
            ("when", DeValue::String(word)) => entry.when.push((word.to_string(), value.span().start)),
            ("when", DeValue::Array(list)) => {
                for word in list.iter() {
                    match word.get_ref() {
                        DeValue::String(text) => entry.when.push((text.to_string(), word.span().start)),
                        _ => faults.push(wrong(file, word)),
                    }
                }
            }
            ("text" | "label" | "when", _) => faults.push(wrong(file, value)),
            (other, _) => {
                faults.push(file.fault("M430", key.span().start, unknown_key(other, "text、label、when")));
            }
        }
    }
    if !has_text {
        let message = msg!("文（text）がありません", "it has no text");
        faults.push(file.fault("M430", whole.span().start, message));
        return None;
    }
    Some(entry)
}
