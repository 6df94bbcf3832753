//! What is remembered of this user, in a folder that only this user can read: where pages are, and which projects were
//! opened. Without such a folder nothing is remembered, which is no fault.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::project;

/// The projects that were opened, the last one first.
const RECENT: &str = "recent.json";
/// So many of them.
const MOST: usize = 12;

/// The folder of what programs remember of this user.
#[allow(clippy::disallowed_methods, reason = "where a user's things are is told by the environment")]
pub fn folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")?
    } else {
        folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))?
    };
    let home = base.join("matome");
    std::fs::create_dir_all(&home).ok()?;
    #[cfg(unix)]
    std::fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o700)).ok()?;
    Some(home)
}

/// Where a user's own folders are.
#[allow(clippy::disallowed_methods, reason = "where a user's things are is told by the environment")]
pub fn of_user() -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute() && path.is_dir())
}

/// The projects that were opened and are still there, the last one first.
pub fn recent() -> Vec<PathBuf> {
    let mut known = remembered();
    known.retain(|folder| folder.join(project::FILE).is_file());
    known
}

fn remembered() -> Vec<PathBuf> {
    let text = folder().and_then(|home| std::fs::read_to_string(home.join(RECENT)).ok()).unwrap_or_default();
    let names: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
    names.into_iter().map(PathBuf::from).filter(|path| path.is_absolute()).take(MOST).collect()
}

/// Puts a project before the others.
pub fn remember(project: &Path) {
    let (Some(home), Some(name)) = (folder(), project.to_str()) else { return };
    let before = remembered();
    if before.first().is_some_and(|first| first == project) {
        return;
    }
    let others = before.iter().filter(|other| *other != project).filter_map(|other| other.to_str());
    let names: Vec<&str> = std::iter::once(name).chain(others).take(MOST).collect();
    let bytes = serde_json::to_vec(&names).unwrap_or_default();
    // a file that this user alone can read, whole or not at all; a full disk forgets it
    let written = tempfile::NamedTempFile::new_in(&home).and_then(|mut file| file.write_all(&bytes).map(|()| file));
    let _ = written.map(|file| file.persist(home.join(RECENT)));
}
