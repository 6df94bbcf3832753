//! `matome new DIR`: a project with the invented town, ready to build.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{BuildArgs, Inside, NewArgs, Writing};
use super::outputs::refused;
use super::report::Report;
use super::{DONE, build, opened};
use crate::msg;
use crate::output::{self, Output, write_all};
use crate::told::Faults;
use crate::{bare, town};

pub fn run(args: &NewArgs, report: &Report) -> Result<u8, Faults> {
    let shown = args.folder.display();
    check_free(&args.folder)?;
    if args.empty {
        return empty(args, report);
    }
    let files = town::files()?;
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in &files {
        *by_kind.entry(name.split('/').next().unwrap_or(name)).or_default() += 1;
    }
    let outputs: Vec<Output> =
        files.into_iter().map(|(name, bytes)| Output { path: args.folder.join(name), bytes }).collect();
    write_all(&outputs)?;
    let n = outputs.len();
    let (engine, project) = opened::open_project(&args.folder)?;
    town::ask(&engine, &project)?;
    report.note(&msg!("「{shown}」に {n} ファイルを作りました", "{n} files were made in \"{shown}\""));
    if !args.build {
        let plain = shown.to_string();
        let arg = if plain.contains(char::is_whitespace) { format!("\"{plain}\"") } else { plain };
        report.note(&msg!("次に: matome build --project {arg}", "next: matome build --project {arg}"));
        let name = town::INQUIRY;
        report.note(&msg!(
            "返りかけの照会も入っています: matome status {name} --project {arg}",
            "an inquiry half answered is in it: matome status {name} --project {arg}"
        ));
        return Ok(DONE);
    }
    let writing =
        Writing { standard: Vec::new(), untagged: false, summary: false, date: None, strict: false, force: false };
    build::run(&BuildArgs { papers: Vec::new(), inside: Inside { project: args.folder.clone() }, writing }, report)
}

/// A folder that is to be made must not be there, or be empty.
///
/// # Errors
/// `M000`
pub fn check_free(folder: &Path) -> Result<(), Faults> {
    let shown = folder.display();
    if folder.is_file() {
        return Err(refused(msg!(
            "「{shown}」はファイルです。新しく作るフォルダーの名前を付けてください",
            "\"{shown}\" is a file; name a folder that is to be made"
        )));
    }
    if !is_free(folder) {
        return Err(refused(msg!(
            "「{shown}」は空のフォルダーではありません。別の名前を付けてください",
            "\"{shown}\" is not an empty folder; choose another name"
        )));
    }
    Ok(())
}

/// The bare project, and its folders for answers.
fn empty(args: &NewArgs, report: &Report) -> Result<u8, Faults> {
    let shown = args.folder.display();
    let files = bare::files().map(|(name, bytes)| Output { path: args.folder.join(name), bytes });
    write_all(&files)?;
    for name in bare::FOLDERS {
        let folder = args.folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|e| output::refused(&folder, &e))?;
    }
    let (ja, en) = (bare::FOLDERS.join("、"), bare::FOLDERS.join(", "));
    report.note(&msg!(
        "「{shown}」に空のプロジェクトを作りました。組織.csv に局区と課を建制順に書き、matome.toml の紙面を選んで、フォルダー（{ja}）に回答を入れてください",
        "an empty project was made in \"{shown}\": list bureaus and sections in 組織.csv, choose papers in matome.toml, and put the answers into {en}"
    ));
    Ok(DONE)
}

/// Not there yet, or an empty folder.
fn is_free(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
