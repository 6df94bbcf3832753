//! Slips (個票): forms of which each project fills one sheet of numbered items, such as 自己評価シート.
//!
//! The definition gives fields, official words and panels; from it come the reader (worksheets in the form,
//! tables with a project a row, data files), the checks, the pages and the workbook.

mod blocks;
mod check;
mod contract;
mod definition;
mod describe;
mod fit;
mod layout;
mod load;
mod raw;
mod read;
mod typeset;
mod words;
mod write;
mod xlsx;

use crate::finding::Finding;
use crate::meta::Years;
use crate::meta::{Given, Meta};
use crate::place::Place;
use crate::source::Source;
use crate::typeset::{Exported, Pdf};
use crate::{Matome, sheet::Xlsx};
use typst_layout::PagedDocument;

pub use contract::VERSION as CONTRACT;
pub use definition::{Field, FieldKind, SlipForm, circled};
pub use layout::{Page, SetSlip};
pub use load::is_slip;
pub use words::Worded;

/// The answers of one project, one for each field of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    pub answers: Vec<Answer>,
    /// The worksheet, row or map that it came from.
    pub place: Option<Place>,
}

/// An answer. Amounts are digits, chosen boxes names with 、 between, chosen options their circled numbers,
/// wherever the input could be understood so; otherwise the text as typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    pub text: String,
    /// The table of a results field.
    pub table: Option<Grid>,
    /// What stands under the table.
    pub notes: String,
    pub place: Option<Place>,
}

/// A small table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Slips of one form and its years, in order.
#[derive(Debug, Clone)]
pub struct SlipBook {
    pub form: SlipForm,
    pub years: Years,
    pub meta: Meta,
    pub slips: Vec<Slip>,
}

impl Grid {
    /// Columns that can still be read on a panel; a wider table is printed as lines.
    const MOST: usize = 14;

    /// Gives every row as many cells as the longest has.
    fn square(&mut self) {
        let width = self.rows.iter().map(Vec::len).chain([self.columns.len(), 1]).max().unwrap_or(1);
        self.columns.resize(width, String::new());
        self.rows.iter_mut().for_each(|r| r.resize(width, String::new()));
    }

    /// Whether there are too many columns for a table.
    fn is_wide(&self) -> bool {
        self.columns.len() > Self::MOST
    }

    /// The rows as lines of text. The tabs, which print as a blank, tell the reader where cells end.
    fn lines(&self) -> String {
        let line = |r: &Vec<String>| r.iter().map(|c| c.replace('\n', " ")).collect::<Vec<_>>().join("\t");
        std::iter::once(&self.columns).chain(&self.rows).map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Answer {
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.table.is_none() && self.notes.trim().is_empty()
    }
}

impl Slip {
    pub fn empty(form: &SlipForm) -> Self {
        Self { answers: vec![Answer::default(); form.fields.len()], place: None }
    }
}

impl SlipBook {
    /// A book with one sheet that nobody filled in.
    pub fn blank(form: SlipForm, given: &Given) -> Self {
        let mut years = form.years.clone();
        years.extend(given.years.clone());
        let slips = vec![Slip::empty(&form)];
        Self { form, years, meta: given.meta.clone(), slips }
    }

    /// The data, which can be read again.
    pub fn json(&self) -> String {
        write::write_json(self)
    }

    /// A book with some of the slips.
    pub fn part(&self, slips: std::ops::Range<usize>) -> Self {
        let slips = self.slips.get(slips).map(<[Slip]>::to_vec).unwrap_or_default();
        Self { form: self.form.clone(), years: self.years.clone(), meta: self.meta.clone(), slips }
    }

    /// Every text that was answered.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.slips.iter().flat_map(|s| &s.answers).flat_map(|answer| {
            let table = answer.table.iter().flat_map(|t| t.columns.iter().chain(t.rows.iter().flatten()));
            [&answer.text, &answer.notes].into_iter().chain(table).map(String::as_str)
        })
    }

    /// What templates of this book may name.
    pub fn words(&self, meta: &Meta) -> crate::words::Words {
        words::words(&self.form, &self.years, meta)
    }

    /// The file name of a slip by the form's pattern, valid on Windows.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn file_name(&self, slip: &Slip, pattern: Option<&str>) -> Result<String, Finding> {
        let pattern = pattern.unwrap_or(&self.form.file);
        let mut words = words::words(&self.form, &self.years, &self.meta);
        for (field, answer) in self.form.fields.iter().zip(&slip.answers) {
            words.set(&field.name, answer.text.replace('\n', " ").trim());
        }
        let name = words.render(pattern).map_err(|e| {
            let (ja, en) = (&e.ja, &e.en);
            Finding::error(
                "M082",
                crate::msg!(
                    "ファイル名「{pattern}」を作れません: {ja}",
                    "cannot word the file name \"{pattern}\": {en}"
                ),
            )
        })?;
        // one pattern serves sheets with and without an answer
        let name: Vec<&str> = name.split('_').filter(|part| !part.trim().is_empty()).collect();
        Ok(crate::words::windows_name(&name.join("_")))
    }
}

impl SlipBook {
    /// The title of the whole book.
    pub fn title(&self) -> &str {
        self.meta.title.as_deref().unwrap_or(&self.form.title)
    }

    /// The file name of the whole book by the pattern of a paper, valid on Windows.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn paper_file_name(&self, paper: &str, pattern: &str) -> Result<String, Finding> {
        let mut words = self.words(&Meta { title: Some(self.title().to_owned()), ..self.meta.clone() });
        words.set("紙面", paper);
        words.render(pattern).map(|name| crate::words::windows_name(&name)).map_err(|e| {
            let (ja, en) = (&e.ja, &e.en);
            Finding::error(
                "M082",
                crate::msg!(
                    "紙面「{paper}」のファイル名「{pattern}」を作れません: {ja}",
                    "cannot word the file name \"{pattern}\" of \"{paper}\": {en}"
                ),
            )
        })
    }
}

impl Matome {
    /// Loads a slip's definition.
    ///
    /// # Errors
    /// As [`SlipForm::load`]; `M205` for a font that is not there.
    pub fn slip_form(&self, name: &str) -> Result<SlipForm, Vec<Finding>> {
        let mut form = SlipForm::load(&self.templates, name)?;
        form.text.rules = self.house.over(form.text.rules);
        match self.fonts.chain(&form.text.font, false) {
            Some(_) => Ok(form),
            None => Err(vec![self.fonts.unknown(&form.text.font)]),
        }
    }

    /// Puts sources together into one book of slips and checks it. `None` when no source holds the form.
    pub fn read_slips(
        &self,
        form: &SlipForm,
        sources: &[Source],
        given: &Given,
        findings: &mut Vec<Finding>,
    ) -> Option<SlipBook> {
        let book = read::read(form, sources, given, findings)?;
        let fonts = self.fonts.chain(&form.text.font, false)?;
        check::check(&book, &fonts, findings);
        let mut told = std::collections::HashSet::new();
        findings.retain(|f| told.insert((f.code, f.place.clone(), f.message.ja.clone())));
        Some(book)
    }

    /// Lays the slips out: size, heights, and what goes to a 別紙. `M126` for a sheet that does not fit all the same.
    ///
    /// # Errors
    /// `M078` words that cannot be made for these years.
    pub fn set_slips(&self, book: &SlipBook, findings: &mut Vec<Finding>) -> Result<Vec<SetSlip>, Vec<Finding>> {
        fit::fit_book(self, book, findings)
    }

    /// Typesets a book of slips into one PDF.
    ///
    /// # Errors
    /// `M210`–`M212`.
    pub fn slips_pdf(&self, book: &SlipBook, set: &[SetSlip], options: &Pdf) -> Result<Vec<u8>, Vec<Finding>> {
        self.record_slips(book, set, options).map(|exported| exported.pdf)
    }

    /// As [`slips_pdf`](Self::slips_pdf), with what was set.
    ///
    /// # Errors
    /// As [`slips_pdf`](Self::slips_pdf).
    pub(crate) fn record_slips(
        &self,
        book: &SlipBook,
        set: &[SetSlip],
        options: &Pdf,
    ) -> Result<Exported, Vec<Finding>> {
        typeset::typeset(self, book, set, options)
    }

    /// Lays a book of slips out without 資料番号 and page numbers, for a packet.
    ///
    /// # Errors
    /// `M210`, `M211`.
    pub(crate) fn slips_pages(&self, book: &SlipBook, set: &[SetSlip]) -> Result<PagedDocument, Vec<Finding>> {
        typeset::lay_out(self, book, set, false)
    }

    /// Writes a book of slips as a workbook, one worksheet a project.
    ///
    /// # Errors
    /// `M301`, `M303`.
    pub fn slips_xlsx(&self, book: &SlipBook, options: &Xlsx) -> Result<Vec<u8>, Vec<Finding>> {
        xlsx::write(self, book, options)
    }
}
