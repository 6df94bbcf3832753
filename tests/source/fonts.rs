//! What the fonts of cells and runs say: raised figures, corrections in colour, texts that nobody sees.

use super::package::{NS, Package, cells, findings};
use matome::finding::Level;
use matome::source::Source;

/// Fonts, fills and cell styles of their pairs; a theme, if there is one.
fn styled(rows: &str, fonts: &str, fills: &str, cells: &[(usize, usize)], theme: &str) -> Package {
    let mut package = Package::rows(rows);
    let xfs: String =
        cells.iter().map(|(font, fill)| format!(r#"<xf numFmtId="0" fontId="{font}" fillId="{fill}"/>"#)).collect();
    package.styles = format!(
        "<styleSheet {NS}><fonts><font/>{fonts}</fonts><fills><fill/>{fills}</fills>\
         <cellStyleXfs><xf fontId=\"1\"/></cellStyleXfs><cellXfs><xf/>{xfs}</cellXfs></styleSheet>"
    );
    if !theme.is_empty() {
        package = package.part("xl/theme/theme1.xml", theme);
    }
    package
}

fn inline(cell: &str, style: usize, runs: &[(&str, &str)]) -> String {
    let runs: String = runs
        .iter()
        .map(|(font, text)| {
            let font = if font.is_empty() { String::new() } else { format!("<rPr>{font}</rPr>") };
            format!(r#"<r>{font}<t xml:space="preserve">{text}</t></r>"#)
        })
        .collect();
    format!(r#"<c r="{cell}" s="{style}" t="inlineStr"><is>{runs}</is></c>"#)
}

fn text(cell: &str, style: usize, text: &str) -> String {
    format!(r#"<c r="{cell}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// Finding `n` in Japanese.
fn says(source: &Source, n: usize) -> &str {
    &source.findings[n].message.ja
}

const UP: &str = r#"<vertAlign val="superscript"/>"#;
const DOWN: &str = r#"<vertAlign val="subscript"/>"#;
const RED: &str = r#"<color rgb="FFFF0000"/>"#;

#[test]
fn raised_and_lowered_figures_are_printed_as_such() {
    let row = [
        inline(
            "A1",
            0,
            &[("", "広さ1,500m"), (UP, "2"), ("", "、排出CO"), (DOWN, "2"), ("", " 10"), (UP, "-3"), ("", "t")],
        ),
        inline("B1", 0, &[("", "効果があった"), (UP, "１）")]),
        inline("C1", 0, &[("", "10"), (UP, "t"), ("", "個と、備考"), (UP, "※2"), ("", "、PM"), (DOWN, "2.5")]),
        text("D1", 1, "全部"),
    ];
    let rows = format!("<row r=\"1\">{}</row>", row.concat());
    let source = styled(&rows, &format!("<font>{UP}</font>"), "", &[(1, 0)], "").read();
    assert_eq!(
        cells(&source),
        ["A1=広さ1,500m²、排出CO₂ 10⁻³t", "B1=効果があった¹⁾", "C1=10t個と、備考※2、PM2.5", "D1=全部"]
    );
    assert_eq!(findings(&source), ["M036 C1", "M036 C1", "M036 C1", "M036 D1"]);
    let levels: Vec<Level> = source.findings.iter().map(|finding| finding.level).collect();
    assert_eq!(levels, [Level::Warning, Level::Info, Level::Info, Level::Info]);
    assert!(says(&source, 0).contains("「t」") && says(&source, 1).contains("「※2」"));
}

#[test]
fn a_marked_correction_is_one_edit() {
    let strings = format!(
        r#"<si><r><t>参加は年</t></r><r><rPr><strike/></rPr><t>6回</t></r><r><rPr>{RED}</rPr><t>9回</t></r>
           <r><t>とした。</t></r></si>
           <si><r><rPr><strike/>{RED}</rPr><t>中止</t></r><r><rPr><u/></rPr><t>延期</t></r><r><rPr/><t>する_x000D_
</t></r></si>"#
    );
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#;
    let source = Package::rows(rows).strings(&strings).read();
    assert_eq!(cells(&source), ["A1=参加は年9回とした。", "B1=延期する\n"]);
    assert_eq!(findings(&source), ["M012 A1", "M012 B1"]);
    assert!(says(&source, 0).contains("「6回」") && says(&source, 0).contains("「9回」"), "{}", says(&source, 0));
    assert!(says(&source, 1).contains("「中止」") && says(&source, 1).contains("「延期」"), "{}", says(&source, 1));
}

#[test]
fn colours_that_stand_out_are_told_once_a_sheet() {
    // style 1 is red by its parts, 2 by a theme's colour made darker, 3 blue by the palette, 4 black in four ways
    let fonts = r#"<font><color rgb="FFFF0000"/></font><font><color theme="5" tint="-0.25"/></font>
        <font><color indexed="12"/></font><font><color theme="1"/></font><font><color auto="1"/></font>
        <font><color indexed="64"/></font><font><color rgb="FF333333"/></font>
        <font><u/><color theme="10"/></font><font><u/><color rgb="FF0563C1"/></font>"#;
    let theme = r#"<a:theme xmlns:a="a"><a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>
        <a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="44546A"/></a:dk2>
        <a:lt2><a:srgbClr val="E7E6E6"/></a:lt2><a:accent1><a:srgbClr val="4472C4"/></a:accent1>
        <a:accent2><a:srgbClr val="ED1010"/></a:accent2></a:clrScheme></a:theme>"#;
    let styles: Vec<(usize, usize)> = (1..=9).map(|font| (font, 0)).collect();
    let mut rows = String::new();
    for row in 1..=5 {
        let column_c = text(&format!("C{row}"), 3, "青い欄");
        let plain = text(&format!("B{row}"), row + 3, "並の色");
        let a = match row {
            2 => text("A2", 1, "直し"),
            4 => inline("A4", 0, &[("", "件数は"), (RED, "5件"), ("", "だった")]),
            5 => text("A5", 2, "未定"),
            _ => text(&format!("A{row}"), 0, "並の文"),
        };
        rows += &format!("<row r=\"{row}\">{a}{plain}{column_c}</row>");
    }
    rows += &format!("<row r=\"6\">{}{}</row>", text("A6", 3, "青"), text("B6", 9, "リンク"));
    let source = styled(&rows, fonts, "", &styles, theme).read();
    assert_eq!(findings(&source), ["M037 A2", "M037 A6"]);
    assert!(says(&source, 0).contains("（赤）") && says(&source, 0).contains("3 セルにあります（A2, A4, A5）"));
    assert!(says(&source, 0).contains("「直し」") && says(&source, 1).contains("（青）"));
    assert_eq!(source.findings[0].level, Level::Info);
    assert!(cells(&source).contains(&"A4=件数は5件だった".to_owned()));
}

#[test]
fn texts_that_nobody_sees_are_told() {
    // 1 white, 2 of one point, 3 nearly white by the theme; fills: 1 navy, 2 white, 3 a pattern
    let fonts =
        r#"<font><color rgb="FFFFFFFF"/></font><font><sz val="1"/></font><font><color theme="0" tint="-0.05"/></font>"#;
    let fills = r#"<fill><patternFill patternType="solid"><fgColor rgb="FF000080"/><bgColor indexed="64"/></patternFill></fill>
        <fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill>
        <fill><patternFill patternType="darkGrid"/></fill>"#;
    let styles = [(1, 0), (2, 0), (3, 0), (1, 1), (1, 2), (1, 3)];
    let row = [
        text("A1", 1, "白い文"),
        text("B1", 2, "小さい文"),
        text("C1", 3, "薄い文"),
        text("D1", 4, "白抜き"),
        text("E1", 5, "白地に白"),
        text("F1", 6, "網に白"),
        inline("G1", 0, &[("", "見える"), (r#"<color indexed="9"/>"#, "と見えない")]),
        r#"<c r="H1" s="1"><v>5</v></c>"#.to_owned(),
    ];
    let source = styled(&format!("<row r=\"1\">{}</row>", row.concat()), fonts, fills, &styles, "").read();
    assert_eq!(findings(&source), ["M038 A1", "M037 D1"]);
    assert!(says(&source, 0).contains("6 セルにあります（A1, B1, C1, E1, G1, H1）"), "{}", says(&source, 0));
    assert_eq!(source.findings[0].level, Level::Warning);
    assert!(cells(&source).contains(&"G1=見えると見えない".to_owned()));
}

/// Whether a condition holds is for Excel to say; that something may not be seen as it is printed is told.
#[test]
fn conditional_formats_that_hide_or_strike_are_told() {
    let rule = |kind: &str, style: usize, formula: &str| {
        format!("<cfRule type=\"{kind}\" dxfId=\"{style}\" priority=\"1\"><formula>{formula}</formula></cfRule>")
    };
    let format =
        |cells: &str, rules: &str| format!("<conditionalFormatting sqref=\"{cells}\">{rules}</conditionalFormatting>");
    // 0 white, 1 red, 2 ;;;, 3 struck, 4 white on navy, 5 navy on navy
    let styles = r#"<dxfs><dxf><font><color rgb="FFFFFFFF"/></font></dxf><dxf><font><color rgb="FFFF0000"/></font></dxf>
        <dxf><numFmt numFmtId="170" formatCode=";;;"/></dxf><dxf><font><strike/></font></dxf>
        <dxf><font><color rgb="FFFFFFFF"/></font><fill><patternFill><bgColor rgb="FF000080"/></patternFill></fill></dxf>
        <dxf><font><color rgb="FF000080"/></font><fill><patternFill><bgColor rgb="FF000080"/></patternFill></fill></dxf></dxfs>"#;
    let read = |formats: &str| {
        let rows = format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", text("A1", 0, "課"), text("A2", 0, "福祉課"));
        let mut package = styled(&rows, "", "", &[], "");
        package.styles = package.styles.replace("</styleSheet>", &format!("{styles}</styleSheet>"));
        package.sheet.push_str(formats);
        package.read()
    };
    let source = read(
        &[
            format("A2:A9 C1:C9", &rule("expression", 0, "A2=A1")),
            format("A1", &rule("cellIs", 5, "0")),
            format("A2", &rule("expression", 3, "B2=1")),
        ]
        .concat(),
    );
    assert_eq!(findings(&source), ["M038 A1", "M012 A2"]);
    assert!(says(&source, 0).contains("（A1, A2:A9）") && says(&source, 0).contains("「課」"), "{}", says(&source, 0));
    assert!(says(&source, 1).contains("取り消し線") && says(&source, 1).contains("（A2）"), "{}", says(&source, 1));
    assert!(source.findings.iter().all(|finding| finding.level == Level::Info));
    assert_eq!(findings(&read(&format("A1:B9", &rule("cellIs", 2, "0")))), ["M038 A1"]);
    // Excel 2010 and later: the style stands in the rule, the cells behind it
    let later = "<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type=\"expression\" priority=\"1\"><xm:f>別!A1=1</xm:f><x14:dxf><font><color theme=\"0\"/></font></x14:dxf></x14:cfRule><xm:sqref>A2</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>";
    assert_eq!(findings(&read(later)), ["M038 A2"]);
    // a warning in red, white on blue, what holds for empty cells and errors alone, cells without a text
    for quiet in [
        format("A1:A9", &rule("cellIs", 1, "0")),
        format("A1:A9", &rule("cellIs", 4, "0")),
        format("A1:A9", &rule("containsBlanks", 0, "LEN(TRIM(A1))=0")),
        format("A1:A9", &rule("expression", 0, "ISERROR(A1)")),
        format("B1:B9", &rule("expression", 0, "A2=A1")),
    ] {
        assert!(findings(&read(&quiet)).is_empty(), "{quiet}");
    }
}

/// A palette of the workbook's own names other colours by the same numbers.
#[test]
fn a_palette_of_its_own_is_used() {
    let rows = format!("<row r=\"1\">{}{}</row>", text("A1", 1, "文"), text("B1", 0, "並"));
    let mut package = styled(&rows, r#"<font><color indexed="1"/></font>"#, "", &[(1, 0)], "");
    assert_eq!(findings(&package.read()), ["M038 A1"]);
    let own =
        "<colors><indexedColors><rgbColor rgb=\"FF000000\"/><rgbColor rgb=\"FF00B050\"/></indexedColors></colors>";
    package.styles = package.styles.replace("</styleSheet>", &format!("{own}</styleSheet>"));
    let source = package.read();
    assert_eq!(findings(&source), ["M037 A1"]);
    assert!(says(&source, 0).contains("（緑）"));
}

#[test]
fn single_filled_cells_are_told_and_what_the_form_fills_is_not() {
    // fills: 1 blue, of the heading and of labels; 2 yellow, a mark; 3 pale
    let fill =
        |rgb: &str| format!(r#"<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/></patternFill></fill>"#);
    let fills = [fill("FF4472C4"), fill("FFFFFF00"), fill("FFFFF2CC")].concat();
    let mut rows = String::new();
    for row in 1..=9 {
        let style = |column: char| match (row, column) {
            (1, _) | (_, 'A') => 1,
            (4, 'C') | (7, 'B') => 2,
            (5, _) => 3,
            _ => 0,
        };
        let cells: String = ('A'..='D').map(|c| text(&format!("{c}{row}"), style(c), "文")).collect();
        rows += &format!("<row r=\"{row}\">{cells}</row>");
    }
    let source = styled(&rows, "", &fills, &[(0, 1), (0, 2), (0, 3)], "").read();
    assert_eq!(findings(&source), ["M037 C4"]);
    assert!(says(&source, 0).contains("（黄）で塗られたセルが 2 つあります（C4, B7）"), "{}", says(&source, 0));
}
