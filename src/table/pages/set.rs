//! Lines and heights of every cell.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::again::Before;
use super::{CONTINUED, Header};
use crate::form::inset_on_grid;
use crate::table::plan::Plan;
use crate::table::sections::Sections;
use crate::table::{Align, TableColumn, TableForm};
use crate::text::{EM, FontChain, Milli, SetCell, printable, set_cell, set_label, set_spread};
use crate::units::MM;

/// A table set in lines.
#[derive(Debug, Clone)]
pub struct SetTable {
    /// Size of the text.
    pub size: f64,
    /// From one baseline to the next.
    pub pitch: f64,
    /// Room left and right of a text, pt.
    pub inset_x: f64,
    /// As [`inset_on_grid`] makes it.
    pub inset_y: f64,
    /// Its columns, left to right.
    pub columns: Vec<SetColumn>,
    /// Its header.
    pub header: Header,
    /// Rows that did not change since the book was set before are shared with it.
    pub rows: Vec<Arc<SetRow>>,
    /// Height for headings, header and rows on a page.
    pub page_height: f64,
    /// The headings over its tables.
    pub(in crate::table) sections: Sections,
    fonts: FontChain,
}

/// A column's measures, pt.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SetColumn {
    /// Width of the text, a whole number of em: the lines then make a solid grid.
    pub text: Milli,
    /// Width of the column with its insets.
    pub width: f64,
    /// To which side its cells are set.
    pub align: Align,
}

/// A row set in lines.
#[derive(Debug, Clone)]
pub struct SetRow {
    /// A cell for each column. Rows of a group share its label.
    pub cells: Vec<Arc<SetCell>>,
    /// For columns whose repeated text carries （続き）.
    pub continued: Vec<Option<Arc<SetCell>>>,
    /// Of those outside the groups: the line where the text ends, and the lines that it takes when it is repeated.
    again: Vec<(usize, usize)>,
    /// Lines of the tallest cell outside the groups.
    pub lines: usize,
    /// The column of that cell.
    pub tallest: usize,
}

/// A text of more lines is not repeated where its row goes on: （続き） stands alone.
const REPEATED: usize = 8;

/// Whether a text that has ended stands again where its row goes on.
pub fn is_repeated(cell: &SetCell) -> bool {
    cell.line_count() <= REPEATED
}

/// Rounding room, so that a line that fits here fits in Typst.
const SLACK_EM: f64 = 0.02;

/// Sets every cell of the plan.
pub fn set_table(plan: &Plan, fonts: &FontChain, bold: &FontChain) -> SetTable {
    set_table_again(plan, fonts, bold, None)
}

/// As [`set_table`]; rows whose texts a plan had that was set `before`, in the same columns, are not measured again.
pub fn set_table_again(
    plan: &Plan,
    fonts: &FontChain,
    bold: &FontChain,
    before: Option<(&Plan, &SetTable)>,
) -> SetTable {
    let form = &plan.form;
    let style = &form.text;
    let (inset_x, inset_y) = (style.inset_x * MM, inset_on_grid(style.size, style.line_gap, style.inset_y));
    let columns = column_widths(form, &plan.columns);
    let mut table = SetTable {
        size: style.size,
        pitch: style.size * (1.0 + style.line_gap),
        inset_x,
        inset_y,
        header: Header::default(),
        columns,
        rows: Vec::new(),
        sections: Sections::default(),
        page_height: (form.paper.height - form.paper.top - form.paper.bottom) * MM,
        fonts: fonts.clone(),
    };
    table.header = super::header::set_header(plan, &table, bold);
    let before = before.map(|(old, set)| (Before::new(old), set));
    let before = before.filter(|(old, set)| {
        old.has_columns_of(plan) && set.columns == table.columns && set.fonts.is(fonts) && set.size == table.size
    });
    let labels = Labels::new(plan);
    let row = |r: usize| {
        let same = before.as_ref().and_then(|(old, set)| Some(Arc::clone(&set.rows[old.row(plan, r)?])));
        same.unwrap_or_else(|| Arc::new(set_row(plan, &table.columns, r, fonts, &labels)))
    };
    table.rows = (0..plan.rows.len()).into_par_iter().map(row).collect();
    table
}

/// A cell, and as it is repeated with （続き）.
type Both = (Arc<SetCell>, Option<Arc<SetCell>>);

/// The labels of groups, each set once for the rows that have it.
struct Labels {
    /// Of each column in a group: the rows on which its text changes.
    columns: Vec<Vec<(usize, OnceLock<Both>)>>,
}

impl Labels {
    fn new(plan: &Plan) -> Self {
        let begins = |r: usize, c: usize| r == 0 || plan.rows[r - 1].cells[c].text != plan.rows[r].cells[c].text;
        let column = |c: usize| {
            let rows = 0..plan.column(c).group.map_or(0, |_| plan.rows.len());
            rows.filter(|&r| begins(r, c)).map(|r| (r, OnceLock::new())).collect()
        };
        Self { columns: (0..plan.columns.len()).map(column).collect() }
    }

    fn get(&self, r: usize, c: usize, set: impl FnOnce() -> Both) -> Both {
        let column = &self.columns[c];
        let at = column.partition_point(|(begin, _)| *begin <= r).checked_sub(1);
        match at.and_then(|at| column.get(at)) {
            Some((_, label)) => label.get_or_init(set).clone(),
            None => set(),
        }
    }
}

fn set_row(plan: &Plan, columns: &[SetColumn], r: usize, fonts: &FontChain, labels: &Labels) -> SetRow {
    let mut lines = 1;
    let mut tallest = 0;
    let mut cells = Vec::with_capacity(columns.len());
    let mut continued = Vec::with_capacity(columns.len());
    let mut again = Vec::new();
    for (c, column) in columns.iter().enumerate() {
        let spec = plan.column(c);
        let (cell, label) = labels.get(r, c, || set_both(plan, column.text, r, c, fonts));
        if spec.group.is_none() && cell.line_count() > lines {
            lines = cell.line_count();
            tallest = c;
        }
        continued.push(label);
        if let (None, Some(Some(label))) = (spec.group, continued.last()) {
            again.push((cell.line_count(), label.line_count()));
        }
        cells.push(cell);
    }
    SetRow { cells, continued, again, lines, tallest }
}

fn set_both(plan: &Plan, width: Milli, r: usize, c: usize, fonts: &FontChain) -> Both {
    let rules = plan.form.text.rules;
    let text = printable(&plan.rows[r].cells[c].text, fonts);
    let spec = plan.column(c);
    let spread = spec.spread.map(|em| ((em * f64::from(EM)) as Milli).min(width));
    let suffix = spec.suffix.as_deref().filter(|_| !text.trim().is_empty());
    let suffix = suffix.map_or_else(String::new, |suffix| printable(suffix, fonts));
    let spread = spread.and_then(|width| set_spread(&text, &suffix, fonts, width));
    let set = if spec.phrases { set_label } else { set_cell };
    let cell = spread.unwrap_or_else(|| {
        let whole = if suffix.is_empty() { text.clone() } else { format!("{}　{suffix}", text.trim_end()) };
        set(&whole, fonts, width, rules)
    });
    let continued = (spec.continued && !cell.is_empty()).then(|| {
        let label = if spec.group.is_some() || is_repeated(&cell) { text.trim_end() } else { "" };
        Arc::new(set(&format!("{label}{CONTINUED}"), fonts, width, rules))
    });
    (Arc::new(cell), continued)
}

impl SetRow {
    /// Lines that the part from line `from` to `to` needs: a later one holds the repeated texts too.
    pub fn lines_of_part(&self, from: usize, to: usize) -> usize {
        let again = self.again.iter().filter(|(end, _)| from > 0 && *end <= from).map(|(_, lines)| *lines).max();
        (to - from).max(again.unwrap_or(0))
    }

    /// Whether the row can be parted before line `at`.
    pub fn may_part(&self, at: usize) -> bool {
        self.cells.iter().all(|cell| cell.may_part(at))
    }
}

impl SetTable {
    /// The same lines with less between them: `share` of the form's gap.
    pub(in crate::table) fn tighter(&self, plan: &Plan, share: f64, bold: &FontChain) -> Self {
        let style = &plan.form.text;
        let gap = style.line_gap * share;
        let pitch = style.size * (1.0 + gap);
        let mut table = Self { pitch, inset_y: inset_on_grid(style.size, gap, style.inset_y), ..self.clone() };
        table.header = super::header::set_header(plan, &table, bold);
        table
    }

    pub(crate) fn fonts(&self) -> &FontChain {
        &self.fonts
    }

    /// A text as it goes on this paper: 〓 for what its fonts lack.
    pub fn printable(&self, text: &str) -> String {
        printable(text, &self.fonts)
    }

    /// Height of a cell of `lines` lines with its insets: a whole number of pitches.
    pub fn height(&self, lines: usize) -> f64 {
        self.height_within(lines, self.inset_y)
    }

    /// As [`Self::height`], with `inset` pt above and below.
    pub(super) fn height_within(&self, lines: usize, inset: f64) -> f64 {
        self.size + (lines.max(1) as f64 - 1.0) * self.pitch + 2.0 * inset
    }

    /// How many lines fit into a cell of this height.
    pub fn lines_in(&self, height: f64) -> usize {
        let room = height - 2.0 * self.inset_y - self.size;
        if room < -1e-6 { 0 } else { ((room + 1e-6) / self.pitch) as usize + 1 }
    }

    /// Room for rows on a page.
    pub fn body_height(&self) -> f64 {
        self.page_height - self.header.height - self.sections.top
    }

    /// What stands over a row in the middle of a page where a table begins with it: room, headings, header.
    pub fn over(&self, row: usize) -> f64 {
        self.sections.over(row, self.header.height, self.pitch)
    }

    /// Width of all columns, pt.
    pub fn width(&self) -> f64 {
        self.columns.iter().map(|c| c.width).sum()
    }
}

/// Column widths in whole em of text, as near to the definition's mm as the paper allows.
fn column_widths(form: &TableForm, table: &[TableColumn]) -> Vec<SetColumn> {
    let size = form.text.size;
    let inset = 2.0 * form.text.inset_x * MM;
    let wish: Vec<f64> =
        table.iter().map(|c| ((form.columns[c.spec].width * MM - inset) / size - SLACK_EM).max(1.0)).collect();
    let mut ems: Vec<i32> = wish.iter().map(|w| (w.round() as i32).max(1)).collect();
    let room = (form.paper.width - form.paper.left - form.paper.right) * MM;
    let width = |em: i32| (f64::from(em) + SLACK_EM) * size + inset;
    while ems.iter().map(|&e| width(e)).sum::<f64>() > room + 0.01 {
        // the column that gained most by rounding gives an em back; a narrow one keeps what it has
        let Some(i) = (0..ems.len()).filter(|&i| ems[i] > 2).max_by(|&a, &b| {
            let gain = |i: usize| (f64::from(ems[i]) - wish[i]) + f64::from(ems[i]) * 0.01;
            gain(a).total_cmp(&gain(b))
        }) else {
            break;
        };
        ems[i] -= 1;
    }
    // what the whole em leave of a page that the form fills stands behind the texts: the table ends where the page does
    let asked: f64 = table.iter().map(|c| form.columns[c.spec].width * MM).sum();
    let rest = room - ems.iter().map(|&e| width(e)).sum::<f64>();
    let share = if asked > room - FILLED * MM && rest > 0.0 { rest / table.len().max(1) as f64 } else { 0.0 };
    table
        .iter()
        .zip(ems)
        .map(|(c, em)| SetColumn { text: em * EM, width: width(em) + share, align: form.columns[c.spec].align })
        .collect()
}

/// A form whose columns are narrower than the page by more, mm, is not meant to fill it.
const FILLED: f64 = 2.0;
