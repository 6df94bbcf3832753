//! Reading of input files: each test imitates a fault that real answers have.

mod archives;
mod fonts;
mod hanging;
mod messages;
pub mod package;
mod packages;
mod random;

use std::time::{Duration, Instant};

use crate::common::kit::read_path;
use matome::finding::{Finding, Level};
use matome::source::{Body, Format, Value, read_bytes, texts};
use package::{NS, Package, cells, findings, relations, saved, sheets, zipped};
use rust_xlsxwriter::{Format as CellFormat, Formula, Note, Shape, Workbook};

// 1. A cell far away costs nothing.

#[test]
fn a_stray_cell_in_the_last_corner_costs_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "番号").unwrap();
    sheet.write(1_048_575, 16_383, "端").unwrap();
    sheet.write(1_048_574, 16_383, " \u{3000}\n").unwrap();
    let start = Instant::now();
    let source = saved(&mut workbook);
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(cells(&source), ["A1=番号", "XFD1048576=端"]);
}

// 2. Addresses that Excel does not have.

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

// 3. One bad cell.

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

// 4, 5. Errors and formulas.

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

// 6. Numbers as Excel shows them.

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

// 7. Struck-out text.

#[test]
fn struck_out_text_is_told_and_kept() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("進捗").unwrap();
    let (plain, struck) = (CellFormat::new(), CellFormat::new().set_font_strikethrough());
    sheet.write_rich_string(0, 0, &[(&plain, "年3回"), (&struck, "年2回"), (&plain, "実施")]).unwrap();
    sheet.write_with_format(1, 0, "廃止", &struck).unwrap();
    sheet.write_with_format(1, 1, 12, &struck).unwrap();
    sheet.write_blank(1, 2, &struck).unwrap();
    let source = saved(&mut workbook);
    assert_eq!(cells(&source), ["A1=年3回年2回実施", "A2=廃止", "B2=12"]);
    assert_eq!(findings(&source), ["M012 A1", "M012 A2", "M012 B2"]);
    assert!(source.findings[0].message.ja.contains("「年2回」"));

    let source = Package::rows(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><strike/></rPr><t>b</t></r></is></c>
           <c r="B1" t="inlineStr"><is><r><rPr><strike val="0"/></rPr><t>c</t></r></is></c></row>"#,
    )
    .read();
    assert_eq!(cells(&source), ["A1=ab", "B1=c"]);
    assert_eq!(findings(&source), ["M012 A1"]);
}

// 8. Texts as they were typed.

#[test]
fn texts_stay_as_they_were_typed() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let typed = ["　・見守り\n　・相談", "①〇○◯", " 前後 ", "a  b", "㈱髙﨑", "神(\u{FA19})"];
    for (row, text) in (0..).zip(typed) {
        sheet.write(row, 0, text).unwrap();
    }
    let source = saved(&mut workbook);
    let read: Vec<_> = texts(&source).map(|(text, _)| text).collect();
    assert_eq!(read, typed);
    assert!(source.findings.is_empty());
}

#[test]
fn line_ends_furigana_and_voicing_marks() {
    let source = Package::rows(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>
           <c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>2</v></c></row>"#,
    )
    .strings(
        "<si><t>一_x000D_\n二_x000D_三&#13;&#10;四</t></si>
         <si><t>高齢者</t><rPh sb=\"0\" eb=\"3\"><t>コウレイシャ</t></rPh><phoneticPr fontId=\"1\"/></si>
         <si><t>か\u{3099}ん\u{FA19}e\u{301}</t></si>
         <si><r><t>子</t></r><r><t>供</t></r><rPh sb=\"0\" eb=\"1\"><t>コ</t></rPh></si>",
    )
    .read();
    assert_eq!(
        cells(&source),
        ["A1=一\n二\n三\n四", "B1=高齢者", "C1=がん\u{FA19}e\u{301}", "D1=子供", "E1=がん\u{FA19}e\u{301}"]
    );
    assert_eq!(findings(&source), ["M017 C1"]);
}

// 9, 10. Merged ranges, hidden sheets, comments, shapes.

#[test]
fn merged_ranges_show_their_upper_left_cell() {
    let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="str"><v>{text}</v></c>"#);
    let rows = [
        format!(r#"<row r="1" hidden="1">{}{}</row>"#, cell("A1", "1"), cell("B1", "表")),
        format!("<row r=\"2\">{}{}</row>", cell("A2", " 1 "), cell("B2", "裏")),
        format!("<row r=\"3\">{}{}</row>", cell("A3", "古い回答"), cell("C3", "外")),
        format!("<row r=\"4\">{}{}</row>", cell("A4", "下"), cell("D4", "見えない")),
        format!("<row r=\"5\">{}{}</row>", cell("B5", "左"), cell("E5", "右")),
    ];
    let source = Package::sheet(&format!(
        r#"<sheetData>{}</sheetData>
           <mergeCells count="5"><mergeCell ref="A1:A3"/><mergeCell ref="D5:C4"/><mergeCell ref="B1"/>
           <mergeCell ref="B1:B2"/><mergeCell ref="A1:A9999999"/></mergeCells>"#,
        rows.concat()
    ))
    .read();
    assert_eq!(cells(&source), ["A1=1", "B1=表", "C3=外", "A4=下", "B5=左", "E5=右"]);
    let merges: Vec<_> = sheets(&source)[0].merges.iter().map(|m| format!("{}:{}", m.first, m.last)).collect();
    assert_eq!(merges, ["A1:A3", "C4:D5", "B1:B2"]);
    // what says the same as the shown cell is not missed
    let told = ["M008 回答.xlsx!進捗", "M026 A1", "M035 B2", "M035 A3", "M035 D4"];
    assert_eq!(findings(&source), told);
}

#[test]
fn hidden_rows_and_columns_are_read_and_told() {
    let rows: String = (1..=40)
        .map(|r| {
            let hidden = if r > 3 && r != 20 { " hidden=\"1\"" } else { "" };
            format!("<row r=\"{r}\"{hidden}><c r=\"A{r}\"><v>{r}</v></c><c r=\"D{r}\"><v>{r}</v></c></row>")
        })
        .collect();
    let columns = r#"<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="true"/></cols>"#;
    let source = Package::sheet(&format!("{columns}<sheetData>{rows}</sheetData>")).read();
    assert_eq!(cells(&source).len(), 80);
    assert_eq!(findings(&source), ["M026 D1"]);
    // B and C are empty
    assert!(source.findings[0].message.ja.contains("行（4–19, 21–40）と列（D）"), "{}", source.findings[0].message.ja);
    // nothing is said of hidden rows without texts, nor of a sheet that is not shown at all
    let source = Package::sheet("<sheetData><row r=\"1\" hidden=\"1\"/></sheetData>").read();
    assert_eq!(findings(&source), [""; 0]);
}

#[test]
fn running_texts_that_no_cell_has_are_told() {
    let header = "<headerFooter><oddHeader>&amp;L進捗&amp;R内部限り</oddHeader>\
                  <oddFooter>&amp;C&amp;P／&amp;N</oddFooter></headerFooter>";
    let cells = r#"<sheetData><row r="1"><c r="A1" t="str"><v>進捗管理シート</v></c></row></sheetData>"#;
    let source = Package::sheet(&format!("{cells}{header}")).read();
    assert_eq!(findings(&source), ["M027 回答.xlsx!進捗"]);
    assert!(source.findings[0].message.ja.contains("「内部限り」"));
    // each line is looked for in each cell; more than Excel takes are not
    let long = |lines: usize| {
        let header = format!("<headerFooter><oddHeader>{}</oddHeader></headerFooter>", "進捗\n".repeat(lines));
        findings(&Package::sheet(&format!("{cells}{header}")).read())
    };
    assert_eq!(long(90), [] as [&str; 0]);
    assert_eq!(long(200), ["M027 回答.xlsx!進捗"]);
}

#[test]
fn hidden_sheets_comments_and_shapes() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("進捗").unwrap();
    sheet.write(0, 0, "事業").unwrap();
    sheet.insert_note(3, 2, &Note::new("前年と同じ？").add_author_prefix(false)).unwrap();
    sheet.insert_shape(7, 1, &Shape::textbox().set_text("別紙\n参照")).unwrap();
    sheet.insert_shape(9, 1, &Shape::textbox()).unwrap();
    let hidden = workbook.add_worksheet().set_name("選択肢").unwrap();
    hidden.write(0, 0, "①").unwrap();
    hidden.set_hidden(true);
    let source = saved(&mut workbook);
    let names: Vec<_> = sheets(&source).iter().map(|s| (&*s.name, s.hidden)).collect();
    assert_eq!(names, [("進捗", false), ("選択肢", true)]);
    assert_eq!(findings(&source), ["M013 C4", "M014 B8"]);
    assert!(source.findings[0].message.ja.contains("「前年と同じ？」"));
    assert!(source.findings[1].message.ja.contains("「別紙⏎参照」"));
    assert!(source.findings.iter().all(|finding| finding.level == Level::Warning));
}

#[test]
fn a_threaded_comment_is_told_once() {
    let source = Package::rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#)
        .part(
            "xl/worksheets/_rels/sheet1.xml.rels",
            &relations(&[
                ("rId1", "comments", "../comments1.xml"),
                ("rId2", "threadedComment", "../threadedComments/threadedComment1.xml"),
            ]),
        )
        .part(
            "xl/comments1.xml",
            &format!(r#"<comments {NS}><commentList><comment ref="A1"><text><t>[Threaded comment] 説明</t></text></comment></commentList></comments>"#),
        )
        .part(
            "xl/threadedComments/threadedComment1.xml",
            r#"<ThreadedComments><threadedComment ref="A1"><text>確認中</text></threadedComment>
               <threadedComment ref="A1"><text>済み</text></threadedComment></ThreadedComments>"#,
        )
        .read();
    assert_eq!(findings(&source), ["M013 A1"]);
    assert!(source.findings[0].message.ja.contains("「確認中⏎済み」"));
}

#[test]
fn sheets_that_are_no_tables() {
    let mut package = Package::rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    package.workbook = r#"<sheets><sheet name="グラフ" sheetId="2" r:id="rId2"/>
        <sheet name="進捗" sheetId="1" state="odd" r:id="rId1"/><sheet name="進捗" sheetId="3" r:id="rId1"/>
        <sheet name="無い" sheetId="4" r:id="rId9"/></sheets>"#
        .to_owned();
    let source = package.read();
    assert_eq!(cells(&source), ["A1=1"]);
    let told: Vec<_> = source.findings.iter().map(|f| f.place.as_ref().unwrap().to_string()).collect();
    assert_eq!(told, ["回答.xlsx!グラフ", "回答.xlsx!進捗", "回答.xlsx!無い"]);
    assert!(source.findings.iter().all(|finding| finding.code.0 == "M020"));
}

/// Some programs write all elements with a prefix.
#[test]
fn prefixed_elements_are_read() {
    let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut package = Package::rows("");
    package.sheet = format!(
        r#"<x:sheetData xmlns:x="{ns}"><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="s"><x:v>7</x:v></x:c></x:row></x:sheetData>"#
    );
    package.strings = format!(r#"<x:sst xmlns:x="{ns}"><x:si><x:t>文</x:t></x:si></x:sst>"#);
    let source = package.read();
    assert_eq!(cells(&source), ["A1=文"]);
    assert_eq!(findings(&source), ["M009 B1"]);
}

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

// 12. CSV.

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

// 13. Trees.

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

// Real sheets, where they are.

#[test]
fn the_corpus_is_read_in_good_time() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/progress.xlsx");
    if !path.exists() {
        return;
    }
    let start = Instant::now();
    let source = read_path(&path, "progress.xlsx").unwrap();
    // 6 ms when optimised; the limit leaves room for a busy machine and an unoptimised build.
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    assert!(source.findings.is_empty());
    assert_eq!(sheets(&source).len(), 1);
    assert!(texts(&source).count() > 2_000);
}
