//! How the page begins where nobody typed a command, and when it ends by itself.

use std::path::Path;
use std::process::Child;

use serde_json::{Value, json};

use super::client::{Page, address, command, escaped, program, project};
use crate::year::{self, Book, sent};

/// A double click: no argument, no terminal, a screen, and no browser that could be found.
fn clicked(home: &Path, files: &[&Path]) -> Child {
    let mut program = program(home);
    program.env("DISPLAY", ":9").env("PATH", home.join("no-programs")).args(files);
    program.spawn().unwrap()
}

fn post(page: &Page, way: &str, words: &Value) -> Value {
    page.post(way, &words.to_string()).json()
}

#[test]
fn without_a_screen_or_with_an_option_it_is_a_command() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(program(home.path()).spawn().unwrap().wait().unwrap().code(), Some(2));
    let mut asked = program(home.path());
    assert_eq!(asked.env("DISPLAY", ":9").arg("--version").spawn().unwrap().wait().unwrap().code(), Some(0));
    // a file by a short name is no command, as before
    let mut named = program(home.path());
    named.current_dir(home.path()).env("DISPLAY", ":9").arg("a.xlsx");
    std::fs::write(home.path().join("a.xlsx"), "x").unwrap();
    assert_eq!(named.spawn().unwrap().wait().unwrap().code(), Some(2));
}

#[test]
fn a_double_click_begins_with_the_start_page_and_then_with_the_last_project() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let home = tempfile::tempdir().unwrap();
    let page = Page::begun(clicked(home.path(), &[]));
    let first = page.project(|project| !project.is_null());
    assert_eq!(first["start"]["recent"], json!([]));
    // nothing of a project is there, and what is none is not opened
    assert_eq!(page.get("/api/paper?name=x").status, 422);
    let none = post(&page, "/api/start", &json!({ "folder": home.path() }));
    assert_eq!(none["findings"][0]["code"], "M605");
    // names of folders, no files
    std::fs::create_dir(home.path().join("計画")).unwrap();
    std::fs::write(home.path().join("内緒.txt"), "x").unwrap();
    let told = page.get(&format!("/api/folders?folder={}", escaped(home.path().to_str().unwrap()))).json();
    let names: Vec<&str> =
        told["folders"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["計画"]);
    // by the path of its file too, as it is copied
    let folder = std::fs::canonicalize(dir.path()).unwrap();
    let opened = post(&page, "/api/start", &json!({ "folder": folder.join("matome.toml") }));
    assert_eq!(opened["opened"], true);
    let shown = page.project(|project| project["papers"][0]["state"] == "read");
    assert_eq!(shown["path"], folder.to_str().unwrap());
    assert_eq!(page.get("/api/folders").status, 404);
    // back, and it is remembered
    assert_eq!(post(&page, "/api/leave", &json!({}))["opened"], true);
    let back = page.project(|project| !project["start"].is_null());
    assert_eq!(back["start"]["recent"][0]["path"], folder.to_str().unwrap());
    drop(page);
    let again = Page::begun(clicked(home.path(), &[]));
    assert_eq!(again.project(|project| !project.is_null())["path"], folder.to_str().unwrap());
    drop(again);
    // one that is gone is not
    std::fs::remove_file(folder.join("matome.toml")).unwrap();
    let gone = Page::begun(clicked(home.path(), &[]));
    assert_eq!(gone.project(|project| !project.is_null())["start"]["recent"], json!([]));
}

#[test]
fn projects_are_made_there() {
    let home = tempfile::tempdir().unwrap();
    let page = Page::begun(clicked(home.path(), &[]));
    page.project(|project| !project.is_null());
    for name in ["", "..", "a/b", "a:b", "CON"] {
        let refused = post(&page, "/api/new", &json!({ "folder": home.path(), "name": name, "empty": true }));
        assert_eq!(refused["findings"][0]["code"], "M606", "{name}");
    }
    let taken = post(&page, "/api/new", &json!({ "folder": "/", "name": "usr", "empty": true }));
    assert_eq!(taken["findings"][0]["code"], "M000");
    let made = post(&page, "/api/new", &json!({ "folder": home.path(), "name": "わがまち", "empty": true }));
    assert_eq!(made["opened"], true, "{made:#}");
    let shown = page.project(|project| project["ready"] == true);
    assert_eq!(shown["folder"], "わがまち");
    assert!(home.path().join("わがまち/組織.csv").is_file());
    // the sample, by the same way
    post(&page, "/api/leave", &json!({}));
    page.project(|project| !project["start"].is_null());
    let sample = post(&page, "/api/new", &json!({ "folder": home.path(), "name": "見本" }));
    assert_eq!(sample["opened"], true, "{sample:#}");
    let shown = page.project(|project| project["folder"] == "見本" && project["ready"] == true);
    assert!(shown["papers"].as_array().unwrap().len() > 3);
}

#[test]
fn files_put_onto_the_program_are_shown_as_papers() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let home = tempfile::tempdir().unwrap();
    let file = std::fs::canonicalize(dir.path().join("一覧/一覧.csv")).unwrap();
    let page = Page::begun(clicked(home.path(), &[&file]));
    let brought = page.project(|project| !project.is_null())["brought"].clone();
    assert_eq!(brought[0]["name"], "一覧.csv");
    assert_eq!(post(&page, "/api/look", &json!({ "files": [brought[0]["id"]] }))["opened"], true);
    let shown = page.project(|project| project["papers"][0]["state"] == "read");
    assert_eq!((&shown["scratch"], &shown["papers"][0]["count"]), (&true.into(), &"1 行".into()));
    // the file stays where it is, and a change of it shows
    super::client::table(dir.path(), &[("見守り", "高齢の人を訪ねる。"), ("学習会", "月に一度。")]);
    page.project(|project| project["papers"][0]["count"] == "2 行");
    // such a project is not remembered, and goes with its page
    let folder = shown["path"].as_str().unwrap().to_owned();
    post(&page, "/api/leave", &json!({}));
    let start = page.project(|project| !project["start"].is_null());
    assert_eq!(start["start"]["recent"], json!([]));
    assert!(!Path::new(&folder).exists());
    // what is of no form
    let memo = home.path().join("memo.csv");
    std::fs::write(&memo, "a,b\n1,2\n").unwrap();
    let mut second = clicked(home.path(), &[&memo]);
    address(&mut second);
    assert!(second.wait().unwrap().success(), "it joins");
    let brought = page.project(|project| project["brought"][0]["name"] == "memo.csv")["brought"].clone();
    let refused = post(&page, "/api/look", &json!({ "files": [brought[0]["id"]] }));
    assert_eq!(refused["findings"][0]["code"], "M607");
    post(&page, "/api/aside", &json!({}));
    assert_eq!(page.project(|project| !project.is_null())["brought"], json!([]));
}

#[test]
fn files_put_onto_the_program_are_taken_in_by_the_inquiry() {
    let dir = tempfile::tempdir().unwrap();
    year::small(dir.path());
    year::run(dir.path(), "inquire", &[], "2026-04-10").expect(0);
    let home = tempfile::tempdir().unwrap();
    let mut book = Book::open(&sent(dir.path(), "高齢福祉課"));
    book.fill(2, &|n, c| format!("回答{n}の{c}。延べ{n}人が参加した。"));
    let file = home.path().join("回答.xlsx");
    book.save(&file);
    // the project is open already: the second run brings the file to it
    let page = Page::open(dir.path(), home.path());
    page.project(|project| project["ready"] == true);
    let mut second = clicked(home.path(), &[&file]);
    assert!(address(&mut second).ends_with(&page.key));
    second.wait().unwrap();
    let brought = page.project(|project| project["brought"][0]["name"] == "回答.xlsx")["brought"].clone();
    let told = post(&page, "/api/collect", &json!({ "inquiry": year::NAME, "files": [brought[0]["id"]] }));
    assert_eq!(told["taken"][0]["outcome"], "New", "{told:#}");
    assert_eq!(year::status(dir.path(), "高齢福祉課")["state"], "提出済");
    assert!(file.is_file());
    assert_eq!(page.project(|project| !project.is_null())["brought"], json!([]));
    // a page in the browser does not say which files are brought
    let cookie = format!("matome-{}={}", page.port, page.key);
    let own = format!("http://127.0.0.1:{}", page.port);
    let asked =
        page.ask("POST", "/api/bring", &[("Cookie", &cookie), ("Origin", &own)], b"{\"files\":[\"/etc/passwd\"]}");
    assert_eq!(asked.status, 400);
}

#[test]
fn it_ends_when_its_last_tab_was_closed() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let mut page = Page::begun(command(dir.path(), dir.path()).args(["--alone", "1"]).spawn().unwrap());
    page.project(|project| project["ready"] == true);
    let (one, other) = (page.tab(), page.tab());
    drop(one);
    // nobody asks, but a tab is open
    std::thread::sleep(std::time::Duration::from_millis(2500));
    assert_eq!(page.process.try_wait().unwrap(), None);
    drop(other);
    assert_eq!(page.ended(), Some(0));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_half_written() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let home = tempfile::tempdir().unwrap();
    for pause in [0, 30, 120, 400] {
        let mut page = Page::open(dir.path(), home.path());
        page.project(|project| project["papers"][0]["state"] == "read");
        page.post("/api/build", "{}");
        std::thread::sleep(std::time::Duration::from_millis(pause));
        let id = page.process.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert_eq!(page.ended(), Some(130));
        for entry in std::fs::read_dir(dir.path().join("out")).into_iter().flatten() {
            let path = entry.unwrap().path();
            assert!(lopdf::Document::load(&path).is_ok(), "{}", path.display());
        }
    }
}

#[test]
fn no_home_is_no_fault() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let mut nobody = command(dir.path(), dir.path());
    nobody.env_remove("HOME").env_remove("LOCALAPPDATA");
    let page = Page::begun(nobody.spawn().unwrap());
    page.project(|project| project["papers"][0]["state"] == "read");
    drop(page);
    let mut clicked = program(dir.path());
    clicked.env_remove("HOME").env_remove("LOCALAPPDATA").env("DISPLAY", ":9").env("PATH", "/no-programs");
    let page = Page::begun(clicked.spawn().unwrap());
    assert_eq!(page.project(|project| !project.is_null())["start"]["recent"], json!([]));
    assert!(page.get("/api/folders").json()["folders"].is_array());
}
