//! Reads input files into cells that remember their place. Only this layer knows file formats.

use std::sync::Arc;

use crate::finding::{CellRef, Finding, Place};

/// One file that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name shown in places: the path as the user gave it.
    pub file: Arc<str>,
    pub body: Body,
    pub findings: Vec<Finding>,
}

/// Workbooks and CSV give `Sheets`; JSON, YAML and TOML give a `Tree`.
#[derive(Debug, Clone)]
pub enum Body {
    Sheets(Vec<Sheet>),
    Tree(Node),
}

/// One table. Holds only cells with text, so a stray cell at XFD1048576 costs nothing.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub name: Arc<str>,
    /// Ascending by (row, column), no duplicates, no empty texts.
    pub cells: Vec<SheetCell>,
    /// Merged ranges of two or more cells.
    pub merges: Vec<Merge>,
    /// The sheet is hidden or very hidden.
    pub hidden: bool,
}

/// A merged range; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub first: CellRef,
    pub last: CellRef,
}

/// A cell with the text that Excel shows in it.
#[derive(Debug, Clone)]
pub struct SheetCell {
    pub at: CellRef,
    pub text: String,
    /// Cell address for workbooks, line and column for CSV.
    pub place: Place,
}

/// A value of JSON, YAML or TOML with its place.
#[derive(Debug, Clone)]
pub struct Node {
    pub value: Value,
    pub place: Place,
}

#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Text(String),
    /// A number in the spelling of the file.
    Number(String),
    Bool(bool),
    List(Vec<Node>),
    /// In the order of the file.
    Map(Vec<Entry>),
}

/// A key of a map with its place and value.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub place: Place,
    pub node: Node,
}
