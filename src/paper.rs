//! A paper of either kind, read from its inputs: a table, or slips.

use std::path::{Path, PathBuf};

use crate::book::{Book, Matome};
use crate::finding::Finding;
use crate::meta::Given;
use crate::meta::Years;
use crate::place::Place;
use crate::place::same_place;
use crate::project::{PaperJob, file_name};
use crate::slip::{self, SlipBook};
use crate::source::read_all;

/// A paper that was read.
pub enum PaperBook {
    Table(Box<Book>),
    Slips(Box<SlipBook>),
}

/// What a paper is read from.
pub struct PaperInputs<'a> {
    pub form: &'a str,
    pub files: &'a [PathBuf],
    /// Where matome writes: what lies right in it is no answer.
    pub out: Option<&'a Path>,
    /// Where the paper is defined.
    pub place: &'a Place,
}

impl Matome {
    /// Reads a paper; `None` when the inputs hold no such paper.
    ///
    /// # Errors
    /// What is wrong with the form, its variant, or files that cannot be read at all.
    pub fn read_paper(
        &self,
        inputs: &PaperInputs,
        given: &Given,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<PaperBook>, Vec<Finding>> {
        let ours = is_output(inputs.out);
        if slip::is_slip(&self.templates, inputs.form) {
            let form = self.slip_form(inputs.form)?;
            let sources = read_all(inputs.files, &ours, findings)?;
            return Ok(self.read_slips(&form, &sources, given, findings).map(|book| PaperBook::Slips(Box::new(book))));
        }
        let form = self.form(inputs.form)?;
        form.check_variant(given.variant.as_deref()).map_err(|f| vec![f.at(inputs.place.clone())])?;
        let sources = read_all(inputs.files, &ours, findings)?;
        Ok(self.read(&form, &sources, given, findings).map(|book| PaperBook::Table(Box::new(book))))
    }

    /// The years that a form of either kind knows.
    ///
    /// # Errors
    /// A form that cannot be loaded.
    pub fn years_of(&self, form: &str) -> Result<Years, Vec<Finding>> {
        match slip::is_slip(&self.templates, form) {
            true => self.slip_form(form).map(|form| form.years),
            false => self.form(form).map(|form| form.years),
        }
    }
}

impl PaperBook {
    /// The name of the paper's files, without ending.
    ///
    /// # Errors
    /// `M082` a name that cannot be worded.
    pub fn file_name(&self, job: &PaperJob) -> Result<String, Finding> {
        match self {
            Self::Table(book) => file_name(job, &book.plan.form, &book.plan.years, &book.plan.meta),
            Self::Slips(book) => book.paper_file_name(&job.name, &job.file),
        }
    }

    pub fn title(&self) -> &str {
        match self {
            Self::Table(book) => book.plan.title(),
            Self::Slips(book) => book.title(),
        }
    }

    pub fn json(&self) -> String {
        match self {
            Self::Table(book) => book.json(),
            Self::Slips(book) => book.json(),
        }
    }
}

/// Whether a file lies right in the folder that matome writes to.
pub fn is_output(out: Option<&Path>) -> impl Fn(&Path) -> bool + use<> {
    let ours = out.map(same_place);
    move |path| ours.is_some() && same_place(path).parent() == ours.as_deref()
}
