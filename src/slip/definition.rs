//! The definition of a slip: fields, legends, and the panels of numbered items that show them.

use crate::form::{Carry, PaperFormat, Roles};
use crate::meta::{Given, Years};
use crate::source::matches;
use crate::text::Rules;
use crate::words::{counted, folded, mark_folded};

/// A form of which each project fills one sheet. Lengths in mm unless they say pt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SlipForm {
    /// Name of its folder.
    pub name: String,
    /// The paper's title.
    pub title: String,
    /// Counts up when its words change.
    pub version: u32,
    /// Templates of the lines over the panels.
    pub titles: Vec<String>,
    /// Fields by which the bookmarks are nested, outermost first.
    pub bookmarks: Vec<usize>,
    /// Fields that tell projects apart.
    pub key: Vec<usize>,
    /// Fields by which the sheets of several files are ordered.
    pub order: Vec<usize>,
    /// Fields that name who answers: bureau and section, or one with both; none: those that look like it.
    pub section: Vec<String>,
    /// Years that go on by one in the next fiscal year.
    pub rolling: Vec<String>,
    /// File name pattern of a single sheet.
    pub file: String,
    /// Headings and keys of the input that are not wanted, `*` for any characters, and fields that no panel shows.
    pub unused: Vec<String>,
    /// What stands for an answer that is not there: `－`, `…`.
    pub missing: Vec<String>,
    /// Paper and margins.
    pub paper: PaperFormat,
    /// How its text is set.
    pub text: SlipText,
    /// Default values of the years that its words name.
    pub years: Years,
    /// Widths inside a panel.
    pub grid: PanelGrid,
    /// What is asked, in order.
    pub fields: Vec<Field>,
    /// Lists of options.
    pub legends: Vec<Legend>,
    /// Items of each panel, from the top down.
    pub panels: Vec<Vec<Item>>,
}

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SlipText {
    pub font: String,
    /// Size in pt when everything fits.
    pub size: f64,
    /// The smallest size, pt.
    pub floor: f64,
    pub line_gap: f64,
    pub inset_x: f64,
    pub inset_y: f64,
    pub rules: Rules,
}

/// Widths of a panel's columns and of the room between panels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PanelGrid {
    pub number: f64,
    pub label: f64,
    pub gap: f64,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in data files and templates.
    pub name: String,
    /// What an answer is.
    pub kind: FieldKind,
    /// Heading template, for amounts and tables of answers.
    pub heading: Option<String>,
    /// Other names in inputs, as templates.
    pub also: Vec<String>,
    /// An empty answer is a finding.
    pub required: bool,
    /// Most characters that an answer may have.
    pub max_chars: Option<usize>,
    /// What an answer looks like where it stands in one cell with others.
    pub pattern: Option<String>,
    /// What becomes of its answers in the next fiscal year.
    pub carry: Carry,
    /// What an answer may look like, for who fills it in; never printed.
    pub example: Option<String>,
}

/// What an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// Words.
    Text,
    /// Check boxes; a choice may hold the slot of another field.
    Boxes {
        /// What can be chosen, in order.
        choices: Vec<String>,
    },
    /// Numbers of a legend's options.
    Choice {
        /// Whose options are chosen.
        legend: usize,
        /// More than one can be chosen.
        many: bool,
        /// What stands for no option: なし.
        none: Option<String>,
    },
    /// A whole number.
    Amount {
        /// Printed behind it: 千円.
        unit: String,
    },
    /// Text and a small table.
    Results,
}

/// Under this key data have the options of legends in the input's own words.
pub const LEGENDS: &str = "凡例";

/// Options ①, ②, … of which answers give the numbers.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Legend {
    pub name: String,
    pub options: Vec<String>,
    /// Its options are the input's own words.
    pub typed: bool,
}

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Item {
    pub number: String,
    pub label: String,
    pub parts: Vec<Part>,
}

/// What stands in an item, from the top down.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Part {
    Heading(String),
    Text { show: String, strong: bool, weight: f64 },
    Boxes(usize),
    Amounts(Vec<usize>),
    Results { field: usize, weight: f64 },
    Choice { field: usize, label: String },
    Legend { legend: usize, lead: String },
}

impl SlipForm {
    /// The form's years and numbers, those that the plan's name tells (第２期…計画), and those that are given.
    pub(crate) fn years_for(&self, given: &Given) -> Years {
        let mut years = self.years.clone();
        let plan = given.meta.plan.as_deref().unwrap_or("");
        let numbers = self.numbers().filter_map(|name| Some((name.clone(), counted(plan, name)?)));
        years.extend(numbers.collect::<Years>());
        years.extend(given.years.iter().map(|(name, year)| (name.clone(), *year)));
        years
    }

    /// What the form's words count beside years: 期.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = &String> {
        self.years.keys().filter(|name| !name.ends_with("年度"))
    }

    /// Whether nothing is to be said of what stands under a heading or key that the form does not have.
    pub(crate) fn is_unused(&self, heading: &str) -> bool {
        let heading = folded(heading);
        self.unused.iter().any(|pattern| matches(&folded(pattern), &heading))
    }

    /// Whether a text says that there is no answer, in any spelling of its dashes and dots.
    pub(crate) fn is_missing(&self, text: &str) -> bool {
        let text = mark_folded(text);
        !text.is_empty() && self.missing.iter().any(|mark| mark_folded(mark) == text)
    }

    /// Its words that may be printed, as templates.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().flat_map(|field| {
            let choices: &[String] = match &field.kind {
                FieldKind::Boxes { choices } => choices,
                FieldKind::Amount { unit } => std::slice::from_ref(unit),
                FieldKind::Text | FieldKind::Choice { .. } | FieldKind::Results => &[],
            };
            field.heading.iter().chain(choices)
        });
        let items = self.panels.iter().flatten().flat_map(|item| {
            let parts = item.parts.iter().filter_map(|part| match part {
                Part::Heading(text) | Part::Text { show: text, .. } => Some(text),
                Part::Choice { label: text, .. } | Part::Legend { lead: text, .. } => Some(text),
                Part::Boxes(_) | Part::Amounts(_) | Part::Results { .. } => None,
            });
            [&item.number, &item.label].into_iter().chain(parts)
        });
        let legends = self.legends.iter().flat_map(|legend| &legend.options);
        let all = std::iter::once(&self.title).chain(&self.titles).chain(fields).chain(items).chain(legends);
        all.map(String::as_str)
    }

    /// The fields that say who answers.
    pub(crate) fn roles(&self) -> Roles {
        Roles::of(&self.section, self.fields.iter().enumerate().map(|(n, field)| (n, field.name.as_str())))
    }

    /// Which field has the name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }
}

/// ① is 0, ⑫ is 11; up to ⑳.
pub fn circled(n: usize) -> char {
    u32::try_from(n).ok().and_then(|n| char::from_u32(0x2460 + n)).unwrap_or('〓')
}
