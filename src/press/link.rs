//! Links on pages that were written before.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::finish::unreadable;
use super::page::{View, array};
use crate::finding::Finding;

/// A printed link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Its words.
    pub text: String,
    /// The page of the meeting copy to which it leads, from 0.
    pub page: usize,
}

/// Puts a link over a part of a page, in its own space.
pub(crate) fn lead(doc: &mut Document, page: ObjectId, area: [f64; 4], target: ObjectId) -> Result<(), Finding> {
    let top = View::read(doc, target).ok_or_else(unreadable)?.bounds[3];
    let annotation = doc.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => area.map(Object::from).to_vec(),
        "Border" => vec![0.into(), 0.into(), 0.into()],
        "Dest" => vec![target.into(), "XYZ".into(), 0.into(), top.into(), 0.into()],
    });
    let page = doc.get_dictionary(page).map(|found| (page, array(doc, found, b"Annots").cloned()));
    let (page, annotations) = page.map_err(|_| unreadable())?;
    let mut annotations = annotations.unwrap_or_default();
    annotations.push(annotation.into());
    doc.get_dictionary_mut(page).map_err(|_| unreadable())?.set("Annots", annotations);
    Ok(())
}
