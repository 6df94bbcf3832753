//! 台帳: what was sent and received, when, with SHA-256. It only grows; what stands is found by going through it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use crate::digest::sha256;
use crate::finding::{Finding, Message};
use crate::input;
use crate::msg;
use crate::output::reason;
use crate::place::{Place, SourceFile};
use serde::{Deserialize, Serialize};

/// Its name in the folder of its inquiry.
pub const FILE: &str = "台帳.json";

/// The version of its format.
const VERSION: u32 = 1;

/// Bytes of a ledger that are read.
const MOST_BYTES: u64 = 256 << 20;

/// Cells by record id: the fields of each.
pub type Cells = BTreeMap<String, Vec<String>>;

/// The ledger of an inquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    #[serde(rename = "版")]
    pub(super) version: u32,
    /// Name of the inquiry.
    #[serde(rename = "照会")]
    pub inquiry: String,
    /// Name of its form.
    #[serde(rename = "様式")]
    pub form: String,
    /// SHA-256 of the data that is asked about.
    #[serde(rename = "照会データ")]
    pub data: String,
    /// What happened, in order.
    #[serde(rename = "出来事")]
    pub events: Vec<Event>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "種類")]
#[non_exhaustive]
pub enum Event {
    /// A workbook was made to be sent.
    #[serde(rename = "発送")]
    Sent(Sent),
    /// A marked workbook was made to be given back.
    #[serde(rename = "差戻し")]
    Returned(Sent),
    /// An answer was received.
    #[serde(rename = "受領")]
    Received(Received),
    /// A file came again that had been received.
    #[serde(rename = "重複")]
    Again {
        /// The receipt that it is.
        #[serde(rename = "番号")]
        number: u32,
        /// What it was called this time.
        #[serde(rename = "元の名")]
        name: String,
        /// When.
        #[serde(rename = "日付")]
        date: String,
    },
    /// A conflict was decided.
    #[serde(rename = "決定")]
    Decided {
        /// The receipt that was in conflict.
        #[serde(rename = "番号")]
        number: u32,
        /// Whether its texts are taken; else what stood before is kept.
        #[serde(rename = "採用")]
        taken: bool,
        /// The cells.
        #[serde(rename = "欄")]
        cells: Cells,
        /// When.
        #[serde(rename = "日付")]
        date: String,
    },
    /// The secretariat has checked a section's answers.
    #[serde(rename = "確認")]
    Settled {
        /// Whose.
        #[serde(flatten)]
        who: Who,
        /// When.
        #[serde(rename = "日付")]
        date: String,
    },
}

/// A section by its bureau and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Who {
    /// 局区
    #[serde(rename = "局区")]
    pub bureau: String,
    /// 課
    #[serde(rename = "課")]
    pub section: String,
}

/// 福祉部地域福祉課
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.bureau, self.section)
    }
}

/// What went out to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// To whom.
    #[serde(flatten)]
    pub who: Who,
    /// 1 for the first.
    #[serde(rename = "発行")]
    pub issue: u32,
    /// From the inquiry's folder.
    #[serde(rename = "ファイル")]
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// When.
    #[serde(rename = "日付")]
    pub date: String,
    /// How many rows or projects it asks about.
    #[serde(rename = "行数")]
    pub rows: usize,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Counts up from 1.
    #[serde(rename = "番号")]
    pub number: u32,
    /// Whose answers it holds.
    #[serde(rename = "回答課")]
    pub who: Vec<Who>,
    /// The issue that was filled in, where the workbook says so.
    #[serde(rename = "発行", default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<u32>,
    /// What it was called.
    #[serde(rename = "元の名")]
    pub name: String,
    /// From the inquiry's folder.
    #[serde(rename = "ファイル")]
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// When it was received.
    #[serde(rename = "日付")]
    pub date: String,
    /// When the workbook says that it was last saved.
    #[serde(rename = "更新", default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// The cells that were taken from it.
    #[serde(rename = "採用")]
    pub taken: Cells,
    /// Projects that the section added: their ids, each with the id of the row before it.
    #[serde(rename = "追加", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub added: BTreeMap<String, String>,
    /// Cells in which it contradicts what stood there; open until decided.
    #[serde(rename = "競合", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub conflicts: Cells,
}

impl Ledger {
    /// An empty one.
    pub fn new(inquiry: &str, form: &str, data: &[u8]) -> Self {
        let data = sha256(data);
        Self { version: VERSION, inquiry: inquiry.to_owned(), form: form.to_owned(), data, events: Vec::new() }
    }

    /// Reads the ledger of a folder; `None` where there is none yet.
    ///
    /// # Errors
    /// `M470` one that cannot be read, or that a later matome wrote.
    pub fn read(folder: &Path, file: &SourceFile) -> Result<Option<Self>, Finding> {
        let fault = |Message { ja, en }: Message| {
            let message = msg!("台帳を読めません: {ja}", "cannot read the ledger: {en}");
            let hint = msg!(
                "台帳.json を手で書き直したなら、控えから元に戻してください",
                "if it was edited by hand, take it back from a copy"
            );
            Finding::error("M470", message).at(Place::file(file.clone())).hint(hint)
        };
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = input::read_text(&path, MOST_BYTES).map_err(|e| fault(reason(&e)))?;
        let ledger: Self = serde_json::from_str(&text).map_err(|e| {
            let (line, column) = (e.line(), e.column());
            fault(msg!("{line} 行 {column} 字目が台帳の形ではありません", "line {line}, column {column}: {e}"))
        })?;
        if ledger.version > VERSION {
            let version = ledger.version;
            return Err(fault(msg!(
                "新しい版の matome が書いたものです（版 {version}）",
                "a later matome wrote it (version {version})"
            )));
        }
        Ok(Some(ledger))
    }

    /// An event a line.
    pub fn bytes(&self) -> Vec<u8> {
        let head = serde_json::json!({
            "版": self.version, "照会": self.inquiry, "様式": self.form, "照会データ": self.data,
        });
        let head = head.to_string();
        // maps of strings cannot fail to serialise
        let events: Vec<String> =
            self.events.iter().map(|event| serde_json::to_string(event).unwrap_or_default()).collect();
        format!("{},\"出来事\":[\n{}\n]}}\n", head.trim_end_matches('}'), events.join(",\n")).into_bytes()
    }

    /// Everything that was received, in order.
    pub fn received(&self) -> impl Iterator<Item = &Received> {
        self.events.iter().filter_map(|event| if let Event::Received(received) = event { Some(received) } else { None })
    }

    /// Everything that went out, in order.
    pub fn sent(&self) -> impl Iterator<Item = &Sent> {
        self.events.iter().filter_map(|event| match event {
            Event::Sent(sent) | Event::Returned(sent) => Some(sent),
            _ => None,
        })
    }

    /// The number of the next receipt.
    pub fn next_number(&self) -> u32 {
        self.received().map(|received| received.number).max().unwrap_or(0).saturating_add(1)
    }

    /// The number of the next issue for a section.
    pub fn next_issue(&self, who: &Who) -> u32 {
        self.sent().filter(|sent| sent.who == *who).map(|sent| sent.issue).max().unwrap_or(0).saturating_add(1)
    }
}

/// From hexadecimal; zeros where it is none.
pub fn sha256_bytes(hex: &str) -> [u8; 32] {
    let mut out = [0; 32];
    for (byte, digits) in out.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        *byte = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who() -> Who {
        Who { bureau: "福祉部".into(), section: "地域福祉課".into() }
    }

    #[test]
    fn what_was_written_is_read() {
        let mut ledger = Ledger::new("令和8年度当初", "progress", b"{}");
        let sent = Sent {
            who: who(),
            issue: 1,
            file: "発送/a.xlsx".into(),
            sha256: "00".into(),
            date: "2026-04-10".into(),
            rows: 3,
        };
        ledger.events.push(Event::Sent(sent.clone()));
        let cells = Cells::from([("a1".to_owned(), vec!["実施状況".to_owned()])]);
        ledger.events.push(Event::Received(Received {
            number: 1,
            who: vec![who()],
            issue: Some(1),
            name: "回答（最終）2.xlsx".into(),
            file: "受領/001_回答（最終）2.xlsx".into(),
            sha256: "01".into(),
            date: "2026-05-01".into(),
            modified: None,
            taken: cells.clone(),
            added: BTreeMap::new(),
            conflicts: Cells::new(),
        }));
        ledger.events.push(Event::Again { number: 1, name: "x.xlsx".into(), date: "2026-05-02".into() });
        ledger.events.push(Event::Returned(Sent { issue: 2, ..sent }));
        ledger.events.push(Event::Decided { number: 1, taken: true, cells, date: "2026-05-03".into() });
        ledger.events.push(Event::Settled { who: who(), date: "2026-05-04".into() });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), ledger.bytes()).unwrap();
        let file = SourceFile::named(FILE);
        assert_eq!(Ledger::read(folder.path(), &file).unwrap(), Some(ledger.clone()));
        assert_eq!((ledger.next_number(), ledger.next_issue(&who())), (2, 3));
        std::fs::write(
            folder.path().join(FILE),
            "{\"版\":9,\"照会\":\"\",\"様式\":\"\",\"照会データ\":\"\",\"出来事\":[]}",
        )
        .unwrap();
        assert_eq!(Ledger::read(folder.path(), &file).unwrap_err().code.0, "M470");
        std::fs::write(folder.path().join(FILE), "[").unwrap();
        assert_eq!(Ledger::read(folder.path(), &file).unwrap_err().code.0, "M470");
        std::fs::remove_file(folder.path().join(FILE)).unwrap();
        assert_eq!(Ledger::read(folder.path(), &file).unwrap(), None);
    }
}
