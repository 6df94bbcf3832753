//! A form that no Rust knows: a folder with a definition gives every product from every kind of input.

use std::fs;
use std::path::Path;

use crate::common::kit::Kit;
use crate::common::kit::Table;
use crate::common::kit::read_path;
use crate::common::papers::{Paper, bare};
use crate::common::workbook::{Grid, Groups};
use crate::common::{lines, matome, of, texts};
use matome::finding::{Finding, Level};
use matome::meta::Given;
use matome::typeset::Pdf;
use serde_json::{Value, json};
use tempfile::TempDir;

const FORM: &str = include_str!("forms/form.toml");

/// A layout of its own: no table at all.
const LAYOUT: &str = include_str!("forms/layout.typ");

const CSV: &str = "地区,公園名,世話役,面積,令和5年度の手入れ,評価,令和6年度の手入れ,評価\n\
東,さくら公園,花の会,12.5,草を取った。,◎,苗を植えた。,○\n,,緑の会,8,水をやった。,△,,\n,けやき公園,子ども会,3,\"種をまいた。\n囲いを直した。\",○,枯れ葉を掃いた。,◎\n西,つつじ公園,老人会,20,剪定した。,○,剪定した。,○\n";

/// A project folder with the form, and with the layout if asked for.
fn project(layout: bool) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let form = dir.path().join("templates/kadan");
    fs::create_dir_all(&form).unwrap();
    fs::write(form.join("form.toml"), FORM).unwrap();
    if layout {
        fs::write(form.join("layout.typ"), LAYOUT).unwrap();
    }
    fs::write(dir.path().join("a.csv"), CSV).unwrap();
    dir
}

fn read(dir: &Path, name: &str) -> (Table, Vec<Finding>) {
    let project = Kit::with_project(dir).unwrap();
    let source = read_path(&dir.join(name), name).unwrap();
    let mut findings = Vec::new();
    let book = project.read(&project.form("kadan").unwrap(), &[source], &Given::default(), &mut findings);
    (book.unwrap_or_else(|| panic!("{}", lines(&findings))), findings)
}

/// The rows of the CSV as data, with groups on every row and blocks under their names.
fn data() -> Value {
    let row = |area: &str, park: &str, who: &str, size: &str, then: [&str; 2], now: [&str; 2]| {
        json!({ "地区": area, "公園": park, "世話役": who, "面積": size,
            "令和6年度時点": { "手入れ": then[0], "評価": then[1] }, "令和7年度時点": { "手入れ": now[0], "評価": now[1] } })
    };
    json!({ "様式": "kadan", "版": 3, "基準年度": 2024, "rows": [
        row("東", "さくら公園", "花の会", "12.5", ["草を取った。", "◎"], ["苗を植えた。", "○"]),
        row("東", "さくら公園", "緑の会", "8", ["水をやった。", "△"], ["", ""]),
        row("東", "けやき公園", "子ども会", "3", ["種をまいた。\n囲いを直した。", "○"], ["枯れ葉を掃いた。", "◎"]),
        row("西", "つつじ公園", "老人会", "20", ["剪定した。", "○"], ["剪定した。", "○"]),
    ] })
}

/// The data in TOML or YAML; a text in lines is a list of texts.
fn toml_text() -> String {
    let mut out = String::from("\"様式\" = \"kadan\"\n\"基準年度\" = 2024\n");
    for row in data()["rows"].as_array().unwrap() {
        out.push_str("[[rows]]\n");
        let (blocks, plain): (Vec<_>, Vec<_>) = row.as_object().unwrap().iter().partition(|(_, v)| v.is_object());
        for (key, value) in plain {
            // numbers stand without quotes, and keep their spelling
            let text = value.as_str().unwrap();
            out.push_str(&if key == "面積" {
                format!("\"{key}\" = {text}\n")
            } else {
                format!("\"{key}\" = {value}\n")
            });
        }
        for (key, block) in blocks {
            out.push_str(&format!("[rows.\"{key}\"]\n"));
            out.extend(block.as_object().unwrap().iter().map(|(key, value)| format!("\"{key}\" = {value}\n")));
        }
    }
    out
}

fn yaml_text() -> String {
    let mut out = String::from("様式: kadan\n基準年度: 2024\nrows:\n");
    for row in data()["rows"].as_array().unwrap() {
        let mut dash = "- ";
        for (key, value) in row.as_object().unwrap() {
            match value.as_object() {
                None => out.push_str(&format!("{dash}{key}: {value}\n")),
                Some(block) => {
                    out.push_str(&format!("{dash}{key}:\n"));
                    for (key, value) in block {
                        let parts: Vec<String> =
                            value.as_str().unwrap().split('\n').map(|t| format!("\n    - \"{t}\"")).collect();
                        let list = parts.len() > 1;
                        out.push_str(&format!(
                            "    {key}: {}\n",
                            if list { parts.concat() } else { value.to_string() }
                        ));
                    }
                }
            }
            dash = "  ";
        }
    }
    out
}

#[test]
fn the_same_plan_from_every_kind_of_input() {
    let dir = project(false);
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("a.json", data().to_string().as_bytes());
    put("a.toml", toml_text().as_bytes());
    put("a.yaml", yaml_text().as_bytes());
    let (book, findings) = read(dir.path(), "a.json");
    assert_eq!(lines(&findings), "");
    assert_eq!((book.plan().rows.len(), book.plan().columns.len()), (4, 8));
    for (name, groups) in
        [("merged.xlsx", Groups::Merged), ("blank.xlsx", Groups::BlankBelow), ("every.xlsx", Groups::EveryRow)]
    {
        put(name, &Grid::of(&book, groups).bytes());
    }
    let json = book.json();
    for name in ["a.csv", "a.toml", "a.yaml", "merged.xlsx", "blank.xlsx", "every.xlsx"] {
        let (other, findings) = read(dir.path(), name);
        assert_eq!(lines(&findings), "", "{name}");
        assert_eq!(texts(other.plan()), texts(book.plan()), "{name}");
        assert_eq!(other.json(), json, "{name}");
    }
}

#[test]
fn every_product_without_a_layout_of_its_own() {
    let dir = project(false);
    let outputs = ["-o", "a.pdf", "-o", "a.xlsx", "-o", "a.json"];
    matome(dir.path(), &[&["render", "kadan", "a.csv", "--strict"], &outputs[..]].concat()).expect(0);
    let paper = Paper::of(&fs::read(dir.path().join("a.pdf")).unwrap());
    let sizes: Vec<_> = paper.sizes().iter().map(|(width, height)| (width.round(), height.round())).collect();
    assert_eq!(sizes, [(842.0, 595.0)]);
    assert_eq!(paper.text(paper.info(), "Title"), "花壇の手入れ表");
    let elements = paper.elements();
    let heads: Vec<&str> = elements.iter().filter(|e| e.kind == "TH").map(|e| e.text.as_str()).collect();
    for head in
        ["花壇", "面積（㎡）", "令和6年度", "令和5年度の手入れ", "令和7年度", "令和6年度の手入れ", "東", "けやき公園"]
    {
        assert!(heads.contains(&head), "{head} in {heads:?}");
    }
    for text in ["種をまいた。囲いを直した。", "12.5", "◎"] {
        assert!(elements.iter().any(|e| e.kind == "TD" && e.text == text), "{text}");
    }
    // the workbook and the data are input again
    for name in ["a.xlsx", "a.json"] {
        matome(dir.path(), &["render", "kadan", name, "-o", "b.json", "--strict"]).expect(0);
        assert_eq!(
            fs::read(dir.path().join("b.json")).unwrap(),
            fs::read(dir.path().join("a.json")).unwrap(),
            "{name}"
        );
    }
    let data: Value = serde_json::from_slice(&fs::read(dir.path().join("a.json")).unwrap()).unwrap();
    assert_eq!((&data["様式"], &data["版"], &data["基準年度"]), (&"kadan".into(), &3.into(), &2024.into()));
}

#[test]
fn a_layout_of_its_own_is_used() {
    let dir = project(true);
    let (book, _) = read(dir.path(), "a.csv");
    let project = Kit::with_project(dir.path()).unwrap();
    let bytes = project.pdf(&book, &Pdf::default()).unwrap();
    let paper = Paper::of(&bytes);
    assert_eq!(paper.pages(), book.pages().len());
    let elements = paper.elements();
    assert!(elements.iter().all(|e| e.kind != "Table"), "this layout has no table");
    assert!(elements[0].text.contains("自前の紙面") && elements[0].text.contains("つつじ公園"));
}

#[test]
fn faults_are_found_where_they_were_typed() {
    let dir = project(false);
    let mut rows = data();
    rows["rows"][1]["令和6年度時点"]["評価"] = "良".into();
    rows["rows"][2]["令和7年度時点"]["手入れ"] = "とても長い手入れの話を書きました。まだ続きます。".into();
    rows["rows"][3]["世話役"] = "".into();
    let good = read(dir.path(), "a.csv").0;
    fs::write(dir.path().join("a.json"), serde_json::to_string_pretty(&rows).unwrap()).unwrap();
    let (book, found) = read(dir.path(), "a.json");
    let one = |code: &str, found: &[Finding]| {
        let of = of(found, code);
        assert_eq!(of.len(), 1, "{code} in\n{}", lines(found));
        (of[0].level, of[0].place.as_ref().unwrap().to_string(), format!("{} {:?}", of[0].message.ja, of[0].hints))
    };
    let text = fs::read_to_string(dir.path().join("a.json")).unwrap();
    let line = |needle: &str| text[..text.find(needle).unwrap()].matches('\n').count() + 1;
    let (level, place, words) = one("M104", &found);
    assert_eq!((level, place), (Level::Error, format!("a.json:{}:15", line("\"良\""))));
    assert!(words.contains("「良」") && words.contains("◎、○、△"), "{words}");
    let (level, place, words) = one("M105", &found);
    assert_eq!((level, place), (Level::Warning, format!("a.json:{}:16", line("とても長い"))));
    assert!(words.contains("4 字長すぎます（24 字、目安は 20 字まで）"), "{words}");
    assert_eq!(one("M103", &found).0, Level::Error);
    // the same faults in a workbook have cells
    fs::write(dir.path().join("a.xlsx"), Grid::of(&book, Groups::Merged).bytes()).unwrap();
    let (_, found) = read(dir.path(), "a.xlsx");
    let cell = |code: &str| one(code, &found).1.rsplit('!').next().unwrap().to_owned();
    assert_eq!([cell("M104"), cell("M105"), cell("M103")], ["F4", "G5", "C6"]);
    assert_eq!(good.plan().rows.len(), book.plan().rows.len());
}

#[test]
fn the_schema_allows_an_empty_choice() {
    let dir = project(false);
    let form = Kit::with_project(dir.path()).unwrap().form("kadan").unwrap();
    let (book, _) = read(dir.path(), "a.csv");
    assert!(book.json().contains("\"評価\":\"\""));
    let schema = form.schema();
    let choices = &schema["properties"]["rows"]["items"]["properties"]["令和7年度時点"]["properties"]["評価"]["enum"];
    assert!(choices.as_array().unwrap().contains(&"".into()), "{choices}");
}

#[test]
fn next_years_sheet_is_a_changed_number() {
    let dir = project(false);
    let heads = |args: &[&str]| {
        matome(
            dir.path(),
            &[&["render", "kadan", "n.csv", "-o", "n.pdf", "-o", "n.xlsx", "-o", "n.json"], args].concat(),
        )
        .expect(0);
        let paper = Paper::of(&fs::read(dir.path().join("n.pdf")).unwrap());
        let heads: Vec<String> = paper
            .elements()
            .iter()
            .filter(|e| e.kind == "TH" && e.text.contains("年度"))
            .map(|e| bare(&e.text))
            .collect();
        let xlsx = read_path(&dir.path().join("n.xlsx"), "n.xlsx").unwrap();
        // those of データ are the names of data files: 令和6年度時点_手入れ
        let official = |text: &String| text.contains("年度") && !text.contains('_');
        let cells: Vec<String> = matome::source::texts(&xlsx).map(|(text, _)| bare(text)).filter(official).collect();
        assert_eq!(heads, cells);
        (heads, fs::read_to_string(dir.path().join("n.json")).unwrap())
    };
    // an input that does not tell its year
    fs::write(dir.path().join("n.csv"), "地区,公園,世話役,手入れ,評価\n東,さくら公園,花の会,草を取った。,◎\n").unwrap();
    let (now, json) = heads(&[]);
    assert_eq!(now, ["令和6年度", "令和7年度", "令和5年度の手入れ", "令和6年度の手入れ"]);
    assert!(json.contains("\"令和6年度時点\":{\"手入れ\":\"草を取った。\""));
    let (next, json) = heads(&["--year", "2025"]);
    assert_eq!(next, ["令和7年度", "令和8年度", "令和6年度の手入れ", "令和7年度の手入れ"]);
    assert!(json.contains("\"令和7年度時点\":{\"手入れ\":\"草を取った。\""));
    let form = dir.path().join("templates/kadan/form.toml");
    fs::write(&form, FORM.replace("\"基準年度\" = 2024", "\"基準年度\" = 2025")).unwrap();
    assert_eq!(heads(&[]).0, next);
    fs::write(&form, FORM.replace("\"基準年度\" = 2024", "\"基準年度\" = 2018")).unwrap();
    assert_eq!(heads(&[]).0, ["平成30年度", "令和元年度", "平成29年度の手入れ", "平成30年度の手入れ"]);
}
