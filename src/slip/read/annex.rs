//! Puts answers together that go on under the panels of a worksheet, as `xlsx/annex.rs` wrote them.

use std::collections::HashSet;

use super::super::words::normalise;
use super::super::{Answer, Slip};
use super::cells::Cells;
use super::labels::Label;
use crate::place::CellRef;
use crate::source::SheetCell;

/// The 別紙 of a worksheet by their numbers, and the cells they stand in.
pub struct Annexes<'a> {
    parts: Vec<(usize, Vec<&'a SheetCell>)>,
    all: HashSet<CellRef>,
}

impl<'a> Annexes<'a> {
    /// Finds the rows behind the last label: a cell 別紙1 in the first column, to which an answer leads, and what stands
    /// under it. There a label is none that has its row in that column alone: an answer may go on with its words.
    pub fn find(sheet: &Cells<'a>, labels: &[Label]) -> Self {
        let cells = &sheet.sheet.cells;
        let first = cells.iter().map(|c| c.at.col).min().unwrap_or(0);
        let beside = |at: CellRef| at.col != first || sheet.row(at.row).len() > 1;
        let last_label = labels.iter().map(|l| l.cell.at).filter(|at| beside(*at)).map(|at| at.row).max().unwrap_or(0);
        let led: HashSet<usize> = cells.iter().filter_map(|c| led_to(&c.text)).collect();
        let mut parts: Vec<(usize, Vec<&SheetCell>)> = Vec::new();
        for cell in cells.iter().filter(|c| c.at.row > last_label && c.at.col == first) {
            match number(&cell.text) {
                Some(n) if n == parts.len().saturating_add(1) && led.contains(&n) => parts.push((n, vec![cell])),
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
    /// Where several say so, somebody typed the words too, and the heading of the part says of which label it is; `fields`
    /// are those that a heading names. Gives the cells to which no answer leads.
    pub fn join(&self, slip: &mut Slip, fields: impl Fn(&str) -> Vec<usize>) -> Vec<&'a SheetCell> {
        let mut left = Vec::new();
        for (n, list) in &self.parts {
            let mark = format!("（別紙{n}に続く）");
            let rest: String = list.iter().skip(1).map(|c| c.text.as_str()).collect();
            let leads = |answer: &Answer, alone: bool| {
                answer.text.strip_suffix(&mark).is_some_and(|head| !alone || head.ends_with('\n'))
            };
            let alone = slip.answers.iter().any(|answer| leads(answer, true));
            let mut at: Vec<usize> =
                (0..).zip(&slip.answers).filter(|(_, a)| leads(a, alone)).map(|(n, _)| n).collect();
            if at.len() > 1 {
                let named = list.first().map(|heading| fields(&heading.text)).unwrap_or_default();
                if at.iter().any(|field| named.contains(field)) {
                    at.retain(|field| named.contains(field));
                }
            }
            if at.is_empty() {
                left.extend(list);
            }
            for field in at {
                let Some(answer) = slip.answers.get_mut(field) else { continue };
                if let Some(head) = answer.text.strip_suffix(&mark) {
                    answer.text = format!("{}{rest}", head.strip_suffix('\n').unwrap_or(head)).trim_end().to_owned();
                }
            }
        }
        left
    }
}

/// The 別紙 to which an answer leads with its last words.
fn led_to(text: &str) -> Option<usize> {
    text.trim_end().strip_suffix("に続く）")?.rsplit_once("（別紙")?.1.parse().ok()
}

/// 別紙1, with what may stand behind it.
fn number(text: &str) -> Option<usize> {
    let text = text.split(['\u{3000}', ' ', '\n']).next()?;
    normalise(text).strip_prefix("別紙")?.parse().ok()
}
