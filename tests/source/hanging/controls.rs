//! Controls: their captions and states, in VML, as parts of Excel 2010, as ActiveX.

use super::super::package::{Package, findings, relations};
use super::{ROWS, SHEET_RELATIONS, drawing, says};
use matome::finding::Level;

/// VML with objects, each of (number, kind, caption, column, what else its data says).
pub fn vml(objects: &[(u32, &str, &str, u32, &str)]) -> String {
    let shapes: String = objects
        .iter()
        .map(|(id, kind, caption, col, data)| {
            format!(
                r#"<v:shape id="_x0000_s{id}" type="x"><v:textbox><div><font>{caption}</font></div></v:textbox><x:ClientData ObjectType="{kind}"><x:Anchor>
                {col}, 0, 1, 0, {col}, 50, 1, 15</x:Anchor>{data}</x:ClientData></v:shape>"#
            )
        })
        .collect();
    format!(r#"<xml xmlns:v="urn:v" xmlns:x="urn:x">{shapes}</xml>"#)
}

#[test]
fn controls_of_vml_tell_their_state() {
    let vml = vml(&[
        (1, "Checkbox", "高齢者", 1, "<x:Checked>1</x:Checked>"),
        (2, "Checkbox", "障害者", 1, ""),
        (3, "Checkbox", "子ども", 1, "<x:Checked>2</x:Checked>"),
        (4, "Radio", "継続", 3, "<x:Checked>1</x:Checked>"),
        (5, "Drop", "", 4, "<x:FmlaRange>$A$1:$A$3</x:FmlaRange><x:Sel>2</x:Sel>"),
        (6, "List", "", 5, "<x:FmlaRange>別の表!$A$1:$A$3</x:FmlaRange><x:Sel>3</x:Sel>"),
        (7, "Note", "メモの枠", 6, ""),
        (8, "Button", "印刷", 7, ""),
        (9, "GBox", "対象", 8, ""),
    ]);
    let source = Package::rows(ROWS)
        .part(SHEET_RELATIONS, &relations(&[("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml")]))
        .part("xl/drawings/vmlDrawing1.vml", &vml)
        .read();
    assert_eq!(findings(&source), ["M014 I2", "M041 B2", "M041 D2", "M041 E2", "M041 F2", "M041 H2"]);
    says(
        &source,
        &[
            &["「対象」"],
            &["「高齢者」（チェックあり）", "「障害者」（チェックなし）", "「子ども」（チェックは不定）"],
            &["オプションボタン「継続」（選択あり）"],
            &["ドロップダウン", "値は「1」"],
            &["リスト", "3 番目を選択"],
            &["ボタン「印刷」"],
        ],
    );
    let levels: Vec<_> = source.findings.iter().map(|finding| finding.level).collect();
    assert_eq!(levels[1..5], [Level::Warning; 4]);
    assert_eq!(levels[5], Level::Info);
}

/// A check box of Excel 2010: its state in a part, its words in a hidden twin of the drawing, or beside it.
#[test]
fn controls_of_excel_2010_tell_their_state() {
    let control = |id: u32, part: &str, col: u32| {
        format!(
            r#"<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="{id}" r:id="{part}" name="Check Box {id}"><controlPr><anchor><from><xdr:col>{col}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>{col}</xdr:col><xdr:colOff>99</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>99</xdr:rowOff></to></anchor></controlPr></control></mc:Choice><mc:Fallback><control shapeId="{id}" r:id="{part}"/></mc:Fallback></mc:AlternateContent>"#
        )
    };
    let twin = r#"<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="Check Box 1" hidden="1"><a:extLst><a:ext><a14:compatExt spid="_x0000_s1025"/></a:ext></a:extLst></xdr:cNvPr></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>実施した</a:t></a:r></a:p></xdr:txBody></xdr:sp>"#;
    let source = Package::sheet(&format!(
        "<sheetData>{ROWS}</sheetData><drawing r:id=\"rId1\"/><mc:AlternateContent><mc:Choice Requires=\"x14\"><controls>{}{}</controls></mc:Choice></mc:AlternateContent>",
        control(1025, "rId2", 3),
        control(1026, "rId3", 1),
    ))
    .part(SHEET_RELATIONS, &relations(&[
        ("rId1", "drawing", "../drawings/drawing1.xml"),
        ("rId2", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        ("rId3", "ctrlProp", "../ctrlProps/ctrlProp2.xml"),
    ]))
    .part("xl/drawings/drawing1.xml", &drawing(&[((3, 1), (4, 2), twin)]))
    .part("xl/ctrlProps/ctrlProp1.xml", r#"<formControlPr objectType="CheckBox" checked="Checked"/>"#)
    .part("xl/ctrlProps/ctrlProp2.xml", r#"<formControlPr objectType="CheckBox"/>"#)
    .read();
    assert_eq!(findings(&source), ["M041 B2", "M041 D2"]);
    // without a caption the box belongs to the words beside it
    says(&source, &[&["「選択　有・無」（チェックなし）"], &["「実施した」（チェックあり）"]]);
}

#[test]
fn boxes_that_are_all_free_are_one_finding() {
    let mut objects: Vec<(u32, &str, &str, u32, &str)> = (0..30).map(|n| (n, "Checkbox", "項目", n, "")).collect();
    objects.push((99, "Checkbox", "該当", 40, "<x:Checked>1</x:Checked>"));
    let source = Package::rows(ROWS)
        .part(SHEET_RELATIONS, &relations(&[("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml")]))
        .part("xl/drawings/vmlDrawing1.vml", &vml(&objects))
        .read();
    assert_eq!(findings(&source), ["M041 A2", "M041 AO2"]);
    says(&source, &[&["何も選ばれていない", "30 か所"], &["「該当」（チェックあり）"]]);
}

#[test]
fn active_x_controls_tell_caption_and_value() {
    let source = Package::sheet(&format!(
        "<sheetData>{ROWS}</sheetData><controls><control shapeId=\"1025\" r:id=\"rId1\" name=\"CheckBox1\"/><control shapeId=\"1026\" r:id=\"rId2\" name=\"TextBox1\"/></controls>"
    ))
    .part(SHEET_RELATIONS, &relations(&[("rId1", "control", "../activeX/activeX1.xml"), ("rId2", "control", "../activeX/activeX2.xml")]))
    .part("xl/activeX/activeX1.xml", r#"<ax:ocx ax:classid="{8BD21D40-EC42-11CE-9E0D-00AA006002F3}" ax:persistence="persistPropertyBag"><ax:ocxPr ax:name="Caption" ax:value="周知した"/><ax:ocxPr ax:name="Value" ax:value="1"/></ax:ocx>"#)
    .part("xl/activeX/activeX2.xml", r#"<ax:ocx ax:classid="{8BD21D10-EC42-11CE-9E0D-00AA006002F3}"><ax:ocxPr ax:name="Value" ax:value="三回"/></ax:ocx>"#)
    .read();
    says(&source, &[&["チェックボックス「周知した」（チェックあり）", "入力欄「TextBox1」（値は「三回」）"]]);
}
