//! From what the user names on the command line to what a command works on.

use std::path::{Path, PathBuf};

use super::args::Reading;
use crate::engine::Engine;
pub use crate::faces::open::{open, open_project};
use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::limits::Limits;
use crate::meta::Given;
use crate::paper::Form;
use crate::place::{Naming, same_place};
use crate::project::{Project, merged_path, named_inquiry};
use crate::source::Source;
use crate::told::Faults;

/// The limits within which a stranger's file is opened: those of a project that is named, and the usual ones without.
/// What lies in the folder at hand may be the stranger's too.
///
/// # Errors
/// `M080` a folder without `matome.toml`, `M081` a mistake in it.
pub fn limits_of(project: Option<&Path>) -> Result<Limits, Finding> {
    project.map_or_else(|| Ok(Limits::default()), |folder| Ok(Project::read(folder, &Naming::default())?.limits))
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
    /// As [`open()`]; what is wrong with the form or its variant.
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
