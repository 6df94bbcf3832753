//! Widths and heights in pixels of 1/96 inch, and the scale at which each page of the PDF is one page of
//! the sheet.

use std::ops::Range;

use rayon::prelude::*;

use super::formats::Stand;
use super::grid::{Part, Span, spans};
use super::split::Splitter;
use crate::table::pages::{HeadCell, SetTable};
use crate::table::plan::Plan;
use crate::text::{FontChain, Milli, Rules, set_heading};
use crate::units::MM;
use crate::xlsx::{Body, MAX_ROW, PX, SURE, worst_lines};

/// Up to this share of a page, rows make room for an upright label.
const UPRIGHT_SHARE: f64 = 0.4;
/// A paragraph whose lines take at least this share of a cell's height is spread over it.
const FULL: f64 = 0.6;
/// The smallest size in print, pt. Body text never goes under it to save a page.
const SMALLEST: f64 = 6.1;

/// Room above a text that stands over rows, px.
const OVER: u32 = 6;

/// Widths and heights for one scale.
pub struct Measured {
    pub widths: Vec<u32>,
    pub header: Vec<u32>,
    /// The headings, broken between phrases where they take several lines.
    pub headings: Vec<String>,
    /// Height of each part; above [`MAX_ROW`], where a label asks for it, it takes several rows.
    pub heights: Vec<u32>,
    /// For each part those of what stands over it on lines of its own.
    pub over: Vec<Vec<u32>>,
    /// Percent at which a program prints these widths on one page.
    pub scale: u32,
}

/// What the `i`th of so many rows gets of a height that they share.
pub fn share(height: u32, count: u32, i: u32) -> u32 {
    let rest = height.checked_rem(count).unwrap_or(0);
    height.checked_div(count).unwrap_or(0).saturating_add(u32::from(i < rest))
}

/// The rows of a sheet, its pages and its group cells.
pub struct Rows<'a> {
    pub parts: Vec<Part<'a>>,
    pub pages: Vec<Range<usize>>,
    pub spans: Vec<Span<'a>>,
}

impl Measured {
    /// The height of a part with what stands over it.
    fn whole(&self, part: usize) -> u32 {
        let over = self.over.get(part).map_or(0, |heads| heads.iter().sum());
        self.heights.get(part).copied().unwrap_or(0).saturating_add(over)
    }
}

/// A sheet with its pages.
pub struct Fitted<'a> {
    pub measured: Measured,
    pub rows: Rows<'a>,
}

pub struct Fit<'a, 'p> {
    pub plan: &'a Plan,
    pub table: &'p SetTable,
    pub fonts: &'p FontChain,
    pub bold: &'p FontChain,
    pub body: Body,
}

impl<'a> Fit<'a, '_> {
    /// Finds the largest scale at which every page holds what the PDF's page holds. Where none does, pages
    /// are parted between rows.
    pub fn fit(&self, parts: Vec<Part<'a>>, pages: Vec<Range<usize>>) -> Fitted<'a> {
        let rows = self.rows(parts, pages);
        let percent = |size: f64| 100.0 * size / self.body.pt;
        let largest = (percent(self.table.size).floor() as u32).clamp(10, 100);
        let smallest = (percent(SMALLEST).ceil() as u32).min(largest);
        let (mut low, mut high) = (smallest, largest);
        let mut best = None;
        while low <= high {
            let scale = low.midpoint(high);
            let (measured, split) = self.measure(scale, &rows);
            let room = self.room(&measured);
            let pages = &split.as_ref().unwrap_or(&rows).pages;
            if pages.iter().all(|page| page.clone().map(|part| measured.whole(part)).sum::<u32>() <= room) {
                best = Some((measured, split));
                low = scale.saturating_add(1);
            } else {
                high = scale.saturating_sub(1);
            }
        }
        let mut fitted = match best {
            Some((measured, split)) => Fitted { measured, rows: split.unwrap_or(rows) },
            None => self.part_pages(smallest, rows),
        };
        self.stretch(&mut fitted);
        fitted
    }

    /// Rows that are lower than on paper get what is left of their page, up to their height there.
    fn stretch(&self, fitted: &mut Fitted) {
        let Fitted { measured, rows } = fitted;
        let room = f64::from(self.room(measured)) * SURE;
        let px = PX * 100.0 / f64::from(measured.scale);
        for page in &rows.pages {
            let (Some(heights), Some(parts)) = (measured.heights.get_mut(page.clone()), rows.parts.get(page.clone()))
            else {
                continue;
            };
            let left = room - f64::from(heights.iter().sum::<u32>());
            let lack =
                |(part, height): (&Part, &u32)| (part.on_paper * px).min(f64::from(MAX_ROW)) - f64::from(*height);
            let lacks: Vec<f64> = parts.iter().zip(&*heights).map(lack).map(|l| l.max(0.0)).collect();
            let all: f64 = lacks.iter().sum();
            let share = (left / all).clamp(0.0, 1.0);
            if all > 0.0 {
                for (height, lack) in heights.iter_mut().zip(lacks) {
                    *height = height.saturating_add((lack * share) as u32);
                }
            }
        }
    }

    /// How the texts of each part stand: those of a list in the middle; one that fills its row, over all of it.
    pub fn stands(&self, measured: &Measured, parts: &[Part<'a>]) -> Vec<Vec<Stand>> {
        let rooms: Vec<Milli> = measured.widths.iter().map(|w| self.body.room(*w)).collect();
        let of = |(part, height): (&Part, &u32)| {
            let lines: Vec<usize> =
                part.texts.iter().zip(&rooms).map(|(text, room)| worst_lines(text, self.fonts, *room)).collect();
            if lines.iter().all(|lines| *lines <= 1) {
                return vec![Stand::Middle; lines.len()];
            }
            part.texts.iter().zip(lines).map(|(text, lines)| self.stand(text, lines, *height)).collect()
        };
        parts.par_iter().zip(&measured.heights).map(of).collect()
    }

    /// How a text of so many lines stands in this height. LibreOffice spreads the lines of each paragraph by itself, so
    /// that those of several would stand unevenly.
    pub fn stand(&self, text: &str, lines: usize, height: u32) -> Stand {
        let full = lines > 1 && !text.contains('\n') && f64::from(self.body.height(lines)) >= FULL * f64::from(height);
        if full { Stand::Full } else { Stand::Top }
    }

    fn rows(&self, parts: Vec<Part<'a>>, pages: Vec<Range<usize>>) -> Rows<'a> {
        let spans = spans(self.plan, self.table, &parts, &pages);
        Rows { parts, pages, spans }
    }

    fn part_pages(&self, scale: u32, rows: Rows<'a>) -> Fitted<'a> {
        let (measured, split) = self.measure(scale, &rows);
        let Rows { parts, pages, .. } = split.unwrap_or(rows);
        let room = self.room(&measured);
        let mut parted = Vec::with_capacity(pages.len().saturating_add(8));
        for page in pages {
            let mut start = page.start;
            let mut used = 0_u32;
            for part in page.clone() {
                let height = measured.whole(part);
                if used.saturating_add(height) > room && part > start {
                    parted.push(start..part);
                    (start, used) = (part, 0);
                }
                used = used.saturating_add(height);
            }
            parted.push(start..page.end);
        }
        let rows = self.rows(parts, parted);
        let (measured, split) = self.measure(scale, &rows);
        Fitted { measured, rows: split.unwrap_or(rows) }
    }

    /// Height for rows on a page.
    fn room(&self, measured: &Measured) -> u32 {
        let height = self.table.page_height * PX / f64::from(measured.scale) * 100.0 * SURE;
        (height as u32).saturating_sub(measured.header.iter().sum())
    }

    /// Heights at a scale, and the rows where some had to be split.
    fn measure(&self, scale: u32, rows: &Rows<'a>) -> (Measured, Option<Rows<'a>>) {
        let widths = self.widths(scale);
        let (header, headings) = self.header(&widths);
        let rooms: Vec<Milli> = widths.iter().map(|w| self.body.room(*w)).collect();
        let height =
            |part: &Part| part.texts.iter().zip(&rooms).map(|(text, room)| self.height(text, *room)).max().unwrap_or(0);
        let mut heights: Vec<u32> = rows.parts.par_iter().map(height).collect();
        let split = self.split(rows, &heights, &rooms);
        if let Some(split) = &split {
            heights = split.parts.par_iter().map(height).collect();
        }
        let spans = &split.as_ref().unwrap_or(rows).spans;
        let label = |span: &Span| {
            let across = rooms.get(span.col).map_or(0, |room| self.height(&span.text, *room));
            let most = (self.table.page_height * PX * UPRIGHT_SHARE) as u32;
            let upright = Some(&span.text).filter(|_| self.plan.column(span.col).vertical);
            let upright = upright.and_then(|text| self.body.upright_height(text)).filter(|h| *h <= most);
            across.max(upright.unwrap_or(0))
        };
        let labels: Vec<u32> = spans.par_iter().map(label).collect();
        // rows grow until each label has room beside its part
        for (span, need) in spans.iter().zip(labels) {
            let Some(rows) = heights.get_mut(span.parts.clone()) else { continue };
            let have: u32 = rows.iter().sum();
            let lack = need.saturating_sub(have);
            let count = rows.len() as u32;
            for (i, row) in (0..).zip(rows) {
                *row = row.saturating_add(share(lack, count, i));
            }
        }
        let scale =
            (100.0 * self.paper_width() / f64::from(widths.iter().sum::<u32>())).floor().clamp(10.0, 100.0) as u32;
        let all = self.body.room(widths.iter().sum());
        let over = |part: &Part| part.heads.iter().map(|text| self.head_height(text, all)).collect();
        let over = split.as_ref().unwrap_or(rows).parts.iter().map(over).collect();
        (Measured { widths, header, headings, heights, over, scale }, split)
    }

    /// The rows with those split that are higher than Excel allows; `None` when there are none.
    fn split(&self, rows: &Rows<'a>, heights: &[u32], rooms: &[Milli]) -> Option<Rows<'a>> {
        if heights.iter().all(|height| *height <= MAX_ROW) {
            return None;
        }
        let splitter = Splitter::new(self.plan, self.table, self.body, self.fonts, rooms);
        let mut parts = Vec::with_capacity(rows.parts.len().saturating_add(8));
        let mut pages = Vec::with_capacity(rows.pages.len());
        for page in &rows.pages {
            let start = parts.len();
            let all = rows.parts.iter().skip(page.start).zip(heights.iter().skip(page.start)).take(page.len());
            for (part, height) in all {
                if *height <= MAX_ROW {
                    parts.push(part.clone());
                } else {
                    parts.extend(splitter.split(part));
                }
            }
            pages.push(start..parts.len());
        }
        Some(self.rows(parts, pages))
    }

    /// The header over columns of these widths, without rows.
    pub fn head(&self, widths: Vec<u32>, scale: u32) -> Measured {
        let (header, headings) = self.header(&widths);
        Measured { widths, header, headings, heights: Vec::new(), over: Vec::new(), scale }
    }

    /// The height of a text over rows, with room above it.
    fn head_height(&self, text: &str, room: Milli) -> u32 {
        self.body.height(worst_lines(text, self.bold, room)).saturating_add(OVER)
    }

    /// Column widths that nearly fill the paper at this scale, in the PDF's proportions.
    pub fn widths(&self, scale: u32) -> Vec<u32> {
        let all = self.paper_width() / f64::from(scale) * 100.0 - 1.0;
        let table = self.table.width();
        let wish: Vec<f64> = self.table.columns.iter().map(|c| all * c.width / table).collect();
        let mut widths: Vec<u32> = wish.iter().map(|w| self.body.clear_width(*w)).collect();
        // what rounding left goes to the columns that lost most by it
        let lost = wish.iter().zip(&widths).map(|(wish, width)| wish - f64::from(*width));
        let mut order: Vec<(usize, f64)> = lost.enumerate().collect();
        order.sort_by(|(a, lost_a), (b, lost_b)| lost_b.total_cmp(lost_a).then(a.cmp(b)));
        for (i, _) in order {
            let left = all - f64::from(widths.iter().sum::<u32>());
            if let Some(width) = widths.get_mut(i) {
                *width = (*width).max(self.body.clear_width(f64::from(*width) + left.min(2.0 * self.body.em)));
            }
        }
        widths
    }

    /// Width for the table on paper, px.
    fn paper_width(&self) -> f64 {
        let paper = &self.plan.form.paper;
        (paper.width - paper.left - paper.right) * MM * PX
    }

    /// Heights of the header's rows, and the texts of its cells.
    fn header(&self, widths: &[u32]) -> (Vec<u32>, Vec<String>) {
        let header = &self.table.header;
        let mut rows = vec![self.body.height(1); header.rows.len()];
        let mut headings = vec![String::new(); header.cells.len()];
        let mut order: Vec<(&HeadCell, &mut String)> = header.cells.iter().zip(&mut headings).collect();
        order.sort_by_key(|(cell, _)| (cell.rowspan, cell.row, cell.col));
        for (cell, heading) in order {
            let room = self.body.room(widths.iter().skip(cell.col).take(cell.colspan).sum());
            *heading = self.heading(&cell.text, room);
            let need = self.body.height(worst_lines(heading, self.bold, room));
            let mut own: Vec<&mut u32> = rows.iter_mut().skip(cell.row).take(cell.rowspan).collect();
            let lack = need.saturating_sub(own.iter().map(|height| **height).sum());
            if let Some(last) = own.last_mut() {
                **last = last.saturating_add(lack);
            }
        }
        (rows, headings)
    }

    /// A heading with line breaks between phrases, unless a program might break it further.
    fn heading(&self, text: &str, room: Milli) -> String {
        let set = set_heading(text, self.bold, room, Rules::default());
        let lines: Vec<&str> = set.paras.iter().flat_map(|p| &p.lines).map(|l| l.text.trim_end()).collect();
        let broken = lines.join("\n");
        if worst_lines(&broken, self.bold, room) == lines.len() { broken } else { text.to_owned() }
    }

    /// The height that a text takes in this room.
    pub fn height(&self, text: &str, room: Milli) -> u32 {
        self.body.height_with_spare(worst_lines(text, self.fonts, room))
    }
}
