//! A page alone: as PDF, as picture, and which text each of its lines is of.

use std::ops::Range;

use typst_layout::PagedDocument;

use super::book::Book;
use crate::contract::Printing;
use crate::engine::Engine;
use crate::finding::Finding;
use crate::msg;
use crate::place::Place;
use crate::told::Told;
use crate::typeset::{PageLayer, Pdf, Printed, layers, page_size, printed, small, whole};

/// A page as it is printed. Lengths in pt (1/72 inch) from its top left.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PageView {
    /// Width of the paper.
    pub width: f64,
    /// Height of the paper.
    pub height: f64,
    /// The page as one picture.
    pub whole: PageLayer,
    /// The page as pictures that lie over one another, the lowest first.
    pub layers: Vec<PageLayer>,
    /// Its lines in the order of reading.
    pub lines: Vec<PrintedLine>,
}

/// A line, or a piece of one where something stands out in it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PrintedLine {
    /// Its characters.
    pub text: String,
    /// From the left edge of the page.
    pub left: f64,
    /// From the top edge of the page.
    pub top: f64,
    /// How far it reaches to the right.
    pub width: f64,
    /// An em of its text.
    pub height: f64,
    /// What it is of; `None` for what the form itself says.
    pub source: Option<LineSource>,
}

/// What a line is of.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LineSource {
    /// Where it was written.
    pub place: Option<Place>,
    /// The row or the project, from 0; `None` in running text.
    pub row: Option<usize>,
    /// The field, from 0, in the order of the paper's columns or the form's fields; `None` in running text.
    pub field: Option<usize>,
}

impl PageView {
    /// The line under a point of the page.
    pub fn at(&self, left: f64, top: f64) -> Option<&PrintedLine> {
        self.lines.iter().find(|line| {
            (line.left..line.left + line.width).contains(&left) && (line.top..line.top + line.height).contains(&top)
        })
    }

    /// The lines of what was written in a place.
    pub fn lines_of<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a PrintedLine> {
        self.lines.iter().filter(move |line| line.source.as_ref().is_some_and(|s| s.place.as_ref() == Some(place)))
    }
}

impl Engine {
    /// Writes some pages of a book, from 0, as a PDF of their own. Page numbers are those of the book. Tags and standards
    /// are of whole papers, and left out.
    ///
    /// `M216` pages that it has not; else as [`pdf`](Self::pdf).
    pub fn pages_pdf(&self, book: &Book, pages: Range<usize>, options: &Pdf) -> Told<Vec<u8>> {
        let options = &Pdf { tagged: false, standards: Vec::new(), ..options.clone() };
        let laid = self.lay_out_pages(book, pages, options, false);
        laid.and_then(|document| self.export(book, &document, options)).map(|exported| exported.pdf)
    }

    /// A page of a book, from 0, to be looked at.
    ///
    /// `M216` a page that it has not; else as [`pdf`](Self::pdf).
    pub fn page(&self, book: &Book, page: usize, options: &Pdf) -> Told<PageView> {
        let view = |document: PagedDocument| {
            let page = document.pages().first()?;
            let (width, height) = page_size(page);
            let lines = printed(page).into_iter().map(|line| {
                let source = line.of.and_then(|of| book.source(of, &line.text));
                let Printed { text, left, top, width, height, .. } = line;
                PrintedLine { text, left, top, width, height, source }
            });
            let layers = layers(page);
            Some(PageView { width, height, whole: whole(page, &layers), layers, lines: lines.collect() })
        };
        self.one_page(book, page, options, view)
    }

    /// A page of a book, from 0, as it looks from afar: an SVG in which bars stand for the texts.
    ///
    /// As [`page`](Self::page).
    pub fn page_small(&self, book: &Book, page: usize, options: &Pdf) -> Told<String> {
        self.one_page(book, page, options, |document| document.pages().first().map(small))
    }

    fn one_page<T>(
        &self,
        book: &Book,
        page: usize,
        options: &Pdf,
        view: impl Fn(PagedDocument) -> Option<T>,
    ) -> Told<T> {
        let traced = self.lay_out_pages(book, page..page + 1, options, true);
        // a layout of the project's own may not know of marks: the page is shown all the same
        let told =
            if traced.value().is_some() { traced } else { self.lay_out_pages(book, page..page + 1, options, false) };
        told.map(view).and_then(|view| match view {
            Some(view) => Told::new(view, Vec::new()),
            None => Told::nothing(no_page(page..page + 1, 0)),
        })
    }

    fn lay_out_pages(&self, book: &Book, pages: Range<usize>, options: &Pdf, traced: bool) -> Told<PagedDocument> {
        let all = book.page_count(options);
        if pages.is_empty() || pages.end > all {
            return Told::nothing(no_page(pages, all));
        }
        let printing = Printing { pages: Some(pages), counts: options.summary, marks: true, traced };
        self.lay_out(book, &printing)
    }
}

/// `M216`
fn no_page(pages: Range<usize>, all: usize) -> Finding {
    let (first, last) = (pages.start + 1, pages.end);
    Finding::error(
        "M216",
        msg!(
            "{first}〜{last} ページはありません（全 {all} ページ）",
            "there are no pages {first} to {last} (of {all})"
        ),
    )
}

impl Book {
    /// The pages, from 0, on which lines of what was written in a place stand. A label that is printed once for several
    /// rows stands on the pages of each of them.
    pub fn pages_of(&self, place: &Place) -> Vec<usize> {
        match self {
            Self::Table(book) => book.pages_of(place),
            Self::Slips(book) => book.pages_of(place),
            Self::Document(book) => book.pages_of(place),
        }
    }

    /// What a mark is of.
    fn source(&self, of: usize, line: &str) -> Option<LineSource> {
        let (place, row, field) = match self {
            Self::Table(book) => {
                let columns = book.plan().columns.len().max(1);
                let (row, c) = (of / columns, of % columns);
                (book.plan().rows.get(row)?.cells[c].place.clone(), Some(row), Some(c))
            }
            Self::Slips(book) => {
                let (row, field) = book.source_of(of, line)?;
                (book.slips().slips.get(row)?.answers[field].place.clone(), Some(row), Some(field))
            }
            Self::Document(book) => (Some(book.places().get(of)?.clone()), None, None),
        };
        Some(LineSource { place, row, field })
    }
}
