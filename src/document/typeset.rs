//! Free papers through Typst.

use serde::Serialize;
use typst::layout::{Frame, FrameItem, Point};
use typst_layout::{Page, PagedDocument};

use super::{Document, DocumentData, FORM, Look, set_document};
use crate::engine::Engine;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::Place;
use crate::text::{Coverage, FontChain, codes, combines, pieces};
use crate::told::{Faults, Told};
use crate::typeset::{Extra, Facts, Layout, Pdf, undrawn_texts};
use crate::units::{Date, MM};

/// The layout of free papers without their own.
const USUAL: &str = "document/layout.typ";

/// A file that is attached to the PDF.
#[derive(Debug, Clone, Serialize)]
pub struct Attached {
    /// Name in the PDF.
    pub name: String,
    /// Path in the layout's world.
    pub file: String,
    pub mime: String,
    /// How it belongs to the paper (ISO 19005-3 6.8): `source`, `data`, `alternative`, `supplement`.
    pub relationship: &'static str,
    pub description: String,
}

/// What a free paper is laid out with.
pub struct Job<'a> {
    /// Folder of templates whose `layout.typ` is taken, if it is there.
    pub name: &'a str,
    pub document: &'a Document,
    /// For the document's metadata.
    pub title: &'a str,
    pub look: &'a Look,
    pub attached: &'a [Attached],
    pub files: Vec<Extra>,
}

#[derive(Serialize)]
struct WithFiles<'a> {
    #[serde(flatten)]
    data: DocumentData,
    attached: &'a [Attached],
}

/// The layout of free papers, or the one of this folder.
pub fn layout(folder: &str) -> Layout<'_> {
    Layout { folder, usual: USUAL }
}

/// Sets a free paper in lines and lays it out.
///
/// `M205` an unknown font, `M107`, `M108`, `M201`–`M203` characters, `M210` Typst refuses the layout.
pub fn lay_out(engine: &Engine, job: Job) -> Told<PagedDocument> {
    set_and_lay_out(engine, job, |_| ()).map(|(laid, ())| laid)
}

/// As [`lay_out`], with marks on the lines, and the places by their marks.
pub fn lay_out_traced(engine: &Engine, job: Job) -> Told<(PagedDocument, Vec<Place>)> {
    set_and_lay_out(engine, job, DocumentData::mark)
}

/// A last page that is filled to less than this share is drawn together with those before it, if tighter lines can do it.
const THIN: f64 = 0.25;

/// By how much lines may stand closer for that.
const TIGHTER: [f64; 2] = [0.93, 0.86];

fn set_and_lay_out<T>(
    engine: &Engine,
    mut job: Job,
    mark: impl Fn(&mut DocumentData) -> T,
) -> Told<(PagedDocument, T)> {
    job.files.extend(job.document.pictures.values().map(|p| (p.file.clone(), p.bytes.clone())));
    Told::noticing(|findings| {
        let (plain, bold) = engine.chains(&job.look.font)?;
        let set = |tighter: f64, findings: &mut Vec<Finding>| {
            let rules = engine.house.over(job.look.rules);
            let look = Look { rules, line_gap: job.look.line_gap * tighter, ..job.look.clone() };
            let mut data = set_document(job.document, job.title, &look, (&plain, &bold), findings);
            let marked = mark(&mut data);
            let data = WithFiles { data, attached: job.attached };
            let layout = layout(job.name);
            let laid = engine.typesetter().compile_data(layout, &data, &[&plain, &bold], job.files.clone(), None);
            Ok::<_, Faults>((laid.tell_or_faults(findings)?, marked))
        };
        let mut whole = set(1.0, findings)?;
        let pages = whole.0.pages().len();
        if pages > 1 && whole.0.pages().last().is_some_and(|last| filled(last, job.look) < THIN) {
            let tighter = TIGHTER.iter().filter_map(|by| set(*by, &mut Vec::new()).ok());
            whole = tighter.into_iter().find(|(laid, _)| laid.pages().len() < pages).unwrap_or(whole);
        }
        findings.extend(undrawn(&whole.0, job.document, &plain));
        Ok(whole)
    })
}

/// How much of the text area of a page is used, from the top down.
fn filled(page: &Page, look: &Look) -> f64 {
    let paper = &look.paper;
    let room = (paper.height - paper.top - paper.bottom) * MM;
    (lowest(&page.frame) - paper.top * MM) / room
}

/// The baseline of the lowest text, or the top of the lowest picture, pt.
fn lowest(frame: &Frame) -> f64 {
    let of = |(at, item): &(Point, FrameItem)| match item {
        FrameItem::Group(group) => at.y.to_pt() + lowest(&group.frame),
        FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => at.y.to_pt(),
        _ => 0.0,
    };
    frame.items().map(of).max_by(f64::total_cmp).unwrap_or(0.0)
}

/// `M201`: texts in pictures that no font draws; they would be boxes.
fn undrawn(laid: &PagedDocument, document: &Document, fonts: &FontChain) -> Vec<Finding> {
    let mut out = Vec::new();
    for (bytes, characters) in undrawn_texts(laid) {
        let named = document.pictures.iter().find(|(_, picture)| *picture.bytes == *bytes);
        let Some((path, _)) = named else { continue };
        let (place, path) = (document.place_of(path), quote(path));
        for piece in characters {
            let code = codes(&piece);
            let mut finding = Finding::error(
                "M201",
                msg!(
                    "図「{path}」の中の「{piece}」（{code}）は印刷できません",
                    "\"{piece}\" ({code}) in the picture \"{path}\" cannot be printed"
                ),
            );
            finding.place.clone_from(&place);
            let missing = pieces(&piece).any(|(c, marks)| {
                let coverage = if combines(marks) { fonts.combined(c, marks).by } else { fonts.coverage(c) };
                coverage == Coverage::Missing
            });
            out.push(finding.hint(if missing {
                msg!(
                    "図の文字を別の字にするか、図を作ったソフトで文字をアウトライン（パス）に変えてください",
                    "use another character in the picture, or turn its text into outlines"
                )
            } else {
                msg!(
                    "図を作ったソフトで文字をアウトライン（パス）に変えるか、図を PNG で書き出してください",
                    "turn the picture's text into outlines, or save it as PNG"
                )
            }));
        }
    }
    out
}

/// Writes a free paper as PDF.
///
/// `M205`, `M210`, `M212`; characters that the fonts lack.
pub fn document_pdf(engine: &Engine, document: &Document, title: &str, look: &Look, options: &Pdf) -> Told<Vec<u8>> {
    let job = Job { name: FORM, document, title, look, attached: &[], files: Vec::new() };
    lay_out(engine, job).and_then(|laid| {
        let facts = Facts { ident: format!("matome/document/{title}"), date: Date::april(2000) };
        let exported = engine.typesetter().export(&laid, &facts, options, Some(layout(FORM)));
        Told::from(exported).map(|exported| exported.pdf)
    })
}
