//! The same rows under other years: what moves, what stays, what is told; ids; whose a row is.

use std::fs;

use matome::meta::{Given, Years};
use matome::source::{Format, read_bytes};
use matome::{Data, Engine, Form};
use serde_json::{Value, json};
use tempfile::tempdir;

use matome::finding::Finding;

use crate::common::lines;

fn read(engine: &Engine, form: &Form, json: &Value) -> Data {
    let source = read_bytes(json.to_string().into_bytes(), "データ.json", Format::Json).unwrap();
    engine.read(form, &[source], &Given::default()).value_or_faults().unwrap()
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.0).collect()
}

fn years(base: i32) -> Years {
    Years::from([("基準年度".to_owned(), base)])
}

fn as_json(data: &Data) -> Value {
    serde_json::from_str(&data.json().unwrap()).unwrap()
}

fn progress() -> Value {
    let row = |n: u32, id: Value| {
        json!({
            "id": id, "方向性": "方向性１", "番号": "1", "取組み": "見守り", "局区": "福祉部", "課": "地域福祉課",
            "事業名・取組名": format!("声かけ{n}"), "事業概要": "家を訪ねる。",
            "令和6年度時点": { "実施状況": format!("{n}軒を訪ねた。"), "評価・課題": "人手が足りない。" },
            "令和7年度時点": { "実施状況": format!("{n}0軒を訪ねた。"), "今後の方向性": "続ける。" },
        })
    };
    json!({ "様式": "progress", "基準年度": 2024, "rows": [row(1, json!("a-1")), row(2, Value::Null)] })
}

#[test]
fn an_answer_goes_to_the_block_of_its_year() {
    let engine = Engine::new();
    let form = engine.form("progress").value_or_faults().unwrap();
    let told = read(&engine, &form, &progress()).in_years(&years(2025));
    let gone = told.findings().to_vec();
    assert_eq!(codes(&gone), ["M451"]);
    assert!(gone[0].message.ja.starts_with("令和6年度の回答 4 件は"), "{}", gone[0]);
    let data = told.value_or_faults().unwrap();
    // what it wrote is read as it was
    let again = read(&engine, &form, &as_json(&data));
    for data in [&data, &again] {
        let json = as_json(data);
        let row = &json["rows"][1];
        assert_eq!(json["基準年度"], 2025);
        assert_eq!(json["策定年度"], 2022);
        assert_eq!(row["事業概要"], "家を訪ねる。");
        assert_eq!(row["令和7年度時点"]["実施状況"], "20軒を訪ねた。");
        assert_eq!(row["令和7年度時点"]["今後の方向性"], "続ける。");
        assert_eq!(row["令和8年度時点"], json!({ "実施状況": "", "評価・課題": "", "今後の方向性": "" }));
        assert_eq!(row.get("令和6年度時点"), None);
    }
    // a second year on, the first one's answers are gone, and an unchanged year changes nothing
    let two = read(&engine, &form, &progress()).in_years(&years(2026));
    assert_eq!(two.findings().len(), 2);
    let same = read(&engine, &form, &progress());
    assert_eq!(same.in_years(&years(2024)).value_or_faults().unwrap().json(), same.json());
    // the year of the plan does not move answers
    let plan = same.in_years(&Years::from([("策定年度".to_owned(), 2023)]));
    assert_eq!(plan.findings(), []);
    assert_eq!(as_json(plan.value().unwrap())["rows"], as_json(&same)["rows"]);
}

#[test]
fn a_column_whose_heading_names_the_year_is_empty_in_the_next() {
    let engine = Engine::new();
    let form = engine.form("matrix").value_or_faults().unwrap();
    let row = json!({
        "基本目標": "目標１", "施策展開の方向性": "方向性", "施策の展開": "広げる。", "区分": "市民", "それぞれの役割": "あいさつをする。",
        "実績": "3回開いた。", "実績の事業": "茶話会", "計画": "4回開く。", "計画の事業": "茶話会",
    });
    let data = read(&engine, &form, &json!({ "様式": "matrix", "基準年度": 2025, "rows": [row] }));
    let told = data.in_years(&years(2026));
    assert_eq!(codes(told.findings()), ["M451"]);
    let row = &as_json(told.value().unwrap())["rows"][0];
    assert_eq!((&row["それぞれの役割"], &row["施策の展開"]), (&json!("あいさつをする。"), &json!("広げる。")));
    assert!(["実績", "実績の事業", "計画", "計画の事業"].iter().all(|field| row[*field] == ""), "{row}");
    assert_eq!(data.section(0), (String::new(), String::new()), "区分 is no 区");
}

#[test]
fn what_names_a_project_stays_on_a_slip() {
    let engine = Engine::new();
    let form = engine.form("evaluation").value_or_faults().unwrap();
    let sheet = json!({
        "id": 7, "重点施策": "育てる", "施策の方向": "１－１", "事業番号": "1", "事業名": "茶話会", "概要": "集まる。",
        "担当課名": "福祉部　地域福祉課", "事業の対象者": ["高齢者"], "実績": "3回", "決算額": 120, "予算額": 130,
        "事業実績": { "text": "増えた。", "table": { "columns": ["年", "回"], "rows": [["6", "3"]] } },
    });
    let data = read(&engine, &form, &json!({ "様式": "evaluation", "基準年度": 2024, "期": 4, "sheets": [sheet] }));
    let told = data.in_years(&years(2025));
    assert_eq!(codes(told.findings()), ["M451"]);
    assert!(told.findings()[0].message.ja.contains(" 4 件"), "{}", told.findings()[0]);
    let new = told.value_or_faults().unwrap();
    let json = as_json(&new);
    let sheet = &json["sheets"][0];
    assert_eq!((&json["基準年度"], &json["期"]), (&json!(2025), &json!(4)));
    assert_eq!(sheet["id"], "7");
    assert_eq!(sheet["事業の対象者"], json!(["高齢者"]));
    assert_eq!((&sheet["概要"], &sheet["担当課名"]), (&json!("集まる。"), &json!("福祉部　地域福祉課")));
    assert_eq!((&sheet["実績"], &sheet["決算額"], &sheet["予算額"]), (&json!(""), &Value::Null, &Value::Null));
    assert_eq!(sheet["事業実績"], "");
    assert_eq!(read(&engine, &form, &json).json(), new.json());
    assert_eq!(new.section(0), ("福祉部".into(), "地域福祉課".into()));
}

#[test]
fn a_form_says_what_becomes_of_its_fields() {
    let dir = tempdir().unwrap();
    let folder = dir.path().join("templates/patrol");
    fs::create_dir_all(&folder).unwrap();
    let text = "kind = \"table\"\nname = \"patrol\"\ntitle = \"巡回の記録\"\nversion = 1\nrolling = [\"基準年度\", \"開始年度\"]\n\
        section = [\"持ち場\"]\n[years]\n\"基準年度\" = 2025\n\"開始年度\" = 2020\n\
        [[field]]\nname = \"場所\"\nheading = [\"場所\"]\nwidth = 30\nrequired = true\n\
        [[field]]\nname = \"持ち場\"\nheading = [\"持ち場\"]\nwidth = 30\n\
        [[field]]\nname = \"前の評価\"\nheading = [\"前の年度の評価\"]\nwidth = 30\n\
        [[field]]\nname = \"評価\"\nheading = [\"{{年度 基準}}の評価\"]\nwidth = 30\nnext = \"前の評価\"\n\
        [[field]]\nname = \"写真\"\nheading = [\"{{年度 開始}}からの写真\"]\nwidth = 30\ncarry = \"keep\"\n\
        [[field]]\nname = \"点数\"\nheading = [\"点数\"]\nwidth = 30\ncarry = \"empty\"\n";
    fs::write(folder.join("form.toml"), text).unwrap();
    let engine = Engine::new().with_folder(dir.path()).unwrap();
    let form = engine.form("patrol").value_or_faults().unwrap();
    assert_eq!(form.rolling(), ["基準年度", "開始年度"]);
    let row =
        json!({ "場所": "港", "持ち場": "港湾局管理課", "前の評価": "可", "評価": "良", "写真": "3枚", "点数": "80" });
    let data = read(&engine, &form, &json!({ "基準年度": 2025, "rows": [row] }));
    let new = data.in_years(&years(2026)).value_or_faults().unwrap();
    let row = &as_json(&new)["rows"][0];
    let texts = ["場所", "前の評価", "評価", "写真", "点数"].map(|field| row[field].as_str().unwrap().to_owned());
    assert_eq!(texts, ["港", "良", "", "3枚", ""]);
    assert_eq!(new.section(0), ("港湾局".into(), "管理課".into()));
    // mistakes have their place
    for (wrong, code) in [
        ("next = \"前の評価\"", "next = \"ない\""),
        ("carry = \"keep\"", "carry = \"いつも\""),
        ("carry = \"empty\"", "carry = \"empty\"\nnext = \"評価\""),
        ("section = [\"持ち場\"]", "section = [\"課\"]"),
        ("section = [\"持ち場\"]", "section = []"),
        ("\"開始年度\"]", "\"終わり\"]"),
    ] {
        fs::write(folder.join("form.toml"), text.replacen(wrong, code, 1)).unwrap();
        let told = Engine::new().with_folder(dir.path()).unwrap().form("patrol");
        assert_eq!(told.findings().len(), 1, "{code}: {}", lines(told.findings()));
        assert!(told.findings()[0].place.as_ref().unwrap().to_string().contains("form.toml:"));
    }
}

#[test]
fn ids_are_the_same_for_the_same_rows() {
    let engine = Engine::new();
    let form = engine.form("progress").value_or_faults().unwrap();
    let data = read(&engine, &form, &progress()).with_ids();
    let id = |data: &Data, row: usize| data.keys()[row].id().unwrap().to_owned();
    assert_eq!(id(&data, 0), "a-1");
    let made = id(&data, 1);
    assert_eq!(made.len(), 12);
    // widths and order do not matter, and an id that was made stays when the name changes
    let mut other = progress();
    let rows = other["rows"].as_array_mut().unwrap();
    rows.reverse();
    rows[0]["事業名・取組名"] = "声かけ ２".into();
    let other = read(&engine, &form, &other).with_ids();
    assert_eq!(id(&other, 0), made);
    let mut renamed = as_json(&data);
    renamed["rows"][1]["事業名・取組名"] = "あいさつ".into();
    let renamed = read(&engine, &form, &renamed);
    assert_eq!(id(&renamed.in_years(&years(2025)).value_or_faults().unwrap().with_ids(), 1), made);
    assert_eq!(data.section(0), ("福祉部".into(), "地域福祉課".into()));
    assert_eq!(data.section(9), (String::new(), String::new()));
}
