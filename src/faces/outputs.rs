//! What is to be written of a paper: kinds by the ends of names, bytes.

use std::path::{Path, PathBuf};

use crate::engine::Engine;
use crate::finding::Finding;
use crate::html::Html;
use crate::output::Output;
use crate::paper::Book;
use crate::told::Told;
use crate::typeset::Pdf;
use crate::xlsx::Xlsx;

/// Kinds of output, by the end of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    Pdf,
    Xlsx,
    Json,
    Html,
    Csv,
}

impl OutputKind {
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        Some(match ending.as_str() {
            "pdf" => Self::Pdf,
            "xlsx" => Self::Xlsx,
            "json" => Self::Json,
            "html" => Self::Html,
            "csv" => Self::Csv,
            _ => return None,
        })
    }
}

/// Makes the bytes of every output; no value when one fails.
pub fn make(engine: &Engine, book: &Book, paths: &[PathBuf], pdf: &Pdf) -> Told<Vec<Output>> {
    Told::noticing(|findings| {
        let mut outputs = Vec::new();
        for path in paths {
            let made = match OutputKind::of(path) {
                Some(OutputKind::Xlsx) => engine.xlsx(book, &Xlsx { date: pdf.date }),
                Some(OutputKind::Json) => book.json().map(String::into_bytes).into(),
                Some(OutputKind::Html) => engine.html(book, &Html { summary: pdf.summary, date: pdf.date }),
                Some(OutputKind::Csv) => book.csv().map(String::into_bytes),
                _ => engine.pdf(book, pdf),
            };
            outputs.push(Output { path: path.clone(), bytes: made.tell_or_faults(findings)? });
        }
        Ok(outputs)
    })
}

/// The value, with those findings that were not told before.
pub fn new_findings<T>(told: Told<T>, findings: &mut Vec<Finding>) -> Option<T> {
    let (value, new) = told.into_parts();
    for finding in new {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    value
}
