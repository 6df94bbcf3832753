//! What the work on an inquiry shares: its project, its register, its lock.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::open::open_project;
use crate::engine::Engine;
use crate::finding::{Finding, Message};
use crate::inquiry::Inquiry;
use crate::msg;
use crate::output::reason;
use crate::place::Place;
use crate::project::{InquirySettings, Project};
use crate::told::Faults;

/// Held locked while an inquiry's folder is worked on.
const LOCK: &str = ".台帳.lock";

/// A project with its engine.
pub struct Asking {
    pub engine: Engine,
    pub project: Project,
}

impl Asking {
    /// Opens the project of a folder.
    ///
    /// # Errors
    /// As [`open_project`].
    pub fn open(folder: &Path, findings: &mut Vec<Finding>) -> Result<Self, Faults> {
        let (engine, project) = open_project(folder)?;
        findings.extend(project.register_findings.iter().cloned());
        Ok(Self { engine, project })
    }

    /// As `matome.toml` has an inquiry.
    ///
    /// # Errors
    /// `M471` none of that name.
    pub fn settings(&self, name: &str) -> Result<&InquirySettings, Finding> {
        self.project.inquiry(name)
    }

    /// An inquiry.
    ///
    /// # Errors
    /// What is wrong with its paper or form.
    pub fn inquiry<'a>(&'a self, settings: &'a InquirySettings) -> Result<Inquiry<'a>, Faults> {
        Inquiry::open(&self.engine, &self.project, settings)
    }
}

/// A folder that nobody else works on.
pub struct Held {
    _lock: File,
    folder: PathBuf,
}

impl Held {
    /// Waits until the folder is free, and says that it does.
    ///
    /// # Errors
    /// `M320` a folder that cannot be written.
    pub fn new(folder: &Path, engine: &Engine, waiting: &dyn Fn(&Message)) -> Result<Self, Finding> {
        let path = folder.join(LOCK);
        let refused = |error: std::io::Error| {
            let Message { ja, en } = reason(&error);
            Finding::error("M320", msg!("書き込めません: {ja}", "cannot write: {en}"))
                .at(Place::file(engine.file(&path)))
        };
        std::fs::create_dir_all(folder).map_err(refused)?;
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(refused)?;
        if lock.try_lock().is_err() {
            waiting(&msg!(
                "ほかの matome がこの照会を使っています。終わるのを待ちます",
                "another matome works on this inquiry; waiting for it"
            ));
            lock.lock().map_err(refused)?;
        }
        Ok(Self { _lock: lock, folder: folder.to_owned() })
    }

    /// Takes the folder away again where nothing came to be in it, and the one that it is in.
    pub fn give_up(self) {
        let Self { _lock, folder } = self;
        drop(_lock);
        // other files than the lock are somebody's, and keep their folder
        if std::fs::read_dir(&folder).is_ok_and(|entries| entries.count() == 1) {
            let _ = std::fs::remove_file(folder.join(LOCK));
            let _ = std::fs::remove_dir(&folder);
            let _ = folder.parent().map(std::fs::remove_dir);
        }
    }
}
