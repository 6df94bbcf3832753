//! `matome build`: every paper of the project, into `out/`.

use super::args::BuildArgs;
use super::made;
use super::opened;
use super::outputs::{pdf_options, refused};
use super::progress::progress;
use super::report::Report;
use crate::faces::build::{How, Wanted, check_years, papers};
use crate::msg;
use crate::packet::{Packet, read_packets};
use crate::place::Naming;
use crate::project::Project;
use crate::told::Faults;

pub fn run(args: &BuildArgs, report: &Report) -> Result<u8, Faults> {
    let options = pdf_options(&args.writing)?;
    let (engine, project) = opened::open_project(&args.inside.project)?;
    let packets = read_packets(&project.folder, Some(&project), &Naming::default())?;
    if project.papers.is_empty() && packets.is_empty() {
        return Err(project.nothing().into());
    }
    check_names(args, &project, &packets)?;
    check_years(&engine, &project)?;
    let wanted = Wanted::of(&project, packets, &|name| args.papers.is_empty() || args.papers.iter().any(|p| p == name));
    let bar = progress(wanted.steps(), report);
    let (untagged, strict, force) = (args.writing.untagged, args.writing.strict, args.writing.force);
    let how = How { options, untagged, strict, force };
    let inputs = wanted.inputs();
    let made = papers(&engine, &project, wanted, &how, &bar);
    bar.finish_and_clear();
    Ok(made::finish(made, &inputs, strict, force, report))
}

/// The names of the command line are papers or packets.
fn check_names(args: &BuildArgs, project: &Project, packets: &[Packet]) -> Result<(), Faults> {
    let names = project.papers.iter().map(|p| p.name.as_str()).chain(packets.iter().map(|p| p.name.as_str()));
    let known: Vec<&str> = names.collect();
    let Some(unknown) = args.papers.iter().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
    let (ja, en) = (known.join("、"), known.join(", "));
    Err(refused(msg!(
        "紙面「{unknown}」は matome.toml にありません（あるのは {ja}）",
        "there is no paper \"{unknown}\" in matome.toml (there are {en})"
    )))
}
