//! `matome new` and `matome build`.

use std::fs;

use crate::common::{faulty, good, matome, names, put};

const PROJECT: &str = r#"
[project]
"計画" = "見守り計画"

[[paper]]
name = "進捗"
form = "progress"
input = ["回答"]
"資料番号" = "資料１"
output = ["pdf", "xlsx", "json"]

[[paper]]
name = "控え"
form = "progress"
input = ["回答/a.json"]
file = "控え_{{西暦 基準}}"
output = ["json"]
"#;

/// A project of two papers with one answer.
fn project(answer: &serde_json::Value) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("matome.toml"), PROJECT).unwrap();
    fs::create_dir(dir.path().join("回答")).unwrap();
    put(&dir.path().join("回答"), "a.json", answer);
    dir
}

#[test]
fn a_new_project_builds_at_once() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["new", "町"]).expect(0).says(&["matome build --project 町"]);
    let run = matome(dir.path(), &["build", "--project", "町"]).expect(0);
    let out = dir.path().join("町/out");
    let files = names(&out);
    let papers = ["資料２－１_進捗管理シート", "資料３_自己評価シート"];
    let expected: Vec<String> =
        papers.iter().flat_map(|p| ["pdf", "xlsx"].map(|end| format!("{p}_令和6年度.{end}"))).collect();
    assert_eq!(files, expected);
    assert!(fs::read(out.join(&files[0])).unwrap().starts_with(b"%PDF-"));
    assert!(fs::read(out.join(&files[1])).unwrap().starts_with(b"PK\x03\x04"));
    // the table: names of the columns, then one paper with its pages and findings
    let lines: Vec<&str> = run.stdout.lines().collect();
    let head: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(head, ["紙面", "ページ", "所見", "ファイル"]);
    let row: Vec<&str> = lines[1].split_whitespace().collect();
    assert_eq!(row[0], "進捗管理シート");
    assert!(row[1].parse::<usize>().unwrap() > 10, "{row:?}");
    assert!(row[2].starts_with("エラー"), "{row:?}");
    for file in &files[..2] {
        assert!(lines[1].contains(&format!("out/{file}")), "{row:?}");
    }
    // the sample has no errors, and what it warns of has a place
    assert!(lines[1].contains("エラー 0"), "{}", run.stderr);
}

#[test]
fn new_goes_into_an_empty_folder_only() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("空")).unwrap();
    matome(dir.path(), &["new", "空"]).expect(0);
    fs::create_dir(dir.path().join("資料")).unwrap();
    fs::write(dir.path().join("資料/手紙.txt"), "大事な文").unwrap();
    matome(dir.path(), &["new", "資料"]).expect(2).says(&["「資料」は空のフォルダーではありません", "別の名前"]);
    assert_eq!(names(&dir.path().join("資料")), ["手紙.txt"]);
    assert_eq!(fs::read_to_string(dir.path().join("資料/手紙.txt")).unwrap(), "大事な文");
    fs::write(dir.path().join("ファイル"), "").unwrap();
    matome(dir.path(), &["new", "ファイル"]).expect(2).says(&["「ファイル」"]);
}

#[test]
fn every_paper_or_the_named_ones() {
    let dir = project(&good());
    let run = matome(dir.path(), &["build"]).expect(0);
    let out = dir.path().join("out");
    assert_eq!(names(&out), ["控え_2024.json", "資料１_進捗管理シート_令和6年度.json", "資料１_進捗管理シート_令和6年度.pdf", "資料１_進捗管理シート_令和6年度.xlsx"]);
    assert_eq!(run.stdout.lines().count(), 3);
    assert_eq!(run.stderr, "");
    fs::remove_dir_all(&out).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(0);
    assert_eq!(names(&out), ["控え_2024.json"]);
    fs::remove_dir_all(&out).unwrap();
    matome(dir.path(), &["build", "議事録"]).expect(2).says(&["「議事録」は matome.toml にありません", "進捗、控え"]);
    assert!(!out.exists());
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let dir = project(&good());
    let read = || names(&dir.path().join("out")).iter().map(|name| fs::read(dir.path().join("out").join(name)).unwrap()).collect::<Vec<_>>();
    matome(dir.path(), &["build"]).expect(0);
    let first = read();
    matome(dir.path(), &["build"]).expect(0);
    assert!(first == read());
}

#[test]
fn a_paper_with_errors_is_not_written() {
    let dir = project(&faulty());
    let run = matome(dir.path(), &["build"]).expect(1).says(&["エラー[M201]", "回答/a.json:1:", "「実」"]);
    assert!(run.stdout.contains("書き出していません"), "{}", run.stdout);
    assert!(!dir.path().join("out").exists());
    matome(dir.path(), &["build", "--force", "控え"]).expect(0);
    assert_eq!(names(&dir.path().join("out")), ["控え_2024.json"]);
}

#[test]
fn answers_that_cannot_be_read_end_with_2() {
    let dir = project(&good());
    fs::write(dir.path().join("回答/壊.xlsx"), "PK\x03\x04 broken").unwrap();
    let run = matome(dir.path(), &["build"]).expect(2).says(&["回答/壊.xlsx", "エラー[M005]"]);
    // the other paper does not need that file
    assert!(run.stdout.contains("out/控え_2024.json"), "{}", run.stdout);
    assert_eq!(names(&dir.path().join("out")), ["控え_2024.json"]);
}

#[test]
fn without_a_project_it_says_where_to_go() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["build"]).expect(2).says(&["エラー[M080]", "matome new フォルダー", "--project"]);
}

#[test]
fn mistakes_in_the_settings_have_line_and_column() {
    let dir = project(&good());
    let settings = dir.path().join("matome.toml");
    let cases = [
        (PROJECT.replace("input = [\"回答\"]", "inputs = [\"回答\"]"), "M081", ":8:1", "「inputs」という項目はありません"),
        (PROJECT.replace("\"xlsx\", ", "\"doc\", "), "M081", ":5:1", "「doc」は使えません"),
        (PROJECT.replace("name = \"控え\"", "name = \"進捗\""), "M081", ":12:1", "紙面「進捗」が二つ"),
        (PROJECT.replace("input = [\"回答\"]", "input = [\"回答\""), "M081", ":9:1", "TOML の書き方の誤り"),
    ];
    for (text, code, place, says) in cases {
        fs::write(&settings, text).unwrap();
        matome(dir.path(), &["build"]).expect(2).says(&[&format!("エラー[{code}]"), &format!("matome.toml{place}"), says]);
    }
    fs::write(&settings, PROJECT.replace("{{西暦 基準}}", "{{西暦 基礎}}")).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(2).says(&["エラー[M082]", "控え_{{西暦 基礎}}"]);
    fs::write(&settings, PROJECT.replace("form = \"progress\"", "form = \"progres\"")).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(2).says(&["エラー[M071]", "progress"]);
    assert!(!dir.path().join("out").exists());
}

#[test]
fn file_names_are_valid_on_windows() {
    let dir = project(&good());
    fs::write(dir.path().join("matome.toml"), PROJECT.replace("控え_{{西暦 基準}}", "../{{計画}}: 令和6/7年度?*")).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(0);
    let files = names(&dir.path().join("out"));
    assert_eq!(files, ["..＿見守り計画＿ 令和6＿7年度＿＿.json"]);
}
