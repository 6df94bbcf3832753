//! The year (照会): a whole one on the invented town, and what can happen to answers on their way.

mod answers;
mod book;
mod corpus;
mod killed;
mod whole;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{Run, good, matome, put};
pub use book::Book;

pub const NAME: &str = "令和8年度当初";

/// A project with three rows of three sections, and an inquiry about them.
pub fn small(folder: &Path) {
    put(folder, "前回.json", &good());
    let settings = format!(
        "[project]\n\"計画\" = \"見守り計画\"\n\"団体\" = \"試しの市\"\n\n[inquiry.\"{NAME}\"]\nform = \"progress\"\n\
         input = [\"前回.json\"]\nphase = \"年度当初確認\"\n\"期限\" = 2026-05-15\nyears = {{ \"基準年度\" = 2025 }}\n\n\
         [[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"照会:{NAME}\"]\noutput = [\"json\"]\nfile = \"進捗\"\n"
    );
    std::fs::write(folder.join("matome.toml"), settings).unwrap();
}

/// Runs a command of the inquiry on a day.
pub fn run(folder: &Path, command: &str, args: &[&str], day: &str) -> Run {
    let all: Vec<&str> = [command, NAME].into_iter().chain(args.iter().copied()).chain(["--date", day]).collect();
    matome(folder, &all)
}

/// The workbook that was sent to a section.
pub fn sent(folder: &Path, section: &str) -> PathBuf {
    let sent = folder.join("照会").join(NAME).join("発送");
    let mut files = std::fs::read_dir(sent).unwrap().map(|file| file.unwrap().path());
    files.find(|file| file.to_string_lossy().contains(section)).unwrap()
}

/// What `status` says of a section.
pub fn status(folder: &Path, section: &str) -> Value {
    let run = run(folder, "status", &["--format", "json"], "2026-05-10").expect(0);
    let board: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    board.into_iter().find(|line| line["section"] == section).unwrap()
}

/// The rows of the merged answers.
pub fn merged(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("照会").join(NAME).join("回答.json")).unwrap();
    let data: Value = serde_json::from_str(&text).unwrap();
    data["rows"].as_array().unwrap().clone()
}
