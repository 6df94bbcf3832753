//! What the test files share: running the program in an empty environment, rows of the form `progress`, and
//! looking into what came out.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod aloud;
pub mod kit;
pub mod papers;
pub mod picture;
pub mod sheets;
pub mod slips;
pub mod workbook;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::common::kit::Kit;
use crate::common::kit::Table;
use matome::finding::Finding;
use matome::meta::Given;
use matome::source::{Format, Source, read_bytes};
use matome::table::TableForm;
use matome::table::plan::Plan;
use serde_json::{Value, json};

/// What a run of the program left.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Checks the exit code; a failure shows everything that was printed.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr);
        self
    }

    /// Checks that stderr holds each of the texts.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "{text:?} is not in\n{}", self.stderr);
        }
        self
    }
}

/// Runs the program in a folder with nothing in its environment but PATH.
pub fn matome<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Run {
    matome_with(folder, &[], args)
}

/// As [`matome`], with environment variables.
#[expect(clippy::disallowed_methods, reason = "PATH is all that the program is given of the environment")]
pub fn matome_with<S: AsRef<OsStr>>(folder: &Path, env: &[(&str, &str)], args: &[S]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
    command.current_dir(folder).args(args).env_clear().envs(env.iter().copied());
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("no signal ended it"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Names of everything below a folder, `/` between, sorted; folders end in `/`.
pub fn names(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            out.extend(names(&entry.path()).into_iter().map(|below| format!("{name}/{below}")));
            out.push(format!("{name}/"));
        } else {
            out.push(name);
        }
    }
    out.sort();
    out
}

/// The corpus beside the project; says so and gives nothing where it is not.
pub fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no ../shared/corpus");
    None
}

/// A row of the form `progress` for 令和6年度, in which no check finds anything.
pub fn answer(direction: &str, number: &str, section: &str, item: &str, done: &str) -> Value {
    json!({
        "方向性": direction, "番号": number, "取組み": format!("見守りの取組み{number}"), "内容": "地域の見守りを続ける。",
        "局区等": "福祉局", "局区": "福祉局", "課": section, "事業名・取組名": item, "事業概要": "訪問して声をかける。",
        "令和6年度時点": { "実施状況": done, "評価・課題": "延べ件数が増えた。", "今後の方向性": "続ける。" },
        "令和7年度時点": { "実施状況": done, "評価・課題": "担い手が足りない。", "今後の方向性": "担い手を募る。" },
    })
}

/// Data of the form `progress`.
pub fn progress(rows: Vec<Value>) -> Value {
    json!({ "様式": "progress", "基準年度": 2024, "策定年度": 2022, "rows": rows })
}

/// Three rows without any finding.
pub fn good() -> Value {
    progress(vec![
        answer("方向性1", "1", "地域福祉課", "声かけ訪問", "120世帯を訪ねた。"),
        answer("方向性1", "1", "高齢福祉課", "配食", "40人に届けた。"),
        answer("方向性2", "2", "健康課", "健康相談", "12回開いた。"),
    ])
}

/// One row with a character that no font has: an error, unless forced.
pub fn faulty() -> Value {
    progress(vec![answer("方向性1", "1", "地域福祉課", "声かけ訪問", "实施した。")])
}

/// Makes a file from JSON.
pub fn put(folder: &Path, name: &str, data: &Value) {
    std::fs::write(folder.join(name), data.to_string()).unwrap();
}

/// A JSON text as a source.
pub fn tree(data: &Value) -> Source {
    source("回答.json", Format::Json, data.to_string().into_bytes())
}

pub fn source(name: &str, format: Format, bytes: Vec<u8>) -> Source {
    read_bytes(bytes, name, format).unwrap()
}

/// The built-in forms and fonts, and the form `progress`.
pub static BUILT_IN: LazyLock<(Kit, TableForm)> = LazyLock::new(|| {
    let matome = Kit::new();
    let form = matome.form("progress").unwrap();
    (matome, form)
});

/// Reads sources into a book of the form `progress`, with everything that was noticed.
pub fn try_read(sources: &[Source]) -> (Option<Table>, Vec<Finding>) {
    let (matome, form) = &*BUILT_IN;
    let mut findings = Vec::new();
    let book = matome.read(form, sources, &Given::default(), &mut findings);
    (book, findings)
}

#[track_caller]
pub fn read(sources: &[Source]) -> (Table, Vec<Finding>) {
    let (book, findings) = try_read(sources);
    (book.unwrap_or_else(|| panic!("no table: {}", lines(&findings))), findings)
}

/// The texts of each row.
pub fn texts(plan: &Plan) -> Vec<Vec<&str>> {
    plan.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

/// The texts of one column.
pub fn column<'a>(plan: &'a Plan, field: &str) -> Vec<&'a str> {
    let c = (0..plan.columns.len()).find(|&c| plan.column(c).field == field).unwrap();
    plan.rows.iter().map(|row| row.cells[c].text.as_str()).collect()
}

/// Findings as `code place message`, one a line.
pub fn lines(findings: &[Finding]) -> String {
    findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut out = format!("{:?} {} {place} {}", finding.level, finding.code, finding.message.ja);
    out.extend(finding.related.iter().map(|place| format!(" | 関連 {place}")));
    out.extend(finding.hints.iter().map(|hint| format!(" | {}", hint.ja)));
    out.push('\n');
    out
}

/// Findings of one code.
pub fn of<'a>(findings: &'a [Finding], code: &str) -> Vec<&'a Finding> {
    findings.iter().filter(|finding| finding.code.0 == code).collect()
}
