//! The command line: the only place that reads arguments, environment and terminal, and that prints.

mod archive;
mod args;
mod back;
mod build;
mod check;
mod check_book;
mod check_owners;
mod collect;
mod each;
mod explain;
mod extract;
mod fonts;
mod form;
mod inquire;
mod made;
mod new;
mod opened;
mod outputs;
mod packet;
mod progress;
mod remind;
mod render;
mod report;
mod rollover;
mod running;
#[cfg(feature = "serve")]
mod serve;
mod status;
mod today;
mod usage;
mod verify;

use std::process::ExitCode;

use crate::faces::STACK;
pub use crate::faces::apart::by as trial_by;
pub(crate) use crate::faces::{apart, folded, inquiries, working};
use args::Command;
use report::{Lang, Report};

use crate::told::Faults;

/// Done; warnings are allowed.
const DONE: u8 = 0;
/// Findings of level error; nothing was written.
const FAULTS: u8 = 1;
/// Could not run: bad usage, or an input that cannot be read.
const TROUBLE: u8 = 2;

/// Runs the program on the process's arguments.
pub fn run() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    if let Some(limits) = apart::asked(&words) {
        return ExitCode::from(running::run(Lang::En, apart::STACK, || apart::run(&limits)));
    }
    let lang = usage::told_lang(&words).unwrap_or_else(Lang::from_environment);
    #[cfg(feature = "serve")]
    if let Some(brought) = serve::without_command(&words) {
        let report = Report::new(lang);
        return ExitCode::from(running::run(lang, STACK, || ended(serve::begin(brought, &report), &report)));
    }
    let args = match usage::parse(words, lang) {
        Ok(args) => args,
        Err(code) => return ExitCode::from(code),
    };
    let report = Report::new(args.common.lang.unwrap_or(lang));
    ExitCode::from(running::run(report.lang, STACK, || obey(args.command, &report)))
}

/// Carries a command out; gives its exit code.
fn obey(command: Command, report: &Report) -> u8 {
    let code = match command {
        Command::New(args) => new::run(&args, report),
        Command::Build(args) => build::run(&args, report),
        Command::Render(args) => render::run(&args, report),
        Command::Check(args) => check::run(&args, report),
        Command::Inquire(args) => inquire::run(&args, report),
        Command::Collect(args) => collect::run(&args, report),
        Command::Status(args) => status::run(&args, report),
        Command::Remind(args) => remind::run(&args, report),
        Command::Return(args) => back::run(&args, report),
        Command::Packet(args) => packet::run(&args, report),
        Command::Archive(args) => archive::run(&args, report),
        Command::Verify(args) => verify::run(&args, report),
        Command::Extract(args) => extract::run(&args, report),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, report),
        Command::Rollover(args) => rollover::run(&args, report),
        Command::Form(args) => form::run(&args, report),
        Command::Fonts(args) => fonts::run(&args, report),
        Command::Explain(args) => explain::run(&args, report),
    };
    ended(code, report)
}

/// The exit code of what was done; tells why it could not be.
fn ended(code: Result<u8, Faults>, report: &Report) -> u8 {
    let code = code.unwrap_or_else(|faults| {
        report.findings(&faults);
        TROUBLE
    });
    // what was asked for did not arrive: a full disk behind `>`
    if report::lost() { code.max(TROUBLE) } else { code }
}
