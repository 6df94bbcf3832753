//! Records of XLS put together by hand.

use std::io::{Cursor, Write};

use super::*;
use crate::source::workbook::hanging::activex::tests::check_box;

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn utf16_of(text: &str) -> Vec<u8> {
    words(&text.encode_utf16().collect::<Vec<_>>())
}

/// An atom of a drawing.
fn atom(head: u16, kind: u16, data: &[u8]) -> Vec<u8> {
    [&head.to_le_bytes()[..], &kind.to_le_bytes(), &(data.len() as u32).to_le_bytes(), data].concat()
}

/// A shape of a form that lies on one cell, up to its object record.
fn shape(form: u16, col: u16, row: u16, properties: &[u8]) -> (u16, Vec<Vec<u8>>) {
    let anchor = words(&[0, col, 0, row, 0, col + 1, 0, row + 1, 0]);
    let count = u16::try_from(properties.len().min(6) / 6).unwrap();
    let atoms = [
        atom(form << 4 | 2, 0xF00A, &[0; 8]),
        atom(count << 4 | 3, 0xF00B, properties),
        atom(0, 0xF010, &anchor),
        atom(0, 0xF011, &[]),
    ];
    (0x00EC, vec![atom(0xF, 0xF004, &[]), atoms.concat()])
}

fn object(kind: u16, id: u16, parts: &[u8]) -> (u16, Vec<Vec<u8>>) {
    let common = [words(&[0x15, 18, kind, id, 0]), vec![0; 12]].concat();
    (0x005D, vec![[common, parts.to_vec(), vec![0; 4]].concat()])
}

/// The text of the shape before: its place in the drawing and the text itself, half of it in a second part.
fn text(text: &str) -> [(u16, Vec<Vec<u8>>); 2] {
    let units: Vec<u16> = text.encode_utf16().collect();
    let (a, b) = units.split_at(units.len() / 2);
    let head = words(&[0, 0, 0, 0, 0, u16::try_from(units.len()).unwrap(), 0, 0, 0]);
    let part = |units: &[u16]| [vec![1], words(units)].concat();
    [(0x00EC, vec![atom(0, 0xF00D, &[])]), (0x01B6, vec![head, part(a), part(b)])]
}

fn hanging(records: &[(u16, Vec<Vec<u8>>)], streams: &[(&str, &[u8])]) -> Vec<String> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, content) in streams {
        if let Some((folder, _)) = path.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) {
            file.create_storage(folder).unwrap();
        }
        file.create_stream(path).unwrap().write_all(content).unwrap();
    }
    file.flush().unwrap();
    let mut compound = Compound::open(&file.into_inner().into_inner()).unwrap();
    let globals: [(u16, Vec<Vec<u8>>); 2] = [(0x01AE, vec![words(&[2, 0x0401])]), (0x0017, vec![words(&[1, 0, 1, 1])])];
    let borrowed = |records: &'static [(u16, Vec<Vec<u8>>)]| {
        records.iter().map(|(kind, parts)| (*kind, parts.iter().map(Vec::as_slice).collect()))
    };
    let names = SheetNames::read(borrowed(Box::leak(Box::new(globals))), vec!["進捗".to_owned(), "選択肢".to_owned()]);
    let mut all = vec![(BOF, vec![Vec::new()])];
    all.extend_from_slice(records);
    all.push((EOF, vec![Vec::new()]));
    let found = read(borrowed(Box::leak(all.into_boxed_slice())), &mut compound, &names);
    found
        .into_iter()
        .map(|thing| {
            let at = thing.area.map(|area| format!("{}:{}", area.first, area.last)).unwrap_or_default();
            format!("{at} {:?}", thing.what)
        })
        .collect()
}

#[test]
fn controls_comments_and_texts_have_their_cells() {
    let checked = words(&[0x12, 8, 1, 0, 0, 0]);
    // the list stands in cells of the second sheet
    let range = [&words(&[11, 0, 0])[..], &[0x3B], &words(&[0, 0, 4, 0, 0])].concat();
    let list = [words(&[0x13, 0xFFEE, 2 + 4 + 11]), range, words(&[5, 2, 0, 0])].concat();
    let mut records = vec![shape(201, 2, 4, &[]), object(0x0B, 1, &checked)];
    records.extend(text("高齢者"));
    records.extend([shape(201, 3, 4, &[]), object(0x14, 2, &list)]);
    records.extend([shape(202, 1, 1, &[]), object(0x19, 3, &[])]);
    records.extend(text("係長: 直す"));
    records.extend([shape(1, 5, 5, &[]), object(0x1E, 4, &[])]);
    records.extend(text("枠の文"));
    records.extend([shape(20, 5, 5, &[]), object(0x01, 5, &[]), shape(3, 6, 6, &[]), object(0x1E, 6, &[])]);
    records.push((0x001C, vec![words(&[9, 0, 0, 3, 0])]));
    assert_eq!(
        hanging(&records, &[]),
        [
            r#"C5:C5 Control(Control { kind: CheckBox, caption: "高齢者", state: On })"#,
            r#"D5:D5 Control(Control { kind: DropDown, caption: "", state: Chosen { item: 2, range: "選択肢!A1:A5" } })"#,
            r#"A10:A10 Comment("係長: 直す")"#,
            r#"F6:F6 Text("枠の文")"#,
            "G7:G7 Ring",
        ]
    );
}

#[test]
fn pictures_charts_and_embedded_files_say_what_they_are() {
    let alt = utf16_of("写真\0");
    let picture = [&words(&[0x4104, 7, 0])[..], &words(&[0xC381, alt.len() as u16, 0]), &alt].concat();
    let two_properties = {
        let (kind, mut parts) = shape(75, 1, 1, &picture);
        // two properties, the second with its text behind them
        parts[1][16] = 2 << 4 | 3;
        (kind, parts)
    };
    let class = |class: &str, number: u32, length: u32| {
        let info = [&[3, class.len() as u8, 0, 0][..], class.as_bytes()].concat();
        let formula = [words(&[5, 0, 0]), vec![2, 0, 0, 0, 0], info].concat();
        let formula = [words(&[formula.len() as u16]), formula].concat();
        let whole = [formula, number.to_le_bytes().to_vec(), length.to_le_bytes().to_vec()].concat();
        [words(&[0x09, whole.len() as u16]), whole].concat()
    };
    let controls = [vec![0; 4], vec![0; 16], check_box("周知した", "1")].concat();
    let length = controls.len() as u32 - 4;
    let title = |text: &str, of: u16| {
        let units = utf16_of(text);
        let series = [vec![0, 0, (units.len() / 2) as u8, 1], units].concat();
        [(0x100D, vec![series]), (0x1027, vec![words(&[of, 0, 0])])]
    };
    let mut records = vec![
        two_properties,
        object(0x08, 1, &[]),
        shape(75, 2, 2, &[]),
        object(0x08, 2, &class("Package", 10, 0)),
        shape(201, 3, 3, &[]),
        object(0x08, 3, &class("Forms.CheckBox.1", 4, length)),
        shape(201, 4, 4, &[]),
        object(0x05, 4, &[]),
        (BOF, vec![words(&[0x0600, 0x20])]),
    ];
    records.extend(title("年度", 3));
    records.extend(title("利用の推移", 1));
    records.push((EOF, vec![Vec::new()]));
    records.push((0x00E9, vec![Vec::new()]));
    let native = [&[9, 0, 0, 0, 2, 0][..], b"list.pdf", &[0, 0]].concat();
    let streams: [(&str, &[u8]); 2] = [("/Ctls", &controls), ("/MBD0000000A/\u{1}Ole10Native", &native)];
    assert_eq!(
        hanging(&records, &streams),
        [
            " Background",
            r#"B2:B2 Picture { says: "写真", same: "7" }"#,
            r#"C3:C3 Embedded { program: "", name: "list.pdf" }"#,
            r#"D4:D4 Control(Control { kind: CheckBox, caption: "周知した", state: On })"#,
            r#"E5:E5 Chart("利用の推移")"#,
        ]
    );
}

#[test]
fn links_tell_their_targets() {
    let head =
        |flags: u32| [words(&[4, 4, 10, 10]), vec![0; 16], vec![2, 0, 0, 0], flags.to_le_bytes().to_vec()].concat();
    let url = utf16_of("https://example.jp/r6\0");
    let moniker = [&[0xE0][..], &[0; 15], &(url.len() as u32).to_le_bytes(), &url].concat();
    let shown = [&2_u32.to_le_bytes()[..], &utf16_of("x\0")].concat();
    let name = utf16_of("別紙.xlsx");
    let file = [
        &[0x03][..],
        &[0; 15],
        &[0, 0],
        &2_u32.to_le_bytes(),
        b"a\0",
        &[0; 24],
        &(name.len() as u32 + 6).to_le_bytes(),
        &(name.len() as u32).to_le_bytes(),
        &[3, 0],
        &name,
    ]
    .concat();
    let formula = {
        let url = utf16_of("https://example.jp/y");
        let tokens = [&[0x17, 20, 1][..], &url, &[0x17, 1, 0, b'x'], &[0x42, 2, 0x67, 0x01]].concat();
        [words(&[7, 0, 0]), vec![0; 14], words(&[tokens.len() as u16]), tokens].concat()
    };
    let records = [
        (0x01B8, vec![[head(0x13), shown, moniker].concat()]),
        (0x01B8, vec![[head(0x1), file].concat()]),
        (0x01B8, vec![[head(0x8), vec![0; 8]].concat()]),
        (0x01B8, vec![head(0x1)]),
        (0x0006, vec![formula]),
    ];
    assert_eq!(
        hanging(&records, &[]),
        [
            r#"K5:K5 Link { target: "https://example.jp/r6", shown: None }"#,
            r#"K5:K5 Link { target: "別紙.xlsx", shown: None }"#,
            r#"A8:A8 LinkFormula(Some("https://example.jp/y"))"#,
        ]
    );
}

/// Any cut of a record ends without a panic.
#[test]
fn records_cut_short_are_passed_over() {
    let list = [words(&[0x13, 9, 17, 11, 0, 0]), vec![0x3B], words(&[0, 0, 4, 0, 0, 5, 2])].concat();
    let whole = [shape(75, 1, 1, &words(&[0xC381, 400, 0])), object(0x14, 1, &list)];
    for cut in 0..120 {
        let mut records = whole.to_vec();
        for (_, parts) in &mut records {
            parts.iter_mut().for_each(|part| part.truncate(cut));
        }
        records.extend([0x001C, 0x01B8, 0x0006, 0x01B6].map(|kind| (kind, vec![vec![0xFF; cut], vec![1; cut]])));
        hanging(&records, &[]);
    }
}
