//! `M132`: a table with more rows than are laid out in the memory of an office's machine, or whose texts, printed on each of
//! them, are.

use crate::finding::Finding;
use crate::limits::{Limit, Limits, ROWS, TEXT_BYTES};
use crate::msg;
use crate::place::Place;
use crate::table::plan::{Cell, Plan, Room};

/// The fault of more rows than there is room for.
pub fn rows(room: Room, limits: &Limits) -> Option<Finding> {
    let (rows, place) = room.beyond()?;
    let hint = msg!("いくつかの紙面に分けてください", "divide it into several papers");
    Some(ROWS.told(told(ROWS, limits, rows as u64, place).hint(hint), limits))
}

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
    Some(all.told(told(all, limits, bytes as u64, longest.place.clone()).hint(hint), limits))
}

fn told(limit: Limit, limits: &Limits, found: u64, place: Option<Place>) -> Finding {
    let mut finding = Finding::error("M132", limit.beyond(limits, Some(found)));
    finding.place = place;
    finding
}
