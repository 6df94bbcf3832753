//! `[inquiry."令和8年度当初"]`: what is asked of whom, until when.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::day;
use crate::finding::Finding;
use crate::form::TomlFile;
use crate::meta::Years;
use crate::msg;
use crate::place::Place;
use crate::units::Date;
use crate::words::windows_name;

/// An inquiry (照会) as `matome.toml` defines it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InquirySettings {
    /// By which commands call it, and its folder below `照会/`.
    pub name: String,
    /// Name or title of its form; the paper's where it names one.
    pub form: Option<String>,
    /// The paper whose last data it asks about.
    pub paper: Option<String>,
    /// Last time's data, or a list of the plan's projects.
    pub inputs: Vec<PathBuf>,
    /// How it is to be answered (変種).
    pub variant: Option<String>,
    /// Which columns are open: 年度当初確認. All that are answered, where nothing is said.
    pub phase: Option<String>,
    /// Years over the project's.
    pub years: Years,
    /// 期限
    pub due: Option<Date>,
    /// 照会日, in the letters.
    pub date: Option<Date>,
    /// 文書番号
    pub number: Option<String>,
    /// 差出人: 福祉部地域福祉課長.
    pub sender: Option<String>,
    /// 連絡先 of the secretariat.
    pub contact: Option<String>,
    /// The sections that are asked; those of the rows where none are named.
    pub sections: Vec<String>,
    /// Headings of a form service's export → fields: `質問1` → `令和8年度時点_実施状況`.
    pub columns: BTreeMap<String, String>,
    /// Where it is defined.
    pub place: Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawInquiry {
    #[serde(default)]
    form: Option<String>,
    #[serde(default)]
    paper: Option<String>,
    #[serde(default)]
    input: Vec<String>,
    #[serde(default)]
    variant: Option<String>,
    #[serde(default)]
    phase: Option<String>,
    #[serde(default)]
    years: Years,
    #[serde(default, rename = "期限", alias = "due")]
    due: Option<Spanned<toml::value::Datetime>>,
    #[serde(default, rename = "照会日", alias = "date")]
    date: Option<Spanned<toml::value::Datetime>>,
    #[serde(default, rename = "文書番号", alias = "document_number")]
    number: Option<String>,
    #[serde(default, rename = "差出人", alias = "sender")]
    sender: Option<String>,
    #[serde(default, rename = "連絡先", alias = "contact")]
    contact: Option<String>,
    #[serde(default, rename = "回答課", alias = "sections")]
    sections: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
}

impl RawInquiry {
    /// # Errors
    /// `M081` a name that is no folder's, a date that is none, neither form nor paper.
    pub fn settings(self, name: String, at: usize, folder: &Path, file: &TomlFile) -> Result<InquirySettings, Finding> {
        if name.trim().is_empty() || windows_name(&name) != name {
            let message = msg!(
                "照会の名前「{name}」は、フォルダーの名に使えない字を含むか、空です",
                "\"{name}\" cannot be the name of a folder"
            );
            return Err(file.fault("M081", at, message));
        }
        if self.form.is_none() && self.paper.is_none() || self.paper.is_none() && self.input.is_empty() {
            let message = msg!(
                "照会「{name}」に、何について尋ねるかがありません。paper（紙面の名前）か、form（様式）と input（前回の資料）を書いてください",
                "the inquiry \"{name}\" says neither paper nor form and input"
            );
            return Err(file.fault("M081", at, message));
        }
        Ok(InquirySettings {
            name,
            form: self.form,
            paper: self.paper,
            inputs: self.input.iter().map(|input| folder.join(input)).collect(),
            variant: self.variant,
            phase: self.phase,
            years: self.years,
            due: day(self.due, file)?,
            date: day(self.date, file)?,
            number: self.number,
            sender: self.sender,
            contact: self.contact,
            sections: self.sections,
            columns: self.columns,
            place: file.place(at),
        })
    }
}

/// The inquiry that an input names: `照会:令和8年度当初`.
pub fn named_inquiry(input: &str) -> Option<&str> {
    input.strip_prefix("照会:").or_else(|| input.strip_prefix("照会：")).or_else(|| input.strip_prefix("inquiry:"))
}

/// Where inquiries have their folders, in the project's.
pub const INQUIRIES: &str = "照会";
/// The merged answers of an inquiry, in its folder.
pub const MERGED: &str = "回答.json";

/// The merged answers of an inquiry, as a path.
pub fn merged_path(project: &Path, inquiry: &str) -> PathBuf {
    project.join(INQUIRIES).join(inquiry).join(MERGED)
}
