//! The pictures that a document names: where they may lie, how large they may be, whether they can be drawn.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use quick_xml::events::Event;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use super::{Block, Document};
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::output::reason;
use crate::place::{Place, SourceFile};
use crate::typeset::svg_faults;

/// A picture that is longer, in bytes, is none for paper.
const MOST_BYTES: u64 = 64 << 20;
/// Pixels: A3 has 70 million at 600 dpi.
const MOST_PIXELS: u64 = 120_000_000;

/// Pictures that the layout can set, by the beginning of the file.
pub(super) fn picture_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
            head.contains("<svg").then_some("svg")
        }
    }
}

/// Reads the pictures that a document from this file names. One that cannot be set is left out of the paper.
///
/// `M346`, `M354`.
pub(super) fn read_pictures(document: &mut Document, file: &SourceFile, findings: &mut Vec<Finding>) {
    let folder = file.path().and_then(Path::parent).unwrap_or(Path::new(""));
    let root = root_of(file);
    let mut named = Vec::new();
    list_pictures(&document.blocks, &mut named);
    let mut refused: Vec<String> = Vec::new();
    for (path, place) in named {
        if document.pictures.contains_key(&path) || refused.contains(&path) {
            continue;
        }
        let read = read_picture(&folder.join(&path), root.as_deref(), &path).and_then(|bytes| {
            findings.extend(check(&bytes, &path)?.map(|finding| finding.at(place.clone())));
            Ok(bytes)
        });
        match read {
            Ok(bytes) => document.add_picture(&path, &bytes),
            Err(finding) => {
                findings.push(finding.at(place));
                refused.push(path);
            }
        }
    }
}

/// The pictures that blocks name, and where.
pub(super) fn list_pictures(blocks: &[Block], out: &mut Vec<(String, Place)>) {
    for block in blocks {
        match block {
            Block::Picture { path, place, .. } => out.push((path.clone(), place.clone())),
            Block::List { items, .. } => items.iter().for_each(|item| list_pictures(item, out)),
            Block::Quote(blocks) => list_pictures(blocks, out),
            _ => {}
        }
    }
}

/// The folder that a file's name is counted from, as findings call it: the project. A file that lies outside has
/// its own folder; `None` for one that is called by its whole path.
fn root_of(file: &SourceFile) -> Option<PathBuf> {
    let path = file.path()?;
    let name = Path::new(file.name());
    if name.is_absolute() {
        return None;
    }
    let inside = name.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let up = if inside { name.components().filter(|part| matches!(part, Component::Normal(_))).count() } else { 1 };
    path.ancestors().nth(up).map(Path::to_owned)
}

/// The bytes of a picture.
///
/// # Errors
/// `M346` what is no file, lies outside the project, or is too large.
fn read_picture(file: &Path, root: Option<&Path>, name: &str) -> Result<Vec<u8>, Finding> {
    let name = quote(name);
    let unreadable = |error: std::io::Error| {
        let Message { ja, en } = reason(&error);
        Finding::error("M346", msg!("図「{name}」を読めません: {ja}", "cannot read the picture \"{name}\": {en}"))
    };
    if let Some(root) = root {
        let whole =
            |path: &Path| std::fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path });
        let (inside, outside) = (whole(root).map_err(unreadable)?, whole(file).map_err(unreadable)?);
        if !outside.starts_with(&inside) {
            return Err(Finding::error(
                "M346",
                msg!(
                    "図「{name}」はプロジェクトのフォルダーの外にあります",
                    "the picture \"{name}\" lies outside the project"
                ),
            )
            .hint(msg!("図をプロジェクトのフォルダーの中に置いてください", "put it into the project's folder")));
        }
    }
    let facts = std::fs::metadata(file).map_err(unreadable)?;
    if !facts.is_file() {
        let message = msg!("図「{name}」はファイルではありません", "the picture \"{name}\" is no file");
        return Err(Finding::error("M346", message));
    }
    let mut bytes = Vec::new();
    // a file may grow meanwhile
    let taken = File::open(file).and_then(|open| open.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    taken.map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(Finding::error(
            "M346",
            msg!("図「{name}」は {most} MB を超えています", "the picture \"{name}\" is larger than {most} MB"),
        )
        .hint(smaller()));
    }
    Ok(bytes)
}

fn smaller() -> Message {
    msg!("解像度を下げて保存し直してください（A4 なら 300dpi で十分です）", "save it with fewer pixels")
}

/// What is worth knowing of a picture that can be set.
///
/// # Errors
/// `M346` one that cannot.
fn check(bytes: &[u8], name: &str) -> Result<Option<Finding>, Finding> {
    let name = quote(name);
    let damaged = || {
        Finding::error("M346", msg!("図「{name}」は壊れていて、開けません", "the picture \"{name}\" is damaged"))
            .hint(msg!("図を作り直すか、送り直してもらってください", "make it again"))
    };
    let kind = match picture_kind(bytes) {
        Some("svg") => return check_svg(bytes, &name, damaged),
        Some(kind) => kind,
        None => {
            return Err(Finding::error(
                "M346",
                msg!("図「{name}」は使えない種類のファイルです", "\"{name}\" is not a kind of picture that can be set"),
            )
            .hint(msg!("PNG、JPEG、SVG、GIF、WebP のどれかにしてください", "make it PNG, JPEG, SVG, GIF or WebP")));
        }
    };
    // before anything is unpacked
    let (width, height) = pixels(bytes, kind).ok_or_else(damaged)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」は大きすぎます（{width}×{height} 画素）",
                "the picture \"{name}\" is too large ({width}×{height} pixels)"
            ),
        )
        .hint(smaller()));
    }
    let format = match kind {
        "png" => ExchangeFormat::Png,
        "jpg" => ExchangeFormat::Jpg,
        "gif" => ExchangeFormat::Gif,
        _ => ExchangeFormat::Webp,
    };
    RasterImage::plain(Bytes::new(bytes.to_vec()), format).map_err(|_| damaged())?;
    Ok(None)
}

/// Width and height as a picture's header tells them.
fn pixels(bytes: &[u8], kind: &str) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let little = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    match kind {
        // the first chunk is IHDR
        "png" => Some((big(16)?, big(20)?)),
        "gif" => Some((little(6)?, little(8)?)),
        "jpg" => jpeg_pixels(bytes),
        _ => webp_pixels(bytes),
    }
}

/// ITU-T T.81 B.2.2: the frame header is the first SOF marker.
fn jpeg_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            // fill bytes, and markers without a length
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC4 | 0xC8 | 0xCC => at += 2 + short(at + 2)? as usize,
            0xC0..=0xCF => return Some((short(at + 7)?, short(at + 5)?)),
            _ => at += 2 + short(at + 2)? as usize,
        }
    }
}

/// RFC 9649: extended, lossy and lossless files.
fn webp_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let byte = |at: usize| bytes.get(at).map(|b| u32::from(*b));
    match bytes.get(12..16)? {
        b"VP8X" => {
            let three = |at| Some(byte(at)? | (byte(at + 1)? << 8) | (byte(at + 2)? << 16));
            Some((three(24)? + 1, three(27)? + 1))
        }
        b"VP8 " => {
            let two = |at| Some((byte(at)? | (byte(at + 1)? << 8)) & 0x3FFF);
            Some((two(26)?, two(28)?))
        }
        b"VP8L" => {
            let packed = byte(21)? | (byte(22)? << 8) | (byte(23)? << 16) | (byte(24)? << 24);
            Some(((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1))
        }
        _ => None,
    }
}

fn check_svg(bytes: &[u8], name: &str, damaged: impl Fn() -> Finding) -> Result<Option<Finding>, Finding> {
    if let Some(link) = linked(bytes) {
        let link = quote(&link);
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」は別の画像「{link}」を呼び出していて、それは刷れません",
                "the picture \"{name}\" shows another file, \"{link}\", which cannot be printed"
            ),
        )
        .hint(msg!(
            "画像を SVG の中に埋め込んで保存するか、図全体を PNG で書き出してください",
            "embed the image in the SVG, or save the whole as PNG"
        )));
    }
    let picture = SvgImage::new(Bytes::new(bytes.to_vec())).map_err(|_| damaged())?;
    let faults = svg_faults(&picture);
    if faults.slow {
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」の効果（フィルター）は、描くのに時間がかかりすぎます",
                "the filters of the picture \"{name}\" take too long to draw"
            ),
        )
        .hint(msg!("効果を外すか、図全体を PNG で書き出してください", "take them out, or save the whole as PNG")));
    }
    Ok(faults.spread.then(|| {
        Finding::warning(
            "M354",
            msg!(
                "図「{name}」の繰り返しのグラデーションは、保存用（PDF/A）に入れられません",
                "the repeating gradient of the picture \"{name}\" cannot go into PDF/A"
            ),
        )
        .hint(msg!("図を PNG で書き出すと、どちらにも使えます", "save it as PNG for both"))
    }))
}

/// The first file that an SVG shows and does not hold.
fn linked(bytes: &[u8]) -> Option<String> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if matches!(tag.local_name().as_ref(), "image" | "feImage") => {
                for attribute in tag.attributes().flatten() {
                    let value = attribute.value.into_owned();
                    let is_file = !value.trim_start().starts_with("data:") && !value.starts_with('#');
                    if attribute.key.local_name().as_ref() == "href" && is_file {
                        return Some(value);
                    }
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}
