//! Any form definition either comes back with findings or gives every product, with every text on it.

use crate::common::kit::Kit;
use crate::common::kit::Table;
use crate::common::papers::{bare, laid};
use crate::common::{lines, source, texts, tree};
use matome::finding::{Finding, Level};
use matome::meta::Given;
use matome::source::{Format, Source};
use matome::table::TableForm;
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone)]
struct Col {
    width: f64,
    group: Option<usize>,
    key: bool,
    block: bool,
    continued: bool,
    /// Headings above its own.
    parents: usize,
    long_heading: bool,
}

#[derive(Debug, Clone)]
struct Def {
    columns: Vec<Col>,
    size: f64,
    margins: (f64, f64),
    paper: &'static str,
    turn: &'static str,
    blocks: usize,
}

fn column() -> impl Strategy<Value = Col> {
    let group = prop::option::weighted(0.4, 1..4usize);
    let marks = (any::<bool>(), prop::bool::weighted(0.3), any::<bool>(), prop::bool::weighted(0.1));
    (30..600u32, group, marks, 0..3usize).prop_map(|(width, group, (key, block, continued, long_heading), parents)| {
        Col {
            width: f64::from(width) / 10.0,
            group,
            key,
            block: block && group.is_none(),
            continued,
            parents,
            long_heading,
        }
    })
}

/// Definitions as the rules want them: groups on the left, in order and without gaps, each with a key; at the
/// right a column that tells the rows apart.
fn definition() -> impl Strategy<Value = Def> {
    let paper = (prop::sample::select(vec!["A3", "A4"]), prop::sample::select(vec!["landscape", "portrait"]));
    let size = (7..14u32, (0..60u32, 0..60u32));
    (prop::collection::vec(column(), 1..8), size, paper, 1..4usize).prop_map(
        |(mut columns, (size, margins), (paper, turn), blocks)| {
            columns.sort_by_key(|c| c.group.unwrap_or(9));
            let (mut level, mut last) = (0, 0);
            for column in &mut columns {
                if let Some(group) = &mut column.group {
                    let fresh = *group > last;
                    last = *group;
                    level += usize::from(fresh);
                    *group = level;
                    column.key |= fresh;
                }
            }
            columns.push(Col {
                width: 20.0,
                group: None,
                key: false,
                block: false,
                continued: true,
                parents: 0,
                long_heading: false,
            });
            Def {
                columns,
                size: f64::from(size),
                margins: (f64::from(margins.0), f64::from(margins.1)),
                paper,
                turn,
                blocks,
            }
        },
    )
}

/// A `_` in a data file's key may part a year from a field, or belong to the field.
fn field(i: usize) -> String {
    if i % 3 == 1 { format!("列_{i}") } else { format!("列{i}") }
}

fn toml(def: &Def) -> String {
    let Def { size, margins: (top, bottom), paper, turn, blocks, .. } = def;
    let mut out = format!(
        "name = \"any\"\ntitle = \"題\"\nversion = 1\n[paper]\nsize = \"{paper}\"\norientation = \"{turn}\"\n\
         margin = {{ top = {top:.1}, bottom = {bottom:.1}, left = 5.0, right = 5.0 }}\n[text]\nsize = {size:.1}\n\
         [years]\n\"基準年度\" = 2024\n[block]\ncount = {blocks}\n"
    );
    for (i, c) in def.columns.iter().enumerate() {
        let mut heading: Vec<String> = (0..c.parents).map(|p| format!("親{}", (i / 2) * 3 + p)).collect();
        if c.block {
            heading = vec!["{{年度 時点}}".to_owned()];
        }
        heading.push(format!("{}{}", field(i), "の見出し".repeat(if c.long_heading { 8 } else { 0 })));
        let group = c.group.map(|group| format!("group = {group}\n")).unwrap_or_default();
        out.push_str(&format!(
            "[[field]]\nname = \"{}\"\nheading = {heading:?}\nwidth = {:.1}\n{group}key = {}\nblock = {}\ncontinued = {}\n",
            field(i),
            c.width,
            c.key,
            c.block,
            c.continued
        ));
    }
    out
}

/// The text of a column; in a group it follows from the keys, so that no two texts stand under one key.
fn cell(def: &Def, i: usize, row: &[usize]) -> String {
    let at = |i: usize| row[i % row.len()];
    let column = &def.columns[i];
    match column.group {
        Some(_) if column.key => format!("群{}", at(i) % 3),
        Some(level) => {
            let keys = def.columns.iter().enumerate().filter(|(_, k)| k.key && k.group.is_some_and(|g| g <= level));
            format!("名{}", keys.map(|(k, _)| (at(k) % 3).to_string()).collect::<String>())
        }
        None if i + 1 == def.columns.len() => format!("行{}", at(i)),
        None => format!("文{}、", at(i)).repeat(at(i) % 60),
    }
}

fn data(def: &Def, rows: &[Vec<usize>]) -> Value {
    let row = |row: &Vec<usize>| {
        let mut out = Map::new();
        for (i, column) in def.columns.iter().enumerate() {
            let (field, text) = (field(i), cell(def, i, row));
            if !column.block {
                out.insert(field, text.into());
                continue;
            }
            for k in 0..def.blocks {
                let block = out.entry(format!("令和{}年度時点", 6 + k)).or_insert_with(|| json!({}));
                block[&field] = format!("{k}{text}").into();
            }
        }
        Value::Object(out)
    };
    json!({ "様式": "any", "基準年度": 2024, "rows": rows.iter().map(row).collect::<Vec<_>>() })
}

/// The built-in forms with one more.
fn with_form(text: &str) -> (Kit, Result<TableForm, matome::Faults>) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/any");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("form.toml"), text).unwrap();
    let matome = Kit::with_project(dir.path()).unwrap();
    let form = matome.form("any");
    (matome, form)
}

fn read(matome: &Kit, form: &TableForm, source: Source) -> (Table, Vec<Finding>) {
    let mut findings = Vec::new();
    let book = matome.read(form, &[source], &Given::default(), &mut findings);
    (book.unwrap_or_else(|| panic!("{}", lines(&findings))), findings)
}

/// Every typed text is in a cell of the paper.
fn check_paper(book: &Table) {
    let mut shown = vec![String::new(); book.plan().columns.len()];
    for row in laid(book) {
        for (c, cell) in row.cells.into_iter().enumerate() {
            shown[c].extend(cell.filter(|cell| cell.kind != "again").map(|cell| cell.text));
        }
    }
    for row in &book.plan().rows {
        for (c, cell) in row.cells.iter().enumerate() {
            assert!(shown[c].contains(&bare(&cell.text)), "column {c}: {:?} is not in {:?}", cell.text, shown[c]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_form(def in definition(), rows in prop::collection::vec(prop::collection::vec(0..400usize, 8), 1..12)) {
        let (matome, form) = with_form(&toml(&def));
        // columns wider than the paper are found; nothing else is wrong here
        let form = match form {
            Ok(form) => form,
            Err(findings) => {
                prop_assert!(findings.iter().all(|f| f.code.0 == "M079"), "{}\n{}", lines(&findings), toml(&def));
                return Ok(());
            }
        };
        let (book, findings) = read(&matome, &form, tree(&data(&def, &rows)));
        // no room for a line below the header: see `a_header_without_room_below_is_found`
        prop_assume!(book.table().body_height() > book.table().height(1));
        let errors = || findings.iter().filter(|f| f.level == Level::Error);
        prop_assert!(errors().all(|f| f.code.0 == "M213"), "{}", lines(&findings));
        prop_assume!(errors().count() == 0);
        check_paper(&book);
        let pdf = matome.pdf(&book, &Pdf::default());
        prop_assert!(pdf.is_ok(), "{}", lines(&pdf.unwrap_err()));
        let xlsx = matome.xlsx(&book, &Xlsx::default()).unwrap();
        let (again, _) = read(&matome, &form, source("再.xlsx", Format::Xlsx, xlsx));
        prop_assert_eq!(texts(again.plan()), texts(book.plan()));
        let (again, _) = read(&matome, &form, source("再.json", Format::Json, book.json().into_bytes()));
        prop_assert_eq!(again.json(), book.json());
    }
}

/// Whether a column is required, whether it carries the mark, and its width in tenths of a millimetre.
type TallColumn = (bool, bool, u32);

/// Columns, and the texts of some rows.
fn tall() -> impl Strategy<Value = (Vec<TallColumn>, Vec<Vec<String>>)> {
    let piece = prop_oneof![
        3 => "[ぁ-ん一二三四五六七八九十、]{10,60}。",
        1 => "\n　?・[ぁ-ん一二三四五六七八九十]{5,40}",
        1 => "[ぁ-ん0-9０-９a-z、「」（）]{60,400}",
        1 => "[ 　\n]{1,50}",
    ];
    let text = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    // a row begins with ink in each required column
    let text =
        (prop::sample::select(vec!["訪問", "・訪問", "配食"]), text).prop_map(|(begin, text)| begin.to_owned() + &text);
    let columns = prop::collection::vec((any::<bool>(), prop::bool::weighted(0.3), 150..700u32), 1..5);
    (columns, prop::collection::vec(prop::collection::vec(text, 5), 1..4))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever columns a form has, rows higher than Excel allows are joined again.
    #[test]
    fn tall_rows_of_any_form((columns, rows) in tall(), grouped in any::<bool>()) {
        let mut toml = small("", "[paper]\nsize = \"A3\"\norientation = \"landscape\"\n[text]\nsize = 7.0");
        if grouped {
            toml += "[[field]]\nname = \"群\"\nheading = [\"群\"]\nwidth = 30\ngroup = 1\nkey = true\ncontinued = true\n";
        }
        for (i, (required, continued, width)) in columns.iter().enumerate() {
            let width = f64::from(*width) / 10.0;
            toml += &format!("[[field]]\nname = \"列{i}\"\nheading = [\"列{i}\"]\nwidth = {width:.1}\nrequired = {required}\ncontinued = {continued}\n");
        }
        let (matome, form) = with_form(&toml);
        let form = form.unwrap_or_else(|findings| panic!("{}\n{toml}", lines(&findings)));
        let row = |(r, texts): (usize, &Vec<String>)| {
            let cells = (0..columns.len()).map(|i| (format!("列{i}"), texts[i].clone().into()));
            let group = grouped.then(|| ("群".to_owned(), format!("群{}", r / 2).into()));
            Value::Object(group.into_iter().chain(cells).collect())
        };
        let rows: Vec<Value> = rows.iter().enumerate().map(row).collect();
        let (book, _) = read(&matome, &form, tree(&json!({ "様式": "any", "rows": rows })));
        let xlsx = matome.xlsx(&book, &Xlsx::default()).unwrap();
        let (again, findings) = read(&matome, &form, source("再.xlsx", Format::Xlsx, xlsx));
        let (one, two) = (texts(book.plan()), texts(again.plan()));
        prop_assert_eq!(one.len(), two.len(), "{}\n{}", toml, lines(&findings));
        for (r, (one, two)) in one.iter().zip(&two).enumerate() {
            for (c, (one, two)) in one.iter().zip(two).enumerate() {
                let same = one.chars().zip(two.chars()).take_while(|(a, b)| a == b).count();
                let rest = |text: &str| text.chars().skip(same.saturating_sub(20)).take(60).collect::<String>();
                prop_assert!(one == two, "row {} column {}: {:?} {:?}\n{}", r, c, rest(one), rest(two), toml);
            }
        }
    }
}

fn small(columns: &str, more: &str) -> String {
    format!("name = \"any\"\ntitle = \"題\"\nversion = 1\n{more}\n{columns}")
}

#[test]
fn a_header_without_room_below_is_found() {
    let paper = "[paper]\nsize = \"A4\"\norientation = \"landscape\"\nmargin = { top = 99, bottom = 99, left = 10, right = 10 }";
    let (_, form) = with_form(&small("[[field]]\nname = \"名\"\nheading = [\"名\"]\nwidth = 30\n", paper));
    assert!(form.is_err());
}

#[test]
fn a_group_without_a_key_is_found_or_works() {
    let columns = "[[field]]\nname = \"名\"\nheading = [\"名\"]\nwidth = 30\ngroup = 1\n\
                   [[field]]\nname = \"数\"\nheading = [\"数\"]\nwidth = 30\n";
    let (matome, form) = with_form(&small(columns, ""));
    let Ok(form) = form else { return };
    let rows = json!({ "rows": [{ "名": "あ", "数": "1" }, { "名": "い", "数": "2" }] });
    let (book, findings) = read(&matome, &form, tree(&rows));
    assert_eq!(lines(&findings), "");
    check_paper(&book);
}

#[test]
fn a_block_label_without_its_year_is_found_or_works() {
    let columns = "[[field]]\nname = \"名\"\nheading = [\"名\"]\nwidth = 30\n\
                   [[field]]\nname = \"数\"\nheading = [\"{{年度 時点}}\", \"数\"]\nwidth = 30\nblock = true\n";
    let (matome, form) =
        with_form(&small(columns, "[years]\n\"基準年度\" = 2024\n[block]\ncount = 2\nlabel = \"実績\""));
    let Ok(form) = form else { return };
    let csv = source("a.csv", Format::Csv, ",令和6年度,令和7年度\n名,数,数\nあ,1,2\n".into());
    let (book, _) = read(&matome, &form, csv);
    let (again, _) = read(&matome, &form, source("再.json", Format::Json, book.json().into_bytes()));
    assert_eq!(texts(again.plan()), texts(book.plan()));
}

/// Each of these was taken, or made the program panic.
#[test]
fn contradictions_are_found() {
    let two = "[[field]]\nname = \"名\"\nheading = [\"名\"]\nwidth = 30\n\
               [[field]]\nname = \"数\"\nheading = [\"数\"]\nwidth = 30\n";
    let paper = |text: &str| format!("[paper]\nsize = \"A4\"\norientation = \"portrait\"\n{text}\n");
    let margin = |text: &str| paper(&format!("margin = {{ {text} }}"));
    let years = "[years]\n\"基準年度\" = 2024";
    let second = |heading: &str| two.replace("heading = [\"数\"]", &format!("heading = [\"{heading}\"]"));
    let cases = [
        (format!("{two}group = 1\nkey = true\n"), String::new(), "M077", "左に", 9),
        (second("{{年度 基準 99999999999}}"), years.to_owned(), "M078", "年の外", 12),
        (second("{{年度 基礎}}"), years.to_owned(), "M078", "「基礎」", 12),
        (two.to_owned(), "[block]\ncount = 0".to_owned(), "M075", "count は 1〜10", 5),
        (two.to_owned(), "[block]\ncount = 11".to_owned(), "M075", "count は 1〜10", 5),
        (two.to_owned(), "[block]\ncount = 1\nlabel = \"{{x\"".to_owned(), "M078", "label", 6),
        (two.to_owned(), "[block]\ncount = 2\nlabel = \"実績\"".to_owned(), "M078", "どの年度でも", 6),
        (two.to_owned(), "[text]\nline_gap = nan".to_owned(), "M074", "line_gap", 5),
        (two.to_owned(), "[text]\nsize = inf".to_owned(), "M074", "字の大きさ", 5),
        (two.to_owned(), "[text]\ninset = { x = nan, y = 1 }".to_owned(), "M074", "inset", 5),
        (two.replacen("width = 30", "width = nan", 1), String::new(), "M076", "幅 NaNmm", 8),
        (two.replacen("width = 30", "width = inf", 1), String::new(), "M076", "幅 infmm", 8),
        (two.to_owned(), "[years]\n\"基準年度\" = 2147483647".to_owned(), "M075", "西暦", 5),
        (two.to_owned(), margin("top = inf, bottom = 9, left = 9, right = 9"), "M073", "余白は", 7),
        (two.to_owned(), "[print.\"別\"]\nwidths = { \"名\" = nan }".to_owned(), "M076", "幅 NaNmm", 5),
        (two.to_owned(), "[print.\"別\"]\nwidths = { \"字\" = 9.0 }".to_owned(), "M076", "「字」", 5),
        (
            two.to_owned(),
            margin("top = 99, bottom = 99, left = 9, right = 9").replace("portrait", "landscape"),
            "M073",
            "入りません",
            7,
        ),
    ];
    for (columns, more, code, says, line) in cases {
        let findings = with_form(&small(&columns, &more)).1.expect_err(&more);
        let found = findings.iter().find(|f| f.code.0 == code).unwrap_or_else(|| panic!("{}", lines(&findings)));
        assert!(found.message.ja.contains(says), "{}", lines(&findings));
        assert_eq!(found.place.as_ref().and_then(|p| p.line), Some(line), "{}", lines(&findings));
        assert_eq!(findings.len(), 1, "{}", lines(&findings));
    }
}
