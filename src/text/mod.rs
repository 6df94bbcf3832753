//! Japanese line composition (JLReq, JIS X 4051) for table cells and headings.
//!
//! Typst 0.15 cannot prefer one break to another, keeps no number with its unit and lets `～` begin a
//! line. So lines are broken here, once, with the print font's own widths; the layout, the page cutting,
//! the workbook's row heights and the checks of length all use the same lines.

mod bonds;
mod breaking;
mod characters;
mod classes;
mod cluster;
mod combined;
mod glyphs;
pub mod jis;
mod katakana;
mod list;
mod marks;
mod metrics;
mod numbers;
mod phrases;
mod printable;
mod radicals;
mod spaces;
mod spacing;
#[cfg(test)]
mod tests;
mod unprinted;
mod width;

pub use breaking::width_of;
pub(crate) use characters::{check_characters, half_kana};
pub use classes::Kinsoku;
pub(crate) use classes::{is_attached, is_left_aligned, is_right_aligned, may_part, takes_dot};
pub use cluster::Faces;
pub(crate) use combined::{combines, pieces};
pub(crate) use glyphs::{SCRIPTS, check_glyphs, codes};
pub use list::{
    Line, SetCell, SetPara, set_cell, set_hanging, set_hanging_phrases, set_heading, set_label, set_marked_cell,
    set_marked_heading, set_running, set_spread,
};
pub use marks::{Edge, Marked, RING, Span, Style, read_marks};
pub use metrics::{Coverage, Face, FontChain};
pub(crate) use printable::{GETA, is_private, parts, printable, printable_marked};
pub(crate) use unprinted::{drop_unprinted, is_common, is_unprinted, without_unprinted};

/// What a form or a project may choose of the rules of line composition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules {
    /// How strictly lines begin.
    pub kinsoku: Kinsoku,
    /// A quarter em between Japanese and Latin (四分アキ, JLReq 3.2.6). Off, lines keep the em grid and copied
    /// text has no false blanks.
    pub latin_gap: bool,
}

/// A length in thousandths of an em.
pub type Milli = i32;

/// One em.
pub const EM: Milli = 1000;
