//! Goes through a document's tags as the exporter does, and notes its tables, lists and links.

use std::collections::HashMap;

use ecow::EcoString;
use typst::foundations::{Content, Value};
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::{EnumElem, LinkMarker, TableCell, TableElem};
use typst::pdf::{ArtifactElem, PdfMarkerTag, PdfMarkerTagKind};

use super::change::{Change, Numbering};
use super::tables::{Cell, Table};

/// What Typst calls links to footnotes, in no other language.
const FOOTNOTE: &str = "Footnote ";

#[derive(Default)]
pub struct Survey {
    tables: Vec<Table>,
    /// Those that are open, and how many there were.
    open: Vec<usize>,
    /// Lists that are open, and the text of their first marker.
    lists: Vec<(Location, Option<String>)>,
    /// The cell that is open, as its table and its place there, and how many artifacts are.
    cell: Option<(Location, usize, usize)>,
    artifacts: Vec<Location>,
    /// The marker that is being read.
    marker: Option<(Location, String)>,
    /// The name of the next link.
    name: Option<EcoString>,
    pub changes: HashMap<Location, Change>,
}

impl Survey {
    pub fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Tag(Tag::Start(element, flags)) => {
                    if let Some(metadata) = element.to_packed::<MetadataElem>() {
                        self.name = name(&metadata.value).or(self.name.take());
                    } else if flags.tagged {
                        // a cell with a label has tags for that too
                        self.start(element);
                    }
                }
                FrameItem::Tag(Tag::End(location, ..)) => self.end(*location),
                FrameItem::Text(text) => self.text(&text.text),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, marker)) = &mut self.marker {
            marker.push_str(text);
        }
        if let Some((_, table, cell)) = self.cell
            && self.artifacts.is_empty()
        {
            self.tables[table].cells[cell].says |= !text.trim().is_empty();
        }
    }

    fn start(&mut self, element: &Content) {
        let Some(location) = element.location() else { return };
        if let Some(cell) = element.to_packed::<TableCell>() {
            let at = self.open.last().copied();
            if let Some((at, table)) = at.and_then(|at| Some((at, self.tables.get_mut(at)?)))
                && let Some(cell) = Cell::of(cell, element.label(), location, table.body)
            {
                self.cell = Some((location, at, table.cells.len()));
                table.cells.push(cell);
            }
        } else if element.is::<ArtifactElem>() {
            self.artifacts.push(location);
        } else if let Some(table) = element.to_packed::<TableElem>() {
            let grid = table.grid.as_ref();
            let head = grid.and_then(|grid| grid.headers.first()).filter(|head| head.range.start == 0);
            self.open.push(self.tables.len());
            self.tables.push(Table {
                location,
                number: self.tables.len() + 1,
                body: head.map_or(0, |head| head.range.end),
                cells: Vec::new(),
            });
        } else if element.is::<EnumElem>() {
            self.lists.push((location, None));
        } else if let Some(marker) = element.to_packed::<PdfMarkerTag>() {
            let first = self.lists.last().is_some_and(|(_, marker)| marker.is_none());
            if marker.kind == PdfMarkerTagKind::ListItemLabel && first {
                self.marker = Some((location, String::new()));
            }
        } else if let Some(link) = element.to_packed::<LinkMarker>() {
            let note = link.alt.as_ref().and_then(|alt| alt.strip_prefix(FOOTNOTE));
            if let Some(name) = self.name.take().or(note.map(|number| format!("注{number}").into())) {
                self.changes.insert(location, Change::Name(name));
            }
        }
    }

    fn end(&mut self, location: Location) {
        self.cell.take_if(|(at, ..)| *at == location);
        self.artifacts.retain(|at| *at != location);
        if let Some((at, text)) =
            self.marker.take_if(|(at, _)| *at == location).map(|(_, text)| (self.lists.last_mut(), text))
        {
            if let Some((_, marker)) = at {
                *marker = Some(text);
            }
        } else if self.lists.last().is_some_and(|(at, _)| *at == location) {
            let marker = self.lists.pop().and_then(|(_, marker)| marker).unwrap_or_default();
            if let Some(numbering) = numbering(&marker) {
                self.changes.insert(location, Change::List(numbering));
            }
        } else if self.open.last().is_some_and(|at| self.tables[*at].location == location) {
            self.open.pop();
        }
    }

    /// The tables, each cell that goes with the one above it put to that.
    pub fn finish(mut self) -> (Vec<Table>, Self) {
        let mut tables = std::mem::take(&mut self.tables);
        tables.iter_mut().for_each(|table| table.join(&mut self.changes));
        (tables, self)
    }
}

/// The name that the layout gives the next link.
fn name(value: &Value) -> Option<EcoString> {
    let Value::Dict(dict) = value else { return None };
    match dict.get("name").ok()? {
        Value::Str(name) => Some(name.as_str().into()),
        _ => None,
    }
}

/// What a list's first marker says of its kind; `None` for numbers.
fn numbering(marker: &str) -> Option<Numbering> {
    let marker = marker.trim();
    let bare = marker.trim_matches(|c| "()（）.．、第".contains(c));
    let first = bare.chars().next()?;
    match first {
        '・' | '•' | '●' | '○' | '◯' | '◎' | '◆' | '◇' | '▪' | '▫' | '▶' | '▸' | '-' | '－' | '–' | '*' | '※' | '·' => {
            Some(Numbering::Bullets)
        }
        _ if first.is_numeric() || "一二三四五六七八九十".contains(first) => None,
        _ => Some(Numbering::Own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_tell_what_a_list_is() {
        let kind = |marker: &str| match numbering(marker) {
            None => "numbers",
            Some(Numbering::Bullets) => "bullets",
            Some(Numbering::Own) => "own",
        };
        for marker in ["1.", "（１）", "①", "(2)", "第3", "一"] {
            assert_eq!(kind(marker), "numbers", "{marker}");
        }
        for marker in ["・", "●", "-", "※"] {
            assert_eq!(kind(marker), "bullets", "{marker}");
        }
        for marker in ["□", "■", "ア", "(a)"] {
            assert_eq!(kind(marker), "own", "{marker}");
        }
    }
}
