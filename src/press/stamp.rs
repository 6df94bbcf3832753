//! Stamps on guests' pages: 資料番号 in a box at the top, the page number at the foot, where there is no ink.

use super::draw::{Pen, Sheet};
use super::ink::Ink;
use super::size::Size;
use crate::finding::Finding;
use crate::form::CLEAR;
use crate::units::MM;

/// How stamps look and where they are wished. The defaults are the look of matome's own papers.
#[derive(Debug, Clone, PartialEq)]
pub struct StampStyle {
    /// Family of the figures.
    pub font: String,
    /// Size of the 資料番号 in pt.
    pub number_size: f64,
    /// From the right edge of the paper to the box, in mm.
    pub number_right: f64,
    /// From the upper edge of the paper to the box, in mm.
    pub number_top: f64,
    /// Size of the page number in pt.
    pub page_size: f64,
    /// From the lower edge of the paper to the page number, in mm.
    pub page_foot: f64,
    /// Paper without ink round a stamp, in mm.
    pub clear: f64,
}

impl Default for StampStyle {
    fn default() -> Self {
        Self {
            font: "BIZ UDGothic".to_owned(),
            number_size: 10.0,
            number_right: 12.0,
            number_top: 8.0,
            page_size: 9.0,
            page_foot: 8.0,
            clear: 1.5,
        }
    }
}

/// The box round a 資料番号 (`number-box` of templates/shared/table.typ).
const STROKE: f64 = 0.6;
const PADDING: (f64, f64) = (2.0 * MM, 1.2 * MM);
/// Digits and kanji stand so high over the baseline and so low under it, in em.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = 0.12;

/// A stamp, drawn on a sheet of its own size.
pub(crate) struct Stamp {
    pub sheet: Sheet,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Page,
}

impl Stamp {
    pub fn new(kind: Kind, text: &str, style: &StampStyle, pen: &Pen, findings: &mut Vec<Finding>) -> Self {
        let text = pen.clean(text, findings).replace('\n', " ");
        let (size, padding) = match kind {
            Kind::Number => (style.number_size, PADDING),
            Kind::Page => (style.page_size, (0.0, 0.0)),
        };
        let edge = if kind == Kind::Number { STROKE } else { 0.0 };
        let (width, height) = (pen.width(&text, size, false), size * (ASCENT + DESCENT));
        let mut sheet = Sheet::new(width + 2.0 * (padding.0 + edge / 2.0), height + 2.0 * (padding.1 + edge / 2.0));
        if kind == Kind::Number {
            sheet.frame([edge / 2.0, edge / 2.0, sheet.width - edge, sheet.height - edge], edge);
        }
        sheet.text(padding.0 + edge / 2.0, padding.1 + edge / 2.0 + size * DESCENT, size, false, &text);
        Self { sheet, kind }
    }

    /// Width and height in mm.
    pub fn size(&self) -> Size {
        Size::of_points(self.sheet.width, self.sheet.height)
    }

    /// Where the stamp is wished on a paper: its left and upper edge in mm from the upper left corner.
    pub fn wished(&self, paper: Size, style: &StampStyle) -> (f64, f64) {
        let own = self.size();
        match self.kind {
            Kind::Number => (paper.width - style.number_right - own.width, style.number_top),
            Kind::Page => ((paper.width - own.width) / 2.0, paper.height - style.page_foot - own.height),
        }
    }

    /// The strip along its edge that it needs if it finds no free spot, in mm.
    pub fn strip(&self, style: &StampStyle) -> f64 {
        let offset = if self.kind == Kind::Number { style.number_top } else { style.page_foot };
        offset + self.size().height + style.clear
    }

    /// A spot without ink: as wished, nearer to the edge, along the edge, in the other corner.
    pub fn spot(&self, paper: Size, ink: &Ink, style: &StampStyle) -> Option<(f64, f64)> {
        let own = self.size();
        let (x, y) = self.wished(paper, style);
        let rightmost = paper.width - own.width - style.number_right.max(CLEAR);
        let leftmost = style.number_right.max(CLEAR);
        // away from the wished place, to both sides, as far as the corners
        let steps = (1..).map(|n| f64::from(n) * STEP).take_while(|d| *d < paper.width);
        let along = std::iter::once(0.0).chain(steps.flat_map(|d| [-d, d])).map(|d| x + d);
        let corners = [rightmost, leftmost];
        let near = along.clone().filter(|at| (at - x).abs() <= NEAR);
        let columns = near.chain(corners).chain(along).filter(|at| *at >= leftmost - 0.01 && *at <= rightmost + 0.01);
        let outward = if self.kind == Kind::Number { y.min(CLEAR) } else { y.max(paper.height - CLEAR - own.height) };
        let mut spots = columns.flat_map(|at| [(at, y), (at, (y + outward) / 2.0), (at, outward)]);
        if self.kind == Kind::Page {
            let apart = spots.clone().find(|spot| self.is_free(*spot, ink, APART, style.clear));
            if apart.is_some() {
                return apart;
            }
        }
        spots.find(|spot| self.is_free(*spot, ink, style.clear, style.clear))
    }

    fn is_free(&self, (left, top): (f64, f64), ink: &Ink, beside: f64, over: f64) -> bool {
        let own = self.size();
        // the paper ends sooner than the clear room
        let (x, y) = ((left - beside).max(0.0), (top - over).max(0.0));
        ink.is_free(x, y, left + own.width + beside - x, top + own.height + over - y)
    }
}

/// A page number so close to the guest's own reads as one with it, in mm.
const APART: f64 = 12.0;

/// Spots are tried so far apart, in mm.
const STEP: f64 = 3.0;
/// A stamp that moved no farther still looks as if it stood in its place, in mm.
const NEAR: f64 = 45.0;
