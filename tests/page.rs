//! A page alone: as PDF, as picture, and the way from each printed line to its cell and back.

use std::collections::BTreeMap;

use matome::meta::Given;
use matome::paper::{Book, Data, PageView, PrintedLine};
use matome::place::SourceFile;
use matome::slip::{Answer, FieldKind};
use matome::source::{Format, read_bytes};
use matome::typeset::Pdf;
use matome::{Engine, Told};

use crate::common::picture::draw;

fn data(engine: &Engine, form: &str, json: &str) -> Data {
    let form = engine.form(form).value_or_faults().unwrap();
    let source = read_bytes(json.as_bytes().to_vec(), "data.json", Format::Json).unwrap();
    engine.read(&form, &[source], &Given::default()).value_or_faults().unwrap()
}

fn set(engine: &Engine, data: Data) -> Book {
    engine.set(data).value_or_faults().unwrap()
}

/// The rows of the town's paper up to `rows`, one of them longer than a page.
fn table(engine: &Engine, form: &str, json: &str, rows: usize) -> Book {
    let Data::Table(mut plan) = data(engine, form, json) else { panic!("a table") };
    plan.rows.truncate(rows);
    if let Some(c) = (0..plan.columns.len()).rfind(|&c| plan.column(c).group.is_none()) {
        plan.rows[rows / 2].cells[c].text = "一つの答えが一ページに収まらない。\n・次の行に続く。".repeat(90).into();
    }
    set(engine, Data::Table(plan))
}

fn slips(engine: &Engine) -> Book {
    let Data::Slips(slips) = data(engine, "evaluation", include_str!("../data/town/evaluation.json")) else {
        panic!("slips")
    };
    let mut slips = slips.part(0..3);
    for answer in slips.slips[1].answers.iter_mut().filter(|a| a.text.chars().count() > 40) {
        answer.text = answer.text.repeat(20);
    }
    set(engine, Data::Slips(slips))
}

fn document(engine: &Engine) -> Book {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("文.md");
    let long = "段落は、行に分けられ、ページを越えて続く。".repeat(60);
    let item = "長い項目は次の行に続き、そのまた次の行に続く。".repeat(4);
    let cells = "二つの欄のある行が、ページを越えて続く。<br>".repeat(40);
    let text = format!(
        "# 照会について[^1]\n\n## 一つ目\n\n{long}\n\n- {item}\n- ｜振《ふ》り仮名と**太字**\n\n{long}\n\n{long}\n\n| 名 | 内容 |\n|---|---|\n| 甲 | 乙 |\n| {cells} | {cells} |\n\n[^1]: 注の文。\n"
    );
    std::fs::write(&path, text).unwrap();
    let form = engine.form("document").value_or_faults().unwrap();
    let file = SourceFile::on_disk(&path, "文.md");
    let source = engine.source(&form, &file).unwrap();
    engine.make(&form, &[source], &Given::default()).value_or_faults().unwrap()
}

fn views(engine: &Engine, book: &Book) -> Vec<PageView> {
    let options = Pdf::default();
    let page = |n| engine.page(book, n, &options).value_or_faults().unwrap();
    (0..book.page_count(&options)).map(page).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What the pages say of each field of each row, in order.
fn said(views: &[PageView]) -> BTreeMap<(usize, usize), String> {
    let mut out = BTreeMap::new();
    for line in views.iter().flat_map(|view| &view.lines) {
        let Some(source) = &line.source else { continue };
        let text: &mut String = out.entry((source.row.unwrap(), source.field.unwrap())).or_default();
        text.push_str(&bare(&line.text));
    }
    out
}

#[test]
fn every_line_of_a_table_tells_its_cell() {
    let engine = Engine::new();
    let books = [
        table(&engine, "progress", include_str!("../data/town/progress.json"), 24),
        table(&engine, "programs", include_str!("../data/town/programs.json"), 30),
        table(&engine, "matrix", include_str!("../data/town/matrix.json"), 9),
    ];
    for book in &books {
        let plan = book.as_table().unwrap().plan();
        let views = views(&engine, book);
        assert!(views.len() > 1);
        let said = said(&views);
        let mut seen = 0;
        for (r, row) in plan.rows.iter().enumerate() {
            for (c, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !bare(&cell.text).is_empty()) {
                let group = plan.column(c).group;
                if group.is_some_and(|level| !plan.begins_group(r, level)) {
                    continue;
                }
                // marks such as ◯１ are printed as ①
                let (typed, printed) = (bare(&cell.text), said.get(&(r, c)));
                let printed = printed.unwrap_or_else(|| panic!("row {r} column {c} 「{typed}」 is not told"));
                assert!(printed.starts_with(&typed), "row {r} column {c}: 「{typed}」 and 「{printed}」");
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen}");
    }
}

#[test]
fn every_answer_of_a_slip_is_told() {
    let engine = Engine::new();
    let book = slips(&engine);
    let slips = book.as_slips().unwrap().slips();
    let views = views(&engine, &book);
    assert!(views.len() > 3, "one goes on in a supplement");
    let said = said(&views);
    for (s, slip) in slips.slips.iter().enumerate() {
        let texts =
            |(f, a): &(usize, &Answer)| slips.form.fields[*f].kind == FieldKind::Text && a.text.chars().count() > 12;
        for (f, answer) in slip.answers.iter().enumerate().filter(texts) {
            let typed = bare(&answer.text);
            let printed = said.get(&(s, f)).cloned().unwrap_or_default();
            let sent = printed.contains("別紙");
            let begins: String = typed.chars().take(12).collect();
            assert!(sent || printed.contains(&begins), "「{typed}」 and 「{printed}」");
        }
    }
}

#[test]
fn every_line_of_running_text_tells_its_place() {
    let engine = Engine::new();
    let book = document(&engine);
    let views = views(&engine, &book);
    assert!(views.len() >= 3, "{}", views.len());
    let lines: Vec<_> = views.iter().flat_map(|view| &view.lines).collect();
    let place = |text: &str| {
        let line = lines.iter().find(|line| line.text.contains(text)).unwrap_or_else(|| panic!("{text}"));
        line.source.as_ref().and_then(|s| s.place.as_ref()).map(ToString::to_string)
    };
    let told = ["照会について", "一つ目", "長い項目", "太字", "注の文"].map(|text| place(text).unwrap_or_default());
    assert_eq!(told.join(" "), "文.md:1:1 文.md:3:1 文.md:7:3 文.md:8:3 文.md:19:1");
    // each cell of a row that goes on over a page is its own
    let of = |n: usize| {
        let cells = lines.iter().filter(|line| line.text.starts_with("二つの欄"));
        let places = cells.filter_map(|line| line.source.as_ref()?.place.as_ref()?.column.map(|c| (c, line.left)));
        let places: Vec<_> = places.collect();
        let left: Vec<u32> = places.iter().map(|(column, _)| *column).collect();
        let mut columns = left.clone();
        columns.sort_unstable();
        columns.dedup();
        places.iter().filter(|(column, _)| *column == columns[n]).map(|(_, left)| *left as i64).collect::<Vec<_>>()
    };
    let (first, second) = (of(0), of(1));
    assert!(first.len() > 30 && second.len() > 30);
    assert!(first.iter().all(|x| *x == first[0]) && second.iter().all(|x| *x == second[0]) && first[0] < second[0]);
}

/// Whether a line is of a label, which is printed once for several rows.
fn is_label(book: &Book, line: &PrintedLine) -> bool {
    let field = line.source.as_ref().and_then(|source| source.field);
    book.as_table().zip(field).is_some_and(|(book, c)| book.plan().column(c).group.is_some())
}

/// Whatever is asked for by its place stands on the pages that the book names, and on no other.
#[test]
fn the_way_back_leads_to_the_same_pages() {
    let engine = Engine::new();
    let progress = table(&engine, "progress", include_str!("../data/town/progress.json"), 16);
    let books = [progress, slips(&engine), document(&engine)];
    for book in &books {
        let mut shown: BTreeMap<String, (matome::place::Place, Vec<usize>)> = BTreeMap::new();
        let views = views(&engine, book);
        for (n, view) in views.iter().enumerate() {
            for line in &view.lines {
                let Some(place) = line.source.as_ref().and_then(|s| s.place.clone()) else { continue };
                let pages = &mut shown.entry(place.to_string()).or_insert((place, Vec::new())).1;
                if pages.last() != Some(&n) {
                    pages.push(n);
                }
            }
        }
        assert!(shown.len() > 5, "{}", shown.len());
        for (name, (place, pages)) in &shown {
            let found = book.pages_of(place);
            assert!(pages.iter().all(|n| found.contains(n)), "{name}: {pages:?} and {found:?}");
            let label = views.iter().flat_map(|view| view.lines_of(place)).any(|line| is_label(book, line));
            assert!(label || &found == pages, "{name}: {pages:?} and {found:?}");
        }
        let (place, pages) = shown.values().next().unwrap();
        let view = engine.page(book, pages[0], &Pdf::default()).value_or_faults().unwrap();
        let line = view.lines_of(place).next().unwrap();
        let found = view.at(line.left + line.width / 2.0, line.top + line.height / 2.0).unwrap();
        assert_eq!(found, line);
        assert!(view.at(-1.0, -1.0).is_none());
    }
}

/// A page alone looks as it does in the book, page number and all.
#[test]
fn a_page_alone_is_the_page_of_the_book() {
    let engine = Engine::new();
    let books = [
        table(&engine, "progress", include_str!("../data/town/progress.json"), 16),
        table(&engine, "programs", include_str!("../data/town/programs.json"), 30),
        slips(&engine),
        document(&engine),
    ];
    for book in &books {
        let options = Pdf { summary: true, ..Pdf::default() };
        let whole = engine.pdf(book, &options).value_or_faults().unwrap();
        let count = book.page_count(&options);
        for pages in [0..1, 1..count, count - 1..count] {
            let alone = engine.pages_pdf(book, pages.clone(), &options).value_or_faults().unwrap();
            let own = lopdf::Document::load_mem(&alone).unwrap().get_pages().len();
            assert_eq!(own, pages.len());
            for n in pages.clone() {
                assert!(draw(&alone, n - pages.start, 1.0) == draw(&whole, n, 1.0), "page {n} of {}", book.title());
            }
        }
        let view = engine.page(book, count - 1, &options).value_or_faults().unwrap();
        assert!(
            view.layers.iter().all(|layer| layer.svg().starts_with("<svg"))
                && view.width > 500.0
                && view.height > 500.0
        );
        let told: Told<Vec<u8>> = engine.pages_pdf(book, count..count + 1, &options);
        assert_eq!(told.findings()[0].code.0, "M216");
        assert!(engine.page(book, count, &options).findings()[0].message.ja.contains(&format!("全 {count} ページ")));
    }
}
