//! 照会: one answer workbook a section, its letter, the list of what goes out. Again without harm.

use super::about::{ASKED, Asked, Inquiry, LAST};
use super::ledger::{Event, FILE, Ledger, Sent, Who, sha256_bytes};
use super::letter::{Addressee, Letter, LetterKind, Sender};
use super::sent::{SentLine, sent_list};
use super::workbook::Issue;
use crate::digest::sha256;
use crate::finding::Finding;
use crate::msg;
use crate::output::Output;
use crate::paper::{Data, Form};
use crate::row_key::RowId;
use crate::source::{Format, read_within};
use crate::stamped::Stamp;
use crate::stamped::Use;
use crate::told::Faults;
use crate::units::Date;
use crate::words::{folded, nearest, windows_name};

/// What `inquire` made.
pub struct Outgoing {
    /// The sections for which a workbook was made now.
    pub made: Vec<Sent>,
    /// The sections for which one had been made before.
    pub kept: usize,
    /// To be written, the ledger last.
    pub outputs: Vec<Output>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// What is asked, and what was answered last time.
struct Basis {
    base: Data,
    last: Option<Data>,
    ledger: Ledger,
    /// Files of the basis that are not written yet.
    outputs: Vec<Output>,
}

impl Inquiry<'_> {
    /// Makes what is missing of the inquiry's workbooks and letters: for all sections, or for some of them.
    ///
    /// `M470`–`M475` the folder is not as it was; `M489` a section that is not asked; `M490` no row to ask about.
    ///
    /// # Errors
    /// Last time's data, or the form, cannot be used at all.
    pub fn send(&self, old: Option<Data>, only: &[String], today: Date) -> Result<Outgoing, Faults> {
        let mut findings = Vec::new();
        let Basis { base, last, mut ledger, mut outputs } = self.basis(old, &mut findings)?;
        let history = self.history(&ledger);
        let sections = self.wanted(self.sections(&base))?;
        let asked = self.only(&sections, only)?;
        let uses = base.uses(self.settings.phase.as_deref(), None);
        if !uses.contains(&Use::Open) {
            return Err(self.nothing_open().into());
        }
        let at = |id: &RowId| (0..base.len()).find(|&r| base.id(r) == Some(id));
        let mut made = Vec::new();
        let mut letters = Vec::new();
        let mut kept = 0_usize;
        for asked in asked {
            if history.sent().any(|sent| sent.who == asked.who && self.folder.join(&sent.file).is_file()) {
                kept = kept.saturating_add(1);
                continue;
            }
            let records: Vec<usize> = asked.ids.iter().filter_map(at).collect();
            let data = base.select(&records);
            let before = history.sent().find(|sent| sent.who == asked.who && sent.issue == 1).cloned();
            let made_on = before.as_ref().and_then(|sent| Date::parse(&sent.date)).unwrap_or(today);
            let (uses, last) = (&uses, last.as_ref());
            let issue = Issue { who: &asked.who, number: 1, data: &data, uses, last, marks: &[] };
            let date = self.settings.date.unwrap_or(made_on);
            let bytes = self.workbook(&issue, date).tell_or_faults(&mut findings)?;
            let file = format!("発送/{}.xlsx", self.workbook_name(&asked.who));
            let sent = Sent {
                who: asked.who.clone(),
                issue: 1,
                file: file.clone(),
                sha256: sha256(&bytes),
                date: today.to_string(),
                rows: asked.ids.len(),
            };
            outputs.push(Output { path: self.folder.join(&file), bytes });
            let mut letter = self.letter(LetterKind::Request, asked, today);
            letter.file = file.rsplit('/').next().map(str::to_owned);
            letters.push(letter);
            match before {
                // the workbook was lost on disk: the ledger knows it already
                Some(before) if before.sha256 == sent.sha256 => {}
                _ => ledger.events.push(Event::Sent(sent.clone())),
            }
            made.push(sent);
        }
        if !made.is_empty() {
            let pairs: Vec<(&Letter, &Sent)> = letters.iter().zip(&made).collect();
            let set = self.engine.lay_out_each(&pairs, |(letter, sent)| {
                let mut told = Vec::new();
                let name = self.workbook_name(&sent.who);
                let pdf = letter.pdf(self.engine).tell_or_faults(&mut told)?;
                let mail = letter.mail(self.engine).tell_or_faults(&mut told)?;
                let pdf = Output { path: self.folder.join(format!("依頼文/{name}.pdf")), bytes: pdf };
                let mail = Output { path: self.folder.join(format!("依頼文/{name}.txt")), bytes: mail.into_bytes() };
                Ok(([pdf, mail], told))
            });
            for (letter, told) in set.into_iter().collect::<Result<Vec<_>, Faults>>()? {
                outputs.extend(letter);
                findings.extend(told);
            }
            outputs.push(self.list(&ledger, &mut findings)?);
            outputs.push(Output { path: self.folder.join(FILE), bytes: ledger.bytes() });
        }
        Ok(Outgoing { made, kept, outputs, findings })
    }

    /// 送付一覧 of everything that was sent first.
    fn list(&self, ledger: &Ledger, findings: &mut Vec<Finding>) -> Result<Output, Faults> {
        let mut lines: Vec<SentLine> = Vec::new();
        for sent in ledger.sent().filter(|sent| sent.issue == 1) {
            let section = self.section(&sent.who);
            let date = Date::parse(&sent.date).unwrap_or(Date::april(2000));
            let line = SentLine {
                number: 0,
                bureau: sent.who.bureau.clone(),
                section: sent.who.section.clone(),
                person: section.and_then(|section| section.person.clone()),
                contact: section.and_then(|section| section.contact.clone()),
                file: sent.file.clone(),
                rows: sent.rows,
                sha256: sha256_bytes(&sent.sha256),
                date,
            };
            // one that was made anew stands for the one before
            match lines.iter_mut().find(|known| known.bureau == line.bureau && known.section == line.section) {
                Some(known) => *known = line,
                None => lines.push(line),
            }
        }
        if let Some(register) = self.register {
            lines.sort_by_cached_key(|line| register.rank(Some(&line.bureau), &line.section));
        }
        for (number, line) in (1..).zip(&mut lines) {
            line.number = number;
        }
        let told = sent_list(self.engine, &self.settings.name, self.settings.due, &lines);
        let bytes = told.tell_or_faults(findings)?;
        Ok(Output { path: self.folder.join("送付一覧.xlsx"), bytes })
    }

    /// 福祉部_地域福祉課
    pub(super) fn workbook_name(&self, who: &Who) -> String {
        let parts = [self.settings.name.as_str(), &who.bureau, &who.section];
        windows_name(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_"))
    }

    pub(super) fn stamp(&self, who: &Who, issue: u32) -> Stamp {
        Stamp {
            inquiry: self.settings.name.clone(),
            bureau: who.bureau.clone(),
            section: who.section.clone(),
            issue,
            form: self.form.name().to_owned(),
            version: self.form.version(),
        }
    }

    /// What was asked when the inquiry began; a new inquiry asks about the old data in this one's years.
    fn basis(&self, old: Option<Data>, findings: &mut Vec<Finding>) -> Result<Basis, Faults> {
        if let Some(ledger) = self.ledger()? {
            let base = self.data(ASKED, Some(&ledger.data))?;
            let last = if self.folder.join(LAST).is_file() { Some(self.data(LAST, None)?) } else { None };
            return Ok(Basis { base, last, ledger, outputs: Vec::new() });
        }
        let Some(old) = old.filter(|old| !old.is_empty()) else {
            let name = &self.settings.name;
            let message =
                msg!("照会「{name}」で尋ねる行が一つもありません", "the inquiry \"{name}\" has no row to ask about");
            return Err(Finding::error("M490", message)
                .at(self.settings.place.clone())
                .hint(msg!(
                    "input か paper に、前回の資料か計画の一覧を書いてください",
                    "name last time's data with input or paper"
                ))
                .into());
        };
        let old = old.with_ids();
        let base = old.in_years(&self.given.years).tell_or_faults(findings)?;
        let last = matches!(old, Data::Slips(_)).then(|| old.clone());
        let json = base.json().unwrap_or_default().into_bytes();
        let ledger = Ledger::new(&self.settings.name, self.form.name(), &json);
        // what is asked is what will be read again
        let file = self.file(ASKED);
        let source = read_within(json.clone(), &file, Format::Json, self.engine.limits())?;
        let base = self.engine.read(&self.form, &[source], &self.given).value_or_faults()?;
        let mut outputs = vec![Output { path: self.folder.join(ASKED), bytes: json }];
        if let Some(json) = last.as_ref().and_then(Data::json) {
            outputs.push(Output { path: self.folder.join(LAST), bytes: json.into_bytes() });
        }
        Ok(Basis { base, last, ledger, outputs })
    }

    /// The sections that `matome.toml` names; all where it names none.
    pub(super) fn wanted(&self, sections: Vec<Asked>) -> Result<Vec<Asked>, Faults> {
        let named = &self.settings.sections;
        if named.is_empty() {
            return Ok(sections);
        }
        let faults: Vec<Finding> = named.iter().filter_map(|name| self.called(&sections, name).err()).collect();
        if !faults.is_empty() {
            return Err(faults.into());
        }
        Ok(sections.into_iter().filter(|asked| named.iter().any(|name| is_called(&asked.who, name))).collect())
    }

    /// Those of the sections that the command line names.
    fn only<'s>(&self, sections: &'s [Asked], only: &[String]) -> Result<Vec<&'s Asked>, Faults> {
        if only.is_empty() {
            return Ok(sections.iter().collect());
        }
        let found = only.iter().map(|name| self.called(sections, name));
        let mut out: Vec<&Asked> = Vec::new();
        for asked in found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            if !out.iter().any(|known| known.who == asked.who) {
                out.push(asked);
            }
        }
        Ok(out)
    }

    /// The sections of a name: 地域福祉課, 福祉部地域福祉課, or all of 福祉部.
    ///
    /// # Errors
    /// `M489`
    pub(super) fn called<'s>(&self, sections: &'s [Asked], name: &str) -> Result<Vec<&'s Asked>, Finding> {
        let found: Vec<&Asked> = sections.iter().filter(|asked| is_called(&asked.who, name)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let finding = Finding::error(
            "M489",
            msg!("この照会で尋ねる課に「{name}」はありません", "no section \"{name}\" is asked in this inquiry"),
        )
        .at(self.settings.place.clone());
        let names: Vec<String> = sections.iter().map(|asked| asked.who.to_string()).collect();
        let alone: Vec<&str> = sections.iter().map(|asked| asked.who.section.as_str()).collect();
        let near = nearest(name, names.iter().map(String::as_str), 0.6, folded)
            .or_else(|| nearest(name, alone.iter().copied(), 0.5, folded));
        Err(match near {
            Some(near) => finding.hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?")),
            None => finding,
        })
    }

    fn nothing_open(&self) -> Finding {
        let title = self.form.title();
        let phase = self.settings.phase.as_deref().unwrap_or("");
        Finding::error(
            "M490",
            msg!(
                "様式「{title}」に、「{phase}」で記入する欄がありません",
                "\"{title}\" has no column for the phase \"{phase}\""
            ),
        )
        .at(self.settings.place.clone())
        .hint(msg!(
            "phase に、様式の answer のどれかを書いてください（matome form show）",
            "phase is one of the form's answer words"
        ))
    }

    /// A letter to a section, of which nothing is said yet but what it is asked.
    pub(super) fn letter(&self, kind: LetterKind, asked: &Asked, today: Date) -> Letter {
        let section = self.section(&asked.who);
        let to = Addressee {
            bureau: asked.who.bureau.clone(),
            section: asked.who.section.clone(),
            person: section.and_then(|section| section.person.clone()),
        };
        let from = Sender {
            body: self.given.meta.body.clone().unwrap_or_default(),
            section: self.settings.sender.clone().unwrap_or_default(),
            person: None,
            contact: self.settings.contact.clone(),
        };
        let date = self.settings.date.filter(|_| kind == LetterKind::Request).unwrap_or(today);
        let mut letter = Letter::new(kind, date, to, from, &self.settings.name, self.form.title());
        if kind == LetterKind::Request {
            letter.number.clone_from(&self.settings.number);
        }
        letter.asked = asked.ids.len();
        letter.due = self.settings.due;
        if matches!(self.form, Form::Slip(_)) {
            letter.unit = "事業".to_owned();
        }
        letter
    }
}

fn is_called(who: &Who, name: &str) -> bool {
    let name = folded(name);
    [who.to_string(), who.section.clone(), who.bureau.clone()].iter().any(|own| !own.is_empty() && folded(own) == name)
        || folded(&format!("{}/{}", who.bureau, who.section)) == name
}
