//! Tables as other offices draw them: headers of any depth, units, notes, a second table, columns that nobody asked for.

use std::fs;

use matome::finding::{Finding, Level};
use matome::meta::Given;
use matome::source::{Format, Source};
use tempfile::TempDir;

use super::only;
use crate::common::kit::{Kit, Table};
use crate::common::workbook::{At, Grid, workbook};
use crate::common::{lines, of, source, texts};

const HEAD: &str = "kind = \"table\"\nname = \"kawa\"\ntitle = \"川の点検\"\nversion = 1\n";
const STYLE: &str = "[paper]\nsize = \"A3\"\norientation = \"landscape\"\n[years]\n\"基準年度\" = 2026\n";

/// A form of fields: name, heading levels, and what else the field says.
pub fn form(top: &str, fields: &[(&str, &[&str], &str)]) -> (TempDir, Kit) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/kawa");
    fs::create_dir_all(&folder).unwrap();
    let mut text = format!("{HEAD}{top}\n{STYLE}");
    for (name, heading, more) in fields {
        text += &format!("[[field]]\nname = \"{name}\"\nheading = {heading:?}\nwidth = 25\n{more}\n");
    }
    fs::write(folder.join("form.toml"), text).unwrap();
    let kit = Kit::with_project(dir.path()).unwrap();
    (dir, kit)
}

fn read(kit: &Kit, sources: &[Source]) -> (Option<Table>, Vec<Finding>) {
    let mut findings = Vec::new();
    let form = kit.form("kawa").unwrap_or_else(|faults| panic!("{faults:?}"));
    let book = kit.read(&form, sources, &Given::default(), &mut findings);
    (book, findings)
}

fn sheet(cells: &[(At, &str)], merges: &[(At, At)]) -> Source {
    let cells = cells.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
    let grid = Grid { cells, merges: merges.to_vec(), ..Grid::default() };
    source("川.xlsx", Format::Xlsx, workbook(&[("点検", &grid)]))
}

fn csv(text: &str) -> Source {
    source("川.csv", Format::Csv, text.as_bytes().to_vec())
}

/// The rows' texts, and the findings as codes with places.
#[track_caller]
fn rows(kit: &Kit, input: Source) -> (Vec<Vec<String>>, Vec<Finding>) {
    let (book, findings) = read(kit, &[input]);
    let book = book.unwrap_or_else(|| panic!("{}", lines(&findings)));
    let rows = texts(book.plan()).into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect();
    (rows, findings)
}

const PLAIN: [(&str, &[&str], &str); 3] = [("川", &["川"], ""), ("場所", &["場所"], ""), ("評価", &["評価"], "")];

/// A form with 計画 and 実績 side by side.
fn levels() -> (TempDir, Kit) {
    form(
        "",
        &[
            ("川", &["川"], ""),
            ("計画の数", &["計画（Ａ）", "数"], ""),
            ("計画の額", &["計画（Ａ）", "額"], ""),
            ("実績の数", &["実績（Ｂ）", "数"], ""),
            ("実績の額", &["実績（Ｂ）", "額"], ""),
            ("備考", &["備考"], ""),
        ],
    )
}

const TWO_LEVELS: [(At, &str); 8] = [
    ((0, 0), "川"),
    ((0, 1), "計画（Ａ）"),
    ((0, 3), "実績（Ｂ）"),
    ((0, 5), "備考"),
    ((1, 1), "数"),
    ((1, 2), "額"),
    ((1, 3), "数"),
    ((1, 4), "額"),
];
const TWO_MERGES: [(At, At); 3] = [((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (0, 4))];

#[test]
fn headings_may_all_be_merged_downwards() {
    let (_dir, kit) = form("", &PLAIN);
    for depth in 1..=3 {
        let cells = [((0, 0), "川"), ((0, 1), "場所"), ((0, 2), "評価")];
        let body = [((depth + 1, 0), "梅川"), ((depth + 1, 1), "橋の下"), ((depth + 1, 2), "良")];
        let merges: Vec<(At, At)> = (0..3).map(|c| ((0, c), (depth, c))).collect();
        let (rows, findings) = rows(&kit, sheet(&[cells, body].concat(), &merges));
        assert_eq!(rows, [["梅川", "橋の下", "良"]], "{depth}");
        assert_eq!(lines(&findings), "", "{depth}");
    }
}

#[test]
fn a_heading_may_be_merged_deeper_than_its_neighbours_and_units_stand_below() {
    let (_dir, kit) = levels();
    let body = [((3, 0), "梅川"), ((3, 1), "3"), ((3, 2), "40"), ((3, 3), "2"), ((3, 4), "30"), ((3, 5), "なし")];
    let units = [((2, 1), "か所"), ((2, 2), "（千円）"), ((2, 3), "か所"), ((2, 4), "千円")];
    let cells = [&TWO_LEVELS[..], &body, &units].concat();
    // 備考 goes down beside the units
    let merges = [&TWO_MERGES[..], &[((0, 5), (2, 5))]].concat();
    let (rows, findings) = rows(&kit, sheet(&cells, &merges));
    assert_eq!(rows, [["梅川", "3", "40", "2", "30", "なし"]], "{}", lines(&findings));
    let (level, cell, message, _) = only(&findings, "M088");
    assert_eq!((level, cell.as_str(), findings.len()), (Level::Info, "B3", 1));
    assert!(message.contains("「か所」「（千円）」"), "{message}");
}

#[test]
fn a_first_row_of_answers_is_no_line_of_units() {
    let (_dir, kit) = form("", &PLAIN);
    let (rows, findings) = rows(&kit, csv("川,場所,評価\n梅川,園,A\n,,B\n"));
    assert_eq!((rows.len(), lines(&findings).as_str()), (2, ""));
}

#[test]
fn headings_that_begin_with_a_bracket_are_found_by_it() {
    let fields: [(&str, &[&str], &str); 4] = [
        ("入る", &["入る数", "（市内）", "(A)"], ""),
        ("出る", &["出る数", "（市内）", "(B)"], ""),
        ("市外", &["市外から", "(C)"], ""),
        ("備考", &["備考"], ""),
    ];
    let (_dir, kit) = form("", &fields);
    let text = "入る数,出る数,市外から,備考\n（市内）,（市内）,,\n(A),(B),(C),\n11,12,13,港\n21,22,23,丘\n";
    let (rows, findings) = rows(&kit, csv(text));
    assert_eq!(rows, [["11", "12", "13", "港"], ["21", "22", "23", "丘"]]);
    assert_eq!(lines(&findings), "");
}

#[test]
fn five_levels_of_headings_may_be_merged_in_part() {
    let fields: [(&str, &[&str], &str); 4] = [
        ("川", &["川"], ""),
        ("春の数", &["点検", "流域", "上流", "春", "数"], ""),
        ("春の評価", &["点検", "流域", "上流", "春", "評価"], ""),
        ("秋の数", &["点検", "流域", "上流", "秋", "数"], ""),
    ];
    let (_dir, kit) = form("", &fields);
    let head = [
        ((0, 0), "川"),
        ((0, 1), "点検"),
        ((1, 1), "流域"),
        ((2, 1), "上流"),
        ((3, 1), "春"),
        ((3, 3), "秋"),
        ((4, 1), "数"),
        ((4, 2), "評価"),
        ((4, 3), "数"),
    ];
    let body = [((5, 0), "梅川"), ((5, 1), "1"), ((5, 2), "良"), ((5, 3), "2")];
    let cells = [&head[..], &body].concat();
    let (all, some) = (
        [((0, 0), (4, 0)), ((0, 1), (0, 3)), ((1, 1), (1, 3)), ((2, 1), (2, 3)), ((3, 1), (3, 2))],
        [((0, 0), (2, 0)), ((0, 1), (0, 3)), ((3, 1), (3, 2))],
    );
    for merges in [&all[..], &some, &[]] {
        let (rows, findings) = rows(&kit, sheet(&cells, merges));
        assert_eq!(rows, [["梅川", "1", "良", "2"]], "{merges:?}");
        assert_eq!(lines(&findings), "", "{merges:?}");
    }
}

#[test]
fn under_a_heading_over_two_columns_the_text_may_stand_in_either() {
    let (_dir, kit) = form("", &PLAIN);
    let head = [((0, 0), "川"), ((0, 1), "場所"), ((0, 3), "評価")];
    let body = [((1, 0), "梅川"), ((1, 2), "橋の下"), ((1, 3), "良"), ((2, 0), "桃川"), ((2, 1), "3"), ((2, 2), "堰")];
    let (rows, findings) = rows(&kit, sheet(&[&head[..], &body].concat(), &[((0, 1), (0, 2))]));
    assert_eq!(rows, [["梅川", "橋の下", "良"], ["桃川", "3", ""]]);
    let (level, cell, message, _) = only(&findings, "M053");
    assert_eq!((level, cell.as_str(), findings.len()), (Level::Warning, "C3", 1));
    assert!(message.contains("「堰」"), "{message}");
}

#[test]
fn a_table_with_few_of_the_forms_headings_is_not_the_forms() {
    let names = ["川", "場所", "評価", "深さ", "幅", "水量", "水質", "橋", "堰", "担当"];
    let fields: Vec<(String, [&str; 1])> = names.iter().map(|name| ((*name).to_owned(), [*name])).collect();
    let fields: Vec<(&str, &[&str], &str)> = fields.iter().map(|(n, h)| (n.as_str(), &h[..], "")).collect();
    let (_dir, kit) = form("", &fields);
    let (book, findings) = read(&kit, &[csv("川,場所,担当,魚,虫,草\n梅川,橋の下,河川課,鮎,蛍,葦\n")]);
    assert!(book.is_none());
    let (level, _, message, _) = only(&findings, "M050");
    assert_eq!((level, findings.len()), (Level::Error, 1), "{}", lines(&findings));
    assert!(
        message.contains("川、場所、担当、魚、虫、草") && message.contains("10 の見出し") && message.contains("3 だけ"),
        "{message}"
    );
    // most of them will do
    let (book, _) = read(&kit, &[csv("川,場所,評価,深さ,幅,水量,魚\n梅川,橋の下,良,1,2,3,鮎\n")]);
    assert_eq!(book.unwrap().plan().rows.len(), 1);
    // data of another form
    let other = serde_json::json!([{ "川": "梅川", "魚": "鮎", "虫": "蛍", "草": "葦" }]);
    let (book, findings) = read(&kit, &[crate::common::tree(&other)]);
    assert!(book.is_none() && only(&findings, "M050").2.contains("川、魚、虫、草"), "{}", lines(&findings));
}

#[test]
fn a_second_table_with_other_columns_is_told_with_all_that_it_says() {
    let (_dir, kit) = levels();
    let below = [
        ((4, 0), "川"),
        ((4, 1), "計画（Ａ）"),
        ((4, 2), "実績（Ｂ）"),
        ((4, 3), "備考"),
        ((5, 0), "梅川"),
        ((5, 1), "3"),
        ((5, 2), "2"),
        ((5, 3), "理由は別紙"),
        ((6, 0), "見直すこと"),
    ];
    let body = [((2, 0), "梅川"), ((2, 1), "3"), ((2, 2), "40")];
    let (rows, findings) = rows(&kit, sheet(&[&TWO_LEVELS[..], &body, &below].concat(), &TWO_MERGES));
    assert_eq!(rows.len(), 1);
    let (level, cell, message, _) = only(&findings, "M086");
    assert_eq!((level, cell.as_str()), (Level::Warning, "A5"));
    assert!(message.contains("5 行目から 7 行目") && message.contains("川、計画（Ａ）、実績（Ｂ）、備考"), "{message}");
    let told: String = of(&findings, "M054").iter().map(|f| f.message.ja.as_str()).collect();
    for (_, text) in below {
        assert!(told.contains(&format!("「{text}」")), "{text} in {told}");
    }
}

#[test]
fn a_table_of_no_rows_over_filled_cells_is_an_error() {
    let (_dir, kit) = form("", &PLAIN);
    // all answers stand beside the form's columns
    let (_, findings) = read(&kit, &[csv("川,場所,評価,,,\n,,,梅川,橋の下,良\n,,,桃川,堰,可\n")]);
    let (level, _, message, _) = only(&findings, "M087");
    assert_eq!(level, Level::Error, "{}", lines(&findings));
    assert!(message.contains("6 セル") && of(&findings, "M066").is_empty(), "{message}");
    // a form that came back empty, with its note
    let (_, findings) = read(&kit, &[csv("川,場所,評価\n\n※ 橋ごとに書く\n")]);
    assert_eq!(of(&findings, "M087").len(), 0, "{}", lines(&findings));
    assert_eq!(of(&findings, "M066").len(), 1);
}

#[test]
fn notes_and_memos_below_are_no_rows() {
    let (_dir, kit) = form("", &PLAIN);
    let text = "川,場所,評価\n梅川,橋の下,良\n桃川,,\n※ 評価は秋のもの,,\n（注）,堰を除く,\n\n,担当に聞いた,\n以上,,\n";
    let (rows, findings) = rows(&kit, csv(text));
    assert_eq!(rows, [["梅川", "橋の下", "良"], ["桃川", "", ""]], "{}", lines(&findings));
    let told: String = of(&findings, "M054").iter().map(|f| f.message.ja.as_str()).collect();
    for text in ["「※ 評価は秋のもの」", "「（注）」「堰を除く」", "「担当に聞いた」", "「以上」"]
    {
        assert!(told.contains(text), "{text} in {told}");
    }
    assert_eq!(findings.len(), 4);
}

#[test]
fn a_header_in_other_words_does_not_end_the_table() {
    let fields: [(&str, &[&str], &str); 3] = [
        ("川", &["川"], "also = [\"河川\"]"),
        ("場所", &["場所"], "also = [\"位置\"]"),
        ("評価", &["評価"], "also = [\"結果\"]"),
    ];
    let (_dir, kit) = form("", &fields);
    let (rows, findings) = rows(&kit, csv("川,場所,評価,担当\n梅川,橋の下,良,\n河川,位置,結果,\n桃川,堰,可,\n"));
    assert_eq!(rows, [["梅川", "橋の下", "良"], ["桃川", "堰", "可"]], "{}", lines(&findings));
}

#[test]
fn columns_that_nobody_asked_for_are_one_finding_each_or_none() {
    let text: String = (0..80).map(|n| format!("梅川,橋{n},良,{n},課長,\n")).collect();
    let text = format!("川,場所,評価,記録番号,更新者,\n{text}");
    let (_dir, kit) = form("", &PLAIN);
    let (_, findings) = rows(&kit, csv(&text));
    let told: Vec<(&str, usize)> = findings.iter().map(|f| (f.code.0, f.related.len())).collect();
    assert_eq!(told, [("M051", 80), ("M051", 80)], "{}", lines(&findings));
    assert!(findings[0].message.ja.contains("80 セル") && findings[0].message.ja.contains("「0」「1」「2」ほか"));
    for (unused, left) in [("[\"記録*\"]", 1), ("[\"更新者\", \"記録番号\"]", 0), ("[\"*\"]", 0)] {
        let (_dir, kit) = form(&format!("unused = {unused}"), &PLAIN);
        let (_, findings) = rows(&kit, csv(&text));
        assert_eq!(findings.len(), left, "{unused}: {}", lines(&findings));
    }
    // keys of data likewise
    let data: Vec<_> = (0..30)
        .map(|n| serde_json::json!({ "川": "梅川", "場所": n.to_string(), "評価": "良", "更新者": "課長" }))
        .collect();
    let data = crate::common::tree(&serde_json::json!(data));
    let (_dir, kit) = form("", &PLAIN);
    let (_, findings) = rows(&kit, data.clone());
    assert_eq!((only(&findings, "M053").0, findings[0].related.len()), (Level::Warning, 29));
    let (_dir, kit) = form("unused = [\"更新者\"]", &PLAIN);
    assert_eq!(lines(&rows(&kit, data).1), "");
}

#[test]
fn choices_are_known_by_number_word_or_sign() {
    let choices = |list: &'static str| [PLAIN[0], PLAIN[1], ("評価", &["評価"][..], list)];
    let (_dir, kit) = form("", &choices("choices = [\"① 続ける\", \"② 直す\"]"));
    let text =
        "川,場所,評価\n梅川,一,①\n梅川,二,2\n梅川,三,直す\n梅川,四,②直す\n梅川,五,① 続ける\n梅川,六,直す\n梅川,七,③\n";
    let (rows_, findings) = rows(&kit, csv(text));
    let last: Vec<&str> = rows_.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(last, ["① 続ける", "② 直す", "② 直す", "② 直す", "① 続ける", "② 直す", "③"]);
    let told: Vec<(&str, usize)> = findings.iter().map(|f| (f.code.0, f.related.len())).collect();
    assert!(told.contains(&("M104", 0)) && told.contains(&("M065", 1)) && told.len() == 5, "{}", lines(&findings));
    let signs = "川,場所,評価\n梅川,一,〇\n梅川,二,ー\n梅川,三,…\n梅川,四,×\n";
    let (_dir, kit) = form("missing = [\"...\"]", &choices("choices = [\"○\", \"－\"]"));
    let (rows_, findings) = rows(&kit, csv(signs));
    let last: Vec<&str> = rows_.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(last, ["○", "－", "…", "×"]);
    assert!(only(&findings, "M104").2.contains("「×」"), "{}", lines(&findings));
}

#[test]
fn rows_of_a_parted_group_are_put_together_in_the_forms_order() {
    let fields: [(&str, &[&str], &str); 3] = [("川", &["川"], "group = 1\nkey = true"), PLAIN[1], PLAIN[2]];
    let text = "川,場所,評価\n梅川,橋,良\n桃川,堰,良\n梅川,淵,可\n桃川,瀬,良\n";
    let (_dir, kit) = form("order = [\"川\"]", &fields);
    let (rows_, findings) = rows(&kit, csv(text));
    let places: Vec<&str> = rows_.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(places, ["橋", "淵", "堰", "瀬"]);
    assert_eq!((only(&findings, "M130").0, findings.len()), (Level::Info, 1));
    // together already: the order is the file's own
    let (rows_, findings) = rows(&kit, csv("川,場所,評価\n桃川2,堰,良\n桃川1,瀬,良\n"));
    assert_eq!((rows_[0][0].as_str(), lines(&findings).as_str()), ("桃川2", ""));
    let (_dir, kit) = form("", &fields);
    assert_eq!(of(&rows(&kit, csv(text)).1, "M102").len(), 2);
    // without groups the rows are in order
    let (_dir, kit) = form("order = [\"川\"]", &PLAIN);
    let (rows_, _) = rows(&kit, csv("川,場所,評価\n10,堰,良\n９,瀬,良\n"));
    assert_eq!(rows_[0][0], "９");
}

#[test]
fn sums_of_several_answers_are_told() {
    let (_dir, kit) = form("", &PLAIN);
    let one = csv("川,場所,評価\n梅川,橋,3\n合 計,,3\n");
    let two = source("海.csv", Format::Csv, "川,場所,評価\n桃川,堰,4\n合計,,4\n".into());
    let (_, findings) = read(&kit, &[one.clone(), two]);
    assert!(of(&findings, "M412").is_empty(), "{}", lines(&findings));
    let (level, _, message, _) = only(&findings, "M129");
    assert_eq!((level, message.contains("2 つ")), (Level::Warning, true), "{message}");
    assert!(!lines(&findings).contains("「」"), "{}", lines(&findings));
    assert!(of(&read(&kit, &[one]).1, "M129").is_empty());
}

/// Exports put one behind the other (`copy *.csv`) have their headings again, all levels of one in a cell.
#[test]
fn headings_of_an_export_put_behind_another_are_no_texts() {
    let fields: [(&str, &[&str], &str); 3] =
        [("川", &["川"], ""), ("良", &["評価", "良い点"], ""), ("悪", &["評価", "悪い点"], "")];
    let (_dir, kit) = form("", &fields);
    let text = "川,評価_良い点,評価_悪い点\n桃川,堰,瀬\n川,評価_良い点,評価_悪い点\n梅川,橋,淵\n";
    let (rows_, findings) = rows(&kit, csv(text));
    assert_eq!((rows_.len(), lines(&findings).as_str()), (2, ""));
}
