//! Makes a gathered paper in a folder that holds nothing else.

use std::path::Path;

use super::gather::Bundle;
use super::manifest::{FormEntry, Kind, Options};
use crate::contract;
use crate::finding::{Finding, Level, Message};
use crate::finding::{in_order, tell_once};
use crate::output::{Output, write_all};
use crate::packet::{self, Packet, Product, read_packets};
use crate::paper::{PaperBook, PaperInputs};
use crate::place::shown;
use crate::project::{FILE, Filing, Project};
use crate::typeset::{Exported, Pdf, Standard};
use crate::{Matome, msg, slip};

/// A paper that was made, with what its archive says of it.
pub struct Rendered {
    pub exported: Exported,
    /// File name without ending.
    pub file: String,
    pub title: String,
    pub plan: Option<String>,
    pub body: Option<String>,
    pub filing: Filing,
    pub options: Options,
    pub forms: Vec<FormEntry>,
    /// Plan data: name, JSON.
    pub data: Vec<(String, String)>,
    /// Files that the PDF has already: path below the project, name of the attachment.
    pub attached: Vec<(String, String)>,
    /// Warnings and remarks; places are below the project's folder.
    pub findings: Vec<Finding>,
}

type Result<T> = std::result::Result<T, Vec<Finding>>;

/// Puts the files of a bundle into a folder and makes its paper. `told` hears of each step.
///
/// # Errors
/// What `matome build` would refuse; places are below the project's folder.
pub fn render(bundle: &Bundle, folder: &Path, told: &dyn Fn(&str)) -> Result<Rendered> {
    let outputs = bundle.files.iter().map(|f| Output { path: folder.join(&f.path), bytes: f.bytes.clone() });
    let mut findings = Vec::new();
    let rendered = write_all(&outputs.collect::<Vec<_>>()).map_err(|f| vec![f]).and_then(|()| {
        let stage = Stage {
            folder,
            project: Project::read(folder).map_err(|f| vec![f])?,
            matome: Matome::with_project(folder)?,
        };
        match bundle.kind {
            Kind::Paper => stage.paper(&bundle.name, told, &mut findings),
            Kind::Packet => stage.packet(&bundle.name, told, &mut findings),
        }
    });
    let prefix = format!("{}/", shown(folder));
    match rendered {
        Ok(mut rendered) => {
            rendered.findings = findings.into_iter().map(|f| without(f, &prefix)).collect();
            Ok(rendered)
        }
        Err(faults) => {
            findings.extend(faults);
            Err(findings.into_iter().map(|f| without(f, &prefix)).collect())
        }
    }
}

struct Stage<'a> {
    folder: &'a Path,
    project: Project,
    matome: Matome,
}

impl Stage<'_> {
    fn paper(&self, name: &str, told: &dyn Fn(&str), findings: &mut Vec<Finding>) -> Result<Rendered> {
        let Self { project, matome, .. } = self;
        let job = project.papers.iter().find(|p| p.name == name).ok_or_else(|| vec![unknown(name)])?;
        told(name);
        let out = project.out();
        let inputs = PaperInputs { form: &job.form, files: &job.inputs, out: Some(&out), place: &job.place };
        let book = matome.read_paper(&inputs, &project.given(job), findings)?;
        let book = stopped(book, findings)?;
        let pdf = Pdf {
            standards: vec![Standard::A3a, Standard::Ua1],
            tagged: true,
            summary: job.summary,
            date: project.date,
        };
        told(name);
        let file = book.file_name(job).map_err(|f| vec![f])?;
        let exported = match &book {
            PaperBook::Table(book) => matome.record(book, &pdf)?,
            PaperBook::Slips(book) => {
                let set = matome.set_slips(book, findings)?;
                stopped(Some(()), findings)?;
                matome.record_slips(book, &set, &pdf)?
            }
        };
        Ok(Rendered {
            exported,
            file,
            title: book.title().to_owned(),
            plan: project.plan.clone(),
            body: project.body.clone(),
            filing: job.filing.over(&project.filing),
            options: Options {
                form: Some(job.form.clone()),
                variant: job.variant.clone(),
                number: job.number.clone(),
                summary: job.summary,
                ..Options::default()
            },
            forms: vec![self.form(&job.form)?],
            data: vec![(name.to_owned(), book.json())],
            attached: Vec::new(),
            findings: Vec::new(),
        })
    }

    fn packet(&self, name: &str, told: &dyn Fn(&str), findings: &mut Vec<Finding>) -> Result<Rendered> {
        let Self { project, matome, folder } = self;
        let packets = read_packets(folder)?;
        let packet = packets.into_iter().find(|p| p.name == name).ok_or_else(|| vec![unknown(name)])?;
        let forms = self.packet_forms(&packet)?;
        let attached = guests(&packet, folder);
        let filing = packet.filing.over(&project.filing);
        let title = packet.meeting.title();
        let book = matome.read_packet(Some(project), packet, told, findings);
        let book = stopped(book, findings)?;
        let file = book.file_name(Product::Archive).map_err(|f| vec![f])?;
        let pdf = Pdf { date: project.date, ..Pdf::default() };
        told(name);
        let exported = book.record(matome, &pdf, findings)?;
        stopped(Some(()), findings)?;
        tell_once(findings);
        in_order(findings);
        Ok(Rendered {
            exported,
            file,
            title,
            plan: project.plan.clone(),
            body: project.body.clone(),
            filing,
            options: Options::default(),
            forms,
            data: book.data(),
            attached,
            findings: Vec::new(),
        })
    }

    fn packet_forms(&self, packet: &Packet) -> Result<Vec<FormEntry>> {
        packet.forms(&self.project.papers).into_iter().map(|name| self.form(name)).collect()
    }

    fn form(&self, name: &str) -> Result<FormEntry> {
        let (title, version, contract) = if slip::is_slip(&self.matome.templates, name) {
            let form = self.matome.slip_form(name)?;
            (form.title, form.version, slip::CONTRACT)
        } else {
            let form = self.matome.form(name)?;
            (form.title, form.version, contract::VERSION)
        };
        Ok(FormEntry { name: name.to_owned(), title, version, contract })
    }
}

impl Default for Options {
    fn default() -> Self {
        let standard = ["a-3a", "ua-1"].map(str::to_owned).to_vec();
        Self { standard, form: None, variant: None, number: None, summary: false }
    }
}

/// The guests of a packet, which its archive copy has attached.
fn guests(packet: &Packet, folder: &Path) -> Vec<(String, String)> {
    let files = packet.papers.iter().filter_map(|def| match &def.kind {
        packet::Kind::Guest { file, .. } => Some(file),
        _ => None,
    });
    let named = files.enumerate().filter_map(|(i, file)| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        let path = file.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        Some((path, packet::guest_attachment(i + 1, &name)))
    });
    named.collect()
}

/// Nothing with errors is archived.
fn stopped<T>(made: Option<T>, findings: &mut Vec<Finding>) -> Result<T> {
    match made {
        Some(made) if findings.iter().all(|f| f.level != Level::Error) => Ok(made),
        _ => Err(std::mem::take(findings)),
    }
}

fn unknown(name: &str) -> Finding {
    Finding::error("M502", msg!("{FILE} に「{name}」がありません", "there is no \"{name}\" in {FILE}"))
}

/// A finding without the folder in which the paper was made.
fn without(mut finding: Finding, prefix: &str) -> Finding {
    let strip = |place: &mut crate::place::Place| {
        if let Some(rest) = place.file.name().strip_prefix(prefix) {
            place.file = place.file.called(rest);
        }
    };
    finding.place.iter_mut().chain(&mut finding.related).for_each(strip);
    let words = |m: &mut Message| {
        m.ja = m.ja.replace(prefix, "");
        m.en = m.en.replace(prefix, "");
    };
    finding.hints.iter_mut().chain([&mut finding.message]).for_each(words);
    finding
}
