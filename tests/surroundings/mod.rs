//! The machine around a run: killed at any moment, a full disk, another run, odd places and names. What was there before
//! stays whole, or what is new is there, whole.

mod disk;
mod killed;
mod named;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::common::names;

const ANSWERS: &str = "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況\n\
                       方向性１,1,見守り,福祉部,地域福祉課,声かけ訪問,延べ1204世帯を訪問した。\n";

/// A paper in every kind, and a packet with it.
pub fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("回答")).unwrap();
    fs::write(dir.path().join("回答/福祉部.csv"), ANSWERS).unwrap();
    let settings = "[[paper]]\nname = \"進捗\"\nform = \"progress\"\ninput = [\"回答\"]\nfile = \"進捗\"\n\
                    output = [\"pdf\", \"xlsx\", \"html\", \"csv\", \"json\"]\n";
    fs::write(dir.path().join("matome.toml"), settings).unwrap();
    let packet = "[meeting]\n\"名称\" = \"会議\"\n[[paper]]\ncontents = true\n[[paper]]\npaper = \"進捗\"\n\"資料番号\" = \"資料１\"\n";
    fs::write(dir.path().join("packet.toml"), packet).unwrap();
    dir
}

/// The program in a folder, silent, with nothing in its environment but where temporary files go.
pub fn quiet(folder: &Path, temporary: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
    command.current_dir(folder).args(args).env_clear().env("TMPDIR", temporary);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Every file below `out/`, with its bytes.
pub fn outputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let out = folder.join("out");
    if !out.is_dir() {
        return Vec::new();
    }
    let files = names(&out).into_iter().filter(|name| !name.ends_with('/'));
    files.map(|name| (name.clone(), fs::read(out.join(&name)).unwrap())).collect()
}

/// What a run left on its way.
pub fn parts(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| name.contains(".matome-") || name.contains("matome-")).collect()
}
