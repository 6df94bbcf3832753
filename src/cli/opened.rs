//! From what the user names on the command line to what a command works on.

use std::path::{Path, PathBuf};

use super::apart;
use super::args::Reading;
use crate::engine::Engine;
use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::limits::Limits;
use crate::meta::Given;
use crate::msg;
use crate::paper::Form;
use crate::place::{Naming, same_place, shown};
use crate::project::{Project, merged_path, named_inquiry};
use crate::source::Source;
use crate::told::Faults;
use crate::typeset::Cache;

/// Forms, fonts and rules of a folder, and its project, if it is one.
///
/// # Errors
/// The findings for which nothing can be done at all (exit code 2).
pub fn open(folder: &Path) -> Result<(Engine, Option<Project>), Faults> {
    check_project(folder)?;
    let project = Project::find(folder, &Naming::default())?;
    Ok((engine(folder, project.as_ref())?, project))
}

/// As [`open`], for what needs a project.
///
/// # Errors
/// As [`open`]; `M080` a folder without `matome.toml`.
pub fn open_project(folder: &Path) -> Result<(Engine, Project), Faults> {
    let project = Project::read(folder, &Naming::default())?;
    Ok((engine(folder, Some(&project))?, project))
}

/// The limits within which a stranger's file is opened: those of a project that is named, and the usual ones without.
/// What lies in the folder at hand may be the stranger's too.
///
/// # Errors
/// `M080` a folder without `matome.toml`, `M081` a mistake in it.
pub fn limits_of(project: Option<&Path>) -> Result<Limits, Finding> {
    project.map_or_else(|| Ok(Limits::default()), |folder| Ok(Project::read(folder, &Naming::default())?.limits))
}

fn engine(folder: &Path, project: Option<&Project>) -> Result<Engine, Faults> {
    let house = project.map(|p| p.house).unwrap_or_default();
    // the process is ours, and Typst's caches with it
    let limits = project.map(|p| p.limits).unwrap_or_default();
    let engine = Engine::new().with_cache(Cache::Own).with_trial(Some(apart::here())).with_limits(limits);
    let engine = engine.with_house(house).with_folder(folder)?;
    engine.with_gaiji(project.map_or(&[], |p| &p.gaiji))
}

/// What a command on one paper works on.
pub struct Opened {
    folder: PathBuf,
    pub engine: Engine,
    pub form: Form,
    pub given: Given,
}

impl Opened {
    /// Opens the project, if any, and the form.
    ///
    /// # Errors
    /// As [`open`]; what is wrong with the form or its variant.
    pub fn new(form: &str, reading: &Reading, findings: &mut Vec<Finding>) -> Result<Self, Faults> {
        let folder = reading.project.clone().unwrap_or_else(|| PathBuf::from("."));
        let (engine, project) = open(&folder)?;
        let form = engine.form(form).tell_or_faults(findings)?;
        let mut given = project.as_ref().map(|p| p.around_form([form.name(), form.title()])).unwrap_or_default();
        findings.extend(project.map(|project| project.register_findings).unwrap_or_default());
        // --year stands over what the project says
        given.fiscal_year = given.fiscal_year.filter(|_| reading.year.is_none());
        given.variant.clone_from(&reading.variant);
        given.print.clone_from(&reading.print);
        given.meta.number.clone_from(&reading.number);
        given.years.extend(reading.year.map(|year| (BASE_YEAR.to_owned(), year)));
        findings.extend(form.settle(&mut given)?);
        Ok(Self { folder, engine, form, given })
    }

    /// Reads every input. Files of a folder that are about to be written are no input.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn sources(
        &self,
        inputs: &[PathBuf],
        outputs: &[PathBuf],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Source>, Faults> {
        let outputs: Vec<PathBuf> = outputs.iter().map(|o| same_place(o)).collect();
        let merged = |input: &PathBuf| match input.to_str().and_then(named_inquiry) {
            Some(name) => merged_path(&self.folder, name),
            None => input.clone(),
        };
        let inputs: Vec<PathBuf> = inputs.iter().map(merged).collect();
        self.engine.sources(&self.form, &inputs, &|path| outputs.contains(&same_place(path)), findings)
    }
}

/// A project folder must be there.
fn check_project(folder: &Path) -> Result<(), Finding> {
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
