//! The years and numbers under which the form's words stand in an input.

use super::super::definition::SlipForm;
use super::super::words::{Phrase, Worded, WordedPart, normalise};
use crate::form::era::years_in;
use crate::form::{BASE_YEAR, Years};
use crate::plan::{Given, Meta};
use crate::source::{Body, Node, Source, Value};

/// Takes, one name after the other, the value with which most of the form's words stand in the input.
pub fn infer(form: &SlipForm, source: &Source, given: &Given) -> Years {
    let mut years = form.years.clone();
    years.extend(given.years.iter().map(|(k, v)| (k.clone(), *v)));
    if let Body::Tree(Node { value: Value::Map(entries), .. }) = &source.body {
        for entry in entries {
            if let (Some(year), Value::Number(n)) = (years.get_mut(&entry.key), &entry.node.value)
                && !given.years.contains_key(&entry.key)
                && let Ok(n) = n.parse()
            {
                *year = n;
            }
        }
        if entries.iter().any(|e| e.key == BASE_YEAR) {
            return years;
        }
    }
    let texts = texts(source);
    let mut mentioned: Vec<i32> = texts.iter().flat_map(|t| years_in(t)).flat_map(|y| y - 2..=y + 2).collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    let mut names: Vec<String> = years.keys().filter(|n| !given.years.contains_key(*n)).cloned().collect();
    names.sort_by_key(|n| n != BASE_YEAR);
    let text = texts.join("\n");
    for name in names {
        let candidates: Vec<i32> = if name.ends_with("年度") { mentioned.clone() } else { (1..=12).collect() };
        let mut best = (count(form, &years, &text), years[&name]);
        for value in candidates {
            let mut trial = years.clone();
            trial.insert(name.clone(), value);
            let n = count(form, &trial, &text);
            if n > best.0 {
                best = (n, value);
            }
        }
        years.insert(name, best.1);
    }
    years
}

/// How many of the form's words with a number in them stand in the text.
fn count(form: &SlipForm, years: &Years, text: &str) -> usize {
    let Ok(words) = Worded::new(form, years, &Meta::default()) else { return 0 };
    let mut all: Vec<String> = words.headings.iter().flatten().map(|h| normalise(h)).collect();
    let mut add = |phrase: &Phrase| {
        all.extend(phrase.pieces.iter().filter_map(|p| match p {
            super::super::words::Piece::Fixed(t) => Some(normalise(t)),
            super::super::words::Piece::Slot(_) => None,
        }));
    };
    words.titles.iter().for_each(&mut add);
    for item in words.items() {
        add(&item.label);
        for part in &item.parts {
            if let WordedPart::Heading(phrase) = part {
                add(phrase);
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all.iter().filter(|w| w.chars().any(|c| c.is_ascii_digit() || c == '元') && text.contains(w.as_str())).count()
}

/// The short texts of an input and its keys, each once, normalised.
fn texts(source: &Source) -> Vec<String> {
    let mut out: Vec<String> =
        crate::source::texts(source).map(|(t, _)| t).filter(|t| t.chars().count() < 80).map(normalise).collect();
    if let Body::Tree(node) = &source.body {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match &node.value {
                Value::List(list) => open.extend(list),
                Value::Map(entries) => {
                    out.extend(entries.iter().map(|e| normalise(&e.key)));
                    open.extend(entries.iter().map(|e| &e.node));
                }
                _ => {}
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
