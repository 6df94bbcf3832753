//! Cells that stand where none can, or twice, and those beside them.

use super::package::{NS, Package, cells, findings, saved};
use matome::finding::Level;
use rust_xlsxwriter::Workbook;

// A cell far away costs nothing.

#[test]
fn a_stray_cell_in_the_last_corner_costs_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "番号").unwrap();
    sheet.write(1_048_575, 16_383, "端").unwrap();
    sheet.write(1_048_574, 16_383, " \u{3000}\n").unwrap();
    let source = saved(&mut workbook);
    assert_eq!(cells(&source), ["A1=番号", "XFD1048576=端"]);
}

// Addresses that Excel does not have.

#[test]
fn addresses_outside_of_the_sheet_are_told_and_not_used() {
    let source = Package::rows(
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFE1"><v>2</v></c><c r="B1"><v>3</v></c></row>
           <row r="4294967297"><c r="A4294967297"><v>4</v></c><c><v>5</v></c></row>
           <row r="2"><c r="A2"><v>6</v></c><c r="2A"><v>7</v></c><c r="A0"/></row>
           <row r="18446744073709551616"><c r="AAAAAAAAAAAAAAAAAAAA1"><v>8</v></c></row>"#,
    )
    .read();
    assert_eq!(cells(&source), ["A1=1", "B1=3", "A2=6"]);
    assert_eq!(findings(&source), vec!["M008 回答.xlsx!進捗"; 5]);
    let messages: Vec<_> = source.findings.iter().map(|f| f.message.ja.as_str()).collect();
    for (message, address) in messages.iter().zip(["XFE1", "A4294967297", "4294967297", "2A", "AAAAAAAAAAAAAAAAAAAA1"])
    {
        assert!(message.contains(&format!("「{address}」")), "{message}");
    }
}

#[test]
fn a_broken_dimension_does_not_lose_the_sheet() {
    for dimension in ["B2:A1", "A1:XFD9999999999", "#REF!", ""] {
        let sheet =
            format!(r#"<dimension ref="{dimension}"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#);
        let source = Package::sheet(&sheet).read();
        assert_eq!(cells(&source), ["A1=1"]);
        assert!(source.findings.is_empty());
    }
}

// One bad cell.

#[test]
fn a_bad_cell_does_not_lose_the_sheet() {
    let source = Package::rows(
        r##"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#SPILL!</v></c>
            <c r="C1" t="s"><v>99</v></c><c r="D1" t="s"><v>-1</v></c>
            <c t="b"><v>はい</v></c><c r="F1" t="n"><v>12,5</v></c><c r="G1" t="zz"><v>x&amp;y</v></c>
            <c><v>1<![CDATA[2]]></v></c><c r="I1"><v>&#49;3</v></c><c r="J1"><v> 7 </v></c>
            <c r="K1"><v>NaN</v></c><c r="L1"><v>8</v><f>A1</f></c><c r="M1"><v>9</v><extLst/></c>
            <c r="N1" t="inlineStr"><is><t>文</t></is><v>0</v></c><c r="O1" t="s"><v>0</v></c></row>"##,
    )
    .strings("<si><t>事業</t></si>")
    .read();
    assert_eq!(
        cells(&source),
        [
            "A1=事業",
            "B1=#SPILL!",
            "E1=はい",
            "F1=12,5",
            "G1=x&y",
            "H1=12",
            "I1=13",
            "J1=7",
            "K1=NaN",
            "L1=8",
            "M1=9",
            "N1=文",
            "O1=事業"
        ]
    );
    assert_eq!(findings(&source), ["M010 B1", "M009 C1", "M009 D1", "M009 E1", "M009 F1", "M009 G1", "M009 K1"]);
    assert!(source.findings.iter().all(|finding| finding.level == Level::Error));
    assert!(source.findings[1].message.ja.contains("「99」"));
}

#[test]
fn what_comes_before_a_break_is_kept() {
    let mut package = Package::rows("");
    package.sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v "#.to_owned();
    let source = package.read();
    assert_eq!(cells(&source), ["A1=1", "B1=2"]);
    assert_eq!(findings(&source), ["M007 B1"]);
}

#[test]
fn two_cells_at_one_address() {
    let source = Package::rows(
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>
           <row r="2"><c r="A2"><v>3</v></c></row>"#,
    )
    .read();
    assert_eq!(cells(&source), ["A1=2", "A2=1"]);
    assert_eq!(findings(&source), ["M018 A2"]);
    assert!(source.findings[0].message.ja.contains("「3」"));
}

#[test]
fn a_huge_count_of_strings_reserves_nothing() {
    let mut package = Package::rows(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#);
    package.strings = format!(r#"<sst {NS} count="1" uniqueCount="9223372036854775807"><si><t>a</t></si></sst>"#);
    assert_eq!(cells(&package.read()), ["A1=a"]);
}
