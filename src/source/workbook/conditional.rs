//! Conditional formats of XLSX that hide or strike what stands in a cell (ECMA-376 18.3.1.18, and 2010's in `extLst`).

use quick_xml::Reader;
use quick_xml::events::Event;

use super::address::range;
use super::xlsx_fonts::Fonts;
use super::{hanging, xlsx_fonts, xml};
use crate::source::Merge;
use crate::source::look::{Conditional, Does};

/// So many ranges of a sheet are looked at.
const RANGES: usize = 100;

/// Formulas that hold where there is no text, or an error, which is told as such.
const EMPTY: [&str; 4] = ["ISERROR(", "ISERR(", "ISNA(", "ISBLANK("];

/// Reads those of a sheet's XML.
pub fn read(sheet: &str, fonts: &Fonts) -> Vec<Conditional> {
    let rest = hanging::behind_cells(sheet);
    let mut out = Vec::new();
    if !rest.contains("cfRule") {
        return out;
    }
    let mut reader = xml::reader(rest);
    let (mut cells, mut does, mut rule): (Vec<Merge>, Vec<Does>, Option<Rule>) = (Vec::new(), Vec::new(), None);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match (tag.local_name().as_ref(), &mut rule) {
                ("conditionalFormatting", _) => {
                    cells = xml::attr(tag, "sqref").map_or_else(Vec::new, |list| ranges(&list));
                    does.clear();
                }
                ("cfRule", _) => {
                    let style = xml::raw_attr(tag, "dxfId").and_then(|n| fonts.changed(n.parse().ok()?));
                    let kind = xml::raw_attr(tag, "type").unwrap_or_default();
                    rule = Some(Rule { does: style, nothing: is_of_nothing(&kind) });
                }
                ("dxf", Some(rule)) => rule.does = xlsx_fonts::changes(&mut reader, &fonts.palette),
                ("formula" | "f", Some(rule)) => {
                    let formula = text(&mut reader).to_ascii_uppercase();
                    rule.nothing |= EMPTY.iter().any(|empty| formula.starts_with(empty));
                }
                // the ranges stand behind the rules there
                ("sqref", None) => cells = ranges(&text(&mut reader)),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "cfRule" => {
                let style = xml::raw_attr(tag, "dxfId").and_then(|n| fonts.changed(n.parse().ok()?));
                does.extend(style.filter(|_| !is_of_nothing(&xml::raw_attr(tag, "type").unwrap_or_default())));
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "cfRule" => does.extend(rule.take().filter(|rule| !rule.nothing).and_then(|rule| rule.does)),
                "conditionalFormatting" => {
                    does.sort();
                    does.dedup();
                    out.extend(does.drain(..).map(|does| Conditional { does, cells: cells.clone() }));
                    if out.iter().map(|one: &Conditional| one.cells.len()).sum::<usize>() > RANGES {
                        break;
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    out
}

struct Rule {
    does: Option<Does>,
    /// It holds where there is no text, or an error.
    nothing: bool,
}

fn is_of_nothing(kind: &str) -> bool {
    matches!(kind, "containsBlanks" | "containsErrors")
}

/// The text of an element, up to its end.
fn text(reader: &mut Reader<&[u8]>) -> String {
    let mut out = String::new();
    hanging::push_own_text(reader, &mut out);
    out
}

/// `A2:B9 D2`
fn ranges(list: &str) -> Vec<Merge> {
    list.split_ascii_whitespace().filter_map(range).take(RANGES).collect()
}
