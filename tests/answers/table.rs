//! The answer workbook of a table.

use matome::inquiry::Use;
use matome::table::plan::Plan;
use matome::{Data, Form};

use super::{back, engine, loud, part, read, section, stamp, workbook};
use crate::differential::office::Office;

const SECTION: &str = "地域共生課";

fn form() -> Form {
    engine().form("progress").value_or_faults().unwrap()
}

/// The section's rows with this year's answers to be given.
fn asked() -> (Plan, Vec<Use>) {
    let mut plan = section(SECTION);
    let uses = Data::Table(Box::new(plan.clone())).uses(Some("年度当初確認"), None);
    for row in &mut plan.rows {
        for (c, cell) in row.cells.iter_mut().enumerate() {
            if uses[c] == Use::Open {
                cell.text.clear();
            }
        }
    }
    (plan, uses)
}

fn texts(plan: &Plan) -> Vec<(Option<String>, Vec<String>)> {
    let texts = |row: &matome::table::plan::Row| row.cells.iter().map(|cell| cell.text.clone()).collect();
    plan.rows.iter().map(|row| (row.id.as_deref().map(str::to_owned), texts(row))).collect()
}

fn sent(plan: &Plan, uses: &[Use]) -> Vec<u8> {
    workbook(&Data::Table(Box::new(plan.clone())), uses, &[])
}

#[test]
fn columns_are_open_by_phase_and_year() {
    let plan = section(SECTION);
    let data = Data::Table(Box::new(plan));
    let count = |phase, used| data.uses(phase, None).iter().filter(|u| **u == used).count();
    assert_eq!(
        (count(Some("年度当初確認"), Use::Open), count(Some("年度末確認"), Use::Open), count(None, Use::Open)),
        (2, 1, 3)
    );
    assert_eq!((count(None, Use::Last), count(None, Use::Plan)), (3, 9));
    assert_eq!(form().uses(None), data.uses(None, None));
    let earlier = data.uses(None, Some(2024));
    assert_eq!(earlier.iter().filter(|u| **u == Use::Open).count(), 3);
    assert_eq!(
        earlier.iter().rposition(|u| *u == Use::Open),
        data.uses(None, None).iter().rposition(|u| *u == Use::Last)
    );
}

#[test]
fn what_is_sent_is_read_back_without_a_word() {
    let plan = section(SECTION);
    let uses = Data::Table(Box::new(plan.clone())).uses(None, None);
    let bytes = sent(&plan, &uses);
    if let Ok(to) = std::env::var("ANSWERS_OUT") {
        std::fs::write(format!("{to}/full.xlsx"), &bytes).unwrap();
        let (p, u) = asked();
        std::fs::write(format!("{to}/open.xlsx"), sent(&p, &u)).unwrap();
    }
    assert_eq!(bytes, sent(&plan, &uses));
    let source = read(bytes, "回答.xlsx");
    assert_eq!(source.stamp(), Some(stamp(plan.title())));
    let (data, findings) = back(&form(), source);
    assert_eq!(loud(&findings), loud(&[]), "{findings:#?}");
    let Data::Table(again) = data else { panic!() };
    assert_eq!(texts(&again), texts(&plan));
    assert_eq!(again.meta.lead, plan.meta.lead);
}

#[test]
fn open_cells_are_told_once_and_nothing_else_is() {
    let (plan, uses) = asked();
    let (_, findings) = back(&form(), read(sent(&plan, &uses), "回答.xlsx"));
    assert!(findings.iter().all(|f| f.code.0 == "M103"), "{findings:#?}");
    assert_eq!(findings.len(), plan.rows.len());
}

#[test]
fn other_programs_keep_it() {
    let Some(office) = Office::at_hand() else { return };
    let plan = section(SECTION);
    let uses = Data::Table(Box::new(plan.clone())).uses(None, None);
    let file = office.put("sent.xlsx", &sent(&plan, &uses));
    for kind in ["ods", "xls"] {
        let name = office.saved_as(&file, kind);
        check_saved(&plan, &name);
        // and from there to XLSX
        let moved = office.put(&format!("{kind}_again.{kind}"), &std::fs::read(&name).unwrap());
        check_saved(&plan, &office.saved_as(&moved, "xlsx"));
    }
}

fn check_saved(plan: &Plan, file: &std::path::Path) {
    let name = file.file_name().unwrap().to_str().unwrap();
    let source = read(std::fs::read(file).unwrap(), name);
    assert_eq!(source.stamp(), Some(stamp(plan.title())), "{name}");
    let (data, findings) = back(&form(), source);
    assert_eq!(loud(&findings), loud(&[]), "{name}: {findings:#?}");
    let Data::Table(again) = data else { panic!() };
    assert_eq!(texts(&again), texts(plan), "{name}");
}

#[test]
fn rules_and_colours_are_there() {
    let (plan, uses) = asked();
    let bytes = sent(&plan, &uses);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for there in [
        "<sheetProtection ",
        "<autoFilter ",
        "<dataValidations count=\"2\"",
        "errorStyle=\"warning\"",
        "<conditionalFormatting ",
    ] {
        assert!(sheet.contains(there), "{there}");
    }
    assert!(sheet.contains(&format!("未記入 {} / {}", plan.rows.len(), plan.rows.len())), "the counter has its result");
}
