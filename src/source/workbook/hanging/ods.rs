//! What hangs on the sheets of ODS: `draw:`, `form:` and `text:a` in `content.xml`.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::grid::{Grid, Rect, length};
use super::{Area, Control, ControlKind, Hanging, State, What, embedded, links};
use crate::place::CellRef;
use crate::source::workbook::address::cell_ref;
use crate::source::workbook::parts::Parts;
use crate::source::workbook::xml;

/// Reads what hangs on each sheet, in the order of the sheets. A flat file has no other parts.
pub fn read(content: &str, parts: Option<&mut Parts<'_>>) -> Vec<Vec<Hanging>> {
    if !["<draw:", "<form:", "<text:a ", "HYPERLINK("].iter().any(|sign| content.contains(sign)) {
        return Vec::new();
    }
    let mut pass = Pass {
        reader: xml::reader(content),
        parts,
        sizes: HashMap::new(),
        grid: Grid::default(),
        controls: HashMap::new(),
        found: Vec::new(),
        sheets: Vec::new(),
    };
    pass.walk();
    pass.sheets
}

/// Where a thing hangs: on cells, or on the page at so many millimetres.
#[derive(Debug, Clone, Copy)]
enum Anchor {
    Cells(Area),
    Page(Rect),
    Unknown,
}

struct Pass<'x, 'p, 'a> {
    reader: Reader<&'x [u8]>,
    parts: Option<&'p mut Parts<'a>>,
    /// Widths of columns and heights of rows by the names of their styles.
    sizes: HashMap<String, f64>,
    grid: Grid,
    /// The controls of the sheet by their ids.
    controls: HashMap<String, Control>,
    found: Vec<(What, Anchor)>,
    sheets: Vec<Vec<Hanging>>,
}

/// A shape on its way in.
#[derive(Default)]
struct Shape {
    text: String,
    alt: String,
    image: Option<String>,
    object: Option<String>,
    ole: Option<String>,
    control: Option<String>,
    ring: bool,
}

const SHAPES: [&str; 13] = [
    "frame",
    "custom-shape",
    "rect",
    "ellipse",
    "circle",
    "line",
    "polyline",
    "polygon",
    "path",
    "connector",
    "caption",
    "control",
    "regular-polygon",
];

/// LibreOffice's own sizes, mm.
const WIDTH: f64 = 22.58;
const HEIGHT: f64 = 4.52;

impl Pass<'_, '_, '_> {
    fn skip(&mut self, tag: &BytesStart<'_>) {
        let _ = self.reader.read_to_end(tag.name());
    }

    fn walk(&mut self) {
        let mut style = String::new();
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "style" => style = xml::attr(tag, "name").unwrap_or_default(),
                    "table-column-properties" => self.size(tag, &style, "column-width"),
                    "table-row-properties" => self.size(tag, &style, "row-height"),
                    "tracked-changes" if matches!(event, Event::Start(_)) => self.skip(tag),
                    "table" if matches!(event, Event::Start(_)) => self.table(),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn size(&mut self, tag: &BytesStart<'_>, style: &str, name: &str) {
        if let Some(size) = xml::raw_attr(tag, name).and_then(|text| length(&text)) {
            self.sizes.insert(style.to_owned(), size);
        }
    }

    /// The width or height of what has this tag, and how often it stands.
    fn lines(&self, tag: &BytesStart<'_>, repeated: &str, usual: f64) -> (u64, f64) {
        let style = xml::attr(tag, "style-name");
        let size = style.and_then(|style| self.sizes.get(&style).copied()).unwrap_or(usual);
        let hidden = xml::raw_attr(tag, "visibility").is_some_and(|value| value != "visible");
        (count(tag, repeated), if hidden { 0.0 } else { size })
    }

    fn table(&mut self) {
        (self.grid, self.controls) = (Grid::default(), HashMap::new());
        let (mut row, mut col) = (0_u64, 0_u64);
        let (mut rows, mut cols) = (1, 1);
        // the cell that is being read, and the link around a shape
        let (mut at, mut around) = (None, None);
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let open = matches!(event, Event::Start(_));
                    let name = tag.local_name();
                    match name.as_ref() {
                        "table-column" => self.grid.columns.push(self.lines(tag, "number-columns-repeated", WIDTH)),
                        "table-row" => {
                            let lines = self.lines(tag, "number-rows-repeated", HEIGHT);
                            self.grid.rows.push(lines);
                            (rows, col) = (lines.0, 0);
                            if !open {
                                row = row.saturating_add(rows);
                            }
                        }
                        "table-cell" | "covered-table-cell" => {
                            let here = position(row, col);
                            cols = count(tag, "number-columns-repeated");
                            self.formula(tag, here);
                            at = here.filter(|_| open);
                            if !open {
                                col = col.saturating_add(cols);
                            }
                        }
                        "annotation" | "named-expressions" if open => self.skip(tag),
                        "forms" if open => self.forms(),
                        "a" if tag.name().as_ref().starts_with("draw:") => around = xml::attr(tag, "href"),
                        "a" => self.link(xml::attr(tag, "href"), at, None),
                        name if tag.name().as_ref().starts_with("draw:") && SHAPES.contains(&name) => {
                            self.shape(tag, open, at, around.as_ref());
                        }
                        _ => {}
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "table" => break,
                    "table-row" => row = row.saturating_add(rows),
                    "table-cell" | "covered-table-cell" => {
                        col = col.saturating_add(cols);
                        at = None;
                    }
                    "a" => around = None,
                    _ => {}
                },
                _ => {}
            }
        }
        let found = std::mem::take(&mut self.found).into_iter();
        let placed = found.map(|(what, anchor)| {
            let area = match anchor {
                Anchor::Cells(area) => Some(area),
                Anchor::Page(rect) => self.grid.area(rect),
                Anchor::Unknown => None,
            };
            Hanging { what, area }
        });
        let placed = placed.collect();
        self.sheets.push(placed);
    }

    fn add(&mut self, what: What, anchor: Anchor) {
        self.found.push((what, anchor));
    }

    fn formula(&mut self, tag: &BytesStart<'_>, at: Option<CellRef>) {
        let formula = xml::attr(tag, "formula").unwrap_or_default();
        if let (Some(target), Some(at)) = (links::of_formula(&formula), at) {
            self.add(What::LinkFormula(target), Anchor::Cells(Area::cell(at)));
        }
    }

    fn link(&mut self, target: Option<String>, at: Option<CellRef>, shown: Option<String>) {
        let target = target.filter(|target| links::is_outside(target));
        if let (Some(target), Some(at)) = (target, at) {
            self.add(What::Link { target, shown }, Anchor::Cells(Area::cell(at)));
        }
    }

    fn shape(&mut self, tag: &BytesStart<'_>, open: bool, at: Option<CellRef>, around: Option<&String>) {
        let anchor = anchor(tag, at);
        let mut shape = Shape::default();
        shape.take(tag);
        if open {
            self.inside(tag, &mut shape);
        }
        let text = shape.text.trim().to_owned();
        if let (Some(target), Anchor::Cells(area)) = (around, anchor) {
            let shown = if text.is_empty() { shape.alt.clone() } else { text.clone() };
            self.link(Some(target.clone()), Some(area.first), Some(shown));
        }
        let what = if let Some(id) = &shape.control {
            let Some(control) = self.controls.get(id).cloned() else { return };
            What::Control(control)
        } else if let Some(object) = &shape.object {
            self.object(object, shape.alt)
        } else if let Some(object) = &shape.ole {
            let object =
                self.parts.as_mut().and_then(|parts| parts.read(object.trim_start_matches("./")).ok().flatten());
            let name = object.and_then(|object| embedded::packaged_name(&object)).unwrap_or_default();
            What::Embedded { program: String::new(), name }
        } else if !text.is_empty() {
            What::Text(text)
        } else if let Some(same) = shape.image {
            What::Picture { says: shape.alt, same }
        } else if shape.ring {
            What::Ring
        } else {
            return;
        };
        self.add(what, anchor);
    }

    /// Reads a shape up to its end.
    fn inside(&mut self, tag: &BytesStart<'_>, shape: &mut Shape) {
        let name = tag.name().as_ref().to_owned();
        let (mut depth, mut paragraph, mut words) = (0_usize, 0_usize, false);
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) => {
                    depth = depth.saturating_add((tag.name().as_ref() == name).into());
                    match tag.local_name().as_ref() {
                        "p" | "h" => paragraph = paragraph.saturating_add(1),
                        "title" | "desc" => words = true,
                        _ => shape.take(tag),
                    }
                }
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "line-break" => shape.text.push('\n'),
                    _ => shape.take(tag),
                },
                Event::End(tag) => {
                    if tag.name().as_ref() == name {
                        if depth == 0 {
                            break;
                        }
                        depth = depth.saturating_sub(1);
                    }
                    match tag.local_name().as_ref() {
                        "p" | "h" => {
                            paragraph = paragraph.saturating_sub(1);
                            shape.text.push('\n');
                        }
                        "title" | "desc" => words = false,
                        _ => {}
                    }
                }
                event if paragraph > 0 => xml::push_text(event, &mut shape.text),
                event if words => xml::push_text(event, &mut shape.alt),
                _ => {}
            }
        }
    }

    /// What an object of LibreOffice is: a chart, a formula, another document.
    fn object(&mut self, href: &str, alt: String) -> What {
        let part = format!("{}/content.xml", href.trim_start_matches("./").trim_end_matches('/'));
        let text = self.parts.as_mut().and_then(|parts| parts.text(&part).ok().flatten()).unwrap_or_default();
        let program = if text.contains("<office:chart") {
            let title = chart_title(&text);
            return What::Chart(if title.is_empty() { alt } else { title });
        } else if text.contains("<math") || text.contains(":math") {
            "数式"
        } else if text.contains("<office:text") {
            "Writer の文書"
        } else if text.contains("<office:spreadsheet") {
            "Calc の表"
        } else {
            ""
        };
        What::Embedded { program: program.to_owned(), name: alt }
    }

    /// Reads the controls of a sheet.
    fn forms(&mut self) {
        // an open list and the item that is chosen
        let mut list: Option<String> = None;
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.local_name();
                    if name.as_ref() == "option" {
                        let chosen = ["current-selected", "selected"].iter().find_map(|n| xml::raw_attr(tag, n));
                        if let (true, Some(list)) = (
                            chosen.is_some_and(|on| xml::is_true(&on)),
                            list.as_ref().and_then(|id| self.controls.get_mut(id)),
                        ) {
                            let label = xml::attr(tag, "label").or_else(|| xml::attr(tag, "value")).unwrap_or_default();
                            match &mut list.state {
                                State::Value(before) => *before = format!("{before}、{label}"),
                                state => *state = State::Value(label),
                            }
                        }
                    } else if let (Some(control), Some(id)) = (control(tag), xml::attr(tag, "id")) {
                        if name.as_ref() == "listbox" {
                            list = Some(id.clone());
                        }
                        self.controls.insert(id, control);
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "forms" => break,
                _ => {}
            }
        }
    }
}

impl Shape {
    fn take(&mut self, tag: &BytesStart<'_>) {
        let href = || xml::attr(tag, "href");
        match tag.local_name().as_ref() {
            "image" => self.image = self.image.take().or_else(href),
            "object" => self.object = href(),
            "object-ole" => self.ole = href(),
            "control" => self.control = xml::attr(tag, "control"),
            "ellipse" | "circle" => self.ring = true,
            "enhanced-geometry" => {
                self.ring |= xml::raw_attr(tag, "type").is_some_and(|form| matches!(&*form, "ellipse" | "ring"));
            }
            _ => {}
        }
    }
}

/// Reads where a shape lies: from its cell to the one that its end names, or on the page.
fn anchor(tag: &BytesStart<'_>, at: Option<CellRef>) -> Anchor {
    if let Some(first) = at {
        // a group's parts name no end of their own
        let end = xml::attr(tag, "end-cell-address");
        let end = end.and_then(|end| cell_ref(&end.rsplit('.').next()?.replace('$', "")));
        let last = end.map_or(first, |end| CellRef { row: end.row.max(first.row), col: end.col.max(first.col) });
        return Anchor::Cells(Area { first, last });
    }
    let mm = |name| xml::raw_attr(tag, name).and_then(|text| length(&text));
    match (mm("x"), mm("y")) {
        // LibreOffice leaves what it could not place in the corner, without a size
        _ if mm("width").is_some_and(|width| width < 0.1) => Anchor::Unknown,
        (Some(x), Some(y)) => {
            Anchor::Page(Rect { x, y, width: mm("width").unwrap_or(0.0), height: mm("height").unwrap_or(0.0) })
        }
        _ => Anchor::Unknown,
    }
}

fn control(tag: &BytesStart<'_>) -> Option<Control> {
    let first = |names: [&str; 2]| names.iter().find_map(|name| xml::attr(tag, name));
    let value = || first(["current-value", "value"]).filter(|value| !value.is_empty());
    let typed = || value().map_or(State::Nothing, State::Value);
    let (kind, state) = match tag.local_name().as_ref() {
        "checkbox" => {
            let state = match first(["current-state", "state"]).as_deref() {
                Some("checked") => State::On,
                Some("unknown") => State::Mixed,
                _ => State::Off,
            };
            (ControlKind::CheckBox, state)
        }
        "radio" => {
            let on = first(["current-selected", "selected"]).is_some_and(|on| xml::is_true(&on));
            (ControlKind::Option, if on { State::On } else { State::Off })
        }
        "combobox" => (ControlKind::DropDown, typed()),
        "listbox" => (ControlKind::List, State::Nothing),
        "text" | "textarea" | "formatted-text" | "number" | "date" | "time" => (ControlKind::Edit, typed()),
        "value-range" => (ControlKind::Number, value().map_or(State::Unknown, State::Value)),
        "button" | "image" => (ControlKind::Button, State::Unknown),
        "fixed-text" | "frame" => (ControlKind::Other, State::Unknown),
        _ => return None,
    };
    let caption = xml::attr(tag, "label").unwrap_or_default();
    Some(Control { kind, caption, state })
}

/// The title of a chart itself; its axes have titles too.
fn chart_title(text: &str) -> String {
    let mut reader = xml::reader(text);
    let mut out = String::new();
    let (mut title, mut axis) = (false, false);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "title" => title = !axis,
                "axis" => axis = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "title" => title = false,
                "axis" => axis = false,
                "p" if title => out.push('\n'),
                _ => {}
            },
            event if title => xml::push_text(event, &mut out),
            _ => {}
        }
    }
    out.trim().to_owned()
}

fn position(row: u64, col: u64) -> Option<CellRef> {
    Some(CellRef { row: u32::try_from(row).ok()?, col: u32::try_from(col).ok()? })
}

/// An attribute that counts; 1 when it is not there.
fn count(tag: &BytesStart<'_>, name: &str) -> u64 {
    xml::raw_attr(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}
