//! What hangs on a sheet of ODS.

use super::super::package::{cells, findings, zipped};
use super::says;
use matome::source::{Format, Source, read_bytes};

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
