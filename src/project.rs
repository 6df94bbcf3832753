//! `matome.toml`: what a project makes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::finding::{Finding, Place};
use crate::form::{Form, Years};
use crate::msg;
use crate::plan::Meta;

/// The file that makes a folder a project.
pub const FILE: &str = "matome.toml";

/// A project that was read.
#[derive(Debug)]
pub struct Project {
    pub folder: PathBuf,
    pub plan: Option<String>,
    pub body: Option<String>,
    pub years: Years,
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
    pub standards: Vec<String>,
    /// Add the page of counts.
    pub summary: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    project: RawProject,
    #[serde(default)]
    years: Years,
    #[serde(default)]
    paper: Vec<Spanned<RawPaper>>,
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
    input: Vec<String>,
    #[serde(default)]
    variant: Option<String>,
    #[serde(default, rename = "資料番号")]
    number: Option<String>,
    #[serde(default, rename = "題名")]
    title: Option<String>,
    #[serde(default = "default_file")]
    file: String,
    #[serde(default = "default_output")]
    output: Vec<String>,
    #[serde(default)]
    standard: Vec<String>,
    #[serde(default)]
    summary: bool,
}

fn default_file() -> String {
    "{{資料番号}}_{{様式}}_{{年度 基準}}".to_owned()
}

fn default_output() -> Vec<String> {
    vec!["pdf".to_owned(), "xlsx".to_owned()]
}

impl Project {
    /// Reads `matome.toml` in a folder.
    ///
    /// # Errors
    /// `M080` no such file, `M081` a mistake in it, with line and column.
    pub fn read(folder: &Path) -> Result<Self, Finding> {
        let path = folder.join(FILE);
        let shown: Arc<str> = path.to_string_lossy().replace('\\', "/").into();
        let text = std::fs::read_to_string(&path).map_err(|e| {
            Finding::error("M080", msg!("プロジェクトのファイルを読めません: {e}", "cannot read the project file: {e}"))
                .at(Place::file(shown.clone()))
                .hint(msg!(
                    "matome.toml のあるフォルダーで使うか、--project で指定してください。新しく始めるには: matome new フォルダー",
                    "run it in a folder with matome.toml, or name it with --project; to begin: matome new DIR"
                ))
        })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let fault = |at: usize, message| Finding::error("M081", message).at(crate::form::text_place(&shown, text, at));
        let raw: Raw = toml::from_str(text).map_err(|e| {
            let (ja, en) = (crate::form::translate_toml(e.message()), e.message());
            fault(e.span().map_or(0, |s| s.start), msg!("設定を読めません: {ja}", "cannot read the settings: {en}"))
        })?;
        let mut papers: Vec<PaperJob> = Vec::new();
        for spanned in raw.paper {
            let at = spanned.span().start;
            let paper = spanned.into_inner();
            if papers.iter().any(|p| p.name == paper.name) {
                let name = &paper.name;
                return Err(fault(at, msg!("紙面「{name}」が二つあります", "the paper \"{name}\" is there twice")));
            }
            if let Some(kind) = paper.output.iter().find(|k| !["pdf", "xlsx", "json"].contains(&k.as_str())) {
                return Err(fault(
                    at,
                    msg!(
                        "output の「{kind}」は使えません。pdf、xlsx、json から選んでください",
                        "output \"{kind}\": choose from pdf, xlsx, json"
                    ),
                ));
            }
            papers.push(PaperJob {
                name: paper.name,
                form: paper.form,
                inputs: paper.input.iter().map(|i| folder.join(i)).collect(),
                variant: paper.variant,
                number: paper.number,
                title: paper.title,
                file: paper.file,
                kinds: paper.output,
                standards: paper.standard,
                summary: paper.summary,
            });
        }
        Ok(Self { folder: folder.to_owned(), plan: raw.project.plan, body: raw.project.body, years: raw.years, papers })
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
        let (pattern, paper) = (&job.file, &job.name);
        Finding::error(
            "M082",
            msg!(
                "紙面「{paper}」のファイル名「{pattern}」を作れません: {e}",
                "cannot word the file name \"{pattern}\" of \"{paper}\": {e}"
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
