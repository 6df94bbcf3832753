//! A whole folder at once: made beside its place, and put there in one step.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::NamedTempFile;

use super::{Output, folder_of, refused, write_all};
use crate::finding::Finding;

/// How the folder is called until it is whole: the name of a lock file, and this.
const PARTS: &str = ".d";
/// How lock files begin; those of dead runs are swept with other files on their way.
const PREFIX: &str = ".matome-";

/// The folder that is being made by this process.
static MAKING: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Deletes the folder that is being made, when the process is about to end.
pub fn abandon() {
    let Ok(making) = MAKING.lock() else { return };
    if let Some(folder) = &*making {
        let _ = fs::remove_dir_all(folder);
    }
    // nothing is put in place from here on
    std::mem::forget(making);
}

/// Writes files, by their paths below it, into a folder that is not there yet or is empty. Whenever the run ends, the
/// folder is there with all of them, or as it was.
///
/// # Errors
/// `M320` a folder or file that cannot be written.
pub fn write_folder(folder: &Path, files: &[Output]) -> Result<(), Finding> {
    let trouble = |error: std::io::Error| refused(folder, &error);
    let above = folder_of(folder);
    let mut made = Vec::new();
    super::make_folder(above, &mut made).map_err(trouble)?;
    let result = put(folder, above, files);
    if result.is_err() {
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

fn put(folder: &Path, above: &Path, files: &[Output]) -> Result<(), Finding> {
    let trouble = |error: std::io::Error| refused(folder, &error);
    sweep(above);
    // held while this run lives: a later one can tell what a dead run left
    let lock = NamedTempFile::with_prefix_in(PREFIX, above).map_err(trouble)?;
    let _ = lock.as_file().lock();
    let mut name = lock.path().as_os_str().to_owned();
    name.push(PARTS);
    let parts = PathBuf::from(name);
    fs::create_dir(&parts).map_err(trouble)?;
    if let Ok(mut making) = MAKING.lock() {
        *making = Some(parts.clone());
    }
    let outputs: Vec<Output> =
        files.iter().map(|file| Output { path: parts.join(&file.path), bytes: file.bytes.clone() }).collect();
    let result = write_all(&outputs).and_then(|()| {
        // held, so that no Ctrl+C takes it away on its way
        let mut making = MAKING.lock().ok();
        // an empty folder is in the way on Windows; one that is not, everywhere
        if folder.is_dir() {
            fs::remove_dir(folder).map_err(trouble)?;
        }
        fs::rename(&parts, folder).map_err(trouble)?;
        if let Some(making) = making.as_deref_mut() {
            *making = None;
        }
        Ok(())
    });
    if result.is_err() {
        let _ = fs::remove_dir_all(&parts);
    }
    result
}

/// Deletes folders that dead runs left half made.
fn sweep(above: &Path) {
    for entry in fs::read_dir(above).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(lock) = name.to_str().filter(|name| name.starts_with(PREFIX)).and_then(|n| n.strip_suffix(PARTS))
        else {
            continue;
        };
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let alive = File::options().write(true).open(above.join(lock)).is_ok_and(|file| file.try_lock().is_err());
        if !alive {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Output {
        Output { path: path.into(), bytes: b"1".to_vec() }
    }

    #[test]
    fn a_folder_is_there_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let names = |folder: &Path| {
            let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let folder = dir.path().join("課/来年度");
        write_folder(&folder, &[file("matome.toml"), file("前年度/進捗.json")]).unwrap();
        assert_eq!(names(&folder), ["matome.toml", "前年度"]);
        assert_eq!(names(&dir.path().join("課")), ["来年度"]);
        // an empty folder is as good as none
        let empty = dir.path().join("空");
        fs::create_dir(&empty).unwrap();
        write_folder(&empty, &[file("a")]).unwrap();
        assert_eq!(names(&empty), ["a"]);
        // a file that falls together with a folder: nothing is left, of the folders above it neither
        let bad = dir.path().join("新/下");
        write_folder(&bad, &[file("a"), file("a/b")]).unwrap_err();
        // one that is in use is not taken
        write_folder(&folder, &[file("b")]).unwrap_err();
        assert_eq!(names(&folder), ["matome.toml", "前年度"]);
        assert_eq!(names(dir.path()), ["空", "課"]);
    }

    #[test]
    fn what_a_dead_run_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let dead = dir.path().join(".matome-dead.d");
        fs::create_dir_all(dead.join("前年度")).unwrap();
        fs::write(dir.path().join(".matome-dead"), "").unwrap();
        let alive = NamedTempFile::with_prefix_in(PREFIX, dir.path()).unwrap();
        alive.as_file().lock().unwrap();
        let living = PathBuf::from(format!("{}{PARTS}", alive.path().display()));
        fs::create_dir(&living).unwrap();
        write_folder(&dir.path().join("来年度"), &[file("a")]).unwrap();
        assert!(!dead.exists());
        assert!(living.exists());
    }
}
