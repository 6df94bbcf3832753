//! Writes outputs whole or not at all: all of a command's files, or none.

use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::finding::{Finding, Place};
use crate::msg;

/// A file to be written.
pub struct Output {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// Writes every file beside its place under a temporary name, then puts all in place. If one cannot be
/// put there, those before it are put back as they were.
///
/// # Errors
/// `M320` a folder or file that cannot be written.
pub fn write_all(outputs: &[Output]) -> Result<(), Finding> {
    let mut ready = Vec::new();
    for output in outputs {
        let folder = folder_of(&output.path);
        std::fs::create_dir_all(folder).map_err(|e| refused(&output.path, &e))?;
        let mut file =
            tempfile::Builder::new().prefix(".matome-").tempfile_in(folder).map_err(|e| refused(&output.path, &e))?;
        file.write_all(&output.bytes)
            .and_then(|()| file.as_file().sync_all())
            .map_err(|e| refused(&output.path, &e))?;
        readable(&file);
        ready.push((file, output.path.as_path()));
    }
    let mut done: Vec<(&Path, Option<NamedTempFile>)> = Vec::new();
    for (file, path) in ready {
        let result = set_aside(path).and_then(|old| match file.persist(path) {
            Ok(_) => Ok(old),
            Err(error) => {
                put_back(path, old);
                Err(error.error)
            }
        });
        match result {
            Ok(old) => done.push((path, old)),
            Err(error) => {
                for (path, old) in done.into_iter().rev() {
                    let _ = std::fs::remove_file(path);
                    put_back(path, old);
                }
                return Err(refused(path, &error));
            }
        }
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Moves a file that is there out of the way; it is deleted when everything went well.
fn set_aside(path: &Path) -> std::io::Result<Option<NamedTempFile>> {
    if path.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory));
    }
    if !path.exists() {
        return Ok(None);
    }
    // a file that cannot be opened for writing is open in another program, or read-only
    std::fs::OpenOptions::new().write(true).open(path)?;
    let old = tempfile::Builder::new().prefix(".matome-old-").tempfile_in(folder_of(path))?;
    std::fs::rename(path, old.path())?;
    Ok(Some(old))
}

fn put_back(path: &Path, old: Option<NamedTempFile>) {
    if let Some(old) = old {
        // nothing better can be done when this fails too: the old file stays under its temporary name
        let _ = old.persist(path);
    }
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

fn refused(path: &Path, error: &std::io::Error) -> Finding {
    use std::io::ErrorKind;
    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: another program has the file open
    let locked = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    let finding = Finding::error("M320", msg!("書き込めません: {error}", "cannot write: {error}"))
        .at(Place::file(path.to_string_lossy()));
    match error.kind() {
        _ if locked => finding.hint(msg!("Excel や PDF の画面で開いていたら閉じてください", "close it if Excel or a PDF viewer has it open")),
        ErrorKind::PermissionDenied => finding.hint(msg!(
            "読み取り専用のフォルダーかファイルです。Excel などで開いていたら閉じ、そうでなければ別の場所を -o で指定してください",
            "the folder or file is read-only; close it in other programs, or give another place with -o"
        )),
        ErrorKind::IsADirectory => finding.hint(msg!("同じ名前のフォルダーがあります", "a folder has that name")),
        ErrorKind::StorageFull => finding.hint(msg!("ディスクの空きを増やしてください", "free some disk space")),
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: PathBuf, text: &str) -> Output {
        Output { path, bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn all_files_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a.pdf"), dir.path().join("b.xlsx"));
        write_all(&[output(a.clone(), "1"), output(b.clone(), "1")]).unwrap();
        // b cannot be replaced: it is a folder now
        std::fs::remove_file(&b).unwrap();
        std::fs::create_dir(&b).unwrap();
        std::fs::write(b.join("x"), "").unwrap();
        let error = write_all(&[output(a.clone(), "2"), output(b.clone(), "2")]).unwrap_err();
        assert_eq!(error.code.0, "M320");
        assert_eq!(std::fs::read_to_string(&a).unwrap(), "1");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn folders_are_made_and_files_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("令和8年度/資料.pdf");
        write_all(&[output(path.clone(), "1")]).unwrap();
        write_all(&[output(path.clone(), "2")]).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "2");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
