//! The library as tests of one kind of paper call it: a fault where none is expected fails the test.

use std::ops::Deref;
use std::path::Path;

use matome::finding::Finding;
use matome::meta::Given;
use matome::paper::{Book, Data, Form};
use matome::place::Naming;
use matome::project::Project;
use matome::slip::{SetSlip, SlipForm, Slips};
use matome::source::{Source, read_file};
use matome::table::plan::Plan;
use matome::table::{TableBook, TableForm};
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use matome::{Engine, Faults, Told};

/// An engine.
pub struct Kit(pub Engine);

impl Deref for Kit {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.0
    }
}

/// A table paper, for [`Kit`].
pub struct Table(pub Book);

impl Deref for Table {
    type Target = TableBook;

    fn deref(&self) -> &TableBook {
        match &self.0 {
            Book::Table(book) => book,
            _ => panic!("no table"),
        }
    }
}

impl Table {
    pub fn into_plan(self) -> Plan {
        match self.0.into_data() {
            Data::Table(plan) => *plan,
            other => panic!("{other:?}"),
        }
    }

    pub fn json(&self) -> String {
        self.0.json().unwrap()
    }
}

/// The value; findings go to the others.
fn tell<T>(told: Told<T>, findings: &mut Vec<Finding>) -> Option<T> {
    let (value, mut noticed) = told.into_parts();
    findings.append(&mut noticed);
    value
}

impl Kit {
    pub fn new() -> Self {
        Self(Engine::new())
    }

    /// With the forms, fonts and rules of a project's folder.
    pub fn with_project(folder: &Path) -> Result<Self, Faults> {
        let project = Project::find(folder, &Naming::default())?;
        let house = project.map(|p| p.house).unwrap_or_default();
        Engine::new().with_house(house).with_folder(folder).map(Self)
    }

    pub fn form(&self, name: &str) -> Result<TableForm, Faults> {
        self.0.form(name).value_or_faults().map(|form| form.into_table().expect("a table"))
    }

    pub fn slip_form(&self, name: &str) -> Result<SlipForm, Faults> {
        self.0.form(name).value_or_faults().map(|form| form.into_slip().expect("a slip"))
    }

    pub fn read(
        &self,
        form: &TableForm,
        sources: &[Source],
        given: &Given,
        findings: &mut Vec<Finding>,
    ) -> Option<Table> {
        tell(self.0.make(&Form::Table(form.clone()), sources, given), findings).map(Table)
    }

    pub fn example(&self, form: &TableForm, sources: &[Source], given: &Given) -> Table {
        let told = self.0.example(&Form::Table(form.clone()), sources, given).unwrap();
        Table(told.value_or_faults().unwrap())
    }

    pub fn set(&self, plan: Plan) -> Table {
        Table(self.0.set(Data::Table(Box::new(plan))).value_or_faults().unwrap())
    }

    pub fn pdf(&self, book: &Table, options: &Pdf) -> Result<Vec<u8>, Faults> {
        self.0.pdf(&book.0, options).value_or_faults()
    }

    pub fn xlsx(&self, book: &Table, options: &Xlsx) -> Result<Vec<u8>, Faults> {
        self.0.xlsx(&book.0, options).value_or_faults()
    }

    pub fn read_slips(
        &self,
        form: &SlipForm,
        sources: &[Source],
        given: &Given,
        findings: &mut Vec<Finding>,
    ) -> Option<Slips> {
        match tell(self.0.read(&Form::Slip(form.clone()), sources, given), findings)? {
            Data::Slips(slips) => Some(slips),
            other => panic!("{other:?}"),
        }
    }

    fn slip_book(&self, slips: &Slips) -> Told<Book> {
        self.0.set(Data::Slips(slips.clone()))
    }

    pub fn set_slips(&self, slips: &Slips, findings: &mut Vec<Finding>) -> Vec<SetSlip> {
        match tell(self.slip_book(slips), findings).expect("sheets") {
            Book::Slips(book) => book.set().cloned().collect(),
            _ => panic!("no slips"),
        }
    }

    pub fn slips_pdf(&self, slips: &Slips, options: &Pdf) -> Result<Vec<u8>, Faults> {
        self.slip_book(slips).and_then(|book| self.0.pdf(&book, options)).value_or_faults()
    }

    pub fn slips_xlsx(&self, slips: &Slips, options: &Xlsx) -> Result<Vec<u8>, Faults> {
        self.slip_book(slips).and_then(|book| self.0.xlsx(&book, options)).value_or_faults()
    }
}

/// A file under the name by which findings call it.
pub fn read_path(path: &Path, name: &str) -> Result<Source, Finding> {
    read_file(&matome::place::SourceFile::on_disk(path, name), &matome::limits::Limits::default())
}
