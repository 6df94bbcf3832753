//! Golden papers: each folder of `tests/golden/` holds a case that imitates a real fault, and what must come
//! out of it.
//!
//! `case.toml` says why the case is there, its form and its inputs; `ref/` holds the findings, the pages, and pictures
//! of those pages that `pictures` names. A reference that is missing is written and fails, a file in `ref/` that is none
//! fails. After a wanted change: `MATOME_ACCEPT=<case> cargo test --test all golden`, never under CI.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::kit::read_path;
use crate::common::papers::{Paper, laid};
use crate::common::picture::{Picture, draw};
use crate::common::{BUILT_IN, lines};
use matome::meta::Given;
use matome::paper::Book;
use matome::slip::{Page, SetSlip};
use matome::table::TableBook;
use matome::typeset::Pdf;
use matome::xlsx::Xlsx;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The fault that is imitated and what must become of it.
    why: String,
    form: String,
    inputs: Vec<String>,
    variant: Option<String>,
    number: Option<String>,
    /// Pages that are kept as pictures, from 1.
    #[serde(default)]
    pictures: Vec<usize>,
}

/// What must come out of a case.
enum Reference {
    Text(String),
    /// A page at 72 ppi.
    Picture(Picture),
}

impl Reference {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Picture(picture) => picture.png(),
        }
    }

    /// What a file does not have of it. The whole is left beside the build.
    fn differs_from(&self, expected: &[u8], name: &str, file: &str) -> Option<String> {
        match self {
            Self::Text(text) => {
                let expected = String::from_utf8_lossy(expected);
                (expected != text.as_str()).then(|| difference(name, file, &expected, text))
            }
            Self::Picture(picture) => {
                let expected = Picture::of_png(expected);
                let unlike = picture.unlike(&expected);
                (unlike > 0).then(|| {
                    let panels = left(name, file, &expected.beside(picture).png());
                    format!(" in {unlike} pixels\n  expected, actual, difference: {}", panels.display())
                })
            }
        }
    }
}

/// Whether references may be written over.
struct Mode {
    accept: Option<String>,
    ci: bool,
}

/// Holds a text against the reference of a case.
#[expect(clippy::disallowed_methods, reason = "accepting a reference is asked for by a variable")]
pub(crate) fn held(case: &Path, file: &str, text: String) -> Result<(), String> {
    let mode = Mode { accept: std::env::var("MATOME_ACCEPT").ok(), ci: std::env::var_os("CI").is_some() };
    let name = case.file_name().unwrap().to_string_lossy();
    compare(case, &name, &[(file.to_owned(), Reference::Text(text))], &mode)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "accepting a reference is asked for by a variable")]
fn every_case() {
    let mode = Mode { accept: std::env::var("MATOME_ACCEPT").ok(), ci: std::env::var_os("CI").is_some() };
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 4);
    let known = |name: &String| cases.iter().any(|case| case.ends_with(name));
    assert!(mode.accept.as_ref().is_none_or(known), "MATOME_ACCEPT names no case");
    let faults: Vec<String> = cases.iter().filter_map(|case| run(case, &mode).err()).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Runs a case. The first thing that differs is told.
fn run(case: &Path, mode: &Mode) -> Result<(), String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(case.join("case.toml")).map_err(|e| format!("{name}: case.toml: {e}"))?;
    let spec: Case = toml::from_str(&text).map_err(|e| format!("{name}: case.toml: {e}"))?;
    if spec.why.trim().is_empty() {
        return Err(format!("{name}: case.toml does not say why"));
    }
    compare(case, &name, &read(case, &spec), mode)
}

/// The references of a case by their files.
fn read(case: &Path, spec: &Case) -> Vec<(String, Reference)> {
    let engine = &BUILT_IN.0;
    let sources: Vec<_> = spec.inputs.iter().map(|input| read_path(&case.join(input), input).unwrap()).collect();
    let mut given = Given { variant: spec.variant.clone(), ..Given::default() };
    given.meta.number.clone_from(&spec.number);
    let form = engine.0.form(&spec.form).value_or_faults().unwrap();
    let (book, findings) = engine.0.make(&form, &sources, &given).into_parts();
    let mut out = vec![("findings.txt".to_owned(), Reference::Text(lines(&findings)))];
    if let Some(book) = book {
        let pdf = || engine.0.pdf(&book, &Pdf::default()).value_or_faults().unwrap();
        let xlsx = || engine.0.xlsx(&book, &Xlsx::default()).value_or_faults().unwrap();
        let bytes = pdf();
        assert!(bytes == pdf() && xlsx() == xlsx(), "the same bytes twice");
        let paper = Paper::of(&bytes);
        assert_eq!(paper.pages(), book.page_count(&Pdf::default()));
        let pages = match &book {
            Book::Table(book) => pages(book, &paper),
            Book::Slips(book) => sheets(&book.set().cloned().collect::<Vec<_>>()),
            _ => panic!("a golden case has rows"),
        };
        out.push(("pages.json".to_owned(), Reference::Text(pages)));
        let picture = |n: &usize| (format!("page-{n}.png"), Reference::Picture(draw(&bytes, n - 1, 1.0)));
        out.extend(spec.pictures.iter().map(picture));
    }
    out
}

/// For each sheet its bookmarks, the size of its answers, and how the texts in the boxes of each page begin.
fn sheets(set: &[SetSlip]) -> String {
    let begins = |page: &Page| -> Vec<String> {
        let texts = page.tables.iter().flat_map(|table| &table.cells).flat_map(|cell| &cell.body.cell.paras);
        let texts = texts.chain(page.texts.iter().flat_map(|text| &text.body.cell.paras));
        texts.map(|para| para.lines.iter().flat_map(|l| l.text.trim_end().chars()).take(24).collect()).collect()
    };
    let sheets: Vec<String> = set
        .iter()
        .map(|sheet| {
            let pages: Vec<_> = sheet.pages.iter().map(begins).collect();
            format!("{:#}", serde_json::json!({ "of": sheet.bookmarks, "size": sheet.size, "pages": pages }))
        })
        .collect();
    format!("[\n{}\n]\n", sheets.join(",\n"))
}

/// Page count and size, and for each page its rows and the labels that are repeated there.
fn pages(book: &TableBook, paper: &Paper) -> String {
    let mm = |pt: f64| (pt / matome::units::MM).round() as i64;
    let (width, height) = paper.sizes()[0];
    let mut rows = laid(book).into_iter();
    let pages: Vec<String> = book
        .pages()
        .iter()
        .map(|page| {
            let here: Vec<_> = rows.by_ref().take(page.slices.len()).collect();
            let shown: Vec<String> = page
                .slices
                .iter()
                .map(|slice| {
                    format!("{}: lines {}-{}, {} mm", slice.row + 1, slice.from + 1, slice.to, mm(slice.height))
                })
                .collect();
            let cells = here.first().into_iter().flat_map(|row| &row.cells).flatten();
            let again: Vec<&str> = cells.filter(|cell| cell.kind == "again").map(|cell| cell.text.as_str()).collect();
            format!("{:#}", serde_json::json!({ "rows": shown, "again": again }))
        })
        .collect();
    let head = format!("\"pages\": {}, \"size\": \"{} x {} mm\"", pages.len(), mm(width), mm(height));
    format!("{{{head}, \"each\": [\n{}\n]}}\n", pages.join(",\n"))
}

fn compare(case: &Path, name: &str, actual: &[(String, Reference)], mode: &Mode) -> Result<(), String> {
    let folder = case.join("ref");
    fs::create_dir_all(&folder).unwrap();
    let accept = mode.accept.as_deref() == Some(name) && !mode.ci;
    let mut fault = None;
    for (file, is) in actual {
        let path = folder.join(file);
        let told = match fs::read(&path) {
            Ok(expected) => match is.differs_from(&expected, name, file) {
                Some(how) if !accept => format!("{name}: ref/{file} differs{how}"),
                Some(_) => {
                    fs::write(&path, is.bytes()).unwrap();
                    continue;
                }
                None => continue,
            },
            Err(_) => {
                fs::write(&path, is.bytes()).unwrap();
                if accept {
                    continue;
                }
                format!("{name}: there was no ref/{file}; it was written, look it through")
            }
        };
        fault.get_or_insert(told);
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    let orphan = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .find(|n| !actual.iter().any(|(file, _)| file == n));
    orphan.map_or(Ok(()), |orphan| Err(format!("{name}: ref/{orphan} is the reference of nothing")))
}

/// Leaves a file beside the build.
fn left(name: &str, file: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(file), bytes).unwrap();
    folder.join(file)
}

/// The first line that differs.
fn difference(name: &str, file: &str, expected: &str, actual: &str) -> String {
    let whole = left(name, file, actual.as_bytes());
    let n = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(n).unwrap_or("(end)").to_owned();
    format!(
        " in line {}\n  expected: {}\n  actual:   {}\n  whole: {}",
        n + 1,
        line(expected),
        line(actual),
        whole.display()
    )
}

#[test]
fn references_are_kept_strictly() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path();
    let run = |text: &str, accept: Option<&str>, ci: bool| {
        let mode = Mode { accept: accept.map(str::to_owned), ci };
        compare(case, "試し", &[("findings.txt".to_owned(), Reference::Text(text.to_owned()))], &mode)
    };
    let kept = || fs::read_to_string(case.join("ref/findings.txt")).unwrap();
    assert!(run("一\n二\n", None, false).unwrap_err().contains("was written"), "a missing reference fails");
    assert_eq!(run("一\n二\n", None, false), Ok(()));
    let told = run("一\n三\n", None, false).unwrap_err();
    assert!(told.contains("line 2") && told.contains("expected: 二") && told.contains("actual:   三"), "{told}");
    assert!(run("一\n三\n", Some("別の"), false).is_err(), "another case was accepted");
    assert!(run("一\n三\n", Some("試し"), true).is_err(), "never under CI");
    assert_eq!(kept(), "一\n二\n");
    assert_eq!(run("一\n三\n", Some("試し"), false), Ok(()));
    assert_eq!(kept(), "一\n三\n");
    fs::write(case.join("ref/orphan.txt"), "").unwrap();
    assert!(run("一\n三\n", None, false).unwrap_err().contains("ref/orphan.txt"));
}

#[test]
fn a_line_that_moved_is_seen_in_the_picture() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path();
    let page = |rule: usize, grey: u8| {
        let mut picture = Picture { width: 40, height: 30, pixels: vec![255; 40 * 30] };
        picture.pixels[rule * 40..(rule + 1) * 40].fill(grey);
        picture
    };
    let run = |picture: Picture| {
        let mode = Mode { accept: None, ci: false };
        compare(case, "試しの絵", &[("page-1.png".to_owned(), Reference::Picture(picture))], &mode)
    };
    assert!(run(page(10, 0)).unwrap_err().contains("was written"), "a missing reference fails");
    assert_eq!(run(page(10, 0)), Ok(()));
    assert_eq!(run(page(10, 9)), Ok(()), "a shade of another processor is none");
    let told = run(page(11, 0)).unwrap_err();
    assert!(told.contains("in 80 pixels"), "{told}");
    let panels = Picture::of_png(&fs::read(told.rsplit(": ").next().unwrap()).unwrap());
    assert_eq!((panels.width, panels.height), (3 * 40 + 2, 30));
    assert!(run(Picture { width: 30, height: 40, pixels: vec![255; 1200] }).is_err(), "another size");
}
