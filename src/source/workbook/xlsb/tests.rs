use std::io::{Cursor, Write};

use crate::source::workbook::xlsb::*;
use crate::source::{Format, read_bytes};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = if kind < 0x80 { vec![kind as u8] } else { vec![(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8] };
    let length = data.len();
    assert!(length < 1 << 14);
    out.extend([(length & 0x7F) as u8 | 0x80, (length >> 7) as u8]);
    out.extend(data);
    out
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = numbers(&[units.len() as u32]);
    out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    out
}

fn cell(kind: u16, col: u32, format: u32, rest: &[u8]) -> Vec<u8> {
    record(kind, &[numbers(&[col, format]), rest.to_vec()].concat())
}

#[test]
fn cells_are_shown_as_excel_shows_them() {
    let strings = [
        record(0x0013, &[vec![0], wide("高齢者")].concat()),
        record(0x0013, &[vec![1], wide("abc"), numbers(&[1]), vec![2, 0, 1, 0]].concat()),
    ];
    let styles = [
        record(0x002C, &[vec![164, 0], wide("0.0%")].concat()),
        record(0x002B, &[200, 0, 0, 0]),
        record(0x002B, &[200, 0, 8, 0]),
        record(0x0269, &[]),
        record(0x002F, &[0, 0, 0, 0, 0, 0]),
        record(0x002F, &[0, 0, 164, 0, 0, 0]),
        record(0x026A, &[]),
    ];
    let book = [record(0x009C, &[numbers(&[1, 1]), wide("rId1"), wide("進捗")].concat())];
    let sheet = [
        record(0x0000, &numbers(&[0])),
        cell(0x0007, 0, 0, &[0, 0, 0, 0]),
        cell(0x0007, 1, 0, &[1, 0, 0, 0]),
        cell(0x0007, 2, 0, &[9, 0, 0, 0]),
        record(0x0000, &numbers(&[1])),
        cell(0x0005, 0, 1, &0.127_f64.to_le_bytes()),
        cell(0x000B, 1, 0, &[0x17]),
        cell(0x0008, 2, 0, &wide("結果")),
        cell(0x0004, 3, 0, &[1]),
        record(0x0000, &numbers(&[1_048_575])),
        cell(0x0002, 16_383, 0, &numbers(&[(7 << 2) | 2])),
        cell(0x0002, 16_384, 0, &numbers(&[(7 << 2) | 2])),
        record(0x0092, &[]),
        record(0x00B0, &numbers(&[4, 6, 0, 2])),
    ];
    let relations =
        r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/workbook.bin", book.concat()),
        ("xl/_rels/workbook.bin.rels", relations.into()),
        ("xl/sharedStrings.bin", strings.concat()),
        ("xl/styles.bin", styles.concat()),
        ("xl/worksheets/sheet1.bin", sheet.concat()),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("zip");
        zip.write_all(&content).expect("zip");
    }
    let bytes = zip.finish().expect("zip").into_inner();
    assert_eq!(Format::detect(&bytes, &"a.xlsx".into()), Ok(Format::Xlsb));
    let source = read_bytes(bytes, "a.xlsb", Format::Xlsb).expect("read");
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    let cells: Vec<_> = sheets[0].cells.iter().map(|cell| format!("{}={}", cell.at, cell.text)).collect();
    assert_eq!(cells, ["A1=高齢者", "B1=abc", "A2=12.7%", "B2=#REF!", "C2=結果", "D2=TRUE", "XFD1048576=7"]);
    assert!(sheets[0].hidden);
    assert_eq!(sheets[0].merges.len(), 1);
    let codes: Vec<_> = source.findings.iter().map(|finding| finding.code.0).collect();
    assert_eq!(codes, ["M008", "M012", "M009", "M010"]);
    assert!(source.findings[1].message.ja.contains("「c」"));
}

#[test]
fn parts_are_found_by_their_relationships() {
    let relations = |list: &[(&str, &str, &str)]| {
        let one = |(id, kind, target): &(&str, &str, &str)| {
            format!(r#"<Relationship Id="{id}" Type="x/{kind}" Target="{target}"/>"#)
        };
        format!("<Relationships>{}</Relationships>", list.iter().map(one).collect::<String>()).into_bytes()
    };
    let package = relations(&[("r", "officeDocument", "book/main.bin")]);
    let of_book = relations(&[
        ("rId1", "worksheet", "../cells/1.bin"),
        ("rId2", "sharedStrings", "/text/all.bin"),
        ("rId3", "styles", "looks.bin"),
    ]);
    let styles = [
        record(0x0269, &[]),
        record(0x002F, &[0, 0, 0, 0, 0, 0]),
        record(0x002F, &[0, 0, 9, 0, 0, 0]),
        record(0x026A, &[]),
    ];
    let sheet = [
        record(0x0000, &numbers(&[0])),
        cell(0x0007, 0, 0, &[0, 0, 0, 0]),
        cell(0x0005, 1, 1, &0.5_f64.to_le_bytes()),
        record(0x0092, &[]),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("_rels/.rels", package),
        ("book/main.bin", record(0x009C, &[numbers(&[0, 1]), wide("rId1"), wide("進捗")].concat())),
        ("book/_rels/main.bin.rels", of_book),
        ("text/all.bin", record(0x0013, &[vec![0], wide("高齢者")].concat())),
        ("book/looks.bin", styles.concat()),
        ("cells/1.bin", sheet.concat()),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("zip");
        zip.write_all(&content).expect("zip");
    }
    let bytes = zip.finish().expect("zip").into_inner();
    assert_eq!(Format::detect(&bytes, &"a.xlsb".into()), Ok(Format::Xlsb));
    let source = read_bytes(bytes, "a.xlsb", Format::Xlsb).expect("read");
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    let cells: Vec<_> = sheets[0].cells.iter().map(|cell| format!("{}={}", cell.at, cell.text)).collect();
    assert_eq!((cells, source.findings.len()), (vec!["A1=高齢者".to_owned(), "B1=50%".to_owned()], 0));
}
