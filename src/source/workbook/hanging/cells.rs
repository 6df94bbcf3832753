//! Cells of XLSX whose value is a picture, and those that a formula makes a link.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::cell_pictures::{CellValues, RichValue};
use super::{Area, Hanging, What, links};
use crate::place::CellRef;
use crate::source::workbook::address::{cell_ref, number};
use crate::source::workbook::xml;

/// Finds pictures and links in the cells of a sheet's XML. Gives the XML without the stand-ins of pictures
/// (`#VALUE!`, `=DISPIMG(…)`), if there are any.
pub fn take(sheet: &str, values: &CellValues) -> (Option<String>, Vec<Hanging>) {
    if ![" vm=\"", "DISPIMG(", "HYPERLINK(", "IMAGE("].iter().any(|sign| sheet.contains(sign)) {
        return (None, Vec::new());
    }
    let mut pass =
        Pass { sheet, reader: xml::reader(sheet), values, links: HashMap::new(), edits: Vec::new(), out: Vec::new() };
    pass.walk();
    let Pass { edits, out, .. } = pass;
    if edits.is_empty() {
        return (None, out);
    }
    let mut text = String::with_capacity(sheet.len());
    let mut done = 0;
    for (range, instead) in edits {
        text.push_str(&sheet[done..range.start]);
        text.push_str(&instead);
        done = range.end;
    }
    text.push_str(&sheet[done..]);
    (Some(text), out)
}

struct Pass<'a> {
    sheet: &'a str,
    reader: Reader<&'a [u8]>,
    values: &'a CellValues,
    /// Links of shared formulas by their number.
    links: HashMap<String, Option<String>>,
    edits: Vec<(Range<usize>, String)>,
    out: Vec<Hanging>,
}

/// What a cell says of itself.
#[derive(Default)]
struct Cell {
    formula: String,
    shared: Option<String>,
    value: String,
}

impl Pass<'_> {
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.sheet.len())
    }

    fn walk(&mut self) {
        let (mut row, mut col) = (0_u32, 0_u32);
        loop {
            let start = self.position();
            let Ok(event) = self.reader.read_event() else { break };
            match &event {
                Event::Eof => break,
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        let written = xml::raw_attr(tag, "r").and_then(|text| number(&text));
                        row = written.and_then(|n| u32::try_from(n).ok()?.checked_sub(1)).unwrap_or(row);
                    }
                    "c" => {
                        let at =
                            xml::raw_attr(tag, "r").and_then(|text| cell_ref(&text)).unwrap_or(CellRef { row, col });
                        col = at.col.saturating_add(1);
                        let cell = self.children();
                        self.cell(at, tag, &cell, start);
                    }
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                    let at = xml::raw_attr(tag, "r").and_then(|text| cell_ref(&text));
                    col = at.map_or(col, |at| at.col).saturating_add(1);
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "row" => (row, col) = (row.saturating_add(1), 0),
                    "sheetData" => break,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn children(&mut self) -> Cell {
        let mut cell = Cell::default();
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "f" => {
                    cell.shared = xml::attr(tag, "si");
                    if matches!(event, Event::Start(_)) {
                        super::drawing::push_own_text(&mut self.reader, &mut cell.formula);
                    }
                }
                Event::Start(tag) if tag.local_name().as_ref() == "v" => {
                    super::drawing::push_own_text(&mut self.reader, &mut cell.value);
                }
                Event::End(tag) if tag.local_name().as_ref() == "c" => break,
                _ => {}
            }
        }
        cell
    }

    fn cell(&mut self, at: CellRef, tag: &BytesStart<'_>, cell: &Cell, start: usize) {
        let area = Some(Area::cell(at));
        let attribute = |name| xml::raw_attr(tag, name).unwrap_or_default();
        let style = xml::raw_attr(tag, "s").unwrap_or_else(|| "0".into());
        let rich = attribute("vm").parse().ok().and_then(|vm| self.values.rich(vm));
        let is_error = attribute("t") == "e";
        let picture = match rich {
            Some(RichValue::Picture(says)) => Some(says.clone()),
            Some(RichValue::Text(text)) => {
                let instead = format!("<c r=\"{at}\" s=\"{style}\" t=\"str\"><v>{}</v></c>", escape(text));
                self.edits.push((start..self.position(), instead));
                return;
            }
            None => picture_name(&cell.formula)
                .or_else(|| picture_name(&cell.value))
                .map(|name| self.values.images.get(name).cloned().unwrap_or_default())
                .or_else(|| image_formula(&cell.formula).filter(|_| is_error)),
        };
        if let Some(says) = picture {
            self.out.push(Hanging { what: What::CellPicture { says }, area });
            self.edits.push((start..self.position(), format!("<c r=\"{at}\" s=\"{style}\"/>")));
            return;
        }
        let link = links::of_formula(&cell.formula);
        if let (Some(number), Some(link)) = (&cell.shared, &link) {
            self.links.insert(number.clone(), link.clone());
        }
        let shared =
            || cell.shared.as_ref().filter(|_| cell.formula.is_empty()).and_then(|n| self.links.get(n)).cloned();
        if let Some(target) = link.or_else(shared) {
            self.out.push(Hanging { what: What::LinkFormula(target), area });
        }
    }
}

/// The name of a picture in `=DISPIMG("ID_…",1)`, as WPS Office puts it into a cell.
pub fn picture_name(formula: &str) -> Option<&str> {
    let formula = formula.trim().trim_start_matches('=');
    let inside = formula.strip_prefix("_xlfn.").unwrap_or(formula).strip_prefix("DISPIMG(")?;
    inside.trim_start().strip_prefix('"')?.split('"').next()
}

/// What `IMAGE("…","alternative text")` says of its picture.
fn image_formula(formula: &str) -> Option<String> {
    let inside = formula.strip_prefix("_xlfn.").unwrap_or(formula).strip_prefix("IMAGE(")?;
    let mut texts = inside.split('"').skip(1).step_by(2);
    let source = texts.next().unwrap_or_default();
    Some(texts.next().filter(|alt| !alt.is_empty()).unwrap_or(source).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_of_pictures_name_them() {
        assert_eq!(picture_name(r#"=DISPIMG("ID_0A",1)"#), Some("ID_0A"));
        assert_eq!(picture_name(r#"_xlfn.DISPIMG("ID_0A",1)"#), Some("ID_0A"));
        assert_eq!(picture_name("DISPIMG の写真"), None);
        assert_eq!(image_formula(r#"_xlfn.IMAGE("https://a.jp/a.png","窓口")"#).as_deref(), Some("窓口"));
        assert_eq!(image_formula(r#"IMAGE("https://a.jp/a.png")"#).as_deref(), Some("https://a.jp/a.png"));
    }
}
