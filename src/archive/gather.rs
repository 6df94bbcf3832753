//! Gathers everything that one paper or packet is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::Table;

use super::manifest::{ArchiveKind, Role};
use super::paths::{self, Unsafe};
use super::settings::{reduce_packet, reduce_project, set_standards, text};
use crate::document;
use crate::finding::{Finding, Message};
use crate::form::BASE_YEAR;
use crate::limits::{ATTACHED_BYTES, Limits};
use crate::meta::Years;
use crate::output::reason;
use crate::packet::{self, Packet, PaperKind};
use crate::paper::is_output;
use crate::place::Place;
use crate::place::SourceFile;
use crate::place::shown;
use crate::project::{FILE, Project, ProjectPaper};
use crate::source::{expand, plain_text};
use crate::told::{Faults, Told};
use crate::typeset::Standard;
use crate::units::Date;
use crate::{Engine, input, msg};

/// Where the settings stand as they were.
const ORIGINAL: &str = "原本";
/// Where inputs go that lie outside the project's folder.
const OUTSIDE: &str = "外部";

/// What a paper is made of: enough to make it again in an empty folder.
pub struct Bundle {
    /// A paper or a packet.
    pub kind: ArchiveKind,
    /// Its name in `matome.toml` or `packet.toml`.
    pub name: String,
    /// The files of which it is made.
    pub files: Vec<BundleFile>,
}

/// A file of which a paper is made.
pub struct BundleFile {
    /// Below the project's folder, with `/` between folders.
    pub path: String,
    /// What it is for.
    pub role: Role,
    /// As it was received.
    pub bytes: Vec<u8>,
    /// Where it was, for findings.
    pub from: Option<String>,
}

/// A project with what its papers are made with.
pub struct Opened<'a> {
    /// The project's folder.
    pub folder: &'a Path,
    /// A packet needs none.
    pub project: Option<&'a Project>,
    /// Forms and fonts with which its papers are made.
    pub engine: &'a Engine,
    /// Date of the metadata, unless it is the paper's own.
    pub date: Option<Date>,
}

type Result<T> = std::result::Result<T, Faults>;

impl Opened<'_> {
    /// Gathers a paper. What is left out is told.
    ///
    /// `M001`, `M025` files that are not there, `M500` a file that cannot be in an archive, `M501` too much of them.
    pub fn paper(&self, job: &ProjectPaper) -> Told<Bundle> {
        Told::noticing(|findings| self.gather_paper(job, findings))
    }

    /// Gathers a packet that is defined in `file`, or in `matome.toml`. Findings as of [`paper`](Self::paper).
    pub fn packet(&self, packet: &Packet, file: Option<&Path>) -> Told<Bundle> {
        Told::noticing(|findings| self.gather_packet(packet, file, findings))
    }

    fn gather_paper(&self, job: &ProjectPaper, findings: &mut Vec<Finding>) -> Result<Bundle> {
        let mut gather = Gather::new(self, findings);
        let standards = [Standard::A3a, Standard::Ua1];
        let same = job.standards.len() == standards.len() && standards.iter().all(|s| job.standards.contains(s));
        let names = (!same).then_some(["a-3a", "ua-1"]);
        gather.project(std::slice::from_ref(&job.name), None, names)?;
        gather.templates([job.form.as_str(), "shared"])?;
        gather.bundle(ArchiveKind::Paper, &job.name)
    }

    fn gather_packet(&self, packet: &Packet, file: Option<&Path>, findings: &mut Vec<Finding>) -> Result<Bundle> {
        let mut gather = Gather::new(self, findings);
        let jobs: &[ProjectPaper] = self.project.map_or(&[], |p| &p.papers);
        let mut papers = Vec::new();
        for def in &packet.papers {
            match &def.kind {
                PaperKind::Paper { name, .. } => papers.push(name.clone()),
                PaperKind::Markdown { file } => gather.pictures(file)?,
                _ => {}
            }
        }
        match file {
            Some(file) => {
                let whole = gather.read(file)?;
                let table = parse(&whole, file)?;
                let reduced = reduce_packet(&table, &packet.name, &mut |path, input| gather.map(path, input))?;
                gather.settings(packet::FILE, &whole, &table, &reduced)?;
                gather.project(&papers, None, None)?;
            }
            None => gather.project(&papers, Some(packet), None)?,
        }
        let all: BTreeSet<&str> = self.engine.templates.form_names().collect();
        let mut folders = packet.forms(jobs);
        let layouts = self.engine.templates.folders();
        folders.extend(layouts.filter(|name| !all.contains(name) || *name == crate::document::FORM));
        gather.templates(folders)?;
        gather.bundle(ArchiveKind::Packet, &packet.name)
    }
}

impl Bundle {
    /// A finding of the archive with the names that the files had before they were gathered.
    pub fn told(&self, mut finding: Finding) -> Finding {
        for place in finding.place.iter_mut().chain(&mut finding.related) {
            let name = place.file.name();
            let found = self.files.iter().find_map(|file| {
                // what is in a zip archive is called by it
                let inside = name.strip_prefix(&file.path).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
                Some(format!("{}{inside}", file.from.as_deref()?))
            });
            if let Some(from) = found {
                place.file = from.into();
            }
        }
        finding
    }
}

struct Gather<'a> {
    opened: &'a Opened<'a>,
    /// The project's folder, plain.
    folder: PathBuf,
    /// Folders outside the project by their plain paths.
    outside: BTreeMap<PathBuf, String>,
    /// By path: role, and where the bytes are.
    files: BTreeMap<String, (Role, Bytes)>,
    findings: &'a mut Vec<Finding>,
}

enum Bytes {
    At(PathBuf),
    Here(Vec<u8>),
}

impl<'a> Gather<'a> {
    fn new(opened: &'a Opened<'a>, findings: &'a mut Vec<Finding>) -> Self {
        let folder = paths::plain(opened.folder);
        Self { opened, folder, outside: BTreeMap::new(), files: BTreeMap::new(), findings }
    }

    fn read(&self, path: &Path) -> Result<String> {
        let most = self.opened.engine.limits().settings_bytes;
        let bytes = input::read(path, most).map_err(|e| vec![unreadable(path, &e)])?;
        let text = plain_text(&bytes);
        let text = text.ok_or_else(|| vec![unreadable(path, &std::io::ErrorKind::InvalidData.into())])?;
        Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
    }

    /// `matome.toml` for these papers and this packet alone.
    fn project(&mut self, papers: &[String], packet: Option<&Packet>, standards: Option<[&str; 2]>) -> Result<()> {
        let path = self.opened.folder.join(FILE);
        let whole = if self.opened.project.is_some() { self.read(&path)? } else { String::new() };
        let table = parse(&whole, &path)?;
        let years = self.years(papers)?;
        let date = self.opened.date;
        let mut reduced = reduce_project(&table, papers, date, &years, &mut |path, input| self.map(path, input))?;
        if let Some(names) = standards {
            set_standards(&mut reduced, &names);
        }
        if let Some(packet) = packet {
            let packets = table.get("packet").and_then(toml::Value::as_table);
            let is_it = |(key, value): &(&String, &toml::Value)| {
                value.get("name").and_then(toml::Value::as_str).unwrap_or(key) == packet.name
            };
            if let Some((key, toml::Value::Table(own))) = packets.into_iter().flatten().find(is_it) {
                // its key is its name, where it has no other
                let mut own = reduce_packet(own, &packet.name, &mut |path, input| self.map(path, input))?;
                if *key == packet.name {
                    own.remove("name");
                }
                let mut packets = Table::new();
                packets.insert(key.clone(), toml::Value::Table(own));
                reduced.insert("packet".to_owned(), toml::Value::Table(packets));
            }
        }
        self.settings(FILE, &whole, &table, &reduced)
    }

    /// The years that the forms of papers know.
    fn years(&self, papers: &[String]) -> Result<Years> {
        let mut years = Years::from([(BASE_YEAR.to_owned(), 0)]);
        let jobs: &[ProjectPaper] = self.opened.project.map_or(&[], |p| &p.papers);
        for job in jobs.iter().filter(|job| papers.contains(&job.name)) {
            years.extend(self.opened.engine.form(&job.form).value_or_faults()?.years());
        }
        Ok(years)
    }

    /// Settings, and where they had to change also the original ones.
    fn settings(&mut self, name: &str, whole: &str, table: &Table, reduced: &Table) -> Result<()> {
        let original = format!("{ORIGINAL}/{name}");
        let text = text(whole, table, reduced);
        let kept = self.opened.folder.join(ORIGINAL).join(name);
        if text != whole {
            if !whole.is_empty() {
                self.put(original, Role::Original, Bytes::Here(whole.as_bytes().to_vec()))?;
            }
        } else if kept.is_file() {
            self.put(original, Role::Original, Bytes::At(kept))?;
        }
        self.put(name.to_owned(), Role::Settings, Bytes::Here(text.into_bytes()))
    }

    /// Takes the files that a path of the settings names, and gives the path that it has in the archive.
    fn map(&mut self, raw: &str, input: bool) -> Result<String> {
        let path = self.opened.folder.join(raw);
        let files = if input {
            // as `build` leaves out what it writes itself
            let ours = is_output(Some(&self.opened.folder.join("out")));
            expand(&path, &ours, &self.opened.engine.reading.naming, self.findings)?
        } else {
            vec![path.clone()]
        };
        for file in files {
            // a document names its pictures
            if input && file.extension().is_some_and(|e| e.eq_ignore_ascii_case("md")) {
                self.pictures(&file)?;
            }
            let to = self.path_of(&file)?;
            self.put(to, Role::Input, Bytes::At(file))?;
        }
        let to = self.path_of(&path)?;
        let same = |a: &str, b: &str| a.trim_start_matches("./").trim_end_matches('/') == b;
        // a path that leads to the same place stays as it is written
        Ok(if same(raw, &to) { raw.to_owned() } else { to })
    }

    /// The path in the archive of a file, folder or pattern of the settings.
    fn path_of(&mut self, path: &Path) -> Result<String> {
        let plain = paths::plain(path);
        if let Some(below) = paths::below(&self.folder, &plain) {
            return Ok(if below.is_empty() { ".".to_owned() } else { below });
        }
        let folder = if path.is_dir() { plain.as_path() } else { plain.parent().unwrap_or(&plain) };
        let next = self.outside.len().saturating_add(1);
        let to = self.outside.entry(folder.to_owned()).or_insert_with(|| format!("{OUTSIDE}/{next}"));
        Ok(match plain.strip_prefix(folder).ok().and_then(|rest| rest.to_str()) {
            Some(rest) if !rest.is_empty() => format!("{to}/{rest}"),
            _ => to.clone(),
        })
    }

    /// The pictures of a Markdown file; they have to lie in the project, or below the file.
    fn pictures(&mut self, markdown: &Path) -> Result<()> {
        // what is wrong with the file is told when the paper is made
        // called by its whole path it may name pictures anywhere; those outside are told below
        let whole = std::path::absolute(markdown).unwrap_or_else(|_| markdown.to_owned());
        let Ok(document) =
            document::read_file(&SourceFile::at(&whole), false, self.opened.engine.limits(), &mut Vec::new())
        else {
            return Ok(());
        };
        let folder = paths::plain(markdown.parent().unwrap_or(Path::new("")));
        for name in document.pictures.keys() {
            let file = folder.join(name);
            let plain = paths::plain(&file);
            let to = match (paths::below(&self.folder, &folder), paths::below(&self.folder, &plain)) {
                (Some(_), Some(to)) => to,
                (None, _) if plain.starts_with(&folder) => {
                    format!("{}/{}", self.path_of(&folder)?, paths::below(&folder, &plain).unwrap_or_default())
                }
                _ => {
                    let message = msg!(
                        "図「{name}」はプロジェクトのフォルダーの外にあり、保存用に添付できません",
                        "the picture \"{name}\" lies outside the project and cannot be attached"
                    );
                    let hint =
                        msg!("図をプロジェクトのフォルダーの中に置いてください", "put it into the project's folder");
                    return Err(Finding::error("M500", message)
                        .at(Place::file(SourceFile::at(markdown)))
                        .hint(hint)
                        .into());
                }
            };
            self.put(to, Role::Input, Bytes::At(file))?;
        }
        Ok(())
    }

    /// Every file of the folders of these forms and layouts, by name or title.
    fn templates<'f>(&mut self, named: impl IntoIterator<Item = &'f str>) -> Result<()> {
        let templates = &self.opened.engine.templates;
        for name in named {
            let folder = if templates.folders().any(|own| own == name) { name } else { templates.form_called(name)? };
            for (name, bytes) in templates.form_files(folder) {
                let path = format!("templates/{folder}/{name}");
                self.files.insert(path, (Role::Form, Bytes::Here(bytes.to_vec())));
            }
        }
        Ok(())
    }

    fn put(&mut self, path: String, role: Role, bytes: Bytes) -> Result<()> {
        let place = match &bytes {
            Bytes::At(file) => shown(file),
            Bytes::Here(_) => path.clone(),
        };
        let fault = |why: Message| Err(Finding::error("M500", why).at(Place::file(place)).into());
        match paths::check(&path) {
            Ok(()) => {}
            Err(Unsafe::Long) => {
                return fault(msg!("名前が長すぎて、保存用に添付できません", "the name is too long for an archive"));
            }
            Err(_) => {
                return fault(msg!(
                    "Windows で使えない名前なので、保存用に添付できません。名前を変えてください",
                    "Windows does not take this name: rename the file to archive it"
                ));
            }
        }
        let key = paths::key(&path);
        if let Some(twin) = self.files.keys().find(|p| **p != path && paths::key(p) == key) {
            return fault(msg!(
                "「{twin}」と大文字・小文字などが違うだけの名前なので、保存用に添付できません",
                "its name differs from \"{twin}\" in nothing but case"
            ));
        }
        self.files.insert(path, (role, bytes));
        Ok(())
    }

    fn bundle(mut self, kind: ArchiveKind, name: &str) -> Result<Bundle> {
        for file in self.opened.engine.fonts.own_files() {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            self.put(format!("fonts/{name}"), Role::Font, Bytes::At(file))?;
        }
        let mut files = Vec::new();
        let most = self.opened.engine.limits().attached_bytes;
        let (mut room, mut faults) = (most, Vec::new());
        for (path, (role, bytes)) in self.files {
            let mut from = None;
            let bytes = match bytes {
                Bytes::Here(bytes) if bytes.len() > room => {
                    return Err(too_much(Path::new(&path), self.opened.engine.limits()).into());
                }
                Bytes::Here(bytes) => bytes,
                Bytes::At(file) => {
                    from = Some(shown(&file));
                    let size = std::fs::metadata(&file).map_or(0, |m| m.len());
                    if usize::try_from(size).map_or(true, |size| size > room) {
                        return Err(too_much(&file, self.opened.engine.limits()).into());
                    }
                    match input::read(&file, room as u64) {
                        Ok(bytes) => bytes,
                        Err(e) => {
                            faults.push(unreadable(&file, &e));
                            continue;
                        }
                    }
                }
            };
            room = room.saturating_sub(bytes.len());
            files.push(BundleFile { path, role, bytes, from });
        }
        if faults.is_empty() { Ok(Bundle { kind, name: name.to_owned(), files }) } else { Err(faults.into()) }
    }
}

fn parse(text: &str, path: &Path) -> Result<Table> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // it was read before, so that this is a file that changed in between
    text.parse().map_err(|_| {
        let message =
            msg!("設定が書き換えられています。もう一度実行してください", "the settings changed: run it again");
        Finding::error("M081", message).at(Place::file(SourceFile::at(path))).into()
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Finding {
    let Message { ja, en } = reason(error);
    Finding::error("M001", msg!("ファイルを読めません: {ja}", "cannot read the file: {en}"))
        .at(Place::file(SourceFile::at(path)))
}

fn too_much(path: &Path, limits: &Limits) -> Finding {
    let hint =
        msg!("画像の大きいブックや PDF を小さくしてください", "make workbooks and PDFs with large pictures smaller");
    let finding = Finding::error("M501", ATTACHED_BYTES.beyond(limits, None)).at(Place::file(SourceFile::at(path)));
    ATTACHED_BYTES.told(finding.hint(hint), limits)
}
