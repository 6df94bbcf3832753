//! A book that is set again after a change: the same pages, and what did not change is shared.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use matome::meta::Given;
use matome::paper::{Book, Data, Kept, Order};
use matome::place::Place;
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

/// Files are known by their length and their time; those that may be written twice in one moment are read again.
#[test]
fn files_that_did_not_change_are_not_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let write = |name: &str, about: &str, seconds| {
        let path = dir.path().join(name);
        let text = format!("基本目標,施策,No,事業名,事業概要,担当局等\n目標１,施策１,1,{name},{about},福祉局\n");
        std::fs::write(&path, text).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(at(seconds)).unwrap();
    };
    write("a.csv", "訪ねる。", 1000);
    write("b.csv", "ひらく。", 1000);
    let engine = Engine::new();
    let (files, place) = ([dir.path().to_owned()], Place::file("matome.toml"));
    let order = Order { form: "programs", files: &files, out: None, given: Given::default(), place: &place };
    let mut kept = Kept::default();
    let mut again =
        |before: Option<&Book>, settled| value(engine.paper_again(&order, before, &mut kept, at(settled)).unwrap());
    let fresh = || value(engine.paper(&order).unwrap());
    let same = |(one, told): &(Book, _), (other, told_other): &(Book, _)| {
        assert_eq!(told, told_other);
        one.json().unwrap() == other.json().unwrap()
    };
    let first = again(None, 2000);
    assert!(same(&first, &fresh()));
    // another text of the same length and time is not seen: the file was not read
    write("a.csv", "見守る。", 1000);
    assert!(same(&again(Some(&first.0), 2000), &first));
    // unless it may have been written in that very moment
    let young = again(Some(&first.0), 1000);
    assert!(same(&young, &fresh()) && !same(&young, &first));
    // another time, another file, one less
    write("b.csv", "とじる。", 1001);
    write("c.csv", "配る。", 1000);
    let more = again(Some(&young.0), 2000);
    assert!(same(&more, &fresh()));
    std::fs::remove_file(dir.path().join("a.csv")).unwrap();
    assert!(same(&again(Some(&more.0), 2000), &fresh()));
}
