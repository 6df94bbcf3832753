//! What is said of an answer beside what was asked: rows that are gone or new, cells that were locked, weak words.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ledger::Who;
use super::round::{Round, added_ids};
use super::weigh::{Locked, Weighing};
use crate::finding::{Finding, quote, quoted};
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

impl Round<'_> {
    /// `M481`: cells that were not to be filled in say something else.
    pub(super) fn tell_locked(
        &self,
        names: &[String],
        locked: BTreeMap<usize, Vec<Locked>>,
        findings: &mut Vec<Finding>,
    ) {
        for (field, cells) in locked {
            let Some(name) = names.get(field) else { continue };
            let count = cells.len();
            let (old, new) = cells.first().map(|cell| (quote(&cell.old), quote(&cell.new))).unwrap_or_default();
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
            let places = cells.into_iter().flat_map(|cell| cell.new_place.into_iter().chain(cell.old_place));
            findings.push(Finding::warning("M481", message).at_all(places).hint(msg!(
                "計画の記載を改めるなら、照会のもとの資料（計画の一覧）を直してください",
                "to change the plan's own text, change the data that the inquiry was made from"
            )));
        }
    }

    /// `M480`: rows of another section.
    pub(super) fn tell_strangers(&self, data: &Data, cells: &[(RowId, usize, usize)], findings: &mut Vec<Finding>) {
        let mut by_section: BTreeMap<Who, Vec<Place>> = BTreeMap::new();
        for (id, record, its) in cells {
            let Some(home) = self.home(id) else { continue };
            by_section.entry(home.clone()).or_default().extend(data.place(*record, *its).cloned());
        }
        for (who, places) in by_section {
            let message = msg!(
                "ほかの課（{who}）の行に記入があります。その行は取り込みません",
                "rows of another section ({who}) are filled in; they are not taken"
            );
            findings.push(Finding::error("M480", message).at_all(places).hint(msg!(
                "{who}からの回答に書いてもらうか、組織の分担を確かめてください",
                "have {who} answer them, or see who is in charge"
            )));
        }
    }

    /// `M482`: rows that were sent and did not come back.
    pub(super) fn tell_missing(
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
    pub(super) fn added(
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
        for ((record, id), (key, added)) in answers.iter().enumerate().zip(keys.iter().zip(&ids)) {
            if let Some(id) = id {
                before = id.to_string();
                continue;
            }
            if key.words().iter().all(String::is_empty) {
                continue;
            }
            out.insert(added.to_string(), before.clone());
            before = added.to_string();
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
    pub(super) fn tell_weak(&self, open: &[Weighing], data: &Data, names: &[String], findings: &mut Vec<Finding>) {
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
    pub(super) fn last_fields<'n>(&self, names: &'n [String]) -> HashMap<usize, usize> {
        let own = |name: &'n String| name.rsplit_once('_').map(|(_, own)| own);
        let all = || names.iter().zip(&self.uses).enumerate();
        let open = all().filter(|(_, (_, used))| **used == Use::Open);
        open.filter_map(|(field, (name, _))| {
            let name = own(name)?;
            let mut before = all().take(field);
            let (last, _) = before.rfind(|(_, (other, used))| **used == Use::Last && own(other) == Some(name))?;
            Some((field, last))
        })
        .collect()
    }

    /// `M483`: rows in another order.
    pub(super) fn tell_moved(&self, answers: &[Option<RowId>], data: &Data, findings: &mut Vec<Finding>) {
        let order: Vec<(usize, usize)> =
            answers.iter().enumerate().filter_map(|(record, id)| Some((record, self.record(id.as_ref()?)?))).collect();
        let pairs = order.iter().zip(order.iter().skip(1));
        let moved = pairs.filter(|((_, before), (_, at))| at < before).map(|(_, (record, _))| *record);
        let moved: Vec<usize> = moved.collect();
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
}
