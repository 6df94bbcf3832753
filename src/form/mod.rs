//! What the definitions of all forms (様式) share: the files, TOML with its places, paper and text, the house's rules.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

pub(crate) mod asked;
mod carry;
pub(crate) mod definition;
mod find;
mod glyphs;
mod house;
mod kind;
mod paper;
pub(crate) mod raw;
mod section;
mod spelling;
mod templates;
mod toml_file;
mod toml_texts;
mod toml_words;
pub(crate) mod turned;

pub use carry::Carry;
pub use house::House;
pub(crate) use house::RawHouse;
pub use kind::Kind;
pub use paper::{CLEAR, PaperFormat, PaperSize, TextStyle, inset_on_grid};
pub(crate) use paper::{reduced, reduced_line};
pub(crate) use section::{Roles, parted};
pub use templates::Templates;
pub(crate) use toml_file::TomlFile;

/// The year that block columns count from.
pub const BASE_YEAR: &str = "基準年度";
