//! Groups that stand over tables of their own: their texts as headings, and a table for each.

use super::bookmarks::titles;
use super::pages::{CONTINUED, SetTable};
use super::plan::Plan;
use super::{Stands, TableForm};
use crate::text::{EM, FontChain, Milli, SetCell, printable, set_heading};
use crate::units::MM;

/// Size of a heading, as a share of the text's.
const SIZE: f64 = 1.2;
/// Room between the lines of a heading, as a share of its size.
const LINE_GAP: f64 = 0.4;
/// Room between two headings, and between the last one and its table, pt.
const BETWEEN: f64 = 1.2 * MM;
/// At least so much is free between a table and the heading below it, pt.
const BEFORE: f64 = 4.5 * MM;
/// Headings take no more of a page.
const MOST: f64 = 0.4;

/// The tables of a paper and the headings over them; none where it is one table. Lengths in pt.
#[derive(Debug, Clone, Default)]
pub struct Sections {
    /// Size of a heading.
    pub size: f64,
    /// Room between its lines.
    pub gap: f64,
    /// Room over the table at the top of a page, for the headings that stand there or are repeated.
    pub top: f64,
    list: Vec<Section>,
    /// The plan's column for each of the table's.
    columns: Vec<usize>,
    /// How many columns the plan has.
    all: usize,
}

/// A table and what stands over it.
#[derive(Debug, Clone)]
pub struct Section {
    /// The row with which it begins.
    pub row: usize,
    /// Its headings, outer ones first; those of groups that go on do not begin here.
    pub heads: Vec<SectionHead>,
}

/// A heading over a table.
#[derive(Debug, Clone)]
pub struct SectionHead {
    /// Its level among bookmarks, from 2.
    pub level: usize,
    /// Its group begins with the table.
    pub begins: bool,
    /// The plan's column that it is of.
    pub column: usize,
    /// It stands in no column of the table.
    pub alone: bool,
    /// In one line.
    pub text: String,
    /// Its lines.
    pub set: SetCell,
    /// As it is repeated where its table goes on, or begins on a later page than its group.
    pub again: SetCell,
}

impl Sections {
    /// The headings of a plan over tables as wide as this one, which shows `shown` of it.
    pub fn set(plan: &Plan, shown: &Plan, table: &SetTable, bold: &FontChain) -> Self {
        let headed = plan.form.headed();
        if headed == 0 {
            return Self::default();
        }
        let size = table.size * SIZE;
        let room = (table.width() / size * f64::from(EM)) as Milli;
        let set = |text: &str| set_heading(&printable(text, bold), bold, room, plan.form.text.rules);
        let begun = (0..plan.rows.len()).filter(|&r| plan.begins_group(r, headed));
        let head = |r: usize, (group, level, text): (usize, usize, String)| {
            let column = (0..plan.columns.len()).find(|&c| key_of(plan, c, group))?;
            let spec = plan.column(column);
            let again = if spec.continued { format!("{text}{CONTINUED}") } else { text.clone() };
            let (set, again) = (set(&text), set(&again));
            let alone = spec.stands == Stands::Heading;
            Some(SectionHead { level, begins: plan.begins_group(r, group), column, alone, text, set, again })
        };
        let heads = |r| titles(plan, r).into_iter().filter(|t| t.0 <= headed).filter_map(|t| head(r, t)).collect();
        let list: Vec<Section> = begun.map(|row| Section { row, heads: heads(row) }).collect();
        let columns = (0..plan.columns.len()).filter(|&c| plan.column(c).stands != Stands::Heading).collect();
        let mut out = Self { size, gap: size * LINE_GAP, top: 0.0, list, columns, all: plan.columns.len() };
        debug_assert_eq!(out.columns.len(), shown.columns.len());
        out.top = out.list.iter().map(|section| out.high(section)).fold(0.0, f64::max);
        out
    }

    /// Height of a heading with the room below it.
    pub fn height(&self, head: &SetCell) -> f64 {
        let lines = head.line_count().max(1) as f64;
        lines * self.size + (lines - 1.0) * self.gap + BETWEEN
    }

    /// Height of all headings over a table as they are repeated at the top of a page.
    fn high(&self, section: &Section) -> f64 {
        section.heads.iter().map(|head| self.height(&head.again)).sum()
    }

    /// The table that begins with a row.
    pub fn at(&self, row: usize) -> Option<&Section> {
        self.list.binary_search_by_key(&row, |section| section.row).ok().map(|at| &self.list[at])
    }

    /// The table in which a row stands.
    pub fn of(&self, row: usize) -> Option<&Section> {
        self.list.partition_point(|section| section.row <= row).checked_sub(1).map(|at| &self.list[at])
    }

    /// What stands between the rows of two tables on a page, `header` being the height of a table's header: whole lines
    /// of `pitch`, so that what is below stays on the grid of the page.
    pub fn over(&self, row: usize, header: f64, pitch: f64) -> f64 {
        let Some(section) = self.at(row) else { return 0.0 };
        let heads: f64 = section.heads.iter().filter(|head| head.begins).map(|head| self.height(&head.set)).sum();
        ((BEFORE + heads + header) / pitch - 1e-6).ceil() * pitch
    }

    /// The first row over which the headings take too much of a page.
    pub fn too_high(&self, page: f64) -> Option<&Section> {
        self.list.iter().find(|section| self.high(section) > page * MOST)
    }

    /// The tables in the order of their rows.
    pub fn list(&self) -> &[Section] {
        &self.list
    }

    /// The number of a cell of the plan: its row times the columns, and its column; given its column in the table.
    pub fn number(&self, row: usize, c: usize, shown: usize) -> usize {
        if self.list.is_empty() { row * shown + c } else { row * self.all + self.columns[c] }
    }

    /// The number of the cell that a heading is of.
    pub fn number_of(&self, row: usize, head: &SectionHead) -> usize {
        row * self.all + head.column
    }
}

/// Whether a column is the key of a group that stands over tables.
fn key_of(plan: &Plan, c: usize, group: usize) -> bool {
    let spec = plan.column(c);
    spec.group == Some(group) && spec.key && spec.stands.heads()
}

impl TableForm {
    /// The form without the columns that stand over tables alone; the widest of the others gets their width.
    fn widened(&self) -> Self {
        let mut form = self.clone();
        let hidden: f64 = form.columns.iter().filter(|c| c.stands == Stands::Heading).map(|c| c.width).sum();
        let others = form.columns.iter_mut().filter(|c| c.stands != Stands::Heading);
        if let Some(widest) = others.max_by(|a, b| a.width.total_cmp(&b.width)) {
            widest.width += hidden;
        }
        form
    }
}

/// The plan as its tables show it, without what stands over them alone; `None` where it is one table.
pub fn shown(plan: &Plan) -> Option<Plan> {
    let headed = plan.form.headed();
    if headed == 0 {
        return None;
    }
    let mut out = plan.clone();
    out.parted = (0..plan.rows.len()).filter(|&r| plan.begins_group(r, headed)).collect();
    out.form = plan.form.widened();
    let stays: Vec<bool> = (0..plan.columns.len()).map(|c| plan.column(c).stands != Stands::Heading).collect();
    let mut keep = stays.iter();
    out.columns.retain(|_| keep.next().copied().unwrap_or(true));
    for row in &mut out.rows {
        let mut keep = stays.iter();
        row.cells.retain(|_| keep.next().copied().unwrap_or(true));
    }
    Some(out)
}
