//! What hangs on single cells: links, pictures and boxes in them, data types.

use super::super::package::{Package, cells, findings, relations, saved};
use super::{ROWS, SHEET_RELATIONS, drawing, drawn, frame, messages, says};
use rust_xlsxwriter::{Image, Url, Workbook};

#[test]
fn link_targets_that_the_text_does_not_say_are_told() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("進捗").unwrap();
    let link = |target: &str, text: &str| Url::new(target).set_text(text);
    sheet.write(0, 0, link("https://example.jp/r6", "実績はこちら")).unwrap();
    sheet.write(1, 0, link("https://example.jp/", "example.jp")).unwrap();
    sheet.write(2, 0, link("mailto:soumu@example.jp", "総務課")).unwrap();
    sheet.write(3, 0, link("internal:'進捗'!A1", "上へ")).unwrap();
    sheet.write(4, 0, link("https://example.jp/r6", "再掲")).unwrap();
    let source = saved(&mut workbook);
    assert_eq!(findings(&source), ["M044 A1", "M044 A3"]);
    says(&source, &[&["「https://example.jp/r6」", "ほかに 1 か所"], &["「mailto:soumu@example.jp」"]]);
}

#[test]
fn formulas_that_make_links_are_told() {
    let cell = |at: &str, formula: &str, text: &str| format!(r#"<c r="{at}" t="str"><f{formula}</f><v>{text}</v></c>"#);
    let row = [
        cell("A1", r#">HYPERLINK("https://example.jp/a","詳細")"#, "詳細"),
        cell("B1", r#">HYPERLINK("https://example.jp")"#, "https://example.jp"),
        cell("C1", r##">HYPERLINK("#進捗!A9","下へ")"##, "下へ"),
        cell("D1", r#" t="shared" ref="D1:E1" si="0">HYPERLINK("https://example.jp/"&amp;A9,"資料")"#, "資料"),
        cell("E1", r#" t="shared" si="0">"#, "資料"),
    ];
    let source = Package::rows(&format!("<row r=\"1\">{}</row>", row.concat())).read();
    assert_eq!(findings(&source), ["M044 A1", "M044 D1"]);
    says(&source, &[&["「https://example.jp/a」"], &["数式で作られています", "ほかに 1 か所"]]);
    assert_eq!(source.findings[1].related[0].to_string(), "回答.xlsx!進捗!E1");
}

#[test]
fn a_picture_placed_in_a_cell_is_no_error_value() {
    let mut png = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20\x08\x02\0\0\0".to_vec();
    png.extend([0; 16]);
    let photo = Image::new_from_buffer(&png).unwrap().set_alt_text("講座の写真");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("進捗").unwrap();
    sheet.write(0, 0, "実績").unwrap();
    sheet.embed_image(1, 0, &photo).unwrap();
    let source = saved(&mut workbook);
    assert_eq!(cells(&source), ["A1=実績"]);
    assert_eq!(findings(&source), ["M040 A2"]);
    says(&source, &[&["セルの中身が図です", "「講座の写真」"]]);
}

#[test]
fn other_pictures_in_cells_are_told_too() {
    let row = r#"<row r="1"><c r="A1" t="str"><f>_xlfn.DISPIMG("ID_0A",1)</f><v>=DISPIMG("ID_0A",1)</v></c>
        <c r="B1" t="e"><f>DISPIMG("ID_0B",1)</f><v>#NAME?</v></c>
        <c r="C1" t="e"><f>_xlfn.IMAGE("https://example.jp/a.png","会場")</f><v>#VALUE!</v></c>
        <c t="e"><v>#VALUE!</v></c></row>"#;
    let source = Package::rows(row)
        .part("xl/cellimages.xml", r#"<etc:cellImages><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_0A" descr="チラシ"/></xdr:nvPicPr></xdr:pic></etc:cellImage></etc:cellImages>"#)
        .read();
    assert_eq!(cells(&source), ["D1=#VALUE!"]);
    assert_eq!(findings(&source), ["M010 D1", "M040 A1", "M040 B1", "M040 C1"]);
    says(&source, &[&["#VALUE!"], &["「チラシ」"], &["セルの中身が図です"], &["「会場」"]]);
}

/// A data type (地理, 株価) is kept as an error for old programs; Excel shows its name.
#[test]
fn a_data_type_shows_its_name() {
    let source = Package::rows(r#"<row r="1"><c r="A1" t="e" vm="2"><v>#VALUE!</v></c><c r="B1" t="e" vm="1"><v>#VALUE!</v></c></row>"#)
        .part("xl/metadata.xml", r#"<metadata><metadataTypes><metadataType name="XLDAPR"/><metadataType name="XLRICHVALUE"/></metadataTypes><futureMetadata name="XLRICHVALUE"><bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst></bk><bk><extLst><ext><xlrd:rvb i="1"/></ext></extLst></bk></futureMetadata><valueMetadata><bk><rc t="2" v="0"/></bk><bk><rc t="2" v="1"/></bk></valueMetadata></metadata>"#)
        .part("xl/richData/rdrichvaluestructure.xml", r#"<rvStructures><s t="_error"><k n="errorType" t="i"/></s><s t="_linkedentity2"><k n="%EntityId" t="s"/><k n="_DisplayString" t="s"/></s></rvStructures>"#)
        .part("xl/richData/rdrichvalue.xml", r#"<rvData><rv s="0"><v>4</v></rv><rv s="1"><v>x</v><v>仙台 &amp; 塩竈</v></rv></rvData>"#)
        .read();
    assert_eq!(cells(&source), ["A1=仙台 & 塩竈", "B1=#VALUE!"]);
    assert_eq!(findings(&source), ["M010 B1"]);
}

#[test]
fn check_boxes_in_cells_are_read_as_boxes() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("進捗").unwrap();
    sheet.insert_checkbox(0, 0, true).unwrap();
    sheet.insert_checkbox(0, 1, false).unwrap();
    sheet.write(0, 2, true).unwrap();
    let source = saved(&mut workbook);
    assert_eq!(cells(&source), ["A1=☑", "B1=☐", "C1=TRUE"]);
    assert!(source.findings.is_empty(), "{:?}", messages(&source));
}

#[test]
fn embedded_files_backgrounds_and_signatures_are_told() {
    let vml = r#"<xml><v:shape id="_x0000_s1025"><v:imagedata/><x:ClientData ObjectType="Pict"><x:Anchor>1, 0, 1, 0, 2, 0, 2, 0</x:Anchor></x:ClientData></v:shape>
        <v:shape id="_x0000_s1026"><v:imagedata/><o:signatureline issignatureline="t" o:suggestedsigner="山田" o:suggestedsigner2="課長"/><x:ClientData ObjectType="Pict"><x:Anchor>0, 0, 8, 0, 2, 0, 9, 0</x:Anchor></x:ClientData></v:shape></xml>"#;
    let header = r#"<xml><v:shape id="LH"><v:imagedata o:relid="rId1" o:title="市章"/></v:shape></xml>"#;
    let source = Package::sheet(&format!(
        "<sheetData>{ROWS}</sheetData><legacyDrawing r:id=\"rId1\"/><legacyDrawingHF r:id=\"rId2\"/><picture r:id=\"rId3\"/><oleObjects><mc:AlternateContent><mc:Choice Requires=\"x14\"><oleObject progId=\"Word.Document.12\" shapeId=\"1025\" r:id=\"rId4\"><objectPr/></oleObject></mc:Choice><mc:Fallback><oleObject progId=\"Word.Document.12\" shapeId=\"1025\" r:id=\"rId4\"/></mc:Fallback></mc:AlternateContent></oleObjects>"
    ))
    .part(SHEET_RELATIONS, &relations(&[
        ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId2", "vmlDrawing", "../drawings/vmlDrawing2.vml"),
        ("rId3", "image", "../media/image1.png"),
        ("rId4", "package", "../embeddings/document1.docx"),
    ]))
    .part("xl/drawings/vmlDrawing1.vml", vml)
    .part("xl/drawings/vmlDrawing2.vml", header)
    .read();
    let sheet = "M046 回答.xlsx!進捗";
    assert_eq!(findings(&source), [sheet, sheet, "M043 B2", "M046 A9"]);
    says(&source, &[&["ヘッダー・フッター", "「市章」"], &["背景"], &["Word の文書"], &["署名欄", "「山田 課長」"]]);
}

#[test]
fn a_broken_part_is_told_all_the_same() {
    let things = drawing(&[
        ((1, 2), (2, 3), &frame(r#"<c:chart r:id="rId1"/>"#)),
        ((0, 2), (1, 3), &frame(r#"<dgm:relIds r:dm="rId9"/>"#)),
    ]);
    let source = drawn(&things, &[("rId1", "chart", "../charts/none.xml")], &[]);
    assert_eq!(findings(&source), ["M042 A3", "M042 B3"]);
}
