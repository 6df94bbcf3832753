//! The merged ranges of a sheet, by the cells that they cover.

use std::collections::HashMap;

use crate::source::Merge;

/// Columns of a sheet, a power of two.
const COLUMNS: u32 = 16_384;

/// Finds the range over a cell. A range stands in the spans of columns of which it is made, at most two of each size, so
/// that thousands of ranges over all rows take no more room than small ones.
pub struct Merged {
    /// By the span: the leaves are columns, each node above is both below it. Ranges of one span lie under one another.
    spans: HashMap<u32, Vec<Merge>>,
    /// The sizes of spans that have ranges, as powers of two: those of most sheets are small, and every cell is asked.
    sizes: Vec<u32>,
}

impl Merged {
    /// Of ranges that do not overlap.
    pub fn of(merges: &[Merge]) -> Self {
        let mut spans: HashMap<u32, Vec<Merge>> = HashMap::new();
        for merge in merges {
            let leaf = |col: u32| col.min(COLUMNS).saturating_add(COLUMNS);
            let (mut from, mut to) = (leaf(merge.first.col), leaf(merge.behind()));
            while from < to {
                if from % 2 == 1 {
                    spans.entry(from).or_default().push(*merge);
                    from = from.saturating_add(1);
                }
                if to % 2 == 1 {
                    to = to.saturating_sub(1);
                    spans.entry(to).or_default().push(*merge);
                }
                (from, to) = (from / 2, to / 2);
            }
        }
        spans.values_mut().for_each(|ranges| ranges.sort_by_key(|range| range.first.row));
        let leaf = COLUMNS.ilog2();
        let mut sizes: Vec<u32> = spans.keys().map(|node| leaf.saturating_sub(node.ilog2())).collect();
        sizes.sort_unstable();
        sizes.dedup();
        Self { spans, sizes }
    }

    /// The range over a cell.
    pub fn at(&self, row: u32, col: u32) -> Option<&Merge> {
        let leaf = col.checked_add(COLUMNS).filter(|leaf| *leaf < 2 * COLUMNS)?;
        let above = self.sizes.iter().map(|size| leaf >> size);
        above.filter_map(|node| self.spans.get(&node)).find_map(|ranges| {
            let after = ranges.partition_point(|range| range.first.row <= row);
            ranges.get(after.checked_sub(1)?).filter(|range| range.last.row >= row)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CellRef;

    fn range((row, col): (u32, u32), (last_row, last_col): (u32, u32)) -> Merge {
        Merge { first: CellRef { row, col }, last: CellRef { row: last_row, col: last_col } }
    }

    #[test]
    fn a_cell_finds_the_range_over_it() {
        let merges = [
            range((0, 0), (0, 16_383)),
            range((1, 3), (9, 10)),
            range((1, 11), (1_048_575, 11)),
            range((10, 3), (12, 4)),
            range((20, 0), (20, 1)),
        ];
        let merged = Merged::of(&merges);
        let covers = |m: &Merge, row: u32, col: u32| {
            (m.first.row..=m.last.row).contains(&row) && (m.first.col..=m.last.col).contains(&col)
        };
        for row in 0..25 {
            for col in (0..20).chain([16_383]) {
                assert_eq!(merged.at(row, col), merges.iter().find(|m| covers(m, row, col)), "{row} {col}");
            }
        }
        assert_eq!(merged.at(1_048_575, 11), Some(&merges[2]));
        assert_eq!(merged.at(0, 16_384), None);
    }

    /// Columns full of ranges over all rows: a cell each would be 16 billion.
    #[test]
    fn ranges_over_all_rows_take_no_room() {
        let merges: Vec<Merge> = (0..16_384).map(|col| range((0, col), (1_048_575, col))).collect();
        let merged = Merged::of(&merges);
        assert_eq!(merged.at(1_000_000, 16_000), Some(&merges[16_000]));
        assert_eq!(merged.spans.values().map(Vec::len).sum::<usize>(), merges.len());
    }
}
