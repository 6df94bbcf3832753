//! Reads slips from worksheets in the form, tables with a project a row, and data files.

mod annex;
mod boxes;
mod grid;
mod labels;
mod options;
mod sheet;
mod table;
mod tree;
mod values;
mod years;

use std::cmp::Ordering;
use std::collections::HashSet;

use super::definition::SlipForm;
use super::words::{PLAN, Worded, normalise};
use super::{Answer, Slip, Slips};
use crate::finding::{Finding, Level, quote};
use crate::meta::Years;
use crate::meta::{Given, Meta};
use crate::msg;
use crate::place::Place;
use crate::source::{Body, Sheet, SheetCell, Source};
use crate::source::{above_answers, paper_number, take, unread};
use crate::words::natural;

pub use options::options;
pub use values::amount;

/// What the readers share.
struct Reading<'a> {
    form: &'a SlipForm,
    words: &'a Worded,
    meta: Meta,
    slips: Vec<Slip>,
    findings: &'a mut Vec<Finding>,
    /// Legends with other options than the form's, which are told once a file.
    told: HashSet<(usize, String)>,
}

/// Reads every source. `None` when none holds the form.
pub fn read(form: &SlipForm, sources: &[Source], given: &Given, findings: &mut Vec<Finding>) -> Option<Slips> {
    let mut book: Option<Slips> = None;
    let mut files = 0;
    for source in sources {
        findings.extend(source.findings.iter().cloned());
        let years = years::infer(form, source, given, book.as_ref().map(|b| &b.years));
        let Ok(words) = Worded::new(form, &years, &given.meta) else { continue };
        let mut reading = Reading {
            form,
            words: &words,
            meta: given.meta.clone(),
            slips: Vec::new(),
            findings,
            told: HashSet::new(),
        };
        match &source.body {
            Body::Sheets(sheets) => read_sheets(sheets, &mut reading),
            Body::Tree(node) => tree::read(node, &mut reading),
            // no answer: told below
            Body::Text(_) => {}
        }
        let (slips, meta) = (reading.slips, reading.meta);
        if slips.is_empty() {
            let title = &form.title;
            findings.push(
                Finding::error(
                    "M064",
                    msg!("様式「{title}」の回答が見つかりません", "no answer in the form \"{title}\" was found"),
                )
                .at(Place::file(source.file.clone()))
                .hint(msg!(
                    "様式のシートか、見出しに項目名のある表（1 行 1 事業）を渡してください",
                    "give sheets of the form, or a table with the field names as headings"
                )),
            );
            continue;
        }
        files += 1;
        match &mut book {
            None => book = Some(Slips { form: form.clone(), years, meta, slips }),
            Some(book) => {
                same_years(&book.years, &years, source, findings);
                book.slips.extend(slips);
            }
        }
    }
    if let Some(book) = book.as_mut().filter(|_| files > 1) {
        let by = |a: &Slip, b: &Slip| {
            let order = form.order.iter().map(|&f| natural(&a.answers[f].text, &b.answers[f].text));
            order.fold(Ordering::Equal, Ordering::then)
        };
        book.slips.sort_by(by);
    }
    book
}

/// How a sheet holds answers.
enum Shape<'a> {
    Form(Vec<labels::Region<'a>>),
    /// A project a row, under the headings in this row.
    Table(usize),
}

fn read_sheets(sheets: &[Sheet], reading: &mut Reading) {
    let shape = |sheet| {
        labels::find(sheet, reading.words).map(Shape::Form).or_else(|| table::head(sheet, reading).map(Shape::Table))
    };
    let shapes: Vec<(&Sheet, Option<Shape>)> = sheets.iter().map(|sheet| (sheet, shape(sheet))).collect();
    let found: Vec<&Sheet> = shapes.iter().filter(|(_, shape)| shape.is_some()).map(|(sheet, _)| *sheet).collect();
    let unread = unread(&found, reading.findings);
    for (sheet, shape) in shapes.into_iter().filter(|(sheet, _)| !unread.contains(&sheet.name)) {
        match shape {
            Some(Shape::Form(regions)) => sheet::read(sheet, &regions, reading),
            Some(Shape::Table(head)) => table::read(sheet, head, reading),
            None if sheet.cells.is_empty() => {}
            None => {
                let name = quote(&sheet.name);
                let message = msg!(
                    "シート「{name}」には様式がないので読みませんでした",
                    "the sheet \"{name}\" does not hold the form"
                );
                reading.findings.push(Finding::info("M058", message).at(sheet.cells[0].place.clone()));
            }
        }
    }
}

fn same_years(first: &Years, years: &Years, source: &Source, findings: &mut Vec<Finding>) {
    if first != years {
        let message = msg!("ほかの回答と年度が違います", "the years differ from those of the other answers");
        findings.push(Finding::new("M060", Level::Warning, message).at(Place::file(source.file.clone())));
    }
}

impl Reading<'_> {
    /// Puts an answer into a slip. A second one that says something else is a finding (`M062`).
    fn put(&mut self, slip: &mut Slip, field: usize, mut answer: Answer) {
        let words = self.words;
        for (slot, text) in super::words::read_slots(&words.boxes[field], &answer.text) {
            self.put(slip, slot, Answer { text, place: answer.place.clone(), ..Answer::default() });
        }
        if let Some(table) = &mut answer.table {
            table.square();
        }
        for (slot, text) in values::tidy(self, field, &mut answer) {
            self.put(slip, slot, Answer { text, place: answer.place.clone(), ..Answer::default() });
        }
        if answer.is_empty() {
            return;
        }
        let old = &mut slip.answers[field];
        if old.is_empty() {
            *old = answer;
            return;
        }
        let same = super::words::normalise(&old.text) == super::words::normalise(&answer.text);
        if same && answer.table.is_none() && answer.notes.is_empty() {
            return;
        }
        let (name, one, two) = (&self.form.fields[field].name, quote(&old.text), quote(&answer.text));
        let mut finding = Finding::warning(
            "M062",
            msg!(
                "「{name}」に二通りの答えがあります: 「{one}」と「{two}」。先の方を載せます",
                "\"{name}\" has two answers, \"{one}\" and \"{two}\"; the first is printed"
            ),
        )
        .hint(msg!("どちらかに合わせてください", "make them the same"));
        finding.place = answer.place;
        finding.related.extend(old.place.clone());
        self.findings.push(finding);
    }

    /// What stands over the panels: titles, 資料番号, the plan's name. Over a table, where anything may stand, the
    /// plan's name says what it is.
    fn above(&mut self, cell: &SheetCell, table: bool) {
        let titles = &self.words.titles;
        let (line, whole) = (normalise(&cell.text), cell.text.trim());
        let is_title = titles.iter().any(|t| !t.plain().is_empty() && t.read(&cell.text).is_some());
        let has_plan = titles.iter().any(|t| t.slots().contains(&PLAN));
        let taken = if is_title || line == normalise(&self.form.title) {
            true
        } else if let Some(number) = paper_number(whole) {
            take(&mut self.meta.number, number) && number == whole
        } else {
            let same = self.meta.plan.as_deref().is_none_or(|p| normalise(p) == line);
            let plan = !table || ["計画", "プラン"].iter().any(|word| line.contains(word));
            has_plan && same && plan && {
                self.meta.plan.get_or_insert_with(|| whole.to_owned());
                true
            }
        };
        if !taken {
            self.findings.push(above_answers(cell));
        }
    }

    /// `M061`: what was typed and has no place in the form.
    fn stray(&mut self, text: &str, place: Option<&Place>) {
        let text = quote(text);
        let mut finding = Finding::warning(
            "M061",
            msg!(
                "様式に置き場のない文です: 「{text}」。紙面に載りません",
                "this text has no place in the form and is not printed: \"{text}\""
            ),
        )
        .hint(msg!("必要なら、その項目の答えの欄に移してください", "move it into the item it belongs to"));
        finding.place = place.cloned();
        self.findings.push(finding);
    }
}
