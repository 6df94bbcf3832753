//! Letters to a section: 依頼文, 督促, 差戻し. What they say stands in a file of words that a project may change
//! (`templates/letters/`); how they are set is the same for all of them.

mod facts;
mod mail;
mod sheet;
mod wording;

use wording::{Worded, Wording};

use crate::engine::Engine;
use crate::told::{Faults, Told};
use crate::units::Date;

/// What a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LetterKind {
    /// 依頼文: to answer.
    Request,
    /// 督促: to answer at last, or whole.
    Reminder,
    /// 差戻し: to mend what was answered.
    Return,
}

impl LetterKind {
    /// The name of its file of words, without ending.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "依頼文",
            Self::Reminder => "督促",
            Self::Return => "差戻し",
        }
    }
}

/// To whom a letter goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addressee {
    /// 局区
    pub bureau: String,
    /// 課
    pub section: String,
    /// 担当. 様 is put behind it unless it is there.
    pub person: Option<String>,
}

/// From whom it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// 団体
    pub body: String,
    /// 課
    pub section: String,
    /// 担当
    pub person: Option<String>,
    /// Telephone, mail.
    pub contact: Option<String>,
}

/// A letter and what is to be said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Letter {
    /// What it asks for.
    pub kind: LetterKind,
    /// 文書番号
    pub number: Option<String>,
    /// The day that it bears. How far the deadline is counts from here.
    pub date: Date,
    /// To whom it goes.
    pub to: Addressee,
    /// From whom it comes.
    pub from: Sender,
    /// Name of the inquiry: 令和8年度当初.
    pub inquiry: String,
    /// Title of its form.
    pub form: String,
    /// 期限
    pub due: Option<Date>,
    /// Rows, or projects, that are asked.
    pub asked: usize,
    /// Those that are answered whole.
    pub answered: usize,
    /// What is counted: 行, 事業.
    pub unit: String,
    /// Whether anything came yet.
    pub received: bool,
    /// Names of the rows that are open, in order.
    pub open: Vec<String>,
    /// The workbook that goes with it.
    pub file: Option<String>,
    /// Findings of level error in what came.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
}

impl Letter {
    /// A letter that says nothing of rows yet.
    pub fn new(
        kind: LetterKind,
        date: Date,
        to: Addressee,
        from: Sender,
        inquiry: impl Into<String>,
        form: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            number: None,
            date,
            to,
            from,
            inquiry: inquiry.into(),
            form: form.into(),
            due: None,
            asked: 0,
            answered: 0,
            unit: "行".to_owned(),
            received: kind == LetterKind::Return,
            open: Vec::new(),
            file: None,
            errors: 0,
            warnings: 0,
        }
    }

    /// The letter as a PDF (A4, PDF/A-3a and PDF/UA-1).
    ///
    /// `M430`–`M433` the file of words; `M201` and its like, characters; `M210`, `M212` what Typst refuses.
    pub fn pdf(&self, engine: &Engine) -> Told<Vec<u8>> {
        letters_pdf(engine, std::slice::from_ref(self))
    }

    /// The letter as a mail: the subject in the first line, then the text; lines end in CR LF.
    ///
    /// `M430`–`M433` the file of words.
    pub fn mail(&self, engine: &Engine) -> Told<String> {
        self.worded(engine).map(|worded| mail::text(self, &worded))
    }

    fn worded(&self, engine: &Engine) -> Told<Worded> {
        Told::from(Wording::read(engine, self.kind)).and_then(|wording| wording.words(self))
    }
}

/// Several letters in one PDF to be printed, each on a new page.
///
/// As [`Letter::pdf`]; `M433` where there is no letter.
pub fn letters_pdf(engine: &Engine, letters: &[Letter]) -> Told<Vec<u8>> {
    Told::noticing(|findings| {
        let mut wordings: Vec<(LetterKind, Wording)> = Vec::new();
        let mut worded = Vec::with_capacity(letters.len());
        for letter in letters {
            if !wordings.iter().any(|(kind, _)| *kind == letter.kind) {
                wordings.push((letter.kind, Wording::read(engine, letter.kind)?));
            }
            if let Some((_, wording)) = wordings.iter().find(|(kind, _)| *kind == letter.kind) {
                worded.push((letter, wording.words(letter).tell_or_faults(findings)?));
            }
        }
        crate::finding::tell_once(findings);
        let Some((first, _)) = worded.first() else { return Err(Faults::from(wording::no_letter())) };
        let (title, date) = (sheet::title(first, worded.len()), first.date);
        let document = sheet::document(&worded);
        let laid = super::paper::laid(engine, &document, &title, &sheet::look()).tell_or_faults(findings)?;
        super::paper::pdf(engine, &laid, &title, date).tell_or_faults(findings)
    })
}
