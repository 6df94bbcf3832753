//! Form fields that were filled in and have no look of their own: programs on a screen draw them, a press does not.

use lopdf::{Dictionary, Document, Object};

use super::graft::unpacked;
use super::page::{GuestPage, array, dict, integer, name, text, value};
use crate::finding::{Finding, quote};
use crate::msg;

/// What a field holds and no stream draws.
struct Unseen {
    page: usize,
    field: String,
    text: String,
}

/// More are only counted.
const MOST: usize = 20;
/// Fields nest a few levels; a deeper one is a loop.
const DEEPEST: usize = 32;
const HIDDEN: i64 = 1 << 1;
const NO_VIEW: i64 = 1 << 5;

/// `M352`: each field whose text is not printed.
pub(crate) fn findings(doc: &Document, pages: &[GuestPage]) -> Vec<Finding> {
    let mut all = Vec::new();
    for (i, page) in pages.iter().enumerate() {
        let Ok(page) = doc.get_dictionary(page.id) else { continue };
        for annotation in array(doc, page, b"Annots").into_iter().flatten() {
            let Ok((_, Object::Dictionary(widget))) = doc.dereference(annotation) else { continue };
            all.extend(unseen(doc, widget, i.saturating_add(1)));
        }
    }
    let hint = || {
        msg!(
            "元のファイルを Acrobat か Edge で開き、「Microsoft Print to PDF」などで PDF に印刷したものをもらってください",
            "have the file opened in a reader and printed to a PDF"
        )
    };
    let rest = all.len().saturating_sub(MOST);
    let mut out: Vec<Finding> = Vec::new();
    for Unseen { page, field, text } in all.into_iter().take(MOST) {
        let (field, text) = (quote(&field), quote(&text));
        let of = if field.is_empty() { String::new() } else { format!("「{field}」") };
        out.push(
            Finding::warning(
                "M352",
                msg!(
                    "{page} ページの入力欄{of}に入れた「{text}」は、見た目のデータがなく、紙面に載りません",
                    "\"{text}\" in the form field \"{field}\" on page {page} has no appearance and is not printed"
                ),
            )
            .hint(hint()),
        );
    }
    if rest > 0 {
        out.push(
            Finding::warning(
                "M352",
                msg!(
                    "見た目のデータがない入力欄が、ほかに {rest} 個あります",
                    "{rest} more form fields have no appearance"
                ),
            )
            .hint(hint()),
        );
    }
    out
}

fn unseen(doc: &Document, widget: &Dictionary, page: usize) -> Option<Unseen> {
    let flags = integer(doc, widget, b"F").unwrap_or(0);
    if name(doc, widget, b"Subtype") != Some(b"Widget") || flags & (HIDDEN | NO_VIEW) != 0 {
        return None;
    }
    let text = said(doc, widget)?;
    (!is_drawn(doc, widget)).then(|| Unseen { page, field: full_name(doc, widget), text })
}

/// The nodes from a widget up to its field's root (12.7.3.1).
fn above<'a>(doc: &'a Document, widget: &'a Dictionary) -> impl Iterator<Item = &'a Dictionary> {
    std::iter::successors(Some(widget), |node| dict(doc, node, b"Parent")).take(DEEPEST)
}

fn inherited<'a>(doc: &'a Document, widget: &'a Dictionary, key: &[u8]) -> Option<(&'a Dictionary, &'a Object)> {
    above(doc, widget).find_map(|node| Some((node, value(doc, node, key)?)))
}

/// The value of a field as a reader would show it.
fn said(doc: &Document, widget: &Dictionary) -> Option<String> {
    let (node, found) = inherited(doc, widget, b"V")?;
    match found {
        Object::String(..) => text(doc, node, b"V"),
        // of a group of buttons only the one that is on says it
        Object::Name(state) if state != b"Off" => {
            let own = name(doc, widget, b"AS");
            let is_on = own.is_none_or(|own| own == state.as_slice());
            is_on.then(|| String::from_utf8_lossy(state).into_owned())
        }
        Object::Array(list) => {
            let words: Vec<String> =
                list.iter().filter_map(|o| lopdf::decode_text_string(doc.dereference(o).ok()?.1).ok()).collect();
            (!words.is_empty()).then(|| words.join("、"))
        }
        // a signature, or a text of many lines
        Object::Stream(stream) => {
            Some(String::from_utf8_lossy(&unpacked(doc, stream).ok()?).into_owned()).filter(|t| !t.trim().is_empty())
        }
        _ => None,
    }
}

/// The names of a field and of those above it, as Acrobat joins them.
fn full_name(doc: &Document, widget: &Dictionary) -> String {
    let mut names: Vec<String> = above(doc, widget).filter_map(|node| text(doc, node, b"T")).collect();
    names.reverse();
    names.join(".")
}

/// Whether a stream draws the value. One that shows no text draws no text.
fn is_drawn(doc: &Document, widget: &Dictionary) -> bool {
    let Some(look) = dict(doc, widget, b"AP").and_then(|looks| value(doc, looks, b"N")) else { return false };
    let look = match look {
        Object::Dictionary(states) => name(doc, widget, b"AS").and_then(|state| value(doc, states, state)),
        other => Some(other),
    };
    let Some(Object::Stream(look)) = look else { return false };
    let is_text = inherited(doc, widget, b"FT").is_some_and(|(_, kind)| matches!(kind.as_name(), Ok(b"Tx" | b"Ch")));
    if !is_text {
        return true;
    }
    let Ok(content) = unpacked(doc, look) else { return true };
    // Tj, TJ, ' and " show text; a form may hold it all
    [&b"Tj"[..], b"TJ", b"'", b"\"", b"Do"].iter().any(|word| memchr::memmem::find(&content, word).is_some())
}
