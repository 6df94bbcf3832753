//! What was made on the way to a paper, kept for the next time.

use std::time::SystemTime;

use super::form::Form;
use crate::engine::Engine;
use crate::source::KeptFiles;
use crate::table::plan::KeptPlans;
use crate::told::Told;

/// What a paper was made of: its form, the files that were read, the rows of each. It is of one engine and one order; with
/// it the paper is made again of what changed, and comes out as if it were made of all.
///
/// Files are known by their length and the time when they were written. It grows with what is read, not with how often.
#[derive(Default)]
pub struct Kept {
    form: Option<Told<Form>>,
    pub(super) files: KeptFiles,
    pub(super) plans: KeptPlans,
}

impl Kept {
    /// `settled`: a file that was written after this moment is read again, whatever it looks like. Some systems give a file
    /// the same time when it is written twice within two seconds.
    pub(super) fn begin(&mut self, settled: SystemTime) {
        self.files.begin(settled);
        self.plans.begin();
    }

    pub(super) fn end(&mut self) {
        self.files.end();
        self.plans.end();
    }

    pub(super) fn form(&mut self, engine: &Engine, name: &str) -> Told<Form> {
        self.form.get_or_insert_with(|| engine.form(name)).clone()
    }
}
