//! 年度更新: next fiscal year's project, as a user makes it.

use std::fs;
use std::path::Path;

use matome::Engine;
use matome::finding::Level;
use matome::place::Naming;
use matome::project::Project;
use matome::rollover::{form_of, rollover};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::common::{matome, names};

const SETTINGS: &str = "\
# 汐見原市の紙面
[project]
\"計画\" = \"地域福祉計画\"
\"団体\" = \"汐見原市\"
\"日付\" = 2026-04-01

[years]
\"策定年度\" = 2022            # 計画を作った年度
\"基準年度\" = 2024            # 並べる最初の年度

[[paper]]
name = \"進捗\"                # 課ごと
form = \"progress\"
input = [\"回答\"]              # 各課の回答
\"資料番号\" = \"資料２\"
\"題名\" = \"令和7年度の進捗\"

[[paper]]
name = \"評価\"
form = \"evaluation\"
input = [\"評価.json\"]

[[paper]]
name = \"概要\"
form = \"document\"
input = [\"概要.md\"]
";

const ANSWERS: &str = "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況,令和7年度時点_実施状況\n\
    方向性１,1,見守り,福祉部,地域福祉課,声かけ訪問,120世帯を訪問した。,130世帯を訪問した。\n\
    方向性１,1,見守り,福祉部,地域福祉課,配食,,3560食を届けた。\n";

const SLIPS: &str = "{\"sheets\": [{\"id\": \"s-1\", \"重点施策\": \"育てる\", \"施策の方向\": \"１－１\", \"事業番号\": \"1\", \
    \"事業名\": \"茶話会\", \"概要\": \"集まる。\", \"担当課名\": \"福祉部地域福祉課\", \"実績\": \"3回開いた。\", \"決算額\": 120}]}";

fn project() -> TempDir {
    let dir = tempdir().unwrap();
    for (name, text) in [
        ("今年/matome.toml", SETTINGS),
        ("今年/回答/福祉部.csv", ANSWERS),
        ("今年/評価.json", SLIPS),
        ("今年/概要.md", "# 概要\n\n![流れ](図/流れ.svg)\n"),
        ("今年/図/流れ.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"),
        ("今年/組織.csv", "局区,課\n福祉部,地域福祉課\n"),
        ("今年/out/前の紙面.pdf", "x"),
        ("今年/照会/令和7年度当初/台帳.json", "{}"),
        ("今年/メモ.txt", "x"),
    ] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn next_year_has_last_years_answers_and_room_for_its_own() {
    let dir = project();
    let to = dir.path();
    let run = matome(to, &["rollover", "来年", "--project", "今年"]).expect(0);
    let table: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(table[1], ["進捗", "2", "行", "基準年度", "令和6年度", "基準年度", "令和7年度"]);
    assert_eq!(table[2], ["評価", "1", "事業", "基準年度", "令和6年度", "基準年度", "令和7年度"]);
    assert_eq!(table[3], ["概要", "文書（そのまま）", "-", "-"]);
    let mut made = names(&to.join("来年"));
    made.sort();
    assert_eq!(
        made,
        [
            "matome.toml",
            "前年度/",
            "前年度/評価.json",
            "前年度/評価_回答.json",
            "前年度/進捗.json",
            "前年度/進捗_回答.json",
            "図/",
            "図/流れ.svg",
            "概要.md",
            "組織.csv",
        ]
    );
    let settings = SETTINGS
        .replace("2026-04-01", "2027-04-01 # 要確認")
        .replace("\"基準年度\" = 2024", "\"基準年度\" = 2025")
        .replace("[\"回答\"]", "[\"前年度/進捗.json\"]")
        .replace("[\"評価.json\"]", "[\"前年度/評価.json\"]");
    assert_eq!(fs::read_to_string(to.join("来年/matome.toml")).unwrap(), settings);
    // what was not moved, and what has no place any more, is told
    run.says(&[
        "[M456]",
        "「令和7年度の進捗」",
        "matome.toml:16:",
        "[M451]",
        "令和6年度の回答 1 件",
        "前年度/進捗_回答.json",
    ]);
    let rows = json(to.join("来年/前年度/進捗.json"));
    assert_eq!(rows["rows"][0]["令和7年度時点"]["実施状況"], "130世帯を訪問した。");
    assert_eq!(rows["rows"][0]["令和8年度時点"]["実施状況"], "");
    assert_eq!(rows.get("計画"), None, "matome.toml says it");
    let last = json(to.join("来年/前年度/進捗_回答.json"));
    assert_eq!(last["rows"][0]["令和6年度時点"]["実施状況"], "120世帯を訪問した。");
    assert_eq!(last["rows"][1]["id"], rows["rows"][1]["id"]);
    let sheets = json(to.join("来年/前年度/評価.json"));
    assert_eq!(sheets["sheets"][0]["id"], "s-1");
    assert_eq!((&sheets["sheets"][0]["概要"], &sheets["sheets"][0]["実績"]), (&"集まる。".into(), &"".into()));
    // it works at once
    let built = matome(to, &["build", "--project", "来年", "進捗", "評価"]);
    assert!(to.join("来年/out").is_dir(), "{}{}", built.stdout, built.stderr);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
    // and rolls over again: ids stay, the block that was empty is the first
    matome(to, &["rollover", "再来年", "--project", "来年"]).expect(0);
    let again = json(to.join("再来年/前年度/進捗.json"));
    let ids = |data: &Value| data["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&rows));
    assert_eq!(again["基準年度"], 2026);
    assert_eq!(again["rows"][0]["令和8年度時点"]["実施状況"], "");
    assert!(again["rows"][0].get("令和7年度時点").is_none());
    let text = fs::read_to_string(to.join("再来年/matome.toml")).unwrap();
    assert!(text.contains("\"基準年度\" = 2026            # 並べる最初の年度"), "{text}");
    assert_eq!(text.matches("# 要確認").count(), 1);
}

/// The library gives what the program writes, and writes nothing itself.
#[test]
fn the_library_gives_the_files() {
    let dir = project();
    let folder = dir.path().join("今年");
    let before = names(dir.path());
    let engine = Engine::new().with_folder(&folder).unwrap();
    let project = Project::read(&folder, &Naming::default()).unwrap();
    let (rolled, findings) = rollover(&engine, &project, Some(2025)).into_parts();
    let rolled = rolled.unwrap();
    assert!(findings.iter().all(|finding| finding.level == Level::Info), "{findings:?}");
    assert_eq!(rolled.papers[0].years, [("基準年度".to_owned(), 2024, 2025)]);
    assert_eq!(rolled.papers[1].count.unwrap().number, 1);
    assert!(rolled.files["matome.toml"].starts_with("# 汐見原市の紙面".as_bytes()));
    assert_eq!(form_of(&engine, &folder.join("評価.json")).unwrap().name(), "evaluation");
    assert_eq!(names(dir.path()), before);
    // data of last year that are wrong are taken, and that is told
    fs::write(folder.join("回答/二つ目.csv"), ANSWERS.replace("見守り,福祉部", "訪問,福祉部")).unwrap();
    let (rolled, findings) = rollover(&engine, &project, None).into_parts();
    assert!(rolled.is_some());
    assert!(findings.iter().any(|finding| finding.code.0 == "M453"), "{findings:?}");
}

/// Two papers whose files would be one.
#[test]
fn no_paper_takes_the_file_of_another() {
    let dir = project();
    let settings = SETTINGS.replace("name = \"評価\"", "name = \"進捗_回答\"");
    for settings in [settings.clone(), settings.replace("\"進捗\"", "\"進捗_回答_\"")] {
        fs::write(dir.path().join("今年/matome.toml"), &settings).unwrap();
        let to = if settings.contains("回答_") { "乙" } else { "甲" };
        matome(dir.path(), &["rollover", to, "--project", "今年"]).expect(0);
        let text = fs::read_to_string(dir.path().join(to).join("matome.toml")).unwrap();
        let inputs: Vec<&str> = text.lines().filter(|line| line.contains("前年度/")).collect();
        assert_eq!(inputs.len(), 2, "{text}");
        let sheets =
            inputs.iter().filter_map(|line| line.split('"').nth(1)).map(|path| json(dir.path().join(to).join(path)));
        assert_eq!(sheets.filter(|data| data["様式"] == "evaluation" && data["sheets"][0]["実績"] == "").count(), 1);
    }
}

#[test]
fn the_invented_town_goes_on_with_its_packet() {
    let dir = tempdir().unwrap();
    matome(dir.path(), &["new", "町"]).expect(0);
    let run = matome(dir.path(), &["rollover", "来年", "--project", "町"]).expect(0);
    assert!(run.stdout.contains("掲載事業一覧"), "{}", run.stdout);
    run.says(&["[M456]", "「2026-07-14T13:30:00」", "packet.toml:10:", "「令和8年度第1回」"]);
    let made = names(&dir.path().join("来年"));
    for file in [
        "packet.toml",
        "会議/委員名簿.csv",
        "会議/概要.md",
        "会議/流れ.svg",
        "会議/会場案内.pdf",
        "前年度/実績・計画表.json",
    ] {
        assert!(made.iter().any(|name| name == file), "{file} is not in {made:?}");
    }
    assert!(!made.iter().any(|name| name.starts_with("回答") || name.starts_with("out")), "{made:?}");
    matome(
        dir.path(),
        &["build", "--project", "来年", "進捗管理シート", "掲載事業一覧", "自己評価シート", "実績・計画表"],
    )
    .expect(0);
    // the same input gives the same bytes
    matome(dir.path(), &["rollover", "もう一度", "--project", "町"]).expect(0);
    for name in names(&dir.path().join("もう一度")).iter().filter(|name| !name.ends_with('/')) {
        let read = |folder: &str| fs::read(dir.path().join(folder).join(name)).unwrap();
        assert!(read("来年") == read("もう一度"), "{name}");
    }
}

#[test]
fn an_archive_alone_is_enough() {
    let dir = project();
    let to = dir.path();
    matome(to, &["archive", "進捗", "--project", "今年"]).expect(0);
    let archives = names(&to.join("今年/out/archive"));
    let pdf = format!("今年/out/archive/{}", archives[0]);
    fs::rename(to.join(&pdf), to.join("保存用.pdf")).unwrap();
    fs::remove_dir_all(to.join("今年")).unwrap();
    let run = matome(to, &["rollover", "来年", "--from", "保存用.pdf"]).expect(0);
    assert!(run.stdout.contains("令和7年度"), "{}", run.stdout);
    let rows = json(to.join("来年/前年度/進捗.json"));
    assert_eq!(rows["rows"][1]["令和7年度時点"]["実施状況"], "3560食を届けた。");
    assert!(to.join("来年/templates/progress/form.toml").is_file(), "the form as it was");
    matome(to, &["build", "--project", "来年"]).expect(0);
    // it goes with nothing else
    matome(to, &["rollover", "x", "--from", "保存用.pdf", "保存用.pdf"]).expect(2).says(&["[M457]"]);
    assert!(!to.join("x").exists());
}

#[test]
fn a_published_workbook_alone_is_enough() {
    let dir = project();
    let to = dir.path();
    matome(to, &["render", "progress", "今年/回答", "-o", "進捗管理シート.xlsx", "--project", "今年"]).expect(0);
    fs::remove_dir_all(to.join("今年")).unwrap();
    for (folder, form) in [("来年", &["--form", "progress"][..]), ("来年２", &[])] {
        let mut words = vec!["rollover", folder, "--from", "進捗管理シート.xlsx"];
        words.extend(form);
        let run = matome(to, &words).expect(0);
        assert!(run.stdout.contains("進捗管理シート"), "{}", run.stdout);
        let rows = json(to.join(folder).join("前年度/進捗管理シート.json"));
        assert_eq!((&rows["基準年度"], &rows["策定年度"]), (&2025.into(), &2022.into()));
        assert_eq!(rows["rows"][0]["令和7年度時点"]["実施状況"], "130世帯を訪問した。");
        assert_eq!(rows["rows"][0]["id"].as_str().map(str::len), Some(12));
        matome(to, &["build", "--project", folder]).expect(0);
    }
    // what is of no form
    fs::write(to.join("家計.csv"), "日,店,金額\n1,八百屋,300\n").unwrap();
    matome(to, &["rollover", "x", "--from", "家計.csv"]).expect(2).says(&["[M457]", "--form"]);
    matome(to, &["rollover", "x", "--from", "ない.xlsx"]).expect(2).says(&["[M457]", "見つかりません"]);
    assert!(!to.join("x").exists());
}

#[test]
fn nothing_is_made_where_something_is_or_from_what_cannot_be_read() {
    let dir = project();
    let to = dir.path();
    fs::create_dir(to.join("ある")).unwrap();
    fs::write(to.join("ある/x"), "x").unwrap();
    matome(to, &["rollover", "ある", "--project", "今年"]).expect(2).says(&["空のフォルダーではありません"]);
    assert_eq!(names(&to.join("ある")), ["x"]);
    matome(to, &["rollover", "来年", "--project", "今年", "--year", "2024"]).expect(2).says(&["[M454]", "--year 2025"]);
    matome(to, &["rollover", "来年", "--project", "ある"]).expect(2).says(&["[M080]"]);
    fs::remove_file(to.join("今年/評価.json")).unwrap();
    matome(to, &["rollover", "来年", "--project", "今年"]).expect(2).says(&["評価.json"]);
    let mut left = names(to);
    left.retain(|name| !name.starts_with("今年") && !name.starts_with("ある"));
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn what_lies_outside_is_told_and_the_year_may_be_given() {
    let dir = project();
    let to = dir.path();
    fs::write(to.join("共通.md"), "# 共通\n").unwrap();
    let settings = SETTINGS.replace("概要.md", "../共通.md");
    fs::write(to.join("今年/matome.toml"), settings).unwrap();
    matome(to, &["rollover", "来年", "--project", "今年", "--year", "2026"]).expect(0).says(&["[M455]", "共通.md"]);
    let rows = json(to.join("来年/前年度/進捗.json"));
    assert_eq!(rows["基準年度"], 2026);
    assert!(!names(&to.join("来年")).iter().any(|name| name.contains("共通")));
}

/// The published book of a city, where it is there.
#[test]
fn the_published_book_goes_on() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/progress.xlsx");
    if !book.is_file() {
        return;
    }
    let dir = tempdir().unwrap();
    let run = matome(dir.path(), &["rollover", "来年", "--from", book.to_str().unwrap()]).expect(0);
    assert!(run.stdout.contains("進捗管理シート"), "{}", run.stdout);
    let rows = json(dir.path().join("来年/前年度/進捗管理シート.json"));
    let rows = rows["rows"].as_array().unwrap();
    let ids: std::collections::BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!((rows.len(), ids.len()), (274, 274));
    assert!(rows.iter().all(|row| row["令和4年度時点"]["実施状況"] == ""));
    assert!(rows.iter().any(|row| row["令和3年度時点"]["実施状況"] != ""));
}
