//! Free papers on screens.

use std::fs;

use super::page::Page;
use crate::common::matome;
use crate::common::papers::bare;

fn rendered(text: &str, name: &str) -> Page {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(name), text).unwrap();
    fs::write(
        dir.path().join("図.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><rect width=\"20\" height=\"10\"/></svg>",
    )
    .unwrap();
    matome(dir.path(), &["render", "document", name, "-o", "x.html"]).expect(0);
    let page = Page::of(fs::read(dir.path().join("x.html")).unwrap());
    page.check();
    page
}

const TEXT: &str = "# 計画の概要\n\n### 深い見出し\n\n人口が減る[^1]。**太字**と<https://example.jp/?a=1&b=2>。\n\n\
                    1. 一つ\n2. 二つ\n   - 中\n\n- [x] 済み\n- [ ] これから\n\n| 年 | 数 |\n|---|--:|\n| 令和7年 | 12 |\n\n\
                    ![棒の図](図.svg)\n\n> 引用\n\n```\n<b>そのまま</b>\n```\n\n[^1]: 推計による。\n";

#[test]
fn a_documents_blocks_are_what_they_are() {
    let page = rendered(TEXT, "概要.md");
    assert_eq!(page.all("h1").next().unwrap().bare(), "計画の概要");
    assert_eq!(page.all("h2").next().unwrap().bare(), "深い見出し");
    let whole = page.all("main").next().unwrap().bare();
    for text in [
        "人口が減る",
        "太字",
        "一つ",
        "二つ",
        "中",
        "済み",
        "これから",
        "令和7年",
        "12",
        "引用",
        "<b>そのまま</b>",
        "推計による。",
    ] {
        assert!(whole.contains(text), "{text}: {whole}");
    }
    assert_eq!(page.all("strong").next().unwrap().bare(), "太字");
    assert!(page.all("a").any(|a| a.attributes["href"] == "https://example.jp/?a=1&b=2"));
    assert_eq!(page.all("ol").next().unwrap().bare(), "一つ二つ中");
    assert!(page.all("td").any(|td| td.has_class("right") && td.bare() == "12"));
    let picture = page.all("img").next().unwrap();
    assert_eq!(picture.attributes["alt"], "棒の図");
    assert!(picture.attributes["src"].starts_with("data:image/svg+xml;base64,PHN2Zy"));
    // the note and its reference lead to each other
    let to_note = page.all("a").find(|a| a.text == "※1").unwrap();
    let note = page.id(&to_note.attributes["href"][1..]).unwrap();
    assert!(bare(&note.text).starts_with("※1推計による。"), "{note:?}");
}

#[test]
fn a_link_that_runs_is_none_on_screen() {
    let page = rendered("# 題\n\n[押す](javascript:alert(1)) と [見る](https://example.jp/)\n", "概要.md");
    let main = page.all("main").next().unwrap().bare();
    assert!(main.contains("押す") && !page.html.contains("href=\"javascript"), "{main}");
    assert_eq!(page.all("a").filter(|a| a.attributes["href"].starts_with("https:")).count(), 1);
}

#[test]
fn a_regulation_keeps_its_lines_on_screen() {
    let text = "設置要綱\n令和5年3月1日告示第5号\n（設置）\n第1　会議を置く。\n２　会議は公開する。\n(1)　委員\n附　則\nこの要綱は、公布の日から施行する。\n";
    let page = rendered(text, "要綱.txt");
    let main = page.all("main").next().unwrap().bare();
    for line in text.lines().skip(1) {
        assert!(main.contains(&bare(line)), "{line}");
    }
    let headings: Vec<String> = page.all("h2").map(|h| h.bare()).collect();
    assert_eq!(headings, ["（設置）", "附則"]);
}

#[test]
fn a_document_is_no_csv() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("概要.md"), "# 題\n\n文\n").unwrap();
    matome(dir.path(), &["render", "document", "概要.md", "-o", "x.csv"]).expect(1).says(&["M305", ".html"]);
}
