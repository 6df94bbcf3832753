//! The archive (保存用): a PDF that proves itself and gives its data back.
//!
//! [`Opened::paper`] and [`Opened::packet`] gather what a paper is made of; [`make`] puts these files alone into an empty
//! folder, makes the paper there, and attaches them to it. So what is attached is all that the paper needs, and
//! [`verify()`] does the same again from the attachments: the bytes have to agree. [`extract`] gives the files back.
//!
//! Nothing is printed here; the folder to work in is the caller's.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod attach;
mod compare;
mod gather;
mod manifest;
mod open;
mod paths;
mod picture;
mod render;
mod seal;
mod settings;
mod verify;
mod xmp;

use std::collections::HashMap;
use std::path::Path;

use crate::digest::{hex, sha256};
use crate::engine::Engine;
use crate::finding::Finding;
use crate::msg;
use crate::output::Output;
use crate::place::Place;
use crate::place::SourceFile;
use crate::told::Faults;
use crate::units::Date;
use crate::words::windows_name;

pub(crate) use paths::{below, plain};
pub(crate) use render::check_paths;
pub(crate) use settings::paths_of;

pub use gather::{Bundle, BundleFile, Opened};
pub use manifest::{ArchiveKind, ArchivedPaper, FileEntry, FontEntry, FormEntry, Maker, Manifest, Options, Role};
pub(crate) use open::too_large;
pub use open::{Archive, open};
pub use verify::{Outcome, Part, Verdict, file_hash, verify};

use attach::{Attachment, attach};
use manifest::{FORMAT, VERSION};
use render::Rendered;

/// Where findings and data go in the extracted project.
const RECORD: &str = "保存記録";

/// An archive that was made.
#[non_exhaustive]
pub struct Made {
    /// The PDF, sealed.
    pub pdf: Vec<u8>,
    /// File name without ending.
    pub file: String,
    /// Pages of the paper.
    pub pages: usize,
    /// Files that are attached, the manifest too.
    pub attachments: usize,
    /// Warnings and remarks.
    pub findings: Vec<Finding>,
}

/// Makes the archive of a bundle in an empty folder. `told` hears of each step.
///
/// # Errors
/// What `matome build` would refuse; `M503` a PDF that cannot take attachments.
pub fn make(engine: &Engine, bundle: &Bundle, folder: &Path, told: &dyn Fn(&str)) -> Result<Made, Faults> {
    make_as(engine, bundle, folder, &Maker::own(), told)
}

/// As [`make`], under the name of another version: for tests of what is said of these.
///
/// # Errors
/// As [`make`].
#[doc(hidden)]
pub fn make_as(
    engine: &Engine,
    bundle: &Bundle,
    folder: &Path,
    maker: &Maker,
    told: &dyn Fn(&str),
) -> Result<Made, Faults> {
    let rendered = render::render(engine, bundle, folder, told)?;
    told(&bundle.name);
    let record = findings_json(&rendered.findings);
    let mut made = finish(bundle, &rendered, maker, &record)?;
    made.findings = rendered.findings;
    Ok(made)
}

/// A paper with everything attached. `record`: what is kept of its findings.
fn finish(bundle: &Bundle, rendered: &Rendered, maker: &Maker, record: &[u8]) -> Result<Made, Finding> {
    let mut names = Names::default();
    let guests: HashMap<&str, &str> = rendered.attached.iter().rev().map(|(p, n)| (p.as_str(), n.as_str())).collect();
    rendered.attached.iter().for_each(|(_, name)| drop(names.own(name)));
    let data = rendered
        .data
        .iter()
        .map(|(name, json)| (format!("{RECORD}/データ/{}.json", windows_name(name)), Role::Data, json.as_bytes()));
    let files = bundle.files.iter().map(|f| (f.path.clone(), f.role, f.bytes.as_slice()));
    let findings_file = (format!("{RECORD}/findings.json"), Role::Findings, record);
    let mut all: Vec<(String, Role, &[u8])> = files.chain(data).chain([findings_file]).collect();
    // answers first, the list of findings last
    all.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    let mut entries = Vec::new();
    for (path, role, bytes) in &all {
        let attachment = match guests.get(path.as_str()) {
            Some(name) => (*name).to_owned(),
            None => names.own(&paths::attachment_name(path)),
        };
        let (size, sha256) = (bytes.len() as u64, sha256(bytes));
        entries.push(FileEntry { path: path.clone(), attachment, role: *role, bytes: size, sha256 });
    }
    let manifest = manifest(bundle, rendered, maker, entries);
    let json = manifest.json();
    let mut attachments: Vec<Attachment> = Vec::new();
    for (entry, (path, role, bytes)) in manifest.files.iter().zip(&all) {
        if !guests.contains_key(path.as_str()) {
            attachments.push(Attachment { name: &entry.attachment, role: Some(*role), bytes });
        }
    }
    attachments.push(Attachment { name: manifest::PATH, role: None, bytes: &json });
    let pdf = attach(&rendered.exported.pdf, &attachments, &manifest)
        .ok_or_else(|| Finding::error("M503", msg!("PDF に添付できません", "nothing can be attached to the PDF")))?;
    let (pages, attachments) = (manifest.paper.pages, manifest.files.len().saturating_add(1));
    Ok(Made { pdf, file: rendered.file.clone(), pages, attachments, findings: Vec::new() })
}

fn manifest(bundle: &Bundle, rendered: &Rendered, maker: &Maker, files: Vec<FileEntry>) -> Manifest {
    let Rendered { exported, filing, .. } = rendered;
    let date = exported.date.unwrap_or(Date::april(2000));
    let fonts = exported.record.fonts().into_iter();
    Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        engine: maker.clone(),
        paper: ArchivedPaper {
            kind: bundle.kind,
            name: bundle.name.clone(),
            file: rendered.file.clone(),
            title: rendered.title.clone(),
            plan: rendered.plan.clone(),
            body: rendered.body.clone(),
            document_number: filing.document_number.clone(),
            retention: filing.retention.clone(),
            keywords: filing.keywords.clone().unwrap_or_default(),
            date: date.to_string(),
            options: rendered.options.clone(),
            sha256: sha256(&exported.pdf),
            bytes: exported.pdf.len() as u64,
            pages: exported.record.pages.len(),
            texts: exported.record.pages.iter().map(|hash| hex(hash)).collect(),
        },
        forms: rendered.forms.clone(),
        fonts: fonts.map(|f| FontEntry { family: f.family, bold: f.bold, sha256: hex(&f.sha256) }).collect(),
        files,
    }
}

/// Names of attachments, each its own.
#[derive(Default)]
struct Names(std::collections::HashSet<String>);

impl Names {
    fn own(&mut self, name: &str) -> String {
        let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(s, e)| (s, format!(".{e}")));
        let mut own = name.to_owned();
        let mut n = 2_u32;
        while own == manifest::PATH || !self.0.insert(paths::key(&own)) {
            own = format!("{stem}_{n}{ending}");
            n = n.saturating_add(1);
        }
        own
    }
}

fn findings_json(findings: &[Finding]) -> Vec<u8> {
    // maps of strings cannot fail to serialise
    let mut out = serde_json::to_vec_pretty(findings).unwrap_or_default();
    out.push(b'\n');
    out
}

/// The files of an archive as a project below `folder`, which must be empty or not there.
///
/// # Errors
/// `M510` a file that is missing or changed, `M511` a path that leads out of the folder, `M512` a folder that is not
/// empty.
pub fn extract(archive: &Archive, folder: &Path) -> Result<Vec<Output>, Faults> {
    let place = || Place::file(SourceFile::at(folder));
    let taken = folder.is_file() || std::fs::read_dir(folder).is_ok_and(|mut list| list.next().is_some());
    if taken {
        let message = msg!("フォルダーが空ではありません", "the folder is not empty");
        let hint = msg!("新しいフォルダーの名前を -o で指定してください", "name a new folder with -o");
        return Err(Finding::error("M512", message).at(place()).hint(hint).into());
    }
    let bad: Vec<Finding> = archive.check_files();
    if !bad.is_empty() {
        return Err(bad.into());
    }
    let mut outputs = Vec::new();
    for (entry, bytes) in archive.files() {
        outputs.push(Output { path: folder.join(&entry.path), bytes: bytes.to_vec() });
    }
    outputs.push(Output { path: folder.join(RECORD).join(manifest::PATH), bytes: archive.manifest_bytes().to_vec() });
    Ok(outputs)
}
