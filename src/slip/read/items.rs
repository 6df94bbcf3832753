//! Gives the cells that answer a label to the parts of its item.

use super::super::definition::FieldKind;
use super::super::words::{Phrase, Piece, WordedItem, WordedPart, normalise, read_slots};
use super::super::{Answer, Slip};
use super::Reading;
use super::grid::{Spanned, results};
use super::labels::Label;
use super::lexicon::with_unit;
use super::pieces::joined;
use crate::finding::Finding;
use crate::msg;
use crate::source::{Merge, SheetCell};

/// Whether an item is answered by one text, or by check boxes.
pub fn is_one_text(item: &WordedItem) -> bool {
    matches!(item.parts.as_slice(), [WordedPart::Text { .. } | WordedPart::Boxes(_)])
}

/// Whether a text is one of the words inside an item.
pub fn knows(item: &WordedItem, text: &str) -> bool {
    item.parts.iter().any(|part| match part {
        WordedPart::Heading(heading) => is_heading(heading, text),
        WordedPart::Choice { .. } => choice(part, text).is_some(),
        _ => false,
    })
}

/// The fields that an item asks for, but for those in its label.
pub fn fields(item: &WordedItem) -> Vec<usize> {
    let of = |part: &WordedPart| match part {
        WordedPart::Text { show, .. } => show.slots().to_vec(),
        WordedPart::Boxes(field) | WordedPart::Results { field, .. } | WordedPart::Choice { field, .. } => vec![*field],
        WordedPart::Amounts(list) => list.clone(),
        WordedPart::Heading(_) | WordedPart::Legend { .. } => Vec::new(),
    };
    item.parts.iter().flat_map(of).collect()
}

pub fn answer(text: &str, cell: &SheetCell) -> Answer {
    Answer { text: text.to_owned(), place: Some(cell.place.clone()), ..Answer::default() }
}

/// Gives the cells beside a label to the parts of its item.
pub fn read_item(label: &Label, cells: &[Spanned], slip: &mut Slip, reading: &mut Reading) {
    let parts = &label.item.parts;
    let alone = match parts.as_slice() {
        [WordedPart::Amounts(list)] if list.len() == 1 => list.first().copied(),
        _ => None,
    };
    let takes = |i: usize| {
        matches!(parts.get(i), Some(WordedPart::Text { .. } | WordedPart::Results { .. } | WordedPart::Boxes(_)))
    };
    let mut current = takes(0).then_some(0);
    let mut texts: Vec<Vec<Spanned>> = parts.iter().map(|_| Vec::new()).collect();
    let mut heads: Vec<(usize, Merge, bool)> = Vec::new();
    let mut asked: Option<(usize, Merge)> = None;
    let mut passed: Vec<usize> = Vec::new();
    for &cell in cells {
        let (at, text) = (cell.cell.at, cell.cell.text.as_str());
        if let Some((field, _)) = asked.filter(|(_, span)| span.rows().contains(&at.row)) {
            reading.put(slip, field, answer(text, cell.cell));
            asked = None;
            continue;
        }
        // the words of a heading that stood already are an answer
        let heading = parts.iter().position(|p| matches!(p, WordedPart::Heading(h) if is_heading(h, text)));
        if let Some(i) = heading.filter(|i| current.is_none() || !passed.contains(i)) {
            passed.push(i);
            let next = i.saturating_add(1);
            current = takes(next).then_some(next);
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
        if legend(parts, cell.cell, slip, reading) || is_unit(parts, reading, text) {
            continue;
        }
        if let Some(head) = heads.iter_mut().filter(|h| !h.2).find(|(_, span, _)| {
            let below = at.row > span.last.row && span.columns().contains(&at.col);
            below || (at.row == span.first.row && at.col == span.behind())
        }) {
            head.2 = true;
            let field = head.0;
            reading.put(slip, field, answer(text, cell.cell));
            continue;
        }
        match (current.and_then(|i| texts.get_mut(i)), alone) {
            (Some(cells), _) => cells.push(cell),
            (None, Some(field)) if heads.is_empty() => reading.put(slip, field, answer(text, cell.cell)),
            (None, _) => reading.stray(text, Some(&cell.cell.place)),
        }
    }
    for (part, cells) in parts.iter().zip(&texts) {
        let Some(first) = cells.first().map(|c| c.cell) else { continue };
        match part {
            WordedPart::Results { field, .. } => {
                let last = cells.iter().map(|c| c.span.last.col).max().unwrap_or(0);
                reading.put(slip, *field, results(cells, last));
            }
            WordedPart::Boxes(field) => reading.put(slip, *field, answer(&joined(cells), first)),
            WordedPart::Text { show, .. } => {
                let text = joined(cells);
                // one answer alone is taken as it is, with its indent
                match show.read(&text).filter(|slots| slots.len() > 1 || !show.plain().is_empty()) {
                    Some(slots) => slots.into_iter().for_each(|(f, t)| reading.put(slip, f, answer(&t, first))),
                    // one of several answers is missing: the last one is what names the thing
                    None => {
                        if let Some(&field) = show.slots().last() {
                            reading.put(slip, field, answer(&text, first));
                        }
                    }
                }
            }
            _ => {}
        }
    }
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
    let is = |f: usize, heading: &String| {
        let with = with_unit(reading.form, f, heading);
        with.iter().chain([heading]).any(|own| normalise(own) == text)
    };
    let same = |f: &&usize| reading.words.headings.get(**f).into_iter().flatten().any(|h| is(**f, h));
    parts.iter().find_map(|p| if let WordedPart::Amounts(list) = p { list.iter().find(same).copied() } else { None })
}

/// Whether a text is only the unit of the item's amounts.
fn is_unit(parts: &[WordedPart], reading: &Reading, text: &str) -> bool {
    let text = normalise(text);
    let bare = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
    let bare = bare.strip_prefix("単位:").unwrap_or(bare);
    let amounts = parts.iter().filter_map(|p| if let WordedPart::Amounts(list) = p { Some(list) } else { None });
    amounts.flatten().any(|f| match reading.form.fields.get(*f).map(|f| &f.kind) {
        Some(FieldKind::Amount { unit }) => !unit.is_empty() && normalise(unit) == bare,
        _ => false,
    })
}

/// Reads the slots of a legend. `false` when the text is none of the item's legends.
fn legend(parts: &[WordedPart], cell: &SheetCell, slip: &mut Slip, reading: &mut Reading) -> bool {
    let words = reading.words;
    let text = normalise(&cell.text);
    for part in parts {
        let WordedPart::Legend { legend, lead } = part else { continue };
        let Some((options, named)) = words.legends.get(*legend).zip(reading.form.legends.get(*legend)) else {
            continue;
        };
        let there = |p: &&Phrase| {
            let first = p.pieces.iter().find_map(|p| if let Piece::Fixed(t) = p { Some(normalise(t)) } else { None });
            first.is_some_and(|t| text.contains(&t))
        };
        let known = options.iter().filter(there).count();
        if known < options.len().div_ceil(2).max(1) {
            continue;
        }
        let slots = read_slots(options, &cell.text);
        let mut own = text.replacen(&normalise(lead), "", 1);
        for phrase in options {
            let filled = |f| slots.iter().find(|(slot, _)| *slot == f).map_or(String::new(), |(_, t)| t.clone());
            own = own.replacen(&normalise(&phrase.fill(filled)), "", 1);
        }
        let own: String = own.chars().filter(|c| c.is_alphanumeric()).collect();
        if known < options.len() {
            let finding = other_options(&named.name, cell);
            let taken = reading.legends.add(*legend, options, &cell.text, finding.clone());
            if !taken && reading.told.insert((*legend, own)) {
                reading.findings.push(finding);
            }
        } else {
            reading.legends.see(*legend);
            if !own.is_empty() {
                reading.stray(&own, Some(&cell.place));
            }
        }
        for (slot, typed) in slots {
            reading.put(slip, slot, answer(&typed, cell));
        }
        return true;
    }
    false
}

/// `M065`
fn other_options(name: &str, cell: &SheetCell) -> Finding {
    let message = msg!(
        "「{name}」の選択肢の文が様式とも、ほかのシートとも違います。様式の文で載せます",
        "the options of \"{name}\" are worded otherwise than in the form and on other sheets"
    );
    Finding::info("M065", message).at(cell.place.clone()).hint(msg!(
        "すべてのシートで同じ文にするか、様式の [[legend]] を直せば、そのとおりに載ります",
        "word them alike on all sheets, or change [[legend]] of the form, to print them so"
    ))
}
