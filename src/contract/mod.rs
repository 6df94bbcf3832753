//! What every layout gets in the virtual file `/data.json`: paper, fonts, and texts in finished lines.
//!
//! A user's text is only ever a JSON string here, so it reaches Typst as data and never as code.

mod body;
mod faces;

use std::ops::Range;

use serde::Serialize;

use crate::form;
use crate::units::MM;

pub use body::{Body, Ends};
pub use faces::Faces;

/// Paper and margins, pt.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PageBox {
    width: f64,
    height: f64,
    top: f64,
    bottom: f64,
    left: f64,
    right: f64,
}

impl PageBox {
    pub fn of(paper: &form::PaperFormat) -> Self {
        let &form::PaperFormat { width, height, top, bottom, left, right, .. } = paper;
        let [width, height, top, bottom, left, right] = [width, height, top, bottom, left, right].map(|mm| mm * MM);
        Self { width, height, top, bottom, left, right }
    }

    /// With so much more room, pt, over its texts.
    pub fn lowered(self, by: f64) -> Self {
        Self { top: self.top + by, ..self }
    }
}

/// What of a paper is printed, and with what.
#[derive(Debug, Clone)]
pub(crate) struct Printing {
    /// Pages, from 0; all where none are named.
    pub pages: Option<Range<usize>>,
    /// With the page of counts, if the form has one.
    pub counts: bool,
    /// With 資料番号 and page numbers; in a packet they are the packet's.
    pub marks: bool,
    /// With marks that tell which text each line is of.
    pub traced: bool,
}

impl Printing {
    /// The whole paper as it is printed.
    pub fn whole(counts: bool) -> Self {
        Self { pages: None, counts, marks: true, traced: false }
    }
}
