//! `matome archive [NAME…]`: papers and packets that prove themselves, into `out/archive/`.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::args::ArchiveArgs;
use super::made::{self, Made};
use super::opened::{open, open_project};
use super::outputs::parse_date;
use super::progress::progress;
use super::report::{Report, stops};
use super::working::WorkingFolder;
use crate::Engine;
use crate::archive::{self, Opened};
use crate::finding::Finding;
use crate::msg;
use crate::output::Output;
use crate::packet::{self, Packet, read_packet, read_packets};
use crate::place::Naming;
use crate::place::Place;
use crate::place::SourceFile;
use crate::project::{Project, ProjectPaper};
use crate::told::Faults;
use crate::words::visible;

/// Where archives go in a project.
const FOLDER: &str = "out/archive";
/// Steps of a paper on the progress bar: gather, read, typeset, attach.
const STEPS: u64 = 4;

/// What is to be archived.
enum Item {
    Paper(Box<ProjectPaper>),
    /// With the file that defines it, if it is not in `matome.toml`.
    Packet(Box<Packet>, Option<PathBuf>),
}

/// A project with everything in it.
struct Whole {
    project: Option<Project>,
    engine: Engine,
    items: Vec<Item>,
}

pub fn run(args: &ArchiveArgs, report: &Report) -> Result<u8, Faults> {
    let date = args.date.as_deref().map(parse_date).transpose()?;
    let Whole { project, engine, items } = read(args)?;
    let opened = Opened { folder: &args.inside.project, project: project.as_ref(), engine: &engine, date };
    let steps = items.iter().map(Item::steps).sum();
    let bar = progress(steps, report);
    let mut made: Vec<Made> = Vec::new();
    for item in &items {
        let mut paper = match make(&opened, item, args.strict, &bar) {
            Ok(paper) => paper,
            Err(finding) => Made::hopeless(item.name(), item.place(), finding.into()),
        };
        // what was said of a paper needs not be said again of the packet that it stands in
        paper.findings.retain(|f| !made.iter().any(|m| m.findings.contains(f)));
        made.push(paper);
        engine.cache.clear(0);
    }
    bar.finish_and_clear();
    Ok(made::finish(made, &[], args.strict, true, report))
}

impl Item {
    fn name(&self) -> &str {
        match self {
            Self::Paper(job) => &job.name,
            Self::Packet(packet, _) => &packet.name,
        }
    }

    fn place(&self) -> &Place {
        match self {
            Self::Paper(job) => &job.place,
            Self::Packet(packet, _) => &packet.place,
        }
    }

    fn steps(&self) -> u64 {
        match self {
            Self::Paper(_) => STEPS,
            Self::Packet(packet, _) => STEPS + 2 * packet.papers.len() as u64,
        }
    }
}

/// The project, and the papers and packets that are named: all of them where none is.
fn read(args: &ArchiveArgs) -> Result<Whole, Faults> {
    let folder = &args.inside.project;
    let own = folder.join(packet::FILE);
    let (engine, project) = open(folder)?;
    if project.is_none() && !(own.is_file() || args.names.iter().any(|n| is_file(n))) {
        // there is nothing to make archives of
        open_project(folder)?;
    }
    let own_file = SourceFile::at(&own);
    let papers = project.iter().flat_map(|p| &p.papers).cloned().map(|job| Item::Paper(Box::new(job)));
    let packets = read_packets(folder, project.as_ref(), &Naming::default())?.into_iter().map(|packet| {
        let file = (packet.place.file == own_file).then(|| own.clone());
        Item::Packet(Box::new(packet), file)
    });
    let mut items: Vec<Item> = papers.chain(packets).collect();
    if args.names.is_empty() {
        return Ok(Whole { project, engine, items });
    }
    let mut wanted = Vec::new();
    for name in &args.names {
        if is_file(name) {
            wanted.push(Item::Packet(
                Box::new(read_packet(Path::new(name), &Naming::default())?),
                Some(PathBuf::from(name)),
            ));
        } else if let Some(at) = items.iter().position(|item| item.name() == name) {
            wanted.push(items.swap_remove(at));
        } else if !wanted.iter().any(|item: &Item| item.name() == name) {
            let known: Vec<&str> = items.iter().chain(&wanted).map(Item::name).collect();
            return Err(unknown(name, &known).into());
        }
    }
    Ok(Whole { project, engine, items: wanted })
}

/// A packet's definition that is named as a file.
fn is_file(name: &str) -> bool {
    let path = Path::new(name);
    path.extension().is_some_and(|e| e == "toml") && path.is_file()
}

fn unknown(name: &str, known: &[&str]) -> Finding {
    let (ja, en) = (known.join("、"), known.join(", "));
    Finding::error(
        "M502",
        msg!(
            "「{name}」は matome.toml にも packet.toml にもありません（あるのは {ja}）",
            "neither matome.toml nor packet.toml has \"{name}\" (there are {en})"
        ),
    )
}

/// Makes one archive. Faults that stop it are findings of what is returned.
fn make(opened: &Opened, item: &Item, strict: bool, bar: &ProgressBar) -> Result<Made, Finding> {
    let mut made = Made::new(item.name(), item.place(), Vec::new());
    let told = |name: &str| {
        bar.set_message(visible(name).into_owned());
        bar.inc(1);
    };
    told(item.name());
    let gathered = match item {
        Item::Paper(job) => opened.paper(job),
        Item::Packet(packet, file) => opened.packet(packet, file.as_deref()),
    };
    // an input that is not there, as for `build`; what an archive cannot take is a fault of its own
    let untaken = |f: &Finding| ["M500", "M501"].contains(&f.code.0);
    made.hopeless = gathered.value().is_none() && !gathered.findings().iter().any(untaken);
    let folder = WorkingFolder::new()?;
    let mut findings = Vec::new();
    let result = gathered.tell_or_faults(&mut findings).and_then(|bundle| {
        let before = |found: Vec<Finding>| found.into_iter().map(|f| bundle.told(f)).collect::<Vec<_>>();
        let made = archive::make(opened.engine, &bundle, folder.path(), &told)
            .map_err(|faults| Faults::from(before(faults.into_findings())))?;
        Ok(archive::Made { findings: before(made.findings), ..made })
    });
    match result {
        Ok(archive) => {
            findings.extend(archive.findings);
            if !stops(&findings, strict) {
                let name = format!("{FOLDER}/{}.pdf", archive.file);
                made.outputs.push(Output { path: opened.folder.join(&name), bytes: archive.pdf });
                made.files.push(name);
                made.pages = archive.pages;
            }
        }
        Err(faults) => findings.extend(faults),
    }
    made.findings = findings;
    Ok(made)
}
