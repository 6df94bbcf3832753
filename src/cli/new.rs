//! `matome new DIR`: a project with the invented town, ready to build.

use super::args::{BuildArgs, Inside, NewArgs, Writing};
use super::report::Report;
use super::{DONE, build};
use crate::faces::new::{self, check_free};
use crate::msg;
use crate::told::Faults;
use crate::{bare, town};

pub fn run(args: &NewArgs, report: &Report) -> Result<u8, Faults> {
    let shown = args.folder.display();
    check_free(&args.folder)?;
    if args.empty {
        new::empty(&args.folder)?;
        let (ja, en) = (bare::FOLDERS.join("、"), bare::FOLDERS.join(", "));
        report.note(&msg!(
            "「{shown}」に空のプロジェクトを作りました。組織.csv に局区と課を建制順に書き、matome.toml の紙面を選んで、フォルダー（{ja}）に回答を入れてください",
            "an empty project was made in \"{shown}\": list bureaus and sections in 組織.csv, choose papers in matome.toml, and put the answers into {en}"
        ));
        return Ok(DONE);
    }
    let n = new::sample(&args.folder)?;
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
