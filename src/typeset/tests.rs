//! The lines that Typst sets are the lines that were computed: none leaves its column, crosses a rule,
//! is lost or is broken again.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use typst::layout::{Em, Frame, FrameItem, Point};
use typst::text::TextItem;
use typst::visualize::{Color, Paint};
use typst_layout::PagedDocument;

use super::compile::lay_out;
use super::{Fonts, Paper};
use crate::Matome;
use crate::contract::Faces;
use crate::finding::Place;
use crate::form::{Form, Templates};
use crate::pages::{CONTINUED, MM, Page, SetTable, cut_pages, set_table};
use crate::plan::{Given, Plan, read_plan};
use crate::source::{Body, Entry, Format, Node, Source, Value, read_bytes};
use crate::text::{EM, Line, Rules, read_marks, width_of};

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
    let source = Source { file: "試験".into(), body: Body::Tree(root), findings: Vec::new() };
    let form = Form::load(&Templates::builtin(), "progress").unwrap();
    read_plan(&source, &form, &Given::default(), &mut Vec::new()).unwrap()
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
    let (templates, fonts) = (Templates::builtin(), Fonts::builtin());
    let chain = fonts.chain(&plan.form.text.font, false).unwrap();
    let bold = fonts.chain(&plan.form.text.font, true).unwrap();
    let table = set_table(plan, &chain, &bold);
    let pages = cut_pages(plan, &table);
    let faces = Faces::new(&chain, &bold, plan.rows.iter().flat_map(|r| &r.cells).map(|c| c.text.as_str()));
    let paper =
        Paper { plan, table: &table, pages: &pages, templates: &templates, fonts: &fonts, faces: &faces, marks: true };
    let document = lay_out(&paper, false).unwrap();
    (table, pages, document)
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

/// All lines of a page stand on one grid, those of labels beside several rows too, and keep off the rules (JLReq 2.5).
#[test]
fn lines_stand_on_the_grid_of_their_page_and_keep_off_the_rules() {
    let kinds = [
        "「短い」",
        "1,546千円　Ag",
        "・見守り\n・相談の場を開き、地区の人と話し合いを重ねた",
        "髙﨑ゝ々ー",
        "①あ\n\n②い",
    ];
    let text = |n: usize| kinds[n % kinds.len()].repeat(n % 4 + 1);
    let direction = |n: usize| format!("方向性{}　地域の人が互いに見守り、声をかけあうまちをつくる", n / 8);
    let mut rows: Vec<_> = (0..40).map(|n| row(&direction(n), n / 3, &text(n), &text(n + 1))).collect();
    // three low rows are made higher for a label of seven lines
    rows.extend((40..55).map(|n| row(&direction(n * 8 / 3), n, "短い", "")));
    for (line_gap, inset) in [(0.35, 0.8), (0.4, 0.8), (0.0, 0.0), (0.5, 2.2)] {
        let mut plan = plan(&rows);
        plan.form.text.line_gap = line_gap;
        plan.form.text.inset_y = inset;
        let (lines, labels) = lines_on_the_grid(&plan);
        assert!(lines > 200 && labels > 60, "{lines} lines, {labels} of labels");
    }
}

/// Texts that go on beside the rows of their group stand on its grid on each page.
#[test]
fn texts_beside_rows_stand_on_their_grid() {
    let row = |goal: usize, role: &str| {
        let label = format!("（{goal}）地域のささえあいを進める");
        let report = format!("■　第{goal}回の見守りを続けた。").repeat(260);
        json!({ "基本目標": "1 学び", "施策展開の方向性": label, "区分": role, "それぞれの役割": "①学ぶ\n②話す", "実績": report })
    };
    let rows: Vec<_> = (1..4).flat_map(|goal| ["市民", "地域", "市"].map(|role| row(goal, role))).collect();
    let (lines, labels) = lines_on_the_grid(&matrix(&rows));
    assert!(lines > 15 && labels > 300, "{lines} lines, {labels} beside them");
}

/// The plan of a matrix.
fn matrix(rows: &[serde_json::Value]) -> Plan {
    let data = json!({ "基準年度": 2025, "rows": rows }).to_string();
    let matome = Matome::new();
    let source = read_bytes(data.into_bytes(), "表.json", Format::Json).unwrap();
    matome.read(&matome.form("matrix").unwrap(), &[source], &Given::default(), &mut Vec::new()).unwrap().plan
}

/// How many lines stand there, and how many of labels.
fn lines_on_the_grid(plan: &Plan) -> (usize, usize) {
    let (table, pages, document) = laid(plan);
    let mut edges = vec![plan.form.paper.left * MM];
    for column in &table.columns {
        edges.push(edges.last().unwrap() + column.width);
    }
    let top = plan.form.paper.top * MM + table.header.height;
    let first = top + table.inset_y + 0.88 * table.size;
    let (mut seen, mut labels) = (0, 0);
    for (page, laid) in pages.iter().zip(document.pages()) {
        assert!(page.used <= table.body_height() + 0.01, "a page is overfull");
        let mut found = Vec::new();
        texts(&laid.frame, Point::zero(), &mut found);
        // upright labels have lines of their own
        let upright = |t: &Laid| {
            (0..table.columns.len()).any(|c| plan.column(c).vertical && t.x >= edges[c] && t.x < edges[c + 1])
        };
        found.retain(|t| t.y > top && t.y < top + page.used && !bare(&t.text).is_empty() && !upright(t));
        for t in &found {
            let line = (t.y - first) / table.pitch;
            assert!((line - line.round()).abs() < 0.01, "{:?} is {line} lines below the first baseline", t.text);
        }
        let mut top = top;
        for slice in &page.slices {
            let bottom = top + slice.height;
            for (c, edge) in edges.windows(2).enumerate() {
                let cell: Vec<_> =
                    found.iter().filter(|t| t.x >= edge[0] && t.x < edge[1] && t.y > top && t.y < bottom).collect();
                // a label goes on beside the rows that it spans, and begins beside the first of them
                let label = plan.column(c).group.is_some();
                labels += if label { cell.len() } else { 0 };
                if label && slice != &page.slices[0] {
                    continue;
                }
                let highest = cell.iter().map(|t| t.y).fold(f64::MAX, f64::min);
                let inset = highest - 0.88 * table.size - top;
                assert!(highest == f64::MAX || (inset - table.inset_y).abs() < 0.01, "a cell begins at {highest}");
                assert!(inset > 0.3 * MM - 0.01, "text is at the upper rule: {inset}");
                for t in cell.iter().filter(|_| !label) {
                    assert!(t.y + 0.12 * table.size <= bottom - table.inset_y + 0.01, "{:?} is at the rule", t.text);
                    seen += 1;
                }
            }
            top = bottom;
        }
    }
    (seen, labels)
}

/// Upright labels: glyphs of the font's vertical forms, two digits side by side, columns from right to left.
#[test]
fn upright_labels_have_vertical_forms() {
    let label = "（2）コミュニティー「見直し」～令和12年度に向けた地域のささえあいを進める仕組みづくりと担い手の育成及び活動の場の確保";
    let row = |role: &str| json!({ "基本目標": "1 学び", "施策展開の方向性": label, "区分": role, "それぞれの役割": "①学ぶ\n②考える\n③話す\n④集う\n⑤支える" });
    let rows: Vec<_> = ["市民", "地域", "福祉協議会", "市"].map(row).into();
    let (_, _, document) = laid(&matrix(&rows));
    let mut items = Vec::new();
    let (document, _) = super::upright::join(&document).unwrap();
    document.pages().iter().for_each(|page| runs(&page.frame, &mut items));
    let run = items.iter().find(|t| bare(&t.text) == label);
    let run = run.unwrap_or_else(|| panic!("{:?}", items.iter().map(|t| &t.text).collect::<Vec<_>>()));
    let horizontal = |c: char| run.font.ttf().glyph_index(c).unwrap().0;
    let drawn = |c: char| {
        let at = u16::try_from(run.text.find(c).unwrap()).unwrap();
        run.glyphs.iter().find(|g| g.range.start == at).unwrap()
    };
    for c in "（）ー「」～".chars() {
        assert_ne!(drawn(c).id, horizontal(c), "{c} lies as in a horizontal line");
    }
    assert_eq!(drawn('見').id, horizontal('見'), "kanji have one form");
    let (one, two) = (drawn('1'), run.glyphs.iter().rfind(|g| g.id == horizontal('2')).unwrap());
    assert_eq!(one.y_offset, two.y_offset, "two digits stand side by side");
    assert!(one.x_offset < two.x_offset);
    let second: Vec<_> = run.glyphs.iter().filter(|g| g.x_offset < drawn('コ').x_offset - Em::one()).collect();
    assert!(second.len() > 9, "a second column stands left of the first");
    assert_eq!(second[0].y_offset, drawn('（').y_offset, "both begin at one height");
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

/// Lines are as wide in Typst as they were counted: marks narrowed where they meet and at a line's edges.
#[test]
fn typst_narrows_marks_as_they_were_counted() {
    for text in [
        "「二」「三」",
        "二」、三。",
        "二（「三」）四",
        "（あ）、「い」。",
        "令和7年ABC会",
        "会ＡＢＣ会",
        "『う』・え",
        "“お”‘か’",
    ] {
        for latin_gap in [false, true] {
            let (table, document) = one(&format!("{text}\n　\n＠"), latin_gap);
            let mut items = Vec::new();
            runs(&document.pages()[0].frame, &mut items);
            // behind the last character Typst leaves nothing of a mark's right half
            let laid: f64 = items.iter().filter(|t| bare(&t.text) == text).map(|t| t.width().to_pt()).sum();
            let rules = Rules { latin_gap, ..Rules::default() };
            let counted = f64::from(width_of(text, table.fonts(), rules)) / f64::from(EM) * table.size;
            assert!((laid - counted).abs() < 0.01, "{text}: {laid} pt in Typst, {counted} counted");
        }
    }
}

/// An opening bracket at the start of a line gives up its left half, behind an indent it does not (JLReq 3.1.5).
#[test]
fn an_opening_bracket_behind_an_indent_keeps_its_width() {
    let rows: Vec<_> = (1..40)
        .map(|n| row("方向性1", n, &format!("　「{}」", "漢".repeat(n)), &format!("「{}」", "漢".repeat(n))))
        .collect();
    check(&plan(&rows));
    let (table, document) = one("　「漢字」\n「漢字」", false);
    let mut items = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut items);
    let width = |t: &Laid| (t.width / table.size * 100.0).round() / 100.0;
    let laid: Vec<f64> = items.iter().filter(|t| t.text == "「漢字」").map(width).collect();
    assert_eq!(laid, [3.5, 3.0]);
}

/// Columns hold whole em, and lines in them begin at their left and are as wide as their characters.
#[test]
fn cells_are_set_flush_left_on_whole_em() {
    let words = "市民の暮らしを支える仕組みについて、関係する機関（社会福祉協議会など）と12回の話し合いを重ねた。";
    let (table, document) = one(words, false);
    assert!(table.columns.iter().all(|c| c.text % EM == 0 && c.text > 0), "{:?}", table.columns);
    let mut found = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut found);
    found.retain(|t| words.contains(&bare(&t.text)) && t.text.chars().count() > 4);
    assert!(found.len() > 2, "the text has several lines");
    for t in &found {
        let counted = f64::from(width_of(&t.text, table.fonts(), Rules::default())) / f64::from(EM) * table.size;
        assert!((t.x - found[0].x).abs() < 0.01, "{:?} begins at {}", t.text, t.x);
        assert!((t.width - counted).abs() < 0.01, "{:?} is {} pt wide, not {counted}", t.text, t.width);
    }
}

/// A font without a glyph for a kana and its mark sets the mark in a cell of its own.
#[test]
fn combined_kana_stay_inside_their_cell_in_every_font() {
    for font in ["BIZ UDMincho", "IPAexGothic", "IPAexMincho"] {
        let text = |n: usize| "か\u{309A}あ\u{3099}字".repeat(n);
        let mut plan = plan(&[row("方向性1", 1, &text(9), &text(20))]);
        plan.form.text.font = font.to_owned();
        check(&plan);
    }
}

/// Ruby and dots stand above the middle of what they belong to (JLReq 3.3.5, 3.3.9), ruby in half the size.
#[test]
fn ruby_and_dots_stand_above_the_middle_of_their_word() {
    let (table, document) = one("｜承《うけたまわ》った｜見守《み》りの\n線\n《《要点》》を", false);
    let mut found = Vec::new();
    let frame = &document.pages()[0].frame;
    texts(frame, Point::zero(), &mut found);
    let of = |text: &str| found.iter().find(|t| t.text == text).unwrap();
    let middle = |t: &Laid| t.x + t.width / 2.0;
    let (base, ruby) = (of("承"), of("うけたまわ"));
    assert!((ruby.size - base.size / 2.0).abs() < 0.01 && ruby.y < base.y - 0.8 * base.size);
    let first = ruby.x + 0.25 * table.size;
    assert!((middle(base) - (first + 2.0 * ruby.size)).abs() < 0.1, "{} is not above {}", ruby.x, base.x);
    // the line is the second of its row: its first line holds the ruby
    let beside = of("事業");
    assert!((base.y - beside.y - table.pitch).abs() < 0.01, "{} beside {}", base.y, beside.y);
    // a short ruby stands in the middle of a long word
    let (base, ruby) = (of("見守"), of("み"));
    assert!((middle(base) - middle(ruby)).abs() < 0.1, "{} is not above {}", ruby.x, base.x);
    let mut dots = Vec::new();
    shapes(frame, Point::zero(), &mut dots);
    for word in ["要", "点"] {
        let t = of(word);
        let above = dots
            .iter()
            .filter(|d| (d.0 - middle(t)).abs() < 0.05 && d.1 < t.y - 0.9 * t.size && d.1 > t.y - 1.6 * t.size);
        assert_eq!(above.count(), 1, "a dot above {word} at {}: {dots:?}", middle(t));
        assert!((t.y - beside.y - 4.0 * table.pitch).abs() < 0.01, "{word} stands at {}", t.y);
    }
}

/// The middles of small black shapes.
fn shapes(frame: &Frame, at: Point, out: &mut Vec<(f64, f64)>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) => shapes(&group.frame, here, out),
            FrameItem::Shape(shape, _) if shape.fill == Some(Paint::Solid(Color::BLACK)) => {
                let size = shape.geometry.bbox(None).size();
                if size.x.to_pt() < 3.0 && size.y.to_pt() < 3.0 {
                    out.push((here.x.to_pt() + size.x.to_pt() / 2.0, here.y.to_pt() + size.y.to_pt() / 2.0));
                }
            }
            _ => {}
        }
    }
}

/// 均等割付 (JLReq 3.7.3): the first and the last character stand at the edges, the gaps between are equal.
#[test]
fn spread_names_fill_their_width_evenly() {
    let data = r#"{"rows": [{"氏名": "山田太郎"}, {"氏名": "森　鷗外"}, {"氏名": "林太"}]}"#;
    let matome = Matome::new();
    let source = read_bytes(data.as_bytes().to_vec(), "名簿.json", Format::Json).unwrap();
    let book = matome.read(&matome.form("members").unwrap(), &[source], &Given::default(), &mut Vec::new()).unwrap();
    let (table, _, document) = laid(&book.plan);
    let mut items = Vec::new();
    runs(&document.pages()[0].frame, &mut items);
    let mut found = Vec::new();
    texts(&document.pages()[0].frame, Point::zero(), &mut found);
    let (column, before) = table.columns.split_last().unwrap();
    let left = book.plan.form.paper.left * MM + before.iter().map(|c| c.width).sum::<f64>();
    let width = column.width;
    let spread = book.plan.column(table.columns.len() - 1).spread.unwrap();
    for name in ["山田太郎", "森　鷗外", "林太"] {
        let run = items.iter().find(|t| t.text == name).unwrap();
        let advances: Vec<f64> = run.glyphs.iter().map(|g| g.x_advance.get()).collect();
        let n = advances.len();
        let gap = (spread - n as f64) / (n as f64 - 1.0);
        assert!(advances[..n - 1].iter().all(|a| (a - 1.0 - gap).abs() < 0.01), "{name}: {advances:?}, gap {gap}");
        let x = found.iter().find(|t| t.text == name).unwrap().x;
        let middle = x + spread * table.size / 2.0;
        assert!((middle - (left + width / 2.0)).abs() < 0.1, "{name} begins at {x}, its column at {left}");
    }
}

/// Object streams and stronger compression: a tagged archive file is at most half of what Typst writes.
#[test]
fn a_tagged_file_is_at_most_half_of_what_typst_writes() {
    use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
    let matome = crate::Matome::new();
    let form = matome.form("progress").unwrap();
    let data = include_bytes!("../../data/town/progress.json").to_vec();
    let source = crate::source::read_bytes(data, "town", crate::source::Format::Json).unwrap();
    let book = matome.read(&form, &[source], &Given::default(), &mut Vec::new()).unwrap();
    let faces = book.faces();
    let paper = matome.paper(&book, &faces, true);
    let date = typst::foundations::Datetime::from_ymd_hms(2025, 4, 1, 0, 0, 0).unwrap();
    let options = PdfOptions {
        standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]).unwrap(),
        timestamp: Some(Timestamp::new_utc(date)),
        ..PdfOptions::default()
    };
    let plain = typst_pdf::pdf(&lay_out(&paper, false).unwrap(), &options).unwrap();
    let standards = vec![super::Standard::A3a, super::Standard::Ua1];
    let packed = super::typeset_table(&paper, &super::Pdf { standards, ..super::Pdf::default() }).unwrap();
    let ratio = packed.len() as f64 / plain.len() as f64;
    assert!(ratio <= 0.5, "{} of {} bytes: {ratio:.3}", packed.len(), plain.len());
    eprintln!("{} of {} bytes: {ratio:.3}", packed.len(), plain.len());
}
/// A character that Unicode takes apart is drawn as itself by a font that has it, and not as its parts or as the kanji that
/// it is a variant of; its text is there once.
#[test]
fn characters_are_drawn_as_themselves() {
    let text = "阮Nguyễnの\u{2F804}と\u{F992}と神\u{FA19}と𠮷";
    let (_, document) = one(&format!("{text}\n　\n＠"), false);
    let mut items = Vec::new();
    runs(&document.pages()[0].frame, &mut items);
    let from = items.iter().position(|t| t.text.starts_with('阮')).unwrap();
    let to = items.iter().position(|t| t.text.contains('𠮷')).unwrap();
    let laid: String = items[from..=to].iter().map(|t| t.text.as_str()).collect();
    assert_eq!(laid, text);
    for item in &items[from..=to] {
        let drawn: Vec<_> = item.glyphs.iter().map(|g| g.id).collect();
        let own: Vec<_> = item.text.chars().map(|c| item.font.ttf().glyph_index(c).unwrap().0).collect();
        assert_eq!(drawn, own, "{}", item.text);
    }
}
