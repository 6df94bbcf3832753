//! `matome serve`: the project as a page in the browser. A face over the library, like the command line: it has no rule of
//! its own. It listens on this computer alone, and answers nobody who was not given its key.

mod answers;
mod api;
mod assets;
mod body;
mod build;
mod desk;
mod dropped;
mod events;
mod guard;
mod keeper;
mod listen;
mod paper;
mod reply;
mod scan;
mod seat;
mod server;
mod slip;
mod told;
mod view;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::Message;
use crate::msg;
use crate::project;
use crate::told::Faults;

use desk::Desk;
use seat::Seat;
use server::Server;

/// What the page is to show, and how.
pub struct Serving {
    /// The folder of the project.
    pub project: PathBuf,
    /// The port; any free one without.
    pub port: Option<u16>,
    /// Whether the browser is opened.
    pub open: bool,
}

/// Serves a project until it is told to end, or its last tab was closed a minute ago. `told` hears the address first.
///
/// # Errors
/// `M080` a folder without a project; `M600` a port that cannot be had.
pub fn serve(serving: &Serving, told: &dyn Fn(&Message)) -> Result<(), Faults> {
    let folder = std::fs::canonicalize(&serving.project).unwrap_or_else(|_| serving.project.clone());
    if !folder.join(project::FILE).is_file() {
        // says what is missing, as every command does
        project::Project::read(&serving.project, &crate::place::Naming::default())?;
    }
    let seat = match seat::take(&folder) {
        Seat::Ours(held) => held,
        Seat::Theirs(address) => {
            told(&msg!(
                "このプロジェクトの画面はもう開いています: {address}",
                "the page of this project is open already: {address}"
            ));
            show(&address, serving.open, told);
            return Ok(());
        }
    };
    let listener = listen::bind(serving.port)?;
    let port = listener.local_addr().map_err(|error| listen::refused(serving.port, &error))?.port();
    let server = Arc::new(Server::new(port, Desk::new(folder))?);
    let address = server.address();
    seat.publish(&address);
    told(&msg!(
        "画面を開きました: {address}\n終わるときは、画面の「終わる」を押すか、ここで Ctrl+C を押してください",
        "the page is at {address}\nend it with its button, or with Ctrl+C here"
    ));
    show(&address, serving.open, told);
    let keeping = keeper::start(&server);
    let ended = listen::run(&server, listener);
    server.desk.stop();
    // what is being written is written whole
    let _ = keeping.map(std::thread::JoinHandle::join);
    let _whole = server.desk.writing();
    drop(seat);
    ended
}

/// Opens the browser.
fn show(address: &str, open: bool, told: &dyn Fn(&Message)) {
    if open && open::that_detached(address).is_err() {
        told(&msg!(
            "ブラウザーを開けませんでした。上の番地をブラウザーに入れてください",
            "the browser could not be opened; enter the address there"
        ));
    }
}

/// A path below a folder as the page calls it: with `/` on every system.
fn below(folder: &Path, path: &Path) -> Option<String> {
    path.strip_prefix(folder).ok().map(crate::place::shown)
}
