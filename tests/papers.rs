//! What a PDF says of itself, and that a user's text is never more than text.

use std::collections::BTreeMap;

use crate::common::kit::Kit;
use crate::common::kit::Table;
use crate::common::papers::{Element, Paper, bare, laid};
use crate::common::{BUILT_IN, answer, column, lines, of, progress, read, source, texts, tree};
use matome::finding::Level;
use matome::meta::Given;
use matome::source::Format;
use matome::typeset::{Pdf, Standard};
use matome::xlsx::Xlsx;

fn pdf(book: &Table, options: &Pdf) -> Vec<u8> {
    BUILT_IN.0.pdf(book, options).unwrap_or_else(|findings| panic!("{}", lines(&findings)))
}

fn archive() -> Pdf {
    Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() }
}

/// Two 方向性 and five 番号 over several pages, with 資料番号 and the names of plan and body.
fn several_pages() -> Table {
    let rows = (0..60).map(|i| {
        let (direction, number) = (1 + i / 36, (1 + i / 12).to_string());
        let mut row = answer(
            &format!("方向性{direction}"),
            &number,
            "健康課",
            &format!("相談{i}番"),
            &"回を重ねて開いた。".repeat(12),
        );
        row["取組み"] = format!("取組み{number}の名").into();
        row["内容"] = format!("内容{number}の話").into();
        row["局区等"] = format!("局{number}と区").into();
        row
    });
    let mut data = progress(rows.collect());
    data["計画"] = "見守り計画".into();
    data["団体"] = "汐見原市".into();
    data["資料番号"] = "資料２－１".into();
    let (book, findings) = read(&[tree(&data)]);
    assert_eq!(lines(&findings), "");
    assert!(book.pages().len() > 2);
    book
}

fn of_kind<'a>(elements: &'a [Element], kind: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.kind == kind).collect()
}

#[test]
fn the_tagged_paper_is_one_table_in_japanese() {
    let book = several_pages();
    let paper = Paper::of(&pdf(&book, &Pdf::default()));
    assert_eq!(paper.pages(), book.pages().len());
    assert!(paper.sizes().iter().all(|(w, h)| (w - 1190.55).abs() < 0.1 && (h - 841.89).abs() < 0.1), "A3 across");
    let catalog = paper.catalog();
    assert!(paper.get(paper.get(catalog, "MarkInfo").as_dict().unwrap(), "Marked").as_bool().unwrap());
    assert_eq!(paper.text(catalog, "Lang"), "ja-JP");
    assert_eq!(paper.text(paper.info(), "Title"), "進捗管理シート");
    assert_eq!(paper.text(paper.info(), "Author"), "汐見原市");
    assert!(paper.text(paper.info(), "Creator").starts_with("matome "));
    assert!(paper.info().get(b"CreationDate").is_err(), "no clock is read");
    let elements = paper.elements();
    assert_eq!(of_kind(&elements, "Table").len(), 1);
    assert_eq!(of_kind(&elements, "TR").len(), book.table().header.rows.len() + book.plan().rows.len());
    let headings: Vec<&str> = of_kind(&elements, "H1").iter().map(|e| e.text.as_str()).collect();
    assert_eq!(headings, ["進捗管理シート"]);
    // column headings once, though they are printed on every page
    let heads = of_kind(&elements, "TH");
    for head in &book.table().header.cells {
        let here = heads.iter().filter(|e| e.text == bare(&head.text)).count();
        let there = book.table().header.cells.iter().filter(|h| bare(&h.text) == bare(&head.text)).count();
        assert_eq!(here, there, "{}", head.text);
    }
    let scope = |text: &str| &heads.iter().find(|e| e.text == text).unwrap().attributes;
    assert!(scope("令和5年度取組みの実施状況").contains("Column"), "{}", scope("令和5年度取組みの実施状況"));
    assert!(scope("取組み1の名").contains("Row"), "{}", scope("取組み1の名"));
}

#[test]
fn a_label_stands_once_in_the_structure_and_again_on_paper() {
    let book = several_pages();
    let paper = Paper::of(&pdf(&book, &Pdf::default()));
    let all: String = paper.elements()[0].text.clone();
    let mut labels: Vec<&str> =
        ["取組み", "内容", "局区等"].iter().flat_map(|field| column(book.plan(), field)).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), 15);
    for label in labels {
        assert_eq!(all.matches(label).count(), 1, "{label} in the structure");
    }
    // what is repeated is an artifact, marked where the form says so
    let mut repeated = BTreeMap::new();
    for cell in laid(&book)
        .iter()
        .flat_map(|row| &row.cells)
        .flatten()
        .filter(|cell| cell.kind == "again" && !cell.text.is_empty())
    {
        *repeated.entry(cell.text.clone()).or_insert(0) += 1;
    }
    assert!(repeated.keys().any(|text| text.ends_with("（続き）")));
    for (text, times) in repeated.iter().filter(|(text, _)| text.chars().count() > 2) {
        assert_eq!(paper.artifacts.matches(text.as_str()).count(), *times, "{text}");
    }
    assert!(!all.contains("（続き）"));
    let pages = book.pages().len();
    assert!(
        (1..=pages).all(|page| paper.artifacts.contains(&format!("{page}／{pages}"))),
        "page numbers are artifacts"
    );
    assert_eq!(paper.artifacts.matches("資料２－１").count() + all.matches("資料２－１").count(), pages);
    // every answer is there, in the order of the rows
    let mut from = 0;
    for row in texts(book.plan()) {
        from += all[from..].find(row[7]).unwrap_or_else(|| panic!("{}", row[7]));
    }
}

/// A long paper is laid out in parts; it must not show.
#[test]
fn a_paper_of_many_pages_keeps_count() {
    let row = |i: usize| {
        answer("方向性1", &(1 + i / 30).to_string(), "健康課", &format!("相談{i}番"), &"回を重ねて開いた。".repeat(14))
    };
    let (book, _) = read(&[tree(&progress((0..1500).map(row).collect()))]);
    let pages = book.pages().len();
    assert!(pages > 150, "{pages}");
    let paper = Paper::of(&pdf(&book, &archive()));
    assert_eq!(paper.pages(), pages);
    let elements = paper.elements();
    assert_eq!(of_kind(&elements, "H1").len(), 1);
    let (tables, header) = (of_kind(&elements, "Table").len(), book.table().header.rows.len());
    assert_eq!(of_kind(&elements, "TR").len(), tables * header + 1500);
    let all = &elements[0].text;
    assert!((0..1500).step_by(99).all(|i| all.matches(&format!("相談{i}番")).count() == 1));
    assert!((1..=50).all(|n| all.matches(&format!("見守りの取組み{n}地域")).count() == 1), "labels stand once");
    assert!((1..=pages).all(|page| paper.artifacts.matches(&format!("{page}／{pages}")).count() >= 1));
    assert_eq!(paper.artifacts.matches(&format!("／{pages}")).count(), pages);
}

#[test]
fn bookmarks_lead_to_the_paper_and_its_groups() {
    let book = several_pages();
    for options in [Pdf::default(), archive(), Pdf { tagged: false, ..Pdf::default() }] {
        let paper = Paper::of(&pdf(&book, &options));
        let found = paper.bookmarks();
        let titles: Vec<(usize, &str)> = found.iter().map(|(depth, title, _)| (*depth, title.as_str())).collect();
        assert_eq!(
            titles,
            [
                (0, "進捗管理シート"),
                (1, "方向性1"),
                (2, "1 取組み1の名"),
                (2, "2 取組み2の名"),
                (2, "3 取組み3の名"),
                (1, "方向性2"),
                (2, "4 取組み4の名"),
                (2, "5 取組み5の名"),
            ]
        );
        // where the group's first row stands
        for (_, title, page) in found.iter().filter(|(depth, ..)| *depth == 2) {
            let group: usize = title.split(' ').next().unwrap().parse().unwrap();
            let first = book.pages().iter().position(|p| p.slices.iter().any(|s| s.row == (group - 1) * 12)).unwrap();
            assert_eq!(*page as usize, first + 1, "{title}");
        }
        let tagged = paper.catalog().has(b"StructTreeRoot");
        let elements = if tagged { paper.elements() } else { Vec::new() };
        assert!(of_kind(&elements, "H2").is_empty(), "readers have the labels in the table");
    }
}

#[test]
fn the_light_copy_has_no_structure() {
    let book = several_pages();
    let light = pdf(&book, &Pdf { tagged: false, ..Pdf::default() });
    let paper = Paper::of(&light);
    assert!(!paper.catalog().has(b"StructTreeRoot") && !paper.catalog().has(b"MarkInfo"));
    assert_eq!(paper.pages(), book.pages().len());
    assert!(paper.artifacts.contains("取組み1の名"), "the text is there all the same");
    let tagged = pdf(&book, &Pdf::default());
    assert!(light.len() < tagged.len());
    for bytes in [&light, &tagged] {
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(has(b"/ObjStm") && has(b"/XRef"), "objects are packed");
    }
}

#[test]
fn the_archive_copy_claims_its_standards_and_repeats_to_the_byte() {
    let book = several_pages();
    let bytes = pdf(&book, &archive());
    assert!(bytes == pdf(&several_pages(), &archive()));
    let paper = Paper::of(&bytes);
    let metadata = paper.get(paper.catalog(), "Metadata").as_stream().unwrap();
    let xmp = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for claim in ["<pdfaid:part>3", "<pdfaid:conformance>A", "<pdfuaid:part>1", "進捗管理シート"] {
        assert!(xmp.contains(claim), "{claim} is not in {xmp}");
    }
    // 4/1 of the last year reported on, not today
    assert!(xmp.contains("2025-04-01"), "{xmp}");
    assert!(paper.catalog().has(b"OutputIntents"));
    let preferences = paper.get(paper.catalog(), "ViewerPreferences").as_dict().unwrap();
    assert!(paper.get(preferences, "DisplayDocTitle").as_bool().unwrap());
    // ISO 19005-2 6.1.7.1: an end-of-line stands before each endstream
    let streams = bytes.windows(9).enumerate().filter(|(_, w)| *w == b"endstream").map(|(i, _)| i);
    assert!(streams.into_iter().all(|i| matches!(bytes[i - 1], b'\n' | b'\r')));
    let dated = pdf(&book, &Pdf { date: matome::units::Date::new(2031, 2, 3), ..archive() });
    assert!(dated != bytes);
}

/// Texts that are code, markup or formulas elsewhere.
const NASTY: [&str; 20] = [
    "#read(\"/etc/passwd\")",
    "=1+1",
    "@import",
    "+81",
    "-1",
    "$x^2$",
    "#set page(width: 1pt)",
    "*太字* _斜体_ `字`",
    "\\u{41} \\n \\",
    "= 見出し",
    "{{年度 基準}}",
    "<b>&amp;</b>",
    "[a](b)",
    "\"]}, {\"",
    "// 注",
    "/* 注 */",
    "~",
    "--- ...",
    "#{",
    "'\"'",
];

fn nasty_book() -> Table {
    let rows = NASTY.iter().enumerate().map(|(i, text)| {
        let mut row = answer(&format!("{text}方"), &format!("{}{text}", i + 1), text, text, text);
        for field in ["取組み", "内容", "局区等", "局区", "事業概要"] {
            row[field] = (*text).into();
        }
        row
    });
    let mut data = progress(rows.collect());
    data["計画"] = "#panic()".into();
    data["団体"] = "#panic()".into();
    data["資料番号"] = "=#1".into();
    data["題名"] = "#emph[題]".into();
    let (book, findings) = read(&[tree(&data)]);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    book
}

#[test]
fn code_and_formulas_are_printed_as_they_were_typed() {
    let book = nasty_book();
    let paper = Paper::of(&pdf(&book, &archive()));
    let elements = paper.elements();
    assert_eq!(of_kind(&elements, "H1")[0].text, "#emph[題]");
    assert_eq!(paper.text(paper.info(), "Title"), "#emph[題]");
    let cells = [of_kind(&elements, "TD"), of_kind(&elements, "TH")].concat();
    for text in NASTY {
        // two answers, 局区, 課, its name and its outline, 取組み, 内容 and 局区等: each a cell with nothing but the text
        let times = cells.iter().filter(|cell| cell.text == bare(text)).count();
        assert_eq!(times, 9, "{text}: {times}");
    }
    assert!(paper.artifacts.contains("#panic()"), "the plan's name stands at the foot");
}

#[test]
fn in_the_workbook_they_are_strings() {
    let book = nasty_book();
    let bytes = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    let mut xml = String::new();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "no formula, no link");
    let cells = xml.matches("<v>").count();
    assert_eq!(cells, xml.matches("t=\"s\"").count(), "every value is a shared string");
    let (again, findings) = read(&[source("再.xlsx", Format::Xlsx, bytes)]);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    assert_eq!(texts(again.plan()), texts(book.plan()));
}

#[test]
fn controls_and_unprintable_characters_neither_fail_nor_hide_text() {
    let odd =
        "前\u{0}\u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{7f}\u{85}\u{200b}\u{200f}\u{202e}\u{feff}\u{fff9}後\r\n次\rおわり\t。";
    let data = progress(vec![
        answer("方向性1", "1", "健康課", "相談", odd),
        answer("方向性1", "1", "福祉課", "外字\u{e000}と🙂と实", "行った。"),
    ]);
    let (book, findings) = read(&[tree(&data)]);
    let codes: Vec<&str> = findings.iter().map(|f| f.code.0).collect();
    assert_eq!(codes, ["M107", "M107", "M108", "M201", "M201"], "{}", lines(&findings));
    assert!(of(&findings, "M107")[0].message.ja.contains("U+0000、U+0001"), "{}", lines(&findings));
    assert_eq!(laid(&book)[0].cells[9].as_ref().unwrap().text, "前[31m後次おわり。");
    let paper = Paper::of(&pdf(&book, &archive()));
    let elements = paper.elements();
    let cells = [of_kind(&elements, "TD"), of_kind(&elements, "TH")].concat();
    let cells: Vec<&str> = cells.iter().map(|e| e.text.as_str()).collect();
    assert!(cells.contains(&"前[31m後次おわり。") && cells.contains(&"外字〓と〓と〓"), "{cells:?}");
    let bytes = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    let (again, _) = read(&[source("再.xlsx", Format::Xlsx, bytes)]);
    assert_eq!(
        column(again.plan(), "事業名・取組名"),
        ["相談", "外字\u{e000}と🙂と实"],
        "the workbook keeps what was typed"
    );
}

#[test]
fn the_example_paper_shows_when_and_how_to_answer() {
    let matome = Kit::new();
    let form = matome.form("progress").unwrap();
    let book = matome.example(&form, &[], &Given::default());
    let headings: Vec<String> = book.plan().columns.iter().map(|c| c.heading.concat()).collect();
    for mark in ["[年度当初確認]", "[年度末確認]"] {
        assert!(headings.iter().any(|h| h.contains(mark)), "{mark}: {headings:?}");
    }
    // the first year's answers are examples, the second year's are left to be written
    let row = &book.plan().rows[0];
    let years: Vec<(Option<i32>, bool)> =
        (0..row.cells.len()).map(|c| (book.plan().columns[c].year, row.cells[c].text.starts_with("（例）"))).collect();
    let first = years.iter().filter_map(|(year, _)| *year).min();
    assert!(years.iter().filter(|(year, _)| year.is_some()).all(|(year, example)| (*year == first) == *example));
    // examples have an ink of their own, dark enough for a black and white printer
    let pdf = lopdf::Document::load_mem(&matome.pdf(&book, &Pdf::default()).unwrap()).unwrap();
    let page = *pdf.get_pages().values().next().unwrap();
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
    let inks = content.operations.iter().filter(|o| o.operator == "scn" && o.operands.len() == 3);
    let grey = |o: &lopdf::content::Operation| {
        let part = |n: usize| o.operands[n].as_float().unwrap();
        0.299 * part(0) + 0.587 * part(1) + 0.114 * part(2)
    };
    let inks: Vec<f32> = inks.map(grey).collect();
    assert!(!inks.is_empty() && inks.iter().all(|grey| *grey < 0.35), "{inks:?}");
}
