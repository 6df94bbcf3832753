//! From what the user names on the command line to sources.

use std::path::{Path, PathBuf};

use super::args::Reading;
use crate::book::{Matome, read_source};
use crate::finding::{Finding, Message, Place};
use crate::form::{BASE_YEAR, Form};
use crate::msg;
use crate::output::{reason, same_place};
use crate::plan::Given;
use crate::source::Source;

/// Endings of files that are taken from a folder.
const READABLE: [&str; 12] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt", "json", "yaml", "yml", "toml"];

/// What a command works on.
pub struct Opened<F> {
    pub matome: Matome,
    pub form: F,
    pub sources: Vec<Source>,
    pub given: Given,
}

/// Opens the project (if any) and the form, and reads every input. Files of a folder that are about to be
/// written are no input.
///
/// # Errors
/// The findings for which nothing can be done at all (exit code 2).
pub fn open(
    form: &str,
    inputs: &[PathBuf],
    reading: &Reading,
    outputs: &[PathBuf],
    findings: &mut Vec<Finding>,
) -> Result<Opened<Form>, Vec<Finding>> {
    let load = |matome: &Matome| {
        let form = matome.form(form)?;
        check_variant(&form, reading.variant.as_deref()).map_err(|f| vec![f])?;
        Ok(form)
    };
    open_with(load, inputs, reading, outputs, findings)
}

/// As [`open`], for forms of another kind.
///
/// # Errors
/// As [`open`].
pub fn open_with<F>(
    load: impl FnOnce(&Matome) -> Result<F, Vec<Finding>>,
    inputs: &[PathBuf],
    reading: &Reading,
    outputs: &[PathBuf],
    findings: &mut Vec<Finding>,
) -> Result<Opened<F>, Vec<Finding>> {
    let folder = reading.project.as_deref().unwrap_or(Path::new("."));
    check_project(folder).map_err(|f| vec![f])?;
    let matome = Matome::with_project(folder)?;
    let form = load(&matome)?;
    let outputs: Vec<PathBuf> = outputs.iter().map(|o| same_place(o)).collect();
    let sources = read_all(inputs, &|path| outputs.contains(&same_place(path)), findings)?;
    let mut given = Given { variant: reading.variant.clone(), ..Given::default() };
    given.meta.number.clone_from(&reading.number);
    if let Some(year) = reading.year {
        given.years.insert(BASE_YEAR.to_owned(), year);
    }
    Ok(Opened { matome, form, sources, given })
}

/// A project folder must be there.
pub fn check_project(folder: &Path) -> Result<(), Finding> {
    if folder.is_dir() {
        return Ok(());
    }
    let shown = shown(folder);
    Err(Finding::error(
        "M000",
        msg!("プロジェクトのフォルダー「{shown}」がありません", "there is no project folder \"{shown}\""),
    )
    .hint(msg!("--project の名前を確かめてください", "see whether --project is right")))
}

/// `M071`: a form lacks the variant that is asked for.
pub fn check_variant(form: &Form, variant: Option<&str>) -> Result<(), Finding> {
    let Some(name) = variant.filter(|n| form.variant(n).is_none()) else { return Ok(()) };
    let finding = Finding::error("M071", msg!("変種「{name}」はありません", "there is no variant \"{name}\""));
    let known: Vec<&str> = form.variant_names().collect();
    let (ja, en) = (known.join("、"), known.join(", "));
    Err(if known.is_empty() {
        let title = &form.title;
        finding.hint(msg!("様式「{title}」に変種はありません", "the form \"{title}\" has no variants"))
    } else {
        finding.hint(msg!("使える変種: {ja}", "known variants: {en}"))
    })
}

/// The files that are named as such, which are read whatever they are.
pub fn named(inputs: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    inputs.iter().filter(|input| input.is_file())
}

/// Reads every file; a folder stands for the files in it, a `*` in a file name for those it matches. Of these,
/// files that are `ours` are left out.
pub fn read_all(
    inputs: &[PathBuf],
    ours: &dyn Fn(&Path) -> bool,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Source>, Vec<Finding>> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for input in inputs {
        match expand(input, ours, findings) {
            Ok(mut found) => files.append(&mut found),
            Err(fault) => faults.push(fault),
        }
    }
    let mut sources = Vec::new();
    for file in files {
        match read_source(&file, &shown(&file)) {
            Ok(source) => sources.push(source),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(sources) } else { Err(faults) }
}

/// A path as it stands in findings: as given, with `/` between folders on every system.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn expand(input: &Path, ours: &dyn Fn(&Path) -> bool, findings: &mut Vec<Finding>) -> Result<Vec<PathBuf>, Finding> {
    let name = input.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (folder, pattern) = if input.is_dir() {
        (input, "*".to_owned())
    } else if name.contains('*') && !input.exists() {
        (input.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")), name)
    } else {
        return Ok(vec![input.to_owned()]);
    };
    let shown_input = shown(input);
    let entries = std::fs::read_dir(folder).map_err(|e| {
        let Message { ja, en } = reason(&e);
        Finding::error("M001", msg!("フォルダーを読めません: {ja}", "cannot read the folder: {en}"))
            .at(Place::file(shown_input.clone()))
    })?;
    let (mut files, mut skipped) = (Vec::new(), Vec::new());
    for path in entries.flatten().map(|e| e.path()).filter(|p| p.is_file()) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        // ~$ marks a workbook that is open in Excel
        if name.starts_with("~$") || name.starts_with('.') || !matches(&pattern, &name) {
            continue;
        }
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let readable = READABLE.contains(&ending.as_str());
        if readable && !ours(&path) {
            files.push(path);
            continue;
        }
        let message = if readable {
            msg!("これから書き出すファイルなので読みません", "skipped: this is about to be written")
        } else {
            msg!("読めない種類のファイルなので飛ばしました", "skipped: not a kind of file that can be read")
        };
        skipped.push(Finding::info("M024", message).at(Place::file(shown(&path))));
    }
    // findings and rows come in the same order on every machine
    files.sort();
    skipped.sort_by(|a, b| a.place.cmp(&b.place));
    findings.append(&mut skipped);
    if files.is_empty() {
        return Err(Finding::error("M025", msg!("読めるファイルがありません", "there is no file that can be read"))
            .at(Place::file(shown_input))
            .hint(msg!("回答の Excel（.xlsx）を入れてください", "put the answer workbooks (.xlsx) there")));
    }
    Ok(files)
}

/// `*` stands for any characters; Windows leaves it to the program.
fn matches(pattern: &str, name: &str) -> bool {
    let parts: Vec<&str> = pattern.split('*').collect();
    let mut rest = name;
    for (i, part) in parts.iter().enumerate() {
        if i == 0 {
            let Some(after) = rest.strip_prefix(part) else { return false };
            rest = after;
        } else if i == parts.len() - 1 {
            return rest.ends_with(part);
        } else {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars() {
        assert!(matches("*", "健康課.xlsx"));
        assert!(matches("*.xlsx", "健康課.xlsx"));
        assert!(matches("健*.xlsx", "健康課.xlsx"));
        assert!(!matches("福*.xlsx", "健康課.xlsx"));
        assert!(!matches("*.csv", "健康課.xlsx"));
        assert!(matches("a*b*c", "a1b2c"));
    }
}
