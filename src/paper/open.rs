//! Papers for others' programs: the page for screens (HTML) and the data as CSV.

use super::book::{Book, no_table};
use crate::contract::Printing;
use crate::csv::is_reckoned;
use crate::engine::Engine;
use crate::finding::{Finding, quote};
use crate::html::{Around, Html, Part, Scope, escaped, page};
use crate::msg;
use crate::place::Place;
use crate::slip;
use crate::table;
use crate::told::{Faults, Told};

impl Engine {
    /// Writes a book as a page for screens: one file, UTF-8, with the texts of the PDF; of slips, every answer in its
    /// place and no 別紙.
    ///
    /// `M078` words that cannot be made for the years.
    pub fn html(&self, book: &Book, options: &Html) -> Told<Vec<u8>> {
        book.html(self, options).into()
    }
}

impl Book {
    /// The data as CSV: UTF-8 with BOM, one row of headings, the names of data files; a row a row of the table, with the
    /// texts of its groups, or a row a project. A table's form reads it back. Texts are as they were answered.
    ///
    /// `M305` a free paper; `M530` (info) a text that Excel reckons when it opens the file itself.
    pub fn csv(&self) -> Told<String> {
        let csv = match self {
            Self::Table(book) => table::write_csv(book.plan()),
            Self::Slips(book) => slip::write_csv(book.slips()),
            Self::Document(_) => return Told::nothing(no_table("CSV")),
        };
        Told::new(csv, self.reckoned())
    }

    /// `M530`
    fn reckoned(&self) -> Vec<Finding> {
        let told = |text: &str, place: Option<&Place>| {
            let text = quote(text);
            let message = msg!(
                "「{text}」は、CSV を Excel でじかに開くと式として計算されます",
                "Excel reckons \"{text}\" as a formula when it opens the CSV itself"
            );
            let mut finding = Finding::info("M530", message).hint(msg!(
                "Excel では「データ」→「テキストまたは CSV から」で、列を文字列にして読み込んでください",
                "load it in Excel by Data, From Text/CSV, with its columns as text"
            ));
            finding.place = place.cloned();
            finding
        };
        match self {
            Self::Table(book) => {
                let cells = book.plan().rows.iter().flat_map(|row| &row.cells);
                cells.filter(|cell| is_reckoned(&cell.text)).map(|cell| told(&cell.text, cell.place.as_ref())).collect()
            }
            Self::Slips(book) => {
                let answers = book.slips().slips.iter().flat_map(|slip| &slip.answers);
                let texts = answers.flat_map(|answer| {
                    let table = answer.table.iter().flat_map(|table| table.rows.iter().flatten());
                    [&answer.text, &answer.notes]
                        .into_iter()
                        .chain(table)
                        .map(move |text| (text, answer.place.as_ref()))
                });
                texts.filter(|(text, _)| is_reckoned(text)).map(|(text, place)| told(text, place)).collect()
            }
            Self::Document(_) => Vec::new(),
        }
    }

    /// Its page for screens.
    fn html(&self, engine: &Engine, options: &Html) -> Result<Vec<u8>, Faults> {
        let part = self.html_part(engine, &Scope::alone(), &Printing::whole(options.summary))?;
        let line = |text: &str| match self {
            Self::Table(book) => book.line(text),
            Self::Slips(book) => book.line(text),
            Self::Document(_) => text.replace('\n', ""),
        };
        let meta = self.meta();
        let of = |text: &Option<String>| text.as_deref().map(line).unwrap_or_default();
        let lines = match self {
            Self::Slips(book) => book.lines()?.iter().map(|text| escaped(text)).collect(),
            Self::Table(_) | Self::Document(_) => Vec::new(),
        };
        let (title, body, plan, number) = (line(self.title()), of(&meta.body), of(&meta.plan), of(&meta.number));
        let around = Around { title: &title, body: &body, plan: &plan, number: &number, lines, date: options.date };
        Ok(page(engine, &around, &part))
    }

    /// What it puts on a page for screens.
    ///
    /// # Errors
    /// `M078`
    pub(crate) fn html_part(&self, engine: &Engine, scope: &Scope, printing: &Printing) -> Result<Part, Faults> {
        match self {
            Self::Table(book) => Ok(book.html(scope, printing)),
            Self::Slips(book) => book.html(scope),
            Self::Document(book) => book.html(engine, scope),
        }
    }
}
