//! The answer workbook of a table.

use matome::finding::Level;
use matome::inquiry::{Mark, Use};
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
    let texts = |row: &matome::table::plan::Row| row.cells.iter().map(|cell| cell.text.to_string()).collect();
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
    // what guides whoever fills it in is there still: rules, colours, locks, filters
    let rules = |path: &std::path::Path| {
        let sheet = part(&std::fs::read(path).unwrap(), "xl/worksheets/sheet1.xml");
        ["<dataValidation ", "<cfRule ", "<sheetProtection ", "<autoFilter "].map(|rule| sheet.matches(rule).count())
    };
    let before = rules(&file);
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    let copy = office.put("copy.xlsx", &std::fs::read(&file).unwrap());
    assert_eq!(rules(&office.saved_as(&copy, "xlsx")), before);
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
fn rows_keep_their_ids_wherever_they_go() {
    use rust_xlsxwriter::Workbook;
    let plan = section(SECTION);
    // the rows as a section may leave them: turned round, one copied, one added without an id
    let mut rows: Vec<_> = plan.rows.iter().take(4).rev().cloned().collect();
    rows.push(rows[1].clone());
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let headings: Vec<String> = plan.columns.iter().map(|c| c.heading.join("_")).collect();
    for (c, heading) in (1..).zip(&headings) {
        sheet.write_string(0, c, heading).unwrap();
    }
    for (r, row) in (1..).zip(&rows) {
        // the hidden column has moved to the front
        let stamp =
            matome::inquiry::RowStamp::new(row.id.as_deref().unwrap(), row.cells.iter().map(|c| c.text.as_str()));
        sheet.write_string(r, 0, stamp.to_cell()).unwrap();
        for (c, cell) in (1..).zip(&row.cells) {
            sheet.write_string(r, c, &cell.text).unwrap();
        }
    }
    for (c, cell) in (1..).zip(&plan.rows[5].cells) {
        sheet.write_string(6, c, &cell.text).unwrap();
    }
    let (data, findings) = back(&form(), read(workbook.save_to_buffer().unwrap(), "回答.xlsx"));
    let Data::Table(again) = data else { panic!() };
    let mut ids: Vec<(String, Option<String>)> =
        again.rows.iter().map(|row| (row.cells[7].text.to_string(), row.id.as_deref().map(str::to_owned))).collect();
    let mut wanted: Vec<(String, Option<String>)> =
        rows.iter().map(|row| (row.cells[7].text.to_string(), row.id.as_deref().map(str::to_owned))).collect();
    wanted[4].1 = None;
    wanted.push((plan.rows[5].cells[7].text.to_string(), None));
    ids.sort();
    wanted.sort();
    assert_eq!(ids, wanted);
    let copied: Vec<_> = findings.iter().filter(|f| f.code.0 == "M421").collect();
    assert_eq!(copied.len(), 1, "{findings:#?}");
    assert_eq!(copied[0].place.as_ref().unwrap().cell.unwrap().row, 5);
}

#[test]
fn what_is_written_into_an_own_sheet_is_told() {
    use rust_xlsxwriter::Workbook;
    let plan = section(SECTION);
    let uses = Data::Table(Box::new(plan.clone())).uses(None, None);
    let guide = part(&sent(&plan, &uses), "xl/sharedStrings.xml");
    let mark = &guide[guide.find("matome:sheet:").unwrap()..][.."matome:sheet:".len() + 16];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("記入要領").unwrap();
    sheet.write_string(0, 0, "締切を延ばしてください").unwrap().write_string(0, 3, mark).unwrap();
    let source = read(workbook.save_to_buffer().unwrap(), "回答.xlsx");
    let told: Vec<&str> = source.findings.iter().map(|f| f.code.0).collect();
    assert_eq!(told, ["M420"]);
}

#[test]
fn marks_go_back_in_front() {
    let plan = section(SECTION);
    let data = Data::Table(Box::new(plan.clone()));
    let uses = data.uses(None, None);
    let column = uses.iter().position(|u| *u == Use::Open).unwrap();
    let text = "「同上」とあります。実施したことを書いてください。".to_owned();
    let marks = [Mark { cell: Some((1, column)), level: Level::Warning, text: text.clone() }];
    let bytes = workbook(&data, &uses, &marks);
    assert!(part(&bytes, "xl/comments1.xml").contains(&text));
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("<hyperlink "));
    assert!(
        !part(&bytes, "xl/worksheets/sheet2.xml").contains("<row r=\"8\" spans=\"1:17\" ht=\"14.25\" customHeight")
    );
    let (data, findings) = back(&form(), read(bytes, "回答.xlsx"));
    assert_eq!(loud(&findings), loud(&[]), "{findings:#?}");
    let Data::Table(again) = data else { panic!() };
    assert_eq!(texts(&again), texts(&plan));
}

#[test]
fn many_rows_are_written_soon() {
    let plan = section(SECTION);
    let rows: Vec<_> = (0..613)
        .map(|n| {
            let mut row = plan.rows[n % plan.rows.len()].clone();
            row.id = Some(format!("many-{n}").as_str().into());
            row
        })
        .collect();
    let plan = plan.with_rows(rows);
    let uses = Data::Table(Box::new(plan.clone())).uses(None, None);
    let bytes = sent(&plan, &uses);
    let stamps = part(&bytes, "xl/sharedStrings.xml").matches("matome:row:").count();
    assert_eq!(stamps, 613);
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
