//! Findings and places in JSON, as the page shows them.

use serde_json::{Value, json};

use crate::codes::CODES;
use crate::faces::folded::folded;
use crate::finding::Finding;
use crate::place::Place;
use crate::words::visible;

/// A place, in parts and in one.
pub fn place(place: &Place) -> Value {
    let Place { file, sheet, cell, line, column, .. } = place;
    json!({
        "file": file.name(), "sheet": sheet.as_deref(), "cell": cell.map(|cell| cell.to_string()),
        "line": line, "column": column, "text": place.to_string(),
    })
}

/// A finding with what its code means.
pub fn finding(finding: &Finding) -> Value {
    let meaning = CODES.iter().find(|entry| entry.code == finding.code.0).map(|entry| entry.ja);
    json!({
        "code": finding.code.0, "level": finding.level, "message": visible(&finding.message.ja), "meaning": meaning,
        "hints": finding.hints.iter().map(|hint| visible(&hint.ja)).collect::<Vec<_>>(),
        "place": finding.place.as_ref().map(place),
        "related": finding.related.iter().take(20).map(place).collect::<Vec<_>>(),
    })
}

/// Findings by weight, the same ones together with their places; and how many more there are of each code.
pub fn findings(findings: &[Finding]) -> Value {
    let (told, beyond) = folded(findings);
    let mut told: Vec<_> = told.into_iter().collect();
    told.sort_by_key(|one| std::cmp::Reverse(one.finding.level));
    let list: Vec<Value> = told
        .iter()
        .map(|one| {
            let mut out = finding(one.finding);
            out["elsewhere"] = one.elsewhere.iter().take(50).map(|at| place(at)).collect();
            out["more"] = one.elsewhere.len().into();
            out
        })
        .collect();
    let beyond: Vec<Value> = beyond.iter().map(|(code, more)| json!({ "code": code.0, "more": more })).collect();
    json!({ "list": list, "beyond": beyond })
}
