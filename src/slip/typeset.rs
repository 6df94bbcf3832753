//! Slips through Typst: a few sheets at a time, on all cores.

use std::ops::Range;

use typst_layout::PagedDocument;

use super::book::SlipBook;
use super::contract;
use crate::contract::{Faces, Printing};
use crate::engine::Engine;
use crate::form::BASE_YEAR;
use crate::told::Told;
use crate::typeset::{Facts, Inputs, Layout, some_pages};
use crate::units::Date;

/// Sheets of a part. Typst holds all it made of a part until the part is done.
const PART: usize = 12;
/// Parts that are laid out before Typst's caches are cleared.
const ROUND: usize = 4;
/// The layout of a slip without its own.
const USUAL: &str = "shared/slip-paper.typ";

impl SlipBook {
    /// The layout of its form.
    pub(crate) fn layout(&self) -> Layout<'_> {
        Layout { folder: &self.slips.form.name, usual: USUAL }
    }

    /// Lays sheets out; of pages that are named, the sheets on which they stand.
    ///
    /// `M210` Typst refuses the layout, `M211` more or fewer pages than computed.
    pub(crate) fn lay_out(&self, engine: &Engine, printing: &Printing) -> Told<PagedDocument> {
        let (plain, bold) = match engine.chains(&self.slips.form.text.font) {
            Ok(chains) => chains,
            Err(fault) => return Told::nothing(fault),
        };
        let faces =
            Faces::new(&plain, &bold, self.slips.texts().chain(self.slips.meta.texts()).chain(self.slips.form.texts()));
        let families = faces.all();
        let all = 0..self.set.len();
        let (sheets, before) = printing.pages.as_ref().map_or((all, 0), |pages| self.sheets_of(pages));
        let laid = engine.typesetter().in_parts(sheets.len(), PART, ROUND, &|part: Range<usize>| {
            let part = sheets.start + part.start..sheets.start + part.end;
            let pages: usize = self.set[part.clone()].iter().map(|s| s.pages.len()).sum();
            let data = contract::data(self, part, &faces, &plain, printing);
            let given = Inputs { data, families: families.clone(), files: Vec::new(), pages: Some(pages) };
            engine.typesetter().compile(self.layout(), given)
        });
        match &printing.pages {
            None => laid,
            Some(pages) => laid.map(|document| some_pages(&document, pages.start - before..pages.end - before)),
        }
    }

    /// The same paper always has the same name; PDF/A's date is the day after the year reported on.
    pub(crate) fn facts(&self) -> Facts {
        let form = &self.slips.form;
        let (title, sheets) = (self.slips.title(), self.set.len());
        let name = self.set.first().map_or(String::new(), |s| s.bookmarks.join("/"));
        Facts {
            ident: format!("matome/{}/{title}/{name}/{sheets}", form.name),
            date: Date::april(self.slips.years.get(BASE_YEAR).copied().unwrap_or(2000) + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem, Point};

    use super::*;
    use crate::source::{Format, read_bytes};

    fn texts(frame: &Frame, at: Point, out: &mut Vec<(f64, f64, f64, String)>) {
        for (offset, item) in frame.items() {
            let here = at + *offset;
            match item {
                FrameItem::Group(group) => texts(&group.frame, here, out),
                FrameItem::Text(t) => out.push((here.x.to_pt(), here.y.to_pt(), t.size.to_pt(), t.text.to_string())),
                _ => {}
            }
        }
    }

    /// The lines of all answers of a sheet stand on one grid, in the same distance below their rules, and none is nearer
    /// to a rule than the inset; the texts of a 別紙 are on it too.
    #[test]
    fn answers_stand_on_the_grid_of_their_sheet_and_keep_off_the_rules() {
        let town = include_bytes!("../../data/town/evaluation.json").to_vec();
        let engine = Engine::new();
        let form = engine.form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        let source = read_bytes(town, "個票.json", Format::Json).unwrap();
        let given = crate::meta::Given::default();
        let mut slips = crate::slip::read(&engine, &form, &[&source], &given).value_or_faults().unwrap().part(0..6);
        // more than a sheet holds
        for answer in slips.slips[0].answers.iter_mut().filter(|a| a.text.chars().count() > 40) {
            answer.text = answer.text.repeat(20);
        }
        let book = crate::slip::set(&engine, slips, None).value_or_faults().unwrap();
        let printing = Printing { marks: false, ..Printing::whole(false) };
        let document = book.lay_out(&engine, &printing).value_or_faults().unwrap();
        let set = &book.set;
        let mm = crate::units::MM;
        let (left, top) = (form.paper.left * mm, form.paper.top * mm);
        let (mut seen, mut below) = (0, 0);
        for (page, laid) in set.iter().flat_map(|s| &s.pages).zip(document.pages()) {
            let mut found = Vec::new();
            texts(&laid.frame, Point::zero(), &mut found);
            found.retain(|t| !t.3.trim().is_empty());
            let (pitch, inset) = (page.size + page.gap, page.inset_y);
            let on_grid = |(_, y, size, text): &(f64, f64, f64, String)| {
                let line = (y - 0.88 * size - top - inset) / pitch;
                assert!((line - line.round()).abs() < 0.01, "{text:?} stands {line} lines below the first");
            };
            for table in &page.tables {
                let sum = |list: &[f64]| list.iter().sum::<f64>();
                for cell in &table.cells {
                    let (x, y) =
                        (left + table.x + sum(&table.widths[..cell.x]), top + table.y + sum(&table.heights[..cell.y]));
                    let width = sum(&table.widths[cell.x..cell.x + cell.colspan]);
                    let height = sum(&table.heights[cell.y..cell.y + cell.rowspan]);
                    let inside = found.iter().filter(|t| t.0 >= x && t.0 < x + width && t.1 > y && t.1 < y + height);
                    for laid in inside {
                        let (_, ty, size, text) = laid;
                        let (above, below) = (ty - 0.88 * size - y, y + height - ty - 0.12 * size);
                        assert!(
                            above >= inset - 0.05 && below >= inset - 0.05,
                            "{text:?}: {above} and {below} to the rules"
                        );
                        if cell.kind == "text" && *size == page.size {
                            on_grid(laid);
                            seen += 1;
                        }
                    }
                }
            }
            for text in page.texts.iter().filter(|t| !t.bold) {
                let first = found.iter().find(|t| t.0 >= left + text.x - 0.01 && t.1 > top + text.y);
                on_grid(first.unwrap());
                below += 1;
            }
        }
        assert!(seen > 90 && below > 2, "{seen} lines of answers, {below} texts of a 別紙");
    }
}
