//! The plan data: what the departments answered, in the columns of a form, each text with its place.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod above;
mod bands;
mod beside;
pub mod check;
mod choices;
mod columns;
mod continued;
mod difference;
mod from_sheet;
mod from_tree;
mod groups;
mod header;
mod headings;
mod kept;
mod keys;
mod lines;
mod merge;
mod merged;
mod order;
mod outside;
mod reprint;
mod row;
mod summary;
mod write;
mod years;

use std::borrow::Cow;

use ecow::EcoString;
use regex::Regex;

use super::{TableColumn, TableForm};
use crate::finding::Finding;
use crate::limits::{Limits, ROWS, Room};
use crate::meta::{Given, Meta, Years};
use crate::msg;
use crate::place::Place;
use crate::source::{Body, Source};
use crate::text::without_unprinted;
use crate::told::Told;

use crate::words::kana_order;
pub use continued::{mark_columns, name_columns};
pub(crate) use kept::KeptPlans;
pub(crate) use merge::merge;
pub use row::{Cell, Row};
pub use summary::Count;
pub(in crate::table) use write::head;
pub use write::write_json;

/// What a label carries where it is repeated on a later page.
pub const CONTINUED: &str = "（続き）";

/// How an example text begins.
pub const EXAMPLE: &str = "（例）";

/// One data set for one paper.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The form as it was answered.
    base: TableForm,
    /// The form with the variant that fits the input, as it is printed.
    pub form: TableForm,
    /// How it was answered.
    pub variant: Option<String>,
    /// How it is printed.
    print: Option<String>,
    /// Years by the names that headings use.
    pub years: Years,
    /// Plan, body, date and the like.
    pub meta: Meta,
    /// The paper's columns for these years; each row has a cell for each.
    pub columns: Vec<TableColumn>,
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// The rows that begin a table of their own; none where that follows from the columns.
    pub(in crate::table) parted: Vec<usize>,
}

impl Plan {
    /// A plan with one empty row. `None` when the form's headings cannot be worded.
    pub fn empty(form: TableForm, given: &Given) -> Option<Self> {
        let mut years = form.years.clone();
        years.extend(given.years.clone());
        let columns = form.table(&years).ok()?;
        let rows = vec![Row::empty(columns.len())];
        let base = form;
        let form = given.print.as_deref().and_then(|print| base.print(print)).unwrap_or_else(|| base.clone());
        Some(Self {
            base,
            form,
            variant: given.variant.clone(),
            print: given.print.clone(),
            years,
            meta: given.meta.clone(),
            columns,
            rows,
            parted: Vec::new(),
        })
    }

    /// The same plan with other rows.
    #[must_use]
    pub fn with_rows(&self, rows: Vec<Row>) -> Self {
        let Self { base, form, variant, print, years, meta, columns, rows: _, parted: _ } = self;
        Self {
            base: base.clone(),
            form: form.clone(),
            variant: variant.clone(),
            print: print.clone(),
            years: years.clone(),
            meta: meta.clone(),
            columns: columns.clone(),
            rows,
            parted: Vec::new(),
        }
    }

    /// How it is printed, of the ways that its form has; `None` is the usual one.
    pub fn printed_as(&self) -> Option<&str> {
        self.print.as_deref()
    }

    /// Prints it in another way. `false` where the form has no such way.
    pub fn print_as(&mut self, print: Option<&str>) -> bool {
        let form = match print {
            Some(name) => self.base.print(name),
            None => Some(self.base.clone()),
        };
        let Some(form) = form else { return false };
        let present = |field: &str| self.form.columns.iter().any(|column| column.field == field);
        self.form = form.without_missing(present);
        self.print = print.map(str::to_owned);
        true
    }

    /// Puts the columns' example texts into the empty cells of the first row; a block's into its first year.
    pub fn show_examples(&mut self) {
        let first_year = self.columns.iter().filter_map(|c| c.year).min();
        let Some(first) = self.rows.first_mut() else { return };
        for (column, cell) in self.columns.iter().zip(&mut first.cells) {
            let Some(example) = self.form.spec(column).example.clone() else { continue };
            if column.year.is_some() && column.year != first_year {
                continue;
            }
            if cell.text.is_empty() {
                *cell = Cell { example: example.starts_with(EXAMPLE), text: example.into(), place: None };
            }
        }
    }

    /// Takes out what leaves no trace on paper, which was told: no output has it.
    pub(crate) fn drop_unprinted(&mut self) {
        self.meta.drop_unprinted();
        let mut before: Vec<(EcoString, EcoString)> = vec![Default::default(); self.columns.len()];
        for row in &mut self.rows {
            for (cell, (typed, printed)) in row.cells.iter_mut().zip(&mut before) {
                // the rows of a group go on sharing their text
                if cell.text != *typed {
                    typed.clone_from(&cell.text);
                    *printed = match without_unprinted(typed) {
                        Cow::Owned(text) => text.into(),
                        Cow::Borrowed(_) => typed.clone(),
                    };
                }
                cell.text.clone_from(printed);
            }
        }
    }

    /// Every text; one that rows below each other share is there once.
    pub(crate) fn texts_once(&self) -> impl Iterator<Item = &str> {
        (0..self.columns.len()).flat_map(move |c| {
            let texts = self.rows.iter().map(move |row| row.text(c));
            let before = std::iter::once(None).chain(texts.clone().map(Some));
            texts.zip(before).filter(|(text, before)| Some(*text) != *before).map(|(text, _)| text.as_str())
        })
    }

    /// The title on the paper.
    pub fn title(&self) -> &str {
        self.meta.title.as_deref().unwrap_or(&self.form.title)
    }

    /// The definition of column `c`.
    #[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "whoever asks counts the plan's columns"))]
    pub fn column(&self, c: usize) -> &crate::table::Column {
        self.form.spec(&self.columns[c])
    }

    /// Sorts the rows by a field in the order of 五十音 (JIS X 4061); `false` where there is no such column.
    pub fn sort_by(&mut self, field: &str) -> bool {
        let Some(c) = (0..self.columns.len()).find(|&c| self.column(c).field == field) else { return false };
        let kana = kana_order();
        self.rows.sort_by(|a, b| kana.compare(a.text(c), b.text(c)));
        true
    }

    /// Whether the cell of column `c` begins on row `r`: with the row itself, or with its group, or where the text of a
    /// column changes whose texts may differ within the group.
    pub fn begins_cell(&self, r: usize, c: usize) -> bool {
        let column = self.column(c);
        let Some(level) = column.group else { return true };
        let other = |before: usize| self.cell(before, c).text != self.cell(r, c).text;
        self.begins_group(r, level) || (column.may_differ && r.checked_sub(1).is_some_and(other))
    }

    /// How much of its form holds a text in some row: from 0 to 1.
    pub(crate) fn filled(&self) -> f64 {
        let columns = self.base.columns.len();
        let has = |spec: usize| {
            let mut own = self.columns.iter().enumerate().filter(|(_, column)| column.spec == spec);
            own.any(|(c, _)| self.rows.iter().any(|row| !row.text(c).trim().is_empty()))
        };
        let filled = (0..self.form.columns.len()).filter(|&spec| has(spec)).count();
        filled as f64 / columns.max(1) as f64
    }

    /// Whether row `r` begins a new group of `level` (or of a level outside it).
    pub fn begins_group(&self, r: usize, level: usize) -> bool {
        let before = r.checked_sub(1).and_then(|before| self.rows.get(before));
        let differ = |(before, row)| groups::differ(self, before, row, level);
        self.parted.binary_search(&r).is_ok() || before.zip(self.rows.get(r)).is_none_or(differ)
    }
}

/// Whether a file that was read may be of another form: nothing of this one, or much that is none of it.
pub(crate) fn is_doubtful(plan: Option<&Plan>, findings: &[Finding]) -> bool {
    let strange = findings.iter().filter(|f| matches!(f.code.0, "M050" | "M051" | "M052" | "M053" | "M057" | "M059"));
    plan.is_none_or(|plan| plan.rows.is_empty()) || strange.count() >= 3
}

/// Reads one source into plan data. No value when the source holds no table of the form.
/// Neither when it has more rows than are read (`M132`).
pub fn read_plan(source: &Source, form: &TableForm, given: &Given) -> Told<Plan> {
    let mut room = Room::new(ROWS, &Limits::default());
    let told = read_plan_within(source, form, given, &mut room);
    match room.fault() {
        Some(fault) => told.and_then(|_| Told::nothing(fault)),
        None => told,
    }
}

/// As [`read_plan`], with what room other sources left; rows that had none are counted.
pub(crate) fn read_plan_within(source: &Source, form: &TableForm, given: &Given, room: &mut Room) -> Told<Plan> {
    let mut findings = source.findings.clone();
    let plan = match &source.body {
        Body::Sheets(sheets) => from_sheet::read(sheets, form, given, room, &mut findings),
        Body::Tree(node) => from_tree::read(node, form, given, room, &mut findings),
        // no table: told below
        Body::Text(_) => Err(None),
    };
    let file = || Place::file(source.file.clone());
    if plan.as_ref().is_ok_and(|p| p.rows.is_empty()) && !findings.iter().any(|f| f.code.0 == "M087") {
        findings.push(
            Finding::warning("M066", msg!("表に行が一つもありません", "the table has no row"))
                .at(file())
                .hint(msg!("空のまま返ってきていないか、確かめてください", "make sure that it was not returned empty")),
        );
    }
    let plan = plan.map_err(|seen| {
        // of a file that is none of the form nothing is printed: what hangs on it is not told
        findings.retain(|f| f.code.0 == "M007");
        findings.push(outside::no_table(form, seen.as_ref()).at(file()));
    });
    let plan = plan.ok();
    match plan {
        Some(plan) => Told::new(plan, findings),
        None => Told::nothing(findings),
    }
}

/// A pattern of the program's own.
#[cfg_attr(not(test), expect(clippy::expect_used, reason = "it does not depend on what is read"))]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern")
}
