//! What is typed, kept on disk: a private file a slip in the project, under names of our own. A crash leaves the old one or
//! the new one.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::finding::Finding;
use crate::input;
use crate::msg;
use crate::output::{reason, refused};
use crate::place::Place;
use crate::slip::Typed;

/// Where slips are saved, from the project.
pub const FOLDER: &str = "out/記入";
/// Where they are kept while they are typed. The look at the project's files passes it over.
const DRAFTS: &str = ".下書き";
const ENDING: &str = "json";
/// Letters and figures of a name.
const NAME: usize = 16;
/// Bytes of what may be typed on a slip.
pub const TYPED: usize = 2 << 20;
/// Slips that are kept at one time.
const MOST: usize = 1000;
/// Bytes of one: what may be typed, twice, with room for what stands around it.
const BYTES: u64 = 8 << 20;

/// A file that was saved, as the page shows it.
pub fn file_line(path: &str, bytes: u64) -> Value {
    let name = path.rsplit('/').next().unwrap_or(path);
    json!({ "path": path, "name": name, "kind": name.rsplit('.').next(), "bytes": bytes })
}

/// The name of a slip that is filled in: figures of our own making.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Id(String);

/// A slip as it was typed last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Name of the form.
    pub form: String,
    /// The paper of the project; none for a form alone.
    pub paper: Option<String>,
    /// The answer of the paper from which it was begun, as it was then.
    pub begun: Option<Typed>,
    pub typed: Typed,
    /// What was saved last.
    pub saved: Option<Saved>,
    /// The tab that typed last, and which of its messages this is.
    pub tab: String,
    pub seq: u64,
    /// Counts what was typed.
    pub rev: u64,
}

/// What was saved.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    pub typed: Typed,
    /// The files by their paths from the project, and the SHA-256 of each.
    pub files: Vec<(String, String)>,
}

impl Default for Draft {
    fn default() -> Self {
        let (form, typed, tab) = (String::new(), Typed::default(), String::new());
        Self { form, paper: None, begun: None, typed, saved: None, tab, seq: 0, rev: 0 }
    }
}

impl Draft {
    /// Whether something is typed that is not saved.
    pub fn is_open(&self) -> bool {
        let begun = self.saved.as_ref().map(|saved| &saved.typed).or(self.begun.as_ref());
        begun.is_none_or(|begun| *begun != self.typed)
    }
}

impl Id {
    /// A name that was given out before.
    pub fn parse(text: &str) -> Option<Self> {
        let figures = text.len() == NAME && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        figures.then(|| Self(text.to_owned()))
    }

    /// The name of what is always called so.
    pub fn of(parts: &[&str]) -> Self {
        let digest = crate::digest::sha256(parts.join("\u{1f}").as_bytes());
        Self(digest.chars().take(NAME).collect())
    }

    /// A name that nothing has.
    ///
    /// # Errors
    /// `M600` a system without random numbers.
    pub fn new() -> Result<Self, Finding> {
        let mut bytes = [0; NAME / 2];
        getrandom::fill(&mut bytes)
            .map_err(|_| Finding::error("M600", msg!("乱数を作れません", "the system gives no random numbers")))?;
        Ok(Self(crate::digest::hex(&bytes)))
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The slips of a project that are being filled in.
pub struct Store {
    project: PathBuf,
}

impl Store {
    pub fn new(project: &Path) -> Self {
        Self { project: project.to_owned() }
    }

    /// Where slips are saved.
    ///
    /// # Errors
    /// `M320` what leads out of the project, or cannot be made.
    pub fn folder(&self) -> Result<PathBuf, Finding> {
        let folder = self.project.join(FOLDER);
        self.within(&folder)?;
        Ok(folder)
    }

    /// Makes a folder, and sees that it is in the project: links lead anywhere.
    fn within(&self, folder: &Path) -> Result<(), Finding> {
        let made = fs::create_dir_all(folder).and_then(|()| Ok((folder.canonicalize()?, self.project.canonicalize()?)));
        let (real, project) = made.map_err(|error| refused(folder, &error))?;
        if real.starts_with(&project) {
            return Ok(());
        }
        let message = msg!("プロジェクトの外へのリンクには書きません", "a link out of the project is not written to");
        Err(Finding::error("M320", message).at(Place::file(crate::place::SourceFile::at(folder))))
    }

    fn drafts(&self) -> Result<PathBuf, Finding> {
        let folder = self.folder()?.join(DRAFTS);
        self.within(&folder)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // answers on their way are nobody else's; a disk that knows no owners keeps them all the same
            let _ = fs::set_permissions(&folder, fs::Permissions::from_mode(0o700));
        }
        Ok(folder)
    }

    /// The slips that are kept, the last one first.
    pub fn all(&self) -> Vec<(Id, SystemTime)> {
        let folder = self.project.join(FOLDER).join(DRAFTS);
        let mut out = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(ENDING)?.strip_suffix('.')).and_then(Id::parse);
            // of the entry itself: a link is no file
            let about = entry.metadata().ok().filter(fs::Metadata::is_file);
            if let (Some(id), Some(about)) = (id, about) {
                out.push((id, about.modified().unwrap_or(SystemTime::UNIX_EPOCH)));
            }
        }
        out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.0.cmp(&b.0.0)));
        out.truncate(MOST);
        out
    }

    /// What was typed last; `None` where nothing is kept.
    ///
    /// # Errors
    /// `M614` a file that cannot be read.
    pub fn read(&self, id: &Id) -> Result<Option<Draft>, Finding> {
        if !self.all().iter().any(|(own, _)| own == id) {
            return Ok(None);
        }
        let path = self.project.join(FOLDER).join(DRAFTS).join(&id.0).with_extension(ENDING);
        let damaged = |ja: &str, en: &str| {
            let message = msg!("下書きを読めません: {ja}", "what was typed cannot be read: {en}");
            let hint = msg!(
                "ファイルは残してあります。中の文はメモ帳などで見られます",
                "the file was left as it is; a text editor shows what is in it"
            );
            Finding::error("M614", message).at(Place::file(crate::place::SourceFile::at(&path))).hint(hint)
        };
        let text = input::read_text(&path, BYTES).map_err(|error| {
            let told = reason(&error);
            damaged(&told.ja, &told.en)
        })?;
        serde_json::from_str(&text).map(Some).map_err(|_| damaged("書き方が違います", "it is not as it was written"))
    }

    /// Keeps what is typed.
    ///
    /// # Errors
    /// `M320` a file that cannot be written, `M615` too many of them.
    pub fn write(&self, id: &Id, draft: &Draft) -> Result<(), Finding> {
        let folder = self.drafts()?;
        let known = self.all();
        if known.len() >= MOST && !known.iter().any(|(own, _)| own == id) {
            let message =
                msg!("書きかけの個票は {MOST} 件までです", "no more than {MOST} slips are kept while they are typed");
            let hint = msg!("済んだものを「記入」の一覧から消してください", "take those that are done off the list");
            return Err(Finding::error("M615", message).hint(hint));
        }
        let path = folder.join(&id.0).with_extension(ENDING);
        let kept = || {
            // private from the first byte on; put in place in one step
            let mut file = tempfile::Builder::new().prefix(".part-").tempfile_in(&folder)?;
            file.write_all(&serde_json::to_vec(draft)?)?;
            file.as_file().sync_data()?;
            file.persist(&path).map_err(|error| error.error)?;
            std::io::Result::Ok(())
        };
        kept().map_err(|error| refused(&path, &error))
    }

    /// Forgets what was typed.
    ///
    /// # Errors
    /// `M320`
    pub fn remove(&self, id: &Id) -> Result<(), Finding> {
        let path = self.drafts()?.join(&id.0).with_extension(ENDING);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(refused(&path, &error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_kept_apart_and_privately() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let id = Id::new().unwrap();
        assert_eq!(store.read(&id).unwrap(), None);
        let draft = Draft { form: "evaluation".into(), rev: 3, ..Draft::default() };
        store.write(&id, &draft).unwrap();
        assert_eq!(store.read(&id).unwrap(), Some(draft.clone()));
        assert_eq!(store.all().len(), 1);
        assert!(draft.is_open());
        let kept = dir.path().join(FOLDER).join(DRAFTS);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let file = kept.join(id.text()).with_extension(ENDING);
            assert_eq!((mode(&kept), mode(&file)), (0o700, 0o600));
        }
        // what lies there beside them is none
        fs::write(kept.join(".part-x"), "").unwrap();
        fs::write(kept.join("memo.json"), "").unwrap();
        assert_eq!(store.all().len(), 1);
        // one that cannot be read is told, and stays
        fs::write(kept.join(id.text()).with_extension(ENDING), "{").unwrap();
        assert_eq!(store.read(&id).unwrap_err().code.0, "M614");
        store.remove(&id).unwrap();
        store.remove(&id).unwrap();
        assert_eq!(store.all(), []);
    }

    #[test]
    fn names_are_of_our_own_making() {
        for text in ["", "..", "../../etc/passwd", "0123456789abcdeg", "0123456789ABCDEF", "0123456789abcde/"] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
        let id = Id::of(&["自己評価シート", "１－２", "見守り"]);
        assert_eq!(Id::parse(id.text()), Some(id.clone()));
        assert_ne!(id, Id::of(&["自己評価シート", "１－２見守り"]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_project_is_not_written_to() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(dir.path().join("out")).unwrap();
        std::os::unix::fs::symlink(other.path(), dir.path().join(FOLDER)).unwrap();
        let store = Store::new(dir.path());
        assert_eq!(store.folder().unwrap_err().code.0, "M320");
        assert_eq!(store.write(&Id::new().unwrap(), &Draft::default()).unwrap_err().code.0, "M320");
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    }
}
