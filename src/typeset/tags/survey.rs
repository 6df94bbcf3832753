//! Goes through a document's tags as the exporter does, and notes its tables, lists and links.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use ecow::EcoString;
use typst::foundations::{Content, Label, Smart, StyleChain, Value};
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::{EnumElem, LinkMarker, TableCell, TableElem};
use typst::pdf::{PdfMarkerTag, PdfMarkerTagKind, TableCellKind, TableHeaderScope};
use typst::utils::PicoStr;

/// The label that the layout gives the cells that belong to a group of rows.
const GROUP: &str = "group";
/// The label of a cell that repeats one above it on another page.
const AGAIN: &str = "again";
/// The label of a cell in which the text of the one above it goes on.
const REST: &str = "rest";
/// What Typst calls links to footnotes, in no other language.
const FOOTNOTE: &str = "Footnote ";

/// What becomes of an element's tags.
pub enum Change {
    Drop,
    /// A cell whose content goes into the one at this location.
    Into(Location),
    /// A cell that spans more rows.
    Rows(NonZeroUsize),
    List(Numbering),
    /// A link with a name.
    Name(EcoString),
}

/// What stands before the items of a list that is not numbered with digits.
#[derive(Clone, Copy)]
pub enum Numbering {
    /// ・
    Bullets,
    /// A text of its own: □, ア
    Own,
}

/// A table as it is tagged.
pub struct Table {
    pub location: Location,
    /// How the exporter counts it, from 1.
    pub number: usize,
    /// The first row below its heading.
    pub body: usize,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub location: Location,
    pub x: usize,
    pub y: usize,
    pub colspan: usize,
    pub rowspan: usize,
    pub role: Role,
    /// It belongs to a group of rows, and not to its row.
    pub group: bool,
    pub joins: Joins,
}

/// How a cell goes with the one above it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    No,
    /// Says it again.
    Again,
    /// Says what comes next.
    Rest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Data,
    /// Heads its rows.
    Row,
    /// Heads what is below it, at a level.
    Column(u32),
}

#[derive(Default)]
pub struct Survey {
    tables: Vec<Table>,
    /// Those that are open, and how many there were.
    open: Vec<usize>,
    /// Lists that are open, and the text of their first marker.
    lists: Vec<(Location, Option<String>)>,
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
                FrameItem::Text(text) => {
                    if let Some((_, marker)) = &mut self.marker {
                        marker.push_str(&text.text);
                    }
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &Content) {
        let Some(location) = element.location() else { return };
        if let Some(cell) = element.to_packed::<TableCell>() {
            if let Some(table) = self.open.last().and_then(|at| self.tables.get_mut(*at))
                && let Some(cell) = noted(cell, element.label(), location, table)
            {
                table.cells.push(cell);
            }
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
        for table in &mut tables {
            table.cells.sort_by_key(|cell| (cell.x, cell.y));
            let mut above: Option<usize> = None;
            for at in 0..table.cells.len() {
                let (x, y, rowspan) = (table.cells[at].x, table.cells[at].y, table.cells[at].rowspan);
                let joins = above.filter(|above| {
                    let above = &table.cells[*above];
                    table.cells[at].joins != Joins::No && above.x == x && above.y + above.rowspan == y
                });
                let Some(whole) = joins else {
                    table.cells[at].joins = Joins::No;
                    above = Some(at);
                    continue;
                };
                let whole = &mut table.cells[whole];
                whole.rowspan += rowspan;
                if let Some(rows) = NonZeroUsize::new(whole.rowspan) {
                    self.changes.insert(whole.location, Change::Rows(rows));
                }
                let into = Change::Into(whole.location);
                let cell = &table.cells[at];
                self.changes.insert(cell.location, if cell.joins == Joins::Rest { into } else { Change::Drop });
            }
            table.cells.retain(|cell| cell.joins == Joins::No);
            table.cells.sort_by_key(|cell| (cell.y, cell.x));
        }
        (tables, self)
    }
}

/// A cell that is read; repeated headings are not.
fn noted(cell: &TableCell, label: Option<Label>, location: Location, table: &Table) -> Option<Cell> {
    let styles = StyleChain::default();
    if cell.is_repeated.get(styles) {
        return None;
    }
    let Smart::Custom(x) = cell.x.get(styles) else { return None };
    let Smart::Custom(y) = cell.y.get(styles) else { return None };
    let role = match cell.kind.get(styles) {
        Smart::Custom(TableCellKind::Header(level, TableHeaderScope::Column)) => Role::Column(level.get()),
        Smart::Custom(TableCellKind::Header(..)) => Role::Row,
        Smart::Auto if y < table.body => Role::Column(0),
        _ => Role::Data,
    };
    let is = |name: &str| label.is_some_and(|label| Label::new(PicoStr::intern(name)) == Some(label));
    Some(Cell {
        location,
        x,
        y,
        colspan: cell.colspan.get(styles).get(),
        rowspan: cell.rowspan.get(styles).get(),
        role,
        group: is(GROUP),
        joins: if is(AGAIN) {
            Joins::Again
        } else if is(REST) {
            Joins::Rest
        } else {
            Joins::No
        },
    })
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
