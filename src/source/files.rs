//! From files and folders that a user names to sources.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Source;
use super::folder::Folder;
use crate::finding::in_order;
use crate::finding::{Finding, Message};
use crate::limits::Limits;
use crate::msg;
use crate::output::reason;
use crate::place::{Naming, Place, same_place};
use crate::told::Faults;

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

/// Reads every file; a folder stands for the files in it and in the folders below it, a `*` in a file name for those it
/// matches. Of these, files that are `ours` are left out.
pub fn read_all(
    inputs: &[PathBuf],
    ours: &dyn Fn(&Path) -> bool,
    reading: &Reading,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Source>, Faults> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    let mut places = HashSet::new();
    for input in inputs {
        let found = match expand(input, ours, &reading.naming, findings) {
            Ok(found) => found,
            Err(fault) => {
                faults.push(fault);
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
    let mut sources = Vec::new();
    for file in files {
        match super::read_file(&reading.naming.file(&file), &reading.limits) {
            Ok(source) => sources.push(source),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(sources) } else { Err(faults.into()) }
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
    files.sort();
    in_order(&mut skipped);
    findings.append(&mut skipped);
    if files.is_empty() {
        return Err(Finding::error("M025", msg!("読めるファイルがありません", "there is no file that can be read"))
            .at(Place::file(naming.file(input)))
            .hint(msg!("回答の Excel（.xlsx）を入れてください", "put the answer workbooks (.xlsx) there")));
    }
    Ok(files)
}
