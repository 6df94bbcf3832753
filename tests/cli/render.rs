//! `matome render`: what is written, and that it is all or nothing.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{answer, faulty, good, matome, names, progress, put};

/// A folder with `a.json`.
fn folder(data: &Value) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.json", data);
    dir
}

fn render(dir: &TempDir, more: &[&str]) -> crate::common::Run {
    let args: Vec<&str> = ["render", "progress", "a.json"].iter().chain(more).copied().collect();
    matome(dir.path(), &args)
}

#[test]
fn every_kind_at_once() {
    let dir = folder(&good());
    let run = render(&dir, &["-o", "紙面.pdf", "-o", "紙面.XLSX", "--output", "下/紙面.json"]).expect(0);
    assert_eq!(run.stdout, "", "outputs go to files");
    run.says(&["3 行、1 ページ", "エラー 0、注意 0、情報 0"]);
    assert_eq!(names(dir.path()), ["a.json", "下/", "下/紙面.json", "紙面.XLSX", "紙面.pdf"]);
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    assert!(read("紙面.pdf").starts_with(b"%PDF-"));
    assert!(read("紙面.XLSX").starts_with(b"PK\x03\x04"));
    let data: Value = serde_json::from_slice(&read("下/紙面.json")).unwrap();
    assert_eq!(data["rows"], good()["rows"]);
    // each output but the PDF is input again and gives the same data
    for name in ["紙面.XLSX", "下/紙面.json"] {
        matome(dir.path(), &["render", "progress", name, "-o", "再.json"]).expect(0);
        assert_eq!(read("再.json"), read("下/紙面.json"), "{name}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let rows = (0..40)
        .map(|i| answer("方向性1", &(1 + i / 7).to_string(), "健康課", &format!("相談{i}"), &"回を重ねた。".repeat(i)))
        .collect();
    let dir = folder(&progress(rows));
    let outputs = ["-o", "1.pdf", "-o", "1.xlsx", "-o", "1.json"];
    render(&dir, &outputs).expect(0);
    render(
        &dir,
        &outputs
            .map(|name| if name == "-o" { name.to_owned() } else { name.replace('1', "2") })
            .each_ref()
            .map(String::as_str),
    )
    .expect(0);
    render(&dir, &["-o", "3.pdf", "--standard", "a-3a,ua-1"]).expect(0);
    render(&dir, &["-o", "4.pdf", "--standard", "ua-1", "--standard", "a-3a"]).expect(0);
    for (a, b) in [("1.pdf", "2.pdf"), ("1.xlsx", "2.xlsx"), ("1.json", "2.json"), ("3.pdf", "4.pdf")] {
        assert!(fs::read(dir.path().join(a)).unwrap() == fs::read(dir.path().join(b)).unwrap(), "{a} and {b}");
    }
}

#[test]
fn an_unknown_kind_of_output_names_the_known_ones() {
    let dir = folder(&good());
    for name in ["x.doc", "x", ".pdf", "pdf"] {
        let run = render(&dir, &["-o", "良い.pdf", "-o", name]).expect(2);
        run.says(&["エラー[M000]", &format!("「{name}」"), ".pdf", ".xlsx", ".json"]);
    }
    assert_eq!(names(dir.path()), ["a.json"]);
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let dir = folder(&good());
    let run = matome(dir.path(), &["render", "progress", "a.json", "./a.json", "*.json", "-o", "a.pdf"]).expect(0);
    run.says(&["情報[M024]", "--> a.json", "3 行、"]);
}

#[test]
fn errors_write_nothing_and_leave_what_was_there() {
    let dir = folder(&faulty());
    fs::write(dir.path().join("前.pdf"), "前のもの").unwrap();
    let run = render(&dir, &["-o", "前.pdf", "-o", "新.xlsx", "-o", "新.json"]).expect(1);
    run.says(&["エラー[M201]", "「实」", "直し方: 「実」の間違い", "何も書き出していません", "--force"]);
    assert_eq!(names(dir.path()), ["a.json", "前.pdf"]);
    assert_eq!(fs::read_to_string(dir.path().join("前.pdf")).unwrap(), "前のもの");
    render(&dir, &["-o", "前.pdf", "-o", "新.xlsx", "-o", "新.json", "--force"]).expect(1).says(&["エラー[M201]"]);
    assert_eq!(names(dir.path()), ["a.json", "前.pdf", "新.json", "新.xlsx"]);
    // what was typed stays in the data
    let data: Value = serde_json::from_slice(&fs::read(dir.path().join("新.json")).unwrap()).unwrap();
    assert_eq!(data["rows"], faulty()["rows"]);
}

#[test]
fn warnings_count_under_strict() {
    let mut data = good();
    data["rows"][0]["令和6年度時点"]["実施状況"] = "".into();
    let dir = folder(&data);
    render(&dir, &["-o", "a.pdf"]).expect(0).says(&["注意[M103]"]);
    fs::remove_file(dir.path().join("a.pdf")).unwrap();
    render(&dir, &["-o", "a.pdf", "--strict"]).expect(1).says(&["注意[M103]", "何も書き出していません"]);
    assert_eq!(names(dir.path()), ["a.json"]);
    render(&dir, &["-o", "a.pdf", "--strict", "--force"]).expect(1);
    assert_eq!(names(dir.path()), ["a.json", "a.pdf"]);
}

/// A target that cannot be written is one whose folder is a file or that is itself a folder: root may write
/// everywhere else.
#[test]
fn all_outputs_or_none() {
    let dir = folder(&good());
    let path = |name: &str| dir.path().join(name);
    fs::write(path("ファイル"), "").unwrap();
    fs::create_dir_all(path("夾.pdf/中")).unwrap();
    fs::write(path("前.xlsx"), "前のもの").unwrap();
    let before = names(dir.path());
    for refused in ["ファイル/a.pdf", "夾.pdf"] {
        for outputs in
            [["-o", "新.json", "-o", "前.xlsx", "-o", refused], ["-o", refused, "-o", "前.xlsx", "-o", "新.json"]]
        {
            let run = render(&dir, &outputs).expect(2);
            let run = run.says(&["エラー[M320]", "書き込めません", &format!("--> {refused}"), "別の名前に"]);
            assert!(!run.stderr.contains("os error") && !run.stderr.contains(".matome"), "{}", run.stderr);
            assert_eq!(names(dir.path()), before, "{outputs:?}");
            assert_eq!(fs::read_to_string(path("前.xlsx")).unwrap(), "前のもの");
        }
    }
    // a folder that was made for an output that came to nothing
    render(&dir, &["-o", "別/新.json", "-o", "夾.pdf"]).expect(2);
    assert_eq!(names(dir.path()), before);
}

#[cfg(unix)]
#[test]
fn a_read_only_target_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder(&good());
    let shut = dir.path().join("閉");
    fs::create_dir(&shut).unwrap();
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(shut.join("試"), "").is_ok() {
        println!("skipped: this user may write everywhere");
        return;
    }
    render(&dir, &["-o", "a.xlsx", "-o", "閉/a.pdf"]).expect(2).says(&["エラー[M320]", "読み取り専用", "-o"]);
    assert_eq!(names(dir.path()), ["a.json", "閉/"]);
}

#[test]
fn standards_dates_and_the_light_copy() {
    let dir = folder(&good());
    let size = |name: &str| fs::metadata(dir.path().join(name)).unwrap().len();
    render(&dir, &["-o", "t.pdf"]).expect(0);
    render(&dir, &["-o", "u.pdf", "--untagged"]).expect(0);
    assert!(size("u.pdf") < size("t.pdf"));
    for standard in ["a-2b", "a-2a", "a-3a", "ua-1", "a-2a,ua-1", "a-3a,ua-1"] {
        render(&dir, &["-o", "s.pdf", "--standard", standard]).expect(0);
    }
    render(&dir, &["-o", "x.pdf", "--standard", "a-9z"])
        .expect(2)
        .says(&["「a-9z」", "a-2b、a-2u、a-2a、a-3b、a-3a、ua-1"]);
    render(&dir, &["-o", "x.pdf", "--standard", "a-3a", "--untagged"])
        .expect(2)
        .says(&["--untagged", "一緒に使えません"]);
    render(&dir, &["-o", "x.pdf", "--date", "2026-02-29"]).expect(2).says(&["「2026-02-29」", "2026-04-01"]);
    assert!(!dir.path().join("x.pdf").exists());
    render(&dir, &["-o", "d.pdf", "-o", "d.xlsx", "--date", "2026-02-28"]).expect(0);
    assert_ne!(fs::read(dir.path().join("d.pdf")).unwrap(), fs::read(dir.path().join("t.pdf")).unwrap());
}

#[test]
fn year_number_and_variant_can_be_given() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("a.csv"),
        "方向性,番号,取組み,局区,課,事業名・取組名,実施状況\n方向性1,1,見守り,福祉局,健康課,訪問,行った。\n",
    )
    .unwrap();
    let read = |more: &[&str]| {
        let args: Vec<&str> = ["render", "progress", "a.csv", "-o", "o.json"].iter().chain(more).copied().collect();
        matome(dir.path(), &args).expect(0);
        serde_json::from_slice::<Value>(&fs::read(dir.path().join("o.json")).unwrap()).unwrap()
    };
    let data = read(&["--year", "2030", "--number", "資料９"]);
    assert_eq!((&data["基準年度"], &data["資料番号"]), (&2030.into(), &"資料９".into()));
    assert_eq!(data["rows"][0]["令和12年度時点"]["実施状況"], "行った。");
    let data = read(&["--variant", "記入例"]);
    assert!(data["rows"][0]["令和6年度時点"].get("課題").is_some());
    let args = ["render", "progress", "a.csv", "-o", "o.json", "--variant", "簡易版"];
    matome(dir.path(), &args).expect(2).says(&["変種「簡易版」はありません", "使える変種: 記入例"]);
}

/// Example texts of labels and of both years come back from the workbook and from the data, as examples.
#[test]
fn examples_are_input_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut row = answer("方向性1", "1", "健康課", "訪問", "（例）行った。");
    for (year, texts) in [("令和6年度時点", ["（例）い", "（例）ろ"]), ("令和7年度時点", ["（例）は", "（例）に"])]
    {
        row[year] = serde_json::json!({ "実施状況": texts[0], "評価": texts[1], "課題": "", "今後の方向性": "" });
    }
    row["取組み"] = "（例）見守り".into();
    put(dir.path(), "a.json", &progress(vec![row]));
    let args = |input: &str, output: &str| {
        let (xlsx, json) = (format!("{output}.xlsx"), format!("{output}.json"));
        matome(dir.path(), &["render", "progress", input, "--variant", "記入例", "-o", &xlsx, "-o", &json])
    };
    args("a.json", "b").expect(0);
    // in a workbook a text that begins with （例） is an example
    args("b.xlsx", "c").expect(0);
    let run = args("c.json", "d").expect(0);
    assert!(!run.stderr.contains("M05"), "{}", run.stderr);
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(read("d.json"), read("c.json"));
    let data: Value = serde_json::from_str(&read("c.json")).unwrap();
    let examples = &data["rows"][0]["例"];
    assert_eq!(examples["取組み"], "（例）見守り");
    assert_eq!(examples["令和6年度時点"]["評価"], "（例）ろ");
    assert_eq!(examples["令和7年度時点"]["実施状況"], "（例）は");
}

#[test]
fn page_ends_are_explained_on_stdout() {
    let rows =
        (0..60).map(|i| answer("方向性1", "1", "健康課", &format!("相談{i}"), &"回を重ねた。".repeat(30))).collect();
    let dir = folder(&progress(rows));
    let run = render(&dir, &["-o", "b.json", "-o", "a.pdf", "--explain-pages"]).expect(0);
    let pages: Vec<&str> = run.stdout.lines().filter(|line| line.contains("ページ: ")).collect();
    assert!(pages.len() > 1);
    assert!(pages[0].starts_with(&format!("1／{} ページ: 1–", pages.len())), "{}", pages[0]);
    assert!(pages[0].contains("次の") && pages.last().unwrap().contains("最後のページ"));
}

#[test]
fn a_star_stands_for_files_and_a_folder_for_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let put_book = |name: &str, section: &str| {
        put(dir.path(), "a.json", &progress(vec![answer("方向性1", "1", section, "訪問", "行った。")]));
        matome(dir.path(), &["render", "progress", "a.json", "-o", &format!("回答/{name}")]).expect(0);
        fs::remove_file(dir.path().join("a.json")).unwrap();
    };
    put_book("1.xlsx", "健康課");
    put_book("2.xlsx", "福祉課");
    let answers = dir.path().join("回答");
    fs::write(answers.join("~$1.xlsx"), "lock").unwrap();
    fs::write(answers.join("手紙.docx"), "PK").unwrap();
    let sections = |input: &str, says: &[&str]| {
        matome(dir.path(), &["render", "progress", input, "-o", "o.json"]).expect(0).says(says);
        let data: Value = serde_json::from_slice(&fs::read(dir.path().join("o.json")).unwrap()).unwrap();
        data["rows"].as_array().unwrap().iter().map(|row| row["課"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // no shell is in between: the program sees the star
    assert_eq!(sections("回答/*.xlsx", &[]), ["健康課", "福祉課"]);
    assert_eq!(sections("回答/2*", &[]), ["福祉課"]);
    assert_eq!(sections("回答", &["注意[M024]", "回答/手紙.docx"]), ["健康課", "福祉課"]);
    // a bureau has a folder of its own, in which there is a folder again
    fs::create_dir_all(answers.join("こども部/追加")).unwrap();
    put_book("こども部/追加/3.xlsx", "保育課");
    fs::write(answers.join("メモ.txt"), "提出が遅れています\n").unwrap();
    fs::write(answers.join("Thumbs.db"), "x").unwrap();
    fs::create_dir(answers.join("__MACOSX")).unwrap();
    fs::write(answers.join("__MACOSX/a.xlsx"), "x").unwrap();
    let says = ["注意[M024]: 表ではない文書", "回答/メモ.txt", "情報[M024]", "回答/Thumbs.db"];
    assert_eq!(sections("回答", &says), ["健康課", "福祉課", "保育課"]);
    assert_eq!(sections("回答/*.xlsx", &[]), ["健康課", "福祉課"]);
    matome(dir.path(), &["render", "progress", "回答/*.csv", "-o", "x.json"]).expect(2).says(&[
        "エラー[M025]",
        "回答/*.csv",
        "直し方",
    ]);
    assert!(!Path::new(&dir.path().join("x.json")).exists());
}

#[test]
fn an_output_never_replaces_an_input() {
    let dir = folder(&good());
    fs::create_dir(dir.path().join("下")).unwrap();
    let before = fs::read(dir.path().join("a.json")).unwrap();
    for output in ["a.json", "./a.json", "下/../a.json"] {
        render(&dir, &["-o", "o.pdf", "-o", output]).expect(2).says(&["エラー[M000]", output, "別の名前"]);
    }
    render(&dir, &["-o", "o.pdf", "-o", "./o.pdf"]).expect(2).says(&["エラー[M000]", "二度"]);
    render(&dir, &["-o", "a.json", "--force"]).expect(2);
    assert_eq!(fs::read(dir.path().join("a.json")).unwrap(), before);
    assert_eq!(names(dir.path()), ["a.json", "下/"]);
}

/// The second run must not read what the first one wrote.
#[test]
fn an_output_in_the_folder_of_inputs_is_no_input() {
    let dir = tempfile::tempdir().unwrap();
    let answers = dir.path().join("回答");
    fs::create_dir(&answers).unwrap();
    put(&answers, "a.json", &good());
    let rows = |says: &[&str]| {
        matome(dir.path(), &["render", "progress", "回答", "-o", "回答/まとめ.xlsx", "-o", "まとめ.json"])
            .expect(0)
            .says(says);
        fs::read(dir.path().join("まとめ.json")).unwrap()
    };
    let first = rows(&["3 行"]);
    assert_eq!(rows(&["3 行", "情報[M024]", "回答/まとめ.xlsx"]), first);
}

#[test]
fn standards_that_do_not_go_together_are_refused_first() {
    let dir = folder(&good());
    for standards in ["a-2b,a-3a", "a-2a,a-2b", "ua-1,a-3a,a-2a"] {
        render(&dir, &["-o", "x.pdf", "--standard", standards]).expect(2).says(&["エラー[M000]", "一つだけ", "ua-1"]);
    }
    render(&dir, &["-o", "x.pdf", "--standard", "a-2b,ua-1"]).expect(0);
}

#[test]
fn force_is_offered_where_it_helps() {
    let dir = folder(&faulty());
    assert!(render(&dir, &["-o", "o.pdf"]).expect(1).stderr.contains("--force"));
    fs::write(dir.path().join("c.csv"), "品目,数量\nりんご,3\n").unwrap();
    for more in [&[][..], &["--force"]] {
        let args = [&["render", "progress", "c.csv", "-o", "o.pdf"], more].concat();
        let run = matome(dir.path(), &args).expect(1).says(&["エラー[M050]", "何も書き出していません"]);
        assert!(!run.stderr.contains("--force"), "{}", run.stderr);
    }
}

/// Excel repairs a workbook with such a cell; the PDF may have it.
#[test]
fn more_line_breaks_than_a_cell_takes() {
    let with = |breaks: usize| {
        let mut data = good();
        data["rows"][0]["令和6年度時点"]["実施状況"] = format!("始め{}終わり", "\n".repeat(breaks)).into();
        folder(&data)
    };
    render(&with(253), &["-o", "a.xlsx"]).expect(0);
    let dir = with(254);
    for more in [&[][..], &["--force"]] {
        let run = render(&dir, &[&["-o", "a.pdf", "-o", "a.xlsx"], more].concat()).expect(1);
        let run = run.says(&["エラー[M304]", "改行が 254 回", "253 回", "a.json:1:"]);
        assert!(!run.stderr.contains("--force"), "{}", run.stderr);
    }
    assert_eq!(names(dir.path()), ["a.json"]);
    render(&dir, &["-o", "a.pdf"]).expect(0);
}

#[test]
fn a_project_folder_must_be_there() {
    let dir = folder(&good());
    for args in [
        &["render", "progress", "a.json", "-o", "o.pdf", "--project", "ない町"][..],
        &["form", "list", "--project", "ない町"],
        &["form", "new", "jisseki", "--project", "ない町"],
    ] {
        matome(dir.path(), args).expect(2).says(&["「ない町」がありません", "--project"]);
    }
    assert_eq!(names(dir.path()), ["a.json"]);
}

/// A label that no page holds would be lost at the foot of the page.
#[test]
fn a_label_higher_than_a_page_is_not_forced() {
    let mut row = answer("方向性1", "1", "健康課", "訪問", "行った。");
    row["内容"] = "地域の見守りを続ける。".repeat(200).into();
    let dir = folder(&progress(vec![row]));
    for output in ["a.pdf", "a.xlsx"] {
        let run = render(&dir, &["-o", output, "--force"]).expect(1);
        assert_eq!(run.stderr.matches("エラー[M213]").count(), 1, "{}", run.stderr);
        assert!(!run.stderr.contains("--force"), "{}", run.stderr);
    }
    assert_eq!(names(dir.path()), ["a.json"]);
    render(&dir, &["-o", "b.json", "--force"]).expect(1);
    assert_eq!(names(dir.path()), ["a.json", "b.json"]);
}

#[test]
fn pages_are_explained_without_an_output() {
    let dir = folder(&good());
    let run = render(&dir, &["--explain-pages"]).expect(0);
    assert!(run.stdout.contains("1／1 ページ") && run.stderr.contains("3 行、1 ページ"), "{run:?}");
    assert_eq!(names(dir.path()), ["a.json"]);
}
