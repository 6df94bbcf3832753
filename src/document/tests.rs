//! Lines of running text stand as they were broken; Markdown becomes what its author meant.

mod lines;
mod pictures;

use typst_layout::PagedDocument;

use super::*;
use crate::Engine;
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
