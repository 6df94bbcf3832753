use super::{Found, Named, Register};
use crate::finding::Finding;
use crate::source::{Format, read_bytes};

fn read(text: &str) -> (Register, Vec<Finding>) {
    let source = read_bytes(text.as_bytes().to_vec(), "組織.csv", Format::Csv).unwrap();
    let (register, findings) = Register::of(&source).into_parts();
    (register.unwrap_or_default(), findings)
}

fn town() -> Register {
    let (register, findings) = read(
        "課,局区,略称,旧名,担当,連絡先\n\
         ,総合調整局,,企画局;政策局,,\n\
         企画課,総合調整局,企画,,浦部,内線100\n\
         総務課,,,,,\n\
         総務課,福祉部,,\"庶務課、福祉部管理課\",,\n\
         地域福祉課,,地福,\"福祉総務課\n民生課\",磯谷,内線201\n\
         高齢福祉課,,,長寿課,,\n\
         障がい福祉課,,,,,\n\
         北部・南部支援センター,,,,,\n\
         ,会計室,,出納室,,\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    register
}

#[test]
fn sections_are_those_of_the_rows_in_their_order() {
    let town = town();
    let names: Vec<String> = town.sections().iter().map(|s| s.full_name()).collect();
    assert_eq!(names[..3], ["総合調整局 企画課", "総合調整局 総務課", "福祉部 総務課"]);
    assert_eq!(names.last().map(String::as_str), Some("会計室"));
    let section = &town.sections()[3];
    assert_eq!(section.former, ["福祉総務課", "民生課"]);
    assert_eq!((section.short.as_deref(), section.person.as_deref()), (Some("地福"), Some("磯谷")));
    assert_eq!(section.contact.as_deref(), Some("内線201"));
    assert_eq!(section.place.to_string(), "組織.csv:6:1");
}

#[test]
fn a_section_is_found_by_any_spelling() {
    let town = town();
    for (bureau, name) in [
        (Some("福祉部"), "地域福祉課"),
        (Some("福祉 部"), "地域\n福祉課"),
        (None, "地域　福祉課"),
        (None, "福祉部地域福祉課"),
        (None, "福祉部　地域福祉課"),
        (Some("福祉部"), "福祉部 地域福祉課"),
        (Some(""), "地域福祉課（企画係）"),
    ] {
        assert_eq!(town.find(bureau, name), Found::Section(3), "{bureau:?} {name}");
    }
    assert_eq!(town.find(Some("福祉部"), "地福"), Found::Short(3));
    assert_eq!(town.find(Some("会計室"), ""), Found::Section(7));
    assert_eq!(town.find(None, "会計室"), Found::Section(7));
    assert_eq!(town.find(Some("福祉部"), "北部･南部支援ｾﾝﾀｰ"), Found::Section(6));
    // one name in two bureaus
    assert_eq!(town.find(Some("福祉部"), "総務課"), Found::Section(2));
    assert_eq!(town.find(None, "総務課"), Found::Ambiguous(vec![1, 2]));
}

#[test]
fn former_names_of_sections_and_bureaus_lead_to_the_present_ones() {
    let town = town();
    let former = |section, was: &str| Found::Former { section, was: was.to_owned() };
    assert_eq!(town.find(Some("福祉部"), "民生課"), former(3, "民生課"));
    assert_eq!(town.find(Some("福祉部"), "福祉部管理課"), former(2, "福祉部管理課"));
    assert_eq!(town.find(Some("政策局"), "企画課"), former(0, "政策局"));
    assert_eq!(town.find(None, "企画局総務課"), former(1, "企画局"));
    // from another bureau
    assert_eq!(town.find(Some("市民部"), "長寿課"), former(4, "長寿課"));
    assert_eq!(town.find(None, "出納室"), former(7, "出納室"));
}

#[test]
fn an_unknown_section_is_told_with_the_nearest() {
    let town = town();
    assert_eq!(town.find(Some("福祉部"), "地域福社課"), Found::Unknown { nearest: Some(3) });
    // another bureau's
    assert_eq!(town.find(Some("市民部"), "高齢福祉課"), Found::Unknown { nearest: Some(4) });
    assert_eq!(town.find(Some("XYZ"), "qqq"), Found::Unknown { nearest: None });
}

#[test]
fn a_cell_may_name_several_sections() {
    let town = town();
    let all = |bureau, text: &str| -> Vec<Option<usize>> {
        town.find_all(bureau, text).iter().map(|n: &Named| n.found.section()).collect()
    };
    assert_eq!(all(Some("福祉部"), "地域福祉課、高齢福祉課"), [Some(3), Some(4)]);
    assert_eq!(all(None, "地域福祉課\n長寿課／障がい福祉課"), [Some(3), Some(4), Some(5)]);
    assert_eq!(all(Some("福祉部"), "地域福祉課・高齢福祉課"), [Some(3), Some(4)]);
    assert_eq!(all(Some("福祉部"), "北部・南部支援センター"), [Some(6)]);
    assert_eq!(all(Some("総合調整局\n福祉部"), "総務課\n総務課"), [Some(1), Some(2)]);
    assert_eq!(all(Some("福祉部"), "地域福祉課、遊び課"), [Some(3), None]);
    assert_eq!(town.rank(Some("福祉部"), "高齢福祉課、総務課"), Some((2, false)));
    assert_eq!(town.rank(Some("福祉部"), "遊び課"), Some((6, true)));
    assert_eq!(town.rank(Some("遊び部"), "遊び課"), None);
    // a bureau alone is all of its sections
    assert_eq!(town.find(None, "政策局"), Found::Ambiguous(vec![0, 1]));
}

#[test]
fn a_section_that_was_split_is_ambiguous_and_one_that_was_merged_is_not() {
    let (register, findings) =
        read("局区,課,旧名\n福祉部,高齢課,福祉課\nこども部,こども課,福祉課\n福祉部,健康課,保健課；予防課\n");
    assert_eq!(findings.iter().map(|f| f.code.0).collect::<Vec<_>>(), ["M404"]);
    assert_eq!(register.find(None, "福祉課"), Found::Ambiguous(vec![0, 1]));
    // the bureau tells
    assert_eq!(register.find(Some("こども部"), "福祉課").section(), Some(1));
    assert_eq!(register.find(None, "保健課").section(), Some(2));
    assert_eq!(register.find(None, "予防課").section(), Some(2));
}

#[test]
fn faults_of_the_table_name_their_cell() {
    let told = |text| -> Vec<String> { read(text).1.iter().map(ToString::to_string).collect() };
    let codes = |text| -> Vec<String> {
        read(text).1.iter().map(|f| format!("{} {}", f.code, f.place.as_ref().unwrap())).collect()
    };
    assert_eq!(codes("局区,課\n福祉部,地域福祉課\n福祉部,地域 福祉課\n"), ["M403 組織.csv:3:5"]);
    assert_eq!(codes("局区,担当\n福祉部,浦部\n"), ["M401 組織.csv:1:1"]);
    assert_eq!(codes("課,担当\n地域福祉課,浦部\n"), ["M401 組織.csv:1:1"]);
    assert_eq!(codes("局区,課,旧名\n福祉部,甲課,\n福祉部,乙課,甲課\n"), ["M405 組織.csv:3:5"]);
    assert_eq!(codes("局区,課,連絡先\n,,内線1\n福祉部,甲課,\n"), ["M407 組織.csv:2:3"]);
    assert_eq!(codes("局区,課\n"), ["M406 組織.csv"]);
    assert_eq!(codes("いろは,にほへ\n"), ["M400 組織.csv:1:1"]);
    let unused = told("局区,課,連絡さき,並び\n福祉部,甲課,内線1,2\n");
    assert_eq!(unused.len(), 2);
    assert!(unused[0].contains("「連絡さき」"), "{unused:?}");
    // a title above and a note below are none of the table
    assert!(told("組織一覧,\n局区,課\n福祉部,甲課\n※ 4月1日現在,\n").is_empty());
}

#[test]
fn it_is_read_as_excel_saves_it() {
    let text = "局区,課,旧名\r\n福祉部,髙齢課,長寿課\r\n";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let source = read_bytes(bytes.into_owned(), "組織.csv", Format::Csv).unwrap();
    let (register, findings) = Register::of(&source).into_parts();
    assert!(findings.is_empty());
    assert_eq!(register.unwrap().find(Some("福祉部"), "長寿課").section(), Some(0));
    let json = r#"{"組織": [{"局区": "福祉部", "課": "高齢課", "旧名": ["長寿課", "老人課"]}, {"課": "地域課"}]}"#;
    let source = read_bytes(json.as_bytes().to_vec(), "組織.json", Format::Json).unwrap();
    let register = Register::of(&source).sound().unwrap().0;
    assert_eq!(register.find(None, "老人課").section(), Some(0));
    assert_eq!(register.sections()[1].full_name(), "福祉部 地域課");
}
