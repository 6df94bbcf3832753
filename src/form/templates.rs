//! The files of all forms: built in, and overridden file by file from a project's own folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::{Naming, Place, SourceFile};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

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

    /// Lays a project's `templates/` folder over the files so far. A folder that is not there changes nothing.
    ///
    /// # Errors
    /// `M070` a file or folder that cannot be read.
    pub fn add_folder(&mut self, folder: &Path, naming: &Naming) -> Result<(), Finding> {
        let unreadable = |path: &Path, error: std::io::Error| {
            let Message { ja, en } = crate::output::reason(&error);
            Finding::error("M070", msg!("様式のファイルを読めません: {ja}", "cannot read a form file: {en}"))
                .at(Place::file(naming.file(path)))
        };
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
                if entry.path().is_dir() {
                    stack.push((entry.path(), below));
                } else {
                    let bytes = std::fs::read(entry.path()).map_err(|e| unreadable(&entry.path(), e))?;
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
