//! Tables for others' programs.

use matome::Engine;
use matome::meta::Given;
use matome::paper::Book;
use proptest::prelude::*;

use super::{book, source, town};
use crate::common::{answer, corpus, lines, of, progress};

/// The file, and what was noticed.
fn csv(book: &Book) -> String {
    book.csv().value_or_faults().unwrap()
}

/// What the form reads of the file, with what stands round the table given as a project gives it.
#[track_caller]
fn again(form: &str, one: &Book) -> Book {
    let engine = Engine::new();
    let form = engine.form(form).value_or_faults().unwrap();
    let plan = one.as_table().unwrap().plan();
    let given = Given { meta: plan.meta.clone(), years: plan.years.clone(), ..Given::default() };
    let told = engine.make(&form, &[source("再.csv", csv(one).as_bytes())], &given);
    let (book, findings) = told.into_parts();
    book.unwrap_or_else(|| panic!("{}", lines(&findings)))
}

/// Its records, by RFC 4180.
fn records(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap();
    assert!(text.ends_with("\r\n"));
    let (mut out, mut cell, mut row, mut quoted) = (Vec::new(), String::new(), Vec::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                out.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    out
}

#[test]
fn tables_of_the_town_are_read_back_from_csv() {
    for form in ["progress", "programs", "matrix"] {
        let one = town(form);
        assert_eq!(again(form, &one).json().unwrap(), one.json().unwrap(), "{form}");
    }
}

#[test]
fn tables_of_the_corpus_are_read_back_from_csv() {
    let Some(folder) = corpus() else { return };
    for (form, file) in
        [("progress", "progress.xlsx"), ("programs", "programs.xlsx"), ("matrix", "council_matrix_r5.xlsx")]
    {
        let one = book(form, source(file, &std::fs::read(folder.join(file)).unwrap()));
        assert_eq!(again(form, &one).json().unwrap(), one.json().unwrap(), "{form}");
    }
}

#[test]
fn there_is_one_row_of_headings_and_every_row_is_whole() {
    let one = town("progress");
    let plan = one.as_table().unwrap().plan();
    let records = records(&csv(&one));
    assert_eq!(records.len(), plan.rows.len() + 1);
    assert_eq!(records[0], book_fields(&one));
    for (record, row) in records[1..].iter().zip(&plan.rows) {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(*record, cells, "texts of groups stand on each of their rows");
    }
}

fn book_fields(one: &Book) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(&one.json().unwrap()).unwrap();
    let mut out = Vec::new();
    for (key, value) in json["rows"][0].as_object().unwrap() {
        match value.as_object() {
            Some(block) => out.extend(block.keys().map(|field| format!("{key}_{field}"))),
            None if key == "id" => {}
            None => out.push(key.clone()),
        }
    }
    out
}

#[test]
fn formulas_stay_texts_and_are_told() {
    let rows = vec![
        answer("方向性1", "1", "地域福祉課", "声かけ", "=HYPERLINK(\"https://example.jp\",\"見る\")"),
        answer("方向性1", "1", "高齢福祉課", "配食", "-5"),
        answer("方向性2", "2", "健康課", "相談", "@SUM(A1)\n「引用」\"符\""),
    ];
    let one = book("progress", source("回答.json", progress(rows).to_string().as_bytes()));
    let told = one.csv();
    // each is in two years' columns
    assert_eq!(of(told.findings(), "M530").len(), 4, "{}", lines(told.findings()));
    assert!(told.findings().iter().all(|finding| finding.place.is_some()));
    let text = told.value_or_faults().unwrap();
    assert!(records(&text)[1].contains(&"=HYPERLINK(\"https://example.jp\",\"見る\")".to_owned()), "{text}");
    assert_eq!(again("progress", &one).json().unwrap(), one.json().unwrap());
}

#[test]
fn slips_have_a_row_a_project_and_their_tables_columns() {
    let table =
        |rows: serde_json::Value| serde_json::json!({ "columns": ["", "令和5年度", "令和6年度"], "rows": rows });
    let data = serde_json::json!({ "sheets": [
        { "事業名": "声かけ", "担当課名": "健康課", "決算額": 1546, "事業の対象者": ["高齢者", "障害者"],
          "事業実績": { "text": "増えた。", "table": table(serde_json::json!([["回数", "12", "14"], ["人数", "90", "88"]])), "notes": "※延べ" } },
        { "事業名": "配食", "担当課名": "福祉課", "決算額": "1,200千円",
          "事業実績": { "text": "", "table": table(serde_json::json!([["人数", "5", "6"], ["食数", "50", "60"]])) } },
    ] });
    let one = book("evaluation", source("票.json", data.to_string().as_bytes()));
    let records = records(&csv(&one));
    let at = |name: &str| {
        records[0].iter().position(|own| own == name).unwrap_or_else(|| panic!("{name}: {:?}", records[0]))
    };
    let cell = |row: usize, name: &str| records[row][at(name)].as_str();
    assert_eq!((cell(1, "決算額"), cell(2, "決算額")), ("1546", "1200"));
    assert_eq!(cell(1, "事業の対象者"), "高齢者、障害者");
    assert_eq!((cell(1, "事業実績"), cell(1, "事業実績_注記")), ("増えた。", "※延べ"));
    assert_eq!((cell(1, "事業実績_回数_令和6年度"), cell(2, "事業実績_回数_令和6年度")), ("14", ""));
    assert_eq!((cell(1, "事業実績_人数_令和5年度"), cell(2, "事業実績_人数_令和5年度")), ("90", "5"));
    assert_eq!(cell(2, "事業実績_食数_令和6年度"), "60");
    let mut names = records[0].clone();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), records[0].len(), "each heading is there once");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_was_answered_is_read_back_from_csv(
        texts in prop::collection::vec("[ぁ-ん一二三,\"\n;\t=+@<&'０-９]{0,24}", 4)
    ) {
        // `="01"` and a tab before a text are how programs keep noughts: the reader takes them off
        let text = |n: usize| {
            let text = texts[n].trim();
            if text.starts_with("=\"") { text.replace(['"', '\t'], "") } else { text.to_owned() }
        };
        let rows = vec![
            answer("方向性1", "1", "地域福祉課", "声かけ", &text(0)),
            answer("方向性1", "1", "高齢福祉課", "配食", &text(1)),
            answer("方向性2", "2", "健康課", &format!("相談{}", text(2)), &text(3)),
        ];
        let one = book("progress", source("回答.json", progress(rows).to_string().as_bytes()));
        prop_assert_eq!(again("progress", &one).json().unwrap(), one.json().unwrap());
    }
}
