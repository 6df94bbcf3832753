//! What the text of every `form.toml` has, before anything is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawPaper {
    pub size: Spanned<String>,
    pub orientation: Spanned<String>,
    pub margin: Option<Spanned<RawMargin>>,
}

/// What a definition says of paper, whatever else is in it.
#[derive(Debug, Deserialize)]
pub struct Papers {
    #[serde(default)]
    pub paper: RawPaper,
    #[serde(default)]
    pub print: BTreeMap<String, OtherPaper>,
    #[serde(default)]
    pub variant: BTreeMap<String, OtherPaper>,
}

/// The paper of a variant or of another way to print.
#[derive(Debug, Deserialize)]
pub struct OtherPaper {
    pub paper: Option<RawPaper>,
}

/// Page margins in mm.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMargin {
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
    pub right: f64,
}

/// Room between rule and text in mm.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawInset {
    pub x: f64,
    pub y: f64,
}

pub fn unplaced<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

impl Default for RawPaper {
    fn default() -> Self {
        Self { size: unplaced("A3".into()), orientation: unplaced("landscape".into()), margin: None }
    }
}
