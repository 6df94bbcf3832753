//! Each stage on the invented town's book of 620 rows: `cargo bench`.

use divan::{Bencher, black_box};
use matome::Engine;
use matome::meta::Given;
use matome::paper::{Book, Data};
use matome::source::{Format, Source, read_bytes};
use matome::table::pages::{cut_pages, set_table};
use matome::table::plan::Plan;
use matome::typeset::{Pdf, Standard};
use matome::xlsx::Xlsx;

const PROGRESS: &str = include_str!("../data/town/progress.json");

fn main() {
    divan::main();
}

fn source() -> Source {
    read_bytes(PROGRESS.as_bytes().to_vec(), "progress.json", Format::Json).expect("the sample is readable")
}

fn data(engine: &Engine) -> Data {
    let form = engine.form("progress").value_or_faults().expect("the form is built in");
    engine.read(&form, &[source()], &Given::default()).value_or_faults().expect("the sample is a book")
}

fn book(engine: &Engine) -> Book {
    engine.set(data(engine)).value_or_faults().expect("the sample can be set")
}

fn plan() -> Plan {
    match data(&Engine::new()) {
        Data::Table(plan) => *plan,
        _ => unreachable!("the sample is a table"),
    }
}

#[divan::bench]
fn read_json() -> Source {
    source()
}

#[divan::bench]
fn read_workbook(bencher: Bencher) {
    let engine = Engine::new();
    let bytes = engine.xlsx(&book(&engine), &Xlsx::default()).value_or_faults().expect("the sample fits a workbook");
    bencher.bench(|| read_bytes(black_box(bytes.clone()), "progress.xlsx", Format::Xlsx).expect("readable"));
}

#[divan::bench]
fn set_in_lines(bencher: Bencher) {
    let (engine, plan) = (Engine::new(), plan());
    let fonts = engine.fonts().chain("BIZ UDGothic", false).expect("built in");
    bencher.bench(|| set_table(black_box(&plan), &fonts, &fonts));
}

/// The same texts in lines of the same widths, cut wherever the next character does not fit: what all the rules of
/// breaking cost is the difference.
#[divan::bench]
fn set_in_lines_without_rules(bencher: Bencher) {
    let (engine, plan) = (Engine::new(), plan());
    let fonts = engine.fonts().chain("BIZ UDGothic", false).expect("built in");
    let table = set_table(&plan, &fonts, &fonts);
    let cut = |text: &str, width: i32| {
        let mut lines = vec![String::new()];
        let mut used = 0;
        for c in text.chars() {
            used += fonts.advance(c);
            if c == '\n' || used > width {
                lines.push(String::new());
                used = fonts.advance(c);
            }
            if let (Some(line), false) = (lines.last_mut(), c == '\n') {
                line.push(c);
            }
        }
        lines
    };
    bencher.bench(|| {
        let rows = black_box(&plan).rows.iter();
        let row = |row: &matome::table::plan::Row| -> Vec<Vec<String>> {
            row.cells.iter().zip(&table.columns).map(|(cell, column)| cut(&cell.text, column.text)).collect()
        };
        rows.map(row).collect::<Vec<_>>()
    });
}

#[divan::bench]
fn cut_into_pages(bencher: Bencher) {
    let (engine, plan) = (Engine::new(), plan());
    let fonts = engine.fonts().chain("BIZ UDGothic", false).expect("built in");
    let table = set_table(&plan, &fonts, &fonts);
    bencher.bench(|| cut_pages(black_box(&plan), &table));
}

/// One cell of the book changed: set in lines again, and cut into pages.
#[divan::bench]
fn set_again(bencher: Bencher) {
    let engine = Engine::new();
    let mut plan = plan();
    let before = book(&engine);
    plan.rows[300].cells[9].text.push_str("追記した。");
    let changed = || Data::Table(Box::new(plan.clone()));
    bencher.with_inputs(changed).bench_values(|data| engine.set_again(data, &before));
}

#[divan::bench(sample_count = 10)]
fn typeset_archive(bencher: Bencher) {
    let engine = Engine::new();
    let book = book(&engine);
    let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], ..Pdf::default() };
    bencher.bench(|| engine.pdf(black_box(&book), &options).value_or_faults().expect("the sample can be typeset"));
}

#[divan::bench(sample_count = 10)]
fn typeset_untagged(bencher: Bencher) {
    let engine = Engine::new();
    let book = book(&engine);
    let options = Pdf { tagged: false, ..Pdf::default() };
    bencher.bench(|| engine.pdf(black_box(&book), &options).value_or_faults().expect("the sample can be typeset"));
}

#[divan::bench(sample_count = 20)]
fn write_workbook(bencher: Bencher) {
    let engine = Engine::new();
    let book = book(&engine);
    bencher.bench(|| {
        engine.xlsx(black_box(&book), &Xlsx::default()).value_or_faults().expect("the sample fits a workbook")
    });
}
