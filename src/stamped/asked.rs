//! What is asked of a section in an answer workbook, whatever its kind.

use super::Stamp;
use crate::finding::Level;
use crate::units::Date;

/// How a column of a table, or a field of a slip, is to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// The plan's own words: locked.
    Plan,
    /// An earlier answer, to be looked at: grey and locked.
    Last,
    /// To be answered.
    Open,
}

/// What is wrong in a workbook that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The row of the table, or the slip, and the column, or the field, from 0; none where it stands in no cell, such as
    /// a row that is gone.
    pub cell: Option<(usize, usize)>,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, and how to mend it.
    pub text: String,
}

/// What every sheet of an answer workbook is made with.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub uses: &'a [Use],
    pub stamp: &'a Stamp,
    pub marks: &'a [Mark],
    pub due: Option<Date>,
    pub contact: Option<&'a str>,
}

impl Asked<'_> {
    pub fn is_open(&self, column: usize) -> bool {
        self.uses.get(column) == Some(&Use::Open)
    }
}

/// Which of the open columns must be answered: the required ones, or all of them where none is required.
pub(crate) fn must(open: impl Iterator<Item = (bool, bool)>) -> Vec<bool> {
    let open: Vec<(bool, bool)> = open.collect();
    let any = open.iter().any(|(open, required)| *open && *required);
    open.into_iter().map(|(open, required)| open && (required || !any)).collect()
}
