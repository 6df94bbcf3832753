//! Texts under merged ranges: the upper left cell is shown, what the others hold is not.

use std::collections::{BTreeMap, HashSet};

use super::{Merge, SheetCell};
use crate::place::CellRef;

/// Parts merged ranges that share cells with an earlier one from the others: (the earlier, this one).
pub(super) fn take_overlapping(merges: &mut Vec<Merge>) -> Vec<(Merge, Merge)> {
    let mut order: Vec<(usize, Merge)> = merges.iter().copied().enumerate().collect();
    order.sort_by_key(|(n, merge)| (merge.first, *n));
    // ranges over the present row by their first column
    let mut open: BTreeMap<u32, Merge> = BTreeMap::new();
    let mut overlapping = Vec::new();
    let mut dropped = HashSet::new();
    for (n, merge) in order {
        let clash = loop {
            let near = open.range(..=merge.last.col).next_back().map(|(&col, &other)| (col, other));
            match near {
                Some((col, other)) if other.last.row < merge.first.row => drop(open.remove(&col)),
                Some((_, other)) if other.last.col >= merge.first.col => break Some(other),
                _ => break None,
            }
        };
        match clash {
            Some(other) => {
                dropped.insert(n);
                // the same range twice is one
                if other != merge {
                    overlapping.push((other, merge));
                }
            }
            None => drop(open.insert(merge.first.col, merge)),
        }
    }
    let mut numbers = 0..;
    merges.retain(|_| numbers.next().is_none_or(|n| !dropped.contains(&n)));
    overlapping
}

/// A cell that a merged range covers.
pub(super) struct Covered {
    pub cell: SheetCell,
    /// The range that covers it.
    pub by: Merge,
    /// The shown cell says the same.
    pub same: bool,
}

/// Takes the covered cells out of a sheet's cells, which are ascending.
pub(super) fn take_covered(cells: &mut Vec<SheetCell>, merges: &[Merge]) -> Vec<Covered> {
    let mut merges = merges.to_vec();
    merges.sort_by_key(|merge| merge.first);
    let mut coming = merges.into_iter().peekable();
    // ranges over the present row by their first column: they do not overlap
    let mut open: BTreeMap<u32, Merge> = BTreeMap::new();
    let mut covering = |CellRef { row, col }: CellRef| -> Option<Merge> {
        while let Some(merge) = coming.next_if(|merge| merge.first.row <= row) {
            open.insert(merge.first.col, merge);
        }
        loop {
            let (&at, &merge) = open.range(..=col).next_back()?;
            if merge.last.row >= row {
                return (merge.last.col >= col && merge.first != CellRef { row, col }).then_some(merge);
            }
            open.remove(&at);
        }
    };
    let found: Vec<Option<Merge>> = cells.iter().map(|cell| covering(cell.at)).collect();
    let all = std::mem::take(cells);
    let mut covered = Vec::new();
    for (cell, by) in all.into_iter().zip(found) {
        match by {
            Some(by) => covered.push(Covered { cell, by, same: false }),
            None => cells.push(cell),
        }
    }
    for Covered { cell, by, same } in &mut covered {
        let shown = cells.binary_search_by_key(&by.first, |shown| shown.at).ok().and_then(|at| cells.get(at));
        *same = shown.is_some_and(|shown| shown.text.trim() == cell.text.trim());
    }
    covered
}
