//! Nothing that was typed is dropped: it is in the plan, or a finding quotes it or names its sheet.

use matome::finding::{Finding, Level};
use matome::source::Format;
use proptest::prelude::*;

use super::{findings, official, only};
use crate::common::workbook::{At, Grid, workbook};
use crate::common::{answer, lines, of, progress, source, tree, try_read};

/// Reads a workbook and gives the texts of which no trace is left.
fn lost(bytes: Vec<u8>, sheets: &[(&str, &Grid)]) -> (Vec<String>, Vec<Finding>) {
    let (book, findings) = try_read(&[source("回答.xlsx", Format::Xlsx, bytes)]);
    let mut trace = book.as_ref().map(crate::common::kit::Table::json).unwrap_or_default();
    trace.push_str(&lines(&findings));
    if let Some(book) = &book {
        trace.extend(book.plan().columns.iter().flat_map(|c| &c.heading).map(String::as_str));
        trace.extend([book.plan().title()]);
    }
    let whole = findings.iter().any(|f| f.code.0 == "M050");
    let named = |name: &str| of(&findings, "M058").iter().any(|f| f.message.ja.contains(&format!("「{name}」")));
    // many cells of one kind are told together, with the place of each
    let places = findings.iter().flat_map(|f| f.place.iter().chain(&f.related));
    let told: std::collections::HashSet<(&str, (u32, u32))> =
        places.filter_map(|p| Some((p.sheet.as_deref()?, p.cell.map(|c| (c.row, c.col))?))).collect();
    let lost = sheets
        .iter()
        .filter(|(name, _)| !whole && !named(name))
        .flat_map(|(name, grid)| grid.cells.iter().map(move |(at, text)| (*name, at, text)))
        .filter(|(name, at, _)| !told.contains(&(*name, (at.0, u32::from(at.1)))))
        .map(|(_, _, text)| text)
        .filter(|text| !trace.contains(&text.replace('\n', "\\n")) && !trace.contains(&text.replace('\n', "⏎")))
        .cloned()
        .collect();
    (lost, findings)
}

#[track_caller]
fn nothing_lost(grid: &Grid) -> Vec<Finding> {
    let (lost, findings) = lost(grid.bytes(), &[("進捗管理シート", grid)]);
    assert!(lost.is_empty(), "{lost:?} left no trace in\n{}", lines(&findings));
    findings
}

#[test]
fn cells_beside_and_below_the_table_are_told() {
    let mut grid = official().moved(2, 1);
    let (body, below) = (grid.header + 1, grid.header + 9);
    grid.set((body + 1, 17), "右の書き込み");
    grid.set((body + 3, 0), "左の書き込み");
    grid.set((below, 1), "※ 数は延べ件数");
    grid.set((below + 30, 9), "離れた書き込み");
    grid.set((0, 9), "上の書き込み");
    let findings = nothing_lost(&grid);
    for (code, text) in [
        ("M053", "「右の書き込み」"),
        ("M053", "「左の書き込み」"),
        ("M054", "「※ 数は延べ件数」"),
        ("M055", "「上の書き込み」"),
    ] {
        assert!(
            of(&findings, code).iter().any(|f| f.message.ja.contains(text)),
            "{code} {text} in\n{}",
            lines(&findings)
        );
    }
}

#[test]
fn a_header_printed_again_is_no_row() {
    let mut grid = official().with_row(6);
    for column in 0..15 {
        let leaf = grid.cells.get(&(2, column)).or(grid.cells.get(&(1, column))).cloned().unwrap();
        grid.set((6, column), &leaf);
    }
    grid.merges.retain(|(first, last)| !(first.0 < 6 && last.0 >= 6));
    let (book, findings) = super::same(grid.bytes());
    assert_eq!((book.plan().rows.len(), lines(&findings).as_str()), (7, ""));
}

#[test]
fn answers_may_be_words_of_the_header() {
    let mut grid = official();
    let body = grid.header + 1;
    for (column, text) in [(6, "課"), (7, "内容"), (8, "取組み")] {
        grid.set((body + 1, column), text);
    }
    let (book, _) = crate::common::read(&[source("回答.xlsx", Format::Xlsx, grid.bytes())]);
    assert_eq!(book.plan().rows.len(), 7);
    let row: Vec<&str> = book.plan().rows[1].cells[6..9].iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(row, ["課", "内容", "取組み"]);
}

#[test]
fn a_title_printed_again_is_no_label() {
    let mut grid = Grid::of(super::base(), crate::common::workbook::Groups::BlankBelow).with_row(5).with_row(5);
    grid.set((5, 0), "進捗管理シート（2枚目）");
    for column in 0..15 {
        let leaf = grid.cells.get(&(2, column)).or(grid.cells.get(&(1, column))).cloned().unwrap();
        grid.set((6, column), &leaf);
    }
    let (book, findings) = super::same(grid.bytes());
    assert_eq!(
        (book.plan().rows.len(), of(&findings, "M054").len(), findings.len()),
        (7, 1, 1),
        "{}",
        lines(&findings)
    );
}

#[test]
fn a_note_beside_a_header_printed_again_is_told() {
    let mut grid = official().with_row(6);
    for column in 5..15 {
        let leaf = grid.cells.get(&(2, column)).cloned().unwrap();
        grid.set((6, column), &leaf);
    }
    grid.set((6, 17), "ここから2枚目");
    nothing_lost(&grid);
}

#[test]
fn notes_beside_and_right_above_the_header_are_told() {
    for at in [(1, 17), (2, 17), (3, 17)] {
        let mut grid = official().moved(1, 0);
        grid.set(at, "右の欄は書かないこと");
        nothing_lost(&grid);
    }
    let mut grid = official().moved(1, 0);
    grid.set((0, 0), "健康課");
    grid.set((0, 9), "担当: 山川");
    nothing_lost(&grid);
}

#[test]
fn a_second_number_above_the_table_is_told() {
    let mut grid = official().moved(3, 0);
    grid.set((0, 14), "資料２");
    grid.set((1, 14), "資料３");
    nothing_lost(&grid);
}

#[test]
fn a_hidden_sheet_is_named() {
    let mut old = Grid::of(super::base(), crate::common::workbook::Groups::EveryRow);
    old.set((old.header + 1, 7), "去年の訪問");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, grid, hidden) in [("回答", &official(), false), ("控え", &old, true)] {
        let sheet = book.add_worksheet().set_name(name).unwrap().set_hidden(hidden);
        for (at, text) in &grid.cells {
            sheet.write_string(at.0, at.1, text).unwrap();
        }
    }
    let (_, findings) = try_read(&[source("回答.xlsx", Format::Xlsx, book.save_to_buffer().unwrap())]);
    assert!(findings.iter().any(|f| f.message.ja.contains("「控え」")), "{}", lines(&findings));
}

#[test]
fn what_is_no_row_is_told_and_makes_none() {
    let mut data = progress(vec![answer("方向性1", "1", "健康課", "訪問", "行った。")]);
    data["rows"].as_array_mut().unwrap().extend(["ただの文".into(), serde_json::Value::Null, 12.into()]);
    let (book, findings) = try_read(&[tree(&data)]);
    assert_eq!(book.unwrap().into_plan().rows.len(), 1);
    let told: Vec<_> = findings.iter().map(|f| (f.code.0, f.message.ja.contains("ただの文"))).collect();
    assert_eq!(told, [("M057", true), ("M057", false), ("M057", false)], "{}", lines(&findings));
}

#[test]
fn rows_without_a_name_are_not_one_item() {
    let mut rows =
        vec![answer("方向性1", "1", "健康課", "", "行った。"), answer("方向性1", "1", "健康課", "", "別の文。")];
    for row in &mut rows {
        row["局区"] = "".into();
        row["課"] = "".into();
    }
    let (_, findings) = try_read(&[tree(&progress(rows))]);
    assert!(of(&findings, "M106").is_empty() && !of(&findings, "M103").is_empty(), "{}", lines(&findings));
}

/// 番号 and 番　号 are one key once blanks are out.
#[test]
fn two_keys_of_one_column_are_told() {
    let mut row = answer("方向性1", "1", "健康課", "訪問", "行った。");
    row["番　号"] = "29".into();
    row["令和6年度時点_実施状況"] = "別の文".into();
    let (book, findings) = try_read(&[tree(&progress(vec![row]))]);
    let trace = book.unwrap().json() + &lines(&findings);
    for text in ["\"1\"", "29", "行った。", "別の文"] {
        assert!(trace.contains(text), "{text} left no trace in\n{trace}");
    }
}

#[test]
fn a_file_without_a_table_is_told_whatever_else_is_wrong() {
    let mut data = progress(vec![answer("方向性1", "1", "健康課", "訪問", "行った。")]);
    data["基準年度"] = "令和六年".into();
    let other = source("品目.csv", Format::Csv, "品目,数量\nりんご,3\n".into());
    let (_, findings) = try_read(&[tree(&data), other]);
    assert_eq!(of(&findings, "M050").len(), 1, "{}", lines(&findings));
}

#[test]
fn a_missing_heading_names_the_csv() {
    let csv = "方向性,取組み,局区,課,事業名・取組名\n方向性1,見守り,福祉局,健康課,訪問\n";
    let (_, findings) = try_read(&[source("健康課.csv", Format::Csv, csv.into())]);
    let missing = of(&findings, "M052");
    assert!(
        !missing.is_empty() && missing.iter().all(|f| f.place.as_ref().is_some_and(|p| p.file.name() == "健康課.csv")),
        "{}",
        lines(&findings)
    );
}

#[test]
fn two_texts_for_one_group_name_both_cells() {
    // the same number in two merged blocks, as when a block was copied and its 取組み changed
    let mut grid = official();
    let body = grid.header + 1;
    grid.set((body + 3, 1), "1");
    let found = nothing_lost(&grid);
    let conflict = of(&found, "M101");
    assert_eq!(conflict.len(), 1, "{}", lines(&found));
    assert_eq!(conflict[0].level, Level::Error);
    assert_eq!(conflict[0].place.as_ref().unwrap().to_string(), "回答.xlsx!進捗管理シート!C7");
    assert_eq!(conflict[0].related[0].to_string(), "回答.xlsx!進捗管理シート!C4");
    assert!(conflict[0].message.ja.contains("「見守りの取組み【1】」と「見守りの取組み【2】」"));
    // one row among those written on every row
    let mut grid = Grid::of(super::base(), crate::common::workbook::Groups::EveryRow);
    grid.set((body + 5, 3), "見守りをやめる。");
    let (level, cell, message, _) = only(&findings(&grid), "M101");
    assert_eq!((level, cell.as_str()), (Level::Error, "D9"));
    assert!(message.contains("「方向性2・10」の内容"), "{message}");
}

#[test]
fn a_group_in_two_places_is_put_together_by_the_forms_order() {
    let mut grid = Grid::of(super::base(), crate::common::workbook::Groups::EveryRow);
    let last = grid.header + 7;
    for column in 0..5 {
        let first = grid.cells[&(grid.header + 1, column)].clone();
        grid.set((last, column), &first);
    }
    let found = nothing_lost(&grid);
    assert_eq!((of(&found, "M130").len(), of(&found, "M102").len()), (1, 0), "{}", lines(&found));
    let (book, _) = crate::common::read(&[source("回答.xlsx", Format::Xlsx, grid.bytes())]);
    assert_eq!(crate::common::column(book.plan(), "番号"), ["1", "1", "1", "1", "2", "10", "10"]);
}

/// Cells anywhere around and in the table, each with a text of its own.
fn strays() -> impl Strategy<Value = Vec<At>> {
    prop::collection::vec((0..30u32, 0..24u16), 1..25)
}

/// Types a text of its own into each cell and reads; gives what was lost and what was found. Headings are not
/// written over, covered cells of merged ranges cannot be typed into.
fn stray(at: &[At], cover: &[At], down: u32, right: u16, near: bool) -> (Vec<String>, Vec<Finding>) {
    let mut grid = official().moved(down, right);
    let (header, table) = (down..=grid.header, right..right + 15);
    let above = down.saturating_sub(1)..=grid.header;
    for (i, at) in at.iter().enumerate() {
        let covered =
            grid.merges.iter().any(|(f, l)| at != f && (f.0..=l.0).contains(&at.0) && (f.1..=l.1).contains(&at.1));
        let heading = header.contains(&at.0) && table.contains(&at.1);
        if !covered && !heading && (near || !above.contains(&at.0)) {
            grid.set(*at, &format!("語{i}の終"));
        }
    }
    let mut other = Grid::default();
    for (i, at) in cover.iter().enumerate() {
        other.set(*at, &format!("表紙{i}の終"));
    }
    let sheets = [("表紙", &other), ("回答", &grid)];
    lost(workbook(&sheets), &sheets)
}

#[test]
fn every_text_over_an_unknown_heading_is_told() {
    let (lost, findings) = stray(&[(2, 0), (0, 0)], &[], 0, 1, true);
    assert!(lost.is_empty(), "{lost:?} left no trace in\n{}", lines(&findings));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_stray_text_is_lost(at in strays(), cover in strays(), down in 0..6u32, right in 0..4u16) {
        let (lost, findings) = stray(&at, &cover, down, right, false);
        prop_assert!(lost.is_empty(), "{lost:?} left no trace in\n{}", lines(&findings));
    }

    #[test]
    fn no_stray_text_is_lost_near_the_header(at in strays(), cover in strays(), down in 0..6u32, right in 0..4u16) {
        let (lost, findings) = stray(&at, &cover, down, right, true);
        prop_assert!(lost.is_empty(), "{lost:?} left no trace in\n{}", lines(&findings));
    }
}
