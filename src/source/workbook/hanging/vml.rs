//! VML: the form controls, signature lines and embedded pictures of a sheet as Excel has kept them since 2000.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::controls::{Settings, control_kind};
use super::drawing::{push_own_text, shape_number};
use super::{Area, Control};
use crate::place::CellRef;
use crate::source::workbook::xml;

/// A shape of VML.
#[derive(Debug, Default)]
pub struct Shape {
    pub id: Option<u32>,
    /// `Checkbox`, `Pict`, `Note` …; empty where it is no object of the sheet.
    pub object: String,
    pub area: Option<Area>,
    pub text: String,
    /// Who is to sign, where it is a signature line.
    pub signer: Option<String>,
    /// The title of the picture that it shows.
    pub picture: Option<String>,
    pub settings: Settings,
}

impl Shape {
    /// The control that it is.
    pub fn control(&self) -> Option<Control> {
        let kind = control_kind(&self.object)?;
        Some(Control { kind, caption: self.text.trim().to_owned(), state: self.settings.state(kind) })
    }
}

/// Gives the shapes of a VML part.
pub fn shapes(text: &str) -> Vec<Shape> {
    let mut out = Vec::new();
    let mut reader = xml::reader(text);
    let mut current: Option<Shape> = None;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.local_name();
                match (name.as_ref(), &mut current) {
                    ("shape" | "rect" | "oval" | "roundrect", None) => current = Some(new(tag)),
                    ("textbox", Some(shape)) => textbox(&mut reader, &mut shape.text),
                    ("ClientData", Some(shape)) => {
                        shape.object = xml::attr(tag, "ObjectType").unwrap_or_default();
                        client_data(&mut reader, shape);
                    }
                    (_, Some(shape)) => shape.take(tag),
                    _ => {}
                }
            }
            Event::Empty(tag) => {
                if let Some(shape) = &mut current {
                    shape.take(tag);
                }
            }
            Event::End(tag) if matches!(tag.local_name().as_ref(), "shape" | "rect" | "oval" | "roundrect") => {
                out.extend(current.take());
            }
            _ => {}
        }
    }
    out
}

fn new(tag: &BytesStart<'_>) -> Shape {
    let number = |name| xml::attr(tag, name).and_then(|id| shape_number(&id));
    Shape { id: number("spid").or_else(|| number("id")), ..Shape::default() }
}

impl Shape {
    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "signatureline" => {
                let who = ["suggestedsigner", "suggestedsigner2"];
                let who: Vec<String> = who.iter().filter_map(|name| xml::attr(tag, name)).collect();
                self.signer = Some(who.join(" "));
            }
            "imagedata" => self.picture = Some(xml::attr(tag, "title").unwrap_or_default()),
            "textpath" => self.text.push_str(&xml::attr(tag, "string").unwrap_or_default()),
            _ => {}
        }
    }
}

/// Reads the text of a control; white space between its tags is layout.
fn textbox(reader: &mut Reader<&[u8]>, out: &mut String) {
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "br" => out.push('\n'),
            Event::End(tag) if tag.local_name().as_ref() == "textbox" => break,
            Event::End(tag) if tag.local_name().as_ref() == "div" && !out.is_empty() => out.push('\n'),
            event => {
                let mut text = String::new();
                xml::push_text(event, &mut text);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                out.push_str(&text);
            }
        }
    }
}

fn client_data(reader: &mut Reader<&[u8]>, shape: &mut Shape) {
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                let mut text = String::new();
                push_own_text(reader, &mut text);
                let text = text.trim();
                match name.as_str() {
                    "Anchor" => shape.area = anchor(text),
                    "Checked" => shape.settings.checked = text.parse().ok(),
                    "Sel" => shape.settings.chosen = text.parse().ok(),
                    "FmlaRange" => text.clone_into(&mut shape.settings.range),
                    "Val" => text.clone_into(&mut shape.settings.value),
                    _ => {}
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "ClientData" => break,
            _ => {}
        }
    }
}

/// `left column, offset, top row, offset, right column, offset, bottom row, offset`.
fn anchor(text: &str) -> Option<Area> {
    let n: Vec<i64> = text.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    let &[left, _, top, _, right, inner_right, bottom, inner_bottom] = n.as_slice() else { return None };
    let at = |n: i64| u32::try_from(n).ok();
    let first = CellRef { row: at(top)?, col: at(left)? };
    let last = CellRef { row: at(bottom)?, col: at(right)? };
    Some(super::drawing::to(Area::cell(first), (Some(last), [inner_bottom <= 0, inner_right <= 0])))
}
