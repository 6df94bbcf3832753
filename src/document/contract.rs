//! What the layout of a free paper gets: the virtual file `/data.json`. Lengths in pt; texts in lines.

use serde::{Serialize, Serializer};

use crate::contract::{self, Ends, Faces, PageBox};
use crate::place::Place;
use crate::text::SetCell;

/// Counts up when a layout of an older matome would no longer work.
pub const VERSION: u32 = 1;

/// The root of `/data.json`.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentData {
    /// [`VERSION`]
    pub version: u32,
    /// For the document's metadata.
    pub title: String,
    /// Paper and margins.
    pub paper: PageBox,
    /// The faces of its text.
    #[serde(flatten)]
    pub faces: Faces,
    /// Size of the text, pt.
    pub size: f64,
    /// Gap between lines.
    pub gap: f64,
    /// A quarter em between Japanese and Latin letters (JLReq 3.2.6).
    pub latin_gap: bool,
    /// Width of the lines.
    pub width: f64,
    /// What stands on the pages, in order.
    pub blocks: Vec<SetBlock>,
    /// Footnotes.
    pub notes: Vec<Text>,
    /// Size of the notes.
    pub note_size: f64,
}

/// A text in lines.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its lines.
    pub cell: SetCell,
    /// How its lines end.
    pub ends: Ends,
    /// Room above a line for ruby and dots, em.
    pub raise: f64,
    /// Where it was written.
    pub place: Option<Place>,
    /// What the layout marks its lines with; none unless the pages are to tell where they were written.
    pub of: Option<usize>,
}

impl Text {
    /// A text that no input has a place for.
    pub fn new(cell: SetCell, ends: Ends, raise: f64) -> Self {
        Self { cell, ends, raise, place: None, of: None }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        contract::Body { cell: &self.cell, ends: self.ends, raise: self.raise, of: self.of }.serialize(serializer)
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum SetBlock {
    /// `look`: bold, centered, plain.
    Heading {
        level: usize,
        size: f64,
        look: &'static str,
        body: Text,
        notes: Text,
    },
    Para {
        align: &'static str,
        sticky: bool,
        body: Text,
        /// At the right end of the last line, in lines set to the right.
        #[serde(skip_serializing_if = "Option::is_none")]
        beside: Option<Beside>,
    },
    List {
        items: Vec<SetItem>,
    },
    Table(SetTable),
    Picture {
        file: String,
        alt: String,
        caption: Option<Text>,
    },
    Quote {
        blocks: Vec<SetBlock>,
    },
    Code {
        body: Text,
    },
    Rule,
    Break,
}

/// What stands at the right end of a paragraph.
#[derive(Debug, Clone, Serialize)]
pub struct Beside {
    /// On a line of its own.
    pub below: bool,
    pub body: Text,
}

/// A list item: its marker in a box of `width` em, then what stands beside it.
#[derive(Debug, Clone, Serialize)]
pub struct SetItem {
    pub marker: String,
    pub width: f64,
    pub blocks: Vec<SetBlock>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SetTable {
    pub size: f64,
    pub widths: Vec<f64>,
    pub aligns: Vec<&'static str>,
    pub inset_x: f64,
    pub inset_y: f64,
    /// The first column heads its rows.
    pub heads: bool,
    pub head: Vec<Text>,
    pub rows: Vec<SetRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SetRow {
    /// Too high to stay on one page.
    pub tall: bool,
    pub cells: Vec<Text>,
}

impl DocumentData {
    /// Marks every text that has a place. Gives the places by their marks.
    pub(crate) fn mark(&mut self) -> Vec<Place> {
        let mut places = Vec::new();
        let mut mark = |text: &mut Text| {
            text.of = text.place.as_ref().map(|place| {
                let mark = places.len();
                places.push(place.clone());
                mark
            });
        };
        self.blocks.iter_mut().for_each(|block| block.each_text(&mut mark));
        self.notes.iter_mut().for_each(mark);
        places
    }
}

impl SetBlock {
    fn each_text(&mut self, visit: &mut impl FnMut(&mut Text)) {
        match self {
            Self::Heading { body, .. } | Self::Code { body } => visit(body),
            Self::Para { body, beside, .. } => {
                visit(body);
                beside.iter_mut().for_each(|b| visit(&mut b.body));
            }
            Self::List { items } => {
                items.iter_mut().flat_map(|item| &mut item.blocks).for_each(|block| block.each_text(visit));
            }
            Self::Quote { blocks } => blocks.iter_mut().for_each(|block| block.each_text(visit)),
            Self::Table(table) => {
                table.head.iter_mut().for_each(&mut *visit);
                table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(visit);
            }
            Self::Picture { caption, .. } => caption.iter_mut().for_each(visit),
            Self::Rule | Self::Break => {}
        }
    }
}
