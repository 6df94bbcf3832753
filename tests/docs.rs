//! What the documents tell a user to do works when it is followed to the letter.

use std::fs;
use std::path::Path;

use crate::common::kit::{Kit, read_path};
use crate::common::matome;
use matome::finding::Finding;
use matome::meta::Given;
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The first fenced block behind a mark.
fn block<'a>(text: &'a str, mark: &str, fence: &str) -> &'a str {
    let text = text.split_once(mark).unwrap().1;
    let text = text.split_once(fence).unwrap().1;
    text.split_once("\n```").unwrap().0
}

#[test]
fn the_form_of_the_guide_works() {
    let guide = document("docs/new-form.md");
    let dir = tempfile::tempdir().unwrap();
    let form = dir.path().join("templates/shelters");
    fs::create_dir_all(&form).unwrap();
    fs::write(form.join("form.toml"), block(&guide, "matome form new shelters", "```toml\n")).unwrap();
    let table = dir.path().join("点検.csv");
    fs::write(&table, block(&guide, "`点検.csv`:", "```\n")).unwrap();

    let matome = Kit::with_project(dir.path()).unwrap();
    let form = matome.form("shelters").unwrap();
    let source = read_path(&table, "点検.csv").unwrap();
    let mut findings: Vec<Finding> = Vec::new();
    let book = matome.read(&form, &[source], &Given::default(), &mut findings).unwrap();
    assert_eq!(findings, [], "the guide's table is right");
    assert_eq!(book.plan().rows.len(), 3);
    assert!(book.plan().columns.iter().any(|c| c.heading == ["令和9年度", "予定"]));
    assert!(matome.pdf(&book, &Pdf::default()).unwrap().starts_with(b"%PDF"));
    assert!(matome.xlsx(&book, &Xlsx::default()).unwrap().starts_with(b"PK"));
}

#[test]
fn the_slip_of_the_guide_works() {
    let guide = document("docs/new-form.md");
    let guide = guide.split_once("# 個票の様式を作る").unwrap().1;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/salon");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("form.toml"), block(guide, "matome form new salon --slip", "```toml\n")).unwrap();
    let matome = Kit::with_project(dir.path()).unwrap();
    let form = matome.slip_form("salon").unwrap();
    let mut findings: Vec<Finding> = Vec::new();
    let mut read = |name: &str, mark: &str| {
        fs::write(dir.path().join(name), block(guide, mark, "```\n")).unwrap();
        let source = read_path(&dir.path().join(name), name).unwrap();
        matome.read_slips(&form, &[source], &Given::default(), &mut findings).unwrap()
    };
    let blank = read("空.json", "`空.json`:");
    let full = read("活動.csv", "`活動.csv`:");
    assert_eq!(findings, [], "the guide's table is right");
    assert_eq!((blank.slips.len(), full.slips.len()), (1, 2));
    for book in [&blank, &full] {
        let _set = matome.set_slips(book, &mut findings);
        assert!(matome.slips_pdf(book, &Pdf::default()).unwrap().starts_with(b"%PDF"));
        assert!(matome.slips_xlsx(book, &Xlsx::default()).unwrap().starts_with(b"PK"));
    }
    assert_eq!(full.file_name(0, None).unwrap(), "通いの場の活動票_港_磯の縁側");
    // the blank form that went out is read when it comes back
    let bytes = matome.slips_xlsx(&full, &Xlsx::default()).unwrap();
    let back = matome::source::read_bytes(bytes, "活動票.xlsx", matome::source::Format::Xlsx).unwrap();
    let back = matome.read_slips(&form, &[back], &Given::default(), &mut findings).unwrap();
    assert_eq!((back.json(), findings), (full.json(), vec![]));
}

#[test]
fn the_document_of_the_guide_works() {
    let guide = document("docs/new-form.md");
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/notice");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("form.toml"), block(&guide, "matome form new notice --document", "```toml\n")).unwrap();
    fs::write(dir.path().join("文.md"), "# 題\n\n本文。\n").unwrap();
    matome(dir.path(), &["render", "notice", "文.md", "-o", "お知らせ.pdf"]).expect(0);
    // what the scaffold says is what the built-in form has
    matome(dir.path(), &["render", "document", "文.md", "-o", "文書.pdf"]).expect(0);
    let pages = |name: &str| lopdf::Document::load(dir.path().join(name)).unwrap();
    let content = |pdf: &lopdf::Document| pdf.get_page_content(pdf.page_iter().next().unwrap());
    assert_eq!(content(&pages("お知らせ.pdf")), content(&pages("文書.pdf")));
}

#[test]
fn the_form_that_is_made_new_works() {
    let dir = tempfile::tempdir().unwrap();
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_matome"))
        .args(["form", "new", "my-form", "--project"])
        .arg(dir.path())
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let matome = Kit::with_project(dir.path()).unwrap();
    let form = matome.form("my-form").unwrap();
    assert_eq!(form.columns.len(), 4);
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_matome"))
        .args(["form", "new", "my-slip", "--slip", "--project"])
        .arg(dir.path())
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let form = Kit::with_project(dir.path()).unwrap().slip_form("my-slip").unwrap();
    assert_eq!((form.fields.len(), form.panels.len()), (6, 1));
}

#[test]
fn every_form_of_the_readme_is_there() {
    let readme = document("README.md");
    for name in Kit::new().templates().form_names() {
        assert!(readme.contains(&format!("`{name}`")), "README does not name the form {name}");
    }
}

/// The keys of the structs of a source file that reads definitions, with the names that TOML uses.
fn keys(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut inside = false;
    let mut renamed = None;
    for line in source.lines().map(str::trim) {
        if line.contains("struct Raw") {
            inside = line.ends_with('{');
        } else if line == "}" {
            inside = false;
        } else if let Some(name) = line.split_once("rename = \"").and_then(|(_, rest)| rest.split('"').next()) {
            renamed = Some(name.to_owned());
        } else if let Some((name, _)) = line.trim_start_matches("pub ").split_once(": ").filter(|_| inside)
            && !line.starts_with(['/', '#'])
        {
            out.push(renamed.take().unwrap_or_else(|| name.to_owned()));
        }
    }
    out
}

#[test]
fn the_guide_names_every_key_of_the_definitions() {
    let guide = document("docs/new-form.md");
    let named = |key: &str| {
        let marks = [format!("`{key}`"), format!("{key} ="), format!("[{key}"), format!("`[{key}")];
        marks.iter().any(|mark| guide.contains(mark)) || guide.contains(&format!(".{key}]"))
    };
    let all: Vec<String> = ["src/form/raw.rs", "src/table/form/raw.rs", "src/slip/raw.rs", "src/document/book.rs"]
        .iter()
        .flat_map(|file| keys(&document(file)))
        .collect();
    assert!(all.len() > 80 && all.iter().any(|k| k == "type") && all.iter().any(|k| k == "kinsoku"), "{all:?}");
    let missing: Vec<&String> = all.iter().filter(|key| !named(key)).collect();
    assert!(missing.is_empty(), "docs/new-form.md does not name {missing:?}");
}

/// Everything under a folder, as one text.
fn sources(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, out);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            out.push_str(&fs::read_to_string(&entry).unwrap());
        }
    }
}

/// A rule that is kept here has a test; one that Typst keeps has one too, since the next Typst may not.
#[test]
fn the_typesetting_rules_name_tests_that_exist() {
    let rules = document("docs/typesetting.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    sources(&root.join("src"), &mut tests);
    sources(&root.join("tests"), &mut tests);
    let (tables, _) = rules.split_once("## ").unwrap();
    let mut seen = 0;
    for line in tables.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| 決まり")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let names: Vec<&str> = cells.last().unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty() || cells[1] == "扱わない", "no test is named: {line}");
        for name in names {
            assert!(tests.contains(&format!("fn {name}(")), "no test {name}");
            seen += 1;
        }
    }
    assert!(seen > 40, "the table names its tests: {seen}");
}

/// What a file can hold: each row says what becomes of it in one of four words, with codes that exist and a test that
/// exists; each code of reading stands in a row.
#[test]
fn the_table_of_reading_names_codes_and_tests_that_exist() {
    let table = document("docs/reading.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    sources(&root.join("src"), &mut tests);
    sources(&root.join("tests"), &mut tests);
    let codes: Vec<&str> = matome::codes::CODES.iter().map(|entry| entry.code).collect();
    let pattern = regex::Regex::new(r"M\d{3}").unwrap();
    let (mut told, mut seen) = (Vec::new(), Vec::new());
    for line in table.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| 何があるか")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [what, becomes, named] = cells.as_slice() else { panic!("three cells: {line}") };
        assert!(!seen.contains(what), "twice: {what}");
        seen.push(what);
        let word = ["刷る", "知らせる", "読まない", "ない"].into_iter().find(|word| becomes.starts_with(word));
        let word = word.unwrap_or_else(|| panic!("printed, told, not read or not there: {line}"));
        let of_row: Vec<&str> = pattern.find_iter(becomes).map(|found| found.as_str()).collect();
        match word {
            "知らせる" => assert!(!of_row.is_empty(), "no code: {line}"),
            "刷る" => {}
            _ => assert!(of_row.is_empty(), "a code of what is not told: {line}"),
        }
        for code in of_row {
            assert!(codes.contains(&code), "no code {code}: {line}");
            told.push(code);
        }
        let names: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty() || matches!(word, "読まない" | "ない"), "no test is named: {line}");
        for name in names {
            assert!(tests.contains(&format!("fn {name}(")), "no test {name}: {line}");
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
    let missing: Vec<&&str> =
        codes.iter().filter(|code| **code > "M000" && **code < "M050" && !told.contains(code)).collect();
    assert!(missing.is_empty(), "docs/reading.md does not say what brings {missing:?}");
}

/// What `benches/mutants.py` takes out of the code is there, once each, and each rule has something to be taken out.
#[test]
fn each_mutant_is_in_the_code() {
    let list: toml::Table = toml::from_str(&document("benches/mutants.toml")).unwrap();
    let mutants = list["mutant"].as_array().unwrap();
    let mut rows = Vec::new();
    for mutant in mutants {
        rows.push(mutant["row"].as_str().unwrap());
        for edit in mutant["edits"].as_array().unwrap() {
            let [file, old, new] = edit.as_array().unwrap().as_slice() else { panic!("{edit}") };
            let (file, old) = (file.as_str().unwrap(), old.as_str().unwrap());
            assert_eq!(document(file).matches(old).count(), 1, "{} in {file}: {old}", mutant["part"]);
            assert_ne!(Some(old), new.as_str());
        }
    }
    let rules = document("docs/typesetting.md");
    let tables = rules.split_once("\n## ").unwrap().0;
    let kept = tables.lines().filter(|line| line.starts_with("| ") && line.contains('`') && line.ends_with("` |"));
    for rule in kept {
        assert!(rows.iter().any(|row| rule[2..].starts_with(row)), "no mutant of {rule}");
    }
}

/// The keys that a table of `matome.toml` may have, as the reader itself names them.
fn settings_keys(text: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("matome.toml"), text).unwrap();
    let fault = matome::project::Project::read(dir.path(), &Default::default()).unwrap_err();
    let names: Vec<&str> = fault.message.en.split('`').skip(1).step_by(2).collect();
    assert_eq!(names[0], "xyzzy", "{}", fault.message.en);
    names[1..].iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_key_of_the_settings_is_documented() {
    let page = document("docs/matome-toml.md");
    let sections: Vec<&str> = page.split("\n## ").collect();
    let tables = settings_keys("xyzzy = 1\n");
    assert!(tables.len() >= 7, "{tables:?}");
    for table in &tables {
        assert!(sections[0].contains(&format!("`{table}`")), "the key {table} is not in docs/matome-toml.md");
        // years are the forms' own, packets and limits have pages of their own
        if ["years", "packet", "limits"].contains(&table.as_str()) {
            continue;
        }
        let head = match table.as_str() {
            "paper" => "[[paper]]".to_owned(),
            "inquiry" => "[inquiry.\"名前\"]".to_owned(),
            table => format!("[{table}]"),
        };
        let section = sections.iter().find(|section| section.starts_with(&format!("`{head}`")));
        let section = section.unwrap_or_else(|| panic!("docs/matome-toml.md has no section {head}"));
        let known = settings_keys(&format!("{head}\nxyzzy = 1\n"));
        for key in &known {
            assert!(section.contains(&format!("`{key}`")), "{head} {key} is not in docs/matome-toml.md");
        }
        // and nothing that there is not
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        for (key, _) in rows {
            assert!(known.iter().any(|own| own == key), "{head} has no key {key}");
        }
    }
}
