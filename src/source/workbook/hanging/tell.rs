//! Makes findings of what hangs on the sheets, each at its cell; the same thing in several places is one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cells::picture_name;
use super::{Area, Control, Hanging, State, What, links};
use crate::finding::Finding;
use crate::place::{CellRef, Place};
use crate::source::reading::Input;
use crate::source::{Merge, Sheet, faults};
use crate::stamped::own;

/// So many cells below a thing are looked at.
const CELLS_BELOW: u64 = 200;
/// So many things of a sheet are compared with its cells: what is behind them is only counted.
const COMPARED: usize = 500;
/// So many other places are named with a finding.
const PLACES: usize = 20;
/// Merged ranges of up to so many cells are looked up by cell, of the larger ones the first.
const SMALL: u64 = 100;
const LARGE: usize = 200;
const MERGED: usize = 20_000;
/// So many characters of a cell name what stands beside it.
const NAME: usize = 60;
/// So many cells whose controls are all off are named one by one.
const OFF: usize = 3;

/// Tells of what hangs on each sheet, in their order. Texts that only stand for a picture are taken out of the cells.
pub fn tell(reading: &mut Input, sheets: &mut [Sheet], hanging: Vec<Vec<Hanging>>, images: &HashMap<String, String>) {
    let mut telling =
        Telling { file: Place::file(reading.file.clone()), told: Vec::new(), known: HashMap::new(), off: None };
    for (n, mut things) in hanging.into_iter().enumerate() {
        let Some(sheet) = sheets.get_mut(n) else { break };
        things.extend(stand_ins(sheet, images));
        if things.is_empty() {
            continue;
        }
        things.sort_by_key(|thing| thing.area.map(|area| area.first));
        let sheets = &*sheets;
        let Some(sheet) = sheets.get(n) else { break };
        telling.sheet(sheet, things, sheets);
    }
    for told in telling.told {
        reading.add(told.finding());
    }
}

/// Takes out `=DISPIMG("ID_…",1)`, which WPS Office shows as a picture.
fn stand_ins(sheet: &mut Sheet, images: &HashMap<String, String>) -> Vec<Hanging> {
    let mut out = Vec::new();
    sheet.cells.retain(|cell| {
        let Some(name) = picture_name(&cell.text) else { return true };
        let says = images.get(name).cloned().unwrap_or_default();
        out.push(Hanging { what: What::CellPicture { says }, area: Some(Area::cell(cell.at)) });
        false
    });
    out
}

/// Something to tell, with all of its places.
struct Told {
    what: What,
    place: Place,
    /// Empty cells below it.
    over: Vec<CellRef>,
    /// The words of the cell that it belongs to.
    beside: String,
    /// The controls of a cell.
    controls: Vec<Control>,
    more: Vec<Place>,
    count: usize,
}

impl Told {
    fn finding(self) -> Finding {
        let Self { what, place, over, beside, controls, more, count } = self;
        let others = count.saturating_sub(1);
        let mut finding = match &what {
            What::Picture { says, .. } => faults::picture(place, &over, says, others),
            What::CellPicture { says } => faults::cell_picture(place, says),
            What::Ink => faults::ink(place, &over),
            What::Ring => faults::ring(place, &beside),
            What::Text(text) if over.is_empty() => faults::text_box(place, text),
            What::Text(text) => faults::text_box_over(place, &over, text),
            What::Comment(text) => faults::comment(place, text),
            What::Control(_) if others > 0 => faults::controls_off(place, &controls, count),
            What::Control(_) => faults::controls(place, &controls),
            What::Chart(title) => faults::chart(place, &over, title),
            What::Diagram(text) => faults::diagram(place, &over, text),
            What::Embedded { program, name } => faults::embedded(place, program, name),
            What::Link { target, .. } => faults::link(place, Some(target), others),
            What::LinkFormula(target) => faults::link(place, target.as_deref(), others),
            What::Slicer(caption) => faults::slicer(place, caption),
            What::Background => faults::background(place, others),
            What::RunningPicture(says) => faults::running_picture(place, says, others),
            What::Signature(signer) => faults::signature(place, signer),
        };
        finding.related.extend(more);
        finding
    }
}

impl Told {
    /// Takes in the same thing in another place.
    fn join(&mut self, other: Self) {
        self.count = self.count.saturating_add(1);
        let mut place = other.place;
        // the place where an answer may be missing is the one to look at
        if self.over.is_empty() && !other.over.is_empty() {
            std::mem::swap(&mut self.place, &mut place);
            self.over = other.over;
        }
        if self.more.len() < PLACES {
            self.more.push(place);
        }
    }
}

struct Telling {
    file: Place,
    told: Vec<Told>,
    /// Where what is the same in several places stands in `told`.
    known: HashMap<String, usize>,
    /// Where the controls stand that are all off.
    off: Option<usize>,
}

impl Telling {
    fn sheet(&mut self, sheet: &Sheet, things: Vec<Hanging>, sheets: &[Sheet]) {
        let cells = Cells::new(sheet);
        let mut controls: BTreeMap<Option<CellRef>, Vec<Control>> = BTreeMap::new();
        // a cell with a link of its own says nothing more by its formula
        let linked: HashSet<CellRef> = things
            .iter()
            .filter(|thing| matches!(thing.what, What::Link { shown: None, .. }))
            .filter_map(|thing| Some(thing.area?.first))
            .collect();
        for (n, Hanging { what, area }) in things.into_iter().enumerate() {
            // a hidden sheet is told as a whole
            if sheet.hidden && !matches!(what, What::Text(_) | What::Comment(_)) {
                continue;
            }
            let area = area.map(|area| cells.on_merge(area));
            let at = area.map(|area| area.first);
            let mut place = self.file.clone();
            place.sheet = Some(sheet.name.clone());
            place.cell = at;
            let (mut over, mut beside) = (Vec::new(), String::new());
            match &what {
                What::Control(control) => {
                    controls.entry(at).or_default().push(cells.named(at, control, sheets));
                    continue;
                }
                What::Comment(text) if own::is_note(text) => continue,
                What::Link { target, shown } => {
                    let text = shown.as_deref().or_else(|| at.and_then(|at| cells.text(at))).unwrap_or_default();
                    if text.trim().is_empty() && shown.is_none() || links::says(text, target) {
                        continue;
                    }
                }
                What::LinkFormula(target) => {
                    let text = at.and_then(|at| cells.text(at)).unwrap_or_default();
                    let silent = |target: &String| !links::is_outside(target) || links::says(text, target);
                    let shows_itself = target.is_none() && ["http", "@", "www."].iter().any(|sign| text.contains(sign));
                    if text.is_empty()
                        || shows_itself
                        || target.as_ref().is_some_and(silent)
                        || at.is_some_and(|at| linked.contains(&at))
                    {
                        continue;
                    }
                }
                What::Ring => {
                    let Some(words) = area.and_then(|area| cells.first_text(area)) else { continue };
                    beside = start(words);
                }
                What::Picture { .. } | What::Text(_) | What::Ink | What::Chart(_) | What::Diagram(_) => {
                    if let Some(area) = area.filter(|_| n < COMPARED) {
                        over = cells.empty_below(area);
                    }
                }
                _ => {}
            }
            self.add(Told { what, place, over, beside, controls: Vec::new(), more: Vec::new(), count: 1 });
        }
        self.controls(sheet, controls);
    }

    /// One finding a cell; where nothing is chosen in many cells or the same controls stand on several sheets, one for
    /// all of them.
    fn controls(&mut self, sheet: &Sheet, controls: BTreeMap<Option<CellRef>, Vec<Control>>) {
        let is_off = |controls: &[Control]| controls.iter().all(|control| !says_something(&control.state));
        let off = controls.values().filter(|controls| is_off(controls)).count();
        for (at, controls) in controls {
            let mut place = self.file.clone();
            place.sheet = Some(sheet.name.clone());
            place.cell = at;
            let Some(what) = controls.first().cloned().map(What::Control) else { continue };
            let told =
                Told { what, place, over: Vec::new(), beside: String::new(), controls, more: Vec::new(), count: 1 };
            if !is_off(&told.controls) {
                self.told.push(told);
            } else if off <= OFF {
                self.add(told);
            } else if let Some(first) = self.off.and_then(|n| self.told.get_mut(n)) {
                let more = OFF.saturating_sub(first.controls.len());
                first.controls.extend(told.controls.iter().take(more).cloned());
                first.join(told);
            } else {
                self.off = Some(self.told.len());
                self.told.push(told);
            }
        }
    }

    fn add(&mut self, told: Told) {
        let key = match &told.what {
            What::Picture { same, .. } => format!("picture {same}"),
            What::Text(text) => format!("text {text}"),
            What::Link { target, .. } | What::LinkFormula(Some(target)) => format!("link {target}"),
            What::LinkFormula(None) => "formula".to_owned(),
            What::Background => "background".to_owned(),
            What::RunningPicture(_) => "running".to_owned(),
            What::Control(_) => format!("{:?}", told.controls),
            _ => return self.told.push(told),
        };
        match self.known.get(&key).and_then(|&n| self.told.get_mut(n)) {
            Some(first) => first.join(told),
            None => {
                self.known.insert(key, self.told.len());
                self.told.push(told);
            }
        }
    }
}

/// Whether the state of a control is an answer.
fn says_something(state: &State) -> bool {
    !matches!(state, State::Off | State::Nothing | State::Unknown)
}

/// The cells of a sheet, to be looked up.
struct Cells<'a> {
    sheet: &'a Sheet,
    /// The cells that merged ranges cover, with the ones that are shown.
    merged: HashMap<CellRef, CellRef>,
    large: Vec<Merge>,
    /// The last row and column that hold a text.
    end: CellRef,
}

impl<'a> Cells<'a> {
    fn new(sheet: &'a Sheet) -> Self {
        let row = sheet.cells.last().map_or(0, |cell| cell.at.row);
        let col = sheet.cells.iter().map(|cell| cell.at.col).max().unwrap_or(0);
        let (mut merged, mut large) = (HashMap::new(), Vec::new());
        for merge in &sheet.merges {
            let Merge { first, last } = *merge;
            let lines = |first: u32, last: u32| u64::from(last.saturating_sub(first)).saturating_add(1);
            let count = lines(first.row, last.row).saturating_mul(lines(first.col, last.col));
            if count <= SMALL && merged.len() < MERGED {
                let cells = (first.row..=last.row).flat_map(|row| (first.col..=last.col).map(move |col| (row, col)));
                merged.extend(cells.map(|(row, col)| (CellRef { row, col }, first)));
            } else if large.len() < LARGE {
                large.push(*merge);
            }
        }
        Self { sheet, merged, large, end: CellRef { row, col } }
    }

    fn text(&self, at: CellRef) -> Option<&'a str> {
        text_at(self.sheet, at)
    }

    /// The cell that shows what stands at `at`.
    fn shown(&self, at: CellRef) -> CellRef {
        let covers = |first: CellRef, last: CellRef| {
            (first.row..=last.row).contains(&at.row) && (first.col..=last.col).contains(&at.col)
        };
        let large = || self.large.iter().find(|merge| covers(merge.first, merge.last)).map(|merge| merge.first);
        self.merged.get(&at).copied().or_else(large).unwrap_or(at)
    }

    /// The area from the cell that shows its first one.
    fn on_merge(&self, area: Area) -> Area {
        Area { first: self.shown(area.first), last: area.last }
    }

    /// The cells of an area within the used part of the sheet.
    fn within(&self, area: Area) -> impl Iterator<Item = CellRef> {
        let Area { first, last } = area;
        let last = CellRef { row: last.row.min(self.end.row), col: last.col.min(self.end.col) };
        let rows = first.row..last.row.saturating_add(1);
        let count = u64::from(last.col.saturating_sub(first.col)).saturating_add(1);
        let rows = rows.take(usize::try_from(CELLS_BELOW.checked_div(count).unwrap_or(1).max(1)).unwrap_or(1));
        let cols = first.col..last.col.saturating_add(1);
        rows.flat_map(move |row| cols.clone().map(move |col| CellRef { row, col }))
    }

    /// The empty cells of an area that other cells stand around.
    fn empty_below(&self, area: Area) -> Vec<CellRef> {
        let mut out = Vec::new();
        for at in self.within(area) {
            let at = self.shown(at);
            if self.text(at).is_none() && out.last() != Some(&at) && !out.contains(&at) {
                out.push(at);
            }
        }
        out
    }

    fn first_text(&self, area: Area) -> Option<&'a str> {
        self.within(area).find_map(|at| self.text(at))
    }

    /// A control with words of its own: its caption, or the text of the cell that it stands in or beside.
    fn named(&self, at: Option<CellRef>, control: &Control, sheets: &[Sheet]) -> Control {
        let mut control = control.clone();
        if let (true, Some(at)) = (control.caption.trim().is_empty(), at) {
            let CellRef { row, col } = at;
            let beside = [col, col.saturating_add(1), col.saturating_add(2), col.saturating_sub(1)];
            let words = beside.into_iter().find_map(|col| self.text(CellRef { row, col }));
            control.caption = start(words.unwrap_or_default());
        }
        if let State::Chosen { item, range } = &control.state
            && let Some(text) = self.item(range, *item, sheets)
        {
            control.state = State::Value(start(text));
        }
        control
    }

    /// The text of an item of a list, whose cells are `選択肢!$A$1:$A$5`.
    fn item(&self, range: &str, item: usize, sheets: &'a [Sheet]) -> Option<&'a str> {
        let (sheet, cells) = match range.rsplit_once('!') {
            Some((name, cells)) => {
                let name = name.trim_matches('\'').replace("''", "'");
                (sheets.iter().find(|sheet| *sheet.name == *name)?, cells)
            }
            None => (self.sheet, range),
        };
        let list = crate::source::workbook::address::range(&cells.replace('$', ""))?;
        let n = u32::try_from(item).ok()?.checked_sub(1)?;
        let down = list.first.row.checked_add(n)?;
        let at = if list.first.row == list.last.row && list.first.col < list.last.col {
            CellRef { row: list.first.row, col: list.first.col.checked_add(n)? }
        } else {
            CellRef { row: down, col: list.first.col }
        };
        text_at(sheet, at)
    }
}

/// The beginning of a cell's text: the whole one could be repeated with every control beside it.
fn start(text: &str) -> String {
    text.chars().take(NAME).collect()
}

fn text_at(sheet: &Sheet, at: CellRef) -> Option<&str> {
    let n = sheet.cells.binary_search_by_key(&at, |cell| cell.at).ok()?;
    sheet.cells.get(n).map(|cell| cell.text.as_str())
}
