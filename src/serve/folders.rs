//! The folders of this computer by their names, to choose one of them. Files are not told, and nothing is read.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::home;
use crate::place::shown;
use crate::project;
use crate::words::natural;

/// Folders of a folder that are told.
const MOST: usize = 500;

/// The folders in a folder; those of the user where none is named, or where there is none of that name.
pub fn folders(asked: &str) -> Value {
    let asked = PathBuf::from(asked);
    let at = Some(asked).filter(|path| path.is_absolute() && path.is_dir()).or_else(home::of_user);
    let at = at.unwrap_or_else(|| PathBuf::from(if cfg!(windows) { "C:\\" } else { "/" }));
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(&at).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        // a link to a folder is one
        if !name.starts_with(['.', '$']) && entry.path().is_dir() {
            names.push(name);
        }
    }
    names.sort_by(|a, b| natural(a, b).then_with(|| a.cmp(b)));
    let more = names.len() > MOST;
    names.truncate(MOST);
    let inside: Vec<Value> = names
        .into_iter()
        .map(|name| {
            let path = at.join(&name);
            json!({ "name": name, "path": plain(&path), "project": is_project(&path) })
        })
        .collect();
    let above = at.parent().map(plain).or_else(|| drives().is_some().then(String::new));
    json!({ "at": plain(&at), "above": above, "drives": drives(), "project": is_project(&at), "folders": inside, "more": more })
}

fn is_project(folder: &Path) -> bool {
    folder.join(project::FILE).is_file()
}

/// A path as it is typed on this system.
fn plain(path: &Path) -> String {
    if cfg!(windows) { path.to_string_lossy().into_owned() } else { shown(path) }
}

/// The drives of Windows.
fn drives() -> Option<Vec<String>> {
    let all = ('A'..='Z').map(|letter| format!("{letter}:\\"));
    cfg!(windows).then(|| all.filter(|drive| Path::new(drive).is_dir()).collect())
}
