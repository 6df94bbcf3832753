//! `matome serve`: the project as a page in the browser; and the program without a command, as a double click starts it.

use std::ffi::OsString;
use std::io::{IsTerminal, stderr, stdin, stdout};
use std::path::PathBuf;
use std::time::Duration;

use super::DONE;
use super::args::ServeArgs;
use super::report::Report;
use crate::project;
use crate::serve::{Ends, Serving, serve};
use crate::told::Faults;

/// Nobody sees the address of a page without a terminal: it does not wait for ever.
const UNSEEN: Duration = Duration::from_secs(300);

pub fn run(args: &ServeArgs, report: &Report) -> Result<u8, Faults> {
    let usual = Ends::default();
    let ends = Ends { alone: args.alone.map_or(usual.alone, Duration::from_secs), ..usual };
    let (project, open) = (Some(args.inside.project.clone()), !args.no_open);
    let serving = Serving { project, brought: Vec::new(), port: args.port, open, ends };
    serve(&serving, &|told| report.note(told))?;
    Ok(DONE)
}

/// What the program was begun with where nobody typed a command: files that were put onto it, or nothing, by a double
/// click. `None` where it is to be read as a command line.
pub fn without_command(words: &[OsString]) -> Option<Vec<PathBuf>> {
    let paths: Vec<PathBuf> = words.iter().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        return (!has_terminal() && has_screen()).then_some(paths);
    }
    // file managers give whole paths; no command is called like that
    paths.iter().all(|path| path.is_absolute() && path.exists()).then_some(paths)
}

/// Shows the last project, or the page to begin with, and the files that were put onto the program.
pub fn begin(brought: Vec<PathBuf>, report: &Report) -> Result<u8, Faults> {
    // a project that was put there is opened
    let project = match brought.as_slice() {
        [one] if one.ends_with(project::FILE) => one.parent().map(PathBuf::from),
        [one] if one.join(project::FILE).is_file() => Some(one.clone()),
        _ => None,
    };
    let brought = if project.is_some() { Vec::new() } else { brought };
    let unseen = (!has_terminal()).then_some(UNSEEN);
    let ends = Ends { unseen, ..Ends::default() };
    serve(&Serving { project, brought, port: None, open: true, ends }, &|told| report.note(told))?;
    Ok(DONE)
}

/// Whether somebody typed the command and reads the answer.
fn has_terminal() -> bool {
    let any = stdin().is_terminal() || stdout().is_terminal() || stderr().is_terminal();
    any && !has_own_console()
}

/// A double click on Windows opens a console for the program alone, in which nothing was typed yet.
#[cfg(windows)]
fn has_own_console() -> bool {
    use winapi_util::{HandleRef, console::screen_buffer_info};
    screen_buffer_info(HandleRef::stdout()).is_ok_and(|about| about.cursor_position() == (0, 0))
}

#[cfg(not(windows))]
fn has_own_console() -> bool {
    false
}

/// Whether a browser could be seen.
#[allow(clippy::disallowed_methods, reason = "whether there is a screen is told by the environment")]
fn has_screen() -> bool {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
