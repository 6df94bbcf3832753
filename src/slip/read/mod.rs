//! Reads slips from worksheets in the form, tables with a project a row, and data files.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod annex;
mod boxes;
mod cells;
mod grid;
mod items;
mod labels;
mod legends;
mod lexicon;
mod named;
mod options;
mod owners;
mod pieces;
mod sheet;
mod strays;
mod table;
mod tree;
mod values;
mod years;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::definition::SlipForm;
use super::words::{PLAN, Worded, normalise};
use super::{Answer, Slip, Slips};
use crate::finding::{Finding, Level, quote};
use crate::limits::Room;
use crate::meta::Years;
use crate::meta::{Given, Meta};
use crate::msg;
use crate::other_year::OtherYears;
use crate::place::Place;
use crate::row_key::RowId;
use crate::source::{Body, Sheet, SheetCell, Source};
use crate::source::{above_answers, copied, paper_number, take, unread};
use crate::words::natural;

use legends::Legends;
use lexicon::Lexicon;
use table::Few;

pub use options::options;
pub use values::amount;

/// What the readers share.
struct Reading<'a> {
    form: &'a SlipForm,
    words: &'a Worded,
    /// The fields by their headings, folded: a data file may have any number of keys.
    headings: HashMap<String, usize>,
    meta: Meta,
    slips: Vec<Slip>,
    /// How many slips are kept of all files.
    room: &'a mut Room,
    /// Slips of this file that nobody filled in: they are kept, and count, only where no other is in it.
    blank: Vec<Slip>,
    blank_room: Room,
    findings: &'a mut Vec<Finding>,
    /// Legends with other options than the form's, which are told once a file.
    told: HashSet<(usize, String)>,
    /// What stands in the legends of all files.
    legends: &'a mut Legends,
}

/// Reads every source. `None` when none holds the form. Slips for which there is no room are counted and let go.
/// `other` tells of a file that it is another form's, of which one has read so much of this one.
pub fn read(
    form: &SlipForm,
    sources: &[&Source],
    given: &Given,
    other: &dyn Fn(&Source, f64) -> Option<Finding>,
    room: &mut Room,
    findings: &mut Vec<Finding>,
) -> Option<Slips> {
    let mut book: Option<Slips> = None;
    let mut files = 0_usize;
    let mut of_other_years = OtherYears::default();
    let mut legends = Legends::default();
    for source in sources {
        if of_other_years.is_of(source, years::told(form, source, given)) {
            continue;
        }
        let (before, room_before) = (findings.len(), room.clone());
        findings.extend(source.findings.iter().cloned());
        let years = years::infer(form, source, given, book.as_ref().map(|b| &b.years));
        let Ok(words) = Worded::new(form, &years, &given.meta) else { continue };
        let mut reading = Reading {
            form,
            words: &words,
            headings: headings(&words),
            meta: given.meta.clone(),
            slips: Vec::new(),
            blank: Vec::new(),
            blank_room: room.empty(),
            room,
            findings,
            told: HashSet::new(),
            legends: &mut legends,
        };
        let few = match &source.body {
            Body::Sheets(sheets) => read_sheets(sheets, &mut reading),
            Body::Tree(node) => {
                tree::read(node, &mut reading);
                None
            }
            // no answer: told below
            Body::Text(_) => None,
        };
        reading.settle_blank();
        reading.keep_first_ids();
        let (slips, meta) = (reading.slips, reading.meta);
        let mut own = Slips { form: form.clone(), years, meta, slips };
        // the plan of the first answer is that of all
        let plan = own.meta.plan.as_deref().or(book.as_ref().and_then(|book| book.meta.plan.as_deref()));
        years::count_plan(form, source, plan, given, &mut own.years);
        if is_doubtful(&own, findings.get(before..).unwrap_or_default())
            && let Some(another) = other(source, own.filled())
        {
            findings.truncate(before);
            findings.push(another);
            *room = room_before;
            continue;
        }
        if own.slips.is_empty() {
            // of a file that is none of the form nothing is printed: what hangs on it is not told
            let damaged: Vec<Finding> = findings.drain(before..).filter(|f| f.code.0 == "M007").collect();
            findings.extend(damaged);
            findings.push(not_the_form(form, source, few));
            continue;
        }
        files = files.saturating_add(1);
        match &mut book {
            None => {
                let plan = own.meta.plan.as_deref();
                findings.extend(years::tell_guessed(form, source, plan, given, &own.years));
                book = Some(own);
            }
            Some(book) => {
                same_years(&book.years, &own.years, source, findings);
                book.slips.extend(own.slips);
            }
        }
    }
    of_other_years.tell(given, findings);
    if let Some(book) = &mut book {
        legends.settle(&mut book.form, findings);
    }
    if let Some(book) = book.as_mut().filter(|_| files > 1) {
        let by = |a: &Slip, b: &Slip| {
            let order = form.order.iter().map(|&f| natural(a.text(f), b.text(f)));
            order.fold(Ordering::Equal, Ordering::then)
        };
        book.slips.sort_by(by);
        if let Some(register) = &given.register {
            let roles = book.form.roles();
            let names = |slip: &Slip| register.rank_of(roles.names(|f| slip.text(f)));
            let mut slips: Vec<_> = book.slips.drain(..).map(|slip| (names(&slip), slip)).collect();
            slips.sort_by(|(m, a), (n, b)| by(a, b).then(m.cmp(n)));
            book.slips.extend(slips.into_iter().map(|(_, slip)| slip));
        }
    }
    book
}

/// The first field of each heading.
fn headings(words: &Worded) -> HashMap<String, usize> {
    let all = words.headings.iter().enumerate();
    // the first of equals comes last
    all.rev().flat_map(|(field, names)| names.iter().map(move |name| (normalise(name), field))).collect()
}

/// Whether a file that was read may be of another form: nothing of this one, or much that is none of it.
fn is_doubtful(book: &Slips, findings: &[Finding]) -> bool {
    let strange =
        findings.iter().filter(|f| matches!(f.code.0, "M051" | "M053" | "M057" | "M058" | "M059" | "M061" | "M063"));
    book.slips.is_empty() || strange.count() >= 3
}

/// `M064`, with the headings of a table that has too few of the form's.
fn not_the_form(form: &SlipForm, source: &Source, few: Option<Few>) -> Finding {
    let title = &form.title;
    let (ja, en) = few.as_ref().map_or_else(Default::default, |few| {
        let Few { known, all, sheet, .. } = few;
        let (n, sheet) = (known.len(), quote(sheet));
        let (ja, en) = (known.join("」「"), known.join("\", \""));
        let ja = format!("（シート「{sheet}」の見出し {all} のうち、様式の項目は {n} だけです: 「{ja}」）");
        (ja, format!(" (of the {all} headings of the sheet \"{sheet}\", the form has {n}: \"{en}\")"))
    });
    let mut finding = Finding::error(
        "M064",
        msg!("様式「{title}」の回答が見つかりません{ja}", "no answer in the form \"{title}\" was found{en}"),
    )
    .hint(msg!(
        "様式のシートか、見出しに項目名のある表（1 行 1 事業）を渡してください",
        "give sheets of the form, or a table with the field names as headings"
    ));
    finding.place = Some(few.map_or_else(|| Place::file(source.file.clone()), |few| few.place));
    finding
}

/// How a sheet holds answers.
enum Shape<'a> {
    Form(sheet::Found<'a>),
    /// A project a row, under the headings in this row.
    Table(usize),
    /// A table with a few words of the form.
    Foreign(Few),
}

/// Reads the sheets that hold the form; of those that do not, the table that comes nearest to it.
fn read_sheets(sheets: &[Sheet], reading: &mut Reading) -> Option<Few> {
    let lexicon = Lexicon::of(reading.words, reading.form);
    let shape = |sheet| match sheet::look(sheet, &lexicon) {
        Some(found) => Some(Shape::Form(found)),
        None => table::head(sheet, reading).map(|head| match head {
            Ok(row) => Shape::Table(row),
            Err(few) => Shape::Foreign(few),
        }),
    };
    let shapes: Vec<(&Sheet, Option<Shape>)> = sheets.iter().map(|sheet| (sheet, shape(sheet))).collect();
    let holds = |shape: &Option<Shape>| matches!(shape, Some(Shape::Form(_) | Shape::Table(_)));
    let found: Vec<&Sheet> = shapes.iter().filter(|(_, shape)| holds(shape)).map(|(sheet, _)| *sheet).collect();
    let unread = unread(&found, reading.findings);
    let forms = shapes.iter().any(|(s, shape)| matches!(shape, Some(Shape::Form(_))) && !unread.contains(&s.name));
    let mut nearest: Option<Few> = None;
    for (sheet, shape) in shapes.into_iter().filter(|(sheet, _)| !unread.contains(&sheet.name)) {
        match shape {
            Some(Shape::Form(found)) => sheet::read(sheet, &found, reading),
            Some(Shape::Table(_)) if forms => reading.findings.extend(list_beside(sheet)),
            Some(Shape::Table(head)) => table::read(sheet, head, reading),
            Some(Shape::Foreign(few)) if !found.is_empty() => reading.findings.push(without_form(sheet, few.place)),
            Some(Shape::Foreign(few)) => {
                if nearest.as_ref().is_none_or(|n| n.known.len() < few.known.len()) {
                    nearest = Some(few);
                }
            }
            // a file without the form is told as a whole
            None if found.is_empty() => {}
            None => {
                let place = sheet.cells.first().map(|c| c.place.clone());
                reading.findings.extend(place.map(|place| without_form(sheet, place)));
            }
        }
    }
    nearest
}

/// `M058`: a sheet that is passed over.
fn without_form(sheet: &Sheet, place: Place) -> Finding {
    let name = quote(&sheet.name);
    let message =
        msg!("シート「{name}」には様式がないので読みませんでした", "the sheet \"{name}\" does not hold the form");
    Finding::info("M058", message).at(place)
}

/// `M095`: a list of projects in a workbook with their sheets would print each of them twice.
fn list_beside(sheet: &Sheet) -> Option<Finding> {
    let name = quote(&sheet.name);
    let message = msg!(
        "シート「{name}」は表なので読みませんでした（同じブックに様式のシートがあります）",
        "the sheet \"{name}\" is a list and was not read, for the workbook has sheets in the form"
    );
    let hint = msg!(
        "表の方が回答なら、そのシートだけのブックにしてください",
        "if the list is the answer, put it into a workbook of its own"
    );
    Some(Finding::warning("M095", message).at(sheet.cells.first()?.place.clone()).hint(hint))
}

fn same_years(first: &Years, years: &Years, source: &Source, findings: &mut Vec<Finding>) {
    if first != years {
        let message = msg!("ほかの回答と年度が違います", "the years differ from those of the other answers");
        findings.push(Finding::new("M060", Level::Warning, message).at(Place::file(source.file.clone())));
    }
}

/// Counts a slip and keeps it. Of those for which there is no room the last stands for all, so that its file has one.
fn keep(slip: Slip, slips: &mut Vec<Slip>, room: &mut Room) -> bool {
    let kept = room.take(|| slip.place.clone());
    if !kept {
        slips.pop();
    }
    slips.push(slip);
    kept
}

impl Reading<'_> {
    /// Takes a slip that was read, while there is room. `told` findings were there before it: of one for which there is no
    /// room nothing is told but that.
    fn take(&mut self, slip: Slip, told: usize) {
        let kept = if slip.id.is_none() && slip.answers.iter().all(Answer::is_empty) {
            keep(slip, &mut self.blank, &mut self.blank_room)
        } else {
            keep(slip, &mut self.slips, self.room)
        };
        if !kept {
            self.findings.truncate(told);
        }
    }

    /// Keeps slips that nobody filled in, unless others are (`M096`): the blank form beside the answers is none. More of
    /// them in a file than are kept at all are too many (`M132`).
    fn settle_blank(&mut self) {
        let blank = std::mem::take(&mut self.blank);
        let too_many = self.blank_room.is_exceeded();
        if too_many && !self.room.is_exceeded() {
            self.room.clone_from(&self.blank_room);
        }
        if self.slips.is_empty() {
            match too_many {
                true => self.slips = blank,
                false => {
                    for slip in blank {
                        keep(slip, &mut self.slips, self.room);
                    }
                }
            }
            return;
        }
        for slip in blank {
            let message = msg!("何も書かれていない様式です。紙面に載りません", "a blank form is not printed");
            let mut finding = Finding::warning("M096", message);
            finding.place = slip.place;
            self.findings.push(finding);
        }
    }

    /// `M421`: of sheets that a section copied with their ids, the first is the one that was sent.
    fn keep_first_ids(&mut self) {
        let mut seen: HashMap<RowId, Option<Place>> = HashMap::new();
        for slip in &mut self.slips {
            let Some(id) = slip.id.clone() else { continue };
            match seen.get(&id) {
                // data files name their ids themselves: M127 tells of them
                Some(first) if slip.place.as_ref().is_some_and(|place| place.sheet.is_some()) => {
                    slip.id = None;
                    self.findings.push(copied(slip.place.clone(), first.as_ref()));
                }
                Some(_) => {}
                None => drop(seen.insert(id, slip.place.clone())),
            }
        }
    }

    /// Puts an answer into a slip. A second one that says something else is a finding (`M062`).
    fn put(&mut self, slip: &mut Slip, field: usize, mut answer: Answer) {
        let (form, words) = (self.form, self.words);
        let (Some(own), Some(choices)) = (form.fields.get(field), words.boxes.get(field)) else { return };
        for (slot, text) in super::words::read_slots(choices, &answer.text) {
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
        let Some(old) = slip.answers.get_mut(field) else { return };
        if old.is_empty() {
            *old = answer;
            return;
        }
        let same = super::words::normalise(&old.text) == super::words::normalise(&answer.text);
        if same && answer.table.is_none() && answer.notes.is_empty() {
            return;
        }
        let (name, one, two) = (&own.name, quote(&old.text), quote(&answer.text));
        let kept = old.place.as_ref().and_then(|place| place.cell).map(|cell| cell.to_string());
        let (kept_ja, kept_en) = match kept {
            Some(cell) => (format!(" {cell} の答え"), format!("that at {cell}")),
            None => ("先の方".to_owned(), "the first".to_owned()),
        };
        let mut finding = Finding::warning(
            "M062",
            msg!(
                "「{name}」に二通りの答えがあります: 「{one}」と「{two}」。{kept_ja}を載せます",
                "\"{name}\" has two answers, \"{one}\" and \"{two}\"; {kept_en} is printed"
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
