//! The workbook (XLSX) of a table paper with the same look as the PDF, which can be read again.
//!
//! What the reader of such a workbook may rely on:
//! - Above the header stand: the plan's name in the first column and 資料番号 in the last of row 1, if there
//!   are any; the title; the line that the form's `lead` names.
//! - A group cell begins again on each page, with the same text or with the text and （続き）.
//! - The group cell of a column whose texts may differ within a group begins again where the text changes.
//! - A row that goes on over a page break, or is higher than Excel allows, is several rows. In each later one, the
//!   columns whose repeated text carries （続き）, or else the last required column that is not answered by year,
//!   hold （続き） and the rest of the text; when nothing of it is left, the text above with （続き） behind it, or
//!   （続き） alone where that is long. Other required columns that are not answered by year hold nothing, or
//!   （続き） and the rest. In all columns the parts put together, with nothing between them, are the text.
//! - A group cell stands once beside all such rows of a page. A row that only a group cell makes higher than Excel
//!   allows is several sheet rows, with each of its cells merged over all of them: the later ones hold no text.
//! - The second worksheet, データ, has the same rows without merges, and a stamp that says so (`data.rs`).

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod data;
mod fit;
mod formats;
mod grid;
mod split;
mod table;

pub(in crate::table) use fit::{Fit, Rows};
pub(in crate::table) use formats::{Formats, Look};
pub(in crate::table) use table::{Sheet, font_name};
