//! Opens a file and finds its format: by its first bytes, then by its extension.

use std::io::{ErrorKind, Read};
use std::path::Path;

use super::faults;
use super::text::decode;
use super::workbook::book::workbook_part;
use super::workbook::compound::{self, Compound};
use super::workbook::decrypt;
use super::workbook::parts::Parts;
use crate::finding::{Finding, Message};
use crate::limits::{FILE_BYTES, Limits};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// XLSX and XLSM.
    Xlsx,
    /// Excel's binary workbook.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// OpenDocument, of LibreOffice, zipped or flat.
    Ods,
    /// XML Spreadsheet 2003.
    Xml2003,
    /// Commas between cells.
    Csv,
    /// Tabs between cells.
    Tsv,
    /// JSON with comments.
    Json,
    /// YAML 1.2.
    Yaml,
    /// TOML 1.0.
    Toml,
}

/// Reads a file into memory.
///
/// # Errors
/// M001 when it cannot be opened, M003 for a lock file of Excel, M006 when it is too large.
pub(super) fn load(path: &Path, file: &SourceFile, limits: &Limits) -> Result<Vec<u8>, Finding> {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if let Some(owner) = name.strip_prefix("~$") {
        return Err(lock_file(file, owner));
    }
    let unreadable = |error: std::io::Error| not_opened(file, &error);
    // opening a pipe waits for somebody to write into it
    let facts = std::fs::metadata(path).map_err(unreadable)?;
    if !facts.is_file() && !facts.is_dir() {
        return Err(not_regular(file));
    }
    let input = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    input.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(faults::too_large(file, limits, FILE_BYTES, Some(facts.len())));
    }
    Ok(bytes)
}

/// M003: what Excel puts beside a workbook while it is open.
fn lock_file(file: &SourceFile, owner: &str) -> Finding {
    Finding::error(
        "M003",
        msg!(
            "Excel が開いている間だけできる作業用ファイルで、表は入っていません",
            "A lock file of Excel; it holds no table"
        ),
    )
    .at(Place::file(file.clone()))
    .hint(msg!("「{owner}」を指定してください", "Name {owner} instead"))
}

/// M001: a pipe, a socket, a device.
fn not_regular(file: &SourceFile) -> Finding {
    Finding::error("M001", msg!("ふつうのファイルではありません", "It is no regular file"))
        .at(Place::file(file.clone()))
        .hint(msg!("ディスクに保存したファイルを指定してください", "Name a file that is saved on disk"))
}

/// M001: the file cannot be opened.
fn not_opened(file: &SourceFile, error: &std::io::Error) -> Finding {
    let (message, hint) = match error.kind() {
        ErrorKind::NotFound => (
            msg!("ファイルがありません", "The file does not exist"),
            msg!("名前と場所を確かめてください", "See whether name and folder are right"),
        ),
        ErrorKind::IsADirectory => (
            msg!("ファイルではなくフォルダーです", "It is a folder, not a file"),
            msg!("中のファイルを指定してください", "Name a file in it"),
        ),
        ErrorKind::PermissionDenied => (
            msg!("ファイルを開く権限がありません", "No permission to open the file"),
            msg!(
                "Excel で開いていれば閉じ、フォルダーの権限を確かめてください",
                "Close it in Excel if it is open, and look at the rights of the folder"
            ),
        ),
        _ => (
            msg!("ファイルを開けません: {error}", "The file cannot be opened: {error}"),
            msg!("Excel で開いていれば閉じてください", "Close it in Excel if it is open"),
        ),
    };
    Finding::error("M001", message).at(Place::file(file.clone())).hint(hint)
}

/// What a file holds.
pub(super) enum Content {
    Format(Format),
    /// Files, zipped.
    Archive,
}

/// Finds what a file holds: by its content, then by the extension of its name.
///
/// # Errors
/// M002 when it is none that is read, M004 when it is encrypted, M005 when it is damaged.
pub(super) fn content(bytes: &[u8], file: &SourceFile) -> Result<Content, Finding> {
    // a table may begin with the letters PK
    if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| bytes.starts_with(mark)) {
        return of_zip(bytes, file);
    }
    of_file(bytes, file).map(Content::Format)
}

impl Format {
    /// Finds the format of a file: by its content, then by the extension of its name.
    ///
    /// # Errors
    /// M002 when it is none that is read, M004 when it is encrypted, M005 when it is damaged.
    pub fn detect(bytes: &[u8], file: &SourceFile) -> Result<Self, Finding> {
        match content(bytes, file)? {
            Content::Format(format) => Ok(format),
            Content::Archive => Err(other(file, "ZIP", "a zip archive")),
        }
    }
}

fn of_file(bytes: &[u8], file: &SourceFile) -> Result<Format, Finding> {
    let extension = file.name().rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    if bytes.starts_with(compound::MAGIC) {
        return of_compound(bytes, file);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(other(file, "PDF", "PDF"));
    }
    let workbook = matches!(
        extension,
        "xlsx" | "xlsm" | "xlsb" | "xls" | "xlt" | "xltx" | "xltm" | "ods" | "ots" | "fods" | "xml" | "mht" | "mhtml"
    );
    let text = matches!(extension, "csv" | "txt" | "tsv" | "tab" | "json" | "yaml" | "yml" | "toml");
    if bytes.is_empty() && (workbook || text) {
        return Err(empty(file));
    }
    if (workbook || text) && bytes.iter().all(|&byte| byte == 0) {
        return Err(only_zeros(file));
    }
    match extension {
        "csv" | "txt" => Ok(Format::Csv),
        "tsv" | "tab" => Ok(Format::Tsv),
        "json" => Ok(Format::Json),
        "yaml" | "yml" => Ok(Format::Yaml),
        "toml" => Ok(Format::Toml),
        _ if workbook => false_workbook(bytes, file, extension),
        "zip" => Err(faults::broken_archive(file)),
        "7z" | "rar" | "lzh" | "lha" | "cab" | "tar" | "gz" | "tgz" | "exe" => {
            Err(faults::other_archive(file, extension))
        }
        _ => Err(other(file, "拡張子", "the extension")),
    }
}

fn of_zip(bytes: &[u8], file: &SourceFile) -> Result<Content, Finding> {
    let is_archive = file.name().to_ascii_lowercase().ends_with(".zip");
    let mut parts = Parts::open(bytes, file, &Limits::default())
        .map_err(|fault| if is_archive { faults::broken_archive(file) } else { fault })?;
    if parts.has("mimetype") && parts.has("content.xml") {
        let kind = parts.read("mimetype")?.unwrap_or_default();
        if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Content::Format(Format::Ods));
        }
        return Err(other(file, "OpenDocument の文書", "an OpenDocument text"));
    }
    if parts.has("content.xml") && parts.has("META-INF/manifest.xml") {
        let content = parts.text("content.xml")?.unwrap_or_default();
        if content.contains(":spreadsheet") {
            return Ok(Content::Format(Format::Ods));
        }
        return Err(other(file, "OpenDocument の文書", "an OpenDocument text"));
    }
    if parts.has("word/document.xml") {
        return Err(other(file, "Word の文書", "a Word document"));
    }
    if parts.has("ppt/presentation.xml") {
        return Err(other(file, "PowerPoint", "a PowerPoint file"));
    }
    let binary = |part: &str| part.to_ascii_lowercase().ends_with(".bin");
    if parts.has("xl/workbook.bin") || workbook_part(&mut parts)?.is_some_and(|part| binary(&part)) {
        return Ok(Content::Format(Format::Xlsb));
    }
    if parts.has("_rels/.rels") || parts.has("xl/workbook.xml") {
        return Ok(Content::Format(Format::Xlsx));
    }
    Ok(Content::Archive)
}

fn of_compound(bytes: &[u8], file: &SourceFile) -> Result<Format, Finding> {
    let compound = Compound::open(bytes).ok_or_else(|| faults::broken(file, None))?;
    if compound.has("EncryptedPackage") {
        return match of_zip(&decrypt::package_of(bytes, file)?, file)? {
            Content::Format(format) => Ok(format),
            Content::Archive => Err(faults::broken(file, None)),
        };
    }
    // a stream of the old name may hold a workbook of Excel 97
    if compound.has("Workbook") || compound.has("Book") {
        return Ok(Format::Xls);
    }
    if compound.has("WordDocument") {
        return Err(other(file, "Word の文書", "a Word document"));
    }
    if compound.has("PowerPoint Document") {
        return Err(other(file, "PowerPoint", "a PowerPoint file"));
    }
    Err(faults::broken(file, None))
}

/// Finds out what a file is that has the extension of a workbook but not its content.
fn false_workbook(bytes: &[u8], file: &SourceFile, extension: &str) -> Result<Format, Finding> {
    let decoded = decode(bytes.get(..1 << 16).unwrap_or(bytes));
    let start: String = decoded.text.chars().take(4096).collect();
    let head = start.to_ascii_lowercase();
    if head.contains("urn:oasis:names:tc:opendocument:xmlns:office") && head.contains("office:document") {
        return Ok(Format::Ods);
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.contains("workbook") {
        return Ok(Format::Xml2003);
    }
    if head.contains("mime-version:") {
        return Err(for_excel(file, "中身が Web ページ（MHTML）", "a web archive (MHTML) inside"));
    }
    if head.contains("<html") || head.contains("<table") || head.contains("<!doctype html") {
        return Err(for_excel(file, "中身が Web ページ（HTML）", "HTML inside"));
    }
    // A BIFF stream without a container: Excel 2 to 4.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, ..]) {
        return Err(for_excel(file, "Excel 4.0 以前のブック", "a workbook of Excel 4.0 or older"));
    }
    if extension == "xml" {
        return Err(other(file, "表ではない XML", "XML that is no table"));
    }
    let is_text = decoded.bad_lines.is_empty() && !start.contains(|c: char| c.is_control() && !c.is_whitespace());
    if is_text && start.contains(['\n', '\t', ',']) {
        return Err(faults::text_as_workbook(file, extension));
    }
    Err(faults::broken(file, None))
}

fn other(file: &SourceFile, ja: &str, en: &str) -> Finding {
    let hint: Message = msg!(
        "Excel ブック（.xlsx）か CSV（.csv）で保存し直してください。ほかに .xls .xlsb .ods .json .yaml .toml を読めます",
        "Save it as .xlsx or .csv; .xls .xlsb .ods .json .yaml .toml are read too"
    );
    faults::unknown_format_of_file(file, ja, en, hint)
}

/// What Excel opens all the same.
fn for_excel(file: &SourceFile, ja: &str, en: &str) -> Finding {
    let hint = msg!(
        "Excel で開き、［名前を付けて保存］でファイルの種類に「Excel ブック（.xlsx）」を選んで保存し直してください",
        "Open it in Excel and choose the type Excel Workbook (.xlsx) in Save As"
    );
    faults::unknown_format_of_file(file, ja, en, hint)
}

/// M005: what a copy that failed leaves behind.
fn only_zeros(file: &SourceFile) -> Finding {
    Finding::error(
        "M005",
        msg!(
            "ファイルの中身がすべて 0 です（保存か転送の途中で壊れています）",
            "The file holds nothing but zeros: it was damaged when it was saved or sent"
        ),
    )
    .at(Place::file(file.clone()))
    .hint(msg!("送り直してもらってください", "Ask for it to be sent again"))
}

/// M005: nothing in the file.
fn empty(file: &SourceFile) -> Finding {
    Finding::error("M005", msg!("ファイルが空です（0 バイト）", "The file is empty (0 bytes)"))
        .at(Place::file(file.clone()))
        .hint(msg!("送り直してもらってください", "Ask for it to be sent again"))
}
