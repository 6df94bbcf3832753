//! What becomes of the tags of an element.

use std::num::NonZeroUsize;

use ecow::EcoString;
use typst::introspection::Location;

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
    /// A paragraph that is an item, or the last one in one.
    Item(Item),
}

/// What becomes of a paragraph in a list.
#[derive(Debug, Default)]
pub struct Item {
    /// The list that begins with it; `None` for numbers.
    pub list: Option<(Location, Option<Numbering>)>,
    /// Bytes of its marker, and its parts: the label and the body. `None` where it stays a paragraph.
    pub parts: Option<(usize, Location, Location)>,
    /// Bodies and lists that end behind it.
    pub ends: Vec<Location>,
}

/// What stands before the items of a list that is not numbered with digits.
#[derive(Debug, Clone, Copy)]
pub enum Numbering {
    /// ・
    Bullets,
    /// A text of its own: □, ア
    Own,
}
