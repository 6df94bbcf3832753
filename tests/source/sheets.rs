//! What a sheet says beside its cells: struck and merged texts, hidden rows and sheets, comments.

use super::package::{NS, Package, cells, findings, relations, saved, sheets};
use matome::finding::Level;
use matome::source::texts;
use rust_xlsxwriter::{Format as CellFormat, Note, Shape, Workbook};

// Struck-out text.

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

// Texts as they were typed.

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

// Merged ranges, hidden sheets, comments, shapes.

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
