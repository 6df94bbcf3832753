//! What the command line and the page share: how a project is opened, how its papers and packets are made and written, and
//! how an inquiry's folder is held. They have no rules of their own.

pub mod apart;
pub mod build;
pub mod folded;
pub mod inquiries;
pub mod made;
pub mod new;
pub mod open;
pub mod outputs;
pub mod packet;
pub mod settings;
pub mod today;
pub mod working;
pub mod year;

use crate::finding::{Finding, Level};

/// Deep definitions and layouts need more than the 1 MB that Windows gives.
pub const STACK: usize = 64 << 20;

/// Hears how far the work is.
pub trait Steps {
    /// What is made now.
    fn name(&self, name: &str);
    /// So many steps more are done.
    fn done(&self, steps: u64);
}

/// Whether the findings stop a command: errors, and warnings too under `strict`.
pub fn stops(findings: &[Finding], strict: bool) -> bool {
    let limit = if strict { Level::Warning } else { Level::Error };
    findings.iter().any(|f| f.level >= limit)
}
