//! Answers on the page: dropped, told, decided, as the commands do it.

use serde_json::{Value, json};

use super::client::{Page, escaped};
use crate::year::{Book, NAME, sent, small};

const SECTION: &str = "高齢福祉課";

/// Puts workbooks onto the page and takes them in.
fn collect(page: &Page, files: &[(&str, Vec<u8>)]) -> Value {
    let put = |(name, bytes): &(&str, Vec<u8>)| {
        let way = format!("/api/drop?name={}", escaped(name));
        let told = page.ask("POST", &way, &[("X-Matome-Key", &page.key)], bytes);
        assert_eq!(told.status, 200, "{}", told.text());
        told.json()["id"].as_u64().unwrap()
    };
    let ids: Vec<u64> = files.iter().map(put).collect();
    ask(page, "collect", &json!({ "files": ids }))
}

/// Presses a button of the inquiry.
#[track_caller]
fn ask(page: &Page, what: &str, words: &Value) -> Value {
    let mut words = words.clone();
    words["inquiry"] = NAME.into();
    let told = page.post(&format!("/api/{what}"), &words.to_string());
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()
}

fn board(page: &Page, ready: impl Fn(&Value) -> bool) -> Value {
    let way = format!("/api/inquiry?name={}", escaped(NAME));
    page.project(|_| ready(&page.get(&way).json()));
    page.get(&way).json()
}

#[test]
fn answers_are_sent_for_taken_in_and_asked_for_again() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    let page = Page::open(dir.path(), dir.path());
    board(&page, |board| board["sent"] == false);
    assert_eq!(ask(&page, "send", &json!({}))["made"], 3);
    let asked = board(&page, |board| board["sent"] == true);
    assert_eq!(asked["lines"].as_array().unwrap().len(), 3);
    assert!(asked["files"].as_array().unwrap().iter().any(|file| file["group"] == "発送"));
    let mut book = Book::open(&sent(dir.path(), SECTION));
    book.fill(2, &|n, c| format!("回答{n}の{c}。延べ{n}人が参加した。"));
    let file = dir.path().join("x.xlsx");
    book.save(&file);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    let told = collect(&page, &[("回答.xlsx", bytes.clone()), ("メモ.txt", b"memo".to_vec())]);
    assert_eq!(told["taken"][0]["file"], "回答.xlsx");
    assert_eq!(told["taken"][0]["outcome"], "New");
    let all = told.to_string();
    assert!(!all.contains("matome-"), "no name of a working folder: {all}");
    let line = |board: &Value| {
        let lines = board["lines"].as_array().unwrap().clone();
        lines.into_iter().find(|line| line["section"] == SECTION).unwrap()
    };
    board(&page, |board| line(board)["state"] == "提出済");
    // the same once more
    assert_eq!(collect(&page, &[("回答.xlsx", bytes)])["taken"][0]["outcome"], "Same");
    assert_eq!(ask(&page, "remind", &json!({}))["made"], 2);
    board(&page, |board| board["files"].as_array().unwrap().iter().any(|file| file["group"] == "督促"));
    ask(&page, "collect", &json!({ "confirm": [SECTION] }));
    board(&page, |board| line(board)["state"] == "確認済");
    // the ledger is that of the command
    assert_eq!(crate::year::status(dir.path(), SECTION)["state"], "確認済");
}
