//! DrawingML: the shapes, pictures and frames of a sheet (ECMA-376 20.5).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Area;
use crate::place::CellRef;
use crate::source::workbook::xml;

/// A shape as the drawing has it; ids point to other parts.
#[derive(Debug, Default)]
pub struct Shape {
    pub kind: Kind,
    pub area: Option<Area>,
    /// The number by which controls and embedded files know their shape.
    pub id: Option<u32>,
    pub hidden: bool,
    /// Alternative text.
    pub alt: String,
    pub text: String,
    pub picture: Option<String>,
    pub chart: Option<String>,
    pub diagram: Option<String>,
    pub slicer: Option<String>,
    pub link: Option<String>,
    pub ring: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Shape,
    Picture,
    Ink,
}

/// Follows `mc:AlternateContent`: the first choice counts, and the fallback if there is none.
#[derive(Default)]
pub struct Alternatives {
    taken: Vec<bool>,
}

impl Alternatives {
    /// Whether an element that begins is another version of what was seen.
    pub fn pass_over(&mut self, name: &str) -> bool {
        match name {
            "AlternateContent" => self.taken.push(false),
            "Choice" | "Fallback" => {
                return self.taken.last_mut().is_some_and(|taken| std::mem::replace(taken, true));
            }
            _ => {}
        }
        false
    }

    pub fn end(&mut self, name: &str) {
        if name == "AlternateContent" {
            self.taken.pop();
        }
    }
}

/// Gives the shapes of a drawing, those of groups one by one.
pub fn shapes(text: &str) -> Vec<Shape> {
    let mut out = Vec::new();
    let mut reader = xml::reader(text);
    let mut alternatives = Alternatives::default();
    let mut area = None;
    let mut current: Option<Shape> = None;
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
                    ("from", None) => area = corner(&mut reader).0.map(Area::cell),
                    ("to", None) => area = area.map(|area| to(area, corner(&mut reader))),
                    ("sp" | "cxnSp" | "graphicFrame", None) => current = Some(new(Kind::Shape, area)),
                    ("pic", None) => current = Some(new(Kind::Picture, area)),
                    ("contentPart", None) => current = Some(new(Kind::Ink, area)),
                    ("t", Some(shape)) => push_own_text(&mut reader, &mut shape.text),
                    (_, Some(shape)) => shape.take(tag),
                    _ => {}
                }
            }
            Event::Empty(tag) => match (tag.local_name().as_ref(), &mut current) {
                ("contentPart", None) => out.push(new(Kind::Ink, area)),
                (_, Some(shape)) => shape.take(tag),
                _ => {}
            },
            Event::End(tag) => {
                let name = tag.local_name();
                alternatives.end(name.as_ref());
                match name.as_ref() {
                    "sp" | "cxnSp" | "graphicFrame" | "pic" | "contentPart" => out.extend(current.take()),
                    "p" => {
                        if let Some(shape) = current.as_mut().filter(|shape| !shape.text.is_empty()) {
                            shape.text.push('\n');
                        }
                    }
                    "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => area = None,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    out
}

fn new(kind: Kind, area: Option<Area>) -> Shape {
    Shape { kind, area, ..Shape::default() }
}

impl Shape {
    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "cNvPr" => {
                self.id = xml::attr(tag, "id").and_then(|id| id.parse().ok());
                self.hidden = xml::raw_attr(tag, "hidden").is_some_and(|hidden| xml::is_true(&hidden));
                let alt = xml::attr(tag, "descr").filter(|text| !text.trim().is_empty());
                self.alt = alt.or_else(|| xml::attr(tag, "title")).unwrap_or_default();
            }
            "compatExt" => {
                let id = xml::attr(tag, "spid");
                self.id = id.and_then(|id| shape_number(&id)).or(self.id);
            }
            "blip" => self.picture = xml::attr(tag, "embed").or_else(|| xml::attr(tag, "link")),
            "prstGeom" => self.ring = xml::raw_attr(tag, "prst").is_some_and(|form| is_ring(&form)),
            "br" if !self.text.is_empty() => self.text.push('\n'),
            "hlinkClick" => self.link = self.link.take().or_else(|| xml::attr(tag, "id")),
            "chart" => self.chart = xml::attr(tag, "id"),
            "relIds" => self.diagram = xml::attr(tag, "dm"),
            "slicer" | "timeslicer" => self.slicer = xml::attr(tag, "name"),
            _ => {}
        }
    }
}

fn is_ring(form: &str) -> bool {
    matches!(form, "ellipse" | "donut")
}

/// The number in `_x0000_s1025`.
pub fn shape_number(id: &str) -> Option<u32> {
    id.rsplit_once("_s")?.1.parse().ok()
}

/// A cell and whether the corner lies on its upper and left edge.
type Corner = (Option<CellRef>, [bool; 2]);

/// Reads a `from` or `to`, up to its end.
pub fn corner(reader: &mut Reader<&[u8]>) -> Corner {
    let (mut row, mut col) = (None, None);
    let mut on_edge = [false; 2];
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => {
                let mut text = String::new();
                let name = tag.local_name();
                push_own_text(reader, &mut text);
                let number: Option<i64> = text.trim().parse().ok();
                let place = || number.and_then(|n| u32::try_from(n).ok());
                match name.as_ref() {
                    "row" => row = place(),
                    "col" => col = place(),
                    "rowOff" => on_edge[0] = number.is_none_or(|n| n <= 0),
                    "colOff" => on_edge[1] = number.is_none_or(|n| n <= 0),
                    _ => {}
                }
            }
            Event::End(tag) if matches!(tag.local_name().as_ref(), "from" | "to") => break,
            _ => {}
        }
    }
    (row.zip(col).map(|(row, col)| CellRef { row, col }), on_edge)
}

/// An area up to its lower right corner. What ends on the edge of a cell does not lie on that cell.
pub fn to(area: Area, (cell, [above, left]): Corner) -> Area {
    let Some(last) = cell else { return area };
    let before = |at: u32, first: u32, edge: bool| at.saturating_sub(u32::from(edge)).max(first);
    let Area { first, .. } = area;
    let last = CellRef { row: before(last.row, first.row, above), col: before(last.col, first.col, left) };
    Area { first, last }
}

/// Adds the text of an element, up to its end.
pub fn push_own_text(reader: &mut Reader<&[u8]>, out: &mut String) {
    let mut depth = 0_usize;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(_) => depth = depth.saturating_add(1),
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth = depth.saturating_sub(1),
            event => xml::push_text(event, out),
        }
    }
}
