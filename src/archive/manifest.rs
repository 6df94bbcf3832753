//! `manifest.json`: what an archive holds, and what its paper was made with.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What `format` says.
pub const FORMAT: &str = "matome archive";
/// Counts up when an older matome could no longer verify the archive.
pub const VERSION: u32 = 1;
/// Its path in the extracted project and, in one piece, its name among the attachments.
pub const PATH: &str = "manifest.json";
/// The typesetter, pinned in Cargo.toml.
const TYPST: &str = "0.15.1";

/// The programs that made a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maker {
    pub matome: String,
    pub typst: String,
}

impl Maker {
    /// This one.
    pub fn own() -> Self {
        Self { matome: env!("CARGO_PKG_VERSION").to_owned(), typst: TYPST.to_owned() }
    }
}

/// Keys stand in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: String,
    pub version: u32,
    pub engine: Maker,
    pub paper: ArchivedPaper,
    pub forms: Vec<FormEntry>,
    pub fonts: Vec<FontEntry>,
    pub files: Vec<FileEntry>,
}

/// A paper or a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedPaper {
    pub kind: ArchiveKind,
    /// Its name in `matome.toml` or `packet.toml`.
    pub name: String,
    /// File name without ending.
    pub file: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub keywords: Vec<String>,
    /// `2026-04-01`
    pub date: String,
    /// How to make it again beside what `matome.toml` says.
    pub options: Options,
    /// SHA-256 of the PDF that `matome build` makes, without attachments.
    pub sha256: String,
    pub bytes: u64,
    pub pages: usize,
    /// SHA-256 of each page's text without blanks.
    pub texts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArchiveKind {
    Paper,
    Packet,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    pub standard: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub print: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub summary: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormEntry {
    pub name: String,
    pub title: String,
    pub version: u32,
    /// Version of the data that its layout gets.
    pub contract: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontEntry {
    pub family: String,
    pub bold: bool,
    pub sha256: String,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// An answer or another file of which the paper is made, as received.
    Input,
    /// `matome.toml` and `packet.toml`, for this paper alone.
    Settings,
    /// The settings as they were.
    Original,
    /// A file of a form or of the shared layouts.
    Form,
    Font,
    /// The plan data as JSON.
    Data,
    Findings,
}

impl Role {
    /// Whether the paper is made from it.
    pub fn makes(self) -> bool {
        !matches!(self, Self::Data | Self::Findings)
    }

    /// ISO 19005-3 6.8: how the file belongs to the paper.
    pub fn relationship(self) -> &'static str {
        match self {
            Self::Input | Self::Data => "Source",
            _ => "Supplement",
        }
    }
}

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Where `extract` puts it.
    pub path: String,
    /// Name of the attachment.
    pub attachment: String,
    pub role: Role,
    pub bytes: u64,
    pub sha256: String,
}

impl Manifest {
    pub fn json(&self) -> Vec<u8> {
        // structs of strings and numbers cannot fail to serialise
        let mut out = serde_json::to_vec_pretty(self).unwrap_or_default();
        out.push(b'\n');
        out
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // writing to a string cannot fail
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_typesetter_is_the_pinned_one() {
        let cargo = include_str!("../../Cargo.toml");
        assert!(cargo.contains(&format!("typst = \"={}\"", super::TYPST)));
    }

    #[test]
    fn hashes_are_sha_256() {
        assert_eq!(super::sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
