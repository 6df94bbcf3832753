//! The map of an XLSX or XLSB package: which part holds which sheet, and what hangs on it.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::parts::{Parts, resolve};
use super::xml;
use crate::finding::Finding;

/// A relationship of one part to another.
pub struct Relation {
    /// The last step of the type, such as `worksheet`.
    pub kind: String,
    /// The name of the part.
    pub target: String,
}

/// Gives the relationships of a part by id; none when it has no such file.
///
/// # Errors
/// M004–M006 when the part cannot be read.
pub fn relations(parts: &mut Parts<'_>, part: &str) -> Result<HashMap<String, Relation>, Finding> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut out = HashMap::new();
    let Some(text) = parts.text(&path)? else {
        return Ok(out);
    };
    let mut reader = xml::reader(&text);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let (Some(id), Some(kind), Some(target)) =
                    (xml::attr(tag, "Id"), xml::attr(tag, "Type"), xml::attr(tag, "Target"))
                else {
                    continue;
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                out.insert(id, Relation { kind, target: resolve(part, &target) });
            }
            _ => {}
        }
    }
    Ok(out)
}

/// Gives the name of the workbook part, `xl/workbook.xml` unless the package says otherwise.
///
/// # Errors
/// M004–M006 when the relationships of the package cannot be read.
pub fn workbook_part(parts: &mut Parts<'_>) -> Result<Option<String>, Finding> {
    let found = relations(parts, "")?;
    Ok(found.into_values().find(|relation| relation.kind == "officeDocument").map(|relation| relation.target))
}

/// A sheet as the workbook lists it.
pub struct BookSheet {
    pub name: String,
    pub part: String,
    pub hidden: bool,
}

/// What `workbook.xml` says.
pub struct Workbook {
    pub sheets: Vec<BookSheet>,
    /// Sheets that hold no cells: name and kind.
    pub others: Vec<(String, String)>,
    /// Formulas are to be calculated when Excel opens the file: their results are not current.
    pub to_calculate: bool,
    /// The XML without the other sheets, of which calamine would refuse some kinds.
    pub mended: Option<String>,
}

impl Workbook {
    /// # Errors
    /// M004–M006 when a part cannot be read.
    pub fn read(parts: &mut Parts<'_>, part: &str) -> Result<Option<Self>, Finding> {
        let relations = relations(parts, part)?;
        let Some(text) = parts.text(part)? else {
            return Ok(None);
        };
        let mut book = Self { sheets: Vec::new(), others: Vec::new(), to_calculate: false, mended: None };
        let mut kept = String::with_capacity(text.len());
        let mut done = 0;
        let mut reader = xml::reader(&text);
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let Ok(event) = reader.read_event() else { break };
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "sheet" => {
                        let end = usize::try_from(reader.buffer_position()).unwrap_or(start);
                        let raw = &text[start..end];
                        if let Some(other) = book.sheet(tag, raw, &relations) {
                            kept.push_str(&text[done..start]);
                            kept.push_str(&other);
                            done = end;
                        }
                    }
                    "calcPr" => {
                        book.to_calculate |= xml::attr(tag, "fullCalcOnLoad").is_some_and(|on| xml::is_true(&on));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if done > 0 {
            kept.push_str(&text[done..]);
            book.mended = Some(kept);
        }
        Ok(Some(book))
    }
    /// Takes a `<sheet>` element; gives what is to stand in its place for calamine, if it must not
    /// stay.
    fn sheet(&mut self, tag: &BytesStart<'_>, raw: &str, relations: &HashMap<String, Relation>) -> Option<String> {
        let name = xml::attr(tag, "name").unwrap_or_default();
        let state = xml::attr(tag, "state").unwrap_or_default();
        let relation = xml::attr(tag, "id").and_then(|id| relations.get(&id));
        let kind = relation.map_or("", |relation| relation.kind.as_str());
        let known = self.sheets.iter().any(|sheet| sheet.name == name);
        if let Some(relation) = relation.filter(|_| kind == "worksheet" && !known) {
            let hidden = matches!(state.as_str(), "hidden" | "veryHidden");
            self.sheets.push(BookSheet { name, part: relation.target.clone(), hidden });
            let sound = hidden || matches!(state.as_str(), "" | "visible");
            return (!sound).then(|| raw.replace(" state=", " x="));
        }
        self.others.push((name, if known { "double" } else { kind }.to_owned()));
        Some(if raw.ends_with("/>") { "<unread/>" } else { "<unread>" }.to_owned())
    }
}
