//! One page a project: who comes second is shown the address of the first. The address holds the key, so it lies where only
//! this user can read it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::home;
use crate::digest::sha256;

/// Bears the key in place of a cookie, for programs that have the address.
pub const KEY_HEADER: &str = "x-matome-key";

/// Ports below are the system's.
const FIRST: u16 = 1024;

/// How often the address of a page that has just begun is looked for.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Whether a project has a page.
pub enum Seat {
    /// It has none; this one is it from now on.
    Ours(Held),
    /// It has one, at this address.
    Theirs(String),
}

/// The page of a project as long as the value.
pub struct Held {
    _lock: Option<File>,
    address: Option<PathBuf>,
    /// Where the last port of the project is remembered.
    port: Option<PathBuf>,
}

impl Held {
    /// Tells others where it is.
    pub fn publish(&self, address: &str) {
        let Some(path) = &self.address else { return };
        // without it nobody joins, which is no fault
        let _ = private(path).and_then(|mut file| file.write_all(format!("{address}\n").as_bytes()));
    }

    /// The port of this project's last page. What a browser remembers belongs to the port, so that what was typed while a
    /// page ended comes back on the same one alone.
    pub fn port(&self) -> Option<u16> {
        let text = std::fs::read_to_string(self.port.as_ref()?).ok()?;
        text.trim().parse().ok().filter(|port| *port >= FIRST)
    }

    /// Remembers the port.
    pub fn keep_port(&self, port: u16) {
        if let Some(path) = self.port.as_ref().filter(|_| self.port() != Some(port)) {
            let _ = private(path).and_then(|mut file| file.write_all(format!("{port}\n").as_bytes()));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.address.as_ref().map(std::fs::remove_file);
    }
}

/// Takes the seat of a project, or finds who has it.
pub fn take(project: &Path) -> Seat {
    let alone = || Seat::Ours(Held { _lock: None, address: None, port: None });
    let Some(home) = home::folder() else { return alone() };
    let name = &sha256(project.as_os_str().as_encoded_bytes())[..16];
    let [lock, address, port] = ["lock", "address", "port"].map(|kind| home.join(format!("{name}.{kind}")));
    let Ok(file) = private(&lock) else { return alone() };
    if file.try_lock().is_ok() {
        // what a run that was ended from outside left behind
        let _ = std::fs::remove_file(&address);
        return Seat::Ours(Held { _lock: Some(file), address: Some(address), port: Some(port) });
    }
    for _ in 0..TRIES {
        let told = std::fs::read_to_string(&address).unwrap_or_default();
        if let Some(line) = told.strip_suffix('\n').filter(|line| line.starts_with("http://127.0.0.1:")) {
            return Seat::Theirs(line.to_owned());
        }
        std::thread::sleep(PAUSE);
    }
    alone()
}

/// A file that this user alone can read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
