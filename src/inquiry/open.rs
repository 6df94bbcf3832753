//! From `matome.toml` to an inquiry.

use super::about::{ASKED, Inquiry};
use crate::engine::Engine;
use crate::finding::Finding;
use crate::form::BASE_YEAR;
use crate::msg;
use crate::paper::{Data, is_output};
use crate::project::{INQUIRIES, InquirySettings, Project, ProjectPaper};
use crate::register::Asked;
use crate::told::Faults;
use crate::words::{folded, nearest};

impl Project {
    /// An inquiry by its name.
    ///
    /// # Errors
    /// `M471` none of that name, with the nearest.
    pub fn inquiry(&self, name: &str) -> Result<&InquirySettings, Finding> {
        let known = || self.inquiries.iter().map(|inquiry| inquiry.name.as_str());
        self.inquiries.iter().find(|inquiry| folded(&inquiry.name) == folded(name)).ok_or_else(|| {
            let message =
                msg!("照会「{name}」は matome.toml にありません", "there is no inquiry \"{name}\" in matome.toml");
            let finding = Finding::error("M471", message);
            match nearest(name, known(), 0.5, folded) {
                Some(near) => finding.hint(msg!("「{near}」の間違いではありませんか", "did you mean \"{near}\"?")),
                None if self.inquiries.is_empty() => finding.hint(msg!(
                    "matome.toml に [inquiry.\"{name}\"] を書いてください（docs/year.md）",
                    "write [inquiry.\"{name}\"] into matome.toml (docs/year.md)"
                )),
                None => {
                    let all: Vec<&str> = known().collect();
                    let (ja, en) = (all.join("、"), all.join(", "));
                    finding.hint(msg!("あるのは {ja}", "there are {en}"))
                }
            }
        })
    }
}

impl<'a> Inquiry<'a> {
    /// An inquiry of a project.
    ///
    /// # Errors
    /// `M471` no such paper; what is wrong with the form.
    pub fn open(engine: &'a Engine, project: &'a Project, settings: &'a InquirySettings) -> Result<Self, Faults> {
        let paper = paper_of(project, settings)?;
        let name = settings.form.as_deref().or_else(|| paper.map(|paper| paper.form.as_str())).unwrap_or_default();
        let form = engine.form(name).value_or_faults()?;
        let mut given = project.around();
        // who is missing, and whose year it is, the ledger says better than any file alone
        (given.register, given.asked, given.fiscal_year) = (None, Asked::default(), None);
        given.variant = settings.variant.clone().or_else(|| paper.and_then(|paper| paper.variant.clone()));
        given.years.extend(settings.years.clone());
        form.settle(&mut given).map_err(|finding| finding.at(settings.place.clone()))?;
        let folder = project.folder.join(INQUIRIES).join(&settings.name);
        let register = project.register.as_deref();
        let mut inquiry = Self { engine, settings, folder, form, given, register };
        inquiry.given.years.retain(|name, _| inquiry.form.years().contains_key(name));
        inquiry.remember_years()?;
        Ok(inquiry)
    }

    /// An inquiry that has begun keeps the years in which it began: they stand beside the rows of its data.
    fn remember_years(&mut self) -> Result<(), Faults> {
        if !self.folder.join(ASKED).is_file() {
            return Ok(());
        }
        let bytes = self.bytes(ASKED)?;
        // what is wrong with the data is told where it is read
        let data: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
        for name in self.form.years().keys() {
            if let Some(year) = data.get(name).and_then(serde_json::Value::as_i64).and_then(|year| year.try_into().ok())
            {
                self.given.years.insert(name.clone(), year);
            }
        }
        Ok(())
    }

    /// What was answered last time: the data that this inquiry asks about.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn last_time(&mut self, project: &Project, findings: &mut Vec<Finding>) -> Result<Option<Data>, Faults> {
        let paper = paper_of(project, self.settings)?;
        let inputs = match paper {
            Some(paper) if self.settings.inputs.is_empty() => &paper.inputs,
            _ => &self.settings.inputs,
        };
        let out = project.out();
        let sources = self.engine.sources(&self.form, inputs, &is_output(Some(&out)), findings)?;
        let mut given = self.given.clone();
        given.years.clear();
        given.register.clone_from(&project.register);
        let data = self.engine.read(&self.form, &sources, &given).tell(findings);
        // where nothing says the years, those of the data are asked
        if let (Some(years), false) = (data.as_ref().map(Data::years), self.given.years.contains_key(BASE_YEAR)) {
            for (name, year) in years {
                self.given.years.entry(name).or_insert(year);
            }
        }
        Ok(data)
    }
}

fn paper_of<'p>(project: &'p Project, settings: &InquirySettings) -> Result<Option<&'p ProjectPaper>, Finding> {
    let Some(name) = &settings.paper else { return Ok(None) };
    let found = project.papers.iter().find(|paper| paper.name == *name);
    found.map(Some).ok_or_else(|| {
        let message = msg!("紙面「{name}」は matome.toml にありません", "there is no paper \"{name}\" in matome.toml");
        Finding::error("M471", message).at(settings.place.clone())
    })
}

/// What is to be said of a paper that takes its answers from an inquiry.
///
/// # Errors
/// An inquiry that is not there, or whose folder is not as its ledger says.
pub fn noticed(engine: &Engine, project: &Project, name: &str) -> Result<Vec<Finding>, Faults> {
    let inquiry = Inquiry::open(engine, project, project.inquiry(name)?)?;
    Ok(inquiry.round()?.noticed())
}
