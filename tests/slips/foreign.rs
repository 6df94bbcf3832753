//! Invented slips of other towns: graph paper, two columns, check boxes.

use crate::common::kit::Kit;
use crate::common::sheets::{HEAD, answers, read, slip, slip_of, told, workbook};
use matome::source::{Format, read_bytes};
use matome::xlsx::Xlsx;

/// Excel as graph paper: labels and answers are merged at odd places, numbers and units stand between them.
const GRAPH: [(&str, &str); 31] = [
    ("B2:AH3", "令和7年度　事業ふりかえり票"),
    ("Z1:AH1", "様式第3号"),
    ("B5:F6", "(1) 事業名"),
    ("G5:AH6", "縁側づくり"),
    ("B7:F8", "(2) 担　当"),
    ("G7:R8", "くらし支援課"),
    ("S7:V8", "(3) 電話"),
    ("W7:Z8", "内線"),
    ("AA7:AH8", "204"),
    ("B9:F10", "(4) 期間"),
    ("G9:H10", "令和"),
    ("I9:J10", "5"),
    ("K9:L10", "年"),
    ("M9:N10", "4"),
    ("O9:P10", "月～"),
    ("S9:V10", "(5) 予算額\n（単位：千円）"),
    ("W9:AD10", "1,250"),
    ("AE9:AH10", "千円"),
    ("B11:AH11", "(6) ねらい"),
    ("B12:AH16", "となり近所で\n気づきあう。"),
    ("B17:B26", "評\n価"),
    ("C17:F20", "(7) 対象"),
    ("G17:AH20", "☑高齢者　□子ども　■その他（転入者）"),
    ("C21:F26", "(8) 成果"),
    ("G21:AH26", "12 か所でひらいた。"),
    ("AJ5", "◀ 30字まで"),
    ("AJ12", "◀ 目的を一文で"),
    ("AK21", "数で書く"),
    ("B27", "※ 提出は 5 月末日"),
    ("AJ17", "◀ 30字まで"),
    ("AJ21", "◀ 30字まで"),
];

fn graph() -> matome::slip::SlipForm {
    let definition = r#"
bookmarks = ["事業名"]
[[field]]
name = "事業名"
required = true
[[field]]
name = "担当"
[[field]]
name = "電話"
[[field]]
name = "期間"
[[field]]
name = "予算額"
type = "amount"
unit = "千円"
[[field]]
name = "ねらい"
[[field]]
name = "対象"
type = "boxes"
choices = ["高齢者", "子ども", "その他（{{ほか}}）"]
[[field]]
name = "ほか"
[[field]]
name = "成果"
[[panel]]
[[panel.item]]
label = "事業名"
parts = [{ show = "{{事業名}}" }]
[[panel.item]]
label = "担当"
parts = [{ show = "{{担当}}" }]
[[panel.item]]
label = "電話"
parts = [{ show = "{{電話}}" }]
[[panel.item]]
label = "期間"
parts = [{ show = "{{期間}}" }]
[[panel.item]]
label = "予算額"
parts = [{ amounts = ["予算額"] }]
[[panel.item]]
label = "ねらい"
parts = [{ show = "{{ねらい}}", weight = 2 }]
[[panel.item]]
label = "対象"
parts = [{ boxes = "対象" }]
[[panel.item]]
label = "成果"
parts = [{ show = "{{成果}}", weight = 2 }]
"#;
    slip(&format!("{HEAD}{definition}"))
}

#[test]
fn graph_paper() {
    let form = graph();
    let expected = [
        "縁側づくり",
        "くらし支援課",
        "内線　204",
        "令和5年4月～",
        "1250",
        "となり近所で\n気づきあう。",
        "高齢者、その他",
        "転入者",
        "12 か所でひらいた。",
    ];
    let (book, findings) = read(&form, workbook(&GRAPH, "A1:AI30"));
    let book = book.unwrap();
    assert_eq!(answers(&book, 0), expected, "{findings:#?}");
    assert_eq!(told(&findings), ["M055 B2", "M055 Z1", "M061 B17", "M061 B27", "M093 AJ5+4"], "{findings:#?}");
    // without the print area
    let (book, _) = read(&form, workbook(&GRAPH, ""));
    assert_eq!(answers(&book.unwrap(), 0), expected);
    // what is written of it is read again
    let xlsx = Kit::new().slips_xlsx(&book_of(&form), &Xlsx::default()).unwrap();
    let mut findings = Vec::new();
    let source = read_bytes(xlsx, "again.xlsx", Format::Xlsx).unwrap();
    let again = Kit::new().read_slips(&form, &[source], &Default::default(), &mut findings).unwrap();
    assert_eq!(again.json(), book_of(&form).json(), "{findings:#?}");
}

fn book_of(form: &matome::slip::SlipForm) -> matome::slip::Slips {
    read(form, workbook(&GRAPH, "A1:AI30")).0.unwrap()
}

#[test]
fn two_columns_of_questions() {
    let form = slip_of(&["施設の名", "所在地", "開設の年", "定員", "職員の数", "課題", "要望"], "");
    let cells = [
        ("B2:I2", "施設調査の票"),
        ("B4", "１"),
        ("C4", "施設の名"),
        ("D4", "みなと館"),
        ("F4", "５"),
        ("G4", "職員の数"),
        ("H4", "6"),
        ("I4", "人"),
        ("B5", "２"),
        ("C5", "所在地"),
        ("D5", "浜町 1-2"),
        ("F5", "６"),
        ("G5", "課題"),
        ("H5", "屋根が古い。"),
        ("D6", "港ビル 2 階"),
        ("H6", "人が足りない。"),
        ("B7", "３"),
        ("C7", "開設の年"),
        ("D7", "平成9年"),
        ("F7", "７"),
        ("G7", "要望"),
        ("B8", "４"),
        ("C8", "定員"),
        ("D8", "40"),
        ("E8", "人"),
        ("H8", "修理の補助"),
    ];
    let (book, findings) = read(&form, workbook(&cells, ""));
    let book = book.unwrap();
    let texts = answers(&book, 0);
    assert_eq!(
        texts[..6],
        ["みなと館", "浜町 1-2\n港ビル 2 階", "平成9年", "40人", "6人", "屋根が古い。\n人が足りない。"]
    );
    // an answer a row too low is told
    assert!(texts[6].is_empty() && told(&findings).contains(&"M061 H8".to_owned()), "{findings:#?}");
}

#[test]
fn a_sheet_of_risks_with_boxes_a_cell_each() {
    let definition = r#"
[[field]]
name = "業務"
[[field]]
name = "起こりうること"
[[field]]
name = "大きさ"
type = "boxes"
choices = ["大", "中", "小"]
[[field]]
name = "備え"
[[panel]]
[[panel.item]]
label = "業務"
parts = [{ show = "{{業務}}" }]
[[panel.item]]
label = "起こりうること"
parts = [{ show = "{{起こりうること}}" }]
[[panel.item]]
label = "大きさ"
parts = [{ boxes = "大きさ" }]
[[panel.item]]
label = "備え"
parts = [{ show = "{{備え}}" }]
"#;
    let form = slip(&format!("{HEAD}{definition}"));
    let cells = [
        ("A1:H1", "リスク点検の票"),
        ("A3:B3", "業務"),
        ("C3:H3", "窓口"),
        ("A4:B5", "起こりう\nること"),
        ("C4:H5", "渡し間違い"),
        ("A6:B6", "大きさ"),
        ("C6:D6", "□大"),
        ("E6:F6", "☑中"),
        ("G6:H6", "□小"),
        ("A7:B9", "備え"),
        ("C7:H9", "二人で確かめる"),
    ];
    let (book, findings) = read(&form, workbook(&cells, "A1:H9"));
    assert_eq!(answers(&book.unwrap(), 0), ["窓口", "渡し間違い", "中", "二人で確かめる"]);
    assert_eq!(told(&findings), ["M055 A1"]);
}
