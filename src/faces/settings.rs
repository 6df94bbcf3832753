//! Settings as they are to be written, checked before they are: by what reads them for every command.

use std::path::Path;

use super::build::check_years;
use super::open::engine;
use crate::finding::Finding;
use crate::form::TomlFile;
use crate::packet::{read_packets, read_packets_of, unknown_papers};
use crate::place::Naming;
use crate::project::Project;
use crate::told::Faults;

/// What packets name and the project has not, in settings that are otherwise right: `M350` each, at the name.
pub fn unknown(folder: &Path, naming: &Naming, settings: TomlFile) -> Vec<Finding> {
    let named = || -> Result<Vec<Finding>, Faults> {
        let project = Project::of(folder, naming, settings)?;
        Ok(unknown_papers(&read_packets(folder, Some(&project), naming)?, &project.papers))
    };
    // another fault is told by all that reads them
    named().unwrap_or_default()
}

/// All that is said of `matome.toml`, and of a `packet.toml` where one is to be written too.
///
/// # Errors
/// `M081`, `M350` and what else keeps a project from being opened, with places in these texts.
pub fn check(folder: &Path, naming: &Naming, settings: TomlFile, packet: Option<TomlFile>) -> Result<(), Faults> {
    let written = packet.as_ref().unwrap_or(&settings).place(0).file;
    let project = Project::of(folder, naming, settings)?;
    let engine = engine(folder, Some(&project), naming)?;
    let packets = read_packets_of(folder, Some(&project), naming, packet)?;
    // what another file says of a paper that gets a new name here can be written only after this one
    let unknown = unknown_papers(&packets, &project.papers).into_iter();
    let unknown: Vec<Finding> =
        unknown.filter(|finding| finding.place.as_ref().is_some_and(|place| place.file == written)).collect();
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    for paper in &project.papers {
        let form = engine.form(&paper.form).value_or_faults().map_err(|faults| {
            let at = |finding: Finding| match finding.place {
                Some(_) => finding,
                None => finding.at(paper.place.clone()),
            };
            Faults::from(faults.into_iter().map(at).collect::<Vec<_>>())
        })?;
        let mut given = project.given(paper);
        form.settle(&mut given).map_err(|finding| finding.at(paper.place.clone()))?;
    }
    check_years(&engine, &project)
}
