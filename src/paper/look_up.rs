//! Where things stand in a paper: its headings, its texts, and why a row is as high as it is.

use super::book::Book;
use super::data::Count;
use crate::finding::Message;
use crate::place::Place;

/// A heading to which a reader jumps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heading {
    /// From 1, the outermost.
    pub level: usize,
    /// What it says.
    pub title: String,
    /// The page, from 0, on which it begins.
    pub page: usize,
}

/// A text of a paper, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written<'a> {
    /// What was written.
    pub text: &'a str,
    /// Where.
    pub place: &'a Place,
    /// The row or the project, from 0.
    pub record: usize,
}

impl Book {
    /// Its groups, or its projects, with the pages on which they begin. None for free papers.
    pub fn headings(&self) -> Vec<Heading> {
        let found = match self {
            Self::Table(book) => book.headings(),
            Self::Slips(book) => book.headings(),
            Self::Document(_) => Vec::new(),
        };
        found.into_iter().map(|(level, title, page)| Heading { level, title, page }).collect()
    }

    /// Every text that was written somewhere, in order. None for free papers.
    pub fn written(&self) -> Vec<Written<'_>> {
        let mut out = Vec::new();
        match self {
            Self::Table(book) => {
                for (record, row) in book.plan().rows.iter().enumerate() {
                    let cells = row.cells.iter().filter_map(|cell| Some((cell.text.as_str(), cell.place.as_ref()?)));
                    out.extend(cells.map(|(text, place)| Written { text, place, record }));
                }
            }
            Self::Slips(book) => {
                for (record, slip) in book.slips().slips.iter().enumerate() {
                    let answers = slip.answers.iter().filter_map(|one| Some((one.text.as_str(), one.place.as_ref()?)));
                    out.extend(answers.map(|(text, place)| Written { text, place, record }));
                }
            }
            Self::Document(_) => {}
        }
        out
    }

    /// Rows, projects or blocks that it has, in words.
    pub fn count(&self) -> Count {
        match self {
            Self::Table(book) => Count::rows(book.plan().rows.len()),
            Self::Slips(book) => Count::projects(book.slips().slips.len()),
            Self::Document(book) => Count::blocks(book.text().document.blocks.len()),
        }
    }

    /// What makes a row, or the sheet of a project, as high as it is.
    pub fn explain_record(&self, record: usize) -> Option<Message> {
        match self {
            Self::Table(book) => book.explain_row(record),
            Self::Slips(book) => book.explain().into_iter().nth(record),
            Self::Document(_) => None,
        }
    }
}
