//! From files and folders that a user names to sources.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::detect::Content;
use super::folder::Folder;
use super::found::Found;
use super::kept::KeptFiles;
use super::{Source, detect, faults, zipped};
use crate::finding::in_order;
use crate::finding::{Finding, Message};
use crate::limits::Limits;
use crate::msg;
use crate::output::reason;
use crate::place::{Naming, Place, SourceFile, same_place};
use crate::told::Faults;
use crate::words::natural;

/// The files that are named as such, which are read whatever they are.
pub fn named(inputs: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    inputs.iter().filter(|input| input.is_file())
}

/// How files are read and what they are called.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What findings call the files.
    pub naming: Naming,
    /// What is read at most.
    pub limits: Limits,
}

/// Reads every file; a folder or a zip archive stands for the files in it and in the folders below it, a `*` in a file
/// name for those it matches. Of these, files that are `ours` are left out.
pub fn read_all(
    inputs: &[PathBuf],
    ours: &dyn Fn(&Path) -> bool,
    reading: &Reading,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Source>, Faults> {
    let read = read_again(inputs, ours, reading, findings, &mut KeptFiles::default())?;
    Ok(read.into_iter().map(Arc::unwrap_or_clone).collect())
}

/// As [`read_all`], without those files that are as they were when they were read before.
pub fn read_again(
    inputs: &[PathBuf],
    ours: &dyn Fn(&Path) -> bool,
    reading: &Reading,
    findings: &mut Vec<Finding>,
    kept: &mut KeptFiles,
) -> Result<Vec<Arc<Source>>, Faults> {
    let mut faulty = Vec::new();
    let files = listed(inputs, ours, reading, findings, &mut faulty);
    let mut sources = Sources::default();
    let mut empty = Vec::new();
    for path in files {
        let file = reading.naming.file(&path);
        let before = sources.taken().saturating_add(faulty.len());
        match kept.read(&path, &file, &reading.limits) {
            Ok(Found::Source(source)) => sources.take(source, false, findings),
            Ok(Found::Archive(unpacked)) => {
                findings.extend(unpacked.findings.iter().cloned());
                faulty.extend(unpacked.faults.iter().cloned());
                for source in &unpacked.sources {
                    sources.take(Arc::clone(source), true, findings);
                }
                if sources.taken().saturating_add(faulty.len()) == before {
                    empty.push(file);
                }
            }
            Err(fault) => faulty.push(fault),
        }
    }
    let nothing = sources.read.is_empty() && faulty.is_empty();
    for file in empty {
        let finding = faults::nothing_in_archive(&file);
        if nothing { faulty.push(nothing_to_read(Place::file(file))) } else { findings.push(finding) }
    }
    if faulty.is_empty() { Ok(sources.read) } else { Err(faulty.into()) }
}

/// Every file that the inputs name, each once. What cannot be found goes to `faulty`.
fn listed(
    inputs: &[PathBuf],
    ours: &dyn Fn(&Path) -> bool,
    reading: &Reading,
    findings: &mut Vec<Finding>,
    faulty: &mut Vec<Finding>,
) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut places = HashSet::new();
    for input in inputs {
        let found = match expand(input, ours, &reading.naming, findings) {
            Ok(found) => found,
            Err(fault) => {
                faulty.push(fault);
                continue;
            }
        };
        for file in found {
            if places.insert(same_place(&file)) {
                files.push(file);
                continue;
            }
            let message = msg!("同じファイルが二度指定されています。一度だけ読みます", "named twice; read once");
            findings.push(Finding::info("M024", message).at(Place::file(reading.naming.file(&file))));
        }
    }
    files
}

/// The files themselves, as [`read_all`] finds them, those of zip archives taken out. What is not to be read, or cannot
/// be, is told.
pub(crate) fn contents(
    inputs: &[PathBuf],
    ours: &dyn Fn(&Path) -> bool,
    reading: &Reading,
    findings: &mut Vec<Finding>,
) -> Vec<(SourceFile, Vec<u8>)> {
    let mut faulty = Vec::new();
    let mut out = Vec::new();
    for path in listed(inputs, ours, reading, findings, &mut faulty) {
        let file = reading.naming.file(&path);
        let bytes = match detect::load(&path, &file, &reading.limits) {
            Ok(bytes) => bytes,
            Err(fault) => {
                faulty.push(fault);
                continue;
            }
        };
        if !matches!(detect::content(&bytes, &file), Ok(Content::Archive)) {
            out.push((file, bytes));
            continue;
        }
        let before = out.len();
        let mut take = |bytes: Vec<u8>, file: SourceFile| match detect::content(&bytes, &file) {
            Ok(Content::Archive) => Some(bytes),
            _ => {
                out.push((file, bytes));
                None
            }
        };
        let (limits, left) = (&reading.limits, reading.limits.unpacked_bytes);
        zipped::Taking { limits, file: &mut take, findings, faults: &mut faulty, left }.archive(&bytes, &file);
        if out.len() == before {
            faulty.push(faults::nothing_in_archive(&file));
        }
    }
    findings.append(&mut faulty);
    out
}

/// Sources as they are read, each content of an archive once.
#[derive(Default)]
struct Sources {
    read: Vec<Arc<Source>>,
    /// By its SHA-256: the file, and whether it lies in an archive.
    known: HashMap<[u8; 32], (SourceFile, bool)>,
    /// Files that hold what another one holds.
    again: usize,
}

impl Sources {
    /// How many files were taken, those that hold what another one holds too.
    fn taken(&self) -> usize {
        self.read.len().saturating_add(self.again)
    }

    /// People leave an archive beside what they took out of it.
    fn take(&mut self, source: Arc<Source>, in_archive: bool, findings: &mut Vec<Finding>) {
        if let Some(hash) = source.file.sha256() {
            match self.known.get(&hash) {
                Some((other, there)) if in_archive || *there => {
                    findings.push(faults::same_content(&source.file, other));
                    self.again = self.again.saturating_add(1);
                    return;
                }
                _ => drop(self.known.insert(hash, (source.file.clone(), in_archive))),
            }
        }
        self.read.push(source);
    }
}

/// M025: an input in which there is nothing.
fn nothing_to_read(place: Place) -> Finding {
    Finding::error("M025", msg!("読めるファイルがありません", "there is no file that can be read"))
        .at(place)
        .hint(msg!("回答の Excel（.xlsx）を入れてください", "put the answer workbooks (.xlsx) there"))
}

/// The files that an input names, in order. Faults of folders go to `findings`.
///
/// # Errors
/// `M001` a folder that cannot be read, `M025` nothing in it that can.
pub(crate) fn expand(
    input: &Path,
    ours: &dyn Fn(&Path) -> bool,
    naming: &Naming,
    findings: &mut Vec<Finding>,
) -> Result<Vec<PathBuf>, Finding> {
    let name = input.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (folder, pattern) = if input.is_dir() {
        (input, "*".to_owned())
    } else if name.contains('*') && !input.exists() {
        (input.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")), name)
    } else {
        return Ok(vec![input.to_owned()]);
    };
    let mut found = Folder { ours, naming, files: Vec::new(), passed: Vec::new() };
    found.take(folder, &pattern).map_err(|e| {
        let Message { ja, en } = reason(&e);
        Finding::error("M001", msg!("フォルダーを読めません: {ja}", "cannot read the folder: {en}"))
            .at(Place::file(naming.file(input)))
    })?;
    let Folder { mut files, passed: mut skipped, .. } = found;
    // findings and rows come in the same order on every machine
    files.sort_by(|a, b| natural(&a.to_string_lossy(), &b.to_string_lossy()).then_with(|| a.cmp(b)));
    in_order(&mut skipped);
    findings.append(&mut skipped);
    if files.is_empty() {
        return Err(nothing_to_read(Place::file(naming.file(input))));
    }
    Ok(files)
}
