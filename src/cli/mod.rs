//! The command line: the only place that reads arguments, environment and terminal, and that prints.

mod archive;
mod args;
mod build;
mod check;
mod explain;
mod extract;
mod fonts;
mod form;
mod inputs;
mod made;
mod new;
mod packet;
mod render;
mod report;
mod slips;
mod usage;
mod verify;

use std::process::ExitCode;

use args::Command;
use report::{Lang, Report};

/// Done; warnings are allowed.
const DONE: u8 = 0;
/// Findings of level error; nothing was written.
const FAULTS: u8 = 1;
/// Could not run: bad usage, or an input that cannot be read.
const TROUBLE: u8 = 2;

/// Runs the program on the process's arguments.
pub fn run() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let lang = usage::told_lang(&words).unwrap_or_else(Lang::from_environment);
    let args = match usage::parse(words, lang) {
        Ok(args) => args,
        Err(code) => return ExitCode::from(code),
    };
    let mut report = Report::new(args.common.lang.unwrap_or(lang));
    let code = match args.command {
        Command::New(args) => new::run(&args, &mut report),
        Command::Build(args) => build::run(&args, &mut report),
        Command::Render(args) => render::run(&args, &mut report),
        Command::Check(args) => check::run(&args, &mut report),
        Command::Packet(args) => packet::run(&args, &mut report),
        Command::Archive(args) => archive::run(&args, &mut report),
        Command::Verify(args) => verify::run(&args, &mut report),
        Command::Extract(args) => extract::run(&args, &mut report),
        Command::Form(args) => form::run(&args, &mut report),
        Command::Fonts(args) => fonts::run(&args, &mut report),
        Command::Explain(args) => explain::run(&args, &mut report),
    };
    ExitCode::from(code)
}
