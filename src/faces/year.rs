//! The work on an inquiry: send, take in, remind, give back. What is written is written whole.

use std::path::PathBuf;

use super::inquiries::{Asking, Held};
use super::stops;
use crate::engine::Engine;
use crate::finding::{Finding, Message, tell_once};
use crate::inquiry::{GivenBack, Incoming, Inquiry, LEDGER, Letter, Sent, Taken, Who, letters_pdf, receipts_pdf};
use crate::msg;
use crate::output::{Output, write_all};
use crate::paper::is_output;
use crate::project::{InquirySettings, Project};
use crate::source::contents;
use crate::told::Faults;
use crate::units::Date;
use crate::words::windows_name;

/// An inquiry that is worked on.
pub struct Work<'a> {
    pub engine: &'a Engine,
    pub project: &'a Project,
    pub settings: &'a InquirySettings,
    pub today: Date,
    /// Hears that another one is waited for.
    pub waiting: &'a dyn Fn(&Message),
}

/// What is to be done with answers.
#[derive(Default)]
pub struct Collecting<'a> {
    /// Files, folders, zip archives.
    pub files: &'a [PathBuf],
    /// The receipt that conflicts are decided for.
    pub take: Option<&'a str>,
    /// Conflicts are decided for what stood before.
    pub keep: bool,
    /// Sections whose answers are settled.
    pub confirm: &'a [String],
    /// 受領票 are made.
    pub receipt: bool,
}

/// What became of answers.
pub struct Collected {
    pub taken: Vec<Taken>,
    pub decided: Option<Message>,
    pub totals: Message,
    pub findings: Vec<Finding>,
}

/// What went out.
pub struct SentOut {
    pub made: Vec<Sent>,
    pub kept: usize,
    pub unit: (&'static str, &'static str),
    pub findings: Vec<Finding>,
}

/// Reminders, with the names of their files without ending.
pub struct Reminded {
    pub letters: Vec<(Letter, String)>,
    pub findings: Vec<Finding>,
}

impl Asking {
    /// The work on an inquiry, on a day.
    ///
    /// # Errors
    /// `M471` no inquiry of that name.
    pub fn work<'a>(&'a self, name: &str, today: Date, waiting: &'a dyn Fn(&Message)) -> Result<Work<'a>, Finding> {
        let (engine, project) = (&self.engine, &self.project);
        Ok(Work { engine, project, settings: self.settings(name)?, today, waiting })
    }
}

impl Work<'_> {
    fn inquiry(&self) -> Result<Inquiry<'_>, Faults> {
        Inquiry::open(self.engine, self.project, self.settings)
    }

    fn held(&self, inquiry: &Inquiry) -> Result<Held, Finding> {
        Held::new(&inquiry.folder, self.engine, self.waiting)
    }

    fn held_if_there(&self, inquiry: &Inquiry) -> Result<Option<Held>, Finding> {
        if inquiry.folder.is_dir() { self.held(inquiry).map(Some) } else { Ok(None) }
    }

    /// Makes the answer workbooks, letters and the list of what goes out. With an error nothing is written.
    ///
    /// # Errors
    /// What is wrong with the inquiry; `M320`.
    pub fn send(&self, only: &[String]) -> Result<SentOut, Faults> {
        let mut findings = Vec::new();
        let mut inquiry = self.inquiry()?;
        // what was asked once stays as it was
        let begun = inquiry.folder.join(LEDGER).exists();
        let mut seen = Vec::new();
        let old = if begun { None } else { inquiry.last_time(self.project, &mut seen)? };
        if old.is_none() {
            findings.append(&mut seen);
        }
        let held = self.held(&inquiry)?;
        let outgoing = match inquiry.send(old, only, self.today) {
            Ok(outgoing) => outgoing,
            Err(faults) => {
                held.give_up();
                findings.extend(faults);
                return Err(findings.into());
            }
        };
        findings.extend(outgoing.findings);
        let unit = inquiry.unit();
        if stops(&findings, false) {
            held.give_up();
            return Ok(SentOut { made: Vec::new(), kept: 0, unit, findings });
        }
        write_all(&outgoing.outputs)?;
        // papers can be made of it from now on
        if !begun {
            write_all(&self.inquiry()?.round()?.written(Vec::new()))?;
        }
        Ok(SentOut { made: outgoing.made, kept: outgoing.kept, unit, findings })
    }

    /// Takes answers in, and decides what is to be decided.
    ///
    /// # Errors
    /// What is wrong with the inquiry; `M488` nothing to decide; `M320`.
    pub fn collect(&self, collecting: &Collecting) -> Result<Collected, Faults> {
        let mut findings = Vec::new();
        let inquiry = self.inquiry()?;
        let held = self.held_if_there(&inquiry)?;
        let mut round = inquiry.round()?;
        let ours = is_output(Some(&inquiry.folder));
        let files = contents(collecting.files, &ours, self.engine.reading(), &mut findings);
        let files = files.into_iter().map(|(file, bytes)| Incoming { file, bytes }).collect();
        let (taken, mut outputs) = round.collect(files, self.today);
        let decided = match (collecting.take, collecting.keep) {
            (Some(file), _) => Some(round.decide(Some(file), true, self.today)?),
            (None, true) => Some(round.decide(None, false, self.today)?),
            (None, false) => None,
        };
        let decided = decided.map(|decided| {
            let cells: usize = decided.iter().map(|(_, cells)| cells).sum();
            match collecting.take {
                Some(_) => msg!(
                    "食い違っていた {cells} か所に、この回答を採りました",
                    "{cells} cells were taken from this answer"
                ),
                None => {
                    msg!("食い違っていた {cells} か所は、前の回答のままにしました", "{cells} cells stay as they were")
                }
            }
        });
        let mut who = Vec::new();
        for name in collecting.confirm {
            who.extend(round.called(name)?);
        }
        round.settle(&who, self.today);
        if collecting.receipt {
            let who: Vec<Who> =
                taken.iter().filter(|file| file.number.is_some()).flat_map(|file| file.who.clone()).collect();
            let receipts = round.receipts(&who, self.today);
            if !receipts.is_empty() {
                let bytes = receipts_pdf(self.engine, &receipts).tell_or_faults(&mut findings)?;
                let path = inquiry.folder.join("受領票").join(format!("{}.pdf", self.today));
                outputs.push(Output { path, bytes });
            }
        }
        write_all(&round.written(outputs))?;
        drop(held);
        Ok(Collected { taken, decided, totals: round.board(self.today).totals(), findings })
    }

    /// Makes reminders for sections, or for all that are missing or have something open; none where nobody needs one. With
    /// an error nothing is written.
    ///
    /// # Errors
    /// What is wrong with the inquiry; `M320`.
    pub fn remind(&self, sections: &[String]) -> Result<Reminded, Faults> {
        let mut findings = Vec::new();
        let inquiry = self.inquiry()?;
        let today = self.today;
        let letters = inquiry.round()?.reminders(sections, today)?;
        if letters.is_empty() {
            return Ok(Reminded { letters: Vec::new(), findings });
        }
        let folder = inquiry.folder.join("督促");
        let name = |letter: &Letter| windows_name(&format!("{today}_{}_{}", letter.to.bureau, letter.to.section));
        let made = self.engine.lay_out_each(&letters, |letter| {
            let mut told = Vec::new();
            let pdf = letter.pdf(self.engine).tell_or_faults(&mut told)?;
            let mail = letter.mail(self.engine).tell_or_faults(&mut told)?;
            let pdf = Output { path: folder.join(format!("{}.pdf", name(letter))), bytes: pdf };
            let mail = Output { path: folder.join(format!("{}.txt", name(letter))), bytes: mail.into_bytes() };
            Ok((vec![pdf, mail], told))
        });
        let mut outputs = Vec::new();
        for made in made.into_iter().collect::<Result<Vec<_>, Faults>>()? {
            outputs.extend(made.0);
            findings.extend(made.1);
        }
        let all = letters_pdf(self.engine, &letters).tell_or_faults(&mut findings)?;
        outputs.push(Output { path: folder.join(format!("{today}_一括印刷.pdf")), bytes: all });
        tell_once(&mut findings);
        if !stops(&findings, false) {
            write_all(&outputs)?;
        }
        let letters = letters.into_iter().map(|letter| (letter.clone(), name(&letter))).collect();
        Ok(Reminded { letters, findings })
    }

    /// Makes marked workbooks for sections, or for all that have errors. With an error nothing is written.
    ///
    /// # Errors
    /// What is wrong with the inquiry; `M320`.
    pub fn give_back(&self, sections: &[String]) -> Result<GivenBack, Faults> {
        let inquiry = self.inquiry()?;
        let _held = self.held_if_there(&inquiry)?;
        let given = inquiry.round()?.give_back(sections, self.today)?;
        if !stops(&given.findings, false) {
            write_all(&given.outputs)?;
        }
        Ok(given)
    }
}
