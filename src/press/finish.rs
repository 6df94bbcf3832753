//! Reading our own PDFs and writing them: the same input gives the same bytes.

use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, FilterFunc, LoadOptions, Object, ObjectId, StringFormat, dictionary, text_string};

use super::graft::{LARGEST, packed, unpacked};
use super::page::value;
use crate::finding::Finding;
use crate::msg;
use crate::typeset::{Said, pack_up_to};

/// Opens a PDF that matome wrote.
///
/// # Errors
/// `M330` for anything else that cannot be read.
pub(crate) fn load(bytes: &[u8]) -> Result<Document, Finding> {
    load_with(bytes, None)
}

/// The same without the tags: a long packet has a hundred thousand of them, and paper has no use for one.
///
/// # Errors
/// As [`load`].
pub(crate) fn load_untagged(bytes: &[u8]) -> Result<Document, Finding> {
    load_with(bytes, Some(untagged))
}

/// For streams lopdf only asks whether they stay.
fn untagged(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    match object {
        Object::Stream(_) => Some((id, Object::Null)),
        Object::Dictionary(dict) if dict.has_type(b"StructElem") => None,
        other => Some((id, other.clone())),
    }
}

fn load_with(bytes: &[u8], filter: Option<FilterFunc>) -> Result<Document, Finding> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST), filter, ..LoadOptions::default() };
    let mut doc = Document::load_mem_with_options(bytes, options).map_err(|_| unreadable())?;
    doc.objects.retain(|_, o| !matches!(o.type_name(), Ok(b"ObjStm" | b"XRef")));
    Ok(doc)
}

pub(crate) fn unreadable() -> Finding {
    Finding::error("M330", msg!("会議資料の PDF を読み取れません", "the packet's PDF cannot be read"))
}

/// The pages in order.
pub(crate) fn page_ids(doc: &Document) -> Vec<ObjectId> {
    doc.page_iter().collect()
}

/// Whether the file says that it keeps PDF/A or PDF/UA. A guest's page would make that untrue.
pub(crate) fn claims_standard(doc: &Document) -> bool {
    let Ok(catalog) = doc.catalog() else { return false };
    let Some(Object::Stream(metadata)) = value(doc, catalog, b"Metadata") else { return false };
    let plain = unpacked(doc, metadata).unwrap_or_default();
    [&b"pdfaid:"[..], b"pdfuaid:"].iter().any(|mark| memchr::memmem::find(&plain, mark).is_some())
}

/// A document that is put together page by page.
pub(crate) struct NewDocument {
    pub doc: Document,
    tree: ObjectId,
    kids: Vec<Object>,
}

impl NewDocument {
    /// `right_to_left`: the binding is on the right, as for vertical writing.
    pub fn new(title: &str, right_to_left: bool) -> Self {
        let mut doc = Document::with_version("1.7");
        let tree = doc.new_object_id();
        let mut preferences = dictionary! { "DisplayDocTitle" => true };
        if right_to_left {
            preferences.set("Direction", "R2L");
        }
        let root = doc.add_object(dictionary! {
            "Type" => "Catalog",
            "Pages" => tree,
            "Lang" => Object::string_literal("ja-JP"),
            "ViewerPreferences" => preferences,
        });
        let creator = concat!("matome ", env!("CARGO_PKG_VERSION"));
        let info = doc.add_object(dictionary! { "Title" => text_string(title), "Creator" => text_string(creator) });
        doc.trailer = dictionary! { "Root" => root, "Info" => info };
        Self { doc, tree, kids: Vec::new() }
    }

    /// Adds a page of this size in points.
    pub fn page(&mut self, (width, height): (f64, f64), content: String, resources: Dictionary) {
        self.add(content, resources, dictionary! { "MediaBox" => rectangle([0.0, 0.0, width, height]) });
    }

    /// Adds a page that is cut to this size in points, its corner the origin, and is drawn `bleed` points beyond it.
    pub fn page_to_trim(&mut self, (width, height): (f64, f64), bleed: f64, content: String, resources: Dictionary) {
        let sheet = || rectangle([0.0, 0.0, width, height]);
        let whole = || rectangle([-bleed, -bleed, width + bleed, height + bleed]);
        let boxes = dictionary! {
            "MediaBox" => whole(), "BleedBox" => whole(), "TrimBox" => sheet(), "CropBox" => sheet()
        };
        self.add(content, resources, boxes);
    }

    fn add(&mut self, content: String, resources: Dictionary, boxes: Dictionary) {
        let content = self.doc.add_object(packed(Dictionary::new(), content.into_bytes()));
        let mut page = boxes;
        page.set("Type", "Page");
        page.set("Parent", self.tree);
        page.set("Resources", resources);
        page.set("Contents", content);
        let id = self.doc.add_object(page);
        self.kids.push(id.into());
    }

    /// # Errors
    /// As [`write_packed`].
    pub fn write(self) -> Result<Vec<u8>, Finding> {
        write_packed(self.close())
    }

    /// The document as it is, neither packed nor identified: for looking at.
    pub fn draft(self) -> Result<Vec<u8>, Finding> {
        save(&mut self.close())
    }

    fn close(mut self) -> Document {
        let count = self.kids.len() as i64;
        let tree = dictionary! { "Type" => "Pages", "Count" => count, "Kids" => self.kids };
        self.doc.objects.insert(self.tree, tree.into());
        self.doc
    }
}

fn rectangle(corners: [f64; 4]) -> Object {
    corners.map(Object::from).to_vec().into()
}

/// Writes a document, packed. Its identifier is made from its bytes (ISO 32000-1 14.4).
///
/// # Errors
/// `M330` if it cannot be written.
pub(crate) fn write_packed(mut doc: Document) -> Result<Vec<u8>, Finding> {
    let trailer = std::mem::take(&mut doc.trailer);
    for key in ["Root", "Info"] {
        if let Ok(entry) = trailer.get(key.as_bytes()) {
            doc.trailer.set(key, entry.clone());
        }
    }
    let first = trailer.get(b"ID").ok().and_then(|id| id.as_array().ok()?.first()?.as_str().ok()).map(<[u8]>::to_vec);
    let string = |bytes| Object::String(bytes, StringFormat::Hexadecimal);
    doc.trailer.set("ID", vec![string(first.unwrap_or_else(|| vec![0; 16])), string(vec![0; 16])]);
    let mut plain = save(&mut doc)?;
    drop(doc);
    let own = format!("{:032x}", fingerprint(&plain));
    // the trailer stands at the very end
    let zeros = "0".repeat(own.len());
    while let Some(at) = plain
        .len()
        .checked_sub(TRAILER)
        .and_then(|from| Some(memchr::memmem::find(plain.get(from..)?, zeros.as_bytes())?.saturating_add(from)))
    {
        plain.splice(at..at.saturating_add(own.len()), own.bytes());
    }
    Ok(if plain.len() > HEAVY { plain } else { pack_up_to(PICTURE, plain, Said::default()) })
}

/// A file of scans, in bytes: packing it takes as much memory again, for nothing.
const HEAVY: usize = 64 << 20;
/// Larger streams are guests' pictures, in bytes.
const PICTURE: usize = 256 << 10;

/// No trailer of ours is longer, in bytes.
const TRAILER: usize = 256;

fn save(doc: &mut Document) -> Result<Vec<u8>, Finding> {
    doc.version = "1.7".to_owned();
    doc.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    let mut out = Vec::new();
    doc.save_to(&mut out).map_err(|_| unreadable())?;
    Ok(out)
}

/// FNV-1a of 128 bits: tells files apart, proves nothing.
pub(crate) fn fingerprint(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b)
    })
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn fingerprints_are_fnv_1a() {
        assert_eq!(fingerprint(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fingerprint(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
