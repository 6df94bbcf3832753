//! Answer workbooks: written for a section of the invented town, filled in, saved by other programs, read back.

mod slips;
mod table;

use std::io::{Cursor, Read};

use matome::finding::{Finding, Level};
use matome::inquiry::{Mark, Stamp, Use};
use matome::paper::AnswerOrder;
use matome::source::{Format, Source, read_bytes};
use matome::table::plan::Plan;
use matome::units::Date;
use matome::xlsx::Xlsx;
use matome::{Data, Engine, Form, Given};

const PROGRESS: &str = include_str!("../../data/town/progress.json");

pub fn engine() -> Engine {
    Engine::new()
}

pub fn stamp(form: &str) -> Stamp {
    let (inquiry, bureau, section) = ("令和7年度当初".into(), "福祉部".into(), "地域福祉課".into());
    Stamp { inquiry, bureau, section, issue: 1, form: form.into(), version: 1 }
}

/// The rows of a section, each with an id.
pub fn section(name: &str) -> Plan {
    let engine = engine();
    let form = engine.form("progress").value_or_faults().unwrap();
    let source = read_bytes(PROGRESS.as_bytes().to_vec(), "town.json", Format::Json).unwrap();
    let Data::Table(plan) = engine.read(&form, &[source], &Given::default()).value_or_faults().unwrap() else {
        panic!()
    };
    let column = (0..plan.columns.len()).find(|&c| plan.column(c).field == "課").unwrap();
    let mut rows: Vec<_> = plan.rows.iter().filter(|row| row.cells[column].text == name).cloned().collect();
    for (n, row) in rows.iter_mut().enumerate() {
        row.id = Some(format!("shiomi-{n:03}").as_str().into());
    }
    assert!(rows.len() > 3, "{name}");
    plan.with_rows(rows)
}

/// A workbook as it is sent, or as it goes back with marks.
pub fn workbook(data: &Data, uses: &[Use], marks: &[Mark]) -> Vec<u8> {
    workbook_after(data, uses, marks, None)
}

/// As [`workbook`], with what was answered before.
pub fn workbook_after(data: &Data, uses: &[Use], marks: &[Mark], last: Option<&Data>) -> Vec<u8> {
    let stamp = stamp(data.title());
    let due = Date::new(2026, 5, 29);
    let order =
        AnswerOrder {
            data, uses, stamp: &stamp, last, marks, due, contact: Some("福祉総務課 計画係（内線 2211）")
        };
    engine().answer_workbook(&order, &Xlsx { date: Date::new(2026, 4, 20) }).value_or_faults().unwrap()
}

pub fn read(bytes: Vec<u8>, name: &str) -> Source {
    let format = match name.rsplit('.').next() {
        Some("xls") => Format::Xls,
        Some("ods") => Format::Ods,
        Some("csv") => Format::Csv,
        _ => Format::Xlsx,
    };
    read_bytes(bytes, name, format).unwrap()
}

/// The data of a file that came back, with what was noticed.
pub fn back(form: &Form, source: Source) -> (Data, Vec<Finding>) {
    let (data, findings) = engine().read(form, &[source], &Given::default()).into_parts();
    (data.unwrap_or_else(|| panic!("{findings:?}")), findings)
}

/// Findings that somebody must look at.
pub fn loud(findings: &[Finding]) -> Vec<String> {
    findings.iter().filter(|f| f.level > Level::Info).map(|f| format!("{} {}", f.code.0, f.message.ja)).collect()
}

/// A part of a package as text.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}
