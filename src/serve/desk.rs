//! The project as it stands: what was read of it, what is made now, what was made last.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::below;
use super::dropped::Dropped;
use super::reply::Refusal;
use super::scan::Scan;
use crate::engine::Engine;
use crate::faces::Steps;
use crate::finding::Finding;
use crate::packet::Packet;
use crate::paper::{Book, Kept};
use crate::place::shown;
use crate::project::{Project, ProjectPaper};
use crate::source::Source;
use crate::words::visible;

/// How long who asks for a project waits for it to be read for the first time: folders on a shared disk are slow.
const FIRST: Duration = Duration::from_secs(10);

/// Papers whose pages are kept ready: that which is looked at, and the one before.
const KEPT: usize = 2;

/// A project with everything that its papers are made with.
pub struct Opened {
    pub engine: Engine,
    pub project: Project,
    pub packets: Vec<Packet>,
    /// What papers that are looked at were made of, by their names.
    pub kept: Mutex<HashMap<String, Kept>>,
    /// What is noticed of an inquiry, by its name.
    pub noticed: Mutex<HashMap<String, Vec<Finding>>>,
}

/// A paper as it was read last.
#[derive(Default, Clone)]
pub struct Paper {
    /// Another one whenever it was read again.
    pub version: u64,
    /// It is to be read (again).
    pub stale: bool,
    /// It is read at this moment.
    pub reading: bool,
    /// Its pages, as long as somebody looks at them.
    pub book: Option<Arc<Book>>,
    /// What was noticed.
    pub findings: Arc<Vec<Finding>>,
    /// What is known of it without its pages.
    pub about: Option<About>,
}

impl Paper {
    /// Whether its files say more than it does.
    pub fn is_behind(&self) -> bool {
        self.stale || self.reading
    }
}

/// What a paper is.
#[derive(Clone)]
pub struct About {
    pub title: String,
    pub pages: usize,
    pub count: crate::paper::Count,
    /// The files that are written of it, from `out/`.
    pub files: Vec<String>,
}

/// What is done now.
#[derive(Clone, Default)]
pub struct Task {
    pub what: &'static str,
    pub name: String,
    pub done: u64,
    pub of: u64,
}

/// All that changes.
#[derive(Default)]
pub struct State {
    pub opened: Option<Arc<Opened>>,
    /// Whether it was read once, or there is none to be read.
    pub sought: bool,
    /// Why there is no project.
    pub faults: Vec<Finding>,
    pub papers: BTreeMap<String, Paper>,
    /// Inquiries by name: how far they are.
    pub boards: BTreeMap<String, Value>,
    /// Inquiries that are to be looked at again.
    pub stirred: Vec<String>,
    pub scan: Arc<Scan>,
    pub task: Option<Task>,
    /// What became of the last work.
    pub last: Option<Value>,
    /// The papers that are looked at, the last one first.
    pub viewed: Vec<String>,
    versions: u64,
}

impl State {
    /// A number that no paper had yet.
    pub fn version(&mut self) -> u64 {
        self.versions += 1;
        self.versions
    }
}

/// The project of this page.
pub struct Desk {
    pub folder: PathBuf,
    /// The project goes with its page.
    pub scratch: bool,
    state: Mutex<State>,
    /// Held by the one who writes.
    work: Mutex<()>,
    /// Counts whatever changes.
    pub changes: watch::Sender<u64>,
    stopped: AtomicBool,
    bell: Condvar,
    /// Called when the project may be known.
    known: Condvar,
    rung: Mutex<bool>,
    /// Files that were put onto the page.
    pub dropped: Dropped,
    /// The workbook whose cells were looked at last.
    pub source: Mutex<Option<(String, super::scan::Stand, Arc<Source>)>>,
}

impl Desk {
    pub fn new(folder: PathBuf, scratch: bool) -> Self {
        Self {
            folder,
            scratch,
            state: Mutex::default(),
            work: Mutex::default(),
            changes: watch::Sender::new(0),
            stopped: AtomicBool::new(false),
            bell: Condvar::new(),
            known: Condvar::new(),
            rung: Mutex::new(false),
            dropped: Dropped::default(),
            source: Mutex::default(),
        }
    }

    /// What is known now. A panic of somebody who held it leaves it whole: it is changed in single steps.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to write, one at a time.
    pub fn writing(&self) -> MutexGuard<'_, ()> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells open pages that something is not as it was.
    pub fn changed(&self) {
        self.known.notify_all();
        self.changes.send_modify(|count| *count += 1);
    }

    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.ring();
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Calls the keeper.
    pub fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    /// Waits until it is called, or for so long.
    pub fn wait(&self, most: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(rung, most, |rung| !*rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }

    /// The project, where it can be read. Whoever asks before it was read for the first time waits for that.
    pub fn opened(&self) -> Result<Arc<Opened>, Refusal> {
        let unread = |state: &mut State| !state.sought;
        let waited = self.known.wait_timeout_while(self.state(), FIRST, unread);
        let state = waited.unwrap_or_else(PoisonError::into_inner).0;
        match &state.opened {
            Some(opened) => Ok(Arc::clone(opened)),
            None if !state.sought => Err(Refusal::busy("プロジェクトの読み込み")),
            None => Err(crate::told::Faults::from(state.faults.clone()).into()),
        }
    }

    /// Begins a work; there is one at a time.
    pub fn begin(&self, what: &'static str, of: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        if let Some(task) = &state.task {
            return Err(Refusal::busy(task.what));
        }
        (state.task, state.last) = (Some(Task { what, of, ..Task::default() }), None);
        drop(state);
        self.changed();
        Ok(())
    }

    /// Ends it.
    pub fn end(&self, last: Option<Value>) {
        let mut state = self.state();
        (state.task, state.last) = (None, last);
        drop(state);
        self.ring();
        self.changed();
    }

    /// A paper that is looked at from now on; its pages are made ready where they are not.
    pub fn look_at(&self, name: &str) -> Option<Paper> {
        let mut state = self.state();
        let paper = state.papers.get_mut(name)?;
        // one that cannot be read is read again when something changed
        if paper.book.is_none() && paper.about.is_some() {
            paper.stale = true;
        }
        let paper = paper.clone();
        state.viewed.retain(|viewed| viewed != name);
        state.viewed.insert(0, name.to_owned());
        state.viewed.truncate(KEPT);
        let State { viewed, papers, .. } = &mut *state;
        for (_, other) in papers.iter_mut().filter(|(name, _)| !viewed.contains(name)) {
            other.book = None;
        }
        drop(state);
        self.ring();
        Some(paper)
    }

    /// A file of the project by its path from there, as it was seen: nothing else is reached by a name.
    pub fn file(&self, name: &str) -> Option<(PathBuf, super::scan::Stand)> {
        let stand = self.state().scan.0.get(name).copied()?;
        Some((self.folder.join(name), stand))
    }

    /// Whether a paper is made from a file.
    pub fn is_input(&self, job: &ProjectPaper, path: &str) -> bool {
        job.inputs.iter().any(|input| {
            let input = below(&self.folder, input).unwrap_or_else(|| shown(input));
            let within = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            let pattern = input.rsplit_once('/').filter(|(_, name)| name.contains('*'));
            path == input || within(&input) || pattern.is_some_and(|(folder, _)| within(folder))
        })
    }
}

/// Work that tells how far it is.
impl Steps for Desk {
    fn name(&self, name: &str) {
        if let Some(task) = &mut self.state().task {
            task.name = visible(name).into_owned();
        }
        self.changed();
    }

    fn done(&self, steps: u64) {
        if let Some(task) = &mut self.state().task {
            task.done += steps;
        }
        self.changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;

    #[test]
    fn who_asks_before_the_project_was_read_waits_for_that() {
        let desk = Arc::new(Desk::new(PathBuf::from("計画"), false));
        let begun = Arc::clone(&desk);
        let reading = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            let mut state = begun.state();
            (state.sought, state.faults) = (true, vec![Finding::error("M071", msg!("ありません", "there is none"))]);
            drop(state);
            begun.changed();
        });
        assert!(desk.opened().is_err());
        assert!(!desk.state().faults.is_empty(), "it was told why before anything was read");
        reading.join().unwrap();
    }
}
