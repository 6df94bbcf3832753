//! From a folder to its project, and the engine with its forms, fonts and rules.

use std::path::Path;

use super::apart;
use crate::engine::Engine;
use crate::finding::Finding;
use crate::msg;
use crate::place::{Naming, shown};
use crate::project::Project;
use crate::told::Faults;
use crate::typeset::Cache;

/// Forms, fonts and rules of a folder, and its project, if it is one.
///
/// # Errors
/// The findings for which nothing can be done at all (exit code 2).
pub fn open(folder: &Path) -> Result<(Engine, Option<Project>), Faults> {
    check_project(folder)?;
    let project = Project::find(folder, &Naming::default())?;
    Ok((engine(folder, project.as_ref(), &Naming::default())?, project))
}

/// As [`open()`], for what needs a project.
///
/// # Errors
/// As [`open()`]; `M080` a folder without `matome.toml`.
pub fn open_project(folder: &Path) -> Result<(Engine, Project), Faults> {
    open_project_called(folder, &Naming::default())
}

/// As [`open_project`], with other names for its files.
///
/// # Errors
/// As [`open_project`].
pub fn open_project_called(folder: &Path, naming: &Naming) -> Result<(Engine, Project), Faults> {
    let project = Project::read(folder, naming)?;
    Ok((engine(folder, Some(&project), naming)?, project))
}

pub(super) fn engine(folder: &Path, project: Option<&Project>, naming: &Naming) -> Result<Engine, Faults> {
    let house = project.map(|p| p.house).unwrap_or_default();
    // the process is ours, and Typst's caches with it
    let limits = project.map(|p| p.limits).unwrap_or_default();
    let engine = Engine::new().with_cache(Cache::Own).with_trial(Some(apart::here())).with_limits(limits);
    let engine = engine.with_naming(naming.clone()).with_house(house).with_folder(folder)?;
    engine.with_gaiji(project.map_or(&[], |p| &p.gaiji))
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
