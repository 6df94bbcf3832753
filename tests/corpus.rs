//! Real papers of two cities, read from beside the project. Skipped where they are not.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::common::kit::Table;
use crate::common::kit::read_path;
use crate::common::papers::{bare, laid};
use crate::common::{BUILT_IN, column, corpus, lines, of, read, source, texts, tree};
use matome::finding::Level;
use matome::meta::Given;
use matome::source as reading;
use matome::source::{Format, Source};
use matome::table::plan::Plan;
use matome::xlsx::Xlsx;
use serde_json::Value;

fn open(folder: &Path, name: &str) -> Source {
    read_path(&folder.join(name), name).unwrap()
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// The workbook of a whole plan, read with nothing to complain of.
fn whole(folder: &Path) -> Table {
    let (book, findings) = read(&[open(folder, "progress.xlsx")]);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    book
}

/// The texts of a corpus row in the order of its columns.
fn row_texts(data: &Value, row: &Value) -> Vec<String> {
    data["columns"].as_array().unwrap().iter().map(|c| row[c.as_str().unwrap()].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_workbook_gives_the_published_rows() {
    let Some(folder) = corpus() else { return };
    let book = whole(&folder);
    assert_eq!(book.plan().rows.len(), 274);
    let mut numbers: Vec<(&str, &str)> =
        column(book.plan(), "方向性").into_iter().zip(column(book.plan(), "番号")).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), 92);
    assert_eq!((book.plan().years["基準年度"], book.plan().years["策定年度"]), (2020, 2018));
    let data = json(&folder, "progress.json");
    let rows = data["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 274);
    for (i, (row, typed)) in texts(book.plan()).iter().zip(rows).enumerate() {
        assert_eq!(*row, row_texts(&data, typed), "row {}", i + 1);
    }
    // every text has the cell it was typed in
    assert!(
        book.plan()
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .all(|cell| cell.text.is_empty() || cell.place.as_ref().is_some_and(|p| p.cell.is_some()))
    );
}

#[test]
fn the_json_gives_the_same_plan_as_the_workbook() {
    let Some(folder) = corpus() else { return };
    let (book, findings) = read(&[open(&folder, "progress.json")]);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    let (one, two) = (texts(book.plan()), whole(&folder));
    assert!(one == texts(two.plan()));
    assert_eq!(book.plan().years, two.plan().years);
}

fn sorted(plan: &Plan) -> Vec<Vec<&str>> {
    let mut rows = texts(plan);
    rows.sort_unstable();
    rows
}

#[test]
fn the_departments_workbooks_merge_into_the_whole() {
    let Some(folder) = corpus() else { return };
    let departments = folder.join("progress_departments");
    let mut names: Vec<_> =
        fs::read_dir(&departments).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let sources: Vec<Source> = names.iter().map(|name| open(&departments, name)).collect();
    let (book, findings) = read(&sources);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    let whole = whole(&folder);
    assert!(sorted(book.plan()) == sorted(whole.plan()));
    // the groups come in the official order
    assert_eq!(column(book.plan(), "番号"), column(whole.plan(), "番号"));
    // rows stand in another order; where one book has a page less, its thin last page was drawn in
    let (merged, one) = ((book.pages().len(), book.table().pitch), (whole.pages().len(), whole.table().pitch));
    match merged.0.cmp(&one.0) {
        Ordering::Equal => {}
        Ordering::Less => assert!(merged.0 + 1 == one.0 && merged.1 < one.1, "{merged:?} {one:?}"),
        Ordering::Greater => assert!(one.0 + 1 == merged.0 && one.1 < merged.1, "{merged:?} {one:?}"),
    }
}

/// Bureau, section and group of each row.
fn answering(plan: &Plan) -> Vec<(String, (String, String))> {
    let of = |field| column(plan, field).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let groups = of("方向性").into_iter().zip(of("番号")).map(|(direction, number)| format!("{direction} {number}"));
    groups.zip(of("局区").into_iter().zip(of("課"))).collect()
}

/// The published book puts two of its sections in either order: no register can give both.
#[test]
fn with_a_register_the_departments_workbooks_give_the_published_order() {
    let Some(folder) = corpus() else { return };
    let whole = whole(&folder);
    let published = answering(whole.plan());
    // which section the book has before which in most of its groups
    type Who = (String, String);
    let mut before: HashMap<(&Who, &Who), i32> = HashMap::new();
    for group in published.chunk_by(|a, b| a.0 == b.0) {
        let mut sections: Vec<&(String, String)> = group.iter().map(|(_, section)| section).collect();
        sections.dedup();
        for (n, first) in sections.iter().enumerate() {
            for second in &sections[n + 1..] {
                *before.entry((first, second)).or_default() += 1;
                *before.entry((second, first)).or_default() -= 1;
            }
        }
    }
    let mut sections: Vec<&(String, String)> = Vec::new();
    published.iter().for_each(|(_, section)| {
        if !sections.contains(&section) {
            sections.push(section);
        }
    });
    let mut register: Vec<&(String, String)> = Vec::new();
    while !sections.is_empty() {
        let free = |s: &&&(String, String)| {
            sections.iter().all(|other| other == *s || before.get(&(*other, **s)).is_none_or(|n| *n <= 0))
        };
        let at = sections.iter().position(|s| free(&s)).unwrap_or(0);
        register.push(sections.remove(at));
    }
    let text: String = register
        .iter()
        .map(|(b, s)| format!("\"{b}\",\"{s}\"\n"))
        .fold("局区,課\n".to_owned(), |all, line| all + &line);
    let table = source("組織.csv", Format::Csv, text.into_bytes());
    let told = matome::register::Register::of(&table);
    assert_eq!(told.findings(), []);
    let given = Given { register: told.value_or_faults().ok().map(Arc::new), ..Given::default() };
    let departments = folder.join("progress_departments");
    let names = fs::read_dir(&departments).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut sources: Vec<Source> = names.map(|name| open(&departments, &name)).collect();
    let (matome, form) = &*BUILT_IN;
    let expected = texts(whole.plan());
    for _ in 0..2 {
        let mut findings = Vec::new();
        let book = matome.read(form, &sources, &given, &mut findings).unwrap();
        assert!(of(&findings, "M410").is_empty() && of(&findings, "M411").is_empty(), "{}", lines(&findings));
        let rows = texts(book.plan());
        assert_eq!(rows.len(), expected.len());
        let elsewhere: HashSet<&str> =
            (0..rows.len()).filter(|&r| rows[r] != expected[r]).map(|r| published[r].0.as_str()).collect();
        // 泉区 and 秋保総合支所 change places in two of 92 groups
        assert!(elsewhere.len() <= 3, "{elsewhere:?}");
        sources.reverse();
    }
}

/// What is given to a form that it is not of is told in a sentence or two.
#[test]
fn files_of_other_forms_are_told_shortly() {
    let Some(folder) = corpus() else { return };
    let (matome, _) = &*BUILT_IN;
    let files = [
        ("progress", "progress.xlsx"),
        ("evaluation", "self_evaluation.xlsx"),
        ("programs", "programs.xlsx"),
        ("matrix", "council_matrix_r5.xlsx"),
        ("members", "members.xlsx"),
    ];
    let mut wrong = Vec::new();
    for (own, name) in files {
        let file = open(&folder, name);
        for form in ["progress", "evaluation", "programs", "matrix", "members"] {
            let form = matome.0.form(form).value_or_faults().unwrap();
            let (_, findings) = matome.0.read(&form, std::slice::from_ref(&file), &Given::default()).into_parts();
            let errors = findings.iter().filter(|f| f.level == Level::Error).count();
            if form.name() != own && (findings.len() > 2 || errors == 0) {
                wrong.push(format!(
                    "{name} as {}: {}\n{}",
                    form.name(),
                    findings.len(),
                    lines(&findings[..findings.len().min(4)])
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_workbook_we_write_is_read_again_to_the_byte() {
    let Some(folder) = corpus() else { return };
    let book = whole(&folder);
    let bytes = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    let (again, findings) = read(&[source("再.xlsx", Format::Xlsx, bytes)]);
    assert_eq!(again.json(), book.json());
    let told = |findings: &[matome::finding::Finding]| findings.iter().filter(|f| f.level == Level::Error).count();
    assert_eq!(told(&findings), 0, "{}", lines(&findings));
    let (again, _) = read(&[source("再.json", Format::Json, book.json().into_bytes())]);
    assert_eq!(again.json(), book.json());
}

#[test]
fn every_text_is_on_paper() {
    let Some(folder) = corpus() else { return };
    let book = whole(&folder);
    let rows = laid(&book);
    for (c, column) in book.plan().columns.iter().enumerate() {
        let typed: String = book
            .plan()
            .rows
            .iter()
            .enumerate()
            .filter(|(r, _)| book.plan().column(c).group.is_none_or(|level| book.plan().begins_group(*r, level)))
            .map(|(_, row)| bare(&row.cells[c].text))
            .collect();
        let shown: String = rows
            .iter()
            .filter_map(|row| row.cells[c].as_ref())
            .filter(|cell| cell.kind != "again")
            .map(|cell| cell.text.as_str())
            .collect();
        assert!(shown == typed, "{:?}", column.heading);
    }
    // 方向性 and 番号 are beside the rows of every page
    assert!(rows.iter().filter(|row| row.page.is_some()).all(|row| row.cells[..5].iter().all(Option::is_some)));
}

#[test]
fn the_example_is_the_other_variant() {
    let Some(folder) = corpus() else { return };
    let (book, findings) = read(&[open(&folder, "progress_example.json")]);
    assert!(findings.iter().all(|f| f.level != Level::Error), "{}", lines(&findings));
    let plan = &book.plan();
    assert_eq!(plan.variant.as_deref(), Some("記入例"));
    assert_eq!(plan.title(), "進捗管理シート（記入例）");
    assert_eq!(plan.rows.len(), 7);
    let blocks: Vec<(&str, &str)> = plan
        .columns
        .iter()
        .filter_map(|c| Some((c.block.as_deref()?, plan.form.columns[c.spec].field.as_str())))
        .collect();
    let fields = ["実施状況", "評価", "課題", "今後の方向性"];
    let expected: Vec<(&str, &str)> =
        ["令和2年度時点", "令和3年度時点"].iter().flat_map(|block| fields.map(|field| (*block, field))).collect();
    assert_eq!(blocks, expected);
    // phase marks in the headings
    let leaf = |c: usize| plan.columns[c].heading.last().unwrap();
    let marks = json(&folder, "progress_example.json")["phase_marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["mark"].as_str().unwrap().to_owned())
        .collect::<Vec<_>>();
    let first = plan.columns.iter().position(|c| c.block.is_some()).unwrap();
    assert!(marks.iter().enumerate().all(|(i, mark)| leaf(first + i).ends_with(mark.as_str())));
    // every example text is in a cell of its own, marked as what it is, and on paper
    let data = json(&folder, "progress_example.json");
    let typed: Vec<&str> = data["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["example"].as_object())
        .flat_map(|e| e.values())
        .filter_map(Value::as_str)
        .collect();
    assert!(typed.len() > 10);
    let cells: Vec<&str> = plan
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.example)
        .map(|cell| cell.text.as_str())
        .collect();
    assert_eq!(cells, typed);
    let shown: Vec<String> = laid(&book)
        .into_iter()
        .flat_map(|row| row.cells)
        .flatten()
        .filter(|c| c.kind == "example")
        .map(|c| c.text)
        .collect();
    assert_eq!(shown, typed.iter().map(|text| bare(text)).collect::<Vec<_>>());
    // and our own JSON gives it all again
    assert_eq!(read(&[source("再.json", Format::Json, book.json().into_bytes())]).0.json(), book.json());
}

/// 实 for 実 stands in the published text's scan; here it is put into one cell.
#[test]
fn a_simplified_form_is_found_in_its_cell() {
    let Some(folder) = corpus() else { return };
    let mut data: Value = serde_json::from_str(&whole(&folder).json()).unwrap();
    let answer = &mut data["rows"][100]["令和2年度時点"]["実施状況"];
    *answer = format!("{}を实施", answer.as_str().unwrap()).into();
    let (book, found) = read(&[tree(&data)]);
    assert_eq!(of(&found, "M201").len(), 1);
    let bytes = BUILT_IN.0.xlsx(&book, &Xlsx::default()).unwrap();
    let changed = source("直.xlsx", Format::Xlsx, bytes);
    let typed = reading::texts(&changed).find(|(text, _)| text.ends_with("を实施")).unwrap().1.clone();
    let (_, found) = read(&[changed]);
    let missing = of(&found, "M201");
    assert_eq!((missing.len(), missing[0].level), (1, Level::Error), "{}", lines(&found));
    assert_eq!(missing[0].place.as_ref(), Some(&typed));
    assert_eq!(typed.cell.map(|cell| cell.col), Some(9));
    assert!(
        missing[0].message.ja.starts_with("「实」（U+5B9E）")
            && missing[0].hints[0].ja == "「実」の間違いではありませんか"
    );
}
