//! `matome check`: the three ways of writing findings.

use std::fs;

use calamine::Reader;
use serde_json::Value;
use tempfile::TempDir;

use crate::common::workbook::{Grid, Groups};
use crate::common::{faulty, good, matome, progress, put, read, tree};

/// A workbook with an error, a warning and two cells that disagree, and a text file with an error.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut data = good();
    data["rows"][0]["令和6年度時点"]["実施状況"] = "实施した。".into();
    let (book, _) = read(&[tree(&data)]);
    let mut grid = Grid::of(&book, Groups::EveryRow);
    grid.set((grid.header + 2, 2), "別の取組み");
    grid.set((grid.header + 3, 20), "欄外の書き込み");
    fs::write(dir.path().join("回答.xlsx"), grid.bytes()).unwrap();
    put(dir.path(), "回答.json", &faulty());
    dir
}

#[test]
fn json_is_one_array_of_findings() {
    let dir = folder();
    let run = matome(dir.path(), &["check", "progress", "回答.xlsx", "--format", "json"]).expect(1);
    assert_eq!(run.stderr, "");
    let list: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert!(list.len() >= 3);
    for finding in &list {
        let keys: Vec<&str> =
            finding.as_object().unwrap().keys().map(String::as_str).filter(|key| *key != "related").collect();
        assert_eq!(keys, ["code", "level", "message", "place", "hints"]);
        assert!(["error", "warning", "info"].contains(&finding["level"].as_str().unwrap()));
        assert!(finding["hints"].as_array().unwrap().iter().all(Value::is_string));
        let place = finding["place"].as_object().unwrap();
        assert_eq!(place.keys().collect::<Vec<_>>(), ["file", "sheet", "cell"]);
        assert_eq!((&place["file"], &place["sheet"]), (&"回答.xlsx".into(), &"進捗管理シート".into()));
    }
    let of =
        |code: &str| list.iter().find(|finding| finding["code"] == code).unwrap_or_else(|| panic!("{code}: {list:?}"));
    assert_eq!(of("M201")["place"]["cell"], "J4");
    assert_eq!(of("M201")["hints"][0], "「実」の間違いではありませんか");
    assert_eq!(of("M101")["place"]["cell"], "C5");
    assert_eq!(of("M101")["related"][0]["cell"], "C4");
    assert_eq!((&of("M053")["place"]["cell"], &of("M053")["level"]), (&"U6".into(), &"warning".into()));
    // a text file has line and column
    let run = matome(dir.path(), &["check", "progress", "回答.json", "--format", "json"]).expect(1);
    let list: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let text = fs::read_to_string(dir.path().join("回答.json")).unwrap();
    let column = text[..text.find("\"实施").unwrap()].chars().count() as u64 + 1;
    assert_eq!(list[0]["place"], serde_json::json!({ "file": "回答.json", "line": 1, "column": column }));
    // nothing found is an empty array
    put(dir.path(), "良.json", &good());
    let run = matome(dir.path(), &["check", "progress", "良.json", "--format", "json"]).expect(0);
    assert_eq!(run.stdout, "[]\n");
}

#[test]
fn short_is_one_line_a_finding() {
    let dir = folder();
    let json = matome(dir.path(), &["check", "progress", "回答.xlsx", "--format", "json"]).expect(1).stdout;
    let list: Vec<Value> = serde_json::from_str(&json).unwrap();
    let run = matome(dir.path(), &["check", "progress", "回答.xlsx", "--format", "short"]).expect(1);
    assert_eq!(run.stderr, "");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), list.len(), "{}", run.stdout);
    for (line, finding) in lines.iter().zip(&list) {
        assert!(line.starts_with("回答.xlsx!進捗管理シート!"), "{line}");
        assert!(line.contains(&format!("[{}] ", finding["code"].as_str().unwrap())), "{line}");
        assert!(line.ends_with(finding["message"].as_str().unwrap()), "{line}");
    }
    assert!(run.stdout.contains("J4: エラー[M201] "), "{}", run.stdout);
}

#[test]
fn text_says_where_and_how_to_mend() {
    let dir = folder();
    let run = matome(dir.path(), &["check", "progress", "回答.xlsx", "回答.json"]).expect(1);
    for text in [
        "エラー[M201]: 「实」",
        "  --> 回答.json:1:200\n  ほか 2 か所: :1:",
        "、回答.xlsx!進捗管理シート!J4\n",
        "  関連: 回答.xlsx!進捗管理シート!C4\n",
        "  直し方: 「実」の間違いではありませんか\n",
    ] {
        assert!(run.stdout.contains(text), "{text:?} is not in\n{}", run.stdout);
    }
    assert!(!run.stdout.contains('\u{1b}'), "colour is for terminals");
    run.says(&["2 ファイル、4 行を点検しました。エラー 5、注意 1、情報 0"]);
    let run = matome(dir.path(), &["check", "progress", "回答.xlsx", "--lang", "en"]).expect(1);
    assert!(
        run.stdout.contains("error[M201]: ") && run.stdout.contains("  help: did you mean \"実\"?\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn warnings_pass_unless_strict() {
    let dir = tempfile::tempdir().unwrap();
    let mut data = good();
    data["rows"][1]["令和7年度時点"]["実施状況"] = "".into();
    put(dir.path(), "a.json", &data);
    matome(dir.path(), &["check", "progress", "a.json"]).expect(0);
    matome(dir.path(), &["check", "progress", "a.json", "--strict"]).expect(1);
    put(dir.path(), "b.json", &progress(vec![]));
    // a form that came back empty is worth a look, and no error
    matome(dir.path(), &["check", "progress", "b.json"]).expect(0);
    matome(dir.path(), &["check", "progress", "b.json", "--strict"]).expect(1);
    fs::write(dir.path().join("c.csv"), "品目,数量\nりんご,3\n").unwrap();
    let run = matome(dir.path(), &["check", "progress", "c.csv"]).expect(1);
    assert!(
        run.stdout.contains("エラー[M050]") && run.stdout.contains("c.csv") && run.stdout.contains("方向性、番号"),
        "{}",
        run.stdout
    );
}

#[test]
fn findings_go_into_a_workbook_by_section() {
    let dir = folder();
    let make = || {
        let run = matome(dir.path(), &["check", "progress", ".", "--format", "xlsx", "-o", "所見.xlsx"]).expect(1);
        assert_eq!(run.stdout, "");
        run.says(&["2 ファイル", "エラー 5、注意 1", "所見を「所見.xlsx」に書きました"]);
        fs::read(dir.path().join("所見.xlsx")).unwrap()
    };
    // the workbook itself is no input, which is told from the second time on
    make();
    let (first, again) = (make(), make());
    assert!(first == again, "same input, same bytes");
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(first)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[0], "まとめ");
    assert!(names.iter().any(|name| name.starts_with("福祉局　")), "{names:?}");
    let mut found = 0;
    for name in &names[1..] {
        let range = book.worksheet_range(name).unwrap();
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(rows[1], ["重さ", "符号", "ファイル", "シート", "セル", "内容", "直し方"]);
        found += rows.iter().filter(|row| row[1] == "M201").count();
    }
    assert!(found >= 2, "in the workbook and in the text file");
    for (args, text) in [
        (&["--format", "xlsx"][..], "-o 所見.xlsx のように"),
        (&["-o", "a.xlsx"], "--format xlsx と一緒に"),
        (&["--format", "xlsx", "-o", "a.pdf"], "末尾を .xlsx に"),
        (&["--format", "xlsx", "-o", "回答.xlsx"], "入力のファイルです"),
    ] {
        let args: Vec<&str> = ["check", "progress", "回答.xlsx"].iter().chain(args).copied().collect();
        matome(dir.path(), &args).expect(2).says(&[text]);
    }
}
