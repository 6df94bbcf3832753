//! What a guest has on and beside its pages: missing parts, fonts that are not embedded, and all that paper
//! cannot carry.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::annots::annotations;
use super::flate::DENSEST;
use super::graft::{LARGEST, MOST_CONTENT, over};
use super::page::{GuestPage, array, breaks_off, dict, font_name, inherited, integer, name, value};
use crate::finding::{Finding, Level};
use crate::msg;

/// What was found in a guest.
#[derive(Default)]
pub(crate) struct Contents {
    /// The pages, from 1, on which references lead nowhere, one for each reference.
    pub missing: Vec<usize>,
    /// The pages whose content breaks off.
    pub cut: Vec<usize>,
    /// A page with a stream that unpacks to more than anything has to.
    pub bomb: Option<usize>,
    /// Fonts that the printing machine has to have, each once.
    pub foreign_fonts: Vec<String>,
    reviews: usize,
    lost: Vec<Lost>,
}

/// Something that does not come along.
struct Lost {
    ja: String,
    en: String,
    /// A part of what the paper says, not a convenience on screens.
    matters: bool,
}

impl Contents {
    pub fn read(doc: &Document, pages: &[GuestPage]) -> Self {
        let mut out = Self::default();
        let numbered = || pages.iter().enumerate().map(|(i, p)| (i.saturating_add(1), p.id));
        out.cut = numbered().filter(|(_, id)| breaks_off(doc, *id)).map(|(n, _)| n).collect();
        walk_all(doc, numbered(), &mut out);
        out.beside(doc, pages);
        out
    }

    fn lose(&mut self, count: usize, ja: &str, en: &str, matters: bool) {
        if count > 0 {
            self.lost.push(Lost { ja: format!("{ja} {count} 個"), en: format!("{count} {en}"), matters });
        }
    }

    fn beside(&mut self, doc: &Document, pages: &[GuestPage]) {
        let over: Vec<_> = pages.iter().map(|p| annotations(doc, p.id)).collect();
        self.reviews = over.iter().map(|a| a.reviews).sum();
        self.lose(over.iter().map(|a| a.notes).sum(), "印刷されない注釈", "annotations that are not printed", true);
        self.lose(over.iter().map(|a| a.media).sum(), "音や動画", "sounds or films", true);
        self.lose(over.iter().map(|a| a.links).sum(), "リンク", "links", false);
        let Ok(catalog) = doc.catalog() else { return };
        let names = dict(doc, catalog, b"Names");
        let attached = names.and_then(|n| dict(doc, n, b"EmbeddedFiles")).map_or(0, |t| named(doc, t));
        let files = over.iter().map(|a| a.files).sum::<usize>().saturating_add(attached);
        self.lose(files, "添付ファイル", "attached files", true);
        let mut mark = |there: bool, ja: &str, en: &str| {
            if there {
                self.lost.push(Lost { ja: ja.to_owned(), en: en.to_owned(), matters: false });
            }
        };
        let scripted = names.is_some_and(|n| n.has(b"JavaScript"))
            || dict(doc, catalog, b"OpenAction").is_some_and(|a| name(doc, a, b"S") == Some(b"JavaScript"));
        mark(scripted, "JavaScript", "JavaScript");
        let form = dict(doc, catalog, b"AcroForm");
        let signed = form.and_then(|f| integer(doc, f, b"SigFlags")).is_some_and(|flags| flags & 1 != 0);
        mark(signed, "電子署名", "a digital signature");
        mark(dict(doc, catalog, b"Outlines").is_some_and(|o| o.has(b"First")), "しおり", "bookmarks");
    }

    /// `M336`–`M338`.
    pub fn findings(&self) -> Vec<Finding> {
        let mut out = Vec::new();
        if !self.lost.is_empty() {
            let ja = self.lost.iter().map(|l| l.ja.as_str()).collect::<Vec<_>>().join("、");
            let en = self.lost.iter().map(|l| l.en.as_str()).collect::<Vec<_>>().join(", ");
            let level = if self.lost.iter().any(|l| l.matters) { Level::Warning } else { Level::Info };
            out.push(Finding::new(
                "M336",
                level,
                msg!("会議資料に移らないものがあります: {ja}", "these do not come into the packet: {en}"),
            ));
        }
        if self.reviews > 0 {
            let n = self.reviews;
            out.push(
                Finding::warning(
                    "M337",
                    msg!(
                        "付箋や校正の注釈が {n} 個あり、このまま刷られます",
                        "{n} review marks are printed as they are"
                    ),
                )
                .hint(msg!(
                    "消すべきものなら、消した PDF をもらってください",
                    "have them removed if they should not show"
                )),
            );
        }
        if let Some(first) = self.foreign_fonts.first() {
            let (n, first) = (self.foreign_fonts.len(), crate::finding::quote(first));
            out.push(
                Finding::warning(
                    "M338",
                    msg!(
                        "埋め込まれていない書体が {n} 種あります（「{first}」など）。印刷する機械によって字形が変わります",
                        "{n} fonts are not embedded (such as \"{first}\"); shapes depend on the printing machine"
                    ),
                )
                .hint(msg!("PDF を作るときに、すべての書体を埋め込むよう頼んでください", "ask for a PDF with all fonts embedded")),
            );
        }
        out
    }
}

/// How many references on these pages lead nowhere.
pub(crate) fn missing_parts(doc: &Document, pages: &[ObjectId]) -> usize {
    let mut out = Contents::default();
    walk_all(doc, pages.iter().enumerate().map(|(i, id)| (i.saturating_add(1), *id)), &mut out);
    out.missing.len()
}

/// Goes through what pages are drawn with. What several pages share belongs to the first of them.
fn walk_all(doc: &Document, pages: impl Iterator<Item = (usize, ObjectId)>, out: &mut Contents) {
    let mut walk = Walk { doc, page: 0, seen: HashSet::new(), waiting: Vec::new() };
    for (number, page) in pages {
        walk.page = number;
        let found = [inherited(doc, page, b"Resources"), own(doc, page, b"Contents")];
        let looks = doc.get_dictionary(page).ok().and_then(|p| array(doc, p, b"Annots")).into_iter().flatten();
        // their links lead out of the file's pages, and often nowhere
        let looks = looks.filter_map(|a| value(doc, doc.dereference(a).ok()?.1.as_dict().ok()?, b"AP"));
        for object in found.into_iter().flatten().chain(looks) {
            walk.all(object, out);
        }
    }
}

fn own<'a>(doc: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    doc.get_dictionary(page).ok()?.get(key).ok()
}

/// The entries of a name tree (ISO 32000-1 7.9.6). A node that is its own kid, or another's too, counts once.
fn named(doc: &Document, tree: &Dictionary) -> usize {
    let (mut count, mut open, mut seen) = (0_usize, vec![tree], HashSet::new());
    while let Some(node) = open.pop() {
        if !seen.insert(std::ptr::from_ref(node)) {
            continue;
        }
        count = count.saturating_add(array(doc, node, b"Names").map_or(0, |n| n.len() / 2));
        let kids = array(doc, node, b"Kids").into_iter().flatten();
        open.extend(kids.filter_map(|k| doc.dereference(k).ok()?.1.as_dict().ok()));
    }
    count
}

/// Goes through everything that pages refer to, each object once.
struct Walk<'a> {
    doc: &'a Document,
    /// The page that leads here, from 1.
    page: usize,
    seen: HashSet<ObjectId>,
    waiting: Vec<&'a Object>,
}

impl<'a> Walk<'a> {
    fn all(&mut self, object: &'a Object, out: &mut Contents) {
        self.waiting.push(object);
        while let Some(object) = self.waiting.pop() {
            match object {
                Object::Reference(id) if self.seen.insert(*id) => match self.doc.objects.get(id) {
                    Some(object) => self.waiting.push(object),
                    None => out.missing.push(self.page),
                },
                Object::Array(list) => self.waiting.extend(list),
                Object::Dictionary(dict) => self.dict(dict, out),
                Object::Stream(stream) => {
                    if out.bomb.is_none() && self.is_bomb(stream) {
                        out.bomb = Some(self.page);
                    }
                    self.dict(&stream.dict, out);
                }
                _ => {}
            }
        }
    }

    /// Whether a stream of a few megabytes stands for gigabytes: readers and printers unpack it whole.
    fn is_bomb(&self, stream: &Stream) -> bool {
        let most = if name(self.doc, &stream.dict, b"Subtype") == Some(b"Image") { LARGEST } else { MOST_CONTENT };
        stream.content.len() > most / DENSEST && over(self.doc, stream, most)
    }

    fn dict(&mut self, dict: &'a Dictionary, out: &mut Contents) {
        if dict.has_type(b"Page") || dict.has_type(b"Pages") || dict.has_type(b"StructElem") {
            return;
        }
        if dict.has_type(b"Font") && is_foreign(self.doc, dict) {
            let name = font_name(self.doc, dict);
            if !out.foreign_fonts.contains(&name) {
                out.foreign_fonts.push(name);
            }
        }
        self.waiting.extend(dict.iter().map(|(_, v)| v));
    }
}

/// The fonts every reader has (ISO 32000-1 9.6.2.2), and Arial and Times New Roman that stand for them.
const STANDARD: [&[u8]; 7] =
    [b"Helvetica", b"Times", b"Courier", b"Symbol", b"ZapfDingbats", b"Arial", b"TimesNewRoman"];

/// A font without its program: drawn with what the machine has.
fn is_foreign(doc: &Document, font: &Dictionary) -> bool {
    let kind = name(doc, font, b"Subtype").unwrap_or_default();
    // a composite font's program belongs to its descendant
    if !matches!(kind, b"Type1" | b"MMType1" | b"TrueType" | b"CIDFontType0" | b"CIDFontType2") {
        return false;
    }
    let base = name(doc, font, b"BaseFont").unwrap_or_default();
    if STANDARD.iter().any(|s| base.starts_with(s)) {
        return false;
    }
    let descriptor = dict(doc, font, b"FontDescriptor");
    let has = |key: &[u8]| descriptor.is_some_and(|d| value(doc, d, key).is_some());
    !has(b"FontFile") && !has(b"FontFile2") && !has(b"FontFile3")
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    /// 4^16 visits, if each kid were gone through again.
    #[test]
    fn a_name_tree_that_is_its_own_kid_is_counted_once() {
        let mut doc = Document::with_version("1.7");
        let tree = doc.new_object_id();
        let names = vec![Object::string_literal("a"), Object::Null];
        doc.objects.insert(tree, dictionary! { "Names" => names, "Kids" => vec![Object::Reference(tree); 4] }.into());
        assert_eq!(named(&doc, doc.get_dictionary(tree).unwrap()), 1);
    }
}
