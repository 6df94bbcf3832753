//! From what a cell holds to what Excel shows: numbers and days in their formats.

mod brackets;
pub mod date_text;
pub mod format_code;
mod fraction;
pub mod number_text;
mod numerals;
pub mod text;
