//! Writes the workbook of a table paper.

use std::ops::Range;

use rust_xlsxwriter::{FormatAlign, IgnoreError, Worksheet, XlsxError};

use super::data;
use super::fit::{Fit, Fitted, Measured, Rows, share};
use super::formats::{Formats, Look, Stand};
use super::grid::{self, Span};
use crate::finding::Finding;
use crate::form::CLEAR;
use crate::msg;
use crate::table::book::TableBook;
use crate::table::plan::Plan;
use crate::told::{Faults, Told};
use crate::units::Date;
use crate::xlsx::{
    Body, MAX_ROW, WorkbookFacts, Xlsx, cell_limits, font_of, inch, not_written, put, running, saved, set_paper,
    sheet_names, shell, with_line, worst_lines,
};

/// Excel's limit for the page breaks of a sheet.
const MAX_BREAKS: usize = 1_023;
/// The rotation that sets characters upright, one below the other.
const UPRIGHT: i16 = 270;
/// Heights of the rows over the table, px: the plan's name and 資料番号, if any, and the title. They are there for the screen and
/// for reading; in print the page header has them.
const NUMBER_HEIGHT: u32 = 20;
const TITLE_HEIGHT: u32 = 26;

impl TableBook {
    /// Writes it as a workbook with the PDF's texts, merges and page ends, and its rows without merges on a second sheet.
    ///
    /// `M308` where a text is too long for a cell of the second sheet, which is left out then. No value with `M213` a label that page ends would cut; `M301` a text longer than a cell may hold, `M302` more pages than a
    /// sheet may have, `M303` the workbook cannot be written, `M304` more line breaks than a cell may hold.
    pub(crate) fn xlsx(&self, options: &Xlsx) -> Told<Vec<u8>> {
        let tall = self.tall_labels();
        if !tall.is_empty() {
            return Told::nothing(tall.to_vec());
        }
        let beside = data::too_long(&self.plan);
        let written = self.written(beside.is_none(), options);
        Told::from(written).and_then(|bytes| Told::new(bytes, beside.into_iter().collect()))
    }

    fn written(&self, with_data: bool, options: &Xlsx) -> Result<Vec<u8>, Faults> {
        let plan = self.shown();
        let (parts, pages) = grid::parts(plan, &self.plan, &self.table, &self.pages);
        let body = Body::of(self.table.size);
        let fit = Fit { plan, table: &self.table, fonts: &self.fonts, bold: &self.bold, body };
        let Fitted { measured, rows } = fit.fit(parts, pages);
        let stands = fit.stands(&measured, &rows.parts);
        let formats = Formats::new(font_name(self), body.pt);
        let sheet = Sheet { paper: self, plan, measured, rows, stands, formats, over: 0 };
        sheet.check()?;
        sheet.write(&fit, with_data, options).map_err(|error| not_written(&error).into())
    }
}

/// The name under which Windows has the font.
pub(in crate::table) fn font_name(paper: &TableBook) -> &str {
    font_of(&paper.plan.form.text.font)
}

/// What is written of a paper.
pub(in crate::table) struct Sheet<'a> {
    pub paper: &'a TableBook,
    /// What the table shows of the paper's data.
    pub plan: &'a Plan,
    pub measured: Measured,
    pub rows: Rows<'a>,
    /// How the texts of each part stand in their cells.
    pub stands: Vec<Vec<Stand>>,
    pub formats: Formats,
    /// Rows kept free above the header, beside those that the paper has.
    pub over: u32,
}

impl Sheet<'_> {
    fn check(&self) -> Result<(), Faults> {
        let mut findings = Vec::new();
        let plain =
            self.rows.parts.iter().flat_map(|part| part.texts.iter().enumerate().map(|(c, text)| (part.row, c, text)));
        let labels = self.rows.spans.iter().filter_map(|span| Some((self.row_of(span)?, span.col, &span.text)));
        for (row, col, text) in plain.chain(labels) {
            findings.extend(cell_limits(text, self.plan.cell(row, col).place.as_ref()));
        }
        let pages = self.rows.pages.len();
        if pages > MAX_BREAKS + 1 {
            findings.push(
                Finding::error(
                    "M302",
                    msg!(
                        "{pages} ページあり、XLSX の 1 枚のシートの限度（1024 ページ）を超えます",
                        "{pages} pages are more than a sheet may have (1024)"
                    ),
                )
                .hint(msg!("区分ごとに分けて出してください", "write it in several parts")),
            );
        }
        if findings.is_empty() { Ok(()) } else { Err(findings.into()) }
    }

    fn write(&self, fit: &Fit, with_data: bool, options: &Xlsx) -> Result<Vec<u8>, XlsxError> {
        let plan = &self.paper.plan;
        let mut workbook = shell(&WorkbookFacts {
            title: plan.title(),
            plan: plan.meta.plan.as_deref(),
            body: plan.meta.body.as_deref(),
            form: (&plan.form.name, plan.form.version),
            date: options.date.unwrap_or(Date { year: 2000, month: 1, day: 1 }),
        })?;
        let sheet = workbook.add_worksheet();
        let mut names = sheet_names([plan.form.title.as_str(), data::NAME]).into_iter();
        sheet.set_name(names.next().unwrap_or_default())?;
        for (col, width) in (0..).zip(&self.measured.widths) {
            sheet.set_column_width_pixels(col, *width)?;
        }
        self.write_head(sheet)?;
        let (starts, rows) = self.write_rows(sheet)?;
        self.write_labels(sheet, &rows, fit)?;
        self.set_page(sheet, &starts)?;
        self.set_filter(sheet, &starts)?;
        if let Some(name) = names.next().filter(|_| with_data) {
            data::add(&mut workbook, &name, self.paper, &self.formats)?;
        }
        saved(&mut workbook)
    }

    /// The plan's name and 資料番号, the title, the line above the table, and the header rows.
    pub(in crate::table) fn write_head(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let plan = &self.paper.plan;
        let meta = &plan.meta;
        let title_row = u32::from(meta.number.is_some() || meta.plan.is_some());
        let under = title_row.saturating_add(1);
        if title_row > 0 {
            sheet.set_row_height_pixels(0, NUMBER_HEIGHT)?;
        }
        if let Some(name) = &meta.plan {
            sheet.write_string(0, 0, name)?;
        }
        if let Some(number) = &meta.number {
            sheet.write_string_with_format(0, self.last_col(), number, &self.formats.number)?;
        }
        sheet.set_row_height_pixels(title_row, TITLE_HEIGHT)?;
        sheet.write_string_with_format(title_row, 0, plan.title(), &self.formats.title)?;
        if let Some(lead) = &meta.lead {
            sheet.write_string(under, 0, lead)?;
        }
        if let Some(meeting) = &meta.meeting {
            sheet.write_string_with_format(under, self.last_col(), meeting, &self.formats.right)?;
        }
        for (row, height) in (self.header_row()..).zip(&self.measured.header) {
            sheet.set_row_height_pixels(row, *height)?;
        }
        for (cell, text) in self.paper.table.header.cells.iter().zip(&self.measured.headings) {
            let row = self.header_row().saturating_add(cell.row as u32);
            let last_col = cell.col.saturating_add(cell.colspan).saturating_sub(1);
            let last = (row.saturating_add(cell.rowspan as u32).saturating_sub(1), last_col as u16);
            put(sheet, (row, cell.col as u16), last, text, &self.formats.header)?;
        }
        Ok(())
    }

    /// Rows outside the groups. Returns the sheet row with which each part begins with what stands over it, and the row
    /// behind the last one; and the sheet rows of each part.
    fn write_rows(&self, sheet: &mut Worksheet) -> Result<(Vec<u32>, Vec<Range<u32>>), XlsxError> {
        let plan = self.plan;
        let mut row = self.body_row();
        let mut starts = Vec::with_capacity(self.rows.parts.len().saturating_add(1));
        let mut rows = Vec::with_capacity(self.rows.parts.len());
        let parts = self.rows.parts.iter().zip(&self.stands);
        for (((part, stands), height), over) in parts.zip(&self.measured.heights).zip(&self.measured.over) {
            starts.push(row);
            for (text, height) in part.heads.iter().zip(over) {
                sheet.set_row_height_pixels(row, (*height).min(MAX_ROW))?;
                put(sheet, (row, 0), (row, self.last_col()), text, &self.formats.section)?;
                row = row.saturating_add(1);
            }
            // a row that a label makes higher than Excel allows becomes several, and its cells reach over all of them
            let count = height.div_ceil(MAX_ROW);
            let end = row.saturating_add(count);
            for (i, row) in (0..count).zip(row..) {
                sheet.set_row_height_pixels(row, share(*height, count, i))?;
            }
            for (col, (text, stand)) in part.texts.iter().zip(stands).enumerate() {
                if plan.column(col).group.is_some() {
                    continue;
                }
                let cell = plan.cell(part.row, col);
                let look = Look { column: plan.column(col), example: cell.example, stand: *stand };
                let range = ((row, col as u16), (end.saturating_sub(1), col as u16));
                self.put(sheet, range, text, &cell.text, look)?;
            }
            rows.push(row..end);
            row = end;
        }
        if self.rows.parts.is_empty() {
            for col in 0..plan.columns.len() {
                let at = (row, col as u16);
                self.formats.put(sheet, (at, at), "", Look::of(plan.column(col)))?;
            }
            row = row.saturating_add(1);
        }
        starts.push(row);
        Ok((starts, rows))
    }

    /// The merged group cells.
    fn write_labels(&self, sheet: &mut Worksheet, rows: &[Range<u32>], fit: &Fit) -> Result<(), XlsxError> {
        for span in &self.rows.spans {
            let Some(row) = self.row_of(span) else { continue };
            let (cell, column) = (self.plan.cell(row, span.col), self.plan.column(span.col));
            let Some([first, .., last] | [first @ last]) = rows.get(span.parts.clone()) else { continue };
            let (first, last) = (first.start, last.end.saturating_sub(1));
            let range = ((first, span.col as u16), (last, span.col as u16));
            let height: u32 = self.measured.heights.iter().skip(span.parts.start).take(span.parts.len()).sum();
            let needed = fit.body.upright_height(&span.text);
            if column.vertical && needed.is_some_and(|needed| needed <= height) {
                let look = Look { column, example: cell.example, stand: Stand::Top };
                let format = self.formats.text(look, &span.text).clone();
                let turned = format.set_rotation(UPRIGHT).set_align(FormatAlign::Center);
                put(sheet, range.0, range.1, &span.text, &turned)?;
                continue;
            }
            let room = fit.body.room(self.measured.widths.get(span.col).copied().unwrap_or(0));
            let lines = worst_lines(&span.text, fit.fonts, room);
            let stands = self.stands.get(span.parts.clone()).unwrap_or_default();
            let listed = matches!(stands, [stands] if stands.contains(&Stand::Middle));
            let stand = if listed && lines <= 1 { Stand::Middle } else { fit.stand(&span.text, lines, height) };
            let look = Look { column, example: cell.example, stand };
            self.put(sheet, range, &span.text, &cell.text, look)?;
        }
        Ok(())
    }

    /// A text of the paper, or a part of one, which is no number.
    fn put(
        &self,
        sheet: &mut Worksheet,
        range: ((u32, u16), (u32, u16)),
        text: &str,
        whole: &str,
        look: Look,
    ) -> Result<(), XlsxError> {
        match look.column.number.is_some() && text != whole {
            true => put(sheet, range.0, range.1, text, self.formats.text(look, text)),
            false => self.formats.put(sheet, range, text, look),
        }
    }

    /// Rows can be filtered where each is one row of the sheet: under merged cells Excel would show the first row of a
    /// group alone, and refuse to sort.
    fn set_filter(&self, sheet: &mut Worksheet, starts: &[u32]) -> Result<(), XlsxError> {
        let body = self.body_row();
        let rows = self.paper.plan.rows.len();
        let (end, merged) = (starts.last().copied().unwrap_or(0), |span: &Span| span.parts.len() > 1);
        let plain = self.rows.parts.len() == rows && end.saturating_sub(body) as usize == rows;
        if rows > 0 && plain && !self.rows.spans.iter().any(merged) {
            sheet.autofilter(body.saturating_sub(1), 0, end.saturating_sub(1), self.last_col())?;
        }
        Ok(())
    }

    pub(in crate::table) fn set_page(&self, sheet: &mut Worksheet, starts: &[u32]) -> Result<(), XlsxError> {
        let plan = &self.paper.plan;
        let paper = &plan.form.paper;
        set_paper(sheet, paper);
        let (over, under) = ((paper.top - 9.0).max(CLEAR), (paper.bottom - 6.0).max(CLEAR));
        sheet.set_margins(
            inch(paper.left),
            inch(paper.right),
            inch(paper.top),
            inch(paper.bottom),
            inch(over),
            inch(under),
        );
        let font = font_name(self.paper);
        // running texts are scaled with the sheet
        let pt = |size: u32| size.saturating_mul(100).div_ceil(self.measured.scale);
        let number = plan.meta.number.as_deref().unwrap_or("");
        let mut left = running('L', font, pt(11), plan.title(), "");
        let mut right = running('R', font, pt(10), number, "");
        if let Some(meeting) = &plan.meta.meeting {
            right = with_line(right, &left, font, pt(8), meeting);
        }
        if let Some(lead) = &plan.meta.lead {
            left = with_line(left, &right, font, pt(8), lead);
        }
        sheet.set_header(left + &right);
        // the title stands above the table, once
        let below = plan.meta.plan.as_deref().unwrap_or("");
        sheet.set_footer(running('L', font, pt(8), below, "") + &running('R', font, pt(9), "", "&P／&N"));
        sheet.set_print_fit_to_pages(1, 0);
        let (top, bottom) = (self.header_row(), starts.last().copied().unwrap_or(0).saturating_sub(1));
        sheet.set_print_area(top, 0, bottom, self.last_col())?;
        let body = self.body_row();
        sheet.set_repeat_rows(top, body.saturating_sub(1))?;
        let shown = self.plan;
        let labels = (0..shown.columns.len()).take_while(|&c| shown.column(c).group.is_some()).count();
        sheet.set_freeze_panes(body, labels as u16)?;
        let breaks = self.rows.pages.iter().skip(1).filter_map(|page| starts.get(page.start).copied());
        let breaks: Vec<u32> = breaks.collect();
        if !breaks.is_empty() {
            sheet.set_page_breaks(&breaks)?;
        }
        sheet.ignore_error_range(body, 0, bottom, self.last_col(), IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    /// The row behind all that stands above the table.
    pub(in crate::table) fn header_row(&self) -> u32 {
        let meta = &self.paper.plan.meta;
        let lines = [
            true,
            meta.number.is_some() || meta.plan.is_some(),
            meta.lead.is_some() || meta.meeting.is_some(),
            // a title right above would be read as that of the first group
            !self.paper.table.sections.list().is_empty(),
        ];
        lines.into_iter().map(u32::from).fold(self.over, u32::saturating_add)
    }

    /// The row behind the header.
    pub(in crate::table) fn body_row(&self) -> u32 {
        self.header_row().saturating_add(self.measured.header.len() as u32)
    }

    /// The row of the plan with which a group's cell begins.
    fn row_of(&self, span: &Span) -> Option<usize> {
        self.rows.parts.get(span.parts.start).map(|part| part.row)
    }

    pub(in crate::table) fn last_col(&self) -> u16 {
        (self.measured.widths.len() as u16).saturating_sub(1)
    }
}
