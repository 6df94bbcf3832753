//! What lies over a page: annotations and form fields (ISO 32000-1 12.5, 12.7). A page that becomes a form
//! XObject keeps their appearance and nothing else.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::page::{array, bounds, dict, integer, name, numbers, value};
use super::size::Matrix;

/// An appearance stream and where it goes.
pub(crate) struct Drawn {
    pub appearance: ObjectId,
    /// From the appearance's form space to the page's space.
    pub matrix: Matrix,
    /// The layer that it is on.
    pub layer: Option<Object>,
}

/// The annotations of a page: what is drawn, and how many there are of what is not.
#[derive(Default)]
pub(crate) struct Annotations {
    pub drawn: Vec<Drawn>,
    /// Review marks among the drawn: notes, highlights, deletions.
    pub reviews: usize,
    pub links: usize,
    /// Notes and marks that are not printed: hidden, for the screen only, or without an appearance.
    pub notes: usize,
    pub files: usize,
    /// Sound, film, 3D.
    pub media: usize,
}

const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;

/// Sorts a page's annotations. What a reader would print is drawn (12.5.3: flag Print, not Hidden).
pub(crate) fn annotations(doc: &Document, page: ObjectId) -> Annotations {
    let mut out = Annotations::default();
    let Ok(page) = doc.get_dictionary(page) else { return out };
    for annotation in array(doc, page, b"Annots").into_iter().flatten() {
        let Ok((_, Object::Dictionary(annotation))) = doc.dereference(annotation) else { continue };
        sort(doc, annotation, &mut out);
    }
    out
}

fn sort(doc: &Document, annotation: &Dictionary, out: &mut Annotations) {
    let kind = name(doc, annotation, b"Subtype").unwrap_or_default();
    let flags = integer(doc, annotation, b"F").unwrap_or(0);
    let shown = flags & PRINT != 0 && flags & HIDDEN == 0;
    let drawn = if shown { appearance(doc, annotation) } else { None };
    let is_drawn = drawn.is_some();
    out.drawn.extend(drawn);
    match kind {
        b"Link" => out.links = out.links.saturating_add(1),
        b"FileAttachment" => out.files = out.files.saturating_add(1),
        b"Sound" | b"Movie" | b"Screen" | b"RichMedia" | b"3D" => out.media = out.media.saturating_add(1),
        b"Widget" | b"Popup" | b"PrinterMark" | b"TrapNet" => {}
        _ if !is_drawn => out.notes = out.notes.saturating_add(1),
        b"Text" | b"Highlight" | b"Underline" | b"Squiggly" | b"StrikeOut" | b"Caret" => {
            out.reviews = out.reviews.saturating_add(1)
        }
        _ => {}
    }
}

/// The normal appearance, in the state the annotation is in, moved to its rectangle (12.5.5, algorithm 8.1).
fn appearance(doc: &Document, annotation: &Dictionary) -> Option<Drawn> {
    let looks = dict(doc, annotation, b"AP")?;
    let mut look = looks.get(b"N").ok()?;
    if let (_, Object::Dictionary(states)) = doc.dereference(look).ok()? {
        look = states.get(name(doc, annotation, b"AS")?).ok()?;
    }
    let appearance = look.as_reference().ok()?;
    let form = &doc.get_object(appearance).ok()?.as_stream().ok()?.dict;
    let rect = bounds(doc, value(doc, annotation, b"Rect")?)?;
    let bbox = bounds(doc, value(doc, form, b"BBox")?)?;
    let own = value(doc, form, b"Matrix").and_then(|m| numbers(doc, m)).map_or(Matrix::IDENTITY, Matrix);
    let [x0, y0, x1, y1] = own.bounds(bbox);
    if x1 - x0 <= 0.0 || y1 - y0 <= 0.0 || rect[2] - rect[0] <= 0.0 || rect[3] - rect[1] <= 0.0 {
        return None;
    }
    // the form's own matrix is applied by whoever draws it
    let matrix = Matrix::shift(-x0, -y0)
        .then(Matrix::scale((rect[2] - rect[0]) / (x1 - x0), (rect[3] - rect[1]) / (y1 - y0)))
        .then(Matrix::shift(rect[0], rect[1]));
    Some(Drawn { appearance, matrix, layer: annotation.get(b"OC").ok().cloned() })
}
