//! Writes the answer workbook of a table.

use std::collections::HashMap;

use rayon::prelude::*;
use rust_xlsxwriter::{
    Format, Workbook, Worksheet, XlsxError, utility::column_number_to_name, utility::row_col_to_cell,
};

use super::cells::Looks;
use super::formulas::{OpenColumn, counter, lacks, shows};
use crate::finding::Finding;
use crate::stamped::asked::{Asked, must};
use crate::stamped::{Mark, RowStamp, Use, own};
use crate::table::book::TableBook;
use crate::table::plan::{Plan, Row};
use crate::table::sheet::{Fit, Formats, Rows, Sheet, font_name};
use crate::told::Faults;
use crate::units::Date;
use crate::xlsx::answer::{
    Fault, Guide, Input, Item, Lists, MAY, MUST, WRONG, add_stamp, bare, comment, fault_text, faults, findings_sheet,
    guide, protect, rule, until,
};
use crate::xlsx::{
    Body, MAX_ROW, WorkbookFacts, Xlsx, cell_limits, not_written, put, saved_to_grow, sheet_name, sheet_text, shell,
};

/// Empty rows behind the last one, for projects that a section adds.
const SPARE: u32 = 10;
/// Text on the screen, pt.
const SIZE: f64 = 10.0;
/// The narrowest column for a label that stands upright in print, em.
const LABEL: f64 = 9.0;
/// Width of 点検, px.
const CHECK_WIDTH: u32 = 180;
const CALL_HEIGHT: u32 = 24;
/// Lines that every row has room for.
const ROOM: usize = 3;
/// What begins the text of a group's first row in its hidden column.
const ASKED: &str = "matome:asked";

struct Answers<'a> {
    book: &'a TableBook,
    asked: Asked<'a>,
    open: Vec<OpenColumn>,
    looks: Looks,
    sheet: Sheet<'a>,
    /// Heights of the rows as they are now, and of a spare one, px.
    heights: Vec<u32>,
    spare: u32,
    /// The group levels whose columns are open, each with a hidden column of its own.
    levels: Vec<usize>,
    marks: HashMap<(usize, usize), Vec<&'a Mark>>,
}

/// Writes it.
///
/// # Errors
/// `M301`, `M303`, `M304`: a limit of Excel that the data does not keep.
pub fn write(book: &TableBook, asked: Asked, options: &Xlsx) -> Result<Vec<u8>, Faults> {
    let cells = book.plan.rows.iter().flat_map(|row| &row.cells);
    let faults: Vec<Finding> =
        cells.filter_map(|cell| cell_limits(&sheet_text(&cell.text), cell.place.as_ref())).collect();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    // a section fills in all columns of one table
    let whole = book.shown.is_some().then(|| book.in_one_table());
    Answers::new(whole.as_ref().unwrap_or(book), asked).write(options).map_err(|error| not_written(&error).into())
}

impl<'a> Answers<'a> {
    fn new(book: &'a TableBook, asked: Asked<'a>) -> Self {
        let plan = &book.plan;
        let body = Body::exactly(SIZE.max(book.table.size));
        let fit = Fit { plan, table: &book.table, fonts: &book.fonts, bold: &book.bold, body };
        let scale = (100.0 * book.table.size / body.pt).floor().clamp(10.0, 100.0) as u32;
        let mut widths = fit.widths(scale);
        for (_, width) in widths.iter_mut().enumerate().filter(|(c, _)| plan.column(*c).vertical) {
            *width = (*width).max((LABEL * body.em) as u32);
        }
        let rooms: Vec<_> = widths.iter().map(|width| body.room(*width)).collect();
        let height = |(r, row): (usize, &Row)| {
            let shown = row.cells.iter().zip(&rooms).enumerate().filter(|(c, _)| shows(plan, r, *c));
            let heights = shown.map(|(_, (cell, room))| fit.height(&sheet_text(&cell.text), *room));
            heights.chain([body.height(ROOM)]).max().unwrap_or(0).min(MAX_ROW)
        };
        let heights = plan.rows.par_iter().enumerate().map(height).collect();
        let font = font_name(book);
        let sheet = Sheet {
            paper: book,
            plan,
            measured: fit.head(widths, scale),
            rows: Rows { parts: Vec::new(), pages: Vec::new(), spans: Vec::new() },
            stands: Vec::new(),
            formats: Formats::new(font, body.pt),
            over: 1,
        };
        let stamps = (plan.columns.len() as u16).saturating_add(1);
        let mut levels: Vec<usize> =
            (0..plan.columns.len()).filter(|&c| asked.is_open(c)).filter_map(|c| plan.column(c).group).collect();
        levels.sort_unstable();
        levels.dedup();
        let musts = must((0..plan.columns.len()).map(|c| (asked.is_open(c), plan.column(c).required)));
        let open = |(c, must): (usize, bool)| OpenColumn {
            at: c,
            field: field(plan, c),
            must,
            limit: plan.column(c).max_chars,
            flag: match plan.column(c).group.and_then(|level| levels.iter().position(|l| *l == level)) {
                Some(at) => stamps.saturating_add(1).saturating_add(at as u16),
                None => stamps,
            },
        };
        let open = (0..).zip(musts).filter(|(c, _)| asked.is_open(*c)).map(open).collect();
        let mut marks: HashMap<(usize, usize), Vec<&Mark>> = HashMap::new();
        for mark in asked.marks {
            if let Some(cell) = mark.cell {
                marks.entry(cell).or_default().push(mark);
            }
        }
        let looks = Looks::new(plan, asked.uses, &sheet.formats, font, body.pt);
        Self { book, asked, open, looks, sheet, heights, spare: body.height(ROOM), levels, marks }
    }

    fn plan(&self) -> &'a Plan {
        &self.book.plan
    }

    fn first(&self) -> u32 {
        self.sheet.body_row()
    }

    /// Sheet columns of 点検 and of the stamps.
    fn check(&self) -> u16 {
        self.plan().columns.len() as u16
    }

    fn stamps(&self) -> u16 {
        self.check().saturating_add(1)
    }

    fn name(&self) -> String {
        sheet_name(&self.plan().form.title)
    }

    fn write(&self, options: &Xlsx) -> Result<Vec<u8>, XlsxError> {
        let plan = self.plan();
        let mut workbook = shell(&WorkbookFacts {
            title: plan.title(),
            plan: plan.meta.plan.as_deref(),
            body: plan.meta.body.as_deref(),
            form: (&plan.form.name, plan.form.version),
            date: options.date.unwrap_or(Date { year: 2000, month: 1, day: 1 }),
        })?;
        let font = font_name(self.book);
        if !self.asked.marks.is_empty() {
            let page = findings_sheet(plan.title(), &self.asked, &self.faults());
            page.write(workbook.add_worksheet(), font, &self.book.fonts)?;
        }
        let mut lists = Lists::default();
        self.write_table(workbook.add_worksheet(), &mut lists)?;
        self.write_guide(&mut workbook, font)?;
        lists.write(&mut workbook)?;
        add_stamp(&mut workbook, self.asked.stamp)?;
        saved_to_grow(&mut workbook, usize::from(!self.asked.marks.is_empty()), self.first())
    }

    fn write_table(&self, sheet: &mut Worksheet, lists: &mut Lists) -> Result<(), XlsxError> {
        let plan = self.plan();
        sheet.set_name(self.name())?;
        for (col, width) in (0..).zip(&self.sheet.measured.widths) {
            sheet.set_column_width_pixels(col, *width)?;
        }
        sheet.set_column_width_pixels(self.check(), CHECK_WIDTH)?;
        self.sheet.write_head(sheet)?;
        let first = self.first();
        let end = first.saturating_add(plan.rows.len() as u32);
        let (last, behind) = (end.saturating_add(SPARE - 1), end.saturating_add(SPARE));
        self.write_call(sheet, first..behind)?;
        put(
            sheet,
            (self.sheet.header_row(), self.check()),
            (first.saturating_sub(1), self.check()),
            own::CHECKED,
            &self.sheet.formats.header,
        )?;
        self.write_rows(sheet)?;
        for row in end..=last {
            sheet.set_row_height_pixels(row, self.spare)?;
            for (col, looks) in (0..).zip(&self.looks.columns) {
                sheet.write_blank(row, col, &looks.spare)?;
            }
            let formula = lacks(plan, &self.open, None, row);
            sheet.write_formula_with_format(row, self.check(), formula, &self.looks.check)?;
        }
        self.set_rules(sheet, first, last, lists)?;
        self.sheet.set_page(sheet, &[first, end])?;
        let hidden = self.stamps().saturating_add(self.levels.len() as u16);
        for col in self.stamps()..=hidden {
            sheet.set_column_hidden(col)?;
        }
        sheet.autofilter(first.saturating_sub(1), 0, last, hidden)?;
        protect(sheet);
        sheet.set_active(self.asked.marks.is_empty());
        Ok(())
    }

    /// The line above the header: until when, to whom, and how many cells are open.
    fn write_call(&self, sheet: &mut Worksheet, rows: std::ops::Range<u32>) -> Result<(), XlsxError> {
        let row = self.sheet.header_row().saturating_sub(1);
        sheet.set_row_height_pixels(row, CALL_HEIGHT)?;
        let text = own::call(&until(self.asked.due, self.asked.contact));
        put(sheet, (row, 0), (row, 0), &text, &self.looks.call)?;
        if self.open.is_empty() {
            return Ok(());
        }
        let formula = counter(self.plan(), &self.open, rows);
        sheet.write_formula_with_format(row, self.check(), formula, &self.looks.counter)?;
        Ok(())
    }

    fn write_rows(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let plan = self.plan();
        let rows = plan.rows.iter().zip(&self.heights).enumerate();
        for ((r, (row, height)), at) in rows.zip(self.first()..) {
            sheet.set_row_height_pixels(at, *height)?;
            for (c, (cell, looks)) in row.cells.iter().zip(&self.looks.columns).enumerate() {
                let col = c as u16;
                if !shows(plan, r, c) {
                    sheet.write_blank(at, col, &looks.shut)?;
                    continue;
                }
                let marks = self.marks.get(&(r, c));
                let text = sheet_text(&cell.text);
                let format: &Format = looks.cell(marks.is_some(), &text);
                put(sheet, (at, col), (at, col), &text, format)?;
                if let Some(marks) = marks {
                    sheet.insert_note(at, col, &comment(own::FAULT, &fault_text(marks.iter().copied())))?;
                }
            }
            let formula = lacks(plan, &self.open, Some(r), at);
            sheet.write_formula_with_format(at, self.check(), formula, &self.looks.check)?;
            let Some(id) = &row.id else { continue };
            let stamp = RowStamp::new(&**id, row.cells.iter().map(|cell| cell.text.as_str()));
            sheet.write_string(at, self.stamps(), stamp.to_cell())?;
            for (level, col) in self.levels.iter().zip(self.stamps().saturating_add(1)..) {
                if plan.begins_group(r, *level) {
                    sheet.write_string(at, col, ASKED)?;
                }
            }
        }
        Ok(())
    }

    /// Rules of input and colours of the open columns, from the first row to the last spare one.
    fn set_rules(&self, sheet: &mut Worksheet, first: u32, last: u32, lists: &mut Lists) -> Result<(), XlsxError> {
        for open in &self.open {
            let col = open.at as u16;
            let cell = row_col_to_cell(first, col);
            sheet.add_data_validation(first, col, last, col, &self.input(open).validation(&cell, lists)?)?;
            if let Some(limit) = open.limit {
                let over = format!("=LEN({})>{limit}", bare(&cell));
                let format = Format::new().set_background_color(WRONG);
                sheet.add_conditional_format(first, col, last, col, &rule(&over, format))?;
            }
            let flag = column_number_to_name(open.flag);
            let blank = format!("=AND(${flag}{}<>\"\",LEN({})=0)", first.saturating_add(1), bare(&cell));
            let format = Format::new().set_background_color(if open.must { MUST } else { MAY });
            sheet.add_conditional_format(first, col, last, col, &rule(&blank, format))?;
        }
        Ok(())
    }

    fn input<'b>(&'b self, open: &'b OpenColumn) -> Input<'b> {
        let plan = self.plan();
        let spec = plan.column(open.at);
        Input {
            field: &open.field,
            must: open.must,
            limit: open.limit,
            choices: &spec.choices,
            strict: plan.form.missing.is_empty(),
            unit: None,
            example: spec.example.as_deref(),
            how: None,
        }
    }

    fn write_guide(&self, workbook: &mut Workbook, font: &str) -> Result<(), XlsxError> {
        let item = |open: &OpenColumn| {
            let input = self.input(open);
            let example = input.example.map(|text| text.trim_start_matches("（例）").to_owned());
            Item { name: open.field.clone(), rules: input.rules(), example: example.unwrap_or_default() }
        };
        let notes = [
            "事業を足すときは、表の下の空いている行に、すべての欄を記入してください。",
            "行を消したり、列を足したりしないでください。終わった事業は、その旨を欄に書いてください。",
            "表の右の「点検」の列に、その行の未記入の欄の数と、字数を超えている欄が出ます。",
            "見出しの ▼ で行を絞り込めます。印刷すると、計画の様式のとおりに出ます。",
        ];
        let guide = guide(&Guide {
            title: self.plan().title(),
            asked: &self.asked,
            items: self.open.iter().map(item).collect(),
            earlier: self.asked.uses.contains(&Use::Last),
            notes: &notes,
        });
        guide.write(workbook.add_worksheet(), font, &self.book.fonts)
    }

    fn faults(&self) -> Vec<Fault<'a>> {
        faults(&self.asked, |row, column| {
            let known = row < self.plan().rows.len() && column < self.plan().columns.len();
            let address = row_col_to_cell(self.first().saturating_add(row as u32), column as u16);
            known.then(|| (self.name(), address, field(self.plan(), column)))
        })
    }
}

/// What a column is called: its block's name too, where several stand side by side.
fn field(plan: &Plan, c: usize) -> String {
    match plan.columns.get(c).and_then(|column| column.block.as_deref()) {
        Some(block) => format!("{block}の{}", plan.column(c).field),
        None => plan.column(c).field.clone(),
    }
}
