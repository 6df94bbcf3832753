//! Typst: fonts, world, compilation, and the PDF's bytes. Never sees a workbook.

mod compile;
mod fonts;
mod kept;
mod merge;
mod pdf;
mod record;
#[cfg(test)]
mod tests;
mod upright;
mod world;

pub(crate) use compile::{Export, Exported, compile_pages, explain, export, lay_out, lay_out_parts, record_table};
pub use compile::{Paper, Pdf, Standard, typeset_table};
pub(crate) use fonts::FontFile;
pub use fonts::{FaceInfo, Fonts};
pub(crate) use merge::{overlay, relocated};
pub(crate) use pdf::{Changes, Dict, New, Packed, deflate, inflate, pack_up_to};
pub(crate) use world::PaperWorld;
