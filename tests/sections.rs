//! Groups that stand over tables of their own, as headings.

use std::fs;

use crate::common::aloud::aloud;
use crate::common::kit::{Kit, Table};
use crate::common::papers::{Paper, bare, contract};
use crate::common::{corpus, lines, matome, source, tree};
use matome::html::Html;
use matome::meta::Given;
use matome::source::{Format, Source};
use matome::table::pages::CONTINUED;
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use serde_json::{Value, json};

fn read(source: Source) -> Table {
    let kit = Kit::new();
    let mut findings = Vec::new();
    let book = kit.read(&kit.form("programs").unwrap(), &[source], &Given::default(), &mut findings);
    book.unwrap_or_else(|| panic!("{}", lines(&findings)))
}

/// Two goals with two sections each, of so many items.
fn list(items: [usize; 4]) -> Value {
    let rows = items.iter().enumerate().flat_map(|(at, count)| {
        (0..*count).map(move |n| {
            json!({
                "基本目標": format!("基本目標{} 灯をつなぐ", at / 2 + 1),
                "施策": format!("({}) {}", at % 2 + 1, ["見守る", "集う", "支える", "備える"][at]),
                "No": (n + 1).to_string(),
                "事業名": format!("声かけ{at}の{n}"),
                "事業概要": "通りで声をかけ、困りごとを聞く。聞いたことは係に伝える。".repeat(1 + n % 5),
                "担当局等": "福祉部",
            })
        })
    });
    json!({ "rows": rows.collect::<Vec<_>>() })
}

fn paper(book: &Table) -> Paper {
    Paper::of(&Kit::new().pdf(book, &Pdf::default()).unwrap())
}

#[test]
fn a_heading_stands_over_the_table_of_each_section() {
    let book = read(tree(&list([1, 2, 1, 1])));
    let said = aloud(&paper(&book));
    let outline: Vec<&str> = said.lines().filter(|line| line.starts_with('H') || line.starts_with('表')).collect();
    assert_eq!(
        outline,
        [
            "H1 掲載事業一覧",
            "H2 基本目標1 灯をつなぐ",
            "H3 (1) 見守る",
            "表 2 行",
            "H3 (2) 集う",
            "表 3 行",
            "H2 基本目標2 灯をつなぐ",
            "H3 (1) 支える",
            "表 2 行",
            "H3 (2) 備える",
            "表 2 行",
        ]
    );
    let headings: Vec<String> = contract(&book)["header"]["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["body"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(headings, ["No", "事業名", "事業概要", "担当局等"], "what stands over a table stands in no column");
    let marks: Vec<(usize, String)> =
        paper(&book).bookmarks().into_iter().map(|(level, title, _)| (level, title)).collect();
    let least = marks[0].0;
    let expected = [(0, "掲載事業一覧"), (1, "基本目標1 灯をつなぐ"), (2, "(1) 見守る"), (2, "(2) 集う")];
    assert_eq!(marks.len(), 7, "{marks:?}");
    for ((level, title), (depth, text)) in marks.iter().zip(expected) {
        assert_eq!((level - least, title.as_str()), (depth, text));
    }
}

/// A heading stands on the page of its first row, with that row below it; a page on which a table goes on repeats it.
#[test]
fn a_heading_stays_with_its_table_and_is_repeated_where_that_goes_on() {
    let mut mid = 0;
    for first in 1..24 {
        let book = read(tree(&list([first, 9, 14, 30])));
        let plain = Kit::new().pdf(&book, &Pdf { tagged: false, ..Pdf::default() }).unwrap();
        let (plain, plan) = (Paper::of(&plain), book.plan());
        let begins = |row: usize| plan.begins_group(row, 2);
        for (page, n) in book.pages().iter().zip(1..) {
            let text = bare(&plain.pieces(n).concat());
            for slice in &page.slices {
                let section = bare(&plan.rows[slice.row].cells[1].text);
                let name = bare(&plan.rows[slice.row].cells[3].text);
                let heads = text.find(&section).unwrap_or_else(|| panic!("{section} is not on page {n}: {text}"));
                assert!(text[heads..].contains(&name), "{section} stands over {name} on page {n}");
            }
            let top = page.slices[0].row;
            let again = format!("{}{CONTINUED}", bare(&plan.rows[top].cells[1].text));
            assert_eq!(text.contains(&again), !begins(top) || !page.slices[0].is_first(), "page {n}: {text}");
            assert!(page.used <= book.table().body_height() + 0.01);
            mid += page.slices.iter().skip(1).filter(|slice| begins(slice.row)).count();
        }
        let said = aloud(&paper(&book));
        assert!(!said.contains(CONTINUED), "what is repeated is heard once");
    }
    assert!(mid > 20, "{mid} tables begin in the middle of a page");
}

#[test]
fn a_workbook_with_headings_is_read_back_as_it_was() {
    let again = |book: &Table| {
        let bytes = Kit::new().xlsx(book, &Xlsx::default()).unwrap();
        read(source("再.xlsx", Format::Xlsx, bytes))
    };
    for items in [[1, 1, 1, 1], [3, 40, 2, 9], [25, 1, 30, 1]] {
        let book = read(tree(&list(items)));
        assert_eq!(again(&book).json(), book.json(), "{items:?}");
    }
    // a list without goals, and a row that goes on over pages
    let mut data = list([2, 3, 0, 0]);
    for row in data["rows"].as_array_mut().unwrap() {
        row.as_object_mut().unwrap().remove("基本目標");
    }
    data["rows"][1]["事業概要"] = "長い話をする。".repeat(900).into();
    let book = read(tree(&data));
    assert!(book.pages().len() > 1);
    assert_eq!(again(&book).json(), book.json());
    if let Some(folder) = corpus() {
        let bytes = fs::read(folder.join("programs.xlsx")).unwrap();
        let book = read(source("programs.xlsx", Format::Xlsx, bytes));
        assert_eq!(again(&book).json(), book.json());
    }
}

#[test]
fn sections_are_said_in_html_and_csv() {
    let book = read(tree(&list([1, 2, 1, 1])));
    let engine = Kit::new();
    let html = engine.0.html(&book.0, &Html::default()).value_or_faults().unwrap();
    let html = String::from_utf8(html).unwrap();
    for (level, text) in [(2, "基本目標1 灯をつなぐ"), (3, "(2) 集う"), (3, "(2) 備える")] {
        let found = html.split(&format!("<h{level} ")).skip(1).any(|rest| {
            let inner = rest.split_once('>').unwrap().1;
            inner.split("</h").next().unwrap().contains(text)
        });
        assert!(found, "no h{level} {text}");
    }
    assert_eq!(html.matches("<table").count(), 4);
    let csv = book.0.csv().value_or_faults().unwrap();
    assert!(csv.lines().next().unwrap().contains("基本目標,施策,No"), "{csv}");
    assert_eq!(csv.matches("(2) 集う").count(), 2, "the names of groups are on each row");
}

#[test]
fn the_form_says_where_its_groups_stand() {
    let dir = tempfile::tempdir().unwrap();
    matome(dir.path(), &["form", "eject", "programs"]).expect(0);
    let shown = matome(dir.path(), &["form", "show", "programs"]).expect(0).stdout;
    assert!(shown.lines().any(|line| line.contains("施策") && line.contains("表の上の見出し")), "{shown}");
    let path = dir.path().join("templates/programs/form.toml");
    let own = fs::read_to_string(&path).unwrap();
    fs::write(dir.path().join("一覧.json"), list([1, 2, 1, 1]).to_string()).unwrap();
    let outline = |stands: [&str; 2]| {
        let mut text = own.clone();
        for stands in stands {
            text = text.replacen("stands = \"heading\"", &format!("stands = '{stands}'"), 1);
        }
        fs::write(&path, text).unwrap();
        matome(dir.path(), &["render", "programs", "一覧.json", "-o", "一覧.pdf"])
    };
    let said = |stands| {
        outline(stands).expect(0);
        aloud(&Paper::of(&fs::read(dir.path().join("一覧.pdf")).unwrap()))
    };
    let column = said(["column", "column"]);
    assert!(
        !column.contains("H2 基本目標1") && column.contains("見出し 施策") && column.contains("表 6 行"),
        "{column}"
    );
    let both = said(["both", "both"]);
    assert!(both.contains("H3 (2) 集う") && both.contains("見出し 施策"), "{both}");
    let outer = said(["heading", "column"]);
    assert!(outer.contains("H2 基本目標1") && outer.contains("施策：(2) 集う") && !outer.contains("H3"), "{outer}");
    outline(["heading", "above"]).expect(2).says(&["M076", "stands", "above"]);
    outline(["column", "heading"]).expect(2).says(&["M077", "基本目標", "stands"]);
    let wrong = own.replace("name = \"No\"", "name = \"No\"\nstands = \"heading\"");
    fs::write(&path, wrong).unwrap();
    let told = matome(dir.path(), &["check", "programs", "一覧.json"]).expect(2).stdout;
    assert!(told.contains("エラー[M077]: 列「No」の stands"), "{told}");
}
