//! Workbooks with every kind of content, read as XLSX, and as the XLS and ODS that LibreOffice makes of them.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatScript, Formula, Note, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::office::Office;
use super::{Difference, judge, read, shown};

const SHEETS: [&str; 7] = ["文", "結合", "非表示", "式", "値", "表示形式", "裏"];

fn code(code: &str) -> Format {
    Format::new().set_num_format(code)
}

/// Runs, breaks, blanks, marks.
fn texts(sheet: &mut Worksheet) {
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    let red = Format::new().set_font_color(Color::Red);
    let struck = Format::new().set_font_strikethrough();
    let above = Format::new().set_font_script(FormatScript::Superscript);
    let below = Format::new().set_font_script(FormatScript::Subscript);
    sheet.write_rich_string(0, 0, &[(&bold, "見守り"), (&red, "訪問"), (&plain, "を行う。")]).unwrap();
    sheet.write_rich_string(1, 0, &[(&plain, "延べ"), (&struck, "12"), (&plain, "15回")]).unwrap();
    sheet.write_rich_string(2, 0, &[(&plain, "面積 120m"), (&above, "2"), (&plain, "、CO"), (&below, "2")]).unwrap();
    sheet.write(3, 0, "一行目\n二行目\n\n四行目").unwrap();
    sheet.write(4, 0, "　字下げ").unwrap();
    sheet.write(5, 0, "  前後の空白  ").unwrap();
    sheet.write(6, 0, "①～③、㈱、髙﨑、𠮷野、神\u{FA19}").unwrap();
    sheet.write(7, 0, "カンマ,と\"引用符\"と'").unwrap();
    sheet.write(8, 0, "001").unwrap();
    sheet.write(9, 0, "=1+1").unwrap();
    sheet.write(10, 0, "<b>&amp;</b>").unwrap();
    sheet.write(11, 0, "ｶﾀｶﾅ ＡＢＣ １２３").unwrap();
    sheet.write(12, 0, "12,345").unwrap();
    sheet.write_url_with_text(13, 0, "https://example.jp/", "要綱").unwrap();
    sheet.write(14, 0, "注のあるセル").unwrap();
    sheet.insert_note(14, 0, &Note::new("注")).unwrap();
}

/// Merged cells, with a text left under one of them.
fn merges(sheet: &mut Worksheet) {
    let plain = Format::new();
    sheet.merge_range(0, 0, 2, 1, "方向性１", &plain).unwrap();
    sheet.write(1, 1, "下に残った文").unwrap();
    sheet.merge_range(3, 0, 3, 3, "横", &plain).unwrap();
    sheet.merge_range(4, 0, 5, 0, "", &plain).unwrap();
    sheet.write(5, 0, "下だけの文").unwrap();
    sheet.write(4, 1, "右の文").unwrap();
}

fn hidden(sheet: &mut Worksheet) {
    for row in 0..4 {
        for col in 0..3 {
            sheet.write(row, col, format!("{row}行{col}列")).unwrap();
        }
    }
    sheet.set_row_hidden(1).unwrap();
    sheet.set_column_hidden(1).unwrap();
    sheet.write(4, 2, 1234.5).unwrap();
}

/// Formulas with the results that Excel stored.
fn formulas(sheet: &mut Worksheet) {
    let cells = [
        ("=1+2", "3", "General"),
        ("=10/4", "2.5", "0.00"),
        ("=\"延べ\"&12&\"人\"", "延べ12人", "General"),
        ("=1=1", "TRUE", "General"),
        ("=1/0", "#DIV/0!", "General"),
        ("=NA()", "#N/A", "General"),
        ("=DATE(2024,4,1)", "45383", "[$-411]ggge\"年\"m\"月\"d\"日\""),
        ("=1234567", "1234567", "#,##0\"円\""),
        ("=\"\"", "", "General"),
        ("=0.25", "0.25", "0%"),
    ];
    for (row, (formula, result, format)) in (0..).zip(cells) {
        sheet.write_formula_with_format(row, 0, Formula::new(formula).set_result(result), &code(format)).unwrap();
    }
}

/// Booleans, and numbers of every size as 標準.
fn values(sheet: &mut Worksheet) {
    for (row, format) in (0..).zip(["General", "0", "\"有\";;\"無\"", "@"]) {
        sheet.write_boolean_with_format(row, 0, true, &code(format)).unwrap();
        sheet.write_boolean_with_format(row, 1, false, &code(format)).unwrap();
    }
    let numbers = [
        0.0,
        -7.0,
        0.1 + 0.2,
        12.5,
        1e10,
        12_345_678_901.0,
        123_456_789_012.0,
        1_234_567_890_123.0,
        1e15,
        1e20,
        1.5e-7,
        99_999_999_999.9,
        -0.000_012,
        1_000_000_000_000_000_000.0,
    ];
    for (row, number) in (10..).zip(numbers) {
        sheet.write(row, 0, number).unwrap();
        sheet.write_with_format(row, 1, number, &code("0")).unwrap();
        sheet.write_with_format(row, 2, number, &code("#,##0.0")).unwrap();
        sheet.write_with_format(row, 3, number, &code("@")).unwrap();
    }
}

/// Days, hours, shares, fractions, numerals, conditions; texts with formats.
fn formats(sheet: &mut Worksheet) {
    let cells = [
        (45_383.0, "yyyy\"年\"m\"月\"d\"日\""),
        (45_383.0, "[$-411]ge.m.d"),
        (43_585.0, "[$-411]ggge\"年\"m\"月\"d\"日\""),
        (45_383.0, "m\"月\"d\"日\"(aaa)"),
        (45_383.604_166_666_7, "yyyy/m/d h:mm"),
        (1.25, "[h]:mm"),
        (0.125, "0.0%"),
        (2.75, "# ?/?"),
        (0.5, "0/10"),
        (1234.0, "[DBNum1]General"),
        (2024.0, "[DBNum3]0\"年度\""),
        (-3500.0, "#,##0;\"▲\"#,##0"),
        (0.0, "#,##0;\"▲\"#,##0;\"－\""),
        (1_500_000.0, "#,##0,\"千円\""),
        (5.0, "[>=10]\"多い\";\"少ない\""),
        (7.0, "\"第\"0\"回\""),
        (3.0, ";;;"),
    ];
    for (row, (number, format)) in (0..).zip(cells) {
        sheet.write_with_format(row, 0, number, &code(format)).unwrap();
    }
    for (row, format) in (0..).zip(["@\"課\"", "\"（\"@\"）\"", "0;0;0;@\"様\"", "General", "0", ";;;"]) {
        sheet.write_with_format(row, 1, "地域福祉", &code(format)).unwrap();
    }
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let fill: [fn(&mut Worksheet); 7] = [texts, merges, hidden, formulas, values, formats, |sheet| {
        sheet.set_hidden(true);
        sheet.write(0, 0, "見えないシートの文").unwrap();
    }];
    for (name, fill) in SHEETS.into_iter().zip(fill) {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.set_column_range_width(0, 5, 80).unwrap();
        fill(sheet);
    }
    workbook.save_to_buffer().unwrap()
}

/// The same workbook whose days begin in 1904.
fn of_1904(bytes: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let name = part.name().unwrap().into_owned();
        if name == "xl/workbook.xml" {
            let xml = String::from_utf8(content).unwrap();
            assert!(xml.contains("<workbookPr "));
            content = xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
        to.start_file(name, SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// What matome reads in a file, beside what LibreOffice shows in the workbook.
fn compare(path: &Path, theirs: impl Fn(&str) -> Vec<Vec<String>>) -> Vec<Difference> {
    let (sheets, findings) = read(path);
    let mut out = Vec::new();
    let name = path.file_name().unwrap().to_str().unwrap();
    assert_eq!(sheets.iter().map(|sheet| &*sheet.name).collect::<Vec<_>>(), SHEETS, "{name}");
    for sheet in &sheets {
        let their = theirs(&sheet.name);
        for row in 0..30 {
            for col in 0..6 {
                let our = shown(sheet, &findings, row, col).replace('\n', "⏎");
                let their = their.get(row).and_then(|row| row.get(col)).map_or("", |text| text.trim_matches(' '));
                let their = their.replace('\n', "⏎");
                if our != their {
                    let cell = char::from(b'A' + col as u8);
                    out.push(format!("{name} {} {cell}{}\t{our}\t{their}", sheet.name, row + 1));
                }
            }
        }
    }
    out
}

#[test]
fn workbooks_of_every_kind_show_what_libreoffice_shows() {
    let Some(office) = Office::at_hand() else { return };
    let bytes = workbook();
    let book = office.put("kinds.xlsx", &bytes);
    let old = office.put("kinds-1904.xlsx", &of_1904(&bytes));
    let xls = office.saved_as(&book, "xls");
    let ods = office.saved_as(&book, "ods");
    let theirs = office.shown(&[book.as_path(), old.as_path()]);
    let mut differences = compare(&old, |sheet| theirs(&old, sheet));
    for path in [&book, &xls, &ods] {
        differences.extend(compare(path, |sheet| theirs(&book, sheet)));
    }
    judge(&office, "kinds", differences);
}
