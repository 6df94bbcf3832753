//! A paper: its pages, drawn when they are looked at, and the way from a text to its cell and back.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Opened, Paper};
use super::reply::{Json, Refusal, Reply, aside};
use super::server::Server;
use super::{told, view};
use crate::faces::build::{How, pdf_of};
use crate::input;
use crate::paper::{Book, PrintedLine};
use crate::place::{CellRef, Place, SourceFile};
use crate::source::{Body, Sheet, Source, read_file};
use crate::typeset::Pdf;
use crate::words::folded;

/// Cells that are shown around one: rows above and below, columns left and right.
const AROUND: (u32, u32) = (4, 3);
/// Lines that are shown around one.
const LINES: usize = 4;
/// Places that a search gives.
const FOUND: usize = 200;
/// Characters of a line, and around what was found.
const SHOWN: usize = 300;
const BESIDE: usize = 20;

/// Rounds of reading and of drawing a page or a small picture for which Typst keeps what it has laid out: memory does not
/// grow with the pages that were looked at, and a page is still known after those around it were drawn.
pub const CACHED: usize = 32;

/// What is asked of a paper.
#[derive(Deserialize)]
pub struct Asked {
    name: String,
    #[serde(default)]
    page: usize,
    /// The page as one layer.
    #[serde(default)]
    whole: bool,
    /// The layers that the browser has.
    #[serde(default)]
    has: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    file: String,
    sheet: Option<String>,
    cell: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

/// A paper with its project.
struct Looked {
    opened: Arc<Opened>,
    paper: Paper,
    options: Pdf,
}

impl Looked {
    async fn at(server: &Arc<Server>, name: &str) -> Result<Self, Refusal> {
        let opened = server.opened().await?;
        let job = opened.project.papers.iter().find(|job| job.name == name);
        let job = job.ok_or_else(|| Refusal::missing(name))?;
        let options = pdf_of(&opened.project, job, &How::default());
        let paper = server.desk.look_at(name).ok_or_else(|| Refusal::missing(name))?;
        Ok(Self { opened, paper, options })
    }

    /// The pages, where there are some.
    fn book(&self, name: &str) -> Result<Arc<Book>, Refusal> {
        self.paper.book.clone().ok_or_else(|| Refusal::missing(name))
    }
}

/// What a paper is: its findings, its headings, why its pages end where they do.
pub async fn paper(State(server): State<Arc<Server>>, Query(asked): Query<Asked>) -> Reply {
    let looked = Looked::at(&server, &asked.name).await?;
    aside(move || {
        let mut out = view::paper_line(&looked.paper, &asked.name);
        out["findings"] = told::findings(&looked.paper.findings);
        if let Some(book) = &looked.paper.book {
            let heading = |h: crate::paper::Heading| json!({ "level": h.level, "title": h.title, "page": h.page });
            out["headings"] = book.headings().into_iter().map(heading).collect();
            out["explained"] = book.explain().iter().map(|told| told.ja.as_str()).collect();
            out["pages"] = book.page_count(&looked.options).into();
            out["drawn"] = true.into();
        }
        Json(out)
    })
    .await
}

/// A page as a picture, with its lines and what they are of; `null` where errors leave the paper without pages.
pub async fn page(State(server): State<Arc<Server>>, Query(asked): Query<Asked>) -> Reply {
    let looked = Looked::at(&server, &asked.name).await?;
    let Some(book) = looked.paper.book.clone() else { return Ok(Json(Value::Null)) };
    let opened = Arc::clone(&looked.opened);
    let drawn = aside(move || {
        let view = looked.opened.engine.page(&book, asked.page, &looked.options).value_or_faults()?;
        let lines: Vec<Value> = view.lines.iter().map(line).collect();
        let (width, height, version) = (view.width, view.height, looked.paper.version);
        let layers = if asked.whole { std::slice::from_ref(&view.whole) } else { &view.layers };
        let layers = view::layers(layers, &asked.has);
        Ok(Json(json!({ "width": width, "height": height, "layers": layers, "lines": lines, "version": version })))
    })
    .await?;
    clear_after(&opened);
    drawn
}

/// Clears what is kept of pages, behind the answer.
fn clear_after(opened: &Arc<Opened>) {
    let opened = Arc::clone(opened);
    tokio::task::spawn_blocking(move || opened.engine.cache.clear(CACHED));
}

/// A page as it looks from afar.
pub async fn small(State(server): State<Arc<Server>>, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let looked = Looked::at(&server, &asked.name).await?;
    let book = looked.book(&asked.name)?;
    let opened = Arc::clone(&looked.opened);
    let drawn = move || looked.opened.engine.page_small(&book, asked.page, &looked.options).value_or_faults();
    let svg = aside(drawn).await??;
    clear_after(&opened);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

fn line(line: &PrintedLine) -> Value {
    let round = |length: f64| (length * 100.0).round() / 100.0;
    let place = line.source.as_ref().and_then(|source| source.place.as_ref()).map(told::place);
    let PrintedLine { text, left, top, width, height, .. } = line;
    json!([text, round(*left), round(*top), round(*width), round(*height), place])
}

/// A cell with those around it, the pages on which it is printed, and why its row is as high as it is.
pub async fn cell(State(server): State<Arc<Server>>, Query(asked): Query<Asked>) -> Reply {
    let looked = Looked::at(&server, &asked.name).await?;
    aside(move || {
        let wanted = |place: &Place| {
            place.file.name() == asked.file
                && place.sheet.as_deref() == asked.sheet.as_deref()
                && place.cell.map(|cell| cell.to_string()) == asked.cell
                && (place.line, place.column) == (asked.line, asked.column)
        };
        let book = looked.paper.book.as_deref();
        let written = book.map(Book::written).unwrap_or_default();
        let found = written.iter().find(|written| wanted(written.place));
        let noticed = looked.paper.findings.iter().flat_map(|finding| finding.place.iter().chain(&finding.related));
        let place = found.map(|found| found.place).or_else(|| noticed.into_iter().find(|place| wanted(place)));
        let place =
            place.cloned().or_else(|| book.is_some_and(|book| matches!(book, Book::Document(_))).then(|| at(&asked)));
        let place = place.ok_or_else(|| Refusal::missing(&asked.file))?;
        let pages = book.map(|book| book.pages_of(&place)).unwrap_or_default();
        let why = found.zip(book).and_then(|(found, book)| book.explain_record(found.record)).map(|told| told.ja);
        let mut out =
            json!({ "place": told::place(&place), "text": found.map(|found| found.text), "pages": pages, "why": why });
        around(&server.desk, &looked.opened, &place, &mut out);
        Ok(Json(out))
    })
    .await?
}

/// A place of a text, as it was asked for.
fn at(asked: &Asked) -> Place {
    let file = SourceFile::named(asked.file.as_str());
    Place::text(&file, asked.line.unwrap_or(1), asked.column.unwrap_or(1))
}

/// The cells or lines around a place, where its file is one of the project's.
fn around(desk: &Desk, opened: &Opened, place: &Place, out: &mut Value) {
    let name = place.file.name();
    let Some((path, stand)) = desk.file(name) else { return };
    let limits = opened.engine.limits();
    if let Some(line) = place.line {
        let Ok(bytes) = input::read(&path, limits.file_bytes) else { return };
        let Some(text) = crate::source::plain_text(&bytes) else { return };
        let first = (line as usize).saturating_sub(LINES + 1);
        let lines = text.lines().enumerate().skip(first).take(2 * LINES + 1);
        let shown = |(n, line): (usize, &str)| json!([n + 1, line.chars().take(SHOWN).collect::<String>()]);
        out["lines"] = lines.map(shown).collect();
        return;
    }
    let (Some(sheet), Some(cell)) = (&place.sheet, place.cell) else { return };
    let mut kept = desk.source.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !kept.as_ref().is_some_and(|(file, at, _)| file == name && *at == stand) {
        let read: Option<Source> = read_file(&opened.engine.file(&path), limits).ok();
        *kept = read.map(|source| (name.to_owned(), stand, Arc::new(source)));
    }
    let source = kept.as_ref().map(|(_, _, source)| Arc::clone(source));
    drop(kept);
    let Some(Body::Sheets(sheets)) = source.as_deref().map(|source| &source.body) else { return };
    if let Some(sheet) = sheets.iter().find(|one| one.name == *sheet) {
        out["grid"] = grid(sheet, cell);
    }
}

fn grid(sheet: &Sheet, at: CellRef) -> Value {
    let rows = at.row.saturating_sub(AROUND.0)..=at.row + AROUND.0;
    let columns = at.col.saturating_sub(AROUND.1)..=at.col + AROUND.1;
    let letters = |col: u32| CellRef { row: 0, col }.to_string().trim_end_matches('1').to_owned();
    let text = |row: u32, col: u32| {
        let found = sheet.cells.binary_search_by_key(&(row, col), |cell| (cell.at.row, cell.at.col)).ok();
        found.map_or(String::new(), |n| sheet.cells[n].text.chars().take(SHOWN).collect())
    };
    let lines: Vec<Value> = rows
        .map(|row| json!({ "row": row + 1, "here": row == at.row, "cells": columns.clone().map(|col| text(row, col)).collect::<Vec<_>>() }))
        .collect();
    json!({ "columns": columns.clone().map(letters).collect::<Vec<_>>(), "here": at.col - columns.start(), "rows": lines })
}

/// Where words stand in a paper.
pub async fn search(State(server): State<Arc<Server>>, Query(asked): Query<Asked>) -> Reply {
    let looked = Looked::at(&server, &asked.name).await?;
    let book = looked.book(&asked.name)?;
    aside(move || {
        let words = folded(&asked.words);
        let mut out = Vec::new();
        let mut seen = std::collections::HashSet::new();
        if !words.is_empty() {
            for written in book.written().iter().filter(|written| folded(written.text).contains(&words)) {
                if out.len() < FOUND && seen.insert(written.place.clone()) {
                    let page = book.pages_of(written.place).first().copied();
                    out.push(json!({ "page": page, "text": part(written.text, &words), "place": told::place(written.place) }));
                }
            }
            if let Book::Document(_) = &*book {
                for page in 0..book.page_count(&looked.options) {
                    let Some(view) = looked.opened.engine.page(&book, page, &looked.options).into_parts().0 else { continue };
                    let found = view.lines.iter().filter(|line| folded(&line.text).contains(&words));
                    out.extend(found.map(|line| json!({ "page": page, "text": line.text, "place": null })));
                }
            }
        }
        Json(json!({ "found": out, "more": out.len() >= FOUND }))
    })
    .await
}

/// The words with what stands beside them, on one line.
fn part(text: &str, words: &str) -> String {
    let characters: Vec<char> = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    // folding joins and drops characters, so that the place is looked for from the end of what is before it
    let whole: String = characters.iter().collect();
    let first =
        (0..characters.len()).rev().find(|&n| folded(&characters[n..].iter().collect::<String>()).contains(words));
    let from = first.unwrap_or(0).saturating_sub(BESIDE);
    let to = (first.unwrap_or(0) + words.chars().count() + 2 * BESIDE).min(characters.len());
    let mut out: String = characters[from..to].iter().collect();
    if from > 0 {
        out.insert(0, '…');
    }
    if to < whole.chars().count() {
        out.push('…');
    }
    out
}
