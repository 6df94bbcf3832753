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
}

/// What stands before the items of a list that is not numbered with digits.
#[derive(Clone, Copy)]
pub enum Numbering {
    /// ・
    Bullets,
    /// A text of its own: □, ア
    Own,
}
