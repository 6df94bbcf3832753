//! Compiles a paper and writes its PDF.

use std::ops::Range;

use ecow::EcoVec;
use rayon::prelude::*;
use typst::World;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::model::Document;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::fonts::Fonts;
use super::kept::check_kept;
use super::merge::relocated;
use super::pdf::pack;
use super::record::Record;
use super::upright;
use super::world::{DEFAULT_LAYOUT, PaperWorld};
use crate::contract::{self, Faces};
use crate::finding::Finding;
use crate::form::Templates;
use crate::msg;
use crate::pages::{self, SetTable};
use crate::place::Place;
use crate::plan::Plan;
use crate::units::Date;

/// A PDF standard that can be claimed. ISO 19005 (PDF/A) and ISO 14289-1 (PDF/UA-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    A2b,
    A2a,
    A3a,
    Ua1,
}

impl Standard {
    /// Reads `a-2b`, `a-2a`, `a-3a` or `ua-1`.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.trim() {
            "a-2b" => Self::A2b,
            "a-2a" => Self::A2a,
            "a-3a" => Self::A3a,
            "ua-1" => Self::Ua1,
            _ => return None,
        })
    }

    fn typst(self) -> PdfStandard {
        match self {
            Self::A2b => PdfStandard::A_2b,
            Self::A2a => PdfStandard::A_2a,
            Self::A3a => PdfStandard::A_3a,
            Self::Ua1 => PdfStandard::Ua_1,
        }
    }
}

/// How a PDF is written.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub standards: Vec<Standard>,
    /// Tags for readers; always on where a standard needs them.
    pub tagged: bool,
    /// Add the page of counts, if the form has one.
    pub summary: bool,
    /// Date in the metadata. PDF/A must have one: April 1 of the last year reported on,
    /// unless given. Nothing else but the input enters the bytes.
    pub date: Option<Date>,
}

impl Default for Pdf {
    fn default() -> Self {
        Self { standards: Vec::new(), tagged: true, summary: false, date: None }
    }
}

/// A paper that is ready to be typeset.
pub struct Paper<'a> {
    pub plan: &'a Plan,
    pub table: &'a SetTable,
    pub pages: &'a [pages::Page],
    pub templates: &'a Templates,
    pub fonts: &'a Fonts,
    pub faces: &'a Faces,
    /// Print 資料番号 and page numbers; in a packet they are the packet's.
    pub marks: bool,
}

/// Typesets a table paper into PDF bytes.
///
/// # Errors
/// `M210` Typst refuses the layout, `M211` the pages are not cut where they were computed, `M212` a standard
/// is not met, `M213` a label is higher than a page, `M214` a layout of the project's own leaves texts out.
pub fn typeset_table(paper: &Paper, options: &Pdf) -> Result<Vec<u8>, Vec<Finding>> {
    record_table(paper, options).map(|exported| exported.pdf)
}

/// As [`typeset_table`], with what was set.
///
/// # Errors
/// As [`typeset_table`].
pub(crate) fn record_table(paper: &Paper, options: &Pdf) -> Result<Exported, Vec<Finding>> {
    let summary = options.summary && paper.plan.summary().is_some();
    let document = lay_out(paper, summary)?;
    // frames are all that export needs: Typst's caches are cleared beside it
    let clearing = std::thread::spawn(|| comemo::evict(0));
    let form = &paper.plan.form;
    // PDF/A wants a date; without one given it is the first day of the last year reported on
    let last_year =
        paper.plan.columns.iter().filter_map(|c| c.year).max().unwrap_or_else(|| form.base_year(&paper.plan.years));
    let what = Export { ident: format!("matome/{}/{}", form.name, paper.plan.title()), date: Date::april(last_year) };
    let exported = export(&document, &what, options, |errors| explain(&empty_world(paper), paper.templates, errors));
    drop(document);
    // a panic there would be Typst's own
    let _ = clearing.join();
    exported
}

/// What a PDF's metadata say beside its options.
pub(crate) struct Export {
    /// The same paper always has the same.
    pub ident: String,
    /// PDF/A wants a date; without one given it is this.
    pub date: Date,
}

/// A PDF, and what was set in it.
pub(crate) struct Exported {
    pub pdf: Vec<u8>,
    /// Date of the metadata, if they have one.
    pub date: Option<Date>,
    pub record: Record,
}

/// Writes a laid out document as PDF and packs it.
///
/// # Errors
/// `M212` standards that do not go together, and what `explain` makes of Typst's own.
pub(crate) fn export(
    document: &PagedDocument,
    what: &Export,
    options: &Pdf,
    explain: impl FnOnce(&[SourceDiagnostic]) -> Vec<Finding>,
) -> Result<Exported, Vec<Finding>> {
    let standards: Vec<PdfStandard> = options.standards.iter().map(|s| s.typst()).collect();
    let standards = PdfStandards::new(&standards).map_err(|e| {
        let detail = e.message();
        vec![Finding::error(
            "M212",
            msg!("この組み合わせの規格では書けません: {detail}", "these standards do not go together: {detail}"),
        )]
    })?;
    let archive = options.standards.iter().any(|s| !matches!(s, Standard::Ua1));
    let date = options.date.or(archive.then_some(what.date));
    let tagged = options.tagged || options.standards.iter().any(|s| !matches!(s, Standard::A2b));
    let options = PdfOptions {
        ident: Smart::Custom(what.ident.clone()),
        creator: Smart::Custom(Some(concat!("matome ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: date.and_then(|d| Datetime::from_ymd_hms(d.year, d.month, d.day, 0, 0, 0)).map(Timestamp::new_utc),
        page_ranges: None,
        standards,
        tagged,
        pretty: false,
    };
    let record = Record::of(document);
    let joined = upright::join(document);
    let (document, upright) = joined.as_ref().map_or((document, [].as_slice()), |(document, texts)| (document, texts));
    let bytes = typst_pdf::pdf(document, &options).map_err(|errors| explain(&errors))?;
    Ok(Exported { pdf: pack(bytes, upright), date, record })
}

/// Up to this many pages are laid out in one go, as one tagged table.
const WHOLE: usize = 150;
/// Pages of a part of a longer paper. Typst holds all it made of a part until the part is done, so that
/// this bounds its memory; each part is a table of its own.
const PART: usize = 50;

/// Lays a paper out: in one part, or in several, two at a time, if it is long.
pub(crate) fn lay_out(paper: &Paper, summary: bool) -> Result<PagedDocument, Vec<Finding>> {
    // such a label would run off the page, and its end would be lost
    let tall = pages::tall_labels(paper.plan, paper.table);
    if !tall.is_empty() {
        return Err(tall);
    }
    let all = paper.pages.len();
    let size = if all <= WHOLE { all.max(1) } else { PART };
    lay_out_parts(all, size, 2, &|part| lay_out_part(paper, part, summary))
}

/// Lays `all` pages or sheets out in parts of `size`, `at_once` of them at a time, and puts the pages together.
/// Typst's caches are cleared after each round, which bounds the memory of a long book.
pub(crate) fn lay_out_parts(
    all: usize,
    size: usize,
    at_once: usize,
    lay_out: &(dyn Fn(Range<usize>) -> Result<PagedDocument, Vec<Finding>> + Sync),
) -> Result<PagedDocument, Vec<Finding>> {
    if all <= size {
        return lay_out(0..all);
    }
    let parts: Vec<Range<usize>> = (0..all).step_by(size).map(|from| from..(from + size).min(all)).collect();
    let mut pages = EcoVec::new();
    let mut info = None;
    for round in parts.chunks(at_once) {
        let laid: Vec<_> = round.par_iter().map(|part| (part.start, lay_out(part.clone()))).collect();
        comemo::evict(0);
        for (salt, document) in laid {
            let document = document?;
            pages.extend(document.pages().iter().map(|page| relocated(page, salt, None)));
            info.get_or_insert_with(|| document.info().clone());
        }
    }
    Ok(PagedDocument::new(pages, info.unwrap_or_default()))
}

/// Compiles a world; the document must have as many pages as were computed, if any were.
///
/// # Errors
/// `M210` Typst refuses the layout, `M211` more or fewer pages than computed.
pub(crate) fn compile_pages(
    world: &PaperWorld,
    templates: &Templates,
    expected: Option<usize>,
) -> Result<PagedDocument, Vec<Finding>> {
    let document: PagedDocument = typst::compile(world).output.map_err(|errors| explain(world, templates, &errors))?;
    let got = document.pages().len();
    match expected {
        Some(expected) if expected != got => {
            let message = msg!(
                "ページの切れ目が計算と合いません（計算 {expected} ページ、組版 {got} ページ）",
                "the layout has {got} pages, {expected} were computed"
            );
            Err(vec![Finding::error("M211", message).hint(msg!(
                "様式の layout.typ を変えたときは、行の高さを固定したままにしてください",
                "keep the fixed row heights in layout.typ"
            ))])
        }
        _ => Ok(document),
    }
}

fn lay_out_part(paper: &Paper, part: Range<usize>, summary: bool) -> Result<PagedDocument, Vec<Finding>> {
    let form = &paper.plan.form;
    let expected = part.len() + usize::from(summary && part.end == paper.pages.len());
    let options = contract::TableOptions { part: part.clone(), counts: summary, marks: paper.marks };
    let data = contract::table_data(paper.plan, paper.table, paper.pages, &options, paper.faces);
    let fonts = paper.fonts.typst(&paper.faces.all());
    let world = PaperWorld::new(paper.templates, &form.name, DEFAULT_LAYOUT, data, fonts);
    let document = compile_pages(&world, paper.templates, Some(expected))?;
    let own = |file: String| paper.templates.is_own(&file);
    if own(format!("{}/layout.typ", form.name)) || own("shared/table.typ".to_owned()) {
        let left_out = check_kept(paper, part, &document);
        if !left_out.is_empty() {
            return Err(left_out);
        }
    }
    Ok(document)
}

/// A world with the layouts but no data, to find the places of export's diagnostics.
fn empty_world(paper: &Paper) -> PaperWorld {
    PaperWorld::new(paper.templates, &paper.plan.form.name, DEFAULT_LAYOUT, Vec::new(), Vec::new())
}

/// Typst's diagnostics as findings; they point into the layout, which only its author can mend.
pub(crate) fn explain(world: &PaperWorld, templates: &Templates, errors: &[SourceDiagnostic]) -> Vec<Finding> {
    errors
        .iter()
        .map(|error| {
            let detail = &error.message;
            let mut finding = Finding::error("M210", msg!("紙面を組めません: {detail}", "the layout fails: {detail}"));
            if let Some((file, line, column)) = locate(world, templates, error) {
                finding = finding.at(Place::text(&file.into(), line, column));
            }
            for hint in &error.hints {
                let hint = &hint.v;
                finding = finding.hint(msg!("{hint}", "{hint}"));
            }
            finding
        })
        .collect()
}

fn locate(world: &PaperWorld, templates: &Templates, error: &SourceDiagnostic) -> Option<(String, u32, u32)> {
    use typst::WorldExt;
    let id = error.span.id()?;
    let range = world.range(error.span)?;
    let source = world.source(id).ok()?;
    let (line, column) = source.lines().byte_to_line_column(range.start)?;
    let name = templates.shown(id.get().vpath().get_without_slash());
    Some((name, line as u32 + 1, column as u32 + 1))
}
