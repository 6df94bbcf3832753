//! 回収: returned files are taken in, one after the other; the first sentence about each says what it is.

use std::collections::BTreeSet;

use super::answer::Answer;
use super::ledger::{Event, FILE, Received, Who};
use super::round::{ReceivedFile, Round};
use super::weigh::{Difference, Kin, Weighed};
use crate::digest::sha256;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::Output;
use crate::place::{Place, SourceFile};
use crate::row_key::RowId;
use crate::source::{Format, read_within};
use crate::units::Date;
use crate::words::{folded, nearest, windows_name};

/// A file that came.
pub struct Incoming {
    /// What it is called.
    pub file: SourceFile,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The first answer of its sections.
    New,
    /// It replaces what its sections had answered.
    Replaced,
    /// It was filled in beside the answer that is there; both are taken together.
    Parallel,
    /// As `Parallel`, and some cells contradict.
    Conflict,
    /// It says nothing new.
    Same,
    /// It is no answer to this inquiry.
    Refused,
}

/// What is said of a file.
pub struct Taken {
    /// The file.
    pub file: SourceFile,
    /// What became of it.
    pub outcome: Outcome,
    /// What it is, in one sentence.
    pub sentence: Message,
    /// Whose it is.
    pub who: Vec<Who>,
    /// Its number, if it was received.
    pub number: Option<u32>,
    /// What it changes.
    pub differences: Vec<Difference>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl Round<'_> {
    /// Takes files in. What is to be written comes in order: the files first, the ledger last.
    ///
    /// `M414`, `M472`, `M473` another form, none, or another year's; `M476` another inquiry, `M477` an unknown section, `M478` nothing that was
    /// asked; `M480`–`M487` what differs from what was asked.
    pub fn collect(&mut self, files: Vec<Incoming>, today: Date) -> (Vec<Taken>, Vec<Output>) {
        let mut outputs = Vec::new();
        let before = self.ledger.events.len();
        let taken = files.into_iter().map(|incoming| self.take_in(incoming, today, &mut outputs)).collect();
        if self.ledger.events.len() > before {
            outputs.push(self.ledger_output());
        }
        (taken, outputs)
    }

    /// The ledger as it is now.
    pub fn ledger_output(&self) -> Output {
        Output { path: self.inquiry.folder.join(FILE), bytes: self.ledger.bytes() }
    }

    fn take_in(&mut self, incoming: Incoming, today: Date, outputs: &mut Vec<Output>) -> Taken {
        let Incoming { file, bytes } = incoming;
        let hash = sha256(&bytes);
        let date = today.to_string();
        let same = self.ledger.received().find(|r| r.sha256 == hash).map(|r| (r.number, r.who.clone()));
        if let Some((number, who)) = same {
            self.apply(Event::Again { number, name: base_name(&file), date });
            let sentence = msg!(
                "前に受け取ったファイルと同じです（受領 {number} 番）。数えません",
                "the same file as receipt {number}; not counted"
            );
            let (differences, findings) = (Vec::new(), Vec::new());
            return Taken { file, outcome: Outcome::Same, sentence, who, number: Some(number), differences, findings };
        }
        match self.weighed(&file, &bytes) {
            Ok((answer, answers, who, weighed)) => {
                let number = self.ledger.next_number();
                let stored = windows_name(&format!("{number:03}_{}", base_name(&file)));
                self.received(Found { file, hash, date, number, stored, answer, answers, who, weighed }, bytes, outputs)
            }
            Err(finding) => Taken {
                file,
                outcome: Outcome::Refused,
                sentence: finding.message.clone(),
                who: Vec::new(),
                number: None,
                differences: Vec::new(),
                findings: vec![finding],
            },
        }
    }

    /// Reads a file and weighs it.
    #[allow(clippy::type_complexity, reason = "used once, just above")]
    fn weighed(
        &self,
        file: &SourceFile,
        bytes: &[u8],
    ) -> Result<(Answer, Vec<Option<RowId>>, Vec<Who>, Weighed), Finding> {
        let format = Format::detect(bytes, file)?;
        let source = read_within(bytes.to_vec(), file, format, self.inquiry.engine.limits())?;
        let answer = self.read(&source)?;
        if let Some(stamp) = answer.stamp.as_ref().filter(|stamp| stamp.inquiry != self.inquiry.settings.name) {
            let (theirs, ours) = (&stamp.inquiry, &self.inquiry.settings.name);
            let message = msg!(
                "これは照会「{theirs}」の回答です（いまは「{ours}」）",
                "this answers \"{theirs}\", not \"{ours}\""
            );
            return Err(Finding::error("M476", message).at(Place::file(file.clone())).hint(msg!(
                "matome collect {theirs} で受け取ってください",
                "take it in with matome collect {theirs}"
            )));
        }
        let answers = self.answered(&answer.data);
        let who = self.who(file, &answer, &answers)?;
        let weighed = self.weigh(&answer, &answers, &who);
        Ok((answer, answers, who, weighed))
    }

    /// The sections that a file answers.
    fn who(&self, file: &SourceFile, answer: &Answer, answers: &[Option<RowId>]) -> Result<Vec<Who>, Finding> {
        if let Some(stamp) = &answer.stamp {
            let who = Who { bureau: stamp.bureau.clone(), section: stamp.section.clone() };
            if self.sections.iter().any(|asked| asked.who == who) {
                return Ok(vec![who]);
            }
            return Err(self.unknown_section(file, &who));
        }
        let found: BTreeSet<&Who> = answers.iter().flatten().filter_map(|id| self.home(id)).collect();
        // in the order in which they were asked
        let who: Vec<Who> =
            self.sections.iter().filter(|asked| found.contains(&asked.who)).map(|asked| asked.who.clone()).collect();
        if !who.is_empty() {
            return Ok(who);
        }
        let title = self.inquiry.form.title();
        let first = (0..answer.data.len())
            .map(|r| self.inquiry.section_of(&answer.data, r))
            .find(|who| !who.section.is_empty());
        if let Some(who) = first {
            if self.sections.iter().any(|asked| asked.who == who) {
                return Ok(vec![who]);
            }
            return Err(self.unknown_section(file, &who));
        }
        Err(Finding::error(
            "M478",
            msg!("「{title}」ですが、この照会で尋ねた行が一つもありません", "\"{title}\", but no row that was asked"),
        )
        .at(Place::file(file.clone()))
        .hint(msg!("照会の名前とファイルを確かめてください", "see whether inquiry and file are right")))
    }

    /// `M477`
    fn unknown_section(&self, file: &SourceFile, who: &Who) -> Finding {
        let Who { bureau, section } = who;
        let finding = Finding::error(
            "M477",
            msg!("「{bureau}{section}」には、この照会を送っていません", "\"{bureau} {section}\" was not asked"),
        )
        .at(Place::file(file.clone()));
        let names: Vec<String> =
            self.sections.iter().map(|asked| format!("{}{}", asked.who.bureau, asked.who.section)).collect();
        match nearest(&format!("{bureau}{section}"), names.iter().map(String::as_str), 0.6, folded) {
            Some(near) => finding.hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?")),
            None => finding.hint(msg!(
                "課の名が変わったなら、組織.csv の旧名に前の名を書いてください",
                "if the section was renamed, give its former name in the register"
            )),
        }
    }

    /// Puts a file that was weighed into the ledger.
    fn received(&mut self, found: Found, bytes: Vec<u8>, outputs: &mut Vec<Output>) -> Taken {
        let Found { file, hash, date, number, stored, answer, answers, who, weighed } = found;
        let Weighed { kin, taken, conflicts, added, differences, findings: compared, filled } = weighed;
        let names = named(&who);
        let last = self.receipts.iter().rev().find(|r| r.event.who.iter().any(|w| who.contains(w)));
        let last = last.map(|receipt| receipt.event.number);
        let (outcome, sentence) = match (kin, last) {
            (Kin::Same, Some(last)) => {
                let sentence = msg!(
                    "{names}の回答で、前に受け取ったものと同じ内容です（受領 {last} 番）。数えません",
                    "{names}: says what receipt {last} says; not counted"
                );
                let name = base_name(&file);
                self.apply(Event::Again { number: last, name, date });
                let findings = Vec::new();
                return Taken {
                    file,
                    outcome: Outcome::Same,
                    sentence,
                    who,
                    number: Some(last),
                    differences,
                    findings,
                };
            }
            (Kin::Old(old), Some(last)) => {
                let inquiry = &self.inquiry.settings.name;
                let sentence = msg!(
                    "{names}の前の版です（受領 {old} 番と同じ内容）。いまの回答は受領 {last} 番のままです。戻すなら matome collect {inquiry} --take {old}",
                    "{names}: an old version, the same as receipt {old}; receipt {last} stands. To go back: matome collect {inquiry} --take {old}"
                );
                let name = base_name(&file);
                self.apply(Event::Again { number: old, name, date });
                let (differences, findings) = (Vec::new(), Vec::new());
                return Taken { file, outcome: Outcome::Same, sentence, who, number: Some(old), differences, findings };
            }
            (Kin::Empty | Kin::Same | Kin::Old(_), _) => (
                Outcome::New,
                msg!("{names}の回答ですが、記入する欄が空のままです", "{names}: the open cells are empty"),
            ),
            (Kin::First, _) | (Kin::Later | Kin::Beside, None) => {
                let (rows, (done, all)) = (answers.iter().flatten().count(), filled);
                let (unit, unit_en) = self.inquiry.unit();
                (
                    Outcome::New,
                    msg!(
                        "{names}の回答です（{rows} {unit}、記入 {done}／{all} 欄）",
                        "{names}: {rows} {unit_en}, {done} of {all} cells filled in"
                    ),
                )
            }
            (Kin::Later, Some(last)) => {
                let (cells, rows) = (differences.len(), added.len());
                let (ja, en) = match (cells, rows) {
                    (_, 0) => (format!("{cells} か所が変わりました"), format!("{cells} cells differ")),
                    (0, _) => (format!("{rows} 行が足されました"), format!("{rows} rows were added")),
                    _ => (
                        format!("{cells} か所が変わり、{rows} 行が足されました"),
                        format!("{cells} cells differ, {rows} rows were added"),
                    ),
                };
                (
                    Outcome::Replaced,
                    msg!("{names}の差し替えです。受領 {last} 番から{ja}", "{names}: replaces receipt {last}, {en}"),
                )
            }
            (Kin::Beside, Some(last)) => {
                let open = differences.iter().filter(|difference| difference.conflict).count();
                let plain = differences.len() - open;
                if open == 0 {
                    (
                        Outcome::Parallel,
                        msg!(
                            "{names}の別の回答です。受領 {last} 番と合わせて載せます（{plain} か所を加えました）",
                            "{names}: filled in beside receipt {last}; both are taken, {plain} cells added"
                        ),
                    )
                } else {
                    (
                        Outcome::Conflict,
                        msg!(
                            "{names}の別の回答で、受領 {last} 番と {open} か所が食い違っています（{plain} か所を加えました）",
                            "{names}: filled in beside receipt {last}; {open} cells contradict it, {plain} were added"
                        ),
                    )
                }
            }
        };
        let stored_name = format!("受領/{stored}");
        let event = Received {
            number,
            who: who.clone(),
            issue: answer.stamp.as_ref().map(|stamp| stamp.issue),
            name: base_name(&file),
            file: stored_name.clone(),
            sha256: hash,
            date,
            modified: None,
            taken,
            added,
            conflicts,
        };
        let mut findings = answer.findings;
        findings.extend(compared.iter().cloned());
        if outcome == Outcome::Conflict {
            findings.push(self.contradiction(&differences, number));
        }
        self.receipts.push(ReceivedFile {
            event: event.clone(),
            data: answer.data,
            answers,
            findings: findings.clone(),
            compared,
        });
        self.apply(Event::Received(event));
        outputs.push(Output { path: self.inquiry.folder.join("受領").join(stored), bytes });
        Taken { file, outcome, sentence, who, number: Some(number), differences, findings }
    }
}

struct Found {
    file: SourceFile,
    hash: String,
    date: String,
    number: u32,
    stored: String,
    answer: Answer,
    answers: Vec<Option<RowId>>,
    who: Vec<Who>,
    weighed: Weighed,
}

/// 福祉部地域福祉課, or the first of several.
fn named(who: &[Who]) -> String {
    let name = |who: &Who| format!("{}{}", who.bureau, who.section);
    match who {
        [] => String::new(),
        [one] => name(one),
        [first, rest @ ..] => format!("{}ほか {} 課", name(first), rest.len()),
    }
}

/// What a file is called, wherever it lay.
fn base_name(file: &SourceFile) -> String {
    file.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}
