//! What the XML of a sheet says behind its cells: links, embedded files, controls.

use quick_xml::events::{BytesStart, Event};

use super::Area;
use super::drawing::{Alternatives, corner, to};
use crate::source::workbook::address::range;
use crate::source::workbook::xml;

/// What was found; ids are those of the sheet's relationships.
#[derive(Debug, Default)]
pub struct SheetEnd {
    pub links: Vec<Link>,
    pub embedded: Vec<Part>,
    pub controls: Vec<Part>,
    /// The picture behind the cells.
    pub background: Option<String>,
}

#[derive(Debug)]
pub struct Link {
    pub area: Area,
    pub id: Option<String>,
}

/// A thing that has a part of its own and a shape in the drawings.
#[derive(Debug, Default)]
pub struct Part {
    pub shape: Option<u32>,
    pub id: Option<String>,
    /// The program of an embedded file, the name of a control.
    pub name: String,
    pub alt: String,
    pub area: Option<Area>,
}

/// What follows `</sheetData>` in the XML of a sheet.
pub fn behind_cells(sheet: &str) -> &str {
    let rest = sheet.rsplit_once("sheetData").map_or("", |(_, rest)| rest);
    rest.split_once('>').map_or("", |(_, rest)| rest)
}

/// Reads what follows the cells.
pub fn read(sheet: &str) -> SheetEnd {
    let mut out = SheetEnd::default();
    let rest = behind_cells(sheet);
    if !["hyperlink", "oleObject", "control", "picture"].iter().any(|name| rest.contains(name)) {
        return out;
    }
    let mut reader = xml::reader(rest);
    let mut alternatives = Alternatives::default();
    let mut current: Option<Part> = None;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.local_name();
                if alternatives.pass_over(name.as_ref()) {
                    let _ = reader.read_to_end(tag.name());
                    continue;
                }
                match (name.as_ref(), &mut current) {
                    ("hyperlink", _) => out.links.extend(link(tag)),
                    ("oleObject" | "control", _) => current = Some(part(tag)),
                    ("controlPr" | "objectPr", Some(part)) => {
                        part.alt = xml::attr(tag, "altText").unwrap_or_default();
                    }
                    ("from", Some(part)) => part.area = corner(&mut reader).0.map(Area::cell),
                    ("to", Some(part)) => part.area = part.area.map(|area| to(area, corner(&mut reader))),
                    _ => {}
                }
            }
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "hyperlink" => out.links.extend(link(tag)),
                "picture" => out.background = xml::attr(tag, "id"),
                "oleObject" => out.embedded.push(part(tag)),
                "control" => out.controls.push(part(tag)),
                _ => {}
            },
            Event::End(tag) => {
                let name = tag.local_name();
                alternatives.end(name.as_ref());
                match name.as_ref() {
                    "oleObject" => out.embedded.extend(current.take()),
                    "control" => out.controls.extend(current.take()),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    out
}

fn link(tag: &BytesStart<'_>) -> Option<Link> {
    let cells = range(&xml::attr(tag, "ref")?)?;
    Some(Link { area: Area { first: cells.first, last: cells.last }, id: xml::attr(tag, "id") })
}

fn part(tag: &BytesStart<'_>) -> Part {
    Part {
        shape: xml::attr(tag, "shapeId").and_then(|id| id.parse().ok()),
        id: xml::attr(tag, "id"),
        name: xml::attr(tag, "progId").or_else(|| xml::attr(tag, "name")).unwrap_or_default(),
        ..Part::default()
    }
}
