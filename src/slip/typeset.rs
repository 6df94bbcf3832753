//! Slips through Typst: a few sheets at a time, on all cores.

use std::ops::Range;

use ecow::EcoVec;
use rayon::prelude::*;
use typst_layout::PagedDocument;

use super::layout::SetSlip;
use super::{SlipBook, contract};
use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::typeset::compact;
use crate::typeset::{Export, PaperWorld, Pdf, explain, export};
use crate::{Matome, msg};
use typst::model::Document;

/// Sheets of a part. Typst holds all it made of a part until the part is done.
const PART: usize = 12;
/// Parts that are laid out before Typst's caches are cleared.
const ROUND: usize = 4;
/// The layout of a slip without its own.
const LAYOUT: &str = "shared/slip-paper.typ";

/// Typesets sheets into PDF bytes.
///
/// # Errors
/// `M210` Typst refuses the layout, `M211` more or fewer pages than computed, `M212` a standard is not met.
pub fn typeset(matome: &Matome, book: &SlipBook, set: &[SetSlip], options: &Pdf) -> Result<Vec<u8>, Vec<Finding>> {
    let families = matome.fonts.families(&book.form.text.font);
    let world = |data| PaperWorld::new(&matome.templates, &book.form.name, LAYOUT, data, matome.fonts.typst(&families));
    let lay_out = |part: Range<usize>| {
        let expected: usize = set[part.clone()].iter().map(|s| s.pages.len()).sum();
        let world = world(contract::data(book, set, part, &families));
        let document: PagedDocument =
            typst::compile(&world).output.map_err(|errors| explain(&world, &matome.templates, &errors))?;
        let got = document.pages().len();
        if got == expected {
            return Ok(document);
        }
        let message = msg!(
            "ページの切れ目が計算と合いません（計算 {expected} ページ、組版 {got} ページ）",
            "the layout has {got} pages, {expected} were computed"
        );
        Err(vec![Finding::error("M211", message)])
    };
    let document = if set.len() <= PART {
        lay_out(0..set.len())?
    } else {
        let parts: Vec<Range<usize>> =
            (0..set.len()).step_by(PART).map(|from| from..(from + PART).min(set.len())).collect();
        let mut pages = EcoVec::new();
        let mut info = None;
        for round in parts.chunks(ROUND) {
            let laid: Vec<Result<PagedDocument, Vec<Finding>>> =
                round.par_iter().map(|part| lay_out(part.clone())).collect();
            comemo::evict(0);
            for document in laid {
                let document = document?;
                pages.extend(document.pages().iter().map(compact));
                info.get_or_insert_with(|| document.info().clone());
            }
        }
        PagedDocument::new(pages, info.unwrap_or_default())
    };
    let title = book.meta.title.as_deref().unwrap_or(&book.form.title);
    let name = set.first().map_or(String::new(), |s| s.bookmarks.join("/"));
    let what = Export {
        ident: format!("matome/{}/{title}/{name}/{}", book.form.name, set.len()),
        year: book.years.get(BASE_YEAR).copied().unwrap_or(2000) + 1,
        upright: Vec::new(),
    };
    export(&document, &what, options, |errors| explain(&world(Vec::new()), &matome.templates, errors))
}
