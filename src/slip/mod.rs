//! Slips (個票): forms of which each project fills one sheet of numbered items, such as 自己評価シート.
//!
//! The definition gives fields, official words and panels; from it come the reader (worksheets in the form,
//! tables with a project a row, data files), the checks, the pages and the workbook.

pub(crate) mod answer;
mod ask;
mod blocks;
mod book;
mod check;
mod contract;
mod csv;
mod data;
mod definition;
mod describe;
mod fit;
mod html;
mod layout;
mod load;
mod raw;
mod read;
mod shown;
mod typed;
mod typeset;
mod words;
mod write;
mod xlsx;
mod years;

use crate::engine::Engine;
use crate::finding::{Finding, fold};
use crate::limits::{Limits, Room, SLIPS};
use crate::meta::Given;
use crate::source::Source;
use crate::told::Told;

pub use ask::{Choosable, How, Question, QuestionItem, QuestionPart, Questions};
pub use book::SlipBook;
pub use contract::VERSION as CONTRACT;
pub(crate) use csv::write_csv;
pub use data::{Answer, ResultTable, Slip, Slips};
pub use definition::{Field, FieldKind, SlipForm, circled};
pub(crate) use fit::titles_height;
pub use layout::{Page, SetSlip};
pub use typed::Typed;
pub use words::Worded;

/// Puts sources together and checks them. No value when none of them holds the form.
pub(crate) fn read(engine: &Engine, form: &SlipForm, sources: &[&Source], given: &Given) -> Told<Slips> {
    let mut findings = Vec::new();
    let other = |source: &Source, filled: f64| engine.another_form(&form.name, source, filled);
    let mut room = Room::new(SLIPS, engine.limits());
    let Some(mut slips) = read::read(form, sources, given, &other, &mut room, &mut findings) else {
        return Told::nothing(findings);
    };
    if let Some(fault) = room.fault() {
        findings.push(fault);
        return Told::nothing(findings);
    }
    check_all(engine, &mut slips, sources.len() > 1, given, &mut findings);
    Told::new(slips, findings)
}

/// Checks slips of one source or several, and takes out what leaves no trace on paper.
fn check_all(engine: &Engine, slips: &mut Slips, several: bool, given: &Given, findings: &mut Vec<Finding>) {
    match engine.fonts.chain(&slips.form.text.font, false) {
        Some(fonts) => check::check(slips, given, &fonts, findings),
        None => findings.push(engine.fonts.unknown(&slips.form.text.font)),
    }
    check::sections(slips, several, given, findings);
    fold(findings);
    slips.drop_unprinted();
}

/// The slips of one file, whatever is wrong with them.
pub(crate) fn read_alone(form: &SlipForm, source: &Source, given: &Given, limits: &Limits) -> Option<Slips> {
    read::read(form, &[source], given, &|_, _| None, &mut Room::new(SLIPS, limits), &mut Vec::new())
}

/// Fits the slips on their sheets: size, heights, and what goes to a 別紙. `M126` for a sheet that does not fit all the
/// same, `M078` for words that cannot be made for these years. Slips of a book that was set `before` are not fitted again.
pub(crate) fn set(engine: &Engine, slips: Slips, before: Option<&SlipBook>) -> Told<SlipBook> {
    match fit::fit_book(engine, slips, before) {
        Ok(book) => {
            let findings = book.told.iter().flat_map(|told| told.iter().cloned()).collect();
            Told::new(book, findings)
        }
        Err(faults) => Told::nothing(faults),
    }
}
