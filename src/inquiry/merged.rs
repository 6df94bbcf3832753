//! 取りまとめ: the answers of an inquiry as one data file, from which papers are made. Each answer keeps the place where the
//! section typed it.

use serde_json::{Map, Value};

use super::ledger::{FILE as LEDGER, Who};
use super::round::Round;
use crate::finding::Finding;
use crate::msg;
use crate::output::Output;
use crate::place::Place;
use crate::project::MERGED;
use crate::source::PLACES;

impl Round<'_> {
    /// What is to be written after a change, in order: files, the answers merged, and the ledger last, which makes them
    /// count.
    pub fn written(&self, mut files: Vec<Output>) -> Vec<Output> {
        files.extend(self.merged());
        files.push(Output { path: self.inquiry.folder.join(LEDGER), bytes: self.ledger.bytes() });
        files
    }

    /// The answers as data that is read like any other, to be written beside the ledger.
    pub fn merged(&self) -> Option<Output> {
        let json = self.now.json()?;
        let places = Value::Object(self.places()).to_string();
        // a list of records begins a line, one in a record does not
        let at = json.find(",\"rows\":[\n").or_else(|| json.find(",\"sheets\":[\n"))?;
        let (head, rows) = json.split_at(at);
        let bytes = format!("{head},\"{PLACES}\":{places}{rows}").into_bytes();
        Some(Output { path: self.inquiry.folder.join(MERGED), bytes })
    }

    /// By record and field: where the answer was typed.
    fn places(&self) -> Map<String, Value> {
        let mut out = Map::new();
        for record in 0..self.now.len() {
            let Some(id) = self.now.id(record) else { continue };
            let mut row = Map::new();
            for field in 0..self.uses.len() {
                if !self.owner.contains_key(&(id.clone(), field)) {
                    continue;
                }
                let Some(place) = self.now.place(record, field) else { continue };
                put(&mut row, &self.now.path(field), place.to_string());
            }
            if !row.is_empty() {
                out.insert(id.to_string(), row.into());
            }
        }
        out
    }

    /// What is said wherever a paper is made of these answers: who is missing, what is open.
    ///
    /// `M491` sections without an answer, `M492` sections whose answers have errors; `M475` the merged data was changed
    /// by hand.
    pub fn noticed(&self) -> Vec<Finding> {
        let mut out = Vec::new();
        let name = &self.inquiry.settings.name;
        let at = Place::file(self.inquiry.file(MERGED));
        let missing: Vec<&Who> =
            self.sections.iter().map(|asked| &asked.who).filter(|who| self.last_receipt(who).is_none()).collect();
        if !missing.is_empty() {
            let (count, all) = (missing.len(), self.sections.len());
            let (ja, en) = listed(&missing);
            let message = msg!(
                "{all} 課のうち {count} 課の回答がまだありません: {ja}",
                "{count} of {all} sections have not answered: {en}"
            );
            out.push(
                Finding::warning("M491", message).at(at.clone()).hint(msg!(
                    "督促の文は matome remind {name} で作れます",
                    "matome remind {name} makes the reminders"
                )),
            );
        }
        let mut findings: Vec<(Who, Vec<Finding>)> = self.findings().into_iter().collect();
        findings.sort_by(|a, b| a.0.cmp(&b.0));
        out.extend(findings.into_iter().flat_map(|(_, told)| told));
        let written = self.inquiry.bytes(MERGED).ok();
        if written.is_some() && written != self.merged().map(|merged| merged.bytes) {
            let message = msg!(
                "取りまとめたデータが、受け取った回答と違います（手で書き換えられたか、照会の設定が変わっています）",
                "the merged data is not what the received answers say"
            );
            out.push(Finding::error("M475", message).at(at).hint(msg!(
                "matome collect {name} を引数なしで実行すると、受け取った回答から作り直します",
                "matome collect {name} without files makes it again"
            )));
        }
        out
    }
}

/// Puts a text under keys, one in the other.
fn put(map: &mut Map<String, Value>, path: &[&str], text: String) {
    match path {
        [] => {}
        [name] => drop(map.insert((*name).to_owned(), text.into())),
        [key, below @ ..] => {
            let inner = map.entry((*key).to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, below, text);
            }
        }
    }
}

fn listed(who: &[&Who]) -> (String, String) {
    let names: Vec<String> = who.iter().map(ToString::to_string).collect();
    const MOST: usize = 12;
    let first = names.chunks(MOST).next().unwrap_or_default();
    let (shown, english) = (first.join("、"), first.join(", "));
    match names.len().checked_sub(MOST) {
        Some(more @ 1..) => (format!("{shown}ほか {more} 課"), format!("{english} and {more} more")),
        _ => (shown, english),
    }
}
