//! A table paper, ready to be printed.

use std::sync::OnceLock;

use super::bookmarks::bookmarks;
use super::pages::{Page, SetTable, Slice, cut_pages, explain_pages, explain_row, set_table, tall_labels};
use super::plan::Plan;
use crate::contract::Faces;
use crate::finding::{Finding, Message};
use crate::place::Place;
use crate::text::FontChain;

/// A paper that was read, set in lines and cut into pages.
pub struct TableBook {
    pub(super) plan: Plan,
    /// The plan as its tables show it, where its groups have tables of their own.
    pub(super) shown: Option<Plan>,
    pub(super) table: SetTable,
    pub(super) pages: Vec<Page>,
    pub(super) fonts: FontChain,
    pub(super) bold: FontChain,
    /// Found in all of its texts, for any of its pages.
    pub(super) faces: OnceLock<Faces>,
    /// Labels that no page holds, once they were looked for.
    pub(super) tall: OnceLock<Vec<Finding>>,
}

impl TableBook {
    /// The data that it shows.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The data as its tables show it: without what stands over them alone. Columns of [`Self::table`] are its.
    pub(super) fn shown(&self) -> &Plan {
        self.shown.as_ref().unwrap_or(&self.plan)
    }

    /// The same data in one table, without headings over it.
    pub(super) fn in_one_table(&self) -> Self {
        let table = set_table(&self.plan, &self.fonts, &self.bold);
        let pages = cut_pages(&self.plan, &table);
        let (plan, fonts, bold) = (self.plan.clone(), self.fonts.clone(), self.bold.clone());
        Self { plan, shown: None, table, pages, fonts, bold, faces: OnceLock::new(), tall: OnceLock::new() }
    }

    /// The data, to be changed and set again.
    pub fn into_plan(self) -> Plan {
        self.plan
    }

    /// The lines of its cells.
    pub fn table(&self) -> &SetTable {
        &self.table
    }

    /// Its pages, but for that of counts.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// Why each page ends where it does.
    pub fn explain(&self) -> Vec<Message> {
        explain_pages(self.shown(), &self.table, &self.pages)
    }

    /// What makes a row as high as it is.
    pub(crate) fn explain_row(&self, row: usize) -> Option<Message> {
        (row < self.plan.rows.len()).then(|| explain_row(self.shown(), &self.table, row))
    }

    /// Level, title and page of each group, where it begins.
    pub(crate) fn headings(&self) -> Vec<(usize, String, usize)> {
        let mut out = Vec::new();
        for (page, slices) in self.pages.iter().map(|page| &page.slices).enumerate() {
            for slice in slices.iter().filter(|slice| slice.is_first()) {
                let begins = |level| self.plan.begins_group(slice.row, level);
                // the title of the paper is the first level of its bookmarks
                let begun = bookmarks(&self.plan, slice.row, begins).into_iter();
                out.extend(begun.map(|(level, title)| (level - 1, title, page)));
            }
        }
        out
    }

    /// The pages, from 0, with lines of what was written in a place; of a label that stands for several rows, those of
    /// its own row.
    pub(crate) fn pages_of(&self, place: &Place) -> Vec<usize> {
        let plan = self.shown();
        let over = |slice: &Slice| {
            let columns = (0..self.plan.columns.len()).filter(|&c| self.plan.column(c).stands.heads());
            let mut places = columns.map(|c| self.plan.rows[slice.row].cells[c].place.as_ref());
            places.any(|here| here == Some(place))
        };
        let shows = |slice: &Slice, c: usize| {
            let set = &self.table.rows[slice.row];
            let here = plan.rows[slice.row].cells[c].place.as_ref() == Some(place);
            let again = plan.column(c).group.is_some() || set.continued[c].is_some();
            here && (again || slice.from < set.cells[c].line_count())
        };
        let on = |page: &Page| {
            page.slices.iter().any(|slice| over(slice) || (0..plan.columns.len()).any(|c| shows(slice, c)))
        };
        self.pages.iter().enumerate().filter(|(_, page)| on(page)).map(|(n, _)| n).collect()
    }

    /// `M213`: labels that are higher than a page.
    pub(super) fn tall_labels(&self) -> &[Finding] {
        self.tall.get_or_init(|| tall_labels(self.shown(), &self.table))
    }

    /// The fonts that set it.
    pub(super) fn faces(&self) -> &Faces {
        self.faces.get_or_init(|| self.find_faces())
    }

    fn find_faces(&self) -> Faces {
        let headings = self.plan.columns.iter().flat_map(|c| &c.heading);
        let suffixes = self.plan.form.columns.iter().filter_map(|c| c.suffix.as_ref());
        let own = self.plan.texts_once().chain(headings.chain(suffixes).map(String::as_str));
        Faces::new(&self.fonts, &self.bold, own.chain(self.plan.meta.texts()).chain([self.plan.title()]))
    }
}
