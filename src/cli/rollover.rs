//! `matome rollover DIR`: next fiscal year's project.

use std::path::Path;

use super::args::RolloverArgs;
use super::opened::{open, open_project};
use super::report::{Report, columns, print};
use super::working::WorkingFolder;
use super::{DONE, TROUBLE};
use crate::archive::{self, check_paths, extract};
use crate::engine::Engine;
use crate::faces::new::check_free;
use crate::finding::{Finding, Message};
use crate::limits::Limits;
use crate::output::{Output, reason, write_all, write_folder};
use crate::place::{Naming, Place, SourceFile, shown};
use crate::project::Project;
use crate::rollover::{RolledPaper, Rollover, rollover, rollover_books};
use crate::told::{Faults, Told};
use crate::typeset::Cache;
use crate::words::era::fiscal_year;
use crate::{input, msg};

pub fn run(args: &RolloverArgs, report: &Report) -> Result<u8, Faults> {
    check_free(&args.folder)?;
    let (rolled, findings) = made(args)?.into_parts();
    report.findings(&findings);
    let Some(rolled) = rolled else { return Ok(TROUBLE) };
    let files = rolled.files.iter().map(|(path, bytes)| Output { path: path.into(), bytes: bytes.clone() });
    let files: Vec<Output> = files.collect();
    write_folder(&args.folder, &files)?;
    print(&table(&rolled.papers, report));
    let (n, folder) = (files.len(), shown(&args.folder));
    report.note(&msg!("「{folder}」に {n} ファイルを作りました", "{n} files were made in \"{folder}\""));
    let plain = if folder.contains(char::is_whitespace) { format!("\"{folder}\"") } else { folder };
    report.note(&next(&rolled, &plain));
    Ok(DONE)
}

/// What is to be done next.
fn next(rolled: &Rollover, folder: &str) -> Message {
    match rolled.inquiries.first() {
        Some(name) => msg!(
            "次に: {folder} の matome.toml を見直し（# 要確認）、そこで matome inquire {name}",
            "next: look through matome.toml of {folder} (# 要確認), then there: matome inquire {name}"
        ),
        None => msg!(
            "次に: matome build --project {folder}（照会するには、{folder} の matome.toml に [inquiry.\"名前\"] を書いて matome inquire 名前）",
            "next: matome build --project {folder} (to ask for answers, write [inquiry.\"NAME\"] into its matome.toml: matome inquire NAME)"
        ),
    }
}

fn made(args: &RolloverArgs) -> Result<Told<Rollover>, Faults> {
    if args.from.is_empty() {
        let (engine, project) = open_project(&args.inside.project)?;
        return Ok(rollover(&engine, &project, args.year));
    }
    let mut archives = Vec::new();
    for file in &args.from {
        if is_pdf(file)? {
            archives.push(file);
        }
    }
    match archives[..] {
        [] => of_books(args),
        [file] if args.from.len() == 1 && args.form.is_none() => of_archive(file, args.year),
        [file, ..] => {
            let message = msg!(
                "保存用の PDF は、ほかのファイルや --form と一緒には使えません",
                "an archive does not go with other files or --form"
            );
            let hint = msg!("--from に一つだけ書いてください", "give one file to --from");
            Err(Finding::error("M457", message).at(Place::file(SourceFile::at(file))).hint(hint).into())
        }
    }
}

fn of_books(args: &RolloverArgs) -> Result<Told<Rollover>, Faults> {
    let (engine, project) = open(&args.inside.project)?;
    let given = project.map(|project| project.around()).unwrap_or_default();
    // the years are those of the books
    let given = crate::Given { years: crate::meta::Years::new(), ..given };
    Ok(rollover_books(&engine, &args.inside.project, &args.from, args.form.as_deref(), &given, args.year))
}

/// Whether a file is a PDF, by what it says of itself.
fn is_pdf(file: &Path) -> Result<bool, Faults> {
    let mut head = [0; 1024];
    let read = std::fs::metadata(file).and_then(|facts| {
        use std::io::Read;
        if !facts.is_file() {
            return Err(std::io::ErrorKind::Unsupported.into());
        }
        std::fs::File::open(file)?.read(&mut head)
    });
    let read = read.map_err(|e| unreadable(file, &e))?;
    Ok(memchr::memmem::find(&head[..read], b"%PDF-").is_some())
}

/// Takes an archive's files out, and rolls over what they are.
fn of_archive(path: &Path, year: Option<i32>) -> Result<Told<Rollover>, Faults> {
    let file = SourceFile::at(path);
    let limits = Limits::default();
    let bytes = input::read(path, limits.archive_bytes as u64).map_err(|e| unreadable(path, &e))?;
    let archive = archive::open(&bytes, &file, &limits)?;
    let working = WorkingFolder::new()?;
    let folder = working.path();
    write_all(&extract(&archive, folder)?)?;
    let naming = Naming::below(folder);
    check_paths(folder, &naming)?;
    let project = Project::read(folder, &naming)?;
    let engine = Engine::new()
        .with_cache(Cache::Own)
        .with_naming(naming)
        .with_house(project.house)
        .with_folder(folder)?
        .with_gaiji(&project.gaiji)?;
    Ok(rollover(&engine, &project, year))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Faults {
    let Message { ja, en } = reason(error);
    let message = msg!("ファイルを読めません: {ja}", "cannot read the file: {en}");
    Finding::error("M457", message).at(Place::file(SourceFile::at(file))).into()
}

/// The papers with their rows and years.
fn table(papers: &[RolledPaper], report: &Report) -> String {
    let head = [
        report.say("紙面", "paper"),
        report.say("引き継いだもの", "carried"),
        report.say("前の年度", "last year"),
        report.say("新しい年度", "new year"),
    ];
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for paper in papers {
        let count = match paper.count {
            Some(count) => format!("{} {}", count.number, report.say(count.ja, count.en)),
            None => report.say("文書（そのまま）", "free paper, as it is").to_owned(),
        };
        let worded = |of: fn(&(String, i32, i32)) -> i32| match paper.years[..] {
            [] => "-".to_owned(),
            _ => paper
                .years
                .iter()
                .map(|year| format!("{} {}", year.0, fiscal_year(of(year))))
                .collect::<Vec<_>>()
                .join("、"),
        };
        rows.push(vec![paper.name.clone(), count, worded(|year| year.1), worded(|year| year.2)]);
    }
    columns(&rows)
}
