//! Guests made by hand, with what programs in offices do to PDFs.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A PDF under construction.
pub struct Maker {
    pub doc: Document,
    pub tree: ObjectId,
    pages: Vec<Object>,
}

/// Draws an F in black and a red bar along the foot, 200 × 300 units, so that each turn and mirroring shows.
pub const LETTER: &str = "1 0 0 rg 0 0 200 20 re f 0 g 40 60 30 200 re f 40 230 110 30 re f 40 150 80 30 re f\n";

impl Maker {
    pub fn new() -> Self {
        let mut doc = Document::with_version("1.7");
        let tree = doc.new_object_id();
        let root = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        doc.trailer.set("Root", root);
        Self { doc, tree, pages: Vec::new() }
    }

    pub fn stream(&mut self, content: &str) -> ObjectId {
        self.doc.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()))
    }

    /// Adds a page with what `more` says; without a MediaBox there it is 200 × 300.
    pub fn page(&mut self, contents: impl Into<Object>, more: Dictionary) -> ObjectId {
        let mut page = dictionary! { "Type" => "Page", "Parent" => self.tree, "Contents" => contents };
        set_all(&mut page, more);
        let id = self.doc.add_object(page);
        self.pages.push(id.into());
        id
    }

    pub fn catalog(&mut self) -> &mut Dictionary {
        self.doc.catalog_mut().unwrap()
    }

    /// Closes the page tree; `above` is inherited by all pages.
    pub fn document(mut self, above: Dictionary) -> Document {
        let count = self.pages.len() as i64;
        let mut tree = dictionary! {
            "Type" => "Pages", "Count" => count, "Kids" => self.pages,
            "MediaBox" => boxed([0, 0, 200, 300]), "Resources" => dictionary! {},
        };
        set_all(&mut tree, above);
        self.doc.objects.insert(self.tree, tree.into());
        self.doc
    }

    pub fn write(self, above: Dictionary) -> Vec<u8> {
        bytes(self.document(above))
    }
}

/// lopdf's `extend` joins lists.
fn set_all(dict: &mut Dictionary, more: Dictionary) {
    for (key, value) in more.iter() {
        dict.set(key.clone(), value.clone());
    }
}

pub fn bytes(mut doc: Document) -> Vec<u8> {
    let mut out = Vec::new();
    doc.save_to(&mut out).unwrap();
    out
}

pub fn boxed(corners: [i64; 4]) -> Object {
    corners.map(Object::from).to_vec().into()
}

/// One page with [`LETTER`] and these page attributes.
pub fn letter(more: Dictionary) -> Vec<u8> {
    let mut maker = Maker::new();
    let content = maker.stream(LETTER);
    maker.page(content, more);
    maker.write(dictionary! {})
}

/// A form XObject that fills its box of 100 × 50 with a shade.
pub fn appearance(maker: &mut Maker, shade: &str) -> ObjectId {
    let dict = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => boxed([0, 0, 100, 50]) };
    maker.doc.add_object(Stream::new(dict, format!("{shade} 0 0 100 50 re f").into_bytes()))
}

/// Where the tests leave what `.ci/press` looks at.
pub fn keep(name: &str, pdf: &[u8]) {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/press");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
}
