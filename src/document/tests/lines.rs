//! Running text: where its lines stand and end.

use proptest::prelude::*;
use typst::layout::{Frame, FrameItem, Point};

use super::*;
use crate::document::contract::SetBlock;
use crate::text::{Line, Span};

fn texts(frame: &Frame, at: Point, out: &mut Vec<(f64, f64, f64, f64, String)>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) => texts(&group.frame, here, out),
            FrameItem::Text(t) => {
                let (x, y, size) = (here.x.to_pt(), here.y.to_pt(), t.size.to_pt());
                // the last glyph of a stretched line has its share of the gap behind it
                let natural = if t.text.ends_with(|c: char| c.is_alphanumeric()) { 1.0 } else { 0.5 };
                let behind = t.glyphs.last().map_or(0.0, |g| (g.x_advance.get() - natural).max(0.0)) * size;
                out.push((x, y, t.width().to_pt() - behind, size, t.text.to_string()));
            }
            _ => {}
        }
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Lays paragraphs out and compares each line with what was computed.
fn lay_out(document: &Document) -> PagedDocument {
    let look = Look::default();
    let job = Job { name: "document", document, title: "題", look: &look, attached: &[], files: Vec::new() };
    super::lay_out(&Engine::new(), job).value_or_faults().unwrap()
}

/// More thousandths of an em than 32 bits count: what is so wide is broken, and what stands behind so many blanks is there.
#[test]
fn millions_of_ems_are_counted() {
    let style = Style { spread: Some(1_000_000 * crate::text::EM), ..Style::default() };
    let spans = (0..4).map(|n| Span::new(3 * n..3 * n + 3, style.clone())).collect();
    let wide = Rich { text: "広い言葉".to_owned(), spans, place: None };
    let deep = Rich::plain("\u{3000}".repeat(2_200_000) + "文", None);
    let para = |text: &Rich, hang| Block::Para(Para { text: text.clone(), hang, ..Para::default() });
    let document = Document { blocks: vec![para(&wide, 0), para(&deep, 0), para(&deep, 2)], ..Document::default() };
    let engine = Engine::new();
    let look = Look::default();
    let (plain, bold) = engine.chains(&look.font).unwrap();
    let data = set_document(&document, "題", &look, (&plain, &bold), &mut Vec::new());
    let lines = |block: &SetBlock| match block {
        SetBlock::Para { body, .. } => body.cell.line_count(),
        block => panic!("{block:?}"),
    };
    assert_eq!(data.blocks.iter().map(lines).collect::<Vec<_>>(), [4, 1, 1]);
}

fn check(paras: &[String]) {
    let document = Document {
        blocks: paras.iter().map(|t| Block::Para(Para { text: Rich::marked(t, None), ..Para::default() })).collect(),
        ..Document::default()
    };
    let engine = Engine::new();
    let look = Look::default();
    let (plain, bold) = engine.chains(&look.font).unwrap();
    let data = set_document(&document, "題", &look, (&plain, &bold), &mut Vec::new());
    let laid = lay_out(&document);
    let mut found = Vec::new();
    let mut lines = 0;
    for page in laid.pages() {
        let mut here = Vec::new();
        texts(&page.frame, Point::zero(), &mut here);
        let width = page.frame.width().to_pt();
        let spare = (width - data.width) / 2.0;
        let mut baselines: Vec<i64> = Vec::new();
        for (x, y, w, size, text) in here.iter().filter(|t| !bare(&t.4).is_empty()) {
            assert!(x + w <= width - spare + 0.3, "{text:?} leaves the page: {} > {}", x + w, width - spare);
            if *size > look.size * 0.9 {
                baselines.push((y * 20.0).round() as i64);
            }
            found.push(text.clone());
        }
        baselines.sort_unstable();
        baselines.dedup_by(|a, b| (*a - *b).abs() < 10);
        lines += baselines.len();
    }
    let set: Vec<&Line> = data
        .blocks
        .iter()
        .filter_map(|b| match b {
            SetBlock::Para { body, .. } => Some(body.cell.paras.iter().flat_map(|p| &p.lines)),
            _ => None,
        })
        .flatten()
        .filter(|l| !bare(&l.text).is_empty())
        .collect();
    let told: Vec<&str> = set.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(lines, set.len(), "{told:?}\n{found:?}");
    let typed: String =
        paras.iter().flat_map(|t| crate::text::read_marks(t).text.chars().collect::<Vec<_>>()).collect();
    let ruby = |t: &String| t.clone();
    let got: String = found.iter().map(ruby).collect();
    assert!(!got.contains('\u{2028}'), "the mark of a stretched line stays out of the text");
    assert_eq!(bare(&got), bare(&typed));
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ぁ-んァ-ヶー一二三四五六七八九十市町村課]{1,24}",
        "[「」『』（）〔〕【】、。，．・：；！？〜～…―”“]{1,4}",
        "[0-9０-９]{1,6}",
        "(令和|第|約)[0-9０-９]{1,4}(年度|回|千円|部|か月)",
        "[a-zA-Z]{1,14}",
        "[ 　]{1,2}",
        Just("ＮＰＯ法人".to_owned()),
        Just("葛\u{E0100}".to_owned()),
        Just("《《大切なこと》》".to_owned()),
        Just("fukushi_soumu@city.example.lg.jp".to_owned()),
    ];
    let start =
        prop_oneof![4 => Just(""), 1 => Just("①"), 1 => Just("■　"), 1 => Just("（２）"), 1 => Just("\u{3000}")];
    (start, prop::collection::vec(piece, 1..50)).prop_map(|(start, p)| start.to_owned() + &p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]
    #[test]
    fn stretched_lines_stand_as_they_were_broken(paras in prop::collection::vec(text(), 1..8)) {
        check(&paras);
    }
}

/// A stretched line has no wide gaps: what is lacking is less than a character a line, as a rule.
#[test]
fn stretched_lines_are_not_loose() {
    let words = "市民の暮らしを支える仕組みについて、関係する機関と話し合いを重ね、令和7年度は12回の会議を開いた。";
    let document = Document {
        blocks: vec![Block::Para(Para { text: Rich::plain(words.repeat(30), None), ..Para::default() })],
        ..Document::default()
    };
    let engine = Engine::new();
    let look = Look::default();
    let (plain, bold) = engine.chains(&look.font).unwrap();
    let data = set_document(&document, "題", &look, (&plain, &bold), &mut Vec::new());
    let SetBlock::Para { body, .. } = &data.blocks[0] else { panic!() };
    let lines = &body.cell.paras[0].lines;
    let room = ((data.width / look.size) * 1000.0) as i32;
    let natural = |l: &Line| l.text.chars().map(|c| plain.advance(c)).sum::<i32>();
    for line in &lines[..lines.len() - 1] {
        let gap = room - natural(line);
        assert!(gap < 3000, "{} lacks {gap}", line.text);
    }
}

/// A line whose characters would stand apart is not stretched; where no other line is, less of a gap shows.
#[test]
fn a_line_that_would_be_loose_is_not_stretched() {
    let long = "abcdefghijklmnopqrstuvwxyz".repeat(2);
    for (count, behind, stretched) in [(37, 0, false), (40, 0, true), (37, 30, true), (30, 30, false)] {
        let text = format!("{}{long}{}", "市".repeat(count), "あ".repeat(behind));
        let laid = lay_out(&read(&text).0);
        let mut found = Vec::new();
        texts(&laid.pages()[0].frame, Point::zero(), &mut found);
        let line = found.iter().find(|t| t.4.starts_with('市')).unwrap();
        let natural = count as f64 * Look::default().size;
        assert_eq!(line.2 > natural + 0.5, stretched, "{count} characters are {} pt wide, of {natural}", line.2);
    }
}

/// The page, left edge and baseline of each text of a Markdown file, in the order of the pages.
fn laid(text: &str) -> Vec<(usize, f64, f64, String)> {
    placed(&lay_out(&read(text).0))
}

fn placed(laid: &PagedDocument) -> Vec<(usize, f64, f64, String)> {
    let mut out = Vec::new();
    for (n, page) in laid.pages().iter().enumerate() {
        let mut here = Vec::new();
        texts(&page.frame, Point::zero(), &mut here);
        out.extend(here.into_iter().map(|(x, y, _, _, text)| (n, x, y, text)));
    }
    out
}

#[test]
fn typed_markers_hang_in_running_text() {
    let words = "市民の暮らしを支える仕組みについて関係する機関と話し合いを重ねた。".repeat(3);
    for (marker, em) in [("①", 1.0), ("■　", 2.0), ("（１）", 3.0), ("・", 1.0)] {
        let lines = laid(&format!("{marker}{words}"));
        let left = |y: f64| lines.iter().filter(|l| (l.2 - y).abs() < 1.0).map(|l| l.1).fold(f64::MAX, f64::min);
        let mut ys: Vec<f64> = lines.iter().map(|l| l.2).collect();
        ys.dedup_by(|a, b| (*a - *b).abs() < 1.0);
        assert!(ys.len() > 2, "{lines:?}");
        let hang = (left(ys[1]) - left(ys[0])) / Look::default().size;
        assert!((hang - em).abs() < 0.02, "{marker}: the second line hangs {hang} em");
    }
}

/// The characters of each text with their advances, em.
fn advances(frame: &Frame, out: &mut Vec<Vec<(char, f64)>>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => advances(&group.frame, out),
            FrameItem::Text(t) => {
                let first = |at: u16| t.text[usize::from(at)..].chars().next().unwrap();
                out.push(t.glyphs.iter().map(|g| (first(g.range.start), g.x_advance.get())).collect());
            }
            _ => {}
        }
    }
}

/// All lines of a paragraph but the last reach the right edge; its indent stays as wide as it was typed.
#[test]
fn stretched_lines_end_at_the_edge_and_keep_their_blanks() {
    let words = "令和７年度は市民の暮らしを支える仕組みを関係する１２３か所の機関と話し、記録　報告　を１，５４６千円で作った。";
    let typed = Para { text: Rich::plain(format!("　{}", words.repeat(9)), None), ..Para::default() };
    let told = Para { text: Rich::plain(words.repeat(9), None), indent: 1, ..Para::default() };
    for para in [typed, told] {
        let laid = lay_out(&Document { blocks: vec![Block::Para(para)], ..Document::default() });
        let page = &laid.pages()[0].frame;
        let mut found = Vec::new();
        texts(page, Point::zero(), &mut found);
        // baseline, left and right edge
        let mut lines: Vec<(f64, f64, f64)> = Vec::new();
        for (x, y, w, ..) in &found {
            match lines.iter_mut().find(|l| (l.0 - y).abs() < 1.0) {
                Some(line) => (line.1, line.2) = (line.1.min(*x), line.2.max(x + w)),
                None => lines.push((*y, *x, x + w)),
            }
        }
        assert!(lines.len() > 4, "{lines:?}");
        let indent = (lines[0].1 - lines[1].1) / Look::default().size;
        assert!((indent - 1.0).abs() < 0.01, "the first line stands {indent} em in");
        for line in &lines[..lines.len() - 1] {
            assert!((line.2 - lines[0].2).abs() < 0.3 && line.2 > page.width().to_pt() * 0.8, "{lines:?}");
        }
        // a blank is stretched as the characters beside it, no more
        let mut runs = Vec::new();
        advances(page, &mut runs);
        let mut stretched = 0;
        for run in &runs {
            let of = |blank: bool| run.iter().filter(move |(c, _)| (*c == '\u{3000}') == blank).map(|(_, a)| *a);
            let (blank, other) = (of(true).fold(0.0, f64::max), of(false).fold(0.0, f64::max));
            assert!(blank < other + 0.001, "a blank of {blank} em beside characters of {other}");
            stretched += usize::from(blank > 1.005);
        }
        assert!(stretched > 1, "{runs:?}");
    }
}

/// A quarter em stands between Japanese and Latin in running text (JLReq 3.2.6).
#[test]
fn running_text_has_gaps_round_figures() {
    let (laid, look) = (lay_out(&read("令和7年度").0), Look::default());
    let mut found = Vec::new();
    texts(&laid.pages()[0].frame, Point::zero(), &mut found);
    let width: f64 = found.iter().map(|t| t.2 / look.size).sum();
    assert!((width - 5.0).abs() < 0.01, "4 em, 0.5 and two gaps of 0.25: {width} em, {found:?}");
}

/// Clerks write headings as bold lines, too.
#[test]
fn a_heading_or_a_bold_line_stays_with_what_follows() {
    let page_of =
        |lines: &[(usize, f64, f64, String)], text: &str| lines.iter().find(|l| l.3.contains(text)).unwrap().0;
    let mut torn = 0;
    for n in 36..48 {
        let filler = "行を埋める。\n\n".repeat(n);
        let parted = |line: &str| {
            // enough behind it that the last page is no thin one
            let lines = laid(&format!("{filler}{line}\n\n続きの段落。\n\n{}", "後の行。\n\n".repeat(20)));
            page_of(&lines, "見出し") != page_of(&lines, "続きの段落")
        };
        torn += usize::from(parted("見出し"));
        for line in ["**見出し**", "## 見出し", "#### 見出し"] {
            assert!(!parted(line), "with {n} lines before it {line} stands alone at the page's end");
        }
    }
    assert_eq!(torn, 1, "a plain line does stand alone once");
}

/// Headings, tables and the like take whole lines (行取り, JLReq 4.1): all lines of text stand on one grid (2.5).
#[test]
fn running_text_stands_on_the_grid_of_its_page() {
    let words = "市民の暮らしを支える仕組みについて、関係する機関（社会福祉協議会など）と12回の話し合いを重ねた。";
    let between = [
        format!("①{}", words.repeat(2)),
        format!("- {words}\n- {words}"),
        "# 計画のねらい".to_owned(),
        "## 計画の進め方と、その見直しのための話し合いについて、関係する課に伝えること".to_owned(),
        "| 区分 | 内容 |\n|---|---|\n| 短い | 1,546千円Ag |\n| 「長い」 | ・一つ目<br>・二つ目 |".to_owned(),
        format!("> {words}"),
        "```\n一行\n二行\n```".to_owned(),
        "---".to_owned(),
        "## 短い\n\n#### 小さい見出し".to_owned(),
    ];
    let text: String = between.iter().map(|block| format!("{words}\n\n{block}\n\n")).collect();
    let look = Look::default();
    let (pitch, first) = (look.size * (1.0 + look.line_gap), look.paper.top * crate::units::MM + 0.88 * look.size);
    let lines = laid(&(text.clone() + &text + words));
    // of more than a third of a page
    let table = format!("| 区分 | 内容 |\n|---|---|\n{}", "| 短い | 1,546千円Ag |\n".repeat(20));
    let below = laid(&format!("{words}\n\n{table}\n\n{words}"));
    let mut seen = 0;
    for (_, _, y, text) in lines.iter().chain(&below).filter(|l| l.3.chars().any(|c| "市暮仕組社協重".contains(c)))
    {
        let line = (y - first) / pitch;
        assert!((line - line.round()).abs() < 0.01, "{text:?} stands {line} lines below the first");
        seen += 1;
    }
    assert!(seen > 40 && lines.last().unwrap().0 > 0, "{seen}");
    let lines = laid("| 区分 | 内容 |\n|---|---|\n| 短い | 1,546千円Ag |\n| 「長い」 | ・一つ目<br>・二つ目 |\n");
    let at = |text: &str| (lines.iter().find(|l| l.3.contains(text)).unwrap().2 * 100.0).round();
    assert_eq!([at("短い"), at("長い")], [at("1,546"), at("一つ目")]);
}

/// A picture higher than a page is made smaller, its caption stays on the page, and text goes on below.
#[test]
fn a_picture_is_no_higher_than_its_page() {
    let (mut document, _) = read("前の文\n\n![図の説明](図.svg)\n\n後の文");
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="3000"><rect width="9" height="9"/></svg>"#;
    document.add_picture("図.svg", svg.as_bytes());
    let lines = placed(&lay_out(&document));
    let paper = Look::default().paper;
    let bottom = (paper.height - paper.bottom) * crate::units::MM;
    assert_eq!(lines.iter().map(|l| l.3.as_str()).collect::<Vec<_>>(), ["前の文", "図の説明", "後の文"]);
    assert!(lines.iter().all(|l| l.2 < bottom), "{lines:?} leave the page, which ends at {bottom}");
    assert_eq!(lines.iter().map(|l| l.0).collect::<Vec<_>>(), [0, 1, 2]);
}
