//! What every request is answered from: the desk, the key, who is there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::desk::{Desk, Opened};
use super::reply::{Refusal, aside};
use super::seat::Held;
use super::stay::Stay;
use crate::faces::working::WorkingFolder;
use crate::finding::Finding;
use crate::msg;

/// When a page ends by itself.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// So long after its last tab was closed.
    pub alone: Duration,
    /// So long after it began, where nobody opens it; where nothing is said, it waits.
    pub unseen: Option<Duration>,
}

impl Default for Ends {
    /// A minute after the last tab was closed.
    fn default() -> Self {
        Self { alone: Duration::from_secs(60), unseen: None }
    }
}

/// A running page.
pub struct Server {
    /// The port on which it listens.
    pub port: u16,
    /// What a browser has to show.
    pub key: String,
    /// The project.
    pub desk: Desk,
    /// Another one for each thing that is shown.
    pub number: u64,
    /// There is no project yet.
    pub start: bool,
    /// Rung when it is to end.
    pub ending: Notify,
    next: Mutex<Option<Stay>>,
    ends: Ends,
    tabs: AtomicUsize,
    seen: AtomicBool,
    left: Mutex<Instant>,
    // goes before the folder that it is of
    _seat: Held,
    _scratch: Option<WorkingFolder>,
}

/// What a browser has to show.
///
/// # Errors
/// `M600` a system without random numbers.
pub fn key() -> Result<String, Finding> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|_| {
        Finding::error("M600", msg!("乱数を作れないので、画面を開けません", "the system gives no random numbers"))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The address with the key, for the browser of this user.
pub fn address(port: u16, key: &str) -> String {
    format!("http://127.0.0.1:{port}/open/{key}")
}

impl Server {
    /// A page of what is to be shown.
    pub fn new(port: u16, key: String, number: u64, stay: Stay, ends: Ends) -> Self {
        let Stay { folder, seat, brought, scratch } = stay;
        let start = folder.is_none();
        let desk = Desk::new(folder.unwrap_or_default(), scratch.is_some());
        desk.dropped.bring(brought);
        // there is none to be read
        desk.state().sought = start;
        Self {
            port,
            key,
            desk,
            number,
            start,
            ending: Notify::new(),
            next: Mutex::new(None),
            ends,
            tabs: AtomicUsize::new(0),
            seen: AtomicBool::new(false),
            left: Mutex::new(Instant::now()),
            _seat: seat,
            _scratch: scratch,
        }
    }

    /// The project, for what answers connections: waiting for it holds up no other.
    pub async fn opened(self: &Arc<Self>) -> Result<Arc<Opened>, Refusal> {
        let asked = Arc::clone(self);
        aside(move || asked.desk.opened()).await?
    }

    /// The cookie that holds the key: cookies of a computer are shared by all of its ports.
    pub fn cookie(&self) -> String {
        format!("matome-{}", self.port)
    }

    /// Ends, and shows something else.
    pub fn go_on(&self, next: Stay) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
        self.ending.notify_one();
    }

    /// What is shown next, if anything is.
    pub fn next(&self) -> Option<Stay> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A tab that is open as long as the value.
    pub fn tab(self: &Arc<Self>) -> Tab {
        self.seen.store(true, Ordering::Relaxed);
        self.tabs.fetch_add(1, Ordering::Relaxed);
        Tab(Arc::clone(self))
    }

    /// Whether the last tab was closed long ago, or nobody came.
    pub fn is_left(&self) -> bool {
        let left = *self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let most = if self.seen.load(Ordering::Relaxed) { Some(self.ends.alone) } else { self.ends.unseen };
        self.tabs.load(Ordering::Relaxed) == 0 && most.is_some_and(|most| left.elapsed() >= most)
    }
}

/// An open tab.
pub struct Tab(Arc<Server>);

impl Drop for Tab {
    fn drop(&mut self) {
        *self.0.left.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.0.tabs.fetch_sub(1, Ordering::Relaxed);
    }
}
