//! A book that is set again after a change: the same pages, and what did not change is shared.

use std::sync::Arc;

use matome::meta::Given;
use matome::paper::{Book, Data};
use matome::source::{Format, read_bytes};
use matome::table::plan::Plan;
use matome::typeset::Pdf;
use matome::{Engine, Told};

fn data(engine: &Engine, form: &str, json: &'static str) -> Data {
    let form = engine.form(form).value_or_faults().unwrap();
    let source = read_bytes(json.as_bytes().to_vec(), "data.json", Format::Json).unwrap();
    engine.read(&form, &[source], &Given::default()).value_or_faults().unwrap()
}

fn value(told: Told<Book>) -> (Book, Vec<matome::finding::Finding>) {
    let (book, findings) = told.into_parts();
    (book.unwrap(), findings)
}

/// Rows of the new book that the old one has too.
fn shared(old: &Book, new: &Book) -> Vec<bool> {
    let rows = |book: &Book| book.as_table().unwrap().table().rows.clone();
    let old = rows(old);
    rows(new).iter().map(|row| old.iter().any(|o| Arc::ptr_eq(o, row))).collect()
}

/// Sets a changed plan both ways; what comes out is the same. Gives which rows were taken over.
fn changed(change: impl Fn(&mut Plan)) -> Vec<bool> {
    let engine = Engine::new();
    let Data::Table(mut plan) = data(&engine, "progress", include_str!("../data/town/progress.json")) else {
        panic!("a table")
    };
    plan.rows.truncate(40);
    let old = value(engine.set(Data::Table(plan.clone()))).0;
    change(&mut plan);
    let (fresh, told) = value(engine.set(Data::Table(plan.clone())));
    let (again, told_again) = value(engine.set_again(Data::Table(plan), &old));
    assert_eq!(told, told_again);
    assert_eq!(fresh.explain(), again.explain());
    let pdf = |book: &Book| engine.pdf(book, &Pdf::default()).value_or_faults().unwrap();
    assert!(pdf(&fresh) == pdf(&again), "the paper differs");
    shared(&old, &again)
}

#[test]
fn rows_that_did_not_change_are_taken_over() {
    assert_eq!(changed(|_| {}), [true; 40]);
    let one = changed(|plan| plan.rows[7].cells[9].text.push_str("追記した。"));
    assert_eq!(one.iter().position(|same| !same), Some(7));
    assert_eq!(one.iter().filter(|same| !**same).count(), 1);
    // rows that move, go and come
    let moved = changed(|plan| {
        let row = plan.rows.remove(3);
        plan.rows.truncate(30);
        plan.rows.insert(20, row.clone());
        let mut new = row;
        new.cells[7].text = "新しい事業".into();
        plan.rows.push(new);
    });
    assert_eq!(moved.len(), 32);
    assert_eq!(moved.iter().position(|same| !same), Some(31));
}

#[test]
fn nothing_is_taken_over_into_other_columns() {
    let other = |plan: &mut Plan| plan.form.columns[8].width -= 10.0;
    assert_eq!(changed(other), [false; 40]);
    assert_eq!(changed(|plan| plan.form.text.rules.latin_gap ^= true), [false; 40]);
    let engine = Engine::new();
    let list = value(engine.set(data(&engine, "programs", include_str!("../data/town/programs.json")))).0;
    let plan = || data(&engine, "progress", include_str!("../data/town/progress.json"));
    let (fresh, again) = (value(engine.set(plan())).0, value(engine.set_again(plan(), &list)).0);
    assert_eq!(fresh.explain(), again.explain());
}

#[test]
fn slips_that_did_not_change_are_taken_over() {
    let engine = Engine::new();
    let Data::Slips(mut slips) = data(&engine, "evaluation", include_str!("../data/town/evaluation.json")) else {
        panic!("slips")
    };
    // more than its box holds, so that there is something to tell
    let field = slips.form.fields.iter().position(|f| f.name == "概要").unwrap();
    slips.slips[1].answers[field].text = "長い概要を書く。".repeat(200);
    let (old, told) = value(engine.set(Data::Slips(slips.clone())));
    assert!(!told.is_empty());
    slips.slips[4].answers[field].text.push_str("追記した。");
    let (fresh, told) = value(engine.set(Data::Slips(slips.clone())));
    let (again, told_again) = value(engine.set_again(Data::Slips(slips.clone()), &old));
    assert_eq!((told, fresh.explain()), (told_again, again.explain()));
    let same = |new: &Book| -> Vec<bool> {
        let (old, new) = (old.as_slips().unwrap(), new.as_slips().unwrap());
        old.set().zip(new.set()).map(|(o, n)| std::ptr::eq(o, n)).collect()
    };
    let kept = same(&again);
    assert_eq!(kept.iter().position(|same| !same), Some(4));
    assert_eq!(kept.iter().filter(|same| !**same).count(), 1);
    // another year is in the words of every sheet
    slips.years.insert("基準年度".into(), 2030);
    let later = value(engine.set_again(Data::Slips(slips), &old)).0;
    assert!(same(&later).iter().all(|same| !same));
}
