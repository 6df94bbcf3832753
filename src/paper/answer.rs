//! Answer workbooks (回答様式) of any kind: what a section fills in, and what goes back to it, marked.

use super::data::Data;
use super::form::Form;
use crate::engine::Engine;
use crate::finding::Finding;
use crate::msg;
use crate::slip;
use crate::slip::Slips;
use crate::stamped::asked::Asked;
use crate::stamped::{Mark, Stamp, Use};
use crate::table;
use crate::told::Told;
use crate::units::Date;
use crate::xlsx::Xlsx;

/// What an answer workbook is made from.
pub struct AnswerOrder<'a> {
    /// The rows, or projects, of one section, in this year's columns; each has an id.
    pub data: &'a Data,
    /// How each column, or field, is to be filled in, as [`Data::uses`] gives it.
    pub uses: &'a [Use],
    /// Whose it is.
    pub stamp: &'a Stamp,
    /// Last year's answers of slips, found by their keys: comments on the open cells.
    pub last: Option<&'a Data>,
    /// What is wrong in answers that go back; empty for what is sent first.
    pub marks: &'a [Mark],
    /// 期限
    pub due: Option<Date>,
    /// Who asks: 事務局.
    pub contact: Option<&'a str>,
}

impl Engine {
    /// Writes the answer workbook of a section, which is read like any other answer.
    ///
    /// `M301`, `M303`, `M304` a limit of Excel that the data does not keep; `M305` a free paper.
    pub fn answer_workbook(&self, order: &AnswerOrder, options: &Xlsx) -> Told<Vec<u8>> {
        let AnswerOrder { data, uses, stamp, last, marks, due, contact } = *order;
        let asked = Asked { uses, stamp, marks, due, contact };
        match data {
            // what does not fit a page is told when it is printed
            Data::Table(plan) => table::set(self, (**plan).clone(), None)
                .value_or_faults()
                .and_then(|book| table::answer::write(&book, asked, options))
                .into(),
            Data::Slips(slips) => {
                slip::answer::write(self, slips, asked, last.and_then(Data::as_slips), options).into()
            }
            Data::Document(_) => Told::nothing(no_workbook()),
        }
    }
}

/// `M305`
fn no_workbook() -> Finding {
    let message = msg!("文書の様式に回答様式はありません", "a free paper has no answer workbook");
    Finding::error("M305", message)
}

impl Form {
    /// How each column, or field, is to be filled in at a phase: 年度当初確認.
    ///
    /// In a table with reporting years the last block is open, earlier ones are last year's; where columns say when they
    /// are answered, those of this phase are open, or all of them where none is named; where none says so, those outside
    /// the groups that do not name the row. In a slip all but what names the project and its section.
    pub fn uses(&self, phase: Option<&str>) -> Vec<Use> {
        match self {
            Self::Table(form) => table::answer::uses_of_form(form, phase),
            Self::Slip(form) => slip::answer::uses(form),
            Self::Document(_) => Vec::new(),
        }
    }
}

impl Data {
    fn as_slips(&self) -> Option<&Slips> {
        match self {
            Self::Slips(slips) => Some(slips),
            Self::Table(_) | Self::Document(_) => None,
        }
    }

    /// As [`Form::uses`], for the columns that the data has; `block` is the reporting year that is asked, if not the last.
    pub fn uses(&self, phase: Option<&str>, block: Option<i32>) -> Vec<Use> {
        match self {
            Self::Table(plan) => table::answer::uses_of_plan(plan, phase, block),
            Self::Slips(slips) => slip::answer::uses(&slips.form),
            Self::Document(_) => Vec::new(),
        }
    }
}
