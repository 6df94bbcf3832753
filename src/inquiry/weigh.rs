//! An answer beside what was asked and what stands: what is taken of it, and what is to be said.

use std::collections::{BTreeMap, HashMap};

use super::answer::Answer;
use super::ledger::{Cells, Who};
use super::round::{ReceivedFile, Round, fields_of};
use crate::finding::{Finding, Level};
use crate::place::Place;
use crate::row_key::RowId;
use crate::stamped::Use;
use crate::words::folded;

/// How an answer stands to what was taken before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// Nothing was taken before.
    First,
    /// It holds what was taken before, and goes on from there.
    Later,
    /// It was filled in beside it: neither knows the other.
    Beside,
    /// It says what stands already.
    Same,
    /// It says what an earlier receipt said, which was replaced since.
    Old(u32),
    /// Nothing is filled in.
    Empty,
}

/// A text that an answer changes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The record's id.
    pub id: RowId,
    /// Its name, for a person.
    pub record: String,
    /// The field.
    pub field: String,
    /// What stood.
    pub old: String,
    /// What the answer says.
    pub new: String,
    /// Where it stood.
    pub old_place: Option<Place>,
    /// Where the answer says so.
    pub new_place: Option<Place>,
    /// Both were changed: somebody has to decide.
    pub conflict: bool,
}

/// What comes of an answer.
pub struct Weighed {
    pub kin: Kin,
    pub taken: Cells,
    pub conflicts: Cells,
    pub added: BTreeMap<String, String>,
    pub differences: Vec<Difference>,
    pub findings: Vec<Finding>,
    /// Open cells that are filled in, of how many.
    pub filled: (usize, usize),
}

/// A cell that was not to be filled in and says something else.
pub(super) struct Locked {
    pub(super) old: String,
    pub(super) new: String,
    pub(super) old_place: Option<Place>,
    pub(super) new_place: Option<Place>,
}

/// A cell of an answer beside the two others.
pub(super) struct Weighing<'a> {
    pub(super) id: &'a RowId,
    pub(super) record: usize,
    pub(super) its: usize,
    pub(super) field: usize,
    pub(super) at: usize,
    /// As it was sent.
    pub(super) sent: String,
    /// As it stands.
    pub(super) now: String,
    pub(super) new: String,
}

impl Weighing<'_> {
    pub(super) fn changed(&self) -> bool {
        self.new != self.sent
    }

    fn was_changed(&self) -> bool {
        self.now != self.sent
    }
}

impl Round<'_> {
    /// Weighs an answer of some sections; `answers` are the records that its own mean.
    pub(super) fn weigh(&self, answer: &Answer, answers: &[Option<RowId>], who: &[Who]) -> Weighed {
        let data = &answer.data;
        let issue = answer.stamp.as_ref().map(|stamp| stamp.issue);
        let mut findings = Vec::new();
        let mut open = Vec::new();
        let mut strangers = Vec::new();
        let fields: Vec<(usize, usize)> = fields_of(&self.now, data).collect();
        let mut locked: BTreeMap<usize, Vec<Locked>> = BTreeMap::new();
        for (record, id) in answers.iter().enumerate() {
            let Some((id, at)) = id.as_ref().and_then(|id| Some((id, self.record(id)?))) else { continue };
            let home = self.home(id);
            let ours = home.is_some_and(|home| who.contains(home));
            for &(field, its) in &fields {
                let new = plain(&data.text(record, its));
                let now = plain(&self.now.text(at, field));
                let sent = home.and_then(|home| self.issued(home, issue, id)?.get(field).map(|text| plain(text)));
                let sent = sent.unwrap_or_else(|| plain(&self.base_text(id, field)));
                match self.uses.get(field) {
                    Some(Use::Open) if ours => open.push(Weighing { id, record, its, field, at, sent, now, new }),
                    Some(Use::Open) if new != sent && !new.is_empty() => strangers.push((id.clone(), record, its)),
                    Some(Use::Open) | None => {}
                    Some(Use::Plan | Use::Last) => {
                        if folded(&new) != folded(&sent) {
                            let (old, new_place) = (self.now.place(at, field), data.place(record, its));
                            let (old_place, new_place) = (old.cloned(), new_place.cloned());
                            locked.entry(field).or_default().push(Locked { old: sent, new, old_place, new_place });
                        }
                    }
                }
            }
        }
        let names = self.now.fields();
        self.tell_locked(&names, locked, &mut findings);
        self.tell_strangers(data, &strangers, &mut findings);
        if !answer.partial {
            self.tell_missing(answers, who, issue.is_some(), data, &mut findings);
        }
        let added = self.added(data, answers, who, &mut findings);
        self.tell_moved(answers, data, &mut findings);
        self.tell_weak(&open, data, &names, &mut findings);

        let again = open.iter().any(|cell| self.owner.contains_key(&(cell.id.clone(), cell.field)));
        // a row that is gone, or a cell that was locked, has to be told of a file that says nothing new
        let quiet = added.is_empty() && findings.iter().all(|finding| finding.level == Level::Info);
        let kin = match kin(&open, again, quiet) {
            Kin::Later if quiet => self.as_before(&open, who).map_or(Kin::Later, Kin::Old),
            kin => kin,
        };
        let (mut taken, mut conflicts) = (Cells::new(), Cells::new());
        let mut differences = Vec::new();
        for cell in &open {
            let Some(name) = names.get(cell.field) else { continue };
            let conflict = kin == Kin::Beside && cell.changed() && cell.was_changed() && cell.new != cell.now;
            let take = match kin {
                Kin::First | Kin::Later | Kin::Empty => true,
                Kin::Beside => cell.changed() && !cell.was_changed(),
                Kin::Same | Kin::Old(_) => false,
            };
            if take {
                taken.entry(cell.id.to_string()).or_default().push(name.clone());
            }
            if conflict {
                conflicts.entry(cell.id.to_string()).or_default().push(name.clone());
            }
            if conflict || (take && cell.new != cell.now && kin != Kin::First) {
                differences.push(Difference {
                    id: cell.id.clone(),
                    record: self.now.label(cell.at),
                    field: name.clone(),
                    old: cell.now.clone(),
                    new: cell.new.clone(),
                    old_place: self.now.place(cell.at, cell.field).cloned(),
                    new_place: data.place(cell.record, cell.its).cloned(),
                    conflict,
                });
            }
        }
        let filled = (open.iter().filter(|cell| !cell.new.is_empty()).count(), open.len());
        Weighed { kin, taken, conflicts, added, differences, findings, filled }
    }

    /// The receipt, replaced since, that says in every open cell what an answer says.
    fn as_before(&self, open: &[Weighing], who: &[Who]) -> Option<u32> {
        let replaced = self.receipts.iter().filter(|receipt| receipt.event.who.iter().any(|w| who.contains(w)));
        let mut replaced: Vec<&ReceivedFile> = replaced.collect();
        replaced.pop();
        let same = |receipt: &&ReceivedFile| {
            let fields: HashMap<usize, usize> = fields_of(&self.now, &receipt.data).collect();
            let records: HashMap<&RowId, usize> =
                receipt.answers.iter().enumerate().filter_map(|(record, id)| Some((id.as_ref()?, record))).collect();
            open.iter().all(|cell| {
                let theirs = records.get(cell.id).zip(fields.get(&cell.field));
                theirs.is_some_and(|(&record, &field)| plain(&receipt.data.text(record, field)) == cell.new)
            })
        };
        replaced.into_iter().rev().find(same).map(|receipt| receipt.event.number)
    }
}

/// Without blanks at line ends, which programs add and drop.
fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// How an answer stands to what was taken before. One that keeps nothing of it, where it answers the same cells, was not
/// made from it: somebody has to decide between them.
fn kin(open: &[Weighing], again: bool, nothing_added: bool) -> Kin {
    let count = |fits: &dyn Fn(&Weighing) -> bool| open.iter().filter(|cell| fits(cell)).count();
    let changed = count(&|cell| cell.changed());
    if again && nothing_added && (changed == 0 || open.iter().all(|cell| cell.new == cell.now)) {
        return Kin::Same;
    }
    if count(&|cell| cell.was_changed()) == 0 {
        let empty = nothing_added && open.iter().all(|cell| cell.new.is_empty());
        return match (again, empty) {
            (true, _) => Kin::Later,
            (false, true) => Kin::Empty,
            (false, false) => Kin::First,
        };
    }
    let kept = count(&|cell| cell.was_changed() && cell.new == cell.now);
    let lost = count(&|cell| cell.was_changed() && !cell.changed());
    let differ = count(&|cell| cell.was_changed() && cell.changed() && cell.new != cell.now);
    if kept > lost || (lost == 0 && differ == 0) { Kin::Later } else { Kin::Beside }
}
