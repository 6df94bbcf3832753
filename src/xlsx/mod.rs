//! What all workbooks (XLSX) share: the shell, fonts and formats, measuring and cutting of texts, names, limits.

pub(crate) mod answer;
mod cell;
mod cut;
mod formats;
mod limits;
mod list;
mod measure;
mod names;
mod number;
mod package;
mod shell;
mod wrap;

pub(crate) use cell::{put, put_number};
pub(crate) use cut::{end_of, line_offset, sheet_text};
pub(crate) use formats::{as_text, base, inch, is_formula, set_paper};
pub(crate) use limits::cell_limits;
pub(crate) use list::{Column, Entry, FONT as LIST_FONT, List, ListRow, add_list, sheet_names};
pub(crate) use measure::{Body, MAX_ROW, PX, SURE};
pub(crate) use names::{running, sheet_name, shorten, with_line};
pub(crate) use number::{number_format, number_of};
pub(crate) use package::{saved, saved_to_grow};
pub use shell::Xlsx;
pub(crate) use shell::{WorkbookFacts, font_of, not_written, shell};
pub(crate) use wrap::worst_lines;
