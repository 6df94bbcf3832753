//! A section's workbook: as it goes out, as it goes back, as it is filled in.

use super::about::Inquiry;
use super::ledger::Who;
use super::round::Round;
use crate::paper::{AnswerOrder, Data};
use crate::stamped::{Mark, Use};
use crate::told::{Faults, Told};
use crate::units::Date;
use crate::xlsx::Xlsx;

/// What a workbook is made of.
pub(super) struct Issue<'d> {
    pub who: &'d Who,
    /// 1 as it went out first.
    pub number: u32,
    pub data: &'d Data,
    /// How each field is filled in.
    pub uses: &'d [Use],
    /// Slips: last time's answers.
    pub last: Option<&'d Data>,
    pub marks: &'d [Mark],
}

impl Inquiry<'_> {
    pub(super) fn workbook(&self, issue: &Issue, date: Date) -> Told<Vec<u8>> {
        let order = AnswerOrder {
            data: issue.data,
            uses: issue.uses,
            stamp: &self.stamp(issue.who, issue.number),
            last: issue.last,
            marks: issue.marks,
            due: self.settings.due,
            contact: self.settings.contact.as_deref(),
        };
        self.engine.answer_workbook(&order, &Xlsx { date: Some(date) })
    }
}

impl Round<'_> {
    /// A section's workbook as it was sent, with what is put into its records.
    ///
    /// # Errors
    /// As [`Engine::answer_workbook`](crate::Engine::answer_workbook).
    pub fn filled(&self, who: &Who, fill: impl FnOnce(&mut Data)) -> Result<Vec<u8>, Faults> {
        let mut data = self.now.select(&self.records_of(who));
        fill(&mut data);
        let (uses, last) = (&self.uses, self.last.as_ref());
        let issue = Issue { who, number: 1, data: &data, uses, last, marks: &[] };
        let sent = self.history.sent().find(|sent| sent.who == *who).and_then(|sent| Date::parse(&sent.date));
        let date = self.inquiry.settings.date.or(sent).unwrap_or(Date::april(2000));
        self.inquiry.workbook(&issue, date).value_or_faults()
    }
}
