//! Whatever is answered on a slip, written as workbook or data and read again, is the same.

use crate::common::kit::Kit;
use crate::common::slips::{answer, read, read_json};
use matome::finding::Level;
use matome::slip::Slips;
use matome::source::Format;
use matome::xlsx::Xlsx;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

/// Answers as people type and paste them, with words and marks of the form itself among them.
fn text() -> impl Strategy<Value = String> {
    let words = ["実績", "予算額", "事業名", "概要", "千円", "なし", "連携状況", "できた", "高齢者", "その他（"];
    let marks =
        ["別紙1", "別紙1のとおり", "（別紙1に続く）", "（続き）", "■", "□", "①", "②③", "○", "※ ", "（", "）", "："];
    let odd = ["=A1+1", "_x000D_", "<b>&amp;</b>", "'", "葛\u{E0100}", "https://example.jp/a?b=1&c=2"];
    let piece = prop_oneof![
        5 => "[ぁ-ん一二三四五六七八九十市町村課]{1,20}",
        1 => "[0-9０-９]{1,6}(回|千円|部)",
        1 => "[ 　]{1,3}",
        2 => select(vec!["\n", "\n　・", "、", "。"]).prop_map(str::to_owned),
        1 => select(words.to_vec()).prop_map(str::to_owned),
        1 => select(marks.to_vec()).prop_map(str::to_owned),
        1 => select(odd.to_vec()).prop_map(str::to_owned),
        1 => (1..120usize).prop_map(|n| "窓口で延べ１２件の相談を受けた。\n".repeat(n)),
    ];
    prop::collection::vec(piece, 0..7)
        .prop_map(|pieces| pieces.concat())
        .prop_map(|text| if text.trim().is_empty() { String::new() } else { text })
}

fn solid() -> impl Strategy<Value = String> {
    "[ぁ-ん一二三四五六七八九十]{2,12}"
}

const TEXTS: [&str; 7] = [
    "概要",
    "担当課名",
    "実績",
    "施策の方向に対して貢献できたこと",
    "計画期間を通して貢献できたこと",
    "課題と今後の取り組みの方向性",
    "上記の理由、具体的な連携の状況",
];

/// They stand on the line of their label, where blanks in front are layout.
const BESIDE_LABELS: [&str; 2] = ["⑤相談機関名", "⑫各課公所名"];

/// A small table. One of a single column is lines of text on a sheet, and comes back as such.
fn table() -> impl Strategy<Value = Value> {
    (2..5usize, 1..7usize).prop_flat_map(|(columns, rows)| {
        let row = || prop::collection::vec(prop_oneof![solid(), "[0-9]{1,3}"], columns);
        let columns = prop::collection::vec(solid(), columns);
        (columns, prop::collection::vec(row(), rows))
            .prop_map(|(columns, rows)| json!({"columns": columns, "rows": rows}))
    })
}

fn slip() -> impl Strategy<Value = Value> {
    let maybe = || prop::option::weighted(0.6, text());
    let texts = (
        prop::collection::vec(maybe(), TEXTS.len()),
        prop::collection::vec(maybe(), BESIDE_LABELS.len()),
        prop::option::of((text(), table())),
    );
    let amount = || prop::option::of(select(vec!["0", "5", "1200", "1234567"]));
    let boxes = subsequence(vec!["高齢者", "障害者", "子育て世帯", "地域活動者・支援者"], 0..=4);
    let choice = || prop::option::of(select(vec!["①", "②", "③", "④"]));
    let choices = || subsequence(vec!["①", "②", "③", "④", "⑥", "⑦"], 0..=6);
    let chosen = (amount(), amount(), boxes, choice(), choice(), choices(), choices());
    ((solid(), solid(), solid(), 1..20u8), texts, chosen).prop_map(|(names, (texts, beside, results), chosen)| {
        let mut out = Map::new();
        let mut put = |field: &str, value: Value| drop(out.insert(field.to_owned(), value));
        put("重点施策", names.0.into());
        put("施策の方向", names.1.into());
        put("事業名", names.2.into());
        put("事業番号", format!("{}-1", names.3).into());
        TEXTS.into_iter().zip(texts).for_each(|(field, text)| put(field, text.into()));
        for (field, text) in BESIDE_LABELS.into_iter().zip(beside) {
            put(field, text.map(|text| text.trim_start().to_owned()).into());
        }
        if let Some((text, table)) = results {
            put("事業実績", json!({"text": text, "table": table}));
        }
        put("決算額", chosen.0.into());
        put("予算額", chosen.1.into());
        put("事業の対象者", chosen.2.join("、").into());
        put("担い手との連携", chosen.3.into());
        put("市の関係部局内との組織横断的な連携", chosen.4.into());
        put("連携できた相手", chosen.5.concat().into());
        put("連携したかったができなかった相手", chosen.6.concat().into());
        out.into()
    })
}

/// What a book says, the body's name left out: in a workbook it is in the properties only.
fn said(mut book: Slips) -> Value {
    book.meta.body = None;
    serde_json::from_str(&book.json()).unwrap()
}

/// The same slips in each run; others, for a longer search, with `SLIPS_SEED` and a number.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever searches longer says so by the environment, as proptest itself does"
)]
fn seed() -> u64 {
    std::env::var("SLIPS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, rng_seed: RngSeed::Fixed(seed()), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_slips(sheets in prop::collection::vec(slip(), 1..5)) {
        let (book, _) = read_json(Value::Array(sheets));
        let made = Kit::new().slips_xlsx(&book, &Xlsx::default());
        let json = book.json();
        let book = said(book);
        let xlsx = match made {
            Ok(xlsx) => xlsx,
            // two answers within one cell, with more line breaks than Excel has in a cell
            Err(faults) => {
                let told: Vec<_> = faults.into_iter().filter(|f| f.level == Level::Error).map(|f| f.code.0).collect();
                prop_assert_eq!(told, ["M304"]);
                return Ok(());
            }
        };
        let (again, findings) = read(xlsx, "再.xlsx", Format::Xlsx);
        let again = again.map(said);
        prop_assert_eq!(again.as_ref(), Some(&book), "{:#?}", findings);
        let (again, _) = read(json.into_bytes(), "再.json", Format::Json);
        let again = again.map(said);
        prop_assert_eq!(again.as_ref(), Some(&book));
    }
}

/// Only the mark of the answer that goes on is followed: what somebody typed at the end of another one stays.
#[test]
fn a_mark_that_was_typed_leads_nowhere() {
    let long = "困りごとを聞いて回った。\n".repeat(300);
    // alone on its line it is not told from ours but by the heading of the 別紙
    for typed in ["くわしくは（別紙1に続く）", "くわしくは\n（別紙1に続く）"] {
        let (book, _) = read_json(json!([{ "重点施策": "灯", "事業名": "見守り", "実績": long, "概要": typed }]));
        let xlsx = Kit::new().slips_xlsx(&book, &Xlsx::default()).unwrap();
        let (again, _) = read(xlsx, "再.xlsx", Format::Xlsx);
        let again = again.unwrap();
        assert_eq!(answer(&again, 0, "概要"), typed);
        assert_eq!(answer(&again, 0, "実績"), answer(&book, 0, "実績"));
    }
}

/// An answer that is a heading of its own item, word for word, is no heading: that stood already.
#[test]
fn an_answer_of_the_words_of_a_heading_stays() {
    let (book, _) = read_json(json!([{
        "重点施策": "灯", "事業名": "見守り", "上記の理由、具体的な連携の状況": "連携状況",
    }]));
    let xlsx = Kit::new().slips_xlsx(&book, &Xlsx::default()).unwrap();
    let (again, _) = read(xlsx, "再.xlsx", Format::Xlsx);
    assert_eq!(answer(&again.unwrap(), 0, "上記の理由、具体的な連携の状況"), "連携状況");
}

/// An answer that goes on under the panels may end in a row that holds the words of a label and no more.
#[test]
fn the_words_of_a_label_in_a_rest_are_no_label() {
    let (field, mut alone) = ("計画期間を通して貢献できたこと", 0);
    for lines in 76..86 {
        let long = format!("{}\n事業名", "窓口で延べ１２件の相談を受けた。\n".repeat(lines));
        let (book, _) = read_json(json!([{ "重点施策": "灯", "事業名": "見守り", field: long }]));
        let xlsx = Kit::new().slips_xlsx(&book, &Xlsx::default()).unwrap();
        let mut sheets: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(&xlsx)).unwrap();
        let sheet = calamine::Reader::worksheets(&mut sheets).remove(0).1;
        alone += usize::from(
            sheet
                .used_cells()
                .next_back()
                .is_some_and(|(_, col, text)| (col, text.to_string().as_str()) == (0, "事業名")),
        );
        let (again, findings) = read(xlsx, "再.xlsx", Format::Xlsx);
        assert_eq!(answer(&again.unwrap(), 0, field), long, "{findings:#?}");
    }
    assert!(alone > 0, "no rest ends in a row of its own");
}
