//! What comes back, and what is made of it: one case a test, on a project of three rows.

use std::path::Path;

use super::{Book, NAME, merged, run, sent, small, status};
use crate::common::{good, matome, put};

/// The section of two rows, filled in; `text` by row and column.
fn filled(folder: &Path, name: &str, text: &dyn Fn(usize, usize) -> String) -> String {
    let mut book = Book::open(&sent(folder, "高齢福祉課"));
    book.fill(2, text);
    book.save(&folder.join(name));
    name.to_owned()
}

fn plain(n: usize, c: usize) -> String {
    format!("回答{n}の{c}。延べ{n}人が参加した。")
}

/// Three sections; 高齢福祉課 has four rows.
fn begun(folder: &Path) {
    small(folder);
    let mut data = good();
    let rows = data["rows"].as_array_mut().unwrap();
    for (n, name) in ["会食会", "見守り電話", "家事の手伝い"].into_iter().enumerate() {
        let mut row = rows[1].clone();
        row["事業名・取組名"] = name.into();
        rows.insert(2 + n, row);
    }
    put(folder, "前回.json", &data);
    run(folder, "inquire", &[], "2026-04-10").expect(0);
}

#[test]
fn what_is_sent_is_sent_once() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    run(dir.path(), "inquire", &["--only", "健康課"], "2026-04-10").expect(0);
    let path = sent(dir.path(), "健康課");
    let first = std::fs::read(&path).unwrap();
    let again = run(dir.path(), "inquire", &[], "2026-04-11").expect(0).says(&["（1 課はもうあるので、そのままです）"]);
    assert_eq!(again.stdout.lines().count(), 2);
    assert_eq!(std::fs::read(&path).unwrap(), first);
    // one that was deleted is made again, byte for byte
    std::fs::remove_file(&path).unwrap();
    run(dir.path(), "inquire", &[], "2026-04-12").expect(0);
    assert_eq!(std::fs::read(&path).unwrap(), first);
    run(dir.path(), "inquire", &[], "2026-04-13").expect(0).says(&["何も書き換えていません"]);
    run(dir.path(), "inquire", &["--only", "健康科"], "2026-04-13").expect(2).says(&["M489", "健康課"]);
    matome(dir.path(), &["inquire", "令和9年度"]).expect(2).says(&["M471", NAME]);
}

#[test]
fn nothing_is_collected_before_it_was_sent() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    run(dir.path(), "collect", &["前回.json"], "2026-05-01").expect(2).says(&["M471", "matome inquire"]);
    run(dir.path(), "status", &[], "2026-05-01").expect(2).says(&["M471"]);
    assert!(!dir.path().join("照会").exists());
}

#[test]
fn a_later_version_replaces_and_says_what_it_changes() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let first = filled(dir.path(), "回答.xlsx", &plain);
    run(dir.path(), "collect", &[&first], "2026-05-01").expect(0);
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "提出済");
    let second = filled(dir.path(), "回答（最終）2.xlsx", &|n, c| match (n, c) {
        (0, 0) => "直した。".to_owned(),
        _ => plain(n, c),
    });
    let told = run(dir.path(), "collect", &[&second], "2026-05-02").expect(0);
    assert!(told.stdout.contains("受領 1 番から 1 か所が変わりました"), "{}", told.stdout);
    assert!(told.stdout.contains("「回答0の0。延べ0人が参加した。」 → 「直した。」"), "{}", told.stdout);
    assert_eq!(merged(dir.path())[1]["令和8年度時点"]["実施状況"], "直した。");
    // the same file, the same words in another file, the version before
    let told = run(dir.path(), "collect", &[&second], "2026-05-03").expect(0);
    assert!(told.stdout.contains("前に受け取ったファイルと同じです（受領 2 番）"), "{}", told.stdout);
    let same =
        filled(dir.path(), "写し.xlsx", &|n, c| if (n, c) == (0, 0) { "直した。 ".into() } else { plain(n, c) });
    let told = run(dir.path(), "collect", &[&same], "2026-05-03").expect(0);
    assert!(told.stdout.contains("同じ内容です（受領 2 番）"), "{}", told.stdout);
    let old = filled(dir.path(), "前の版.xlsx", &|n, c| plain(n, c) + " ");
    let told = run(dir.path(), "collect", &[&old], "2026-05-04").expect(0);
    assert!(told.stdout.contains("前の版です（受領 1 番と同じ内容）"), "{}", told.stdout);
    assert_eq!(merged(dir.path())[1]["令和8年度時点"]["実施状況"], "直した。");
    run(dir.path(), "collect", &["--take", "1"], "2026-05-05").expect(0);
    assert_eq!(merged(dir.path())[1]["令和8年度時点"]["実施状況"], "回答0の0。延べ0人が参加した。");
}

#[test]
fn two_that_were_filled_in_beside_each_other_are_both_taken() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let half = |from: usize, to: usize, by: &'static str| {
        move |n: usize, _: usize| if (from..to).contains(&n) { format!("{by}{n}。") } else { String::new() }
    };
    let one = filled(dir.path(), "甲.xlsx", &half(0, 2, "甲"));
    let two = filled(dir.path(), "乙.xlsx", &half(2, 4, "乙"));
    run(dir.path(), "collect", &[&one], "2026-05-01").expect(0);
    let told = run(dir.path(), "collect", &[&two], "2026-05-01").expect(0);
    assert!(told.stdout.contains("受領 1 番と合わせて載せます（4 か所を加えました）"), "{}", told.stdout);
    let done: Vec<String> =
        merged(dir.path())[1..5].iter().map(|row| row["令和8年度時点"]["実施状況"].to_string()).collect();
    assert_eq!(done, ["\"甲0。\"", "\"甲1。\"", "\"乙2。\"", "\"乙3。\""]);
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "提出済");
    // a third that contradicts: the first stands until somebody decides
    let three = filled(dir.path(), "丙.xlsx", &half(1, 3, "丙"));
    let told = run(dir.path(), "collect", &[&three], "2026-05-02").expect(1).says(&["M487", "--take 3", "--keep"]);
    assert!(told.stdout.contains("4 か所が食い違っています"), "{}", told.stdout);
    let line = status(dir.path(), "高齢福祉課");
    assert_eq!((line["state"].as_str(), line["errors"].as_u64()), (Some("要修正"), Some(1)));
    assert_eq!(merged(dir.path())[2]["令和8年度時点"]["実施状況"], "甲1。");
    run(dir.path(), "collect", &["--take", "丙.xlsx"], "2026-05-03").expect(0);
    assert_eq!(merged(dir.path())[2]["令和8年度時点"]["実施状況"], "丙1。");
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "提出済");
    run(dir.path(), "collect", &["--keep"], "2026-05-03").expect(2).says(&["M488"]);
}

#[test]
fn rows_that_are_gone_new_locked_or_anothers_are_told() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let path = sent(dir.path(), "高齢福祉課");
    let change = |name: &str, change: &dyn Fn(&mut Book)| {
        let mut book = Book::open(&path);
        book.fill(2, &plain);
        change(&mut book);
        book.save(&dir.path().join(name));
        run(dir.path(), "collect", &[name], "2026-05-01")
    };
    let row = Book::open(&path).rows()[1];
    change("減.xlsx", &|book| book.delete(row)).expect(1).says(&["M482", "送った行のうち 1 行がありません", "会食会"]);
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "要修正");
    assert_eq!(status(dir.path(), "高齢福祉課")["answered"], 3);
    // a row that is gone has no cell to be marked, and is told all the same
    run(dir.path(), "return", &["高齢福祉課"], "2026-05-01").expect(0);
    let back = format!("照会/{NAME}/差戻し/{NAME}_福祉局_高齢福祉課_2.xlsx");
    let back = Book::open(&dir.path().join(back));
    assert!(back.says("ブック全体") && back.says("【必ず】送った行のうち 1 行がありません"));
    change("増.xlsx", &|book| book.add("新しい事業")).expect(0).says(&["M484", "新しい事業"]);
    let rows = merged(dir.path());
    assert_eq!((rows.len(), rows[5]["事業名・取組名"].as_str()), (7, Some("新しい事業")));
    let locked = |book: &mut Book| book.set(&book.column_of("事業名"), row, "別の名");
    change("名.xlsx", &locked).expect(0).says(&["M481", "「会食会」→「別の名」"]);
    assert_eq!(merged(dir.path())[2]["事業名・取組名"], "会食会");
    // a colleague of another section filled this one's workbook in
    let other = Book::open(&sent(dir.path(), "健康課"));
    let stamp = other.texts().into_values().find(|text| text.starts_with("matome:row:")).unwrap();
    let anothers = |book: &mut Book| {
        let at = book.texts().into_iter().find(|(_, text)| text.starts_with("matome:row:")).unwrap().0;
        book.set(&at.1, at.0, &stamp);
    };
    change("他課.xlsx", &anothers).expect(1).says(&["M480", "福祉局健康課"]);
    assert_eq!(status(dir.path(), "健康課")["answered"], 0);
}

#[test]
fn what_is_no_answer_is_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    put(dir.path(), "去年.json", &good());
    let mut other = good();
    other["基準年度"] = 2025.into();
    let rows = other["rows"].as_array_mut().unwrap();
    for row in rows {
        row["課"] = "知らない課".into();
        row["令和8年度時点"] = row["令和7年度時点"].clone();
        row.as_object_mut().unwrap().remove("令和6年度時点");
        row["事業名・取組名"] = "ほかの事業".into();
    }
    put(dir.path(), "他.json", &other);
    std::fs::write(dir.path().join("名簿.csv"), "氏名,電話\n山田,1\n").unwrap();
    for (file, sentence) in [
        ("去年.json", "これは令和6年度からの様式です（この照会は令和7年度から）"),
        ("他.json", "「福祉局知らない課」には、この照会を送っていません"),
        ("名簿.csv", "様式「進捗管理シート」の回答が見つかりません"),
    ] {
        let told = run(dir.path(), "collect", &[file], "2026-05-01").expect(1);
        let lines: Vec<&str> = told.stdout.lines().collect();
        assert!(lines[0].contains(sentence) && lines[1].contains("受け取っていません"), "{file}: {}", told.stdout);
        assert!(!told.stderr.contains("エラー["), "{file}: {}", told.stderr);
    }
    let names = crate::common::names(&dir.path().join("照会").join(NAME));
    assert!(!names.iter().any(|name| name.starts_with("受領/")), "{names:?}");
}

#[test]
fn a_faulty_answer_goes_back_marked_and_comes_again() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let faulty = filled(dir.path(), "回答.xlsx", &|n, c| {
        if (n, c) == (1, 0) { "实施した。".into() } else { plain(n, c) }
    });
    run(dir.path(), "collect", &[&faulty], "2026-05-01").expect(1).says(&["M201"]);
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "要修正");
    run(dir.path(), "return", &["健康課"], "2026-05-02").expect(2).says(&["M493"]);
    let told = run(dir.path(), "return", &[], "2026-05-02").expect(0);
    assert!(told.stdout.contains("高齢福祉課_2.xlsx"), "{}", told.stdout);
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "差戻し中");
    let back = dir.path().join("照会").join(NAME).join("差戻し").join(format!("{NAME}_福祉局_高齢福祉課_2.xlsx"));
    let mut book = Book::open(&back);
    let typed = book.texts().into_iter().find(|(_, text)| text == "实施した。").unwrap().0;
    book.set(&typed.1, typed.0, "実施した。");
    book.save(&dir.path().join("直し.xlsx"));
    let told = run(dir.path(), "collect", &["直し.xlsx"], "2026-05-03").expect(0);
    assert!(told.stdout.contains("「实施した。」 → 「実施した。」"), "{}", told.stdout);
    let line = status(dir.path(), "高齢福祉課");
    assert_eq!((line["state"].as_str(), line["errors"].as_u64()), (Some("提出済"), Some(0)));
    run(dir.path(), "collect", &["--confirm", "高齢福祉課"], "2026-05-04").expect(0);
    assert_eq!(status(dir.path(), "高齢福祉課")["state"], "確認済");
}

#[test]
fn what_stood_there_when_it_was_asked_is_no_answer() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    let settings = dir.path().join("matome.toml");
    // the same year is asked again: its cells are filled already
    let again = std::fs::read_to_string(&settings).unwrap().replace("2025 }", "2024 }");
    std::fs::write(&settings, again).unwrap();
    run(dir.path(), "inquire", &[], "2026-04-10").expect(0);
    let counts = |section: &str| {
        let line = status(dir.path(), section);
        (line["answered"].as_u64().unwrap(), line["asked"].as_u64().unwrap(), line["state"].to_string())
    };
    assert_eq!(counts("高齢福祉課"), (0, 1, "\"未提出\"".to_owned()));
    let sent = sent(dir.path(), "高齢福祉課");
    run(dir.path(), "collect", &[sent.to_str().unwrap()], "2026-05-01");
    assert_eq!(counts("高齢福祉課"), (1, 1, "\"提出済\"".to_owned()));
    assert_eq!(counts("健康課").0, 0);
}

#[test]
fn papers_take_their_answers_from_an_inquiry_and_say_who_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let answer = filled(dir.path(), "回答.xlsx", &plain);
    run(dir.path(), "collect", &[&answer], "2026-05-01").expect(0);
    matome(dir.path(), &["build"]).expect(1).says(&["M491", "福祉局地域福祉課、福祉局健康課"]);
    let force = matome(dir.path(), &["build", "--force"]);
    assert_eq!(force.code, 1);
    let out = std::fs::read_to_string(dir.path().join("out/進捗.json")).unwrap();
    assert!(out.contains("回答3の1。延べ3人が参加した。"), "{out}");
    // each text has the place where the section typed it
    let check = matome(dir.path(), &["check", "progress", &format!("照会:{NAME}"), "--format", "short"]);
    assert!(check.stdout.contains("M103"), "{}", check.stdout);
    // a received file that somebody changed
    let stored = dir.path().join("照会").join(NAME).join("受領/001_回答.xlsx");
    std::fs::write(&stored, "x").unwrap();
    run(dir.path(), "status", &[], "2026-05-02").expect(2).says(&["M475", "受領/001_回答.xlsx"]);
}

#[test]
fn reminders_go_to_those_who_have_something_open() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    for (section, rows) in [("健康課", 1), ("地域福祉課", 1)] {
        let mut book = Book::open(&sent(dir.path(), section));
        book.fill(rows, &plain);
        book.save(&dir.path().join(format!("返/{section}.xlsx")));
    }
    run(dir.path(), "collect", &["返"], "2026-05-01").expect(0);
    let told = run(dir.path(), "remind", &[], "2026-05-12").expect(0);
    assert!(told.stdout.contains("福祉局高齢福祉課  未提出") && !told.stdout.contains("健康課"), "{}", told.stdout);
    let mail = dir.path().join("照会").join(NAME).join("督促/2026-05-12_福祉局_高齢福祉課.txt");
    assert!(std::fs::read_to_string(mail).unwrap().contains("令和8年5月15日（金）"));
}

#[test]
fn an_export_of_a_form_service_is_tied_to_the_fields() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let path = dir.path().join("matome.toml");
    let settings = std::fs::read_to_string(&path).unwrap()
        + &format!(
            "\n[inquiry.\"{NAME}\".columns]\n\"担当 部局\" = \"局区\"\n\"所属課\" = \"課\"\n\"問1 事業の名前\" = \"事業名・取組名\"\n\
             \"問2 どうでしたか\" = \"令和8年度時点_実施状況\"\n"
        );
    std::fs::write(&path, settings).unwrap();
    let csv = "回答日時,担当部局,所属課,問1 事業の名前,問2 どうでしたか\n\
               5/1,福祉局,高齢福祉課,配食,フォームで答えた。\n\
               5/1,福祉局,健康課,健康相談,二人で答えた。\n\
               5/2,福祉局,健康課,健康教室,知らない事業。\n\
               5/2,福祉局,高齢福祉課,,どれのことか。\n";
    let (csv, _, _) = encoding_rs::SHIFT_JIS.encode(csv);
    std::fs::write(dir.path().join("フォーム.csv"), csv).unwrap();
    let told = run(dir.path(), "collect", &["フォーム.csv"], "2026-05-02").expect(1);
    let told = told.says(&["M494", "当たる、尋ねた行がありません", "4 行あり", "M495", "「回答日時」"]);
    assert!(!told.stderr.contains("M482"), "{}", told.stderr);
    assert!(told.stdout.contains("福祉局高齢福祉課ほか 1 課の回答です"), "{}", told.stdout);
    let rows = merged(dir.path());
    assert_eq!(rows[1]["令和8年度時点"]["実施状況"], "フォームで答えた。");
    assert_eq!(rows[5]["令和8年度時点"]["実施状況"], "二人で答えた。");
    assert_eq!(rows[0]["令和8年度時点"]["実施状況"], "");
}

#[test]
fn a_section_that_is_renamed_meanwhile_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    let answer = filled(dir.path(), "回答.xlsx", &plain);
    run(dir.path(), "collect", &[&answer], "2026-05-01").expect(0);
    let path = dir.path().join("matome.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, settings.replacen("[project]\n", "[project]\n\"組織\" = \"組織.csv\"\n", 1)).unwrap();
    let register = "局区,課,旧名\n福祉局,地域福祉課,\n福祉局,長寿課,高齢福祉課\n福祉局,健康課,\n";
    std::fs::write(dir.path().join("組織.csv"), register).unwrap();
    let line = status(dir.path(), "長寿課");
    assert_eq!((&line["state"], &line["answered"]), (&"提出済".into(), &4.into()));
    // the workbook of the old name, a second time
    let late =
        filled(dir.path(), "回答2.xlsx", &|n, c| if (n, c) == (0, 0) { "直した。".into() } else { plain(n, c) });
    let told = run(dir.path(), "collect", &[&late], "2026-05-02").expect(0);
    assert!(told.stdout.contains("福祉局長寿課の差し替えです。受領 1 番から 1 か所が変わりました"), "{}", told.stdout);
    run(dir.path(), "inquire", &[], "2026-05-03").expect(0).says(&["何も書き換えていません"]);
}

#[test]
fn a_version_that_was_saved_before_is_told() {
    let dir = tempfile::tempdir().unwrap();
    begun(dir.path());
    for (name, text, saved) in
        [("新.xlsx", "新しい。", "2026-05-09T09:00:00Z"), ("旧.xlsx", "古い。", "2026-05-08T09:00:00Z")]
    {
        let mut book = Book::open(&sent(dir.path(), "高齢福祉課"));
        book.fill(2, &|n, c| if (n, c) == (0, 0) { text.to_owned() } else { plain(n, c) });
        book.saved(saved);
        book.save(&dir.path().join(name));
    }
    run(dir.path(), "collect", &["新.xlsx"], "2026-05-10").expect(0);
    let told = run(dir.path(), "collect", &["旧.xlsx"], "2026-05-11").expect(0);
    told.says(&["M496", "2026-05-08T09:00:00Z、前のは 2026-05-09T09:00:00Z", "--take 1"]);
    run(dir.path(), "collect", &["--take", "1"], "2026-05-12").expect(0);
    assert_eq!(merged(dir.path())[1]["令和8年度時点"]["実施状況"], "新しい。");
}

#[test]
fn an_inquiry_that_cannot_be_made_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path());
    put(dir.path(), "前回.json", &crate::common::progress(Vec::new()));
    run(dir.path(), "inquire", &[], "2026-04-10").expect(2).says(&["M490"]);
    let words = dir.path().join("templates/letters");
    std::fs::create_dir_all(&words).unwrap();
    std::fs::write(words.join("依頼文.toml"), "title = \"{{知らない名}}\"\nsubject = \"件名\"\nbody = [\"本文\"]\n")
        .unwrap();
    put(dir.path(), "前回.json", &good());
    let told = run(dir.path(), "inquire", &[], "2026-04-10");
    assert!(told.code > 0 && told.stderr.contains("M431"), "{}", told.stderr);
    assert!(!dir.path().join("照会").exists());
}
