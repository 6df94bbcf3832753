//! Slips of the form `evaluation`.

use crate::common::kit::Kit;
use matome::finding::Finding;
use matome::meta::Given;
use matome::slip::{SetSlip, SlipForm, Slips};
use matome::source::{Format, read_bytes};
use matome::text::SetCell;
use serde_json::{Value, json};

pub fn form() -> SlipForm {
    Kit::new().slip_form("evaluation").unwrap()
}

pub fn read(bytes: Vec<u8>, name: &str, format: Format) -> (Option<Slips>, Vec<Finding>) {
    let source = read_bytes(bytes, name, format).unwrap();
    let mut findings = Vec::new();
    let book = Kit::new().read_slips(&form(), &[source], &Given::default(), &mut findings);
    (book, findings)
}

pub fn read_json(sheets: Value) -> (Slips, Vec<Finding>) {
    let data =
        json!({ "様式": "evaluation", "計画": "くらしの灯をつなぐ計画", "基準年度": 2024, "期": 4, "sheets": sheets });
    let (book, findings) = read(data.to_string().into_bytes(), "評価.json", Format::Json);
    (book.unwrap(), findings)
}

pub fn town() -> Slips {
    read(include_bytes!("../../data/town/evaluation.json").to_vec(), "town.json", Format::Json).0.unwrap()
}

pub fn answer<'a>(book: &'a Slips, slip: usize, field: &str) -> &'a str {
    &book.slips[slip].answers[book.form.field(field).unwrap()].text
}

pub fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.code.0).collect()
}

pub fn set(book: &Slips) -> Vec<SetSlip> {
    Kit::new().set_slips(book, &mut Vec::new())
}

/// The paragraphs of a cell, without line ends.
pub fn words(cell: &SetCell) -> Vec<String> {
    cell.paras.iter().map(|para| para.lines.iter().map(|l| l.text.trim_end()).collect()).collect()
}

/// All texts of a set slip, without line ends.
pub fn printed(set: &SetSlip) -> String {
    let bodies = set.pages.iter().flat_map(|p| {
        let cells = p.tables.iter().flat_map(|t| &t.cells).map(|c| &c.body);
        cells.chain(p.texts.iter().map(|t| &t.body))
    });
    bodies.flat_map(|body| words(&body.cell)).collect::<Vec<_>>().join("\n")
}
