//! A process of its own for a layout that is not the program's: this program once more, watched from within. It ends at
//! its limits, and with the process that started it, however that one ends.

use std::ffi::OsString;
use std::io::{Read, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio, exit};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use memory_stats::memory_stats;

use crate::limits::Limits;
use crate::output::reason;
use crate::typeset::{Ended, Trial, try_layout};

/// What the program is called with to try a layout, before seconds and bytes. No command: nobody types it.
const WORD: &str = "--try-layout";
/// Less than the threads have on which it is laid out in earnest, so that what fits here fits there.
pub const STACK: usize = super::STACK / 2;
const DONE: u8 = 0;
const TOO_LONG: u8 = 40;
const TOO_LARGE: u8 = 41;
const NO_JOB: u8 = 42;
/// A process can take some ten megabytes meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Starts a program for each layout, one at a time: the limit of memory is that of all.
struct Apart {
    program: PathBuf,
    alone: Mutex<()>,
}

/// Tries layouts in processes of this program.
pub fn here() -> Arc<dyn Trial> {
    // where it has no path, each trial fails and says so
    by(&std::env::current_exe().unwrap_or_default())
}

/// Tries layouts in processes of this `program`, which is matome.
pub fn by(program: &Path) -> Arc<dyn Trial> {
    Arc::new(Apart { program: program.to_owned(), alone: Mutex::new(()) })
}

impl Trial for Apart {
    fn run(&self, job: &[u8], limits: &Limits) -> Ended {
        let _alone = self.alone.lock().unwrap_or_else(PoisonError::into_inner);
        let mut command = Command::new(&self.program);
        command.args([WORD, &limits.layout_seconds.to_string(), &limits.layout_bytes.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        keep_from_terminal(&mut command);
        let mut process = match command.spawn() {
            Ok(process) => process,
            Err(error) => return Ended::NotBegun(reason(&error)),
        };
        // open until the process has ended: it takes the end of this pipe for the end of ours
        let mut pipe = process.stdin.take();
        if let Some(pipe) = &mut pipe {
            let size = (job.len() as u64).to_le_bytes();
            // one that ended meanwhile says why by its code
            let _ = pipe.write_all(&size).and_then(|()| pipe.write_all(job)).and_then(|()| pipe.flush());
        }
        let status = match process.wait() {
            Ok(status) => status,
            Err(error) => return Ended::NotBegun(reason(&error)),
        };
        match status.code().and_then(|code| u8::try_from(code).ok()) {
            Some(DONE) => Ended::Well,
            Some(TOO_LONG) => Ended::TooLong,
            Some(TOO_LARGE) => Ended::TooLarge,
            _ => Ended::Broken,
        }
    }
}

/// Ctrl+C is for the process that the user started; the other ends with it.
fn keep_from_terminal(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    // CREATE_NO_WINDOW of winbase.h: a console of its own, which nobody sees
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(command, 0x0800_0000);
}

/// Whether the program was called to try a layout: its limits.
pub fn asked(words: &[OsString]) -> Option<Limits> {
    let [_, word, seconds, bytes] = words else { return None };
    if word != WORD {
        return None;
    }
    let number = |word: &OsString| word.to_str()?.parse().ok();
    Some(Limits { layout_seconds: number(seconds)?, layout_bytes: number(bytes)?, ..Limits::default() })
}

/// Tries the layout that comes through standard input; gives the exit code, unless a limit ends the process before.
pub fn run(limits: &Limits) -> u8 {
    let Some(job) = read_job() else { return NO_JOB };
    // what it was given is not its doing, nor are the copies that fonts and pictures need
    let may = Limits { layout_bytes: limits.layout_bytes.saturating_add(2 * job.len() as u64), ..*limits };
    let watching = std::thread::Builder::new().spawn(move || watch(&may));
    let listening = std::thread::Builder::new().spawn(|| {
        let _ = stdin().lock().read(&mut [0]);
        exit(NO_JOB.into())
    });
    // without its guards nothing is tried
    if watching.is_err() || listening.is_err() || !try_layout(&job) {
        return NO_JOB;
    }
    DONE
}

fn read_job() -> Option<Vec<u8>> {
    let mut stdin = stdin().lock();
    let mut size = [0; 8];
    stdin.read_exact(&mut size).ok()?;
    let size = u64::from_le_bytes(size);
    let mut job = Vec::new();
    stdin.by_ref().take(size).read_to_end(&mut job).ok()?;
    (job.len() as u64 == size).then_some(job)
}

/// Ends the process at its limits.
fn watch(limits: &Limits) {
    let began = Instant::now();
    loop {
        if began.elapsed().as_secs() >= limits.layout_seconds {
            exit(TOO_LONG.into());
        }
        if memory_stats().is_some_and(|used| {
            // Windows takes pages out of a process that lacks memory, but goes on counting what it owes
            let bytes = if cfg!(windows) { used.virtual_mem } else { used.physical_mem };
            bytes as u64 > limits.layout_bytes
        }) {
            exit(TOO_LARGE.into());
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
