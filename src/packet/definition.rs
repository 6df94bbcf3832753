//! A packet as its definition says, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::check::check_packet;
use super::meeting::Meeting;
use super::raw::RawPacket;
use crate::document::Look;
use crate::finding::{Finding, Message};
use crate::form::Paper;
use crate::msg;
use crate::place::Place;
use crate::press::Binding;
use crate::project::{Filing, PaperJob, Settings};

/// A packet (会議資料): papers in order.
#[derive(Debug, Clone)]
pub struct Packet {
    pub name: String,
    /// File name pattern without ending.
    pub file: String,
    pub products: Vec<Product>,
    pub meeting: Meeting,
    /// How agenda, rules and Markdown papers look.
    pub look: Look,
    /// Each paper begins on a new sheet.
    pub duplex: bool,
    /// Empty backs have a page number.
    pub count_blanks: bool,
    pub number_box: NumberBox,
    pub fold: Fold,
    pub print: Print,
    pub agenda: Vec<Item>,
    pub papers: Vec<PaperDef>,
    /// What it says of its filing over what the project says.
    pub filing: Filing,
    /// Where it is defined.
    pub place: Place,
}

impl Packet {
    /// The forms of its papers; `jobs` are the papers of the project.
    pub fn forms<'a>(&'a self, jobs: &'a [PaperJob]) -> BTreeSet<&'a str> {
        let form = |def: &'a PaperDef| match &def.kind {
            Kind::Paper { name } => jobs.iter().find(|job| job.name == *name).map(|job| job.form.as_str()),
            Kind::Form { form, .. } => Some(form.as_str()),
            Kind::Members { .. } => Some("members"),
            _ => None,
        };
        self.papers.iter().filter_map(form).collect()
    }
}

/// What is made of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    Slip,
}

impl Product {
    pub const ALL: [(Self, &str, &str); 6] = [
        (Self::Meeting, "meeting", ""),
        (Self::Archive, "archive", "（保存用）"),
        (Self::Booklet, "booklet", "（冊子）"),
        (Self::TwoUp, "2up", "（2面）"),
        (Self::Dividers, "dividers", "（仕切り）"),
        (Self::Slip, "slip", "（印刷指示）"),
    ];

    /// Reads the name that definitions and the command line use.
    ///
    /// # Errors
    /// An unknown name.
    pub fn parse(name: &str) -> Result<Self, Message> {
        let known = Self::ALL.map(|(_, name, _)| name);
        Self::ALL.iter().find(|(_, n, _)| *n == name.trim()).map(|(p, _, _)| *p).ok_or_else(|| {
            let (ja, en) = (known.join("、"), known.join(", "));
            msg!("「{name}」は作れません。{ja} から選んでください", "cannot make \"{name}\": choose from {en}")
        })
    }

    /// What a file name ends in.
    pub fn suffix(self) -> &'static str {
        Self::ALL.iter().find(|(p, _, _)| *p == self).map_or("", |(_, _, suffix)| suffix)
    }
}

/// Pages that carry 資料番号 in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberBox {
    First,
    Each,
    None,
}

/// Marks for folding A3 pages to A4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    None,
    Half,
    /// 外三つ折り: the right half is folded back, so that 資料番号 stays in sight.
    Z,
}

/// 印刷指示
#[derive(Debug, Clone, Default)]
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
pub struct Item {
    pub text: String,
    pub speaker: Option<String>,
    /// Indices into [`Packet::papers`].
    pub papers: Vec<usize>,
    pub sub: Vec<Item>,
}

/// A paper of the packet.
#[derive(Debug, Clone)]
pub struct PaperDef {
    pub name: String,
    /// 資料番号; empty for none.
    pub number: String,
    pub title: Option<String>,
    pub kind: Kind,
    /// Paper that it is set on, where it is the packet's to say.
    pub paper: Paper,
    pub place: Place,
}

#[derive(Debug, Clone)]
pub enum Kind {
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
    },
    Form {
        form: String,
        inputs: Vec<PathBuf>,
        variant: Option<String>,
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
pub enum Honorific {
    /// Nothing is said.
    None,
    /// 様 behind each name.
    Sama,
    /// （敬称略）beside the title.
    Omitted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Reads one packet from its own file.
///
/// # Errors
/// `M080` a file that cannot be read, `M081` what is no packet at all, `M350` mistakes in it.
pub fn read_packet(path: &Path) -> Result<Packet, Vec<Finding>> {
    let settings = Settings::read(path).map_err(|f| vec![f])?;
    let raw: RawPacket = settings.parse().map_err(|f| vec![f])?;
    let name = raw.name.clone().unwrap_or_else(|| {
        path.file_stem().map_or_else(|| "packet".to_owned(), |stem| stem.to_string_lossy().into_owned())
    });
    check_packet(raw, name, 0, path.parent().unwrap_or(Path::new("")), &settings)
}

/// The rest of `matome.toml` is the project's.
#[derive(Deserialize)]
struct RawPackets {
    #[serde(default)]
    packet: BTreeMap<String, Spanned<RawPacket>>,
}

/// Reads the packets of a folder: `[packet.NAME]` of its `matome.toml`, and its `packet.toml`.
///
/// # Errors
/// As [`read_packet`].
pub fn read_packets(folder: &Path) -> Result<Vec<Packet>, Vec<Finding>> {
    let mut out: Vec<Packet> = Vec::new();
    let mut faults = Vec::new();
    let project = folder.join(crate::project::FILE);
    if project.is_file() {
        let settings = Settings::read(&project).map_err(|f| vec![f])?;
        let raw: RawPackets = settings.parse().map_err(|f| vec![f])?;
        for (key, raw) in raw.packet {
            let at = raw.span().start;
            let raw = raw.into_inner();
            let name = raw.name.clone().unwrap_or(key);
            match check_packet(raw, name, at, folder, &settings) {
                Ok(packet) => out.push(packet),
                Err(mut found) => faults.append(&mut found),
            }
        }
    }
    let own = folder.join(FILE);
    if own.is_file() {
        match read_packet(&own) {
            Ok(packet) => out.push(packet),
            Err(mut found) => faults.append(&mut found),
        }
    }
    for (i, packet) in out.iter().enumerate() {
        if out[..i].iter().any(|p| p.name == packet.name) {
            let name = &packet.name;
            let message = msg!("会議資料「{name}」が二つあります", "there are two packets \"{name}\"");
            faults.push(Finding::error("M350", message).at(packet.place.clone()));
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}
