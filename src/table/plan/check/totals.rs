//! `M129`: rows of sums in answers that are put together. Each is printed as it came; none of them is the sum of all.

use std::collections::BTreeMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::Place;
use crate::table::plan::{Plan, Row};
use crate::words::folded;

/// Sums over the whole of a file; 計 and 小計 belong to a group.
const TOTALS: [&str; 6] = ["合計", "総計", "総合計", "全体計", "全体合計", "合計額"];

/// Once for each wording, where more than one file has such a row.
pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for row in &plan.rows {
        let Some(text) = total(row) else { continue };
        let place = row.cells.iter().filter(|cell| !cell.text.is_empty()).find_map(|cell| cell.place.clone());
        found.entry(text).or_default().extend(place);
    }
    for (text, places) in found {
        let Some(first) = places.first() else { continue };
        if places.iter().all(|place| place.file == first.file) {
            continue;
        }
        let (n, text) = (places.len(), quote(&text));
        let mut finding = Finding::warning(
            "M129",
            msg!(
                "「{text}」の行が {n} つあります。回答ごとの数のまま載り、全体の合計にはなりません",
                "there are {n} rows of \"{text}\"; each is printed as its answer has it, none is the sum of all"
            ),
        )
        .hint(msg!(
            "合計の行は回答から除き、まとめた後の数を一つのファイルに書いてください",
            "leave such rows out of the answers, and write the sum of all into one file"
        ));
        finding.place = Some(first.clone());
        finding.related.extend(places.into_iter().skip(1));
        findings.push(finding);
    }
}

/// What a row of sums over the whole of a file is called; `None` for any other row.
pub fn total(row: &Row) -> Option<String> {
    let label = row.cells.iter().map(|cell| folded(&cell.text)).find(|text| !text.is_empty())?;
    TOTALS.contains(&label.as_str()).then_some(label)
}
