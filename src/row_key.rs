//! What makes two rows the same project, through files, years and spellings: an id of its own, or else the words that
//! name it.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::digest::hex;
use crate::words::folded;

/// The key under which data files give an id.
pub const ID: &str = "id";

/// An id that lives in the data.
pub type RowId = Arc<str>;

/// What tells a row of a table, or a project of slips, from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowKey {
    id: Option<RowId>,
    words: Vec<String>,
}

impl RowKey {
    /// `words`: the keys of its groups from outside in, the section, the name. Widths, blanks, line breaks and invisible
    /// characters do not matter, nor which dash stands between numbers, nor whether 取組み is spelt 取り組み.
    pub fn new<'a>(id: Option<&RowId>, words: impl IntoIterator<Item = &'a str>) -> Self {
        Self { id: id.cloned(), words: words.into_iter().map(word).collect() }
    }

    /// The id that the data gives.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The words that name it, folded.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether nothing names it.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.words.iter().all(String::is_empty)
    }
}

/// A name by which it is told apart.
pub(crate) fn word(text: &str) -> String {
    with_one_dash(&folded(text)).replace("取り組み", "取組み")
}

/// Without invisible characters, and with one kind of dash behind figures: 1―2 and 1ー2 are 1-2, センター stays.
fn with_one_dash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => {}
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' if out.ends_with(|c: char| c.is_ascii_digit()) => {
                out.push('-')
            }
            c => out.push(c),
        }
    }
    out
}

/// Digits of a made id.
const DIGITS: usize = 12;

/// Ids for rows that have none: the first digits of the SHA-256 of their folded words, numbered where they are alike.
/// `None` where a row has an id of its own.
pub fn made_ids(keys: &[RowKey]) -> Vec<Option<RowId>> {
    use sha2::{Digest, Sha256};
    let mut taken: HashSet<String> = keys.iter().filter_map(RowKey::id).map(str::to_owned).collect();
    // where to go on for rows of the same words
    let mut next: HashMap<String, usize> = HashMap::new();
    let made = |key: &RowKey| {
        if key.id.is_some() {
            return None;
        }
        let hash = Sha256::digest(key.words.join("\u{1f}"));
        let mut base = hex(&hash);
        base.truncate(DIGITS);
        let n = next.entry(base.clone()).or_insert(1);
        let id = loop {
            let id = if *n == 1 { base.clone() } else { format!("{base}-{n}") };
            *n = n.saturating_add(1);
            if taken.insert(id.clone()) {
                break id;
            }
        };
        Some(id.into())
    };
    keys.iter().map(made).collect()
}

/// Keys by what finds them: ids first, then words. Two ids that differ are two projects, whatever their words.
#[derive(Debug, Default)]
struct Index<'a> {
    ids: HashMap<&'a str, Vec<usize>>,
    words: HashMap<&'a [String], Vec<usize>>,
}

impl<'a> Index<'a> {
    fn add(&mut self, n: usize, key: &'a RowKey) {
        if let Some(id) = key.id() {
            self.ids.entry(id).or_default().push(n);
        }
        self.words.entry(key.words()).or_default().push(n);
    }
}

/// For each key the first key before it that means the same row; `None` for one that is new, or empty.
pub fn repeated(keys: &[RowKey]) -> Vec<Option<usize>> {
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let mut words: HashMap<&[String], usize> = HashMap::new();
    // those without an id, which a row with one may mean
    let mut bare: HashMap<&[String], usize> = HashMap::new();
    let mut out = Vec::with_capacity(keys.len());
    for (n, key) in keys.iter().enumerate() {
        if key.is_empty() {
            out.push(None);
            continue;
        }
        let named = if key.id.is_some() { &bare } else { &words };
        let by_id = key.id().and_then(|id| ids.get(id));
        out.push(by_id.or_else(|| named.get(key.words())).copied());
        if let Some(id) = key.id() {
            ids.entry(id).or_insert(n);
        } else {
            bare.entry(key.words()).or_insert(n);
        }
        words.entry(key.words()).or_insert(n);
    }
    out
}

/// Which rows of two data sets are the same: for each new row its old one. Rows that share an id; then, among those
/// that one side gives no id, rows that share their words, in order.
pub fn paired(old: &[RowKey], new: &[RowKey]) -> Vec<Option<usize>> {
    let mut index = Index::default();
    for (n, key) in old.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
        index.add(n, key);
    }
    let mut free: Vec<Option<&RowKey>> = old.iter().map(Some).collect();
    let mut take = |list: Option<&Vec<usize>>, fits: &dyn Fn(&RowKey) -> bool| {
        list?.iter().copied().find(|&n| free.get_mut(n).is_some_and(|key| key.take_if(|key| fits(key)).is_some()))
    };
    let by_id = |key: &RowKey| key.id().and_then(|id| take(index.ids.get(id), &|_| true));
    let mut out: Vec<Option<usize>> = new.iter().map(by_id).collect();
    for (key, pair) in new.iter().zip(&mut out).filter(|(key, pair)| !key.is_empty() && pair.is_none()) {
        *pair = take(index.words.get(key.words()), &|other| other.id.is_none() || key.id.is_none());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, words: &[&str]) -> RowKey {
        let id = Some(RowId::from(id)).filter(|id| !id.is_empty());
        RowKey::new(id.as_ref(), words.iter().copied())
    }

    #[test]
    fn widths_and_blanks_do_not_matter() {
        assert_eq!(key("", &["方向性１", "地域 福祉課"]), key("", &["方向性1", "地域福祉課"]));
        assert_eq!(key("", &["１－２", "見守り\n訪問\u{200B}"]), key("", &["1―2", "見守り　訪問"]));
        assert_ne!(key("", &["センタ1"]), key("", &["センター1"]));
        assert!(key("", &["", " "]).is_empty() && !key("a", &[""]).is_empty());
    }

    #[test]
    fn ids_come_before_words() {
        let keys = [
            key("", &["課", "甲"]),
            key("a", &["課", "甲"]), // may be the first
            key("b", &["課", "甲"]), // is not the second, may be the first
            key("a", &["課", "乙"]), // was renamed
            key("", &["課", "乙"]),
            key("", &["", ""]),
            key("", &["", ""]),
        ];
        assert_eq!(repeated(&keys), [None, Some(0), Some(0), Some(1), Some(3), None, None]);
    }

    #[test]
    fn ids_are_made_of_words() {
        let keys = [key("", &["１", "甲"]), key("a", &["1", "甲"]), key("", &["1", "甲 "]), key("", &["1", "乙"])];
        let ids = made_ids(&keys);
        let ids: Vec<Option<&str>> = ids.iter().map(Option::as_deref).collect();
        // SHA-256 of "1\u{1f}甲"
        assert_eq!(ids[..3], [Some("a76bb116f1a9"), None, Some("a76bb116f1a9-2")]);
        assert!(ids[3].is_some_and(|id| id.len() == 12 && id != "a76bb116f1a9"));
        // one that the data has already is not made again
        let again = made_ids(&[key("a76bb116f1a9", &["乙"]), key("", &["1", "甲"])]);
        assert_eq!(again[1].as_deref(), Some("a76bb116f1a9-2"));
    }

    #[test]
    fn rows_of_two_years_are_paired() {
        let old = [key("a", &["甲"]), key("b", &["乙"]), key("", &["丙"]), key("", &["丙"]), key("", &["丁"])];
        let new = [
            key("", &["丙"]),
            key("b", &["甲"]), // renamed: the id tells
            key("c", &["乙"]), // another project of an old name
            key("d", &["丁"]), // got its id since
            key("", &["甲"]),
            key("", &["丙"]),
            key("", &["丙"]), // a third one
        ];
        assert_eq!(paired(&old, &new), [Some(2), Some(1), None, Some(4), Some(0), Some(3), None]);
    }
}
