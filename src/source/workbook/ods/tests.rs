use std::io::{Cursor, Write};

use crate::source::workbook::ods::*;
use crate::source::{Format, Source, read_bytes};

fn read_content(styles: &str, table: &str) -> Source {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &content),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("zip");
        zip.write_all(text.as_bytes()).expect("zip");
    }
    let bytes = zip.finish().expect("zip").into_inner();
    assert_eq!(Format::detect(&bytes, &"a".into()), Ok(Format::Ods));
    read_bytes(bytes, "a.ods", Format::Ods).expect("read")
}

fn cells(source: &Source) -> Vec<String> {
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    sheets[0].cells.iter().map(|cell| format!("{}={}", cell.at, cell.text)).collect()
}

#[test]
fn cells_are_read_as_they_are_shown() {
    let source = read_content(
        r#"<style:style style:name="s"><style:text-properties style:text-line-through-style="solid"/></style:style>
           <style:style style:name="h"><style:table-properties table:display="false"/></style:style>"#,
        r#"<table:table table:name="進捗" table:style-name="h">
           <table:table-row>
             <table:table-cell office:value-type="percentage" office:value="0.127"><text:p>12.7%</text:p></table:table-cell>
             <table:table-cell table:number-columns-repeated="2"><text:p>同じ</text:p></table:table-cell>
             <table:table-cell table:number-columns-repeated="16380"/>
             <table:table-cell><text:p>端</text:p></table:table-cell>
           </table:table-row>
           <table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
           <table:table-row>
             <table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1"><text:p>一<text:s text:c="2"/>二</text:p><text:p/><text:p>三<text:line-break/>四
             五</text:p></table:table-cell><table:covered-table-cell/>
             <table:table-cell table:formula="of:=A9" calcext:value-type="error" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>
             <table:table-cell table:formula="of:=1+1"/>
             <table:table-cell><text:p>残<text:span text:style-name="s">消</text:span><text:ruby><text:ruby-base>子</text:ruby-base><text:ruby-text>こ</text:ruby-text></text:ruby></text:p></table:table-cell>
             <table:table-cell table:style-name="s"><office:annotation><text:p>メモ</text:p></office:annotation><text:p>全部</text:p></table:table-cell>
             <table:table-cell office:value-type="float" office:value="3"/>
             <table:table-cell><draw:frame><draw:text-box><text:p>図</text:p><text:p>形</text:p></draw:text-box></draw:frame></table:table-cell>
           </table:table-row>
           </table:table>"#,
    );
    assert_eq!(
        cells(&source),
        [
            "A1=12.7%",
            "B1=同じ",
            "C1=同じ",
            "XFD1=端",
            "A1048576=一  二\n\n三\n四 五",
            "C1048576=#REF!",
            "E1048576=残消子",
            "F1048576=全部",
            "G1048576=3"
        ]
    );
    let found: Vec<_> = source
        .findings
        .iter()
        .map(|finding| {
            let cell = finding.place.as_ref().and_then(|place| place.cell).expect("a cell");
            format!("{} {cell}", finding.code)
        })
        .collect();
    assert_eq!(
        found,
        ["M010 C1048576", "M011 D1048576", "M012 E1048576", "M012 F1048576", "M013 F1048576", "M014 H1048576"]
    );
    let Body::Sheets(sheets) = &source.body else { panic!("no sheets") };
    assert!(sheets[0].hidden);
    assert_eq!(sheets[0].merges[0].last.to_string(), "B1048576");
}

#[test]
fn endless_repetition_ends() {
    let cell = r#"<table:table-cell table:number-columns-repeated="4294967295">"#;
    let rows = r#"<table:table-row table:number-rows-repeated="4294967295">"#;
    let source = read_content(
        "",
        &format!(
            "<table:table table:name=\"a\">{rows}{cell}<office:annotation><text:p>m</text:p></office:annotation>\
             </table:table-cell></table:table-row></table:table>"
        ),
    );
    assert_eq!(source.findings.len(), 1);
}

#[test]
fn hidden_rows_and_columns_are_told() {
    let cell = "<table:table-cell><text:p>字</text:p></table:table-cell>";
    let source = read_content(
        "",
        &format!(
            r#"<table:table table:name="a"><table:table-column/>
               <table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
               <table:table-row>{cell}</table:table-row>
               <table:table-row table:visibility="filter">{cell}{cell}</table:table-row>
               <table:table-row table:visibility="collapse" table:number-rows-repeated="2">{cell}</table:table-row>
               </table:table>"#
        ),
    );
    let told: Vec<_> = source.findings.iter().map(|f| (f.code.0, f.message.ja.as_str())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0 == "M026" && told[0].1.contains("行（2–4）と列（B）"), "{told:?}");
}

#[test]
fn fonts_say_what_is_raised_corrected_coloured_and_unseen() {
    let style = |name: &str, family: &str, parent: &str, text: &str| {
        format!(
            r#"<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}"><style:text-properties {text}/></style:style>"#
        )
    };
    let styles = [
        style("up", "text", "", r#"style:text-position="33% 58%""#),
        style("down", "text", "", r#"style:text-position="sub 58%""#),
        style("on", "text", "", r#"style:text-position="0% 100%" style:use-window-font-color="true""#),
        style("old", "text", "", r#"style:text-line-through-type="single""#),
        style("new", "text", "old", r##"style:text-line-through-type="none" fo:color="#c00000""##),
        style("gone", "text", "", r#"text:display="none""#),
        style("red", "table-cell", "", r##"fo:color="#ff0000""##),
        style("redder", "table-cell", "red", r#"fo:font-weight="bold""#),
        style("white", "table-cell", "", r##"fo:color="#ffffff""##),
        style("tiny", "table-cell", "", r#"fo:font-size="1pt""#),
        r##"<style:style style:name="dark" style:family="table-cell" style:parent-style-name="white"><style:table-cell-properties fo:background-color="#000080"/></style:style>"##.to_owned(),
        r#"<style:style style:name="circle" style:family="table-cell" style:parent-style-name="circle"/>"#.to_owned(),
    ];
    let span = |style: &str, text: &str| format!(r#"<text:span text:style-name="{style}">{text}</text:span>"#);
    let cell = |style: &str, text: &str| {
        format!(r#"<table:table-cell table:style-name="{style}"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let plain = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let table = [
        r#"<table:table table:name="進捗"><table:table-column table:number-columns-repeated="4"/><table:table-column table:default-cell-style-name="white"/>"#.to_owned(),
        row(&[
            plain(&format!("広さ20m{}\n   とCO{}", span("up", "2"), span("down", "2"))),
            plain(&format!("年{}{}開催", span("old", "3回"), span("new", "5回"))),
            plain(&format!("並と{}{}", span("gone", "隠"), span("new", "赤"))),
            cell("redder", "赤い欄"),
            plain("白い列"),
        ]),
        row(&[cell("white", "白"), cell("dark", "白抜き"), cell("tiny", "小"), cell("circle", "輪"), cell("circle", "並")]),
        row(&[
            cell("red", &format!("赤と{}", span("on", "黒"))),
            r#"<table:table-cell office:value-type="float" office:value="12"><text:p/></table:table-cell>"#.to_owned(),
            r#"<table:table-cell office:value-type="string" office:string-value="隠れた文"><text:p/></table:table-cell>"#.to_owned(),
            r#"<table:table-cell office:value-type="float" office:value="1234567890123"><text:p>1.23457E+12</text:p></table:table-cell>"#.to_owned(),
            r#"<table:table-cell table:style-name="circle" office:value-type="float" office:value="0"><text:p/></table:table-cell>"#.to_owned(),
        ]),
        "</table:table>".to_owned(),
    ];
    let source = read_content(&styles.concat(), &table.concat());
    let texts = cells(&source);
    assert_eq!(texts[..3], ["A1=広さ20m² とCO₂", "B1=年5回開催", "C1=並と隠赤"]);
    assert_eq!(texts[10..], ["A3=赤と黒", "B3=12", "C3=隠れた文", "D3=1234567890123"]);
    let told: Vec<_> = source.findings.iter().map(|f| format!("{} {}", f.code, f.message.ja)).collect();
    let codes: Vec<&str> = told.iter().map(|told| &told[..4]).collect();
    assert_eq!(codes, ["M012", "M038", "M037", "M037", "M016", "M016", "M028"], "{told:#?}");
    assert!(told[1].contains("（C1, E1, A2, C2）") && told[1].contains("「隠」"), "{told:#?}");
    assert!(told[2].contains("（C1, D1, A3）"), "{told:#?}");
}

#[test]
fn a_power_that_the_format_asks_for_stays() {
    let source = read_content(
        r#"<number:number-style style:name="N1"><number:scientific-number/></number:number-style>
           <style:style style:name="p" style:family="table-cell" style:data-style-name="N1"/>"#,
        r#"<table:table table:name="a"><table:table-row>
           <table:table-cell table:style-name="p" office:value-type="float" office:value="200000000000"><text:p>2.00E+11</text:p></table:table-cell>
           </table:table-row></table:table>"#,
    );
    assert_eq!((cells(&source), source.findings.len()), (vec!["A1=2.00E+11".to_owned()], 0));
}
