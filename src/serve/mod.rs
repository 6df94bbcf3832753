//! `matome serve`: the project as a page in the browser. A face over the library, like the command line: it has no rule of
//! its own. It listens on this computer alone, and answers nobody who was not given its key.

mod answers;
mod api;
mod assets;
mod body;
mod build;
mod desk;
mod dropped;
mod edit;
mod events;
mod folders;
mod guard;
mod home;
mod keeper;
mod listen;
mod paper;
mod reply;
mod scan;
mod scratch;
mod seat;
mod server;
mod settings;
mod slip;
mod start;
mod stay;
mod told;
mod view;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::Message;
use crate::msg;
use crate::told::Faults;

pub use server::Ends;
use server::Server;
use stay::{Sitting, Stay};

/// What the page is to show, and how.
pub struct Serving {
    /// The folder of the project; without one the last that was opened, or the page to begin with.
    pub project: Option<PathBuf>,
    /// Files that were put onto the program.
    pub brought: Vec<PathBuf>,
    /// The port; any free one without.
    pub port: Option<u16>,
    /// Whether the browser is opened.
    pub open: bool,
    /// When it ends by itself.
    pub ends: Ends,
}

/// Serves a project until it is told to end, or its last tab was closed a minute ago. `told` hears the address first.
///
/// # Errors
/// `M080` a folder without a project; `M600` a port that cannot be had.
pub fn serve(serving: &Serving, told: &dyn Fn(&Message)) -> Result<(), Faults> {
    let mut stay = match Stay::first(serving)? {
        Sitting::Here(stay) => stay,
        Sitting::There(address) => {
            told(&msg!(
                "このプロジェクトの画面はもう開いています: {address}",
                "the page of this project is open already: {address}"
            ));
            stay::bring(&address, &serving.brought);
            show(&address, serving.open, told);
            return Ok(());
        }
    };
    let listener = listen::bind(serving.port, stay.seat.port())?;
    let port = listener.local_addr().map_err(|error| listen::refused(serving.port, &error))?.port();
    let key = server::key()?;
    let address = server::address(port, &key);
    told(&msg!(
        "画面を開きました: {address}\n終わるときは、画面の「終わる」を押すか、ここで Ctrl+C を押してください",
        "the page is at {address}\nend it with its button, or with Ctrl+C here"
    ));
    for number in 0.. {
        if let Some(folder) = stay.folder.as_ref().filter(|_| stay.scratch.is_none()) {
            home::remember(folder);
            stay.seat.keep_port(port);
        }
        stay.seat.publish(&address);
        let server = Arc::new(Server::new(port, key.clone(), number, stay, serving.ends));
        if number == 0 {
            show(&address, serving.open, told);
        }
        stay_for(&server, &listener)?;
        match server.next() {
            Some(next) => stay = next,
            None => break,
        }
    }
    Ok(())
}

/// Answers for one project until it is left.
fn stay_for(server: &Arc<Server>, listener: &TcpListener) -> Result<(), Faults> {
    let own = listener.try_clone().map_err(|error| listen::refused(Some(server.port), &error))?;
    let keeping = if server.start { None } else { keeper::start(server) };
    let ended = listen::run(server, own);
    server.desk.stop();
    // what is being written is written whole
    let _ = keeping.map(std::thread::JoinHandle::join);
    let _whole = server.desk.writing();
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
