//! Takes cells with their looks, and tells of each sheet what its colours say.

use std::collections::{BTreeMap, HashMap};

use super::runs::{Read, Run, read};
use super::{Conditional, Does, Hue, Look, Raised};
use crate::finding::Finding;
use crate::place::{CellRef, Place};
use crate::source::reading::{SheetBuilder, Shown};
use crate::source::{Merge, SheetCell, faults};

/// What the colours of a sheet say, until it is known which of them are usual in it.
#[derive(Debug, Default)]
pub struct Seen {
    /// Cells of one colour.
    whole: Vec<(CellRef, Hue)>,
    /// Cells with coloured texts among others, with the first of each.
    parts: Vec<(CellRef, Hue, String)>,
    /// Cells on a coloured ground.
    grounds: Vec<(CellRef, Hue)>,
    /// Cells with texts that nobody sees, with these texts.
    unseen: Vec<(CellRef, String)>,
    /// What may change texts when a condition holds.
    pub conditional: Vec<Conditional>,
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
    builder.seen.grounds.extend(look.ground.hue().map(|hue| (at, hue)));
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
    let filled = ground.hue();
    if filled.is_none() && !font.struck && !unseen && font.raised == Raised::No && hue.is_none() {
        return;
    }
    let Some(cell) = builder.last().filter(|cell| cell.at == at) else { return };
    let (place, text) = (cell.place.clone(), cell.text.clone());
    builder.seen.grounds.extend(filled.map(|hue| (at, hue)));
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
        let mut out = tell_conditional(&self.conditional, cells);
        let mut unseen = self.unseen;
        unseen.retain(|(at, _)| is_there(at));
        unseen.sort_by_key(|(at, _)| *at);
        if let Some((first, text)) = unseen.first() {
            let all: Vec<CellRef> = unseen.iter().map(|(at, _)| *at).collect();
            out.push(faults::unseen(place(*first), &all, text));
        }
        let mut whole = self.whole;
        whole.retain(|(at, _)| is_there(at));
        let counts = Counts::of(cells, &whole);
        whole.retain(|(at, hue)| !counts.most_of_column(*at, *hue) && !counts.most_of_sheet(*hue));
        let text_of = |at: CellRef| {
            let found = cells.binary_search_by_key(&at, |cell| cell.at).ok().and_then(|n| cells.get(n));
            found.map_or("", |cell| &cell.text)
        };
        let mut colours: BTreeMap<Hue, Vec<(CellRef, String)>> = BTreeMap::new();
        for (at, hue) in whole {
            let of_hue = colours.entry(hue).or_default();
            let text = if of_hue.is_empty() { text_of(at).to_owned() } else { String::new() };
            of_hue.push((at, text));
        }
        for (at, hue, text) in self.parts.into_iter().filter(|(at, ..)| is_there(at)) {
            colours.entry(hue).or_default().push((at, text));
        }
        for (hue, mut told) in colours {
            told.sort_by_key(|(at, _)| *at);
            let all: Vec<CellRef> = told.iter().map(|(at, _)| *at).collect();
            let text = told.iter().find(|(_, text)| !text.is_empty());
            if let (Some((_, text)), Some(first)) = (text, all.first()) {
                out.push(faults::coloured(place(*first), hue.name(), &all, text));
            }
        }
        let mut grounds = self.grounds;
        grounds.retain(|(at, _)| is_there(at));
        grounds.sort_by_key(|(at, hue)| (*hue, *at));
        let counts = Counts::of(cells, &grounds);
        // headings, labels and what is to be filled in are coloured by those who made the form
        grounds.retain(|(at, hue)| {
            !counts.most_of_column(*at, *hue) && !counts.most_of_row(*at, *hue) && counts.few_of_sheet(*hue)
        });
        for told in grounds.chunk_by(|a, b| a.1 == b.1) {
            let all: Vec<CellRef> = told.iter().map(|(at, _)| *at).collect();
            if let Some((first, hue)) = told.first() {
                out.push(faults::filled(place(*first), hue.name(), &all, text_of(*first)));
            }
        }
        out
    }
}

/// One finding for what conditional formats hide, one for what they strike: the ranges that hold texts.
fn tell_conditional(formats: &[Conditional], cells: &[SheetCell]) -> Vec<Finding> {
    let first = |range: &Merge| {
        let from = cells.partition_point(|cell| cell.at.row < range.first.row);
        let rows = cells.iter().skip(from).take_while(|cell| cell.at.row <= range.last.row);
        rows.into_iter().find(|cell| (range.first.col..=range.last.col).contains(&cell.at.col))
    };
    let mut out = Vec::new();
    for does in [Does::Hide, Does::Strike] {
        let ranges = formats.iter().filter(|format| format.does == does).flat_map(|format| &format.cells);
        let mut found: Vec<(Merge, &SheetCell)> =
            ranges.filter_map(|range| first(range).map(|cell| (*range, cell))).collect();
        found.sort_by_key(|(range, cell)| (cell.at, range.first, range.last));
        found.dedup_by_key(|(range, _)| *range);
        let ranges: Vec<Merge> = found.iter().map(|(range, _)| *range).collect();
        if let Some((_, cell)) = found.first() {
            out.push(match does {
                Does::Hide => faults::may_be_unseen(cell.place.clone(), &ranges, &cell.text),
                Does::Strike => faults::may_be_struck(cell.place.clone(), &ranges, &cell.text),
            });
        }
    }
    out
}

/// How many cells there are of a colour, and of any, in each row and column.
struct Counts {
    columns: HashMap<u32, usize>,
    rows: HashMap<u32, usize>,
    all: usize,
    of_columns: HashMap<(u32, Hue), usize>,
    of_rows: HashMap<(u32, Hue), usize>,
    of_all: HashMap<Hue, usize>,
}

impl Counts {
    fn of(cells: &[SheetCell], coloured: &[(CellRef, Hue)]) -> Self {
        let mut out = Self {
            columns: HashMap::new(),
            rows: HashMap::new(),
            all: cells.len(),
            of_columns: HashMap::new(),
            of_rows: HashMap::new(),
            of_all: HashMap::new(),
        };
        for &(at, hue) in coloured {
            add(out.of_columns.entry((at.col, hue)).or_default());
            add(out.of_rows.entry((at.row, hue)).or_default());
            add(out.of_all.entry(hue).or_default());
        }
        if !coloured.is_empty() {
            for cell in cells {
                add(out.columns.entry(cell.at.col).or_default());
                add(out.rows.entry(cell.at.row).or_default());
            }
        }
        out
    }

    fn most_of_column(&self, at: CellRef, hue: Hue) -> bool {
        is_usual(self.of_columns.get(&(at.col, hue)), self.columns.get(&at.col))
    }

    /// A title is alone in its row.
    fn most_of_row(&self, at: CellRef, hue: Hue) -> bool {
        is_most(self.of_rows.get(&(at.row, hue)), self.rows.get(&at.row))
    }

    fn most_of_sheet(&self, hue: Hue) -> bool {
        is_usual(self.of_all.get(&hue), Some(&self.all))
    }

    /// At most a tenth, or three.
    fn few_of_sheet(&self, hue: Hue) -> bool {
        self.of_all.get(&hue).is_none_or(|&n| n <= 3.max(self.all / 10))
    }
}

/// Counts one more.
fn add(count: &mut usize) {
    *count = count.saturating_add(1);
}

/// One or two cells make no custom.
fn is_usual(some: Option<&usize>, all: Option<&usize>) -> bool {
    some.is_some_and(|&some| some >= 3) && is_most(some, all)
}

/// More than half.
fn is_most(some: Option<&usize>, all: Option<&usize>) -> bool {
    some.zip(all).is_some_and(|(some, all)| some.saturating_mul(2) > *all)
}
