//! The years and numbers under which the form's words stand in an input.

use super::super::definition::{Part, SlipForm};
use super::super::words::{Piece, normalise, phrase, words};
use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::meta::Years;
use crate::meta::{Given, Meta};
use crate::msg;
use crate::place::Place;
use crate::source::{Body, Node, Source, Value};
use crate::words::counted;
use crate::words::era::years_in;

/// Takes, one name after the other, the value with which most of the form's words stand in the input. Years
/// under which `likely` says all of them are taken at once.
pub fn infer(form: &SlipForm, source: &Source, given: &Given, likely: Option<&Years>) -> Years {
    let mut years = form.years_for(given);
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
    let dated = dated(form);
    let texts = texts(source, &dated_words(form, &dated, &years));
    let text = texts.join("\n");
    let all = |years: &Years| dated_words(form, &dated, years).iter().all(|w| text.contains(w.as_str()));
    if let Some(likely) = likely.filter(|y| all(y)) {
        return likely.clone();
    }
    let mut mentioned: Vec<i32> =
        texts.iter().flat_map(|t| years_in(t)).flat_map(|y| y.saturating_sub(2)..=y.saturating_add(2)).collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    let mut names: Vec<String> = years.keys().filter(|n| !given.years.contains_key(*n)).cloned().collect();
    names.sort_by_key(|n| n != BASE_YEAR);
    let count = |years: &Years| dated_words(form, &dated, years).iter().filter(|w| text.contains(w.as_str())).count();
    for name in names {
        let candidates: Vec<i32> = if name.ends_with("年度") { mentioned.clone() } else { (1..=12).collect() };
        let Some(&own) = years.get(&name) else { continue };
        let mut best = (count(&years), own);
        for value in candidates {
            let mut trial = years.clone();
            trial.insert(name.clone(), value);
            let n = count(&trial);
            if n > best.0 {
                best = (n, value);
            }
        }
        years.insert(name, best.1);
    }
    years
}

/// Takes what the name of the plan counts, as the input has it (第２期…計画), where neither the settings nor another of
/// the input's words say what it is.
pub fn count_plan(form: &SlipForm, source: &Source, plan: Option<&str>, given: &Given, years: &mut Years) {
    let Some(plan) = plan.filter(|_| given.meta.plan.is_none()) else { return };
    let own = normalise(plan);
    let words = dated_words(form, &dated(form), years);
    let texts = texts(source, &words);
    for name in form.numbers().filter(|name| !given.years.contains_key(*name) && !says(source, name)) {
        let elsewhere = texts.iter().any(|text| *text != own && counted(text, name).is_some());
        if let (false, Some(number)) = (elsewhere, counted(plan, name)) {
            years.insert(name.clone(), number);
        }
    }
}

/// Whether a tree has a key of this name.
fn says(source: &Source, name: &str) -> bool {
    match &source.body {
        Body::Tree(Node { value: Value::Map(entries), .. }) => entries.iter().any(|entry| entry.key == name),
        _ => false,
    }
}

/// `M133`: ordinal numbers in the form's words that neither the settings, the plan's name nor the input tell, so that the
/// form's own is printed.
pub fn tell_guessed(
    form: &SlipForm,
    source: &Source,
    plan: Option<&str>,
    given: &Given,
    years: &Years,
) -> Vec<Finding> {
    let dated = dated(form);
    let texts = texts(source, &dated_words(form, &dated, years)).join("\n");
    let told = |name: &str| {
        let counted_in = |text: &str| counted(text, name).is_some();
        given.years.contains_key(name)
            || says(source, name)
            || plan.is_some_and(counted_in)
            || texts.lines().any(counted_in)
    };
    let ordinal = |name: &&String| dated.iter().any(|words| words.contains(&format!("第{{{{{name}}}}}{name}")));
    let finding = |name: &String| {
        let number = years.get(name).copied().unwrap_or_default();
        let message = msg!(
            "計画の「{name}」がどこにもないので、様式のまま「第{number}{name}」と載ります",
            "nothing tells the plan's \"{name}\": the form's own, {number}, is printed"
        );
        Finding::warning("M133", message).at(Place::file(&source.file)).hint(msg!(
            "matome.toml の [years] に \"{name}\" = {number} のように書くか、計画の名に「第{number}{name}」と入れてください",
            "write \"{name}\" = {number} under [years] of matome.toml, or name it in the plan's name"
        ))
    };
    form.numbers().filter(ordinal).filter(|name| !told(name)).map(finding).collect()
}

/// The base year that an input tells, if it is plainly another than the one that its project expects.
pub fn told(form: &SlipForm, source: &Source, given: &Given) -> Option<i32> {
    let expected = given.fiscal_year.filter(|_| form.years.contains_key(BASE_YEAR))?;
    let free = Given { years: Years::new(), ..given.clone() };
    let inferred = infer(form, source, &free, None);
    let year = *inferred.get(BASE_YEAR)?;
    let said = says(source, BASE_YEAR);
    let better = || {
        let dated = dated(form);
        let as_expected = infer(form, source, given, None);
        let text = texts(source, &dated_words(form, &dated, &inferred)).join("\n");
        let count =
            |years: &Years| dated_words(form, &dated, years).iter().filter(|word| text.contains(word.as_str())).count();
        count(&inferred) > count(&as_expected)
    };
    (year != expected && (said || better())).then_some(year)
}

/// The templates that name a year or a number.
fn dated(form: &SlipForm) -> Vec<&str> {
    let labels = form.panels.iter().flatten();
    let parts = labels.clone().flat_map(|i| &i.parts);
    let headings = parts.filter_map(|p| if let Part::Heading(t) = p { Some(t.as_str()) } else { None });
    let fields = form.fields.iter().flat_map(|f| f.heading.iter().chain(&f.also)).map(String::as_str);
    let titles = form.titles.iter().map(String::as_str);
    let mut all: Vec<&str> = titles.chain(labels.map(|i| i.label.as_str())).chain(headings).chain(fields).collect();
    let slots: Vec<String> = form.fields.iter().map(|f| format!("{{{{{}}}}}", f.name)).collect();
    all.retain(|t| slots.iter().fold(t.replace("{{計画}}", ""), |t, slot| t.replace(slot, "")).contains("{{"));
    all
}

/// The words of the templates with a number in them, normalised, each once.
fn dated_words(form: &SlipForm, dated: &[&str], years: &Years) -> Vec<String> {
    let words = words(form, years, &Meta::default());
    let phrases = dated.iter().filter_map(|t| phrase(form, &words, t).ok());
    let pieces = phrases.flat_map(|p| p.pieces);
    let mut all: Vec<String> =
        pieces.filter_map(|p| if let Piece::Fixed(t) = p { Some(normalise(&t)) } else { None }).collect();
    all.retain(|w| w.chars().any(|c| c.is_ascii_digit() || c == '元'));
    all.sort_unstable();
    all.dedup();
    all
}

/// The short texts of an input and its keys that hold one of the words for some year, each once, normalised.
fn texts(source: &Source, words: &[String]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|w| undated(w)).collect();
    let mut out = Vec::new();
    if words.is_empty() {
        return out;
    }
    let mut take = |text: &str| {
        let has_number = text.chars().any(|c| c.is_numeric() || c == '元');
        if has_number && text.chars().nth(80).is_none() {
            let text = normalise(text);
            let own = undated(&text);
            if words.iter().any(|word| own.contains(word.as_str())) {
                out.push(text);
            }
        }
    };
    crate::source::texts(source).for_each(|(text, _)| take(text));
    if let Body::Tree(node) = &source.body {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match &node.value {
                Value::List(list) => open.extend(list),
                Value::Map(entries) => {
                    entries.iter().for_each(|e| take(&e.key));
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

/// A text with one sign for each number in it.
fn undated(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() || c == '元' => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.push(c),
        }
    }
    out
}
