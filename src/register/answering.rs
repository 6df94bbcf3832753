//! Who answered, held against the register: sections that it does not know, and sections that are missing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::index::plain;
use super::{Found, Named, Register, Section};
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::place::Place;

/// So many unknown names are thought of; the rest is told without what may be meant.
const THOUGHT_OF: usize = 100;

/// Who has to answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Asked {
    /// Every section of the register that is asked at all.
    #[default]
    All,
    /// Nobody in particular.
    Nobody,
    /// These, as they are called where they are listed.
    These(Vec<(String, Place)>),
}

/// A row or slip by who answers it.
pub struct Answering<'a> {
    pub bureau: Option<&'a str>,
    pub section: &'a str,
    pub place: Option<&'a Place>,
}

/// `M410` sections that the register does not know; and where several files are put together, `M411` those that have
/// to answer and did not.
pub fn check<'a>(
    register: &Register,
    asked: &Asked,
    answers: impl IntoIterator<Item = Answering<'a>>,
    several: bool,
    findings: &mut Vec<Finding>,
) {
    if register.sections().is_empty() {
        return;
    }
    let mut known: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    let mut unknown: Vec<(Named, Option<&str>, Vec<Place>)> = Vec::new();
    let mut by_cell: Vec<Vec<usize>> = Vec::new();
    let mut by_name: HashMap<(String, String), usize> = HashMap::new();
    let mut answered = BTreeSet::new();
    for Answering { bureau, section, place } in answers {
        if section.trim().is_empty() && bureau.is_none_or(|b| b.trim().is_empty()) {
            continue;
        }
        let next = by_cell.len();
        let at = *known.entry((bureau, section)).or_insert(next);
        if at == next {
            let mut cells = Vec::new();
            for named in find_all(register, bureau, section, unknown.len()) {
                answered.extend(named.found.sections().iter().copied());
                if matches!(named.found, Found::Unknown { .. }) {
                    let key = (plain(bureau.unwrap_or("")), plain(&named.text));
                    let next = unknown.len();
                    let n = *by_name.entry(key).or_insert(next);
                    if n == next {
                        unknown.push((named, bureau, Vec::new()));
                    }
                    cells.push(n);
                }
            }
            by_cell.push(cells);
        }
        for &n in by_cell.get(at).into_iter().flatten() {
            if let Some((_, _, places)) = unknown.get_mut(n) {
                places.extend(place.cloned());
            }
        }
    }
    findings.extend(unknown.into_iter().map(|(named, bureau, places)| not_known(register, &named, bureau, places)));
    if several {
        missing(register, asked, &answered, findings);
    }
}

fn find_all(register: &Register, bureau: Option<&str>, section: &str, told: usize) -> Vec<Named> {
    if told < THOUGHT_OF {
        return register.find_all(bureau, section);
    }
    vec![Named { text: section.trim().to_owned(), found: register.look(bureau, section) }]
}

/// `M410`
fn not_known(register: &Register, named: &Named, bureau: Option<&str>, places: Vec<Place>) -> Finding {
    let whole = [bureau.unwrap_or("").trim(), named.text.as_str()];
    let whole: Vec<&str> = whole.into_iter().filter(|text| !text.is_empty()).collect();
    let name = quote(&whole.join(" "));
    let message = msg!("「{name}」は組織の表にありません", "\"{name}\" is none of the sections of the register");
    let finding = Finding::warning("M410", message).at_all(places);
    let near = if let Found::Unknown { nearest } = named.found { nearest } else { None };
    match near.and_then(|near| register.sections().get(near)) {
        Some(near) => {
            let near = near.full_name();
            finding.hint(msg!(
                "「{near}」の間違いではありませんか。名が変わった課なら、組織の表の「旧名」に書いてください",
                "did you mean \"{near}\"? If the section was renamed, write its old name under 旧名 in the register"
            ))
        }
        None => finding.hint(msg!(
            "課の名を直すか、組織の表に行を足してください",
            "mend the section's name, or add it to the register"
        )),
    }
}

/// `M411`
fn missing(register: &Register, asked: &Asked, answered: &BTreeSet<usize>, findings: &mut Vec<Finding>) {
    let sections = register.sections();
    let wanted: BTreeSet<usize> = match asked {
        Asked::All => sections.iter().enumerate().filter(|(_, section)| section.asked).map(|(n, _)| n).collect(),
        Asked::Nobody => return,
        Asked::These(names) => {
            let mut wanted = BTreeSet::new();
            for (name, place) in names {
                for named in register.find_all(None, name) {
                    wanted.extend(named.found.sections().iter().copied());
                    if matches!(named.found, Found::Unknown { .. }) {
                        findings.push(not_known(register, &named, None, vec![place.clone()]));
                    }
                }
            }
            wanted
        }
    };
    let missing = wanted.into_iter().filter(|n| !answered.contains(n));
    let missing: Vec<&Section> = missing.filter_map(|n| sections.get(n)).collect();
    if missing.is_empty() {
        return;
    }
    let mut bureaus: BTreeMap<usize, (&str, Vec<&str>)> = BTreeMap::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for section in &missing {
        let next = numbers.len();
        let number = *numbers.entry(&section.bureau).or_insert(next);
        let list = &mut bureaus.entry(number).or_insert((&section.bureau, Vec::new())).1;
        list.extend(Some(section.name.as_str()).filter(|name| !name.is_empty()));
    }
    let named = |between: &str, open: &str, close: &str, next: &str| -> String {
        let named = bureaus.values().map(|(bureau, names)| match (bureau.is_empty(), names.is_empty()) {
            (_, true) => (*bureau).to_owned(),
            (true, false) => names.join(between),
            (false, false) => format!("{bureau}{open}{}{close}", names.join(between)),
        });
        named.collect::<Vec<_>>().join(next)
    };
    let (n, ja, en) = (missing.len(), named("、", "（", "）", "、"), named(", ", " (", ")", ", "));
    let message = Message {
        ja: format!("回答のない課が {n} あります: {ja}"),
        en: format!("{n} sections have not answered: {en}"),
    };
    let finding = Finding::warning("M411", message).hint(msg!(
        "回答を求めていない課は、組織の表に列「対象」を作って × を書くか、matome.toml の [[paper]] の「回答」に答える課を並べてください",
        "for sections that are not asked, write × under a heading 対象 of the register, or list who answers under 回答 of [[paper]] in matome.toml"
    ));
    findings.push(finding.at_all(missing.iter().map(|section| section.place.clone())));
}
