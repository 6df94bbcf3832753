//! Comments and threaded comments of a sheet.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::address::cell_ref;
use super::biff12::{Records, rich_text};
use super::book::relations;
use super::compound::u32_at;
use super::parts::Parts;
use super::xml;
use crate::finding::Finding;
use crate::place::CellRef;
use crate::source::reading::SheetBuilder;

/// Comments of one sheet.
#[derive(Default)]
pub struct Notes {
    pub comments: BTreeMap<CellRef, String>,
}

impl Notes {
    /// Makes each a finding.
    pub fn report(&self, builder: &mut SheetBuilder<'_>) {
        for (at, text) in &self.comments {
            let place = builder.place(at.row, at.col);
            builder.reading.comment(place, text);
        }
    }
}

/// Says whether the package can hold any comment, so that the rest need not look.
pub fn any(parts: &Parts<'_>) -> bool {
    parts.names().any(|name| name.contains("comments") || name.contains("threadedcomment"))
}

/// Reads the comments of the sheet in `part`.
///
/// # Errors
/// M004–M006 when a part cannot be read.
pub fn read(parts: &mut Parts<'_>, part: &str) -> Result<Notes, Finding> {
    let mut notes = Notes::default();
    let mut threaded = BTreeMap::new();
    for relation in relations(parts, part)?.into_values() {
        let target = relation.target;
        match relation.kind.as_str() {
            "comments" if target.ends_with(".bin") => {
                let part = parts.read(&target)?.unwrap_or_default();
                binary_comments(&part, &mut notes.comments);
            }
            "comments" => {
                if let Some(text) = parts.text(&target)? {
                    comments(&text, "comment", &mut notes.comments);
                }
            }
            "threadedComment" => {
                if let Some(text) = parts.text(&target)? {
                    comments(&text, "threadedComment", &mut threaded);
                }
            }
            _ => {}
        }
    }
    // Excel keeps a threaded comment a second time, as an old comment with an explanation.
    notes.comments.append(&mut threaded);
    notes.comments.retain(|_, text| !text.trim().is_empty());
    Ok(notes)
}

/// Collects the texts of comments by cell; several of one cell are joined by a line break.
fn comments(text: &str, element: &str, out: &mut BTreeMap<CellRef, String>) {
    let mut reader = xml::reader(text);
    let mut at = None;
    let mut phonetic = false;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                name if name == element => {
                    at = xml::attr(tag, "ref").and_then(|text| cell_ref(&text));
                    if let Some(before) = at.and_then(|at| out.get_mut(&at)) {
                        before.push('\n');
                    }
                }
                "rPh" => phonetic = true,
                "t" | "text" if !phonetic => {
                    if let Some(at) = at {
                        let text = own_text(&mut reader, tag.local_name().as_ref());
                        out.entry(at).or_default().push_str(&text);
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "rPh" => phonetic = false,
            _ => {}
        }
    }
}

/// Collects the comments of XLSB: the cell in one record, the text in a later one.
fn binary_comments(part: &[u8], out: &mut BTreeMap<CellRef, String>) {
    let mut at = None;
    for (kind, data) in (Records { rest: part }) {
        match kind {
            0x027B => {
                at = u32_at(data, 4).zip(u32_at(data, 12)).map(|(row, col)| CellRef { row, col });
            }
            0x027D => {
                if let (Some(at), Some(rich)) = (at, rich_text(data)) {
                    out.insert(at, rich.text);
                }
            }
            _ => {}
        }
    }
}

/// Reads the text of an element up to its end, that of `<t>` inside included.
fn own_text(reader: &mut Reader<&[u8]>, element: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut phonetic) = (0_usize, false);
    let mut inside = element == "t";
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                depth = depth.saturating_add(1);
                let name = tag.local_name();
                phonetic |= name.as_ref() == "rPh";
                inside = name.as_ref() == "t";
            }
            Event::End(tag) => {
                if depth == 0 {
                    break;
                }
                depth = depth.saturating_sub(1);
                phonetic &= tag.local_name().as_ref() != "rPh";
                inside = false;
            }
            // A threaded comment has its text without `<t>`; white space between tags is layout.
            event if !phonetic && (inside || depth == 0) => xml::push_text(event, &mut out),
            _ => {}
        }
    }
    if element == "text" { out.trim().to_owned() } else { out }
}
