//! `manifest.json`: what an archive holds, and what its paper was made with.

use serde::{Deserialize, Serialize};

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
#[non_exhaustive]
pub struct Maker {
    /// Version of matome.
    pub matome: String,
    /// Version of the typesetter.
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
#[non_exhaustive]
pub struct Manifest {
    /// `matome archive`, by which it is known.
    pub format: String,
    /// Counts up when the manifest changes.
    pub version: u32,
    /// The programs that made the paper.
    pub engine: Maker,
    /// The paper.
    pub paper: ArchivedPaper,
    /// The forms that were used.
    pub forms: Vec<FormEntry>,
    /// The faces that print its text.
    pub fonts: Vec<FontEntry>,
    /// The attached files.
    pub files: Vec<FileEntry>,
}

/// A paper or a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ArchivedPaper {
    /// A paper or a packet.
    pub kind: ArchiveKind,
    /// Its name in `matome.toml` or `packet.toml`.
    pub name: String,
    /// File name without ending.
    pub file: String,
    /// As it is printed and shown by readers.
    pub title: String,
    /// The plan's name (計画).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Whose paper it is (作成者).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// 文書番号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// 保存期間
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    /// Keywords of the metadata.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub keywords: Vec<String>,
    /// `2026-04-01`
    pub date: String,
    /// How to make it again beside what `matome.toml` says.
    pub options: Options,
    /// SHA-256 of the PDF that `matome build` makes, without attachments.
    pub sha256: String,
    /// Length of that PDF, bytes.
    pub bytes: u64,
    /// Pages of that PDF.
    pub pages: usize,
    /// SHA-256 of each page's text without blanks.
    pub texts: Vec<String>,
}

/// What is archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ArchiveKind {
    /// One paper.
    Paper,
    /// A packet (会議資料).
    Packet,
}

/// How a paper is made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// Standards that the PDF claims: `a-3a`, `ua-1`.
    pub standard: Vec<String>,
    /// The paper's form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// How it was answered (変種).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// How it is printed (刷り方).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub print: Option<String>,
    /// 資料番号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// With the page of counts.
    pub summary: bool,
}

/// A form that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FormEntry {
    /// Its folder's name.
    pub name: String,
    /// The paper's title.
    pub title: String,
    /// The form's version.
    pub version: u32,
    /// Version of the data that its layout gets.
    pub contract: u32,
}

/// A face that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FontEntry {
    /// Its family's name.
    pub family: String,
    /// The bold face.
    pub bold: bool,
    /// SHA-256 of the font file, hexadecimal.
    pub sha256: String,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// An answer or another file of which the paper is made, as received.
    Input,
    /// `matome.toml` and `packet.toml`, for this paper alone.
    Settings,
    /// The settings as they were.
    Original,
    /// A file of a form or of the shared layouts.
    Form,
    /// A font of the project.
    Font,
    /// The plan data as JSON.
    Data,
    /// What was noticed, as JSON.
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
#[non_exhaustive]
pub struct FileEntry {
    /// Where `extract` puts it.
    pub path: String,
    /// Name of the attachment.
    pub attachment: String,
    /// What it is for.
    pub role: Role,
    /// Its length, bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest's file, UTF-8.
    pub fn json(&self) -> Vec<u8> {
        // structs of strings and numbers cannot fail to serialise
        let mut out = serde_json::to_vec_pretty(self).unwrap_or_default();
        out.push(b'\n');
        out
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_typesetter_is_the_pinned_one() {
        let cargo = include_str!("../../Cargo.toml");
        assert!(cargo.contains(&format!("typst = \"={}\"", super::TYPST)));
    }
}
