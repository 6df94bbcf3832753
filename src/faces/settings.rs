//! Settings as they are to be written, checked before they are: by what reads them for every command.

use std::path::Path;

use super::build::check_years;
use super::open::engine;
use crate::form::TomlFile;
use crate::packet::read_packets_of;
use crate::place::Naming;
use crate::project::Project;
use crate::told::Faults;

/// All that is said of `matome.toml`, and of a `packet.toml` where one is to be written too.
///
/// # Errors
/// `M081`, `M350` and what else keeps a project from being opened, with places in these texts.
pub fn check(folder: &Path, naming: &Naming, settings: TomlFile, packet: Option<TomlFile>) -> Result<(), Faults> {
    let project = Project::of(folder, naming, settings)?;
    let engine = engine(folder, Some(&project), naming)?;
    read_packets_of(folder, Some(&project), naming, packet)?;
    for paper in &project.papers {
        let form = engine.form(&paper.form).value_or_faults().map_err(|faults| {
            let at = |finding: crate::finding::Finding| match finding.place {
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
