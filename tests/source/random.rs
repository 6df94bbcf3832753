//! Whatever comes in, nothing panics, and nothing that was typed is lost.

use std::io::Cursor;

use matome::source::{Format, read_bytes, texts};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::package::{Package, saved, zipped};

fn any_format() -> impl Strategy<Value = Format> {
    prop::sample::select(vec![
        Format::Xlsx,
        Format::Xlsb,
        Format::Xls,
        Format::Ods,
        Format::Xml2003,
        Format::Csv,
        Format::Tsv,
        Format::Json,
        Format::Yaml,
        Format::Toml,
    ])
}

/// A sound sheet to be damaged.
fn sample() -> Package {
    Package::sheet(
        r#"<dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"><f>A1</f><v>44287.5</v></c></row>
        <row r="2"><c r="A2" t="inlineStr"><is><t>文</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#,
    )
    .strings("<si><r><rPr><strike/></rPr><t>文</t></r></si>")
    .formats(&["#,##0;[Red]-#,##0", "[$-411]ggge\"年\""])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), format in any_format()) {
        let _ = read_bytes(bytes.clone(), "a.xlsx", format);
        let _ = Format::detect(&bytes, &"a.xlsx".into());
        let compound = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &bytes].concat();
        let _ = read_bytes(compound, "a.xls", Format::Xls);
    }

    #[test]
    fn random_text_never_panics(text in "[\\[\\]{}:,\"'a1\\-\n =&*!?|>#あ.]{0,80}", format in any_format()) {
        let _ = read_bytes(text.into_bytes(), "a", format);
    }

    #[test]
    fn random_bytes_in_the_parts_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), part in 0_usize..6) {
        let names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
            "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"];
        let sound = sample();
        let mut zip = zip::ZipArchive::new(Cursor::new(sound.bytes())).unwrap();
        let mut parts = Vec::new();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).unwrap();
            let name = file.name().unwrap().to_string();
            let mut content = Vec::new();
            std::io::copy(&mut file, &mut content).unwrap();
            if name == names[part] {
                let at = bytes.len() * 7 % (content.len() + 1);
                content.splice(at..at, bytes.iter().copied());
            }
            parts.push((name, content));
        }
        let parts: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let _ = read_bytes(zipped(&parts), "a.xlsx", Format::Xlsx);
        let binary: Vec<(&str, &[u8])> = vec![("xl/workbook.bin", &bytes), ("xl/styles.bin", &bytes),
            ("xl/sharedStrings.bin", &bytes)];
        let _ = read_bytes(zipped(&binary), "a.xlsb", Format::Xlsb);
        let open: Vec<(&str, &[u8])> = vec![("META-INF/manifest.xml", b""), ("content.xml", &bytes)];
        let _ = read_bytes(zipped(&open), "a.ods", Format::Ods);
    }

    #[test]
    fn damaged_sheets_never_panic(cut in 0_usize..500, text in "[<>/a-z0-9=\"& ]{0,12}") {
        let mut package = sample();
        let at = package.sheet.floor_char_boundary(cut.min(package.sheet.len()));
        package.sheet.insert_str(at, &text);
        let _ = read_bytes(package.bytes(), "a.xlsx", Format::Xlsx);
    }

    #[test]
    fn truncated_workbooks_never_panic(part in 0.0_f64..1.0) {
        let mut bytes = sample().bytes();
        bytes.truncate((bytes.len() as f64 * part) as usize);
        let _ = read_bytes(bytes, "a.xlsx", Format::Xlsx);
    }

    #[test]
    fn no_text_is_lost(rows in prop::collection::vec("[ぁ-ん一-龠A-Za-z0-9①　\n]{1,20}", 1..20)) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, text) in (0..).zip(&rows) {
            sheet.write_string(row, 0, text).unwrap();
        }
        let source = saved(&mut workbook);
        let read: Vec<_> = texts(&source).map(|(text, _)| text.to_owned()).collect();
        let typed: Vec<_> = rows.into_iter().filter(|text| !text.trim().is_empty()).collect();
        prop_assert_eq!(read, typed);
    }
}
