//! Number formats: every code of `codes.toml` with every value of its group.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook};
use serde::Deserialize;

use super::office::Office;
use super::{file, judge, read, shown};

#[derive(Deserialize)]
struct Group {
    values: Vec<f64>,
    codes: Vec<String>,
}

/// What is shown by the section for texts.
const TEXT: &str = "青葉";

fn groups() -> BTreeMap<String, Group> {
    toml::from_str(&file("codes.toml")).unwrap()
}

/// A row for each code: its values, then a text.
fn workbook(groups: &BTreeMap<String, Group>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("codes").unwrap();
    // a narrow column shows ###
    sheet.set_column_range_width(0, 20, 120).unwrap();
    let mut row = 0;
    for group in groups.values() {
        for code in &group.codes {
            let format = Format::new().set_num_format(code);
            for (col, value) in (0..).zip(&group.values) {
                sheet.write_with_format(row, col, *value, &format).unwrap();
            }
            sheet.write_with_format(row, group.values.len() as u16, TEXT, &format).unwrap();
            row += 1;
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn number_formats_show_what_libreoffice_shows() {
    let groups = groups();
    let codes = groups.values().map(|group| group.codes.len()).sum::<usize>();
    assert!(codes >= 700, "{codes}");
    let Some(office) = Office::at_hand() else { return };
    let path = office.put("numbers.xlsx", &workbook(&groups));
    let theirs = office.shown(&[path.as_path()])(&path, "codes");
    let (sheets, findings) = read(&path);
    let mut differences = Vec::new();
    let mut row = 0;
    for Group { values, codes } in groups.values() {
        for code in codes {
            let asked = values.iter().map(f64::to_string).chain([TEXT.to_owned()]);
            for (col, value) in asked.enumerate() {
                let their = theirs.get(row).and_then(|row| row.get(col)).map_or("", |text| text.trim_matches(' '));
                let our = shown(&sheets[0], &findings, row, col);
                if our != their {
                    differences.push(format!("{code}\t{value}\t{our}\t{their}"));
                }
            }
            row += 1;
        }
    }
    judge(&office, "codes", differences);
}
