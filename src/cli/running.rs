//! How the process runs: threads, what it says when it fails itself, and what Ctrl+C leaves.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Mutex;

use super::report::{Lang, eprint};
use crate::faces::working;
use crate::output;

/// A fault of matome itself (EX_SOFTWARE of sysexits.h).
const BROKEN: u8 = 70;
/// 128 and the number of SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// What broke, for the message at the end.
static BROKE: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command on a thread with room on its `stack`, or here where no other can be had; gives its exit code.
pub fn run(lang: Lang, stack: usize, command: impl FnOnce() -> u8 + Send) -> u8 {
    std::panic::set_hook(Box::new(remember));
    let several = prepare_threads(stack);
    // where signals cannot be had, the process ends as it would without
    let _ = ctrlc::set_handler(interrupted);
    let waiting = Mutex::new(Some(command));
    let begin = || {
        let command = waiting.lock().ok()?.take()?;
        Some(command())
    };
    let code = std::thread::scope(|scope| {
        let apart = || std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, begin).ok();
        match several.then(apart).flatten() {
            Some(thread) => thread.join().ok(),
            // a machine that has no thread left: on this one, with the stack that it has
            None => catch_unwind(AssertUnwindSafe(begin)).ok(),
        }
    });
    code.flatten().unwrap_or_else(|| {
        eprint(&broken(lang));
        BROKEN
    })
}

/// A pool of its own size for the process, or one of this thread alone where no other can be had; whether others can. The
/// pool of the process cannot be built a second time when it failed, and that of a thread serves what runs on it.
fn prepare_threads(stack: usize) -> bool {
    let pool = || rayon::ThreadPoolBuilder::new().stack_size(stack);
    let several = catch_unwind(|| pool().build_global().is_ok()).unwrap_or(false);
    if !several {
        std::mem::forget(pool().num_threads(1).use_current_thread().build());
    }
    several
}

fn remember(info: &PanicHookInfo) {
    let said = info.payload().downcast_ref::<&str>().map(|s| (*s).to_owned());
    let said = said.or_else(|| info.payload().downcast_ref::<String>().cloned()).unwrap_or_default();
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
    if let Ok(mut broke) = BROKE.lock() {
        *broke = Some(format!("{place} {said}"));
    }
}

fn broken(lang: Lang) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let what = BROKE.lock().ok().and_then(|broke| broke.clone()).unwrap_or_default();
    let what: String = what.lines().next().unwrap_or("").chars().take(300).collect();
    match lang {
        Lang::Ja => format!(
            "matome の不具合で止まりました。ファイルは書き出していません。\n  \
             お手数ですが、次の 1 行と、使ったコマンド、読み込んだファイルを開発者に送ってください\n  \
             matome {version} {what}\n"
        ),
        Lang::En => format!(
            "matome failed by a fault of its own. Nothing was written.\n  \
             Please send its developers the next line, the command and the files that were read\n  \
             matome {version} {what}\n"
        ),
    }
}

/// Ends at once, with nothing half written and nothing left.
fn interrupted() {
    output::abandon();
    working::abandon();
    std::process::exit(INTERRUPTED);
}
