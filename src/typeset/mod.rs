//! Typst: fonts, world, compilation, and the PDF's bytes. Never sees a workbook.

mod actual_text;
mod compile;
mod fonts;
mod pack;
mod pdf_syntax;
#[cfg(test)]
mod tests;
mod upright;
mod world;

pub(crate) use compile::{Export, compact, explain, export};
pub use compile::{Paper, Pdf, Standard, typeset_table};
pub use fonts::Fonts;
pub(crate) use world::PaperWorld;
