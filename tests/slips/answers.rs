//! What answers of slips say, however they are typed.

use crate::common::sheets::{HEAD, answers, read_as, slip, told};
use matome::finding::Finding;
use matome::slip::{SlipForm, Slips};
use matome::source::Format;

const FIELDS: &str = r#"
[[legend]]
name = "かかわり"
options = ["強い", "弱い", "ない（{{理由}}）"]
[[legend]]
name = "なかま"
options = ["町内会", "老人クラブ", "学校・園"]
[[field]]
name = "名"
[[field]]
name = "度合い"
type = "choice"
legend = "かかわり"
[[field]]
name = "相手"
type = "choices"
legend = "なかま"
[[field]]
name = "費用"
type = "amount"
unit = "千円"
[[field]]
name = "理由"
[[panel]]
[[panel.item]]
label = "名"
parts = [{ show = "{{名}}" }]
[[panel.item]]
label = "連携"
parts = [{ choice = "度合い" }, { legend = "かかわり" }, { choice = "相手" }, { legend = "なかま" }]
[[panel.item]]
label = "費用"
parts = [{ amounts = ["費用"] }]
"#;

fn form(more: &str) -> SlipForm {
    slip(&format!("{HEAD}key = [\"名\"]\n{more}{FIELDS}"))
}

fn csv(form: &SlipForm, rows: &str) -> (Slips, Vec<Finding>) {
    let text = format!("名,度合い,相手,費用,理由\n{rows}");
    let (book, findings) = read_as(form, text.into_bytes(), "票.csv", Format::Csv);
    (book.unwrap(), findings)
}

#[test]
fn options_by_number_word_or_both() {
    let rows = [
        ("強い", "町内会、老人クラブ", "①", "①②"),
        ("１", "1;2", "①", "①②"),
        ("①強い", "①町内会／②老人クラブ", "①", "①②"),
        ("2 弱い", "(2)老人クラブ　(3)学校・園", "②", "②③"),
        ("弱い;", "学校・園;", "②", "③"),
        ("②：弱い", "学校・園、町内会", "②", "③①"),
    ];
    for (one, many, expected, list) in rows {
        let (book, findings) = csv(&form(""), &format!("甲,{one},{many},1,\n"));
        assert_eq!(answers(&book, 0)[1..3], [expected, list], "{one} {many}: {findings:?}");
        assert!(findings.is_empty(), "{findings:?}");
    }
    let (book, _) = csv(&form(""), "甲,ない（人手がない）,,1,\n");
    assert_eq!(answers(&book, 0), ["甲", "③", "", "1", "人手がない"]);
    for text in ["普通", "2 強い", "強い弱い"] {
        let (_, findings) = csv(&form(""), &format!("甲,{text},,1,\n"));
        assert_eq!(told(&findings).len(), 1, "{text}");
        assert_eq!(findings[0].code.0, "M122", "{text}");
    }
}

#[test]
fn what_stands_for_nothing_is_a_setting() {
    let own = form("missing = [\"－\", \"…\"]\n");
    for mark in ["-", "－", "―", "ー", "−", "…", "・・・"] {
        let (book, findings) = csv(&own, &format!("甲,{mark},{mark},{mark},\n"));
        assert!(findings.is_empty(), "{mark}: {findings:?}");
        assert_eq!(answers(&book, 0)[1..4], [mark; 3], "printed as typed");
    }
    let (_, findings) = csv(&form(""), "甲,強い,,－,\n");
    assert_eq!(findings[0].code.0, "M121");
    let (_, findings) = csv(&own, "甲,強い,,未定,\n");
    assert_eq!(findings[0].code.0, "M121");
}

#[test]
fn one_project_in_two_spellings_is_told() {
    for name in ["浜の　会", "\"浜の\n会\"", " 浜の会 "] {
        let (_, findings) = csv(&form(""), &format!("浜の会,強い,,1,\n{name},強い,,1,\n"));
        assert_eq!(told(&findings), ["M127 -+1"], "{name}");
        assert!(findings[0].code.0 == "M127" && findings[0].place.is_some(), "{findings:?}");
        assert!(findings[0].message.ja.contains("浜の"), "{findings:?}");
    }
}

#[test]
fn a_project_without_a_name_is_not_told_as_nothing() {
    let text = "[{\"id\": \"a1\", \"費用\": 3}, {\"id\": \"a1\", \"費用\": 4}]";
    let (_, findings) = read_as(&form(""), text.as_bytes().to_vec(), "票.json", Format::Json);
    let twice = findings.iter().find(|f| f.code.0 == "M127").unwrap();
    assert!(!twice.message.ja.contains("「」") && twice.place.is_some(), "{twice:?}");
}

#[test]
fn what_is_said_of_many_rows_is_said_once() {
    let rows: String = (0..40).map(|n| format!("会{n},普通,,1,\n")).collect();
    let (_, findings) = csv(&form(""), &rows);
    assert_eq!((findings.len(), findings[0].related.len()), (1, 39), "{:?}", told(&findings));
}

#[test]
fn a_column_that_the_form_lacks_is_one_finding() {
    let rows: String = (0..20).map(|n| format!("会{n},強い,1,備え{n},要ら\n")).collect();
    let text = format!("名,度合い,費用,備考,控え1\n{rows}");
    let (_, findings) = read_as(&form("unused = [\"控え*\"]\n"), text.into_bytes(), "票.csv", Format::Csv);
    let codes: Vec<&str> = findings.iter().map(|f| f.code.0).collect();
    assert_eq!(codes, ["M051", "M061"], "{findings:#?}");
    assert_eq!(findings[1].related.len(), 19);
}
