//! Keeps the desk as the folder is: looks at the files, and reads again what is made from those that changed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::desk::{About, Desk, Opened, Paper};
use super::paper::CACHED;
use super::scan::Scan;
use super::server::Server;
use super::view;
use crate::faces::STACK;
use crate::faces::build::{How, files_of, order, pdf_of};
use crate::faces::open::open_project_called;
use crate::faces::today;
use crate::finding::{Finding, tell_once};
use crate::inquiry::{Inquiry, LEDGER, noticed};
use crate::msg;
use crate::packet::read_packets;
use crate::paper::{Book, Kept};
use crate::place::Naming;
use crate::project::{INQUIRIES, ProjectPaper};
use crate::told::Faults;

/// Between two looks at the folder at least. It is looked at rather than watched: systems tell nothing of what others change
/// on a shared disk, where offices have their folders.
const LOOK: Duration = Duration::from_millis(20);
/// As long as nobody has a page open.
const UNSEEN: Duration = Duration::from_millis(200);
/// A look takes this share of the time at most, so that a slow disk is not kept busy.
const SHARE: u32 = 15;

/// Begins; ends with the desk.
pub fn start(server: &Arc<Server>) -> Option<JoinHandle<()>> {
    let server = Arc::clone(server);
    let keep = move || {
        while !server.desk.is_stopped() {
            let pause = look(&server.desk);
            server.desk.wait(pause);
        }
    };
    Builder::new().stack_size(STACK).spawn(keep).ok()
}

/// One round; gives how long to wait for the next.
fn look(desk: &Desk) -> Duration {
    let begun = Instant::now();
    let mut scan = Scan::of(&desk.folder);
    elsewhere(desk).iter().for_each(|path| scan.and(path));
    let took = begun.elapsed();
    let before = Arc::clone(&desk.state().scan);
    let first = desk.state().opened.is_none() && desk.state().faults.is_empty();
    if first || scan != *before {
        let changed: Vec<String> = scan.changed(&before).into_iter().map(str::to_owned).collect();
        desk.state().scan = Arc::new(scan);
        take(desk, &changed);
        // those that the settings name since now
        let named = elsewhere(desk);
        if !named.is_empty() {
            let mut seen = Scan::clone(&desk.state().scan);
            named.iter().for_each(|path| seen.and(path));
            desk.state().scan = Arc::new(seen);
        }
        desk.changed();
    }
    if let Some(name) = next_paper(desk) {
        read(desk, &name);
        desk.changed();
        return Duration::ZERO;
    }
    let stirred = desk.state().stirred.pop();
    if let Some(name) = stirred {
        let board = board(desk, &name);
        desk.state().boards.insert(name, board);
        desk.changed();
        return Duration::ZERO;
    }
    let least = if desk.changes.receiver_count() == 0 { UNSEEN } else { LOOK };
    least.max(took * SHARE)
}

/// Inputs of the project that do not lie in its folder.
fn elsewhere(desk: &Desk) -> Vec<PathBuf> {
    let state = desk.state();
    let inputs = state.opened.iter().flat_map(|opened| &opened.project.papers).flat_map(|job| &job.inputs);
    inputs.filter(|path| !path.starts_with(&desk.folder)).cloned().collect()
}

/// Marks what files that changed are used for.
fn take(desk: &Desk, changed: &[String]) {
    let opened = desk.state().opened.clone();
    let inquiry =
        |path: &str| path.strip_prefix(INQUIRIES)?.strip_prefix('/')?.split_once('/').map(|(name, _)| name.to_owned());
    let ours = |path: &str| path.starts_with("out/") || inquiry(path).is_some();
    let used =
        |path: &str| opened.as_ref().is_some_and(|o| o.project.papers.iter().any(|job| desk.is_input(job, path)));
    let settings = changed.iter().any(|path| !ours(path) && !used(path) && !is_passing(path));
    if opened.is_none() || settings {
        return open(desk);
    }
    let Some(opened) = opened else { return };
    for name in changed.iter().filter_map(|path| inquiry(path)) {
        held(&opened.noticed).remove(&name);
    }
    let mut state = desk.state();
    for job in &opened.project.papers {
        let asked = |path: &&String| job.inquiry.is_some() && inquiry(path) == job.inquiry;
        if changed.iter().any(|path| desk.is_input(job, path) || asked(&path))
            && let Some(paper) = state.papers.get_mut(&job.name)
        {
            paper.stale = true;
        }
    }
    for name in changed.iter().filter_map(|path| inquiry(path)) {
        if !state.stirred.contains(&name) && opened.project.inquiry(&name).is_ok() {
            state.stirred.push(name);
        }
    }
}

/// Whether a file is one under which programs write before they give it its name: Excel gives it eight digits and letters,
/// others end it in `.tmp`. It says nothing of the project.
fn is_passing(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".tmp") || (name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Reads the project; all of its papers are to be read again.
fn open(desk: &Desk) {
    let naming = Naming::below(&desk.folder);
    let opened = open_project_called(&desk.folder, &naming).and_then(|(engine, project)| {
        let packets = read_packets(&project.folder, Some(&project), &naming)?;
        Ok(Opened { engine, project, packets, kept: Mutex::default(), noticed: Mutex::default() })
    });
    let mut state = desk.state();
    state.sought = true;
    match opened {
        Ok(opened) => {
            state.faults.clear();
            let mut old = std::mem::take(&mut state.papers);
            for job in &opened.project.papers {
                let paper = Paper { stale: true, reading: false, ..old.remove(&job.name).unwrap_or_default() };
                state.papers.insert(job.name.clone(), paper);
            }
            state.stirred = opened.project.inquiries.iter().map(|inquiry| inquiry.name.clone()).collect();
            state.boards.retain(|name, _| opened.project.inquiry(name).is_ok());
            state.opened = Some(Arc::new(opened));
        }
        // what was read before stands until the settings can be read
        Err(faults) => state.faults = faults.into_findings(),
    }
}

/// The paper that is read next: one that is looked at before others.
fn next_paper(desk: &Desk) -> Option<String> {
    let state = desk.state();
    let stale = |name: &&String| state.papers.get(*name).is_some_and(|paper| paper.stale);
    let viewed = state.viewed.iter().find(stale);
    let order = state.opened.iter().flat_map(|opened| &opened.project.papers).map(|job| &job.name);
    viewed.or_else(|| order.into_iter().find(stale)).cloned()
}

fn read(desk: &Desk, name: &str) {
    let Some(opened) = desk.state().opened.clone() else { return };
    let Some(job) = opened.project.papers.iter().find(|job| job.name == name) else { return };
    let before = {
        let mut state = desk.state();
        let Some(paper) = state.papers.get_mut(name) else { return };
        // what changes from here on is read once more
        (paper.stale, paper.reading) = (false, true);
        paper.book.clone()
    };
    let mut kept = held(&opened.kept).remove(name).unwrap_or_default();
    let made = catch_unwind(AssertUnwindSafe(|| make(&opened, job, before.as_deref(), &mut kept)));
    // what a panic left is not kept
    let whole = made.is_ok();
    let (book, findings) = made.unwrap_or_else(|_| (None, vec![broken()]));
    let about = book.as_ref().map(|book| About {
        title: book.title().to_owned(),
        pages: book.page_count(&pdf_of(&opened.project, job, &How::default())),
        count: book.count(),
        files: files_of(job, book).unwrap_or_default(),
    });
    drop(before);
    let mut state = desk.state();
    let version = state.version();
    let viewed = state.viewed.iter().any(|viewed| viewed == name);
    if let Some(paper) = state.papers.get_mut(name) {
        let book = book.filter(|_| viewed).map(Arc::new);
        *paper = Paper { version, stale: paper.stale, reading: false, book, findings: Arc::new(findings), about };
    }
    let others: Vec<String> = state.viewed.clone();
    drop(state);
    let mut all = held(&opened.kept);
    all.retain(|other, _| others.contains(other));
    if viewed && whole {
        all.insert(name.to_owned(), kept);
    }
    drop(all);
    // nobody draws what was laid out for the one before
    opened.engine.cache.clear(if viewed { CACHED } else { 0 });
}

/// What other threads use too, one at a time.
fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn make(opened: &Opened, job: &ProjectPaper, before: Option<&Book>, kept: &mut Kept) -> (Option<Book>, Vec<Finding>) {
    let Opened { engine, project, .. } = opened;
    let first = project.papers.first().is_some_and(|first| first.name == job.name);
    let mut findings = if first { project.register_findings.clone() } else { Vec::new() };
    let out = project.out();
    let book = match engine.paper_again(&order(project, job, &out), before, kept, today::moments_ago()) {
        Ok(told) => told.tell(&mut findings),
        Err(faults) => {
            findings.extend(faults);
            None
        }
    };
    if let Some(name) = &job.inquiry {
        findings.extend(asked(opened, name));
        tell_once(&mut findings);
    }
    (book, findings)
}

/// What is noticed of the inquiry whose answers a paper prints. It is looked at again where its folder changed.
fn asked(opened: &Opened, name: &str) -> Vec<Finding> {
    let known = held(&opened.noticed).get(name).cloned();
    known.unwrap_or_else(|| {
        let found = noticed(&opened.engine, &opened.project, name).unwrap_or_else(Faults::into_findings);
        held(&opened.noticed).insert(name.to_owned(), found.clone());
        found
    })
}

/// `M604`
fn broken() -> Finding {
    Finding::error("M604", msg!("matome の不具合で、読めませんでした", "it could not be read by a fault of matome"))
}

/// How far an inquiry is, for the page.
fn board(desk: &Desk, name: &str) -> serde_json::Value {
    let looked = || -> Result<serde_json::Value, Faults> {
        let opened = desk.state().opened.clone();
        let Some(opened) = opened else { return Ok(serde_json::Value::Null) };
        let inquiry = Inquiry::open(&opened.engine, &opened.project, opened.project.inquiry(name)?)?;
        if !inquiry.folder.join(LEDGER).is_file() {
            return Ok(view::unsent(&inquiry));
        }
        let round = inquiry.round()?;
        Ok(view::board(&round, &round.board(today::now())))
    };
    let looked = catch_unwind(AssertUnwindSafe(looked)).unwrap_or_else(|_| Err(broken().into()));
    looked.unwrap_or_else(|faults| view::faults(name, &faults))
}

#[cfg(test)]
mod tests {
    use super::is_passing;

    #[test]
    fn files_on_their_way_to_a_name_are_no_settings() {
        for path in ["回答/1A2B3C4D", "AB12CD34", "packet.toml.tmp", "回答/lu123.tmp"] {
            assert!(is_passing(path), "{path}");
        }
        for path in ["matome.toml", "組織.csv", "templates/x/form.toml", "会議資料のもと", "1A2B3C4"] {
            assert!(!is_passing(path), "{path}");
        }
    }
}
