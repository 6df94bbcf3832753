//! Moves objects from one PDF into another, and makes pages into form XObjects (ISO 32000-1 8.10). Streams
//! are moved as they are; nothing is drawn or encoded anew.

use std::borrow::Cow;
use std::collections::HashMap;

use lopdf::{DecompressError, Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::annots::{Annotations, annotations};
use super::flate::{Extent, extent};
use super::page::{View, content_parts, inherited_entry, value};
use crate::typeset::deflate;

/// What one stream may unpack to, in bytes.
pub(crate) const LARGEST: usize = 256 << 20;
/// What a page's content, or anything else but a picture, may unpack to, in bytes: maps of a whole city have 50 MB.
pub(crate) const MOST_CONTENT: usize = 128 << 20;

/// Moves objects out of one document. Each is moved once, however often it is asked for, so that pages go on
/// sharing their fonts.
pub(crate) struct Graft<'a> {
    from: &'a Document,
    moved: HashMap<ObjectId, ObjectId>,
    forms: HashMap<ObjectId, ObjectId>,
}

/// Keys that point back into the document's own trees, or hold a program's private data.
const LEFT: [&[u8]; 5] = [b"StructParent", b"StructParents", b"PieceInfo", b"Metadata", b"LastModified"];

impl<'a> Graft<'a> {
    pub fn new(from: &'a Document) -> Self {
        Self { from, moved: HashMap::new(), forms: HashMap::new() }
    }

    pub fn from(&self) -> &'a Document {
        self.from
    }

    /// Where an object went, if anything that was moved refers to it.
    pub fn moved(&self, id: ObjectId) -> Option<ObjectId> {
        self.moved.get(&id).copied()
    }

    /// Copies an object and all it refers to. A reference that leads nowhere becomes null, as readers take it.
    pub fn copy(&mut self, into: &mut Document, object: &Object) -> Object {
        let mut waiting = Vec::new();
        let copy = self.translate(into, object, &mut waiting);
        while let Some((id, new)) = waiting.pop() {
            let object = self.from.objects.get(&id).unwrap_or(&Object::Null);
            let copy = self.translate(into, object, &mut waiting);
            into.objects.insert(new, copy);
        }
        copy
    }

    fn translate(&mut self, into: &mut Document, object: &Object, waiting: &mut Vec<(ObjectId, ObjectId)>) -> Object {
        match object {
            Object::Reference(id) if self.is_tree(*id) => Object::Null,
            Object::Reference(id) => {
                let new = *self.moved.entry(*id).or_insert_with(|| {
                    let new = into.new_object_id();
                    waiting.push((*id, new));
                    new
                });
                Object::Reference(new)
            }
            Object::Array(list) => Object::Array(list.iter().map(|o| self.translate(into, o, waiting)).collect()),
            Object::Dictionary(dict) => Object::Dictionary(self.translate_dict(into, dict, waiting)),
            Object::Stream(stream) => {
                let dict = self.translate_dict(into, &stream.dict, waiting);
                Object::Stream(Stream::new(dict, stream.content.clone()))
            }
            plain => plain.clone(),
        }
    }

    fn translate_dict(
        &mut self,
        into: &mut Document,
        dict: &Dictionary,
        waiting: &mut Vec<(ObjectId, ObjectId)>,
    ) -> Dictionary {
        let kept = dict.iter().filter(|(key, _)| !LEFT.contains(&key.as_slice()));
        kept.map(|(key, value)| (key.clone(), self.translate(into, value, waiting))).collect()
    }

    /// Pages and structure elements: through them the whole document would come along.
    fn is_tree(&self, id: ObjectId) -> bool {
        let Ok(dict) = self.from.get_dictionary(id) else { return false };
        [&b"Page"[..], b"Pages", b"Catalog", b"StructElem", b"StructTreeRoot"].iter().any(|t| dict.has_type(t))
    }

    /// The page as a form XObject in its own space, clipped to its visible part, with what lies over it.
    ///
    /// # Errors
    /// A content stream that cannot be unpacked.
    pub fn page(&mut self, into: &mut Document, page: ObjectId, view: View) -> lopdf::Result<ObjectId> {
        if let Some(form) = self.forms.get(&page) {
            return Ok(*form);
        }
        let mut form = page_content(self.from, page)?;
        let [x0, y0, x1, y1] = view.bounds;
        let bbox: Object = [x0, y0, x1, y1].map(Object::from).to_vec().into();
        form.dict.set("Type", "XObject");
        form.dict.set("Subtype", "Form");
        form.dict.set("BBox", bbox.clone());
        let resources = inherited_entry(self.from, page, b"Resources").map(|r| self.copy(into, r));
        form.dict.set("Resources", resources.unwrap_or_else(|| Dictionary::new().into()));
        // the group says in which colours the page is blended
        if let Some(group) = value(self.from, self.from.get_dictionary(page)?, b"Group") {
            form.dict.set("Group", self.copy(into, group));
        }
        let mut id = into.add_object(form);
        let over = annotations(self.from, page);
        if !over.drawn.is_empty() {
            id = self.cover(into, page, id, &over, bbox);
        }
        self.forms.insert(page, id);
        Ok(id)
    }

    /// A form that draws the page's form and the appearances over it.
    fn cover(
        &mut self,
        into: &mut Document,
        page: ObjectId,
        below: ObjectId,
        over: &Annotations,
        bbox: Object,
    ) -> ObjectId {
        let mut content = String::from("q /P Do Q\n");
        let (mut forms, mut layers) = (dictionary! { "P" => below }, Dictionary::new());
        for (i, drawn) in over.drawn.iter().enumerate() {
            let look = self.copy(into, &Object::Reference(drawn.appearance));
            let inherited = inherited_entry(self.from, page, b"Resources").map(|r| self.copy(into, r));
            if let Some(Object::Stream(form)) = look.as_reference().ok().and_then(|id| into.objects.get_mut(&id)) {
                form.dict.set("Type", "XObject");
                form.dict.set("Subtype", "Form");
                if let (false, Some(resources)) = (form.dict.has(b"Resources"), inherited) {
                    form.dict.set("Resources", resources);
                }
            }
            let layer = drawn.layer.as_ref().map(|layer| self.copy(into, layer));
            let (begin, end) = if layer.is_some() { (format!("/OC /L{i} BDC "), " EMC") } else { (String::new(), "") };
            content.push_str(&format!("{begin}q {} /A{i} Do Q{end}\n", drawn.matrix));
            forms.set(format!("A{i}"), look);
            if let Some(layer) = layer {
                layers.set(format!("L{i}"), layer);
            }
        }
        let mut resources = dictionary! { "XObject" => forms };
        if !layers.is_empty() {
            resources.set("Properties", layers);
        }
        let dict = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => bbox,
            "Resources" => resources,
        };
        into.add_object(Stream::new(dict, content.into_bytes()))
    }
}

/// A page's content as one stream. A single stream stays as it is packed; several are joined, as they may
/// break inside a sentence of the page's language, but not inside a word (7.8.2).
pub(crate) fn page_content(doc: &Document, page: ObjectId) -> lopdf::Result<Stream> {
    let parts = content_parts(doc, page)?;
    if let [single] = parts[..] {
        let stream = stream(doc, single)?;
        let mut dict = Dictionary::new();
        for key in ["Filter", "DecodeParms"] {
            if let Some(value) = stream.dict.get(key.as_bytes()).ok().map(|v| resolved(doc, v)) {
                dict.set(key, value);
            }
        }
        return Ok(Stream::new(dict, stream.content.clone()));
    }
    let mut joined = Vec::new();
    for part in parts {
        let plain = unpacked(doc, stream(doc, part)?)?;
        if joined.len().saturating_add(plain.len()) > MOST_CONTENT {
            return Err(DecompressError::MemoryLimitExceeded { limit: MOST_CONTENT }.into());
        }
        joined.extend(plain);
        joined.push(b'\n');
    }
    Ok(packed(Dictionary::new(), joined))
}

fn stream(doc: &Document, id: ObjectId) -> lopdf::Result<&Stream> {
    doc.get_object(id)?.as_stream()
}

/// What a stream says, up to [`LARGEST`] bytes.
pub(crate) fn unpacked(doc: &Document, stream: &Stream) -> lopdf::Result<Vec<u8>> {
    unpacked_within(doc, stream, LARGEST)
}

/// The same, of no more than `most` bytes.
pub(crate) fn unpacked_within(doc: &Document, stream: &Stream, most: usize) -> lopdf::Result<Vec<u8>> {
    with_direct_filters(doc, stream).get_plain_content_with_limit(most)
}

/// lopdf follows no references to filters.
fn with_direct_filters<'a>(doc: &Document, stream: &'a Stream) -> Cow<'a, Stream> {
    let indirect = [&b"Filter"[..], b"DecodeParms"].iter().any(|k| stream.dict.get(k).is_ok_and(is_indirect));
    if !indirect {
        return Cow::Borrowed(stream);
    }
    let mut direct = stream.clone();
    for key in ["Filter", "DecodeParms"] {
        if let Ok(value) = stream.dict.get(key.as_bytes()) {
            direct.dict.set(key, resolved(doc, value));
        }
    }
    Cow::Owned(direct)
}

/// Whether a stream unpacks to more than so many bytes.
pub(crate) fn over(doc: &Document, stream: &Stream, most: usize) -> bool {
    let filter = value(doc, &stream.dict, b"Filter");
    let only = match filter {
        Some(Object::Array(list)) if list.len() == 1 => list.first().and_then(|o| Some(doc.dereference(o).ok()?.1)),
        other => other,
    };
    match only {
        None => stream.content.len() > most,
        // counted without keeping it
        Some(Object::Name(name)) if name == b"FlateDecode" => extent(&stream.content, most) == Extent::Over,
        Some(_) => {
            let direct = with_direct_filters(doc, stream);
            let said = direct.get_plain_content_with_limit(most);
            matches!(said, Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })))
        }
    }
}

fn is_indirect(object: &Object) -> bool {
    match object {
        Object::Reference(_) => true,
        Object::Array(list) => list.iter().any(is_indirect),
        Object::Dictionary(dict) => dict.iter().any(|(_, v)| is_indirect(v)),
        _ => false,
    }
}

/// A short object with its references filled in, two levels deep as filters need it.
fn resolved(doc: &Document, object: &Object) -> Object {
    let Ok((_, object)) = doc.dereference(object) else { return Object::Null };
    let plain = |o: &Object| doc.dereference(o).map_or(Object::Null, |(_, o)| o.clone());
    match object {
        Object::Array(list) => list.iter().map(plain).collect::<Vec<_>>().into(),
        Object::Dictionary(dict) => dict.iter().map(|(k, v)| (k.clone(), plain(v))).collect::<Dictionary>().into(),
        other => other.clone(),
    }
}

/// A stream, packed.
pub(crate) fn packed(mut dict: Dictionary, plain: Vec<u8>) -> Stream {
    match deflate(&plain) {
        Some(data) => {
            dict.set("Filter", "FlateDecode");
            Stream::new(dict, data)
        }
        None => Stream::new(dict, plain),
    }
}
