//! Reads the rows of the form's table from worksheets.

use std::borrow::Cow;
use std::collections::HashMap;

use ecow::EcoString;

use super::above::read_meta;
use super::bands::{self, Bands};
use super::beside;
use super::columns::{Matched, Path, take_heading};
use super::continued::Joined;
use super::header::{Header, Known, LONGEST_HEADING, Seen, SheetGrid, Skeletons, find_header, seen_at};
use super::headings::tell_headings;
use super::lines::{self, TableEnd, is_marked_note, is_no_row};
use super::outside::{self, OutsideColumns, tell_other_table, tell_outside};
use super::{Cell, EXAMPLE, Plan, Row, groups};
use crate::finding::{Finding, quote};
use crate::limits::Room;
use crate::meta::Given;
use crate::msg;
use crate::place::{CellRef, Place};
use crate::row_key::RowId;
use crate::source::copied;
use crate::source::{Sheet, SheetCell, unread};
use crate::stamped::RowStamp;
use crate::table::TableForm;

/// A heading may be merged over so many columns.
const MOST_WIDE: u32 = 20;

/// Reads every sheet that holds a table of the form; データ, which matome writes beside the paper's sheet, where no other
/// does.
///
/// # Errors
/// What was seen where none does.
pub fn read(
    sheets: &[Sheet],
    form: &TableForm,
    given: &Given,
    room: &mut Room,
    findings: &mut Vec<Finding>,
) -> Result<Plan, Option<Seen>> {
    let (mut data, mut own) = (Vec::new(), Vec::new());
    for sheet in sheets {
        match beside::stamp_of(sheet) {
            Some(stamp) => data.push((sheet, stamp)),
            None => own.push(sheet),
        }
    }
    let Some(((first, stamp), others)) = data.split_first() else {
        return read_sheets(&own, form, given, room, findings);
    };
    let before = findings.len();
    let (plan, beside_it) = match read_sheets(&own, form, given, room, findings) {
        Ok(mut plan) => {
            beside::fill_meta(&mut plan.meta, form, &stamp.head, false);
            // a filter hides rows of it, not of the paper
            let on_data = |f: &Finding| {
                data.iter().any(|(sheet, _)| f.place.as_ref().is_some_and(|p| p.sheet.as_ref() == Some(&sheet.name)))
            };
            findings.retain(|f| f.code.0 != "M026" || !on_data(f));
            (plan, data.as_slice())
        }
        Err(_) => {
            findings.truncate(before);
            own.push(first);
            let given = beside::given_with(given, form, &stamp.head);
            let mut plan = read_sheets(&own, form, &given, room, findings)?;
            beside::fill_meta(&mut plan.meta, form, &stamp.head, true);
            (plan, others)
        }
    };
    for (sheet, stamp) in beside_it.iter().filter(|(sheet, stamp)| !beside::is_untouched(sheet, stamp)) {
        let given = beside::given_with(given, form, &stamp.head);
        let mut passing = Vec::new();
        match read_sheets(&[*sheet], form, &given, &mut room.clone(), &mut passing) {
            Ok(other) => beside::tell_unlike(&plan, &other, findings),
            Err(seen) => findings.push(outside::unread_sheet(sheet, &seen.unwrap_or_default())),
        }
    }
    Ok(plan)
}

/// Reads those of these sheets that hold a table of the form.
fn read_sheets(
    sheets: &[&Sheet],
    form: &TableForm,
    given: &Given,
    room: &mut Room,
    findings: &mut Vec<Finding>,
) -> Result<Plan, Option<Seen>> {
    let form = &bands::with_bands(form, sheets);
    let known = Known::of(form, given);
    let mut found: Vec<(&Sheet, Header)> = Vec::new();
    let mut others = Vec::new();
    for &sheet in sheets {
        match find_header(&SheetGrid::new(sheet), &known, form, given) {
            Ok(header) => found.push((sheet, header)),
            Err(seen) => others.push((sheet, seen)),
        }
    }
    let unread = unread(&found.iter().map(|(sheet, _)| *sheet).collect::<Vec<_>>(), findings);
    let mut plans = Vec::new();
    for (sheet, header) in found {
        if !unread.contains(&sheet.name) {
            read_tables(sheet, header, (&known, form, given), room, &mut plans, findings);
        }
    }
    if plans.is_empty() {
        let seen = others.into_iter().map(|(_, seen)| seen);
        return Err(seen.fold(None, |best: Option<Seen>, seen| Some(seen.better(best))));
    }
    for (sheet, seen) in others.into_iter().filter(|(s, _)| !s.cells.is_empty()) {
        findings.push(outside::unread_sheet(sheet, &seen));
    }
    keep_first_ids(&mut plans, findings);
    super::merge(plans, given.register.as_deref(), findings).ok_or(None)
}

/// Reads a sheet, which may hold one table below the other.
fn read_tables(
    sheet: &Sheet,
    header: Header,
    (known, form, given): (&Known, &TableForm, &Given),
    room: &mut Room,
    plans: &mut Vec<Plan>,
    findings: &mut Vec<Finding>,
) {
    let mut header = header;
    let mut part: Cow<Sheet> = Cow::Borrowed(sheet);
    loop {
        let grid = SheetGrid::new(&part);
        let Read { plan, next, cells } = read_table(&grid, &header, (known, given), room, findings);
        let rows = plan.rows.len();
        let empty = |cells: &[&SheetCell]| outside::no_row(&header, &grid, cells);
        plans.push(plan);
        let Some(next) = next else {
            if rows == 0 && !cells.is_empty() {
                findings.push(empty(&cells));
            }
            return;
        };
        let rest = below(&part, next);
        match find_header(&SheetGrid::new(&rest), known, form, given) {
            Ok(found) => {
                // what stands before it belongs to neither table
                let over: Vec<&SheetCell> = rest.cells.iter().take_while(|c| c.at.row < found.top).collect();
                let before = over.iter().rposition(|c| c.at.row.saturating_add(2) < found.top);
                let before = before.map_or(0, |at| at.saturating_add(1));
                let (before, title) = over.split_at_checked(before).unwrap_or_default();
                tell_outside(before, findings);
                let top = title.first().map_or(found.top, |c| c.at.row);
                header = found;
                part = Cow::Owned(below(&rest, top));
            }
            Err(seen) => {
                if rows == 0 {
                    findings.push(empty(&rest.cells.iter().collect::<Vec<_>>()));
                }
                let line = rest.cells.first().map_or(0, |c| c.at.row);
                let here = seen_at(&SheetGrid::new(&rest), line, known);
                tell_other_table(&rest, &seen.better(Some(here)), findings);
                return;
            }
        }
    }
}

/// `M421`: of rows that a section copied with their ids, the first is the one that was sent.
fn keep_first_ids(plans: &mut [Plan], findings: &mut Vec<Finding>) {
    let mut seen: HashMap<RowId, Option<Place>> = HashMap::new();
    for row in plans.iter_mut().flat_map(|plan| &mut plan.rows) {
        let Some(id) = row.id.clone() else { continue };
        let place = row.cells.iter().filter(|c| !c.text.is_empty()).find_map(|c| c.place.clone());
        match seen.get(&id) {
            None => drop(seen.insert(id, place)),
            Some(first) => {
                row.id = None;
                findings.push(copied(place, first.as_ref()));
            }
        }
    }
}

/// The ids that hidden texts give rows.
fn stamped(sheet: &Sheet) -> HashMap<u32, RowId> {
    let id = |(at, text): &(CellRef, String)| Some((at.row, RowId::from(RowStamp::of_cell(text)?.id)));
    sheet.stamps.iter().filter_map(id).collect()
}

/// The sheet from a row on.
fn below(sheet: &Sheet, row: u32) -> Sheet {
    let cells = sheet.cells.iter().filter(|c| c.at.row >= row).cloned().collect();
    let merges = sheet.merges.iter().filter(|m| m.first.row >= row).copied().collect();
    let stamps = sheet.stamps.iter().filter(|(at, _)| at.row >= row).cloned().collect();
    Sheet { name: sheet.name.clone(), cells, merges, print_area: Vec::new(), hidden: sheet.hidden, stamps }
}

/// What was read under a header.
struct Read<'a> {
    plan: Plan,
    /// Where another table begins.
    next: Option<u32>,
    /// Cells that are no notes and became no rows.
    cells: Vec<&'a SheetCell>,
}

/// Reads the rows under a header, and says where another table begins.
fn read_table<'a>(
    grid: &SheetGrid<'a>,
    header: &Header,
    (known, given): (&Known, &Given),
    room: &mut Room,
    findings: &mut Vec<Finding>,
) -> Read<'a> {
    tell_beside_header(grid, header, known, findings);
    let Header { bottom, top, cols, matched, .. } = header;
    let (bottom, top) = (*bottom, *top);
    let to_table: HashMap<u32, usize> =
        cols.iter().zip(&matched.map).filter_map(|((col, _), c)| Some((*col, (*c)?))).collect();
    let under = under_wide_headings(grid, header, &to_table);
    let headings = OwnHeadings::of(grid, header);
    let ids: HashMap<u32, RowId> = stamped(grid.sheet);
    let mut next = None;
    let mut rows = Joined::new(&matched.form, &matched.columns);
    let below = grid.from(bottom.saturating_add(1));
    let end = TableEnd::of(grid, below, bottom, &to_table);
    let mut filled_down: Vec<(u32, u32, u32)> = Vec::new();
    let mut beside = OutsideColumns::default();
    let mut texts: Vec<&SheetCell> = Vec::new();
    let mut unread: Vec<&SheetCell> = Vec::new();
    let bands = Bands::of(matched, &to_table);
    let mut band = bands.above(grid, top, &matched.form);
    let above: Vec<CellRef> = band.iter().map(|cell| cell.at).collect();
    // a group's label on a line of its own, above the group's rows
    let mut label: Option<(usize, &SheetCell)> = None;
    // right under the headings
    let mut headed = true;
    // a merged text, however long, is held once for its rows
    let mut merged: HashMap<CellRef, EcoString> = HashMap::new();
    for line in below.chunk_by(|a, b| a.at.row == b.at.row) {
        let Some(row) = line.first().map(|cell| cell.at.row) else { continue };
        let mut own = Row { id: ids.get(&row).cloned(), ..Row::empty(matched.columns.len()) };
        // an empty cell has a place too: what is missing there can be told
        for (&col, &c) in &to_table {
            own.put(c, Cell { place: grid.place(row, col), ..Cell::default() });
        }
        let mut outside = Vec::new();
        for cell in line {
            let wide = under.get(&cell.at.col).filter(|&&c| own.text(c).is_empty());
            match to_table.get(&cell.at.col).or(wide) {
                Some(&c) => {
                    let example = matched.form.examples && cell.text.starts_with(EXAMPLE);
                    let text = cell.text.as_str().into();
                    own.put(c, Cell { text, place: Some(cell.place.clone()), example });
                }
                None => outside.push(cell),
            }
        }
        let of_form = line.iter().filter(|cell| known.is_heading(&cell.text)).count();
        let same: Vec<bool> = line.iter().map(|cell| headings.has(cell)).collect();
        let repeated = same.iter().filter(|s| **s).count();
        // a header row holds little else than headings; an answer may be one by chance
        let most = |n: usize| n >= 3 && n > line.len() / 2;
        if most(of_form) && of_form > repeated && !most(repeated) {
            next = Some(row);
            break;
        }
        if most(repeated) || (repeated >= 1 && repeated == line.len()) {
            // what stands above a repeated header is its title
            texts.extend(label.take().map(|(_, cell)| cell));
            texts.extend(line.iter().zip(same).filter(|(_, same)| !same).map(|(cell, _)| cell));
            headed = true;
            continue;
        }
        if std::mem::take(&mut headed) && lines::is_units(line) {
            findings.push(outside::units(line));
            continue;
        }
        if own.cells.iter().all(|c| c.text.is_empty()) {
            unread.extend(&outside);
            outside.into_iter().for_each(|cell| beside.add(cell));
            continue;
        }
        if let ([only], true) = (line, bands.any())
            && only.at.col <= cols.first().map_or(0, |c| c.0)
            && !is_marked_note(&only.text)
        {
            band.push(only);
            continue;
        }
        for (cell, column) in bands.place(std::mem::take(&mut band)) {
            match column {
                Some(c) => {
                    let text = cell.text.trim().to_owned();
                    own.put(c, typed_in(cell, text.into()));
                }
                None => texts.push(cell),
            }
        }
        if let (Some(c), [only]) = (lone_label(&own.cells, matched), line) {
            texts.extend(label.replace((c, only)).map(|(_, before)| before));
            continue;
        }
        if is_no_row(grid, line, &to_table, matched, &end) {
            texts.extend(line);
            continue;
        }
        if let Some((c, cell)) = label.take() {
            if own.text(c).is_empty() && grid.merged.at(row, cell.at.col).is_none_or(|m| m.first.row == row) {
                own.put(c, typed_in(cell, cell.text.as_str().into()));
            } else if *own.text(c) != cell.text {
                texts.push(cell);
            }
        }
        outside.into_iter().for_each(|cell| beside.add(cell));
        // one answer cell merged over several rows answers for each of them
        for (&col, &c) in &to_table {
            if !own.text(c).is_empty() {
                continue;
            }
            let Some(merge) = grid.merged.at(row, col).filter(|m| m.first.row < row && m.first.row > bottom) else {
                continue;
            };
            let Some(cell) = grid.cell(merge.first.row, merge.first.col).filter(|_| merge.first.col == col) else {
                continue;
            };
            let text = merged.entry(cell.at).or_insert_with(|| cell.text.as_str().into()).clone();
            own.put(c, typed_in(cell, text));
            let spec = matched.spec(c);
            if spec.is_some_and(|spec| spec.group.is_none() && spec.answer.is_some()) {
                filled_down.push((merge.first.row, col, row));
            }
        }
        rows.take(own, room);
    }
    texts.extend(band);
    texts.extend(label.map(|(_, cell)| cell));
    texts.sort_by_key(|cell| cell.at);
    tell_outside(&texts, findings);
    tell_headings(grid, header, &mut beside, findings);
    beside.tell(grid, header, findings);
    tell_filled_down(grid, &filled_down, findings);
    let mut rows = rows.rows();
    groups::fill_down(&matched.form, &matched.columns, &mut rows, findings);
    let meta = read_meta(grid, top, &above, &matched.form, given, findings);
    let Matched { base, form, variant, years, mut columns, .. } = matched.clone();
    let typed = |at: CellRef| grid.cell(at.row, at.col).map(|cell| cell.text.as_str());
    let with_text = header.cols.iter().zip(&matched.map).filter_map(|((_, at), c)| Some(((*c)?, typed(*at)?)));
    for (c, text) in with_text {
        if let Some(column) = columns.get_mut(c) {
            take_heading(&form, column, text);
        }
    }
    let print = given.print.clone();
    let plan = Plan { base, form, variant, print, years, meta, columns, rows, parted: Vec::new() };
    Read { plan, next, cells: unread }
}

/// An answer as a cell of a sheet has it.
fn typed_in(cell: &SheetCell, text: EcoString) -> Cell {
    Cell { text, place: Some(cell.place.clone()), example: false }
}

/// Sheet columns under a heading that is merged over several, of which the first is the heading's own: a text stands
/// in one of them.
fn under_wide_headings(grid: &SheetGrid, header: &Header, to_table: &HashMap<u32, usize>) -> HashMap<u32, usize> {
    let mut under = HashMap::new();
    for (col, at) in &header.cols {
        let (Some(&c), Some(merge)) = (to_table.get(col), grid.merged.at(at.row, at.col)) else { continue };
        let to = merge.last.col.min(col.saturating_add(MOST_WIDE));
        under.extend((col.saturating_add(1)..=to).filter(|col| !to_table.contains_key(col)).map(|col| (col, c)));
    }
    under.retain(|col, _| !header.cols.iter().any(|(own, _)| own == col));
    under
}

/// The words that each sheet column's heading may have, whatever year it is for: a header printed again may say it
/// otherwise.
struct OwnHeadings(HashMap<u32, Skeletons>);

impl OwnHeadings {
    fn of(grid: &SheetGrid, header: &Header) -> Self {
        let Header { cols, paths, matched, .. } = header;
        let words = |at: CellRef, path: &Path, c: Option<usize>| {
            let mut words: Vec<&str> = path.iter().map(String::as_str).collect();
            // an export has the levels of a heading in one cell
            words.extend(grid.cell(at.row, at.col).map(|cell| cell.text.as_str()));
            if let Some(column) = c.and_then(|c| matched.columns.get(c)) {
                let spec = matched.form.spec(column);
                let names = column.heading.iter().chain(&spec.also).chain([&spec.field]);
                words.extend(names.map(String::as_str));
            }
            Skeletons::of(words)
        };
        let all = cols.iter().zip(paths).zip(&matched.map);
        Self(all.map(|(((col, at), path), c)| (*col, words(*at, path, *c))).collect())
    }

    fn has(&self, cell: &SheetCell) -> bool {
        cell.text.len() <= LONGEST_HEADING && self.0.get(&cell.at.col).is_some_and(|words| words.has(&cell.text))
    }
}

/// Texts in the header's rows that are no heading of any column.
fn tell_beside_header(grid: &SheetGrid, header: &Header, known: &Known, findings: &mut Vec<Finding>) {
    let cells = grid.sheet.cells.iter().filter(|c| (header.top..=header.bottom).contains(&c.at.row));
    for cell in cells {
        // a column that no heading of the form names is told by its lowest heading alone
        let used = header.cols.iter().any(|(_, at)| *at == cell.at) || known.is_heading(&cell.text);
        if !used {
            let text = quote(&cell.text);
            findings.push(
                Finding::info(
                    "M055",
                    msg!(
                        "見出しの横の文は紙面に載りません: 「{text}」",
                        "text beside the header is not printed: \"{text}\""
                    ),
                )
                .at(cell.place.clone()),
            );
        }
    }
}

/// The column of a lone text that may be the label of the rows below it.
fn lone_label(cells: &[Cell], matched: &Matched) -> Option<usize> {
    let mut filled = cells.iter().enumerate().filter(|(_, c)| !c.text.is_empty());
    let (Some((c, cell)), None) = (filled.next(), filled.next()) else { return None };
    let spec = matched.spec(c)?;
    (c == 0 && spec.key && spec.group == Some(1) && !spec.band && !is_marked_note(&cell.text)).then_some(c)
}

fn tell_filled_down(grid: &SheetGrid, filled: &[(u32, u32, u32)], findings: &mut Vec<Finding>) {
    for group in filled.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let rows = group.len().saturating_add(1);
        let Some(cell) = group.first().and_then(|(row, col, _)| grid.cell(*row, *col)) else { continue };
        findings.push(
            Finding::info(
                "M056",
                msg!(
                    "結合されたセルの回答を {rows} 行のそれぞれに載せます",
                    "the answer in a merged cell is printed in each of its {rows} rows"
                ),
            )
            .at(cell.place.clone()),
        );
    }
}
