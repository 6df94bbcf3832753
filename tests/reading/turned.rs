//! Numbers that Excel turned into days or powers of ten when they were typed.

use serde_json::json;

use crate::common::{answer, of, progress, read, slips, tree};

#[test]
fn a_day_among_numbers_is_told_with_what_may_have_been_typed() {
    let row = |number: &str, item: &str| answer("方向性1", number, "健康課", item, "続けた。");
    let (book, findings) = read(&[tree(&progress(vec![
        row("1-1", "体操教室"),
        row("1月2日", "栄養相談"),
        row("3-Jan", "健診"),
        row("2.00E+03", "訪問"),
    ]))]);
    assert_eq!(crate::common::column(book.plan(), "番号")[1], "1月2日", "it is printed as it was shown");
    let told = of(&findings, "M039");
    let [told] = told.as_slice() else { panic!("{told:?}") };
    assert!(told.message.ja.starts_with("「番号」の「1月2日」は、「1-2」"), "{}", told.message.ja);
    assert!(told.message.ja.contains("ほか 2 件") && told.related.len() == 2, "{told:?}");
    let days = progress(vec![row("1", "4月1日"), row("2", "5月2日")]);
    assert!(of(&read(&[tree(&days)]).1, "M039").is_empty());
}

#[test]
fn a_slip_is_told_by_the_pattern_of_its_field() {
    let sheet = |number: &str| json!({ "施策の方向": "１－１", "事業番号": number, "事業名": format!("事業{number}") });
    let (_, findings) = slips::read_json(json!([sheet("1-4"), sheet("3-Jan"), sheet("１－６")]));
    let told = of(&findings, "M039");
    assert!(told.len() == 1 && told[0].message.ja.contains("「3-Jan」は、「1-3」"), "{told:?}");
    let (_, findings) = slips::read_json(json!([sheet("1-4"), sheet("10")]));
    assert!(of(&findings, "M039").is_empty());
}
