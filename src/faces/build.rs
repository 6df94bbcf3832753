//! The papers and packets of a project, made.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::made::Made;
use super::outputs::{make, new_findings};
use super::packet::{self, Making};
use super::{Steps, stops};
use crate::engine::Engine;
use crate::finding::{Finding, tell_once};
use crate::inquiry::noticed;
use crate::packet::{Packet, PaperKind, Ready};
use crate::paper::{Book, Order};
use crate::project::{Project, ProjectPaper};
use crate::told::{Faults, Told};
use crate::typeset::Pdf;

/// How papers are written.
#[derive(Default)]
pub struct How {
    /// How PDFs are written where the paper does not say.
    pub options: Pdf,
    /// Light copies, whatever the paper says.
    pub untagged: bool,
    /// Warnings stop too.
    pub strict: bool,
    /// Nothing stops.
    pub force: bool,
}

/// What is to be made, in the order of the project.
pub struct Wanted<'a> {
    jobs: Vec<&'a ProjectPaper>,
    packets: Vec<Packet>,
}

impl<'a> Wanted<'a> {
    /// The papers and packets of which the name is wanted.
    pub fn of(project: &'a Project, packets: Vec<Packet>, wanted: &dyn Fn(&str) -> bool) -> Self {
        let jobs = project.papers.iter().filter(|p| wanted(&p.name)).collect();
        let packets = packets.into_iter().filter(|p| wanted(&p.name)).collect();
        Self { jobs, packets }
    }

    /// How many steps it takes.
    pub fn steps(&self) -> u64 {
        self.jobs.len() as u64 * STEPS + self.packets.iter().map(packet::steps).sum::<u64>()
    }

    /// What the papers are made from.
    pub fn inputs(&self) -> Vec<PathBuf> {
        self.jobs.iter().flat_map(|job| job.inputs.clone()).collect()
    }
}

/// `M081`: years that no form has. A form that cannot be loaded is told with its paper, and might have any year.
pub fn check_years(engine: &Engine, project: &Project) -> Result<(), Faults> {
    let forms = project.papers.iter().map(|paper| engine.form(&paper.form).value_or_faults());
    let Ok(forms) = forms.collect::<Result<Vec<_>, _>>() else { return Ok(()) };
    let faults = project.check_years(&forms.iter().map(|form| form.years()).collect::<Vec<_>>());
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// Makes papers and packets; nothing is written yet.
pub fn papers(engine: &Engine, project: &Project, wanted: Wanted, how: &How, bar: &dyn Steps) -> Vec<Made> {
    let Wanted { jobs, packets } = wanted;
    let mut made = Vec::new();
    let mut ready = Ready::new();
    for job in &jobs {
        bar.name(&job.name);
        // what is wrong with the register is told with the first paper
        let first = if made.is_empty() { project.register_findings.clone() } else { Vec::new() };
        let built = build(project, engine, job, how, bar, first);
        let (paper, book) = built.unwrap_or_else(|faults| (Made::hopeless(&job.name, &job.place, faults), None));
        // a packet takes what was made as it is
        let in_packet = packets
            .iter()
            .flat_map(|p| &p.papers)
            .any(|d| matches!(&d.kind, PaperKind::Paper { name, .. } if *name == job.name));
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
    for packet in packets {
        let products = packet.products.clone();
        let (strict, force) = (how.strict, how.force);
        let making = Making { products, options: &how.options, strict, force, bar, ready: &ready };
        let mut paper = packet::make(&project.folder, Some(project), engine, packet, &making);
        // what was said of a paper needs not be said again of the packet that it stands in
        paper.findings.retain(|f| !made.iter().any(|m| m.findings.contains(f)));
        made.push(paper);
    }
    made
}

/// The files that are written of a paper, from `out/`.
///
/// # Errors
/// `M082`
pub fn files_of(job: &ProjectPaper, book: &Book) -> Result<Vec<String>, Finding> {
    let name = book.file_name(&job.name, job.file.as_deref())?;
    let written: Vec<&str> = job.kinds.iter().map(String::as_str).collect();
    let kinds = if written.is_empty() { book.default_kinds() } else { &written };
    Ok(kinds.iter().map(|kind| format!("{name}.{kind}")).collect())
}

/// What a paper of a project is made from.
pub fn order<'a>(project: &Project, job: &'a ProjectPaper, out: &'a Path) -> Order<'a> {
    Order { form: &job.form, files: &job.inputs, out: Some(out), given: project.given(job), place: &job.place }
}

/// What is noticed of an inquiry wherever a paper is made of its answers.
///
/// # Errors
/// An inquiry that is not as its ledger says.
pub fn notice(
    engine: &Engine,
    project: &Project,
    job: &ProjectPaper,
    findings: &mut Vec<Finding>,
) -> Result<(), Faults> {
    if let Some(name) = &job.inquiry {
        findings.extend(noticed(engine, project, name)?);
        tell_once(findings);
    }
    Ok(())
}

/// How the PDF of a paper is written.
pub fn pdf_of(project: &Project, job: &ProjectPaper, how: &How) -> Pdf {
    let mut pdf = how.options.clone();
    pdf.summary |= job.summary;
    pdf.date = pdf.date.or(project.date);
    if pdf.standards.is_empty() && !how.untagged {
        pdf.standards.clone_from(&job.standards);
    }
    pdf
}

/// Steps of one paper on the progress bar: read, set, typeset, write.
const STEPS: u64 = 3;

fn build(
    project: &Project,
    engine: &Engine,
    job: &ProjectPaper,
    how: &How,
    bar: &dyn Steps,
    first: Vec<Finding>,
) -> Result<(Made, Option<Book>), Faults> {
    let out = project.out();
    let mut findings: Vec<Finding> = first;
    let book = engine.paper(&order(project, job, &out))?.tell(&mut findings);
    notice(engine, project, job, &mut findings)?;
    bar.done(2);
    let mut paper = Made::new(&job.name, &job.place, Vec::new());
    let stopped = stops(&findings, how.strict) && !how.force;
    let book = match book {
        Some(book) if !stopped => {
            let names = files_of(job, &book)?;
            let paths: Vec<PathBuf> = names.iter().map(|name| out.join(name)).collect();
            let pdf = pdf_of(project, job, how);
            if let Some(outputs) = new_findings(make(engine, &book, &paths, &pdf), &mut findings) {
                (paper.pages, paper.outputs) = (book.page_count(&pdf), outputs);
                paper.files = names.iter().map(|name| format!("out/{name}")).collect();
            }
            Some(book)
        }
        other => other,
    };
    bar.done(1);
    paper.findings = findings;
    Ok((paper, book))
}
