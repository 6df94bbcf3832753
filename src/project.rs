//! `matome.toml`: what a project makes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::finding::{Finding, Message, Place};
use crate::form::{BASE_YEAR, Form, Years, era};
use crate::msg;
use crate::output::reason;
use crate::plan::Meta;
use crate::text::{Kinsoku, Rules};
use crate::typeset::Standard;

/// The file that makes a folder a project.
pub const FILE: &str = "matome.toml";

/// A project that was read.
#[derive(Debug)]
pub struct Project {
    pub folder: PathBuf,
    pub plan: Option<String>,
    pub body: Option<String>,
    pub years: Years,
    /// Where each of the years is written.
    year_places: BTreeMap<String, Place>,
    pub papers: Vec<PaperJob>,
}

/// One paper to make.
#[derive(Debug, Clone)]
pub struct PaperJob {
    pub name: String,
    pub form: String,
    pub inputs: Vec<PathBuf>,
    pub variant: Option<String>,
    pub number: Option<String>,
    pub title: Option<String>,
    /// File name pattern without ending.
    pub file: String,
    /// `pdf`, `xlsx`, `json`.
    pub kinds: Vec<String>,
    pub standards: Vec<Standard>,
    /// Add the page of counts.
    pub summary: bool,
    /// Where it is written.
    pub place: Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    project: RawProject,
    #[serde(default)]
    years: BTreeMap<String, Spanned<i32>>,
    /// [`House`].
    #[serde(default)]
    #[allow(dead_code, reason = "read by House, and known here so that it is no unknown key")]
    text: RawHouse,
    #[serde(default)]
    paper: Vec<Spanned<RawPaper>>,
}

/// `[text]`: how lines are composed in all papers of a project, whatever their forms say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct House {
    pub kinsoku: Option<Kinsoku>,
    pub latin_gap: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawHouse {
    kinsoku: Option<Spanned<String>>,
    latin_gap: Option<bool>,
}

/// The rest of the file is looked at when papers are built from it.
#[derive(Deserialize)]
struct RawHouseOnly {
    #[serde(default)]
    text: RawHouse,
}

impl House {
    /// Reads `[text]` of a folder's `matome.toml`; a folder without one has no rules of its own.
    ///
    /// # Errors
    /// `M080` a file that cannot be read, `M081` a mistake in it.
    pub fn read(folder: &Path) -> Result<Self, Finding> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Ok(Self::default());
        }
        let file = Settings::read(&path)?;
        let raw: RawHouseOnly = file.parse()?;
        let kinsoku = raw.text.kinsoku.map(|k| Kinsoku::parse(k.get_ref()).map_err(|m| file.fault(k.span().start, m)));
        Ok(Self { kinsoku: kinsoku.transpose()?, latin_gap: raw.text.latin_gap })
    }

    /// A form's rules with the project's over them.
    pub fn over(self, rules: Rules) -> Rules {
        Rules { kinsoku: self.kinsoku.unwrap_or(rules.kinsoku), latin_gap: self.latin_gap.unwrap_or(rules.latin_gap) }
    }
}

/// The text of `matome.toml`.
struct Settings {
    shown: Arc<str>,
    text: String,
}

impl Settings {
    fn read(path: &Path) -> Result<Self, Finding> {
        let shown: Arc<str> = path.to_string_lossy().replace('\\', "/").into();
        let text = std::fs::read_to_string(path).map_err(|e| {
            let Message { ja, en } = reason(&e);
            Finding::error("M080", msg!("プロジェクトのファイルを読めません: {ja}", "cannot read the project file: {en}"))
                .at(Place::file(shown.clone()))
                .hint(msg!(
                    "matome.toml のあるフォルダーで使うか、--project で指定してください。新しく始めるには: matome new フォルダー",
                    "run it in a folder with matome.toml, or name it with --project; to begin: matome new DIR"
                ))
        })?;
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        Ok(Self { shown, text })
    }

    fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Finding> {
        toml::from_str(&self.text).map_err(|e| {
            let (ja, en) = (crate::form::translate_toml(e.message()), e.message());
            let message = msg!("設定を読めません: {ja}", "cannot read the settings: {en}");
            self.fault(e.span().map_or(0, |s| s.start), message)
        })
    }

    fn place(&self, at: usize) -> Place {
        crate::form::text_place(&self.shown, &self.text, at)
    }

    fn fault(&self, at: usize, message: Message) -> Finding {
        Finding::error("M081", message).at(self.place(at))
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawProject {
    #[serde(rename = "計画")]
    plan: Option<String>,
    #[serde(rename = "団体")]
    body: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPaper {
    name: String,
    form: String,
    input: Spanned<Vec<String>>,
    #[serde(default)]
    variant: Option<String>,
    #[serde(default, rename = "資料番号")]
    number: Option<String>,
    #[serde(default, rename = "題名")]
    title: Option<String>,
    #[serde(default = "default_file")]
    file: String,
    #[serde(default = "default_output")]
    output: Spanned<Vec<Spanned<String>>>,
    #[serde(default = "default_standard")]
    standard: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    summary: bool,
}

fn default_file() -> String {
    "{{資料番号}}_{{様式}}_{{年度 基準}}".to_owned()
}

fn default_output() -> Spanned<Vec<Spanned<String>>> {
    Spanned::new(0..0, ["pdf", "xlsx"].map(|kind| Spanned::new(0..0, kind.to_owned())).into())
}

fn default_standard() -> Spanned<Vec<Spanned<String>>> {
    Spanned::new(0..0, Vec::new())
}

impl Project {
    /// Reads `matome.toml` in a folder.
    ///
    /// # Errors
    /// `M080` no such file, `M081` a mistake in it, with line and column.
    pub fn read(folder: &Path) -> Result<Self, Finding> {
        let file = Settings::read(&folder.join(FILE))?;
        let fault = |at: usize, message| file.fault(at, message);
        let raw: Raw = file.parse()?;
        let mut papers: Vec<PaperJob> = Vec::new();
        for spanned in raw.paper {
            let at = spanned.span().start;
            let paper = spanned.into_inner();
            if papers.iter().any(|p| p.name == paper.name) {
                let name = &paper.name;
                return Err(fault(at, msg!("紙面「{name}」が二つあります", "the paper \"{name}\" is there twice")));
            }
            if paper.input.get_ref().is_empty() {
                let message = msg!(
                    "input が空です。回答のフォルダーかファイルを書いてください",
                    "input is empty: name the folder or file of the answers"
                );
                return Err(fault(paper.input.span().start, message));
            }
            let kinds = paper.output.get_ref();
            if kinds.is_empty() {
                let message = msg!(
                    "output が空です。pdf、xlsx、json から選んでください",
                    "output is empty: choose from pdf, xlsx, json"
                );
                return Err(fault(paper.output.span().start, message));
            }
            if let Some(kind) = kinds.iter().find(|k| !["pdf", "xlsx", "json"].contains(&k.get_ref().as_str())) {
                let at = kind.span().start;
                let kind = kind.get_ref();
                return Err(fault(
                    at,
                    msg!(
                        "output の「{kind}」は使えません。pdf、xlsx、json から選んでください",
                        "output \"{kind}\": choose from pdf, xlsx, json"
                    ),
                ));
            }
            let mut kinds: Vec<String> = kinds.iter().map(|k| k.get_ref().clone()).collect();
            let mut seen = std::collections::HashSet::new();
            kinds.retain(|kind| seen.insert(kind.clone()));
            let names = paper.standard.get_ref();
            let wrong = names
                .iter()
                .find(|n| Standard::parse(n.get_ref()).is_none())
                .map_or(paper.standard.span(), Spanned::span);
            let standards = standards(names.iter().map(|n| n.get_ref().as_str())).map_err(|m| fault(wrong.start, m))?;
            papers.push(PaperJob {
                name: paper.name,
                form: paper.form,
                inputs: paper.input.get_ref().iter().map(|i| folder.join(i)).collect(),
                variant: paper.variant,
                number: paper.number,
                title: paper.title,
                file: paper.file,
                kinds,
                standards,
                summary: paper.summary,
                place: file.place(at),
            });
        }
        if papers.is_empty() {
            let message = msg!("紙面（[[paper]]）が一つもありません", "there is no [[paper]]");
            return Err(fault(file.text.len(), message));
        }
        let mut years = Years::new();
        let mut year_places = BTreeMap::new();
        for (name, year) in raw.years {
            let (at, year) = (year.span().start, year.into_inner());
            if !era::KNOWN.contains(&i64::from(year)) {
                let (first, last) = (era::KNOWN.start(), era::KNOWN.end());
                return Err(fault(
                    at,
                    msg!(
                        "「{name}」は西暦 {first}〜{last} で書いてください: 「{year}」",
                        "\"{name}\" is a year from {first} to {last}: \"{year}\""
                    ),
                ));
            }
            year_places.insert(name.clone(), file.place(at));
            years.insert(name, year);
        }
        let (plan, body) = (raw.project.plan, raw.project.body);
        Ok(Self { folder: folder.to_owned(), plan, body, years, year_places, papers })
    }

    /// `M081`: the names in `[years]` that none of the forms has.
    pub fn check_years(&self, forms: &[Years]) -> Vec<Finding> {
        let mut known: Vec<&str> = forms.iter().flat_map(|years| years.keys().map(String::as_str)).collect();
        known.push(BASE_YEAR);
        known.sort_unstable();
        known.dedup();
        let unknown = self.year_places.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        let faults = unknown.map(|(name, place)| {
            let (ja, en) = (known.join("、"), known.join(", "));
            Finding::error(
                "M081",
                msg!("[years] の「{name}」は、どの様式にもない年度です", "no form has the year \"{name}\" of [years]"),
            )
            .at(place.clone())
            .hint(msg!("使える年度: {ja}", "known years: {en}"))
        });
        faults.collect()
    }

    /// What stands round a paper's table unless its input says otherwise.
    pub fn meta(&self, job: &PaperJob) -> Meta {
        Meta {
            plan: self.plan.clone(),
            body: self.body.clone(),
            number: job.number.clone(),
            lead: None,
            title: job.title.clone(),
        }
    }
}

/// Reads the names of PDF standards; each counts once.
///
/// # Errors
/// An unknown name, or more than one of PDF/A, of which a file can keep only one.
pub fn standards<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<Standard>, Message> {
    let mut standards = Vec::new();
    for name in names.filter(|n| !n.trim().is_empty()) {
        let Some(standard) = Standard::parse(name) else {
            return Err(msg!(
                "規格「{name}」はありません。a-2b、a-2a、a-3a、ua-1 から選んでください",
                "there is no standard \"{name}\": choose from a-2b, a-2a, a-3a, ua-1"
            ));
        };
        if !standards.contains(&standard) {
            standards.push(standard);
        }
    }
    if standards.iter().filter(|s| **s != Standard::Ua1).count() > 1 {
        return Err(msg!(
            "PDF/A の規格（a-2b、a-2a、a-3a）は一つだけ選べます。ua-1 は足せます（例: a-3a,ua-1）",
            "choose one of a-2b, a-2a, a-3a; ua-1 may be added (such as a-3a,ua-1)"
        ));
    }
    Ok(standards)
}

/// Fills in the pattern of a file name and makes it valid on Windows.
///
/// # Errors
/// `M082` the pattern names something unknown.
pub fn file_name(job: &PaperJob, form: &Form, years: &Years, meta: &Meta) -> Result<String, Finding> {
    let mut words = form.words(years);
    words.set("様式", meta.title.as_deref().unwrap_or(&form.title));
    words.set("紙面", job.name.as_str());
    words.set("資料番号", meta.number.as_deref().unwrap_or(""));
    words.set("計画", meta.plan.as_deref().unwrap_or(""));
    words.set("団体", meta.body.as_deref().unwrap_or(""));
    let name = words.render(&job.file).map_err(|e| {
        let (pattern, paper, ja, en) = (&job.file, &job.name, &e.ja, &e.en);
        Finding::error(
            "M082",
            msg!(
                "紙面「{paper}」のファイル名「{pattern}」を作れません: {ja}",
                "cannot word the file name \"{pattern}\" of \"{paper}\": {en}"
            ),
        )
    })?;
    Ok(windows_name(&name))
}

/// A file name that Windows takes: no reserved characters or names, no trailing dot or blank, NFC, and at
/// most 120 characters so that a path stays below 260.
pub fn windows_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let name: String =
        name.nfc().map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '＿' } else { c }).collect();
    let mut name: String = name
        .trim_matches(|c: char| c.is_whitespace() || c == '_')
        .trim_end_matches(['.', ' '])
        .chars()
        .take(120)
        .collect();
    let stem = name.split('.').next().unwrap_or("").to_ascii_uppercase();
    let device = RESERVED.contains(&stem.as_str())
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    if device {
        name.insert(0, '_');
    }
    if name.is_empty() { "紙面".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::windows_name;

    #[test]
    fn names_are_valid_on_windows() {
        assert_eq!(windows_name("資料２－１_進捗管理シート_令和6年度"), "資料２－１_進捗管理シート_令和6年度");
        assert_eq!(windows_name("_進捗:管理/シート?"), "進捗＿管理＿シート＿");
        assert_eq!(windows_name("con"), "_con");
        assert_eq!(windows_name("COM1.pdf"), "_COM1.pdf");
        assert_eq!(windows_name("計画. "), "計画");
        assert_eq!(windows_name("が"), "が");
        assert_eq!(windows_name(" "), "紙面");
        assert_eq!(windows_name(&"あ".repeat(300)).chars().count(), 120);
    }
}
