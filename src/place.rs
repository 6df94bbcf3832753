//! Where something stands: file, sheet and cell, or file, line and column.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeMap;
use sha2::{Digest, Sha256};

use crate::words::visible;

/// Points into an input: file, sheet and A1 cell, or file, line and column (both from 1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub file: SourceFile,
    /// The worksheet.
    pub sheet: Option<Arc<str>>,
    /// The cell.
    pub cell: Option<CellRef>,
    /// From 1, where it is text.
    pub line: Option<u32>,
    /// From 1, in characters.
    pub column: Option<u32>,
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", self.file.name())?;
        if let Some(sheet) = &self.sheet {
            map.serialize_entry("sheet", &**sheet)?;
        }
        if let Some(cell) = &self.cell {
            map.serialize_entry("cell", cell)?;
        }
        if let Some(line) = &self.line {
            map.serialize_entry("line", line)?;
        }
        if let Some(column) = &self.column {
            map.serialize_entry("column", column)?;
        }
        map.end()
    }
}

/// Where the lines of a text begin, counted once for many places in it.
#[derive(Debug, Clone)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Self {
        let begins = text.match_indices('\n').map(|(end, _)| end.saturating_add(1));
        Self(std::iter::once(0).chain(begins).collect())
    }

    /// The place of a byte of this text.
    pub fn place(&self, file: &SourceFile, text: &str, at: usize) -> Place {
        let at = text.floor_char_boundary(at);
        let line = self.0.partition_point(|begin| *begin <= at);
        let begin = line.checked_sub(1).and_then(|n| self.0.get(n)).copied().unwrap_or(0);
        let column = text[begin..at].chars().count().saturating_add(1);
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::text(file, short(line), short(column))
    }
}

impl Place {
    /// Points at a whole file.
    pub fn file(file: impl Into<SourceFile>) -> Self {
        Self { file: file.into(), sheet: None, cell: None, line: None, column: None }
    }

    /// Points at a cell; `row` and `col` count from 0.
    pub fn cell(file: &SourceFile, sheet: &Arc<str>, row: u32, col: u32) -> Self {
        Self { sheet: Some(sheet.clone()), cell: Some(CellRef { row, col }), ..Self::file(file.clone()) }
    }

    /// Points into a text file; `line` and `column` count from 1.
    pub fn text(file: &SourceFile, line: u32, column: u32) -> Self {
        Self { line: Some(line), column: Some(column), ..Self::file(file.clone()) }
    }

    /// Points at byte `at` of a text file.
    pub fn at_byte(file: &SourceFile, text: &str, at: usize) -> Self {
        Lines::of(text).place(file, text, at)
    }

    /// Reads what [`Display`](fmt::Display) wrote of a cell or of a file: `回答.xlsx!進捗管理シート!K14`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.rsplitn(3, '!');
        let (last, sheet, file) = (parts.next()?, parts.next(), parts.next());
        match (file, sheet, CellRef::parse(last)) {
            (Some(file), Some(sheet), Some(CellRef { row, col })) => {
                Some(Self::cell(&SourceFile::named(file), &sheet.into(), row, col))
            }
            _ if text.is_empty() => None,
            _ => Some(Self::file(SourceFile::named(text))),
        }
    }

    /// The order in which a reader looks places up: by the name of the file, then from its beginning to its end.
    pub fn in_reading_order(&self, other: &Self) -> Ordering {
        let key = |p: &Self| (p.sheet.clone(), p.cell, p.line, p.column);
        self.file.name().cmp(other.file.name()).then_with(|| key(self).cmp(&key(other)))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(self.file.name()))?;
        if let Some(sheet) = &self.sheet {
            write!(f, "!{}", visible(sheet))?;
        }
        if let Some(cell) = &self.cell {
            write!(f, "!{cell}")?;
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// A cell position, zero-based inside, shown as an A1 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// From 0.
    pub row: u32,
    /// From 0: A is 0.
    pub col: u32,
}

impl CellRef {
    /// Reads an A1 address within Excel's limits.
    fn parse(text: &str) -> Option<Self> {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let (letters, digits) = text.split_at(letters);
        if !(1..=3).contains(&letters.len()) || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let col = letters
            .bytes()
            .fold(0u32, |n, b| n.saturating_mul(26).saturating_add(u32::from(b.saturating_sub(b'A' - 1))));
        let row: u32 = digits.parse().ok()?;
        let from_0 = |n: u32, most: u32| n.checked_sub(1).filter(|n| *n < most);
        Some(Self { row: from_0(row, 1_048_576)?, col: from_0(col, 16_384)? })
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut n = Some(self.col);
        while let Some(col) = n {
            letters.extend(('A'..='Z').nth((col % 26) as usize));
            n = (col / 26).checked_sub(1);
        }
        letters.iter().rev().try_for_each(|letter| f.write_char(*letter))?;
        write!(f, "{}", u64::from(self.row).saturating_add(1))
    }
}

impl Serialize for CellRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A file that was read, or that something is said of: what it is, and what findings call it.
///
/// Two of them are equal if they are one file, by whatever names they were given.
#[derive(Clone)]
pub struct SourceFile(Arc<Facts>);

struct Facts {
    id: FileId,
    name: Arc<str>,
    path: Option<PathBuf>,
    sha256: Option<[u8; 32]>,
    modified: Option<String>,
}

/// Tells files apart, in one run and in several on the same machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId([u8; 16]);

impl FileId {
    fn of(kind: u8, name: &[u8]) -> Self {
        let hash = Sha256::new().chain_update([kind]).chain_update(name).finalize();
        let mut id = [0; 16];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Self(id)
    }
}

impl SourceFile {
    /// A file on disk, and what findings call it.
    pub fn on_disk(path: &Path, name: impl Into<Arc<str>>) -> Self {
        let id = FileId::of(1, same_place(path).as_os_str().as_encoded_bytes());
        Self(Arc::new(Facts { id, name: name.into(), path: Some(path.to_owned()), sha256: None, modified: None }))
    }

    /// A file on disk, called by its path.
    pub fn at(path: &Path) -> Self {
        Self::on_disk(path, shown(path))
    }

    /// A file that is in memory, is part of the program, or lies in another one. Its name tells it apart.
    pub fn named(name: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        Self(Arc::new(Facts { id: FileId::of(0, name.as_bytes()), name, path: None, sha256: None, modified: None }))
    }

    /// The file with what it holds.
    #[must_use]
    pub fn holding(&self, bytes: &[u8]) -> Self {
        let Facts { id, name, path, modified, .. } = &*self.0;
        let sha256 = Some(Sha256::digest(bytes).into());
        Self(Arc::new(Facts { id: *id, name: name.clone(), path: path.clone(), sha256, modified: modified.clone() }))
    }

    /// The same file under another name.
    #[must_use]
    pub fn called(&self, name: impl Into<Arc<str>>) -> Self {
        let Facts { id, path, sha256, modified, .. } = &*self.0;
        let (path, modified) = (path.clone(), modified.clone());
        Self(Arc::new(Facts { id: *id, name: name.into(), path, sha256: *sha256, modified }))
    }

    /// The same file, last saved then by what it says itself.
    #[must_use]
    pub(crate) fn saved(&self, modified: Option<String>) -> Self {
        let Facts { id, name, path, sha256, .. } = &*self.0;
        Self(Arc::new(Facts { id: *id, name: name.clone(), path: path.clone(), sha256: *sha256, modified }))
    }

    /// When it was last saved (ISO 8601), if it says so.
    pub fn modified(&self) -> Option<&str> {
        self.0.modified.as_deref()
    }

    /// Tells it apart from other files.
    pub fn id(&self) -> FileId {
        self.0.id
    }

    /// What findings call it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it lies, if it is a file of its own.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// SHA-256 of its content, once it was read.
    pub fn sha256(&self) -> Option<[u8; 32]> {
        self.0.sha256
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for SourceFile {}

impl Hash for SourceFile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.name, f)
    }
}

impl fmt::Display for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

/// What findings call the files of a run.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    below: Option<PathBuf>,
}

impl Naming {
    /// Files below a folder are called by their path from there; others as they were given.
    pub fn below(folder: impl Into<PathBuf>) -> Self {
        Self { below: Some(folder.into()) }
    }

    /// A file on disk under its name.
    pub fn file(&self, path: &Path) -> SourceFile {
        let inside = self.below.as_deref().and_then(|folder| path.strip_prefix(folder).ok());
        SourceFile::on_disk(path, shown(inside.unwrap_or(path)))
    }
}

/// A file that is called so and lies nowhere.
impl From<&str> for SourceFile {
    fn from(name: &str) -> Self {
        Self::named(name)
    }
}

impl From<&SourceFile> for SourceFile {
    fn from(file: &SourceFile) -> Self {
        file.clone()
    }
}

impl From<String> for SourceFile {
    fn from(name: String) -> Self {
        Self::named(name)
    }
}

/// A path as findings have it: as given, with `/` between folders on every system.
pub fn shown(path: &Path) -> String {
    let name = path.to_string_lossy().replace('\\', "/");
    name.strip_prefix("./").map(str::to_owned).unwrap_or(name)
}

/// A path that is the same for every spelling of a place, whether something is there or not.
pub fn same_place(path: &Path) -> PathBuf {
    let whole = std::fs::canonicalize(path).or_else(|_| {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = std::fs::canonicalize(folder)?;
        Ok(path.file_name().map_or(folder.clone(), |name| folder.join(name)))
    });
    let whole = whole.or_else(|_: std::io::Error| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    // Windows does not tell letters apart by case
    if cfg!(windows) { PathBuf::from(whole.to_string_lossy().to_lowercase()) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cell_addresses_are_a1() {
        let a1 = |row, col| CellRef { row, col }.to_string();
        assert_eq!(a1(0, 0), "A1");
        assert_eq!(a1(13, 10), "K14");
        assert_eq!(a1(0, 25), "Z1");
        assert_eq!(a1(0, 26), "AA1");
        assert_eq!(a1(1_048_575, 16_383), "XFD1048576");
    }

    #[test]
    fn places_are_read_as_they_were_written() {
        let place = Place::cell(&"受領/1!.xlsx".into(), &"進捗管理シート".into(), 1_048_575, 16_383);
        assert_eq!(Place::parse(&place.to_string()), Some(place));
        assert_eq!(Place::parse("回答.json"), Some(Place::file("回答.json")));
        assert_eq!(Place::parse(""), None);
        for file in ["a!b!XFE1", "a!b!A0", "a!b!A1048577", "a!b!a1", "a!b!ABCD1", "a!b!A"] {
            assert_eq!(Place::parse(file), Some(Place::file(file)), "{file}");
        }
    }

    #[test]
    fn place_reads_as_file_sheet_cell() {
        let place = Place::cell(&"回答.xlsx".into(), &"進捗管理シート".into(), 13, 10);
        assert_eq!(place.to_string(), "回答.xlsx!進捗管理シート!K14");
    }
}
