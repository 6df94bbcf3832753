//! The register says in what order answers stand, and who they are of.

use matome::finding::Finding;
use matome::meta::Given;
use matome::register::Register;
use matome::source::{Format, Source};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::common::kit::Table;
use crate::common::{BUILT_IN, answer, column, lines, of, progress, source};

const TOWN: &str = "局区,課,略称,旧名,対象\n\
    総務部,契約課,,,×\n\
    福祉部,地域福祉課,,民生課,\n\
    ,高齢課,,,\n\
    市民部,窓口課,,,\n\
    ,国保課,,,\n";

fn given() -> Given {
    let register = Register::of(&source("組織.csv", Format::Csv, TOWN.as_bytes().to_vec())).sound().unwrap().0;
    Given { register: Some(Arc::new(register)), ..Given::default() }
}

fn returned(name: &str, rows: &[(&str, &str, &str, &str, &str)]) -> Source {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(direction, number, bureau, section, item)| {
            let mut row = answer(direction, number, section, item, "行った。");
            row["局区"] = (*bureau).into();
            row
        })
        .collect();
    source(name, Format::Json, progress(rows).to_string().into_bytes())
}

fn read(sources: &[Source], given: &Given) -> (Table, Vec<Finding>) {
    let (matome, form) = &*BUILT_IN;
    let mut findings = Vec::new();
    let book = matome.read(form, sources, given, &mut findings).unwrap();
    (book, findings)
}

#[test]
fn rows_stand_in_the_plans_order_and_then_in_that_of_the_register() {
    let files = || {
        vec![
            returned(
                "1.json",
                &[("方向性1", "1", "市民部", "国保課", "え"), ("方向性1", "10", "市民部", "国保課", "き")],
            ),
            returned(
                "2.json",
                &[("方向性1", "1", "市民部", "窓口課", "う"), ("方向性２", "11", "市民部", "窓口課", "く")],
            ),
            returned(
                "3.json",
                &[("方向性1", "2", "福祉部", "高齢課", "か"), ("方向性1", "1", "福祉部", "高齢課", "い")],
            ),
            // by its former name, by its bureau's name before it
            returned(
                "4.json",
                &[("方向性1", "1", "福祉部", "民生課", "あ"), ("方向性1", "2", "福祉部", "福祉部地域福祉課", "お")],
            ),
        ]
    };
    let expected = ["あ", "い", "う", "え", "お", "か", "き", "く"];
    let (book, findings) = read(&files(), &given());
    assert_eq!(column(book.plan(), "事業名・取組名"), expected);
    assert_eq!(lines(&findings), "");
    let mut turned = files();
    turned.reverse();
    assert_eq!(column(read(&turned, &given()).0.plan(), "事業名・取組名"), expected, "whatever the files are called");
    // one that is not known stands behind its bureau, or behind all
    let mut more = files();
    more.insert(
        0,
        returned("0.json", &[("方向性1", "1", "福祉部", "遊び課", "後"), ("方向性1", "1", "遊び部", "遊び課", "末")]),
    );
    let (book, _) = read(&more, &given());
    assert_eq!(column(book.plan(), "事業名・取組名")[..6], ["あ", "い", "後", "う", "え", "末"]);
}

#[test]
fn a_single_file_keeps_its_order() {
    let file =
        returned("1.json", &[("方向性1", "1", "市民部", "窓口課", "い"), ("方向性1", "1", "福祉部", "高齢課", "あ")]);
    let (book, findings) = read(&[file], &given());
    assert_eq!(column(book.plan(), "事業名・取組名"), ["い", "あ"]);
    assert_eq!(lines(&findings), "", "and nobody is missing from a file of one section");
}

#[test]
fn unknown_sections_and_missing_ones_are_told_once() {
    let files = [
        returned(
            "1.json",
            &[("方向性1", "1", "福祉部", "地域福社課", "あ"), ("方向性1", "2", "福祉部", "地域福社課", "い")],
        ),
        returned("2.json", &[("方向性1", "1", "市民部", "窓口課、国保課", "う")]),
    ];
    let (_, findings) = read(&files, &given());
    let unknown = of(&findings, "M410");
    assert_eq!(unknown.len(), 1, "{}", lines(&findings));
    assert_eq!(unknown[0].message.ja, "「福祉部 地域福社課」は組織の表にありません");
    assert!(unknown[0].hints[0].ja.starts_with("「福祉部 地域福祉課」の間違いではありませんか"));
    assert_eq!(unknown[0].related.len(), 1, "both cells are named");
    let missing = of(&findings, "M411");
    assert_eq!(missing.len(), 1, "{}", lines(&findings));
    assert_eq!(missing[0].message.ja, "回答のない課が 2 あります: 福祉部（地域福祉課、高齢課）");
    assert_eq!(missing[0].place.as_ref().unwrap().to_string(), "組織.csv:3:5");
}

#[test]
fn slips_are_held_against_the_register_too() {
    let (matome, _) = &*BUILT_IN;
    let form = matome.slip_form("evaluation").unwrap();
    let slip = |name: &str, section: &str, item: &str| {
        let slip =
            json!({ "重点施策": "灯", "施策の方向": "１－１", "事業番号": "1", "事業名": item, "担当課名": section });
        source(name, Format::Json, json!({ "sheets": [slip] }).to_string().into_bytes())
    };
    let mut findings = Vec::new();
    let files =
        [slip("1.json", "市民部窓口課", "い"), slip("2.json", "福祉部高齢課", "あ"), slip("3.json", "遊び課", "う")];
    let slips = matome.read_slips(&form, &files, &given(), &mut findings).unwrap();
    let name = form.fields.iter().position(|field| field.name == "事業名").unwrap();
    let names: Vec<&str> = slips.slips.iter().map(|slip| slip.answers[name].text.as_str()).collect();
    assert_eq!(names, ["あ", "い", "う"]);
    assert_eq!(of(&findings, "M410")[0].message.ja, "「遊び課」は組織の表にありません");
    assert_eq!(
        of(&findings, "M411")[0].message.ja,
        "回答のない課が 2 あります: 福祉部（地域福祉課）、市民部（国保課）"
    );
}

#[test]
fn a_form_without_an_order_is_put_together_by_its_groups() {
    let (matome, _) = &*BUILT_IN;
    let form = matome.form("programs").unwrap();
    let list = |name: &str, rows: &[(&str, &str)]| {
        let row = |(measure, item): &(&str, &str)| json!({ "施策": measure, "事業名": item, "担当局等": "福祉部", "事業概要": "行う。" });
        let rows: Vec<Value> = rows.iter().map(row).collect();
        source(name, Format::Json, json!({ "rows": rows }).to_string().into_bytes())
    };
    let files = [
        list("1.json", &[("(10) 守る", "う"), ("(2) 育てる", "い")]),
        list("2.json", &[("(1) 見守る", "あ"), ("(10) 守る", "え")]),
    ];
    let mut findings = Vec::new();
    let book = matome.read(&form, &files, &given(), &mut findings).unwrap();
    assert_eq!(column(book.plan(), "事業名"), ["あ", "い", "う", "え"]);
    assert!(of(&findings, "M102").is_empty(), "{}", lines(&findings));
}

#[test]
fn a_set_of_another_year_is_one_error() {
    let given =
        || Given { fiscal_year: Some(2025), years: [("基準年度".to_owned(), 2025)].into(), ..Given::default() };
    let files = [
        returned("1.json", &[("方向性1", "1", "市民部", "窓口課", "い")]),
        returned("2.json", &[("方向性1", "1", "福祉部", "高齢課", "あ")]),
    ];
    let (matome, form) = &*BUILT_IN;
    let mut findings = Vec::new();
    assert!(matome.read(form, &files, &given(), &mut findings).is_none());
    let told: Vec<(&str, &str)> = findings.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
    assert_eq!(told, [("M413", "令和6年度の様式の回答です（2 ファイル）。令和7年度の紙面には載せません")]);
    // those of the year are read with nothing to complain of
    let given =
        Given { fiscal_year: Some(2024), years: [("基準年度".to_owned(), 2024)].into(), ..Given::default() };
    assert_eq!(lines(&read(&files, &given).1), "");
    let slips = matome.slip_form("evaluation").unwrap();
    let slip = json!({ "基準年度": 2024, "sheets": [{ "重点施策": "灯", "事業番号": "1", "事業名": "あ" }] });
    let file = || source("票.json", Format::Json, slip.to_string().into_bytes());
    let told = |year: i32| {
        let given =
            Given { fiscal_year: Some(year), years: [("基準年度".to_owned(), year)].into(), ..Given::default() };
        let mut findings = Vec::new();
        let slips = matome.read_slips(&slips, &[file()], &given, &mut findings);
        (slips.is_some(), of(&findings, "M413").len())
    };
    assert_eq!((told(2024), told(2025)), ((true, 0), (false, 1)));
}

#[test]
fn a_file_in_another_form_is_told_in_one_sentence() {
    let (matome, progress_form) = &*BUILT_IN;
    let list = json!({ "rows": [
        { "基本目標": "基本目標1 学ぶ", "施策": "(1) 見守る", "No": 1, "事業名": "声かけ", "事業概要": "訪ねる。", "担当局等": "福祉部" },
        { "基本目標": "基本目標1 学ぶ", "施策": "(1) 見守る", "No": 2, "事業名": "配食", "事業概要": "届ける。", "担当局等": "福祉部" },
    ] });
    let form = matome.form("programs").unwrap();
    let file = source("一覧.json", Format::Json, list.to_string().into_bytes());
    let book = matome.read(&form, &[file], &Given::default(), &mut Vec::new()).unwrap();
    let bytes = matome.xlsx(&book, &Default::default()).unwrap();
    let own = returned("1.json", &[("方向性1", "1", "市民部", "窓口課", "い")]);
    let list = || source("一覧.xlsx", Format::Xlsx, bytes.clone());
    let (book, findings) = read(&[own, list()], &Given::default());
    assert_eq!(book.plan().rows.len(), 1);
    let told: Vec<(&str, &str)> = findings.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
    let sentence = "これは「掲載事業一覧」です。「進捗管理シート」の回答ではないので読みませんでした";
    assert_eq!(told, [("M414", sentence)]);
    assert_eq!(progress_form.name, "progress");
    let slips = matome.slip_form("evaluation").unwrap();
    let mut findings = Vec::new();
    assert!(matome.read_slips(&slips, &[list()], &Given::default(), &mut findings).is_none());
    assert_eq!(findings.iter().map(|f| f.code.0).collect::<Vec<_>>(), ["M414"], "{}", lines(&findings));
}
