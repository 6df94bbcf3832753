//! Widths and heights in pixels of 1/96 inch, and the scale at which each page of the PDF is one page of
//! the sheet.

use std::ops::Range;

use rayon::prelude::*;

use super::grid::{Part, Span, spans};
use super::wrap::worst_lines;
use crate::pages::{MM, SetTable};
use crate::plan::Plan;
use crate::text::{FontChain, Milli};

/// Excel's highest row is 409.5 pt, 546 px.
pub const MAX_ROW: u32 = 545;
/// Pixels of 1/96 inch in a point.
const PX: f64 = 4.0 / 3.0;
/// Room beside the text of a column. Excel keeps 5 px free, LibreOffice 3; with less than half an em over
/// that no further half-width character fits, and the text stays clear of the rule.
const SIDES: u32 = 8;
/// What is counted as lost at the sides.
const LOST: u32 = 7;
/// Cells of so many lines get one line more.
const SPARE_FROM: usize = 3;
/// Share of a page that rows may fill.
const SURE_HEIGHT: f64 = 0.98;
/// The smallest size in print, pt. Body text never goes under it to save a page.
const SMALLEST: f64 = 6.1;

/// Sizes of the body text in the sheet.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// Size in px, a whole number: then every character is as wide on the screen as in print.
    pub px: u32,
}

impl Body {
    /// 8.25 pt (11 px), or the form's size where that is larger.
    pub fn of(size: f64) -> Self {
        Self { px: ((size * PX).round() as u32).max(11) }
    }

    pub fn pt(self) -> f64 {
        f64::from(self.px) / PX
    }

    /// Excel puts 3 px between lines of a font whose ascent and descent make 1 em (MS ゴシック, BIZ UDゴシック);
    /// LibreOffice puts none.
    fn height(self, lines: usize) -> u32 {
        let line = f64::from(self.px) * 1.02 + 3.0;
        (line * lines as f64).ceil() as u32 + 3
    }
}

/// A sheet measured for one scale.
pub struct Fitted<'a> {
    pub widths: Vec<u32>,
    pub header: Vec<u32>,
    /// Height of each part; above [`MAX_ROW`] it takes several rows.
    pub heights: Vec<u32>,
    pub pages: Vec<Range<usize>>,
    pub spans: Vec<Span<'a>>,
    /// Percent at which the sheet prints.
    pub scale: u32,
}

pub struct Fit<'a, 'p> {
    pub plan: &'a Plan,
    pub table: &'p SetTable,
    pub fonts: &'p FontChain,
    pub bold: &'p FontChain,
    pub parts: &'p [Part<'a>],
    pub body: Body,
}

impl<'a> Fit<'a, '_> {
    /// Finds the largest scale at which every page holds what the PDF's page holds. Where none does, pages
    /// are parted between rows.
    pub fn fit(&self, pages: Vec<Range<usize>>) -> Fitted<'a> {
        let spans = spans(self.plan, self.parts, &pages);
        let percent = |size: f64| 100.0 * size / self.body.pt();
        let largest = (percent(self.table.size).floor() as u32).clamp(10, 100);
        let smallest = (percent(SMALLEST).ceil() as u32).min(largest);
        let holds = |scale: u32| {
            let (widths, header, heights) = self.measure(scale, &spans);
            let room = self.room(scale, &header);
            let all = pages.iter().all(|page| heights[page.clone()].iter().sum::<u32>() <= room);
            (all, widths, header, heights)
        };
        let (mut low, mut high) = (smallest, largest);
        let mut best = None;
        while low <= high {
            let scale = low.midpoint(high);
            let (all, widths, header, heights) = holds(scale);
            if all {
                best = Some((scale, widths, header, heights));
                low = scale + 1;
            } else {
                high = scale - 1;
            }
        }
        if let Some((scale, widths, header, heights)) = best {
            return Fitted { widths, header, heights, pages, spans, scale };
        }
        self.part_pages(smallest, &pages, &spans)
    }

    fn part_pages(&self, scale: u32, pages: &[Range<usize>], spans_before: &[Span<'a>]) -> Fitted<'a> {
        let (_, header, heights) = self.measure(scale, spans_before);
        let room = self.room(scale, &header);
        let mut parted = Vec::with_capacity(pages.len() + 8);
        for page in pages {
            let mut start = page.start;
            let mut used = 0;
            for part in page.clone() {
                if used + heights[part] > room && part > start {
                    parted.push(start..part);
                    (start, used) = (part, 0);
                }
                used += heights[part];
            }
            parted.push(start..page.end);
        }
        let spans = spans(self.plan, self.parts, &parted);
        let (widths, header, heights) = self.measure(scale, &spans);
        Fitted { widths, header, heights, pages: parted, spans, scale }
    }

    /// Height for rows on a page.
    fn room(&self, scale: u32, header: &[u32]) -> u32 {
        let height = self.table.page_height * PX / f64::from(scale) * 100.0 * SURE_HEIGHT;
        (height as u32).saturating_sub(header.iter().sum())
    }

    /// Widths of columns, heights of header rows and parts.
    fn measure(&self, scale: u32, spans: &[Span]) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
        let widths = self.widths(scale);
        let header = self.header(&widths);
        let ems: Vec<Milli> = widths.iter().map(|w| self.ems(*w)).collect();
        let mut heights: Vec<u32> = self
            .parts
            .par_iter()
            .map(|part| part.texts.iter().zip(&ems).map(|(text, em)| self.height(text, *em)).max().unwrap_or(0))
            .collect();
        let labels: Vec<u32> = spans.par_iter().map(|span| self.height(&span.text, ems[span.col])).collect();
        for (span, need) in spans.iter().zip(labels) {
            let rows = &mut heights[span.parts.clone()];
            let have: u32 = rows.iter().sum();
            let lack = need.saturating_sub(have);
            let count = rows.len() as u32;
            for (i, row) in (0..).zip(rows) {
                *row += lack / count + u32::from(i < lack % count);
            }
        }
        (widths, header, heights)
    }

    /// Column widths in whole em that fill the paper at this scale, in the PDF's proportions.
    fn widths(&self, scale: u32) -> Vec<u32> {
        let paper = &self.plan.form.paper;
        // a pixel or two less than the paper, so that the program rounds the scale to this one
        let all = (paper.width - paper.left - paper.right) * MM * PX / f64::from(scale) * 100.0 - 2.0;
        let (em, table) = (f64::from(self.body.px), self.table.width());
        let wish: Vec<f64> = self.table.columns.iter().map(|c| (all * c.width / table - f64::from(SIDES)) / em).collect();
        let mut widths: Vec<u32> = wish.iter().map(|w| (w.floor().max(1.0) as u32) * self.body.px + SIDES).collect();
        let mut left = (all as u32).saturating_sub(widths.iter().sum());
        // whole em to the columns that lost most by rounding
        let mut order: Vec<usize> = (0..widths.len()).collect();
        order.sort_by(|&a, &b| wish[b].fract().total_cmp(&wish[a].fract()).then(a.cmp(&b)));
        for i in order {
            if left >= self.body.px {
                widths[i] += self.body.px;
                left -= self.body.px;
            }
        }
        widths
    }

    fn header(&self, widths: &[u32]) -> Vec<u32> {
        let header = &self.table.header;
        let mut rows = vec![self.body.height(1); header.rows.len()];
        let mut cells: Vec<_> = header.cells.iter().collect();
        cells.sort_by_key(|c| (c.rowspan, c.row, c.col));
        for cell in cells {
            let width = widths[cell.col..cell.col + cell.colspan].iter().sum();
            let need = self.body.height(worst_lines(&cell.text, self.bold, self.ems(width)));
            let have: u32 = rows[cell.row..cell.row + cell.rowspan].iter().sum();
            rows[cell.row + cell.rowspan - 1] += need.saturating_sub(have);
        }
        rows
    }

    /// Room for text in a column, thousandths of the body's em.
    fn ems(&self, width: u32) -> Milli {
        (1000 * width.saturating_sub(LOST) / self.body.px) as Milli
    }

    fn height(&self, text: &str, em: Milli) -> u32 {
        let lines = worst_lines(text, self.fonts, em);
        self.body.height(if lines < SPARE_FROM { lines } else { lines + 1 })
    }
}
