//! A table paper through Typst.

use std::ops::Range;

use typst_layout::PagedDocument;

use super::book::TableBook;
use super::data::{TableOptions, table_data};
use super::kept::check_kept;
use crate::contract::{Faces, Printing};
use crate::engine::Engine;
use crate::told::Told;
use crate::typeset::{Facts, Inputs, Layout, some_pages};
use crate::units::Date;

/// The layout of a table form without its own.
const USUAL: &str = "shared/table-paper.typ";
/// Up to this many pages are laid out in one go, as one tagged table.
const WHOLE: usize = 150;
/// Pages of a part of a longer paper. Typst holds all it made of a part until the part is done, so that
/// this bounds its memory; each part is a table of its own.
const PART: usize = 50;
/// Parts that are laid out at a time.
const AT_ONCE: usize = 2;

impl TableBook {
    /// The layout of its form.
    pub(crate) fn layout(&self) -> Layout<'_> {
        Layout { folder: &self.plan.form.name, usual: USUAL }
    }

    /// Lays pages out: in one part, or in several if they are many.
    ///
    /// `M210`, `M211`; `M213` a label higher than a page; `M214` a layout of the project's own leaves texts out.
    pub(crate) fn lay_out(&self, engine: &Engine, printing: &Printing) -> Told<PagedDocument> {
        // such a label would run off the page, and its end would be lost
        let tall = self.tall_labels();
        if !tall.is_empty() {
            return Told::nothing(tall.to_vec());
        }
        let faces = self.faces();
        let whole = self.pages.len();
        let asked = printing.pages.clone().unwrap_or(0..usize::MAX);
        // the page of counts stands behind the last page of the paper, and is laid out with it
        let pages = asked.start.min(whole.saturating_sub(1))..asked.end.min(whole);
        let closes = asked.end > whole;
        let all = pages.len();
        let size = if all <= WHOLE { all.max(1) } else { PART };
        let laid = engine.typesetter().in_parts(all, size, AT_ONCE, &|part| {
            let part = pages.start + part.start..pages.start + part.end;
            self.lay_out_part(engine, part, printing, closes, faces)
        });
        match asked.start - pages.start {
            0 => laid,
            before => laid.map(|document| some_pages(&document, before..document.pages().len())),
        }
    }

    /// What its layout gets as `/data.json`, with all pages.
    pub fn layout_data(&self) -> Vec<u8> {
        let part = 0..self.pages.len();
        let options = TableOptions { part, counts: false, last: true, marks: true, traced: false };
        table_data(self, &options, self.faces())
    }

    /// `closes`: the page of counts comes too, behind the last part.
    fn lay_out_part(
        &self,
        engine: &Engine,
        part: Range<usize>,
        printing: &Printing,
        closes: bool,
        faces: &Faces,
    ) -> Told<PagedDocument> {
        let form = &self.plan.form;
        let counts = printing.counts && self.plan.summary().is_some();
        let last = closes && part.end == self.pages.len();
        let computed = part.len() + usize::from(counts && last);
        let (marks, traced) = (printing.marks, printing.traced);
        let options = TableOptions { part: part.clone(), counts, last, marks, traced };
        let data = table_data(self, &options, faces);
        let given = Inputs { data, families: faces.all(), files: Vec::new(), pages: Some(computed) };
        engine.typesetter().compile(self.layout(), given).and_then(|document| {
            let own = |file: String| engine.templates.is_own(&file);
            if own(format!("{}/layout.typ", form.name)) || own("shared/table.typ".to_owned()) {
                let left_out = check_kept(self, part, &document);
                if !left_out.is_empty() {
                    return Told::nothing(left_out);
                }
            }
            Told::new(document, Vec::new())
        })
    }

    /// PDF/A wants a date; without one given it is the first day of the last year reported on.
    pub(crate) fn facts(&self) -> Facts {
        let form = &self.plan.form;
        let last = self.plan.columns.iter().filter_map(|c| c.year).max();
        let year = last.unwrap_or_else(|| form.base_year(&self.plan.years));
        Facts { ident: format!("matome/{}/{}", form.name, self.plan.title()), date: Date::april(year) }
    }
}
