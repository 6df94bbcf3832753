//! Tables on screens.

use matome::html::Html;
use matome::table::Stands;
use matome::table::plan::Plan;
use matome::text::read_marks;
use matome::units::Date;
use serde_json::json;

use super::page::{Element, Page};
use super::{FOREIGN, book, page, page_with, source, town};
use crate::common::papers::bare;
use crate::common::{answer, corpus, progress};

/// The plan of a table.
fn plan(book: &matome::paper::Book) -> &Plan {
    book.as_table().unwrap().plan()
}

/// The column of a cell, by its class.
fn column(cell: &Element) -> usize {
    let classes = cell.attributes["class"].split(' ');
    classes.filter_map(|class| class.strip_prefix('c')?.parse().ok()).next().unwrap()
}

/// What is not on the page, and what of it is not in the data: each cell has its text, where it stands, and no other.
fn lost(page: &Page, plan: &Plan) -> Vec<String> {
    let mut lost = Vec::new();
    let rows = page.rows();
    assert!(rows.len() >= plan.rows.len());
    for (r, cells) in rows.iter().take(plan.rows.len()).enumerate() {
        // what stands over tables stands in no column
        let shown: Vec<usize> = (0..plan.columns.len()).filter(|&c| plan.column(c).stands != Stands::Heading).collect();
        let begins: Vec<usize> = shown.iter().copied().filter(|&c| plan.begins_cell(r, c)).collect();
        assert_eq!(cells.iter().map(|cell| shown[column(cell)]).collect::<Vec<_>>(), begins, "row {r}");
        for cell in cells {
            let c = shown[column(cell)];
            let typed = &plan.rows[r].cells[c].text;
            let mut expected = bare(&typed.lines().map(|line| read_marks(line).text.into_owned()).collect::<String>());
            expected.push_str(plan.column(c).suffix.as_deref().filter(|_| !expected.is_empty()).unwrap_or(""));
            // the readings of words stand behind them
            let shown = if typed.contains('《') { expected.clone() } else { cell.bare() };
            if shown != expected {
                lost.push(format!("row {r}, column {c}: {expected:?} is {shown:?}"));
            }
            let rows = (r + 1..plan.rows.len()).take_while(|&next| !plan.begins_cell(next, c)).count() + 1;
            let span = cell.attributes.get("rowspan").map_or(1, |span| span.parse().unwrap());
            assert_eq!(span, rows, "row {r}, column {c}");
        }
    }
    lost
}

#[test]
fn no_text_of_the_town_is_lost_on_screen() {
    for form in ["progress", "programs", "matrix"] {
        let book = town(form);
        let page = page(&book);
        assert_eq!(lost(&page, plan(&book)), [] as [String; 0], "{form}");
        let plan = plan(&book);
        let whole = bare(&page.all("html").next().unwrap().text);
        for text in [&plan.meta.plan, &plan.meta.body, &plan.meta.number, &plan.meta.lead].into_iter().flatten() {
            assert!(whole.contains(&bare(text)), "{form}: {text}");
        }
        let shown = (0..plan.columns.len()).filter(|&c| plan.column(c).stands != Stands::Heading);
        for heading in shown.flat_map(|c| &plan.columns[c].heading) {
            assert!(page.all("th").any(|th| th.bare() == bare(heading)), "{form}: {heading}");
        }
    }
}

#[test]
fn no_text_of_the_corpus_is_lost_on_screen() {
    let Some(folder) = corpus() else { return };
    for (form, file) in [
        ("progress", "progress.xlsx"),
        ("programs", "programs.xlsx"),
        ("matrix", "council_matrix_r5.xlsx"),
        ("members", "members.xlsx"),
    ] {
        let book = book(form, source(file, &std::fs::read(folder.join(file)).unwrap()));
        assert_eq!(lost(&page(&book), plan(&book)), [] as [String; 0], "{form}");
    }
}

#[test]
fn each_answer_is_heard_with_its_group_and_its_item() {
    let book = town("progress");
    let (page, plan) = (page(&book), plan(&book));
    let field = |name: &str| (0..plan.columns.len()).find(|&c| plan.column(c).field == name).unwrap();
    let text = |r: usize, name: &str| plan.rows[r].cells[field(name)].text.trim().to_owned();
    let mut answers = 0;
    for (r, cells) in page.rows().into_iter().enumerate() {
        for cell in cells.into_iter().filter(|cell| plan.columns[column(cell)].year.is_some()) {
            let heard: Vec<String> = page.heard(cell).iter().map(|text| bare(text)).collect();
            for name in ["方向性", "番号", "取組み", "課", "事業名・取組名"] {
                assert!(heard.contains(&bare(&text(r, name))), "row {r}: {name} is not in {heard:?}");
            }
            for heading in &plan.columns[column(cell)].heading {
                assert!(heard.contains(&bare(heading)), "row {r}: {heading} is not in {heard:?}");
            }
            answers += 1;
        }
    }
    assert_eq!(answers, plan.rows.len() * plan.columns.iter().filter(|column| column.year.is_some()).count());
}

#[test]
fn every_group_can_be_jumped_to() {
    let book = town("programs");
    let (page, plan) = (page(&book), plan(&book));
    let nav = page.elements.iter().position(|element| element.tag == "nav").unwrap();
    let jumps: Vec<&Element> = page.all("a").filter(|a| a.above.contains(&nav)).collect();
    let groups = (1..=2).map(|level| (0..plan.rows.len()).filter(|&r| plan.begins_group(r, level)).count());
    assert_eq!(jumps.len(), groups.sum::<usize>());
    let first = jumps[0];
    let to = page.id(&first.attributes["href"][1..]).unwrap();
    assert!(to.tag == "h2" && bare(&to.text) == first.bare(), "{to:?}");
    let sections = (0..plan.rows.len()).filter(|&r| plan.begins_group(r, 2));
    for (r, jump) in sections.zip(jumps.iter().filter(|a| page.id(&a.attributes["href"][1..]).unwrap().tag == "h3")) {
        assert_eq!(jump.bare(), bare(&plan.rows[r].cells[1].text));
    }
}

/// Three rows with everything that is markup somewhere.
fn foreign() -> matome::paper::Book {
    let mut row = answer(FOREIGN, "1", "地域福祉課", "声かけ", FOREIGN);
    row["取組み"] = "</title></style><b>".into();
    let mut data =
        progress(vec![row, answer("方向性2", "2", "健康課", "相談\u{202E}詳細", "見\u{200B}守り\u{7}した。")]);
    for key in ["計画", "団体", "資料番号", "題名"] {
        data[key] = FOREIGN.into();
    }
    book("progress", source("回答.json", data.to_string().as_bytes()))
}

#[test]
fn foreign_texts_are_texts_on_screen() {
    let book = foreign();
    let page = page(&book);
    let plan = plan(&book);
    assert_eq!(lost(&page, plan), [] as [String; 0]);
    assert_eq!(page.all("h1").next().unwrap().bare(), bare(FOREIGN));
    assert_eq!(page.all("title").next().unwrap().bare(), bare(FOREIGN));
    for tag in ["script", "img", "b"] {
        assert_eq!(page.all(tag).count(), 0, "{tag}");
    }
    // controls and what turns the text round leave no trace, as on paper
    for c in ['\u{202E}', '\u{200B}', '\u{7}', '\r'] {
        assert!(!page.html.contains(c), "{c:?}");
    }
}

/// Headings come from forms, which may be another's: their words stand in the styles too.
#[test]
fn words_of_a_form_end_no_style() {
    let dir = tempfile::tempdir().unwrap();
    crate::common::matome(dir.path(), &["form", "eject", "programs"]).expect(0);
    let file = dir.path().join("templates/programs/form.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let heading = r#"heading = ["担当局等</style><script>alert(1)</script>\\\"}*{"]"#;
    let at = text.find("name = \"担当局等\"").unwrap();
    let line = at + text[at..].find("heading").unwrap();
    let end = line + text[line..].find('\n').unwrap();
    std::fs::write(&file, format!("{}{heading}{}", &text[..line], &text[end..])).unwrap();
    let data = json!({ "様式": "programs", "rows": [
        { "基本目標": "基本目標１　学ぶ", "施策": "（１）集い", "番号": "1", "事業名": "講座", "事業概要": "開く。", "担当局等": "福祉部" }
    ] });
    std::fs::write(dir.path().join("一覧.json"), data.to_string()).unwrap();
    crate::common::matome(dir.path(), &["render", "programs", "一覧.json", "-o", "x.html", "--force"]);
    let page = Page::of(std::fs::read(dir.path().join("x.html")).unwrap());
    page.check();
    assert!(page.all("th").any(|th| th.text.contains("</style><script>")), "the heading is there as a text");
    let styles = &page.html[..page.html.find("</style>").unwrap()];
    assert!(styles.contains("担当局等\\3c \\2f style\\3e "), "{styles}");
}

#[test]
fn counts_and_date_stand_on_the_page_where_they_are_asked_for() {
    let book = town("programs");
    let plain = page(&book);
    assert!(!plain.html.contains("ごとの事業数") && !plain.html.contains("name=\"date\""));
    let told = page_with(&book, &Html { summary: true, date: Date::new(2026, 4, 1) });
    assert!(told.html.contains("<meta name=\"date\" content=\"2026-04-01\">"));
    let (counts, all) = plan(&book).summary().unwrap();
    let rows = told.rows();
    let rows = &rows[plan(&book).rows.len()..];
    assert_eq!(rows.len(), counts.len() + 1);
    let last: Vec<String> = rows.last().unwrap().iter().map(|cell| cell.bare()).collect();
    assert_eq!(last[1..], [all.items, all.reprints].map(|n| if n == 0 { "－".to_owned() } else { n.to_string() }));
}

#[test]
fn typed_lines_and_lists_are_kept_on_screen() {
    let done = "件数\n・訪問 12回\n・｜汐見《しおみ》 3回\n　（うち｢夜間｣ 1回）";
    let data = progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ", done)]);
    let page = page(&book("progress", source("回答.json", data.to_string().as_bytes())));
    let items: Vec<String> = page.all("li").filter(|li| li.has_class("h2")).map(Element::bare).collect();
    assert_eq!(items[..2], ["・訪問12回", "・汐見（しおみ）3回"]);
    assert!(page.html.contains("<ruby>汐見<rp>（</rp><rt>しおみ</rt><rp>）</rp></ruby>"));
}
