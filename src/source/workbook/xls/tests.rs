//! A small writer of compound files and BIFF8, so that a workbook can be wrong.

use std::io::{Cursor, Write};

use crate::source::workbook::xls::*;
use crate::source::{Format, read_bytes};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A text with its length and wide characters.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).expect("short");
    [&length.to_le_bytes()[..], &[1], &words(&units)].concat()
}

/// Puts a stream into a compound file.
fn compound(stream: &[u8], name: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A workbook of one sheet with a shared string that goes on in a CONTINUE record.
fn workbook(cells: &[Vec<u8>]) -> Vec<u8> {
    let font = |struck: bool| record(0x0031, &words(&[200, if struck { 8 } else { 0 }]));
    let format = |id: u16, code: &str| record(0x041E, &[words(&[id]), wide(code)].concat());
    let cell_format = |font: u16, format: u16| record(0x00E0, &words(&[font, format]));
    // 高齢者 is cut between its characters; the rest is no longer wide.
    let first = [&[2, 0, 0, 0, 2, 0, 0, 0][..], &[5, 0, 1], &words(&[0x9AD8, 0x9F62, 0x8005])].concat();
    // The second string has a struck run (font 5 is the fifth record) and furigana.
    let rich = [&[3, 0, 0x0C, 1, 0, 2, 0, 0, 0][..], b"abc", &words(&[1, 5]), &[9, 9]].concat();
    let strings = [record(0x00FC, &first), record(CONTINUE, &[&[0][..], b"xy", &rich].concat())].concat();
    let mut globals: Vec<u8> = [false, false, false, false, true].into_iter().flat_map(font).collect();
    globals.extend([format(164, "0.0%"), format(165, "@\"　様\"")].concat());
    for (font, format) in [(0, 0), (0, 164), (0, 14), (5, 0), (0, 165)] {
        globals.extend(cell_format(font, format));
    }
    globals.extend(strings);
    with_sheet(&globals, cells)
}

/// A workbook of one sheet, hidden, with these records of the workbook.
fn with_sheet(records: &[u8], cells: &[Vec<u8>]) -> Vec<u8> {
    let bof = |kind: u16| record(BOF, &[words(&[0x0600, kind]), vec![0; 12]].concat());
    let mut globals = bof(5);
    globals.extend(records);
    let name = "進捗";
    let sheet_record = 4 + 8 + name.encode_utf16().count() * 2;
    let start = u32::try_from(globals.len() + sheet_record + 4).expect("short");
    let name = words(&name.encode_utf16().collect::<Vec<_>>());
    globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[1, 0, 2, 1], &name].concat()));
    globals.extend(record(EOF, &[]));
    globals.extend(bof(0x10));
    globals.extend(cells.concat());
    globals.extend(record(EOF, &[]));
    globals
}

fn read_cells(cells: &[Vec<u8>]) -> (Vec<String>, Vec<String>) {
    let bytes = compound(&workbook(cells), "Workbook");
    assert_eq!(Format::detect(&bytes, &"a.xls".into()), Ok(Format::Xls));
    let source = read_bytes(bytes, "a.xls", Format::Xls).expect("read");
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    assert!(sheets[0].hidden);
    let cells = sheets[0].cells.iter().map(|cell| format!("{}={}", cell.at, cell.text));
    let findings = source.findings.iter().map(|finding| {
        let cell = finding.place.as_ref().and_then(|place| place.cell);
        format!("{} {}", finding.code, cell.map(|cell| cell.to_string()).unwrap_or_default())
    });
    (cells.collect(), findings.collect())
}

fn cell(kind: u16, row: u16, col: u16, format: u16, rest: &[u8]) -> Vec<u8> {
    record(kind, &[&words(&[row, col, format])[..], rest].concat())
}

#[test]
fn cells_are_shown_as_excel_shows_them() {
    let (cells, findings) = read_cells(&[
        cell(0x00FD, 0, 0, 0, &[0, 0, 0, 0]),
        cell(0x00FD, 0, 1, 0, &[1, 0, 0, 0]),
        cell(0x00FD, 0, 2, 0, &[9, 0, 0, 0]),
        cell(0x0203, 1, 0, 1, &0.127_f64.to_le_bytes()),
        cell(0x027E, 1, 1, 2, &((44_287_u32 << 2) | 2).to_le_bytes()),
        record(0x00BD, &[words(&[1, 2, 0, 0x000E, 0, 3, 0x0017, 0]), words(&[3])].concat()),
        cell(0x0205, 2, 0, 0, &[1, 0]),
        cell(0x0205, 2, 1, 0, &[0x17, 1]),
        cell(0x0006, 3, 0, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]),
        record(0x0207, &wide("結果")),
        cell(0x0006, 3, 1, 0, &[2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF, 0, 0]),
        cell(0x0204, 65_535, 255, 4, &wide("端")),
        record(0x00E5, &words(&[1, 4, 6, 0, 2])),
    ]);
    assert_eq!(
        cells,
        [
            "A1=高齢者xy",
            "B1=abc",
            "A2=12.7%",
            "B2=2021/4/1",
            "C2=3",
            "D2=0.05",
            "A3=TRUE",
            "B3=#REF!",
            "A4=結果",
            "B4=#N/A",
            "IV65536=端　様"
        ]
    );
    assert_eq!(findings, ["M012 B1", "M009 C1", "M012 D2", "M010 B3", "M010 B4"]);
}

#[test]
fn a_cut_sheet_keeps_what_came_before() {
    let mut stream = workbook(&[cell(0x0203, 0, 0, 0, &1.5_f64.to_le_bytes())]);
    stream.truncate(stream.len() - 4);
    stream.extend([0x03, 0x02, 0xFF, 0xFF]);
    let source = read_bytes(compound(&stream, "Workbook"), "a.xls", Format::Xls);
    let source = source.expect("read");
    assert_eq!(source.findings[0].code.0, "M007");
    let Body::Sheets(sheets) = source.body else { panic!("no sheets") };
    assert_eq!(sheets[0].cells[0].text, "1.5");
}

#[test]
fn the_workbook_is_the_stream_at_the_top_whatever_its_capitals_and_its_end() {
    let one = |number: f64| workbook(&[cell(0x0203, 0, 0, 0, &number.to_le_bytes())]);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("MBD0001").unwrap();
    file.create_stream("MBD0001/Workbook").unwrap().write_all(&one(7.0)).unwrap();
    // longer than the streams that share sectors: it ends in a sector of its own
    let mut stream = one(1.5);
    stream.resize(5000, 0);
    file.create_stream("WORKBOOK").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    let mut bytes = file.into_inner().into_inner();
    bytes.truncate(bytes.len() - 100);
    assert_eq!(Format::detect(&bytes, &"a.xls".into()).unwrap(), Format::Xls);
    let source = read_bytes(bytes, "a.xls", Format::Xls).unwrap();
    let Body::Sheets(sheets) = source.body else { panic!("no sheets") };
    assert_eq!(sheets[0].cells[0].text, "1.5");
}

#[test]
fn encrypted_and_older_workbooks_are_refused() {
    let code = |stream: &[u8], name: &str| {
        let bytes = compound(stream, name);
        let format = Format::detect(&bytes, &"a.xls".into());
        format.and_then(|format| read_bytes(bytes, "a.xls", format)).expect_err("refused").code.0
    };
    let bof = record(BOF, &words(&[0x0600, 5, 0, 0]));
    assert_eq!(code(&[bof, record(0x002F, &[1, 0, 1, 0])].concat(), "Workbook"), "M004");
    assert_eq!(code(&record(BOF, &words(&[0x0500, 5])), "Book"), "M002");
    assert_eq!(code(&[], "PowerPoint Document"), "M002");
    assert_eq!(code(&[], "EncryptedPackage"), "M004");
    assert_eq!(code(&[], "WordDocument"), "M002");
    assert_eq!(code(&[], "Workbook"), "M005");
}

#[test]
fn hidden_rows_and_columns_are_told() {
    let number = |row, col| cell(0x0203, row, col, 0, &1.5_f64.to_le_bytes());
    let row = |row: u16, flags: u16| record(0x0208, &words(&[row, 0, 4, 255, 0, 0, flags, 15]));
    let columns = record(0x007D, &words(&[2, 3, 2304, 15, 1, 0]));
    let cells = [columns, row(0, 0x100), row(1, 0x120), number(0, 0), number(1, 0), number(1, 3)];
    let mut stream = workbook(&cells);
    // BOUNDSHEET: the sheet is shown
    let name = words(&"進捗".encode_utf16().collect::<Vec<_>>());
    let at = stream.windows(name.len()).position(|bytes| bytes == name).expect("the name");
    stream[at - 4] = 0;
    let source = read_bytes(compound(&stream, "Workbook"), "a.xls", Format::Xls).expect("read");
    let told: Vec<_> = source.findings.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0 == "M026" && told[0].1.contains("行（2）と列（D）"), "{told:?}");
}

/// A workbook of sheets with one number each, whose positions are off by so many bytes.
fn sheets_at(numbers: &[f64], off: &[i64]) -> Vec<u8> {
    let bof = |kind: u16| record(BOF, &[words(&[0x0600, kind]), vec![0; 12]].concat());
    let body = |number: &f64| {
        let number = cell(0x0203, 0, 0, 0, &number.to_le_bytes());
        // a chart in the sheet is a stream of its own
        [bof(0x10), bof(0x20), record(EOF, &[]), number, record(EOF, &[])].concat()
    };
    let one = body(&0.0).len();
    let globals = bof(5).len() + numbers.len() * (4 + 9) + 4;
    let mut stream = bof(5);
    for (n, off) in (0_u8..).zip(off) {
        let start = i64::try_from(globals + usize::from(n) * one).unwrap() + off;
        stream.extend(record(0x0085, &[&(start as u32).to_le_bytes()[..], &[0, 0, 1, 0, b'A' + n]].concat()));
    }
    stream.extend(record(EOF, &[]));
    assert_eq!(stream.len(), globals);
    stream.extend(numbers.iter().flat_map(body));
    stream
}

#[test]
fn sheets_are_found_where_their_positions_are_off() {
    let read = |off: &[i64]| {
        let bytes = compound(&sheets_at(&[1.0, 2.0, 3.0], off), "Workbook");
        let source = read_bytes(bytes, "a.xls", Format::Xls).expect("read");
        let Body::Sheets(sheets) = source.body else { panic!("no sheets") };
        assert!(source.findings.is_empty(), "{:?}", source.findings);
        sheets.iter().map(|sheet| sheet.cells[0].text.clone()).collect::<Vec<_>>()
    };
    // behind the BOF, into the sheet, in front of it, nowhere
    for off in [[0, 0, 0], [20, 0, 0], [0, 20, 20], [20, 30, 40], [-4, -4, -4], [1 << 24, 0, 0]] {
        assert_eq!(read(&off), ["1", "2", "3"], "{off:?}");
    }
    // a sheet that is not there is told
    let mut stream = sheets_at(&[1.0, 2.0], &[24, 24]);
    let second = stream.len() - sheets_at(&[1.0], &[0]).len() + 20 + 13 + 4;
    stream.truncate(second);
    let source = read_bytes(compound(&stream, "Workbook"), "a.xls", Format::Xls).expect("read");
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    assert_eq!((sheets[0].cells.len(), sheets[1].cells.len()), (1, 0));
    let told: Vec<_> = source.findings.iter().map(|f| (f.code.0, f.place.clone().unwrap().to_string())).collect();
    assert_eq!(told, [("M007", "a.xls!B".to_owned())]);
}

#[test]
fn formulas_of_older_records_are_read() {
    for kind in [0x0206, 0x0406] {
        let (cells, findings) = read_cells(&[
            cell(kind, 0, 0, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]),
            record(0x0207, &wide("結果")),
            cell(kind, 0, 1, 1, &0.5_f64.to_le_bytes().iter().chain(&[0, 0]).copied().collect::<Vec<u8>>()),
        ]);
        assert_eq!((cells, findings.len()), (vec!["A1=結果".to_owned(), "B1=50.0%".to_owned()], 0));
    }
}

#[test]
fn a_stream_of_the_old_name_may_hold_a_new_workbook() {
    let bytes = compound(&workbook(&[cell(0x0203, 0, 0, 0, &1.5_f64.to_le_bytes())]), "BOOK");
    assert_eq!(Format::detect(&bytes, &"a.xls".into()), Ok(Format::Xls));
    let source = read_bytes(bytes, "a.xls", Format::Xls).expect("read");
    let Body::Sheets(sheets) = source.body else { panic!("no sheets") };
    assert_eq!(sheets[0].cells[0].text, "1.5");
}

/// FONT: height, flags, colour, weight, script, underline.
fn font(height: u16, flags: u16, color: u16, script: u16) -> Vec<u8> {
    record(0x0031, &[words(&[height, flags, color, 400, script]), vec![0; 6]].concat())
}

/// XF: its font and, with the colour of a full pattern, its fill.
fn cell_format(font: u16, fill: Option<u16>) -> Vec<u8> {
    let pattern = if fill.is_some() { 1_u32 << 26 } else { 0 };
    let rest = [&words(&[font, 0, 0, 0, 0, 0, 0])[..], &pattern.to_le_bytes(), &words(&[fill.unwrap_or(0)])].concat();
    record(0x00E0, &rest)
}

#[test]
fn fonts_say_what_is_raised_corrected_coloured_and_unseen() {
    let rich = |text: &str, runs: &[u16]| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let head = [units.len() as u16, 9 | (((runs.len() / 2) as u16) << 8)];
        let mut out = words(&head);
        out.insert(4, 0);
        [out, words(&units), words(runs)].concat()
    };
    let texts = [
        rich("広さ20m2とCO2", &[5, 1, 6, 0, 9, 2]),
        rich("年3回5回開催", &[1, 5, 3, 6, 5, 0]),
        rich("赤い文", &[0, 6]),
        rich("見えない", &[0, 7]),
    ];
    let strings = record(0x00FC, &[vec![4, 0, 0, 0, 4, 0, 0, 0], texts.concat()].concat());
    // palette: colour 10 is a red of the workbook's own
    let mut palette = words(&[56]);
    palette.extend((8..64).flat_map(|n| if n == 10 { [0xC0, 0, 0, 0] } else { [n, n, n, 0] }));
    let globals = [
        font(220, 0, 0x7FFF, 0),
        font(220, 0, 0x7FFF, 1),
        font(220, 0, 0x7FFF, 2),
        font(220, 0, 0x7FFF, 0),
        // font 5 is the fifth record: there is no font 4
        font(220, 8, 0x7FFF, 0),
        font(220, 0, 10, 0),
        font(220, 0, 1, 0),
        font(20, 0, 0x7FFF, 0),
        record(0x0092, &palette),
        cell_format(0, None),
        cell_format(7, None),
        cell_format(7, Some(10)),
        cell_format(8, None),
        strings,
    ];
    let cells = [
        cell(0x00FD, 0, 0, 0, &[0, 0, 0, 0]),
        cell(0x00FD, 0, 1, 0, &[1, 0, 0, 0]),
        cell(0x00FD, 0, 2, 0, &[2, 0, 0, 0]),
        cell(0x00FD, 0, 3, 0, &[3, 0, 0, 0]),
        cell(0x0204, 1, 0, 1, &wide("白")),
        cell(0x0204, 1, 1, 2, &wide("白抜き")),
        cell(0x0203, 1, 2, 3, &7.0_f64.to_le_bytes()),
        cell(0x0203, 1, 3, 0, &7.0_f64.to_le_bytes()),
    ];
    let mut stream = with_sheet(&globals.concat(), &cells);
    // BOUNDSHEET: the sheet is shown
    let name = words(&"進捗".encode_utf16().collect::<Vec<_>>());
    let at = stream.windows(name.len()).position(|bytes| bytes == name).expect("the name");
    stream[at - 4] = 0;
    let source = read_bytes(compound(&stream, "Workbook"), "a.xls", Format::Xls).expect("read");
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    let texts: Vec<&str> = sheets[0].cells.iter().take(4).map(|cell| cell.text.as_str()).collect();
    assert_eq!(texts, ["広さ20m²とCO₂", "年5回開催", "赤い文", "見えない"]);
    let told: Vec<_> = source.findings.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
    assert_eq!(told.iter().map(|told| told.0).collect::<Vec<_>>(), ["M012", "M037", "M038", "M037"], "{told:?}");
    assert!(told[0].1.contains("「3回」") && told[0].1.contains("「5回」"), "{told:?}");
    assert!(told[1].1.contains("（赤）") && told[1].1.contains("C1"), "{told:?}");
    assert!(told[2].1.contains("（D1, A2, C2）"), "{told:?}");
}

/// A damaged column number is no column: Excel has 16,384.
#[test]
fn cells_outside_of_the_sheet_are_told() {
    let number = |col: u16| record(0x0203, &[words(&[0, col, 0]), 1.0_f64.to_le_bytes().to_vec()].concat());
    let several = record(0x00BD, &[words(&[1, 16_383]), words(&[0, 2, 0]).repeat(3), words(&[16_385])].concat());
    let merge = record(0x00E5, &words(&[1, 0, 1, 0, 40_000]));
    let (cells, findings) = read_cells(&[number(16_383), number(16_384), number(65_535), several, merge]);
    assert_eq!(cells.len(), 2, "{cells:?}");
    assert!(cells[0].starts_with("XFD1=") && cells[1].starts_with("XFD2="), "{cells:?}");
    assert_eq!(findings, ["M008 ", "M008 ", "M008 "]);
}
