//! What slips are filled in with: forms, answers and sheets as they were asked for last, and what a name stands for.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::super::desk::Opened;
use super::super::reply::Refusal;
use super::super::server::Server;
use super::super::told;
use super::store::{Draft, Id, Store};
use crate::faces::build::{How, order, pdf_of};
use crate::finding::Finding;
use crate::meta::Given;
use crate::paper::{Book, Data, Form};
use crate::project::ProjectPaper;
use crate::slip::{SlipForm, Slips, Typed};
use crate::told::Told;
use crate::typeset::Pdf;

/// A form, and of which project it is by which name.
type LastForm = (Arc<Opened>, String, Arc<SlipForm>);

/// Answers, and of which project's paper they are, in which version.
type LastRead = (Arc<Opened>, String, u64, Arc<Slips>);

/// What slips are filled in with.
pub struct Fill {
    pub(super) server: Arc<Server>,
    pub(super) store: Store,
    /// Held by the one who keeps what is typed: papers that are being built do not stop it.
    pub(super) one: Mutex<()>,
    /// The form that was asked for last, of the project as it was read then.
    pub(super) form: Mutex<Option<LastForm>>,
    /// The answers of the paper that was asked for last, in the version that it had.
    pub(super) read: Mutex<Option<LastRead>>,
    /// The sheet that was set last.
    pub(super) set: Mutex<Option<Arc<Sheet>>>,
}

/// What was typed, set on its sheet.
pub struct Sheet {
    pub(super) id: Id,
    pub(super) rev: u64,
    pub(super) opened: Arc<Opened>,
    pub(super) book: Option<Book>,
    pub(super) findings: Vec<Finding>,
}

/// What a name stands for: a slip that is being filled in, or an answer of a paper.
pub struct Subject {
    pub(super) id: Id,
    pub(super) opened: Arc<Opened>,
    pub(super) form: Arc<SlipForm>,
    pub(super) given: Given,
    pub(super) pdf: Pdf,
    /// What was typed last; the answer itself where nothing was.
    pub(super) draft: Draft,
    /// Whether it is kept on disk.
    pub(super) kept: bool,
    /// The answer of the paper as it is now, and where it stands.
    pub(super) now: Option<(Typed, String)>,
}

/// Names of a paper's answers, in their order: by what tells the projects apart, so that they stay when others come.
pub fn names(paper: &str, slips: &Slips) -> Vec<Id> {
    let mut seen = HashSet::new();
    let keys = slips.keys();
    let name = |(key, slip): (&crate::row_key::RowKey, &crate::slip::Slip)| {
        let words = key.words().join("\u{1e}");
        let place = slip.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let known = key.id().map(|id| ["id", id, ""]).or((!key.is_empty()).then_some(["words", &words, ""]));
        let [kind, text, rest] = known.unwrap_or(["place", &place, ""]);
        let id = Id::of(&[paper, kind, text, rest]);
        // two of one name are told apart by where they stand
        if seen.insert(id.clone()) { id } else { Id::of(&[paper, kind, text, &place]) }
    };
    keys.iter().zip(&slips.slips).map(name).collect()
}

pub fn held<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fill {
    /// For the project that a server shows.
    pub fn new(server: &Arc<Server>) -> Self {
        Self {
            store: Store::new(&server.desk.folder),
            server: Arc::clone(server),
            one: Mutex::default(),
            form: Mutex::default(),
            read: Mutex::default(),
            set: Mutex::default(),
        }
    }

    /// A form of slips.
    pub(super) fn form(&self, opened: &Arc<Opened>, name: &str) -> Result<Arc<SlipForm>, Refusal> {
        let mut last = held(&self.form);
        if let Some((of, own, form)) = &*last
            && Arc::ptr_eq(of, opened)
            && own == name
        {
            return Ok(Arc::clone(form));
        }
        let Form::Slip(form) = opened.engine.form(name).value_or_faults()? else { return Err(Refusal::missing(name)) };
        let form = Arc::new(form);
        *last = Some((Arc::clone(opened), name.to_owned(), Arc::clone(&form)));
        Ok(form)
    }

    /// The answers of a paper; none where they cannot be read.
    pub(super) fn slips(&self, opened: &Arc<Opened>, job: &ProjectPaper) -> Option<Arc<Slips>> {
        let version = self.server.desk.state().papers.get(&job.name).map_or(0, |paper| paper.version);
        let mut last = held(&self.read);
        if let Some((of, own, read, slips)) = &*last
            && Arc::ptr_eq(of, opened)
            && *own == job.name
            && *read == version
        {
            return Some(Arc::clone(slips));
        }
        let out = opened.project.out();
        let data = opened.engine.data(&order(&opened.project, job, &out)).ok()?.into_parts().0?;
        let Data::Slips(slips) = data else { return None };
        let slips = Arc::new(slips);
        *last = Some((Arc::clone(opened), job.name.clone(), version, Arc::clone(&slips)));
        Some(slips)
    }

    /// What a name stands for.
    ///
    /// # Errors
    /// `M603` nothing that is there now; `M614` what cannot be read.
    pub(super) fn subject(&self, id: &Id, paper: Option<&str>) -> Result<Subject, Refusal> {
        let opened = self.server.desk.opened()?;
        let kept = self.store.read(id)?;
        let paper = kept.as_ref().map_or(paper, |draft| draft.paper.as_deref());
        let job = opened.project.papers.iter().find(|job| Some(job.name.as_str()) == paper);
        let form = kept.as_ref().map(|draft| draft.form.as_str()).or(job.map(|job| job.form.as_str()));
        let form = self.form(&opened, form.ok_or_else(|| Refusal::missing(id.text()))?)?;
        let begun = kept.as_ref().is_none_or(|draft| draft.begun.is_some());
        let slips = job.filter(|_| begun).and_then(|job| self.slips(&opened, job));
        let now = slips.zip(job).and_then(|(slips, job)| {
            let at = names(&job.name, &slips).iter().position(|own| own == id)?;
            let place = slips.slips[at].place.as_ref().map(ToString::to_string);
            Some((slips.typed(at)?, place.unwrap_or_default()))
        });
        let (draft, is_kept) = match (kept, &now) {
            (Some(draft), _) => (draft, true),
            (None, Some((now, _))) => {
                let (form, paper) = (form.name.clone(), job.map(|job| job.name.clone()));
                let (begun, typed) = (Some(now.clone()), now.clone());
                (Draft { form, paper, begun, typed, ..Draft::default() }, false)
            }
            (None, None) => return Err(Refusal::missing(id.text())),
        };
        let (given, pdf) = around(&opened, &form, job);
        Ok(Subject { id: id.clone(), given, pdf, form, draft, kept: is_kept, now, opened })
    }

    /// What is typed, set on its sheet.
    pub(super) fn set(&self, subject: &Subject) -> Arc<Sheet> {
        let rev = subject.draft.rev;
        let same = |sheet: &&Arc<Sheet>| {
            (&sheet.id, sheet.rev) == (&subject.id, rev) && Arc::ptr_eq(&sheet.opened, &subject.opened)
        };
        if let Some(sheet) = held(&self.set).as_ref().filter(same) {
            return Arc::clone(sheet);
        }
        let (book, findings) = subject.set().into_parts();
        let (id, opened) = (subject.id.clone(), Arc::clone(&subject.opened));
        let sheet = Arc::new(Sheet { id, rev, opened, book, findings });
        *held(&self.set) = Some(Arc::clone(&sheet));
        sheet
    }
}

/// What is known of a slip before anything is typed, and how its PDF is written: as the paper says that it is of.
pub fn around(opened: &Opened, form: &SlipForm, job: Option<&ProjectPaper>) -> (Given, Pdf) {
    let project = &opened.project;
    match job {
        Some(job) => (project.given(job), pdf_of(project, job, &How::default())),
        None => {
            let pdf = Pdf { date: project.date, ..Pdf::default() };
            (project.around_form([&form.name, &form.title]), pdf)
        }
    }
}

impl Subject {
    pub(super) fn set(&self) -> Told<Book> {
        let engine = &self.opened.engine;
        let slips = engine.typed(&self.form, &self.draft.typed, &self.given);
        slips.and_then(|slips| engine.set(Data::Slips(slips)))
    }

    /// Whether the answer from which it was begun is another one now, or gone.
    pub(super) fn has_changed(&self) -> bool {
        self.draft.begun.as_ref().is_some_and(|begun| self.now.as_ref().is_none_or(|(now, _)| now != begun))
    }

    /// Findings, each with its field; the heaviest first.
    pub(super) fn told(&self, findings: &[Finding]) -> Value {
        let mut findings: Vec<&Finding> = findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let one = |finding: &Finding| {
            let mut out = told::finding(finding);
            // its place is the field
            (out["field"], out["place"]) = (json!(Typed::field_of(&self.form, finding)), Value::Null);
            out
        };
        findings.into_iter().map(one).collect()
    }
}
