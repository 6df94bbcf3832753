//! The workbook: one worksheet a project, the panels side by side on one grid, ready to be printed on one page.
//!
//! Both panels share the sheet's rows: their row ends are laid over each other, and a cell reaches over as many
//! sheet rows as lie within it. The reader finds the answers by the labels, so the workbook is input again.

use rayon::prelude::*;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

use super::blocks::{Block, Maker, Role};
use super::book::SlipBook;
use super::data::Slips;
use super::fit::{Sizes, columns, shared};
use super::words::{Worded, not_worded};
use crate::Engine;
use crate::finding::Finding;
use crate::form::{BASE_YEAR, CLEAR};
use crate::text::FontChain;
use crate::told::Faults;
use crate::units::Date;
use crate::xlsx::{
    Body, MAX_ROW, PX, SURE, Xlsx, as_text, base, cell_limits, font_of, inch, put, running, saved, set_paper,
    sheet_name, shorten, worst_lines,
};
use crate::xlsx::{WorkbookFacts, not_written, shell};

mod annex;
mod breaks;

/// A sheet so many pages high is still scaled onto one; of a higher one the longest answers go on below.
const SCALED: f64 = 1.3;
const TITLE_HEIGHTS: [u32; 2] = [20, 28];

/// A worksheet before it is written.
pub(super) struct Laid {
    pub name: String,
    pub titles: Vec<String>,
    size: f64,
    pub widths: Vec<u32>,
    heights: Vec<u32>,
    pub cells: Vec<Put>,
    /// Whether the panels are scaled onto one page; if not, pages end before these rows.
    whole: bool,
    breaks: Vec<u32>,
    /// Rows under the panels, with their heights in px; `true` begins a page.
    annex: Vec<(annex::Rest, u32, bool)>,
}

impl Laid {
    /// The usual format of one of its cells.
    pub fn format(&self, book: &Slips, cell: &Put) -> Format {
        format(font_of(&book.form.text.font), self.size, cell)
    }
}

/// A text over a range of its cells.
pub(super) struct Put {
    pub rows: (u32, u32),
    pub cols: (u16, u16),
    pub text: String,
    pub look: Look,
    /// The fields whose answers stand in it.
    pub fields: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Number,
    Label,
    Cell(Role),
}

impl SlipBook {
    /// Writes it as a workbook, one worksheet a project.
    ///
    /// # Errors
    /// `M301`, `M303`, `M304`: a limit of Excel that the data does not keep.
    pub(crate) fn xlsx(&self, engine: &Engine, options: &Xlsx) -> Result<Vec<u8>, Faults> {
        write(engine, &self.slips, options)
    }
}

fn write(engine: &Engine, book: &Slips, options: &Xlsx) -> Result<Vec<u8>, Faults> {
    let words = worded(book)?;
    let sheets = lay_out(engine, book, &words, true)?;
    save(book, &sheets, options).map_err(|error| not_written(&error).into())
}

/// The form's words for the book.
///
/// # Errors
/// `M078`
pub(super) fn worded(book: &Slips) -> Result<Worded, Faults> {
    Worded::new(&book.form, &book.years, &book.meta).map_err(|fault| Finding::error("M078", not_worded(&fault)).into())
}

/// Lays all sheets out; answers that a page does not hold go on below the panels where they may be `cut`.
///
/// # Errors
/// `M301`, `M304`: a limit of Excel that the data does not keep.
pub(super) fn lay_out(engine: &Engine, book: &Slips, words: &Worded, cut: bool) -> Result<Vec<Laid>, Faults> {
    let font = &book.form.text.font;
    let fonts = engine.fonts.chain(font, true).ok_or_else(|| engine.fonts.unknown(font))?;
    let mut sheets: Vec<Laid> =
        (0..book.slips.len()).into_par_iter().map(|s| lay(book, words, &fonts, s, cut)).collect();
    let faults: Vec<Finding> = sheets.iter().zip(&book.slips).flat_map(|(laid, slip)| limits(laid, slip)).collect();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    name(&mut sheets);
    Ok(sheets)
}

/// Cells that Excel cannot hold, at the place of the answer if it is one.
fn limits(laid: &Laid, slip: &super::Slip) -> Vec<Finding> {
    let texts = laid.cells.iter().map(|c| &c.text).chain(laid.annex.iter().map(|(rest, ..)| &rest.text));
    let place = |text: &String| {
        let answer = slip.answers.iter().find(|a| a.text == *text).and_then(|a| a.place.as_ref());
        answer.or(slip.place.as_ref())
    };
    texts.filter_map(|text| cell_limits(text, place(text))).collect()
}

/// Sheet names are the projects' numbers and names, each once.
fn name(sheets: &mut [Laid]) {
    let mut taken = std::collections::HashSet::new();
    for (i, sheet) in sheets.iter_mut().enumerate() {
        let mut name = sheet_name(&sheet.name);
        let mut n = i + 1;
        // Excel compares names without regard to case
        while !taken.insert(name.to_lowercase()) {
            name = format!("{}_{n}", shorten(&sheet_name(&sheet.name), 25));
            n += 1;
        }
        sheet.name = name;
    }
}

/// Height of lines of a size, px.
fn height(pt: f64, lines: usize) -> f64 {
    f64::from(Body::exactly(pt).height_with_spare(lines.max(1)))
}

fn lay(book: &Slips, words: &Worded, fonts: &FontChain, slip: usize, cut: bool) -> Laid {
    let (form, slip) = (&book.form, &book.slips[slip]);
    let sizes = Sizes::of(form);
    let maker = Maker { book, words, slip, sent: &[] };
    let mut panels = maker.panels();
    let begins: Vec<f64> = (0..panels.len()).map(|p| p as f64 * (sizes.panel + sizes.gap)).collect();
    let mut edges = Vec::new();
    for (panel, x) in panels.iter().zip(&begins) {
        let answers = x + sizes.number + sizes.label;
        edges.extend([*x, x + sizes.number, answers, x + sizes.panel]);
        let cells = panel.iter().flat_map(|b| b.rows.iter().flat_map(|r| &r.cells));
        edges.extend(cells.flat_map(|c| [answers + c.from * sizes.content, answers + c.to * sizes.content]));
    }
    let edges: Vec<f64> = edges.into_iter().map(|e| (e * PX).round()).collect();
    let (widths, at) = columns(edges);
    let at = |x: f64| at((x * PX).round()) as u16;
    let room = |pt: f64, width: f64| Body::exactly(pt).room((width * PX) as u32);
    let page = sizes.height * PX * SURE;
    let measure = |panels: &[Vec<Block>], pt: f64| -> Vec<Vec<Vec<f64>>> {
        let lines = |text: &str, width: f64| worst_lines(text, fonts, room(pt, width));
        let block = |b: &Block| {
            let cell = |c: &super::blocks::Cell| height(pt, lines(&c.text, (c.to - c.from) * sizes.content));
            let row = |r: &super::blocks::Row| r.cells.iter().map(cell).fold(height(pt, r.least), f64::max);
            let mut needs: Vec<f64> = b.rows.iter().map(row).collect();
            let wide = if b.number.is_empty() { sizes.number } else { 0.0 };
            let lack = height(pt, lines(&b.label, sizes.label + wide)) - needs.iter().sum::<f64>();
            let grows = b.rows.iter().rposition(|r| r.weight > 0.0).unwrap_or(needs.len().saturating_sub(1));
            if let Some(need) = needs.get_mut(grows) {
                *need += lack.max(0.0);
            }
            needs
        };
        panels.iter().map(|p| p.iter().map(block).collect()).collect()
    };
    let panel_high = |panel: &Vec<Vec<f64>>| panel.iter().flatten().sum::<f64>();
    let high = |needs: &[Vec<Vec<f64>>]| needs.iter().map(panel_high).fold(0.0, f64::max);
    let mut size = form.text.size;
    let mut needs = measure(&panels, size);
    while high(&needs) > page && size - 0.5 >= form.text.floor - 1e-9 {
        size -= 0.5;
        needs = measure(&panels, size);
    }
    let mut cuts = Vec::new();
    let lines = |text: &str| worst_lines(text, fonts, room(size, sizes.content));
    if cut && high(&needs) > page * SCALED {
        while high(&needs) > page {
            let over: Vec<bool> = needs.iter().map(|p| panel_high(p) > page).collect();
            if !annex::shorten(&mut panels, &over, &mut cuts, &lines) {
                break;
            }
            needs = measure(&panels, size);
        }
    }
    let across = sizes.panel * panels.len() as f64 + sizes.gap * (panels.len() as f64 - 1.0);
    let wide = |text: &str| worst_lines(text, fonts, room(size, across));
    let mut y = f64::INFINITY;
    let most = Body::exactly(size).lines_in(MAX_ROW);
    let rests = annex::rests(&panels, &cuts, &lines, &wide, most).into_iter().map(|rest| {
        let need = height(size, wide(&rest.text));
        // a heading stays with some lines of its text
        let new = y + need + if rest.heading { height(size, rest.next) } else { 0.0 } > page;
        y = if new { need } else { y + need };
        (rest, need as u32, new)
    });
    let rests: Vec<(annex::Rest, u32, bool)> = rests.collect();
    let full = high(&needs).max(page);
    let tops: Vec<Vec<Vec<i64>>> = panels.iter().zip(&needs).map(|(panel, needs)| tops(panel, needs, full)).collect();
    let mut ends: Vec<i64> = tops.iter().flatten().flatten().copied().collect();
    ends.sort_unstable();
    ends.dedup();
    // a row higher than Excel allows is several
    let gaps: Vec<(i64, i64)> = ends.windows(2).map(|w| (w[0], w[1])).collect();
    for (from, to) in gaps {
        let most = i64::from(MAX_ROW);
        ends.extend((1..=(to - from - 1) / most).map(|k| from + k * most));
    }
    ends.sort_unstable();
    let row = |y: i64| ends.iter().position(|e| *e == y).unwrap_or(0) as u32;
    let mut cells = Vec::new();
    let mut texts = Vec::new();
    let mut text = |from: i64, to: i64, text: &str, width: f64, centred: bool| {
        let need = height(size, worst_lines(text, fonts, room(size, width))) as i64;
        let from = if centred { from + ((to - from - need) / 2).max(0) } else { from };
        texts.push((from, (from + need).min(to)));
    };
    for ((panel, tops), x) in panels.iter().zip(&tops).zip(&begins) {
        for (block, tops) in panel.iter().zip(tops) {
            let rows = (row(tops[0]), row(tops[tops.len() - 1]).saturating_sub(1));
            let (one, two, answers) = (at(*x), at(x + sizes.number), at(x + sizes.number + sizes.label));
            if !block.number.is_empty() {
                let text = block.number.clone();
                cells.push(Put { rows, cols: (one, two - 1), text, look: Look::Number, fields: Vec::new() });
            }
            let from = if block.number.is_empty() { one } else { two };
            let fields = block.named.clone();
            cells.push(Put { rows, cols: (from, answers - 1), text: block.label.clone(), look: Look::Label, fields });
            text(tops[0], tops[tops.len() - 1], &block.label, sizes.label, true);
            for (r, line) in block.rows.iter().enumerate() {
                for cell in &line.cells {
                    let edge = |share: f64| at(x + sizes.number + sizes.label + share * sizes.content);
                    let rows = (row(tops[r]), row(tops[r + 1]).saturating_sub(1));
                    let width = (cell.to - cell.from) * sizes.content;
                    text(tops[r], tops[r + 1], &cell.text, width, !matches!(cell.role, Role::Text | Role::Note));
                    cells.push(Put {
                        rows,
                        cols: (edge(cell.from), edge(cell.to) - 1),
                        text: cell.text.clone(),
                        look: Look::Cell(cell.role),
                        fields: cell.fields.clone(),
                    });
                }
            }
        }
    }
    let bookmarks: Vec<&str> = form.bookmarks.last().map(|f| slip.answers[*f].text.as_str()).into_iter().collect();
    Laid {
        name: if bookmarks.concat().is_empty() { form.title.clone() } else { bookmarks.concat().replace('\n', "") },
        titles: maker.titles().into_iter().filter(|t| !t.trim().is_empty()).collect(),
        size,
        widths: widths.into_iter().map(|w| w as u32).collect(),
        heights: ends.windows(2).map(|w| (w[1] - w[0]) as u32).collect(),
        cells,
        whole: full <= page * SCALED && rests.is_empty(),
        breaks: if full > page * SCALED { breaks::breaks(&ends, &texts, page as i64) } else { Vec::new() },
        annex: rests,
    }
}

/// Tops of a panel's rows and the end of the last one, px.
fn tops(panel: &[Block], needs: &[Vec<f64>], full: f64) -> Vec<Vec<i64>> {
    let weights: Vec<Vec<f64>> = panel.iter().map(|b| b.rows.iter().map(|r| r.weight).collect()).collect();
    let mut y = 0;
    let mut out = Vec::new();
    for rows in shared(needs, &weights, full) {
        let mut tops = vec![y];
        for height in rows {
            y += height.floor() as i64;
            tops.push(y);
        }
        out.push(tops);
    }
    out
}

fn save(book: &Slips, sheets: &[Laid], options: &Xlsx) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = empty(book, options)?;
    for laid in sheets {
        write_sheet(book, laid, workbook.add_worksheet(), &|_, format| format)?;
    }
    saved(&mut workbook)
}

/// A workbook of the book, without sheets.
pub(super) fn empty(book: &Slips, options: &Xlsx) -> Result<Workbook, XlsxError> {
    let last = book.years.get(BASE_YEAR).copied().unwrap_or(2000);
    shell(&WorkbookFacts {
        title: book.title(),
        plan: book.meta.plan.as_deref(),
        body: book.meta.body.as_deref(),
        form: (&book.form.name, book.form.version),
        date: options.date.unwrap_or(Date::april(last + 1)),
    })
}

/// Writes a sheet, each cell in the format that `dress` makes of the usual one. Gives the row in which the panels begin.
pub(super) fn write_sheet(
    book: &Slips,
    laid: &Laid,
    sheet: &mut Worksheet,
    dress: &dyn Fn(&Put, Format) -> Format,
) -> Result<u32, XlsxError> {
    let font = font_of(&book.form.text.font);
    sheet.set_name(&laid.name)?;
    for (col, width) in (0..).zip(&laid.widths) {
        sheet.set_column_width_pixels(col, *width)?;
    }
    let last = (laid.widths.len() as u16).saturating_sub(1);
    let mut top = 0;
    if let Some(number) = &book.meta.number {
        let format = base(font, 11.0).set_align(FormatAlign::Right).set_align(FormatAlign::VerticalCenter);
        put(sheet, (top, 0), (top, last), number, &format)?;
        sheet.set_row_height_pixels(top, TITLE_HEIGHTS[0])?;
        top += 1;
    }
    for (i, title) in laid.titles.iter().enumerate() {
        let own = i + 1 == laid.titles.len();
        let format = base(font, if own { 13.0 } else { 11.0 })
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        put(sheet, (top, 0), (top, last), title, &if own { format.set_bold() } else { format })?;
        sheet.set_row_height_pixels(top, TITLE_HEIGHTS[usize::from(own)])?;
        top += 1;
    }
    for (row, height) in (top..).zip(&laid.heights) {
        sheet.set_row_height_pixels(row, *height)?;
    }
    for cell in &laid.cells {
        let format = dress(cell, format(font, laid.size, cell));
        let (from, to) = ((top + cell.rows.0, cell.cols.0), (top + cell.rows.1, cell.cols.1));
        put(sheet, from, to, &cell.text, &format)?;
    }
    let mut bottom = top + laid.heights.len() as u32 - 1;
    let mut breaks: Vec<u32> = laid.breaks.iter().map(|row| top + row).collect();
    for (rest, height, new) in &laid.annex {
        bottom += 1;
        sheet.set_row_height_pixels(bottom, *height)?;
        let format = base(font, laid.size).set_text_wrap().set_align(FormatAlign::Left).set_align(FormatAlign::Top);
        let format = if rest.heading { format.set_bold() } else { format };
        put(sheet, (bottom, 0), (bottom, last), &rest.text, &as_text(format, &rest.text))?;
        if *new {
            breaks.push(bottom);
        }
    }
    if !breaks.is_empty() {
        sheet.set_page_breaks(&breaks)?;
    }
    let paper = &book.form.paper;
    set_paper(sheet, paper);
    // the titles are rows of the sheet, so the upper margin is small
    sheet.set_margins(inch(paper.left), inch(paper.right), inch(8.0), inch(paper.bottom), inch(CLEAR), inch(CLEAR));
    sheet.set_footer(running('R', font, 8, "", "&P／&N"));
    sheet.set_print_center_horizontally(true);
    sheet.set_print_fit_to_pages(1, u16::from(laid.whole));
    sheet.set_print_area(0, 0, bottom, last)?;
    sheet.ignore_error_range(0, 0, bottom, last, IgnoreError::NumberStoredAsText)?;
    Ok(top)
}

fn format(font: &str, size: f64, cell: &Put) -> Format {
    let shade = Color::RGB(0x00EE_EEEE);
    let framed = base(font, size).set_text_wrap().set_border(FormatBorder::Thin);
    let across = |align: FormatAlign| framed.clone().set_align(align).set_align(FormatAlign::VerticalCenter);
    let format = match cell.look {
        Look::Number => across(FormatAlign::Center).set_background_color(shade),
        Look::Label => across(FormatAlign::Left).set_background_color(shade),
        Look::Cell(role) => match role {
            Role::Text | Role::Note => framed.clone().set_align(FormatAlign::Left).set_align(FormatAlign::Top),
            Role::Short | Role::Boxes => across(FormatAlign::Left),
            Role::Name(_) => across(FormatAlign::Left).set_bold(),
            Role::Heading => across(FormatAlign::Left).set_bold().set_background_color(shade),
            Role::Column => across(FormatAlign::Center).set_background_color(shade),
            Role::RowLabel => across(FormatAlign::Left).set_background_color(shade),
            Role::Number => across(FormatAlign::Right),
            Role::Middle => across(FormatAlign::Center),
        },
    };
    as_text(format, &cell.text)
}
