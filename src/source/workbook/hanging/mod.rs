//! What hangs on a sheet without being a text in a cell: pictures, controls, charts, embedded files, links.
//!
//! A file a format collects [`Hanging`]s; `tell.rs` makes findings of them, once all cells are known.

mod activex;
pub(super) mod cell_pictures;
pub(super) mod cells;
mod chart;
mod controls;
mod drawing;
mod embedded;
mod escher;
mod grid;
pub(super) mod links;
pub(super) mod ods;
pub(super) mod package;
mod sheet_end;
mod tell;
mod vml;
pub(super) mod xls;

use crate::place::CellRef;

pub(super) use drawing::push_own_text;
pub(super) use sheet_end::behind_cells;
pub(super) use tell::tell;

/// The cells under a thing; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) struct Area {
    pub first: CellRef,
    pub last: CellRef,
}

impl Area {
    pub(super) fn cell(at: CellRef) -> Self {
        Self { first: at, last: at }
    }
}

/// A thing that hangs on a sheet.
#[derive(Debug, Clone)]
pub(super) struct Hanging {
    pub what: What,
    /// Not known where a thing hangs on the page, not on cells.
    pub area: Option<Area>,
}

/// What hangs there, with what it says.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A picture: its alternative text, and what is the same for the same picture.
    Picture {
        says: String,
        same: String,
    },
    /// A picture in the cell itself, as its value.
    CellPicture {
        says: String,
    },
    /// Handwriting.
    Ink,
    /// An ellipse without text, which may mark the words below it as chosen.
    Ring,
    /// A shape with text.
    Text(String),
    /// A comment of XLS, which is a shape there.
    Comment(String),
    Control(Control),
    /// A chart and its title.
    Chart(String),
    /// SmartArt and its texts.
    Diagram(String),
    /// A file inside of the file: what it is made with, and its name.
    Embedded {
        program: String,
        name: String,
    },
    /// A link to a place outside of the workbook; `shown` where it hangs on a shape and not on the cell's text.
    Link {
        target: String,
        shown: Option<String>,
    },
    /// A link that a formula makes; the target if it is written there.
    LinkFormula(Option<String>),
    /// A filter as a field of buttons.
    Slicer(String),
    /// A picture behind the cells.
    Background,
    /// A picture in the page header or footer.
    RunningPicture(String),
    /// A signature line and who is to sign.
    Signature(String),
}

/// A form control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) struct Control {
    pub kind: ControlKind,
    pub caption: String,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum ControlKind {
    CheckBox,
    Option,
    DropDown,
    List,
    Number,
    Edit,
    Button,
    /// One whose kind cannot be read.
    Other,
}

/// What a control is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) enum State {
    On,
    Off,
    /// Neither: the grey tick.
    Mixed,
    /// So many of the list, from 1, whose items stand in a range such as `選択肢!$A$1:$A$5`.
    Chosen {
        item: usize,
        range: String,
    },
    /// A text that was chosen or typed.
    Value(String),
    /// Nothing chosen or typed.
    Nothing,
    /// It has none, or it cannot be read.
    Unknown,
}
