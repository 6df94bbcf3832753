//! Workbooks, a file a format, and the parts that they are made of.

mod address;
mod biff;
mod biff12;
mod biff_fonts;
pub mod book;
pub mod compound;
mod conditional;
pub mod decrypt;
mod hanging;
mod normal;
mod notes;
pub mod ods;
mod ods_styles;
pub mod parts;
mod print_area;
pub mod properties;
mod running;
pub mod xls;
pub mod xlsb;
pub mod xlsx;
mod xlsx_fonts;
mod xlsx_survey;
mod xml;
pub mod xml2003;

pub(in crate::source) use hanging::{Control, ControlKind, State};
