//! Legends whose options stand in the input in other words than the form's: where every sheet has the same, they are
//! printed so.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::definition::{SlipForm, circled};
use super::super::words::{Phrase, normalise};
use crate::finding::Finding;
use crate::source::{Entry, Value};

/// What the sheets say of the form's legends.
#[derive(Default)]
pub struct Legends {
    /// How many sheets have a legend.
    seen: HashMap<usize, usize>,
    /// Legend and option: its other words, once a sheet that has them.
    typed: BTreeMap<(usize, usize), Vec<String>>,
    /// `M065`, for legends that stay the form's.
    told: Vec<(usize, Finding)>,
}

impl Legends {
    /// A sheet has a legend with other words. `false` where they are not the form's options in their order.
    pub fn add(&mut self, legend: usize, options: &[Phrase], text: &str, finding: Finding) -> bool {
        let typed = numbered(text);
        // a template's braces are none of the input's
        if typed.len() != options.len() || typed.iter().any(|option| option.contains(['{', '}'])) {
            return false;
        }
        self.see(legend);
        for (n, (phrase, text)) in options.iter().zip(typed).enumerate() {
            let own = format!("{}{text}", circled(n));
            if phrase.slots().is_empty() && normalise(&phrase.plain()) != normalise(&own) {
                self.typed.entry((legend, n)).or_default().push(text);
            }
        }
        self.told.push((legend, finding));
        true
    }

    /// A sheet has a legend in the form's words.
    pub fn see(&mut self, legend: usize) {
        let seen = self.seen.entry(legend).or_default();
        *seen = seen.saturating_add(1);
    }

    /// What data has under 凡例: for each legend its options.
    pub fn read(&mut self, form: &SlipForm, value: &Value) {
        let Value::Map(entries) = value else { return };
        let named = |entry: &Entry| form.legends.iter().enumerate().find(|(_, legend)| legend.name == entry.key);
        for ((legend, own), entry) in entries.iter().filter_map(|entry| Some((named(entry)?, entry))) {
            let Value::List(list) = &entry.node.value else { continue };
            if list.len() != own.options.len() {
                continue;
            }
            self.see(legend);
            for (n, (own, node)) in own.options.iter().zip(list).enumerate() {
                let typed =
                    node.scalar().filter(|text| text != own && !text.contains(['{', '}']) && !own.contains("{{"));
                self.typed.entry((legend, n)).or_default().extend(typed);
            }
        }
    }

    /// Puts the input's words into the form where all sheets agree on them, and tells of the others.
    pub fn settle(self, form: &mut SlipForm, findings: &mut Vec<Finding>) {
        let mut unlike = HashSet::new();
        for ((legend, option), texts) in self.typed {
            let Some(first) = texts.first() else { continue };
            let all = self.seen.get(&legend).copied().unwrap_or_default();
            let same = texts.len() == all && texts.iter().all(|text| normalise(text) == normalise(first));
            let own = form.legends.get_mut(legend).filter(|_| same);
            match own.and_then(|own| Some((own.options.get_mut(option)?, &mut own.typed))) {
                Some((own, typed)) => {
                    first.clone_into(own);
                    *typed = true;
                }
                None => drop(unlike.insert(legend)),
            }
        }
        findings
            .extend(self.told.into_iter().filter(|(legend, _)| unlike.contains(legend)).map(|(_, finding)| finding));
    }
}

/// The options behind ①, ②, …, in order and without gaps.
fn numbered(text: &str) -> Vec<String> {
    let text = text.replace('\n', "");
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        if c == circled(starts.len()) {
            starts.push((at, at.saturating_add(c.len_utf8())));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    starts.iter().zip(ends).map(|((_, from), to)| text[*from..to].trim_matches(['\u{3000}', ' ']).to_owned()).collect()
}
