//! The labels of a form by their words, so that a sheet of any size is looked through once.

use std::collections::{HashMap, HashSet};

use super::super::definition::{FieldKind, SlipForm};
use super::super::words::{Piece, Slots, Worded, WordedItem, WordedPart, normalise};
use crate::words::half_width;

/// A longer text is an answer.
pub const LONGEST: usize = 400;

/// Brackets in which sheets put a label.
const BRACKETS: [(char, char); 11] = [
    ('【', '】'),
    ('［', '］'),
    ('[', ']'),
    ('〔', '〕'),
    ('《', '》'),
    ('＜', '＞'),
    ('<', '>'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('〖', '〗'),
];
/// Marks in front of a label.
const BULLETS: &str = "■□◆◇●○◎・･▼▽▲△▶►★☆※＊*§〇◯▪️◼◻–-";
/// What may stand behind the number in front of a label.
const BEHIND_NUMBER: &str = "．.)）、,，:：-－";
/// What a label says of its answer.
const ASIDES: [&str; 6] = ["必須", "任意", "必須項目", "任意項目", "必ず記入", "選択"];

/// The labels of all items.
pub struct Lexicon<'a> {
    pub items: Vec<&'a WordedItem>,
    /// Labels without slots.
    whole: HashMap<String, Vec<usize>>,
    /// First lines that one label alone begins with.
    openings: HashMap<String, Option<usize>>,
    /// Labels with slots, by the words in front of the first one.
    slotted: Vec<(String, usize)>,
    /// Beginnings of labels, which may be split over cells.
    beginnings: HashSet<String>,
    /// First characters of labels. `None` when one begins with a slot.
    firsts: Option<HashSet<char>>,
}

impl<'a> Lexicon<'a> {
    pub fn of(words: &'a Worded, form: &SlipForm) -> Self {
        let items: Vec<&WordedItem> = words.items().collect();
        let mut out = Self {
            whole: HashMap::new(),
            openings: HashMap::new(),
            slotted: Vec::new(),
            beginnings: HashSet::new(),
            firsts: Some(HashSet::new()),
            items,
        };
        for (n, item) in out.items.iter().enumerate().filter(|(_, item)| !item.label.plain().is_empty()) {
            let first = match item.label.pieces.first() {
                Some(Piece::Fixed(text)) => key(text),
                _ => String::new(),
            };
            match first.chars().next() {
                Some(c) => {
                    let firsts = out.firsts.iter_mut();
                    firsts.for_each(|firsts| firsts.extend([Some(c), significant(&first)].into_iter().flatten()));
                }
                None => out.firsts = None,
            }
            if item.label.slots().is_empty() {
                out.whole.entry(first.clone()).or_default().push(n);
                // the unit of its amounts may stand behind it
                let amounts =
                    item.parts.iter().filter_map(|p| if let WordedPart::Amounts(list) = p { Some(list) } else { None });
                for text in amounts.flatten().flat_map(|f| with_unit(form, *f, &first)) {
                    let items = out.whole.entry(key(&text)).or_default();
                    if !items.contains(&n) {
                        items.push(n);
                    }
                }
            } else {
                out.slotted.push((first.clone(), n));
            }
            let mut beginning = String::new();
            for c in first.chars().take(LONGEST) {
                beginning.push(c);
                out.beginnings.insert(beginning.clone());
            }
            if let Some(line) = item.label.opening_line().map(|line| key(&line)).filter(|line| !line.is_empty()) {
                out.openings.entry(line).and_modify(|one| *one = None).or_insert(Some(n));
            }
        }
        out
    }

    /// Whether a text may be a label, or begin with one.
    pub fn may_be(&self, text: &str) -> bool {
        let Some(firsts) = &self.firsts else { return true };
        let first = text.chars().map(half_width).find(|c| !c.is_whitespace());
        let known = |c: Option<char>| c.is_some_and(|c| firsts.contains(&c));
        known(first) || (first.is_some_and(is_dress) && known(significant(text)))
    }

    /// The items that a text is the label of, and what stands in its slots.
    pub fn read(&self, text: &str) -> Option<(Vec<usize>, Slots)> {
        if is_long(text) {
            return None;
        }
        for text in variants(text) {
            let own = key(text);
            if let Some(items) = self.whole.get(&own) {
                return Some((items.clone(), Vec::new()));
            }
            let mut slotted = self.slotted.iter().filter(|(first, _)| own.starts_with(first.as_str()));
            if let Some(found) = slotted.find_map(|(_, n)| Some((vec![*n], self.items.get(*n)?.label.read(text)?))) {
                return Some(found);
            }
        }
        None
    }

    /// The item with a label of several lines that a text is the first of.
    pub fn opening(&self, text: &str) -> Option<usize> {
        let text = Some(text).filter(|text| !is_long(text))?;
        variants(text).iter().find_map(|text| self.openings.get(&key(text)).copied().flatten())
    }

    /// Whether a label begins so, or goes on behind it.
    pub fn begins(&self, text: &str) -> bool {
        if is_long(text) {
            return false;
        }
        let own = key(unnumbered(text));
        self.beginnings.contains(&own)
            || self.slotted.iter().any(|(first, _)| !first.is_empty() && own.starts_with(first.as_str()))
    }
}

/// A label or heading of an amount with its unit behind it: 予算額（千円）.
pub fn with_unit(form: &SlipForm, field: usize, label: &str) -> Vec<String> {
    match form.fields.get(field).map(|f| &f.kind) {
        Some(FieldKind::Amount { unit }) if !unit.is_empty() => {
            vec![format!("{label}（{unit}）"), format!("{label}（単位：{unit}）")]
        }
        _ => Vec::new(),
    }
}

fn is_long(text: &str) -> bool {
    text.len() > LONGEST && text.chars().nth(LONGEST).is_some()
}

/// A text as labels are compared.
fn key(text: &str) -> String {
    let text = normalise(text);
    if text.contains("取組み") { text.replace("取組み", "取組") } else { text }
}

/// Whether a character may stand in front of a label's words.
fn is_dress(c: char) -> bool {
    let wide = |own: char| half_width(own) == c;
    c.is_numeric()
        || c.is_ascii_alphabetic()
        || ('ア'..='ン').contains(&c)
        || kanji(c)
        || BULLETS.contains(c)
        || "(（〔".contains(c)
        || BRACKETS.iter().any(|(open, _)| wide(*open))
}

/// The first character behind numbers, marks and brackets.
fn significant(text: &str) -> Option<char> {
    unnumbered(text).chars().map(half_width).find(|c| !c.is_whitespace() && !BRACKETS.iter().any(|(a, _)| a == c))
}

/// A text as it is, without the number in front, and without what sheets dress a label in.
fn variants(text: &str) -> Vec<&str> {
    let mut out = vec![text];
    let mut last = text;
    for _ in 0..3 {
        for next in [unnumbered(last), undressed(last)] {
            if next.len() < last.len() && !next.is_empty() {
                out.push(next);
                last = next;
            }
        }
    }
    out
}

/// A label without the number or mark in front of it: `(1) `, `①`, `３．`, `ア　`, `■`.
pub fn unnumbered(text: &str) -> &str {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        let next = trimmed
            .strip_prefix(['(', '（', '[', '［', '〔', '【'])
            .and_then(|inside| inside.split_once([')', '）', ']', '］', '〕', '】']))
            .filter(|(number, _)| is_number(number))
            .map(|(_, behind)| behind)
            .or_else(|| numbered(trimmed))
            .or_else(|| trimmed.strip_prefix(|c: char| BULLETS.contains(c)))
            .unwrap_or(trimmed);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    let counts = |c: char| c.is_numeric() || c.is_ascii_alphabetic() || ('ア'..='ン').contains(&c) || kanji(c);
    (1..=3).contains(&text.chars().count()) && text.chars().map(half_width).all(counts)
}

fn kanji(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}

/// What stands behind a number and the point behind it.
fn numbered(text: &str) -> Option<&str> {
    let behind = text.trim_start_matches(char::is_numeric);
    if behind.len() < text.len() {
        return Some(behind.trim_start_matches(|c| BEHIND_NUMBER.contains(c)));
    }
    // ア　or 一、: a word may begin so, but for the point or blank behind it
    let mut chars = text.chars();
    let first = chars.next().map(half_width)?;
    let rest = chars.as_str();
    let point = rest.strip_prefix(|c: char| BEHIND_NUMBER.contains(c) || c.is_whitespace())?;
    (is_number(&first.to_string()) || kanji(first)).then_some(point)
}

/// A label without brackets round it, a colon or a mark behind it.
fn undressed(text: &str) -> &str {
    let mut rest = text.trim();
    for (open, close) in BRACKETS {
        let inside = rest.strip_prefix(open).and_then(|t| t.strip_suffix(close));
        rest = inside.filter(|t| !t.contains(open)).unwrap_or(rest);
    }
    let unmarked = rest.trim_end_matches(|c: char| c.is_numeric());
    if unmarked.ends_with(['※', '＊', '*', '注']) && unmarked.len() < rest.len() {
        rest = unmarked;
    }
    rest = rest.trim_end_matches(|c: char| "：:※＊*".contains(c) || c.is_whitespace());
    for (open, close) in [('（', '）'), ('(', ')'), ('【', '】'), ('［', '］'), ('[', ']')] {
        if let Some((label, aside)) = rest.strip_suffix(close).and_then(|t| t.rsplit_once(open))
            && (ASIDES.contains(&aside.trim()) || aside.trim_start().starts_with('※'))
        {
            rest = label.trim_end();
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_every_dress() {
        let texts = [
            "事業名",
            "(1) 事業名",
            "（１）事業名",
            "①事業名",
            "１．事業名",
            "3)事業名",
            "ア　事業名",
            "イ．事業名",
            "一、事業名",
            "Ⅲ 事業名",
            "■事業名",
            "【事業名】",
            "1【事業名】",
            "事業名：",
            "事業名※1",
            "事業名（必須）",
            "◎［事業名］",
            "〔２〕 事業名 ＊",
            "【１】事業名:",
            "・ 事業名",
        ];
        for text in texts {
            assert!(variants(text).contains(&"事業名"), "{text}: {:?}", variants(text));
        }
        for text in ["事業名一覧", "アイデア名", "一事業名", "事業名（令和6年度）"] {
            assert!(!variants(text).contains(&"事業名"), "{text}");
        }
    }
}
