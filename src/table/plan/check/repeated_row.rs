//! `M106`: the same row twice in a file; `M412`: in two files, as when a workbook was returned again.

use std::collections::HashMap;

use ecow::EcoString;

use crate::answered_twice::{self, Twice};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::SourceFile;
use crate::row_key::repeated;
use crate::table::plan::check::totals::total;
use crate::table::plan::{Plan, Row};
use crate::words::folded;

/// Rows of one id are one item; rows of one name are one if they came in two files, or if all that is no answer is the
/// same. A section may well have three projects of one name, each with its own outline.
pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let names: Vec<usize> = (0..plan.columns.len()).filter(|&c| plan.names_row(c)).collect();
    let plain = plan.columns.iter().enumerate().filter(|(_, column)| column.year.is_none());
    let plain: Vec<usize> = plain.map(|(c, _)| c).filter(|&c| plan.column(c).answer.is_none()).collect();
    let name = names.last().copied();
    let keys = plan.keys();
    let repeated = repeated(&keys);
    let mut files: Vec<Twice> = Vec::new();
    let mut words: Vec<Words> = plain.iter().map(|_| Words::default()).collect();
    let mut outlines: HashMap<Vec<usize>, usize> = HashMap::new();
    for ((r, row), (key, repeated)) in plan.rows.iter().enumerate().zip(keys.iter().zip(repeated)) {
        // a row without a name is told as such (M103)
        let unnamed = !names.is_empty() && names.iter().all(|&c| row.text(c).trim().is_empty());
        if key.is_empty() || (unnamed && row.id.is_none()) {
            continue;
        }
        let is_same = |b: &Row| file(b) != file(row) || (row.id.is_some() && row.id == b.id);
        let one = repeated.filter(|&b| plan.rows.get(b).is_some_and(is_same));
        let outline: Vec<usize> = plain.iter().zip(&mut words).map(|(&c, words)| words.of(row.text(c))).collect();
        let like = outlines.get(&outline).copied();
        let has_id = |b: usize| plan.rows.get(b).is_some_and(|b| b.id.is_some());
        let before = like.filter(|&b| row.id.is_none() || !has_id(b)).or(one);
        outlines.entry(outline).or_insert(r);
        let Some(before) = before.and_then(|b| plan.rows.get(b)) else { continue };
        let place = |row: &Row| {
            let own = name.and_then(|c| row.cell(c).place.clone());
            own.or_else(|| row.cells.iter().find_map(|cell| cell.place.clone()))
        };
        // a row of sums has no name but its label
        let named = name.map(|c| row.text(c).trim()).filter(|text| !text.is_empty());
        let first = || row.cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty());
        let text = quote(named.or_else(first).unwrap_or(""));
        if file(row) != file(before)
            && let (Some(here), Some(before)) = (place(row), place(before))
        {
            // whole sums of two answers are two sums (M129)
            if total(row).is_some() {
                continue;
            }
            let name = named.or_else(first).unwrap_or("").to_owned();
            files.push(Twice { name, here, before });
            continue;
        }
        let message = match &row.id {
            Some(id) if *id == before.id.clone().unwrap_or_default() => {
                let id = quote(id);
                msg!("同じ id「{id}」の行が二つあります: 「{text}」", "the id \"{id}\" stands twice: \"{text}\"")
            }
            _ => msg!("同じ事業の行が二つあります: 「{text}」", "the same item stands twice: \"{text}\""),
        };
        let hint = msg!("新しい方の回答だけを残してください", "keep the newer answer only");
        let mut finding = Finding::warning("M106", message).hint(hint);
        finding.place = place(row);
        finding.related.extend(place(before));
        findings.push(finding);
    }
    answered_twice::tell(files, findings);
}

/// Numbers the texts of a column. A group's long text is looked at once, not on each of its rows.
#[derive(Default)]
struct Words {
    known: HashMap<String, usize>,
    last: Option<(EcoString, usize)>,
}

impl Words {
    fn of(&mut self, text: &EcoString) -> usize {
        if let Some((_, number)) = self.last.as_ref().filter(|(last, _)| last == text) {
            return *number;
        }
        let next = self.known.len();
        let number = *self.known.entry(folded(text)).or_insert(next);
        self.last = Some((text.clone(), number));
        number
    }
}

/// The file that a row was typed in. Labels may come from another one.
fn file(row: &Row) -> Option<&SourceFile> {
    row.cells.iter().rev().find_map(|cell| cell.place.as_ref()).map(|place| &place.file)
}
