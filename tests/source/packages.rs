//! Packages as other programs write them: parts under other names, in other encodings, encrypted by Excel itself.

use matome::source::{Format, Source, read_bytes};

use super::package::{NS, Package, REL, cells, findings, relations, zipped};

const ROWS: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c></row>"#;
const STRINGS: &str = "<si><t>事業</t></si>";

/// The parts of a sound workbook.
fn parts() -> Vec<(String, Vec<u8>)> {
    let styles = r#"<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>"#;
    let book = relations(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
        ("rId3", "styles", "styles.xml"),
    ]);
    let text = |name: &str, content: String| (name.to_owned(), content.into_bytes());
    vec![
        text("_rels/.rels", relations(&[("rId1", "officeDocument", "xl/workbook.xml")])),
        text(
            "xl/workbook.xml",
            format!(r#"<workbook {NS}><sheets><sheet name="進捗" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ),
        text("xl/_rels/workbook.xml.rels", book),
        text("xl/worksheets/sheet1.xml", format!("<worksheet {NS}><sheetData>{ROWS}</sheetData></worksheet>")),
        text("xl/sharedStrings.xml", format!("<sst {NS}>{STRINGS}</sst>")),
        text("xl/styles.xml", format!("<styleSheet {NS}>{styles}</styleSheet>")),
    ]
}

fn package(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&parts)
}

/// Reads a package whose format is found out, as a file is read.
#[track_caller]
fn read(bytes: Vec<u8>, name: &str) -> Source {
    let format = Format::detect(&bytes, &name.into()).unwrap();
    read_bytes(bytes, name, format).unwrap()
}

#[track_caller]
fn reads_as_ever(parts: &[(String, Vec<u8>)], why: &str) {
    let source = read(package(parts), "回答.xlsx");
    assert_eq!(cells(&source), ["A1=事業", "B1=50%"], "{why}");
    assert_eq!(findings(&source), [""; 0], "{why}");
}

#[test]
fn parts_are_found_by_their_relationships() {
    // old and new name, and how relationships call it
    let renamed = |from: &str, to: &str, old: &str, new: &str| {
        let mut parts = parts();
        for (name, content) in &mut parts {
            if name == from {
                *name = to.to_owned();
            }
            if name.ends_with(".rels") {
                *content = String::from_utf8(content.clone()).unwrap().replace(old, new).into_bytes();
            }
        }
        parts
    };
    for (from, to, old, new) in [
        ("xl/sharedStrings.xml", "xl/SharedStrings2.xml", "sharedStrings.xml", "SharedStrings2.xml"),
        ("xl/sharedStrings.xml", "xl/strings/all.xml", "sharedStrings.xml", "strings/all.xml"),
        ("xl/styles.xml", "other/styles9.xml", "\"styles.xml", "\"../other/styles9.xml"),
        ("xl/worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml", "worksheets\\sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "\"worksheets/", "\"/xl/worksheets/"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "\"worksheets/", "\"./../xl/worksheets/"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "\"worksheets/", "\"xl/worksheets/"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/回答 1.xml", "sheet1.xml", "%E5%9B%9E%E7%AD%94%201.xml"),
        ("xl/worksheets/sheet1.xml", "xl/Worksheets/Sheet1.XML", "sheet1.xml", "sheet1.xml"),
        ("_rels/.rels", "_rels/.rels", "\"xl/workbook.xml", "\"\\xl\\workbook.xml"),
    ] {
        reads_as_ever(&renamed(from, to, old, new), to);
    }
    // the workbook itself elsewhere
    let mut elsewhere = parts();
    for (name, content) in &mut elsewhere {
        *name =
            name.replace("xl/workbook.xml", "book.xml").replace("xl/_rels/workbook", "_rels/book").replace("xl/", "");
        *content = String::from_utf8(content.clone()).unwrap().replace("xl/workbook.xml", "book.xml").into_bytes();
    }
    reads_as_ever(&elsewhere, "book.xml");
}

#[test]
fn parts_are_read_in_their_encoding() {
    let utf16 = |text: &str, mark: bool, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!(r#"<?xml version="1.0" encoding="UTF-16"?>{text}"#);
        mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()).flat_map(to).collect()
    };
    let cp932 = |text: &str| -> Vec<u8> {
        let text = format!(r#"<?xml version='1.0' encoding='Shift_JIS'?>{text}"#);
        encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()
    };
    type Coding<'a> = &'a dyn Fn(&str) -> Vec<u8>;
    let codings: [Coding; 5] = [
        &|text| utf16(text, true, u16::to_le_bytes),
        &|text| utf16(text, true, u16::to_be_bytes),
        &|text| utf16(text, false, u16::to_le_bytes),
        &cp932,
        &|text| format!("\u{FEFF}{text}").into_bytes(),
    ];
    for (n, coded) in codings.iter().enumerate() {
        let mut parts = parts();
        for (_, content) in &mut parts {
            *content = coded(std::str::from_utf8(content).unwrap());
        }
        reads_as_ever(&parts, &n.to_string());
    }
}

#[test]
fn a_document_type_is_passed_over_and_never_expanded() {
    let bomb: String = (1..20).map(|n| format!(r#"<!ENTITY e{n} "&e{0};&e{0};&e{0};">"#, n - 1)).collect();
    for dtd in ["<!DOCTYPE x>".to_owned(), format!(r#"<!DOCTYPE x [<!ENTITY e0 "多"> {bomb}]>"#)] {
        let mut parts = parts();
        for (_, content) in &mut parts {
            *content = [dtd.as_bytes(), content].concat();
        }
        reads_as_ever(&parts, &dtd);
    }
    // an entity of the document's own stays as it is written, and costs nothing
    let sheet = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>&e19;</t></is></c></row>"#;
    let source = Package::rows(sheet).read();
    assert!(cells(&source).iter().all(|cell| cell.len() < 20));
    assert!(!source.findings.is_empty() || cells(&source) == ["A1=&e19;"]);
}

#[test]
fn the_strict_format_is_read() {
    let mut parts = parts();
    for (_, content) in &mut parts {
        let text = String::from_utf8(content.clone()).unwrap();
        let text = text.replace(REL, "http://purl.oclc.org/ooxml/officeDocument/relationships");
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        *content = text.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main").into_bytes();
    }
    reads_as_ever(&parts, "strict");
}

#[test]
fn days_written_out_are_shown_by_their_format() {
    let source = Package::rows(
        r#"<row r="1"><c r="A1" t="d"><v>2026-03-31T00:00:00</v></c><c r="B1" t="d" s="1"><v>2026-03-31</v></c>
           <c r="C1" t="d"><v>令和8年</v></c></row>"#,
    )
    .formats(&["yyyy\"年\"m\"月\"d\"日\""])
    .read();
    assert_eq!(cells(&source), ["A1=2026/3/31", "B1=2026年3月31日", "C1=令和8年"]);
    assert_eq!(findings(&source), ["M009 C1"]);
}

#[test]
fn what_excel_encrypts_by_itself_is_opened() {
    let files: [(&str, &[u8]); 5] = [
        ("agile.xlsx", include_bytes!("encrypted/agile.xlsx")),
        ("standard.xlsx", include_bytes!("encrypted/standard.xlsx")),
        ("rc4.xls", include_bytes!("encrypted/rc4.xls")),
        ("cryptoapi.xls", include_bytes!("encrypted/cryptoapi.xls")),
        ("xor.xls", include_bytes!("encrypted/xor.xls")),
    ];
    for (name, bytes) in files {
        let source = read(bytes.to_vec(), name);
        let cells = cells(&source);
        assert_eq!(cells.len(), 120, "{name}");
        assert_eq!(cells[0], "A1=事業1 見守りの声かけを続けた", "{name}");
        assert_eq!(cells[119], "B60=2220", "{name}");
        assert!(source.findings.is_empty(), "{name}: {:?}", source.findings);
        // of the file as it was sent, not of what is in it
        assert!(source.file.sha256().is_some());
    }
    let other = include_bytes!("encrypted/other.xlsx");
    let fault = Format::detect(other, &"回答.xlsx".into()).unwrap_err();
    assert_eq!(fault.code.0, "M004");
    // damaged anywhere; the hashes of a package take their time
    for (name, bytes) in files {
        let step = if name.ends_with(".xls") { 97 } else { 4999 };
        for at in (600..bytes.len()).step_by(step) {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 0xFF;
            let format = Format::detect(&bytes, &name.into());
            let _ = format.and_then(|format| read_bytes(bytes, name, format));
        }
    }
}

#[test]
fn open_documents_are_read_flat_and_without_their_mark() {
    let body = r#"<office:body><office:spreadsheet><table:table table:name="進捗"><table:table-row>
        <table:table-cell office:value-type="string"><text:p>見守り</text:p></table:table-cell>
        </table:table-row></table:table></office:spreadsheet></office:body>"#;
    let ns = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#;
    let content = format!("<office:document-content {ns}>{body}</office:document-content>");
    let flat = format!(r#"<?xml version="1.0" encoding="UTF-8"?><office:document {ns}>{body}</office:document>"#);
    let package = zipped(&[("META-INF/manifest.xml", b"<manifest/>"), ("content.xml", content.as_bytes())]);
    for (name, bytes) in
        [("回答.fods", flat.clone().into_bytes()), ("回答.xml", flat.into_bytes()), ("回答.ods", package)]
    {
        let source = read(bytes, name);
        assert_eq!(cells(&source), ["A1=見守り"], "{name}");
    }
    let letter = content.replace("office:spreadsheet", "office:text");
    let letter = zipped(&[("META-INF/manifest.xml", b"<manifest/>"), ("content.xml", letter.as_bytes())]);
    assert_eq!(Format::detect(&letter, &"回答.ods".into()).unwrap_err().code.0, "M002");
}

#[test]
fn templates_are_read() {
    for name in ["回答.xltx", "回答.xltm", "回答.XLTX"] {
        assert_eq!(cells(&read(package(&parts()), name)), ["A1=事業", "B1=50%"]);
    }
}

#[test]
fn a_sheet_that_is_cut_behind_its_cells_is_told() {
    let sheet = format!("<worksheet {NS}><sheetData>{ROWS}</sheetData>");
    let merges = r#"<mergeCells count="1"><mergeCell ref="A1:A2"/>"#;
    for end in ["", "<pageMargins", merges, "</mergeCells", "<headerFooter><oddHeader>資料"] {
        let mut parts = parts();
        for (name, content) in &mut parts {
            if name == "xl/worksheets/sheet1.xml" {
                *content = format!("{sheet}{end}").into_bytes();
            }
        }
        let source = read(package(&parts), "回答.xlsx");
        assert_eq!(cells(&source), ["A1=事業", "B1=50%"], "{end}");
        assert_eq!(findings(&source), ["M007 B1"], "{end}");
    }
}

#[test]
fn merged_ranges_that_overlap_are_told_and_the_first_holds() {
    let merges = |list: &[&str]| {
        let cells: String = list.iter().map(|range| format!(r#"<mergeCell ref="{range}"/>"#)).collect();
        let sheet = format!("<sheetData/><mergeCells>{cells}</mergeCells>");
        let source = Package::sheet(&sheet).read();
        let kept = match &source.body {
            matome::source::Body::Sheets(sheets) => sheets[0].merges.iter().map(|m| format!("{}:{}", m.first, m.last)),
            _ => panic!("no table"),
        };
        (kept.collect::<Vec<_>>(), findings(&source))
    };
    assert_eq!(merges(&["B2:C3", "C3:D4"]), (vec!["B2:C3".into()], vec!["M047 C3".into()]));
    assert_eq!(merges(&["C3:D4", "A1:H3"]), (vec!["A1:H3".into()], vec!["M047 C3".into()]));
    // a wide one over several, one that ended above, the same twice
    assert_eq!(merges(&["A1:B2", "D1:E2", "A2:F2"]).1, ["M047 A2"]);
    assert_eq!(merges(&["A1:B2", "A3:B4", "C1:C9", "A5:C5"]).1, ["M047 A5"]);
    assert_eq!(merges(&["A1:B2", "A1:B2", "A3:B3", "C1:C3"]).1, [""; 0]);
}

#[test]
fn xml_spreadsheets_of_2003_are_read() {
    let ns = r#"xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet""#;
    let book = format!(
        r##"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {ns}><Styles>
        <Style ss:ID="Default" ss:Name="Normal"/><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
        <Style ss:ID="q" ss:Parent="p"><Font ss:StrikeThrough="1"/></Style>
        <Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>
        <Worksheet ss:Name="進捗"><Table><Column ss:Index="2" ss:Hidden="1"/><Column ss:StyleID="p"/>
        <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">見守り&amp;&#10;訪問</Data></Cell>
        <Cell><Data ss:Type="Number">0.5</Data></Cell><Cell ss:StyleID="q"><Data ss:Type="Number">0.25</Data></Cell></Row>
        <Row ss:Index="4" ss:StyleID="d"><Cell ss:Index="2"><Data ss:Type="DateTime">2026-04-01T00:00:00.000</Data></Cell>
        <Cell ss:StyleID="Default"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">10<Sup>3</Sup>人<S>旧</S></ss:Data>
        <Comment><ss:Data>要確認</ss:Data></Comment></Cell>
        <Cell ss:Formula="=A1"/><Cell><Data ss:Type="Error">#REF!</Data></Cell>
        <Cell><Data ss:Type="Number">多数</Data></Cell></Row></Table></Worksheet>
        <Worksheet ss:Name="控え"><Table><Row><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>
        <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>
        </Worksheet></Workbook>"##
    );
    let source = read(book.clone().into_bytes(), "回答.xls");
    assert_eq!(
        cells(&source),
        ["A1=見守り&\n訪問", "C1=50.00%", "D1=25.00%", "B4=2026年4月", "C4=10³人旧", "E4=#REF!", "F4=多数"]
    );
    assert_eq!(
        source
            .findings
            .iter()
            .map(|f| format!("{} {}", f.code, f.place.as_ref().unwrap().cell.unwrap()))
            .collect::<Vec<_>>(),
        ["M012 D1", "M026 B4", "M013 C4", "M012 C4", "M011 D4", "M010 E4", "M009 F4"]
    );
    let sheets = super::package::sheets(&source);
    assert_eq!((sheets[0].merges.len(), sheets[0].hidden, sheets[1].hidden), (1, false, true));
    let cut = &book[..book.find("要確認").unwrap()];
    let source = read(cut.as_bytes().to_vec(), "回答.xml");
    assert!(findings(&source).iter().any(|finding| finding.starts_with("M007")), "{:?}", findings(&source));
}
