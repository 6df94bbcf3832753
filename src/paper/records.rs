//! The rows of a table, or the projects of slips, as records of fields: what compares, collects or carries data works on
//! them and knows no kind.

use std::borrow::Cow;

use super::Data;
use crate::place::Place;
use crate::row_key::RowId;
use crate::slip::{Answer, Slip};
use crate::table::plan::{Cell, Row};

impl Data {
    /// The names of its fields: 課, 令和7年度時点_実施状況. None for free papers.
    pub fn fields(&self) -> Vec<String> {
        match self {
            Self::Document(_) => Vec::new(),
            _ => (0..self.width()).map(|field| self.path(field).join("_")).collect(),
        }
    }

    /// The keys under which data files have a field: 令和7年度時点, 実施状況.
    pub(crate) fn path(&self, field: usize) -> Vec<&str> {
        match self {
            Self::Table(plan) => {
                let column = &plan.columns[field];
                let name = plan.form.columns[column.spec].field.as_str();
                column.block.as_deref().into_iter().chain([name]).collect()
            }
            Self::Slips(slips) => vec![slips.form.fields[field].name.as_str()],
            Self::Document(_) => Vec::new(),
        }
    }

    /// How many records it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Table(plan) => plan.rows.len(),
            Self::Slips(slips) => slips.slips.len(),
            Self::Document(_) => 0,
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was answered; a results table is its lines. An example text is none.
    pub fn text(&self, record: usize, field: usize) -> Cow<'_, str> {
        match self {
            Self::Table(plan) => {
                let cell = &plan.rows[record].cells[field];
                if cell.example { "".into() } else { cell.text.as_str().into() }
            }
            Self::Slips(slips) => {
                let answer = &slips.slips[record].answers[field];
                match &answer.table {
                    None if answer.notes.is_empty() => answer.text.as_str().into(),
                    table => {
                        let table = table.as_ref().map(|table| table.lines());
                        let parts = [Some(answer.text.clone()), table, Some(answer.notes.clone())];
                        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
                        parts.join("\n").into()
                    }
                }
            }
            Self::Document(_) => "".into(),
        }
    }

    /// Where it was typed, or would have been.
    pub fn place(&self, record: usize, field: usize) -> Option<&Place> {
        match self {
            Self::Table(plan) => plan.rows[record].cells[field].place.as_ref(),
            Self::Slips(slips) => {
                let slip = &slips.slips[record];
                slip.answers[field].place.as_ref().or(slip.place.as_ref())
            }
            Self::Document(_) => None,
        }
    }

    /// Where a record stands.
    pub fn record_place(&self, record: usize) -> Option<&Place> {
        match self {
            Self::Slips(slips) => slips.slips[record].place.as_ref(),
            _ => (0..self.width()).find_map(|field| self.place(record, field)),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Table(plan) => plan.columns.len(),
            Self::Slips(slips) => slips.form.fields.len(),
            Self::Document(_) => 0,
        }
    }

    /// The id that the data gives a record.
    pub fn id(&self, record: usize) -> Option<&RowId> {
        match self {
            Self::Table(plan) => plan.rows[record].id.as_ref(),
            Self::Slips(slips) => slips.slips[record].id.as_ref(),
            Self::Document(_) => None,
        }
    }

    /// What a person calls a record: the last of the words that tell it apart, its name.
    pub fn label(&self, record: usize) -> String {
        let named: Vec<usize> = match self {
            Self::Table(plan) => (0..plan.columns.len()).filter(|&c| plan.names_row(c)).collect(),
            Self::Slips(slips) => slips.form.key.clone(),
            Self::Document(_) => Vec::new(),
        };
        let words = named.into_iter().rev().map(|f| self.text(record, f).split_whitespace().collect::<String>());
        words.into_iter().find(|word| !word.is_empty()).unwrap_or_default()
    }

    /// Whether a field must be answered.
    pub fn is_required(&self, field: usize) -> bool {
        match self {
            Self::Table(plan) => plan.column(field).required,
            Self::Slips(slips) => slips.form.fields[field].required,
            Self::Document(_) => false,
        }
    }

    /// Gives a record an id.
    pub fn set_id(&mut self, record: usize, id: RowId) {
        match self {
            Self::Table(plan) => plan.rows[record].id = Some(id),
            Self::Slips(slips) => slips.slips[record].id = Some(id),
            Self::Document(_) => {}
        }
    }

    /// Takes an answer, with its place, from data of the same form. Nothing happens where the kinds differ.
    pub fn take(&mut self, record: usize, field: usize, from: &Self, other: usize, its: usize) {
        match (self, from) {
            (Self::Table(plan), Self::Table(from)) => {
                plan.rows[record].cells[field] = from.rows[other].cells[its].clone();
            }
            (Self::Slips(slips), Self::Slips(from)) => {
                slips.slips[record].answers[field] = from.slips[other].answers[its].clone();
            }
            _ => {}
        }
    }

    /// Puts a text into a record, with the place where it was typed.
    pub fn put(&mut self, record: usize, field: usize, text: &str, place: Place) {
        match self {
            Self::Table(plan) => {
                plan.rows[record].cells[field] = Cell { text: text.into(), place: Some(place), example: false };
            }
            Self::Slips(slips) => {
                let answer = Answer { text: text.to_owned(), place: Some(place), ..Answer::default() };
                slips.slips[record].answers[field] = answer;
            }
            Self::Document(_) => {}
        }
    }

    /// Some of the records, in this order.
    #[must_use]
    pub fn select(&self, records: &[usize]) -> Self {
        match self {
            Self::Table(plan) => {
                let rows = records.iter().map(|&r| plan.rows[r].clone()).collect();
                Self::Table(Box::new(plan.with_rows(rows)))
            }
            Self::Slips(slips) => {
                let mut some = slips.part(0..0);
                some.slips = records.iter().map(|&r| slips.slips[r].clone()).collect();
                Self::Slips(some)
            }
            Self::Document(_) => self.clone(),
        }
    }

    /// Puts an empty record before another one.
    pub fn insert(&mut self, at: usize) {
        match self {
            Self::Table(plan) => {
                let row = Row { id: None, cells: vec![Default::default(); plan.columns.len()] };
                plan.rows.insert(at, row);
            }
            Self::Slips(slips) => slips.slips.insert(at, Slip::empty(&slips.form)),
            Self::Document(_) => {}
        }
    }
}
