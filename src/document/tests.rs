//! Lines of running text stand as they were broken; Markdown becomes what its author meant.

use proptest::prelude::*;
use typst::layout::{Frame, FrameItem, Point};
use typst_layout::PagedDocument;

use super::contract::SetBlock;
use super::*;
use crate::Engine;
use crate::text::Line;
use crate::typeset::{Pdf, Standard};

fn read(text: &str) -> (Document, Vec<Finding>) {
    let (document, findings) = read_markdown(text, "文.md").into_parts();
    (document.unwrap(), findings)
}

/// The first paragraph's text and its styled parts.
fn para(text: &str) -> (String, Vec<(String, Style)>) {
    let (document, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    let Some(Block::Para(para)) = document.blocks.first() else { panic!("{:?}", document.blocks) };
    let spans = para.text.spans.iter().map(|s| (para.text.text[s.range.clone()].to_owned(), s.style.clone()));
    (para.text.text.clone(), spans.collect())
}

#[test]
fn marks_of_markdown_are_read() {
    let (text, spans) = para("**太字**と*強調*と`字`と~~消す~~と｜仙台《せんだい》。");
    assert_eq!(text, "太字と強調と字と消すと仙台。");
    let shown: Vec<&str> = spans.iter().map(|(t, _)| t.as_str()).collect();
    assert_eq!(shown, ["太字", "強調", "字", "消す", "仙台"]);
    assert!(spans[0].1.strong && spans[1].1.dots && spans[2].1.code && spans[3].1.strike);
    assert_eq!(spans[4].1.ruby.as_deref(), Some("せんだい"));
    let (text, spans) = para("<ruby>汐見<rp>（</rp><rt>しおみ</rt><rp>）</rp></ruby>の町");
    assert_eq!((text.as_str(), spans[0].1.ruby.as_deref()), ("汐見の町", Some("しおみ")));
}

/// CommonMark's rule for ** and punctuation fails for Japanese brackets.
#[test]
fn strong_text_may_begin_and_end_with_brackets() {
    let (text, spans) = para("これは**「重要」**です。**（注）**も。");
    assert_eq!(text, "これは「重要」です。（注）も。");
    assert_eq!(
        spans.iter().map(|(t, s)| (t.as_str(), s.strong)).collect::<Vec<_>>(),
        [("「重要」", true), ("（注）", true)]
    );
    assert_eq!(para("2**10 は 1024").0, "2**10 は 1024");
}

#[test]
fn lines_of_japanese_join_without_a_blank() {
    assert_eq!(para("一行目の\n続きと\nEnglish\ntext").0, "一行目の続きとEnglish text");
    assert_eq!(para("改行は<br>ここ  \n次").0, "改行は\nここ\n次");
}

#[test]
fn an_address_stands_behind_its_words() {
    let (text, spans) = para("[市のページ](https://example.lg.jp/a)と<https://example.lg.jp/b>");
    assert_eq!(text, "市のページ（https://example.lg.jp/a）とhttps://example.lg.jp/b");
    assert_eq!(spans[0].1.link.as_deref(), Some("https://example.lg.jp/a"));
}

#[test]
fn blocks_are_kept_in_their_order() {
    let text = "# 題\n\n## 節\n\n- 一\n    1. 甲\n    2. 乙\n- [x] 済み\n\n> 引用\n\n```\n字\n  下げ\n```\n\n---\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n";
    let (document, findings) = read(text);
    assert!(findings.is_empty());
    assert_eq!(document.title.as_ref().unwrap().text, "題");
    let kinds: Vec<&str> = document
        .blocks
        .iter()
        .map(|b| match b {
            Block::Heading { .. } => "heading",
            Block::Para(_) => "para",
            Block::List { .. } => "list",
            Block::Table(_) => "table",
            Block::Picture { .. } => "picture",
            Block::Quote(_) => "quote",
            Block::Code(_) => "code",
            Block::Rule => "rule",
            Block::Break => "break",
        })
        .collect();
    assert_eq!(kinds, ["heading", "list", "quote", "code", "rule", "table"]);
    let Block::List { ordered: None, items } = &document.blocks[1] else { panic!() };
    assert!(matches!(&items[0][1], Block::List { ordered: Some(1), items } if items.len() == 2));
    assert!(matches!(&items[1][0], Block::Para(p) if p.text.text == "■　済み"));
    let Block::Table(table) = &document.blocks[5] else { panic!() };
    assert_eq!(table.aligns, [Align::Center, Align::Right]);
}

#[test]
fn nothing_is_lost_without_a_finding() {
    let (document, findings) =
        read("本文[^a]と[^無い]。\n\n[^a]: 注の文\n\n[^b]: 使われない\n\n![](図.png)\n\n<div>中</div>\n");
    let told: Vec<(&str, u32)> = findings.iter().map(|f| (f.code.0, f.place.as_ref().unwrap().line.unwrap())).collect();
    assert_eq!(told, [("M349", 1), ("M348", 7), ("M347", 9), ("M349", 5)], "{findings:?}");
    let texts: String = document.texts().iter().map(|t| t.text.as_str()).collect();
    for kept in ["本文※1と[^無い]。", "注の文", "<div>中</div>"] {
        assert!(texts.contains(kept), "{kept} is not in {texts}");
    }
}

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

/// The words of all paragraphs, and the codes of what is told.
fn words(text: &str) -> (String, Vec<&'static str>) {
    let (document, findings) = read(text);
    let words: Vec<String> = document.texts().iter().map(|t| t.text.clone()).collect();
    (words.join("|"), findings.iter().map(|f| f.code.0).collect())
}

#[test]
fn comments_are_left_out_and_what_stands_around_them_is_not() {
    for (text, shown) in [
        ("前。\n\n<!-- 覚え -->**次の**文。\n\n終わり。", "前。|次の文。|終わり。"),
        ("<!-- 一行目\n二行目 -->\n\n本文。", "本文。"),
        ("<!--\n一\n\n二\n-->続く文。\n\n本文。", "続く文。|本文。"),
        ("文<!-- a -->の<!-- b\nc -->中", "文の中"),
        ("<!-- a --><!-- b -->後\n", "後"),
        ("<!-- a -->\n# 見出し\n", "見出し"),
        ("- 項目\n\n  <!-- a -->項目の文\n", "項目|項目の文"),
        ("- 項目\n  <!-- a -->後\n- 次\n", "項目|後|次"),
    ] {
        assert_eq!(words(text), (shown.to_owned(), vec![]), "{text}");
    }
    // one that is not closed takes the rest of the document with it
    let (document, findings) = read("前。\n\n<!-- 覚え\n\n本文。\n");
    assert_eq!(document.texts().len(), 1);
    assert_eq!((findings[0].code.0, findings[0].place.as_ref().unwrap().line), ("M347", Some(3)));
    assert_eq!(words("<div>\n<!-- a -->\n文\n</div>").1, ["M347"; 3]);
}

#[test]
fn links_without_an_address_are_text() {
    let long = "a".repeat(9000);
    for url in ["", "<>", "< >", long.as_str()] {
        let (document, findings) = read(&format!("# 題\n\n[様式]({url}) を見る。"));
        assert_eq!(document.texts()[1].text, "様式 を見る。");
        assert!(document.texts()[1].spans.iter().all(|s| s.style.link.is_none()));
        assert_eq!((findings[0].code.0, findings[0].place.as_ref().unwrap().line), ("M355", Some(3)), "{url}");
    }
}

#[test]
fn notes_that_lead_back_are_told() {
    for (text, count) in [
        ("文[^1]。\n\n[^1]: 注[^1]", 1),
        ("文[^a]。\n\n[^a]: 一[^b]\n\n[^b]: 二[^a]", 2),
        ("文[^a]。\n\n[^a]: 一[^b]\n\n[^b]: 二", 0),
    ] {
        let (document, findings) = read(text);
        assert_eq!(findings.iter().filter(|f| f.code.0 == "M353").count(), count, "{text}: {findings:?}");
        assert!(findings.iter().all(|f| f.place.as_ref().is_some_and(|p| p.line.is_some_and(|l| l >= 3))));
        assert!(!document.notes.is_empty());
        laid_out(&document);
    }
}

fn laid_out(document: &Document) -> Vec<Finding> {
    let job = Job { name: FORM, document, title: "題", look: &Look::default(), attached: &[], files: Vec::new() };
    let (laid, findings) = super::typeset::lay_out(&Engine::default(), job).into_parts();
    assert!(laid.is_some(), "{findings:?}");
    findings
}

/// What is allowed can be laid out; what is deeper keeps its text.
#[test]
fn nesting_has_an_end() {
    let list = |levels: usize| (0..levels).map(|n| format!("{}- {n}段\n", "  ".repeat(n))).collect::<String>();
    let quote = |levels: usize| format!("{}文\n", "> ".repeat(levels));
    let mixed = |levels: usize| format!("{}文\n", "> - ".repeat(levels));
    for text in [list(10), quote(10), mixed(5)] {
        let (document, findings) = read(&text);
        assert!(findings.is_empty(), "{findings:?}");
        laid_out(&document);
    }
    for text in [list(11), list(40), quote(11), quote(50_000), mixed(25_000)] {
        let (document, findings) = read(&text);
        assert_eq!(findings.iter().map(|f| f.code.0).collect::<Vec<_>>(), ["M353"]);
        assert!(findings[0].place.as_ref().unwrap().line.is_some());
        let lines = text.lines().count();
        assert_eq!(document.texts().len(), lines, "every line's text is there");
        laid_out(&document);
    }
}

#[test]
fn pictures_stand_in_paragraphs_only() {
    let (text, codes) =
        words("| 図 |\n|---|\n| 前![地図](a.png)後 |\n\n## 見出し![印](b.png)\n\n文[^1]\n\n[^1]: 注![c](c.png)\n");
    assert_eq!(codes, ["M346"; 3]);
    for word in ["前地図後", "見出し印", "注c"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn tables_wider_than_the_paper_are_told() {
    let row = |cells: usize| format!("|{}\n", "あ|".repeat(cells));
    let table = |cells: usize| format!("文\n\n{}|{}\n{}", row(cells), "---|".repeat(cells), row(cells));
    let told = |cells: usize| {
        let (document, _) = read(&table(cells));
        laid_out(&document).into_iter().find(|f| f.code.0 == "M356")
    };
    assert_eq!(told(20), None);
    let finding = told(60).unwrap();
    assert!(finding.message.ja.contains("60 列"));
    assert_eq!(finding.place.unwrap().line, Some(3));
}

/// A document with a picture of these bytes.
fn with_picture(name: &str, bytes: &[u8]) -> (Document, Vec<Finding>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    std::fs::write(folder.path().join("文.md"), format!("# 題\n\n![図]({name})\n")).unwrap();
    let file = SourceFile::on_disk(&folder.path().join("文.md"), "文.md");
    let mut findings = Vec::new();
    let document = read_file(&file, false, &Limits::default(), &mut findings).unwrap();
    (document, findings)
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 60\">{inside}</svg>").into_bytes()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![9; (width * height) as usize]).unwrap();
    drop(writer);
    out
}

#[test]
fn pictures_that_cannot_be_set_are_told_with_the_line_that_names_them() {
    let whole = png(40, 30);
    let (document, findings) = with_picture("a.png", &whole);
    assert!(findings.is_empty() && document.pictures.len() == 1);
    // a header that tells of 50,000 × 50,000 pixels
    let mut bomb = whole.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50]);
    let jpeg_bomb = [&b"\xFF\xD8\xFF\xE0\x00\x04ab\xFF\xC0\x00\x11\x08\xC3\x50\xC3\x50\x03"[..], &[0; 40]].concat();
    let gif_bomb = [&b"GIF89a\xFF\xFF\xFF\xFF"[..], &[0; 40]].concat();
    for (name, bytes, said) in [
        ("a.png", &whole[..whole.len() / 2], "壊れていて"),
        ("a.png", &whole[..12], "壊れていて"),
        ("a.jpg", b"\xFF\xD8\xFF\xE0\x00\x10JFIF", "壊れていて"),
        ("a.gif", b"GIF89a\x01\x00\x01", "壊れていて"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 \x00", "壊れていて"),
        ("a.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>", "壊れていて"),
        ("a.bmp", b"BM1234", "使えない種類"),
        ("b.png", &bomb, "50000×50000"),
        ("b.jpg", &jpeg_bomb, "50000×50000"),
        ("b.gif", &gif_bomb, "65535×65535"),
        ("l.svg", &svg("<image href=\"写真.png\" width=\"9\" height=\"9\"/>"), "「写真.png」を呼び出して"),
        ("f.svg", &svg("<filter id=\"f\"><feImage href=\"/etc/hosts\"/></filter>"), "「/etc/hosts」を呼び出して"),
        (
            "s.svg",
            &svg(
                "<filter id=\"f\"><feMorphology operator=\"dilate\" radius=\"600\"/></filter><rect width=\"90\" height=\"50\" filter=\"url(#f)\"/>",
            ),
            "時間がかかりすぎます",
        ),
    ] {
        let (document, findings) = with_picture(name, bytes);
        assert_eq!(findings.len(), 1, "{name} {said}: {findings:?}");
        assert_eq!(findings[0].code.0, "M346");
        assert!(findings[0].message.ja.contains(said), "{name}: {}", findings[0].message.ja);
        assert!(findings[0].message.ja.contains(&format!("「{name}」")));
        assert_eq!(findings[0].place.as_ref().unwrap().to_string(), "文.md:3:1");
        assert!(document.pictures.is_empty());
        laid_out(&document);
    }
}

/// Text that no font draws, and what PDF/A does not take.
#[test]
fn texts_of_pictures_are_looked_at() {
    let (document, findings) = with_picture("a.svg", &svg("<text y=\"40\" font-size=\"24\">達成 ✅</text>"));
    assert!(findings.is_empty());
    let told = laid_out(&document);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].code.0, told[0].message.ja.as_str()),
        ("M201", "図「a.svg」の中の「✅」（U+2705）は印刷できません")
    );
    assert_eq!(told[0].place.as_ref().unwrap().to_string(), "文.md:3:1");
    let (document, _) = with_picture("a.svg", &svg("<text y=\"40\" font-size=\"24\">か\u{307}き</text>"));
    let told = laid_out(&document);
    assert_eq!(
        told.iter().map(|f| f.message.ja.as_str()).collect::<Vec<_>>(),
        ["図「a.svg」の中の「か\u{307}」（U+304B U+0307）は印刷できません"]
    );
    let fine = svg(
        "<text y=\"40\" font-size=\"24\">達成 100%</text><defs><filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/></filter></defs><rect width=\"9\" height=\"9\" filter=\"url(#f)\"/>",
    );
    let (document, findings) = with_picture("a.svg", &fine);
    assert!(findings.is_empty() && laid_out(&document).is_empty(), "{findings:?}");
    let repeating = svg(
        "<linearGradient id=\"g\" spreadMethod=\"reflect\" x2=\"0.1\"><stop stop-color=\"red\"/><stop offset=\"1\" stop-color=\"blue\"/></linearGradient><rect width=\"90\" height=\"50\" fill=\"url(#g)\"/>",
    );
    let (document, findings) = with_picture("g.svg", &repeating);
    assert_eq!((findings[0].code.0, findings[0].place.as_ref().unwrap().line), ("M354", Some(3)));
    let archive = Pdf { standards: vec![Standard::A3a], ..Pdf::default() };
    let (pdf, findings) = document_pdf(&Engine::default(), &document, "題", &Look::default(), &archive).into_parts();
    assert!(pdf.is_none() && findings.iter().all(|f| f.code.0 == "M354"), "{findings:?}");
}

/// What an SVG holds besides its lines is left out by whoever draws it, without a word.
#[test]
fn pictures_in_pictures_are_looked_at() {
    let whole = png(4, 3);
    let held = |kind: &str, bytes: &[u8]| {
        let data: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        svg(&format!("<image width=\"40\" height=\"30\" href=\"data:{kind},{data}\"/>"))
    };
    let base64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==";
    let inkscape = format!(
        "<image xlink:href=\"data:image/png;base64,{}&#10;{}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\"/>",
        &base64[..40],
        &base64[40..]
    );
    for fine in [
        held("image/png", &whole),
        held("text/plain", &whole),
        held("image/svg+xml", &svg("<path d=\"M0 0h9\"/>")),
        svg(&inkscape),
    ] {
        let (document, findings) = with_picture("図.svg", &fine);
        assert!(findings.is_empty() && document.pictures.len() == 1, "{findings:?}");
        assert!(laid_out(&document).is_empty());
    }
    for damaged in [
        held("image/png", &whole[..whole.len() - 20]),
        held("image/png", b"no picture"),
        held("image/jpeg", &whole),
        held("image/tiff", b"II*\0"),
        held("image/svg+xml", &held("image/png", &whole)),
        svg("<image width=\"40\" height=\"30\" href=\"data:image/png;base64,あ\"/>"),
    ] {
        let (document, findings) = with_picture("図.svg", &damaged);
        assert!(document.pictures.is_empty(), "{}", String::from_utf8_lossy(&damaged));
        assert_eq!((findings[0].code.0, findings[0].place.as_ref().unwrap().line), ("M346", Some(3)));
        assert!(findings[0].message.ja.contains("埋め込まれた画像"), "{findings:?}");
    }
}

/// A project's pictures come from the project.
#[test]
fn pictures_outside_the_project_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (project, picture) = (folder.path().join("p"), png(4, 4));
    for below in ["p/会議", "p/図"] {
        std::fs::create_dir_all(folder.path().join(below)).unwrap();
    }
    std::fs::write(folder.path().join("外.png"), &picture).unwrap();
    std::fs::write(project.join("図/中.png"), &picture).unwrap();
    let read = |named: &str| {
        let path = project.join("会議/文.md");
        std::fs::write(&path, format!("![図](<{named}>)\n")).unwrap();
        let mut findings = Vec::new();
        let file = SourceFile::on_disk(&path, "会議/文.md");
        let document = read_file(&file, false, &Limits::default(), &mut findings).unwrap();
        (document.pictures.len(), findings.first().map(|f| f.message.ja.clone()).unwrap_or_default())
    };
    assert_eq!(read("../図/中.png"), (1, String::new()));
    let outside = folder.path().join("外.png");
    for named in ["../../外.png", outside.to_str().unwrap()] {
        let (count, told) = read(named);
        assert!(count == 0 && told.contains("プロジェクトのフォルダーの外"), "{told}");
    }
    assert!(read("../図").1.contains("ファイルではありません"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, project.join("図/連.png")).unwrap();
        assert!(read("../図/連.png").1.contains("プロジェクトのフォルダーの外"));
        assert!(read("/dev/zero").1.contains("プロジェクトのフォルダーの外"));
        let made = std::process::Command::new("mkfifo").arg(project.join("図/管.png")).status();
        if made.is_ok_and(|status| status.success()) {
            assert!(read("../図/管.png").1.contains("ファイルではありません"));
        }
    }
    let large = std::fs::File::create(project.join("図/大.png")).unwrap();
    large.set_len(2 << 30).unwrap();
    assert!(read("../図/大.png").1.contains("64 MB を超えています"));
}
