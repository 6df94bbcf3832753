//! The real books as the returned set, where they are there.

use std::fmt::Write as _;

use serde_json::Value;

use super::{NAME, merged, run};
use crate::common::{corpus, matome};

/// Rows without the ids that the inquiry gave them.
fn bare(rows: Vec<Value>, whole: &Value) -> Vec<Value> {
    let known = whole["rows"].as_array().or_else(|| whole["sheets"].as_array()).unwrap();
    assert_eq!(rows.len(), known.len());
    rows.into_iter()
        .map(|mut row| {
            row.as_object_mut().unwrap().remove("id");
            row
        })
        .collect()
}

#[test]
fn all_departments_collected_are_the_published_book() {
    let Some(corpus) = corpus() else { return };
    let dir = tempfile::tempdir().unwrap();
    let book = corpus.join("progress.xlsx");
    matome(
        dir.path(),
        &["render".as_ref(), "progress".as_ref(), book.as_os_str(), "-o".as_ref(), "全体.json".as_ref()],
    )
    .expect(0);
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(dir.path().join("全体.json")).unwrap()).unwrap();
    // the register in the order of first appearance in the book
    let mut register = "局区,課\n".to_owned();
    let mut known = Vec::new();
    for row in whole["rows"].as_array().unwrap() {
        let who = (row["局区"].as_str().unwrap(), row["課"].as_str().unwrap());
        if !known.contains(&who) && !who.0.contains('\n') && !who.1.contains('\n') {
            known.push(who);
            writeln!(register, "{},{}", who.0, who.1).unwrap();
        }
    }
    std::fs::write(dir.path().join("組織.csv"), register).unwrap();
    let years = whole["基準年度"].as_i64().unwrap();
    let settings = format!(
        "[project]\n\"組織\" = \"組織.csv\"\n[inquiry.\"{NAME}\"]\nform = \"progress\"\ninput = [{:?}]\nyears = {{ \"基準年度\" = {years} }}\n",
        book.to_string_lossy()
    );
    std::fs::write(dir.path().join("matome.toml"), settings).unwrap();
    run(dir.path(), "inquire", &[], "2026-04-10").expect(0);
    let departments = corpus.join("progress_departments");
    let told = run(dir.path(), "collect", &[departments.to_str().unwrap()], "2026-05-01").expect(0);
    assert_eq!(told.stdout.lines().filter(|line| line.contains("の回答です")).count(), 36, "{}", told.stdout);
    assert_eq!(bare(merged(dir.path()), &whole), whole["rows"].as_array().unwrap().clone());
    let board = run(dir.path(), "status", &["--format", "json"], "2026-05-10").expect(0).stdout;
    let board: Vec<Value> = serde_json::from_str(&board).unwrap();
    assert!(board.iter().all(|line| line["state"] == "提出済"), "{board:#?}");
    let answered: u64 = board.iter().map(|line| line["answered"].as_u64().unwrap()).sum();
    // one row says nothing of 令和2年度 in the book itself
    assert_eq!(answered, board.iter().map(|line| line["asked"].as_u64().unwrap()).sum::<u64>());
}

#[test]
fn the_evaluation_sheets_are_collected() {
    let Some(corpus) = corpus() else { return };
    let dir = tempfile::tempdir().unwrap();
    let book = corpus.join("self_evaluation.xlsx");
    matome(
        dir.path(),
        &["render".as_ref(), "evaluation".as_ref(), book.as_os_str(), "-o".as_ref(), "全体.json".as_ref()],
    );
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(dir.path().join("全体.json")).unwrap()).unwrap();
    let years = whole["基準年度"].as_i64().unwrap();
    let settings = format!(
        "[inquiry.\"{NAME}\"]\nform = \"evaluation\"\ninput = [{:?}]\nyears = {{ \"基準年度\" = {years} }}\n",
        book.to_string_lossy()
    );
    std::fs::write(dir.path().join("matome.toml"), settings).unwrap();
    run(dir.path(), "inquire", &[], "2026-04-10").expect(0);
    let told = run(dir.path(), "collect", &[book.to_str().unwrap()], "2026-05-01").expect(0);
    assert!(told.stdout.contains("の回答です"), "{}", told.stdout);
    let text = std::fs::read_to_string(dir.path().join("照会").join(NAME).join("回答.json")).unwrap();
    let data: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bare(data["sheets"].as_array().unwrap().clone(), &whole), whole["sheets"].as_array().unwrap().clone());
}
