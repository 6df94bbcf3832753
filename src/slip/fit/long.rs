//! `M115`: answers that are too long for their box in the form's own size.

use super::super::Slip;
use super::super::layout::SetSlip;
use super::{Fit, SetBlock};
use crate::finding::Finding;
use crate::msg;
use crate::text::SetCell;

/// An answer with more lines than its box has.
pub struct Long {
    field: usize,
    over: usize,
    /// Its lines and those of its box; none for an answer that is more than a text.
    of: Option<(usize, usize)>,
}

impl Fit<'_> {
    /// The answers of the panels that are too full, measured in the form's own size. A box is as large as the other
    /// answers leave it.
    pub fn too_long(&self, slip: &Slip, panels: &[Vec<SetBlock>]) -> Vec<Long> {
        let size = self.book.form.text.size;
        let mut out = Vec::new();
        for panel in panels {
            let fits = |cap| {
                let needs = panel.iter().flat_map(|b| self.needs_of(b, size, cap, true));
                needs.sum::<f64>() <= self.sizes.height + 0.01
            };
            if fits(None) {
                continue;
            }
            let most = panel.iter().flat_map(|b| b.cells.iter().flatten()).map(SetCell::line_count).max().unwrap_or(1);
            let room = (1..most).rev().find(|room| fits(Some(*room))).unwrap_or(1);
            let cells = panel.iter().flat_map(|b| {
                let cells = b.block.rows.iter().flat_map(|r| &r.cells);
                cells.zip(b.cells.iter().flatten())
            });
            let answers = cells.filter_map(|(cell, set)| Some((cell.answer?, set.line_count())));
            let long: Vec<Long> = answers
                .filter(|(_, lines)| *lines > room)
                .map(|(field, lines)| Long { field, over: lines - room, of: Some((lines, room)) })
                .collect();
            // what cannot be cut, such as a small table, takes the room
            let whole = long.is_empty().then(|| self.sendable(slip, &[])).flatten();
            out.extend(whole.map(|field| {
                let over = (self.need(panel, size, None) - self.sizes.height) / self.sizes.pitch(size);
                Long { field, over: over.ceil() as usize, of: None }
            }));
            out.extend(long);
        }
        out
    }

    /// What is too long, and what was done about it.
    pub fn tell(&self, slip: &Slip, long: &Long, set: &SetSlip) -> Finding {
        let form = &self.book.form;
        let Long { field, over, of } = *long;
        let (name, usual) = (&form.fields[field].name, form.text.size);
        let (of_ja, of_en) = of.map_or_else(Default::default, |(lines, room)| {
            (format!("（{lines} 行、欄は {room} 行）"), format!(" ({lines} of {room})"))
        });
        let message = msg!(
            "「{name}」は、{usual} pt ではこの欄に約 {over} 行多い{of_ja}",
            "\"{name}\" has about {over} lines too many for its box at {usual} pt{of_en}"
        );
        let size = set.size;
        let hint = if set.pages.len() > 1 {
            msg!(
                "入らない分は別紙に載ります。短くすると 1 枚に納まります",
                "the rest goes on in a supplement; a shorter text fits on one sheet"
            )
        } else {
            msg!(
                "この 1 枚は {size} pt の小さい字で刷られます。短くすると元の大きさで刷られます",
                "this sheet is set smaller, at {size} pt; a shorter text keeps the size"
            )
        };
        let mut finding = Finding::info("M115", message).hint(hint);
        finding.place = slip.answers[field].place.clone().or_else(|| slip.place.clone());
        finding
    }
}
