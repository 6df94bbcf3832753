//! Typst: fonts, layouts, compilation, and the PDF's bytes. Never sees a workbook, and knows no kind of paper.

mod cache;
mod compile;
mod diagnostics;
mod export;
mod fonts;
mod gaiji;
mod layers;
mod merge;
mod outlines;
mod pdf;
mod pictures;
mod record;
mod tags;
mod trace;
mod trial;
mod tried;
mod upright;
mod world;

pub use cache::Cache;
pub(crate) use compile::Typesetter;
pub(crate) use export::{Exported, Facts};
pub use export::{Pdf, Standard};
pub(crate) use fonts::FontFile;
pub use fonts::{FaceInfo, Fonts};
pub use gaiji::Gaiji;
pub use layers::PageLayer;
pub(crate) use layers::{layers, small, whole};
pub(crate) use merge::{overlay, relocated};
#[cfg(feature = "press")]
pub(crate) use pdf::{Changes, Dict, New, Packed, syntax};
pub(crate) use pdf::{Said, deflate, inflate, pack_up_to};
pub(crate) use pictures::{svg_faults, undrawn_texts};
pub(crate) use record::each_text;
pub(crate) use trace::{Printed, page_size, printed, some_pages};
pub use trial::{Ended, Trial};
pub use tried::try_layout;
#[cfg(test)]
pub(crate) use upright::join as join_upright;
pub(crate) use world::{Extra, Inputs, Layout};
