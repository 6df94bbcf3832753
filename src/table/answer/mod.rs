//! The answer workbook (回答様式) of a table paper: the official layout, made to be worked in.
//!
//! What the reader of such a workbook may rely on:
//! - A group's text stands on every row of the group, so that rows can be filtered and sorted; that of a flowing column
//!   on the first only.
//! - Behind the table's columns stand 点検, whose words `stamped::own` knows, and the hidden column of row stamps.
//! - The line above the header and the counter in it have words that `stamped::own` knows.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod cells;
mod formulas;
mod uses;
mod write;

pub(crate) use uses::{uses_of_form, uses_of_plan};
pub(crate) use write::write;
