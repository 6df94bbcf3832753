//! Cutting into pages: every row once and in order, none split that fits, no page thin without need, and the
//! labels of the groups on every page.

use std::ops::Range;

use crate::common::kit::Table;
use crate::common::papers::{Laid, bare, laid};
use crate::common::{BUILT_IN, lines, of, progress, read, tree};
use matome::finding::Level;
use matome::table::pages::{CONTINUED, End, Page, Slice, is_repeated};
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A row: 方向性 and 番号, lengths of its name and of two answers.
type Spec = (usize, usize, usize, usize, usize);

/// Length of the text of a group's column, so that some labels are higher than their rows.
fn label(number: usize, seed: usize) -> String {
    let length = [3, 20, 120, 300, 8][(number * 7 + seed) % 5];
    text("名", length)
}

/// A text of so many characters, with line ends and list items in it.
fn text(head: &str, length: usize) -> String {
    let long: String =
        "窓口で延べ１２件の相談を受け、支援につないだ。\n・訪問 3回\n".chars().cycle().take(length).collect();
    format!("{head}{}", long.trim())
}

fn row(spec: &Spec, name: String) -> Value {
    let (direction, number, _, one, two) = *spec;
    let number = direction * 10 + number;
    json!({
        "方向性": format!("方向性{direction} {}", text("名", 60 * direction)), "番号": number.to_string(),
        "取組み": label(number, 0), "内容": label(number, 1), "局区等": if number % 2 == 0 { "" } else { "福祉局" },
        "局区": "福祉局", "課": "健康課", "事業名・取組名": name, "事業概要": "",
        "令和6年度時点": { "実施状況": text("済", one) }, "令和7年度時点": { "今後の方向性": if two == 0 { String::new() } else { text("次", two) } },
    })
}

fn book(mut specs: Vec<Spec>) -> Table {
    specs.sort_by_key(|s| (s.0, s.1));
    let rows = specs.iter().enumerate().map(|(i, spec)| row(spec, text(&format!("事業{i}"), spec.2))).collect();
    let (book, findings) = read(&[tree(&progress(rows))]);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    book
}

/// What slices need on a page: a group is as high as its rows or as its label, whichever is more.
fn needed(book: &Table, slices: &[Slice]) -> f64 {
    level_height(book, slices, 0..slices.len(), 1)
}

fn level_height(book: &Table, slices: &[Slice], range: Range<usize>, level: usize) -> f64 {
    let (plan, table) = (book.plan(), book.table());
    if level > plan.form.levels() {
        let lines = |s: &Slice| table.rows[s.row].lines_of_part(s.from, s.to);
        return range.map(|i| table.height(lines(&slices[i]))).sum();
    }
    let begins = |i: usize| slices[i].from == 0 && plan.begins_group(slices[i].row, level);
    let mut total = 0.0;
    let mut start = range.start;
    while start < range.end {
        let end = (start + 1..range.end).find(|&i| begins(i)).unwrap_or(range.end);
        let set = &table.rows[slices[start].row];
        let label =
            (0..plan.columns.len()).filter(|&c| plan.column(c).group == Some(level)).map(|c| match &set.continued[c] {
                Some(again) if !begins(start) => again.line_count(),
                _ => set.cells[c].line_count(),
            });
        let label = table.height(label.max().unwrap_or(0));
        total += level_height(book, slices, start..end, level + 1).max(label);
        start = end;
    }
    total
}

fn check(book: &Table) {
    check_slices(book);
    check_thin_pages(book);
    check_contract(book);
}

/// Every row whole and once, in order; parts of a tall row cover its lines once; no page is overfull.
fn check_slices(book: &Table) {
    let body = book.table().body_height();
    let mut next = (0, 0);
    for page in book.pages() {
        assert!(!page.slices.is_empty() || book.plan().rows.is_empty());
        for slice in &page.slices {
            assert_eq!((slice.row, slice.from), next, "rows and lines in order");
            let all = book.table().rows[slice.row].lines;
            assert!(slice.to > slice.from && slice.to <= all);
            let lines = book.table().rows[slice.row].lines_of_part(slice.from, slice.to);
            assert!(slice.height >= book.table().height(lines) - 1e-6, "a slice has room for its lines");
            let split = slice.from > 0 || slice.to < all;
            assert!(!split || book.table().height(all) > body, "row {} fits on a page and is split", slice.row);
            next = if slice.to == all { (slice.row + 1, 0) } else { (slice.row, slice.to) };
        }
        let sum: f64 = page.slices.iter().map(|slice| slice.height).sum();
        assert!(sum <= body + 1e-6, "{sum} on a page of {body}");
        assert!((sum - page.used).abs() < 1e-6);
        assert!((needed(book, &page.slices) - sum).abs() < 1e-3, "no higher than rows and labels need");
    }
    assert_eq!(next, (book.plan().rows.len(), 0), "every row");
}

/// A page is left more than a third empty only when what comes next would not have fitted.
fn check_thin_pages(book: &Table) {
    let body = book.table().body_height();
    for pair in book.pages().windows(2) {
        let (page, next) = (&pair[0], &pair[1].slices[0]);
        let all = book.table().rows[next.row].lines;
        let tall = book.table().height(all) > body;
        if body - page.used <= body / 3.0 && next.from == 0 {
            continue;
        }
        // a row that goes on takes every line it can; a row that fits alone is not begun in part
        let mut trial = page.slices.clone();
        let to = if tall { next.from + 1 } else { all };
        match trial.last_mut().filter(|last| last.row == next.row) {
            Some(last) => last.to = to,
            None => trial.push(Slice { row: next.row, from: next.from, to, height: 0.0, over: 0.0, flow: None }),
        }
        assert!(needed(book, &trial) > body, "more of row {} would have fitted", next.row);
        assert_eq!(page.end == End::RowGoesOn, next.from > 0);
    }
    assert_eq!(book.pages().last().unwrap().end, End::Last);
}

/// Labels stand on every page, marked where they go on; each once as content. Every answer is whole.
fn check_contract(book: &Table) {
    let plan = &book.plan();
    let rows = laid(book);
    let slices: Vec<(usize, usize, &Slice)> = book
        .pages()
        .iter()
        .enumerate()
        .flat_map(|(p, page)| page.slices.iter().enumerate().map(move |(i, s)| (p + 1, i, s)))
        .collect();
    assert_eq!(rows.len(), slices.len());
    let mut answers = vec![String::new(); plan.columns.len()];
    for (laid, (page, i, slice)) in rows.iter().zip(slices) {
        assert_eq!(laid.page, (i == 0).then_some(page));
        assert!((laid.height - slice.height).abs() < 1e-6);
        for (c, cell) in laid.cells.iter().enumerate() {
            let text = &plan.rows[slice.row].cells[c].text;
            match plan.column(c).group {
                Some(level) => {
                    check_label(plan, laid, c, i == 0, slice.from == 0 && plan.begins_group(slice.row, level), text)
                }
                None => {
                    let cell = cell.as_ref().expect("an answer on every row");
                    assert_eq!(cell.span, 1);
                    if cell.kind == "again" {
                        assert!(slice.from > 0 && plan.column(c).continued);
                        let row = &book.table().rows[slice.row];
                        let text = if is_repeated(&row.cells[c]) { text } else { "" };
                        assert_eq!(cell.text, bare(&format!("{text}{CONTINUED}")));
                        let lines = row.continued[c].as_ref().unwrap().line_count();
                        assert!(slice.height >= book.table().height(lines) - 1e-6, "a repeated text has room");
                    } else {
                        answers[c].push_str(&cell.text);
                    }
                }
            }
        }
    }
    for (c, answer) in answers.iter().enumerate().filter(|(c, _)| plan.column(*c).group.is_none()) {
        let typed: String = plan.rows.iter().map(|row| bare(&row.cells[c].text)).collect();
        assert!(*answer == typed, "column {c} is not whole");
    }
}

fn check_label(plan: &matome::table::plan::Plan, laid: &Laid, c: usize, first: bool, begins: bool, text: &str) {
    let Some(cell) = &laid.cells[c] else {
        assert!(!first && !begins, "a page without the label of column {c}");
        return;
    };
    assert!(first || begins, "a label in the middle of its group");
    assert_eq!(cell.kind, if begins { "label" } else { "again" });
    let mark = if !begins && plan.column(c).continued && !text.is_empty() { CONTINUED } else { "" };
    assert_eq!(cell.text, bare(&format!("{text}{mark}")));
}

/// Mostly short answers, some long, a few taller than a page.
fn length() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0..40usize, 4 => 40..300usize, 2 => 300..1200usize, 1 => 1500..4500usize]
}

fn specs() -> impl Strategy<Value = Vec<Spec>> {
    let name = prop_oneof![9 => 0..12usize, 1 => 100..900usize];
    prop::collection::vec((0..3usize, 0..6usize, name, length(), length()), 1..45)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_of_random_rows(specs in specs()) {
        check(&book(specs));
    }
}

#[test]
fn rows_of_one_line_fill_their_pages() {
    let book = book((0..300).map(|i| (i / 100, 0, 0, 1, 0)).collect());
    check(&book);
    let full = book.table().body_height();
    let next = |page: &Page| page.slices.last().map_or(0, |s| s.row + 1);
    // a row that begins a group needs room for its label too
    let inside = book.pages()[..book.pages().len() - 1].iter().filter(|page| !book.plan().begins_group(next(page), 1));
    let left: Vec<f64> = inside.map(|page| full - page.used).collect();
    assert!(left.len() > 2 && left.iter().all(|left| *left < book.table().height(1)), "{left:?}");
}

#[test]
fn tall_rows_wherever_they_stand() {
    let tall = 6000;
    for order in [&[tall, 5, 5][..], &[5, tall, 5], &[5, 5, tall], &[tall, tall], &[900, tall, 900, tall, 5]] {
        let book = book(order.iter().enumerate().map(|(i, length)| (0, i / 2, 0, *length, 10)).collect());
        check(&book);
        assert!(book.pages().iter().any(|page| page.end == End::RowGoesOn));
    }
    // as high as a page to the line, and one line more
    let lines = |n: usize| "行\n".repeat(n - 1) + "行";
    let at = |n: usize| {
        let mut row = row(&(0, 0, 0, 1, 0), "事業".to_owned());
        row["方向性"] = "方向性".into();
        row["取組み"] = "名".into();
        row["内容"] = "名".into();
        row["令和6年度時点"]["実施状況"] = lines(n).into();
        read(&[tree(&progress(vec![row]))]).0
    };
    let most = at(1).table().lines_in(at(1).table().body_height());
    // a line that would stand alone on a last page is drawn in
    for (n, pages) in [(most, 1), (most + 1, 1), (most + 12, 2), (most * 2, 2), (most * 2 + 25, 3)] {
        let book = at(n);
        check(&book);
        assert_eq!(book.pages().len(), pages, "{n} lines, {most} on a page");
    }
}

#[test]
fn no_rows_are_one_page() {
    let (book, findings) = read(&[tree(&progress(vec![]))]);
    assert_eq!((book.pages().len(), findings.len(), findings[0].code.0), (1, 1, "M066"));
    assert!(book.pages()[0].slices.is_empty() && book.pages()[0].end == End::Last);
}

#[test]
fn a_label_higher_than_a_page_is_an_error() {
    let mut row = row(&(0, 0, 0, 1, 0), "事業".to_owned());
    row["内容"] = text("名", 2500).into();
    let (book, findings) = read(&[tree(&progress(vec![row.clone()]))]);
    let told = of(&findings, "M213");
    assert_eq!((told.len(), told[0].level, told[0].place.is_some()), (1, Level::Error, true), "{}", lines(&findings));
    assert_eq!(book.pages().len(), 1, "and cutting comes to an end");
    let refused = BUILT_IN.0.pdf(&book, &Pdf::default()).unwrap_err();
    assert_eq!(lines(&refused), lines(&[told[0].clone()]), "the label would run off the page");
    let refused = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap_err();
    assert_eq!(lines(&refused), lines(&[told[0].clone()]), "page ends would cut it");
    row["令和6年度時点"]["実施状況"] = text("済", 6000).into();
    let (book, _) = read(&[tree(&progress(vec![row]))]);
    assert!(book.pages().len() < 20);
}
