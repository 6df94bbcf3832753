//! Several departments' workbooks become one plan.

use matome::finding::Level;
use matome::source::{Format, Source};
use serde_json::Value;

use crate::common::workbook::{Grid, Groups, workbook};
use crate::common::{answer, column, lines, of, progress, read, source, texts, tree};

fn returned(name: &str, rows: Vec<Value>) -> Source {
    let (book, _) = read(&[tree(&progress(rows))]);
    source(name, Format::Xlsx, Grid::of(&book, Groups::Merged).bytes())
}

fn row(direction: &str, number: &str, bureau: &str, section: &str, item: &str) -> Value {
    let mut row = answer(direction, number, section, item, "行った。");
    row["局区"] = bureau.into();
    row
}

#[test]
fn rows_come_by_direction_number_then_bureau_and_section_as_met() {
    let sources = [
        returned(
            "1.xlsx",
            vec![row("方向性1", "2", "福祉局", "高齢課", "い"), row("方向性1", "10", "福祉局", "高齢課", "ほ")],
        ),
        returned(
            "2.xlsx",
            vec![row("方向性1", "2", "市民局", "窓口課", "う"), row("方向性10", "1", "市民局", "窓口課", "と")],
        ),
        returned(
            "3.xlsx",
            vec![
                row("方向性1", "1", "福祉局", "障害課", "あ"),
                row("方向性1", "2", "福祉局", "障害課", "え"),
                row("方向性2", "3", "福祉局", "障害課", "へ"),
            ],
        ),
    ];
    let (book, findings) = read(&sources);
    assert_eq!(lines(&findings), "");
    // 10 after 2; 福祉局 before 市民局 because it was met first, and its sections stay together
    assert_eq!(column(book.plan(), "事業名・取組名"), ["あ", "い", "え", "う", "ほ", "へ", "と"]);
    assert_eq!(column(book.plan(), "番号"), ["1", "2", "2", "2", "10", "3", "1"]);
}

#[test]
fn one_workbook_keeps_its_own_order() {
    let rows = vec![row("方向性2", "3", "福祉局", "課", "あ"), row("方向性1", "1", "福祉局", "課", "い")];
    let (book, _) = read(&[returned("1.xlsx", rows)]);
    assert_eq!(column(book.plan(), "事業名・取組名"), ["あ", "い"]);
}

#[test]
fn the_order_of_the_files_does_not_change_the_groups() {
    let files = || {
        vec![
            returned(
                "1.xlsx",
                vec![row("方向性1", "1", "福祉局", "高齢課", "あ"), row("方向性1", "2", "福祉局", "高齢課", "い")],
            ),
            returned("2.xlsx", vec![row("方向性1", "1", "市民局", "窓口課", "う")]),
        ]
    };
    let mut turned = files();
    turned.reverse();
    let (one, two) = (read(&files()).0, read(&turned).0);
    assert_eq!(column(one.plan(), "番号"), column(two.plan(), "番号"));
    let mut all = (texts(one.plan()), texts(two.plan()));
    all.0.sort_unstable();
    all.1.sort_unstable();
    assert_eq!(all.0, all.1);
}

#[test]
fn sheets_of_one_workbook_are_merged_too() {
    let grid = |rows| Grid::of(&read(&[tree(&progress(rows))]).0, Groups::Merged);
    let one = grid(vec![row("方向性1", "2", "福祉局", "高齢課", "い")]);
    let two = grid(vec![row("方向性1", "1", "市民局", "窓口課", "あ")]);
    let (book, findings) = read(&[source("回答.xlsx", Format::Xlsx, workbook(&[("高齢課", &one), ("窓口課", &two)]))]);
    assert_eq!((column(book.plan(), "事業名・取組名"), lines(&findings).as_str()), (vec!["あ", "い"], ""));
}

#[test]
fn two_departments_that_disagree_are_both_named() {
    let mut other = row("方向性1", "1", "市民局", "窓口課", "い");
    other["内容"] = "別の内容".into();
    let (_, findings) = read(&[
        returned("1.xlsx", vec![row("方向性1", "1", "福祉局", "高齢課", "あ")]),
        returned("2.xlsx", vec![other]),
    ]);
    let conflict = of(&findings, "M101");
    assert_eq!((conflict.len(), conflict[0].level), (1, Level::Error));
    let places = [conflict[0].place.as_ref().unwrap().to_string(), conflict[0].related[0].to_string()];
    assert_eq!(places, ["2.xlsx!進捗管理シート!D4", "1.xlsx!進捗管理シート!D4"]);
}

#[test]
fn the_same_answer_returned_twice_is_told() {
    let rows = || vec![row("方向性1", "1", "福祉局", "高齢課", "あ")];
    let (book, findings) = read(&[returned("1.xlsx", rows()), returned("1（修正）.xlsx", rows())]);
    assert_eq!(book.plan().rows.len(), 2, "both are kept");
    let twice = of(&findings, "M412");
    assert_eq!((twice.len(), twice[0].level), (1, Level::Error), "{}", lines(&findings));
    assert_eq!(twice[0].message.ja, "「1.xlsx」と「1（修正）.xlsx」が同じ 1 行に答えています: 「あ」");
    assert!(
        twice[0].hints[0].ja.starts_with("新しいのは「1（修正）.xlsx」のようです（ファイルの名による）"),
        "{:?}",
        twice[0].hints
    );
    let files = [twice[0].place.as_ref().unwrap().file.name(), twice[0].related[0].file.name()];
    assert_eq!(files, ["1（修正）.xlsx", "1.xlsx"]);
}

#[test]
fn two_files_that_share_rows_are_one_finding() {
    let rows = || (1..=9).map(|n| row("方向性1", "1", "福祉局", "高齢課", &format!("事業{n}"))).collect::<Vec<_>>();
    let (_, findings) = read(&[returned("高齢課.xlsx", rows()), returned("高齢課（控え）.xlsx", rows())]);
    assert_eq!(findings.len(), 1, "{}", lines(&findings));
    assert_eq!(
        findings[0].message.ja,
        "「高齢課.xlsx」と「高齢課（控え）.xlsx」が同じ 9 行に答えています: 「事業1」「事業2」「事業3」ほか"
    );
    assert!(findings[0].hints[0].ja.starts_with("正しい方だけを残し"), "{:?}", findings[0].hints);
}

#[test]
fn projects_of_one_name_with_outlines_of_their_own_are_two() {
    let outlined = |text: &str| {
        let mut row = row("方向性1", "1", "福祉局", "高齢課", "窓口の周知");
        row["事業概要"] = text.into();
        row
    };
    let (_, findings) = read(&[returned("1.xlsx", vec![outlined("冊子を配る。"), outlined("店に貼る。")])]);
    assert_eq!(lines(&findings), "");
    let (_, findings) = read(&[returned("1.xlsx", vec![outlined("冊子を配る。"), outlined("冊子を配る。")])]);
    assert_eq!(of(&findings, "M106").len(), 1);
    // an outline that was rewritten in the second answer does not hide it
    let second = returned("2.xlsx", vec![outlined("冊子を刷って配る。")]);
    let (_, findings) = read(&[returned("1.xlsx", vec![outlined("冊子を配る。")]), second]);
    assert_eq!(of(&findings, "M412").len(), 1);
}

#[test]
fn rows_of_another_variant_are_named_and_left_out() {
    let (matome, form) = &*crate::common::BUILT_IN;
    let example = matome.example(form, &[], &Default::default());
    let other = source("記入例.xlsx", Format::Xlsx, Grid::of(&example, Groups::Merged).bytes());
    let (book, findings) = read(&[returned("1.xlsx", vec![row("方向性1", "1", "福祉局", "高齢課", "あ")]), other]);
    assert_eq!(book.plan().rows.len(), 1);
    let mixed = of(&findings, "M060");
    assert_eq!(mixed.len(), 1, "{}", lines(&findings));
    assert!(mixed[0].message.ja.contains("（記入例）") && mixed[0].message.ja.contains("この 1 行は載りません"));
}

#[test]
fn mixed_years_are_an_error() {
    let last_year = |text: &str| {
        let mut text = text.to_owned();
        for (from, to) in
            [("令和4", "令和3"), ("令和5", "令和4"), ("令和6", "令和5"), ("令和7", "令和6"), ("令和8", "令和7")]
        {
            text = text.replace(from, to);
        }
        text
    };
    let (book, _) = read(&[tree(&progress(vec![row("方向性1", "1", "市民局", "窓口課", "い")]))]);
    let old = Grid::of(&book, Groups::Merged).reworded(last_year);
    let sources = [
        returned("今年.xlsx", vec![row("方向性1", "1", "福祉局", "高齢課", "あ")]),
        source("昨年.xlsx", Format::Xlsx, old.bytes()),
    ];
    let (_, findings) = read(&sources);
    let mixed = of(&findings, "M060");
    assert_eq!((mixed.len(), mixed[0].level), (1, Level::Error), "{}", lines(&findings));
    assert_eq!(mixed[0].place.as_ref().unwrap().file.name(), "昨年.xlsx");
    assert!(
        mixed[0].message.ja.contains("令和6年度時点・令和7年度時点")
            && mixed[0].message.ja.contains("令和5年度時点・令和6年度時点"),
        "{}",
        mixed[0].message.ja
    );
}
