//! Puts files into a PDF of ours: attachments that belong to the document as a whole (ISO 19005-3 6.8), and metadata.

use md5::{Digest, Md5};

use super::manifest::{Manifest, Role};
use super::seal;
use super::xmp::{self, text_string};
use crate::digest::hex;
use crate::typeset::{Changes, Dict, New, Packed, deflate, inflate};

/// A file that is to be attached.
pub struct Attachment<'a> {
    pub name: &'a str,
    /// `None`: the manifest.
    pub role: Option<Role>,
    pub bytes: &'a [u8],
}

/// Attaches files in their order, after those that the PDF has, writes the metadata and seals the file. `None` for a PDF
/// that was not written by matome.
pub fn attach(pdf: &[u8], files: &[Attachment], manifest: &Manifest) -> Option<Vec<u8>> {
    let packed = Packed::read(pdf)?;
    let (root, catalog) = packed.named("Root")?;
    let (info, old_info) = packed.named("Info")?;
    let mut changes = Changes::default();
    let next = packed.next();
    // a specification and a stream for each file, then the metadata
    let spec = |i: usize| next.saturating_add(i.saturating_mul(2));
    let date = pdf_date(&manifest.paper.date);
    for (i, file) in files.iter().enumerate() {
        changes.added.push(New::Plain(specification(file, spec(i).saturating_add(1))));
        changes.added.push(stream(file, &date)?);
    }
    let metadata = spec(files.len());
    let dict = Dict::read(&catalog, 0..catalog.len())?;
    let old = reference(dict.get(&catalog, "Metadata")?)?;
    changes.dropped.push(old);
    changes.added.push(New::Stream(
        b"/Type/Metadata/Subtype/XML".to_vec(),
        xmp::packet(&plain(&packed, old)?, &manifest.paper)?,
    ));

    let mut names = attached(&catalog, &dict)?;
    let mut whole: Vec<usize> = names.iter().map(|(_, n)| *n).collect();
    for (i, file) in files.iter().enumerate() {
        names.push((text_string(file.name), spec(i)));
        whole.push(spec(i));
    }
    // a name tree is in the order of its keys (ISO 32000-1 7.9.6)
    names.sort();
    let names: String = names.iter().map(|(name, n)| format!("{name}{n} 0 R")).collect();
    let whole: Vec<String> = whole.iter().map(|n| format!("{n} 0 R")).collect();
    let mut new = b"<<".to_vec();
    dict.copy_without(&catalog, &["Metadata", "Names", "AF"], &mut new);
    new.extend_from_slice(format!("/Metadata {metadata} 0 R").as_bytes());
    new.extend_from_slice(format!("/Names<</EmbeddedFiles<</Names[{names}]>>>>/AF[{}]>>", whole.join(" ")).as_bytes());
    changes.replaced.insert(root, new);

    let dict = Dict::read(&old_info, 0..old_info.len())?;
    let mut new = b"<<".to_vec();
    dict.copy_without(&old_info, &["Author", "Subject", "Keywords"], &mut new);
    new.extend_from_slice(xmp::info(&manifest.paper).as_bytes());
    new.extend_from_slice(b">>");
    changes.replaced.insert(info, new);

    let first = first_id(packed.trailer("ID")?)?;
    let mut out = packed.write(&changes, &seal::open(&first))?;
    seal::close(&mut out)?;
    Some(out)
}

/// The files that the PDF has already: name as a text string, number of the specification. Typst writes them as one
/// flat list, with names in UTF-8, which readers take for another encoding.
fn attached(catalog: &[u8], dict: &Dict) -> Option<Vec<(String, usize)>> {
    let Some(names) = dict.get(catalog, "Names") else { return Some(Vec::new()) };
    let text = std::str::from_utf8(names).ok()?;
    let list = text.split_once("/Names")?.1.split_once('[')?.1.split_once(']')?.0;
    let mut out = Vec::new();
    let mut rest = list.trim();
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix('<') {
            Some(after) => {
                let (digits, after) = after.split_once('>')?;
                (String::from_utf8(bytes(digits)?).ok()?, after)
            }
            // Typst writes plain ASCII names as they are
            None => {
                let (name, after) = rest.strip_prefix('(')?.split_once(')')?;
                (name.to_owned(), after)
            }
        };
        let (number, after) = after.trim_start().split_once(' ')?;
        out.push((text_string(&name), number.parse().ok()?));
        rest = after.trim_start().strip_prefix("0 R")?.trim_start();
    }
    Some(out)
}

/// The bytes of hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn reference(value: &[u8]) -> Option<usize> {
    std::str::from_utf8(value).ok()?.split_ascii_whitespace().next()?.parse().ok()
}

/// A stream without its compression.
fn plain(packed: &Packed, n: usize) -> Option<Vec<u8>> {
    let (bytes, data) = packed.stream(n)?;
    let dict = Dict::read(&bytes, 0..bytes.len())?;
    match dict.get(&bytes, "Filter") {
        None => Some(data.to_vec()),
        Some(b"/FlateDecode") => inflate(data),
        Some(_) => None,
    }
}

/// The permanent identifier that Typst gave the document.
fn first_id(id: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(id).ok()?;
    Some(text.split_once('(')?.1.split_once(')')?.0.as_bytes().to_vec())
}

fn specification(file: &Attachment, stream: usize) -> Vec<u8> {
    let (role, name) = (file.role.map_or("Supplement", Role::relationship), text_string(file.name));
    let about = text_string(match file.role {
        Some(Role::Input) => "受け取ったままのファイル",
        Some(Role::Settings) => "この書類を作り直すための設定",
        Some(Role::Original) => "元の設定",
        Some(Role::Form) => "様式のファイル",
        Some(Role::Font) => "プロジェクトの書体",
        Some(Role::Data) => "計画のデータ（JSON）",
        Some(Role::Findings) => "作ったときの所見（JSON）",
        None => "添付の目録と、作り直すための記録（JSON）",
    });
    format!(
        "<</Type/Filespec/F {name}/UF {name}/EF<</F {stream} 0 R/UF {stream} 0 R>>/AFRelationship/{role}/Desc {about}>>"
    )
    .into_bytes()
}

fn stream(file: &Attachment, date: &str) -> Option<New> {
    let (size, sum, kind) = (file.bytes.len(), hex(&Md5::digest(file.bytes)), media_type(file.name));
    let dict = format!(
        "/Type/EmbeddedFile/Subtype/{}/Params<</Size {size}/ModDate({date})/CheckSum<{sum}>>>",
        kind.replace('/', "#2F").replace('+', "#2B")
    );
    let packed = deflate(file.bytes).filter(|p| p.len() < size);
    let filter = if packed.is_some() { "/Filter/FlateDecode" } else { "" };
    Some(New::Stream(format!("{dict}{filter}").into_bytes(), packed.unwrap_or_else(|| file.bytes.to_vec())))
}

/// `2026-04-01` as PDF writes it.
fn pdf_date(date: &str) -> String {
    format!("D:{}000000Z", date.replace('-', ""))
}

fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsm" => "application/vnd.ms-excel.sheet.macroEnabled.12",
        "xlsb" => "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
        "xls" => "application/vnd.ms-excel",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "zip" => "application/zip",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "txt" | "typ" => "text/plain",
        "md" => "text/markdown",
        "json" => "application/json",
        "yaml" | "yml" => "application/yaml",
        "toml" => "application/toml",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "ttf" | "otf" => "font/sfnt",
        "ttc" | "otc" => "font/collection",
        _ => "application/octet-stream",
    }
}
