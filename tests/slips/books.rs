//! Workbooks that hold more than answers, and workbooks that hold none.

use std::time::{Duration, Instant};

use crate::common::sheets::{answers, fill, read, read_as, slip_of, told};
use matome::source::Format;
use rust_xlsxwriter::Workbook;

const FIELDS: [&str; 5] = ["団体名", "担当課", "電話", "ねらい", "活動の内容"];

const FILLED: [(&str, &str); 10] = [
    ("A2", "団体名"),
    ("B2:F2", "浜の会"),
    ("A3", "担当課"),
    ("B3:F3", "ふくし課"),
    ("A4", "電話"),
    ("B4:F4", "12"),
    ("A5", "ねらい"),
    ("B5:F5", "居場所"),
    ("A6", "活動の内容"),
    ("B6:F8", "毎週"),
];

#[test]
fn covers_lists_blank_forms_and_examples_are_no_answers() {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("表紙").unwrap(), &[("B4", "活動の票の提出について")]);
    let guide = [("A1", "記入要領"), ("A2", "団体名"), ("B2", "正式な名を書く"), ("A3", "電話"), ("B3", "内線も")];
    fill(workbook.add_worksheet().set_name("記入要領").unwrap(), &[&guide[..], &FILLED[4..]].concat());
    fill(workbook.add_worksheet().set_name("浜").unwrap(), &FILLED);
    let mut blank = FILLED;
    (0..5).for_each(|n| blank[2 * n + 1].1 = "");
    fill(workbook.add_worksheet().set_name("原本").unwrap(), &blank);
    let list = [("A1", "団体名"), ("B1", "担当課"), ("C1", "電話"), ("A2", "丘の会"), ("B2", "市民課"), ("C2", "3")];
    fill(workbook.add_worksheet().set_name("一覧").unwrap(), &list);
    let (book, findings) = read(&slip_of(&FIELDS, ""), workbook.save_to_buffer().unwrap());
    let book = book.unwrap();
    assert_eq!(book.slips.len(), 1, "{findings:#?}");
    assert_eq!(answers(&book, 0), ["浜の会", "ふくし課", "12", "居場所", "毎週"]);
    let told = told(&findings);
    assert_eq!(told, ["M058 A1", "M058 B4", "M095 A1", "M096 A2"], "{findings:#?}");
}

#[test]
fn a_table_with_a_few_words_of_the_form_is_one_sentence() {
    let heads = ["番号", "団体名", "所在地", "定員", "区", "電話", "開館", "休み", "備考"];
    let rows: String = (0..36).map(|n| format!("{n},館{n},町{n},9,中,{n},9時,月,なし\n")).collect();
    let (book, findings) =
        read_as(&slip_of(&FIELDS, ""), format!("{}\n{rows}", heads.join(",")).into_bytes(), "館.csv", Format::Csv);
    assert!(book.is_none());
    assert_eq!(told(&findings).len(), 1, "{findings:#?}");
    let said = &findings[0].message.ja;
    assert!(findings[0].code.0 == "M064" && said.contains("9 のうち") && said.contains("「団体名」「電話」"), "{said}");
}

#[test]
fn a_large_sheet_that_is_no_slip_is_refused_fast() {
    let head = "施設,団体名,町,丁,番,担当課,電話2,曜日,時,料金,定員,面積,階,駐車,備考\n";
    let rows: String =
        (0..7_352).map(|n| format!("{n},館{n},浜町,1,2,課{n},99,月,9,100,20,30,1,有,電話で{n}\n")).collect();
    let source = matome::source::read_bytes(format!("{head}{rows}").into_bytes(), "館.csv", Format::Csv).unwrap();
    let form = slip_of(&FIELDS, "");
    let begun = Instant::now();
    let mut findings = Vec::new();
    let book = crate::common::kit::Kit::new().read_slips(&form, &[source], &Default::default(), &mut findings);
    let took = begun.elapsed();
    assert!(book.is_none() && findings.len() == 1, "{:?}", told(&findings));
    // 0.3 s when optimised
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn a_slip_over_a_hundred_thousand_cells_ends() {
    let mut text = "団体名,浜の会\n担当課,ふくし課\n電話,12\nねらい,居場所\n活動の内容,毎週\n\n".to_owned();
    (0..12_000).for_each(|n| text.push_str(&format!("団体名,電話,担,当,活動,{n},x,y,z,{n},電話,団体名,x,y\n")));
    let source = matome::source::read_bytes(text.into_bytes(), "大.csv", Format::Csv).unwrap();
    let begun = Instant::now();
    let mut findings = Vec::new();
    let form = slip_of(&FIELDS, "");
    let _ = crate::common::kit::Kit::new().read_slips(&form, &[source], &Default::default(), &mut findings);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(60) && findings.len() < 100, "{took:?} {}", findings.len());
}
