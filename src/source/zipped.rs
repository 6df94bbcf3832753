//! The answers in a zip archive, taken as those in a folder are, and what lies between them.

use std::io::{Cursor, Read};

use encoding_rs::{SHIFT_JIS, UTF_8};
use zip::ZipArchive;
use zip::result::ZipError;

use super::faults;
use super::folder::{Kind, is_prose, no_answer, passed};
use super::reading::compose_kana;
use crate::finding::{Finding, in_order};
use crate::limits::{ARCHIVE_FILES, FILE_BYTES, Limits, UNPACKED_BYTES};
use crate::msg;
use crate::place::{Place, SourceFile};

/// An archive in an archive is read, one in that is not.
const DEEPEST: usize = 1;

/// The flag of a name in UTF-8 (APPNOTE 4.4.4, bit 11).
const UTF_8_NAME: u16 = 1 << 11;

/// What is done with the files of an archive.
pub(super) struct Taking<'a> {
    pub limits: &'a Limits,
    /// Takes a file that may be an answer: its bytes and what it is called. `Some` for one that is an archive.
    pub file: &'a mut dyn FnMut(Vec<u8>, SourceFile) -> Option<Vec<u8>>,
    /// Of what is passed over.
    pub findings: &'a mut Vec<Finding>,
    /// Of what should have been read.
    pub faults: &'a mut Vec<Finding>,
    /// Bytes that may yet be unpacked.
    pub left: u64,
}

/// A file in an archive.
struct Member {
    index: usize,
    name: String,
    size: u64,
    encrypted: bool,
}

impl Taking<'_> {
    /// Takes every file of an archive.
    pub(super) fn archive(&mut self, bytes: &[u8], file: &SourceFile) {
        self.below(bytes, file, 0);
    }

    fn below(&mut self, bytes: &[u8], file: &SourceFile, depth: usize) {
        let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
            self.faults.push(faults::broken_archive(file));
            return;
        };
        if zip.len() > self.limits.archive_files {
            let found = Some(zip.len() as u64);
            self.faults.push(faults::too_large(file, self.limits, ARCHIVE_FILES, found));
            return;
        }
        if zip.has_duplicate_names() {
            self.findings.push(faults::twice_in_archive(file));
        }
        let members = members(&mut zip);
        let mut skipped = Vec::new();
        let mut locked = false;
        for member in members {
            let inside = SourceFile::named(format!("{}/{}", file.name(), member.name));
            let kind = Kind::of(member.name.rsplit('/').next().unwrap_or_default());
            match kind {
                Kind::Unseen => {}
                Kind::OfTheSystem | Kind::Other => skipped.extend(passed(kind, &inside)),
                Kind::Archive if depth >= DEEPEST => skipped.push(faults::archive_too_deep(&inside)),
                Kind::Answer | Kind::Text | Kind::Archive if member.encrypted => locked = true,
                Kind::Answer | Kind::Text | Kind::Archive => match self.unpack(&mut zip, &member, &inside) {
                    Ok(content) if kind == Kind::Text && is_prose(&content) => skipped.push(no_answer(&inside)),
                    Ok(content) => {
                        if let Some(archive) = (self.file)(content, inside.clone()) {
                            if depth < DEEPEST {
                                self.below(&archive, &inside, depth.saturating_add(1));
                            } else {
                                skipped.push(faults::archive_too_deep(&inside));
                            }
                        }
                    }
                    Err(fault) => {
                        let ends = fault.code.0 == "M006";
                        self.faults.push(fault);
                        if ends {
                            break;
                        }
                    }
                },
            }
        }
        if locked {
            self.faults.push(faults::locked_archive(file));
        }
        self.tell(skipped, file);
    }

    fn unpack(
        &mut self,
        zip: &mut ZipArchive<Cursor<&[u8]>>,
        member: &Member,
        file: &SourceFile,
    ) -> Result<Vec<u8>, Finding> {
        let part = zip.by_index(member.index).map_err(|error| match error {
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                faults::not_unpacked(file, msg!("対応していない圧縮の方法です", "its compression is not supported"))
            }
            _ => faults::not_unpacked(file, msg!("壊れています", "it is damaged")),
        })?;
        let limit = self.limits.file_bytes.min(self.left);
        let too_large = || match limit < self.left {
            true => faults::too_large(file, self.limits, FILE_BYTES, None),
            false => faults::too_large(file, self.limits, UNPACKED_BYTES, None),
        };
        if member.size > limit {
            return Err(too_large());
        }
        let mut content = Vec::new();
        // the declared size may lie: what really comes out counts
        part.take(limit.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|_| faults::not_unpacked(file, msg!("壊れています", "it is damaged")))?;
        let size = content.len() as u64;
        if size > limit {
            return Err(too_large());
        }
        self.left = self.left.saturating_sub(size);
        Ok(content)
    }

    /// Tells what was passed over; of thousands of photographs not each.
    fn tell(&mut self, mut skipped: Vec<Finding>, file: &SourceFile) {
        in_order(&mut skipped);
        let most = self.limits.findings;
        if let Some(rest) = skipped.len().checked_sub(most).filter(|&rest| rest > 0) {
            skipped.truncate(most);
            let message = msg!(
                "読めない種類のファイルがほかに {rest} 件あります。読みませんでした",
                "{rest} more files of kinds that are not read"
            );
            skipped.push(Finding::warning("M024", message).at(Place::file(file.clone())));
        }
        self.findings.append(&mut skipped);
    }
}

/// The files of an archive, in the order of their names; folders are none.
fn members(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Vec<Member> {
    let mut raw = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        let Ok(part) = zip.by_index_data(index) else { continue };
        let flagged = part.flags().as_u16() & UTF_8_NAME != 0;
        raw.push((index, part.name_raw().to_vec(), flagged, part.size(), part.encrypted()));
    }
    // macOS writes UTF-8 without the flag, Windows CP932; one archive is of one of them
    let utf8 = raw.iter().all(|(_, name, flagged, ..)| *flagged || std::str::from_utf8(name).is_ok());
    let mut members: Vec<Member> = raw
        .into_iter()
        .map(|(index, name, flagged, size, encrypted)| {
            let encoding = if flagged || utf8 { UTF_8 } else { SHIFT_JIS };
            let name = encoding.decode_without_bom_handling(&name).0;
            Member { index, name: shown(&name), size, encrypted }
        })
        .filter(|member| !member.name.is_empty())
        .collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));
    members
}

/// The name as findings have it; empty for a folder, and for what programs leave behind.
fn shown(name: &str) -> String {
    // `\` only after decoding: it is the second byte of 表 and others
    let name = name.replace('\\', "/");
    if name.ends_with('/') {
        return String::new();
    }
    let steps = name.split('/').filter(|step| !matches!(*step, "" | "." | ".."));
    let name = steps.collect::<Vec<_>>().join("/").replace(char::is_control, "\u{FFFD}");
    if name.split('/').any(|step| Kind::of(step) == Kind::Unseen) {
        return String::new();
    }
    // macOS parts kana from their voicing marks
    compose_kana(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths_without_what_the_system_adds() {
        assert_eq!(shown("福祉部\\表.xlsx"), "福祉部/表.xlsx");
        assert_eq!(shown("/../a/./b.csv"), "a/b.csv");
        assert_eq!(shown("福祉部/"), "");
        assert_eq!(shown("__MACOSX/._a.xlsx"), "");
        assert_eq!(shown("a/.DS_Store"), "");
        assert_eq!(shown("か\u{3099}.xlsx"), "が.xlsx");
        assert_eq!(shown("a\u{1b}.xlsx"), "a\u{FFFD}.xlsx");
    }
}
