//! Papers that are read aloud: what is said of each form, and that every answer is heard with what it answers.
//!
//! Each folder of `tests/aloud/` is a form with a small input, or a packet; its `ref/aloud.txt` has a sentence for each
//! cell. After a wanted change: `MATOME_ACCEPT=<folder> cargo test --test all aloud`, never under CI.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::aloud::{Heard, aloud, tables};
use crate::common::kit::read_path;
use crate::common::papers::{Paper, bare};
use crate::common::{BUILT_IN, corpus, matome};
use crate::golden::held;
use matome::meta::Given;
use matome::paper::Book;
use matome::table::TableBook;
use matome::typeset::Pdf;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/aloud")
}

fn book(form: &str, file: &Path) -> Book {
    let engine = &BUILT_IN.0.0;
    let source = read_path(file, file.file_name().unwrap().to_str().unwrap()).unwrap();
    let form = engine.form(form).value_or_faults().unwrap();
    engine
        .make(&form, &[source], &Given::default())
        .into_parts()
        .0
        .unwrap_or_else(|| panic!("{} is no book", file.display()))
}

fn paper(book: &Book) -> Paper {
    Paper::of(&BUILT_IN.0.0.pdf(book, &Pdf { summary: true, ..Pdf::default() }).value_or_faults().unwrap())
}

/// The archive copy of a folder's packet.
fn packet(case: &Path) -> Paper {
    let dir = tempfile::tempdir().unwrap();
    for file in fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        fs::copy(&file, dir.path().join(file.file_name().unwrap())).unwrap();
    }
    matome(dir.path(), &["packet", "--make", "archive"]).expect(0);
    let made = fs::read_dir(dir.path().join("out")).unwrap().next().unwrap().unwrap().path();
    Paper::of(&fs::read(made).unwrap())
}

#[test]
fn every_form_is_read_as_its_reference_says() {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert_eq!(cases.len(), 6);
    let faults: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let name = case.file_name().unwrap().to_str().unwrap();
            let paper = if name == "packet" { packet(case) } else { paper(&book(name, &case.join("input.json"))) };
            held(case, "aloud.txt", aloud(&paper)).err()
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The cells below the heading that say something and head nothing.
fn answers(table: &[Heard], body: usize) -> impl Iterator<Item = &Heard> {
    table.iter().filter(move |cell| cell.at.0 >= body && !cell.head && !cell.text.trim().is_empty())
}

/// Every answer of a table paper has headers of its row and of its column that say something; the headers of its row are
/// those that the plan has, and no header is there twice.
fn check_table(book: &TableBook, paper: &Paper) {
    let plan = book.plan();
    let form = plan.form.name.as_str();
    if plan.form.columns.iter().any(|column| column.stands.heads()) {
        return check_sections(book, paper);
    }
    let table = &tables(paper)[0];
    let body =
        table.iter().take_while(|cell| cell.scope == "Column").map(|cell| cell.at.0 + cell.span.0).max().unwrap();
    let rows: Vec<usize> = book.pages().iter().flat_map(|page| &page.slices).map(|slice| slice.row).collect();
    let says = |list: &[String]| !list.is_empty() && list.iter().all(|text| !text.trim().is_empty());
    let mut heard = 0;
    for cell in answers(table, body) {
        assert!(says(&cell.rows) && says(&cell.columns), "{form}: {cell:?}");
        // the groups and the names of its row, where it belongs to one
        let row = &plan.rows[rows[cell.at.0 - body]];
        for c in (0..plan.columns.len()).filter(|&c| plan.column(c).group.is_some() && plan.column(c).key) {
            let text = bare(&row.cells[c].text);
            let said = cell.rows.iter().any(|head| bare(head) == text);
            assert!(text.is_empty() || said, "{form}: {text} is not said before {cell:?}");
        }
        heard += 1;
    }
    assert!(heard > 0, "{form}: nothing is heard");
    let labels: HashSet<(usize, usize)> = (0..plan.rows.len())
        .flat_map(|r| (0..plan.columns.len()).map(move |c| (r, c)))
        .filter(|&(r, c)| plan.column(c).group == Some(1) && plan.column(c).key && plan.begins_group(r, 1))
        .filter(|&(r, c)| !plan.rows[r].cells[c].text.trim().is_empty())
        .collect();
    let first = table.iter().filter(|cell| cell.head && cell.at.0 >= body && cell.at.1 == 0).count();
    if plan.column(0).group == Some(1) && book.pages().len() <= 150 {
        assert_eq!(first, labels.len(), "{form}: each group is one header");
    }
    assert!(!table.iter().any(|cell| cell.text.contains("（続き）")), "{form}: a repeated label is heard");
}

/// Every answer of a paper with a table for each group is heard with its row and column, in the table of its group; the
/// headings are those of the groups, in their order.
fn check_sections(book: &TableBook, paper: &Paper) {
    let plan = book.plan();
    let over: Vec<usize> = (0..plan.columns.len()).filter(|&c| plan.column(c).stands.heads()).collect();
    let deepest = over.iter().filter_map(|&c| plan.column(c).group).max().unwrap();
    let begun: Vec<usize> = (0..plan.rows.len()).filter(|&r| plan.begins_group(r, deepest)).collect();
    let all = tables(paper);
    assert!(all.len() >= begun.len(), "{} tables for {} groups", all.len(), begun.len());
    for (at, table) in all.iter().take(begun.len()).enumerate() {
        let rows = begun[at]..begun.get(at + 1).copied().unwrap_or(plan.rows.len());
        let names =
            (0..plan.columns.len()).filter(|&c| plan.column(c).serial).flat_map(|c| rows.clone().map(move |r| (r, c)));
        for (r, c) in names {
            let text = bare(&plan.rows[r].cells[c].text);
            assert!(
                table.iter().any(|cell| cell.head && bare(&cell.text) == text),
                "{text} heads no row of table {at}"
            );
        }
        for cell in answers(table, 1) {
            assert!(!cell.rows.is_empty() && !cell.columns.is_empty(), "{cell:?}");
        }
    }
    let heads = begun.iter().flat_map(|&r| over.iter().filter(move |&&c| plan.begins_cell(r, c)).map(move |&c| (r, c)));
    let expected: Vec<String> = heads.map(|(r, c)| bare(&plan.rows[r].cells[c].text)).collect();
    let said = aloud(paper);
    let heard: Vec<String> = said
        .lines()
        .filter(|line| line.starts_with("H2 ") || line.starts_with("H3 "))
        .map(|line| bare(&line[3..]))
        .collect();
    assert_eq!(heard[..expected.len()], expected);
}

/// Every answer of a sheet is heard with its item.
fn check_sheets(paper: &Paper) {
    let mut heard = 0;
    for table in tables(paper) {
        for cell in answers(&table, 0) {
            assert!(!cell.rows.is_empty() && cell.rows.iter().all(|text| !text.trim().is_empty()), "{cell:?}");
            heard += 1;
        }
    }
    assert!(heard > 0);
}

fn check(form: &str, file: &Path) {
    let book = book(form, file);
    let paper = paper(&book);
    match &book {
        Book::Table(table) => check_table(table, &paper),
        _ => check_sheets(&paper),
    }
}

#[test]
fn every_answer_of_the_town_is_heard_with_its_headers() {
    let town = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/town");
    for form in ["progress", "programs", "matrix", "evaluation"] {
        check(form, &town.join(format!("{form}.json")));
    }
}

#[test]
fn every_answer_of_the_corpus_is_heard_with_its_headers() {
    let Some(corpus) = corpus() else { return };
    let papers = [
        ("progress", "progress.xlsx"),
        ("programs", "programs.json"),
        ("matrix", "council_matrix_r5.xlsx"),
        ("evaluation", "self_evaluation.xlsx"),
    ];
    papers.iter().for_each(|(form, file)| check(form, &corpus.join(file)));
}
