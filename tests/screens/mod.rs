//! Pages for screens (`.html`) and tables for others' programs (`.csv`) of every kind of paper.

mod csv;
mod documents;
mod packets;
mod page;
mod slips;
mod tables;

use matome::Engine;
use matome::html::Html;
use matome::meta::Given;
use matome::paper::Book;
use matome::source::{Format, Source, read_bytes};

use crate::common::lines;
use page::Page;

/// A source in memory.
fn source(name: &str, bytes: &[u8]) -> Source {
    let format = match name.rsplit_once('.').unwrap().1 {
        "json" => Format::Json,
        "csv" => Format::Csv,
        "xlsx" => Format::Xlsx,
        other => panic!("{other}"),
    };
    read_bytes(bytes.to_vec(), name, format).unwrap()
}

/// A book of a form, with nothing that stops it.
#[track_caller]
fn book(form: &str, source: Source) -> Book {
    let engine = Engine::new();
    let form = engine.form(form).value_or_faults().unwrap();
    let told = engine.make(&form, &[source], &Given::default());
    let (book, findings) = told.into_parts();
    book.unwrap_or_else(|| panic!("{}", lines(&findings)))
}

/// A paper of the invented town.
#[track_caller]
fn town(form: &str) -> Book {
    let path = format!("{}/data/town/{form}.json", env!("CARGO_MANIFEST_DIR"));
    book(form, source("町.json", &std::fs::read(path).unwrap()))
}

/// Its page, the same twice.
#[track_caller]
fn page(book: &Book) -> Page {
    page_with(book, &Html::default())
}

#[track_caller]
fn page_with(book: &Book, options: &Html) -> Page {
    let engine = Engine::new();
    let made = || engine.html(book, options).value_or_faults().unwrap();
    let bytes = made();
    assert_eq!(bytes, made(), "the same bytes");
    let page = Page::of(bytes);
    page.check();
    page
}

/// Texts that a page or a style sheet must not take for anything else.
const FOREIGN: &str =
    "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> </style></td> &amp; ]]> <!-- {{様式}}";
