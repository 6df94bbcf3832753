//! `M132`: a table whose texts, printed on each of its rows, are more than is laid out in the memory of an office's machine.

use crate::finding::Finding;
use crate::limits::{Limit, Limits, TEXT_BYTES};
use crate::msg;
use crate::table::plan::{Cell, Plan};

/// The fault of a plan whose texts are too large together.
pub fn check(plan: &Plan, limits: &Limits) -> Option<Finding> {
    let (mut bytes, mut longest) = (0_usize, None);
    for (_, _, cell) in super::typed_cells(plan) {
        bytes = bytes.saturating_add(cell.text.len());
        longest = longest.filter(|known: &&Cell| known.text.len() >= cell.text.len()).or(Some(cell));
    }
    let longest = longest.filter(|_| bytes > limits.text_bytes)?;
    let all =
        Limit { ja: "紙面に載る文を合わせた大きさ", en: "the texts of the paper together", ..TEXT_BYTES };
    let hint = msg!(
        "一番長いのはこの文です。行ごとに繰り返していないか、確かめてください",
        "this is the longest text; see whether it is repeated on each row"
    );
    let mut finding = Finding::error("M132", all.beyond(limits, Some(bytes as u64))).hint(hint);
    finding.place.clone_from(&longest.place);
    Some(all.told(finding, limits))
}
