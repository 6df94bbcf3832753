//! Reads a worksheet in the form: labels are found by their words, wherever they stand.

use super::super::words::normalise;
use super::super::{Answer, Slip};
use super::Reading;
use super::annex::Annexes;
use super::cells::Cells;
use super::grid::Spanned;
use super::items::{answer, fields, read_item};
use super::labels::{Label, Standing, find};
use super::lexicon::Lexicon;
use super::owners::{Owned, owned};
use super::strays::{tell_hints, tell_missing, tell_strays};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::row_key::RowId;
use crate::source::Sheet;
use crate::stamped::RowStamp;

/// More cells than this without a place, and so many to each that has one, are another paper with some words of the form.
const OTHERS: (usize, usize) = (400, 20);
/// More texts without a place are one finding.
const STRAYS: usize = 8;

/// A worksheet in which the labels of the form were found.
pub struct Found<'a> {
    labels: Vec<Label<'a>>,
    owned: Owned<'a>,
    annexes: Annexes<'a>,
}

/// Looks for the form in a worksheet.
pub fn look<'a>(sheet: &'a Sheet, lexicon: &Lexicon<'a>) -> Option<Found<'a>> {
    let cells = Cells::of(sheet);
    let mut labels = find(&cells, lexicon)?;
    let annexes = Annexes::find(&cells, &labels);
    // the words of a label in a 別紙 are an answer's
    labels.retain(|label| !annexes.holds(label.cell));
    let owned = owned(&cells, &labels);
    let known = owned.answers.iter().map(Vec::len).fold(labels.len(), usize::saturating_add);
    let foreign = owned.others.len() > OTHERS.0 && owned.others.len() > OTHERS.1.saturating_mul(known);
    (!foreign).then_some(Found { labels, owned, annexes })
}

/// Reads one worksheet.
pub fn read(sheet: &Sheet, found: &Found, reading: &mut Reading) {
    let Found { labels, owned, annexes } = found;
    let told = reading.findings.len();
    let mut slip = Slip::empty(reading.form);
    slip.id = sheet.stamps.iter().find_map(|(_, text)| Some(RowId::from(RowStamp::of_cell(text)?.id)));
    slip.place = labels.first().map(|l| l.cell.place.clone());
    let own = || labels.iter().filter(|l| l.standing == Standing::Own);
    let top = labels.iter().map(|l| l.cell.at.row).min().unwrap_or(0);
    let kept: Vec<Vec<Spanned>> =
        owned.answers.iter().map(|list| list.iter().copied().filter(|c| !annexes.holds(c.cell)).collect()).collect();
    let mut strays = Vec::new();
    for &cell in owned.others.iter().filter(|c| !annexes.holds(c)) {
        if cell.at.row < top { reading.above(cell, false) } else { strays.push(cell) }
    }
    for (label, cells) in labels.iter().zip(&kept).filter(|(l, _)| l.standing == Standing::Own) {
        read_label(label, cells, &mut slip, reading);
    }
    for (label, cells) in labels.iter().zip(&kept) {
        match label.standing {
            Standing::Own => {}
            Standing::Again => {
                let first = own().find(|l| std::ptr::eq(l.item, label.item));
                again(label, first, cells, &mut slip, reading);
            }
            Standing::Alike => alike(label, cells, reading),
        }
    }
    let named = |heading: &str| {
        let heading = normalise(heading);
        let length = |label: &Label| {
            let words = normalise(&label.cell.text);
            (!words.is_empty() && heading.contains(&words)).then_some(words.len())
        };
        let label = own().filter(|label| length(label).is_some()).max_by_key(|label| length(label));
        label.map(|label| fields(label.item)).unwrap_or_default()
    };
    strays.extend(annexes.join(&mut slip, named));
    tell_strays(&strays, STRAYS, reading);
    tell_hints(&owned.hints, reading);
    let there: Vec<_> = own().map(|l| l.item).collect();
    let missing = reading.words.items().filter(|item| !there.iter().any(|i| std::ptr::eq(*i, *item)));
    let missing: Vec<String> = missing.map(|item| quote(&item.label.fill(|_| String::new()))).collect();
    tell_missing(&missing, &slip, reading);
    reading.take(slip, told);
}

fn read_label(label: &Label, cells: &[Spanned], slip: &mut Slip, reading: &mut Reading) {
    for (slot, text) in &label.slots {
        reading.put(slip, *slot, answer(text, label.cell));
    }
    let inline = label.inline.iter().map(|cell| Spanned { cell, span: label.span });
    let cells: Vec<Spanned> = inline.chain(cells.iter().copied()).collect();
    read_item(label, &cells, slip, reading);
    // an empty answer is told at its label
    for field in fields(label.item) {
        if let Some(answer) = slip.answers.get_mut(field) {
            answer.place.get_or_insert_with(|| label.cell.place.clone());
        }
    }
}

/// `M094`: a label twice, of which one is answered. Two answers are `M062`.
fn again(label: &Label, first: Option<&Label>, cells: &[Spanned], slip: &mut Slip, reading: &mut Reading) {
    let empty = |slip: &Slip| fields(label.item).into_iter().filter_map(|f| slip.answers.get(f)).all(Answer::is_empty);
    let (was_empty, told) = (empty(slip), reading.findings.len());
    read_label(label, cells, slip, reading);
    let Some(first) = first.filter(|_| !reading.findings.iter().skip(told).any(|f| f.code.0 == "M062")) else { return };
    let name = quote(&label.item.label.fill(|_| String::new()));
    let (one, two) = (first.cell.at, label.cell.at);
    let taken = if was_empty && !empty(slip) { two } else { one };
    let message = msg!(
        "項目「{name}」の見出しが {one} と {two} にあります。{taken} の方の答えを載せます",
        "the item \"{name}\" stands at {one} and at {two}; the answer at {taken} is printed"
    );
    let finding = Finding::info("M094", message).at(label.cell.place.clone()).and(first.cell.place.clone());
    reading.findings.push(finding);
}

/// `M061` for words that are almost a label, and for what stands beside them.
fn alike(label: &Label, cells: &[Spanned], reading: &mut Reading) {
    let (cell, words) = (label.cell, quote(&label.item.label.fill(|_| String::new())));
    reading.stray(&cell.text, Some(&cell.place));
    if let Some(finding) = reading.findings.last_mut() {
        finding.hints = vec![msg!(
            "項目「{words}」のことなら、そのとおりに書いてください",
            "if it means the item \"{words}\", write it so"
        )];
    }
    for cell in cells {
        reading.stray(&cell.cell.text, Some(&cell.cell.place));
    }
}
