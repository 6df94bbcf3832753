//! What was read of each file for a form, kept for the next time.

use std::collections::HashMap;

use super::{Plan, read_plan};
use crate::finding::Finding;
use crate::meta::Given;
use crate::place::FileId;
use crate::source::Source;
use crate::table::TableForm;

/// Plans by the files of which they were read, for one form and what is known beforehand.
#[derive(Default)]
pub(crate) struct KeptPlans {
    plans: HashMap<FileId, KeptPlan>,
    round: u64,
}

struct KeptPlan {
    /// SHA-256 of the file.
    content: [u8; 32],
    plan: Option<Plan>,
    findings: Vec<Finding>,
    round: u64,
}

impl KeptPlans {
    /// Begins to read anew.
    pub fn begin(&mut self) {
        self.round += 1;
    }

    /// Ends it: what was not asked for is forgotten.
    pub fn end(&mut self) {
        let round = self.round;
        self.plans.retain(|_, kept| kept.round == round);
    }

    /// As [`read_plan`], which says the same of the same bytes.
    pub fn read(&mut self, source: &Source, form: &TableForm, given: &Given) -> (Option<Plan>, Vec<Finding>) {
        let Some(content) = source.file.sha256() else { return read_plan(source, form, given).into_parts() };
        let (id, round) = (source.file.id(), self.round);
        if let Some(kept) = self.plans.get_mut(&id).filter(|kept| kept.content == content) {
            kept.round = round;
            return (kept.plan.clone(), kept.findings.clone());
        }
        let (plan, findings) = read_plan(source, form, given).into_parts();
        self.plans.insert(id, KeptPlan { content, plan: plan.clone(), findings: findings.clone(), round });
        (plan, findings)
    }
}
