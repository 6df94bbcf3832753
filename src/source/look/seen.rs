//! Takes cells with their looks, and tells of each sheet what its colours say.

use std::collections::{BTreeMap, HashMap};

use super::runs::{Read, Run, read};
use super::{Hue, Look, Raised};
use crate::finding::Finding;
use crate::place::{CellRef, Place};
use crate::source::reading::{SheetBuilder, Shown};
use crate::source::{SheetCell, faults};

/// What the colours of a sheet say, until it is known which of them are usual in it.
#[derive(Debug, Default)]
pub struct Seen {
    /// Cells of one colour.
    whole: Vec<(CellRef, Hue)>,
    /// Cells with coloured texts among others, with the first of each.
    parts: Vec<(CellRef, Hue, String)>,
    /// Cells with texts that nobody sees, with these texts.
    unseen: Vec<(CellRef, String)>,
}

/// Takes a text of several runs.
///
/// # Errors
/// M006 when the file holds too many texts.
pub fn take_runs(
    builder: &mut SheetBuilder<'_>,
    at: CellRef,
    runs: &[Run],
    look: &Look,
    shown: &Shown,
) -> Result<(), Finding> {
    let Read { text, edits, struck, on_the_line, hue, coloured, unseen } = read(runs, look);
    builder.typed(at.row, at.col, text, shown)?;
    let place = builder.place(at.row, at.col);
    for (old, new) in edits {
        builder.reading.add(faults::edited(place.clone(), &old, &new));
    }
    if !struck.trim().is_empty() {
        builder.reading.add(faults::struck(place.clone(), &struck));
    }
    for (text, same) in on_the_line {
        builder.reading.add(faults::on_the_line(place.clone(), &text, same));
    }
    builder.seen.whole.extend(hue.map(|hue| (at, hue)));
    builder.seen.parts.extend(coloured.into_iter().map(|(hue, text)| (at, hue, text)));
    if !unseen.is_empty() {
        builder.seen.unseen.push((at, unseen));
    }
    Ok(())
}

/// Notes the look of a whole cell, if it was just taken.
pub fn take_look(builder: &mut SheetBuilder<'_>, at: CellRef, look: &Look) {
    let Look { font, ground } = look;
    let (hue, unseen) = (font.hue(), font.is_unseen(*ground));
    if !font.struck && !unseen && font.raised == Raised::No && hue.is_none() {
        return;
    }
    let Some(cell) = builder.last().filter(|cell| cell.at == at) else { return };
    let (place, text) = (cell.place.clone(), cell.text.clone());
    if font.struck {
        builder.reading.add(faults::struck(place.clone(), &text));
    }
    if font.raised != Raised::No {
        builder.reading.add(faults::on_the_line(place, &text, true));
    }
    if unseen {
        builder.seen.unseen.push((at, text));
    } else if let Some(hue) = hue.filter(|_| !font.struck) {
        builder.seen.whole.push((at, hue));
    }
}

impl Seen {
    /// The findings of a sheet: each colour that is not the usual one of its cells, and what nobody sees. `cells` are
    /// ascending.
    pub fn tell(self, cells: &[SheetCell], place: &dyn Fn(CellRef) -> Place) -> Vec<Finding> {
        let is_there = |at: &CellRef| cells.binary_search_by_key(at, |cell| cell.at).is_ok();
        let mut out = Vec::new();
        let mut unseen = self.unseen;
        unseen.retain(|(at, _)| is_there(at));
        unseen.sort_by_key(|(at, _)| *at);
        if let Some((first, text)) = unseen.first() {
            let all: Vec<CellRef> = unseen.iter().map(|(at, _)| *at).collect();
            out.push(faults::unseen(place(*first), &all, text));
        }
        let mut whole = self.whole;
        whole.retain(|(at, _)| is_there(at));
        let usual = Usual::of(cells, &whole);
        let mut colours: BTreeMap<Hue, Vec<(CellRef, String)>> = BTreeMap::new();
        for (at, hue) in whole.into_iter().filter(|(at, hue)| !usual.has(at.col, *hue)) {
            let cell = cells.binary_search_by_key(&at, |cell| cell.at).ok().map(|n| cells[n].text.clone());
            let text = if colours.contains_key(&hue) { String::new() } else { cell.unwrap_or_default() };
            colours.entry(hue).or_default().push((at, text));
        }
        for (at, hue, text) in self.parts.into_iter().filter(|(at, ..)| is_there(at)) {
            colours.entry(hue).or_default().push((at, text));
        }
        for (hue, mut told) in colours {
            told.sort_by_key(|(at, _)| *at);
            let all: Vec<CellRef> = told.iter().map(|(at, _)| *at).collect();
            let text = told.iter().find(|(_, text)| !text.is_empty());
            if let Some((_, text)) = text {
                out.push(faults::coloured(place(all[0]), hue.name(), &all, text));
            }
        }
        out
    }
}

/// Which colours more than half of the cells have, of a column or of the sheet: there they say nothing.
struct Usual {
    columns: HashMap<(u32, Hue), bool>,
    sheet: HashMap<Hue, usize>,
    cells: usize,
}

impl Usual {
    fn of(cells: &[SheetCell], whole: &[(CellRef, Hue)]) -> Self {
        let mut columns: HashMap<u32, usize> = HashMap::new();
        for cell in cells {
            *columns.entry(cell.at.col).or_default() += 1;
        }
        let (mut of_column, mut sheet) = (HashMap::new(), HashMap::new());
        for (at, hue) in whole {
            *of_column.entry((at.col, *hue)).or_insert(0_usize) += 1;
            *sheet.entry(*hue).or_default() += 1;
        }
        let usual = |(key, n): ((u32, Hue), usize)| (key, 2 * n > columns.get(&key.0).copied().unwrap_or(0));
        Self { columns: of_column.into_iter().map(usual).collect(), sheet, cells: cells.len() }
    }

    fn has(&self, column: u32, hue: Hue) -> bool {
        let in_sheet = self.sheet.get(&hue).is_some_and(|n| 2 * n > self.cells);
        in_sheet || self.columns.get(&(column, hue)).copied().unwrap_or(false)
    }
}
