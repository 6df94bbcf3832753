//! What makes two rows the same project: ids in the data, and the words that name it.

use matome::Engine;
use matome::finding::Level;
use matome::meta::Given;
use matome::paper::Data;
use serde_json::{Value, json};

use crate::common::{answer, good, lines, of, progress, read, source, tree};
use matome::source::Format;

fn with_id(id: impl Into<Value>, mut row: Value) -> Value {
    row["id"] = id.into();
    row
}

fn ids(data: &Data) -> Vec<Option<String>> {
    data.keys().iter().map(|key| key.id().map(str::to_owned)).collect()
}

/// The data of a form, with what was noticed.
fn data(form: &str, json: &Value) -> (Data, Vec<matome::finding::Finding>) {
    let engine = Engine::new();
    let form = engine.form(form).value_or_faults().unwrap();
    let (data, findings) = engine.read(&form, &[tree(json)], &Given::default()).into_parts();
    (data.unwrap_or_else(|| panic!("{}", lines(&findings))), findings)
}

#[test]
fn ids_of_rows_come_back_and_nothing_else_changes() {
    let plain = good();
    let mut with = plain.clone();
    with["rows"][0]["id"] = "a-1".into();
    with["rows"][2]["id"] = 12.into();
    let ((plain, none), (with, findings)) = (data("progress", &plain), data("progress", &with));
    assert_eq!((lines(&none), lines(&findings)), (String::new(), String::new()));
    assert_eq!(ids(&with), [Some("a-1".into()), None, Some("12".into())]);
    assert_eq!(ids(&plain), [None, None, None]);
    // written, read again, and taken away again
    let json = with.json().unwrap();
    let (again, _) = data("progress", &serde_json::from_str(&json).unwrap());
    assert_eq!(again.json().unwrap(), json);
    assert_eq!(json.replace("\"id\":\"a-1\",", "").replace("\"id\":\"12\",", ""), plain.json().unwrap());
}

#[test]
fn ids_of_slips_come_back() {
    let sheets = json!({ "様式": "evaluation", "sheets": [
        { "id": "x", "施策の方向": "２－１", "事業番号": "1", "事業名": "見守り" },
        { "施策の方向": "２－１", "事業番号": "2", "事業名": "声かけ" },
    ] });
    let (slips, _) = data("evaluation", &sheets);
    assert_eq!(ids(&slips), [Some("x".into()), None]);
    assert_eq!(slips.keys()[1].words(), ["2-1", "2", "声かけ"]);
    let json = slips.json().unwrap();
    let (again, _) = data("evaluation", &serde_json::from_str(&json).unwrap());
    assert_eq!((ids(&again), again.json().unwrap()), (ids(&slips), json));
}

#[test]
fn lists_have_keys_too() {
    let rows = json!({ "rows": [
        { "施策": "(1) 見守る", "No": 1, "事業名": "声かけ", "事業概要": "訪ねる。", "担当局等": "福祉局" },
        { "施策": "(1) 見守る", "No": 2, "事業名": "声 かけ", "事業概要": "電話する。", "担当局等": "福祉局" },
    ] });
    let (list, findings) = data("programs", &rows);
    // numbers and outlines change from year to year
    assert_eq!(list.keys()[0].words(), ["(1)見守る", "声かけ", "福祉局"]);
    assert_eq!(list.keys()[0].words(), list.keys()[1].words());
    // one office may have several of a name, each with its outline
    assert!(of(&findings, "M106").is_empty(), "{}", lines(&findings));
}

/// An id that stands twice is one project twice; ids that differ are two projects, however alike.
#[test]
fn an_id_decides_what_is_the_same_row() {
    let row = || answer("方向性1", "1", "地域福祉課", "声かけ訪問", "120世帯を訪ねた。");
    let told = |rows: Vec<Value>| {
        let (_, findings) = read(&[tree(&progress(rows))]);
        of(&findings, "M106").iter().map(|f| f.message.ja.clone()).collect::<Vec<_>>()
    };
    let other = || answer("方向性2", "2", "健康課", "健康相談", "12回開いた。");
    assert_eq!(told(vec![row(), row()]), ["同じ事業の行が二つあります: 「声かけ訪問」"]);
    assert_eq!(told(vec![with_id("a", row()), with_id("b", row())]), [""; 0]);
    assert_eq!(told(vec![with_id("a", row()), row()]), ["同じ事業の行が二つあります: 「声かけ訪問」"]);
    let twice = ["同じ id「a」の行が二つあります: 「健康相談」"];
    assert_eq!(told(vec![with_id("a", row()), with_id("a", other())]), twice);
    // no ids: empty ones
    assert_eq!(told(vec![with_id("", row()), with_id(Value::Null, other())]), [""; 0]);
    let sheets = json!({ "sheets": [
        { "id": "x", "施策の方向": "２－１", "事業番号": "1", "事業名": "見守り" },
        { "id": "y", "施策の方向": "２－１", "事業番号": "1", "事業名": "見守り" },
        { "id": "x", "施策の方向": "２－１", "事業番号": "2", "事業名": "声かけ" },
    ] });
    let (_, findings) = data("evaluation", &sheets);
    let told: Vec<&str> = of(&findings, "M127").iter().map(|f| f.message.ja.as_str()).collect();
    assert_eq!(told, ["同じ id「x」の事業が二つあります: 「声かけ」"]);
}

/// Widths and blanks are no difference when one project came in two files.
#[test]
fn words_are_compared_as_people_read_them() {
    let mut wide = answer("方向性１", "１", "地域福祉課", "声かけ 訪問", "訪ねた。");
    wide["事業概要"] = "別の概要。".into();
    let one = tree(&progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", "120世帯を訪ねた。")]));
    let two = source("訂正.json", Format::Json, progress(vec![wide]).to_string().into_bytes());
    let (_, findings) = read(&[one, two]);
    assert_eq!(of(&findings, "M412").len(), 1, "{}", lines(&findings));
}

/// An id that is none, or of something that is no row, is told like any other key.
#[test]
fn nothing_that_is_called_id_is_lost() {
    let mut listed = good();
    listed["rows"][0]["id"] = json!(["a", { "b": 1 }]);
    let (_, findings) = read(&[tree(&listed)]);
    let told = of(&findings, "M057");
    assert!(told.len() == 1 && told[0].message.ja.contains("「id」"), "{}", lines(&findings));
    let group = json!({ "rows": [{ "id": "g", "方向性": "方向性1", "番号": "1", "取組み": "見守り", "事業": good()["rows"] }] });
    let (_, findings) = read(&[tree(&group)]);
    let told = of(&findings, "M053");
    assert!(!told.is_empty() && told.iter().all(|f| f.message.ja.contains("「g」")), "{}", lines(&findings));
}

/// What names a project must be there; what is asked for may still come.
#[test]
fn an_empty_required_field_weighs_the_same_on_every_paper() {
    let sheets = json!({ "sheets": [{ "施策の方向": "２－１", "事業番号": "1", "概要": "訪ねる。" }] });
    let (_, findings) = data("evaluation", &sheets);
    let level = |name: &str| {
        of(&findings, "M103").iter().find(|f| f.message.ja == format!("「{name}」が空です")).map(|f| f.level)
    };
    assert_eq!(
        (level("事業名"), level("重点施策")),
        (Some(Level::Error), Some(Level::Warning)),
        "{}",
        lines(&findings)
    );
}
