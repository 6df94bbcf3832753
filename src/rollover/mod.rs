//! 年度更新: next fiscal year's project out of this one, of an archive, or of a workbook alone. Years and blocks move on
//! by definition, last results stay as reference, ids stay.

mod book;
mod carried;
mod names;
mod settings;

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::finding::{Finding, Level, fold, quote, tell_once};
use crate::form::{BASE_YEAR, TomlFile};
use crate::meta::Years;
use crate::paper::{Count, Data, Form, is_output};
use crate::place::Place;
use crate::project::{FILE, Project, ProjectPaper};
use crate::told::{Faults, Told};
use crate::words::era::{fiscal_year, years_in};
use crate::words::windows_name;
use crate::{msg, packet};

pub use book::{form_of, rollover_books};
use carried::Carried;
use settings::{Moves, datetimes, moved};

/// Where a project has last year's data.
pub const LAST: &str = "前年度";
/// How the name of a paper's data ends that are last year's as they were.
const KEPT: &str = "_回答";

/// Next fiscal year's project, before it is written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rollover {
    /// Path below its folder, with `/` between folders, and content.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What became of its papers, in order.
    pub papers: Vec<RolledPaper>,
    /// Names of its inquiries.
    pub inquiries: Vec<String>,
}

/// A paper in the next fiscal year.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RolledPaper {
    /// By which commands call it.
    pub name: String,
    /// What it has; `None` for a free paper, which is carried as it is.
    pub count: Option<Count>,
    /// The years that went on: name, before, after.
    pub years: Vec<(String, i32, i32)>,
}

/// Rolls a project over, a year on or to a year that is given: its base year, or that of its first paper.
///
/// `M453` last year's data have errors, `M454` a year that is not later, `M455` a file that is not carried, `M456`
/// texts that still name another year, `M450`–`M452`, and what keeps a paper from being read.
pub fn rollover(engine: &Engine, project: &Project, to: Option<i32>) -> Told<Rollover> {
    Told::noticing(|findings| {
        let mut read = Vec::new();
        for job in &project.papers {
            read.push((job, read_paper(engine, project, job, findings)?));
        }
        let mut bases = read.iter().filter_map(|(_, paper)| base_year(paper.as_ref()?));
        let base = project.years.get(BASE_YEAR).copied().or_else(|| bases.next());
        let by = years_on(base, to)?;
        let mut made = Making::new(by);
        for (job, paper) in read {
            made.add(&job.name, paper, &project.given(job).meta, findings)?;
        }
        let mut carried = Carried::new(engine, &project.folder);
        carried.house()?;
        carried.named(&project.file.text, &made.inputs)?;
        findings.append(&mut carried.findings);
        // what was just made is newer than a file of that name
        carried.files.append(&mut made.files);
        let moves = Moves { by, rolling: &made.rolling, inputs: &made.inputs };
        let settings = moved(&project.file.text, &moves);
        findings.extend(still_of_last_year(FILE, &settings.text, Some("packet")));
        let packet = carried.files.get(packet::FILE).and_then(|bytes| std::str::from_utf8(bytes).ok());
        findings.extend(packet.into_iter().flat_map(|text| still_of_last_year(packet::FILE, text, None)));
        carried.files.insert(FILE.to_owned(), settings.text.into_bytes());
        Ok(Rollover { files: carried.files, papers: made.papers, inquiries: settings.inquiries })
    })
}

/// A paper that was read, with its form.
type Read = (Form, Data);

/// Reads a paper's answers; `None` for a free paper. Faults in them are counted: they are last year's.
fn read_paper(
    engine: &Engine,
    project: &Project,
    job: &ProjectPaper,
    findings: &mut Vec<Finding>,
) -> Result<Option<Read>, Faults> {
    let form = engine.form(&job.form).value_or_faults()?;
    if matches!(form, Form::Document(_)) {
        return Ok(None);
    }
    let mut given = project.given(job);
    form.settle(&mut given).map_err(|fault| fault.at(job.place.clone()))?;
    let mut noticed = Vec::new();
    let out = project.out();
    let sources = engine.sources(&form, &job.inputs, &is_output(Some(&out)), &mut noticed)?;
    let data = engine.read(&form, &sources, &given).tell_or_faults(&mut noticed)?;
    tell_once(&mut noticed);
    fold(&mut noticed);
    findings.extend(faulty(&job.name, &noticed).map(|finding| finding.at(job.place.clone())));
    Ok(Some((form, data)))
}

/// `M453`
fn faulty(name: &str, noticed: &[Finding]) -> Option<Finding> {
    let errors = noticed.iter().filter(|finding| finding.level == Level::Error).count();
    let name = quote(name);
    let message = msg!(
        "前の年度の「{name}」に、エラーの所見が {errors} 件あります。そのまま引き継ぎます",
        "last year's \"{name}\" has {errors} findings of level error; its data are taken as they are"
    );
    let hint = msg!(
        "前の年度のフォルダーで matome build を実行すると、所見を見られます",
        "matome build in last year's folder shows them"
    );
    (errors > 0).then(|| Finding::warning("M453", message).hint(hint))
}

fn base_year((form, data): &Read) -> Option<i32> {
    let years = data.years();
    let rolling = || form.rolling().iter();
    let base = rolling().filter(|name| *name == BASE_YEAR);
    base.chain(rolling()).find_map(|name| years.get(name)).copied()
}

/// How many years pass.
///
/// # Errors
/// `M454`
fn years_on(base: Option<i32>, to: Option<i32>) -> Result<i32, Finding> {
    let (Some(base), Some(to)) = (base, to) else { return Ok(1) };
    match to.checked_sub(base) {
        Some(by) if (1..=10).contains(&by) => Ok(by),
        _ => {
            let (now, next) = (fiscal_year(base), base.saturating_add(1));
            let message = msg!(
                "--year {to} は、今の基準年度（{now}、{base}）の次の年度ではありません",
                "--year {to} is not after the base year, {base}"
            );
            Err(Finding::error("M454", message).hint(msg!(
                "次の年度なら --year {next}（書かなくても同じ）",
                "for the next year: --year {next}, or leave it out"
            )))
        }
    }
}

/// Papers of the next year as they come.
struct Making {
    by: i32,
    files: BTreeMap<String, Vec<u8>>,
    papers: Vec<RolledPaper>,
    inputs: BTreeMap<String, String>,
    rolling: Vec<String>,
}

impl Making {
    fn new(by: i32) -> Self {
        let (files, papers) = (BTreeMap::new(), Vec::new());
        Self { by, files, papers, inputs: BTreeMap::new(), rolling: Vec::new() }
    }

    /// Adds a paper: its rows under the next years, and, where answers leave the paper, last year's data.
    fn add(
        &mut self,
        name: &str,
        paper: Option<Read>,
        around: &crate::meta::Meta,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Faults> {
        let Some((form, data)) = paper else {
            self.papers.push(RolledPaper { name: name.to_owned(), count: None, years: Vec::new() });
            return Ok(());
        };
        let last = data.with_ids();
        let years: Vec<(String, i32, i32)> = form
            .rolling()
            .iter()
            .filter_map(|year| {
                last.years().get(year).map(|before| (year.clone(), *before, before.saturating_add(self.by)))
            })
            .collect();
        let new: Years = years.iter().map(|(name, _, after)| (name.clone(), *after)).collect();
        let (next, mut noticed) = last.in_years(&new).into_parts();
        let Some(mut next) = next else { return Err(noticed.into()) };
        next.leave_to(around);
        let file = self.free(name);
        if !noticed.is_empty() {
            let kept = format!("{LAST}/{file}{KEPT}.json");
            for finding in &mut noticed {
                finding.place = Some(Place::file(name));
                let hint = msg!("前の年度の回答は {kept} にもあります", "last year's answers are in {kept} too");
                finding.hints.push(hint);
            }
            self.files.insert(kept, last.json().unwrap_or_default().into_bytes());
        }
        findings.extend(noticed);
        let path = format!("{LAST}/{file}.json");
        self.files.insert(path.clone(), next.json().unwrap_or_default().into_bytes());
        self.inputs.insert(name.to_owned(), path);
        self.rolling.extend(form.rolling().iter().cloned());
        self.papers.push(RolledPaper { name: name.to_owned(), count: Some(next.count()), years });
        Ok(())
    }

    /// A file name for a paper that no other has, on Windows either.
    fn free(&self, name: &str) -> String {
        let base = windows_name(name);
        let taken = |name: &str| {
            let paths = [format!("{LAST}/{name}.json"), format!("{LAST}/{name}{KEPT}.json")].map(|p| p.to_lowercase());
            self.files.keys().any(|own| paths.contains(&own.to_lowercase()))
        };
        let other = || (2..).map(|n| format!("{base}_{n}")).find(|name| !taken(name));
        if taken(&base) { other().unwrap_or(base) } else { base }
    }
}

/// `M456`: texts and days of settings that are of a year and were left as they are; days of `dated` tables alone, or of
/// all where none is named.
fn still_of_last_year(name: &str, text: &str, dated: Option<&str>) -> Vec<Finding> {
    let file = TomlFile::new(name.into(), text);
    let texts = file.texts(&|table, key| (table == "paper" && key == "input") || table == "years");
    let named = texts.into_iter().filter(|(text, _)| !years_in(text).is_empty());
    let days = datetimes(&file.text, dated).into_iter().map(|(day, at)| (day, file.place(at)));
    let told = named.chain(days).map(|(text, place)| {
        let text = quote(&text);
        let message =
            msg!("年度や日のある所はそのままです: 「{text}」", "what names a year was left as it is: \"{text}\"");
        Finding::info("M456", message)
            .at(place)
            .hint(msg!("新しい年度の {name} で、要れば書き直してください", "mend it in the new {name} if need be"))
    });
    told.collect()
}
