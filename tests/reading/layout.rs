//! Where the table stands and how its header is written.

use matome::finding::Level;

use super::{base, findings, official, only, same, same_without_findings};
use crate::common::of;
use crate::common::workbook::{Grid, Groups, workbook};

#[test]
fn the_header_may_stand_anywhere() {
    same_without_findings(official().bytes());
    same_without_findings(official().moved(6, 0).bytes());
    same_without_findings(official().moved(0, 2).bytes());
    same_without_findings(official().moved(150, 40).bytes());
}

#[test]
fn what_stands_above_the_table_is_its_title_its_number_or_told() {
    let mut grid = official().moved(6, 0);
    grid.set((0, 14), "資料２－１");
    grid.set((1, 0), "進捗管理シート（令和7年度）");
    grid.set((3, 0), "太枠の中に記入してください。");
    let (book, findings) = same(grid.bytes());
    assert_eq!(book.plan().meta.number.as_deref(), Some("資料２－１"));
    assert_eq!(book.plan().title(), "進捗管理シート（令和7年度）");
    assert_eq!(only(&findings, "M055").1, "A4");
    assert_eq!(findings.len(), 1);
}

#[test]
fn a_cover_sheet_is_named() {
    let mut cover = Grid::default();
    for (row, text) in ["進捗管理シートの回答について", "局区", "課", "担当者"].iter().enumerate() {
        cover.set((row as u32, 0), text);
    }
    let (_, findings) = same(workbook(&[("表紙", &cover), ("回答", &official()), ("空", &Grid::default())]));
    let (level, cell, message, _) = only(&findings, "M058");
    assert_eq!((level, cell.as_str()), (Level::Info, "A1"));
    assert!(message.contains("「表紙」") && message.contains("4 セル"), "{message}");
    assert_eq!(findings.len(), 1);
}

#[test]
fn headings_may_vary_in_width_breaks_and_blanks() {
    let wide = |c: char| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c };
    same_without_findings(official().reworded(|text| text.chars().map(wide).collect()).bytes());
    let narrow = |text: &str| text.replace('（', "(").replace('）', ")").replace('・', "･");
    same_without_findings(official().reworded(narrow).bytes());
    let broken = |text: &str| text.chars().map(String::from).collect::<Vec<_>>().join("\n");
    same_without_findings(official().reworded(broken).bytes());
    let spaced = |text: &str| text.chars().map(String::from).collect::<Vec<_>>().join("　") + " ";
    same_without_findings(official().reworded(spaced).bytes());
    same_without_findings(official().reworded(|text| text.replace("取組み", "取り組み")).bytes());
    // the month of an inquiry is a note
    let other = |text: &str| text.replace("1月照会予定", "12月照会済");
    same_without_findings(official().reworded(other).bytes());
    // headings that are not merged, parents typed once
    let mut plain = official();
    let header = plain.header;
    plain.merges.retain(|(first, _)| first.0 > header);
    for column in 0..5 {
        let text = plain.cells.remove(&(1, column)).unwrap();
        plain.set((2, column), &text);
    }
    same_without_findings(plain.bytes());
}

#[test]
fn group_cells_merged_blank_or_on_every_row() {
    for groups in [Groups::Merged, Groups::BlankBelow, Groups::EveryRow] {
        same_without_findings(Grid::of(base(), groups).bytes());
    }
}

#[test]
fn columns_may_be_moved_and_hidden() {
    same_without_findings(official().swapped(5, 6).bytes());
    same_without_findings(official().swapped(2, 3).bytes());
    same_without_findings(official().swapped(9, 10).swapped(10, 11).bytes());
    let mut grid = official();
    grid.hidden_columns.extend([0, 4, 8]);
    grid.hidden_rows.extend([4, 6]);
    // read like the others, and told: the screen does not show what will be printed
    let (_, findings) = same(grid.bytes());
    let (level, cell, message, _) = only(&findings, "M026");
    assert_eq!((level, cell.as_str(), findings.len()), (Level::Info, "A1", 1));
    assert!(message.contains("行（5, 7）と列（A, E, I）"), "{message}");
    // empty ones that nobody sees
    let mut grid = official().with_column(6).with_row(5).with_row(2);
    grid.hidden_columns.insert(6);
    grid.hidden_rows.extend([2, 6]);
    same_without_findings(grid.bytes());
}

#[test]
fn a_label_may_stand_on_a_line_of_its_own() {
    // blank below: 方向性2 begins with row 4 of the plan
    let mut grid = Grid::of(base(), Groups::BlankBelow).with_row(7);
    let at = grid.cells.keys().copied().find(|at| grid.cells[at] == "方向性2").unwrap();
    let label = grid.cells.remove(&at).unwrap();
    assert_eq!(at, (8, 0), "behind the new row");
    grid.set((7, 0), &label);
    same_without_findings(grid.bytes());
    // with a text of its own the row below needs none, and a line at the end is a label of nothing
    grid.set((8, 0), &label);
    same_without_findings(grid.bytes());
    grid.set((7, 0), "次の方向性");
    grid.set((20, 0), "健康課作成");
    let (_, findings) = same(grid.bytes());
    let told: Vec<String> = of(&findings, "M054").iter().map(|f| f.message.ja.clone()).collect();
    assert!(told.len() == 2 && told[0].contains("「次の方向性」") && told[1].contains("「健康課作成」"), "{told:?}");
}

#[test]
fn an_extra_column_is_told_once_with_its_texts() {
    let mut grid = official().with_column(7);
    let body = grid.header + 1;
    grid.set((grid.header, 7), "備考");
    grid.set((body, 7), "電話で確認");
    grid.set((body + 4, 7), "要相談");
    let (_, findings) = same(grid.bytes());
    let (level, cell, message, _) = only(&findings, "M051");
    assert_eq!((level, cell.as_str(), findings.len()), (Level::Warning, "H3", 1));
    assert!(message.contains("2 セル") && message.contains("「電話で確認」「要相談」"), "{message}");
    let places: Vec<String> = findings[0].related.iter().map(|p| p.cell.unwrap().to_string()).collect();
    assert_eq!(places, ["H4", "H8"]);
}

#[test]
fn an_unknown_heading_and_the_missing_one_name_each_other() {
    let grid = official().reworded(|text| text.replace("事業概要", "事業の慨要"));
    let found = findings(&grid);
    let (level, cell, message, hint) = only(&found, "M051");
    assert_eq!((level, cell.as_str()), (Level::Warning, "I3"));
    assert!(message.contains("「事業の慨要」") && hint.contains("「事業概要」"), "{message} {hint}");
    let (level, cell, message, hint) = only(&found, "M052");
    assert_eq!((level, cell.is_empty()), (Level::Warning, false));
    assert!(message.contains("「事業概要」") && hint.contains("「事業の慨要」"), "{message} {hint}");
    // what stands under it is told, not lost
    assert_eq!(of(&found, "M051")[0].related.len(), 6);

    let found =
        findings(&official().reworded(|text| if text == "番号" { "ナンバー".to_owned() } else { text.to_owned() }));
    let (level, _, message, hint) = only(&found, "M052");
    assert_eq!(level, Level::Error, "rows cannot be told apart without it");
    // no letter is alike, but it stands where 番号 should
    assert!(message.contains("「番号」") && hint.contains("「ナンバー」"), "{message} {hint}");
    assert!(only(&found, "M051").3.contains("「番号」"));
}

#[test]
fn a_number_may_be_called_no() {
    for name in ["No.", "Ｎｏ．", "№"] {
        same_without_findings(
            official().reworded(|text| if text == "番号" { name.to_owned() } else { text.to_owned() }).bytes(),
        );
    }
}

#[test]
fn a_note_of_another_year_is_told() {
    let stale = |text: &str| text.replace("令和8年1月照会予定", "令和6年1月照会予定");
    let (_, findings) = same(official().reworded(stale).bytes());
    let (level, cell, message, _) = only(&findings, "M067");
    assert_eq!((level, cell.as_str(), findings.len()), (Level::Info, "O3", 1));
    assert!(message.contains("令和6年1月") && message.contains("令和8年1月"), "{message}");
}

#[test]
fn another_year_than_was_asked_for_is_told_once() {
    let (matome, form) = &*crate::common::BUILT_IN;
    let given = matome::meta::Given { years: [("基準年度".to_owned(), 2030)].into(), ..Default::default() };
    let mut findings = Vec::new();
    let source = crate::common::source("回答.xlsx", matome::source::Format::Xlsx, official().bytes());
    matome.read(form, &[source], &given, &mut findings);
    assert_eq!(only(&findings, "M060").0, Level::Error);
    // the answers that have no column now are told, the twelve headings are not
    assert!(
        of(&findings, "M051").is_empty() && of(&findings, "M052").is_empty(),
        "{}",
        crate::common::lines(&findings)
    );
    assert!(!of(&findings, "M053").is_empty());
}

#[test]
fn the_years_come_from_the_headings() {
    let next = |text: &str| {
        let mut text = text.to_owned();
        for (from, to) in
            [("令和8", "令和9"), ("令和7", "令和8"), ("令和6", "令和7"), ("令和5", "令和6"), ("令和4", "令和5")]
        {
            text = text.replace(from, to);
        }
        text
    };
    let (book, findings) = same(official().reworded(next).bytes());
    assert_eq!(crate::common::lines(&findings), "");
    assert_eq!((book.plan().years["基準年度"], book.plan().years["策定年度"]), (2025, 2023));
    assert!(book.json().contains("\"令和8年度時点\":{\"実施状況\""));
    // a single block: the other year's columns are missing, its answers are in their own year
    let mut grid = official();
    grid.cells.retain(|at, _| at.1 < 12);
    grid.merges.retain(|(first, _)| first.1 < 12);
    let (book, _) =
        crate::common::read(&[crate::common::source("回答.xlsx", matome::source::Format::Xlsx, grid.bytes())]);
    assert_eq!(book.plan().rows[0].cells[9].text, base().plan().rows[0].cells[9].text);
    assert_eq!(book.plan().rows[0].cells[12].text, "");
}

#[test]
fn one_answer_merged_over_rows_answers_for_each() {
    let mut grid = official();
    let body = grid.header + 1;
    grid.cells.remove(&(body + 1, 10));
    grid.cells.remove(&(body + 2, 10));
    grid.merges.push(((body, 10), (body + 2, 10)));
    let (book, found) =
        crate::common::read(&[crate::common::source("回答.xlsx", matome::source::Format::Xlsx, grid.bytes())]);
    assert!((0..3).all(|r| book.plan().rows[r].cells[10].text == "延べ件数が増えた。"));
    let (level, cell, message, _) = only(&found, "M056");
    assert_eq!((level, cell.as_str()), (Level::Info, "K4"));
    assert!(message.contains("3 行"), "{message}");
}

#[test]
fn a_heading_that_is_there_twice_is_told_as_such() {
    let csv = "方向性,番号,取組み,局区,課,事業名・取組名,令和6年度時点_実施状況,取組み,備考欄\n\
               方向性１,1,見守り,福祉部,地域福祉課,声かけ訪問,120世帯を訪ねた。,二つ目,メモ\n";
    let (_, findings) =
        crate::common::read(&[crate::common::source("回答.csv", matome::source::Format::Csv, csv.as_bytes().to_vec())]);
    let told: Vec<(String, &str)> =
        of(&findings, "M051").iter().map(|f| (f.place.as_ref().unwrap().to_string(), f.message.ja.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                "回答.csv:1:38".to_owned(),
                "見出し「取組み」が二つあります。この列の 1 セルは紙面に載りません: 「二つ目」"
            ),
            (
                "回答.csv:1:42".to_owned(),
                "見出し「備考欄」は様式にありません。その列の 1 セルは紙面に載りません: 「メモ」"
            ),
        ]
    );
    let twice = of(&findings, "M051")[0];
    assert_eq!(twice.related[0].to_string(), "回答.csv:1:8");
}
