//! `matome.toml`: what a project makes.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod filing;
mod gaiji;
mod inquiry;
mod limits;
mod organisation;

use serde::Deserialize;
use toml::Spanned;

use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::form::{House, RawHouse, TomlFile};
use crate::limits::Limits;
use crate::meta::Years;
use crate::meta::{Given, Meta};
use crate::msg;
use crate::place::Naming;
use crate::place::Place;
use crate::register::{Asked, Register};
use crate::typeset::{Gaiji, Standard};
use crate::units::Date;
use crate::words::era;

pub use filing::Filing;
pub(crate) use filing::RawFiling;
use gaiji::RawGaiji;
pub use inquiry::InquirySettings;
use inquiry::RawInquiry;
pub(crate) use inquiry::{INQUIRIES, MERGED, merged_path, named_inquiry};
use limits::RawLimits;
use organisation::{agreeing, for_fiscal_year, read_asked, read_fiscal_year, read_register};

/// The file that makes a folder a project.
pub const FILE: &str = "matome.toml";

/// A project that was read.
#[derive(Debug)]
pub struct Project {
    /// The folder of `matome.toml`.
    pub folder: PathBuf,
    /// `matome.toml`
    pub(crate) file: TomlFile,
    /// The plan's name (計画).
    pub plan: Option<String>,
    /// Whose papers they are (作成者).
    pub body: Option<String>,
    /// Date of the metadata, unless the command line gives one.
    pub date: Option<Date>,
    /// How its papers are filed.
    pub filing: Filing,
    /// How lines are composed in all of its papers.
    pub house: House,
    /// The fonts of its private-use characters.
    pub gaiji: Vec<Gaiji>,
    /// What it takes in. Whoever reads a stranger's project does not take them.
    pub limits: Limits,
    /// Years by the names that headings use.
    pub years: Years,
    /// The bureaus and sections of the town, and what was noticed in their table.
    pub register: Option<Arc<Register>>,
    /// What was noticed in the table of the register.
    pub register_findings: Vec<Finding>,
    /// The fiscal year that answers must be for (年度), in place of a base year in `[years]`.
    pub fiscal_year: Option<i32>,
    /// Its texts, each with its place.
    written: Arc<[(String, Place)]>,
    /// Where each of the years is written.
    year_places: BTreeMap<String, Place>,
    /// The papers to make, in order.
    pub papers: Vec<ProjectPaper>,
    /// The inquiries (照会), by name.
    pub inquiries: Vec<InquirySettings>,
}

/// One paper to make.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProjectPaper {
    /// By which commands call it.
    pub name: String,
    /// Name or title of its form.
    pub form: String,
    /// Files, folders and patterns, from the project's folder.
    pub inputs: Vec<PathBuf>,
    /// The inquiry whose answers it takes, in place of files.
    pub inquiry: Option<String>,
    /// How it was answered (変種).
    pub variant: Option<String>,
    /// How it is printed.
    pub print: Option<String>,
    /// 資料番号
    pub number: Option<String>,
    /// In place of the form's.
    pub title: Option<String>,
    /// File name pattern without ending, if one is written.
    pub file: Option<String>,
    /// `pdf`, `xlsx`, `json`; empty where nothing is written.
    pub kinds: Vec<String>,
    /// Standards that its PDF claims.
    pub standards: Vec<Standard>,
    /// Add the page of counts.
    pub summary: bool,
    /// Who has to answer (回答).
    pub asked: Asked,
    /// The fiscal year of its answers, if it is another than the project's.
    pub fiscal_year: Option<i32>,
    /// What it says of its filing over what the project says.
    pub filing: Filing,
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
    #[serde(default)]
    archive: RawFiling,
    #[serde(default)]
    text: RawHouse,
    #[serde(default)]
    gaiji: RawGaiji,
    #[serde(default)]
    inquiry: BTreeMap<String, Spanned<RawInquiry>>,
    #[serde(default)]
    limits: RawLimits,
    #[serde(default)]
    paper: Vec<Spanned<RawPaper>>,
    /// Looked at when a packet is asked for.
    #[serde(default)]
    #[allow(dead_code, reason = "known here so that it is no unknown key")]
    packet: BTreeMap<String, toml::Table>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawProject {
    #[serde(rename = "計画")]
    plan: Option<String>,
    #[serde(rename = "団体")]
    body: Option<String>,
    #[serde(rename = "日付")]
    date: Option<Spanned<toml::value::Datetime>>,
    #[serde(rename = "組織", alias = "register")]
    register: Option<Spanned<String>>,
    #[serde(rename = "年度", alias = "fiscal_year")]
    fiscal_year: Option<Spanned<toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPaper {
    name: String,
    form: String,
    input: Spanned<Vec<String>>,
    #[serde(default)]
    variant: Option<String>,
    #[serde(default)]
    print: Option<String>,
    #[serde(default, rename = "資料番号")]
    number: Option<String>,
    #[serde(default, rename = "題名")]
    title: Option<String>,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    output: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default = "default_standard")]
    standard: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    summary: bool,
    #[serde(default, rename = "回答", alias = "asked")]
    asked: Option<Spanned<toml::Value>>,
    #[serde(default, rename = "年度", alias = "fiscal_year")]
    fiscal_year: Option<Spanned<toml::Value>>,
    #[serde(default)]
    archive: RawFiling,
}

fn default_standard() -> Spanned<Vec<Spanned<String>>> {
    Spanned::new(0..0, Vec::new())
}

/// A day without a time.
fn day(date: Option<Spanned<toml::value::Datetime>>, file: &TomlFile) -> Result<Option<Date>, Finding> {
    let Some(date) = date else { return Ok(None) };
    let day = date.get_ref().date.filter(|_| date.get_ref().time.is_none());
    let day = day.and_then(|d| Date::new(i32::from(d.year), d.month, d.day));
    let message = || msg!("日付は日だけを書いてください（例: 2026-04-01）", "the date is a day, such as 2026-04-01");
    day.map(Some).ok_or_else(|| file.fault("M081", date.span().start, message()))
}

impl Project {
    /// Reads `matome.toml` in a folder; `None` where there is none.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn find(folder: &Path, naming: &Naming) -> Result<Option<Self>, Finding> {
        if folder.join(FILE).is_file() { Self::read(folder, naming).map(Some) } else { Ok(None) }
    }

    /// Reads `matome.toml` in a folder.
    ///
    /// # Errors
    /// `M080` no such file, `M081` a mistake in it, with line and column. What is wrong with the register's table is among
    /// the findings of the project.
    pub fn read(folder: &Path, naming: &Naming) -> Result<Self, Finding> {
        Self::of(folder, naming, TomlFile::read_settings(naming.file(&folder.join(FILE)))?)
    }

    /// As [`read`](Self::read), of a text that is not there yet.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) fn of(folder: &Path, naming: &Naming, file: TomlFile) -> Result<Self, Finding> {
        let fault = |at: usize, message| file.fault("M081", at, message);
        let raw: Raw = file.settings()?;
        let mut papers: Vec<ProjectPaper> = Vec::new();
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
            let inquiry = paper.input.get_ref().iter().find_map(|input| named_inquiry(input));
            if let Some(name) = inquiry.filter(|_| paper.input.get_ref().len() > 1) {
                let message = msg!(
                    "照会「{name}」の回答とほかの入力は、一つの紙面に混ぜられません",
                    "answers of the inquiry \"{name}\" cannot be mixed with other inputs"
                );
                return Err(fault(paper.input.span().start, message));
            }
            let inquiry = inquiry.map(str::to_owned);
            let kinds = paper.output.as_ref().map_or(&[][..], |output| output.get_ref());
            if let Some(output) = paper.output.as_ref().filter(|output| output.get_ref().is_empty()) {
                let message = msg!(
                    "output が空です。pdf、xlsx、html、csv、json から選んでください",
                    "output is empty: choose from pdf, xlsx, html, csv, json"
                );
                return Err(fault(output.span().start, message));
            }
            if let Some(kind) =
                kinds.iter().find(|k| !["pdf", "xlsx", "html", "csv", "json"].contains(&k.get_ref().as_str()))
            {
                let at = kind.span().start;
                let kind = kind.get_ref();
                return Err(fault(
                    at,
                    msg!(
                        "output の「{kind}」は使えません。pdf、xlsx、html、csv、json から選んでください",
                        "output \"{kind}\": choose from pdf, xlsx, html, csv, json"
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
            let standards = Standard::parse_all(names.iter().map(|n| n.get_ref().as_str()));
            let standards = standards.map_err(|m| fault(wrong.start, m))?;
            let asked = paper.asked.map_or(Ok(Asked::All), |asked| read_asked(asked, &file))?;
            let fiscal_year = paper.fiscal_year.map(|year| read_fiscal_year(&year, &file)).transpose()?;
            papers.push(ProjectPaper {
                name: paper.name,
                form: paper.form,
                inputs: match inquiry {
                    Some(ref name) => vec![merged_path(folder, name)],
                    None => paper.input.get_ref().iter().map(|i| folder.join(i)).collect(),
                },
                inquiry,
                variant: paper.variant,
                print: paper.print,
                number: paper.number,
                title: paper.title,
                file: paper.file,
                kinds,
                standards,
                summary: paper.summary,
                asked,
                fiscal_year,
                filing: paper.archive.into(),
                place: file.place(at),
            });
        }
        let mut years = Years::new();
        let mut year_places = BTreeMap::new();
        for (name, year) in raw.years {
            let (at, year) = (year.span().start, year.into_inner());
            if name.ends_with("年度") && !era::KNOWN.contains(&i64::from(year)) {
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
        let date = day(raw.project.date, &file)?;
        let filing = raw.archive.into();
        let inquiries = raw.inquiry.into_iter().map(|(name, raw)| {
            let at = raw.span().start;
            raw.into_inner().settings(name, at, folder, &file)
        });
        let inquiries = inquiries.collect::<Result<Vec<_>, _>>()?;
        let house = House::of(raw.text, &file)?;
        let gaiji = raw.gaiji.fonts(folder, &file)?;
        let at = raw.project.fiscal_year.as_ref().map_or(0, |year| year.span().start);
        let fiscal_year = raw.project.fiscal_year.map(|year| read_fiscal_year(&year, &file)).transpose()?;
        let fiscal_year = agreeing(fiscal_year, &years, at, &file)?;
        let mut register_findings = Vec::new();
        let register = raw.project.register.and_then(|name| {
            let path = folder.join(name.get_ref());
            let place = file.place(name.span().start);
            read_register(&naming.file(&path), place).tell(&mut register_findings).map(Arc::new)
        });
        let limits = limits::limits(raw.limits, &file)?;
        let written = file.texts(&|_, _| false).into();
        Ok(Self {
            folder: folder.to_owned(),
            file,
            plan,
            body,
            date,
            filing,
            house,
            gaiji,
            limits,
            years,
            register,
            register_findings,
            fiscal_year,
            written,
            year_places,
            papers,
            inquiries,
        })
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

    /// `M081`: nothing in it that could be made.
    pub fn nothing(&self) -> Finding {
        let message = msg!("紙面（[[paper]]）が一つもありません", "there is no [[paper]]");
        self.file.fault("M081", self.file.text.len(), message).hint(msg!(
            "matome.toml に [[paper]] を書き（見本の行は頭の # を消すと使えます）、input のフォルダーに各課の回答の Excel を入れて、もう一度 matome build を実行してください",
            "write a [[paper]] in matome.toml (lines of the sample work without their #), put the answers into the folder of its input, and run matome build again"
        ))
    }

    /// Where papers are written.
    pub fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// What is known of every paper: years, plan, body.
    pub fn around(&self) -> Given {
        let meta = Meta { plan: self.plan.clone(), body: self.body.clone(), ..Meta::default() };
        let given = Given {
            years: self.years.clone(),
            meta,
            places: Arc::clone(&self.written),
            register: self.register.clone(),
            ..Given::default()
        };
        for_fiscal_year(given, self.fiscal_year)
    }

    /// What is known of a paper of a form that is made by itself: who answers, and for which year, is said by the paper
    /// of the project, where only one is of that form.
    pub(crate) fn around_form(&self, names: [&str; 2]) -> Given {
        let mut of_form = self.papers.iter().filter(|paper| names.contains(&paper.form.as_str()));
        match (of_form.next(), of_form.next()) {
            (Some(paper), None) => {
                for_fiscal_year(Given { asked: paper.asked.clone(), ..self.around() }, paper.fiscal_year)
            }
            _ => self.around(),
        }
    }

    /// What is known of a paper before its input is read.
    pub fn given(&self, job: &ProjectPaper) -> Given {
        let given = self.around();
        let meta = Meta { number: job.number.clone(), title: job.title.clone(), ..given.meta };
        let (variant, print, asked) = (job.variant.clone(), job.print.clone(), job.asked.clone());
        for_fiscal_year(Given { meta, variant, print, asked, ..given }, job.fiscal_year)
    }
}
