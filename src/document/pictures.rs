//! The pictures that a document names: where they may lie, how large they may be, whether they can be drawn.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::raster::{MOST_PIXELS, is_sound, picture_kind, pixels};
use super::{Block, Document, svg};
use crate::finding::{Finding, Message, quote};
use crate::msg;
use crate::output::reason;
use crate::place::{Place, SourceFile};

/// A picture that is longer, in bytes, is none for paper.
const MOST_BYTES: u64 = 64 << 20;

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
        Some("svg") => return svg::check(bytes, &name, damaged),
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
    if u64::from(width).saturating_mul(height.into()) > MOST_PIXELS {
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」は大きすぎます（{width}×{height} 画素）",
                "the picture \"{name}\" is too large ({width}×{height} pixels)"
            ),
        )
        .hint(smaller()));
    }
    if !is_sound(bytes, kind) {
        return Err(damaged());
    }
    Ok(None)
}
