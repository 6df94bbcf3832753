//! Slips: one book or a file for each project, and what is refused.

use std::fs;

use crate::common::matome;

const CSV: &str = "重点施策,施策の方向,事業番号,事業名,決算額\n灯,１－１,1,見守り,1200\n灯,１－１,1,見守り,1200\n灯,１－１,2,声:かけ,3\n";

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn one_book_of_every_kind() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("表.csv"), CSV).unwrap();
    let args = ["render", "evaluation", "表.csv", "-o", "a.pdf", "-o", "a.xlsx", "-o", "a.json"];
    matome(dir.path(), &args).expect(0).says(&["注意[M127]", "3 事業、3 ページ"]);
    assert!(fs::read(dir.path().join("a.pdf")).unwrap().starts_with(b"%PDF-"));
    let run = matome(dir.path(), &["render", "evaluation", "表.csv", "-o", "a.pdf", "--explain-pages"]).expect(0);
    assert!(run.stdout.contains("3 ページ 「声:かけ」: 10pt で 1 枚に収まった"), "{}", run.stdout);
    // what was written is input again
    matome(dir.path(), &["render", "evaluation", "a.xlsx", "-o", "b.json"]).expect(0);
    let json = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(json("a.json"), json("b.json"));
}

#[test]
fn a_file_for_each_project() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("表.csv"), CSV).unwrap();
    let args = ["render", "evaluation", "表.csv", "--each", "--kinds", "pdf,xlsx", "-o", "個票"];
    matome(dir.path(), &args).expect(0).says(&["3 事業、6 ファイル"]);
    let files = names(&dir.path().join("個票"));
    let stems = ["１－１_1_見守り", "１－１_1_見守り_2", "１－１_2_声＿かけ"];
    let mut expected: Vec<String> =
        stems.iter().flat_map(|s| ["pdf", "xlsx"].map(|end| format!("自己評価シート_{s}.{end}"))).collect();
    expected.sort();
    assert_eq!(files, expected);
    let args = ["render", "evaluation", "表.csv", "--each", "--name", "{{事業番号}}", "-o", "番号"];
    matome(dir.path(), &args).expect(0);
    assert_eq!(names(&dir.path().join("番号")), ["1.pdf", "1_2.pdf", "2.pdf"]);
}

#[test]
fn faults_stop_and_refusals_say_why() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("表.csv"), CSV.replace("1200", "約120万")).unwrap();
    matome(dir.path(), &["render", "evaluation", "表.csv", "-o", "a.pdf"])
        .expect(1)
        .says(&["エラー[M121]", "表.csv:2:"]);
    assert!(!dir.path().join("a.pdf").exists());
    matome(dir.path(), &["render", "evaluation", "表.csv", "-o", "a.pdf", "--force"]).expect(1);
    assert!(dir.path().join("a.pdf").exists());
    let run = matome(dir.path(), &["check", "evaluation", "表.csv", "--format", "json"]).expect(1);
    assert!(run.stdout.contains("M121"));
    matome(dir.path(), &["render", "evaluation", "表.csv", "-o", "a.doc"]).expect(2).says(&["a.doc"]);
    matome(dir.path(), &["render", "evaluation", "表.csv", "--each", "--kinds", "doc", "-o", "x"]).expect(2);
    matome(dir.path(), &["render", "progress", "表.csv", "--each", "-o", "x"]).expect(2).says(&["--each"]);
    fs::write(dir.path().join("別.csv"), "品名,数\nりんご,2\n").unwrap();
    matome(dir.path(), &["check", "evaluation", "別.csv"]).expect(1);
    // there is nothing that --force could print
    let run = matome(dir.path(), &["render", "evaluation", "別.csv", "-o", "b.pdf"]).expect(1).says(&["M064"]);
    assert!(!run.stderr.contains("--force"), "{}", run.stderr);
}

#[test]
fn both_kinds_of_form_are_listed_shown_and_taken_out() {
    let dir = tempfile::tempdir().unwrap();
    let run = matome(dir.path(), &["form", "list"]).expect(0);
    assert!(run.stdout.contains("自己評価シート（組み込み、個票"), "{}", run.stdout);
    let run = matome(dir.path(), &["form", "show", "evaluation"]).expect(0);
    assert!(run.stdout.contains("千円単位の整数"), "{}", run.stdout);
    let run = matome(dir.path(), &["form", "show", "evaluation", "--schema"]).expect(0);
    let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let fields = schema["properties"]["sheets"]["items"]["properties"].as_object().unwrap();
    // the schema knows every key that our own JSON writes
    fs::write(dir.path().join("表.csv"), CSV).unwrap();
    matome(dir.path(), &["render", "evaluation", "表.csv", "-o", "a.json"]).expect(0);
    let data: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(dir.path().join("a.json")).unwrap()).unwrap();
    assert!(data["sheets"][0].as_object().unwrap().keys().all(|k| fields.contains_key(k)));
    matome(dir.path(), &["form", "eject", "evaluation"]).expect(0);
    assert_eq!(names(&dir.path().join("templates/evaluation")), ["form.toml", "layout.typ"]);
    let run = matome(dir.path(), &["form", "list"]).expect(0);
    assert!(run.stdout.contains("自己評価シート（プロジェクト、個票"), "{}", run.stdout);
    matome(dir.path(), &["render", "evaluation", "表.csv", "-o", "a.pdf"]).expect(0);
}

#[test]
fn years_are_checked_where_slips_are_built_too() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("表.csv"), CSV).unwrap();
    let paper = "[[paper]]\nname = \"個票\"\nform = \"evaluation\"\ninput = [\"表.csv\"]\nfile = \"個票\"\noutput = [\"pdf\"]\n";
    fs::write(dir.path().join("matome.toml"), format!("[years]\n\"基準年\" = 2024\n{paper}")).unwrap();
    matome(dir.path(), &["build"]).expect(2).says(&["エラー[M081]", "「基準年」"]);
    fs::write(dir.path().join("matome.toml"), format!("[years]\n\"基準年度\" = 2024\n{paper}")).unwrap();
    matome(dir.path(), &["build"]).expect(0);
    assert_eq!(names(&dir.path().join("out")), ["個票.pdf"]);
}

#[test]
fn single_sheets_are_written_over_no_input() {
    let dir = tempfile::tempdir().unwrap();
    // the workbooks that came back lie where the new ones would go
    fs::write(dir.path().join("表.csv"), CSV.replacen("1,見守り", "3,見回り", 1)).unwrap();
    let args = ["render", "evaluation", "表.csv", "--each", "--kinds", "xlsx", "-o", "個票"];
    matome(dir.path(), &args).expect(0);
    let args = ["render", "evaluation", "個票", "--each", "--kinds", "xlsx", "-o", "個票"];
    matome(dir.path(), &args).expect(2).says(&["入力のファイルです"]);
    let args = ["render", "evaluation", "個票", "--each", "--kinds", "pdf", "-o", "個票"];
    matome(dir.path(), &args).expect(0).says(&["3 事業、3 ファイル"]);
}
