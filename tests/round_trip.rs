//! What was read, written as XLSX or JSON and read again, is the same to the byte.

use crate::common::kit::Table;
use crate::common::workbook::{Grid, Groups};
use crate::common::{BUILT_IN, answer, lines, progress, read, source, texts, tree};
use crate::data_sheet::without_sheet;
use matome::finding::Level;
use matome::source::Format;
use matome::xlsx::Xlsx;
use proptest::prelude::*;

fn again(book: &Table) {
    let bytes = BUILT_IN.0.xlsx(book, &Xlsx::default()).unwrap();
    rows_are_excels(&bytes);
    let (other, _) = read(&[source("データ.xlsx", Format::Xlsx, without_sheet(&bytes, 1))]);
    assert_eq!(other.json(), book.json(), "the data alone");
    let (other, findings) = read(&[source("再.xlsx", Format::Xlsx, bytes)]);
    let (one, two) = (texts(book.plan()), texts(other.plan()));
    for (r, (one, two)) in one.iter().zip(&two).enumerate() {
        assert_eq!(one, two, "row {} of {}", r + 1, lines(&findings));
    }
    assert_eq!(one.len(), two.len());
    assert_eq!(other.json(), book.json());
    let (other, _) = read(&[source("再.json", Format::Json, book.json().into_bytes())]);
    assert_eq!(other.json(), book.json());
}

/// Texts as people type and paste them, blanks and line ends at both ends among them.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ぁ-ん一二三四五六七八九十市町村課]{1,20}",
        2 => "[0-9０-９]{1,6}(回|千円|部)",
        1 => "[ 　]{1,3}",
        1 => "[①②③○■→]{1,3}",
        1 => Just("\n".to_owned()),
        1 => Just("\n　・".to_owned()),
        1 => Just("（続き）".to_owned()),
        1 => Just("=A1+1".to_owned()),
        1 => Just("_x000D_".to_owned()),
        1 => Just("<b>&amp;</b>".to_owned()),
        1 => Just("'".to_owned()),
        1 => Just("葛\u{E0100}".to_owned()),
        1 => Just("※ ".to_owned()),
        1 => Just("https://example.jp/a?b=1&c=2".to_owned()),
        1 => Just("窓口で延べ１２件の相談を受けた。\n".repeat(60)),
    ];
    prop::collection::vec(piece, 0..8)
        .prop_map(|pieces| pieces.concat())
        .prop_map(|text| if text.trim().is_empty() { String::new() } else { text })
}

/// Answers that Excel may have to part: paragraphs, lists, and text without an end of a sentence.
fn long() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ぁ-ん一二三四五六七八九十市町村課、]{10,60}。",
        2 => "\n　?・[ぁ-ん一二三四五六七八九十]{5,40}",
        1 => "[ぁ-ん0-9０-９a-z、「」（）]{60,400}",
        1 => "[ 　\n]{1,50}",
        1 => Just("（続き）".to_owned()),
    ];
    prop::collection::vec(piece, 0..60)
        .prop_map(|pieces| pieces.concat())
        .prop_map(|text| if text.trim().is_empty() { String::new() } else { text })
}

/// Excel allows no row above 409.5 pt.
fn rows_are_excels(bytes: &[u8]) {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    let heights = regex::Regex::new(r#" ht="([0-9.]+)""#).unwrap();
    for height in heights.captures_iter(&xml) {
        let height: f64 = height[1].parse().unwrap();
        assert!(height <= 409.5, "{height} pt");
    }
}

fn solid() -> impl Strategy<Value = String> {
    "[ぁ-ん一二三四五六七八九十]{2,12}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_answers(rows in prop::collection::vec((0..2usize, 0..3usize, solid(), text(), text(), text(), text()), 1..14)) {
        let mut rows = rows;
        rows.sort_by_key(|row| (row.0, row.1));
        let rows = rows.into_iter().map(|(direction, number, item, overview, one, two, three)| {
            let mut row = answer(&format!("方向性{direction}"), &format!("{direction}-{number}"), "健康課", &item, &one);
            row["事業概要"] = overview.into();
            row["令和6年度時点"]["評価・課題"] = two.into();
            row["令和7年度時点"]["今後の方向性"] = three.into();
            row
        });
        let (book, findings) = read(&[tree(&progress(rows.collect()))]);
        prop_assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
        again(&book);
    }

    #[test]
    fn long_answers(rows in prop::collection::vec((0..2usize, solid(), long(), long(), long(), long()), 1..5)) {
        let mut rows = rows;
        rows.sort_by_key(|row| row.0);
        let rows = rows.into_iter().map(|(number, item, overview, section, one, two)| {
            let section = if section.is_empty() { "健康課" } else { &section };
            let mut row = answer("方向性1", &number.to_string(), section, &item, &one);
            row["事業概要"] = overview.into();
            row["令和7年度時点"]["今後の方向性"] = two.into();
            row
        });
        let (book, findings) = read(&[tree(&progress(rows.collect()))]);
        prop_assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
        again(&book);
    }
}

#[test]
fn labels_and_names_that_look_like_marks() {
    let long = "窓口で延べ１２件の相談を受けた。\n".repeat(150);
    let mut rows = Vec::new();
    for (number, item, done) in [
        ("1", "訪問（続き）", long.as_str()),
        ("1", "訪問", "行った。"),
        ("2", "訪問", long.as_str()),
        ("2", "訪問", "別の行。"),
    ] {
        rows.push(answer("方向性1（続き）", number, "健康課", item, done));
    }
    rows.push(answer("方向性1", "3", "健康課", "訪問", "行った。"));
    again(&read(&[tree(&progress(rows))]).0);
}

#[test]
fn a_text_like_the_xml_of_a_rich_string() {
    let row = answer("方向性1", "1", "健康課", "訪問", "<r>a_x000D_b</r>");
    again(&read(&[tree(&progress(vec![row]))]).0);
}

/// A section that had no room in its row typed another one below.
#[test]
fn a_row_typed_as_continuation_stays_a_row() {
    for name in ["訪問（続き）", "（続き）訪問"] {
        let rows = ["訪問", name].map(|item| answer("方向性1", "1", "健康課", item, "行った。"));
        let (book, _) = read(&[tree(&progress(rows.to_vec()))]);
        let (other, _) = read(&[source("回答.xlsx", Format::Xlsx, Grid::of(&book, Groups::Merged).bytes())]);
        assert_eq!(texts(other.plan()), texts(book.plan()));
    }
}

#[test]
fn every_page_of_a_long_book() {
    let rows = (0..200)
        .map(|i| {
            answer(
                &format!("方向性{}", 1 + i / 90),
                &(1 + i / 13).to_string(),
                "健康課",
                &format!("相談{i}"),
                &"回を重ねて開いた。".repeat(i % 37),
            )
        })
        .collect();
    let (book, _) = read(&[tree(&progress(rows))]);
    assert!(book.pages().len() > 8);
    again(&book);
}
