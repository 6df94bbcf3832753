//! The lines that Typst sets are the lines that were computed: none leaves its column, crosses a rule,
//! is lost or is broken again.

mod glyphs;
mod grid;

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use typst::layout::{Frame, FrameItem, Point};
use typst::text::TextItem;
use typst_layout::PagedDocument;

use super::TableBook;
use super::pages::{CONTINUED, Page, SetTable};
use super::plan::{Plan, read_plan};
use crate::contract::Printing;
use crate::engine::Engine;
use crate::meta::Given;
use crate::paper::{Book, Data};
use crate::place::Place;
use crate::source::{Body, Entry, Format, Node, Source, Value, read_bytes};
use crate::text::{EM, Line, Rules, read_marks, width_of};
use crate::units::MM;

/// 方向性, 番号, answer, second answer.
type Texts = (String, String, String, String);

fn plan(rows: &[Texts]) -> Plan {
    let place = Place::file("試験");
    let text = |t: &str| Node { value: Value::Text(t.to_owned()), place: place.clone() };
    let entry = |key: &str, node: Node| Entry { key: key.to_owned(), place: place.clone(), node };
    let list = rows
        .iter()
        .map(|(direction, number, one, two)| {
            let map = vec![
                entry("方向性", text(direction)),
                entry("番号", text(number)),
                entry("取組み", text(&format!("取組み{number}"))),
                entry("課", text("福祉課")),
                entry("事業名・取組名", text("事業")),
                entry("令和6年度時点_実施状況", text(one)),
                entry("令和7年度時点_評価・課題", text(two)),
            ];
            Node { value: Value::Map(map), place: place.clone() }
        })
        .collect();
    let rows = Node { value: Value::List(list), place: place.clone() };
    let root = Node { value: Value::Map(vec![entry("rows", rows)]), place };
    let source = Source::new("試験".into(), Body::Tree(root));
    let form = Engine::new().form("progress").value_or_faults().unwrap().into_table().unwrap();
    read_plan(&source, &form, &Given::default()).value_or_faults().unwrap()
}

/// A text on a page: left edge and baseline, width.
struct Laid {
    x: f64,
    y: f64,
    width: f64,
    text: String,
    size: f64,
}

fn texts(frame: &Frame, at: Point, out: &mut Vec<Laid>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) => texts(&group.frame, here, out),
            FrameItem::Text(text) => {
                out.push(Laid {
                    x: here.x.to_pt(),
                    y: here.y.to_pt(),
                    width: text.width().to_pt(),
                    text: text.text.to_string(),
                    size: text.size.to_pt(),
                });
            }
            _ => {}
        }
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What stands on paper of a typed text: words before their ruby, and no marks.
fn shown(text: &str) -> String {
    let marked = read_marks(text);
    let mut out = String::new();
    let mut at = 0;
    for span in &marked.spans {
        out.push_str(&marked.text[at..span.range.end]);
        out.push_str(span.style.ruby.as_deref().unwrap_or(""));
        at = span.range.end;
    }
    bare(&(out + &marked.text[at..]))
}

/// The text of a line but for its numbers in rings, which are set smaller.
fn without_rings(line: &Line) -> String {
    let ring = |at: usize| line.spans.iter().any(|s| s.style.ring && s.range.contains(&at));
    line.text.char_indices().filter(|(at, _)| !ring(*at)).map(|(_, c)| c).collect()
}

fn laid(plan: &Plan) -> (SetTable, Vec<Page>, PagedDocument) {
    let engine = Engine::new();
    let book = super::set(&engine, plan.clone(), None).value_or_faults().unwrap();
    let document = laid_out(&engine, &book);
    (book.table, book.pages, document)
}

fn laid_out(engine: &Engine, book: &TableBook) -> PagedDocument {
    let printing = Printing::whole(false);
    book.lay_out(engine, &printing).value_or_faults().unwrap()
}

/// The data of a form.
fn table_data(form: &str, data: Vec<u8>) -> Plan {
    let engine = Engine::new();
    let form = engine.form(form).value_or_faults().unwrap();
    let source = read_bytes(data, "表.json", Format::Json).unwrap();
    match engine.read(&form, &[source], &Given::default()).value_or_faults().unwrap() {
        Data::Table(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

fn check(plan: &Plan) {
    let (table, pages, document) = laid(plan);
    let mut edges = vec![plan.form.paper.left * MM];
    for column in &table.columns {
        edges.push(edges.last().unwrap() + column.width);
    }
    let column_of = |x: f64| edges.windows(2).position(|e| x >= e[0] && x < e[1]).unwrap();
    let top = plan.form.paper.top * MM + table.header.height;
    let answers: Vec<usize> = (0..table.columns.len()).filter(|&c| plan.column(c).answer.is_some()).collect();
    let mut seen = BTreeMap::<usize, String>::new();
    for (page, laid) in pages.iter().zip(document.pages()) {
        let bottom = top + page.used;
        assert!(page.used <= table.body_height() + 0.01, "a page is overfull");
        let mut found = Vec::new();
        texts(&laid.frame, Point::zero(), &mut found);
        found.retain(|t| t.y > top && t.y < bottom + 1.0 && !bare(&t.text).is_empty());
        for t in &found {
            let c = column_of(t.x);
            assert!(t.x + t.width <= edges[c + 1] - table.inset_x + 0.05, "{:?} leaves column {c}", t.text);
            assert!(t.y + 0.12 * table.size <= bottom - table.inset_y + 0.05, "{:?} crosses the last rule", t.text);
            seen.entry(c).or_default().push_str(&t.text);
        }
        for &c in &answers {
            let computed: usize = page
                .slices
                .iter()
                .map(|s| {
                    let tail = table.rows[s.row].cells[c].split_at_line(s.from).1;
                    let here = tail.split_at_line(s.to - s.from).0;
                    here.paras.iter().flat_map(|p| &p.lines).filter(|l| !bare(&without_rings(l)).is_empty()).count()
                })
                .sum();
            // ruby and numbers in rings stand on baselines of their own
            let whole: Vec<_> = found.iter().filter(|t| column_of(t.x) == c && t.size > table.size * 0.9).collect();
            // a line too many stands on the first of the next row
            for (i, a) in whole.iter().enumerate() {
                let over =
                    |b: &&&Laid| (a.y - b.y).abs() < 0.4 && a.x + 0.1 < b.x + b.width && b.x + 0.1 < a.x + a.width;
                if let Some(b) = whole[i + 1..].iter().find(over) {
                    panic!("{:?} stands on {:?}", a.text, b.text);
                }
            }
            let mut baselines: Vec<i64> = whole.iter().map(|t| (t.y * 50.0).round() as i64).collect();
            baselines.sort_unstable();
            baselines.dedup_by(|a, b| (*a - *b).abs() < 20);
            let texts: Vec<_> = found.iter().filter(|t| column_of(t.x) == c).map(|t| (t.y, t.width, &t.text)).collect();
            assert_eq!(baselines.len(), computed, "lines in column {c}: {texts:?}");
        }
    }
    for &c in &answers {
        let expected: String = plan.rows.iter().map(|r| shown(&r.cells[c].text)).collect();
        let got = seen.get(&c).map(|t| bare(t).replace(CONTINUED, "")).unwrap_or_default();
        assert!(got == expected, "column {c}: {got:?} is not {expected:?}");
    }
}

fn row(direction: &str, number: usize, one: &str, two: &str) -> Texts {
    (direction.to_owned(), number.to_string(), one.to_owned(), two.to_owned())
}

/// The plan of a matrix.
fn matrix(rows: &[serde_json::Value]) -> Plan {
    let data = json!({ "基準年度": 2025, "rows": rows }).to_string();
    table_data("matrix", data.into_bytes())
}

fn runs(frame: &Frame, out: &mut Vec<TextItem>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => runs(&group.frame, out),
            FrameItem::Text(text) => out.push(text.clone()),
            _ => {}
        }
    }
}

/// A paper of one answer.
fn one(text: &str, latin_gap: bool) -> (SetTable, PagedDocument) {
    let mut plan = plan(&[row("方向性1", 1, text, "")]);
    plan.form.text.rules.latin_gap = latin_gap;
    let (table, _, document) = laid(&plan);
    (table, document)
}

#[test]
fn lines_stand_where_they_were_computed() {
    let nasty = "「令和２年度」、（第１回）～10,000部。……、http://www.example.lg.jp/fukushi/index.html?a=1&b=2 まで。\n\
                 ・一つ目（１）は、長い長い項目であり、次の行にぶら下がります。\n　①　字下げした項目。\n\nおわり\n\
                 （４）手話の日（9月23日）に市役所庁舎を青色の灯で照らす";
    let rows: Vec<_> = (1..40).map(|n| row("方向性1", n / 3, nasty, if n % 2 == 0 { nasty } else { "" })).collect();
    check(&plan(&rows));
}

#[test]
fn a_row_taller_than_a_page_goes_on() {
    let long = "とても長い回答です。途中で切れずに次のページへ続きます。".repeat(260);
    let rows = [row("方向性1", 1, "短い", "短い"), row("方向性1", 2, &long, "短い"), row("方向性1", 3, "短い", "短い")];
    check(&plan(&rows));
}

/// Texts of the kinds of characters that break lines in their own ways.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ぁ-んァ-ヶー一二三四五六七八九十市町村課]{1,12}",
        "[「」『』（）〔〕【】、。，．・：；！？〜～…―”“]{1,4}",
        "[0-9０-９]{1,6}",
        "(令和|第|約)[0-9０-９]{1,4}(年度|回|千円|部|か月)",
        "[a-zA-Z]{1,14}",
        "[ 　]{1,3}",
        "[①②③○■→]{1,9}",
        Just("ＮＰＯ法人".to_owned()),
        Just("葛\u{E0100}".to_owned()),
        Just("\n".to_owned()),
        Just("\n・".to_owned()),
        Just("\n（４）".to_owned()),
        Just("\n「".to_owned()),
        Just("\n①".to_owned()),
        Just("\n　（１）".to_owned()),
        Just("か\u{309A}あ\u{3099}".to_owned()),
        Just("｜汐見原《しおみはら》".to_owned()),
        Just("｜承《うけたまわ》".to_owned()),
        Just("《《大切なこと》》".to_owned()),
        Just("51\u{20DD}".to_owned()),
        Just("㊟".to_owned()),
        Just("fukushi_soumu@city.example.lg.jp".to_owned()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn random_rows_keep_their_lines(rows in prop::collection::vec((0..3usize, 0..4usize, text(), text()), 1..30)) {
        let mut rows: Vec<_> = rows.iter().map(|(d, n, a, b)| row(&format!("方向性{d}"), d * 10 + n, a, b)).collect();
        rows.sort_by_key(|r| (r.0.clone(), r.1.parse::<usize>().unwrap()));
        let mut plan = plan(&rows);
        check(&plan);
        plan.form.text.rules.latin_gap = true;
        check(&plan);
    }
}

/// Object streams and stronger compression: a tagged archive file is at most half of what Typst writes.
#[test]
fn a_tagged_file_is_at_most_half_of_what_typst_writes() {
    use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
    let engine = Engine::new();
    let data = include_bytes!("../../../data/town/progress.json").to_vec();
    let book = super::set(&engine, table_data("progress", data), None).value_or_faults().unwrap();
    let date = typst::foundations::Datetime::from_ymd_hms(2025, 4, 1, 0, 0, 0).unwrap();
    let options = PdfOptions {
        standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]).unwrap(),
        timestamp: Some(Timestamp::new_utc(date)),
        ..PdfOptions::default()
    };
    let plain = typst_pdf::pdf(&laid_out(&engine, &book), &options).unwrap();
    let standards = vec![crate::typeset::Standard::A3a, crate::typeset::Standard::Ua1];
    let pdf = crate::typeset::Pdf { standards, ..crate::typeset::Pdf::default() };
    let packed = engine.pdf(&Book::Table(Box::new(book)), &pdf).value_or_faults().unwrap();
    let ratio = packed.len() as f64 / plain.len() as f64;
    assert!(ratio <= 0.5, "{} of {} bytes: {ratio:.3}", packed.len(), plain.len());
    eprintln!("{} of {} bytes: {ratio:.3}", packed.len(), plain.len());
}
