//! Paths in an archive: below the project's folder, valid on every system, each its own.

use std::path::{Component, Path, PathBuf};

use crate::words::{LARGEST_NAME, LONGEST_NAME, windows_name};

/// Longest path in characters; Windows takes 260 with the folder that it is put into.
const LONGEST: usize = 180;

/// Why a path cannot be one of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsafe {
    /// Empty, absolute, with a drive, or leading out of the folder.
    Outside,
    /// A name that Windows does not take.
    Name,
    Long,
}

/// Whether a path with `/` between its folders stays below any folder that it is put into, on every system.
pub fn check(path: &str) -> Result<(), Unsafe> {
    if path.chars().count() > LONGEST {
        return Err(Unsafe::Long);
    }
    let leads_out = |part: &str| part.is_empty() || part == "." || part == "..";
    if path.contains(['\\', ':', '\0']) || path.split('/').any(leads_out) {
        return Err(Unsafe::Outside);
    }
    let long = |part: &str| part.chars().count() > LONGEST_NAME || part.len() > LARGEST_NAME;
    path.split('/').try_for_each(|part| match is_valid(part) {
        true => Ok(()),
        false if long(part) => Err(Unsafe::Long),
        false => Err(Unsafe::Name),
    })
}

/// Whether a path of settings, which may be a pattern, cannot lead out of the folder that it starts from, on any system.
pub fn stays_below(path: &str) -> bool {
    !path.starts_with('/') && !path.contains(['\\', ':', '\0']) && path.split('/').all(|part| part != "..")
}

/// A name that Windows takes as it is; how kana are composed is left to the file, and a `_` at its ends stays.
fn is_valid(part: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let composed: String = part.nfc().collect();
    let core = composed.trim_matches('_');
    let blank = part.starts_with(char::is_whitespace) || part.ends_with(char::is_whitespace);
    // a name of nothing but `_`, or a device behind one, is no device
    !blank
        && !part.ends_with('.')
        && (core.is_empty() || composed.starts_with('_') || windows_name(core) == core)
        && windows_name(&format!("x{composed}x")) == format!("x{composed}x")
}

/// The same for names that differ only in case or in how kana are composed: one file on Windows and on a Mac.
pub fn key(path: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    path.nfc().collect::<String>().to_lowercase()
}

/// An absolute path without `.` and `..`, as it is written: links are not followed.
pub fn plain(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// A path below a folder, with `/` between its parts; both plain. `None` for one that is not below it.
pub fn below(folder: &Path, path: &Path) -> Option<String> {
    let rest = path.strip_prefix(folder).ok()?;
    let parts: Vec<String> = rest.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    Some(parts.join("/"))
}

/// The name of an attachment: its path in one piece, because viewers take `/` for folders.
pub fn attachment_name(path: &str) -> String {
    path.replace('/', "／")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_are_taken() {
        for good in [
            "a.xlsx",
            "回答/福祉部_地域福祉課.xlsx",
            "templates/progress/form.toml",
            "_a/b_.csv",
            "が.csv",
            "か\u{3099}.csv",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "C:/a", "C:a", "a\\b", "a:stream", "a\0"]
        {
            assert_eq!(check(bad), Err(Unsafe::Outside), "{bad:?}");
        }
        for bad in ["con", "a/NUL.txt", "COM1", "a?.csv", "a.", "a ", " a", "a|b", "a\u{7}"] {
            assert_eq!(check(bad), Err(Unsafe::Name), "{bad:?}");
        }
        assert_eq!(check(&"あ/".repeat(100)), Err(Unsafe::Long));
    }

    #[test]
    fn settings_stay_in_their_folder() {
        for good in [".", "回答", "./回答/*.xlsx", "回答/**/a..b.csv"] {
            assert!(stays_below(good), "{good}");
        }
        for bad in ["/etc/passwd", "..", "../*.xlsx", "回答/../../x", r"\\\\server\share", r"..\x", "C:x", "a\0"] {
            assert!(!stays_below(bad), "{bad:?}");
        }
    }

    #[test]
    fn paths_without_dots() {
        assert_eq!(plain(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(below(Path::new("/a"), Path::new("/a/b/c")).as_deref(), Some("b/c"));
        assert_eq!(below(Path::new("/a"), Path::new("/ab/c")), None);
    }
}
