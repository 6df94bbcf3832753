//! The answers in a folder and in the folders below it, and what lies between them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::reason;
use crate::place::{Naming, Place, SourceFile};

/// Endings of files that are taken from a folder.
const READABLE: [&str; 16] = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "xltx", "xltm", "xlt", "ots", "fods", "csv", "tsv", "json", "yaml", "yml",
    "toml",
];

/// Files that the system leaves in folders.
const OF_THE_SYSTEM: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// So many folders below each other are an accident.
const DEEPEST: usize = 16;

/// What was found: files to read, and findings about what is passed over.
pub(super) struct Folder<'a> {
    /// Files that matome writes itself.
    pub ours: &'a dyn Fn(&Path) -> bool,
    pub naming: &'a Naming,
    pub files: Vec<PathBuf>,
    pub passed: Vec<Finding>,
}

impl Folder<'_> {
    /// Takes the files of a folder that match; `*` takes those of the folders below it too.
    ///
    /// # Errors
    /// Why the folder cannot be read.
    pub(super) fn take(&mut self, folder: &Path, pattern: &str) -> std::io::Result<()> {
        self.walk(folder, pattern, 0)
    }

    fn walk(&mut self, folder: &Path, pattern: &str, depth: usize) -> std::io::Result<()> {
        for path in fs::read_dir(folder)?.flatten().map(|entry| entry.path()) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if Kind::of(&name) == Kind::Unseen || !matches(pattern, &name) {
                continue;
            }
            match fs::metadata(&path) {
                Ok(facts) if facts.is_file() => self.file(path, &name),
                Ok(facts) if facts.is_dir() && pattern != "*" => {}
                Ok(facts) if facts.is_dir() => self.below(&path, depth),
                Ok(_) => self.pass(&path, msg!("ふつうのファイルではないので読みません", "skipped: no regular file")),
                Err(error) => {
                    let Message { ja, en } = reason(&error);
                    self.pass(&path, msg!("開けないので読みません: {ja}", "skipped: cannot be opened: {en}"));
                }
            }
        }
        Ok(())
    }

    fn below(&mut self, path: &Path, depth: usize) {
        if path.is_symlink() {
            self.pass(path, msg!("別の場所のフォルダーなので中を読みません", "skipped: a folder elsewhere"));
        } else if depth == DEEPEST {
            self.pass(
                path,
                msg!("フォルダーが深すぎるので中を読みません", "skipped: too many folders below each other"),
            );
        } else if let Err(error) = self.walk(path, "*", depth.saturating_add(1)) {
            let Message { ja, en } = reason(&error);
            self.pass(path, msg!("フォルダーを読めません: {ja}", "skipped: the folder cannot be read: {en}"));
        }
    }

    fn file(&mut self, path: PathBuf, name: &str) {
        let kind = Kind::of(name);
        let readable = !matches!(kind, Kind::OfTheSystem | Kind::Other | Kind::Unseen);
        if readable && (self.ours)(&path) {
            let message = msg!("これから書き出すファイルなので読みません", "skipped: this is about to be written");
            self.passed.push(Finding::info("M024", message).at(self.place(&path)));
        } else if kind == Kind::Text && begins_as_prose(&path) {
            self.passed.push(no_answer(&self.naming.file(&path)));
        } else if readable {
            self.files.push(path);
        } else {
            self.passed.extend(passed(kind, &self.naming.file(&path)));
        }
    }

    /// Something that may be an answer, or hold one.
    fn pass(&mut self, path: &Path, message: Message) {
        self.passed.push(may_be_an_answer(message, &self.naming.file(path)));
    }

    fn place(&self, path: &Path) -> Place {
        Place::file(self.naming.file(path))
    }
}

/// What the name of a file in a folder or archive says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A workbook or data.
    Answer,
    /// A table, or words.
    Text,
    /// A zip archive.
    Archive,
    /// What programs leave behind and nobody sees.
    Unseen,
    /// What the system leaves in folders.
    OfTheSystem,
    /// No kind of file that is read.
    Other,
}

impl Kind {
    pub(super) fn of(name: &str) -> Self {
        // ~$ marks a workbook that is open in Excel
        if name.starts_with("~$") || name.starts_with('.') || name == "__MACOSX" {
            return Self::Unseen;
        }
        let name = name.to_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "txt" => Self::Text,
            "zip" => Self::Archive,
            "lnk" => Self::OfTheSystem,
            _ if OF_THE_SYSTEM.contains(&name.as_str()) => Self::OfTheSystem,
            _ if READABLE.contains(&ending) => Self::Answer,
            _ => Self::Other,
        }
    }
}

/// M024: a file that is passed over for its kind.
pub(super) fn passed(kind: Kind, file: &SourceFile) -> Option<Finding> {
    let message = msg!("読めない種類のファイルなので飛ばしました", "skipped: not a kind of file that can be read");
    match kind {
        Kind::Other => Some(may_be_an_answer(message, file)),
        Kind::OfTheSystem => Some(Finding::info("M024", message).at(Place::file(file.clone()))),
        _ => None,
    }
}

/// M024: a text in which no cells stand.
pub(super) fn no_answer(file: &SourceFile) -> Finding {
    may_be_an_answer(msg!("表ではない文書なので読みません", "skipped: a text that is no table"), file)
}

fn may_be_an_answer(message: Message, file: &SourceFile) -> Finding {
    Finding::warning("M024", message).at(Place::file(file.clone())).hint(msg!(
        "回答なら、Excel の様式に写して入れ直してください。回答でなければ、別の場所に移してください",
        "if it is an answer, put it in as a workbook; if not, move it elsewhere"
    ))
}

fn begins_as_prose(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 16).read_to_end(&mut begin));
    read.is_ok() && is_prose(&begin)
}

/// Whether a text has nothing between which cells could stand.
pub(super) fn is_prose(begin: &[u8]) -> bool {
    // what stands in UTF-16 is found by its bytes too
    !begin.is_empty() && !begin.iter().any(|byte| matches!(byte, b'\t' | b',' | b';'))
}

/// `*` stands for any characters; Windows leaves it to the program.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, behind)) = pattern.split_once('*') else { return name == pattern };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let (between, last) = behind.rsplit_once('*').unwrap_or(("", behind));
    for part in between.split('*').filter(|part| !part.is_empty()) {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars() {
        assert!(matches("*", "健康課.xlsx"));
        assert!(matches("*.xlsx", "健康課.xlsx"));
        assert!(matches("健*.xlsx", "健康課.xlsx"));
        assert!(!matches("福*.xlsx", "健康課.xlsx"));
        assert!(!matches("*.csv", "健康課.xlsx"));
        assert!(matches("a*b*c", "a1b2c"));
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_is_named_and_stops_nothing() {
        use std::os::unix::{fs::symlink, net::UnixListener};

        let dir = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (dir.path().join("回答"), dir.path().join("外"));
        fs::create_dir(&folder).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        fs::write(folder.join("a.xlsx"), "x").unwrap();
        fs::write(elsewhere.join("b.xlsx"), "x").unwrap();
        symlink(dir.path().join("ない.xlsx"), folder.join("切れた.xlsx")).unwrap();
        symlink("輪.xlsx", folder.join("輪.xlsx")).unwrap();
        symlink(&elsewhere, folder.join("別")).unwrap();
        symlink(elsewhere.join("b.xlsx"), folder.join("b.xlsx")).unwrap();
        let _socket = UnixListener::bind(folder.join("口.xlsx")).unwrap();
        let naming = Naming::default();
        let mut found = Folder { ours: &|_| false, naming: &naming, files: Vec::new(), passed: Vec::new() };
        found.take(&folder, "*").unwrap();
        found.files.sort();
        assert_eq!(found.files, [folder.join("a.xlsx"), folder.join("b.xlsx")]);
        let mut passed: Vec<String> = found
            .passed
            .iter()
            .map(|f| f.place.as_ref().unwrap().file.name().rsplit('/').next().unwrap().into())
            .collect();
        passed.sort();
        assert_eq!(passed, ["切れた.xlsx", "別", "口.xlsx", "輪.xlsx"]);
    }
}
