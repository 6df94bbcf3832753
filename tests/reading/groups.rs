//! Texts of a group that may differ from row to row, and those that may not.

use matome::finding::Level;
use matome::source::Format;
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use serde_json::Value;

use super::foreign::form;
use super::{findings, only};
use crate::common::papers::laid;
use crate::common::workbook::{Grid, Groups};
use crate::common::{BUILT_IN, answer, column, lines, of, progress, read, source, texts, tree};

fn row(number: &str, who: &str, item: &str) -> Value {
    let mut row = answer("方向性1", number, "健康課", item, "行った。");
    row["局区等"] = who.into();
    row
}

/// One number whose 局区等 changes twice, between two whose does not.
fn differing() -> Vec<Value> {
    let cells = [
        ("6", "福祉局", "あ"),
        ("7", "福祉局", "い"),
        ("7", "福祉局", "う"),
        ("7", "市民局", "え"),
        ("7", "福祉局", "お"),
        ("8", "福祉局", "か"),
    ];
    cells.map(|(number, who, item)| row(number, who, item)).to_vec()
}

#[test]
fn a_text_that_may_differ_parts_its_cell() {
    let (book, found) = read(&[tree(&progress(differing()))]);
    assert_eq!(lines(&found), "");
    let begins: Vec<bool> = (0..6).map(|r| book.plan().begins_cell(r, 4)).collect();
    assert_eq!(begins, [true, true, false, true, true, true]);
    let whole: Vec<bool> = (0..6).map(|r| book.plan().begins_cell(r, 3)).collect();
    assert_eq!(whole, [true, true, false, false, false, true]);
    // however a workbook gives its groups
    for groups in [Groups::Merged, Groups::BlankBelow, Groups::EveryRow] {
        let (again, found) = read(&[source("回答.xlsx", Format::Xlsx, Grid::of(&book, groups).bytes())]);
        assert_eq!(lines(&found), "", "{groups:?}");
        assert_eq!(texts(again.plan()), texts(book.plan()), "{groups:?}");
    }
}

#[test]
fn what_is_printed_parted_is_read_back_parted() {
    let (kit, _) = &*BUILT_IN;
    let (book, _) = read(&[tree(&progress(differing()))]);
    let bytes = kit.xlsx(&book, &Xlsx::default()).unwrap();
    let (again, found) = read(&[source("進捗.xlsx", Format::Xlsx, bytes)]);
    assert_eq!(lines(&found), "");
    assert_eq!(again.json(), book.json());
    // 局区等 of number 7 in three cells, 内容 in one
    let cells = |c: usize| {
        let cells = laid(&book).into_iter().map(move |mut row| row.cells.swap_remove(c));
        cells.map(|cell| cell.map_or(0, |cell| cell.span)).collect::<Vec<_>>()
    };
    assert_eq!((cells(4), cells(3)), (vec![1, 2, 0, 1, 1, 1], vec![1, 4, 0, 0, 0, 1]));
    kit.pdf(&book, &Pdf::default()).unwrap();
}

#[test]
fn departments_that_differ_are_put_together() {
    let one = tree(&progress(vec![row("7", "福祉局", "い")]));
    let two = source("2.json", Format::Json, progress(vec![row("7", "市民局 \n", "え")]).to_string().into_bytes());
    let three = source("3.json", Format::Json, progress(vec![row("7", "", "お")]).to_string().into_bytes());
    let (book, found) = read(&[one, two, three]);
    assert!(of(&found, "M101").is_empty(), "{}", lines(&found));
    // an empty one is the one above
    let cells: Vec<&str> = column(book.plan(), "局区等").into_iter().map(str::trim_end).collect();
    assert_eq!(cells, ["福祉局", "市民局", "市民局"]);
}

#[test]
fn blanks_at_the_end_are_no_difference() {
    let mut rows = vec![row("7", "福祉局", "い"), row("7", "福祉局", "う"), row("7", "福祉局　", "え")];
    rows[1]["内容"] = "地域の見守りを続ける。\n".into();
    rows[2]["内容"] = "地域の見守りを続ける。 　".into();
    let (book, found) = read(&[tree(&progress(rows))]);
    assert_eq!(lines(&found), "");
    assert!((0..3).all(|r| book.plan().rows[r].cells[3].text == "地域の見守りを続ける。"));
    assert!(!book.plan().begins_cell(2, 4));
}

#[test]
fn two_texts_show_where_they_differ() {
    let long = "地域の見守りを続け、".repeat(12);
    let mut rows = vec![row("7", "福祉局", "い"), row("7", "福祉局", "う")];
    rows[0]["内容"] = format!("{long}月に一度集まる。").into();
    rows[1]["内容"] = format!("{long}月に\u{200B}一度集まる。").into();
    let (_, found) = read(&[tree(&progress(rows))]);
    let (level, _, message, hint) = only(&found, "M101");
    assert_eq!(level, Level::Error);
    assert!(message.contains("月に【】一度") && message.contains("月に【見えない文字 U+200B】一度"), "{message}");
    assert!(hint.contains("【】"), "{hint}");
}

#[test]
fn the_definition_says_where_texts_may_differ() {
    let fields = |more: &'static str| {
        [("川", &["川"][..], "group = 1\nkey = true"), ("場所", &["場所"][..], more), ("評価", &["評価"][..], "")]
    };
    let (_dir, kit) = form("", &fields("group = 1\nmay_differ = true"));
    kit.form("kawa").unwrap();
    for wrong in
        ["may_differ = true", "group = 1\nkey = true\nmay_differ = true", "group = 1\nflow = true\nmay_differ = true"]
    {
        let (_dir, kit) = form("", &fields(wrong));
        let faults = kit.form("kawa").unwrap_err();
        assert!(format!("{faults:?}").contains("may_differ"), "{wrong}: {faults:?}");
    }
}

#[test]
fn a_text_of_the_whole_group_must_agree() {
    let mut rows = differing();
    rows[3]["取組み"] = "別の取組み".into();
    let (book, _) = read(&[tree(&progress(differing()))]);
    assert!(findings(&Grid::of(&book, Groups::EveryRow)).is_empty());
    let (_, found) = read(&[tree(&progress(rows))]);
    assert!(only(&found, "M101").2.contains("取組み"));
}
