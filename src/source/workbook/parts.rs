//! The parts of a zipped workbook, each read within limits.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use zip::result::ZipError;
use zip::{ZipArchive, ZipWriter};

use super::xml;
use crate::finding::Finding;
use crate::limits::{Limits, PART_BYTES, UNPACKED_BYTES};
use crate::place::SourceFile;
use crate::source::faults::{broken, password, too_large};

/// A zip archive in memory. Names are found as Excel finds them: in any case, `\` or `/`.
pub struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: BTreeMap<String, usize>,
    /// Parts that are not in UTF-8.
    recoded: BTreeSet<String>,
    file: SourceFile,
    limits: Limits,
    /// Of the bytes that are unpacked.
    left: u64,
}

impl<'a> Parts<'a> {
    /// # Errors
    /// M005 when it is no zip archive or a broken one.
    pub fn open(bytes: &'a [u8], file: &SourceFile, limits: &Limits) -> Result<Self, Finding> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken(file, None))?;
        let names =
            zip.file_names().enumerate().filter_map(|(index, name)| Some((normal(&name.ok()?), index))).collect();
        Ok(Self {
            zip,
            names,
            recoded: BTreeSet::new(),
            file: file.clone(),
            limits: *limits,
            left: limits.unpacked_bytes,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// Gives the names of all parts, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Reads a part; `None` when there is none of that name.
    ///
    /// # Errors
    /// M004 when it is encrypted, M005 when it is broken, M006 when it is too large.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Finding> {
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let file = self.file.clone();
        let part = self.zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => password(&file),
            _ => broken(&file, Some(name)),
        })?;
        let limit = self.limits.part_bytes.min(self.left);
        let (limits, left) = (self.limits, self.left);
        let too_large = |found| match limits.part_bytes < left {
            true => too_large(&file, &limits, PART_BYTES, found),
            false => too_large(&file, &limits, UNPACKED_BYTES, None),
        };
        if part.size() > limit {
            return Err(too_large(Some(part.size())));
        }
        let mut bytes = Vec::with_capacity(part.size().min(1 << 24) as usize);
        // The declared size may lie: count what really comes out.
        part.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| broken(&file, Some(name)))?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(too_large(None));
        }
        self.left = self.left.saturating_sub(size);
        Ok(Some(bytes))
    }

    /// What is the same for two parts of the same content, without reading them.
    pub fn fingerprint(&mut self, name: &str) -> Option<(u32, u64)> {
        let part = self.zip.by_index_raw(self.index(name)?).ok()?;
        Some((part.crc32(), part.size()))
    }

    /// Reads a part as text: in UTF-8, UTF-16, or the encoding that its XML declaration names.
    ///
    /// # Errors
    /// As [`Parts::read`], and M005 when it is no such text.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Finding> {
        let Some(bytes) = self.read(name)? else {
            return Ok(None);
        };
        let Some((text, recoded)) = xml::decoded(bytes) else {
            return Err(broken(&self.file, Some(name)));
        };
        if recoded {
            self.recoded.insert(normal(name));
        }
        Ok(Some(text))
    }

    /// Whether a part was read that is not in UTF-8.
    pub fn is_recoded(&self, name: &str) -> bool {
        self.recoded.contains(&normal(name))
    }

    /// Copies a part, packed as it is, under a new name; nothing when there is none.
    ///
    /// # Errors
    /// M005 when it cannot be copied.
    pub fn copy(&mut self, part: &str, name: &str, out: &mut ZipWriter<Cursor<Vec<u8>>>) -> Result<(), Finding> {
        let Some(index) = self.index(part) else { return Ok(()) };
        let failed = |_| broken(&self.file, Some(part));
        let content = self.zip.by_index_raw(index).map_err(failed)?;
        out.raw_copy_file_rename(content, name).map_err(|_| broken(&self.file, Some(part)))
    }

    /// M005: the package as a whole.
    pub fn broken(&self) -> Finding {
        broken(&self.file, None)
    }

    /// Finds a part; what stands in a relationship may be written as in an address (`%20`).
    fn index(&self, name: &str) -> Option<usize> {
        let name = normal(name);
        let found = self.names.get(&name);
        found.or_else(|| self.names.get(&normal(&plain_address(&name)))).copied()
    }
}

/// An address without its escapes.
fn plain_address(address: &str) -> String {
    let mut out = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| after.get(..2)).flatten();
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                out.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn normal(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

/// Resolves the target of a relationship against the part that holds it.
pub fn resolve(base: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { base.split('/').collect() };
    path.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}
