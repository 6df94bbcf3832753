//! From a form's name and files to a paper that is set.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::book::Book;
use super::data::Data;
use super::form::Form;
use super::kept::Kept;
use crate::document::{self, DocumentForm};
use crate::engine::Engine;
use crate::finding::{Finding, in_order, tell_once};
use crate::form::Kind;
use crate::form::definition::Definition;
use crate::meta::Given;
use crate::msg;
use crate::place::{Place, SourceFile, same_place};
use crate::slip::{self, SlipForm};
use crate::source::{Source, read_again, read_all, read_file};
use crate::table::plan::KeptPlans;
use crate::table::{self, TableForm};
use crate::told::{Faults, Told};

/// What a paper is made from.
pub struct Order<'a> {
    /// Name of the form.
    pub form: &'a str,
    /// Files, folders and patterns.
    pub files: &'a [PathBuf],
    /// Where matome writes: what lies in it is no answer.
    pub out: Option<&'a Path>,
    /// What is known beforehand.
    pub given: Given,
    /// Where the paper is defined.
    pub place: &'a Place,
}

impl Engine {
    /// Makes a paper: loads its form, reads its files, and sets what they hold.
    ///
    /// # Errors
    /// What is wrong with the form, its variant, or files that cannot be read at all.
    pub fn paper(&self, order: &Order) -> Result<Told<Book>, Faults> {
        self.paper_of(order, None, None)
    }

    /// As [`paper`](Self::paper), after a change: what is `kept` of the last time is not read again, and what `before` has
    /// already is not measured again. Files that were written after `settled` are read whatever they look like. What comes
    /// out is the same.
    ///
    /// # Errors
    /// As [`paper`](Self::paper).
    pub fn paper_again(
        &self,
        order: &Order,
        before: Option<&Book>,
        kept: &mut Kept,
        settled: SystemTime,
    ) -> Result<Told<Book>, Faults> {
        kept.begin(settled);
        let made = self.paper_of(order, before, Some(kept));
        kept.end();
        made
    }

    /// As [`paper`](Self::paper), but for the pages: what its files hold, checked.
    ///
    /// # Errors
    /// As [`paper`](Self::paper).
    pub fn data(&self, order: &Order) -> Result<Told<Data>, Faults> {
        let mut findings = Vec::new();
        let (form, given) = settled(order, self.form(order.form), &mut findings)?;
        let sources = self.sources(&form, order.files, &is_output(order.out), &mut findings)?;
        Ok(Told::new((), findings).and_then(|()| self.read(&form, &sources, &given)))
    }

    fn paper_of(
        &self,
        order: &Order,
        before: Option<&Book>,
        mut kept: Option<&mut Kept>,
    ) -> Result<Told<Book>, Faults> {
        let mut findings = Vec::new();
        let form = match &mut kept {
            Some(kept) => kept.form(self, order.form),
            None => self.form(order.form),
        };
        let (form, given) = settled(order, form, &mut findings)?;
        let ours = is_output(order.out);
        let sources = match (&form, &mut kept) {
            (Form::Table(_) | Form::Slip(_), Some(kept)) => {
                read_again(order.files, &ours, &self.reading, &mut findings, &mut kept.files)?
            }
            _ => self.sources(&form, order.files, &ours, &mut findings)?.into_iter().map(Arc::new).collect(),
        };
        let sources: Vec<&Source> = sources.iter().map(|source| &**source).collect();
        let plans = kept.map(|kept| &mut kept.plans);
        Ok(Told::new((), findings).and_then(|()| self.make_from(&form, &sources, &given, before, plans)))
    }

    /// Loads a form by the name of its folder or by its title.
    ///
    /// `M071` no such form; `M068`, `M072`–`M079` a definition that contradicts itself, each with line and column; `M205`
    /// a font that is not there; `M344` narrow margins.
    pub fn form(&self, name: &str) -> Told<Form> {
        Told::noticing(|findings| {
            let definition = Definition::find(&self.templates, name)?;
            let folder = definition.folder().to_owned();
            let kind = definition.kind()?;
            definition.check_spellings()?;
            findings.extend(definition.old_spellings());
            let form = match kind {
                Kind::Table => Form::Table(TableForm::load(self, &definition, &folder)?),
                Kind::Slip => Form::Slip(SlipForm::load(self, definition.clone(), &folder)?),
                Kind::Document => Form::Document(DocumentForm::load(self, &definition, &folder)?),
            };
            findings.extend(definition.check_margins(form.least_margins()));
            // the font is there, or the form would not have been loaded
            findings
                .extend(self.fonts.chain(form.font(), false).map(|f| definition.check_words(&f)).unwrap_or_default());
            Ok(form)
        })
    }

    /// Opens a file as the form reads it: a workbook, a table or a data file, or the text of a free paper.
    ///
    /// # Errors
    /// `M001`–`M006`, `M345` a file that cannot be read.
    pub fn source(&self, form: &Form, file: &SourceFile) -> Result<Source, Finding> {
        match form {
            Form::Table(_) | Form::Slip(_) => read_file(file, &self.reading.limits),
            Form::Document(_) => document::read_source(file, &self.reading.limits),
        }
    }

    /// Reads every file that is named; a folder stands for the files in it and below it, a `*` in a name for those that
    /// it matches. Of these, files that are `ours` are left out.
    ///
    /// # Errors
    /// `M001`–`M006` files that cannot be read, `M025` nothing to read.
    pub(crate) fn sources(
        &self,
        form: &Form,
        files: &[PathBuf],
        ours: &dyn Fn(&Path) -> bool,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Source>, Faults> {
        match form {
            Form::Table(_) | Form::Slip(_) => read_all(files, ours, &self.reading, findings),
            Form::Document(_) => {
                let read = files.iter().map(|path| self.source(form, &self.file(path)));
                read.collect::<Result<Vec<_>, _>>().map_err(Faults::from)
            }
        }
    }

    /// Reads sources into the data of a form and checks it. `M025` no source at all.
    pub fn read(&self, form: &Form, sources: &[Source], given: &Given) -> Told<Data> {
        self.read_from(form, &sources.iter().collect::<Vec<_>>(), given, None)
    }

    fn read_from(&self, form: &Form, sources: &[&Source], given: &Given, plans: Option<&mut KeptPlans>) -> Told<Data> {
        if sources.is_empty() {
            let message = msg!("読むものが一つも渡されていません", "nothing was given to read");
            return Told::nothing(Finding::error("M025", message));
        }
        match form {
            Form::Table(form) => table::read(self, form, sources, given, plans).map(|plan| Data::Table(Box::new(plan))),
            Form::Slip(form) => slip::read(self, form, sources, given).map(Data::Slips),
            Form::Document(form) => document::read(form, sources, given).map(Data::Document),
        }
    }

    /// Sets data in lines and cuts it into pages. What does not fit is a finding.
    pub fn set(&self, data: Data) -> Told<Book> {
        self.set_from(data, None)
    }

    /// As [`set`](Self::set), after a change: rows and slips that `before` has already are not measured again. What comes
    /// out is the same.
    pub fn set_again(&self, data: Data, before: &Book) -> Told<Book> {
        self.set_from(data, Some(before))
    }

    fn set_from(&self, data: Data, before: Option<&Book>) -> Told<Book> {
        match data {
            Data::Table(plan) => {
                let before = before.and_then(Book::as_table);
                table::set(self, *plan, before).map(|book| Book::Table(Box::new(book)))
            }
            Data::Slips(slips) => {
                let before = before.and_then(Book::as_slips);
                slip::set(self, slips, before).map(|book| Book::Slips(Box::new(book)))
            }
            Data::Document(text) => document::set(self, text).map(|book| Book::Document(Box::new(book))),
        }
    }

    /// Reads sources, sets what they hold, and gives what was noticed in the order of the input, each thing once.
    pub fn make(&self, form: &Form, sources: &[Source], given: &Given) -> Told<Book> {
        self.make_from(form, &sources.iter().collect::<Vec<_>>(), given, None, None)
    }

    fn make_from(
        &self,
        form: &Form,
        sources: &[&Source],
        given: &Given,
        before: Option<&Book>,
        plans: Option<&mut KeptPlans>,
    ) -> Told<Book> {
        in_reading_order(self.read_from(form, sources, given, plans).and_then(|data| self.set_from(data, before)))
    }

    /// The form filled with its example texts（記入例）: in the first row of the sources, or, without any, in a row of its
    /// own. `None` for forms that say themselves where examples stand.
    pub fn example(&self, form: &Form, sources: &[Source], given: &Given) -> Option<Told<Book>> {
        let Form::Table(form) = form else { return None };
        let plan = table::example(self, form, &sources.iter().collect::<Vec<_>>(), given)
            .map(|plan| Data::Table(Box::new(plan)));
        Some(in_reading_order(plan.and_then(|data| self.set(data))))
    }
}

/// The findings by place, each once.
fn in_reading_order<T>(told: Told<T>) -> Told<T> {
    let (value, mut findings) = told.into_parts();
    tell_once(&mut findings);
    in_order(&mut findings);
    match value {
        Some(value) => Told::new(value, findings),
        None => Told::nothing(findings),
    }
}

/// Whether a file lies in the folder that matome writes to, or below it.
pub(crate) fn is_output(out: Option<&Path>) -> impl Fn(&Path) -> bool + use<> {
    let ours = out.map(same_place);
    move |path| ours.as_deref().is_some_and(|ours| same_place(path).starts_with(ours))
}

/// The form of an order, and what is given for it.
fn settled(order: &Order, form: Told<Form>, findings: &mut Vec<Finding>) -> Result<(Form, Given), Faults> {
    let form = form.tell_or_faults(findings)?;
    let mut given = order.given.clone();
    let told = form.settle(&mut given).map_err(|f| f.at(order.place.clone()))?;
    findings.extend(told.map(|f| f.at(order.place.clone())));
    Ok((form, given))
}
