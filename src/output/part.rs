//! Files on their way: the new one before it has its name, the old one until all went well. Each is locked while its
//! run lives, so that the next run can tell those of dead ones and sweep them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use tempfile::{Builder, NamedTempFile, TempPath};

/// Names of files on their way begin so.
const PREFIX: &str = ".matome-";
const OLD_PREFIX: &str = ".matome-old-";

/// Files that are being written by this process. Held while files are put in place.
static PARTS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Keeps the process from [`abandon`]ing while files are put in place.
pub fn putting() -> Option<MutexGuard<'static, BTreeSet<PathBuf>>> {
    PARTS.lock().ok()
}

/// Deletes the files that are being written.
pub fn abandon() {
    let Ok(parts) = PARTS.lock() else { return };
    for path in &*parts {
        let _ = std::fs::remove_file(path);
    }
    // nothing is put in place from here on
    std::mem::forget(parts);
}

/// Writes a file beside its place under a name of its own.
pub fn written(folder: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let mut file = loop {
        let file = Builder::new().prefix(PREFIX).tempfile_in(folder)?;
        // where files cannot be locked, nothing is swept either
        let _ = file.as_file().lock();
        // a sweep that was quicker took it for a dead run's
        if file.path().exists() {
            break file;
        }
    };
    if let Ok(mut parts) = PARTS.lock() {
        parts.insert(file.path().to_owned());
    }
    file.write_all(bytes).and_then(|()| file.as_file().sync_all())?;
    readable(&file);
    Ok(file)
}

/// Temporary files are private; a deliverable is as readable as any new file.
fn readable(file: &NamedTempFile) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// A file that was in place, under a second name until it is given up.
pub struct Old {
    second: TempPath,
    // Windows replaces no open file
    _lock: Option<File>,
}

impl Old {
    /// `None` where nothing is in place.
    ///
    /// # Errors
    /// A folder, a pipe or device, or a file that another program has open or that is read-only.
    pub fn of(path: &Path) -> Result<Option<Self>> {
        let Ok(facts) = std::fs::metadata(path) else { return Ok(None) };
        if facts.is_dir() {
            return Err(Error::from(ErrorKind::IsADirectory));
        }
        // a pipe would be waited for until somebody reads it
        if !facts.is_file() {
            return Err(Error::from(ErrorKind::Unsupported));
        }
        let opened = File::options().write(true).open(path)?;
        let lock = (cfg!(unix) && opened.try_lock().is_ok()).then_some(opened);
        // disks of cameras and sticks have no second names
        let twice = |name: &Path| std::fs::hard_link(path, name).or_else(|_| std::fs::copy(path, name).map(drop));
        let second = Builder::new().prefix(OLD_PREFIX).make_in(super::folder_of(path), twice)?;
        Ok(Some(Self { second: second.into_temp_path(), _lock: lock }))
    }

    /// Puts it back in place. Where that fails too, it stays under its second name.
    pub fn put_back(self, path: &Path) {
        if let Err(error) = self.second.persist(path) {
            let _ = error.path.keep();
        }
    }
}

/// Deletes what dead runs left in a folder.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        // the second names of Windows cannot be locked
        if cfg!(windows) && name.starts_with(OLD_PREFIX) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(file) = File::options().write(true).open(entry.path()) else { continue };
        if file.try_lock().is_ok() {
            // while it is locked, so that nobody takes it for his own
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
