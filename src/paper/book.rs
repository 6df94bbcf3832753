//! A paper of any kind, ready to be printed.

use typst_layout::PagedDocument;

use super::data::Data;
use crate::contract::Printing;
use crate::document::DocumentBook;
use crate::engine::Engine;
use crate::finding::{Finding, Message};
use crate::form::{BASE_YEAR, PaperFormat};
use crate::meta::Meta;
use crate::msg;
use crate::slip::SlipBook;
use crate::table::TableBook;
use crate::table::plan;
use crate::told::Told;
use crate::typeset::{Exported, Facts, Layout, Pdf};
use crate::words::{Words, windows_name};
use crate::xlsx::Xlsx;

/// A paper that was read, set in lines and cut into pages.
#[non_exhaustive]
pub enum Book {
    /// 表
    Table(Box<TableBook>),
    /// 個票
    Slips(Box<SlipBook>),
    /// 文書
    Document(Box<DocumentBook>),
}

impl Engine {
    /// Writes a book as PDF.
    ///
    /// `M210`, `M211`, `M214` the layout fails, `M212` a standard cannot be met, `M213` a label that would run off its
    /// page, `M215` a warning of the layout.
    pub fn pdf(&self, book: &Book, options: &Pdf) -> Told<Vec<u8>> {
        self.record(book, options).map(|exported| exported.pdf)
    }

    /// As [`pdf`](Self::pdf), with what was set.
    pub(crate) fn record(&self, book: &Book, options: &Pdf) -> Told<Exported> {
        let printing = Printing::whole(options.summary);
        self.lay_out(book, &printing).and_then(|document| self.export(book, &document, options))
    }

    pub(super) fn export(&self, book: &Book, document: &PagedDocument, options: &Pdf) -> Told<Exported> {
        // frames are all that export needs: Typst's caches are cleared beside it
        let cache = self.cache;
        let clearing = std::thread::spawn(move || cache.clear(0));
        let exported = self.typesetter().export(document, &book.facts(), options, Some(book.layout()));
        // a panic there would be Typst's own
        let _ = clearing.join();
        exported.into()
    }

    /// Lays a book out.
    pub(crate) fn lay_out(&self, book: &Book, printing: &Printing) -> Told<PagedDocument> {
        match book {
            Book::Table(book) => book.lay_out(self, printing),
            Book::Slips(book) => book.lay_out(self, printing),
            Book::Document(book) => Told::new(book.pages(printing), Vec::new()),
        }
    }

    /// Writes a book as a workbook.
    ///
    /// `M213`, `M301`–`M304`, `M308` a limit of Excel that the data does not keep; `M305` a free paper, which is no workbook.
    pub fn xlsx(&self, book: &Book, options: &Xlsx) -> Told<Vec<u8>> {
        match book {
            Book::Table(book) => book.xlsx(options),
            Book::Slips(book) => book.xlsx(self, options).into(),
            Book::Document(_) => Told::nothing(no_table("XLSX")),
        }
    }
}

/// `M305`: a free paper has no table that a workbook or a data file could hold.
pub(super) fn no_table(kind: &str) -> Finding {
    Finding::error("M305", msg!("文書の様式は {kind} にできません", "a free paper cannot be written as {kind}"))
        .hint(msg!("-o の名前を .pdf か .html で終えてください", "end the name behind -o in .pdf or .html"))
}

impl Book {
    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&TableBook> {
        match self {
            Self::Table(book) => Some(book),
            Self::Slips(_) | Self::Document(_) => None,
        }
    }

    /// The slips, if it is a book of them.
    pub fn as_slips(&self) -> Option<&SlipBook> {
        match self {
            Self::Slips(book) => Some(book),
            Self::Table(_) | Self::Document(_) => None,
        }
    }

    /// The size of its body text, pt: the smallest, where sheets have sizes of their own.
    pub(crate) fn text_size(&self) -> f64 {
        match self {
            Self::Table(book) => book.plan().form.text.size,
            Self::Slips(book) => book.set().map(|sheet| sheet.size).fold(f64::INFINITY, f64::min),
            Self::Document(book) => book.text().form.look.size,
        }
    }

    /// The title on the paper.
    pub fn title(&self) -> &str {
        match self {
            Self::Table(book) => book.plan().title(),
            Self::Slips(book) => book.slips().title(),
            Self::Document(book) => book.text().title(),
        }
    }

    /// The data that it shows.
    pub fn into_data(self) -> Data {
        match self {
            Self::Table(book) => Data::Table(Box::new(book.into_plan())),
            Self::Slips(book) => Data::Slips(book.into_slips()),
            Self::Document(book) => Data::Document(book.into_text()),
        }
    }

    /// The data as JSON that can be read again.
    ///
    /// # Errors
    /// `M305` a free paper, which is read from text.
    pub fn json(&self) -> Result<String, Finding> {
        match self {
            Self::Table(book) => Ok(plan::write_json(book.plan())),
            Self::Slips(book) => Ok(book.slips().json()),
            Self::Document(_) => Err(no_table("JSON")),
        }
    }

    /// Pages of its PDF with these options.
    pub fn page_count(&self, options: &Pdf) -> usize {
        match self {
            Self::Table(book) => book.pages().len() + usize::from(options.summary && book.plan().summary().is_some()),
            Self::Slips(book) => book.page_count(),
            Self::Document(book) => book.laid().pages().len(),
        }
    }

    /// Why each page is as it is.
    pub fn explain(&self) -> Vec<Message> {
        match self {
            Self::Table(book) => book.explain(),
            Self::Slips(book) => book.explain(),
            Self::Document(_) => Vec::new(),
        }
    }

    /// What stands around it.
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Table(book) => &book.plan().meta,
            Self::Slips(book) => &book.slips().meta,
            Self::Document(book) => &book.text().meta,
        }
    }

    /// What is written of it where nothing is said: `pdf`, `xlsx`.
    pub fn default_kinds(&self) -> &'static [&'static str] {
        match self {
            Self::Table(_) | Self::Slips(_) => &["pdf", "xlsx"],
            Self::Document(_) => &["pdf"],
        }
    }

    /// The pattern of its file's name where none is given.
    fn default_pattern(&self) -> &'static str {
        let years = match self {
            Self::Table(book) => &book.plan().years,
            Self::Slips(book) => &book.slips().years,
            Self::Document(_) => return "{{資料番号}}_{{紙面}}",
        };
        if years.contains_key(BASE_YEAR) {
            "{{資料番号}}_{{様式}}_{{年度 基準}}"
        } else {
            "{{資料番号}}_{{様式}}"
        }
    }

    /// The file name of the paper by its pattern, without ending, valid on Windows.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn file_name(&self, paper: &str, pattern: Option<&str>) -> Result<String, Finding> {
        let pattern = pattern.unwrap_or_else(|| self.default_pattern());
        let meta = self.meta();
        let mut words = match self {
            Self::Table(book) => book.plan().form.words(&book.plan().years),
            Self::Slips(book) => book.slips().words(meta),
            Self::Document(_) => Words::default(),
        };
        words.set("様式", self.title());
        words.set("紙面", paper);
        words.set("資料番号", meta.number.as_deref().unwrap_or(""));
        words.set("計画", meta.plan.as_deref().unwrap_or(""));
        words.set("団体", meta.body.as_deref().unwrap_or(""));
        words.render(pattern).map(|name| windows_name(&name)).map_err(|e| {
            let (ja, en) = (&e.ja, &e.en);
            Finding::error(
                "M082",
                msg!(
                    "紙面「{paper}」のファイル名「{pattern}」を作れません: {ja}",
                    "cannot word the file name \"{pattern}\" of \"{paper}\": {en}"
                ),
            )
        })
    }

    /// The paper that it is printed on.
    pub(crate) fn format(&self) -> &PaperFormat {
        match self {
            Self::Table(book) => &book.plan().form.paper,
            Self::Slips(book) => &book.slips().form.paper,
            Self::Document(book) => &book.text().form.look.paper,
        }
    }

    fn layout(&self) -> Layout<'_> {
        match self {
            Self::Table(book) => book.layout(),
            Self::Slips(book) => book.layout(),
            Self::Document(book) => book.layout(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Table(book) => book.facts(),
            Self::Slips(book) => book.facts(),
            Self::Document(book) => book.facts(),
        }
    }
}
