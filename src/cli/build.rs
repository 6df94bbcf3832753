//! `matome build`: every paper of the project, into `out/`.

use std::path::PathBuf;

use indicatif::ProgressBar;

use super::TROUBLE;
use super::args::{BuildArgs, Writing};
use super::made::{self, Made, progress};
use super::packet::{self, Making};
use super::render::{make, pdf_options, refuse};
use super::report::{Report, stops};
use crate::book::Matome;
use crate::finding::Finding;
use crate::msg;
use crate::packet::{Packet, read_packets};
use crate::paper::{PaperBook, PaperInputs};
use crate::project::{PaperJob, Project};

pub fn run(args: &BuildArgs, report: &mut Report) -> u8 {
    let trouble = |report: &Report, findings: &[Finding]| {
        report.findings(findings);
        TROUBLE
    };
    let options = match pdf_options(&args.writing) {
        Ok(options) => options,
        Err(message) => return refuse(report, message),
    };
    let project = match Project::read(&args.project) {
        Ok(project) => project,
        Err(finding) => return trouble(report, &[finding]),
    };
    let matome = match Matome::with_project(&project.folder) {
        Ok(matome) => matome,
        Err(findings) => return trouble(report, &findings),
    };
    let packets = match read_packets(&project.folder) {
        Ok(packets) => packets,
        Err(findings) => return trouble(report, &findings),
    };
    let names = project.papers.iter().map(|p| p.name.as_str()).chain(packets.iter().map(|p| p.name.as_str()));
    let known: Vec<&str> = names.collect();
    if let Some(unknown) = args.papers.iter().find(|name| !known.contains(&name.as_str())) {
        let (ja, en) = (known.join("、"), known.join(", "));
        return refuse(
            report,
            msg!(
                "紙面「{unknown}」は matome.toml にありません（あるのは {ja}）",
                "there is no paper \"{unknown}\" in matome.toml (there are {en})"
            ),
        );
    }
    // a form that cannot be loaded is told with its paper, and might have any year
    if let Ok(forms) = project.papers.iter().map(|paper| matome.years_of(&paper.form)).collect::<Result<Vec<_>, _>>() {
        let faults = project.check_years(&forms);
        if !faults.is_empty() {
            return trouble(report, &faults);
        }
    }
    let wanted = |name: &String| args.papers.is_empty() || args.papers.contains(name);
    let jobs: Vec<&PaperJob> = project.papers.iter().filter(|p| wanted(&p.name)).collect();
    let packets: Vec<Packet> = packets.into_iter().filter(|p| wanted(&p.name)).collect();
    let steps = packets.iter().map(packet::steps).sum::<u64>();
    let bar = progress(jobs.len() as u64 * STEPS + steps, report);
    let mut made = Vec::new();
    for job in &jobs {
        bar.set_message(job.name.clone());
        made.push(
            make_paper(&project, &matome, job, &args.writing, &bar)
                .unwrap_or_else(|findings| Made::hopeless(&job.name, &job.place, findings)),
        );
    }
    let (strict, force) = (args.writing.strict, args.writing.force);
    for packet in packets {
        let products = packet.products.clone();
        let how = Making { products, options: &options, strict, force, bar: &bar };
        let mut paper = packet::make(&project.folder, Some(&project), &matome, packet, &how);
        // what was said of a paper needs not be said again of the packet that it stands in
        paper.findings.retain(|f| !made.iter().any(|m| m.findings.contains(f)));
        made.push(paper);
    }
    bar.finish_and_clear();
    let inputs: Vec<PathBuf> = jobs.iter().flat_map(|job| job.inputs.clone()).collect();
    made::finish(made, &inputs, strict, force, report)
}

/// Steps of one paper on the progress bar: read, set, typeset, write.
const STEPS: u64 = 3;

fn make_paper(
    project: &Project,
    matome: &Matome,
    job: &PaperJob,
    writing: &Writing,
    bar: &ProgressBar,
) -> Result<Made, Vec<Finding>> {
    let mut findings = Vec::new();
    let out = project.out();
    let inputs = PaperInputs { form: &job.form, files: &job.inputs, out: Some(&out), place: &job.place };
    let book = matome.read_paper(&inputs, &project.given(job), &mut findings)?;
    bar.inc(2);
    let mut paper = Made::new(&job.name, &job.place, Vec::new());
    let stopped = stops(&findings, writing.strict) && !writing.force;
    if let (Some(book), false) = (&book, stopped) {
        let name = book.file_name(job).map_err(|f| vec![f])?;
        let paths: Vec<PathBuf> = job.kinds.iter().map(|kind| out.join(format!("{name}.{kind}"))).collect();
        // pdf_options was checked before anything was read
        let mut pdf = pdf_options(writing).unwrap_or_default();
        pdf.summary |= job.summary;
        pdf.date = pdf.date.or(project.date);
        if pdf.standards.is_empty() && !writing.untagged {
            pdf.standards.clone_from(&job.standards);
        }
        let made = match book {
            PaperBook::Table(book) => {
                make(matome, book, &paths, &pdf, &mut findings).map(|outputs| (book.printed_pages(&pdf), outputs))
            }
            PaperBook::Slips(book) => super::slips::outputs(matome, book, writing, &paths, &pdf, &mut findings),
        };
        if let Some((pages, outputs)) = made {
            (paper.pages, paper.outputs) = (pages, outputs);
            paper.files = job.kinds.iter().map(|kind| format!("out/{name}.{kind}")).collect();
        }
    }
    bar.inc(1);
    paper.findings = findings;
    Ok(paper)
}
