//! Slips through Typst: a few sheets at a time, on all cores.

use std::ops::Range;

use typst_layout::PagedDocument;

use super::layout::SetSlip;
use super::{SlipBook, contract};
use crate::Matome;
use crate::contract::Faces;
use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::typeset::{Export, Exported, PaperWorld, Pdf, compile_pages, explain, export, lay_out_parts};

/// Sheets of a part. Typst holds all it made of a part until the part is done.
const PART: usize = 12;
/// Parts that are laid out before Typst's caches are cleared.
const ROUND: usize = 4;
/// The layout of a slip without its own.
const LAYOUT: &str = "shared/slip-paper.typ";

/// Typesets sheets into a PDF.
///
/// # Errors
/// `M210` Typst refuses the layout, `M211` more or fewer pages than computed, `M212` a standard is not met.
pub fn typeset(matome: &Matome, book: &SlipBook, set: &[SetSlip], options: &Pdf) -> Result<Exported, Vec<Finding>> {
    let document = lay_out(matome, book, set, true)?;
    let title = book.title();
    let name = set.first().map_or(String::new(), |s| s.bookmarks.join("/"));
    let what = Export {
        ident: format!("matome/{}/{title}/{name}/{}", book.form.name, set.len()),
        year: book.years.get(BASE_YEAR).copied().unwrap_or(2000) + 1,
    };
    let empty = || PaperWorld::new(&matome.templates, &book.form.name, LAYOUT, Vec::new(), Vec::new());
    export(&document, &what, options, |errors| explain(&empty(), &matome.templates, errors))
}

/// Lays sheets out; `marks`: with 資料番号 and page numbers.
///
/// # Errors
/// `M210`, `M211`.
pub fn lay_out(matome: &Matome, book: &SlipBook, set: &[SetSlip], marks: bool) -> Result<PagedDocument, Vec<Finding>> {
    let font = &book.form.text.font;
    let chain = |bold| matome.fonts.chain(font, bold).ok_or_else(|| vec![matome.fonts.unknown(font)]);
    let faces = Faces::new(&chain(false)?, &chain(true)?, book.texts());
    let families = faces.all();
    lay_out_parts(set.len(), PART, ROUND, &|part: Range<usize>| {
        let expected: usize = set[part.clone()].iter().map(|s| s.pages.len()).sum();
        let data = contract::data(book, set, part, &faces, marks);
        let fonts = matome.fonts.typst(&families);
        let world = PaperWorld::new(&matome.templates, &book.form.name, LAYOUT, data, fonts);
        compile_pages(&world, &matome.templates, Some(expected))
    })
}
