//! The bytes of a PDF: packing, and changes to what was packed.

mod actual_text;
mod flate;
mod grey;
mod headers;
mod pack;
#[cfg(feature = "press")]
mod packed;
#[cfg(not(feature = "press"))]
mod syntax;
#[cfg(feature = "press")]
pub mod syntax;

pub use flate::{deflate, inflate};
pub use pack::{Said, pack, pack_up_to};
#[cfg(feature = "press")]
pub use packed::{Changes, New, Packed};
pub use syntax::Dict;
