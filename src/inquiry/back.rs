//! 差戻し: a section's own workbook once more, as it answered, with what is wrong marked in it.

use std::collections::HashMap;

use super::State;
use super::about::Asked;
use super::ledger::{Event, Sent, Who};
use super::letter::{Letter, LetterKind};
use super::round::Round;
use super::workbook::Issue;
use crate::digest::sha256;
use crate::finding::{Finding, Level};
use crate::msg;
use crate::output::Output;
use crate::place::Place;
use crate::row_key::RowId;
use crate::stamped::Mark;
use crate::told::Faults;
use crate::units::Date;

/// What goes back.
pub struct GivenBack {
    /// The workbooks.
    pub made: Vec<Sent>,
    /// To be written, the ledger last.
    pub outputs: Vec<Output>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl Round<'_> {
    /// Makes the marked workbooks of the sections that are named, or of all whose answers have errors.
    ///
    /// # Errors
    /// `M489` a section that is not asked, `M493` one of which nothing came, or no section with errors.
    pub fn give_back(&mut self, names: &[String], today: Date) -> Result<GivenBack, Faults> {
        let inquiry = self.inquiry;
        let findings = self.findings();
        let wanted = self.to_give_back(names, today)?;
        let mut made = Vec::new();
        let mut outputs = Vec::new();
        let mut told = Vec::new();
        for who in wanted {
            let records = self.records_of(&who);
            let data = self.now.select(&records);
            let own = findings.get(&who).map_or(&[][..], Vec::as_slice);
            let marks = self.marks(&records, own);
            let issue = self.history.next_issue(&who);
            let (uses, last) = (&self.uses, self.last.as_ref());
            let again = Issue { who: &who, number: issue, data: &data, uses, last, marks: &marks };
            let bytes = inquiry.workbook(&again, today).tell_or_faults(&mut told)?;
            let name = format!("{}_{issue}", inquiry.workbook_name(&who));
            let file = format!("差戻し/{name}.xlsx");
            let sent = Sent {
                who: who.clone(),
                issue,
                file: file.clone(),
                sha256: sha256(&bytes),
                date: today.to_string(),
                rows: records.len(),
            };
            outputs.push(Output { path: inquiry.folder.join(&file), bytes });
            let letter = self.return_letter(&who, own, &file, today);
            let pdf = letter.pdf(inquiry.engine).tell_or_faults(&mut told)?;
            outputs.push(Output { path: inquiry.folder.join(format!("差戻し/{name}.pdf")), bytes: pdf });
            let mail = letter.mail(inquiry.engine).tell_or_faults(&mut told)?;
            outputs
                .push(Output { path: inquiry.folder.join(format!("差戻し/{name}.txt")), bytes: mail.into_bytes() });
            self.apply(Event::Returned(sent.clone()));
            made.push(sent);
        }
        Ok(GivenBack { made, outputs: self.written(outputs), findings: told })
    }

    fn to_give_back(&self, names: &[String], today: Date) -> Result<Vec<Who>, Faults> {
        if names.is_empty() {
            let board = self.board(today);
            let faulty = board.lines.iter().filter(|line| line.state == State::Faulty);
            let wanted: Vec<Who> =
                faulty.map(|line| Who { bureau: line.bureau.clone(), section: line.section.clone() }).collect();
            if wanted.is_empty() {
                let message = msg!("差し戻す回答（要修正）がありません", "there is no answer to give back");
                return Err(Finding::error("M493", message)
                    .at(self.inquiry.settings.place.clone())
                    .hint(msg!(
                        "課の名を付ければ、エラーのない回答も差し戻せます",
                        "name a section to give it back all the same"
                    ))
                    .into());
            }
            return Ok(wanted);
        }
        let mut wanted: Vec<Who> = Vec::new();
        for name in names {
            for asked in self.inquiry.called(&self.sections, name)? {
                if self.last_receipt(&asked.who).is_none() {
                    let who = &asked.who;
                    let message = msg!("{who}からは、まだ何も届いていません", "nothing has come from {who} yet");
                    return Err(Finding::error("M493", message).at(self.inquiry.settings.place.clone()).into());
                }
                if !wanted.contains(&asked.who) {
                    wanted.push(asked.who.clone());
                }
            }
        }
        Ok(wanted)
    }

    /// What is wrong, cell by cell of the workbook that goes back.
    fn marks(&self, records: &[usize], findings: &[Finding]) -> Vec<Mark> {
        let rows: HashMap<&RowId, usize> =
            records.iter().enumerate().filter_map(|(row, &r)| Some((self.now.id(r)?, row))).collect();
        let mut cells: HashMap<Place, (RowId, usize)> = HashMap::new();
        for receipt in &self.receipts {
            cells.extend(self.cells_of(receipt));
        }
        let mut out = Vec::new();
        for finding in findings.iter().filter(|finding| finding.level > Level::Info) {
            let places = finding.place.iter().chain(&finding.related);
            let mut text = finding.message.ja.clone();
            for hint in &finding.hints {
                text.push_str("\n→ ");
                text.push_str(&hint.ja);
            }
            let mut found: Vec<Option<(usize, usize)>> = places
                .filter_map(|place| cells.get(place))
                .filter_map(|(id, column)| Some(Some((*rows.get(id)?, *column))))
                .collect();
            if found.is_empty() {
                found.push(None);
            }
            for cell in found {
                let mark = Mark { cell, level: finding.level, text: text.clone() };
                if !out.contains(&mark) {
                    out.push(mark);
                }
            }
        }
        out
    }

    fn return_letter(&self, who: &Who, findings: &[Finding], file: &str, today: Date) -> Letter {
        let ids = self.sections.iter().find(|asked| asked.who == *who).map(|asked| asked.ids.clone());
        let asked = Asked { who: who.clone(), ids: ids.unwrap_or_default() };
        let mut letter = self.inquiry.letter(LetterKind::Return, &asked, today);
        self.say_answered(&asked, &mut letter);
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        (letter.errors, letter.warnings) = (count(Level::Error), count(Level::Warning));
        letter.file = file.rsplit('/').next().map(str::to_owned);
        letter
    }

    fn say_answered(&self, asked: &Asked, letter: &mut Letter) {
        let open: Vec<&RowId> = asked.ids.iter().filter(|id| !self.is_answered(id)).collect();
        letter.answered = asked.ids.len().saturating_sub(open.len());
        letter.open = open.iter().filter_map(|id| Some(self.now.label(self.record(id)?))).collect();
        letter.received = self.last_receipt(&asked.who).is_some();
    }

    /// 督促: a letter for each section that is missing or has something open, or for those that are named.
    ///
    /// # Errors
    /// `M489` a section that is not asked.
    pub fn reminders(&self, names: &[String], today: Date) -> Result<Vec<Letter>, Finding> {
        let mut wanted: Vec<&Asked> = Vec::new();
        if names.is_empty() {
            let board = self.board(today);
            let late = board.lines.iter().filter(|line| {
                matches!(line.state, State::Missing | State::Faulty | State::Returned) || line.answered < line.asked
            });
            let late: Vec<(&str, &str)> = late.map(|line| (line.bureau.as_str(), line.section.as_str())).collect();
            let is_late = |asked: &&Asked| late.contains(&(asked.who.bureau.as_str(), asked.who.section.as_str()));
            wanted.extend(self.sections.iter().filter(is_late));
        }
        for name in names {
            for asked in self.inquiry.called(&self.sections, name)? {
                if !wanted.iter().any(|known| known.who == asked.who) {
                    wanted.push(asked);
                }
            }
        }
        let findings = self.findings();
        let letters = wanted.into_iter().map(|asked| {
            let mut letter = self.inquiry.letter(LetterKind::Reminder, asked, today);
            self.say_answered(asked, &mut letter);
            let told = findings.get(&asked.who).map_or(&[][..], Vec::as_slice);
            let count = |level| told.iter().filter(|finding| finding.level == level).count();
            (letter.errors, letter.warnings) = (count(Level::Error), count(Level::Warning));
            letter
        });
        Ok(letters.collect())
    }
}
