//! What hangs on a sheet: each thing is told at its cell with what it says, and nothing of it is in the cells.

mod binary;
mod cells;
mod controls;
mod ods;

use matome::finding::Level;
use matome::source::Source;
use rust_xlsxwriter::{Image, Workbook};

use super::package::{Package, REL, findings, relations, saved};

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

/// Many things in many places end in good time and in few findings.
#[test]
fn a_flood_of_things_is_told_in_few_words() {
    let one = picture("矢印", "rId1");
    let things: Vec<_> = (0..3000_u32).map(|n| ((n % 50, n), (n % 50 + 1, n + 1), one.as_str())).collect();
    let source = drawn(&drawing(&things), &[("rId1", "image", "../media/1.png")], &[("xl/media/1.png", "x")]);
    assert_eq!(findings(&source).len(), 1);
    says(&source, &[&["ほかに 2999 か所"]]);
}
