//! An inquiry as it stands: what was asked, and the answers that were taken, from the ledger and the files received.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::about::{ASKED, Asked, Inquiry, LAST, changed};
use super::answer::Answer;
use super::ledger::{Cells, Event, Ledger, Received, Who};
use crate::digest::sha256;
use crate::finding::Finding;
use crate::msg;
use crate::paper::Data;
use crate::place::SourceFile;
use crate::row_key::{RowId, RowKey, paired};
use crate::source::{Format, read_within};
use crate::stamped::Use;
use crate::told::Faults;

/// A file that was received, read again.
pub struct ReceivedFile {
    /// What the ledger says of it.
    pub event: Received,
    /// What it holds.
    pub data: Data,
    /// For each of its records, the one that it answers.
    pub answers: Vec<Option<RowId>>,
    /// What was noticed in it.
    pub findings: Vec<Finding>,
    /// What was noticed beside what was asked.
    pub compared: Vec<Finding>,
}

/// An inquiry as it stands.
pub struct Round<'a> {
    /// What it is about.
    pub inquiry: &'a Inquiry<'a>,
    /// What happened, as it is written.
    pub ledger: Ledger,
    /// The same, with the sections by their present names.
    pub(super) history: Ledger,
    /// What was asked.
    pub base: Data,
    /// Slips: last time's answers.
    pub last: Option<Data>,
    /// How each field is filled in.
    pub uses: Vec<Use>,
    /// Who was asked, in order.
    pub sections: Vec<Asked>,
    /// What was asked, with the answers taken.
    pub now: Data,
    /// Which receipt each answer is from.
    pub owner: HashMap<(RowId, usize), u32>,
    /// What came, in order.
    pub receipts: Vec<ReceivedFile>,
    /// Conflicts that nobody decided, by receipt.
    pub open: BTreeMap<u32, Cells>,
    /// The texts of a section's records when an issue was made for it.
    issued: HashMap<(Who, u32), HashMap<RowId, Vec<String>>>,
    /// Where each record stands in `now`.
    at: HashMap<RowId, usize>,
    /// Who answers each record.
    home: HashMap<RowId, Who>,
    /// Where each record stands in `base`, and in `last`.
    base_at: HashMap<RowId, usize>,
    last_at: HashMap<RowId, usize>,
}

impl<'a> Inquiry<'a> {
    /// Goes through the ledger.
    ///
    /// # Errors
    /// `M470` the ledger, or the data that was asked about, is not as it was; `M471` nothing was sent yet.
    pub fn round(&'a self) -> Result<Round<'a>, Faults> {
        let name = &self.settings.name;
        let Some(ledger) = self.ledger()? else {
            let message =
                msg!("照会「{name}」はまだ発送されていません", "the inquiry \"{name}\" has not been sent yet");
            return Err(Finding::error("M471", message)
                .at(self.settings.place.clone())
                .hint(msg!("先に matome inquire {name} で回答様式を作ってください", "run matome inquire {name} first"))
                .into());
        };
        let base = self.data(ASKED, Some(&ledger.data))?;
        let last = if self.folder.join(LAST).is_file() { Some(self.data(LAST, None)?) } else { None };
        Round::through(self, ledger, base, last)
    }
}

impl<'a> Round<'a> {
    fn through(inquiry: &'a Inquiry<'a>, ledger: Ledger, base: Data, last: Option<Data>) -> Result<Self, Faults> {
        let uses = base.uses(inquiry.settings.phase.as_deref(), None);
        let sections = inquiry.wanted(inquiry.sections(&base))?;
        let mut round = Self {
            inquiry,
            now: base.clone(),
            base,
            last,
            uses,
            sections,
            owner: HashMap::new(),
            receipts: Vec::new(),
            open: BTreeMap::new(),
            issued: HashMap::new(),
            at: HashMap::new(),
            home: HashMap::new(),
            base_at: HashMap::new(),
            last_at: HashMap::new(),
            ledger: Ledger { events: Vec::new(), ..ledger.clone() },
            history: Ledger { events: Vec::new(), ..ledger.clone() },
        };
        round.place_records();
        round.base_at.clone_from(&round.at);
        round.last_at = round.last.as_ref().map(by_id).unwrap_or_default();
        for asked in &round.sections {
            round.home.extend(asked.ids.iter().map(|id| (id.clone(), asked.who.clone())));
        }
        let received = |event: &Event| match inquiry.named_now(event.clone()) {
            Event::Received(received) => Some(received),
            _ => None,
        };
        // what a file holds hangs on no other one
        let read: Vec<_> =
            ledger.events.par_iter().filter_map(received).map(|event| (round.kept(&event), event)).collect();
        let mut read = read.into_iter();
        let mut faults = Vec::new();
        for event in ledger.events {
            if matches!(event, Event::Received(_)) {
                match read.next() {
                    Some((Ok(answer), received)) => round.receive_again(received, answer),
                    Some((Err(found), _)) => faults.extend(found),
                    None => {}
                }
            }
            round.apply(event);
        }
        if faults.is_empty() { Ok(round) } else { Err(faults.into()) }
    }

    /// Reads a received file again.
    fn kept(&self, received: &Received) -> Result<Answer, Faults> {
        let bytes = self.inquiry.bytes(&received.file)?;
        let file = self.inquiry.file(&received.file);
        if sha256(&bytes) != received.sha256 {
            return Err(changed(&file).into());
        }
        Ok(self.opened(&file, bytes)?.1)
    }

    /// What a file holds, and when it was last saved, as it says itself.
    pub(super) fn opened(&self, file: &SourceFile, bytes: Vec<u8>) -> Result<(Option<String>, Answer), Finding> {
        let format = Format::detect(&bytes, file)?;
        let source = read_within(bytes, file, format, self.inquiry.engine.limits())?;
        let answer = self.read(&source)?;
        Ok((source.file.modified().map(str::to_owned), answer))
    }

    fn receive_again(&mut self, event: Received, answer: Answer) {
        let answers = self.answered(&answer.data);
        let compared = self.weigh(&answer, &answers, &event.who).findings;
        let Answer { data, findings, .. } = answer;
        self.receipts.push(ReceivedFile { event, answers, data, findings, compared });
    }

    /// For each record of an answer the one that it means.
    pub(super) fn answered(&self, data: &Data) -> Vec<Option<RowId>> {
        let pairs = paired(&self.now.keys(), &data.keys());
        pairs.into_iter().map(|pair| pair.and_then(|at| self.now.id(at).cloned())).collect()
    }

    /// Takes an event in. A received file is among the receipts already.
    pub(super) fn apply(&mut self, event: Event) {
        let now = self.inquiry.named_now(event.clone());
        match &now {
            Event::Sent(sent) | Event::Returned(sent) => {
                let texts = self.texts_of(&sent.who);
                self.issued.insert((sent.who.clone(), sent.issue), texts);
            }
            Event::Received(received) => {
                self.add(received);
                let cells = received.taken.clone();
                self.copy(received.number, &cells);
                if !received.conflicts.is_empty() {
                    self.open.insert(received.number, received.conflicts.clone());
                }
            }
            Event::Decided { number, taken, cells, .. } => {
                if *taken {
                    self.copy(*number, cells);
                }
                if let Some(open) = self.open.get_mut(number) {
                    for (id, fields) in cells {
                        if let Some(left) = open.get_mut(id) {
                            left.retain(|field| !fields.contains(field));
                        }
                    }
                    open.retain(|_, fields| !fields.is_empty());
                }
                self.open.retain(|_, cells| !cells.is_empty());
            }
            Event::Again { .. } | Event::Settled { .. } => {}
        }
        self.history.events.push(now);
        self.ledger.events.push(event);
    }

    /// Whether a field is there to be filled in.
    pub(super) fn is_open(&self, field: usize) -> bool {
        self.uses.get(field) == Some(&Use::Open)
    }

    /// Projects that a section added.
    fn add(&mut self, received: &Received) {
        for (id, before) in &received.added {
            let number = received.number;
            let Some(receipt) = self.receipts.iter_mut().find(|receipt| receipt.event.number == number) else {
                continue;
            };
            let id = RowId::from(id.as_str());
            if self.at.contains_key(&id) {
                continue;
            }
            let at = self.at.get(before.as_str()).map_or(self.now.len(), |at| at.saturating_add(1));
            self.now.insert(at);
            self.now.set_id(at, id.clone());
            self.home.extend(received.who.first().map(|who| (id.clone(), who.clone())));
            if let Some(record) = added_ids(&receipt.data).iter().position(|own| *own == id) {
                for (field, its) in fields_of(&self.now, &receipt.data) {
                    self.now.take(at, field, &receipt.data, record, its);
                    self.owner.insert((id.clone(), field), number);
                }
                if let Some(answer) = receipt.answers.get_mut(record) {
                    *answer = Some(id);
                }
            }
            self.place_records();
        }
    }

    /// Takes cells from a received file.
    fn copy(&mut self, number: u32, cells: &Cells) {
        let Some(receipt) = self.receipts.iter().find(|receipt| receipt.event.number == number) else { return };
        let data = &receipt.data;
        let fields: HashMap<String, (usize, usize)> = {
            let names = self.now.fields();
            let named = |(field, its): (usize, usize)| Some((names.get(field)?.clone(), (field, its)));
            fields_of(&self.now, data).filter_map(named).collect()
        };
        for (record, id) in receipt.answers.iter().enumerate() {
            let Some(id) = id else { continue };
            let (Some(names), Some(&at)) = (cells.get(&**id), self.at.get(id)) else { continue };
            for &(field, its) in names.iter().filter_map(|name| fields.get(name)) {
                self.now.take(at, field, data, record, its);
                self.owner.insert((id.clone(), field), number);
            }
        }
    }

    fn place_records(&mut self) {
        self.at = by_id(&self.now);
    }

    /// Where a record stands in `now`.
    pub fn record(&self, id: &RowId) -> Option<usize> {
        self.at.get(id).copied()
    }

    /// The records of a section in `now`, those that it added too.
    pub fn records_of(&self, who: &Who) -> Vec<usize> {
        let of = |r: &usize| self.now.id(*r).and_then(|id| self.home.get(id)) == Some(who);
        (0..self.now.len()).filter(of).collect()
    }

    /// Who answers a record.
    pub fn home(&self, id: &RowId) -> Option<&Who> {
        self.home.get(id)
    }

    /// What a record said when it was asked.
    pub(super) fn base_text(&self, id: &RowId, field: usize) -> String {
        self.base_at.get(id).map(|&r| self.base.text(r, field).into_owned()).unwrap_or_default()
    }

    /// Slips: what a project answered last time.
    pub(super) fn last_text(&self, id: &RowId, field: usize) -> String {
        let at = self.last.as_ref().zip(self.last_at.get(id));
        at.map(|(last, &r)| last.text(r, field).into_owned()).unwrap_or_default()
    }

    fn texts_of(&self, who: &Who) -> HashMap<RowId, Vec<String>> {
        let width = self.uses.len();
        let texts = |r: usize| (0..width).map(|f| self.now.text(r, f).into_owned()).collect();
        self.records_of(who).into_iter().filter_map(|r| Some((self.now.id(r)?.clone(), texts(r)))).collect()
    }

    /// What stood in a record when an issue went out; what was asked at first where the issue is not known.
    pub(super) fn issued(&self, who: &Who, issue: Option<u32>, id: &RowId) -> Option<&Vec<String>> {
        let first = || self.issued.get(&(who.clone(), 1));
        let issue = issue.and_then(|issue| self.issued.get(&(who.clone(), issue)));
        issue.or_else(first)?.get(id)
    }
}

/// What a section's added project would be called, record by record: by its words.
pub(super) fn added_ids(data: &Data) -> Vec<RowId> {
    let id = |key: RowKey| RowId::from(format!("+{}", &sha256(key.words().join("\n").as_bytes())[..11]));
    data.keys().into_iter().map(id).collect()
}

/// Fields that two data sets share: where they stand in each.
pub(super) fn fields_of(one: &Data, other: &Data) -> impl Iterator<Item = (usize, usize)> + use<> {
    let its: HashMap<String, usize> = other.fields().into_iter().enumerate().map(|(n, name)| (name, n)).collect();
    one.fields().into_iter().enumerate().filter_map(move |(n, name)| Some((n, *its.get(&name)?)))
}

fn by_id(data: &Data) -> HashMap<RowId, usize> {
    (0..data.len()).filter_map(|r| Some((data.id(r)?.clone(), r))).collect()
}
