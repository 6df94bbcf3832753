//! How texts look in a workbook where that changes what they say: struck out, raised, coloured, not to be seen.
//! Knows no file format.

mod color;
mod raised;
mod runs;
mod seen;

use super::Merge;

pub(super) use color::{Hue, Palette, Rgb};
pub(super) use runs::Run;
pub(super) use seen::{Seen, take_look, take_runs};

/// A font, as far as it changes what a text says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Font {
    pub struck: bool,
    pub underlined: bool,
    pub raised: Raised,
    /// Not shown, or too small to be seen.
    pub hidden: bool,
    /// `None` is the window's own: black.
    pub color: Option<Rgb>,
}

/// In points: a smaller letter is a way of hiding it.
const SEEN: f64 = 2.0;

impl Font {
    pub(super) fn of_size(self, points: f64) -> Self {
        Self { hidden: self.hidden || points <= SEEN, ..self }
    }

    fn hue(&self) -> Option<Hue> {
        // a blue line under blue letters is a link
        self.color?.hue().filter(|hue| !(self.underlined && *hue == Hue::Blue))
    }

    /// Whether nobody who looks at the sheet can read it.
    pub(super) fn is_unseen(&self, ground: Ground) -> bool {
        let ground = match ground {
            Ground::None => Rgb::WHITE,
            Ground::Solid(color) => color,
            Ground::Unknown => return self.hidden,
        };
        self.hidden || self.color.is_some_and(|color| color.is_like(ground))
    }
}

/// Superscript and subscript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Raised {
    #[default]
    No,
    Up,
    Down,
}

/// What a cell is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Ground {
    #[default]
    None,
    Solid(Rgb),
    /// A pattern or gradient.
    Unknown,
}

impl Ground {
    fn hue(self) -> Option<Hue> {
        match self {
            Self::Solid(color) => color.hue(),
            Self::None | Self::Unknown => None,
        }
    }
}

/// The look of a whole cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Look {
    pub font: Font,
    pub ground: Ground,
}

/// What a conditional format does to the texts of the cells for which its condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Does {
    /// Nobody sees them.
    Hide,
    /// They are struck out.
    Strike,
}

/// A conditional format. Whether its condition holds is not known.
#[derive(Debug, Clone)]
pub(super) struct Conditional {
    pub does: Does,
    pub cells: Vec<Merge>,
}
