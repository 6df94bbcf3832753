//! The files of all forms: built in, and overridden file by file from a project's own folder.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::finding::{Finding, Message};
use crate::input;
use crate::limits::{Limit, Limits, TEMPLATE_BYTES, TEMPLATE_FILES};
use crate::msg;
use crate::place::{Naming, Place, SourceFile};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

fn link(path: &Path, naming: &Naming) -> Finding {
    let message = msg!(
        "様式のフォルダーにリンクは置けません。リンクの先は読みません",
        "a link cannot be among the files of forms; it is not followed"
    );
    let hint = msg!("リンクの代わりに、ファイルを写してください", "put a copy there instead");
    Finding::error("M070", message).at(Place::file(naming.file(path))).hint(hint)
}

fn too_much(path: &Path, naming: &Naming, limits: &Limits, limit: Limit) -> Finding {
    let Message { ja, en } = limit.beyond(limits, None);
    let message = msg!("様式のフォルダーが大きすぎます: {ja}", "the folder of forms is too large: {en}");
    let hint = msg!("様式でないファイルをよそに移してください", "move what is no form elsewhere");
    limit.told(Finding::error("M070", message).at(Place::file(naming.file(path))).hint(hint), limits)
}

/// Every template file by its path below `templates/`, such as `progress/form.toml`.
#[derive(Debug, Clone)]
pub struct Templates {
    files: BTreeMap<String, Arc<[u8]>>,
    /// Where the files lie that are not built in.
    own: BTreeMap<String, SourceFile>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Templates {
    /// The forms of the program.
    pub fn builtin() -> Self {
        let mut templates = Self { files: BTreeMap::new(), own: BTreeMap::new() };
        templates.add_dir(&BUILTIN);
        templates
    }

    fn add_dir(&mut self, dir: &Dir<'static>) {
        for file in dir.files() {
            let name = file.path().to_string_lossy().replace('\\', "/");
            self.files.insert(name, file.contents().into());
        }
        for dir in dir.dirs() {
            self.add_dir(dir);
        }
    }

    /// Lays a project's `templates/` folder over the files so far. A folder that is not there changes nothing. Links
    /// are not followed: what they lead to need not be the project's, and a layout can print what it reads.
    ///
    /// # Errors
    /// `M070` a file or folder that cannot be read, a link, a file that is too large, too many of them, a layout that
    /// is no UTF-8.
    pub fn add_folder(&mut self, folder: &Path, naming: &Naming, limits: &Limits) -> Result<(), Finding> {
        let unreadable = |path: &Path, error: std::io::Error| {
            let Message { ja, en } = crate::output::reason(&error);
            Finding::error("M070", msg!("様式のファイルを読めません: {ja}", "cannot read a form file: {en}"))
                .at(Place::file(naming.file(path)))
        };
        if folder.is_symlink() {
            return Err(link(folder, naming));
        }
        let mut room = (limits.template_files, limits.template_bytes);
        let mut stack = vec![(folder.to_path_buf(), String::new())];
        while let Some((path, prefix)) = stack.pop() {
            let entries = match std::fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && prefix.is_empty() => return Ok(()),
                Err(error) => return Err(unreadable(&path, error)),
            };
            for entry in entries {
                let entry = entry.map_err(|e| unreadable(&path, e))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with('.') {
                    continue;
                }
                let below = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
                let kind = entry.file_type().map_err(|e| unreadable(&entry.path(), e))?;
                if kind.is_symlink() {
                    return Err(link(&entry.path(), naming));
                }
                room.0 = room.0.checked_sub(1).ok_or_else(|| too_much(folder, naming, limits, TEMPLATE_FILES))?;
                if kind.is_dir() {
                    stack.push((entry.path(), below));
                } else {
                    let bytes = match input::read(&entry.path(), room.1) {
                        Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                            return Err(too_much(&entry.path(), naming, limits, TEMPLATE_BYTES));
                        }
                        read => read.map_err(|e| unreadable(&entry.path(), e))?,
                    };
                    room.1 = room.1.saturating_sub(bytes.len() as u64);
                    if below.ends_with(".typ") && std::str::from_utf8(&bytes).is_err() {
                        return Err(unreadable(&entry.path(), ErrorKind::InvalidData.into())
                            .hint(msg!("UTF-8 で保存し直してください", "save it as UTF-8")));
                    }
                    self.own.insert(below.clone(), naming.file(&entry.path()));
                    self.files.insert(below, bytes.into());
                }
            }
        }
        Ok(())
    }

    /// A file's bytes by its path below `templates/`.
    pub fn file(&self, name: &str) -> Option<Arc<[u8]>> {
        self.files.get(name).cloned()
    }

    /// A file for places in findings.
    pub fn source(&self, name: &str) -> SourceFile {
        self.own.get(name).cloned().unwrap_or_else(|| SourceFile::named(format!("templates/{name}")))
    }

    /// Whether a file comes from a project's own folder.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// Whether a file comes from a project's own folder and is not the program's, byte for byte.
    pub(crate) fn is_foreign(&self, name: &str) -> bool {
        let builtin = BUILTIN.get_file(name).map(include_dir::File::contents);
        self.is_own(name) && self.files.get(name).map(AsRef::as_ref) != builtin
    }

    /// Whether any layout, or what layouts import, is not the program's own.
    pub(crate) fn has_foreign_code(&self) -> bool {
        self.own.keys().any(|name| name.ends_with(".typ") && self.is_foreign(name))
    }

    /// Takes a file as a project's own.
    pub(crate) fn add(&mut self, name: String, bytes: &[u8]) {
        self.own.insert(name.clone(), SourceFile::named(format!("templates/{name}")));
        self.files.insert(name, bytes.into());
    }

    /// Folders that hold a `form.toml`, sorted.
    pub fn form_names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|name| name.strip_suffix("/form.toml"))
    }

    /// Every folder with files in it, sorted.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.files.keys().filter_map(|name| Some(name.split_once('/')?.0)).collect();
        names.dedup();
        names.into_iter()
    }

    /// The files of one form's folder: name below the folder, bytes.
    pub fn form_files<'a>(&'a self, form: &'a str) -> impl Iterator<Item = (&'a str, &'a Arc<[u8]>)> {
        self.files.iter().filter_map(move |(name, bytes)| {
            let below = name.strip_prefix(form)?.strip_prefix('/')?;
            Some((below, bytes))
        })
    }
}
