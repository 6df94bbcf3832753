//! What is given with a paper beside its answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::place::Place;
use crate::register::{Asked, Register};
use crate::text::drop_unprinted;

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
    /// The meeting to which the paper goes, with its day: above the table, on the right
    pub meeting: Option<String>,
    /// Title instead of the form's own.
    pub title: Option<String>,
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
    /// The bureaus and sections of the town: who may answer, and in what order.
    pub register: Option<Arc<Register>>,
    /// Who has to answer.
    pub asked: Asked,
    /// The fiscal year that the answers must be for (基準年度); in `years` too.
    pub fiscal_year: Option<i32>,
    /// Texts of `meta` with the place where each is written.
    pub places: Arc<[(String, Place)]>,
}

impl Given {
    /// Where a text is written.
    pub(crate) fn place_of(&self, text: &str) -> Option<Place> {
        self.places.iter().find(|(own, _)| own == text).map(|(_, place)| place.clone())
    }
}

impl Meta {
    /// Every text, from the top of the paper.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let slots = [&self.title, &self.number, &self.plan, &self.body, &self.lead, &self.meeting];
        slots.into_iter().flatten().map(String::as_str)
    }

    /// Takes out what leaves no trace on paper.
    pub(crate) fn drop_unprinted(&mut self) {
        let Self { title, number, plan, body, lead, meeting } = self;
        [title, number, plan, body, lead, meeting].into_iter().flatten().for_each(drop_unprinted);
    }
}
