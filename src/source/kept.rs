//! What was read of files, kept for the next time: a file that did not change is not read again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::found::{Found, read_or_archive};
use crate::finding::Finding;
use crate::limits::Limits;
use crate::place::SourceFile;

/// Files that were read, by their paths.
#[derive(Default)]
pub struct KeptFiles {
    /// What was written since then may be written once more without looking otherwise: the clocks of some systems are
    /// that coarse.
    settled: Option<SystemTime>,
    files: HashMap<PathBuf, KeptFile>,
    round: u64,
}

struct KeptFile {
    stand: Stand,
    found: Result<Found, Finding>,
    round: u64,
}

/// When it was last written, and its length in bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stand(SystemTime, u64);

impl Stand {
    fn of(path: &Path) -> Option<Self> {
        let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        Some(Self(about.modified().ok()?, about.len()))
    }
}

impl KeptFiles {
    /// Begins to read anew. Files that were written after `settled` are read again whatever they look like.
    pub fn begin(&mut self, settled: SystemTime) {
        self.settled = Some(settled);
        self.round = self.round.saturating_add(1);
    }

    /// Ends it: what was not asked for is forgotten.
    pub fn end(&mut self) {
        let round = self.round;
        self.files.retain(|_, file| file.round == round);
    }

    /// What a file holds.
    ///
    /// # Errors
    /// As those of `read_file`.
    pub(super) fn read(&mut self, path: &Path, file: &SourceFile, limits: &Limits) -> Result<Found, Finding> {
        let Some(settled) = self.settled else { return read_or_archive(path, file, limits) };
        // looked at before it is read: what is written meanwhile looks otherwise the next time
        let stand = Stand::of(path).filter(|stand| stand.0 < settled);
        let (Some(stand), round) = (stand, self.round) else { return read_or_archive(path, file, limits) };
        if let Some(kept) = self.files.get_mut(path).filter(|kept| kept.stand == stand) {
            kept.round = round;
            return kept.found.clone();
        }
        let found = read_or_archive(path, file, limits);
        self.files.insert(path.to_owned(), KeptFile { stand, found: found.clone(), round });
        found
    }
}
