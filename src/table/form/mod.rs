//! The definition of a table paper: columns, groups, reporting years, variants.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod check_table;
mod describe;
mod load;
mod raw;
mod schema;

use std::collections::BTreeMap;

use crate::finding::{Finding, Message};
use crate::form::{BASE_YEAR, Carry, PaperFormat, TextStyle};
use crate::meta::{Given, Years};
use crate::msg;
use crate::words::{Words, mark_folded};

/// A form that was read and checked. Lengths in mm unless they say pt.
#[derive(Debug, Clone)]
pub struct TableForm {
    /// Name of its folder.
    pub name: String,
    /// The paper's title.
    pub title: String,
    /// Counts up when its columns change.
    pub version: u32,
    /// What the line above the table begins with that is printed on the paper too: 基本理念; with `*` for any
    /// characters, what it is like: `*現在`.
    pub lead: Option<String>,
    /// The field by whose names a summary page counts the rows: 担当局等.
    pub summary: Option<String>,
    /// Paper and margins.
    pub paper: PaperFormat,
    /// How its text is set.
    pub text: TextStyle,
    /// Default values of the years that headings name, such as 基準年度.
    pub years: Years,
    /// How many reporting years stand side by side.
    pub block_count: usize,
    /// Template of a reporting year's name in data files: 令和6年度時点.
    pub block_label: String,
    /// Fields outside the groups that tell rows apart; empty: those that must be there from the beginning.
    key: Vec<String>,
    /// Fields by which rows of several workbooks are ordered.
    pub order: Vec<String>,
    /// Fields that name who answers a row: bureau and section, or one with both; none: those that look like it.
    pub section: Vec<String>,
    /// Years that go on by one in the next fiscal year.
    pub rolling: Vec<String>,
    /// Headings and keys of the input that are not wanted, `*` for any characters: nothing is said of them.
    pub unused: Vec<String>,
    /// What stands for an answer that is not there: `－`, `…`.
    pub missing: Vec<String>,
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// Headings show who fills them in and when: ［年度当初確認］.
    pub phase_marks: bool,
    /// Print the columns' example texts in empty answer cells.
    pub examples: bool,
    variants: Vec<Variant>,
    prints: Vec<Print>,
}

/// Another way to print the same rows: paper and widths.
#[derive(Debug, Clone)]
struct Print {
    name: String,
    title: Option<String>,
    paper: Option<PaperFormat>,
    widths: BTreeMap<String, f64>,
}

/// Another way to ask for answers: columns, and what goes with them.
#[derive(Debug, Clone)]
struct Variant {
    name: String,
    title: Option<String>,
    phase_marks: bool,
    examples: bool,
    paper: Option<PaperFormat>,
    widths: BTreeMap<String, f64>,
    columns: Vec<Column>,
}

/// To which side a cell's lines are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the left.
    Left,
    /// To the middle.
    Center,
    /// To the right.
    Right,
}

/// Where the text of a group stands on the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stands {
    /// In a column, beside the rows of the group.
    Column,
    /// Over a table of its own with the rows of the group, and in no column.
    Heading,
    /// Over a table of its own, and in a column too.
    Both,
}

impl Stands {
    /// Whether each group has a table of its own.
    pub fn heads(self) -> bool {
        self != Self::Column
    }
}

/// One column as the definition gives it; a `block` column stands once for each reporting year.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// Its name in data files.
    pub field: String,
    /// Heading templates from the top header row down.
    pub heading: Vec<String>,
    /// Other headings under which departments return this column.
    pub also: Vec<String>,
    /// Width in mm, rules and insets included.
    pub width: f64,
    /// Level of the row group whose cell spans rows; 1 is the outermost.
    pub group: Option<usize>,
    /// The text tells groups of its level apart.
    pub key: bool,
    /// Stands once for each reporting year.
    pub block: bool,
    /// The repeated label carries （続き）.
    pub continued: bool,
    /// Left out of the paper when the input does not have it.
    pub optional: bool,
    /// In the input its text may stand on a line of its own, above the rows it belongs to.
    pub band: bool,
    /// A group's own text: its cell spans the group's rows, and goes on over pages instead of being repeated.
    pub flow: bool,
    /// A group's text that may differ from row to row: its cell is parted where the text changes. Where it may not,
    /// another text is a fault.
    pub may_differ: bool,
    /// Where the text of a group stands.
    pub stands: Stands,
    /// The label stands upright where its cell is high enough.
    pub vertical: bool,
    /// Its heading is printed in the input's own words, if they are ones that the form knows.
    pub heading_as_typed: bool,
    /// A number that counts up from 1 within the innermost group.
    pub serial: bool,
    /// The mark of an item that stands elsewhere too and must say the same there: 【再掲】.
    pub reprint: Option<String>,
    /// To which side its cells are set.
    pub align: Align,
    /// Its texts break between phrases, as headings do; those of groups and of who answers do where the form says
    /// nothing.
    pub phrases: bool,
    /// Single words are spread over so many em (均等割付).
    pub spread: Option<f64>,
    /// Its texts are numbers, behind which this unit may stand: 千円; empty for none. A workbook has them as numbers.
    pub number: Option<String>,
    /// Printed behind each text: 様.
    pub suffix: Option<String>,
    /// An empty cell is a finding.
    pub required: bool,
    /// Most characters an answer may have.
    pub max_chars: Option<usize>,
    /// Most lines an answer may have in this column's width; a page's where none are given.
    pub max_lines: Option<usize>,
    /// The only texts allowed, if any are given.
    pub choices: Vec<String>,
    /// When and by whom the column is filled in: 年度当初確認.
    pub answer: Option<String>,
    /// What an answer looks like, for 記入例.
    pub example: Option<String>,
    /// What becomes of its texts in the next fiscal year. Blocks move with their years.
    pub carry: Carry,
}

/// A column for a given fiscal year, with its headings worded.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TableColumn {
    /// Index into [`TableForm::columns`].
    pub spec: usize,
    /// The reporting year of a block column.
    pub year: Option<i32>,
    /// The block's name in data files.
    pub block: Option<String>,
    /// Headings from the top header row down, worded for the year.
    pub heading: Vec<String>,
}

impl TableForm {
    /// The definition with a variant's columns and settings, `None` if there is no such variant.
    pub fn variant(&self, name: &str) -> Option<TableForm> {
        let variant = self.variants.iter().find(|v| v.name == name)?;
        let mut form = self.clone();
        if let Some(title) = &variant.title {
            form.title.clone_from(title);
        }
        form.phase_marks |= variant.phase_marks;
        form.examples |= variant.examples;
        form.paper = variant.paper.unwrap_or(form.paper);
        for column in &mut form.columns {
            column.width = variant.widths.get(&column.field).copied().unwrap_or(column.width);
        }
        if !variant.columns.is_empty() {
            let at = form.columns.iter().position(|c| c.block).unwrap_or(form.columns.len());
            form.columns.retain(|c| !c.block);
            let columns = variant.columns.iter().cloned().map(|mut c| {
                c.block = true;
                c
            });
            form.columns.splice(at..at, columns);
        }
        Some(form)
    }

    /// The definition with the paper and widths of a way to print, `None` if there is no such way.
    pub fn print(&self, name: &str) -> Option<TableForm> {
        let print = self.prints.iter().find(|p| p.name == name)?;
        let mut form = self.clone();
        if let Some(title) = &print.title {
            form.title.clone_from(title);
        }
        form.paper = print.paper.unwrap_or(form.paper);
        for column in &mut form.columns {
            column.width = print.widths.get(&column.field).copied().unwrap_or(column.width);
        }
        Some(form)
    }

    /// The definition without optional columns that `present` does not name.
    pub fn without_missing(&self, present: impl Fn(&str) -> bool) -> TableForm {
        let mut form = self.clone();
        let all: f64 = form.columns.iter().map(|c| c.width).sum();
        form.columns.retain(|c| !c.optional || present(&c.field));
        let rest: f64 = form.columns.iter().map(|c| c.width).sum();
        if let Some(widest) = form.columns.iter_mut().max_by(|a, b| a.width.total_cmp(&b.width)) {
            widest.width += all - rest;
        }
        // the levels that are left close up
        let mut levels: Vec<usize> = form.columns.iter().filter_map(|c| c.group).collect();
        levels.sort_unstable();
        levels.dedup();
        for column in &mut form.columns {
            column.group =
                column.group.and_then(|g| levels.iter().position(|l| *l == g)).map(|at| at.saturating_add(1));
        }
        form
    }

    /// `M071`: a form lacks the variant or the way to print that is asked for.
    pub(crate) fn check_given(&self, given: &Given) -> Result<(), Finding> {
        let title = &self.title;
        if let Some(name) = given.variant.as_deref().filter(|n| self.variant(n).is_none()) {
            let known: Vec<&str> = self.variant_names().collect();
            let (ja, en) = (known.join("、"), known.join(", "));
            let finding = Finding::error("M071", msg!("変種「{name}」はありません", "there is no variant \"{name}\""));
            return Err(match known.is_empty() {
                true => finding.hint(msg!("様式「{title}」に変種はありません", "the form \"{title}\" has no variants")),
                false => finding.hint(msg!("使える変種: {ja}", "known variants: {en}")),
            });
        }
        if let Some(name) = given.print.as_deref().filter(|n| self.print(n).is_none()) {
            let known: Vec<&str> = self.print_names().collect();
            let (ja, en) = (known.join("、"), known.join(", "));
            let message = msg!("刷り方「{name}」はありません", "there is no way to print \"{name}\"");
            let finding = Finding::error("M071", message);
            return Err(match known.is_empty() {
                true => {
                    finding.hint(msg!("様式「{title}」の刷り方は一つです", "the form \"{title}\" has one way to print"))
                }
                false => finding.hint(msg!("使える刷り方: {ja}", "known ways: {en}")),
            });
        }
        Ok(())
    }

    /// Ways to print that were asked for as variants, as they were before the two were told apart (`M084`).
    pub(crate) fn tell_print_apart(&self, given: &mut Given) -> Option<Finding> {
        let name = given.variant.take_if(|name| self.variant(name).is_none() && self.print(name).is_some())?;
        let message = msg!(
            "「{name}」は刷り方なので、変種（variant）ではなく print に書くようになりました（このままでも読めます）",
            "\"{name}\" is a way to print and is now given as print (variant is read too)"
        );
        given.print.get_or_insert(name);
        Some(Finding::info("M084", message))
    }

    /// Names of the ways to print beside the usual one.
    pub fn print_names(&self) -> impl Iterator<Item = &str> {
        self.prints.iter().map(|p| p.name.as_str())
    }

    /// The names of its variants, as the definition has them.
    pub fn variant_names(&self) -> impl Iterator<Item = &str> {
        self.variants.iter().map(|v| v.name.as_str())
    }

    /// The columns of the paper for the given years, blocks repeated.
    ///
    /// # Errors
    /// A template that names something unknown, with the field it belongs to.
    pub fn table(&self, years: &Years) -> Result<Vec<TableColumn>, (String, Message)> {
        let mut out = Vec::new();
        let first_block = self.columns.iter().position(|c| c.block);
        let words = self.words_for(years, None);
        for (spec, column) in self.columns.iter().enumerate() {
            if column.block {
                if Some(spec) == first_block {
                    for k in 0..self.block_count {
                        self.push_block(years, k, &mut out)?;
                    }
                }
                continue;
            }
            out.push(self.word((spec, column), years, None, &words)?);
        }
        Ok(out)
    }

    fn push_block(&self, years: &Years, k: usize, out: &mut Vec<TableColumn>) -> Result<(), (String, Message)> {
        let words = self.words_for(years, Some(k));
        for (spec, column) in self.columns.iter().enumerate() {
            if column.block {
                out.push(self.word((spec, column), years, Some(k), &words)?);
            }
        }
        Ok(())
    }

    fn word(
        &self,
        (spec, column): (usize, &Column),
        years: &Years,
        repeat: Option<usize>,
        words: &Words,
    ) -> Result<TableColumn, (String, Message)> {
        let year = repeat.map(|k| self.base_year(years).saturating_add(k as i32));
        let render = |t: &String| words.render(t).map_err(|e| (column.field.clone(), e));
        let mut heading = column.heading.iter().map(render).collect::<Result<Vec<_>, _>>()?;
        if let (true, Some(phase), Some(leaf)) = (self.phase_marks, &column.answer, heading.last_mut()) {
            leaf.push_str(&format!("\n[{phase}]"));
        }
        let block = if column.block { Some(render(&self.block_label)?) } else { None };
        Ok(TableColumn { spec, year, block, heading })
    }

    fn words_for(&self, years: &Years, repeat: Option<usize>) -> Words {
        let mut words = self.words(years);
        if let Some(k) = repeat {
            words.set("時点", self.base_year(years).saturating_add(k as i32));
            words.set("回", (k as i64).saturating_add(1));
        }
        words
    }

    /// The name of reporting year `k` in data files.
    fn block_name(&self, years: &Years, k: usize) -> Result<String, Message> {
        self.words_for(years, Some(k)).render(&self.block_label)
    }

    /// What headings and file names of this form may name: 基準, 策定 and the like, and 様式.
    pub fn words(&self, years: &Years) -> Words {
        let mut words = Words::default();
        words.set("様式", self.title.as_str());
        for (name, year) in self.years.iter().chain(years) {
            words.set(name, *year);
            words.set(name.trim_end_matches("年度"), *year);
        }
        words
    }

    /// The first reporting year.
    pub fn base_year(&self, years: &Years) -> i32 {
        years.get(BASE_YEAR).or_else(|| self.years.get(BASE_YEAR)).copied().unwrap_or(2024)
    }

    /// The key of the line above the table in data files: `lead` without its `*`.
    pub fn lead_key(&self) -> Option<&str> {
        self.lead.as_deref().map(|lead| lead.trim_matches('*'))
    }

    /// The definition of one of its columns.
    #[cfg_attr(
        not(test),
        expect(clippy::indexing_slicing, reason = "the column was made from this form's definitions")
    )]
    pub(crate) fn spec(&self, column: &TableColumn) -> &Column {
        &self.columns[column.spec]
    }

    /// Whether the text of a column outside the groups tells rows apart: as the definition says, or else what must be
    /// there from the beginning.
    pub(crate) fn names_row(&self, column: &TableColumn) -> bool {
        let spec = self.spec(column);
        let plain = spec.group.is_none() && column.year.is_none();
        let asked = spec.required && spec.answer.is_none() && !spec.serial;
        plain && if self.key.is_empty() { asked } else { self.key.contains(&spec.field) }
    }

    /// Whether nothing is to be said of what stands under a heading or key that the form does not have.
    pub(crate) fn is_unused(&self, heading: &str) -> bool {
        let heading = crate::words::folded(heading);
        self.unused.iter().any(|pattern| crate::source::matches(&crate::words::folded(pattern), &heading))
    }

    /// Whether a text says that there is no answer, in any spelling of its dashes and dots.
    pub(crate) fn is_missing(&self, text: &str) -> bool {
        let text = mark_folded(text);
        !text.is_empty() && self.missing.iter().any(|mark| mark_folded(mark) == text)
    }

    /// The deepest level of groups whose texts stand over tables of their own; 0 for one table.
    pub(crate) fn headed(&self) -> usize {
        self.columns.iter().filter(|c| c.stands.heads()).filter_map(|c| c.group).max().unwrap_or(0)
    }

    /// The deepest group level.
    pub fn levels(&self) -> usize {
        self.columns.iter().filter_map(|c| c.group).max().unwrap_or(0)
    }
}
