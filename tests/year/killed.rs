//! A collection that is killed, and two at once.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Book, NAME, run, sent, small};
use crate::common::matome;

fn answered(folder: &Path, section: &str, name: &str, text: &str) {
    let mut book = Book::open(&sent(folder, section));
    book.fill(2, &|n, c| format!("{text}{n}-{c}。"));
    book.save(&folder.join(name));
}

fn collect(folder: &Path, file: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
    command.current_dir(folder).args(["collect", NAME, file, "--date", "2026-05-02"]).env_clear();
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Killed at any moment, the ledger is the old one or the new one, and what it names is whole.
#[cfg(unix)]
#[test]
fn a_killed_collection_leaves_the_old_ledger_or_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    run(dir.path(), "inquire", &[], "2026-04-10").expect(0);
    answered(dir.path(), "高齢福祉課", "初め.xlsx", "初め");
    answered(dir.path(), "健康課", "次.xlsx", "次");
    run(dir.path(), "collect", &["初め.xlsx"], "2026-05-01").expect(0);
    let folder = dir.path().join("照会").join(NAME);
    let ledger = || fs::read(folder.join("台帳.json")).unwrap();
    let (old, merged) = (ledger(), fs::read(folder.join("回答.json")).unwrap());
    let began = Instant::now();
    assert!(collect(dir.path(), "次.xlsx").status().unwrap().success());
    let whole = began.elapsed();
    let new = ledger();
    assert_ne!(old, new);
    for n in 0..50 {
        fs::write(folder.join("台帳.json"), &old).unwrap();
        fs::write(folder.join("回答.json"), &merged).unwrap();
        let _ = fs::remove_file(folder.join("受領/002_次.xlsx"));
        let mut run = collect(dir.path(), "次.xlsx").spawn().unwrap();
        std::thread::sleep(whole * n / 45);
        run.kill().unwrap();
        run.wait().unwrap();
        let now = ledger();
        assert!(now == old || now == new, "the ledger is torn after {n}/45");
        if now == new {
            assert_eq!(
                fs::read(folder.join("受領/002_次.xlsx")).unwrap(),
                fs::read(dir.path().join("次.xlsx")).unwrap()
            );
        }
    }
    // what a dead run left in the way of the next one is nothing
    fs::write(folder.join("台帳.json"), &old).unwrap();
    run(dir.path(), "collect", &["次.xlsx"], "2026-05-02").expect(0);
    assert_eq!(ledger(), new);
    let left = crate::common::names(&folder);
    assert!(!left.iter().any(|name| name.contains(".matome-")), "{left:?}");
}

#[test]
fn two_collections_at_once_wait_for_each_other() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    run(dir.path(), "inquire", &[], "2026-04-10").expect(0);
    let sections = ["地域福祉課", "高齢福祉課", "健康課"];
    let runs: Vec<_> = sections
        .iter()
        .map(|section| {
            let name = format!("{section}.xlsx");
            answered(dir.path(), section, &name, section);
            collect(dir.path(), &name).spawn().unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    std::thread::sleep(Duration::from_millis(1));
    let ledger = fs::read_to_string(dir.path().join("照会").join(NAME).join("台帳.json")).unwrap();
    for (n, section) in sections.iter().enumerate() {
        assert!(ledger.contains(&format!("\"番号\":{},", n + 1)), "{ledger}");
        assert!(ledger.contains(&format!("{section}.xlsx")), "{ledger}");
    }
    matome(dir.path(), &["status", NAME, "--date", "2026-05-03"]).expect(0);
}
