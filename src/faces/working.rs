//! Folders to work in. They hold answers, so they are private; those that a run left when it was ended from outside
//! are swept by the next one.

use std::fs::File;
use std::io::ErrorKind::NotFound;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::TempDir;

use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::reason;

const PREFIX: &str = "matome-";
/// How often a folder is deleted before it is left to the next run.
const TRIES: u32 = 20;
/// Held locked by the run to which a folder belongs.
const LOCK: &str = "lock";
/// The lock until it is held.
const NEW_LOCK: &str = "new";
/// Where the work is done.
const WORK: &str = "work";
/// Characters that make the names of folders differ.
const DIFFERENT: usize = 8;

/// An empty folder of the user's own, which goes away with the value.
pub struct WorkingFolder {
    inner: PathBuf,
    // the lock is given back before the folder goes: Windows deletes no open file
    _lock: File,
    _whole: TempDir,
}

/// Folders of this process.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Deletes the folders of this process, when it is about to end.
pub fn abandon() {
    let Ok(folders) = FOLDERS.lock() else { return };
    for folder in &*folders {
        // what another thread puts there meanwhile is in the way once
        (0..TRIES).find(|_| remove(folder).is_ok() || !folder.exists());
    }
    // none is made from here on
    std::mem::forget(folders);
}

impl WorkingFolder {
    /// Makes one, and sweeps those of dead runs.
    ///
    /// # Errors
    /// `M320`
    pub fn new() -> Result<Self, Finding> {
        let home = std::env::temp_dir();
        sweep(&home);
        Self::below(&home).map_err(|e| {
            let Message { ja, en } = reason(&e);
            Finding::error(
                "M320",
                msg!("作業用のフォルダーを作れません: {ja}", "cannot make a folder to work in: {en}"),
            )
        })
    }

    fn below(home: &Path) -> std::io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(DIFFERENT);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o700));
        }
        // a run that is ended meanwhile waits until the folder is known and whole
        let mut folders = FOLDERS.lock();
        let (whole, lock) = (0..TRIES).find_map(|_| locked(&builder, home).transpose()).transpose()?.ok_or(NotFound)?;
        if let Ok(folders) = &mut folders {
            folders.push(whole.path().to_owned());
        }
        let inner = whole.path().join(WORK);
        std::fs::create_dir(&inner)?;
        Ok(Self { inner, _lock: lock, _whole: whole })
    }

    pub fn path(&self) -> &Path {
        &self.inner
    }
}

impl Drop for WorkingFolder {
    fn drop(&mut self) {
        // the rest goes with the fields
        let _ = std::fs::remove_dir_all(&self.inner);
    }
}

/// Deletes a folder, the lock behind all else: a run that is ended meanwhile leaves what the next one sweeps.
fn remove(folder: &Path) -> std::io::Result<()> {
    let work = folder.join(WORK);
    if work.is_dir() {
        std::fs::remove_dir_all(work)?;
    }
    std::fs::remove_dir_all(folder)
}

/// A folder and its lock, held. `None` where a sweep came in between and took it for a dead run's.
fn locked(builder: &tempfile::Builder, home: &Path) -> std::io::Result<Option<(TempDir, File)>> {
    let whole = builder.tempdir_in(home)?;
    // locked before it bears the name by which a sweep knows it
    let unnamed = whole.path().join(NEW_LOCK);
    let lock = File::create_new(&unnamed).and_then(|lock| {
        lock.lock()?;
        std::fs::rename(&unnamed, whole.path().join(LOCK))?;
        Ok(lock)
    });
    match lock {
        Ok(lock) => Ok(Some((whole, lock))),
        Err(error) if error.kind() == NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Deletes the folders whose run has ended; what cannot be read belongs to somebody else.
fn sweep(home: &Path) {
    for entry in std::fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(different) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        // a run may have ended before its lock had its name
        let open = |name: &str| File::options().write(true).open(entry.path().join(name));
        match open(LOCK).or_else(|_| open(NEW_LOCK)) {
            Ok(lock) if lock.try_lock().is_ok() => {
                if cfg!(windows) {
                    drop(lock);
                }
                // what does not go now goes at the next run
                let _ = remove(&entry.path());
            }
            Ok(_) => {}
            // or before it had any: nothing is in it
            Err(_) => {
                if different.len() == DIFFERENT && different.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    let _ = std::fs::remove_dir(entry.path());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_dead_runs_are_swept() {
        let home = tempfile::tempdir().unwrap();
        let names = || {
            let entries = std::fs::read_dir(home.path()).unwrap();
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
        };
        let alive = WorkingFolder::below(home.path()).unwrap();
        std::fs::write(alive.path().join("回答.csv"), "x").unwrap();
        let dead = home.path().join("matome-dead");
        std::fs::create_dir_all(dead.join("work")).unwrap();
        std::fs::write(dead.join("work/回答.csv"), "x").unwrap();
        std::fs::write(dead.join(LOCK), "").unwrap();
        // somebody else's, and what is no folder of a run
        std::fs::create_dir(home.path().join("matome-見本")).unwrap();
        // of runs that ended before their lock had its name, or was there
        std::fs::create_dir(home.path().join("matome-a1b2c3D4")).unwrap();
        std::fs::write(home.path().join("matome-a1b2c3D4").join(NEW_LOCK), "").unwrap();
        std::fs::create_dir(home.path().join("matome-a1b2c3D5")).unwrap();
        std::fs::write(home.path().join("matome-x"), "").unwrap();
        sweep(home.path());
        assert!(!dead.exists());
        assert!(alive.path().join("回答.csv").exists());
        assert_eq!(names().len(), 3);
        drop(alive);
        assert_eq!(names().len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_looks_into_them() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = WorkingFolder::below(home.path()).unwrap();
        let whole = folder.path().parent().unwrap();
        assert_eq!(std::fs::metadata(whole).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
