//! What was read for a paper of any kind.

use std::ops::Range;

use crate::document::FreeText;
use crate::finding::Finding;
use crate::meta::Meta;
use crate::row_key::RowKey;
use crate::slip::Slips;
use crate::table;
use crate::table::plan::Plan;
use crate::words::windows_name;

/// Data of a paper, before it is set.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "there is one a paper, passed by reference")]
pub enum Data {
    /// 表: rows in columns.
    Table(Box<Plan>),
    /// 個票: the answers of each project.
    Slips(Slips),
    /// 文書: blocks of text.
    Document(FreeText),
}

impl Data {
    /// What stands around it.
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Table(plan) => &plan.meta,
            Self::Slips(slips) => &slips.meta,
            Self::Document(text) => &text.meta,
        }
    }

    /// The title on the paper.
    pub fn title(&self) -> &str {
        match self {
            Self::Table(plan) => plan.title(),
            Self::Slips(slips) => slips.title(),
            Self::Document(text) => text.title(),
        }
    }

    /// The data as JSON that can be read again; `None` for free papers, which are read from text.
    pub fn json(&self) -> Option<String> {
        match self {
            Self::Table(plan) => Some(table::plan::write_json(plan)),
            Self::Slips(slips) => Some(slips.json()),
            Self::Document(_) => None,
        }
    }

    /// What tells its rows or projects apart, in their order; none for free papers.
    pub fn keys(&self) -> Vec<RowKey> {
        match self {
            Self::Table(plan) => plan.keys(),
            Self::Slips(slips) => slips.keys(),
            Self::Document(_) => Vec::new(),
        }
    }

    /// Rows, projects or files that it has, in words.
    pub fn count(&self) -> Count {
        match self {
            Self::Table(plan) => Count::rows(plan.rows.len()),
            Self::Slips(slips) => Count::projects(slips.slips.len()),
            Self::Document(text) => Count::blocks(text.document.blocks.len()),
        }
    }

    /// Parts that can be printed one by one.
    pub fn parts(&self) -> usize {
        match self {
            Self::Slips(slips) => slips.slips.len(),
            Self::Table(_) | Self::Document(_) => 1,
        }
    }

    /// Some of the parts.
    #[must_use]
    pub fn part(&self, parts: Range<usize>) -> Self {
        match self {
            Self::Slips(slips) => Self::Slips(slips.part(parts)),
            Self::Table(_) | Self::Document(_) => self.clone(),
        }
    }

    /// The file name of a part by a pattern, or by the form's own, valid on Windows.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn part_name(&self, part: usize, pattern: Option<&str>) -> Result<String, Finding> {
        match self {
            Self::Slips(slips) => slips.file_name(part, pattern),
            Self::Table(_) | Self::Document(_) => Ok(windows_name(self.title())),
        }
    }
}

/// How much there is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// How many.
    pub number: usize,
    /// What is counted: 行.
    pub ja: &'static str,
    /// What is counted: rows.
    pub en: &'static str,
}

impl Count {
    pub(super) fn rows(number: usize) -> Self {
        Self { number, ja: "行", en: "rows" }
    }

    pub(super) fn projects(number: usize) -> Self {
        Self { number, ja: "事業", en: "projects" }
    }

    pub(super) fn blocks(number: usize) -> Self {
        Self { number, ja: "段落", en: "blocks" }
    }
}
