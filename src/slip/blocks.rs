//! A slip as rows of cells: official words and answers where they stand, before sizes are known.

use super::definition::FieldKind;
use super::read::{amount, options};
use super::words::{PLAN, Phrase, Worded, WordedItem, WordedPart};
use super::{ResultTable, Slip, Slips};
use crate::words::grouped;

/// A numbered item.
pub struct Block {
    pub number: String,
    pub label: String,
    /// The fields whose answers stand in the label.
    pub named: Vec<usize>,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub cells: Vec<Cell>,
    /// Share of the spare height; 0 for a row that is as high as its text.
    pub weight: f64,
    /// Lines that stay even when nothing is typed.
    pub least: usize,
}

/// A cell of a row; `from` and `to` are shares of the answer column's width.
pub struct Cell {
    pub from: f64,
    pub to: f64,
    pub text: String,
    pub role: Role,
    /// The field whose answer stands here and may go on in a 別紙.
    pub answer: Option<usize>,
    /// The fields whose answers stand in it.
    pub fields: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    /// The project's name: a heading for readers, nested by its depth.
    Name(usize),
    /// A short answer, in the middle of its height.
    Short,
    /// Check boxes in lines.
    Boxes,
    /// A shaded bar.
    Heading,
    /// Head of a column, of a row of a small table.
    Column,
    RowLabel,
    Number,
    /// A short text in the middle of its cell.
    Middle,
    /// Official small print.
    Note,
}

/// Share of the width for the label of a choice.
const CHOICE: f64 = 0.66;
/// Blank for a fill-in.
const BLANK: &str = "　　　　　";
/// Widths between which a small table's columns are, em before they are made to fill the panel.
const NARROWEST: f64 = 3.0;
const WIDEST: f64 = 20.0;
/// A longer text of a small table is set from the left, em.
const SENTENCE: f64 = 12.0;

pub struct Maker<'a> {
    pub book: &'a Slips,
    pub words: &'a Worded,
    pub slip: &'a Slip,
    /// Answers to be given as 「別紙1のとおり」 instead: field and number.
    pub sent: &'a [(usize, usize)],
}

impl Maker<'_> {
    /// The panels' items.
    pub fn panels(&self) -> Vec<Vec<Block>> {
        self.words.panels.iter().map(|panel| panel.iter().map(|item| self.block(item)).collect()).collect()
    }

    pub fn titles(&self) -> Vec<String> {
        self.words.titles.iter().map(|t| t.fill(|f| self.text(f))).collect()
    }

    fn text(&self, field: usize) -> String {
        if field == PLAN {
            return self.book.meta.plan.clone().unwrap_or_default();
        }
        match self.sent.iter().find(|(f, _)| *f == field) {
            Some((_, n)) => as_annexed(*n),
            None => self.slip.answers[field].text.clone(),
        }
    }

    /// A phrase with its slots filled; an empty slot keeps room to write.
    fn filled(&self, phrase: &Phrase) -> String {
        phrase.fill(|f| match self.text(f) {
            text if text.is_empty() => BLANK.to_owned(),
            text => text,
        })
    }

    fn block(&self, item: &WordedItem) -> Block {
        let label = item.label.fill(|f| match self.text(f) {
            text if text.is_empty() => "　　".to_owned(),
            text => text,
        });
        let mut rows: Vec<Row> = Vec::new();
        for part in &item.parts {
            match part {
                WordedPart::Heading(h) => rows.push(one(h.fill(|f| self.text(f)), Role::Heading, slots(h))),
                WordedPart::Text { show, strong, weight } => {
                    let name = show.slots().iter().find_map(|f| self.book.form.bookmarks.iter().position(|b| b == f));
                    let plain = if *weight > 0.0 { Role::Text } else { Role::Short };
                    let role = name.map_or(plain, Role::Name);
                    let parts: Vec<String> = show.slots().iter().map(|f| self.text(*f)).collect();
                    let text = if parts.iter().any(String::is_empty) && show.plain().is_empty() {
                        parts.concat()
                    } else {
                        show.fill(|f| self.text(f))
                    };
                    let role = if *strong && role == plain { Role::Name(0) } else { role };
                    let least = if *weight > 0.0 { 2 } else { 1 };
                    let longest = show.slots().iter().zip(&parts).max_by_key(|(_, text)| text.len()).map(|(f, _)| *f);
                    let cell = Cell { fields: slots(show), ..full(text, role, longest) };
                    rows.push(Row { cells: vec![cell], weight: *weight, least });
                }
                WordedPart::Boxes(field) => rows.push(one(self.boxes(*field), Role::Boxes, self.box_fields(*field))),
                WordedPart::Amounts(list) => rows.extend(self.amounts(list)),
                WordedPart::Results { field, weight } => self.results(*field, *weight, &mut rows),
                WordedPart::Choice { field, label } => {
                    let answer = self.text(*field);
                    let none = matches!(&self.book.form.fields[*field].kind, FieldKind::Choice { none: Some(n), .. } if *n == answer);
                    let answer = if none || options(&answer).is_some() { answer } else { answer.trim().to_owned() };
                    rows.push(Row {
                        cells: vec![
                            Cell {
                                from: 0.0,
                                to: CHOICE,
                                text: self.filled(label),
                                role: Role::Short,
                                answer: None,
                                fields: slots(label),
                            },
                            Cell {
                                from: CHOICE,
                                to: 1.0,
                                text: format!("→ {answer}"),
                                role: Role::Middle,
                                answer: None,
                                fields: vec![*field],
                            },
                        ],
                        weight: 0.0,
                        least: 1,
                    });
                }
                WordedPart::Legend { legend, lead } => {
                    let legend = &self.words.legends[*legend];
                    let options: Vec<String> = legend.iter().map(|o| self.filled(o)).collect();
                    let fields = legend.iter().flat_map(slots).collect();
                    rows.push(one(format!("{lead}\n{}", options.join("　")), Role::Note, fields));
                }
            }
        }
        Block { number: item.number.clone(), label, named: slots(&item.label), rows }
    }

    fn boxes(&self, field: usize) -> String {
        let chosen = &self.slip.answers[field].text;
        let names: Vec<&str> = chosen.split('、').collect();
        let count = self.words.boxes[field].len();
        let known = |n: &str| n.is_empty() || (0..count).any(|i| self.words.box_name(field, i) == n);
        if !names.iter().all(|n| known(n)) {
            // what could not be understood is printed as typed
            return chosen.clone();
        }
        let boxes = self.words.boxes[field].iter().enumerate().map(|(i, phrase)| {
            let on = names.contains(&self.words.box_name(field, i).as_str());
            format!("{}{}", if on { '■' } else { '□' }, self.filled(phrase))
        });
        boxes.collect::<Vec<_>>().join("　")
    }

    /// The field of check boxes, and those of their fill-ins.
    fn box_fields(&self, field: usize) -> Vec<usize> {
        std::iter::once(field).chain(self.words.boxes[field].iter().flat_map(slots)).collect()
    }

    fn amounts(&self, list: &[usize]) -> [Row; 2] {
        let width = 1.0 / list.len().max(1) as f64;
        let cells = |role: Role, text: &dyn Fn(usize) -> String| {
            let cell = |(i, &f): (usize, &usize)| Cell {
                from: i as f64 * width,
                to: (i + 1) as f64 * width,
                text: text(f),
                role,
                answer: None,
                fields: if role == Role::Number { vec![f] } else { Vec::new() },
            };
            list.iter().enumerate().map(cell).collect()
        };
        let heads = cells(Role::Column, &|f| self.words.headings[f][0].clone());
        let values = cells(Role::Number, &|f| {
            let FieldKind::Amount { unit } = &self.book.form.fields[f].kind else { return self.text(f) };
            match amount(&self.text(f), unit) {
                Some(digits) => format!("{}{unit}", grouped(&digits)),
                None if self.text(f).is_empty() => unit.clone(),
                None => self.text(f),
            }
        });
        [Row { cells: heads, weight: 0.0, least: 1 }, Row { cells: values, weight: 0.0, least: 1 }]
    }

    fn results(&self, field: usize, weight: f64, rows: &mut Vec<Row>) {
        let answer = &self.slip.answers[field];
        let sent = self.sent.iter().any(|(f, _)| *f == field);
        let table = answer.table.as_ref().filter(|_| !sent);
        let lines = table.filter(|t| t.is_wide()).map(ResultTable::lines);
        let table = table.filter(|_| lines.is_none());
        if table.is_none() || !answer.text.is_empty() {
            let text: Vec<String> =
                [Some(self.text(field)), lines].into_iter().flatten().filter(|t| !t.is_empty()).collect();
            rows.push(Row {
                cells: vec![full(text.join("\n"), Role::Text, Some(field))],
                // a table stays right under its text
                weight: if table.is_some() { 0.0 } else { weight },
                least: if table.is_some() { 1 } else { 2 },
            });
        }
        if let Some(table) = table {
            rows.extend(grid_rows(table, field));
        }
        if !answer.notes.is_empty() && !sent {
            rows.push(one(answer.notes.clone(), Role::Text, vec![field]));
        }
    }
}

/// What stands for an answer that is whole in a 別紙.
pub fn as_annexed(number: usize) -> String {
    format!("別紙{number}のとおり")
}

/// The fields in a phrase.
fn slots(phrase: &Phrase) -> Vec<usize> {
    phrase.slots().iter().copied().filter(|f| *f != PLAN).collect()
}

/// The rows of a field's small table, its head first. Columns are as wide as their texts ask for; columns of numbers are
/// all of one width.
pub fn grid_rows(table: &ResultTable, field: usize) -> Vec<Row> {
    let numeric = |t: &str| t.chars().next().is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let column = |i: usize| table.rows.iter().filter_map(move |r| r.get(i)).map(String::as_str);
    let kinds: Vec<Role> = (0..table.columns.len())
        .map(|i| match i {
            0 => Role::RowLabel,
            _ if column(i).any(|t| width(t) > SENTENCE) => Role::Short,
            _ => Role::Middle,
        })
        .collect();
    let figures = |i: usize| kinds[i] == Role::Middle && column(i).any(numeric);
    let natural =
        |i: usize| column(i).chain([table.columns[i].as_str()]).map(width).fold(NARROWEST, f64::max).min(WIDEST);
    let widest_figures = (0..kinds.len()).filter(|&i| figures(i)).map(natural).fold(0.0, f64::max);
    let widths: Vec<f64> = (0..kinds.len()).map(|i| if figures(i) { widest_figures } else { natural(i) }).collect();
    let all: f64 = widths.iter().sum();
    let edges: Vec<f64> = std::iter::once(0.0)
        .chain(widths.iter().scan(0.0, |x, w| {
            *x += w / all;
            Some(*x)
        }))
        .collect();
    let line = |texts: &[String], head: bool| {
        let cells = texts.iter().enumerate().map(|(i, text)| {
            let role = match kinds[i] {
                _ if head => Role::Column,
                Role::Middle if numeric(text) => Role::Number,
                kind => kind,
            };
            let to = if i + 1 == texts.len() { 1.0 } else { edges[i + 1] };
            Cell { from: edges[i], to, text: text.clone(), role, answer: None, fields: vec![field] }
        });
        Row { cells: cells.collect(), weight: 0.0, least: 1 }
    };
    let mut rows = vec![line(&table.columns, true)];
    rows.extend(table.rows.iter().map(|r| line(r, false)));
    rows
}

/// The longest line of a text in em.
fn width(text: &str) -> f64 {
    let em = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
    text.lines().map(|line| line.chars().map(em).sum()).fold(0.0, f64::max)
}

fn full(text: String, role: Role, answer: Option<usize>) -> Cell {
    Cell { from: 0.0, to: 1.0, text, role, answer, fields: answer.into_iter().collect() }
}

fn one(text: String, role: Role, fields: Vec<usize>) -> Row {
    Row { cells: vec![Cell { fields, ..full(text, role, None) }], weight: 0.0, least: 1 }
}
