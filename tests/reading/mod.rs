//! What departments do to the official layout, and that the plan data comes out the same all the same.

mod foreign;
mod groups;
mod kept;
mod keys;
mod layout;
mod merging;
mod register;
mod turned;

use std::sync::LazyLock;

use crate::common::kit::Table;
use crate::common::workbook::{Grid, Groups};
use crate::common::{answer, progress, read, source, texts, tree, try_read};
use matome::finding::{Finding, Level};
use matome::source::Format;

static BASE: LazyLock<Table> = LazyLock::new(make_base);

/// Seven rows: two 方向性, four 番号, empty answers, a text in lines.
fn base() -> &'static Table {
    &BASE
}

fn make_base() -> Table {
    let mut rows = vec![
        answer("方向性1", "1", "地域福祉課", "声かけ訪問", "120世帯を訪ねた。\n・再訪 12世帯"),
        answer("方向性1", "1", "高齢福祉課", "配食", "40人に届けた。"),
        answer("方向性1", "1", "健康課", "体操", "週1回開いた。"),
        answer("方向性1", "2", "健康課", "健康相談", "12回開いた。"),
        answer("方向性2", "10", "子育て課", "広場", "300組が来た。"),
        answer("方向性2", "10", "地域福祉課", "見守りの会", "6回集まった。"),
        answer("方向性2", "11", "健康課", "口の健康教室", "3回開いた。"),
    ];
    rows[1]["令和7年度時点"]["今後の方向性"] = "".into();
    rows[2]["事業概要"] = "".into();
    rows[5]["令和6年度時点"]["評価・課題"] = "".into();
    read(&[tree(&progress(rows))]).0
}

fn official() -> Grid {
    Grid::of(base(), Groups::Merged)
}

/// Reads a workbook that must give the base's texts; the findings are the caller's to judge.
#[track_caller]
fn same(bytes: Vec<u8>) -> (Table, Vec<Finding>) {
    let (book, findings) = read(&[source("回答.xlsx", Format::Xlsx, bytes)]);
    assert_eq!(texts(book.plan()), texts(base().plan()), "{}", crate::common::lines(&findings));
    (book, findings)
}

/// As [`same`], and nothing is found.
#[track_caller]
fn same_without_findings(bytes: Vec<u8>) {
    let (_, findings) = same(bytes);
    assert_eq!(crate::common::lines(&findings), "");
}

/// Findings of reading a workbook.
fn findings(grid: &Grid) -> Vec<Finding> {
    try_read(&[source("回答.xlsx", Format::Xlsx, grid.bytes())]).1
}

/// The one finding of a code: level, cell, message, hints.
#[track_caller]
fn only(findings: &[Finding], code: &str) -> (Level, String, String, String) {
    let found = crate::common::of(findings, code);
    assert_eq!(found.len(), 1, "{code} in\n{}", crate::common::lines(findings));
    let cell = found[0].place.as_ref().and_then(|place| place.cell).map(|cell| cell.to_string()).unwrap_or_default();
    let hints: Vec<&str> = found[0].hints.iter().map(|hint| hint.ja.as_str()).collect();
    (found[0].level, cell, found[0].message.ja.clone(), hints.join("／"))
}
