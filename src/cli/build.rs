//! `matome build`: every paper of the project, into `out/`.

use std::path::PathBuf;
use std::sync::Arc;

use indicatif::ProgressBar;

use super::args::{BuildArgs, Writing};
use super::made::{self, Made};
use super::opened;
use super::outputs::{make, pdf_options, refused};
use super::packet::{self, Making};
use super::progress::progress;
use super::render::new_findings;
use super::report::{Report, stops};
use crate::engine::Engine;
use crate::finding::{Finding, tell_once};
use crate::inquiry::noticed;
use crate::msg;
use crate::packet::{Packet, PaperKind, Ready, read_packets};
use crate::paper::{Book, Order};
use crate::place::Naming;
use crate::project::{Project, ProjectPaper};
use crate::told::{Faults, Told};
use crate::typeset::Pdf;
use crate::words::visible;

pub fn run(args: &BuildArgs, report: &Report) -> Result<u8, Faults> {
    let options = pdf_options(&args.writing)?;
    let (engine, project) = opened::open_project(&args.inside.project)?;
    let packets = read_packets(&project.folder, Some(&project), &Naming::default())?;
    if project.papers.is_empty() && packets.is_empty() {
        return Err(project.nothing().into());
    }
    check_names(args, &project, &packets)?;
    check_years(&engine, &project)?;
    let wanted = |name: &String| args.papers.is_empty() || args.papers.contains(name);
    let jobs: Vec<&ProjectPaper> = project.papers.iter().filter(|p| wanted(&p.name)).collect();
    let packets: Vec<Packet> = packets.into_iter().filter(|p| wanted(&p.name)).collect();
    let steps = packets.iter().map(packet::steps).sum::<u64>();
    let bar = progress(jobs.len() as u64 * STEPS + steps, report);
    let mut made = Vec::new();
    let mut ready = Ready::new();
    for job in &jobs {
        bar.set_message(visible(&job.name).into_owned());
        // what is wrong with the register is told with the first paper
        let first = if made.is_empty() { project.register_findings.clone() } else { Vec::new() };
        let built = build(&project, &engine, job, &args.writing, &options, &bar, first);
        let (paper, book) = built.unwrap_or_else(|faults| (Made::hopeless(&job.name, &job.place, faults), None));
        // a packet takes what was made as it is
        let in_packet = packets
            .iter()
            .flat_map(|p| &p.papers)
            .any(|d| matches!(&d.kind, PaperKind::Paper { name } if *name == job.name));
        if in_packet && !paper.hopeless {
            let findings = paper.findings.clone();
            ready.insert(
                job.name.clone(),
                match book {
                    Some(book) => Told::new(Arc::new(book), findings),
                    None => Told::nothing(findings),
                },
            );
        }
        made.push(paper);
    }
    let (strict, force) = (args.writing.strict, args.writing.force);
    for packet in packets {
        let products = packet.products.clone();
        let how = Making { products, options: &options, strict, force, bar: &bar, ready: &ready };
        let mut paper = packet::make(&project.folder, Some(&project), &engine, packet, &how);
        // what was said of a paper needs not be said again of the packet that it stands in
        paper.findings.retain(|f| !made.iter().any(|m| m.findings.contains(f)));
        made.push(paper);
    }
    bar.finish_and_clear();
    let inputs: Vec<PathBuf> = jobs.iter().flat_map(|job| job.inputs.clone()).collect();
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

/// `M081`: years that no form has. A form that cannot be loaded is told with its paper, and might have any year.
fn check_years(engine: &Engine, project: &Project) -> Result<(), Faults> {
    let forms = project.papers.iter().map(|paper| engine.form(&paper.form).value_or_faults());
    let Ok(forms) = forms.collect::<Result<Vec<_>, _>>() else { return Ok(()) };
    let faults = project.check_years(&forms.iter().map(|form| form.years()).collect::<Vec<_>>());
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// Steps of one paper on the progress bar: read, set, typeset, write.
const STEPS: u64 = 3;

fn build(
    project: &Project,
    engine: &Engine,
    job: &ProjectPaper,
    writing: &Writing,
    options: &Pdf,
    bar: &ProgressBar,
    first: Vec<Finding>,
) -> Result<(Made, Option<Book>), Faults> {
    let out = project.out();
    let order =
        Order { form: &job.form, files: &job.inputs, out: Some(&out), given: project.given(job), place: &job.place };
    let mut findings: Vec<Finding> = first;
    let book = engine.paper(&order)?.tell(&mut findings);
    if let Some(name) = &job.inquiry {
        findings.extend(noticed(engine, project, name)?);
        tell_once(&mut findings);
    }
    bar.inc(2);
    let mut paper = Made::new(&job.name, &job.place, Vec::new());
    let stopped = stops(&findings, writing.strict) && !writing.force;
    let book = match book {
        Some(book) if !stopped => {
            let name = book.file_name(&job.name, job.file.as_deref())?;
            let written: Vec<&str> = job.kinds.iter().map(String::as_str).collect();
            let kinds = if written.is_empty() { book.default_kinds() } else { &written };
            let paths: Vec<PathBuf> = kinds.iter().map(|kind| out.join(format!("{name}.{kind}"))).collect();
            let mut pdf = options.clone();
            pdf.summary |= job.summary;
            pdf.date = pdf.date.or(project.date);
            if pdf.standards.is_empty() && !writing.untagged {
                pdf.standards.clone_from(&job.standards);
            }
            if let Some(outputs) = new_findings(make(engine, &book, &paths, &pdf), &mut findings) {
                (paper.pages, paper.outputs) = (book.page_count(&pdf), outputs);
                paper.files = kinds.iter().map(|kind| format!("out/{name}.{kind}")).collect();
            }
            Some(book)
        }
        other => other,
    };
    bar.inc(1);
    paper.findings = findings;
    Ok((paper, book))
}
