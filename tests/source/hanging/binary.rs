//! What hangs on a sheet of XLSB.

use super::super::package::{REL, cells, findings, relations, zipped};
use super::controls::vml;
use super::{drawing, picture, says};
use matome::source::{Format, read_bytes};

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
