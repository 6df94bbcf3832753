//! Reads what somebody gave: regular files, none longer than a limit.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// Reads a file of no more than `most` bytes.
///
/// # Errors
/// Those of the system; [`ErrorKind::IsADirectory`], [`ErrorKind::Unsupported`] for what is no regular file (a pipe or
/// a device would never end), [`ErrorKind::FileTooLarge`].
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>> {
    // before it is opened: opening a pipe waits for its other end
    regular(&std::fs::metadata(path)?)?;
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// The same of a text.
///
/// # Errors
/// Those of [`read`]; [`ErrorKind::InvalidData`] for what is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String> {
    String::from_utf8(read(path, most)?).map_err(|_| ErrorKind::InvalidData.into())
}

fn regular(about: &Metadata) -> Result<()> {
    match about.file_type() {
        kind if kind.is_dir() => Err(Error::from(ErrorKind::IsADirectory)),
        kind if kind.is_file() => Ok(()),
        _ => Err(Error::from(ErrorKind::Unsupported)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_up_to_a_limit() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "12345").unwrap();
        assert_eq!(read(&file, 5).unwrap(), b"12345");
        assert_eq!(read(&file, 4).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(read(dir.path(), 9).unwrap_err().kind(), ErrorKind::IsADirectory);
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_refused() {
        let null = Path::new("/dev/zero");
        assert_eq!(read(null, 9).unwrap_err().kind(), ErrorKind::Unsupported);
    }
}
