//! Findings (所見): the only shape in which faults leave the library.

use std::collections::HashMap;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::place::Place;
use crate::words::{is_hidden, visible};

/// Says how much a finding weighs. With an error no output is written, unless forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know; nothing has to be done.
    Info,
    /// Printed, but somebody should look.
    Warning,
    /// Nothing is written while it stands.
    Error,
}

/// A stable code: `M0xx` reading, `M1xx` checking, `M2xx` typesetting, `M3xx` writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One fault or remark, with its text in both languages; the command line picks one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of fault it is.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// What is wrong and how to mend it.
    pub message: Message,
    /// Where it is.
    pub place: Option<Place>,
    /// Other places that take part, such as the cell this one disagrees with.
    pub related: Vec<Place>,
    /// What may help.
    pub hints: Vec<Message>,
}

/// `回答.xlsx!進捗管理シート!K14: M012: …`, in Japanese.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: {}", self.code, visible(&self.message.ja))
    }
}

impl std::error::Error for Finding {}

/// With texts in both languages.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_with(&Message::clone, serializer)
    }
}

/// A finding whose texts are in one language.
pub(crate) struct InLanguage<'a>(pub &'a Finding, pub fn(&Message) -> &str);

impl Serialize for InLanguage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_with(&|message: &Message| (self.1)(message).to_owned(), serializer)
    }
}

impl Finding {
    fn serialize_with<S: Serializer, T: Serialize>(
        &self,
        text: &dyn Fn(&Message) -> T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("level", &self.level)?;
        map.serialize_entry("message", &text(&self.message))?;
        map.serialize_entry("place", &self.place)?;
        if !self.related.is_empty() {
            map.serialize_entry("related", &self.related)?;
        }
        map.serialize_entry("hints", &self.hints.iter().map(text).collect::<Vec<_>>())?;
        map.end()
    }
}

/// A text for the user. `ja` is authoritative, `en` its translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Japanese, as users read it.
    pub ja: String,
    /// English, for logs.
    pub en: String,
}

/// Writes a [`Message`]: `msg!("…{x}…", "…{x}…")`.
macro_rules! msg {
    ($ja:literal, $en:literal $(, $($arg:tt)*)?) => {
        $crate::finding::Message { ja: format!($ja $(, $($arg)*)?), en: format!($en $(, $($arg)*)?) }
    };
}

pub(crate) use msg;

impl Finding {
    /// With no place and no hints.
    pub fn new(code: &'static str, level: Level, message: Message) -> Self {
        Self { code: Code(code), level, message, place: None, related: Vec::new(), hints: Vec::new() }
    }

    /// One that stops the outputs.
    pub fn error(code: &'static str, message: Message) -> Self {
        Self::new(code, Level::Error, message)
    }

    /// One that somebody should look at.
    pub fn warning(code: &'static str, message: Message) -> Self {
        Self::new(code, Level::Warning, message)
    }

    /// One that is good to know.
    pub fn info(code: &'static str, message: Message) -> Self {
        Self::new(code, Level::Info, message)
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With one more place that belongs to it.
    #[must_use]
    pub fn and(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }

    /// At the first of these places, with the others as related ones.
    #[must_use]
    pub fn at_all(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        let mut places = places.into_iter();
        self.place = places.next();
        self.related.extend(places);
        self
    }

    /// With one more hint.
    #[must_use]
    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }
}

/// Shortens a user's value to 40 characters for quoting and makes control characters visible, as [`visible`] does.
pub fn quote(text: &str) -> String {
    const LIMIT: usize = 40;
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == LIMIT {
            out.push('…');
            break;
        }
        match c {
            '\n' => out.push('⏎'),
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// The different ones of some texts, so many of them: `「一」「二」ほか`.
pub(crate) fn quoted<'a>(texts: impl IntoIterator<Item = &'a str>, most: usize) -> Message {
    let mut out: Vec<String> = Vec::new();
    for text in texts {
        let text = quote(text);
        if !out.contains(&text) {
            out.push(text);
        }
        if out.len() > most {
            break;
        }
    }
    let more = out.len() > most;
    out.truncate(most);
    let ja: String = out.iter().map(|text| format!("「{text}」")).collect();
    let en: Vec<String> = out.iter().map(|text| format!("\"{text}\"")).collect();
    let (rest_ja, rest_en) = if more { ("ほか", " …") } else { ("", "") };
    Message { ja: ja + rest_ja, en: en.join(", ") + rest_en }
}

/// By file, sheet and cell, so that a section's findings stand together; those without a place last.
pub fn in_order(findings: &mut [Finding]) {
    findings.sort_by(|a, b| match (&a.place, &b.place) {
        (Some(a), Some(b)) => a.in_reading_order(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
}

/// Drops a finding that says word for word what an earlier one said of the same place.
pub fn tell_once(findings: &mut Vec<Finding>) {
    let mut told = std::collections::HashSet::new();
    findings.retain(|f| told.insert((f.code, f.place.clone(), f.message.ja.clone())));
}

/// Says once what was said word for word of several places in a file; the others are the first one's related places.
pub fn fold(findings: &mut Vec<Finding>) {
    let mut first: HashMap<(Code, String, String), usize> = HashMap::new();
    let mut out: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let Some(place) = finding.place.clone().filter(|_| finding.related.is_empty()) else {
            out.push(finding);
            continue;
        };
        let hints: String = finding.hints.iter().map(|hint| hint.ja.as_str()).collect();
        let key = (finding.code, format!("{}\n{hints}", finding.message.ja), place.file.name().to_owned());
        match first.get(&key) {
            Some(&at) => {
                if out[at].place.as_ref() != Some(&place) {
                    out[at].related.push(place);
                }
            }
            None => {
                first.insert(key, out.len());
                out.push(finding);
            }
        }
    }
    *findings = out;
}
