//! Free papers (文書): running text such as 概要 and 要綱, from Markdown or plain text files.
//!
//! A file becomes blocks of marked text with their places; [`set_document`] breaks them into lines with the print
//! font's own widths; Typst puts the lines into pages. A user's text is never Typst source.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod book;
mod comments;
mod contract;
mod html;
mod markdown;
mod pictures;
mod raster;
mod regulation;
mod set;
mod strong;
mod svg;
#[cfg(test)]
mod tests;
mod typeset;
mod widths;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::finding::{Finding, Message};
use crate::input;
use crate::limits::{DOCUMENT_BYTES, FILE_BYTES, Limits};
use crate::msg;
use crate::output::reason;
use crate::place::Place;
use crate::place::SourceFile;
use crate::source::{Body, Source, decode_text};
use crate::text::{Marked, Span, Style};

pub use book::{DocumentBook, DocumentForm, FreeText};
pub(crate) use book::{read, set};
pub(crate) use html::Setter as HtmlSetter;
use pictures::{list_pictures, read_pictures};
use raster::picture_kind;
/// The form of running text that no other form is named for.
pub(crate) const FORM: &str = "document";

pub use contract::{DocumentData, Text, VERSION as CONTRACT};
pub use markdown::read_markdown;
pub use regulation::read_regulation;
pub use set::{Look, set_document};
pub use typeset::document_pdf;
pub(crate) use typeset::{Attached, Job, lay_out};

/// A free paper.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Document {
    /// The first heading of level 1, or the first line of a regulation.
    pub title: Option<Rich>,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
    /// Footnotes, in the order in which they are referred to.
    pub notes: Vec<Rich>,
    /// Pictures by the path that the text names.
    pub pictures: BTreeMap<String, Picture>,
}

/// A picture file that was read.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Name in the layout's world.
    pub file: String,
    /// The file's bytes, as they are.
    pub bytes: Arc<[u8]>,
}

/// A marked text with the place where it begins.
#[derive(Debug, Clone, Default)]
pub struct Rich {
    /// Without marks.
    pub text: String,
    /// What is not plain in it.
    pub spans: Vec<Span>,
    /// Where it was typed.
    pub place: Option<Place>,
}

/// What stands in a document, from the top down.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Block {
    /// Levels 2 and deeper; the title is level 1.
    Heading {
        /// From 2; the title is 1.
        level: usize,
        /// Its words.
        text: Rich,
        /// How it is set.
        look: HeadingLook,
    },
    /// A paragraph.
    Para(Para),
    /// A list.
    List {
        /// The first number of a numbered list.
        ordered: Option<u64>,
        /// The blocks of each item.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table(Table),
    /// A picture in a paragraph of its own.
    Picture {
        /// Its path, as the text names it.
        path: String,
        /// What it shows, for those who do not see it.
        alt: String,
        /// The line below it.
        caption: Option<Rich>,
        /// Where it is named.
        place: Place,
    },
    /// A quotation, indented.
    Quote(Vec<Block>),
    /// Lines as they were typed.
    Code(Rich),
    /// A rule across the page.
    Rule,
    /// A new page.
    Break,
}

/// How a heading is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeadingLook {
    /// Bold, larger than the text.
    Bold,
    /// Bold, in the middle of the line.
    Centered,
    /// In the text's own size and weight, behind an indent of so many em: captions of regulations.
    Plain(u8),
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct Para {
    /// Its words.
    pub text: Rich,
    /// To which side its lines are set.
    pub align: Align,
    /// Indents of the first line and of the others, em.
    pub indent: u8,
    /// Indent of the lines behind the first, em.
    pub hang: u8,
    /// Stays on the page of what follows.
    pub sticky: bool,
    /// Breaks between phrases, as headings do.
    pub phrases: bool,
    /// What stands at the right end of its last line, or on a line of its own below where that has no room: the numbers
    /// of an item's papers.
    pub beside: Option<Rich>,
}

/// To which side lines are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// To the left.
    #[default]
    Left,
    /// To the middle.
    Center,
    /// To the right.
    Right,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// To which side each column is set.
    pub aligns: Vec<Align>,
    /// Its head; empty where it has none.
    pub head: Vec<Rich>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<Vec<Rich>>,
    /// As wide as the page, whatever its texts ask for.
    pub whole: bool,
    /// The first column heads its rows.
    pub heads: bool,
    /// Its rows stand close: many short cells.
    pub tight: bool,
}

impl Rich {
    /// Text without marks of its own.
    pub fn plain(text: impl Into<String>, place: Option<Place>) -> Self {
        Self { text: text.into(), spans: Vec::new(), place }
    }

    /// Reads the marks for ruby, dots and rings.
    pub fn marked(text: &str, place: Option<Place>) -> Self {
        let Marked { text, spans } = crate::text::read_marks(text);
        Self { text: text.into_owned(), spans, place }
    }

    /// Its text and spans together.
    pub fn as_marked(&self) -> Marked<'_> {
        Marked { text: self.text.as_str().into(), spans: self.spans.clone() }
    }

    /// Puts another text behind this one.
    pub fn append(&mut self, other: Rich) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.into_iter().map(|span| span.moved(shift)));
    }

    /// Puts a text of one style behind this one.
    pub fn push(&mut self, text: &str, style: &Style) {
        let start = self.text.len();
        self.text.push_str(text);
        if *style == Style::default() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.range.end == start && last.style == *style && style.note.is_none() => {
                last.range.end = self.text.len();
            }
            _ => self.spans.push(Span::new(start..self.text.len(), style.clone())),
        }
    }
}

fn no_document(file: &SourceFile) -> Finding {
    let message = msg!("文書（.md、.txt）ではありません", "this is no document (.md, .txt)");
    Finding::error("M345", message).at(Place::file(file))
}

/// Opens a text file.
///
/// # Errors
/// `M345` a file that cannot be opened, or of another kind; `M006` too large.
pub(crate) fn read_source(file: &SourceFile, limits: &Limits) -> Result<Source, Finding> {
    let path = file.path().unwrap_or(Path::new(file.name()));
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| !["md", "markdown", "txt"].contains(&ending.as_str())) {
        return Err(no_document(file));
    }
    let size = std::fs::metadata(path).map_or(0, |facts| facts.len());
    if size > limits.file_bytes {
        let finding = Finding::error("M006", FILE_BYTES.beyond(limits, Some(size))).at(Place::file(file));
        return Err(FILE_BYTES.told(finding, limits));
    }
    let bytes = input::read(path, limits.file_bytes).map_err(|e| {
        let Message { ja, en } = reason(&e);
        Finding::error("M345", msg!("文書を読めません: {ja}", "cannot read the document: {en}")).at(Place::file(file))
    })?;
    let file = file.holding(&bytes);
    let mut findings = Vec::new();
    let text = decode_text(&bytes, &file, &mut findings);
    if text.len() > limits.document_bytes {
        let finding = Finding::error("M006", DOCUMENT_BYTES.beyond(limits, Some(text.len() as u64)));
        return Err(DOCUMENT_BYTES.told(finding.at(Place::file(&file)), limits));
    }
    Ok(Source { findings, ..Source::new(file, Body::Text(text)) })
}

/// Reads Markdown, or a regulation, with the pictures that it names. `None` for what is no text.
pub(crate) fn read_text(source: &Source, regulation: bool, findings: &mut Vec<Finding>) -> Option<Document> {
    findings.extend(source.findings.iter().cloned());
    let Body::Text(text) = &source.body else {
        findings.push(no_document(&source.file));
        return None;
    };
    if regulation {
        return Some(read_regulation(text, &source.file));
    }
    let mut document = read_markdown(text, &source.file).tell(findings)?;
    read_pictures(&mut document, &source.file, findings);
    Some(document)
}

/// Reads a Markdown (`.md`) or regulation (`.txt`) file with the pictures that it names.
///
/// # Errors
/// `M345` a file that cannot be opened.
pub(crate) fn read_file(
    file: &SourceFile,
    regulation: bool,
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Result<Document, Finding> {
    let source = read_source(file, limits)?;
    Ok(read_text(&source, regulation, findings).unwrap_or_default())
}

impl Document {
    /// Gives a picture that the text names.
    pub fn add_picture(&mut self, path: &str, bytes: &[u8]) {
        let kind = picture_kind(bytes).unwrap_or("png");
        let file = format!("pictures/{}.{kind}", self.pictures.len().saturating_add(1));
        self.pictures.insert(path.to_owned(), Picture { file, bytes: bytes.into() });
    }

    /// Where the text first names a picture.
    pub(crate) fn place_of(&self, picture: &str) -> Option<Place> {
        let mut named = Vec::new();
        list_pictures(&self.blocks, &mut named);
        named.into_iter().find(|(path, _)| path == picture).map(|(_, place)| place)
    }

    /// Every text with its place.
    pub fn texts(&self) -> Vec<&Rich> {
        let mut out: Vec<&Rich> = self.title.iter().chain(&self.notes).collect();
        texts_of(&self.blocks, &mut out);
        out
    }
}

fn texts_of<'a>(blocks: &'a [Block], out: &mut Vec<&'a Rich>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Code(text) => out.push(text),
            Block::Para(para) => out.extend(std::iter::once(&para.text).chain(&para.beside)),
            Block::List { items, .. } => items.iter().for_each(|item| texts_of(item, out)),
            Block::Table(table) => out.extend(table.head.iter().chain(table.rows.iter().flatten())),
            Block::Picture { caption, .. } => out.extend(caption),
            Block::Quote(blocks) => texts_of(blocks, out),
            Block::Rule | Block::Break => {}
        }
    }
}
