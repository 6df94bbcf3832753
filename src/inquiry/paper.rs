//! Papers of an inquiry as PDF: free papers that are made here, not read.

use typst_layout::PagedDocument;

use crate::document::{Align, Block, Document, FORM, HeadingLook, Job, Look, Para, Rich, Table, lay_out};
use crate::engine::Engine;
use crate::form::PaperFormat;
use crate::place::Place;
use crate::text::{Rules, Style};
use crate::told::Told;
use crate::typeset::{Facts, Pdf, Standard};
use crate::units::Date;

/// A sheet that is handed round: gothic, narrow margins.
pub fn sheet(size: f64) -> Look {
    Look { paper: PaperFormat::a4(15.0), font: "BIZ UDGothic".to_owned(), size, line_gap: 0.5, rules: Rules::default() }
}

/// Lays a paper out.
pub fn laid(engine: &Engine, document: &Document, title: &str, look: &Look) -> Told<PagedDocument> {
    lay_out(engine, Job { name: FORM, document, title, look, attached: &[], files: Vec::new() })
}

/// Writes it as PDF/A-3a and PDF/UA-1 with the day that it bears.
pub fn pdf(engine: &Engine, laid: &PagedDocument, title: &str, date: Date) -> Told<Vec<u8>> {
    let facts = Facts { ident: format!("matome/inquiry/{title}"), date };
    let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], date: Some(date), ..Pdf::default() };
    Told::from(engine.typesetter().export(laid, &facts, &options, None)).map(|exported| exported.pdf)
}

/// A text, in bold if it is.
pub fn rich(text: &str, strong: bool, place: Option<Place>) -> Rich {
    let mut out = Rich { place, ..Rich::default() };
    out.push(text, &Style { strong, ..Style::default() });
    out
}

/// A heading in the middle of its line.
pub fn heading(level: usize, text: Rich) -> Block {
    Block::Heading { level, text, look: HeadingLook::Centered }
}

/// A paragraph to one side.
pub fn aligned(text: Rich, align: Align) -> Block {
    Block::Para(Para { text, align, ..Para::default() })
}

/// A blank line.
pub fn gap() -> Block {
    // a paragraph that hangs keeps its empty lines
    Block::Para(Para { hang: 1, ..Para::default() })
}

/// A label and what is said of it, the second line below its first.
pub fn labelled(label: &str, text: &str, width: usize) -> Block {
    let spare = "\u{3000}".repeat(width.saturating_sub(label.chars().count()));
    let hang = u8::try_from(width.saturating_add(1)).unwrap_or(u8::MAX);
    let text = rich(&format!("{label}{spare}\u{3000}{text}"), false, None);
    Block::Para(Para { text, hang, ..Para::default() })
}

/// A table as wide as the page, with close rows.
pub fn table(head: &[&str], aligns: &[Align], rows: Vec<Vec<Rich>>) -> Block {
    let head = head.iter().map(|text| Rich::plain(*text, None)).collect();
    Block::Table(Table { aligns: aligns.to_vec(), head, rows, whole: true, heads: false, tight: true })
}
