#![no_main]

use libfuzzer_sys::fuzz_target;
use matome::source::Format;
use matome_fuzz::read;

/// A number and a text in cells of a format; the first eight bytes are the number.
fn workbook(number: f64, code: &str) -> String {
    let code = code.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s"><NumberFormat ss:Format="{code}"/></Style></Styles>
<Worksheet ss:Name="a"><Table><Row><Cell ss:StyleID="s"><Data ss:Type="Number">{number:e}</Data></Cell>
<Cell ss:StyleID="s"><Data ss:Type="String">文</Data></Cell></Row></Table></Worksheet></Workbook>"#
    )
}

fuzz_target!(|data: &[u8]| {
    let Some((number, code)) = data.split_first_chunk() else { return };
    let (number, code) = (f64::from_le_bytes(*number), String::from_utf8_lossy(code));
    read(workbook(number, &code).into_bytes(), "回答.xml", Format::Xml2003);
});
