//! Where two PDFs of one paper differ.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

use super::open::Archive;
use crate::press::unpacked;

/// Levels of objects in each other that are looked at.
const DEEPEST: usize = 40;

/// The pages, from 1, that are not the same in both: what is drawn, in which fonts, on what paper, with what links.
pub fn pages(old: &Archive, new: &Archive) -> Vec<usize> {
    let (old, new) = (hashes(&old.doc), hashes(&new.doc));
    (0..old.len().max(new.len())).filter(|&i| old.get(i) != new.get(i)).map(|i| i.saturating_add(1)).collect()
}

fn hashes(doc: &Document) -> Vec<[u8; 32]> {
    let mut reader = Reader { doc, known: HashMap::new() };
    doc.page_iter().map(|id| reader.reference(id, DEEPEST)).collect()
}

struct Reader<'a> {
    doc: &'a Document,
    /// `None` while an object is being read: it leads back to itself.
    known: HashMap<ObjectId, Option<[u8; 32]>>,
}

impl Reader<'_> {
    fn reference(&mut self, id: ObjectId, deeper: usize) -> [u8; 32] {
        match self.known.get(&id) {
            Some(Some(hash)) => return *hash,
            Some(None) => return [0; 32],
            None => {}
        }
        self.known.insert(id, None);
        let mut hash = Sha256::new();
        if let (Ok(object), Some(deeper)) = (self.doc.get_object(id), deeper.checked_sub(1)) {
            self.object(object, deeper, &mut hash);
        }
        let hash = hash.finalize().into();
        self.known.insert(id, Some(hash));
        hash
    }

    fn object(&mut self, object: &Object, deeper: usize, hash: &mut Sha256) {
        match object {
            Object::Reference(id) => hash.update(self.reference(*id, deeper)),
            Object::Array(list) => {
                hash.update([b'[']);
                list.iter().for_each(|o| self.object(o, deeper, hash));
            }
            Object::Dictionary(dict) => self.dictionary(dict, deeper, hash),
            Object::Stream(stream) => {
                self.dictionary(&stream.dict, deeper, hash);
                // how it is packed does not matter
                hash.update(unpacked(self.doc, stream).as_deref().unwrap_or(&stream.content));
            }
            Object::String(text, _) => {
                hash.update([b'(']);
                hash.update(text);
            }
            Object::Name(name) => {
                hash.update([b'/']);
                hash.update(name);
            }
            other => hash.update(format!("{other:?}")),
        }
    }

    fn dictionary(&mut self, dict: &Dictionary, deeper: usize, hash: &mut Sha256) {
        let mut entries: Vec<_> = dict.iter().collect();
        entries.sort_by_key(|(key, _)| key.as_slice());
        hash.update([b'<']);
        for (key, value) in entries {
            // upwards, into the tags, to other pages, or about the packing
            let away: [&[u8]; 9] = [
                b"Parent",
                b"StructParents",
                b"StructParent",
                b"Dest",
                b"Length",
                b"Filter",
                b"DecodeParms",
                b"P",
                b"D",
            ];
            if away.contains(&key.as_slice()) {
                continue;
            }
            hash.update(key);
            self.object(value, deeper, hash);
        }
    }
}

/// The metadata of a document as they are written.
pub fn metadata(archive: &Archive) -> Vec<u8> {
    let doc = &archive.doc;
    let stream = doc.catalog().ok().and_then(|c| doc.dereference(c.get(b"Metadata").ok()?).ok()?.1.as_stream().ok());
    stream.and_then(|stream| unpacked(doc, stream).ok()).unwrap_or_default()
}

/// The text between the tags of each of these elements of the metadata.
pub fn said(metadata: &[u8], elements: &[&'static str]) -> Vec<(&'static str, String)> {
    let text = String::from_utf8_lossy(metadata);
    let one = |name: &&'static str| {
        let from = text.split_once(&format!("<{name}>")).map_or("", |(_, rest)| rest);
        (*name, from.split_once(&format!("</{name}>")).map_or(String::new(), |(said, _)| said.to_owned()))
    };
    elements.iter().map(one).collect()
}
