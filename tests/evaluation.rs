//! 自己評価シート: slips fitted, printed, written and read again.

use std::path::{Path, PathBuf};

use crate::common::kit::Kit;
use crate::common::papers::Paper;
use crate::common::slips::{codes, form, printed, read, read_json, set, town, words};
use matome::finding::Level;
use matome::meta::Given;
use matome::slip::Slips;
use matome::source::{Format, read_bytes};
use matome::typeset::{Pdf, Standard};
use matome::xlsx::Xlsx;
use serde_json::{Value, json};

#[test]
fn the_town_is_without_fault() {
    let (book, findings) = read(include_bytes!("../data/town/evaluation.json").to_vec(), "town.json", Format::Json);
    assert_eq!(book.unwrap().slips.len(), 12);
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn json_and_workbook_give_the_same_data_again() {
    let book = town();
    let json = book.json();
    let (again, _) = read(json.clone().into_bytes(), "again.json", Format::Json);
    assert_eq!(again.unwrap().json(), json);
    let bytes = Kit::new().slips_xlsx(&book, &Xlsx::default()).unwrap();
    let (mut again, findings) = read(bytes, "again.xlsx", Format::Xlsx);
    assert!(findings.is_empty(), "{findings:#?}");
    // the body's name is in the properties only
    again.as_mut().unwrap().meta.body.clone_from(&book.meta.body);
    assert_eq!(again.unwrap().json(), json);
}

#[test]
fn an_empty_answer_gives_its_room_and_then_the_size_goes_down() {
    let long = |n: usize| json!([{ "事業名": "見守り", "重点施策": "灯", "実績": "声をかけて回り、困りごとを聞いた。".repeat(n) }]);
    let sizes: Vec<(f64, usize)> = [1, 40, 75, 90, 110]
        .map(|n| {
            let (book, _) = read_json(long(n));
            let set = set(&book);
            (set[0].size, set[0].pages.len())
        })
        .into();
    assert_eq!(sizes[0], (10.0, 1));
    assert_eq!(sizes[1], (10.0, 1), "the room of empty answers is enough");
    assert!(sizes.windows(2).all(|w| w[0].0 >= w[1].0), "{sizes:?}");
    assert!(sizes.iter().any(|s| s.0 < 10.0), "{sizes:?}");
    assert!(sizes.iter().all(|s| s.0 >= 7.5 && (s.0 * 2.0).fract() == 0.0), "{sizes:?}");
}

/// An answer is measured against its box in the form's own size, at the cell where it was typed.
#[test]
fn an_answer_is_told_that_it_is_too_long_for_its_box() {
    let told = |lines: usize| {
        let (book, _) = read_json(json!([{
            "事業名": "見守り", "重点施策": "灯", "実績": vec!["声をかけた。"; lines].join("\n"), "担当課名": "福祉課",
        }]));
        let mut findings = Vec::new();
        let set = Kit::new().set_slips(&book, &mut findings);
        let long: Vec<String> = findings
            .iter()
            .filter(|f| f.code.0 == "M115")
            .map(|f| format!("{:?} {} {}", f.place.as_ref().and_then(|p| p.line), f.message.ja, f.hints[0].ja))
            .collect();
        (set[0].size, set[0].pages.len(), long)
    };
    let (size, pages, long) = told(10);
    assert_eq!((size, pages, long.len()), (10.0, 1, 0), "{long:?}");
    // one line more than fits is one line too long
    let most = (10..60).rev().find(|n| told(*n).2.is_empty()).unwrap();
    let (size, pages, long) = told(most + 1);
    assert_eq!((size, pages), (9.5, 1));
    let (lines, hint) = (most + 1, "この 1 枚は 9.5 pt の小さい字で刷られます。短くすると元の大きさで刷られます");
    let said = format!("「実績」は、10 pt ではこの欄に約 1 行多い（{lines} 行、欄は {most} 行） {hint}");
    assert!(long.len() == 1 && long[0].ends_with(&said), "{long:?}");
    let (_, pages, long) = told(200);
    assert!(pages > 1 && long.len() == 1, "{long:?}");
    assert!(long[0].contains(&format!("約 {} 行多い", 200 - most)) && long[0].contains("別紙に載ります"), "{long:?}");
}

#[test]
fn what_does_not_fit_goes_on_in_a_supplement_and_nothing_is_lost() {
    let numbered: Vec<String> = (0..400).map(|i| format!("第{i}回の集まりでは、困りごとを聞いて回った。")).collect();
    let (book, _) = read_json(json!([{
        "事業名": "見守り", "重点施策": "灯",
        "実績": numbered.join("\n"),
        "課題と今後の取り組みの方向性": "次の年度も続ける。".repeat(700),
    }]));
    let mut findings = Vec::new();
    let set = Kit::new().set_slips(&book, &mut findings);
    assert_eq!(codes(&findings), ["M115", "M115", "M128"]);
    assert_eq!(set[0].size, 7.5);
    assert!(set[0].pages.len() > 1);
    let text = printed(&set[0]);
    assert!(text.contains("（別紙1に続く）") && text.contains("（別紙2に続く）"));
    for line in &numbered {
        assert_eq!(text.matches(line.as_str()).count(), 1, "{line}");
    }
    // the one sentence that is cut stands in two parts
    assert_eq!(text.matches('次').count(), 700);
    // the workbook goes on below its panels, and is read whole again
    let xlsx = Kit::new().slips_xlsx(&book, &Xlsx::default()).unwrap();
    let (again, findings) = read(xlsx, "again.xlsx", Format::Xlsx);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(again.unwrap().json(), book.json());
    // no page is fuller than the paper
    let height = (297.0 - 24.0 - 12.0) * 72.0 / 25.4 + 0.1;
    for table in set[0].pages.iter().flat_map(|p| &p.tables) {
        assert!(table.y + table.heights.iter().sum::<f64>() <= height);
    }
}

#[test]
fn a_large_table_goes_to_a_supplement_with_its_head_on_each_part() {
    let rows: Vec<Value> = (0..150).map(|i| json!([format!("地区{i}"), i.to_string(), "12"])).collect();
    let (book, _) = read_json(json!([{
        "事業名": "見守り", "重点施策": "灯",
        "事業実績": { "text": "地区ごとの数", "table": { "columns": ["", "令和5年度", "令和6年度"], "rows": rows } },
    }]));
    let set = set(&book);
    let text = printed(&set[0]);
    assert!(text.contains("別紙1のとおり"), "{text}");
    for i in 0..150 {
        assert_eq!(text.lines().filter(|l| *l == format!("地区{i}")).count(), 1);
    }
    assert!(text.lines().filter(|l| *l == "令和5年度").count() > 1);
}

#[test]
fn headings_never_skip_a_level() {
    let long = "困りごとを聞いて回った。\n".repeat(300);
    let (book, _) = read_json(json!([
        { "実績": long, "概要": "事業の名も重点施策もない" },
        { "事業名": "見守り", "実績": long },
        { "重点施策": "灯", "実績": long },
        { "重点施策": "灯", "事業名": "声かけ", "実績": long },
    ]));
    let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() };
    Kit::new().slips_pdf(&book, &options).unwrap();
}

#[test]
fn tables_of_any_shape_are_printed() {
    let csv = "事業名,重点施策,事業実績\n見守り,灯,\"a\tb\n1\n1\t2\t3\n注\"\n";
    let (book, _) = read(csv.as_bytes().to_vec(), "表.csv", Format::Csv);
    let book = book.unwrap();
    let table = book.slips[0].answers[book.form.field("事業実績").unwrap()].table.clone().unwrap();
    assert_eq!((table.columns.len(), table.rows.len()), (3, 2));
    let wide: Vec<String> = (0..60).map(|i| format!("列{i}")).collect();
    let (wide, _) = read_json(
        json!([{ "事業名": "見守り", "重点施策": "灯", "事業実績": { "table": { "columns": wide, "rows": [["1"]] } } }]),
    );
    for book in [book, wide] {
        assert!(Kit::new().slips_pdf(&book, &Pdf::default()).is_ok());
        let xlsx = Kit::new().slips_xlsx(&book, &Xlsx::default()).unwrap();
        let (again, _) = read(xlsx, "again.xlsx", Format::Xlsx);
        let sheets = |json: String| json.split_once("\"sheets\"").unwrap().1.to_owned();
        assert_eq!(sheets(again.unwrap().json()), sheets(book.json()));
    }
}

#[test]
fn a_columns_width_follows_its_texts() {
    let (book, _) = read_json(json!([{ "事業名": "見守り", "重点施策": "灯", "事業実績": {
        "table": { "columns": ["地区", "内容", "R5", "R6"], "rows": [["東", "困りごとを聞いて回り、相談につないだ。", "3", "1,204"]] },
    } }]));
    let set = set(&book);
    let panel = &set[0].pages[0].tables[0];
    let width = |text: &str| {
        let cell = panel.cells.iter().find(|c| words(&c.body.cell).join("") == text).unwrap();
        (panel.widths[cell.x..cell.x + cell.colspan].iter().sum::<f64>(), cell.kind)
    };
    assert!(width("内容").0 > 2.0 * width("地区").0);
    assert!((width("R5").0 - width("R6").0).abs() < 0.1, "figures stand in columns of one width");
    assert_eq!((width("1,204").1, width("困りごとを聞いて回り、相談につないだ。").1), ("figure", "short"));
}

#[test]
fn every_text_has_the_size_that_it_was_measured_in() {
    let (book, _) = read_json(json!([{ "重点施策": "身近な場所で受けとめる".repeat(12), "事業名": "見守り" }]));
    let bytes = Kit::new().slips_pdf(&book, &Pdf::default()).unwrap();
    let pdf = lopdf::Document::load_mem(&bytes).unwrap();
    let page = *pdf.get_pages().values().next().unwrap();
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
    let fonts = content.operations.iter().filter(|o| o.operator == "Tf");
    let mut sizes: Vec<String> = fonts.map(|o| o.operands[1].as_float().unwrap().to_string()).collect();
    sizes.sort();
    sizes.dedup();
    assert_eq!(sizes, ["10", "10.5", "14"], "answers, the plan's name, the sheet's title");
}

#[test]
fn a_sheet_that_nobody_filled_in_is_the_blank_form() {
    let (book, findings) = read_json(json!([{}]));
    assert!(findings.is_empty(), "{findings:#?}");
    let blank = Slips::blank(form(), &Given { years: book.years.clone(), meta: book.meta.clone(), ..Given::default() });
    let matome = Kit::new();
    let pdf = |book: &Slips| matome.slips_pdf(book, &Pdf::default()).unwrap();
    assert_eq!(pdf(&book), pdf(&blank));
    let xlsx = matome.slips_xlsx(&blank, &Xlsx::default()).unwrap();
    let (again, findings) = read(xlsx, "空.xlsx", Format::Xlsx);
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(again.unwrap().slips[0].answers.iter().all(|a| a.is_empty()));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (matome, book) = (Kit::new(), town());
    let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() };
    let pdf = || matome.slips_pdf(&book, &options).unwrap();
    assert_eq!(pdf(), pdf());
    let xlsx = || matome.slips_xlsx(&book, &Xlsx::default()).unwrap();
    assert_eq!(xlsx(), xlsx());
}

#[test]
fn a_bookmark_has_its_name_in_one_line() {
    let (book, _) = read_json(json!([{ "重点施策": "身近な場所で受けとめる".repeat(5), "事業名": "見守り" }]));
    let bytes = Kit::new().slips_pdf(&book, &Pdf::default()).unwrap();
    assert_eq!(Paper::of(&bytes).bookmarks()[0].1, "身近な場所で受けとめる".repeat(5));
}

#[test]
fn bookmarks_are_nested_by_the_focus() {
    let book = town();
    let paper = Paper::of(&Kit::new().slips_pdf(&book, &Pdf::default()).unwrap());
    let depths: Vec<usize> = paper.bookmarks().iter().map(|(depth, ..)| *depth).collect();
    assert_eq!(depths, [0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1], "each focus has its projects below it");
    assert_eq!(paper.pages(), 12);
}

#[test]
fn file_names_are_made_of_answers() {
    let book = town();
    assert_eq!(book.file_name(0, None).unwrap(), "自己評価シート_１－２_1_おかえり見守りネットワーク");
    assert_eq!(book.file_name(0, Some("{{事業番号}}:{{担当課名}}")).unwrap(), "1＿福祉部長寿いきがい課");
    assert_eq!(book.file_name(0, Some("{{何か}}")).unwrap_err().code.0, "M082");
}

#[test]
fn a_new_citys_sheet_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("templates/kojin");
    std::fs::create_dir_all(&own).unwrap();
    let toml = r#"
kind = "slip"
name = "kojin"
title = "事業カルテ"
version = 1
titles = ["事業カルテ（{{年度 基準}}）"]
bookmarks = ["事業"]
[paper]
size = "A4"
orientation = "portrait"
[years]
"基準年度" = 2024
[[field]]
name = "事業"
required = true
[[field]]
name = "効果"
[[panel]]
[[panel.item]]
number = "ア"
label = "事業の名"
parts = [{ show = "{{事業}}" }]
[[panel.item]]
number = "イ"
label = "{{年度 基準}}の効果"
parts = [{ show = "{{効果}}", weight = 1 }]
"#;
    std::fs::write(own.join("form.toml"), toml).unwrap();
    let matome = Kit::with_project(folder.path()).unwrap();
    let form = matome.slip_form("kojin").unwrap();
    let source = read_bytes("事業,効果\n声かけ,届いた\n".into(), "表.csv", Format::Csv).unwrap();
    let mut findings = Vec::new();
    let book = matome.read_slips(&form, &[source], &Given::default(), &mut findings).unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
    let _set = matome.set_slips(&book, &mut findings);
    assert!(matome.slips_pdf(&book, &Pdf::default()).unwrap().starts_with(b"%PDF"));
    let xlsx = matome.slips_xlsx(&book, &Xlsx::default()).unwrap();
    let source = read_bytes(xlsx, "again.xlsx", Format::Xlsx).unwrap();
    let again = matome.read_slips(&form, &[source], &Given::default(), &mut findings).unwrap();
    assert_eq!(again.json(), book.json());
}

#[test]
fn a_mistake_in_the_definition_is_a_finding_with_its_line() {
    let toml = include_str!("../templates/evaluation/form.toml");
    let boxes = "parts = [{ boxes = \"事業の対象者\" }]";
    let mistakes = [
        ("M068", "name = \"evaluation\"", "name = \"hyouka\""),
        ("M073", "orientation = \"landscape\"", "orientation = \"横\""),
        ("M074", "floor = 7.5", "floor = 11.0"),
        ("M075", "\"基準年度\" = 2024", "\"基準年度\" = 6"),
        ("M076", boxes, "parts = [{ boxes = \"対象者\" }]"),
        ("M076", boxes, "parts = [{ boxes = \"概要\" }]"),
        ("M076", boxes, "parts = [{}]"),
        ("M076", "bookmarks = [\"重点施策\"", "bookmarks = [\"概要\", \"実績\", \"担当課名\", \"重点施策\""),
        ("M078", "show = \"{{概要}}\"", "show = \"{{概用}}\""),
        ("M079", "number = 8 ", "number = 0 "),
    ];
    for (code, right, wrong) in mistakes {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("templates/evaluation");
        std::fs::create_dir_all(&own).unwrap();
        assert!(toml.contains(right), "{right}");
        std::fs::write(own.join("form.toml"), toml.replacen(right, wrong, 1)).unwrap();
        let faults = Kit::with_project(folder.path()).unwrap().slip_form("evaluation").unwrap_err();
        assert_eq!(codes(&faults), [code], "{wrong}: {faults:#?}");
        let line = toml.lines().position(|l| l.contains(right)).unwrap() as u32 + 1;
        // a fault of [grid] or of an item is told at its beginning
        let told = faults[0].place.as_ref().unwrap().line.unwrap();
        assert!(told <= line && told + 3 > line, "{wrong}: line {told} for {line}");
    }
}

/// The real papers, where they are: read from workbook and data file alike.
#[test]
fn the_corpus_reads_alike_from_workbook_and_data() {
    let corpus: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let (Ok(book), Ok(data)) =
        (std::fs::read(corpus.join("self_evaluation.xlsx")), std::fs::read(corpus.join("self_evaluation.json")))
    else {
        eprintln!("../shared is not here");
        return;
    };
    let (from_book, findings) = read(book, "self_evaluation.xlsx", Format::Xlsx);
    let (from_data, _) = read(data, "self_evaluation.json", Format::Json);
    let (from_book, from_data) = (from_book.unwrap(), from_data.unwrap());
    assert!(findings.iter().all(|f| f.level < Level::Warning), "{findings:#?}");
    assert_eq!(from_book.slips.len(), 19);
    // the data do not hold the words of the legends
    let as_data = |slips: &Slips| {
        let mut data: serde_json::Value = serde_json::from_str(&slips.json()).unwrap();
        data.as_object_mut().unwrap().remove("凡例");
        data
    };
    assert_eq!(as_data(&from_book), as_data(&from_data));
    assert!(set(&from_book).iter().all(|s| s.pages.len() == 1));
}

#[test]
fn options_and_check_boxes_are_lists_for_readers() {
    let (book, _) = read_json(json!([{
        "重点施策": "灯", "事業名": "見守り", "事業の対象者": ["高齢者"],
        "実績": "次のとおり\n・声をかける\n・訪ねる\n終わり", "課題と今後の取り組みの方向性": "①続ける\n②広げる",
    }]));
    let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() };
    let bytes = Kit::new().slips_pdf(&book, &options).unwrap();
    let pdf = lopdf::Document::load_mem(&bytes).unwrap();
    let mut tags = std::collections::BTreeMap::<String, usize>::new();
    for object in pdf.objects.values() {
        let Ok(dict) = object.as_dict() else { continue };
        if let (Ok(tag), true) = (dict.get(b"S").and_then(lopdf::Object::as_name), dict.has(b"P")) {
            *tags.entry(String::from_utf8_lossy(tag).into_owned()).or_default() += 1;
        }
    }
    let count = |tag: &str| tags.get(tag).copied().unwrap_or(0);
    // five boxes, four options and twelve; an answer stays one text, so that it can be searched
    assert_eq!(["L", "LI", "Lbl", "LBody"].map(count), [3, 21, 21, 21], "{tags:?}");
    assert!(count("TH") > 0 && count("H1") == 1);
}
