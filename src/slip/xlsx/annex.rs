//! The end of answers that are too long for a worksheet's page: rows under the panels, on pages of their own.
//! The reader puts the parts together again (`read/annex.rs`).

use super::super::blocks::{Block, Role};
use crate::xlsx::end_of;

/// Panel, item, row and cell of an answer.
type Path = (usize, usize, usize, usize);

/// An answer that keeps its first lines only.
pub struct Cut {
    at: Path,
    whole: String,
    keep: usize,
}

/// A row of the annex.
pub struct Rest {
    pub text: String,
    pub heading: bool,
    /// Lines of the row below a heading.
    pub next: usize,
}

/// Takes lines away from the longest answer of the panels that are too high. `false` when none is left.
pub fn shorten(panels: &mut [Vec<Block>], high: &[bool], cuts: &mut Vec<Cut>, lines: &impl Fn(&str) -> usize) -> bool {
    let mut longest: Option<(usize, Path)> = None;
    for (p, panel) in panels.iter().enumerate().filter(|(p, _)| high[*p]) {
        for (b, block) in panel.iter().enumerate() {
            for (r, row) in block.rows.iter().enumerate() {
                for (c, cell) in
                    row.cells.iter().enumerate().filter(|(_, c)| c.answer.is_some() && c.role == Role::Text)
                {
                    let at = (p, b, r, c);
                    let count = cuts.iter().find(|k| k.at == at).map_or_else(|| lines(&cell.text), |k| k.keep);
                    if count > 3 && longest.is_none_or(|(most, _)| count > most) {
                        longest = Some((count, at));
                    }
                }
            }
        }
    }
    let Some((count, at)) = longest else { return false };
    let keep = (count * 4 / 5).max(2);
    let index = cuts.iter().position(|k| k.at == at).unwrap_or_else(|| {
        cuts.push(Cut { at, whole: text(panels, at).clone(), keep });
        cuts.len() - 1
    });
    cuts[index].keep = keep;
    let head = &cuts[index].whole[..end_of(&cuts[index].whole, keep, lines)];
    *text(panels, at) = format!("{head}\n（別紙{}に続く）", index + 1);
    true
}

fn text(panels: &mut [Vec<Block>], (p, b, r, c): Path) -> &mut String {
    &mut panels[p][b].rows[r].cells[c].text
}

/// What was cut away, in rows of at most `most` lines; `wide` counts lines over the whole width.
pub fn rests(
    panels: &[Vec<Block>],
    cuts: &[Cut],
    lines: &impl Fn(&str) -> usize,
    wide: &impl Fn(&str) -> usize,
    most: usize,
) -> Vec<Rest> {
    let mut out = Vec::new();
    for (i, cut) in cuts.iter().enumerate() {
        let block = &panels[cut.at.0][cut.at.1];
        let place = format!("別紙{}　{} {}", i + 1, block.number, block.label.replace('\n', ""));
        let heading = out.len();
        out.push(Rest { text: place, heading: true, next: 0 });
        let mut rest = &cut.whole[end_of(&cut.whole, cut.keep, lines)..];
        while !rest.is_empty() {
            let end = if wide(rest) <= most { rest.len() } else { end_of(rest, most, wide) };
            out.push(Rest { text: rest[..end].to_owned(), heading: false, next: 0 });
            rest = &rest[end..];
        }
        out[heading].next = out.get(heading + 1).map_or(0, |rest| wide(&rest.text));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slip::blocks::{Cell, Row};

    #[test]
    fn rows_hold_no_more_lines_than_they_may() {
        let whole = "相談を受けた。".repeat(40);
        let lines = |t: &str| t.chars().count().div_ceil(10);
        let cell =
            Cell { from: 0.0, to: 1.0, text: String::new(), role: Role::Text, answer: Some(0), fields: Vec::new() };
        let row = Row { cells: vec![cell], weight: 1.0, least: 1 };
        let panels =
            [vec![Block { number: "1".to_owned(), label: "実績".to_owned(), named: Vec::new(), rows: vec![row] }]];
        let cut = Cut { at: (0, 0, 0, 0), whole: whole.clone(), keep: 2 };
        let rests = rests(&panels, &[cut], &lines, &lines, 5);
        let texts: Vec<&str> = rests.iter().filter(|r| !r.heading).map(|r| r.text.as_str()).collect();
        assert!(texts.iter().all(|t| lines(t) <= 5 && t.ends_with('。')), "{texts:?}");
        assert!(whole.ends_with(&texts.concat()) && texts.len() > 4, "{texts:?}");
    }
}
