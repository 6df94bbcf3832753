//! The XLSX deliverable: same texts, merges and page ends as the PDF, nothing hidden, readable again.

use std::io::Read;

use crate::common::kit::Kit;
use crate::common::kit::Table;
use calamine::{Data, Reader, Xlsx as Calamine};
use matome::meta::Given;
use matome::place::Place;
use matome::source::{Body, Entry, Format, Node, Source, Value, read_bytes};
use matome::table::plan::{Plan, read_plan};
use matome::xlsx::Xlsx;

const TALL: &str = "窓口で延べ１２件の相談を受け、必要な支援につないだ。";

fn text(text: &str) -> Node {
    Node { value: Value::Text(text.to_owned()), place: Place::file("作り話.json") }
}

fn map(entries: Vec<(&str, Node)>) -> Node {
    let entries =
        entries.into_iter().map(|(key, node)| Entry { key: key.to_owned(), place: node.place.clone(), node }).collect();
    Node { value: Value::Map(entries), place: Place::file("作り話.json") }
}

/// A row of 方向性 `d`, 番号 `n`, with a name, an outline and an answer.
fn row(d: usize, n: usize, name: &str, outline: &str, answer: &str) -> Node {
    map(vec![
        ("方向性", text(&format!("方向性{d}"))),
        ("番号", text(&n.to_string())),
        ("取組み", text(&format!("見守りの取組み{n}"))),
        ("内容", text("地域の見守り")),
        ("局区等", text("福祉局")),
        ("局区", text("福祉局")),
        ("課", text("地域福祉課")),
        ("事業名・取組名", text(name)),
        ("事業概要", text(outline)),
        ("令和6年度時点_実施状況", text(answer)),
    ])
}

fn plan(rows: Vec<Node>) -> Plan {
    let list = Node { value: Value::List(rows), place: Place::file("作り話.json") };
    let root = map(vec![("団体", text("架空市")), ("資料番号", text("資料２－１")), ("rows", list)]);
    let source = Source::new("作り話.json".into(), Body::Tree(root));
    let form = Kit::new().form("progress").expect("form");
    read_plan(&source, &form, &Given::default()).value_or_faults().expect("plan")
}

fn book(rows: Vec<Node>) -> Table {
    Kit::new().set(plan(rows))
}

fn write(book: &Table) -> Result<Vec<u8>, matome::Faults> {
    Kit::new().xlsx(book, &Xlsx::default())
}

/// A written workbook, taken apart.
struct Sheet {
    xml: String,
    cells: Vec<((u32, u32), String)>,
    merges: Vec<((u32, u32), (u32, u32))>,
}

impl Sheet {
    fn of(bytes: &[u8]) -> Self {
        let mut xml = String::new();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("zip");
        zip.by_name("xl/worksheets/sheet1.xml").expect("sheet").read_to_string(&mut xml).expect("text");
        let mut workbook: Calamine<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).expect("workbook");
        let name = workbook.sheet_names()[0].clone();
        let range = workbook.worksheet_range(&name).expect("range");
        let (top, left) = range.start().expect("cells");
        let cells = range.used_cells().map(|(r, c, data)| {
            let Data::String(text) = data else { panic!("{data:?} is not a text") };
            ((r as u32 + top, c as u32 + left), text.clone())
        });
        let merges = workbook.merge_cells_by_sheet_name(&name).expect("merges");
        Self { xml, cells: cells.collect(), merges: merges.iter().map(|d| (d.start, d.end)).collect() }
    }

    fn cell(&self, row: u32, col: u32) -> &str {
        self.cells.iter().find(|(at, _)| *at == (row, col)).map_or("", |(_, text)| text)
    }

    fn numbers(&self, pattern: &str) -> Vec<f64> {
        let pattern = regex::Regex::new(pattern).expect("pattern");
        pattern.captures_iter(&self.xml).map(|c| c[1].parse().expect("number")).collect()
    }

    /// The first row (from 0) of each page.
    fn pages(&self) -> Vec<u32> {
        let breaks = self.numbers(r#"<brk id="(\d+)""#);
        std::iter::once(BODY).chain(breaks.into_iter().map(|b| b as u32)).collect()
    }

    fn heights(&self) -> Vec<f64> {
        self.numbers(r#" ht="([0-9.]+)""#)
    }

    /// The merged range that begins at a cell, or the cell itself.
    fn last_row(&self, row: u32, col: u32) -> u32 {
        self.merges.iter().find(|(first, _)| *first == (row, col)).map_or(row, |(_, last)| last.0)
    }
}

/// The first row below 資料番号, title and header.
const BODY: u32 = 5;
const NAME: u32 = 7;
const ANSWER: u32 = 9;

fn texts(plan: &Plan) -> Vec<Vec<&str>> {
    plan.rows.iter().map(|row| row.cells.iter().map(|c| c.text.as_str()).collect()).collect()
}

/// Reads a workbook as matome would.
fn read_again(bytes: Vec<u8>) -> Plan {
    let source = read_bytes(bytes, "再読.xlsx", Format::Xlsx).expect("source");
    let form = Kit::new().form("progress").expect("form");
    let (plan, findings) = read_plan(&source, &form, &Given::default()).into_parts();
    let plan = plan.expect("plan");
    assert_eq!(plan.meta.number.as_deref(), Some("資料２－１"));
    assert_eq!(findings.iter().map(|f| (f.code.0, &f.message.ja)).collect::<Vec<_>>(), []);
    plan
}

#[test]
fn pages_and_labels_are_those_of_the_pdf() {
    let rows =
        (0..90).map(|i| row(1 + i / 70, 1 + i / 8, &format!("事業{i}"), TALL, &TALL.repeat(1 + i % 5))).collect();
    let book = book(rows);
    assert!(book.pages().len() > 2);
    let sheet = Sheet::of(&write(&book).expect("xlsx"));
    let pages = sheet.pages();
    assert_eq!(pages.len(), book.pages().len());
    for (page, start) in book.pages().iter().zip(&pages) {
        let first = page.slices[0].row;
        assert_eq!(sheet.cell(*start, NAME), format!("事業{first}"));
        for (col, level) in [(0, 1), (1, 2), (2, 2)] {
            let label = &book.plan().rows[first].cells[col as usize].text;
            let mark = if book.plan().begins_group(first, level) || col == 1 { "" } else { "（続き）" };
            assert_eq!(sheet.cell(*start, col), format!("{label}{mark}"));
        }
    }
    // no merge reaches over a page end
    for (first, last) in &sheet.merges {
        assert!(!pages.iter().any(|p| first.0 < *p && *p <= last.0), "{first:?}–{last:?}");
    }
    // 番号 1 stands beside its eight rows
    assert_eq!((sheet.cell(BODY, 1), sheet.last_row(BODY, 1)), ("1", (BODY + 7).min(pages[1] - 1)));
    assert!(sheet.xml.contains(r#"<pane xSplit="5" ySplit="5" topLeftCell="F6""#));
    assert!(sheet.xml.contains(r#"<pageSetup paperSize="8" fitToHeight="0" orientation="landscape""#));
    assert_eq!((sheet.cell(1, 0), sheet.cell(0, 14)), ("進捗管理シート", "資料２－１"));
    assert_eq!(texts(&read_again(write(&book).expect("xlsx"))), texts(book.plan()));
}

#[test]
fn a_row_higher_than_excel_allows_goes_on_in_the_next_with_a_mark() {
    let long = TALL.repeat(38);
    let book = book(vec![row(1, 1, "事業あ", "概要", &long), row(1, 1, "事業い", "概要", "なし")]);
    assert_eq!(book.pages().len(), 1);
    let bytes = write(&book).expect("xlsx");
    let sheet = Sheet::of(&bytes);
    assert!(sheet.heights().iter().all(|h| *h <= 409.0));
    let names: Vec<&str> = (BODY..BODY + 3).map(|r| sheet.cell(r, NAME)).collect();
    assert_eq!(names, ["事業あ", "事業あ（続き）", "事業い"]);
    // what is short stands in the first row, and the answer goes on behind a sentence
    assert_eq!((sheet.cell(BODY + 1, 5), sheet.cell(BODY + 1, 8)), ("", ""));
    let parts = [sheet.cell(BODY, ANSWER), sheet.cell(BODY + 1, ANSWER)];
    assert!(parts[0].ends_with('。') && parts[1].starts_with("窓口"));
    assert_eq!(parts.concat(), long);
    // the group stands once beside all three, and no answer is merged
    assert!((0..5).all(|col| sheet.last_row(BODY, col) == BODY + 2));
    assert!(sheet.merges.iter().all(|(first, _)| first.0 < BODY || first.1 < 5));
    assert_eq!(texts(&read_again(bytes)), texts(book.plan()));
}

#[test]
fn a_label_higher_than_excel_allows_stands_beside_several_rows() {
    let mut plan = plan(vec![row(1, 1, "事業あ", "概要", "あり"), row(1, 2, "事業い", "概要", "なし")]);
    plan.rows[0].cells[3].text = TALL.repeat(17).into();
    let book = Kit::new().set(plan);
    let bytes = write(&book).expect("xlsx");
    let sheet = Sheet::of(&bytes);
    assert!(sheet.heights().iter().all(|h| *h <= 409.0));
    let last = sheet.last_row(BODY, 3);
    assert!(last > BODY);
    assert!((1..15).all(|col| sheet.last_row(BODY, col) == last));
    assert_eq!(sheet.cell(last + 1, NAME), "事業い");
    assert_eq!(texts(&read_again(bytes)), texts(book.plan()));
}

#[test]
fn a_row_higher_than_a_page_goes_on_with_a_mark() {
    let long: String = (1..=90).map(|i| format!("{i}月目\n　・ {TALL} \n")).collect();
    let book = book(vec![row(1, 1, "事業あ", "概要", &long), row(1, 1, "事業い", "概要", "なし")]);
    assert!(book.pages().len() > 1);
    let bytes = write(&book).expect("xlsx");
    let sheet = Sheet::of(&bytes);
    assert!(sheet.heights().iter().all(|h| *h <= 409.0));
    let second = sheet.pages()[1];
    assert_eq!(sheet.cell(second, NAME), "事業あ（続き）");
    assert_eq!(sheet.cell(second, 0), "方向性1（続き）");
    assert_eq!(sheet.cell(second, 8), "");
    let parts: String =
        sheet.cells.iter().filter(|(at, _)| at.0 >= BODY && at.1 == ANSWER).map(|(_, t)| t.as_str()).collect();
    assert_eq!(parts, format!("{long}なし"));
    assert_eq!(texts(&read_again(bytes)), texts(book.plan()));
}

#[test]
fn texts_stay_texts() {
    let odd = [
        "=1+1",
        "+81",
        "-3",
        "@SUM(A1)",
        "_x0041_",
        "a\u{1}b",
        "<r>a</r>",
        "<r><t>&amp;",
        "https://example.jp/",
        "0012",
        " 前後に空白 ",
    ];
    let book = book(odd.iter().enumerate().map(|(i, t)| row(1, 1, &format!("事業{i}"), "概要", t)).collect());
    let bytes = write(&book).expect("xlsx");
    let sheet = Sheet::of(&bytes);
    assert!(!sheet.xml.contains("<f>") && !sheet.xml.contains("hyperlink"));
    for (i, text) in odd.iter().enumerate() {
        assert_eq!(sheet.cell(BODY + i as u32, ANSWER), *text);
    }
}

#[test]
fn line_ends_are_the_authors() {
    let book = book(vec![row(1, 1, "事業", "概要", "一行目\r\n　二行目\n\n三行目")]);
    assert_eq!(Sheet::of(&write(&book).expect("xlsx")).cell(BODY, ANSWER), "一行目\n　二行目\n\n三行目");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let rows = || (0..60).map(|i| row(1, i / 7, "事業", TALL, TALL)).collect();
    assert_eq!(write(&book(rows())), write(&book(rows())));
}

#[test]
fn no_rows_leave_the_header() {
    let mut plan = plan(vec![row(1, 1, "事業", "概要", "")]);
    plan.rows.clear();
    let book = Kit::new().set(plan);
    let sheet = Sheet::of(&write(&book).expect("xlsx"));
    assert_eq!(sheet.cell(4, 5), "局区");
    assert!(sheet.cells.iter().all(|(at, _)| at.0 < BODY));
}

#[test]
fn a_page_that_does_not_hold_the_pdfs_is_parted_between_rows() {
    let mut plan = plan((0..120).map(|i| row(1, 1, &format!("事業{i}"), "概要", "実施した。")).collect());
    // the PDF fills its pages with the smallest print that the sheet may have
    plan.form.text.size = 6.0;
    plan.form.text.line_gap = 0.3;
    plan.form.text.inset_y = 0.3;
    let book = Kit::new().set(plan);
    let sheet = Sheet::of(&write(&book).expect("xlsx"));
    assert!(sheet.pages().len() > book.pages().len());
    for start in &sheet.pages()[1..] {
        assert_eq!(sheet.cell(*start, 0), "方向性1（続き）");
    }
}

#[test]
fn a_text_too_long_for_a_cell_is_a_finding() {
    let findings =
        write(&book(vec![row(1, 1, "事業", "概要", &format!("上{}下", "\n".repeat(33_000)))])).expect_err("finding");
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].code.0, findings[0].place.is_some()), ("M301", true));
}
