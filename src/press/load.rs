//! A guest's bytes as a document, repaired where that brings back what is lost.

use lopdf::xref::XrefRecovery;
use lopdf::{Document, Error, LoadOptions, Object};

use super::contents::missing_parts;
use super::graft::LARGEST;
use super::page_tree::{PageTree, read_tree};
use super::repair::written_anew;
use crate::typeset::syntax::{expect, skip_space};

/// A document, its pages, and whether the file had to be mended to get them.
pub(crate) struct Loaded {
    pub doc: Document,
    pub tree: PageTree,
    pub repaired: bool,
    /// References on pages that lead nowhere.
    pub missing: usize,
}

/// Opens a PDF. A file with parts that cannot be reached is written anew from what is left of it; that one is taken
/// if it has more.
///
/// # Errors
/// As lopdf says it of the file as it is.
pub(crate) fn load_guest(bytes: &[u8]) -> Result<Loaded, Error> {
    let first = load(bytes, false);
    let (faults, locked) = match &first {
        Ok(loaded) if loaded.is_locked() => (usize::MAX, true),
        Ok(loaded) if loaded.is_misread(bytes) => (usize::MAX, true),
        Ok(loaded) => (loaded.faults(bytes), false),
        Err(error) => (usize::MAX, matches!(error, Error::Decryption(_))),
    };
    if faults == 0 {
        return first;
    }
    let Some(anew) = written_anew(bytes) else { return first };
    let second = load(&anew, true).ok().filter(|loaded| !loaded.is_locked());
    let Some(mut second) = second else { return first };
    let pages = |loaded: &Loaded| loaded.tree.pages.len();
    let better = match &first {
        Ok(first) if !locked => pages(&second) >= pages(first) && second.faults(&anew) < faults,
        _ => pages(&second) > 0,
    };
    if !better {
        return first;
    }
    // an encryption that only lacked what readers do without lost nothing
    second.repaired = !locked || second.missing > 0;
    Ok(second)
}

fn load(bytes: &[u8], anew: bool) -> Result<Loaded, Error> {
    let options =
        LoadOptions { max_decompressed_size: Some(LARGEST), force_reconstruct: anew, ..LoadOptions::default() };
    let mut doc = Document::load_mem_with_options(bytes, options)?;
    // the objects inside are out already
    doc.objects.retain(|_, o| !matches!(o.type_name(), Ok(b"ObjStm" | b"XRef")));
    let tree = read_tree(&mut doc);
    let missing = missing_parts(&doc, &tree.pages);
    let repaired = doc.xref_recovery == Some(XrefRecovery::Reconstructed);
    Ok(Loaded { doc, tree, repaired, missing })
}

impl Loaded {
    pub fn is_locked(&self) -> bool {
        self.doc.is_encrypted() && self.doc.encryption_state.is_none()
    }

    /// How much cannot be read of what the file refers to.
    fn faults(&self, bytes: &[u8]) -> usize {
        let unfilled = self.doc.objects.values().filter(|object| self.is_unfilled(object, bytes)).count();
        let lost = if self.tree.pages.is_empty() { 1 } else { self.tree.lost.len() };
        self.missing.saturating_add(unfilled).saturating_add(lost)
    }

    /// Whether what is protected was taken for plain.
    fn is_misread(&self, bytes: &[u8]) -> bool {
        self.doc.encryption_state.is_some() && refers_to_filters(bytes)
    }

    /// Whether lopdf knew no length for a stream when it read it, and what it has does not reach to its end.
    fn is_unfilled(&self, object: &Object, bytes: &[u8]) -> bool {
        let Object::Stream(stream) = object else { return false };
        let Some(start) = stream.start_position else { return false };
        if self.doc.encryption_state.is_some() {
            return true;
        }
        // lopdf counts from the header
        let header = memchr::memmem::find(bytes, b"%PDF-").unwrap_or(0);
        let end = header.saturating_add(start).saturating_add(stream.content.len());
        expect(bytes, skip_space(bytes, end), b"endstream").is_none()
    }
}

/// Whether the filters of an encryption stand in an object of their own, where lopdf does not look.
fn refers_to_filters(bytes: &[u8]) -> bool {
    let key = b"/CF";
    memchr::memmem::find_iter(bytes, key)
        .any(|at| bytes.get(skip_space(bytes, at.saturating_add(key.len()))).is_some_and(u8::is_ascii_digit))
}
