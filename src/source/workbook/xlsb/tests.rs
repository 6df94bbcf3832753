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

fn package(book: &[u8], strings: &[u8], styles: &[u8], sheet: &[u8]) -> Vec<u8> {
    package_with(book, strings, styles, sheet, None)
}

fn package_with(book: &[u8], strings: &[u8], styles: &[u8], sheet: &[u8], more: Option<(&str, &[u8])>) -> Vec<u8> {
    let relations =
        r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/sharedStrings.bin", strings),
        ("xl/styles.bin", styles),
        ("xl/worksheets/sheet1.bin", sheet),
    ]
    .into_iter()
    .chain(more)
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("zip");
        zip.write_all(content).expect("zip");
    }
    zip.finish().expect("zip").into_inner()
}

/// Which cells are check boxes, its styles say in records of no published form.
#[test]
fn check_boxes_of_a_binary_workbook_are_told() {
    let bags = r#"<FeaturePropertyBags><bag type="Checkbox"/><bag type="XFControls"><bagId k="CellControl">0</bagId></bag>
        <bag type="XFComplement"><bagId k="XFControls">1</bagId></bag>
        <bag type="XFComplements" extRef="XFComplementsMapperExtRef"><a k="MappedFeaturePropertyBags"><bagId>2</bagId></a></bag></FeaturePropertyBags>"#;
    let book = record(0x009C, &[numbers(&[1, 1]), wide("rId1"), wide("進捗")].concat());
    let sheet = |cell: Vec<u8>| [record(0x0000, &numbers(&[0])), cell, record(0x0092, &[])].concat();
    let read = |sheet: Vec<u8>, bags: &str| {
        let part = ("xl/featurePropertyBag/featurePropertyBag.xml", bags.as_bytes());
        let bytes = package_with(&book, &[], &[], &sheet, Some(part));
        let source = read_bytes(bytes, "a.xlsb", Format::Xlsb).unwrap();
        source.findings.iter().map(|f| format!("{} {}", f.code, f.place.as_ref().unwrap())).collect::<Vec<_>>()
    };
    let truth = || sheet(cell(0x0004, 1, 0, &[1]));
    assert_eq!(read(truth(), bags), ["M041 a.xlsb!進捗!B1"]);
    assert!(read(truth(), "<FeaturePropertyBags/>").is_empty());
    assert!(read(sheet(cell(0x0005, 1, 0, &1.0_f64.to_le_bytes())), bags).is_empty());
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
    let bytes = package(&book.concat(), &strings.concat(), &styles.concat(), &sheet.concat());
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

#[test]
fn fonts_say_what_is_raised_corrected_coloured_and_unseen() {
    let rich = |text: &str, runs: &[u16]| {
        let runs: Vec<u8> = runs.iter().flat_map(|n| n.to_le_bytes()).collect();
        record(0x0013, &[vec![1], wide(text), numbers(&[(runs.len() / 4) as u32]), runs].concat())
    };
    let strings = [
        rich("広さ20m2とCO2", &[5, 1, 6, 0, 9, 2]),
        rich("年3回5回開催", &[1, 3, 3, 4, 5, 0]),
        rich("赤い文", &[0, 4]),
        record(0x0013, &[vec![0], wide("並の文")].concat()),
    ];
    // BrtFont: height, flags, weight, script, underline and the like, colour
    let font = |height: u16, flags: u16, script: u16, color: [u8; 8]| {
        let head: Vec<u8> = [height, flags, 400, script].iter().flat_map(|n| n.to_le_bytes()).collect();
        record(0x002B, &[head, vec![0; 4], color.to_vec()].concat())
    };
    let auto = [0; 8];
    let fill =
        |pattern: u32, color: [u8; 8]| record(0x002D, &[numbers(&[pattern]), color.to_vec(), vec![0; 8]].concat());
    let cell_format = |font: u8, fill: u8| record(0x002F, &[0, 0, 0, 0, font, 0, fill, 0]);
    let styles = [
        font(220, 0, 0, auto),
        font(220, 0, 1, auto),
        font(220, 0, 2, auto),
        font(220, 8, 0, auto),
        // red by its parts; white by the theme; of one point
        font(220, 0, 0, [5, 0, 0, 0, 0xFF, 0, 0, 0xFF]),
        font(220, 0, 0, [6, 0, 0, 0, 0, 0, 0, 0]),
        font(20, 0, 0, auto),
        fill(0, auto),
        // navy by the palette
        fill(1, [3, 18, 0, 0, 0, 0, 0, 0]),
        record(0x0269, &[]),
        cell_format(0, 0),
        cell_format(5, 0),
        cell_format(5, 1),
        cell_format(6, 0),
        record(0x026A, &[]),
    ];
    let shared = |col: u32, format: u32, n: u32| cell(0x0007, col, format, &numbers(&[n]));
    let sheet = [
        record(0x0000, &numbers(&[0])),
        shared(0, 0, 0),
        shared(1, 0, 1),
        shared(2, 0, 2),
        shared(3, 1, 3),
        record(0x0000, &numbers(&[1])),
        shared(0, 2, 3),
        shared(1, 3, 3),
        shared(2, 0, 3),
        record(0x0092, &[]),
    ];
    let book = record(0x009C, &[numbers(&[0, 1]), wide("rId1"), wide("進捗")].concat());
    let bytes = package(&book, &strings.concat(), &styles.concat(), &sheet.concat());
    let source = read_bytes(bytes, "a.xlsb", Format::Xlsb).expect("read");
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    let texts: Vec<&str> = sheets[0].cells.iter().take(3).map(|cell| cell.text.as_str()).collect();
    assert_eq!(texts, ["広さ20m²とCO₂", "年5回開催", "赤い文"]);
    let told: Vec<_> = source.findings.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
    assert_eq!(told.iter().map(|told| told.0).collect::<Vec<_>>(), ["M012", "M037", "M038", "M037"], "{told:?}");
    assert!(told[1].1.contains("（赤）") && told[2].1.contains("（D1, B2）"), "{told:?}");
}
