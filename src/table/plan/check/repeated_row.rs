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
    let all = 0..plan.columns.len();
    let names: Vec<usize> = all.clone().filter(|&c| plan.names_row(c)).collect();
    let plain: Vec<usize> =
        all.filter(|&c| plan.column(c).answer.is_none() && plan.columns[c].year.is_none()).collect();
    let name = names.last().copied();
    let keys = plan.keys();
    let repeated = repeated(&keys);
    let mut files: Vec<Twice> = Vec::new();
    let mut words: Vec<Words> = plain.iter().map(|_| Words::default()).collect();
    let mut outlines: HashMap<Vec<usize>, usize> = HashMap::new();
    for (r, row) in plan.rows.iter().enumerate() {
        // a row without a name is told as such (M103)
        let unnamed = !names.is_empty() && names.iter().all(|&c| row.cells[c].text.trim().is_empty());
        if keys[r].is_empty() || (unnamed && row.id.is_none()) {
            continue;
        }
        let one = repeated[r]
            .filter(|&b| file(&plan.rows[b]) != file(row) || (row.id.is_some() && row.id == plan.rows[b].id));
        let outline: Vec<usize> =
            plain.iter().zip(&mut words).map(|(&c, words)| words.of(&row.cells[c].text)).collect();
        let like = outlines.get(&outline).copied();
        let before = like.filter(|&b| row.id.is_none() || plan.rows[b].id.is_none()).or(one);
        outlines.entry(outline).or_insert(r);
        let Some(before) = before else { continue };
        let place = |r: usize| {
            let own = name.and_then(|c| plan.rows[r].cells[c].place.clone());
            own.or_else(|| plan.rows[r].cells.iter().find_map(|cell| cell.place.clone()))
        };
        // a row of sums has no name but its label
        let named = name.map(|c| row.cells[c].text.trim()).filter(|text| !text.is_empty());
        let first = || row.cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty());
        let text = quote(named.or_else(first).unwrap_or(""));
        if file(row) != file(&plan.rows[before])
            && let (Some(here), Some(before)) = (place(r), place(before))
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
            Some(id) if *id == plan.rows[before].id.clone().unwrap_or_default() => {
                let id = quote(id);
                msg!("同じ id「{id}」の行が二つあります: 「{text}」", "the id \"{id}\" stands twice: \"{text}\"")
            }
            _ => msg!("同じ事業の行が二つあります: 「{text}」", "the same item stands twice: \"{text}\""),
        };
        let hint = msg!("新しい方の回答だけを残してください", "keep the newer answer only");
        let mut finding = Finding::warning("M106", message).hint(hint);
        finding.place = place(r);
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
