//! Sections by their names.

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;

use super::Section;
use crate::row_key::word;

/// How a name is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    Now,
    Short,
    /// As the register spells it.
    Former(String),
}

/// A name by which nothing else is told apart: widths, blanks, half-width katakana, kinds of dashes.
pub fn plain(text: &str) -> String {
    word(&text.nfkc().collect::<String>()).to_lowercase()
}

/// The names in one cell.
pub fn parts(text: &str, loosely: bool) -> Vec<&str> {
    let between = |c: char| matches!(c, '\n' | '\r' | '、' | '，' | ',' | ';' | '；' | '／' | '/');
    let strict = text.split(between);
    let all: Vec<&str> = if loosely {
        let strict = strict.flat_map(|part| part.split(['・', '･']));
        strict.flat_map(|part| part.split("及び")).flat_map(|part| part.split("並びに")).collect()
    } else {
        strict.collect()
    };
    all.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Names of bureaus and sections, each with those who bear it.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Present, short and former names of sections, by how they are known.
    now: HashMap<String, Vec<usize>>,
    short: HashMap<String, Vec<usize>>,
    former: HashMap<String, Vec<(usize, String)>>,
    /// Bureaus by any of their names; the present ones are numbers.
    bureaus: HashMap<String, Vec<Bureau>>,
    /// Lengths of bureaus' names in bytes.
    lengths: BTreeSet<usize>,
    /// The bureau of each section.
    of: Vec<usize>,
    /// That of sections which the register gives no bureau.
    none: Option<usize>,
}

#[derive(Debug, Clone)]
struct Bureau {
    number: usize,
    /// The former name by which it is known here.
    was: Option<String>,
}

/// What a row without a section says of its bureau.
#[derive(Debug, Clone, Default)]
pub struct BureauNames {
    pub bureau: String,
    pub short: Option<String>,
    pub former: Vec<String>,
}

impl Index {
    pub fn new(sections: &[Section], bureaus: &[BureauNames]) -> Self {
        let mut index = Self::default();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for (n, section) in sections.iter().enumerate() {
            let bureau = plain(&section.bureau);
            let next = numbers.len();
            let number = *numbers.entry(bureau.clone()).or_insert(next);
            if bureau.is_empty() {
                index.none = Some(number);
            } else if number == next {
                index.add_bureau(bureau, number, None);
            }
            index.of.push(number);
            // a bureau without sections is found by its own name
            let name = if section.name.is_empty() { &section.bureau } else { &section.name };
            index.now.entry(plain(name)).or_default().push(n);
            if let Some(short) = &section.short {
                index.short.entry(plain(short)).or_default().push(n);
            }
            for former in &section.former {
                index.former.entry(plain(former)).or_default().push((n, former.clone()));
            }
        }
        for BureauNames { bureau, short, former } in bureaus {
            let Some(&number) = numbers.get(&plain(bureau)) else { continue };
            if let Some(short) = short {
                index.add_bureau(plain(short), number, None);
            }
            for former in former {
                index.add_bureau(plain(former), number, Some(former.clone()));
            }
        }
        index
    }

    fn add_bureau(&mut self, name: String, number: usize, was: Option<String>) {
        if !name.is_empty() {
            self.lengths.insert(name.len());
            self.bureaus.entry(name).or_default().push(Bureau { number, was });
        }
    }

    /// Who bears a plain name: present names before short ones, and these before former ones.
    pub fn find(&self, bureau: Option<&str>, section: &str) -> Option<(Known, Vec<usize>)> {
        let found = match bureau {
            None => self.in_any(section),
            Some(bureau) => self.in_bureau(bureau, section),
        };
        // a bureau alone is all of its sections
        found.or_else(|| match bureau {
            Some(bureau) if section.is_empty() || section == bureau => self.whole(bureau),
            Some(_) => None,
            None => self.whole(section),
        })
    }

    fn whole(&self, bureau: &str) -> Option<(Known, Vec<usize>)> {
        let known = self.bureaus.get(bureau)?;
        let within = |number: usize| known.iter().any(|bureau| bureau.number == number);
        let all = self.of.iter().enumerate().filter(|(_, number)| within(**number));
        Some((Known::Now, all.map(|(n, _)| n).collect()))
    }

    fn in_any(&self, section: &str) -> Option<(Known, Vec<usize>)> {
        self.named(None, section).or_else(|| self.prefixed(section))
    }

    /// 福祉部地域福祉課: the longest bureau first.
    fn prefixed(&self, section: &str) -> Option<(Known, Vec<usize>)> {
        let cut = |length: &usize| section.split_at_checked(*length).filter(|(_, rest)| !rest.is_empty());
        let mut all = self.lengths.iter().rev().filter_map(cut);
        all.find_map(|(bureau, rest)| self.bureaus.get(bureau).and_then(|known| self.of_bureaus(known, rest)))
    }

    fn in_bureau(&self, bureau: &str, section: &str) -> Option<(Known, Vec<usize>)> {
        let known = self.bureaus.get(bureau).map_or(&[][..], Vec::as_slice);
        // the bureau alone, once or twice, where it has no sections
        let section = if section.is_empty() { bureau } else { section };
        if let Some(found) = self.of_bureaus(known, section) {
            return Some(found);
        }
        if let Some(rest) = section.strip_prefix(bureau).filter(|rest| !rest.is_empty())
            && let Some(found) = self.of_bureaus(known, rest)
        {
            return Some(found);
        }
        // a register may have no bureaus at all
        if let Some(none) = self.none
            && let Some(found) = self.named(Some(&[none]), section)
        {
            return Some(found);
        }
        // a former name may hold the bureau of that time, and a section may have gone to another bureau since
        self.formerly(None, &format!("{bureau}{section}")).or_else(|| match self.prefixed(section) {
            Some(found) => Some(found),
            None => self.formerly(None, section),
        })
    }

    /// The sections of that name in bureaus that are known by one name.
    fn of_bureaus(&self, bureaus: &[Bureau], section: &str) -> Option<(Known, Vec<usize>)> {
        // what a bureau is called now comes before what another one was
        let (former, now): (Vec<&Bureau>, Vec<&Bureau>) = bureaus.iter().partition(|b| b.was.is_some());
        let within = |list: &[&Bureau]| -> Option<(Known, Vec<usize>)> {
            let numbers: Vec<usize> = list.iter().map(|b| b.number).collect();
            (!numbers.is_empty()).then(|| self.named(Some(&numbers), section)).flatten()
        };
        within(&now).or_else(|| {
            let (known, all) = within(&former)?;
            let was = former.iter().find_map(|b| b.was.clone()).unwrap_or_default();
            Some((if matches!(known, Known::Former(_)) { known } else { Known::Former(was) }, all))
        })
    }

    fn named(&self, bureaus: Option<&[usize]>, section: &str) -> Option<(Known, Vec<usize>)> {
        let of = |names: &HashMap<String, Vec<usize>>| -> Vec<usize> {
            names.get(section).into_iter().flatten().copied().filter(|n| self.is_within(*n, bureaus)).collect()
        };
        for (names, known) in [(&self.now, Known::Now), (&self.short, Known::Short)] {
            let all = of(names);
            if !all.is_empty() {
                return Some((known, all));
            }
        }
        self.formerly(bureaus, section)
    }

    /// Whether a section is of one of these bureaus, if any are given.
    fn is_within(&self, section: usize, bureaus: Option<&[usize]>) -> bool {
        bureaus.is_none_or(|list| self.of.get(section).is_some_and(|bureau| list.contains(bureau)))
    }

    fn formerly(&self, bureaus: Option<&[usize]>, section: &str) -> Option<(Known, Vec<usize>)> {
        let all = self.former.get(section).into_iter().flatten();
        let all: Vec<&(usize, String)> = all.filter(|(n, _)| self.is_within(*n, bureaus)).collect();
        let (_, was) = all.first()?;
        Some((Known::Former(was.clone()), all.iter().map(|(n, _)| *n).collect()))
    }
}
