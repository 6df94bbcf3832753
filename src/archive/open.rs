//! Reads an archive that may be anybody's: bounded, and without believing what it says of itself.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, ObjectId};

use super::manifest::{self, FORMAT, FileEntry, Manifest, VERSION};
use super::paths;
use crate::digest::sha256;
use crate::finding::{Finding, Message, quote};
use crate::limits::{ARCHIVE_BYTES, ARCHIVE_UNPACKED_BYTES, Limit, Limits};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::press::{Extent, array, dict, extent, load_untagged, unpacked_within};

/// Levels of a name tree.
const DEEPEST_TREE: usize = 16;

/// An archive that was opened.
pub struct Archive {
    pub(super) doc: Document,
    manifest: Manifest,
    manifest_bytes: Vec<u8>,
    /// Name and content, in the order of the name tree; `None` for one that cannot be unpacked.
    pub(super) attached: Vec<(String, Option<Vec<u8>>)>,
    file: SourceFile,
}

/// Opens an archive. `file` is what findings call it.
///
/// # Errors
/// `M504` no readable PDF, `M505` a PDF without the manifest of an archive, `M506` made by a newer matome.
pub fn open(bytes: &[u8], file: impl Into<SourceFile>, limits: &Limits) -> Result<Archive, Finding> {
    let file: SourceFile = file.into();
    // a library that panics over a file could not read it
    let read = catch_unwind(AssertUnwindSafe(|| read(bytes, &file, limits)));
    read.unwrap_or_else(|_| Err(unreadable())).map_err(|f| f.at(Place::file(&file)))
}

/// `M504`: an archive is opened within the limits of whoever opens it.
pub(crate) fn too_large(limits: &Limits, limit: Limit) -> Finding {
    let Message { ja, en } = limit.beyond(limits, None);
    let message = msg!("大きすぎる PDF です: {ja}", "the PDF is too large: {en}");
    limit.told(Finding::error("M504", message), limits)
}

fn read(bytes: &[u8], file: &SourceFile, limits: &Limits) -> Result<Archive, Finding> {
    if bytes.len() > limits.archive_bytes {
        return Err(too_large(limits, ARCHIVE_BYTES));
    }
    if !unpacks_within(bytes, limits.archive_unpacked_bytes) {
        return Err(too_large(limits, ARCHIVE_UNPACKED_BYTES));
    }
    let doc = load(bytes)?;
    let attached = attachments(&doc, limits);
    let found = attached.iter().find(|(name, _)| name == manifest::PATH).and_then(|(_, bytes)| bytes.clone());
    let Some(manifest_bytes) = found else {
        let message = msg!(
            "matome archive で作った PDF ではありません（目録 manifest.json がありません）",
            "this is no PDF of matome archive (there is no manifest.json)"
        );
        return Err(Finding::error("M505", message));
    };
    let broken = |en: &str| {
        let en = quote(en);
        let message = msg!("目録 manifest.json を読めません: {en}", "manifest.json cannot be read: {en}");
        Finding::error("M505", message)
    };
    let value: serde_json::Value = serde_json::from_slice(&manifest_bytes).map_err(|e| broken(&e.to_string()))?;
    if value.get("format").and_then(|f| f.as_str()) != Some(FORMAT) {
        return Err(broken("format"));
    }
    if value.get("version").and_then(serde_json::Value::as_u64).is_some_and(|v| v > u64::from(VERSION)) {
        let message = msg!("新しい版の matome で作った保存用です", "a newer matome made this archive");
        let hint = msg!("matome を新しくしてから確かめてください", "verify it with a newer matome");
        return Err(Finding::error("M506", message).hint(hint));
    }
    let manifest: Manifest = serde_json::from_slice(&manifest_bytes).map_err(|e| broken(&e.to_string()))?;
    Ok(Archive { doc, manifest, manifest_bytes, attached, file: file.clone() })
}

fn load(bytes: &[u8]) -> Result<Document, Finding> {
    if memchr::memmem::find(bytes.get(..1024).unwrap_or(bytes), b"%PDF-").is_none() {
        return Err(Finding::error("M504", msg!("PDF ではありません", "this is not a PDF")));
    }
    let doc = load_untagged(bytes).map_err(|_| unreadable())?;
    if doc.is_encrypted() { Err(unreadable()) } else { Ok(doc) }
}

fn unreadable() -> Finding {
    let message = msg!("PDF を読み取れません（壊れています）", "the PDF cannot be read: it is damaged");
    Finding::error("M504", message)
}

/// Whether everything that looks like a packed stream unpacks to no more than `limit` bytes altogether, so that a
/// small file cannot fill the memory.
fn unpacks_within(bytes: &[u8], limit: usize) -> bool {
    let mut room = limit;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let Some(data) = bytes.get(at..).and_then(|rest| rest.strip_prefix(b"stream")) else { continue };
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let Some(data) = data.strip_prefix(b"\n") else { continue };
        // the header of zlib (RFC 1950 2.2): deflate, and a check of both bytes
        let [cmf, flags, ..] = *data else { continue };
        if cmf & 0x0f != 8 || !(u16::from(cmf) << 8 | u16::from(flags)).is_multiple_of(31) {
            continue;
        }
        let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        match extent(data.get(..end).unwrap_or(data), room) {
            Extent::Whole(length) | Extent::Cut(length) => room = room.saturating_sub(length),
            Extent::Over => return false,
        }
    }
    true
}

/// Every attached file of a document, by the name tree and by `AF` of the catalog. What does not fit into an archive
/// that could be made is not unpacked.
fn attachments(doc: &Document, limits: &Limits) -> Vec<(String, Option<Vec<u8>>)> {
    let Ok(catalog) = doc.catalog() else { return Vec::new() };
    let most = limits.archive_files;
    let mut specs = Vec::new();
    if let Some(tree) = dict(doc, catalog, b"Names").and_then(|names| dict(doc, names, b"EmbeddedFiles")) {
        walk(doc, tree, (DEEPEST_TREE, most), &mut BTreeSet::new(), &mut specs);
    }
    if let Some(list) = array(doc, catalog, b"AF") {
        specs.extend(list.iter().take(most).filter_map(|o| o.as_reference().ok()));
    }
    let mut seen = BTreeSet::new();
    specs.retain(|id| seen.insert(*id));
    let mut room = limits.attached_bytes;
    let files = specs.into_iter().filter_map(|id| {
        let spec = doc.get_dictionary(id).ok()?;
        let name = spec.get(b"UF").or_else(|_| spec.get(b"F")).ok()?;
        let name = lopdf::decode_text_string(doc.dereference(name).ok()?.1).ok()?;
        let content = dict(doc, spec, b"EF").and_then(|ef| {
            let (_, stream) = doc.dereference(ef.get(b"UF").or_else(|_| ef.get(b"F")).ok()?).ok()?;
            unpacked_within(doc, stream.as_stream().ok()?, room).ok()
        });
        room = room.saturating_sub(content.as_ref().map_or(0, Vec::len));
        Some((name, content))
    });
    files.collect()
}

/// Names and nodes below a node; a node that is its own kid, or another's too, is visited once.
fn walk(
    doc: &Document,
    node: &Dictionary,
    (deeper, most): (usize, usize),
    visited: &mut BTreeSet<ObjectId>,
    out: &mut Vec<ObjectId>,
) {
    for pair in array(doc, node, b"Names").into_iter().flat_map(|names| names.chunks(2)) {
        if out.len() >= most {
            return;
        }
        out.extend(pair.get(1).and_then(|o| o.as_reference().ok()));
    }
    let Some(deeper) = deeper.checked_sub(1) else { return };
    for kid in array(doc, node, b"Kids").into_iter().flatten() {
        if out.len() >= most {
            return;
        }
        let id = kid.as_reference().ok().filter(|id| visited.len() <= most && visited.insert(*id));
        if let Some(kid) = id.and_then(|id| doc.get_dictionary(id).ok()) {
            walk(doc, kid, (deeper, most), visited, out);
        }
    }
}

impl Archive {
    /// What the archive says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest as it is attached.
    pub fn manifest_bytes(&self) -> &[u8] {
        &self.manifest_bytes
    }

    /// An attachment.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.attached.iter().find(|(n, _)| n == name).and_then(|(_, bytes)| bytes.as_deref())
    }

    /// The files that the manifest names, as far as they are there.
    pub fn files(&self) -> impl Iterator<Item = (&FileEntry, &[u8])> {
        self.manifest.files.iter().filter_map(|entry| Some((entry, self.file(&entry.attachment)?)))
    }

    /// `M510`, `M511`, `M522`: what does not agree between the manifest and the attachments.
    pub fn check_files(&self) -> Vec<Finding> {
        let at = |f: Finding| f.at(Place::file(&self.file));
        let mut out = Vec::new();
        let mut places = BTreeSet::new();
        let mut named = BTreeSet::from([manifest::PATH]);
        for entry in &self.manifest.files {
            let (name, path) = (quote(&entry.attachment), quote(&entry.path));
            named.insert(&entry.attachment);
            if paths::check(&entry.path).is_err() || !places.insert(paths::key(&entry.path)) {
                let message = msg!(
                    "目録のファイルの置き場「{path}」は使えません",
                    "the manifest puts a file where none may be: \"{path}\""
                );
                out.push(at(Finding::error("M511", message)));
            }
            match self.file(&entry.attachment) {
                None => {
                    let message = msg!(
                        "添付「{name}」がないか、取り出せません",
                        "the attachment \"{name}\" is missing or damaged"
                    );
                    out.push(at(Finding::error("M510", message)));
                }
                Some(bytes) if bytes.len() as u64 != entry.bytes || sha256(bytes) != entry.sha256 => {
                    let message = msg!(
                        "添付「{name}」の中身が目録と違います",
                        "the attachment \"{name}\" is not what the manifest says"
                    );
                    out.push(at(Finding::error("M510", message)));
                }
                Some(_) => {}
            }
        }
        let mut seen = BTreeSet::new();
        for (name, _) in &self.attached {
            let (twice, shown) = (!seen.insert(name.as_str()), quote(name));
            if twice {
                let message = msg!("添付「{shown}」が二つあります", "the attachment \"{shown}\" is there twice");
                out.push(at(Finding::error("M522", message)));
            } else if !named.contains(name.as_str()) {
                let message =
                    msg!("目録にない添付「{shown}」があります", "the attachment \"{shown}\" is not in the manifest");
                out.push(at(Finding::error("M522", message)));
            }
        }
        out
    }
}
