//! One returned file: what it is, and what it holds.

use std::collections::HashSet;

use crate::engine::Engine;
use crate::finding::{Finding, Level};
use crate::form::BASE_YEAR;
use crate::meta::Given;
use crate::msg;
use crate::paper::{Data, Form};
use crate::place::Place;
use crate::source::Source;
use crate::stamped::Stamp;
use crate::words::era::fiscal_year;

/// What is said of formulas without results.
const UNCALCULATED: [&str; 2] = ["M011", "M019"];

/// What is asked: how a returned file is read.
pub struct Question<'a> {
    /// Forms and fonts.
    pub engine: &'a Engine,
    /// The form that went out.
    pub form: &'a Form,
    /// Its years and what stands around it.
    pub given: &'a Given,
}

/// A file that answers the form.
pub struct Answer {
    /// What it says of itself, hidden.
    pub stamp: Option<Stamp>,
    /// Its rows or projects.
    pub data: Data,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// Whether it holds only some of a section's rows by its nature.
    pub partial: bool,
}

impl Question<'_> {
    /// Reads a file into the form's data, in the years that are asked.
    ///
    /// # Errors
    /// One sentence: `M414` another form, `M472` none; `M473` another year's form.
    pub fn read(&self, source: &Source) -> Result<Answer, Finding> {
        let stamp = source.stamp();
        if let Some(other) = stamp.as_ref().filter(|stamp| stamp.form != self.form.name()) {
            return Err(self.engine.in_form(self.form.name(), &other.form, source));
        }
        // the headings tell the year
        let mut plain = self.given.clone();
        plain.years.clear();
        let sources = std::slice::from_ref(source);
        let (data, findings) = self.engine.read(self.form, sources, &plain).into_parts();
        let Some(data) = data.filter(|data| !data.is_empty() || stamp.is_some()) else {
            return Err(self.no_answer(source, findings));
        };
        let asked = self.asked_year();
        let told = data.years().get(BASE_YEAR).copied();
        if asked.is_none() || told == asked {
            return Ok(Answer { findings: answered(findings, &data, stamp.as_ref()), stamp, data, partial: false });
        }
        let (again, more) = self.engine.read(self.form, sources, self.given).into_parts();
        let weight = |findings: &[Finding]| findings.iter().filter(|f| f.level > Level::Info).count();
        let contradicted = more.iter().any(|f| f.code.0 == "M060") || weight(&more) > weight(&findings);
        match (again, told) {
            (Some(data), _) if !contradicted => {
                Ok(Answer { findings: answered(more, &data, stamp.as_ref()), stamp, data, partial: false })
            }
            (_, Some(told)) => Err(self.another_year(source, told)),
            (_, None) => Err(self.no_answer(source, findings)),
        }
    }

    /// The first year that is asked about; `None` where the form names none.
    fn asked_year(&self) -> Option<i32> {
        let known = self.form.years().contains_key(BASE_YEAR);
        known.then(|| self.given.years.get(BASE_YEAR).copied()).flatten()
    }

    /// `M414`: what it is instead, if it is a form of ours; else `M472`: what was missed.
    fn no_answer(&self, source: &Source, findings: Vec<Finding>) -> Finding {
        if let Some(other) = findings.iter().find(|finding| finding.code.0 == "M414") {
            return other.clone();
        }
        let title = self.form.title();
        let mut finding = Finding::error(
            "M472",
            msg!("様式「{title}」の回答が見つかりません", "there is no answer to the form \"{title}\""),
        )
        .at(Place::file(source.file.clone()));
        finding.hints = findings.into_iter().filter(|f| f.level == Level::Error).take(1).map(|f| f.message).collect();
        finding.hint(msg!(
            "送った回答様式に書き直して、もう一度出してもらってください",
            "ask for the answer on the form that was sent"
        ))
    }

    /// `M473`
    fn another_year(&self, source: &Source, told: i32) -> Finding {
        let (told, asked) = (fiscal_year(told), fiscal_year(self.asked_year().unwrap_or(told)));
        Finding::error(
            "M473",
            msg!(
                "これは{told}からの様式です（この照会は{asked}から）",
                "this form begins with {told}; {asked} was asked"
            ),
        )
        .at(Place::file(source.file.clone()))
        .hint(msg!(
            "前の年度の様式に書かれています。送った回答様式で出し直してもらってください",
            "it is on another year's form: ask for the form that was sent"
        ))
    }
}

/// Without what is said of matome's own formulas: programs that calculate nothing save them without results.
fn answered(mut findings: Vec<Finding>, data: &Data, stamp: Option<&Stamp>) -> Vec<Finding> {
    if stamp.is_none() || !findings.iter().any(|finding| UNCALCULATED.contains(&finding.code.0)) {
        return findings;
    }
    let width = data.fields().len();
    let cells = (0..data.len()).flat_map(|record| (0..width).filter_map(move |f| data.place(record, f)));
    let cells: HashSet<&Place> = cells.collect();
    let theirs = |finding: &Finding| finding.place.as_ref().is_some_and(|place| cells.contains(place));
    let any = findings.iter().any(|finding| UNCALCULATED.contains(&finding.code.0) && theirs(finding));
    findings.retain(|finding| any || !UNCALCULATED.contains(&finding.code.0));
    findings
}
