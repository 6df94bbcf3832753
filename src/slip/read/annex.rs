//! Puts answers together that go on under the panels of a worksheet, as `xlsx/annex.rs` wrote them.

use std::collections::HashSet;

use super::super::Slip;
use super::super::words::normalise;
use crate::place::CellRef;
use crate::source::SheetCell;

/// The 別紙 of a worksheet by their numbers, and the cells they stand in.
pub struct Annexes<'a> {
    parts: Vec<(usize, Vec<&'a SheetCell>)>,
    all: HashSet<CellRef>,
}

impl<'a> Annexes<'a> {
    /// Finds the rows behind the last label: a cell 別紙1 alone in its row, and what stands under it.
    pub fn find(cells: &'a [SheetCell], last_label: u32) -> Self {
        let mut parts: Vec<(usize, Vec<&SheetCell>)> = Vec::new();
        let first = cells.iter().map(|c| c.at.col).min().unwrap_or(0);
        for cell in cells.iter().filter(|c| c.at.row > last_label && c.at.col == first) {
            match number(&cell.text) {
                Some(n) if n == parts.len().saturating_add(1) => parts.push((n, vec![cell])),
                _ => {
                    if let Some((_, list)) = parts.last_mut() {
                        list.push(cell);
                    }
                }
            }
        }
        let all = parts.iter().flat_map(|(_, list)| list).map(|c| c.at).collect();
        Self { parts, all }
    }

    pub fn holds(&self, cell: &SheetCell) -> bool {
        self.all.contains(&cell.at)
    }

    /// Puts each part behind the answer that says where it goes on: on a line of its own, as it was written, if one does.
    pub fn join(&self, slip: &mut Slip) {
        for (n, list) in &self.parts {
            let mark = format!("（別紙{n}に続く）");
            let rest: String = list.iter().skip(1).map(|c| c.text.as_str()).collect();
            let alone = |text: &str| text.strip_suffix(&mark).is_some_and(|head| head.ends_with('\n'));
            let written = slip.answers.iter().any(|answer| alone(&answer.text));
            for answer in slip.answers.iter_mut().filter(|answer| !written || alone(&answer.text)) {
                if let Some(head) = answer.text.strip_suffix(&mark) {
                    answer.text = format!("{}{rest}", head.strip_suffix('\n').unwrap_or(head)).trim_end().to_owned();
                }
            }
        }
    }
}

/// 別紙1, with what may stand behind it.
fn number(text: &str) -> Option<usize> {
    let text = text.split(['\u{3000}', ' ', '\n']).next()?;
    normalise(text).strip_prefix("別紙")?.parse().ok()
}
