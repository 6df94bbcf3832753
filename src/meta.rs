//! What is given with a paper beside its answers.

use std::collections::BTreeMap;

use crate::place::Place;

/// Named years: 基準年度 → 2024.
pub type Years = BTreeMap<String, i32>;

/// What stands around the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meta {
    /// 計画の名
    pub plan: Option<String>,
    /// 団体の名
    pub body: Option<String>,
    /// 資料番号, in the box at the top right
    pub number: Option<String>,
    /// The line above the table that the form's `lead` asks for: 基本理念
    pub lead: Option<String>,
    /// Title instead of the form's own.
    pub title: Option<String>,
    /// Where those of these texts are written that the settings give, by the names that they have there: 計画, 団体,
    /// 資料番号, 題名.
    pub places: BTreeMap<&'static str, Place>,
}

/// What the caller knows beforehand and the input may not say.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Years by the names that headings use.
    pub years: Years,
    /// Plan, body, date and the like.
    pub meta: Meta,
    /// How the answers were asked for: a variant of the form; else the one that fits them.
    pub variant: Option<String>,
    /// How it is printed, of the ways that the form has.
    pub print: Option<String>,
}
