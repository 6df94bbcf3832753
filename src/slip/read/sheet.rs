//! Reads a worksheet in the form: labels are found by their words, wherever they stand.

use std::collections::HashMap;

use super::super::words::{PLAN, Phrase, Piece, WordedItem, WordedPart, normalise, read_slots};
use super::super::{Answer, Slip};
use super::Reading;
use super::annex::Annexes;
use super::grid::{Spanned, results};
use crate::finding::{CellRef, Finding, quote};
use crate::msg;
use crate::source::{Merge, Sheet, SheetCell};

/// A label with the cells that answer it.
struct Region<'a> {
    item: &'a WordedItem,
    label: &'a SheetCell,
    span: Merge,
    slots: Vec<(usize, String)>,
    last_row: u32,
    last_col: u32,
}

/// Reads one worksheet. `false` when it does not hold the form.
pub fn read(sheet: &Sheet, reading: &mut Reading) -> bool {
    let words = reading.words;
    let merges: HashMap<CellRef, Merge> = sheet.merges.iter().map(|m| (m.first, *m)).collect();
    let span = |at: CellRef| merges.get(&at).copied().unwrap_or(Merge { first: at, last: at });
    let Some(regions) = find(sheet, reading, &span) else { return false };
    let mut slip = Slip::empty(reading.form);
    slip.place = Some(regions[0].label.place.clone());
    let mut inside: Vec<Vec<Spanned>> = regions.iter().map(|_| Vec::new()).collect();
    let top = regions.iter().map(|r| r.label.at.row).min().unwrap_or(0);
    let last_label = regions.iter().map(|r| r.label.at.row).max().unwrap_or(0);
    let annexes = Annexes::find(&sheet.cells, last_label);
    for cell in &sheet.cells {
        if regions.iter().any(|r| r.label.at == cell.at) || annexes.holds(cell) {
            continue;
        }
        let holds = |r: &&Region| {
            (r.label.at.row..=r.last_row).contains(&cell.at.row)
                && (r.span.last.col + 1..=r.last_col).contains(&cell.at.col)
        };
        if let Some(r) = regions.iter().position(|r| holds(&r)) {
            inside[r].push(Spanned { cell, span: span(cell.at) });
        } else if cell.at.row < top {
            above(cell, reading);
        } else if !regions.iter().any(|r| is_number(cell, r)) {
            reading.stray(&cell.text, &cell.place);
        }
    }
    for (region, cells) in regions.iter().zip(&inside) {
        for (slot, text) in &region.slots {
            reading.put(&mut slip, *slot, answer(text, region.label));
        }
        read_item(region, cells, &mut slip, reading);
    }
    annexes.join(&mut slip);
    for item in words.items() {
        if !regions.iter().any(|r| std::ptr::eq(r.item, item)) {
            let label = quote(&item.label.fill(|_| String::new()));
            reading.findings.push(
                Finding::warning(
                    "M063",
                    msg!("項目「{label}」がシートにありません", "the sheet lacks the item \"{label}\""),
                )
                .at(regions[0].label.place.clone()),
            );
        }
    }
    reading.slips.push(slip);
    true
}

fn answer(text: &str, cell: &SheetCell) -> Answer {
    Answer { text: text.to_owned(), place: Some(cell.place.clone()), ..Answer::default() }
}

fn is_number(cell: &SheetCell, region: &Region) -> bool {
    normalise(&cell.text) == normalise(&region.item.number) && cell.at.col < region.label.at.col
}

/// The labels of the sheet. `None` when too few are there, or more stand in a row than panels do: then it is
/// a table with the labels as headings.
fn find<'a>(sheet: &'a Sheet, reading: &Reading<'a>, span: &impl Fn(CellRef) -> Merge) -> Option<Vec<Region<'a>>> {
    let words = reading.words;
    let mut regions: Vec<Region> = Vec::new();
    for cell in &sheet.cells {
        if cell.text.chars().count() > 400 {
            continue;
        }
        for item in words.items().filter(|i| !i.label.plain().is_empty()) {
            if regions.iter().any(|r| std::ptr::eq(r.item, item)) {
                continue;
            }
            let unnumbered =
                cell.text.trim_start_matches(|c: char| c.is_numeric() || c.is_whitespace() || "．.)）".contains(c));
            if let Some(slots) = item.label.read(&cell.text).or_else(|| item.label.read(unnumbered)) {
                let span = span(cell.at);
                regions.push(Region { item, label: cell, span, slots, last_row: 0, last_col: 0 });
                break;
            }
        }
    }
    let mut in_row: HashMap<u32, usize> = HashMap::new();
    for region in &regions {
        *in_row.entry(region.label.at.row).or_default() += 1;
    }
    let enough = regions.len() >= (words.items().count() / 2).max(2);
    if !enough || in_row.values().any(|n| *n > words.panels.len()) {
        return None;
    }
    let bottom = sheet.cells.iter().map(|c| c.at.row).max().unwrap_or(0);
    let right = sheet.cells.iter().map(|c| span(c.at).last.col).max().unwrap_or(0);
    let numbered = |r: &Region| {
        sheet.cells.iter().any(|c| c.at.row == r.label.at.row && c.at.col + 1 == r.label.at.col && is_number(c, r))
    };
    // where each column of labels begins, numbers included
    let begins: Vec<(u32, u32)> =
        regions.iter().map(|r| (r.label.at.col, r.label.at.col - u32::from(numbered(r)))).collect();
    let ends: Vec<(u32, u32)> = regions
        .iter()
        .map(|r| {
            let row = r.label.at.row;
            // a label without a number reaches over the numbers' column too
            let same = |o: &&Region| o.span.first.col <= r.span.last.col && r.span.first.col <= o.span.last.col;
            let below = regions.iter().filter(same).filter(|o| o.label.at.row > row).map(|o| o.label.at.row - 1).min();
            let beside = begins.iter().filter(|(c, _)| *c > r.span.last.col).map(|(_, b)| b - 1).min();
            (below.unwrap_or(bottom), beside.unwrap_or(right))
        })
        .collect();
    for (region, (row, col)) in regions.iter_mut().zip(ends) {
        (region.last_row, region.last_col) = (row, col);
    }
    Some(regions)
}

/// What stands over the panels: titles, 資料番号.
fn above(cell: &SheetCell, reading: &mut Reading) {
    let words = reading.words;
    let has_words = |p: &&Phrase| !p.plain().is_empty();
    if words.titles.iter().filter(has_words).any(|p| p.read(&cell.text).is_some())
        || normalise(&cell.text) == normalise(&reading.form.title)
    {
        return;
    }
    let line = normalise(&cell.text);
    if line.starts_with("資料") || line.starts_with("参考資料") {
        reading.meta.number.get_or_insert_with(|| cell.text.trim().to_owned());
    } else if words.titles.iter().any(|p| p.slots().contains(&PLAN))
        && reading.meta.plan.as_deref().is_none_or(|p| normalise(p) == line)
    {
        reading.meta.plan.get_or_insert_with(|| cell.text.trim().to_owned());
    } else {
        let text = quote(&cell.text);
        reading.findings.push(
            Finding::info(
                "M055",
                msg!("表の上の文は載りません: 「{text}」", "text above the table is not printed: \"{text}\""),
            )
            .at(cell.place.clone()),
        );
    }
}

/// Gives the cells beside a label to the parts of its item.
fn read_item(region: &Region, cells: &[Spanned], slip: &mut Slip, reading: &mut Reading) {
    let parts = &region.item.parts;
    let takes = |i: usize| {
        matches!(parts.get(i), Some(WordedPart::Text { .. } | WordedPart::Results { .. } | WordedPart::Boxes(_)))
    };
    let mut current = takes(0).then_some(0);
    let mut texts: Vec<Vec<Spanned>> = parts.iter().map(|_| Vec::new()).collect();
    let mut heads: Vec<(usize, Merge, bool)> = Vec::new();
    let mut asked: Option<(usize, Merge)> = None;
    for &cell in cells {
        let (at, text) = (cell.cell.at, cell.cell.text.as_str());
        if let Some((field, _)) = asked.filter(|(_, span)| (span.first.row..=span.last.row).contains(&at.row)) {
            reading.put(slip, field, answer(text, cell.cell));
            asked = None;
            continue;
        }
        if let Some(i) = parts.iter().position(|p| matches!(p, WordedPart::Heading(h) if is_heading(h, text))) {
            current = takes(i + 1).then_some(i + 1);
            continue;
        }
        if let Some((field, typed)) = parts.iter().find_map(|p| choice(p, text)) {
            match typed {
                Some(typed) => reading.put(slip, field, answer(&typed, cell.cell)),
                None => asked = Some((field, cell.span)),
            }
            continue;
        }
        if let Some(field) = amount_heading(parts, reading, text) {
            heads.push((field, cell.span, false));
            continue;
        }
        if legend(parts, cell.cell, slip, reading) {
            continue;
        }
        if let Some(head) = heads.iter_mut().filter(|h| !h.2).find(|(_, span, _)| {
            let below = at.row > span.last.row && (span.first.col..=span.last.col).contains(&at.col);
            below || (at.row == span.first.row && at.col == span.last.col + 1)
        }) {
            head.2 = true;
            let field = head.0;
            reading.put(slip, field, answer(text, cell.cell));
            continue;
        }
        match current {
            Some(i) => texts[i].push(cell),
            None => reading.stray(text, &cell.cell.place),
        }
    }
    for (part, cells) in parts.iter().zip(&texts).filter(|(_, cells)| !cells.is_empty()) {
        match part {
            WordedPart::Results { field, .. } => {
                let last = cells.iter().map(|c| c.span.last.col).max().unwrap_or(0);
                reading.put(slip, *field, results(cells, last));
            }
            WordedPart::Boxes(field) => reading.put(slip, *field, answer(&joined(cells), cells[0].cell)),
            WordedPart::Text { show, .. } => {
                let text = joined(cells);
                // one answer alone is taken as it is, with its indent
                match show.read(&text).filter(|slots| slots.len() > 1 || !show.plain().is_empty()) {
                    Some(slots) => slots.into_iter().for_each(|(f, t)| reading.put(slip, f, answer(&t, cells[0].cell))),
                    // one of several answers is missing: the last one is what names the thing
                    None => {
                        if let Some(&field) = show.slots().last() {
                            reading.put(slip, field, answer(&text, cells[0].cell));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Cells of a row with a blank between, rows as lines.
fn joined(cells: &[Spanned]) -> String {
    let mut out = String::new();
    let mut row = None;
    for cell in cells {
        if let Some(before) = row {
            out.push(if before == cell.cell.at.row { '\u{3000}' } else { '\n' });
        }
        out.push_str(&cell.cell.text);
        row = Some(cell.cell.at.row);
    }
    out
}

fn is_heading(heading: &Phrase, text: &str) -> bool {
    // （１） in front may be missing, or stand in the input alone
    let bare = |t: &str| {
        let t = normalise(t);
        match t.strip_prefix('(').and_then(|r| r.split_once(')')) {
            Some((n, rest)) if n.chars().count() <= 2 => rest.to_owned(),
            _ => t,
        }
    };
    heading.read(text).is_some() || bare(&heading.plain()) == bare(text)
}

fn choice(part: &WordedPart, text: &str) -> Option<(usize, Option<String>)> {
    let WordedPart::Choice { field, label } = part else { return None };
    // the note under a label may be missing
    let first = |t: &str| normalise(t.split('\n').next().unwrap_or("")).trim_start_matches(['■', '□', '・']).to_owned();
    let own = first(&label.fill(|_| String::new()));
    let is_label = |t: &str| label.read(t).is_some() || first(t) == own;
    match text.split_once(['→', '⇒']) {
        Some((before, typed)) if is_label(before) => Some((*field, Some(typed.to_owned()))),
        _ => is_label(text).then_some((*field, None)),
    }
}

fn amount_heading(parts: &[WordedPart], reading: &Reading, text: &str) -> Option<usize> {
    let text = normalise(text);
    let same = |f: &&usize| reading.words.headings[**f].iter().any(|h| normalise(h) == text);
    parts.iter().find_map(|p| if let WordedPart::Amounts(list) = p { list.iter().find(same).copied() } else { None })
}

/// Reads the slots of a legend. `false` when the text is none of the item's legends.
fn legend(parts: &[WordedPart], cell: &SheetCell, slip: &mut Slip, reading: &mut Reading) -> bool {
    let words = reading.words;
    let text = normalise(&cell.text);
    for part in parts {
        let WordedPart::Legend { legend, .. } = part else { continue };
        let options = &words.legends[*legend];
        let there = |p: &&Phrase| {
            let first = p.pieces.iter().find_map(|p| if let Piece::Fixed(t) = p { Some(normalise(t)) } else { None });
            first.is_some_and(|t| text.contains(&t))
        };
        let known = options.iter().filter(there).count();
        if known * 2 < options.len().max(2) {
            continue;
        }
        let told = |f: &Finding| f.code.0 == "M065" && f.place.as_ref().is_some_and(|p| p.file == cell.place.file);
        if known < options.len() && !reading.findings.iter().any(told) {
            let name = &reading.form.legends[*legend].name;
            reading.findings.push(
                Finding::info(
                    "M065",
                    msg!(
                        "「{name}」の選択肢の文が様式と違います。様式の文で載せます",
                        "the options of \"{name}\" are worded otherwise than in the form"
                    ),
                )
                .at(cell.place.clone())
                .hint(msg!(
                    "様式の [[legend]] を直せば、そのとおりに載ります",
                    "change [[legend]] of the form to print them so"
                )),
            );
        }
        for (slot, typed) in read_slots(options, &cell.text) {
            reading.put(slip, slot, answer(&typed, cell));
        }
        return true;
    }
    false
}
