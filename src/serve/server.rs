//! What every request is answered from: the desk, the key, who is there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::desk::Desk;
use crate::finding::Finding;
use crate::msg;

/// So long after the last tab was closed the program ends.
const ALONE: Duration = Duration::from_secs(60);

/// A running page.
pub struct Server {
    /// The port on which it listens.
    pub port: u16,
    /// What a browser has to show.
    pub key: String,
    /// The project.
    pub desk: Desk,
    /// Rung when it is to end.
    pub ending: Notify,
    tabs: AtomicUsize,
    seen: AtomicBool,
    left: Mutex<Instant>,
}

impl Server {
    /// A page with a key of its own.
    ///
    /// # Errors
    /// `M600` a system without random numbers.
    pub fn new(port: u16, desk: Desk) -> Result<Self, Finding> {
        let mut bytes = [0; 24];
        getrandom::fill(&mut bytes).map_err(|_| {
            Finding::error("M600", msg!("乱数を作れないので、画面を開けません", "the system gives no random numbers"))
        })?;
        let key = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let (tabs, seen, left) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::new(Instant::now()));
        Ok(Self { port, key, desk, ending: Notify::new(), tabs, seen, left })
    }

    /// The address with the key, for the browser of this user.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/open/{}", self.port, self.key)
    }

    /// The cookie that holds the key: cookies of a computer are shared by all of its ports.
    pub fn cookie(&self) -> String {
        format!("matome-{}", self.port)
    }

    /// A tab that is open as long as the value.
    pub fn tab(self: &std::sync::Arc<Self>) -> Tab {
        self.seen.store(true, Ordering::Relaxed);
        self.tabs.fetch_add(1, Ordering::Relaxed);
        Tab(std::sync::Arc::clone(self))
    }

    /// Whether the last tab was closed long ago. A page that nobody has opened yet waits.
    pub fn is_left(&self) -> bool {
        let left = *self.left.lock().unwrap_or_else(PoisonError::into_inner);
        self.seen.load(Ordering::Relaxed) && self.tabs.load(Ordering::Relaxed) == 0 && left.elapsed() >= ALONE
    }
}

/// An open tab.
pub struct Tab(std::sync::Arc<Server>);

impl Drop for Tab {
    fn drop(&mut self) {
        *self.0.left.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.0.tabs.fetch_sub(1, Ordering::Relaxed);
    }
}
