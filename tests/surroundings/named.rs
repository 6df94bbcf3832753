//! Names as long as a disk takes them, in parts as macOS writes them, and such as Windows refuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{ANSWERS, outputs, project};
use crate::common::{matome, names};

/// The longest name of three-byte characters with an ending: 255 bytes.
fn longest(ending: &str) -> String {
    let room = 255 - ending.len();
    format!("{}{}{ending}", "課".repeat(room / 3), "a".repeat(room % 3))
}

#[cfg(unix)]
#[test]
fn the_longest_names_are_read() {
    let dir = project();
    let long = longest(".csv");
    assert_eq!(long.len(), 255);
    fs::rename(dir.path().join("回答/福祉部.csv"), dir.path().join("回答").join(&long)).unwrap();
    let run = matome(dir.path(), &["check", "progress", "回答", "--format", "short"]).expect(0);
    assert!(run.stdout.contains(&long));
    matome(dir.path(), &["build"]).expect(0);
    assert_eq!(outputs(dir.path()).len(), 6);
    // longer than what an archive may hold
    let run = matome(dir.path(), &["archive", "進捗"]);
    let said = run.stdout.clone() + &run.stderr;
    assert!(run.code == 0 || said.contains("[M500]: 名前が長すぎて"), "{said}");
}

/// Two names that look the same, as macOS and as others write them.
#[test]
fn names_in_parts_are_the_names() {
    let dir = project();
    let composed = dir.path().join("回答/がくじ.csv");
    fs::rename(dir.path().join("回答/福祉部.csv"), dir.path().join("回答/か\u{3099}くし\u{3099}.csv")).unwrap();
    matome(dir.path(), &["build"]).expect(0);
    if !composed.exists() {
        fs::write(&composed, ANSWERS.replace("声かけ", "配食")).unwrap();
        let run = matome(dir.path(), &["archive", "進捗"]).expect(1);
        let said = run.stdout + &run.stderr;
        assert!(said.contains("[M500]") && said.contains("大文字・小文字などが違うだけの名前"), "{said}");
    }
}

/// The file names of a round of slips named so.
fn each(titles: &[&str]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let rows: Vec<_> = titles.iter().map(|title| serde_json::json!({ "事業名": title })).collect();
    fs::write(dir.path().join("in.json"), serde_json::json!({ "rows": rows }).to_string()).unwrap();
    let args = [
        "render",
        "evaluation",
        "in.json",
        "--each",
        "--kinds",
        "csv",
        "--name",
        "{{事業名}}",
        "-o",
        "個票",
        "--force",
    ];
    let run = matome(dir.path(), &args);
    assert!(run.code < 2, "{}{}", run.stdout, run.stderr);
    names(&dir.path().join("個票"))
}

/// Whether Windows, Linux and macOS take a name.
fn is_taken(name: &str) -> bool {
    let stem = Path::new(name).file_stem().unwrap().to_str().unwrap();
    let device = ["con", "nul", "conin$", "com¹", "lpt1"].contains(&stem.to_lowercase().as_str());
    name.len() <= 255
        && name.encode_utf16().count() <= 255
        && !device
        && !stem.ends_with(['.', ' '])
        && !name.contains(|c: char| c.is_control() || r#"\/:*?"<>|"#.contains(c))
}

#[test]
fn every_slip_has_a_name_that_every_system_takes() {
    let long = "長い事業".repeat(40);
    let bytes = format!("{}い", "a".repeat(119));
    let titles = [
        "CON",
        "COM¹",
        "CONIN$",
        "lpt1",
        "Nul.txt",
        "終わり.",
        "終わり ",
        "a/b",
        "..",
        "改\n行",
        "同じ",
        "同じ",
        "ABC",
        "abc",
        "か\u{3099}",
        "が",
        &long,
        &long,
        &format!("{long}２"),
        &bytes,
        &bytes,
    ];
    let made = each(&titles);
    assert_eq!(made.len(), titles.len(), "{made:?}");
    assert!(made.iter().all(|name| is_taken(name)), "{made:?}");
    let alike: BTreeSet<String> = made.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(alike.len(), made.len(), "{made:?}");
}

#[test]
fn names_of_papers_are_such_that_every_system_takes_them() {
    let dir = project();
    let settings = fs::read_to_string(dir.path().join("matome.toml")).unwrap();
    for name in ["CON", "COM¹", "CONIN$", "終わり. ", "a:b", &"紙面".repeat(100)] {
        let named = settings
            .replace("file = \"進捗\"", &format!("file = \"{name}\""))
            .replace("\"pdf\", \"xlsx\", \"html\", ", "");
        fs::write(dir.path().join("matome.toml"), named).unwrap();
        let _ = fs::remove_dir_all(dir.path().join("out"));
        matome(dir.path(), &["build"]).expect(0);
        let made = names(&dir.path().join("out"));
        assert!(made.len() == 3 && made.iter().all(|name| is_taken(name)), "{made:?}");
    }
}
