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
    for kind in ["pdf", "xlsx"] {
        assert!(files.contains(&format!("資料２－１_進捗管理シート_令和6年度.{kind}")), "{files:?}");
    }
    for file in &files {
        let start: &[u8] = if file.ends_with(".pdf") { b"%PDF-" } else { b"PK\x03\x04" };
        assert!(fs::read(out.join(file)).unwrap().starts_with(start), "{file}");
    }
    // the table: names of the columns, then each paper with its pages, findings and files
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>(), ["紙面", "ページ", "所見", "ファイル"]);
    assert!(lines[1].starts_with("進捗管理シート "), "{}", lines[1]);
    let mut told = Vec::new();
    for line in &lines[1..] {
        let row: Vec<&str> = line.split_whitespace().collect();
        assert!(row[1].parse::<usize>().unwrap() > 0, "{line}");
        assert!(row[2].starts_with("エラー"), "{line}");
        assert!(line.contains("エラー 0"), "the sample has no errors: {line}\n{}", run.stderr);
        told.extend(row.iter().filter_map(|word| word.strip_prefix("out/")).map(str::to_owned));
    }
    told.sort();
    assert_eq!(told, files, "what is told is what is there");
}

/// A document needs neither `file` nor `output`, and its archive has its pictures.
#[test]
fn a_document_is_a_paper_of_a_project() {
    let dir = tempfile::tempdir().unwrap();
    let project =
        "[[paper]]\nname = \"概要\"\nform = \"document\"\ninput = [\"文/概要.md\"]\n\"資料番号\" = \"資料１\"\n";
    fs::write(dir.path().join("matome.toml"), project).unwrap();
    fs::create_dir(dir.path().join("文")).unwrap();
    fs::write(dir.path().join("文/概要.md"), "# 計画の概要\n\n次の図のとおり。\n\n![流れ](図.svg)\n").unwrap();
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>"#;
    fs::write(dir.path().join("文/図.svg"), svg).unwrap();
    matome(dir.path(), &["build"]).expect(0);
    assert_eq!(names(&dir.path().join("out")), ["資料１_概要.pdf"]);
    matome(dir.path(), &["archive"]).expect(0);
    let archive = dir.path().join("out/archive/資料１_概要.pdf");
    let verified = matome(dir.path(), &["verify", archive.to_str().unwrap()]).expect(0);
    assert!(verified.stdout.contains("同じバイト"), "{}", verified.stdout);
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
    matome(dir.path(), &["new", "ファイル"]).expect(2).says(&["「ファイル」はファイルです"]);
}

#[test]
fn every_paper_or_the_named_ones() {
    let dir = project(&good());
    let run = matome(dir.path(), &["build"]).expect(0);
    let out = dir.path().join("out");
    assert_eq!(
        names(&out),
        [
            "控え_2024.json",
            "資料１_進捗管理シート_令和6年度.json",
            "資料１_進捗管理シート_令和6年度.pdf",
            "資料１_進捗管理シート_令和6年度.xlsx"
        ]
    );
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
    let read = || {
        names(&dir.path().join("out"))
            .iter()
            .map(|name| fs::read(dir.path().join("out").join(name)).unwrap())
            .collect::<Vec<_>>()
    };
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
    matome(dir.path(), &["build", "--force", "控え"]).expect(1);
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
        (
            PROJECT.replace("input = [\"回答\"]", "inputs = [\"回答\"]"),
            "M081",
            ":8:1",
            "「inputs」という項目はありません",
        ),
        (PROJECT.replace("\"xlsx\", ", "\"doc\", "), "M081", ":10:18", "「doc」は使えません"),
        (PROJECT.replace("name = \"控え\"", "name = \"進捗\""), "M081", ":12:1", "紙面「進捗」が二つ"),
        (PROJECT.replace("input = [\"回答\"]", "input = [\"回答\""), "M081", ":9:1", "コンマ"),
        (PROJECT.replace("[\"json\"]", "[]"), "M081", ":17:10", "output が空です"),
        (PROJECT.replace("[\"回答\"]", "[]"), "M081", ":8:9", "input が空です"),
        (format!("{PROJECT}standard = [\"a-3a\", \"a-9\"]\n"), "M081", ":18:21", "規格「a-9」はありません"),
        (format!("{PROJECT}standard = [\"a-3a\", \"a-2b\"]\n"), "M081", ":18:12", "一つだけ"),
        (format!("[years]\n\"基準年\" = 2024\n{PROJECT}"), "M081", ":2:9", "「基準年」は、どの様式にもない年度です"),
        (format!("[years]\n\"基準年度\" = 6\n{PROJECT}"), "M081", ":2:10", "西暦"),
        ("[project]\n".to_owned(), "M081", ":2:1", "[[paper]]"),
        (PROJECT.replace("name = \"控え\"", "name = 3"), "M081", ":13:8", "数でなく文字列"),
    ];
    for (text, code, place, says) in cases {
        fs::write(&settings, text).unwrap();
        matome(dir.path(), &["build"]).expect(2).says(&[
            &format!("エラー[{code}]"),
            &format!("matome.toml{place}"),
            says,
        ]);
    }
    fs::write(&settings, PROJECT.replace("name = \"控え\"", "name = \"控え\"\nvariant = \"なし\"")).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(2).says(&[
        "エラー[M071]",
        "matome.toml:12:1",
        "変種「なし」はありません",
        "使える変種: 記入例",
    ]);
    fs::write(&settings, PROJECT.replace("{{西暦 基準}}", "{{西暦 基礎}}")).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(2).says(&["エラー[M082]", "控え_{{西暦 基礎}}"]);
    fs::write(&settings, PROJECT.replace("form = \"progress\"", "form = \"progres\"")).unwrap();
    matome(dir.path(), &["build", "控え"]).expect(2).says(&["エラー[M071]", "progress"]);
    assert!(!dir.path().join("out").exists());
}

#[test]
fn file_names_are_valid_on_windows() {
    let dir = project(&good());
    fs::write(dir.path().join("matome.toml"), PROJECT.replace("控え_{{西暦 基準}}", "../{{計画}}: 令和6/7年度?*"))
        .unwrap();
    matome(dir.path(), &["build", "控え"]).expect(0);
    let files = names(&dir.path().join("out"));
    assert_eq!(files, ["..＿見守り計画＿ 令和6＿7年度＿＿.json"]);
}

#[test]
fn papers_do_not_replace_each_other() {
    let dir = project(&good());
    let same = PROJECT.replace("控え_{{西暦 基準}}", "資料１_{{様式}}_{{年度 基準}}");
    fs::write(dir.path().join("matome.toml"), same).unwrap();
    let run = matome(dir.path(), &["build"]).expect(1).says(&["エラー[M083]", "紙面「進捗」と「控え」", "{{紙面}}"]);
    assert!(!run.stdout.contains("--force"), "{}", run.stdout);
    assert!(!dir.path().join("out").exists());
    matome(dir.path(), &["build", "控え"]).expect(0);
}

#[test]
fn what_was_built_is_no_input() {
    let dir = project(&good());
    put(&dir.path().join("回答"), "a.json", &good());
    fs::create_dir(dir.path().join("out")).unwrap();
    put(&dir.path().join("out"), "回答.json", &good());
    fs::write(dir.path().join("matome.toml"), PROJECT.replace("[\"回答\"]", "[\"out\"]")).unwrap();
    matome(dir.path(), &["build", "進捗"]).expect(2).says(&["エラー[M025]"]);
    let named = PROJECT.replace("回答/a.json", "out/控え_2024.json");
    fs::write(dir.path().join("matome.toml"), named).unwrap();
    put(&dir.path().join("out"), "控え_2024.json", &good());
    matome(dir.path(), &["build", "控え"]).expect(1).says(&["エラー[M083]", "入力のファイル"]);
}

#[test]
fn the_next_command_can_be_pasted() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["new", "s p/マイ town"]).expect(0).says(&["matome build --project \"s p/マイ town\""]);
}

#[test]
fn faults_of_the_project_s_own_texts_are_placed_in_its_settings() {
    let dir = project(&good());
    let settings = PROJECT
        .replace("\"見守り計画\"", "\"見守り計画\u{1F600}\"\n\"団体\" = \"汐見\u{E000}市\"")
        .replace("\"資料１\"", "\"資料\u{FFFD}\"");
    fs::write(dir.path().join("matome.toml"), settings).unwrap();
    let run = matome(dir.path(), &["build"]).expect(1).says(&["文字化け"]);
    let told: Vec<&str> = run.stderr.split("\n").collect();
    for (place, code) in [("matome.toml:3:8", "M201"), ("matome.toml:4:8", "M108"), ("matome.toml:10:10", "M201")] {
        let place = format!("  --> {place}");
        let found = told.windows(2).any(|lines| lines[0].contains(code) && lines[1] == place);
        assert!(found, "{place}\n{}", run.stderr);
    }
    assert!(!run.stderr.contains("a.json"), "nothing is wrong with the answers\n{}", run.stderr);
}

/// Notepad saves as ANSI (CP932), with a mark, or as UTF-16.
#[test]
fn settings_are_read_as_editors_save_them() {
    let (cp932, ..) = encoding_rs::SHIFT_JIS.encode(PROJECT);
    let utf16 = |to: fn(u16) -> [u8; 2]| "\u{FEFF}".encode_utf16().chain(PROJECT.encode_utf16()).flat_map(to).collect();
    let texts: [Vec<u8>; 4] = [
        cp932.into_owned(),
        format!("\u{FEFF}{PROJECT}").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ];
    for text in texts {
        let dir = project(&good());
        fs::write(dir.path().join("matome.toml"), text).unwrap();
        matome(dir.path(), &["build"]).expect(0);
        assert!(names(&dir.path().join("out")).iter().any(|name| name.starts_with("資料１_進捗管理シート")));
    }
    let dir = project(&good());
    fs::write(dir.path().join("matome.toml"), b"[project]\n# \xFF\xFF\xFF\n").unwrap();
    matome(dir.path(), &["build"]).expect(2).says(&["M080", "matome.toml", "文字コードに「UTF-8」を選んで"]);
}

#[test]
fn an_empty_project_says_what_to_do_next() {
    let dir = tempfile::tempdir().unwrap();
    let run = matome(dir.path(), &["new", "まち", "--empty"]).expect(0);
    assert!(run.stderr.contains("組織.csv に局区と課を建制順に書き"), "{}", run.stderr);
    let town = dir.path().join("まち");
    assert_eq!(names(&town), ["matome.toml", "回答/", "組織.csv", "自己評価/"]);
    let register = fs::read(town.join("組織.csv")).unwrap();
    assert!(register.starts_with(b"\xEF\xBB\xBF"), "Excel reads it as UTF-8 by its mark");
    let run = matome(dir.path(), &["build", "--project", "まち"]).expect(2);
    run.says(&["紙面（[[paper]]）が一つもありません", "もう一度 matome build を実行してください"]);
    // every line of the sample can be used
    let settings = fs::read_to_string(town.join("matome.toml")).unwrap();
    let bare = |line: &str| {
        let line = line.strip_prefix("# ").filter(|l| l.contains(" = ") || l.starts_with('[')).unwrap_or(line);
        format!("{line}\n")
    };
    let used: String = settings.lines().map(bare).collect();
    fs::create_dir(town.join("fonts")).unwrap();
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts/gaiji.ttf"), town.join("fonts/外字.ttf")).unwrap();
    fs::write(town.join("matome.toml"), used).unwrap();
    let project = matome::project::Project::read(&town, &Default::default()).unwrap();
    assert_eq!((project.papers.len(), project.fiscal_year), (2, Some(2026)));
}
