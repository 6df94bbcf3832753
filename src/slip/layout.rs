//! Pages of a slip as the layout gets them. Lengths in pt, from the top left of the text area.

use serde::Serialize;

use crate::contract::{self, Ends};
use crate::text::{EM, SetCell};

/// A project's sheet with its 別紙, set in lines.
#[derive(Debug, Clone)]
pub struct SetSlip {
    /// Size of the answers, pt.
    pub size: f64,
    pub pages: Vec<Page>,
    /// Bookmark texts, outermost first; a level that the sheet before has too is not repeated.
    pub bookmarks: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Page {
    pub size: f64,
    pub gap: f64,
    pub titles: Vec<Title>,
    pub tables: Vec<Table>,
    pub texts: Vec<Text>,
}

/// A line over the panels.
#[derive(Debug, Clone, Serialize)]
pub struct Title {
    pub y: f64,
    pub size: f64,
    pub text: String,
    /// Depth as a heading for readers; 0 for none. A book has its sheets' title as a heading once.
    pub level: usize,
}

/// A panel, or the table of a 別紙: cells on a grid of fixed widths and heights.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    pub x: f64,
    pub y: f64,
    pub widths: Vec<f64>,
    pub heights: Vec<f64>,
    pub cells: Vec<TableCell>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TableCell {
    pub x: usize,
    pub y: usize,
    pub colspan: usize,
    pub rowspan: usize,
    /// number, label, heading, column, row, figure, middle, note, text, short; name with `level`.
    pub kind: &'static str,
    /// Depth of a name, from 0.
    pub level: usize,
    pub body: Body,
}

/// A text outside of tables.
#[derive(Debug, Clone, Serialize)]
pub struct Text {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub bold: bool,
    pub body: Body,
}

/// A text in lines as the contract gives it. Every line ends where it was broken.
#[derive(Debug, Clone)]
pub struct Body {
    pub cell: SetCell,
    /// Room above a line for ruby and dots, em.
    pub raise: f64,
}

impl Serialize for Body {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        contract::Body { cell: &self.cell, ends: Ends::Hard, raise: self.raise }.serialize(serializer)
    }
}

/// The text of set lines again, to be set in another width.
pub fn unset(cell: &SetCell) -> String {
    let paras: Vec<String> = cell
        .paras
        .iter()
        .map(|p| {
            let indent = "\u{3000}".repeat((p.indent / EM).max(0) as usize);
            indent + &p.lines.iter().map(crate::text::Line::typed).collect::<String>()
        })
        .collect();
    paras.join("\n")
}
