//! The workbook (XLSX) with the same look as the PDF, which can be read again.
//!
//! What the reader of such a workbook may rely on:
//! - Above the header stand: the plan's name in the first column and 資料番号 in the last of row 1, if there
//!   are any; the title; the line that the form's `lead` names.
//! - A group cell begins again on each page, with the same text or with the text and （続き）.
//! - A row that goes on over a page break is several rows. In each later one, the columns whose repeated
//!   text carries （続き）, or else the last required column that is not answered by year, hold either the
//!   text above with （続き） behind it, when nothing of it is left, or （続き） and the rest of the text. In
//!   all other columns the parts put together, with nothing between them, are the text.
//! - A row higher than Excel allows is several sheet rows on one page, with each of its cells merged over
//!   all of them: the later sheet rows hold no text.

mod cut;
mod fit;
mod formats;
mod grid;
mod limits;
mod names;
mod table;
mod wrap;

pub(crate) use formats::{as_text, base, inch, set_paper};
pub(crate) use limits::cell_limits;
pub(crate) use names::{running, sheet_name, shorten};
pub use table::{Table, Xlsx, write_table};
pub(crate) use table::{font_of, put};
pub(crate) use wrap::worst_lines;
