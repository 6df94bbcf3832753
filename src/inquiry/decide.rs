//! What the secretariat decides: contradictions, versions to go back to, answers that it has checked.

use super::ledger::{Cells, Event, Received, Who};
use super::round::{Round, fields_of};
use super::weigh::Difference;
use crate::finding::Finding;
use crate::msg;
use crate::units::Date;

impl Round<'_> {
    /// `M487`: an answer that contradicts another one.
    pub(super) fn contradiction(&self, differences: &[Difference], number: u32) -> Finding {
        let name = &self.inquiry.settings.name;
        let places = differences.iter().filter(|d| d.conflict).flat_map(|d| [d.new_place.clone(), d.old_place.clone()]);
        Finding::error(
            "M487",
            msg!(
                "前に受け取った回答と食い違っています。決めるまで前の方を載せます",
                "it contradicts the answer received before, which stands until decided"
            ),
        )
        .at_all(places.flatten())
        .hint(msg!(
            "この回答を採るなら matome collect {name} --take {number}、前の回答のままなら matome collect {name} --keep",
            "take this one with matome collect {name} --take {number}, or keep the other with --keep"
        ))
    }

    /// Decides conflicts: those of one receipt, or all of them. A receipt without conflicts that is to be taken is taken
    /// whole, as an old version to which a section goes back.
    ///
    /// # Errors
    /// `M488` no such receipt, or nothing to decide.
    pub fn decide(&mut self, receipt: Option<&str>, taken: bool, today: Date) -> Result<Vec<(u32, usize)>, Finding> {
        let numbers: Vec<u32> = match receipt {
            Some(name) => vec![self.receipt_called(name)?],
            None => self.open.keys().copied().collect(),
        };
        let mut out = Vec::new();
        for number in numbers {
            let cells = match self.open.get(&number) {
                Some(cells) => cells.clone(),
                None if taken => self.all_cells(number),
                None => continue,
            };
            if cells.is_empty() {
                continue;
            }
            out.push((number, cells.values().map(Vec::len).sum()));
            self.apply(Event::Decided { number, taken, cells, date: today.to_string() });
        }
        if out.is_empty() {
            let message = msg!("決めることが残っている回答はありません", "there is no answer with an open conflict");
            return Err(Finding::error("M488", message).at(self.inquiry.settings.place.clone()));
        }
        Ok(out)
    }

    /// What nobody decided, by receipt: what stands beside what the answer says.
    pub fn conflicts(&self) -> Vec<(u32, Vec<Difference>)> {
        let names = self.now.fields();
        let of = |(number, cells): (&u32, &Cells)| {
            let receipt = self.receipts.iter().find(|receipt| receipt.event.number == *number)?;
            let fields: Vec<(usize, usize)> = fields_of(&self.now, &receipt.data).collect();
            let mut out = Vec::new();
            for (record, id) in receipt.answers.iter().enumerate() {
                let Some((id, at)) = id.as_ref().and_then(|id| Some((id, self.record(id)?))) else { continue };
                let Some(open) = cells.get(&**id) else { continue };
                for &(field, its) in &fields {
                    let Some(name) = names.get(field).filter(|name| open.contains(name)) else { continue };
                    out.push(Difference {
                        id: id.clone(),
                        record: self.now.label(at),
                        field: name.clone(),
                        old: self.now.text(at, field).into_owned(),
                        new: receipt.data.text(record, its).into_owned(),
                        old_place: self.now.place(at, field).cloned(),
                        new_place: receipt.data.place(record, its).cloned(),
                        conflict: true,
                    });
                }
            }
            Some((*number, out))
        };
        self.open.iter().filter_map(of).collect()
    }

    /// The open cells of a receipt that say something else than what stands.
    fn all_cells(&self, number: u32) -> Cells {
        let mut out = Cells::new();
        let Some(receipt) = self.receipts.iter().find(|receipt| receipt.event.number == number) else { return out };
        let names = self.now.fields();
        let fields: Vec<(usize, usize)> =
            fields_of(&self.now, &receipt.data).filter(|(field, _)| self.is_open(*field)).collect();
        for (record, id) in receipt.answers.iter().enumerate() {
            let Some((id, at)) = id.as_ref().and_then(|id| Some((id, self.record(id)?))) else { continue };
            let ours = self.home(id).is_some_and(|home| receipt.event.who.contains(home));
            for &(field, its) in fields.iter().filter(|_| ours) {
                if self.now.text(at, field) != receipt.data.text(record, its) {
                    out.entry(id.to_string()).or_default().extend(names.get(field).cloned());
                }
            }
        }
        out
    }

    /// A receipt by its number, its file or what it was called.
    fn receipt_called(&self, name: &str) -> Result<u32, Finding> {
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let fits = |r: &&Received| {
            name.parse() == Ok(r.number)
                || r.file == name
                || r.file.rsplit('/').next() == Some(last)
                || r.name == name
                || r.name.rsplit('/').next() == Some(last)
        };
        let found = self.ledger.received().filter(fits).max_by_key(|r| (self.open.contains_key(&r.number), r.number));
        found.map(|r| r.number).ok_or_else(|| {
            let known: Vec<String> = self.open.keys().map(u32::to_string).collect();
            let (ja, en) = (known.join("、"), known.join(", "));
            let finding =
                Finding::error("M488", msg!("受け取った回答に「{name}」はありません", "no \"{name}\" was received"));
            match known.is_empty() {
                true => finding,
                false => {
                    finding.hint(msg!("決めることが残っている受領番号: {ja}", "open conflicts are in receipts {en}"))
                }
            }
        })
    }

    /// The sections of a name: 地域福祉課, 福祉部地域福祉課, or all of 福祉部.
    ///
    /// # Errors
    /// `M489`
    pub fn called(&self, name: &str) -> Result<Vec<Who>, Finding> {
        Ok(self.inquiry.called(&self.sections, name)?.into_iter().map(|asked| asked.who.clone()).collect())
    }

    /// The secretariat has checked these sections.
    pub fn settle(&mut self, who: &[Who], today: Date) {
        for who in who {
            self.apply(Event::Settled { who: who.clone(), date: today.to_string() });
        }
    }
}
