//! From what the user names on the command line to sources.

use std::path::{Path, PathBuf};

use super::args::Reading;
use crate::book::Matome;
use crate::finding::Finding;
use crate::form::{BASE_YEAR, Form};
use crate::meta::Given;
use crate::msg;
use crate::place::same_place;
use crate::place::shown;
use crate::source::{Source, read_all};

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
        form.check_variant(reading.variant.as_deref()).map_err(|f| vec![f])?;
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
