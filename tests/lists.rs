//! The programme list (掲載事業一覧) and the results and plans table (実績・計画表).

use crate::common::kit::Kit;
use crate::common::kit::Table;
use crate::common::papers::contract;
use crate::common::{column, corpus, lines, of, source, tree};
use matome::finding::Finding;
use matome::meta::Given;
use matome::source::{Format, Source};
use matome::table::pages::End;
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use rust_xlsxwriter::{Format as CellFormat, Workbook};
use serde_json::{Value, json};

fn read(form: &str, source: Source) -> (Table, Vec<Finding>) {
    let matome = Kit::new();
    let form = matome.form(form).unwrap();
    let mut findings = Vec::new();
    let book = matome.read(&form, &[source], &Given::default(), &mut findings);
    (book.unwrap_or_else(|| panic!("{}", lines(&findings))), findings)
}

fn again(book: &Table) -> (Table, Vec<Finding>) {
    let bytes = Kit::new().xlsx(book, &Xlsx::default()).unwrap();
    read(&book.plan().form.name, source("再.xlsx", Format::Xlsx, bytes))
}

/// A list as towns publish it: a title, then for each section a line with its name, the header, the items.
fn published(sections: &[(&str, &[[&str; 4]])]) -> Source {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = CellFormat::new();
    sheet.merge_range(0, 0, 0, 3, "ささえあい計画　掲載事業一覧", &plain).unwrap();
    let mut row = 2;
    for (name, items) in sections {
        sheet.merge_range(row, 0, row, 3, name, &plain).unwrap();
        for (col, heading) in ["No", "事業名", "事業概要", "担当局等"].iter().enumerate() {
            sheet.write_string(row + 1, col as u16, *heading).unwrap();
        }
        row += 2;
        for item in *items {
            for (col, text) in item.iter().enumerate() {
                sheet.write_string(row, col as u16, *text).unwrap();
            }
            row += 1;
        }
        row += 1;
    }
    source("一覧.xlsx", Format::Xlsx, workbook.save_to_buffer().unwrap())
}

#[test]
fn sections_stand_on_lines_of_their_own() {
    let (book, findings) = read(
        "programs",
        published(&[
            (
                "(1) 見守る",
                &[["1", "声かけ", "声をかける。", "福祉部"], ["2", "見回り", "見て回る。", "福祉部\n市民部"]],
            ),
            ("(2) 集う", &[["1", "茶話会", "茶を飲む。", "市民部"]]),
        ]),
    );
    assert_eq!(lines(&findings), "");
    assert_eq!(column(book.plan(), "施策"), ["(1) 見守る", "(1) 見守る", "(2) 集う"]);
    assert_eq!(column(book.plan(), "事業名"), ["声かけ", "見回り", "茶話会"]);
    assert!(book.plan().columns.iter().all(|c| c.heading != ["基本目標"]), "a list without goals has no such column");
    assert_eq!(again(&book).0.json(), book.json());
}

#[test]
fn numbers_and_reprints_are_checked() {
    let (book, findings) = read(
        "programs",
        published(&[
            ("(1) 見守る", &[["1", "声かけ", "声をかける。", "福祉部"], ["3", "見回り", "見て回る。", "福祉部"]]),
            (
                "(2) 集う",
                &[
                    ["1", "声かけ【再掲】", "声をかけて回る。", "福祉部"],
                    ["2", "見回り【再掲】", "見て回る。", "福祉部"],
                    ["2", "炊き出し【再掲】", "作る。", "市民部"],
                ],
            ),
        ]),
    );
    let at = |code: &str| -> Vec<String> {
        of(&findings, code).iter().map(|f| f.place.as_ref().unwrap().to_string()).collect()
    };
    assert_eq!(at("M109"), ["一覧.xlsx!Sheet1!A6", "一覧.xlsx!Sheet1!A12"]);
    assert_eq!(at("M110"), ["一覧.xlsx!Sheet1!B12"], "no original");
    assert_eq!(at("M111"), ["一覧.xlsx!Sheet1!C10"], "another text");
    assert_eq!(of(&findings, "M111")[0].related[0].to_string(), "一覧.xlsx!Sheet1!C5");
    let (counts, all) = book.plan().summary().unwrap();
    assert_eq!((all.items, all.reprints), (2, 3));
    let welfare = counts.iter().find(|c| c.name == "福祉部").unwrap();
    assert_eq!((welfare.items, welfare.reprints), (2, 2));
    for summary in [false, true] {
        let pdf = Pdf { summary, ..Pdf::default() };
        let bytes = Kit::new().pdf(&book, &pdf).unwrap();
        assert_eq!(lopdf::Document::load_mem(&bytes).unwrap().get_pages().len(), book.0.page_count(&pdf));
        assert_eq!(book.0.page_count(&pdf), book.pages().len() + usize::from(summary));
    }
}

#[test]
fn nested_sections_of_a_data_file_are_rows() {
    let data = json!({ "sections": [
        { "section_no": "(1)", "title": "見守る", "items": [
            { "no": 1, "name": "声かけ", "summary": "声をかける。", "bureaus": ["福祉部", "市民部"] },
            { "no": 2, "name": "見回り", "summary": "見て回る。", "bureaus": ["福祉部"] },
        ] },
    ] });
    let (book, findings) = read("programs", tree(&data));
    assert_eq!(lines(&findings), "");
    assert_eq!(column(book.plan(), "施策"), ["(1) 見守る", "(1) 見守る"]);
    assert_eq!(column(book.plan(), "担当局等"), ["福祉部\n市民部", "福祉部"]);
}

/// A table of results and plans; `lines` is the length of the first direction's results.
fn matrix(lines: usize) -> Value {
    let rows: Vec<Value> = (0..12)
        .map(|r| {
            let (direction, part) = (r / 4, r % 4);
            let by = ["市民", "福祉事業者", "社協", "行政"][part];
            let mut row = json!({
                "基本目標": "１ 地域を担う人づくり",
                "施策展開の方向性": format!("（{}）福祉教育の推進", direction + 1),
                "区分": by,
                "それぞれの役割": format!("① {r}番目の役割を果たします。"),
            });
            if part == 0 {
                let long = if direction == 0 { lines } else { 3 };
                row["実績"] = (0..long).map(|n| format!("■ {n}番目の実績")).collect::<Vec<_>>().join("\n").into();
                row["計画"] = "【地域福祉課】\n■ 続ける。".into();
            }
            row
        })
        .collect();
    json!({ "基準年度": 2025, "基本理念": "基本理念：みんなで支えあう", "rows": rows })
}

#[test]
fn a_direction_that_fits_is_kept_whole() {
    for lines in [3, 20, 40] {
        let (book, _) = read("matrix", tree(&matrix(lines)));
        for page in book.pages() {
            assert!(page.slices.iter().all(|s| s.flow.is_none()));
            assert_eq!(page.slices.len() % 4, 0, "the four parts of a direction stand together");
        }
        assert_eq!(again(&book).0.json(), book.json());
    }
}

#[test]
fn a_direction_taller_than_a_page_goes_on() {
    let (book, _) = read("matrix", tree(&matrix(200)));
    assert!(book.pages().len() > 2);
    assert_eq!(book.pages()[0].end, End::RowGoesOn);
    // the lines of the flowing cell follow on each other without gap
    let parts: Vec<(usize, usize)> =
        book.pages().iter().flat_map(|p| p.slices.iter().filter_map(|s| s.flow)).collect::<Vec<_>>();
    let mut shown = 0;
    for (from, to) in parts {
        assert!(from == shown || to == shown, "{from}–{to} after {shown}");
        shown = shown.max(to);
    }
    assert_eq!(shown, 200);
    for page in book.pages() {
        assert!(page.used <= book.table().body_height() + 0.01);
    }
    assert!(Kit::new().pdf(&book, &Pdf::default()).is_ok());
    let (read_again, findings) = again(&book);
    assert_eq!(read_again.json(), book.json(), "{}", lines(&findings));
}

#[test]
fn headings_name_the_year_of_results_and_the_year_of_plans() {
    let (book, _) = read("matrix", tree(&matrix(3)));
    let headings: Vec<&str> = book.plan().columns.iter().map(|c| c.heading[0].as_str()).collect();
    assert!(headings.contains(&"令和7年度実績") && headings.contains(&"令和8年度計画"));
    assert_eq!(book.plan().meta.lead.as_deref(), Some("基本理念：みんなで支えあう"));
}

#[test]
fn the_corpus_is_read_whole() {
    let Some(corpus) = corpus() else { return };
    let file = |name: &str| source(name, Format::Xlsx, std::fs::read(corpus.join(name)).unwrap());
    let (book, _) = read("programs", file("programs.xlsx"));
    assert_eq!(book.plan().rows.len(), 158);
    assert_eq!(again(&book).0.json(), book.json());
    let (book, _) = read("matrix", file("council_matrix_r5.xlsx"));
    assert_eq!(book.plan().rows.len(), 56);
    assert_eq!(again(&book).0.json(), book.json());
}

/// A part of a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut xml = String::new();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut xml).unwrap();
    xml
}

#[test]
fn the_leading_line_is_printed_from_the_workbook_too() {
    let (book, _) = read("matrix", tree(&matrix(3)));
    let xml = part(&Kit::new().xlsx(&book, &Xlsx::default()).unwrap(), "xl/worksheets/sheet1.xml");
    let header = xml.split("<oddHeader>").nth(1).and_then(|rest| rest.split("</oddHeader>").next()).unwrap();
    assert!(header.contains("基本理念：みんなで支えあう"), "{header}");
}

#[test]
fn labels_stand_upright_in_the_workbook_where_they_have_room() {
    let upright = |data: &Value| {
        let (book, _) = read("matrix", tree(data));
        let styles = part(&Kit::new().xlsx(&book, &Xlsx::default()).unwrap(), "xl/styles.xml");
        styles.contains("textRotation=\"255\"")
    };
    assert!(upright(&matrix(3)));
    let rows = json!([{ "基本目標": "あ".repeat(80), "施策展開の方向性": "い".repeat(80), "区分": "市民", "それぞれの役割": "①" }]);
    assert!(!upright(&json!({ "基準年度": 2025, "rows": rows })), "one row is no place for 80 characters");
}

/// What the ActualText of each page says.
fn spoken(pdf: &[u8]) -> Vec<String> {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let mut out = Vec::new();
    for page in pdf.get_pages().into_values() {
        let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
        let mut open = 0;
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => open += 1,
                "EMC" => open -= 1,
                _ => {}
            }
            let Some(properties) = operation.operands.get(1).and_then(|o| o.as_dict().ok()) else { continue };
            if let Ok(text) = properties.get(b"ActualText").and_then(lopdf::Object::as_str) {
                let units: Vec<u16> = text[2..].chunks(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect();
                out.push(String::from_utf16(&units).unwrap());
            }
        }
        assert_eq!(open, 0, "marks are closed");
    }
    out
}

#[test]
fn an_upright_label_is_one_word_for_readers() {
    let mut data = matrix(3);
    data["rows"][4]["施策展開の方向性"] = "（2）コミュニティー・「見直し」〜令和12年度～".into();
    let (book, _) = read("matrix", tree(&data));
    let bytes = Kit::new().pdf(&book, &Pdf::default()).unwrap();
    let words = spoken(&bytes);
    let count = |word: &str| words.iter().filter(|w| *w == word).count();
    assert_eq!(count("（1）福祉教育の推進"), 1, "{words:?}");
    assert_eq!(count("（2）コミュニティー・「見直し」〜令和12年度～"), 1, "{words:?}");
    assert!(words.iter().all(|w| w.chars().count() > 1), "no glyph speaks for itself: {words:?}");
}

#[test]
fn a_long_upright_label_stands_in_two_columns_and_a_low_one_across() {
    let label =
        "（1）だれもが地域で自分らしく暮らし続けることができる仕組みづくりと担い手の育成及び活動の場の確保の推進";
    let mut data = matrix(3);
    for row in 0..4 {
        data["rows"][row]["施策展開の方向性"] = label.into();
    }
    let (book, _) = read("matrix", tree(&data));
    assert!(spoken(&Kit::new().pdf(&book, &Pdf::default()).unwrap()).contains(&label.to_owned()));
    let heights: f64 = book.pages()[0].slices[..4].iter().map(|s| s.height).sum();
    let glyphs = label.chars().count() as f64;
    assert!(heights < glyphs * 7.5, "two columns take half the height of one: {heights}");
    // with room to spare, columns end between phrases
    for row in 0..4 {
        data["rows"][row]["それぞれの役割"] = "①学ぶ\n②考える\n③話す\n④集う\n⑤支える".into();
    }
    let contract = contract(&read("matrix", tree(&data)).0);
    let cells = contract["rows"].as_array().unwrap().iter().flat_map(|row| row["cells"].as_array().unwrap());
    let columns =
        cells.filter_map(|cell| cell["body"]["upright"].as_array()).find(|columns| columns.len() == 2).unwrap();
    let columns: Vec<String> =
        columns.iter().map(|glyphs| glyphs.as_array().unwrap().iter().filter_map(Value::as_str).collect()).collect();
    assert!(columns[1].starts_with("仕組みづくりと") || columns[1].starts_with("担い手の"), "{columns:?}");
    // a single row is no place for a label of 40 glyphs in the first column
    let rows = json!([{ "基本目標": "あ".repeat(40), "施策展開の方向性": "（1）学ぶ", "区分": "市民", "それぞれの役割": "①" }]);
    let (book, _) = read("matrix", tree(&json!({ "基準年度": 2025, "rows": rows })));
    let words = spoken(&Kit::new().pdf(&book, &Pdf::default()).unwrap());
    assert_eq!(words, ["（1）学ぶ"], "the long label is set across");
}

/// A worksheet of lines and rows.
fn typed(rows: &[&[&str]]) -> Source {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (r, row) in (0..).zip(rows) {
        sheet.write_row(r, 0, row.iter().copied()).unwrap();
    }
    source("一覧.xlsx", Format::Xlsx, workbook.save_to_buffer().unwrap())
}

const HEADINGS: &[&str] = &["No", "事業名", "事業概要", "担当局等"];

#[test]
fn goals_and_sections_stand_on_lines_of_their_own() {
    let (book, findings) = read(
        "programs",
        typed(&[
            &["ささえあいプラン"],
            &["（掲載予定事業一覧）"],
            &[],
            &["基本目標１ 支えあう"],
            &["(1) 見守る"],
            HEADINGS,
            &["１", "声かけ", "声をかける。", "福祉部"],
            &["(2) 集う"],
            HEADINGS,
            &["①", "茶話会", "茶を飲む。", "市民部"],
            &["基本目標２ 備える"],
            &["追記"],
            &["(1) 守る"],
            &["1.", "避難", "逃げる。", "消防局"],
        ]),
    );
    assert_eq!(column(book.plan(), "基本目標"), ["基本目標１ 支えあう", "基本目標１ 支えあう", "基本目標２ 備える"]);
    assert_eq!(column(book.plan(), "施策"), ["(1) 見守る", "(2) 集う", "(1) 守る"]);
    assert_eq!(book.plan().meta.plan.as_deref(), Some("ささえあいプラン"));
    assert_eq!(book.plan().title(), "掲載予定事業一覧");
    // a line too many is told
    assert_eq!(findings.len(), 1, "{}", lines(&findings));
    assert!(findings[0].code.0 == "M054" && findings[0].message.ja.contains("追記"), "{}", lines(&findings));
    assert_eq!(again(&book).0.json(), book.json());
}

#[test]
fn numbers_that_stand_twice_or_go_back_name_the_other_place() {
    let row = |no: &'static str, name: &'static str| [no, name, "する。", "福祉部"];
    let rows = [row("1", "あ"), row("2", "い"), row("2", "う"), row("26", "え"), row("1", "お")];
    let all: Vec<&[&str]> = [HEADINGS].into_iter().chain(rows.iter().map(|r| &r[..])).collect();
    let (_, findings) = read("programs", typed(&all));
    let told: Vec<(String, String)> =
        of(&findings, "M109").iter().map(|f| (f.message.ja.clone(), f.related[0].cell.unwrap().to_string())).collect();
    let expected = [
        ("番号 2 が二度あります", "A3"),
        ("番号が 2 から 26 に飛んでいます", "A4"),
        ("番号が 26 から 1 に戻っています", "A2"),
    ];
    assert_eq!(told, expected.map(|(m, c)| (m.to_owned(), c.to_owned())));
}

#[test]
fn reprints_are_known_however_they_are_marked_and_counted_once() {
    let (book, findings) = read(
        "programs",
        typed(&[
            HEADINGS,
            &["1", "炊き出し（ＮＰＯ）", "作る。", "福祉部・市民部（各区役所、総合支所）"],
            &["2", "炊き出し(NPO) （再掲）", "作る。", "福祉部・市民部（各区役所、総合支所）"],
            &["3", "見回り", "回る。", "福祉部"],
            &["4", "見 回 り", "回る。", "福祉部"],
        ]),
    );
    assert_eq!(findings.len(), 1, "{}", lines(&findings));
    let finding = &of(&findings, "M116")[0];
    assert_eq!((finding.place.as_ref().unwrap().cell.unwrap().to_string(), finding.related.len()), ("B5".into(), 1));
    let (counts, all) = book.plan().summary().unwrap();
    assert_eq!((all.items, all.reprints), (3, 1));
    let of = |name: &str| counts.iter().find(|c| c.name == name).map(|c| (c.items, c.reprints));
    assert_eq!((of("福祉部"), of("市民部（各区役所、総合支所）")), (Some((3, 1)), Some((1, 1))));
}

/// A direction of the matrix with results on some of its four rows.
fn direction(results: [&str; 4]) -> Vec<Vec<String>> {
    let row = |(by, result): (&str, &str)| {
        let label = |text: &str| if by == "市民" { text.to_owned() } else { String::new() };
        vec![
            label("１\n学\nぶ"),
            label("（1）支える"),
            label("① 広げる。"),
            by.into(),
            "① 担う。".into(),
            result.into(),
        ]
    };
    ["市民", "福祉事業者", "社協", "行政"].into_iter().zip(results).map(row).collect()
}

fn results(name: &str, rows: &[Vec<String>]) -> Source {
    let headings = ["基\n本\n目\n標", "施策展開の方向性", "施策の展開", "区分", "それぞれの役割", "令和3年度実績"]
        .map(String::from);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (r, row) in (0..).zip([&headings[..]].into_iter().chain(rows.iter().map(|r| &r[..]))) {
        for (c, text) in (0..).zip(row) {
            sheet.write_string(r, c, text).unwrap();
        }
    }
    source(name, Format::Xlsx, workbook.save_to_buffer().unwrap())
}

#[test]
fn sections_that_write_beside_each_other_are_put_together() {
    let matome = Kit::new();
    let form = matome.form("matrix").unwrap();
    let book = |sources: &[Source]| {
        let mut findings = Vec::new();
        let book = matome.read(&form, sources, &Given::default(), &mut findings).unwrap();
        (column(book.plan(), "実績")[0].to_owned(), findings)
    };
    let (one, two) = ("【福祉課】\n■ 行った。", "【学校課】\n■ 教えた。");
    // on two rows of one workbook, or in two departments' workbooks
    let (text, findings) = book(&[results("a.xlsx", &direction([one, "", two, ""]))]);
    assert_eq!(text, format!("{one}\n{two}"), "{}", lines(&findings));
    assert_eq!(of(&findings, "M069").len(), 1);
    let files = [results("a.xlsx", &direction([one, "", "", ""])), results("b.xlsx", &direction([two, "", "", ""]))];
    let (text, findings) = book(&files);
    assert_eq!(text, format!("{one}\n{two}"), "{}", lines(&findings));
    assert_eq!(of(&findings, "M101").len(), 0);
    // one section says two things
    let other = "【福祉課】\n■ やめた。";
    let files = [results("a.xlsx", &direction([one, "", "", ""])), results("b.xlsx", &direction([other, "", "", ""]))];
    let (_, findings) = book(&files);
    let told = of(&findings, "M101");
    assert!(told.len() == 1 && !told[0].message.ja.contains('\n'), "{}", lines(&findings));
}

#[test]
fn the_years_of_a_matrix_are_those_of_its_headings() {
    let (book, _) = read("matrix", results("a.xlsx", &direction(["", "", "", ""])));
    let headings: Vec<&str> = book.plan().columns.iter().map(|c| c.heading[0].as_str()).collect();
    assert!(headings.contains(&"令和3年度実績") && headings.contains(&"令和4年度計画"), "{headings:?}");
}
