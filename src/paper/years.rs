//! The year's change: the same rows under other years, an id for each, and whose each is.

use super::Data;
use crate::finding::Finding;
use crate::form::{Roles, parted};
use crate::meta::{Meta, Years};
use crate::msg;
use crate::row_key::made_ids;
use crate::told::Told;

impl Data {
    /// The same rows or projects under other years; years that are not given stay. What is of the plan stays, an answer
    /// of a table's block goes to the block of its year, and what has no place in the new years is told and left out:
    /// this data, as it is, keeps it.
    ///
    /// `M450` headings that cannot be worded for these years, `M451` (info) answers that are left out, `M452` a free
    /// paper, which has no years.
    pub fn in_years(&self, years: &Years) -> Told<Self> {
        match self {
            Self::Table(plan) => plan.in_years(years).map(|plan| Self::Table(Box::new(plan))),
            Self::Slips(slips) => slips.in_years(years).map(Self::Slips),
            Self::Document(_) => {
                let message = msg!("文書の様式に年度ごとの回答はありません", "a free paper has no answers of a year");
                Told::new(self.clone(), vec![Finding::info("M452", message)])
            }
        }
    }

    /// The years that its words name.
    pub fn years(&self) -> Years {
        match self {
            Self::Table(plan) => plan.years.clone(),
            Self::Slips(slips) => slips.years.clone(),
            Self::Document(_) => Years::new(),
        }
    }

    /// Leaves to its project what the project says of it: a data file that says it too would have to be kept in step.
    pub(crate) fn leave_to(&mut self, around: &Meta) {
        let meta = match self {
            Self::Table(plan) => &mut plan.meta,
            Self::Slips(slips) => &mut slips.meta,
            Self::Document(_) => return,
        };
        for (own, said) in [
            (&mut meta.plan, &around.plan),
            (&mut meta.body, &around.body),
            (&mut meta.number, &around.number),
            (&mut meta.title, &around.title),
        ] {
            if own == said {
                *own = None;
            }
        }
    }

    /// With an id for each row or project that has none. It is made of the words that name it, so that the same data
    /// get the same ids.
    #[must_use]
    pub fn with_ids(mut self) -> Self {
        let made = made_ids(&self.keys());
        match &mut self {
            Self::Table(plan) => {
                for (row, id) in plan.rows.iter_mut().zip(made).filter(|(_, id)| id.is_some()) {
                    row.id = id;
                }
            }
            Self::Slips(slips) => {
                for (slip, id) in slips.slips.iter_mut().zip(made).filter(|(_, id)| id.is_some()) {
                    slip.id = id;
                }
            }
            Self::Document(_) => {}
        }
        self
    }

    /// Who answers a row or project: bureau (局区) and section (課). Each is empty where nothing says it.
    pub fn section(&self, row: usize) -> (String, String) {
        let (roles, texts): (Roles, Vec<&str>) = match self {
            Self::Table(plan) => {
                let cells = plan.rows.get(row).map_or(&[][..], |row| &row.cells);
                (plan.roles(), cells.iter().map(|cell| cell.text.as_str()).collect())
            }
            Self::Slips(slips) => {
                let answers = slips.slips.get(row).map_or(&[][..], |slip| &slip.answers);
                (slips.form.roles(), answers.iter().map(|answer| answer.text.as_str()).collect())
            }
            Self::Document(_) => return Default::default(),
        };
        match roles.names(|n| texts.get(n).copied().unwrap_or_default()) {
            (Some(bureau), section) => (bureau.trim().to_owned(), section.trim().to_owned()),
            (None, both) => parted(both),
        }
    }
}
