//! Words and numbers as Japanese offices write them: eras, widths, the order of kana, file names, and templates.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod alike;
pub mod era;
mod file_name;
mod fold;
mod kana;
mod marks;
mod number;
mod template;
mod turned;
mod visible;
mod width;

pub use alike::{likeness, nearest};
pub use file_name::{LARGEST_NAME, LONGEST_NAME, windows_name};
pub use fold::{counted, folded, half_width, natural, same};
pub(crate) use fold::{full_width, on_the_line};
pub use kana::kana_order;
pub use marks::{choice_of, mark_folded};
pub use number::grouped;
pub use template::Words;
pub(crate) use turned::{Turned, is_alike, turned};
pub use visible::{is_hidden, visible, visible_lines};
pub use width::{cut_to, display_width, in_columns};
