//! What hangs on a sheet: each thing is told at its cell with what it says, and nothing of it is in the cells.

use matome::finding::Level;
use matome::source::{Format, Source, read_bytes};
use rust_xlsxwriter::{Image, Url, Workbook};

use super::package::{Package, REL, cells, findings, relations, saved, zipped};

const DRAWING: &str = r#"xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#;
const SHEET_RELATIONS: &str = "xl/worksheets/_rels/sheet1.xml.rels";

/// Two rows: B2 and D2 are empty.
const ROWS: &str = r#"<row r="1"><c r="A1" t="str"><v>番号</v></c><c r="D1" t="str"><v>課題</v></c></row>
    <row r="2"><c r="A2"><v>1</v></c><c r="C2" t="str"><v>選択　有・無</v></c></row>
    <row r="3"><c r="A3"><v>2</v></c><c r="B3" t="str"><v>開いた</v></c></row>"#;

/// Row and column of two corners, and what hangs between them.
type Thing<'a> = ((u32, u32), (u32, u32), &'a str);

/// A drawing whose things lie from one cell to the next, given as (column, row).
fn drawing(things: &[Thing]) -> String {
    let corner = |name: &str, (col, row): (u32, u32), inner: u32| {
        format!(
            "<xdr:{name}><xdr:col>{col}</xdr:col><xdr:colOff>{inner}</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{inner}</xdr:rowOff></xdr:{name}>"
        )
    };
    let anchors: String = things
        .iter()
        .map(|(from, to, thing)| {
            let corners = corner("from", *from, 9) + &corner("to", *to, 0);
            format!("<xdr:twoCellAnchor>{corners}{thing}<xdr:clientData/></xdr:twoCellAnchor>")
        })
        .collect();
    format!("<xdr:wsDr {DRAWING} xmlns:r=\"{REL}\">{anchors}</xdr:wsDr>")
}

fn picture(alt: &str, id: &str) -> String {
    format!(
        r#"<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="7" name="図 6" descr="{alt}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{id}"/></xdr:blipFill></xdr:pic>"#
    )
}

fn shape(form: &str, inside: &str) -> String {
    format!(
        r#"<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="8" name="図形"/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="{form}"/></xdr:spPr>{inside}</xdr:sp>"#
    )
}

fn frame(data: &str) -> String {
    format!(
        r#"<xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id="9" name="枠"/></xdr:nvGraphicFramePr><a:graphic><a:graphicData>{data}</a:graphicData></a:graphic></xdr:graphicFrame>"#
    )
}

/// A sheet with a drawing, the drawing's relationships, and more parts.
fn drawn(drawing: &str, targets: &[(&str, &str, &str)], more: &[(&str, &str)]) -> Source {
    let mut package = Package::rows(ROWS)
        .part(SHEET_RELATIONS, &relations(&[("rId1", "drawing", "../drawings/drawing1.xml")]))
        .part("xl/drawings/drawing1.xml", drawing)
        .part("xl/drawings/_rels/drawing1.xml.rels", &relations(targets));
    for (name, content) in more {
        package = package.part(name, content);
    }
    package.read()
}

fn messages(source: &Source) -> Vec<&str> {
    source.findings.iter().map(|finding| finding.message.ja.as_str()).collect()
}

#[track_caller]
fn says(source: &Source, words: &[&[&str]]) {
    let messages = messages(source);
    assert_eq!(messages.len(), words.len(), "{messages:#?}");
    for (message, words) in messages.iter().zip(words) {
        for word in *words {
            assert!(message.contains(word), "{word} is not in {message}");
        }
    }
}

#[test]
fn a_picture_over_an_empty_cell_may_be_the_answer() {
    let photo = picture("当日の写真", "rId1");
    let grouped = format!(
        "<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id=\"3\" name=\"組\"/></xdr:nvGrpSpPr>{}</xdr:grpSp>",
        picture("組の図", "rId2")
    );
    let line = r#"<xdr:cxnSp><xdr:nvCxnSpPr><xdr:cNvPr id="4" name="線"/></xdr:nvCxnSpPr></xdr:cxnSp>"#;
    let hidden = picture("隠した図", "rId3").replace("name=", "hidden=\"1\" name=");
    let drawing = drawing(&[
        ((1, 1), (2, 2), &photo),
        ((1, 2), (2, 3), &grouped),
        ((0, 0), (4, 1), line),
        ((0, 0), (4, 1), &shape("rightArrow", "")),
        ((3, 1), (4, 2), &hidden),
        ((20, 20), (22, 22), &picture("表の外", "rId4")),
    ]);
    let images =
        [("rId1", "image", "../media/1.png"), ("rId2", "image", "../media/2.png"), ("rId4", "image", "../media/4.png")];
    let source = drawn(&drawing, &images, &[]);
    assert_eq!(findings(&source), ["M040 B2", "M040 B3", "M040 U21"]);
    says(
        &source,
        &[
            &["空のセル（B2）", "「当日の写真」"],
            &["図が貼られています", "「組の図」"],
            &["図が貼られています", "「表の外」"],
        ],
    );
    assert!(source.findings[0].hints[0].ja.contains("セルに文字で"));
    assert!(source.findings.iter().all(|finding| finding.level == Level::Warning));
}

#[test]
fn a_shape_over_an_empty_cell_says_so() {
    let text = "<xdr:txBody><a:p><a:r><a:t>三回</a:t></a:r></a:p><a:p><a:r><a:t>開いた</a:t></a:r></a:p></xdr:txBody>";
    let source =
        drawn(&drawing(&[((3, 1), (4, 2), &shape("rect", text)), ((1, 2), (2, 3), &shape("rect", text))]), &[], &[]);
    assert_eq!(findings(&source), ["M014 D2"]);
    says(&source, &[&["空のセル（D2）", "「三回⏎開いた」"]]);
    assert_eq!(source.findings[0].related[0].to_string(), "回答.xlsx!進捗!B3");
}

#[test]
fn the_same_picture_on_every_sheet_is_told_once() {
    let mut png = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20\x08\x02\0\0\0".to_vec();
    png.extend([0; 16]);
    let logo = Image::new_from_buffer(&png).unwrap().set_alt_text("市章");
    let mut workbook = Workbook::new();
    for name in ["一", "二", "三"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "題").unwrap();
        sheet.insert_image(0, 4, &logo).unwrap();
    }
    let source = saved(&mut workbook);
    assert_eq!(findings(&source), ["M040 回答.xlsx!一!E1"]);
    says(&source, &[&["ほかに 2 か所", "「市章」"]]);
    let related: Vec<String> = source.findings[0].related.iter().map(ToString::to_string).collect();
    assert_eq!(related, ["回答.xlsx!二!E1", "回答.xlsx!三!E1"]);
}

#[test]
fn an_ellipse_over_words_may_be_a_choice() {
    let drawing = drawing(&[((2, 1), (3, 2), &shape("ellipse", "")), ((3, 1), (4, 2), &shape("ellipse", ""))]);
    let source = drawn(&drawing, &[], &[]);
    assert_eq!(findings(&source), ["M040 C2"]);
    says(&source, &[&["円の図形", "「選択　有・無」"]]);
}

#[test]
fn charts_diagrams_slicers_and_ink_are_told() {
    let chart = frame(r#"<c:chart r:id="rId1"/>"#);
    let new_chart = format!(
        "<mc:AlternateContent><mc:Choice Requires=\"cx1\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
        frame(r#"<cx:chart r:id="rId2"/>"#),
        shape("rect", "<a:p><a:t>このグラフは使えません</a:t></a:p>")
    );
    let diagram = frame(r#"<dgm:relIds r:dm="rId3" r:lo="rId4"/>"#);
    let slicer = frame(r#"<sle:slicer name="区 1"/>"#);
    let ink = r#"<mc:AlternateContent><mc:Choice Requires="xdr14"><xdr:contentPart r:id="rId5"><xdr14:cNvPr id="5" name="インク"/></xdr:contentPart></mc:Choice><mc:Fallback/></mc:AlternateContent>"#;
    let drawing = drawing(&[
        ((0, 2), (1, 3), &chart),
        ((1, 2), (2, 3), &new_chart),
        ((3, 1), (4, 2), &diagram),
        ((5, 5), (6, 6), &slicer),
        ((6, 6), (7, 7), ink),
    ]);
    let targets = [
        ("rId1", "chart", "../charts/chart1.xml"),
        ("rId2", "chartEx", "../charts/chartEx1.xml"),
        ("rId3", "diagramData", "../diagrams/data1.xml"),
    ];
    let source = Package::rows(ROWS)
        .part(SHEET_RELATIONS, &relations(&[("rId1", "drawing", "../drawings/drawing1.xml"), ("rId2", "slicer", "../slicers/slicer1.xml")]))
        .part("xl/drawings/drawing1.xml", &drawing)
        .part("xl/drawings/_rels/drawing1.xml.rels", &relations(&targets))
        .part("xl/charts/chart1.xml", "<c:chartSpace><c:chart><c:title><c:tx><a:p><a:r><a:t>来所の推移</a:t></a:r></a:p></c:tx></c:title></c:chart></c:chartSpace>")
        .part("xl/charts/chartEx1.xml", "<cx:chartSpace><cx:chart><cx:title><cx:tx><cx:txData><cx:v>費用の内訳</cx:v></cx:txData></cx:tx></cx:title></cx:chart></cx:chartSpace>")
        .part("xl/diagrams/data1.xml", "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>聞く</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>つなぐ</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>")
        .part("xl/slicers/slicer1.xml", r#"<slicers><slicer name="区 1" caption="区で絞る"/></slicers>"#)
        .read();
    assert_eq!(findings(&source), ["M042 D2", "M042 A3", "M042 B3", "M045 F6", "M040 G7"]);
    says(
        &source,
        &[
            &["空のセル（D2）", "SmartArt", "「聞く／つなぐ」"],
            &["グラフがあります", "「来所の推移」"],
            &["「費用の内訳」"],
            &["スライサー", "「区で絞る」"],
            &["手書き"],
        ],
    );
}

/// A chart holds shapes of its own, as callouts that were drawn into it, and may be a sheet of its own.
#[test]
fn what_was_drawn_into_a_chart_and_chart_sheets_are_told() {
    let chart = "<c:chart><c:title><c:tx><a:p><a:r><a:t>来所の推移</a:t></a:r></a:p></c:tx></c:title></c:chart>";
    let callout = format!(
        "<c:userShapes {DRAWING} xmlns:cdr=\"x\"><cdr:relSizeAnchor><cdr:from><cdr:x>0.1</cdr:x><cdr:y>0.1</cdr:y></cdr:from><cdr:sp><cdr:txBody><a:p><a:r><a:t>分館の開館で</a:t></a:r><a:r><a:t>増</a:t></a:r></a:p></cdr:txBody></cdr:sp></cdr:relSizeAnchor></c:userShapes>"
    );
    let mut package = Package::rows(ROWS)
        .part(SHEET_RELATIONS, &relations(&[("rId1", "drawing", "../drawings/drawing1.xml")]))
        .part("xl/drawings/drawing1.xml", &drawing(&[((0, 2), (1, 3), &frame(r#"<c:chart r:id="rId1"/>"#))]))
        .part("xl/drawings/_rels/drawing1.xml.rels", &relations(&[("rId1", "chart", "../charts/chart1.xml")]))
        .part("xl/charts/chart1.xml", chart)
        .part("xl/charts/_rels/chart1.xml.rels", &relations(&[("rId1", "chartUserShapes", "../drawings/drawing2.xml")]))
        .part("xl/drawings/drawing2.xml", &callout)
        .part("xl/chartsheets/sheet1.xml", "<chartsheet/>")
        .part("xl/chartsheets/_rels/sheet1.xml.rels", &relations(&[("rId1", "drawing", "../drawings/drawing1.xml")]));
    package.workbook = package.workbook.replace("<sheets>", "<sheets><sheet name=\"図\" sheetId=\"2\" r:id=\"rId2\"/>");
    let source = package.read();
    assert_eq!(findings(&source), ["M020 回答.xlsx!図", "M042 A3"]);
    let words = "「来所の推移／分館の開館で増」";
    says(&source, &[&["グラフだけのシート", words], &["グラフがあります", words]]);
}

/// VML with objects, each of (number, kind, caption, column, what else its data says).
fn vml(objects: &[(u32, &str, &str, u32, &str)]) -> String {
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

/// A sheet of ODS with what stands in front of its rows.
fn ods(front: &str, rows: &str, more: &[(&str, &[u8])]) -> Source {
    let content = format!(
        r#"<office:document-content><office:automatic-styles>
        <style:style style:name="co1"><style:table-column-properties style:column-width="2cm"/></style:style>
        <style:style style:name="ro1"><style:table-row-properties style:row-height="5mm"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet><table:table table:name="進捗">{front}
        <table:table-column table:style-name="co1" table:number-columns-repeated="16384"/>{rows}
        </table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ];
    parts.extend(more);
    read_bytes(zipped(&parts), "回答.xlsx", Format::Ods).unwrap()
}

const ODS_ROW: &str = r#"<table:table-row table:style-name="ro1" table:number-rows-repeated="1"><table:table-cell><text:p>番号</text:p></table:table-cell><table:table-cell/><table:table-cell/><table:table-cell><text:p>課題</text:p></table:table-cell></table:table-row>"#;

/// LibreOffice names the style as people do, and has it under a name that XML allows.
#[test]
fn conditional_formats_of_ods_are_told_too() {
    let style = |name: &str, look: &str| {
        format!(
            "<style:style style:name=\"{name}\" style:family=\"table-cell\"><style:text-properties {look}/></style:style>"
        )
    };
    let styles = format!(
        "<office:document-styles>{}{}{}</office:document-styles>",
        style("隠す_20_1_5f_a", "fo:color=\"#ffffff\""),
        style("消す", "style:text-line-through-style=\"solid\""),
        style("赤", "fo:color=\"#ff0000\"")
    );
    let format = |cells: &str, style: &str| {
        format!(
            "<calcext:conditional-format calcext:target-range-address=\"{cells}\"><calcext:condition calcext:apply-style-name=\"{style}\" calcext:value=\"=0\"/></calcext:conditional-format>"
        )
    };
    let read = |formats: &str| {
        let rows = format!("{ODS_ROW}<calcext:conditional-formats>{formats}</calcext:conditional-formats>");
        ods("", &rows, &[("styles.xml", styles.as_bytes())])
    };
    let source =
        read(&[format("進捗.B1:進捗.D3", "隠す 1_a"), format("進捗.A1", "消す"), format("進捗.A1", "赤")].concat());
    assert_eq!(findings(&source), ["M012 A1", "M038 D1"]);
    says(&source, &[&["取り消し線を引きます（A1）", "「番号」"], &["見えなくします（B1:D3）", "「課題」"]]);
    assert!(findings(&read(&format("進捗.B2:進捗.B9", "隠す 1_a"))).is_empty());
}

#[test]
fn what_hangs_on_a_sheet_of_ods_is_told() {
    let forms = r#"<office:forms><form:form><form:checkbox form:id="c1" form:label="高齢者" form:current-state="checked"/>
        <form:radio form:id="c2" form:label="継続"/><form:listbox form:id="c3"><form:option form:label="済み"/><form:option form:label="未定" form:current-selected="true"/></form:listbox></form:form></office:forms>
        <table:shapes><draw:control svg:x="4.01cm" svg:y="5mm" svg:width="1cm" svg:height="4mm" draw:control="c1"/>
        <draw:control svg:x="8cm" svg:y="0mm" svg:width="1cm" svg:height="4mm" draw:control="c2"/>
        <draw:control svg:x="10cm" svg:y="0mm" svg:width="1cm" svg:height="4mm" draw:control="c3"/></table:shapes>"#;
    let second = r##"<table:table-row table:style-name="ro1"><table:table-cell><text:p>1</text:p><draw:line><text:p/></draw:line></table:table-cell>
        <table:table-cell><draw:frame table:end-cell-address="進捗.C2"><draw:image xlink:href="Pictures/1.png"><text:p/></draw:image><svg:title>会場</svg:title></draw:frame></table:table-cell>
        <table:table-cell/>
        <table:table-cell><text:p><text:a xlink:href="https://example.jp/x">こちら</text:a>と<text:a xlink:href="#進捗.A1">上</text:a></text:p><draw:custom-shape><text:p>枠の文</text:p></draw:custom-shape></table:table-cell>
        <table:table-cell><draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame></table:table-cell>
        <table:table-cell><draw:frame><draw:object xlink:href="./Object 2"/></draw:frame></table:table-cell>
        <table:table-cell table:formula="of:=HYPERLINK(&quot;https://example.jp/y&quot;;&quot;表&quot;)"><text:p>表</text:p></table:table-cell></table:table-row>"##;
    let chart = "<office:document-content><office:body><office:chart><chart:chart><chart:title><text:p>利用の推移</text:p></chart:title><chart:axis><chart:title><text:p>年度</text:p></chart:title></chart:axis></chart:chart></office:chart></office:body></office:document-content>";
    let text = "<office:document-content><office:body><office:text/></office:body></office:document-content>";
    let source = ods(
        forms,
        &format!("{ODS_ROW}{second}"),
        &[("Object 1/content.xml", chart.as_bytes()), ("Object 2/content.xml", text.as_bytes())],
    );
    assert_eq!(cells(&source), ["A1=番号", "D1=課題", "A2=1", "D2=こちらと上", "G2=表"]);
    assert_eq!(
        findings(&source),
        ["M040 B2", "M044 D2", "M014 D2", "M042 E2", "M043 F2", "M044 G2", "M041 E1", "M041 F1", "M041 C2"]
    );
    says(
        &source,
        &[
            &["空のセル（B2・C2）", "「会場」"],
            &["「https://example.jp/x」"],
            &["「枠の文」"],
            &["グラフ", "「利用の推移」"],
            &["Writer の文書"],
            &["「https://example.jp/y」"],
            &["「継続」（選択なし）"],
            &["値は「未定」"],
            &["「高齢者」（チェックあり）"],
        ],
    );
}

/// A record of BIFF12.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = if kind < 0x80 { vec![kind as u8] } else { vec![(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8] };
    out.extend([(data.len() & 0x7F) as u8 | 0x80, (data.len() >> 7) as u8]);
    out.extend(data);
    out
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = numbers(&[units.len() as u32]);
    out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    out
}

#[test]
fn what_hangs_on_a_binary_sheet_is_told() {
    let book = record(0x009C, &[numbers(&[0, 1]), wide("rId1"), wide("進捗")].concat());
    let url: Vec<u8> = "https://example.jp/y".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tokens = [&[0x17, 20, 0][..], &url, &[0x17, 0, 0], &[0x42, 2, 0x67, 0x01]].concat();
    let sheet = [
        record(0x0000, &numbers(&[0])),
        record(0x0006, &[numbers(&[0, 0]), wide("実績はこちら")].concat()),
        record(0x0008, &[numbers(&[1, 0]), wide("表"), vec![0, 0], numbers(&[tokens.len() as u32]), tokens].concat()),
        record(0x0032, &numbers(&[1])),
        record(0x0003, &[numbers(&[2, 0]), vec![0x0F]].concat()),
        record(0x0003, &[numbers(&[3, 0]), vec![0x0F]].concat()),
        record(0x0092, &[]),
        record(0x01EE, &[numbers(&[0, 0, 0, 0]), wide("rId1"), wide(""), wide(""), wide("")].concat()),
    ]
    .concat();
    let vml = vml(&[(1, "Checkbox", "達成", 0, "<x:Checked>1</x:Checked>")]);
    let drawing = drawing(&[((0, 2), (1, 3), &picture("写真", "rId1"))]);
    let external = relations(&[("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rId3", "drawing", "../drawings/drawing1.xml")]).replace(
        "</Relationships>",
        &format!(r#"<Relationship Id="rId1" Type="{REL}/hyperlink" Target="https://example.jp/r6" TargetMode="External"/></Relationships>"#),
    );
    let parts = [
        ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", relations(&[("rId1", "worksheet", "worksheets/sheet1.bin")]).into_bytes()),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/worksheets/_rels/sheet1.bin.rels", external.into_bytes()),
        ("xl/drawings/vmlDrawing1.vml", vml.into_bytes()),
        ("xl/drawings/drawing1.xml", drawing.into_bytes()),
        (
            "xl/richData/rdrichvaluestructure.xml",
            br#"<rvStructures><s t="_localImage"><k n="Text" t="s"/></s></rvStructures>"#.to_vec(),
        ),
        ("xl/richData/rdrichvalue.xml", "<rvData><rv s=\"0\"><v>会場</v></rv></rvData>".into()),
    ];
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_slice())).collect();
    let source = read_bytes(zipped(&parts), "回答.xlsx", Format::Xlsb).unwrap();
    assert_eq!(cells(&source), ["A1=実績はこちら", "B1=表", "D1=#VALUE!"]);
    assert_eq!(findings(&source), ["M010 D1", "M044 A1", "M044 B1", "M040 C1", "M040 A3", "M041 A2"]);
    says(
        &source,
        &[
            &["#VALUE!"],
            &["「https://example.jp/r6」"],
            &["「https://example.jp/y」"],
            &["「会場」"],
            &["「写真」"],
            &["「達成」（チェックあり）"],
        ],
    );
}

/// Many things in many places end in good time and in few findings.
#[test]
fn a_flood_of_things_is_told_in_few_words() {
    let one = picture("矢印", "rId1");
    let things: Vec<_> = (0..3000_u32).map(|n| ((n % 50, n), (n % 50 + 1, n + 1), one.as_str())).collect();
    let source = drawn(&drawing(&things), &[("rId1", "image", "../media/1.png")], &[("xl/media/1.png", "x")]);
    assert_eq!(findings(&source).len(), 1);
    says(&source, &[&["ほかに 2999 か所"]]);
}
