//! Files that were put onto the page and are not taken in yet. They lie in a folder of this user, under names of our own.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::reply::Refusal;
use crate::faces::working::WorkingFolder;
use crate::place::shown;
use crate::words::windows_name;

/// What was put onto the page.
#[derive(Default)]
pub struct Dropped(Mutex<Held>);

#[derive(Default)]
struct Held {
    folder: Option<WorkingFolder>,
    files: Vec<(u64, PathBuf)>,
    /// Those that were put onto the program itself.
    brought: Vec<u64>,
    bytes: u64,
    last: u64,
}

impl Dropped {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a file is put that comes: in a folder of its own, under the last part of its name.
    ///
    /// # Errors
    /// `M320`
    pub fn place_for(&self, name: &str) -> Result<(u64, PathBuf), Refusal> {
        let mut held = self.held();
        if held.folder.is_none() {
            held.folder = Some(WorkingFolder::new()?);
        }
        held.last += 1;
        let id = held.last;
        let folder = held.folder.as_ref().map(|folder| folder.path().join(id.to_string())).unwrap_or_default();
        std::fs::create_dir(&folder).map_err(|_| Refusal::wrong())?;
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        Ok((id, folder.join(windows_name(last))))
    }

    /// Counts bytes that came; gives all of them.
    pub fn grown(&self, bytes: usize) -> u64 {
        let mut held = self.held();
        held.bytes += bytes as u64;
        held.bytes
    }

    /// A file has come whole.
    pub fn keep(&self, id: u64, path: PathBuf) {
        self.held().files.push((id, path));
    }

    /// Files that were put onto the program itself. They are read where they are.
    pub fn bring(&self, paths: Vec<PathBuf>) {
        let mut held = self.held();
        for path in paths {
            held.last += 1;
            let id = held.last;
            held.files.push((id, path));
            held.brought.push(id);
        }
    }

    /// Their numbers and names.
    pub fn brought(&self) -> Vec<(u64, String)> {
        let held = self.held();
        let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let all = held.files.iter().filter(|(id, _)| held.brought.contains(id));
        all.map(|(id, path)| (*id, name(path).unwrap_or_else(|| shown(path)))).collect()
    }

    /// Where they are.
    pub fn paths(&self) -> Vec<PathBuf> {
        let held = self.held();
        held.files.iter().filter(|(id, _)| held.brought.contains(id)).map(|(_, path)| path.clone()).collect()
    }

    /// Files by their numbers.
    pub fn files(&self, ids: &[u64]) -> Vec<PathBuf> {
        self.held().files.iter().filter(|(id, _)| ids.contains(id)).map(|(_, path)| path.clone()).collect()
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        let mut held = self.held();
        (held.folder, held.bytes) = (None, 0);
        held.files.clear();
        held.brought.clear();
    }
}
