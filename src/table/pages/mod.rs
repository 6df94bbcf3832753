//! Sets a plan in lines with the print font's widths and cuts it into pages. Pure arithmetic: the PDF
//! layout, the workbook and the explanation of page ends all follow it. Lengths in pt.

mod again;
mod cut;
mod explain;
mod flow;
mod header;
mod labels;
mod set;
mod upright;

pub use cut::{End, Page, Slice, cut_pages};
pub use explain::{explain_pages, explain_row};
pub use header::{HeadCell, Header};
pub use labels::tall_labels;
pub use set::{SetColumn, SetRow, SetTable, is_repeated, set_table, set_table_again};
pub use upright::{Piece, upright_columns};

pub use super::plan::CONTINUED;
