//! What was answered on slips.

use super::definition::SlipForm;
use super::{words, write};
use crate::finding::Finding;
use crate::meta::{Given, Meta, Years};
use crate::msg;
use crate::place::Place;
use crate::row_key::{RowId, RowKey};
use crate::text::drop_unprinted;
use crate::words::{Words, windows_name};

/// The answers of one project, one for each field of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// What the data calls it, whatever it says.
    pub id: Option<RowId>,
    /// In the order of the form's fields.
    pub answers: Vec<Answer>,
    /// The worksheet, row or map that it came from.
    pub place: Option<Place>,
}

/// An answer. Amounts are digits, chosen boxes names with 、 between, chosen options their circled numbers,
/// wherever the input could be understood so; otherwise the text as typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// As typed, or as it could be understood.
    pub text: String,
    /// The table of a results field.
    pub table: Option<ResultTable>,
    /// What stands under the table.
    pub notes: String,
    /// Where it was typed.
    pub place: Option<Place>,
}

/// A small table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultTable {
    /// Headings.
    pub columns: Vec<String>,
    /// Rows, each with a cell a column.
    pub rows: Vec<Vec<String>>,
}

/// Slips of one form and its years, in order.
#[derive(Debug, Clone)]
pub struct Slips {
    /// The form.
    pub form: SlipForm,
    /// Years by the names that its words use.
    pub years: Years,
    /// Plan, body, date and the like.
    pub meta: Meta,
    /// The projects, in order.
    pub slips: Vec<Slip>,
}

impl ResultTable {
    /// Columns that can still be read on a panel; a wider table is printed as lines.
    const MOST: usize = 14;

    /// Gives every row as many cells as the longest has.
    pub(super) fn square(&mut self) {
        let width = self.rows.iter().map(Vec::len).chain([self.columns.len(), 1]).max().unwrap_or(1);
        self.columns.resize(width, String::new());
        self.rows.iter_mut().for_each(|r| r.resize(width, String::new()));
    }

    /// Whether there are too many columns for a table.
    pub(super) fn is_wide(&self) -> bool {
        self.columns.len() > Self::MOST
    }

    /// The rows as lines of text. The tabs, which print as a blank, tell the reader where cells end.
    pub(crate) fn lines(&self) -> String {
        let line = |r: &Vec<String>| r.iter().map(|c| c.replace('\n', " ")).collect::<Vec<_>>().join("\t");
        std::iter::once(&self.columns).chain(&self.rows).map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Answer {
    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.table.is_none() && self.notes.trim().is_empty()
    }
}

impl Slip {
    /// A slip without answers.
    pub fn empty(form: &SlipForm) -> Self {
        Self { id: None, answers: vec![Answer::default(); form.fields.len()], place: None }
    }

    /// What was typed for a field.
    pub(super) fn text(&self, field: usize) -> &str {
        self.answers.get(field).map_or("", |answer| &answer.text)
    }
}

impl Slips {
    /// A book with one sheet that nobody filled in.
    pub fn blank(form: SlipForm, given: &Given) -> Self {
        let years = form.years_for(given);
        let slips = vec![Slip::empty(&form)];
        Self { form, years, meta: given.meta.clone(), slips }
    }

    /// The key of each project: its id, and the words by which the form tells projects apart.
    pub fn keys(&self) -> Vec<RowKey> {
        let key = |slip: &Slip| {
            let words = self.form.key.iter().map(|&f| slip.text(f));
            RowKey::new(slip.id.as_ref(), words)
        };
        self.slips.iter().map(key).collect()
    }

    /// The data, which can be read again.
    pub fn json(&self) -> String {
        write::write_json(self)
    }

    /// A book with some of the slips.
    pub fn part(&self, slips: std::ops::Range<usize>) -> Self {
        let slips = self.slips.get(slips).map(<[Slip]>::to_vec).unwrap_or_default();
        Self { form: self.form.clone(), years: self.years.clone(), meta: self.meta.clone(), slips }
    }

    /// Takes out what leaves no trace on paper, which was told: no output has it.
    pub(crate) fn drop_unprinted(&mut self) {
        self.meta.drop_unprinted();
        for answer in self.slips.iter_mut().flat_map(|slip| &mut slip.answers) {
            let table = answer.table.iter_mut().flat_map(|t| t.columns.iter_mut().chain(t.rows.iter_mut().flatten()));
            [&mut answer.text, &mut answer.notes].into_iter().chain(table).for_each(drop_unprinted);
        }
    }

    /// Every text that was answered.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.slips.iter().flat_map(|s| &s.answers).flat_map(|answer| {
            let table = answer.table.iter().flat_map(|t| t.columns.iter().chain(t.rows.iter().flatten()));
            [&answer.text, &answer.notes].into_iter().chain(table).map(String::as_str)
        })
    }

    /// How much of its form is answered on some slip: from 0 to 1.
    pub(crate) fn filled(&self) -> f64 {
        let fields = self.form.fields.len();
        let filled = (0..fields).filter(|&f| self.slips.iter().any(|slip| !slip.answers[f].is_empty())).count();
        filled as f64 / fields.max(1) as f64
    }

    /// What templates of this book may name.
    pub fn words(&self, meta: &Meta) -> Words {
        words::words(&self.form, &self.years, meta)
    }

    /// The file name of a slip by the form's pattern, valid on Windows.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn file_name(&self, slip: usize, pattern: Option<&str>) -> Result<String, Finding> {
        let pattern = pattern.unwrap_or(&self.form.file);
        let mut words = words::words(&self.form, &self.years, &self.meta);
        for (field, answer) in
            self.form.fields.iter().zip(self.slips.get(slip).into_iter().flat_map(|slip| &slip.answers))
        {
            words.set(&field.name, answer.text.replace('\n', " ").trim());
        }
        let name = words.render(pattern).map_err(|e| {
            let (ja, en) = (&e.ja, &e.en);
            Finding::error(
                "M082",
                msg!("ファイル名「{pattern}」を作れません: {ja}", "cannot word the file name \"{pattern}\": {en}"),
            )
        })?;
        // one pattern serves sheets with and without an answer
        let name: Vec<&str> = name.split('_').filter(|part| !part.trim().is_empty()).collect();
        Ok(windows_name(&name.join("_")))
    }
}

impl Slips {
    /// The title of the whole book.
    pub fn title(&self) -> &str {
        self.meta.title.as_deref().unwrap_or(&self.form.title)
    }
}
