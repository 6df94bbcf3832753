//! The answer workbook (回答様式) of slips: a worksheet a project in the official layout, of which the open cells can be
//! written.
//!
//! What the reader of such a workbook may rely on: behind the panels stand words that `stamped::own` knows, and a hidden
//! column with the slip's stamp.

mod cells;
mod uses;
mod write;

pub(crate) use uses::uses;
pub(crate) use write::write;
