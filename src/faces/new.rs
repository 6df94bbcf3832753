//! New projects: the invented town, or the bare one for one's own.

use std::path::Path;

use super::open::open_project;
use crate::finding::Finding;
use crate::msg;
use crate::output::{self, Output, write_all};
use crate::told::Faults;
use crate::{bare, town};

/// A folder that is to be made must not be there, or be empty.
///
/// # Errors
/// `M000`
pub fn check_free(folder: &Path) -> Result<(), Faults> {
    let shown = folder.display();
    if folder.is_file() {
        let message = msg!(
            "「{shown}」はファイルです。新しく作るフォルダーの名前を付けてください",
            "\"{shown}\" is a file; name a folder that is to be made"
        );
        return Err(Finding::error("M000", message).into());
    }
    if !is_free(folder) {
        let message = msg!(
            "「{shown}」は空のフォルダーではありません。別の名前を付けてください",
            "\"{shown}\" is not an empty folder; choose another name"
        );
        return Err(Finding::error("M000", message).into());
    }
    Ok(())
}

/// Not there yet, or an empty folder.
fn is_free(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Makes the sample; gives the number of its files.
///
/// # Errors
/// `M320`
pub fn sample(folder: &Path) -> Result<usize, Faults> {
    let files = town::files()?;
    let outputs: Vec<Output> =
        files.into_iter().map(|(name, bytes)| Output { path: folder.join(name), bytes }).collect();
    write_all(&outputs)?;
    let (engine, project) = open_project(folder)?;
    town::ask(&engine, &project)?;
    Ok(outputs.len())
}

/// Makes the bare project, and its folders for answers.
///
/// # Errors
/// `M320`
pub fn empty(folder: &Path) -> Result<(), Faults> {
    let files = bare::files().map(|(name, bytes)| Output { path: folder.join(name), bytes });
    write_all(&files)?;
    for name in bare::FOLDERS {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|e| output::refused(&folder, &e))?;
    }
    Ok(())
}
