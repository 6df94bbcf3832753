//! Where an inquiry stands, section by section.

use crate::units::Date;

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum State {
    /// 未提出: nothing came.
    Missing,
    /// 提出済: an answer came and nobody has looked at what it says yet, or rows are open still.
    Received,
    /// 要修正: what came has errors, or a conflict that nobody decided.
    Faulty,
    /// 差戻し中: it was given back, marked, and did not come again.
    Returned,
    /// 確認済: all rows are answered and nothing is wrong.
    Settled,
}

impl State {
    /// All of them, in the order in which an answer goes through them.
    pub const ALL: [Self; 5] = [Self::Missing, Self::Received, Self::Faulty, Self::Returned, Self::Settled];

    /// In the office's words.
    pub fn ja(self) -> &'static str {
        match self {
            Self::Missing => "未提出",
            Self::Received => "提出済",
            Self::Faulty => "要修正",
            Self::Returned => "差戻し中",
            Self::Settled => "確認済",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Received => "received",
            Self::Faulty => "to be mended",
            Self::Returned => "given back",
            Self::Settled => "settled",
        }
    }
}

/// All sections of an inquiry, in 建制順.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Board {
    /// Name of the inquiry: 令和8年度当初.
    pub inquiry: String,
    /// Title of its form.
    pub form: String,
    /// 期限
    pub due: Option<Date>,
    /// The day on which this is said.
    pub today: Date,
    /// A line a section.
    pub lines: Vec<BoardLine>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BoardLine {
    /// 局区
    pub bureau: String,
    /// 課
    pub section: String,
    /// 担当, as the register says.
    pub person: Option<String>,
    /// 連絡先, as the register says.
    pub contact: Option<String>,
    /// How far it is.
    pub state: State,
    /// Rows, or projects, that were asked.
    pub asked: usize,
    /// Rows of which every open cell that must be answered is.
    pub answered: usize,
    /// Findings of level error in what came.
    pub errors: usize,
    /// Findings of level warning in what came.
    pub warnings: usize,
    /// The day of the last receipt.
    pub received: Option<Date>,
    /// The last file received, from the inquiry's folder: `受領/003_回答.xlsx`.
    pub file: Option<String>,
}

impl BoardLine {
    /// A section of which nothing came.
    pub fn new(bureau: impl Into<String>, section: impl Into<String>, asked: usize) -> Self {
        Self {
            bureau: bureau.into(),
            section: section.into(),
            person: None,
            contact: None,
            state: State::Missing,
            asked,
            answered: 0,
            errors: 0,
            warnings: 0,
            received: None,
            file: None,
        }
    }
}

impl Board {
    /// A board; lines stand in 建制順.
    pub fn new(inquiry: impl Into<String>, form: impl Into<String>, due: Option<Date>, today: Date) -> Self {
        Self { inquiry: inquiry.into(), form: form.into(), due, today, lines: Vec::new() }
    }
}
