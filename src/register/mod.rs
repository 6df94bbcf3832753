//! 組織: the bureaus and sections of a town in 建制順, by all the names that they go and went by.
//!
//! Who must answer, and in what order answers stand, is decided by it alone: never by names of files.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod answering;
mod index;
mod read;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::finding::Finding;
use crate::limits::Limits;
use crate::msg;
use crate::place::{Place, SourceFile};
use crate::source::{Source, read_file};
use crate::told::Told;
use crate::words::nearest;

pub use answering::Asked;
pub(crate) use answering::{Answering, check};
use index::{Index, Known, parts, plain};

/// How alike a name must be to be meant.
const MEANT: f64 = 0.5;

/// Bureaus and sections in 建制順.
#[derive(Debug, Clone, Default)]
pub struct Register {
    file: Option<SourceFile>,
    sections: Vec<Section>,
    index: Index,
}

/// A section (課), or a bureau that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// 局区; empty where the town has none.
    pub bureau: String,
    /// 課; empty for a bureau without sections.
    pub name: String,
    /// 略称
    pub short: Option<String>,
    /// 旧名, as many as it had.
    pub former: Vec<String>,
    /// 担当
    pub person: Option<String>,
    /// 連絡先
    pub contact: Option<String>,
    /// Whether it is asked at all (対象).
    pub asked: bool,
    /// Where it is written.
    pub place: Place,
}

impl Section {
    /// Bureau and section behind one another: 福祉部 地域福祉課.
    pub fn full_name(&self) -> String {
        [self.bureau.as_str(), &self.name].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Which section a name means. Numbers are those of [`Register::sections`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// By its present name.
    Section(usize),
    /// By a name that it, or its bureau, had.
    Former {
        /// The present section.
        section: usize,
        /// The former name, as the register has it.
        was: String,
    },
    /// By its 略称.
    Short(usize),
    /// Several bear the name, or are what became of a section that was split.
    Ambiguous(Vec<usize>),
    /// None.
    Unknown {
        /// The one that may be meant.
        nearest: Option<usize>,
    },
}

impl Found {
    /// The one section that is meant.
    pub fn section(&self) -> Option<usize> {
        match self {
            Self::Section(n) | Self::Short(n) | Self::Former { section: n, .. } => Some(*n),
            Self::Ambiguous(_) | Self::Unknown { .. } => None,
        }
    }

    /// Every section that may be meant.
    pub fn sections(&self) -> &[usize] {
        match self {
            Self::Section(n) | Self::Short(n) | Self::Former { section: n, .. } => std::slice::from_ref(n),
            Self::Ambiguous(all) => all,
            Self::Unknown { .. } => &[],
        }
    }
}

/// One of the names in a cell, and whom it means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Named {
    /// As typed.
    pub text: String,
    /// The section.
    pub found: Found,
}

impl Register {
    /// Reads the file of a register: any table or data file that answers may be in.
    ///
    /// `M400` it cannot be read; else as [`of`](Self::of).
    pub fn read(file: &SourceFile, limits: &Limits) -> Told<Self> {
        match read_file(file, limits) {
            Ok(source) => Self::of(&source),
            Err(fault) => {
                let message = msg!("組織の表を読めません", "the register cannot be read");
                let why = Finding::error("M400", message).at(Place::file(file.clone())).hint(fault.message);
                Told::nothing(fault.hints.into_iter().fold(why, Finding::hint))
            }
        }
    }

    /// As [`read`](Self::read), of a file on disk.
    pub fn read_path(path: &Path, limits: &Limits) -> Told<Self> {
        Self::read(&SourceFile::at(path), limits)
    }

    /// Takes the register out of a source. Its columns are found by their words, in any order; a bureau that is left
    /// blank is that of the row above; several former names stand behind one another with 、 or ; or a line break. A row
    /// without a section names its bureau, of which it may give 略称 and 旧名.
    ///
    /// `M400` no table, `M401` a heading that is missing, `M402` a column that is not used, `M403` a section that stands
    /// twice, `M404` a short or former name of two, `M405` a former name that another has now, `M406` no section at all,
    /// `M407` a row without a name.
    pub fn of(source: &Source) -> Told<Self> {
        read::read(source)
    }

    /// The sections in 建制順.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The file that it was read from.
    pub fn file(&self) -> Option<&SourceFile> {
        self.file.as_ref()
    }

    /// The section of a name, with or without its bureau. Widths, blanks and line breaks do not matter; the bureau may
    /// stand before the section's name (福祉部地域福祉課), and both may be short or former names.
    pub fn find(&self, bureau: Option<&str>, section: &str) -> Found {
        match self.look(bureau, section) {
            Found::Unknown { .. } => Found::Unknown { nearest: self.nearest(bureau, section) },
            found => found,
        }
    }

    /// As [`find`](Self::find), without thinking of what may be meant.
    pub(crate) fn look(&self, bureau: Option<&str>, section: &str) -> Found {
        let bureau = bureau.map(plain).filter(|b| !b.is_empty());
        let key = plain(section);
        let found = self.index.find(bureau.as_deref(), &key);
        // 地域福祉課（企画係）
        let found = found.or_else(|| {
            let bare = key.split_once('(').map(|(bare, _)| bare).filter(|bare| !bare.is_empty())?;
            self.index.find(bureau.as_deref(), bare)
        });
        let Some((known, mut all)) = found else { return Found::Unknown { nearest: None } };
        all.sort_unstable();
        all.dedup();
        match (known, all.as_slice()) {
            (Known::Now, [one]) => Found::Section(*one),
            (Known::Short, [one]) => Found::Short(*one),
            (Known::Former(was), [one]) => Found::Former { section: *one, was },
            _ => Found::Ambiguous(all),
        }
    }

    /// The sections of a cell that may name several: one below the other, or with 、 ， ; ・ or 及び between them. The cell
    /// as a whole comes first, for 北部・南部支援センター is one. Bureaus and sections of the same number go together.
    pub fn find_all(&self, bureau: Option<&str>, sections: &str) -> Vec<Named> {
        let named = |bureau, text: &str| Named { text: text.trim().to_owned(), found: self.look(bureau, text) };
        let whole = named(bureau, sections);
        let known = |n: &Named| !matches!(n.found, Found::Unknown { .. });
        if known(&whole) {
            return vec![whole];
        }
        let bureaus = bureau.map(|b| parts(b, false)).unwrap_or_default();
        for loosely in [false, true] {
            let texts = parts(sections, loosely);
            if texts.len() < 2 && bureaus.len() < 2 {
                continue;
            }
            let each = texts.iter().enumerate().map(|(n, text)| match bureaus.len() {
                0 | 1 => named(bureau, text),
                several if several == texts.len() => named(bureaus.get(n).copied(), text),
                _ => {
                    let mut all = bureaus.iter().map(|b| named(Some(*b), text));
                    all.find(known).unwrap_or_else(|| named(None, text))
                }
            });
            let each: Vec<Named> = each.collect();
            // ・ and 及び may as well be within a name
            if !loosely && texts.len() > 1 && each.iter().any(known) || each.iter().all(known) {
                return each.into_iter().map(|n| self.with_nearest(bureau, n)).collect();
            }
        }
        vec![self.with_nearest(bureau, whole)]
    }

    fn with_nearest(&self, bureau: Option<&str>, named: Named) -> Named {
        match named.found {
            Found::Unknown { .. } => {
                Named { found: Found::Unknown { nearest: self.nearest(bureau, &named.text) }, ..named }
            }
            _ => named,
        }
    }

    /// Where answers of a section stand: its number, and `false`. One that the register does not know stands behind the
    /// last of its bureau (`true`), or behind all (`None`).
    pub fn rank(&self, bureau: Option<&str>, section: &str) -> Option<(usize, bool)> {
        let named = self.find_all(bureau, section);
        let known = named.iter().flat_map(|n| n.found.sections()).copied().min().map(|n| (n, false));
        let of_bureau = || self.look(None, bureau?).sections().iter().copied().max().map(|n| (n, true));
        known.or_else(of_bureau)
    }

    /// The rank of bureau and section, for sorting.
    pub(crate) fn rank_of(&self, (bureau, section): (Option<&str>, &str)) -> (usize, bool) {
        self.rank(bureau, section).unwrap_or((usize::MAX, true))
    }

    /// The section whose name is most like this one.
    fn nearest(&self, bureau: Option<&str>, section: &str) -> Option<usize> {
        let asked = format!("{}{section}", bureau.unwrap_or(""));
        let names: Vec<(String, usize)> = self.sections.iter().enumerate().map(|(n, s)| (s.full_name(), n)).collect();
        let of = |name: &str| names.iter().find(|(own, _)| own == name).map(|(_, n)| *n);
        // another bureau's section of that very name comes first
        let key = plain(section);
        let same = names.iter().zip(&self.sections).filter(|(_, own)| plain(&own.name) == key && !key.is_empty());
        let same: Vec<&str> = same.map(|((name, _), _)| name.as_str()).collect();
        if let Some(name) = nearest(&asked, same, 0.0, plain) {
            return of(name);
        }
        let whole = nearest(&asked, names.iter().map(|(name, _)| name.as_str()), MEANT, plain).and_then(of);
        let alone = || {
            let name = nearest(section, self.sections.iter().map(|s| s.name.as_str()), MEANT, plain)?;
            self.sections.iter().position(|s| s.name == name)
        };
        whole.or_else(alone)
    }
}
