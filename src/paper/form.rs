//! A form of any kind.

use serde_json::Value;

use crate::document::{self, DocumentForm};
use crate::finding::Finding;
use crate::form::CLEAR;
use crate::form::raw::RawMargin;
use crate::meta::{Given, Years};
use crate::msg;
use crate::slip::{self, SlipForm};
use crate::table::{self, TableForm};
use crate::units::MM;

/// A page number of 9 pt that is [`CLEAR`] of the edge and parted from what is above it takes so much, mm.
const FOOT: f64 = 10.0;

/// A definition (様式) that was read and checked.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Form {
    /// 表
    Table(TableForm),
    /// 個票
    Slip(SlipForm),
    /// 文書
    Document(DocumentForm),
}

impl Form {
    /// Name of its folder.
    pub fn name(&self) -> &str {
        match self {
            Self::Table(form) => &form.name,
            Self::Slip(form) => &form.name,
            Self::Document(form) => &form.name,
        }
    }

    /// 題名
    pub fn title(&self) -> &str {
        match self {
            Self::Table(form) => &form.title,
            Self::Slip(form) => &form.title,
            Self::Document(form) => &form.title,
        }
    }

    /// The least margins, mm, with which what its layout puts into them (titles and 資料番号 above, page numbers below)
    /// stays [`CLEAR`] of the edge.
    pub(crate) fn least_margins(&self) -> RawMargin {
        // where table.typ and slip.typ place them
        let (top, bottom) = match self {
            Self::Table(form) => (table::head_height(form.lead.is_some()), FOOT),
            Self::Slip(form) => ((CLEAR + slip::titles_height(form.titles.len().max(1)) / MM).ceil(), FOOT),
            Self::Document(_) => (CLEAR, CLEAR),
        };
        RawMargin { top, bottom, left: CLEAR, right: CLEAR }
    }

    /// The family of its text.
    pub(crate) fn font(&self) -> &str {
        match self {
            Self::Table(form) => &form.text.font,
            Self::Slip(form) => &form.text.font,
            Self::Document(form) => &form.look.font,
        }
    }

    /// 版
    pub fn version(&self) -> u32 {
        match self {
            Self::Table(form) => form.version,
            Self::Slip(form) => form.version,
            Self::Document(form) => form.version,
        }
    }

    /// The version of what its layout gets.
    pub fn contract(&self) -> u32 {
        match self {
            Self::Table(_) => table::CONTRACT,
            Self::Slip(_) => slip::CONTRACT,
            Self::Document(_) => document::CONTRACT,
        }
    }

    /// The years (and other numbers) that its words name, with their usual values.
    pub fn years(&self) -> Years {
        match self {
            Self::Table(form) => form.years.clone(),
            Self::Slip(form) => form.years.clone(),
            Self::Document(_) => Years::new(),
        }
    }

    /// Its years that go on by one in the next fiscal year; others, such as that of the plan, stay.
    pub fn rolling(&self) -> &[String] {
        match self {
            Self::Table(form) => &form.rolling,
            Self::Slip(form) => &form.rolling,
            Self::Document(_) => &[],
        }
    }

    /// `M071`: a variant, or a way to print, that it has not. What was given as the one and is the other is told apart.
    ///
    /// # Errors
    /// The finding, with those that there are.
    pub(crate) fn settle(&self, given: &mut Given) -> Result<Option<Finding>, Finding> {
        if let Self::Table(form) = self {
            let told = form.tell_print_apart(given);
            return form.check_given(given).map(|()| told);
        }
        let title = self.title();
        let asked = |name: &Option<String>, ja: &str, en: &str| match name {
            None => Ok(()),
            Some(name) => {
                Err(Finding::error("M071", msg!("{ja}「{name}」はありません", "there is no {en} \"{name}\""))
                    .hint(msg!("様式「{title}」に{ja}はありません", "the form \"{title}\" has no {en}")))
            }
        };
        asked(&given.variant, "変種", "variant")?;
        asked(&given.print, "刷り方", "way to print")?;
        Ok(None)
    }

    /// The definition in words, for `matome form show`.
    pub fn describe(&self) -> String {
        match self {
            Self::Table(form) => form.describe(),
            Self::Slip(form) => form.describe(),
            Self::Document(form) => form.describe(),
        }
    }

    /// A JSON Schema (draft 2020-12) of its data files; `None` for free papers, which are written as text.
    pub fn schema(&self) -> Option<Value> {
        match self {
            Self::Table(form) => Some(form.schema()),
            Self::Slip(form) => Some(form.schema()),
            Self::Document(_) => None,
        }
    }

    /// How much it asks for: 15 列.
    pub fn extent(&self) -> String {
        match self {
            Self::Table(form) => format!("{} 列", form.table(&form.years).map_or(0, |columns| columns.len())),
            Self::Slip(form) => format!("個票、{} 項目", form.fields.len()),
            Self::Document(_) => "文書".to_owned(),
        }
    }

    /// Whether it can be filled with the example texts of its columns.
    pub fn has_examples(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// The definition of a table, if it is one.
    pub fn into_table(self) -> Option<TableForm> {
        match self {
            Self::Table(form) => Some(form),
            Self::Slip(_) | Self::Document(_) => None,
        }
    }

    /// The definition of a slip, if it is one.
    pub fn into_slip(self) -> Option<SlipForm> {
        match self {
            Self::Slip(form) => Some(form),
            Self::Table(_) | Self::Document(_) => None,
        }
    }

    /// Whether its data falls into parts that can be printed one by one: sheets of projects.
    pub fn has_parts(&self) -> bool {
        matches!(self, Self::Slip(_))
    }
}
