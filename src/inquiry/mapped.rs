//! The export of a form service: a row an answer, whose headings `[inquiry."…".columns]` ties to the form's fields. It says
//! less than the form does, so a row is the record that agrees with it in all that it says of the plan.

use std::collections::{BTreeSet, HashMap};

use super::answer::Answer;
use super::round::Round;
use crate::finding::Finding;
use crate::msg;
use crate::place::Place;
use crate::source::{Body, Sheet, SheetCell, Source};
use crate::words::folded;

impl Round<'_> {
    /// Reads a returned file.
    ///
    /// # Errors
    /// One sentence: what it is instead of an answer.
    pub(super) fn read(&self, source: &Source) -> Result<Answer, Finding> {
        match self.mapped(source) {
            Some(answer) => Ok(answer),
            None => self.inquiry.question().read(source),
        }
    }

    /// Reads an export; `None` for what is none: no heading stands for an open field.
    fn mapped(&self, source: &Source) -> Option<Answer> {
        let columns = &self.inquiry.settings.columns;
        let Body::Sheets(sheets) = &source.body else { return None };
        if columns.is_empty() {
            return None;
        }
        let fields: HashMap<String, usize> =
            self.base.fields().into_iter().enumerate().map(|(n, name)| (folded(&name), n)).collect();
        let known: HashMap<String, usize> = columns
            .iter()
            .filter_map(|(heading, field)| Some((folded(heading), *fields.get(&folded(field))?)))
            .collect();
        let found = sheets.iter().find_map(|sheet| {
            let first = sheet.cells.first()?.at.row;
            let heads = sheet.cells.iter().take_while(|cell| cell.at.row == first);
            let map: HashMap<u32, usize> =
                heads.filter_map(|cell| Some((cell.at.col, *known.get(&folded(&cell.text))?))).collect();
            map.values().any(|&field| self.is_open(field)).then_some((sheet, first, map))
        });
        let (sheet, first, map) = found?;
        Some(self.of_export(source, sheet, first, &map))
    }

    fn of_export(&self, source: &Source, sheet: &Sheet, first: u32, map: &HashMap<u32, usize>) -> Answer {
        let mut findings = source.findings.clone();
        let (heads, below) = parted(&sheet.cells, first);
        let mut answered: Vec<(usize, Vec<(usize, &SheetCell)>)> = Vec::new();
        for line in below.chunk_by(|a, b| a.at.row == b.at.row) {
            let cells: Vec<(usize, &SheetCell)> =
                line.iter().filter_map(|cell| Some((*map.get(&cell.at.col)?, cell))).collect();
            let (open, plan): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(field, _)| self.is_open(*field));
            let agrees = |record: &usize| {
                plan.iter().all(|(field, cell)| folded(&self.base.text(*record, *field)) == folded(&cell.text))
            };
            let records: Vec<usize> = (0..self.base.len()).filter(agrees).collect();
            let place = || line.first().map(|cell| cell.place.clone());
            match records[..] {
                [record] if !plan.is_empty() => answered.push((record, open)),
                _ if open.is_empty() => {}
                [] => findings.extend(place().map(no_record)),
                _ => findings.extend(place().map(|place| several(place, records.len()))),
            }
        }
        self.tell_unmapped(heads, below, map, &mut findings);
        // of two answers to one record the later one counts, as it replaces the other
        let order: BTreeSet<usize> = answered.iter().map(|(record, _)| *record).collect();
        let order: Vec<usize> = order.into_iter().collect();
        let mut data = self.base.select(&order);
        for (record, open) in answered {
            let Ok(at) = order.binary_search(&record) else { continue };
            for (field, cell) in open {
                data.put(at, field, &cell.text, cell.place.clone());
            }
        }
        Answer { stamp: None, data, findings, partial: true }
    }

    /// `M495`: columns of an export that stand for nothing, once each.
    fn tell_unmapped(
        &self,
        heads: &[SheetCell],
        below: &[SheetCell],
        map: &HashMap<u32, usize>,
        findings: &mut Vec<Finding>,
    ) {
        let filled: BTreeSet<u32> = below.iter().map(|cell| cell.at.col).collect();
        let unknown = |cell: &&SheetCell| !map.contains_key(&cell.at.col) && filled.contains(&cell.at.col);
        let heads: Vec<&SheetCell> = heads.iter().filter(unknown).collect();
        if heads.is_empty() {
            return;
        }
        let listed = crate::finding::quoted(heads.iter().map(|cell| cell.text.as_str()), 5);
        let (ja, en) = (listed.ja, listed.en);
        let message =
            msg!("項目に結んでいない列は読みません: {ja}", "columns that stand for no field are not read: {en}");
        findings.push(Finding::info("M495", message).at_all(heads.iter().map(|cell| cell.place.clone())).hint(msg!(
            "読むなら、matome.toml の [inquiry.\"…\".columns] に、見出し = \"項目\" を加えてください",
            "to read them, add heading = \"field\" to [inquiry.\"…\".columns] in matome.toml"
        )));
    }
}

/// The cells of the first row, and those below it.
fn parted(cells: &[SheetCell], first: u32) -> (&[SheetCell], &[SheetCell]) {
    let at = cells.partition_point(|cell| cell.at.row <= first);
    cells.split_at_checked(at).unwrap_or_default()
}

/// `M494`
fn no_record(place: Place) -> Finding {
    let message = msg!("この行に当たる、尋ねた行がありません", "no row that was asked agrees with this one");
    Finding::error("M494", message).at(place).hint(msg!(
        "課や事業の名が、尋ねたときのとおりか確かめてください",
        "see whether section and project are named as they were asked"
    ))
}

/// `M494`
fn several(place: Place, count: usize) -> Finding {
    let message = msg!(
        "この行に当たる、尋ねた行が {count} 行あり、どれか決められません",
        "{count} rows that were asked agree with this one"
    );
    Finding::error("M494", message).at(place).hint(msg!(
        "フォームに、事業名などの行を見分ける項目を加え、columns に書いてください",
        "ask in the form for what tells the rows apart, and name it in columns"
    ))
}
