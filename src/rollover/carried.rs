//! The files of a project that go on into the next fiscal year: forms, fonts, the register, packets with what they
//! name. Answers, results and inquiries do not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::archive::{below, paths_of, plain};
use crate::document;
use crate::engine::Engine;
use crate::finding::{Finding, Message, quote};
use crate::form::TomlFile;
use crate::output::reason;
use crate::place::{Place, SourceFile, same_place};
use crate::project::FILE;
use crate::source::expand;
use crate::told::Faults;
use crate::{input, msg, packet};

/// The register (組織) of a project.
pub const REGISTER: &str = "組織.csv";

/// Gathers files by the paths that they have below the project's folder.
pub struct Carried<'a> {
    engine: &'a Engine,
    folder: PathBuf,
    pub files: BTreeMap<String, Vec<u8>>,
    pub findings: Vec<Finding>,
}

impl<'a> Carried<'a> {
    pub fn new(engine: &'a Engine, folder: &Path) -> Self {
        Self { engine, folder: plain(folder), files: BTreeMap::new(), findings: Vec::new() }
    }

    /// Own forms and fonts, and the register.
    ///
    /// # Errors
    /// `M455` a file that cannot be read.
    pub fn house(&mut self) -> Result<(), Faults> {
        let templates = self.engine.templates();
        for folder in templates.folders() {
            for (name, bytes) in templates.form_files(folder) {
                if templates.is_own(&format!("{folder}/{name}")) {
                    self.files.insert(format!("templates/{folder}/{name}"), bytes.to_vec());
                }
            }
        }
        for file in self.engine.fonts().own_files() {
            self.take(&file)?;
        }
        let register = self.folder.join(REGISTER);
        if register.is_file() { self.take(&register) } else { Ok(()) }
    }

    /// What the settings name beside the answers of `answered` papers: files of packets, of free papers and of inquiries.
    ///
    /// # Errors
    /// `M455` a file that cannot be read.
    pub fn named(&mut self, settings: &str, answered: &BTreeMap<String, String>) -> Result<(), Faults> {
        let mut whole: Table = settings.parse().unwrap_or_default();
        if let Some(Value::Array(papers)) = whole.get_mut("paper") {
            let name = |paper: &Value| paper.get("name").and_then(Value::as_str).map(str::to_owned);
            papers.retain(|paper| name(paper).is_none_or(|name| !answered.contains_key(&name)));
        }
        let mut names = Vec::new();
        paths_of(&whole, &mut |path| names.push(path.to_owned()));
        texts(whole.get("inquiry"), &mut names);
        let own = self.folder.join(packet::FILE);
        if own.is_file() {
            self.take(&own)?;
            let text = TomlFile::read_settings(SourceFile::at(&own))?.text;
            paths_of(&text.parse().unwrap_or_default(), &mut |path| names.push(path.to_owned()));
        }
        for name in names {
            self.take_named(&name)?;
        }
        Ok(())
    }

    /// A file, a folder or a pattern of the settings; what is not there is told when it is needed.
    fn take_named(&mut self, name: &str) -> Result<(), Faults> {
        let path = self.folder.join(name);
        if path.is_file() {
            return self.take(&path);
        }
        if name.contains('*') || path.is_dir() {
            let naming = &self.engine.reading.naming;
            let out = crate::paper::is_output(Some(&self.folder.join("out")));
            for file in expand(&path, &out, naming, &mut Vec::new()).unwrap_or_default() {
                self.take(&file)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, file: &Path) -> Result<(), Faults> {
        let whole = plain(file);
        let inside = same_place(&whole).starts_with(same_place(&self.folder));
        let Some(path) = below(&self.folder, &whole).filter(|_| inside) else {
            let shown = quote(&file.display().to_string());
            let message = msg!(
                "プロジェクトの外のファイル「{shown}」は、新しい年度に写していません",
                "the file \"{shown}\" lies outside the project and was not carried"
            );
            let hint = msg!(
                "新しいフォルダーに置き、道筋を書き直してください",
                "put it into the new folder and mend its path"
            );
            self.findings.push(
                Finding::warning("M455", message).at(Place::file(SourceFile::at(&self.folder.join(FILE)))).hint(hint),
            );
            return Ok(());
        };
        if self.files.contains_key(&path) {
            return Ok(());
        }
        let bytes = input::read(&whole, self.engine.limits().file_bytes).map_err(|e| unreadable(file, &e))?;
        self.files.insert(path, bytes);
        if whole.extension().is_some_and(|end| end.eq_ignore_ascii_case("md")) {
            let document = document::read_file(&SourceFile::at(&whole), false, self.engine.limits(), &mut Vec::new());
            let folder = whole.parent().map(Path::to_owned).unwrap_or_default();
            for picture in document.map(|document| document.pictures).unwrap_or_default().keys() {
                let picture = folder.join(picture);
                if picture.is_file() {
                    self.take(&picture)?;
                }
            }
        }
        Ok(())
    }
}

/// Every text of a value.
fn texts(value: Option<&Value>, out: &mut Vec<String>) {
    let mut rest: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = rest.pop() {
        match value {
            Value::String(text) if !text.is_empty() && !text.contains('*') => out.push(text.clone()),
            Value::Array(list) => rest.extend(list),
            Value::Table(table) => rest.extend(table.values()),
            _ => {}
        }
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> Finding {
    let Message { ja, en } = reason(error);
    let message = msg!("新しい年度に写すファイルを読めません: {ja}", "cannot read a file that is to be carried: {en}");
    Finding::error("M455", message).at(Place::file(SourceFile::at(file)))
}
