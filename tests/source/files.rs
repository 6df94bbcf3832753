//! Tables and trees in each encoding, and files that cannot be read at all.

use super::package::{NS, Package, cells, relations, sheets, zipped};
use crate::common::kit::read_path;
use matome::finding::{Finding, Level};
use matome::source::{Body, Format, Value, read_bytes, texts};

// Files that cannot be read at all.

#[track_caller]
fn refused(bytes: Vec<u8>, name: &str) -> Finding {
    let finding = match Format::detect(&bytes, &name.into()) {
        Ok(format) => read_bytes(bytes, name, format).unwrap_err(),
        Err(finding) => finding,
    };
    assert_eq!(finding.level, Level::Error);
    assert!(!finding.hints.is_empty(), "{finding:?}");
    finding
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let code = |bytes: &[u8], name: &str| refused(bytes.to_vec(), name).code.0;
    assert_eq!(code(b"", "回答.xlsx"), "M005");
    assert_eq!(code(b"PK\x03\x04 cut", "回答.xlsx"), "M005");
    assert_eq!(code(b"not a workbook", "回答.xls"), "M005");
    assert_eq!(code(b"<html><table></table></html>", "回答.xls"), "M002");
    assert_eq!(code(b"%PDF-1.7", "回答.xlsx"), "M002");
    assert_eq!(code(b"abc", "回答.doc"), "M002");
    assert_eq!(code(&zipped(&[("word/document.xml", b"")]), "回答.xlsx"), "M002");
    assert_eq!(code(&zipped(&[("写真.jpg", b"")]), "回答.zip"), "M002");
    assert_eq!(code(&zipped(&[("_rels/.rels", b"")]), "回答.xlsx"), "M005");
    let mut cut = Package::rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).bytes();
    cut.truncate(cut.len() / 2);
    assert_eq!(code(&cut, "回答.xlsx"), "M005");
}

#[test]
fn paths_that_cannot_be_opened_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let code = |name: &str| read_path(&folder.path().join(name), name).unwrap_err().code.0;
    assert_eq!(code("無い.xlsx"), "M001");
    std::fs::create_dir(folder.path().join("回答.xlsx")).unwrap();
    assert_eq!(code("回答.xlsx"), "M001");
    std::fs::write(folder.path().join("~$回答.xlsx"), b"\x05user").unwrap();
    assert_eq!(code("~$回答.xlsx"), "M003");
    let lock = read_path(&folder.path().join("~$回答.xlsx"), "~$回答.xlsx").unwrap_err();
    assert!(lock.hints[0].ja.contains("「回答.xlsx」"));
}

#[test]
fn the_content_decides_before_the_extension() {
    let bytes = Package::rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).bytes();
    assert_eq!(Format::detect(&bytes, &"回答.csv".into()), Ok(Format::Xlsx));
    assert_eq!(Format::detect(b"a,b", &"回答.CSV".into()), Ok(Format::Csv));
    assert_eq!(Format::detect(b"a\tb", &"回答.tsv".into()), Ok(Format::Tsv));
    assert_eq!(Format::detect(b"[]", &"回答.json".into()), Ok(Format::Json));
    assert_eq!(Format::detect(b"a: 1", &"回答.yml".into()), Ok(Format::Yaml));
    assert_eq!(Format::detect(b"a = 1", &"回答.toml".into()), Ok(Format::Toml));
}

#[test]
fn a_zip_bomb_is_refused() {
    let part = vec![b' '; 300 << 20];
    let finding = refused(
        zipped(&[
            ("_rels/.rels", relations(&[("rId1", "officeDocument", "xl/workbook.xml")]).as_bytes()),
            ("xl/workbook.xml", format!("<workbook {NS}/>").as_bytes()),
            ("xl/sharedStrings.xml", &part),
        ]),
        "回答.xlsx",
    );
    assert_eq!(finding.code.0, "M006");
}

// CSV.

#[test]
fn csv_in_each_encoding_gives_the_same_cells() {
    let text = "番号,事業\n1,髙齢者①\n";
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let (euc, _, _) = encoding_rs::EUC_JP.encode("番号,事業\n1,高齢者への声かけ\n");
    let (jis, _, _) = encoding_rs::ISO_2022_JP.encode("番号,事業\n1,高齢者への声かけ\n");
    for bytes in [euc, jis] {
        let source = read_bytes(bytes.into_owned(), "福祉課.csv", Format::Csv).unwrap();
        assert_eq!(cells(&source), ["A1=番号", "B1=事業", "A2=1", "B2=高齢者への声かけ"]);
        assert_eq!(
            (source.findings.len(), sheets(&source)[0].cells[3].place.to_string().as_str()),
            (0, "福祉課.csv:2:3")
        );
    }
    for bytes in [text.as_bytes().to_vec(), with_bom, cp932.into_owned(), utf16(false), utf16(true)] {
        let source = read_bytes(bytes, "表/福祉課.csv", Format::Csv).unwrap();
        assert_eq!(cells(&source), ["A1=番号", "B1=事業", "A2=1", "B2=髙齢者①"]);
        assert_eq!(&*sheets(&source)[0].name, "福祉課");
        assert!(source.findings.is_empty());
        let place = sheets(&source)[0].cells[3].place.to_string();
        assert_eq!(place, "表/福祉課.csv:2:3");
    }
}

// Trees.

#[test]
fn every_text_of_a_tree_has_its_place() {
    let files = [
        ("{\"題名\": \"計画\",\n \"行\": [12.70, \"あ\", null, true]}", Format::Json, ["1:8", "2:8", "2:15", "2:26"]),
        ("題名: 計画\n行:\n- 12.70\n- あ\n- ~\n- true\n", Format::Yaml, ["1:5", "3:3", "4:3", "6:3"]),
        ("\"題名\" = \"計画\"\n\"行\" = [12.70, \"あ\", true]\n", Format::Toml, ["1:8", "2:8", "2:15", "2:20"]),
    ];
    for (text, format, places) in files {
        let source = read_bytes(text.as_bytes().to_vec(), "a", format).unwrap();
        let read: Vec<_> = texts(&source).map(|(text, place)| (text, place.to_string())).collect();
        let expected: Vec<_> =
            ["計画", "12.70", "あ", "true"].into_iter().zip(places.map(|place| format!("a:{place}"))).collect();
        assert_eq!(read, expected, "{format:?}");
        let Body::Tree(node) = source.body else { panic!("no tree") };
        let Value::Map(entries) = node.value else { panic!("no map") };
        assert_eq!(entries.iter().map(|e| e.key.as_str()).collect::<Vec<_>>(), ["題名", "行"]);
    }
}

#[test]
fn duplicate_keys_name_both_places() {
    let both = |text: &str, format| {
        let finding = match read_bytes(text.as_bytes().to_vec(), "a", format) {
            Ok(source) => source.findings[0].clone(),
            Err(finding) => finding,
        };
        assert_eq!(finding.code.0, "M031");
        let places = finding.place.iter().chain(&finding.related);
        places.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(both("{\"a\": 1,\n \"題\": 2,\n \"a\": 3}", Format::Json), ["a:3:2", "a:1:2"]);
    assert_eq!(both("a: 1\n題:\n  a: 2\na: 3\n", Format::Yaml), ["a:4:1", "a:1:1"]);
    assert_eq!(both("a = 1\n\"題\" = 2\na = 3\n", Format::Toml), ["a:3:1", "a:1:1"]);
}

#[test]
fn syntax_errors_name_line_and_column() {
    let fault = |text: &str, format| {
        let finding = read_bytes(text.as_bytes().to_vec(), "a", format).unwrap_err();
        assert_eq!(finding.code.0, "M030", "{finding:?}");
        finding.place.unwrap().to_string()
    };
    assert_eq!(fault("{\"題\": 1,\n \"b\": 2,}", Format::Json), "a:2:8");
    assert_eq!(fault("[1, // 注\n 2]", Format::Json), "a:1:5");
    assert_eq!(fault("[1 2]", Format::Json), "a:1:3");
    assert_eq!(fault("[01]", Format::Json), "a:1:3");
    assert_eq!(fault("[\"あ\u{1}\"]", Format::Json), "a:1:4");
    assert_eq!(fault("[\"a\nb\"]", Format::Json), "a:1:4");
    assert_eq!(fault("[1,\u{3000}2]", Format::Json), "a:1:4");
    assert_eq!(fault("['a']", Format::Json), "a:1:2");
    assert_eq!(fault("", Format::Json), "a:1:1");
    assert_eq!(fault("題 = 1", Format::Toml), "a:1:1");
    assert_eq!(fault("a = 1\nb = [1, 2", Format::Toml), "a:2:10");
    assert_eq!(fault("a: 1\nb: [1, 2\n", Format::Yaml), "a:3:1");
    assert_eq!(fault("題: 回数: 3回", Format::Yaml), "a:1:6");
}

#[test]
fn trees_must_be_utf8() {
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode("{\"題名\": \"計画\"}");
    let finding = refused(cp932.into_owned(), "a.json");
    assert_eq!(finding.code.0, "M022");
    assert!(finding.message.ja.contains("CP932"));
    let source = read_bytes(b"\xEF\xBB\xBF[1]".to_vec(), "a.json", Format::Json).unwrap();
    assert_eq!(texts(&source).next().unwrap().1.to_string(), "a.json:1:2");
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    let deep = "[".repeat(10_000);
    let code = |text: String, format| read_bytes(text.into_bytes(), "a", format).unwrap_err().code.0;
    assert_eq!(code(deep.clone(), Format::Json), "M032");
    assert_eq!(code("[".repeat(70) + &"]".repeat(70), Format::Json), "M032");
    assert_eq!(code(deep.clone(), Format::Yaml), "M032");
    assert_eq!(code("- ".repeat(10_000), Format::Yaml), "M032");
    assert_eq!(code(format!("a = {deep}"), Format::Toml), "M032");
    assert_eq!(code(format!("[{}a]", "a.".repeat(10_000)), Format::Toml), "M032");
    let shallow = "[".repeat(60) + &"]".repeat(60);
    assert!(read_bytes(shallow.into_bytes(), "a", Format::Json).is_ok());
}
