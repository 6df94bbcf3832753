//! The text of a slip's `form.toml`, before anything is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::form::raw::{RawInset, RawPaper, unplaced};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSlip {
    #[serde(rename = "kind")]
    _kind: String,
    pub name: Spanned<String>,
    pub title: Spanned<String>,
    pub version: u32,
    #[serde(default)]
    pub titles: Vec<String>,
    #[serde(default)]
    pub bookmarks: Vec<Spanned<String>>,
    #[serde(default)]
    pub key: Vec<Spanned<String>>,
    #[serde(default)]
    pub order: Vec<Spanned<String>>,
    /// Fields that name who answers: bureau and section, or one with both.
    #[serde(default)]
    pub section: Option<Spanned<Vec<String>>>,
    /// Years that go on by one in the next fiscal year.
    #[serde(default)]
    pub rolling: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub file: Option<String>,
    #[serde(default)]
    pub unused: Vec<String>,
    /// What stands for an answer that is not there: `－`, `…`.
    #[serde(default)]
    pub missing: Vec<String>,
    #[serde(default)]
    pub paper: RawPaper,
    #[serde(default)]
    pub text: RawText,
    #[serde(default)]
    pub years: BTreeMap<String, Spanned<i32>>,
    #[serde(default)]
    pub grid: Option<Spanned<RawGrid>>,
    #[serde(default)]
    pub field: Vec<Spanned<RawField>>,
    #[serde(default)]
    pub legend: Vec<Spanned<RawLegend>>,
    #[serde(default)]
    pub panel: Vec<RawPanel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawText {
    pub font: Spanned<String>,
    pub size: Spanned<f64>,
    pub floor: Spanned<f64>,
    pub line_gap: Spanned<f64>,
    pub inset: Spanned<RawInset>,
    pub kinsoku: Spanned<String>,
    pub latin_gap: bool,
}

/// Widths in mm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawGrid {
    pub number: f64,
    pub label: f64,
    pub gap: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawField {
    pub name: String,
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub heading: Option<String>,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub max_chars: Option<usize>,
    #[serde(default)]
    pub pattern: Option<String>,
    #[serde(default)]
    pub choices: Vec<String>,
    #[serde(default)]
    pub legend: Option<String>,
    #[serde(default)]
    pub none: Option<String>,
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether its answer stays in the next fiscal year: keep, empty.
    #[serde(default)]
    pub carry: Option<String>,
    /// The field whose answer it is in the next fiscal year.
    #[serde(default)]
    pub next: Option<String>,
    /// What an answer may look like, for who fills it in.
    #[serde(default)]
    pub example: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLegend {
    pub name: String,
    pub options: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPanel {
    #[serde(default)]
    pub item: Vec<Spanned<RawItem>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawItem {
    #[serde(default)]
    pub number: String,
    pub label: String,
    #[serde(default)]
    pub parts: Vec<Spanned<RawPart>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RawPart {
    pub heading: Option<String>,
    pub show: Option<String>,
    pub strong: bool,
    pub weight: f64,
    pub boxes: Option<String>,
    pub amounts: Vec<String>,
    pub results: Option<String>,
    pub choice: Option<String>,
    pub label: Option<String>,
    pub legend: Option<String>,
    pub lead: Option<String>,
}

impl Default for RawText {
    fn default() -> Self {
        Self {
            font: unplaced("BIZ UDGothic".to_owned()),
            size: unplaced(10.0),
            floor: unplaced(7.5),
            line_gap: unplaced(0.4),
            inset: unplaced(RawInset { x: 1.4, y: 1.1 }),
            kinsoku: unplaced("strict".into()),
            latin_gap: false,
        }
    }
}

impl Default for RawGrid {
    fn default() -> Self {
        Self { number: 8.0, label: 38.0, gap: 6.0 }
    }
}
