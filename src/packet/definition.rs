//! A packet as its definition says, checked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::meeting::Meeting;
use crate::document::Look;
use crate::finding::{Finding, Message};
use crate::form::PaperFormat;
use crate::msg;
use crate::place::Place;
use crate::press::Binding;
use crate::project::{Filing, ProjectPaper};

/// A packet (会議資料): papers in order.
#[derive(Debug, Clone)]
pub struct Packet {
    /// Its name in `packet.toml`.
    pub name: String,
    /// File name pattern without ending.
    pub file: String,
    /// What is made of it.
    pub products: Vec<Product>,
    /// The meeting to which it goes.
    pub meeting: Meeting,
    /// How agenda, rules and Markdown papers look.
    pub look: Look,
    /// Each paper begins on a new sheet.
    pub duplex: bool,
    /// Empty backs have a page number.
    pub count_blanks: bool,
    /// Where the 資料番号 stands.
    pub number_box: NumberBox,
    /// Marks at the fold.
    pub fold: Fold,
    /// What the print room has to know.
    pub print: Print,
    /// 次第
    pub agenda: Vec<Item>,
    /// Indices of the papers under その他の配布資料; `None` for those with a number that no item names.
    pub others: Option<Vec<usize>>,
    /// Its papers, in order.
    pub papers: Vec<PacketPaper>,
    /// What it says of its filing over what the project says.
    pub filing: Filing,
    /// Where it is defined.
    pub place: Place,
    /// Texts that it prints, each with its place.
    pub(crate) written: Vec<(String, Place)>,
    /// What was noticed in its definition.
    pub(crate) findings: Vec<Finding>,
}

impl Packet {
    /// The forms of its papers; `jobs` are the papers of the project.
    pub fn forms<'a>(&'a self, jobs: &'a [ProjectPaper]) -> BTreeSet<&'a str> {
        let form = |def: &'a PacketPaper| match &def.kind {
            PaperKind::Paper { name, .. } => jobs.iter().find(|job| job.name == *name).map(|job| job.form.as_str()),
            PaperKind::Form { form, .. } => Some(form.as_str()),
            PaperKind::Members { .. } => Some("members"),
            _ => None,
        };
        self.papers.iter().filter_map(form).collect()
    }
}

/// What is made of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Product {
    /// 会議用: light and untagged, with guests' pages in their place.
    Meeting,
    /// 保存用: PDF/A-3a and PDF/UA-1, guests' PDFs attached.
    Archive,
    /// 中綴じの冊子
    Booklet,
    /// Two pages on a sheet.
    TwoUp,
    /// 仕切り紙
    Dividers,
    /// 印刷指示書
    PrintOrder,
    /// One page for screens.
    Html,
}

impl Product {
    /// Each with its name in `packet.toml` and the ending of its file's name.
    pub const ALL: [(Self, &str, &str); 7] = [
        (Self::Meeting, "meeting", ""),
        (Self::Archive, "archive", "（保存用）"),
        (Self::Booklet, "booklet", "（冊子）"),
        (Self::TwoUp, "2up", "（2面）"),
        (Self::Dividers, "dividers", "（仕切り）"),
        (Self::PrintOrder, "print-order", "（印刷指示）"),
        (Self::Html, "html", ""),
    ];

    /// The name of [`PrintOrder`](Self::PrintOrder) before: the word is now that of 個票.
    const SLIP: &str = "slip";

    /// Reads the name that definitions and the command line use.
    ///
    /// # Errors
    /// An unknown name.
    pub fn parse(name: &str) -> Result<Self, Message> {
        let known = Self::ALL.map(|(_, name, _)| name);
        if name.trim() == Self::SLIP {
            return Ok(Self::PrintOrder);
        }
        Self::ALL.iter().find(|(_, n, _)| *n == name.trim()).map(|(p, _, _)| *p).ok_or_else(|| {
            let (ja, en) = (known.join("、"), known.join(", "));
            msg!("「{name}」は作れません。{ja} から選んでください", "cannot make \"{name}\": choose from {en}")
        })
    }

    /// `M084`: a name that is spelt otherwise now.
    pub fn respelt(name: &str) -> Option<Finding> {
        (name.trim() == Self::SLIP).then(|| {
            Finding::info(
                "M084",
                msg!(
                    "印刷指示書は print-order と書くようになりました（slip も読めます）",
                    "the print order is now spelt print-order (slip is read too)"
                ),
            )
        })
    }

    /// What stands behind the dot of a file name.
    pub fn ending(self) -> &'static str {
        if self == Self::Html { "html" } else { "pdf" }
    }

    /// What a file name ends in.
    pub fn suffix(self) -> &'static str {
        Self::ALL.iter().find(|(p, _, _)| *p == self).map_or("", |(_, _, suffix)| suffix)
    }
}

/// Pages that carry 資料番号 in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberBox {
    First,
    Each,
    None,
}

/// Marks for folding A3 pages to A4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fold {
    None,
    Half,
    /// 外三つ折り: the right half is folded back, so that 資料番号 stays in sight.
    Z,
}

/// 印刷指示
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Print {
    /// 部数
    pub copies: Option<u32>,
    pub binding: Binding,
    /// 帳合: sets in order.
    pub collate: bool,
    pub due: Option<String>,
    pub notes: Option<String>,
    /// mm a sheet
    pub creep: f64,
    pub right_bound: bool,
}

/// An item of the agenda（次第）.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Item {
    pub text: String,
    pub speaker: Option<String>,
    /// Indices into [`Packet::papers`].
    pub papers: Vec<usize>,
    pub sub: Vec<Item>,
}

/// A paper of the packet.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PacketPaper {
    pub name: String,
    /// 資料番号; empty for none.
    pub number: String,
    pub title: Option<String>,
    pub kind: PaperKind,
    /// Paper that it is set on, where it is the packet's to say.
    pub paper: PaperFormat,
    pub place: Place,
}

#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PaperKind {
    /// 表紙
    Cover,
    /// 次第
    Agenda,
    /// 資料一覧
    Contents,
    /// 委員名簿
    Members {
        input: PathBuf,
        order: Option<String>,
        honorific: Honorific,
    },
    /// 要綱
    Regulation {
        file: PathBuf,
    },
    Markdown {
        file: PathBuf,
    },
    Table {
        file: PathBuf,
        sheet: Option<String>,
    },
    /// A paper of `matome.toml`.
    Paper {
        name: String,
        /// Where it is named.
        place: Place,
    },
    Form {
        form: String,
        inputs: Vec<PathBuf>,
        variant: Option<String>,
        print: Option<String>,
        summary: bool,
    },
    /// Another section's PDF.
    Guest {
        file: PathBuf,
        description: Option<String>,
    },
    /// 座席表
    Seats(Seats),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Honorific {
    /// Nothing is said.
    None,
    /// 様 behind each name.
    Sama,
    /// （敬称略）beside the title.
    Omitted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeatShape {
    /// コの字: open at the lower side.
    Horseshoe,
    /// ロの字
    Square,
    /// スクール: rows that look to the head.
    School,
}

/// 座席表
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Seats {
    pub shape: SeatShape,
    pub head: Vec<String>,
    pub left: Vec<String>,
    pub right: Vec<String>,
    pub tail: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub office: Vec<String>,
    pub audience: Option<String>,
    pub door: Option<String>,
}

/// The file of a packet beside `matome.toml`.
pub const FILE: &str = "packet.toml";
