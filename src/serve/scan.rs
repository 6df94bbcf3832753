//! What lies in the project's folder, and what of it changed. Links are not followed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use crate::place::shown;

/// More files than this are not looked at.
const MOST: usize = 20_000;
/// Folders in folders.
const DEPTH: usize = 12;

/// Where a file stood when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// When it was last written.
    pub modified: SystemTime,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The files below a folder, by their paths from there, with `/` between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan(pub BTreeMap<String, Stand>);

impl Scan {
    /// Looks at a folder. What begins with a dot, and the lock files of Excel, are none of it.
    pub fn of(folder: &Path) -> Self {
        let mut out = BTreeMap::new();
        walk(&|path| path.strip_prefix(folder).ok().map(shown), folder, DEPTH, &mut out);
        Self(out)
    }

    /// Looks at a file or folder elsewhere too; what is there is called by its whole path.
    pub fn and(&mut self, elsewhere: &Path) {
        match std::fs::metadata(elsewhere) {
            Ok(about) if about.is_dir() => walk(&|path| Some(shown(path)), elsewhere, DEPTH, &mut self.0),
            Ok(about) if about.is_file() => {
                self.0.extend(about.modified().ok().map(|modified| {
                    let stand = Stand { modified, bytes: about.len() };
                    (shown(elsewhere), stand)
                }));
            }
            _ => {}
        }
    }

    /// The paths that are not as they were.
    pub fn changed<'a>(&'a self, before: &'a Self) -> Vec<&'a str> {
        let new = self.0.iter().filter(|(path, stand)| before.0.get(*path) != Some(*stand));
        let gone = before.0.keys().filter(|path| !self.0.contains_key(*path));
        new.map(|(path, _)| path.as_str()).chain(gone.map(String::as_str)).collect()
    }

    /// The files below one of its folders.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Stand)> {
        let within = move |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.0.iter().filter(move |(path, _)| within(path)).map(|(path, stand)| (path.as_str(), stand))
    }
}

fn walk(called: &dyn Fn(&Path) -> Option<String>, folder: &Path, depth: usize, out: &mut BTreeMap<String, Stand>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let passed = name.to_str().is_none_or(|name| name.starts_with(['.', '~']));
        if passed || out.len() >= MOST {
            continue;
        }
        // of the entry itself: a link is neither
        let Ok(about) = entry.metadata() else { continue };
        let path = entry.path();
        if about.is_dir() && depth > 0 {
            walk(called, &path, depth - 1, out);
        } else if about.is_file()
            && let Some(name) = called(&path)
            && let Ok(modified) = about.modified()
        {
            out.insert(name, Stand { modified, bytes: about.len() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_looked_at_without_its_links() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("回答/局")).unwrap();
        std::fs::write(dir.path().join("回答/局/a.csv"), "1").unwrap();
        std::fs::write(dir.path().join("回答/~$a.xlsx"), "1").unwrap();
        let other = tempfile::tempdir().unwrap();
        std::fs::write(other.path().join("x.csv"), "1").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(other.path(), dir.path().join("回答/外")).unwrap();
        let before = Scan::of(dir.path());
        assert_eq!(before.0.keys().collect::<Vec<_>>(), ["回答/局/a.csv"]);
        std::fs::write(dir.path().join("回答/局/a.csv"), "12").unwrap();
        std::fs::write(dir.path().join("回答/b.csv"), "1").unwrap();
        let after = Scan::of(dir.path());
        assert_eq!(after.changed(&before), ["回答/b.csv", "回答/局/a.csv"]);
        assert_eq!(before.changed(&after).len(), 2);
        assert_eq!(after.below("回答/局").count(), 1);
        assert_eq!(after.below("回").count(), 0);
        // what is named elsewhere is looked at there
        let mut more = after.clone();
        more.and(&other.path().join("x.csv"));
        more.and(&other.path().join("none.csv"));
        assert_eq!(more.changed(&after), [shown(&other.path().join("x.csv"))]);
    }
}
