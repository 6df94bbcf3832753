//! What was read of each file for a form, kept for the next time.

use std::collections::HashMap;

use super::{Plan, read_plan_within};
use crate::finding::Finding;
use crate::limits::Room;
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
    /// How many rows were counted in it.
    rows: u64,
    round: u64,
}

impl KeptPlans {
    /// Begins to read anew.
    pub fn begin(&mut self) {
        self.round = self.round.wrapping_add(1);
    }

    /// Ends it: what was not asked for is forgotten.
    pub fn end(&mut self) {
        let round = self.round;
        self.plans.retain(|_, kept| kept.round == round);
    }

    /// As [`read_plan_within`], which says the same of the same bytes.
    pub fn read(
        &mut self,
        source: &Source,
        form: &TableForm,
        given: &Given,
        room: &mut Room,
    ) -> (Option<Plan>, Vec<Finding>) {
        let read = |room: &mut Room| read_plan_within(source, form, given, room).into_parts();
        let Some(content) = source.file.sha256() else { return read(room) };
        let (id, round) = (source.file.id(), self.round);
        if let Some(kept) = self.plans.get_mut(&id).filter(|kept| kept.content == content && room.add(kept.rows)) {
            kept.round = round;
            return (kept.plan.clone(), kept.findings.clone());
        }
        let before = room.found();
        let (plan, findings) = read(room);
        // of what is beyond the limit not all was kept
        if !room.is_exceeded() {
            let rows = room.found().saturating_sub(before);
            let kept = KeptPlan { content, plan: plan.clone(), findings: findings.clone(), rows, round };
            self.plans.insert(id, kept);
        }
        (plan, findings)
    }
}
