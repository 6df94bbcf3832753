//! The plan data: what the departments answered, in the columns of a form, each text with its place.

mod columns;
mod continued;
mod from_sheet;
mod from_tree;
mod groups;
mod merge;
pub mod check;
mod write;

use crate::finding::{Finding, Place};
use crate::form::{Form, TableColumn, Years};
use crate::msg;
use crate::source::{Body, Source};

pub use merge::merge;
pub(crate) use merge::natural;
pub use write::write_json;

/// What a label carries where it is repeated on a later page.
pub const CONTINUED: &str = "（続き）";

/// One data set for one paper.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The form with the variant that fits the input.
    pub form: Form,
    pub variant: Option<String>,
    pub years: Years,
    pub meta: Meta,
    /// The paper's columns for these years; each row has a cell for each.
    pub columns: Vec<TableColumn>,
    pub rows: Vec<Row>,
}

/// What stands around the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meta {
    /// 計画の名
    pub plan: Option<String>,
    /// 団体の名
    pub body: Option<String>,
    /// 資料番号, in the box at the top right
    pub number: Option<String>,
    /// Title instead of the form's own.
    pub title: Option<String>,
}

/// A row of the paper. Group columns hold their text on every row of the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
}

/// A text with the place where it was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub text: String,
    /// `None` where nothing was typed.
    pub place: Option<Place>,
    /// An example text（例）, not an answer.
    pub example: bool,
}

impl Plan {
    /// The title on the paper.
    pub fn title(&self) -> &str {
        self.meta.title.as_deref().unwrap_or(&self.form.title)
    }

    /// The definition of column `c`.
    pub fn column(&self, c: usize) -> &crate::form::Column {
        &self.form.columns[self.columns[c].spec]
    }

    /// Whether row `r` begins a new group of `level` (or of a level outside it).
    pub fn begins_group(&self, r: usize, level: usize) -> bool {
        r == 0 || groups::differ(self, &self.rows[r - 1], &self.rows[r], level)
    }
}

/// What the caller knows beforehand and the input may not say.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub years: Years,
    pub meta: Meta,
    pub variant: Option<String>,
}

/// Reads one source into plan data. Faults go to `findings`; `None` when the source holds no table of
/// the form.
pub fn read_plan(source: &Source, form: &Form, given: &Given, findings: &mut Vec<Finding>) -> Option<Plan> {
    findings.extend(source.findings.iter().cloned());
    let plan = match &source.body {
        Body::Sheets(sheets) => from_sheet::read(sheets, form, given, findings),
        Body::Tree(node) => from_tree::read(node, form, given, findings),
    };
    if plan.is_none() && !findings.iter().any(|f| f.level == crate::finding::Level::Error) {
        let title = &form.title;
        let heads = form.columns.iter().take(4).map(|c| c.field.as_str()).collect::<Vec<_>>().join("、");
        findings.push(
            Finding::error("M050", msg!("様式「{title}」の表が見つかりません", "no table of the form \"{title}\" was found"))
                .at(Place::file(source.file.clone()))
                .hint(msg!("見出し（{heads} など）のある表を用意してください", "give a table with the headings {heads} and so on")),
        );
    }
    plan
}
