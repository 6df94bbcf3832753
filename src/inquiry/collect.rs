//! 回収: returned files are taken in, one after the other; the first sentence about each says what it is.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::answer::Answer;
use super::ledger::{Event, Received, Who};
use super::round::{ReceivedFile, Round};
use super::sentence::{Outcome, said};
use super::weigh::{Difference, Weighed};
use crate::digest::sha256;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::Output;
use crate::place::{Place, SourceFile};
use crate::row_key::RowId;
use crate::units::Date;
use crate::words::{folded, nearest, windows_name};

/// A file that came.
pub struct Incoming {
    /// What it is called.
    pub file: SourceFile,
    /// What it holds.
    pub bytes: Vec<u8>,
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
    /// Takes files in; gives what became of each, and the files that are to be kept as they came.
    ///
    /// `M414`, `M472`, `M473` another form, none, or another year's; `M476` another inquiry, `M477` an unknown section,
    /// `M478` nothing that was asked; `M480`–`M487` what differs from what was asked, `M496` a version that was saved
    /// before the one that it replaces.
    pub fn collect(&mut self, files: Vec<Incoming>, today: Date) -> (Vec<Taken>, Vec<Output>) {
        let mut outputs = Vec::new();
        // what a file holds hangs on no other one; what it means does
        let read: Vec<Opened> = files.into_par_iter().map(|incoming| self.open(incoming)).collect();
        let taken = read.into_iter().map(|opened| self.take_in(opened, today, &mut outputs)).collect();
        (taken, outputs)
    }

    fn open(&self, incoming: Incoming) -> Opened {
        let hash = sha256(&incoming.bytes);
        let known = self.ledger.received().any(|received| received.sha256 == hash);
        let holds = (!known).then(|| self.opened(&incoming.file, incoming.bytes.clone()));
        Opened { incoming, hash, holds }
    }

    fn take_in(&mut self, opened: Opened, today: Date, outputs: &mut Vec<Output>) -> Taken {
        let Opened { incoming: Incoming { file, bytes }, hash, holds } = opened;
        let same = self.ledger.received().find(|r| r.sha256 == hash).map(|r| (r.number, r.who.clone()));
        if let Some((number, who)) = same {
            let sentence = msg!(
                "前に受け取ったファイルと同じです（受領 {number} 番）。数えません",
                "the same file as receipt {number}; not counted"
            );
            return self.not_counted(file, number, who, sentence, today);
        }
        let found = holds.unwrap_or_else(|| self.opened(&file, bytes.clone()));
        match found.and_then(|(saved, answer)| self.found(&file, saved, answer)) {
            Ok(found) => self.received(file, hash, found, bytes, today, outputs),
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

    /// A file that says nothing new: it is noted as having come again.
    fn not_counted(&mut self, file: SourceFile, number: u32, who: Vec<Who>, sentence: Message, today: Date) -> Taken {
        self.apply(Event::Again { number, name: base_name(&file), date: today.to_string() });
        let (differences, findings) = (Vec::new(), Vec::new());
        Taken { file, outcome: Outcome::Same, sentence, who, number: Some(number), differences, findings }
    }

    /// Weighs what a file holds.
    fn found(&self, file: &SourceFile, saved: Option<String>, answer: Answer) -> Result<Found, Finding> {
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
        Ok(Found { saved, answer, answers, who, weighed })
    }

    /// The sections that a file answers.
    fn who(&self, file: &SourceFile, answer: &Answer, answers: &[Option<RowId>]) -> Result<Vec<Who>, Finding> {
        if let Some(stamp) = &answer.stamp {
            let who = self.inquiry.present(&stamp.bureau, &stamp.section);
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
        let message = msg!("「{who}」には、この照会を送っていません", "\"{who}\" was not asked");
        let finding = Finding::error("M477", message).at(Place::file(file.clone()));
        let names: Vec<String> = self.sections.iter().map(|asked| asked.who.to_string()).collect();
        match nearest(&who.to_string(), names.iter().map(String::as_str), 0.6, folded) {
            Some(near) => finding.hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?")),
            None => finding.hint(msg!(
                "課の名が変わったなら、組織.csv の旧名に前の名を書いてください",
                "if the section was renamed, give its former name in the register"
            )),
        }
    }

    /// Puts a file that was weighed into the ledger.
    fn received(
        &mut self,
        file: SourceFile,
        hash: String,
        found: Found,
        bytes: Vec<u8>,
        today: Date,
        outputs: &mut Vec<Output>,
    ) -> Taken {
        let Found { saved, answer, answers, who, weighed } = found;
        let before = self.receipts.iter().rev().find(|r| r.event.who.iter().any(|w| who.contains(w)));
        let (last, last_saved) = before.map_or((None, None), |r| (Some(r.event.number), r.event.modified.clone()));
        let rows = answers.iter().flatten().count();
        let said = said(&named(&who), &weighed, last, rows, self.inquiry);
        if let Some(number) = said.again {
            return self.not_counted(file, number, who, said.sentence, today);
        }
        let (number, name) = (self.ledger.next_number(), base_name(&file));
        let stored = format!("受領/{}", windows_name(&format!("{number:03}_{name}")));
        let Weighed { taken, conflicts, added, differences, findings: compared, .. } = weighed;
        let event = Received {
            number,
            who: who.clone(),
            issue: answer.stamp.as_ref().map(|stamp| stamp.issue),
            name,
            file: stored.clone(),
            sha256: hash,
            date: today.to_string(),
            modified: saved.clone(),
            taken,
            added,
            conflicts,
        };
        let mut findings: Vec<Finding> = answer.findings.iter().chain(&compared).cloned().collect();
        if said.outcome == Outcome::Conflict {
            findings.push(self.contradiction(&differences, number));
        }
        if let (Outcome::Replaced, Some(last), Some(then), Some(now)) = (said.outcome, last, &last_saved, &saved)
            && now < then
        {
            findings.push(self.saved_before(&file, last, now, then));
        }
        outputs.push(Output { path: self.inquiry.folder.join(stored), bytes });
        let (data, told) = (answer.data, answer.findings);
        self.receipts.push(ReceivedFile { event: event.clone(), data, answers, findings: told, compared });
        self.apply(Event::Received(event));
        Taken { file, outcome: said.outcome, sentence: said.sentence, who, number: Some(number), differences, findings }
    }

    /// `M496`
    fn saved_before(&self, file: &SourceFile, last: u32, now: &str, then: &str) -> Finding {
        let name = &self.inquiry.settings.name;
        let message = msg!(
            "差し替えた受領 {last} 番より前に保存されたファイルです（{now}、前のは {then}）",
            "it was saved before receipt {last}, which it replaces ({now}; the other {then})"
        );
        Finding::warning("M496", message).at(Place::file(file.clone())).hint(msg!(
            "前の方が新しい版なら、matome collect {name} --take {last} で戻してください",
            "if the other is the newer version, go back with matome collect {name} --take {last}"
        ))
    }
}

/// A file that came, read.
struct Opened {
    incoming: Incoming,
    /// SHA-256, hexadecimal.
    hash: String,
    /// When it was last saved, and what it holds; nothing of a file that had come before.
    holds: Option<Result<(Option<String>, Answer), Finding>>,
}

/// A file that answers the inquiry.
struct Found {
    /// When it was last saved, as it says itself.
    saved: Option<String>,
    answer: Answer,
    answers: Vec<Option<RowId>>,
    who: Vec<Who>,
    weighed: Weighed,
}

/// 福祉部地域福祉課, or the first of several.
fn named(who: &[Who]) -> String {
    match who {
        [] => String::new(),
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first}ほか {} 課", rest.len()),
    }
}

/// What a file is called, wherever it lay.
fn base_name(file: &SourceFile) -> String {
    file.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}
