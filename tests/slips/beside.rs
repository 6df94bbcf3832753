//! Which cells answer a label.

use crate::common::sheets::{HEAD, answers, read, slip, slip_of, told, workbook};

const FIELDS: [&str; 5] = ["団体名", "担当課", "電話", "ねらい", "活動の内容"];

/// The answers of a sheet with the form's five labels, and its findings.
fn sheet(cells: &[(&str, &str)], area: &str) -> (Vec<String>, Vec<String>) {
    let (book, findings) = read(&slip_of(&FIELDS, ""), workbook(cells, area));
    let book = book.unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(book.slips.len(), 1, "{findings:#?}");
    (answers(&book, 0).into_iter().map(str::to_owned).collect(), told(&findings))
}

const EXPECTED: [&str; 5] = ["浜の会", "ふくし課", "12-3456", "居場所をひらく。", "毎週あつまる。"];

#[test]
fn several_labels_in_a_row_are_a_sheet() {
    let pairs = [
        ("A1", "活動の票"),
        ("A3", "団体名"),
        ("B3:F3", "浜の会"),
        ("A4", "担当課"),
        ("B4:C4", "ふくし課"),
        ("D4", "電話"),
        ("E4:F4", "12-3456"),
        ("A5", "ねらい"),
        ("B5:F5", "居場所をひらく。"),
        ("A6", "活動の内容"),
        ("B6:F8", "毎週あつまる。"),
    ];
    assert_eq!(sheet(&pairs, ""), (EXPECTED.map(str::to_owned).to_vec(), vec![]));
    // three in one row are more than the others
    let three = [
        ("A2", "団体名"),
        ("B2", "浜の会"),
        ("C2", "担当課"),
        ("D2", "ふくし課"),
        ("E2", "電話"),
        ("F2", "12-3456"),
        ("A3", "ねらい"),
        ("B3:F3", "居場所をひらく。"),
        ("A4", "活動の内容"),
        ("B4:F4", "毎週あつまる。"),
    ];
    assert_eq!(sheet(&three, ""), (EXPECTED.map(str::to_owned).to_vec(), vec![]));
    // an empty one stays empty, at its label
    let mut blank = pairs;
    blank[6].1 = "";
    let (texts, _) = sheet(&blank, "");
    assert_eq!((texts[1].as_str(), texts[2].as_str()), ("ふくし課", ""));
}

#[test]
fn a_table_and_hints_round_the_answers_are_told_and_not_joined() {
    let mut cells = vec![
        ("A3", "団体名"),
        ("B3:F3", "浜の会"),
        ("A4", "担当課"),
        ("B4:C4", "ふくし課"),
        ("D4", "電話"),
        ("E4:F4", "12-3456"),
        ("A5", "ねらい"),
        ("B5:F5", "居場所をひらく。"),
        ("A6", "活動の内容"),
        ("B6:F8", "毎週あつまる。"),
        ("A10", "実施日"),
        ("B10", "会場"),
        ("E10", "人"),
        ("A11", "4/9"),
        ("B11", "港会館"),
        ("E11", "8"),
        ("H3", "ここは必ず書く"),
        ("H4", "ここは必ず書く"),
        ("H6", "百字まで"),
    ];
    let (texts, findings) = sheet(&cells, "A1:F14");
    assert_eq!(texts, EXPECTED);
    let strays = ["M061 A10", "M061 A11", "M061 B10", "M061 B11", "M061 E10", "M061 E11"];
    assert_eq!(findings, [&strays[..], &["M093 H3+2"]].concat());
    // without a print area the answer ends with its merged cell
    let (texts, findings) = sheet(&cells, "");
    assert_eq!(texts, EXPECTED);
    assert_eq!(findings, [&strays[..], &["M093 H3+2"]].concat());
    // hints that adjoin the answers: beyond the edge that merged cells draw, or with an arrow
    cells.truncate(10);
    cells[3].1 = "";
    cells.extend([("G3", "◀ 正式な名で"), ("G5", "四十字以内"), ("G6", "← 百字まで")]);
    let (texts, findings) = sheet(&cells, "");
    assert_eq!([&texts[0], &texts[3], &texts[4]], [EXPECTED[0], EXPECTED[3], EXPECTED[4]]);
    assert_eq!(findings, ["M093 G3+2"]);
}

#[test]
fn many_cells_without_a_place_are_one_finding() {
    let mut cells = vec![
        ("A3".to_owned(), "団体名"),
        ("B3:F3".to_owned(), "浜の会"),
        ("A4".to_owned(), "ねらい"),
        ("B4:F4".to_owned(), "居場所"),
        ("A5".to_owned(), "電話"),
        ("B5:F5".to_owned(), "12"),
    ];
    cells.extend((8..40).flat_map(|row| [(format!("A{row}"), "日"), (format!("C{row}"), "会場")]));
    let cells: Vec<(&str, &str)> = cells.iter().map(|(at, text)| (at.as_str(), *text)).collect();
    let (texts, findings) = sheet(&cells, "");
    assert_eq!(texts, ["浜の会", "", "12", "居場所", ""]);
    assert_eq!(findings, ["M061 A8+63", "M063 A3", "M063 A3"]);
}

#[test]
fn answers_under_their_labels() {
    // boxes over the whole width
    let wide = [
        ("A1:F1", "団体名"),
        ("A2:F2", "浜の会"),
        ("A3:C3", "担当課"),
        ("D3:F3", "電話"),
        ("A4:C4", "ふくし課"),
        ("D4:F4", "12-3456"),
        ("A5:F5", "ねらい"),
        ("A6:F8", "居場所をひらく。"),
        ("A9:F9", "活動の内容"),
        ("A10:F12", "毎週あつまる。"),
        ("A13:F13", "※ ここまでを四月に出す"),
    ];
    assert_eq!(sheet(&wide, ""), (EXPECTED.map(str::to_owned).to_vec(), vec!["M061 A13".to_owned()]));
    // one column, nothing merged
    let narrow = [
        ("B2", "団体名"),
        ("B3", "浜の会"),
        ("B5", "担当課"),
        ("B6", "ふくし課"),
        ("B8", "電話"),
        ("B9", "12-3456"),
        ("B11", "ねらい"),
        ("B12", "居場所をひらく。"),
        ("B14", "活動の内容"),
        ("B15", "毎週あつまる。"),
        ("B16", "雨の日は休む。"),
    ];
    let (texts, findings) = sheet(&narrow, "");
    assert_eq!(texts[..4], EXPECTED[..4]);
    assert_eq!(texts[4], "毎週あつまる。\n雨の日は休む。");
    assert!(findings.is_empty(), "{findings:?}");
    // beside the others, an empty answer is empty: what stands below is another label
    let beside = [
        ("A1", "団体名"),
        ("A2", "記入者"),
        ("B2", "浜"),
        ("A3", "担当課"),
        ("B3", "ふくし課"),
        ("A4", "電話"),
        ("B4", "12-3456"),
    ];
    let (texts, findings) = sheet(&beside, "");
    assert_eq!(texts[..3], ["", "ふくし課", "12-3456"]);
    assert!(findings.contains(&"M061 A2".to_owned()) && findings.contains(&"M061 B2".to_owned()), "{findings:?}");
}

#[test]
fn labels_under_their_boxes() {
    let cells = [
        ("A2:C2", "浜の会"),
        ("D2:F2", "ふくし課"),
        ("A3:C3", "団体名"),
        ("D3:F3", "担当課"),
        ("A6", "電話"),
        ("B6:F6", "12-3456"),
    ];
    let (texts, _) = sheet(&cells, "A1:F9");
    assert_eq!(texts[..3], EXPECTED[..3]);
}

#[test]
fn labels_as_sheets_dress_them() {
    let dressed = [
        ("A2", "(1) 団　体　名"),
        ("B2", "浜の会"),
        ("A3", "②担当課："),
        ("B3", "ふくし課"),
        ("A4", "３．【電話】"),
        ("B4", "12-3456"),
        ("A5", "■ ねらい（必須）"),
        ("B5", "居場所をひらく。"),
        ("A6", "ウ　活動の\n内容※1"),
        ("B6", "毎週あつまる。"),
    ];
    assert_eq!(sheet(&dressed, ""), (EXPECTED.map(str::to_owned).to_vec(), vec![]));
    // the answer behind the colon, two in a row
    let inline = [
        ("A2", "団体名：浜の会"),
        ("A3", "担当課: ふくし課"),
        ("D3", "電話：12-3456"),
        ("A4", "【ねらい】：居場所をひらく。"),
        ("A5", "活動の内容：毎週あつまる。"),
    ];
    assert_eq!(sheet(&inline, ""), (EXPECTED.map(str::to_owned).to_vec(), vec![]));
    // a letter a cell, across and down
    let letters = [
        ("A2", "団"),
        ("B2", "体"),
        ("C2", "名"),
        ("D2", "浜の会"),
        ("A4", "担"),
        ("A5", "当"),
        ("A6", "課"),
        ("D4", "ふくし課"),
        ("A8", "電話"),
        ("D8", "12-3456"),
        ("A9", "ねらい"),
        ("D9", "居場所をひらく。"),
        ("A10", "活動の"),
        ("B10", "内容"),
        ("D10", "毎週あつまる。"),
    ];
    assert_eq!(sheet(&letters, ""), (EXPECTED.map(str::to_owned).to_vec(), vec![]));
}

#[test]
fn an_answer_may_say_the_words_of_a_label() {
    let cells = [
        ("A2", "団体名"),
        ("B2", "電話：の会"),
        ("A3", "担当課"),
        ("B3", "ふくし課"),
        ("A4", "ねらい"),
        ("B4", "活動の内容：未定"),
    ];
    let (texts, findings) = sheet(&cells, "");
    assert_eq!(texts, ["電話：の会", "ふくし課", "", "活動の内容：未定", ""]);
    assert_eq!(findings, ["M063 A2", "M063 A2"]);
}

#[test]
fn a_label_twice_is_told_with_the_choice() {
    let rest =
        [("A2", "団体名"), ("B2", "浜の会"), ("A3", "担当課"), ("B3", "ふくし課"), ("A4", "ねらい"), ("B4", "居場所")];
    let with = |more: &[(&'static str, &'static str)]| sheet(&[&rest[..], more].concat(), "");
    // one is empty: the other counts, wherever it stands
    let (texts, findings) = with(&[("A5", "電話"), ("A6", "電話"), ("B6", "12")]);
    assert_eq!((texts[2].as_str(), findings.contains(&"M094 A6+1".to_owned())), ("12", true), "{findings:?}");
    let (texts, findings) = with(&[("A5", "電話"), ("B5", "12"), ("A6", "電話"), ("B6", "12")]);
    assert_eq!((texts[2].as_str(), findings.contains(&"M094 A6+1".to_owned())), ("12", true), "{findings:?}");
    // two answers
    let (texts, findings) = with(&[("A5", "電話"), ("B5", "12"), ("A6", "電話"), ("B6", "34")]);
    assert_eq!((texts[2].as_str(), findings.contains(&"M062 B6+1".to_owned())), ("12", true), "{findings:?}");
    // an instruction over the form, outside of what is printed, is not it
    let cells = [&rest[..], &[("H1", "電話"), ("I1", "内線も"), ("A5", "電話"), ("B5", "12")]].concat();
    let (texts, findings) = sheet(&cells, "A2:F9");
    assert_eq!(texts[2], "12");
    assert!(findings.iter().any(|f| f.starts_with("M093 H1")), "{findings:?}");
}

#[test]
fn an_answer_of_several_cells() {
    let cells = [
        ("A2:C2", "団体名"),
        ("D2:F2", "浜の会"),
        ("G2:I2", "（仮）"),
        ("A3:C3", "担当課"),
        ("D3", "令和"),
        ("E3", "7"),
        ("F3", "年"),
        ("G3", "4"),
        ("H3", "月"),
        ("A4:C4", "ねらい"),
        ("D4:I4", "居場所"),
    ];
    let (texts, _) = sheet(&cells, "");
    assert_eq!(texts[..4], ["浜の会　（仮）", "令和7年4月", "", "居場所"]);
}

/// Beside a merged answer that reaches further down than its label, a text of a row between.
#[test]
fn a_text_beside_the_lower_rows_of_an_answer() {
    let fields: String = ["名", "費用", "決算"].map(|name| format!("[[field]]\nname = \"{name}\"\n")).concat();
    let form = slip(&format!(
        r#"{HEAD}
{fields}
[[panel]]
[[panel.item]]
label = "名"
parts = [{{ show = "{{{{名}}}}" }}]
[[panel.item]]
label = "費用"
parts = [{{ show = "{{{{費用}}}}" }}, {{ heading = "決算額" }}, {{ show = "{{{{決算}}}}" }}]
"#
    ));
    let cells = [("A1", "名"), ("B1", "浜の会"), ("A2", "費用"), ("B2:B4", "100"), ("C3", "見込み")];
    let (book, findings) = read(&form, workbook(&cells, ""));
    let book = book.unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(answers(&book, 0), ["浜の会", "100", ""]);
    assert_eq!(told(&findings), ["M061 C3"]);
}

/// A 別紙 that somebody added below, to which no answer leads, is told and not swallowed.
#[test]
fn a_part_to_which_no_answer_leads_is_told() {
    let fields: String = ["名", "費用"].map(|name| format!("[[field]]\nname = \"{name}\"\n")).concat();
    let items = ["名", "費用"]
        .map(|name| format!("[[panel.item]]\nlabel = \"{name}\"\nparts = [{{ show = \"{{{{{name}}}}}\" }}]\n"));
    let form = slip(&format!("{HEAD}\n{fields}\n[[panel]]\n{}", items.concat()));
    let below = [("A5", "別紙1"), ("A6", "くわしい話")];
    let cells = [("A1", "名"), ("B1", "浜の会"), ("A2", "費用"), ("B2", "100")].into_iter().chain(below);
    let (book, findings) = read(&form, workbook(&cells.collect::<Vec<_>>(), ""));
    let book = book.unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(answers(&book, 0), ["浜の会", "100"]);
    assert_eq!(told(&findings), ["M061 A5", "M061 A6"]);
}
