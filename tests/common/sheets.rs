//! Worksheets by addresses, and slip forms of a few words, for tests.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::common::kit::Kit;
use matome::finding::Finding;
use matome::meta::Given;
use matome::slip::{SlipForm, Slips};
use matome::source::{Format as Kind, read_bytes};

/// A slip of one panel with a text each; `more` goes into the definition behind its head.
pub fn slip_of(labels: &[&str], more: &str) -> SlipForm {
    let fields: String = labels.iter().map(|l| format!("[[field]]\nname = \"{l}\"\n")).collect();
    let items =
        labels.iter().map(|l| format!("[[panel.item]]\nlabel = \"{l}\"\nparts = [{{ show = \"{{{{{l}}}}}\" }}]\n"));
    let items: String = items.collect();
    slip(&format!("{HEAD}{more}\n{fields}[[panel]]\n{items}"))
}

/// What a definition begins with.
pub const HEAD: &str = "kind = \"slip\"\nname = \"hyou\"\ntitle = \"活動の票\"\nversion = 1\ntitles = [\"活動の票\"]\n";

/// A form from its definition.
pub fn slip(definition: &str) -> SlipForm {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("templates/hyou")).unwrap();
    std::fs::write(dir.path().join("templates/hyou/form.toml"), definition).unwrap();
    Kit::with_project(dir.path()).unwrap().slip_form("hyou").unwrap_or_else(|f| panic!("{f:?}"))
}

fn address(text: &str) -> (u32, u16) {
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap();
    let col = text[..digits].bytes().fold(0, |col, b| col * 26 + u16::from(b - b'A') + 1);
    (text[digits..].parse::<u32>().unwrap() - 1, col - 1)
}

/// Writes texts at addresses, over merged ranges where an address is a range.
pub fn fill(sheet: &mut Worksheet, cells: &[(&str, &str)]) {
    for (at, text) in cells {
        match at.split_once(':') {
            Some((first, last)) => {
                let ((row, col), (end_row, end_col)) = (address(first), address(last));
                sheet.merge_range(row, col, end_row, end_col, text, &Format::new()).unwrap();
            }
            None => {
                let (row, col) = address(at);
                sheet.write(row, col, *text).unwrap();
            }
        }
    }
}

/// A workbook of one sheet, with a print area if one is given.
pub fn workbook(cells: &[(&str, &str)], print_area: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("票").unwrap();
    fill(sheet, cells);
    if let Some((first, last)) = print_area.split_once(':') {
        let ((row, col), (end_row, end_col)) = (address(first), address(last));
        sheet.set_print_area(row, col, end_row, end_col).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// Reads a workbook as 票.xlsx.
pub fn read(form: &SlipForm, bytes: Vec<u8>) -> (Option<Slips>, Vec<Finding>) {
    read_as(form, bytes, "票.xlsx", Kind::Xlsx)
}

pub fn read_as(form: &SlipForm, bytes: Vec<u8>, name: &str, kind: Kind) -> (Option<Slips>, Vec<Finding>) {
    let source = read_bytes(bytes, name, kind).unwrap();
    let mut findings = Vec::new();
    let book = Kit::new().read_slips(form, &[source], &Given::default(), &mut findings);
    (book, findings)
}

/// The answers of a slip, in the order of the fields.
pub fn answers(book: &Slips, slip: usize) -> Vec<&str> {
    book.slips[slip].answers.iter().map(|a| a.text.as_str()).collect()
}

/// Findings as `code cell`, with the number of other places if there are; sorted.
pub fn told(findings: &[Finding]) -> Vec<String> {
    let one = |f: &Finding| {
        let cell = f.place.as_ref().and_then(|p| p.cell).map_or("-".to_owned(), |cell| cell.to_string());
        let more = if f.related.is_empty() { String::new() } else { format!("+{}", f.related.len()) };
        format!("{} {cell}{more}", f.code)
    };
    let mut out: Vec<String> = findings.iter().map(one).collect();
    out.sort();
    out
}
