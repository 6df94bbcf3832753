//! The worksheet データ of a workbook: one row a project, numbers as numbers, read where the paper's own sheet is gone.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::common::kit::{Kit, Table};
use crate::common::{BUILT_IN, answer, lines, of, progress, read, source};
use crate::source::package::zipped;
use calamine::{Data, Reader, Xlsx as Calamine};
use matome::finding::{Finding, Level};
use matome::meta::Given;
use matome::source::{Format, read_bytes};
use matome::xlsx::Xlsx;
use serde_json::{Value, json};
use tempfile::TempDir;

const FORM: &str = r#"
kind = "table"
name = "salon"
title = "通いの場の一覧"
version = 1

[years]
"基準年度" = 2025

[[field]]
name = "地区"
heading = ["地区"]
width = 25
group = 1
key = true
continued = true
required = true

[[field]]
name = "名称"
heading = ["名称"]
width = 60
required = true

[[field]]
name = "参加者"
heading = ["{{年度 基準}}", "参加者"]
width = 40
type = "number"
format = "人"

[[field]]
name = "補助額"
heading = ["{{年度 基準}}", "補助額（千円）"]
width = 40
type = "number"

[[field]]
name = "電話"
heading = ["電話"]
width = 40
"#;

fn project(form: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/salon");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("form.toml"), form).unwrap();
    dir
}

fn row(area: &str, name: &str, people: &str, money: &str, phone: &str) -> Value {
    json!({ "地区": area, "名称": name, "参加者": people, "補助額": money, "電話": phone })
}

fn salon() -> Value {
    json!({ "様式": "salon", "版": 1, "基準年度": 2024, "計画": "磯の暮らしプラン", "団体": "汐見原市",
        "資料番号": "資料３", "rows": [
        row("港", "磯の縁側", "1,234人", "1,200", "0120-000-000"),
        row("港", "浜の台所", "12人（延べ）", "△5", "0312345678"),
        row("丘", "星見の会", "約30", "850.5", "007"),
        row("丘", "森の茶会", "－", "0", "1234567890123456"),
        row("丘", "月の集い", "8", "", ""),
    ] })
}

fn load(dir: &Path, name: &str, bytes: Vec<u8>, given: &Given) -> (Option<Table>, Vec<Finding>) {
    let kit = Kit::with_project(dir).unwrap();
    let format = if name.ends_with("json") { Format::Json } else { Format::Xlsx };
    let mut findings = Vec::new();
    let source = read_bytes(bytes, name, format).unwrap();
    let book = kit.read(&kit.form("salon").unwrap(), &[source], given, &mut findings);
    (book, findings)
}

fn book(dir: &Path) -> Table {
    let (book, findings) = load(dir, "元.json", salon().to_string().into_bytes(), &Given::default());
    book.unwrap_or_else(|| panic!("{}", lines(&findings)))
}

fn xlsx(dir: &Path, book: &Table) -> Vec<u8> {
    Kit::with_project(dir).unwrap().xlsx(book, &Xlsx::default()).unwrap()
}

/// A workbook whose parts were changed.
fn altered(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        parts.push((name.clone(), change(&name, text).into_bytes()));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
    zipped(&parts)
}

/// The workbook without a sheet, as when a clerk deletes it.
pub fn without_sheet(bytes: &[u8], number: usize) -> Vec<u8> {
    let sheet = regex::Regex::new(&format!(r#"<sheet name="[^"]*" sheetId="{number}"[^>]*/>"#)).unwrap();
    let names = regex::Regex::new(r"(?s)<definedNames>.*</definedNames>").unwrap();
    altered(bytes, |part, text| match part {
        "xl/workbook.xml" => names.replace(&sheet.replace(&text, ""), "").into_owned(),
        _ => text,
    })
}

/// A part of the workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// A text typed into a cell of a sheet.
fn typed(bytes: &[u8], sheet: &str, cell: &str, text: &str) -> Vec<u8> {
    let own = regex::Regex::new(&format!(r#"<c r="{cell}"( s="\d+")[^>]*>.*?</c>"#)).unwrap();
    altered(bytes, |part, xml| {
        if !part.ends_with(sheet) {
            return xml;
        }
        assert!(own.is_match(&xml), "{cell}");
        own.replace(&xml, format!(r#"<c r="{cell}"$1 t="inlineStr"><is><t>{text}</t></is></c>"#)).into_owned()
    })
}

fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut workbook: Calamine<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    workbook.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn plain_numbers_are_numbers_and_other_texts_stay_as_typed() {
    let dir = project(FORM);
    let bytes = xlsx(dir.path(), &book(dir.path()));
    let text = |text: &str| Data::String(text.to_owned());
    for (sheet, top) in [("通いの場の一覧", 4), ("データ", 1)] {
        let rows: Vec<Vec<Data>> = cells(&bytes, sheet)[top..].iter().map(|row| row[2..5].to_vec()).collect();
        assert_eq!(
            rows,
            [
                [Data::Float(1234.0), Data::Float(1200.0), text("0120-000-000")],
                [text("12人（延べ）"), Data::Float(-5.0), text("0312345678")],
                [text("約30"), Data::Float(850.5), text("007")],
                [text("－"), Data::Float(0.0), text("1234567890123456")],
                [Data::Float(8.0), Data::Empty, Data::Empty],
            ],
            "{sheet}"
        );
    }
    let styles = part(&bytes, "xl/styles.xml").replace("&quot;", "\"");
    for code in ["#,##0\"人\";\"△\"#,##0\"人\"", "#,##0;\"△\"#,##0", "#,##0.0;\"△\"#,##0.0"] {
        assert!(styles.contains(&format!("formatCode=\"{code}\"")), "{code} in {styles}");
    }
}

#[test]
fn a_workbook_with_numbers_is_read_back_as_it_was() {
    let dir = project(FORM);
    let one = book(dir.path());
    let bytes = xlsx(dir.path(), &one);
    for (name, bytes) in [
        ("再.xlsx", bytes.clone()),
        ("公式だけ.xlsx", without_sheet(&bytes, 2)),
        ("データだけ.xlsx", without_sheet(&bytes, 1)),
    ] {
        let (again, findings) = load(dir.path(), name, bytes, &Given::default());
        let again = again.unwrap_or_else(|| panic!("{name}: {}", lines(&findings)));
        // 団体 stands on no official sheet
        let json = if name == "公式だけ.xlsx" {
            one.json().replace("\"団体\":\"汐見原市\",", "")
        } else {
            one.json()
        };
        assert_eq!(again.json(), json, "{name}");
        let told: Vec<&Finding> = findings.iter().filter(|f| f.code.0 != "M306").collect();
        assert_eq!(told.iter().map(|f| &f.message.ja).collect::<Vec<_>>(), Vec::<&String>::new(), "{name}");
    }
}

#[test]
fn texts_that_are_no_numbers_are_told_once_and_change_no_paper() {
    let dir = project(FORM);
    let (with, findings) = load(dir.path(), "元.json", salon().to_string().into_bytes(), &Given::default());
    let told: Vec<(&str, Level)> = of(&findings, "M306").iter().map(|f| (f.message.ja.as_str(), f.level)).collect();
    assert_eq!(
        told,
        [
            ("参加者の「12人（延べ）」は、XLSX では数にならず、合計に入りません", Level::Info),
            ("参加者の「約30」は、XLSX では数にならず、合計に入りません", Level::Info),
        ]
    );
    let plain = project(
        &FORM
            .replace("type = \"number\"\nformat = \"人\"", "align = \"right\"")
            .replace("type = \"number\"", "align = \"right\""),
    );
    let (without, findings) = load(plain.path(), "元.json", salon().to_string().into_bytes(), &Given::default());
    assert_eq!(of(&findings, "M306").len(), 0);
    let (with, without) = (with.unwrap(), without.unwrap());
    assert_eq!(with.json(), without.json());
    let pdf = |dir: &TempDir, book: &Table| {
        Kit::with_project(dir.path()).unwrap().pdf(book, &matome::typeset::Pdf::default()).unwrap()
    };
    assert!(pdf(&dir, &with) == pdf(&plain, &without), "the paper is drawn as before");
}

#[test]
fn faults_of_the_definition_are_told_where_they_stand() {
    for (from, to, message) in [
        (
            "type = \"number\"\nformat",
            "type = \"integer\"\nformat",
            "列「参加者」の type は number（数）か text です: 「integer」",
        ),
        ("type = \"number\"\nformat", "format", "列「参加者」の format は、type = \"number\" の列に書きます"),
        (
            "format = \"人\"",
            "format = \"#,##0人\"",
            "列「参加者」の format は、数の後ろに付く単位（千円、人、件 など、10 字まで）です: 「#,##0人」",
        ),
    ] {
        let dir = project(&FORM.replace(from, to));
        let faults = Kit::with_project(dir.path()).unwrap().form("salon").unwrap_err().into_findings();
        let told: Vec<(&str, &str)> = faults.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
        assert_eq!(told, [("M076", message)]);
    }
}

#[test]
fn a_row_a_project_under_one_frozen_row_of_headings_with_a_filter() {
    let (book, _) = read(&[source("元.json", Format::Json, many().to_string().into_bytes())]);
    let bytes = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    let rows = cells(&bytes, "データ");
    let text = |cell: &Data| if let Data::String(text) = cell { text.clone() } else { String::new() };
    let data: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(text).collect()).collect();
    assert_eq!(data[0][..4], ["方向性", "番号", "取組み", "内容"]);
    assert_eq!(data[0][9..11], ["令和6年度時点_実施状況", "令和6年度時点_評価・課題"]);
    assert_eq!(data.len(), book.plan().rows.len() + 1);
    for (row, own) in data[1..].iter().zip(&book.plan().rows) {
        let own: Vec<&str> = own.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(row[..own.len()], own[..]);
    }
    let xml = part(&bytes, "xl/worksheets/sheet2.xml");
    let last = book.plan().rows.len() + 1;
    assert!(xml.contains(&format!("<autoFilter ref=\"A1:O{last}\"/>")), "{xml}");
    assert!(xml.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{xml}");
    assert!(!xml.contains("<mergeCell "), "{xml}");
    // under merged groups a filter would show the first row of each alone
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<autoFilter"));
    let (again, findings) = read(&[source("再.xlsx", Format::Xlsx, bytes.clone())]);
    assert_eq!(again.json(), book.json(), "{}", lines(&findings));
    let (again, findings) = read(&[source("再.xlsx", Format::Xlsx, without_sheet(&bytes, 1))]);
    assert_eq!(again.json(), book.json(), "{}", lines(&findings));
}

fn many() -> Value {
    let row = |n: usize| {
        answer(
            &format!("方向性{}", 1 + n / 20),
            &(1 + n / 4).to_string(),
            &format!("{n}課"),
            &format!("声かけ{n}"),
            &"窓口で相談を受け、支援につないだ。".repeat(1 + n % 7),
        )
    };
    progress((0..60).map(row).collect())
}

#[test]
fn a_list_without_merged_cells_has_a_filter_on_its_own_sheet() {
    let flat = FORM.replace("group = 1\nkey = true\ncontinued = true\n", "");
    let dir = project(&flat);
    let bytes = xlsx(dir.path(), &book(dir.path()));
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(xml.contains("<autoFilter ref=\"A4:E9\"/>"), "{xml}");
    let grouped = project(FORM);
    let bytes = xlsx(grouped.path(), &book(grouped.path()));
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<autoFilter"));
}

#[test]
fn what_is_typed_into_the_data_alone_is_an_error_with_both_cells() {
    let dir = project(FORM);
    let one = book(dir.path());
    let bytes = xlsx(dir.path(), &one);
    let (again, findings) =
        load(dir.path(), "再.xlsx", typed(&bytes, "sheet2.xml", "B3", "浜の食堂"), &Given::default());
    assert_eq!(again.unwrap().json(), one.json(), "the paper's own sheet is what counts");
    let told = of(&findings, "M307");
    assert_eq!(told.len(), 1, "{}", lines(&findings));
    assert_eq!(told[0].level, Level::Error);
    assert_eq!(
        told[0].message.ja,
        "「データ」のシートの名称が、公式のシートと違います: 「浜の【食堂】」と「浜の【台所】」"
    );
    let places: Vec<String> = told[0].place.iter().chain(&told[0].related).map(|p| p.to_string()).collect();
    assert_eq!(places, ["再.xlsx!データ!B3", "再.xlsx!通いの場の一覧!B6"]);
    // with the paper's sheet deleted, it is the answer
    let alone = without_sheet(&typed(&bytes, "sheet2.xml", "B3", "浜の食堂"), 1);
    let (again, findings) = load(dir.path(), "再.xlsx", alone, &Given::default());
    assert_eq!(again.unwrap().json(), one.json().replace("浜の台所", "浜の食堂"), "{}", lines(&findings));
}

#[test]
fn what_is_typed_into_the_paper_leaves_the_data_behind_without_a_word() {
    let dir = project(FORM);
    let one = book(dir.path());
    let (again, findings) =
        load(dir.path(), "再.xlsx", typed(&xlsx(dir.path(), &one), "sheet1.xml", "B6", "浜の食堂"), &Given::default());
    assert_eq!(again.unwrap().json(), one.json().replace("浜の台所", "浜の食堂"));
    assert_eq!(of(&findings, "M307").len(), 0, "{}", lines(&findings));
}

#[test]
fn rows_of_the_data_may_be_sorted_and_a_row_added_or_gone_is_told() {
    let dir = project(FORM);
    let one = book(dir.path());
    let bytes = xlsx(dir.path(), &one);
    let rows = regex::Regex::new(r#"<row r="(\d)"[^>]*>(.*?)</row>"#).unwrap();
    let moved = |order: &[usize]| {
        altered(&bytes, |part, xml| {
            if !part.ends_with("sheet2.xml") {
                return xml;
            }
            let own: Vec<String> = rows.captures_iter(&xml).map(|c| c[2].to_owned()).collect();
            let cell = regex::Regex::new(r#"<c r="([A-Z])\d""#).unwrap();
            let lines: Vec<String> = order
                .iter()
                .enumerate()
                .map(|(at, from)| {
                    let cells = cell.replace_all(&own[*from], format!("<c r=\"${{1}}{}\"", at + 1)).into_owned();
                    format!("<row r=\"{}\">{cells}</row>", at + 1)
                })
                .collect();
            let (from, to) = (xml.find("<row").unwrap(), xml.rfind("</row>").unwrap() + 6);
            format!("{}{}{}", &xml[..from], lines.concat(), &xml[to..])
        })
    };
    let told = |bytes: Vec<u8>| -> Vec<String> {
        let (again, findings) = load(dir.path(), "再.xlsx", bytes, &Given::default());
        assert_eq!(again.unwrap().json(), one.json());
        of(&findings, "M307").iter().map(|f| f.message.ja.clone()).collect()
    };
    assert_eq!(told(moved(&[0, 5, 3, 1, 2, 4])), Vec::<String>::new());
    assert_eq!(
        told(moved(&[0, 1, 2, 3, 5])),
        ["公式のシートの行が、「データ」のシートにありません: 「丘 森の茶会 － 0 1234567890123456」"]
    );
    assert_eq!(
        told(moved(&[0, 1, 1, 2, 3, 4, 5])),
        ["「データ」のシートの行が、公式のシートにありません: 「港 磯の縁側 1,234人 1,200 0120-000-000」"]
    );
}

#[test]
fn a_sheet_of_ones_own_that_is_called_data_is_read() {
    let dir = project(FORM);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("データ").unwrap();
    for (c, text) in (0..).zip(["地区", "名称", "参加者", "補助額", "電話"]) {
        sheet.write_string(0, c, text).unwrap();
        sheet.write_string(1, c, if c == 2 { "5人" } else { "港" }).unwrap();
    }
    let (book, findings) = load(dir.path(), "手.xlsx", workbook.save_to_buffer().unwrap(), &Given::default());
    let book = book.unwrap_or_else(|| panic!("{}", lines(&findings)));
    assert_eq!(book.plan().rows[0].cells[2].text, "5人");
    // and a form of that name has both
    let dir = project(&FORM.replace("title = \"通いの場の一覧\"", "title = \"データ\""));
    let one = self::book(dir.path());
    let bytes = xlsx(dir.path(), &one);
    let workbook: Calamine<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(workbook.sheet_names(), ["データ", "データ_2"]);
    let (again, findings) = load(dir.path(), "再.xlsx", bytes, &Given::default());
    assert_eq!(again.unwrap().json(), one.json(), "{}", lines(&findings));
}

#[test]
fn a_text_longer_than_a_cell_takes_the_data_away_and_is_told() {
    let dir = project(FORM);
    let long = "窓口で相談を受けた。\n".repeat(300);
    let data = json!({ "rows": [row("港", "磯の縁側", "5", "1", &long)] });
    let (book, findings) = load(dir.path(), "元.json", data.to_string().into_bytes(), &Given::default());
    let book = book.unwrap_or_else(|| panic!("{}", lines(&findings)));
    let (bytes, findings) = Kit::with_project(dir.path()).unwrap().0.xlsx(&book.0, &Xlsx::default()).into_parts();
    assert_eq!(findings.iter().map(|f| f.code.0).collect::<Vec<_>>(), ["M308"]);
    let workbook: Calamine<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.unwrap())).unwrap();
    assert_eq!(workbook.sheet_names(), ["通いの場の一覧"]);
}

#[test]
fn the_same_input_gives_the_same_bytes_with_numbers() {
    let dir = project(FORM);
    assert!(xlsx(dir.path(), &book(dir.path())) == xlsx(dir.path(), &book(dir.path())));
}
