//! Where each section is, from what was asked and what came.

use std::collections::{BTreeMap, HashMap};

use super::board::{Board, BoardLine, State};
use super::ledger::{Event, Who, sha256_bytes};
use super::receipt::Receipt;
use super::round::{ReceivedFile, Round};
use crate::finding::{Finding, Level};
use crate::msg;
use crate::place::Place;
use crate::row_key::RowId;
use crate::stamped::asked::must;
use crate::units::Date;

impl Round<'_> {
    /// How far each section is.
    pub fn board(&self, today: Date) -> Board {
        let inquiry = self.inquiry;
        let mut board = Board::new(&inquiry.settings.name, inquiry.form.title(), inquiry.settings.due, today);
        let findings = self.findings();
        for asked in &self.sections {
            let who = &asked.who;
            let mut line = BoardLine::new(&who.bureau, &who.section, asked.ids.len());
            if let Some(section) = inquiry.section(who) {
                (line.person, line.contact) = (section.person.clone(), section.contact.clone());
            }
            let told = findings.get(who).map_or(&[][..], Vec::as_slice);
            let count = |level| told.iter().filter(|finding| finding.level == level).count();
            (line.errors, line.warnings) = (count(Level::Error), count(Level::Warning));
            line.answered = asked.ids.iter().filter(|id| self.is_answered(id)).count();
            if let Some(receipt) = self.last_receipt(who) {
                line.received = Date::parse(&receipt.event.date);
                line.file = Some(receipt.event.file.clone());
            }
            line.state = self.state(who, line.errors);
            board.lines.push(line);
        }
        board
    }

    /// 受領票 of the sections of which something came: all, or some of them.
    pub fn receipts(&self, who: &[Who], today: Date) -> Vec<Receipt> {
        let board = self.board(today);
        let findings = self.findings();
        let came = self.sections.iter().zip(&board.lines).filter(|(asked, _)| who.contains(&asked.who));
        came.filter_map(|(asked, line)| {
            let event = &self.last_receipt(&asked.who)?.event;
            Some(Receipt {
                inquiry: board.inquiry.clone(),
                form: board.form.clone(),
                bureau: line.bureau.clone(),
                section: line.section.clone(),
                number: event.number as usize,
                file: event.name.clone(),
                sha256: sha256_bytes(&event.sha256),
                received: Date::parse(&event.date)?,
                asked: line.asked,
                answered: line.answered,
                state: line.state,
                findings: findings.get(&asked.who).cloned().unwrap_or_default(),
            })
        })
        .collect()
    }

    /// Whether an asked record has all the answers that it must have. What stood there when it was asked is no answer as
    /// long as nothing came back.
    pub fn is_answered(&self, id: &RowId) -> bool {
        let came = self.home(id).is_some_and(|who| self.last_receipt(who).is_some());
        let anothers = || (0..self.uses.len()).any(|field| self.owner.contains_key(&(id.clone(), field)));
        let Some(at) = self.record(id).filter(|_| came || anothers()) else { return false };
        let asked = must((0..self.uses.len()).map(|f| (self.is_open(f), self.now.is_required(f))));
        (0..).zip(asked).filter(|(_, asked)| *asked).all(|(f, _)| !self.now.text(at, f).trim().is_empty())
    }

    pub(super) fn last_receipt(&self, who: &Who) -> Option<&ReceivedFile> {
        self.receipts.iter().rev().find(|receipt| receipt.event.who.contains(who))
    }

    fn state(&self, who: &Who, errors: usize) -> State {
        let mut state = State::Missing;
        for event in &self.history.events {
            match event {
                Event::Received(received) if received.who.contains(who) => state = State::Received,
                Event::Returned(sent) if sent.who == *who => state = State::Returned,
                Event::Settled { who: settled, .. } if settled == who => state = State::Settled,
                _ => {}
            }
        }
        if state == State::Received && errors > 0 { State::Faulty } else { state }
    }

    /// What is wrong with the answers that stand, by section.
    pub fn findings(&self) -> HashMap<Who, Vec<Finding>> {
        let mut out: HashMap<Who, Vec<Finding>> = HashMap::new();
        for receipt in &self.receipts {
            let cells = self.cells_of(receipt);
            let number = receipt.event.number;
            let live = receipt.event.who.iter().filter(|who| self.is_live(receipt, who));
            let live: Vec<&Who> = live.collect();
            for finding in receipt.findings.iter().chain(&receipt.compared) {
                let at = finding.place.as_ref().and_then(|place| cells.get(place));
                let who = match at {
                    // an answer counts as long as it is the one that stands
                    Some((id, field)) if self.is_open(*field) => match self.owner.get(&(id.clone(), *field)) {
                        Some(owner) if *owner != number => None,
                        Some(_) => self.home(id),
                        None => self.home(id).filter(|who| live.contains(who)),
                    },
                    Some((id, _)) => self.home(id).filter(|who| live.contains(who)),
                    None => live.first().copied(),
                };
                if let Some(who) = who {
                    let told = out.entry(who.clone()).or_default();
                    if !told.contains(finding) {
                        told.push(finding.clone());
                    }
                }
            }
        }
        for (who, finding) in self.undecided() {
            out.entry(who).or_default().push(finding);
        }
        out
    }

    /// Whether what a section answered in a file still stands.
    fn is_live(&self, receipt: &ReceivedFile, who: &Who) -> bool {
        let last = self.last_receipt(who).is_some_and(|last| last.event.number == receipt.event.number);
        let number = receipt.event.number;
        let ours = |id: &RowId, field: usize| self.is_open(field) && self.home(id) == Some(who);
        last || self.owner.iter().any(|((id, field), owner)| *owner == number && ours(id, *field))
    }

    /// For each place of a file the record and the field.
    pub(super) fn cells_of(&self, receipt: &ReceivedFile) -> HashMap<Place, (RowId, usize)> {
        let mut out = HashMap::new();
        let names = self.now.fields();
        let known: BTreeMap<&str, usize> = names.iter().enumerate().map(|(n, name)| (name.as_str(), n)).collect();
        let its = receipt.data.fields();
        for (record, id) in receipt.answers.iter().enumerate() {
            let Some(id) = id else { continue };
            for (n, name) in its.iter().enumerate() {
                let Some(place) = receipt.data.place(record, n) else { continue };
                let Some(&field) = known.get(name.as_str()) else { continue };
                out.entry(place.clone()).or_insert((id.clone(), field));
            }
        }
        out
    }

    /// `M487`: conflicts that nobody decided, by section.
    fn undecided(&self) -> Vec<(Who, Finding)> {
        let name = &self.inquiry.settings.name;
        let mut out = Vec::new();
        for (number, cells) in &self.open {
            let Some(receipt) = self.receipts.iter().find(|receipt| receipt.event.number == *number) else { continue };
            for who in &receipt.event.who {
                let ours: usize = cells
                    .iter()
                    .filter(|(id, _)| self.home(&RowId::from(id.as_str())) == Some(who))
                    .map(|(_, fields)| fields.len())
                    .sum();
                if ours > 0 {
                    let finding = Finding::error(
                        "M487",
                        msg!(
                            "受領 {number} 番の {ours} か所が、前に受け取った回答と食い違ったままです",
                            "{ours} cells of receipt {number} contradict the answer received before"
                        ),
                    )
                    .at(Place::file(self.inquiry.file(&receipt.event.file)))
                    .hint(msg!(
                        "採るなら matome collect {name} --take {number}、前のままなら matome collect {name} --keep",
                        "decide with matome collect {name} --take {number} or --keep"
                    ));
                    out.push((who.clone(), finding));
                }
            }
        }
        out
    }
}
