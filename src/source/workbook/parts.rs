//! The parts of a zipped workbook, each read within limits.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::finding::Finding;
use crate::limits::Limits;
use crate::msg;
use crate::place::SourceFile;
use crate::source::faults::{broken, password, size, too_large};

/// A zip archive in memory. Names are found as Excel finds them: in any case, `\` or `/`.
pub struct Parts<'a> {
    bytes: &'a [u8],
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: BTreeMap<String, usize>,
    file: SourceFile,
    part_bytes: u64,
    left: u64,
}

impl<'a> Parts<'a> {
    /// # Errors
    /// M005 when it is no zip archive or a broken one.
    pub fn open(bytes: &'a [u8], file: &SourceFile, limits: &Limits) -> Result<Self, Finding> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken(file, None))?;
        let names =
            zip.file_names().enumerate().filter_map(|(index, name)| Some((normal(&name.ok()?), index))).collect();
        Ok(Self { bytes, zip, names, file: file.clone(), part_bytes: limits.part_bytes, left: limits.unpacked_bytes })
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
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
        let Some(&index) = self.names.get(&normal(name)) else {
            return Ok(None);
        };
        let file = self.file.clone();
        let part = self.zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => password(&file),
            _ => broken(&file, Some(name)),
        })?;
        let limit = self.part_bytes.min(self.left);
        let too_large = || too_large(&file, msg!("展開した大きさ", "the inflated size"), size(limit));
        if part.size() > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(part.size().min(1 << 24) as usize);
        // The declared size may lie: count what really comes out.
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|_| broken(&file, Some(name)))?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(too_large());
        }
        self.left -= size;
        Ok(Some(bytes))
    }

    /// Reads a part as text: UTF-8, or UTF-16 with a byte order mark.
    ///
    /// # Errors
    /// As [`Parts::read`], and M005 when it is no such text.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Finding> {
        let Some(bytes) = self.read(name)? else {
            return Ok(None);
        };
        let utf16 = encoding_rs::Encoding::for_bom(&bytes)
            .filter(|(found, _)| *found == encoding_rs::UTF_16LE || *found == encoding_rs::UTF_16BE);
        if let Some((encoding, _)) = utf16 {
            return Ok(Some(encoding.decode(&bytes).0.into_owned()));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        String::from_utf8(bytes).map(Some).map_err(|_| broken(&self.file, Some(name)))
    }

    /// Gives the archive with some parts replaced; the others are copied as they are.
    ///
    /// # Errors
    /// M005 when a part cannot be copied.
    pub fn with_replaced(&self, replaced: &HashMap<String, String>) -> Result<Vec<u8>, Finding> {
        let replaced: HashMap<String, &String> = replaced.iter().map(|(name, text)| (normal(name), text)).collect();
        let failed = |_| broken(&self.file, None);
        let mut zip = ZipArchive::new(Cursor::new(self.bytes)).map_err(failed)?;
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(failed)?;
            let Ok(name) = part.name().map(|name| name.to_string()) else {
                continue;
            };
            if let Some(text) = replaced.get(&normal(&name)) {
                out.start_file(name, options).map_err(failed)?;
                out.write_all(text.as_bytes()).map_err(|_| broken(&self.file, None))?;
            } else {
                out.raw_copy_file(part).map_err(failed)?;
            }
        }
        Ok(out.finish().map_err(failed)?.into_inner())
    }
}

fn normal(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

/// Resolves the target of a relationship against the part that holds it.
pub fn resolve(base: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = base.split('/').collect();
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
