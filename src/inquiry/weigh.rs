//! An answer beside what was asked and what stands: what is taken of it, and what is to be said.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ledger::{Cells, Who};
use super::round::{ReceivedFile, Round, added_ids, fields_of};
use crate::finding::{Finding, Level, quote, quoted};
use crate::msg;
use crate::paper::Data;
use crate::place::Place;
use crate::row_key::RowId;
use crate::stamped::Use;
use crate::words::folded;

/// What stands for an answer and is none (folded).
const STOP_WORDS: [&str; 17] = [
    "同上",
    "〃",
    "\"",
    "々",
    "未定",
    "確認中",
    "調査中",
    "作成中",
    "検討中",
    "●",
    "●●",
    "●●●",
    "○○",
    "〇〇",
    "前年度に同じ",
    "前年度と同じ",
    "前回と同じ",
];

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

/// A cell of an answer beside the two others.
struct Weighing<'a> {
    id: &'a RowId,
    record: usize,
    its: usize,
    field: usize,
    at: usize,
    /// As it was sent.
    sent: String,
    /// As it stands.
    now: String,
    new: String,
}

impl Weighing<'_> {
    fn changed(&self) -> bool {
        self.new != self.sent
    }

    fn was_changed(&self) -> bool {
        self.now != self.sent
    }
}

impl Round<'_> {
    /// Weighs an answer of some sections; `issue` is the one that was filled in.
    pub(super) fn weigh(&self, data: &Data, answers: &[Option<RowId>], who: &[Who], issue: Option<u32>) -> Weighed {
        let stamped = issue.is_some();
        let mut findings = Vec::new();
        let mut open = Vec::new();
        let mut strangers = Vec::new();
        let fields: Vec<(usize, usize)> = fields_of(&self.now, data).collect();
        let mut locked: BTreeMap<usize, Vec<(String, String, Option<Place>, Option<Place>)>> = BTreeMap::new();
        for (record, id) in answers.iter().enumerate() {
            let Some((id, at)) = id.as_ref().and_then(|id| Some((id, self.record(id)?))) else { continue };
            let home = self.home(id);
            let ours = home.is_some_and(|home| who.contains(home));
            for &(field, its) in &fields {
                let new = plain(&data.text(record, its));
                let now = plain(&self.now.text(at, field));
                let sent = home.and_then(|home| self.issued(home, issue, id)?.get(field).map(|text| plain(text)));
                let sent = sent.unwrap_or_else(|| plain(&self.base_text(id, field)));
                match self.uses[field] {
                    Use::Open if ours => open.push(Weighing { id, record, its, field, at, sent, now, new }),
                    Use::Open if new != sent && !new.is_empty() => strangers.push((id.clone(), record, its)),
                    Use::Open => {}
                    Use::Plan | Use::Last => {
                        if folded(&new) != folded(&sent) {
                            let (old, new_place) = (self.now.place(at, field), data.place(record, its));
                            locked.entry(field).or_default().push((sent, new, old.cloned(), new_place.cloned()));
                        }
                    }
                }
            }
        }
        let names = self.now.fields();
        self.tell_locked(&names, locked, &mut findings);
        self.tell_strangers(data, &strangers, &mut findings);
        self.tell_missing(answers, who, stamped, data, &mut findings);
        let added = self.added(data, answers, who, &mut findings);
        tell_moved(self, answers, data, &mut findings);
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
            let name = &names[cell.field];
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

    /// `M481`: cells that were not to be filled in say something else.
    fn tell_locked(
        &self,
        names: &[String],
        locked: BTreeMap<usize, Vec<(String, String, Option<Place>, Option<Place>)>>,
        findings: &mut Vec<Finding>,
    ) {
        for (field, cells) in locked {
            let (name, count) = (&names[field], cells.len());
            let (old, new) = cells.first().map(|(old, new, ..)| (quote(old), quote(new))).unwrap_or_default();
            let message = if count == 1 {
                msg!(
                    "記入しない欄「{name}」が書き換えられています: 「{old}」→「{new}」。送った文のまま載せます",
                    "\"{name}\" was not to be filled in, and was changed: \"{old}\" → \"{new}\"; it stays as sent"
                )
            } else {
                msg!(
                    "記入しない欄「{name}」が {count} か所書き換えられています（「{old}」→「{new}」など）。送った文のまま載せます",
                    "\"{name}\" was not to be filled in, and was changed in {count} cells (\"{old}\" → \"{new}\" …); it stays as sent"
                )
            };
            let places = cells.into_iter().flat_map(|(_, _, old, new)| new.into_iter().chain(old));
            findings.push(Finding::warning("M481", message).at_all(places).hint(msg!(
                "計画の記載を改めるなら、照会のもとの資料（計画の一覧）を直してください",
                "to change the plan's own text, change the data that the inquiry was made from"
            )));
        }
    }

    /// `M480`: rows of another section.
    fn tell_strangers(&self, data: &Data, cells: &[(RowId, usize, usize)], findings: &mut Vec<Finding>) {
        let mut by_section: BTreeMap<Who, Vec<Place>> = BTreeMap::new();
        for (id, record, its) in cells {
            let Some(home) = self.home(id) else { continue };
            by_section.entry(home.clone()).or_default().extend(data.place(*record, *its).cloned());
        }
        for (Who { bureau, section }, places) in by_section {
            let message = msg!(
                "ほかの課（{bureau}{section}）の行に記入があります。その行は取り込みません",
                "rows of another section ({bureau} {section}) are filled in; they are not taken"
            );
            findings.push(Finding::error("M480", message).at_all(places).hint(msg!(
                "{bureau}{section}からの回答に書いてもらうか、組織の分担を確かめてください",
                "have {bureau} {section} answer them, or see who is in charge"
            )));
        }
    }

    /// `M482`: rows that were sent and did not come back.
    fn tell_missing(
        &self,
        answers: &[Option<RowId>],
        who: &[Who],
        stamped: bool,
        data: &Data,
        findings: &mut Vec<Finding>,
    ) {
        let came: HashSet<&RowId> = answers.iter().flatten().collect();
        for who in who {
            let asked = self.sections.iter().find(|asked| asked.who == *who);
            let ids = asked.map_or(&[][..], |asked| &asked.ids);
            let owned = |id: &RowId| (0..self.uses.len()).any(|field| self.owner.contains_key(&(id.clone(), field)));
            let gone: Vec<&RowId> = ids.iter().filter(|id| !came.contains(id) && (stamped || !owned(id))).collect();
            if gone.is_empty() {
                continue;
            }
            let count = gone.len();
            let labels: Vec<String> = gone.iter().filter_map(|id| Some(self.now.label(self.record(id)?))).collect();
            let listed = quoted(labels.iter().map(String::as_str), 3);
            let (ja, en) = (listed.ja, listed.en);
            let message = msg!(
                "送った行のうち {count} 行がありません: {ja}",
                "{count} of the rows that were sent are missing: {en}"
            );
            let finding = Finding::error("M482", message).hint(msg!(
                "行は消さず、廃止した事業もその旨を書いて残してもらってください",
                "rows are not to be deleted: a project that ended says so in its row"
            ));
            let file = data.record_place(0).map(|place| Place::file(place.file.clone()));
            findings.push(match file {
                Some(file) => finding.at(file),
                None => finding,
            });
        }
    }

    /// `M484`: projects that were not asked about.
    fn added(
        &self,
        data: &Data,
        answers: &[Option<RowId>],
        who: &[Who],
        findings: &mut Vec<Finding>,
    ) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        if answers.iter().all(Option::is_some) {
            return out;
        }
        let ids = added_ids(data);
        let keys = data.keys();
        let section = self.sections.iter().find(|asked| who.contains(&asked.who));
        let mut before = section.and_then(|asked| asked.ids.last()).map(ToString::to_string).unwrap_or_default();
        let mut places = Vec::new();
        let mut labels = Vec::new();
        for (record, id) in answers.iter().enumerate() {
            if let Some(id) = id {
                before = id.to_string();
                continue;
            }
            if keys[record].words().iter().all(String::is_empty) {
                continue;
            }
            out.insert(ids[record].to_string(), before.clone());
            before = ids[record].to_string();
            labels.push(data.label(record));
            places.extend(data.record_place(record).cloned());
        }
        if !labels.is_empty() {
            let (count, listed) = (labels.len(), quoted(labels.iter().map(String::as_str), 3));
            let (ja, en) = (listed.ja, listed.en);
            let message = msg!(
                "送っていない行が {count} 行足されています: {ja}",
                "{count} rows were added that had not been sent: {en}"
            );
            findings.push(Finding::warning("M484", message).at_all(places).hint(msg!(
                "新しい事業なら計画の一覧に加え、送った行の名を書き換えたものなら元に戻してください",
                "if it is a new project add it to the plan's list; if a name was changed, change it back"
            )));
        }
        out
    }

    /// `M485`, `M486`: words that stand for an answer, and answers that are last year's.
    fn tell_weak(&self, open: &[Weighing], data: &Data, names: &[String], findings: &mut Vec<Finding>) {
        let mut stops: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        let mut again = Vec::new();
        let before = self.last_fields(names);
        for cell in open.iter().filter(|cell| !cell.new.is_empty()) {
            let place = data.place(cell.record, cell.its).cloned();
            let text = folded(&cell.new);
            if STOP_WORDS.iter().any(|word| folded(word) == text) {
                stops.entry(cell.new.clone()).or_default().extend(place);
                continue;
            }
            let last = match before.get(&cell.field) {
                Some(&field) => self.now.text(cell.at, field).into_owned(),
                None => self.last_text(cell.id, cell.field),
            };
            // figures and single words are the same by right
            if folded(&last) == text && text.chars().count() >= 12 && cell.changed() {
                again.extend(place);
            }
        }
        for (word, places) in stops {
            let word = quote(&word);
            findings.push(
                Finding::info(
                    "M485",
                    msg!("答えの代わりの語のままです: 「{word}」", "a word that stands for an answer: \"{word}\""),
                )
                .at_all(places)
                .hint(msg!(
                    "このまま載せてよいか、課に確かめてください",
                    "ask the section whether it is to be printed so"
                )),
            );
        }
        if !again.is_empty() {
            let count = again.len();
            let message =
                msg!("前の年度と同じ文の回答が {count} か所あります", "{count} answers are word for word last year's");
            findings.push(Finding::info("M486", message).at_all(again));
        }
    }

    /// For each open field of a table the one of the year before.
    fn last_fields(&self, names: &[String]) -> HashMap<usize, usize> {
        let own = |name: &str| name.rsplit_once('_').map(|(_, own)| own.to_owned());
        let open = (0..names.len()).filter(|&f| self.uses[f] == Use::Open);
        open.filter_map(|field| {
            let name = own(&names[field])?;
            let last = (0..field)
                .rev()
                .find(|&f| self.uses[f] == Use::Last && own(&names[f]).is_some_and(|other| other == name))?;
            Some((field, last))
        })
        .collect()
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

/// `M483`: rows in another order.
fn tell_moved(round: &Round, answers: &[Option<RowId>], data: &Data, findings: &mut Vec<Finding>) {
    let order: Vec<(usize, usize)> =
        answers.iter().enumerate().filter_map(|(record, id)| Some((record, round.record(id.as_ref()?)?))).collect();
    let moved: Vec<usize> = order.windows(2).filter(|pair| pair[1].1 < pair[0].1).map(|pair| pair[1].0).collect();
    if moved.is_empty() {
        return;
    }
    let places = moved.iter().filter_map(|&record| data.record_place(record).cloned());
    let message = msg!(
        "行の順が、送ったときと違います。載せる順は変わりません",
        "rows stand in another order than they were sent; the paper keeps its own"
    );
    findings.push(Finding::info("M483", message).at_all(places));
}
