//! The text of a table's `form.toml`, before anything is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::form::raw::{RawInset, RawPaper, unplaced};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawForm {
    #[serde(default, rename = "kind")]
    _kind: Option<String>,
    pub name: Spanned<String>,
    pub title: Spanned<String>,
    pub version: u32,
    /// What a line above the table begins with that is printed there too: 基本理念.
    #[serde(default)]
    pub lead: Option<String>,
    /// The column by whose names a summary page counts: 担当局等.
    #[serde(default)]
    pub summary: Option<Spanned<String>>,
    #[serde(default)]
    pub paper: RawPaper,
    #[serde(default)]
    pub text: RawText,
    #[serde(default)]
    pub years: BTreeMap<String, Spanned<i32>>,
    #[serde(default)]
    pub block: RawBlock,
    #[serde(default)]
    pub merge: RawMerge,
    /// Fields outside the groups that tell rows apart.
    #[serde(default)]
    pub key: Vec<Spanned<String>>,
    /// Fields by which rows of several workbooks are ordered.
    #[serde(default)]
    pub order: Vec<Spanned<String>>,
    /// Fields that name who answers: bureau and section, or one with both.
    #[serde(default)]
    pub section: Option<Spanned<Vec<String>>>,
    /// Years that go on by one in the next fiscal year.
    #[serde(default)]
    pub rolling: Option<Spanned<Vec<String>>>,
    /// Headings and keys of the input that are not wanted, `*` for any characters.
    #[serde(default)]
    pub unused: Vec<String>,
    /// What stands for an answer that is not there: `－`, `…`.
    #[serde(default)]
    pub missing: Vec<String>,
    #[serde(default, alias = "column")]
    pub field: Vec<Spanned<RawColumn>>,
    #[serde(default)]
    pub variant: BTreeMap<String, RawVariant>,
    #[serde(default)]
    pub print: BTreeMap<String, RawPrint>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawText {
    pub font: Spanned<String>,
    pub size: Spanned<f64>,
    pub line_gap: Spanned<f64>,
    pub inset: Spanned<RawInset>,
    pub kinsoku: Spanned<String>,
    pub latin_gap: bool,
    /// Say where katakana is half-width.
    pub warn_half_kana: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawBlock {
    pub count: Spanned<usize>,
    pub label: Spanned<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawMerge {
    pub order: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawColumn {
    #[serde(alias = "field")]
    pub name: String,
    pub heading: Spanned<Vec<String>>,
    #[serde(default)]
    pub also: Vec<String>,
    /// Width in mm, rules and insets included.
    pub width: Spanned<f64>,
    #[serde(default)]
    pub group: Option<usize>,
    #[serde(default)]
    pub key: bool,
    #[serde(default)]
    pub block: bool,
    #[serde(default)]
    pub continued: bool,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub band: bool,
    #[serde(default)]
    pub flow: bool,
    /// A group's text that may differ from row to row.
    #[serde(default)]
    pub may_differ: bool,
    /// Where a group's text stands: column, heading, both.
    #[serde(default)]
    pub stands: Option<Spanned<String>>,
    #[serde(default)]
    pub vertical: bool,
    #[serde(default)]
    pub heading_as_typed: bool,
    #[serde(default)]
    pub serial: bool,
    #[serde(default)]
    pub reprint: Option<String>,
    #[serde(default)]
    pub align: Option<Spanned<String>>,
    /// Where lines break: anywhere, or between phrases.
    #[serde(default, rename = "break")]
    pub breaks: Option<Spanned<String>>,
    /// Width in em over which single words are spread.
    #[serde(default)]
    pub spread: Option<f64>,
    /// What its texts are: text, number.
    #[serde(default, rename = "type")]
    pub kind: Option<Spanned<String>>,
    /// What may stand behind its numbers: 千円.
    #[serde(default)]
    pub format: Option<Spanned<String>>,
    /// What stands behind each text: 様.
    #[serde(default)]
    pub suffix: Option<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub max_chars: Option<usize>,
    /// Lines that the box of an answer has.
    #[serde(default)]
    pub max_lines: Option<usize>,
    #[serde(default)]
    pub choices: Vec<String>,
    #[serde(default)]
    pub answer: Option<String>,
    #[serde(default)]
    pub example: Option<String>,
    /// Whether its text stays in the next fiscal year: keep, empty.
    #[serde(default)]
    pub carry: Option<String>,
    /// The field whose text it is in the next fiscal year.
    #[serde(default)]
    pub next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawVariant {
    pub title: Option<Spanned<String>>,
    pub phase_marks: bool,
    pub examples: bool,
    pub paper: Option<RawPaper>,
    /// New widths of columns, mm.
    pub widths: BTreeMap<String, Spanned<f64>>,
    #[serde(alias = "column")]
    pub field: Vec<Spanned<RawColumn>>,
}

/// Another way to print the same rows.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawPrint {
    pub title: Option<Spanned<String>>,
    pub paper: Option<RawPaper>,
    /// New widths of columns, mm.
    pub widths: BTreeMap<String, Spanned<f64>>,
}

impl Default for RawText {
    fn default() -> Self {
        Self {
            font: unplaced("BIZ UDGothic".into()),
            size: unplaced(7.0),
            line_gap: unplaced(0.35),
            inset: unplaced(RawInset { x: 0.7, y: 0.8 }),
            kinsoku: unplaced("strict".into()),
            latin_gap: false,
            warn_half_kana: false,
        }
    }
}

impl Default for RawBlock {
    fn default() -> Self {
        Self { count: unplaced(1), label: unplaced("{{年度 時点}}時点".into()) }
    }
}
