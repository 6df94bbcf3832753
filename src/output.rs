//! Writes outputs whole or not at all: all of a command's files, or none.

mod folder;
mod part;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use folder::write_folder;
use part::Old;

use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;

/// A file to be written.
pub struct Output {
    /// Where it goes.
    pub path: PathBuf,
    /// What is written there.
    pub bytes: Vec<u8>,
}

/// Writes every file beside its place under a temporary name, then puts all in place. If one cannot be
/// put there, those before it are put back as they were, and folders that were made for them go away.
///
/// # Errors
/// `M320` a folder or file that cannot be written.
pub fn write_all(outputs: &[Output]) -> Result<(), Finding> {
    let mut made = Vec::new();
    let result = write_ready(outputs, &mut made);
    if result.is_err() {
        for folder in made.iter().rev() {
            // one that holds something by now stays
            let _ = std::fs::remove_dir(folder);
        }
    }
    result
}

/// Makes a folder with those above it; each one that was not there goes to `made`, outermost first.
fn make_folder(folder: &Path, made: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let above = folder.ancestors().filter(|f| !f.as_os_str().is_empty());
    let missing: Vec<PathBuf> = above.take_while(|f| !f.exists()).map(Path::to_owned).collect();
    for folder in missing.into_iter().rev() {
        match std::fs::create_dir(&folder) {
            Ok(()) => made.push(folder),
            Err(_) if folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    if folder.is_dir() { Ok(()) } else { Err(std::io::ErrorKind::NotADirectory.into()) }
}

/// Deletes what is not in place yet, when the process is about to end. Files that are being put in place are all put
/// there first.
pub fn abandon() {
    part::abandon();
    folder::abandon();
}

fn write_ready(outputs: &[Output], made: &mut Vec<PathBuf>) -> Result<(), Finding> {
    let mut ready = Vec::new();
    let mut swept = BTreeSet::new();
    for output in outputs {
        let folder = folder_of(&output.path);
        make_folder(folder, made).map_err(|e| refused(&output.path, &e))?;
        if swept.insert(folder) {
            part::sweep(folder);
        }
        let file = part::written(folder, &output.bytes).map_err(|e| refused(&output.path, &e))?;
        ready.push((file, output.path.as_path()));
    }
    let _whole = part::putting();
    let mut done: Vec<(&Path, Option<Old>)> = Vec::new();
    for (file, path) in ready {
        // one step: at any moment the old file or the new one is there, whole
        let result = Old::of(path).and_then(|old| file.persist(path).map(|_| old).map_err(|error| error.error));
        match result {
            Ok(old) => done.push((path, old)),
            Err(error) => {
                for (path, old) in done.into_iter().rev() {
                    match old {
                        Some(old) => old.put_back(path),
                        // nothing better can be done when this fails too
                        None => drop(std::fs::remove_file(path)),
                    }
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

/// Why the system refuses a file or folder, without its own English words.
pub fn reason(error: &std::io::Error) -> Message {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => msg!("見つかりません", "it is not there"),
        ErrorKind::PermissionDenied => msg!("許されていません", "permission denied"),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            msg!("フォルダーであるべき名前のファイルがあります", "a file is where a folder is needed")
        }
        ErrorKind::IsADirectory => msg!("同じ名前のフォルダーがあります", "a folder has that name"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            msg!("ディスクに空きがありません", "the disk is full")
        }
        ErrorKind::ReadOnlyFilesystem => msg!("書き込めないディスクです", "the disk is read-only"),
        ErrorKind::InvalidFilename => {
            msg!("名前が長すぎるか、使えない字があります", "the name is too long or not allowed")
        }
        ErrorKind::FileTooLarge => msg!("ファイルが大きすぎます", "the file is too large"),
        ErrorKind::Unsupported => {
            msg!("ふつうのファイルではありません（パイプや装置は読みません）", "it is no regular file")
        }
        ErrorKind::InvalidData => msg!("UTF-8 の文ではありません", "it is no UTF-8 text"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            msg!("ほかのプログラムが使っています", "another program is using it")
        }
        kind => match error.raw_os_error() {
            Some(number) => msg!("システムのエラー {number} です", "{kind} ({number})"),
            None => msg!("システムのエラーです", "{kind}"),
        },
    }
}

/// `M320`: what cannot be written there.
pub(crate) fn refused(path: &Path, error: &std::io::Error) -> Finding {
    use std::io::ErrorKind;
    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: another program has the file open
    let locked = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    let Message { ja, en } = match error.kind() {
        _ if locked => msg!("ほかのプログラムで開いています", "another program has it open"),
        ErrorKind::NotFound => msg!("フォルダーを作れません", "the folder cannot be made"),
        ErrorKind::Unsupported => msg!("同じ名前のパイプか装置があります", "a pipe or a device has that name"),
        _ => reason(error),
    };
    let finding = Finding::error("M320", msg!("書き込めません: {ja}", "cannot write: {en}"))
        .at(Place::file(SourceFile::at(path)));
    match error.kind() {
        _ if locked => finding.hint(msg!("Excel や PDF の画面で開いていたら閉じてください", "close it if Excel or a PDF viewer has it open")),
        ErrorKind::PermissionDenied => finding.hint(msg!(
            "読み取り専用のフォルダーかファイルです。Excel などで開いていたら閉じ、そうでなければ別の場所を -o で指定してください",
            "the folder or file is read-only; close it in other programs, or give another place with -o"
        )),
        ErrorKind::IsADirectory
        | ErrorKind::AlreadyExists
        | ErrorKind::NotADirectory
        | ErrorKind::InvalidFilename
        | ErrorKind::Unsupported => {
            finding.hint(msg!("別の名前にしてください", "choose another name"))
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            finding.hint(msg!("ディスクの空きを増やしてください", "free some disk space"))
        }
        ErrorKind::ReadOnlyFilesystem => {
            finding.hint(msg!("別の場所を指定してください", "give another place"))
        }
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
        // a folder that was made for an output that came to nothing
        let deep = dir.path().join("新/下/c.json");
        let error = write_all(&[output(deep, "3"), output(b.clone(), "3")]).unwrap_err();
        assert_eq!(error.message.ja, "書き込めません: 同じ名前のフォルダーがあります");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "no folder is left");
        let error = write_all(&[output(a.join("下/c.json"), "3")]).unwrap_err();
        assert_eq!(error.message.ja, "書き込めません: フォルダーであるべき名前のファイルがあります");
    }

    #[test]
    fn what_a_dead_run_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("資料.pdf");
        std::fs::write(dir.path().join(".matome-dead01"), "1").unwrap();
        std::fs::write(dir.path().join(".matome-old-dead01"), "1").unwrap();
        let alive = part::written(dir.path(), b"2").unwrap();
        std::fs::write(dir.path().join(".matomeメモ"), "").unwrap();
        write_all(&[output(path.clone(), "3")]).unwrap();
        assert!(alive.path().exists(), "another run is still writing it");
        assert!(dir.path().join(".matomeメモ").exists());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), if cfg!(windows) { 4 } else { 3 });
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_cannot_be_replaced_stays() {
        use std::os::unix::fs::MetadataExt;
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a.pdf"), dir.path().join("b.pdf"));
        write_all(&[output(a.clone(), "1")]).unwrap();
        let before = std::fs::metadata(&a).unwrap().ino();
        std::fs::create_dir(&b).unwrap();
        write_all(&[output(a.clone(), "2"), output(b, "2")]).unwrap_err();
        assert_eq!(std::fs::metadata(&a).unwrap().ino(), before, "it is the file that was there, not a copy");
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
