//! The words of a slip for given years, with the slots in them; and finding them again in a text.

use std::sync::OnceLock;

use regex::Regex;

use super::definition::{FieldKind, Part, SlipForm, circled};
use crate::finding::Message;
use crate::meta::Meta;
use crate::meta::Years;
use crate::words::Words;
use crate::words::half_width;

/// The slot of the plan's name, which belongs to no field.
pub const PLAN: usize = usize::MAX;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Fixed(String),
    /// An answer stands here.
    Slot(usize),
}

/// What stands in slots, by field.
pub type Slots = Vec<(usize, String)>;

/// A text of the form: official words and slots.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub pieces: Vec<Piece>,
    slots: Vec<usize>,
    /// What answers look like, slot by slot, where the form says so.
    own: Vec<Option<String>>,
    /// Made when a text is first compared: printing needs none.
    pattern: OnceLock<Option<Regex>>,
}

/// All words of a form, for years.
#[derive(Debug, Clone)]
pub struct Worded {
    /// Lines over the panels.
    pub titles: Vec<Phrase>,
    /// Heading of each field, and its other names.
    pub headings: Vec<Vec<String>>,
    /// Items of each panel.
    pub panels: Vec<Vec<WordedItem>>,
    /// Choices of box fields.
    pub boxes: Vec<Vec<Phrase>>,
    /// Options of each legend, with their numbers.
    pub legends: Vec<Vec<Phrase>>,
}

#[derive(Debug, Clone)]
pub struct WordedItem {
    pub number: String,
    pub label: Phrase,
    pub parts: Vec<WordedPart>,
}

#[derive(Debug, Clone)]
pub enum WordedPart {
    Heading(Phrase),
    Text { show: Phrase, strong: bool, weight: f64 },
    Boxes(usize),
    Amounts(Vec<usize>),
    Results { field: usize, weight: f64 },
    Choice { field: usize, label: Phrase },
    Legend { legend: usize, lead: String },
}

/// What is wrong with a template: the template and the engine's words.
pub type Fault = (String, Message);

pub fn not_worded((what, detail): &Fault) -> Message {
    let (ja, en) = (&detail.ja, &detail.en);
    crate::msg!("「{what}」の文を作れません: {ja}", "cannot word \"{what}\": {en}")
}

impl Worded {
    /// Words everything.
    ///
    /// # Errors
    /// A template that names something unknown.
    pub fn new(form: &SlipForm, years: &Years, meta: &Meta) -> Result<Self, Fault> {
        let words = words(form, years, meta);
        let phrase = |t: &str| phrase(form, &words, t);
        let plain = |t: &String| words.render(t).map_err(|e| (t.clone(), e));
        let mut headings = Vec::new();
        let mut boxes = Vec::new();
        for field in &form.fields {
            let mut names = vec![plain(field.heading.as_ref().unwrap_or(&field.name))?, field.name.clone()];
            for also in &field.also {
                names.push(plain(also)?);
            }
            headings.push(names);
            boxes.push(match &field.kind {
                FieldKind::Boxes { choices } => choices.iter().map(|c| phrase(c)).collect::<Result<_, _>>()?,
                _ => Vec::new(),
            });
        }
        let mut legends = Vec::new();
        for legend in &form.legends {
            let options = legend.options.iter().enumerate().map(|(n, o)| phrase(&format!("{}{o}", circled(n))));
            legends.push(options.collect::<Result<Vec<_>, _>>()?);
        }
        let mut panels = Vec::new();
        for panel in &form.panels {
            let mut items = Vec::new();
            for item in panel {
                let parts = item.parts.iter().map(|part| {
                    Ok(match part {
                        Part::Heading(t) => WordedPart::Heading(phrase(t)?),
                        Part::Text { show, strong, weight } => {
                            WordedPart::Text { show: phrase(show)?, strong: *strong, weight: *weight }
                        }
                        Part::Boxes(f) => WordedPart::Boxes(*f),
                        Part::Amounts(list) => WordedPart::Amounts(list.clone()),
                        Part::Results { field, weight } => WordedPart::Results { field: *field, weight: *weight },
                        Part::Choice { field, label } => WordedPart::Choice { field: *field, label: phrase(label)? },
                        Part::Legend { legend, lead } => WordedPart::Legend { legend: *legend, lead: plain(lead)? },
                    })
                });
                let parts = parts.collect::<Result<Vec<_>, Fault>>()?;
                items.push(WordedItem { number: item.number.clone(), label: phrase(&item.label)?, parts });
            }
            panels.push(items);
        }
        let titles = form.titles.iter().map(|t| phrase(t)).collect::<Result<_, _>>()?;
        Ok(Self { titles, headings, panels, boxes, legends })
    }

    /// The name of a choice as it is printed, without its slot.
    pub fn box_name(&self, field: usize, choice: usize) -> String {
        match self.boxes[field].get(choice).and_then(|p| p.pieces.first()) {
            Some(Piece::Fixed(text)) => text.split(['（', '(']).next().unwrap_or("").trim().to_owned(),
            _ => String::new(),
        }
    }

    /// The items of all panels, in order.
    pub fn items(&self) -> impl Iterator<Item = &WordedItem> {
        self.panels.iter().flatten()
    }
}

/// What templates of a slip may name, but for its fields.
pub fn words(form: &SlipForm, years: &Years, meta: &Meta) -> Words {
    let mut words = Words::default();
    words.set("様式", meta.title.as_deref().unwrap_or(&form.title));
    for (name, year) in form.years.iter().chain(years) {
        words.set(name, *year);
        words.set(name.trim_end_matches("年度"), *year);
    }
    for (name, text) in [("計画", &meta.plan), ("団体", &meta.body), ("資料番号", &meta.number)] {
        words.set(name, text.as_deref().unwrap_or(""));
    }
    words
}

/// Slots go through the engine as private-use characters.
const MARK: u32 = 0xF_0000;

/// A template as official words and slots.
///
/// # Errors
/// A template that names something unknown.
pub fn phrase(form: &SlipForm, words: &Words, template: &str) -> Result<Phrase, Fault> {
    let mut text = template.replace("{{計画}}", &char::from_u32(MARK).unwrap_or('〓').to_string());
    for (f, field) in form.fields.iter().enumerate() {
        let mark = char::from_u32(MARK + 1 + f as u32).unwrap_or('〓');
        text = text.replace(&format!("{{{{{}}}}}", field.name), &mark.to_string());
    }
    let text = words.render(&text).map_err(|e| (template.to_owned(), e))?;
    let mut pieces = Vec::new();
    let mut fixed = String::new();
    for c in text.chars() {
        match (c as u32).checked_sub(MARK).filter(|n| *n as usize <= form.fields.len()) {
            Some(n) => {
                if !fixed.is_empty() {
                    pieces.push(Piece::Fixed(std::mem::take(&mut fixed)));
                }
                pieces.push(Piece::Slot(if n == 0 { PLAN } else { n as usize - 1 }));
            }
            None => fixed.push(c),
        }
    }
    if !fixed.is_empty() {
        pieces.push(Piece::Fixed(fixed));
    }
    Ok(Phrase::new(pieces, form))
}

impl Phrase {
    fn new(pieces: Vec<Piece>, form: &SlipForm) -> Self {
        let slots: Vec<usize> =
            pieces.iter().filter_map(|p| if let Piece::Slot(f) = p { Some(*f) } else { None }).collect();
        let own = slots.iter().map(|f| form.fields.get(*f).and_then(|f| f.pattern.clone())).collect();
        Self { pieces, slots, own, pattern: OnceLock::new() }
    }

    fn pattern(&self) -> Option<Regex> {
        let has_words = !self.plain().is_empty();
        let mut pattern = String::from(r"(?s)^\s*");
        let mut own = self.own.iter();
        for piece in &self.pieces {
            match piece {
                Piece::Slot(_) => match own.next().and_then(Option::as_deref) {
                    // the text is compared with its full-width ASCII made half-width
                    Some(own) => pattern.push_str(&format!("({})", own.chars().map(half_width).collect::<String>())),
                    None => pattern.push_str("(.*?)"),
                },
                Piece::Fixed(text) => fixed_pattern(text, has_words, &mut pattern),
            }
        }
        pattern.push_str(r"\s*$");
        Regex::new(&pattern).ok()
    }

    /// The official words alone, without blanks and slots.
    pub fn plain(&self) -> String {
        self.pieces.iter().map(|p| if let Piece::Fixed(t) = p { normalise(t) } else { String::new() }).collect()
    }

    /// The official words behind the first character, which is an option's number.
    pub fn without_first(&self) -> Option<String> {
        let words = self.fill(|_| String::new());
        let mut chars = words.chars();
        chars.next()?;
        Some(chars.as_str().to_owned())
    }

    pub fn slots(&self) -> &[usize] {
        &self.slots
    }

    /// The words with answers in their slots.
    pub fn fill(&self, answer: impl Fn(usize) -> String) -> String {
        self.pieces
            .iter()
            .map(|p| match p {
                Piece::Fixed(text) => text.clone(),
                Piece::Slot(f) => answer(*f),
            })
            .collect()
    }

    /// Whether a text is this phrase, and what stands in its slots. Width, blanks and line breaks between the
    /// words do not matter.
    pub fn read(&self, text: &str) -> Option<Slots> {
        let folded: String = text.chars().map(fold).collect();
        let captures = self.pattern.get_or_init(|| self.pattern()).as_ref()?.captures(&folded)?;
        Some(
            self.slots
                .iter()
                .enumerate()
                .map(|(i, f)| {
                    let raw = captures.get(i + 1).map_or(String::new(), |m| {
                        let from = folded[..m.start()].chars().count();
                        text.chars().skip(from).take(m.as_str().chars().count()).collect()
                    });
                    // （施策の方向：１－４）
                    (*f, trim(trim(&raw).trim_start_matches(['：', ':'])).to_owned())
                })
                .collect(),
        )
    }

    /// The first of several lines, when it has no slot.
    pub fn opening_line(&self) -> Option<String> {
        let Some(Piece::Fixed(text)) = self.pieces.first() else { return None };
        text.split_once('\n').map(|(line, _)| line.to_owned())
    }

    /// The first official words, as a pattern.
    fn opening(&self) -> Option<Regex> {
        let Piece::Fixed(text) = self.pieces.iter().find(|p| matches!(p, Piece::Fixed(_)))? else { return None };
        let mut pattern = String::new();
        fixed_pattern(text, true, &mut pattern);
        Regex::new(&pattern).ok()
    }

    /// What stands in the slots, found by the words next to them, in a text that is folded already.
    fn read_near(&self, folded: &str) -> Vec<(usize, std::ops::Range<usize>)> {
        let mut out = Vec::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            let (Piece::Slot(f), Some(Piece::Fixed(before))) =
                (piece, i.checked_sub(1).and_then(|i| self.pieces.get(i)))
            else {
                continue;
            };
            let mut pattern = String::from("(?s)");
            fixed_pattern(before, true, &mut pattern);
            // an answer may hold brackets of its own
            pattern.push_str("(.*)");
            match self.pieces.get(i + 1) {
                Some(Piece::Fixed(after)) => fixed_pattern(after, true, &mut pattern),
                _ => pattern.push('$'),
            }
            let found = Regex::new(&pattern).ok().and_then(|r| Some(r.captures(folded)?.get(1)?.range()));
            out.extend(found.map(|range| (*f, range)));
        }
        out
    }
}

/// What stands in the slots of phrases that follow each other in a text whose other words may differ.
pub fn read_slots(phrases: &[Phrase], text: &str) -> Slots {
    if phrases.iter().all(|p| p.slots.is_empty()) {
        return Vec::new();
    }
    let folded: String = text.chars().map(fold).collect();
    let starts: Vec<Option<usize>> = phrases.iter().map(|p| p.opening()?.find(&folded).map(|m| m.start())).collect();
    let mut out = Vec::new();
    for (phrase, start) in phrases.iter().zip(&starts).filter(|(p, _)| !p.slots.is_empty()) {
        let Some(start) = *start else { continue };
        let end = starts.iter().flatten().filter(|s| **s > start).min().copied().unwrap_or(folded.len());
        for (field, range) in phrase.read_near(&folded[start..end]) {
            let from = folded[..start + range.start].chars().count();
            let count = folded[start + range.start..start + range.end].chars().count();
            let raw: String = text.chars().skip(from).take(count).collect();
            out.push((field, raw.trim().to_owned()));
        }
    }
    out
}

/// Words with any blanks between their characters; 取り組み and 取組み are one.
fn fixed_pattern(text: &str, loose: bool, out: &mut String) {
    let chars: Vec<char> = text.chars().map(fold).collect();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        if c.is_whitespace() {
            if !loose {
                out.push_str(r"\s+");
            }
            i += 1;
            continue;
        }
        let rest: String = chars[i..].iter().take(4).collect();
        if let Some(form) = ["取り組み", "取組み"].iter().find(|w| rest.starts_with(**w)) {
            out.push_str(r"取\s*り?\s*組\s*み?\s*");
            i += form.chars().count();
            continue;
        }
        out.push_str(&regex::escape(&c.to_string()));
        if loose {
            out.push_str(r"\s*");
        }
        i += 1;
    }
}

fn fold(c: char) -> char {
    match half_width(c) {
        '･' => '・',
        '〜' => '~',
        '□' | '☐' => '□',
        c => c,
    }
}

/// A text without what offices vary: width, blanks, line breaks, okurigana of 取組.
pub fn normalise(text: &str) -> String {
    let text: String = text.chars().map(fold).filter(|c| !c.is_whitespace()).collect();
    text.replace("取り組み", "取組み")
}

/// Without blanks at the ends; an indent of the first line stays.
pub fn trim(text: &str) -> &str {
    let text = text.trim_end();
    let body = text.trim_start_matches(['\n', ' ']);
    if body.trim_start().is_empty() { "" } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;

    fn worded() -> Worded {
        let form = Engine::new().form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        Worded::new(&form, &form.years, &Meta::default()).unwrap()
    }

    #[test]
    fn labels_are_found_however_they_are_typed() {
        let words = worded();
        let item = words.items().find(|i| i.number == "8").unwrap();
        let read = item.label.read("第４期計画期間における\n 重点施策「担い手づくり」に 対して").unwrap();
        assert_eq!(read[0].1, "担い手づくり");
        let first = words.items().next().unwrap();
        assert_eq!(first.label.read("重 点 施 策（施策の方向１－２）").unwrap()[0].1, "１－２");
        assert!(first.label.read("重点施策の一覧").is_none());
    }

    #[test]
    fn one_cell_may_hold_two_answers() {
        let words = worded();
        let WordedPart::Text { show, .. } = &words.items().nth(1).unwrap().parts[0] else { panic!() };
        let read = |t| show.read(t).map(|r| (r[0].1.clone(), r[1].1.clone()));
        assert_eq!(read("１　見守り事業"), Some(("１".into(), "見守り事業".into())));
        assert_eq!(read("3-2 見守り 事業"), Some(("3-2".into(), "見守り 事業".into())));
        assert_eq!(read("見守り事業"), None);
    }
}
