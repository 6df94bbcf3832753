//! What is shown at one time: a project, or the page to begin with; and that nobody else shows it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use super::seat::{self, Held, Seat};
use super::{Serving, home};
use crate::faces::working::WorkingFolder;
use crate::place::Naming;
use crate::project::{self, Project};
use crate::told::Faults;

/// What the page to begin with is called among the seats.
const START: &str = "*start*";
/// Within this time another page has taken what it is brought.
const HEARS: Duration = Duration::from_secs(5);

/// What is shown.
pub struct Stay {
    /// The folder of the project; none on the page to begin with.
    pub folder: Option<PathBuf>,
    pub seat: Held,
    /// Files that were put onto the program.
    pub brought: Vec<PathBuf>,
    /// A project that goes with its page.
    pub scratch: Option<WorkingFolder>,
}

/// Where something is shown.
pub enum Sitting {
    Here(Stay),
    /// On a page that is open already, at this address.
    There(String),
}

impl Stay {
    /// What is shown first.
    ///
    /// # Errors
    /// `M080` a folder without a project.
    pub fn first(serving: &Serving) -> Result<Sitting, Faults> {
        let Some(folder) = &serving.project else {
            let brought = serving.brought.clone();
            return Ok(match home::recent().into_iter().next() {
                Some(last) => Self::at(&last, brought),
                None => Self::start(brought),
            });
        };
        if !folder.join(project::FILE).is_file() {
            // says what is missing, as every command does
            Project::read(folder, &Naming::default())?;
        }
        Ok(Self::at(folder, serving.brought.clone()))
    }

    /// The project of a folder.
    pub fn at(folder: &Path, brought: Vec<PathBuf>) -> Sitting {
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        match seat::take(&folder) {
            Seat::Ours(seat) => Sitting::Here(Self { folder: Some(folder), seat, brought, scratch: None }),
            Seat::Theirs(address) => Sitting::There(address),
        }
    }

    /// The page to begin with.
    pub fn start(brought: Vec<PathBuf>) -> Sitting {
        match seat::take(Path::new(START)) {
            Seat::Ours(seat) => Sitting::Here(Self { folder: None, seat, brought, scratch: None }),
            Seat::Theirs(address) => Sitting::There(address),
        }
    }

    /// A project that goes with its page.
    pub fn scratch(made: WorkingFolder) -> Sitting {
        match Self::at(made.path(), Vec::new()) {
            Sitting::Here(stay) => Sitting::Here(Self { scratch: Some(made), ..stay }),
            there @ Sitting::There(_) => there,
        }
    }
}

/// Gives files to a page that is open already. One that does not hear is about to end, and they are put onto it again.
pub fn bring(address: &str, files: &[PathBuf]) {
    let names: Vec<&str> = files.iter().filter_map(|file| file.to_str()).collect();
    let there = address.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once("/open/"));
    let Some((port, key)) = there.and_then(|(port, key)| Some((port.parse::<u16>().ok()?, key))) else { return };
    if names.is_empty() {
        return;
    }
    let body = json!({ "files": names }).to_string();
    let head = format!(
        "POST /api/bring HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{}: {key}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        seat::KEY_HEADER,
        body.len()
    );
    let said = || -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(HEARS))?;
        stream.write_all(format!("{head}{body}").as_bytes())?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    };
    let _ = said();
}
