//! Makes a gathered paper in a folder that holds nothing else.

use std::path::Path;

use super::gather::Bundle;
use super::manifest::{ArchiveKind, FormEntry, Options};
use super::{paths, settings};
use crate::engine::Engine;
use crate::finding::{Finding, in_order, quote, tell_once};
use crate::msg;
use crate::output::{Output, write_all};
use crate::packet::{self, Packet, Product, Ready, read_packets};
use crate::paper::Order;
use crate::place::{Naming, Place};
use crate::project::{FILE, Filing, Project};
use crate::told::Faults;
use crate::typeset::{Exported, Pdf, Standard};

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

type Result<T> = std::result::Result<T, Faults>;

/// Puts the files of a bundle into a folder and makes its paper. `told` hears of each step.
///
/// # Errors
/// What `matome build` would refuse; places are below the project's folder.
pub fn render(engine: &Engine, bundle: &Bundle, folder: &Path, told: &dyn Fn(&str)) -> Result<Rendered> {
    let outputs = bundle.files.iter().map(|f| Output { path: folder.join(&f.path), bytes: f.bytes.clone() });
    write_all(&outputs.collect::<Vec<_>>())?;
    let naming = Naming::below(folder);
    check_paths(folder, &naming)?;
    let project = Project::read(folder, &naming)?;
    let engine = Engine::new()
        .with_cache(engine.cache)
        .with_trial(engine.trial.clone())
        .with_limits(*engine.limits())
        .with_naming(naming.clone())
        .with_house(project.house)
        .with_folder(folder)?
        .with_gaiji(&project.gaiji)?;
    let stage = Stage { folder, naming, project, engine };
    match bundle.kind {
        ArchiveKind::Paper => stage.paper(&bundle.name, told),
        ArchiveKind::Packet => stage.packet(&bundle.name, told),
    }
}

/// `M511`: the settings of an archive, which may be a stranger's, name files of the archive alone.
pub fn check_paths(folder: &Path, naming: &Naming) -> Result<()> {
    let mut faults = Vec::new();
    for name in [FILE, packet::FILE] {
        let path = folder.join(name);
        // what cannot be read is told by the reader that wants it
        let Some(table) = std::fs::read_to_string(&path).ok().and_then(|text| text.parse().ok()) else { continue };
        settings::paths_of(&table, &mut |named| {
            if !paths::stays_below(named) {
                let named = quote(named);
                let message = msg!(
                    "「{named}」は保存用の外を指しています。保存用の設定には、添付したファイルだけを書けます",
                    "\"{named}\" leads out of the archive: its settings may name attached files alone"
                );
                faults.push(Finding::error("M511", message).at(Place::file(naming.file(&path))));
            }
        });
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

struct Stage<'a> {
    folder: &'a Path,
    naming: Naming,
    project: Project,
    engine: Engine,
}

impl Stage<'_> {
    fn paper(&self, name: &str, told: &dyn Fn(&str)) -> Result<Rendered> {
        let Self { project, engine, .. } = self;
        let job = project.papers.iter().find(|p| p.name == name).ok_or_else(|| unknown(name))?;
        told(name);
        let out = project.out();
        let given = project.given(job);
        let order = Order { form: &job.form, files: &job.inputs, out: Some(&out), given, place: &job.place };
        let (book, mut findings) = engine.paper(&order)?.sound()?;
        let pdf = Pdf {
            standards: vec![Standard::A3a, Standard::Ua1],
            tagged: true,
            summary: job.summary,
            date: project.date,
        };
        told(name);
        let file = book.file_name(&job.name, job.file.as_deref())?;
        let exported = engine.record(&book, &pdf).tell_or_faults(&mut findings)?;
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
                print: job.print.clone(),
                number: job.number.clone(),
                summary: job.summary,
                ..Options::default()
            },
            forms: vec![self.form(&job.form)?],
            data: book.json().ok().map(|json| (name.to_owned(), json)).into_iter().collect(),
            attached: Vec::new(),
            findings,
        })
    }

    fn packet(&self, name: &str, told: &dyn Fn(&str)) -> Result<Rendered> {
        let Self { project, engine, folder, naming } = self;
        let packets = read_packets(folder, Some(project), naming)?;
        let packet = packets.into_iter().find(|p| p.name == name).ok_or_else(|| unknown(name))?;
        let forms = self.packet_forms(&packet)?;
        let attached = guests(&packet, folder);
        let filing = packet.filing.over(&project.filing);
        let title = packet.meeting.title();
        let (book, mut findings) = engine.read_packet(Some(project), packet, &Ready::new(), told).sound()?;
        let file = book.file_name(Product::Archive)?;
        let pdf = Pdf { date: project.date, ..Pdf::default() };
        told(name);
        let (exported, more) = book.record(engine, &pdf).sound()?;
        findings.extend(more);
        tell_once(&mut findings);
        in_order(&mut findings);
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
            findings,
        })
    }

    fn packet_forms(&self, packet: &Packet) -> Result<Vec<FormEntry>> {
        packet.forms(&self.project.papers).into_iter().map(|name| self.form(name)).collect()
    }

    fn form(&self, name: &str) -> Result<FormEntry> {
        let form = self.engine.form(name).value_or_faults()?;
        Ok(FormEntry {
            name: form.name().to_owned(),
            title: form.title().to_owned(),
            version: form.version(),
            contract: form.contract(),
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        let standard = ["a-3a", "ua-1"].map(str::to_owned).to_vec();
        Self { standard, form: None, variant: None, print: None, number: None, summary: false }
    }
}

/// The guests of a packet, which its archive copy has attached.
fn guests(packet: &Packet, folder: &Path) -> Vec<(String, String)> {
    let files = packet.papers.iter().filter_map(|def| match &def.kind {
        packet::PaperKind::Guest { file, .. } => Some(file),
        _ => None,
    });
    let named = files.enumerate().filter_map(|(i, file)| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        let path = file.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        Some((path, packet::guest_attachment(i.saturating_add(1), &name)))
    });
    named.collect()
}

fn unknown(name: &str) -> Finding {
    Finding::error("M502", msg!("{FILE} に「{name}」がありません", "there is no \"{name}\" in {FILE}"))
}
