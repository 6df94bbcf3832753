//! `matome serve`: the project as a page in the browser.

use super::DONE;
use super::args::ServeArgs;
use super::report::Report;
use crate::serve::{Serving, serve};
use crate::told::Faults;

pub fn run(args: &ServeArgs, report: &Report) -> Result<u8, Faults> {
    let serving = Serving { project: args.inside.project.clone(), port: args.port, open: !args.no_open };
    serve(&serving, &|told| report.note(told))?;
    Ok(DONE)
}
