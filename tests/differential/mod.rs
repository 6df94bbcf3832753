//! What matome reads and what LibreOffice shows, cell by cell. Where they differ, Excel is right: `known.txt` lists each
//! difference under its reason. A difference that is not there fails, and so does one that is there and no more.

mod codes;
mod kinds;
pub mod office;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use matome::finding::Finding;
use matome::limits::Limits;
use matome::place::SourceFile;
use matome::source::{Body, Sheet, Source, read_file};
use office::Office;

/// A cell that the two show differently, as a line of `known.txt`: where, matome's text, LibreOffice's text.
type Difference = String;

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential").join(name)).unwrap()
}

/// Reads a workbook with all of its findings.
fn read(path: &Path) -> (Vec<Sheet>, Vec<Finding>) {
    let mut limits = Limits::default();
    limits.findings = usize::MAX;
    let Source { body, findings, .. } = read_file(&SourceFile::from(path.to_str().unwrap()), &limits).unwrap();
    match body {
        Body::Sheets(sheets) => (sheets, findings),
        _ => panic!("no sheets"),
    }
}

/// What matome says is in a cell: a hidden value is nothing, what cannot be a day is `####`, as Excel shows them.
fn shown(sheet: &Sheet, findings: &[Finding], row: usize, col: usize) -> String {
    let at = |r: u32, c: u32| (r as usize, c as usize) == (row, col);
    let Ok(index) = sheet.cells.binary_search_by_key(&(row as u32, col as u32), |cell| (cell.at.row, cell.at.col))
    else {
        return String::new();
    };
    let told = |code: &str| {
        findings.iter().any(|finding| {
            let place = finding.place.as_ref().filter(|_| finding.code.0 == code);
            let here = place.filter(|place| place.sheet.as_deref() == Some(&*sheet.name)).and_then(|place| place.cell);
            here.is_some_and(|cell| at(cell.row, cell.col))
        })
    };
    match &sheet.cells[index].text {
        _ if told("M016") => String::new(),
        _ if told("M029") => "####".to_owned(),
        text => text.trim_matches(' ').to_owned(),
    }
}

/// The known differences under a heading of the file, without their reasons.
fn known(part: &str) -> BTreeSet<Difference> {
    let text = file("known.txt");
    let (mut here, mut reason) = (false, false);
    let mut lines = BTreeSet::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("=== ") {
            (here, reason) = (heading == part, false);
        } else if line.starts_with("== ") {
            reason = true;
        } else if here && line.contains('\t') {
            assert!(reason, "no reason stands over {line}");
            assert!(lines.insert(line.to_owned()), "twice: {line}");
        }
    }
    lines
}

/// Holds what differs against the list.
#[track_caller]
fn judge(office: &Office, part: &str, differences: Vec<Difference>) {
    let found: BTreeSet<Difference> = differences.into_iter().collect();
    let known = known(part);
    let list = |lines: Vec<&Difference>| lines.into_iter().cloned().collect::<Vec<_>>().join("\n");
    let unexplained = list(found.difference(&known).collect());
    let gone = list(known.difference(&found).collect());
    if office.known {
        assert!(unexplained.is_empty(), "not in known.txt (cell, matome, LibreOffice):\n{unexplained}");
        assert!(gone.is_empty(), "no difference any more, take it out of known.txt:\n{gone}");
    } else {
        eprintln!("{part}: {} differences\n{unexplained}", found.len());
    }
}
