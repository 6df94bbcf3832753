//! Numbers, days, errors and results of formulas, as Excel shows them.

use super::package::{Package, cells, findings, saved, sheets};
use rust_xlsxwriter::{Formula, Workbook};

// Errors and formulas.

#[test]
fn errors_and_formulas() {
    let source = Package::rows(
        r##"<row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1" t="e"><v>#N/A</v></c>
            <c r="C1" t="str"><f>A1&amp;"様"</f><v>福祉課様</v></c><c r="D1"><f>SUM(A1:A9)</f><v>12.5</v></c>
            <c r="E1"><f>A1+1</f></c><c r="F1"><f>A1+2</f><v></v></c><c r="G1"><f t="shared" si="0"/><v/></c>
            <c r="H1" t="str"><f>""</f><v></v></c><c r="I1" t="b"><f>1=1</f><v>1</v></c></row>"##,
    )
    .read();
    assert_eq!(cells(&source), ["A1=#REF!", "B1=#N/A", "C1=福祉課様", "D1=12.5", "I1=TRUE"]);
    assert_eq!(findings(&source), ["M010 A1", "M010 B1", "M011 E1", "M011 F1", "M011 G1"]);
    assert_eq!(source.findings[2].hints[0].ja, "Excel で開いて保存し直してください");
}

/// Programs that reckon nothing save the formulas of matome's own columns without results; those of others are told.
#[test]
fn own_formulas_without_results_are_no_fault() {
    let row = |stamp: &str| {
        let cells = r#"<c r="A3"><f>1+1</f></c><c r="P3"><f>IF(1,"未記入","")</f></c>"#;
        let stamp = if stamp.is_empty() { String::new() } else { format!("<c r=\"Q3\" t=\"str\"><v>{stamp}</v></c>") };
        Package::rows(&format!("<row r=\"3\">{cells}{stamp}</row>")).read()
    };
    assert_eq!(findings(&row("matome:row:0123456789abcdef:b")), ["M011 A3"]);
    assert_eq!(findings(&row("")), ["M011 A3", "M011 P3"]);
}

#[test]
fn results_that_excel_never_calculated_are_doubted() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_formula(0, 0, Formula::new("=1+1")).unwrap();
    assert_eq!(findings(&saved(&mut workbook)), ["M019 回答.xlsx"]);
}

// Numbers as Excel shows them.

#[test]
fn numbers_are_shown_by_their_format() {
    let codes = [
        "#,##0",
        "0%",
        "0.0%",
        "yyyy/m/d",
        "yyyy\"年\"m\"月\"d\"日\"",
        "[$-411]ggge\"年\"m\"月\"d\"日\"",
        "h:mm",
        "@",
        "id:14",
        "id:9",
        "id:3",
        "id:22",
        "id:58",
        "0.00",
        "[DBNum1]General",
        ";;;",
        "#,###",
    ];
    let values = [
        "1234567.0",
        "0.125",
        "0.127",
        "44287",
        "44287",
        "43586",
        "0.375",
        "5",
        "44287",
        "0.5",
        "1000",
        "44287.5",
        "44287",
        "1.005",
        "3",
        "7",
        "0",
    ];
    let row: String =
        values.iter().zip(1..).map(|(value, style)| format!(r#"<c s="{style}"><v>{value}</v></c>"#)).collect();
    let row = format!(
        r#"<row r="1">{row}</row><row r="2"><c><v>0.30000000000000004</v></c><c><v>1E+20</v></c><c t="b"><v>0</v></c>
        <c s="4" t="d"><v>2021-04-01</v></c><c t="d"><v>2021-04-01</v></c></row>"#
    );
    let source = Package::rows(&row).formats(&codes).read();
    let shown: Vec<_> = sheets(&source)[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(
        shown,
        [
            "1,234,567",
            "13%",
            "12.7%",
            "2021/4/1",
            "2021年4月1日",
            "令和1年5月1日",
            "9:00",
            "5",
            "2021/4/1",
            "50%",
            "1,000",
            "2021/4/1 12:00",
            "令和3年4月1日",
            "1.01",
            "三",
            "7",
            "0.3",
            "1E+20",
            "FALSE",
            "2021/4/1",
            "2021/4/1"
        ]
    );
    // The zero is hidden by its format, as the clerk wanted.
    assert_eq!(findings(&source), ["M016 P1"]);
}

#[test]
fn days_long_numbers_and_what_is_no_number_are_told() {
    let codes = ["yyyy/m/d", "yyyy/m/d ww", "General\"号\"", "0"];
    let source = Package::rows(
        r#"<row r="1"><c s="1"><v>-1</v></c><c s="2"><v>44287</v></c><c><v>1234567890123</v></c>
        <c s="3"><v>1234567890123</v></c><c s="4"><v>1234567890123</v></c><c><v>NaN</v></c>
        <c t="d"><v>令和8年</v></c><c t="d"><v>2026-03-31T09:30:00</v></c><c s="1" t="d"><v>2026-03-31T00:00:00</v></c>
        <c><v>1234567890123.5</v></c></row>"#,
    )
    .formats(&codes)
    .read();
    let shown: Vec<_> = sheets(&source)[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(
        shown,
        [
            "-1",
            "44287",
            "1234567890123",
            "1234567890123号",
            "1234567890123",
            "NaN",
            "令和8年",
            "2026/3/31 9:30",
            "2026/3/31",
            "1234567890123.5"
        ]
    );
    assert_eq!(findings(&source), ["M029 A1", "M029 B1", "M028 C1", "M028 D1", "M009 F1", "M009 G1", "M028 J1"]);
}

#[test]
fn texts_are_shown_by_their_format() {
    let codes = ["@\"課\"", "General;General;General;\"担当は\"@\"　様\"", ";;;", "0\"人\"", "@", "0w@"];
    let typed = ["地域福祉", "山田", "伏せた文", "未定", "  字下げ ", "三"];
    let cells: String = typed
        .iter()
        .zip(1..)
        .map(|(text, style)| format!(r#"<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#))
        .collect();
    let source = Package::rows(&format!(r#"<row r="1">{cells}<c s="1" t="s"><v>0</v></c></row>"#))
        .strings("<si><t>健康</t></si>")
        .formats(&codes)
        .read();
    let shown: Vec<_> = sheets(&source)[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(shown, ["地域福祉課", "担当は山田　様", "伏せた文", "未定", "  字下げ ", "三", "健康課"]);
    assert_eq!(findings(&source), ["M016 C1", "M015 F1"]);
}

#[test]
fn the_1904_date_system() {
    let mut package = Package::rows(r#"<row r="1"><c s="1"><v>42825</v></c></row>"#).formats(&["yyyy/m/d"]);
    package.workbook.insert_str(0, r#"<workbookPr date1904="1"/>"#);
    assert_eq!(cells(&package.read()), ["A1=2021/4/1"]);
}
