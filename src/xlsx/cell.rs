//! Writing a text into a cell so that it stays this text.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// Writes a text into a cell or a merged range.
pub fn put(
    sheet: &mut Worksheet,
    first: (u32, u16),
    last: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if first == last {
        sheet.write_string_with_format(first.0, first.1, text, format)?;
    } else {
        sheet.merge_range(first.0, first.1, last.0, last.1, text, format)?;
    }
    // rust_xlsxwriter 0.102 takes such a text for the XML of a rich string
    if text.starts_with("<r>") && text.ends_with("</r>") {
        sheet.write_rich_string_with_format(first.0, first.1, &[(&Format::default(), &escaped(text))], format)?;
    }
    Ok(())
}

/// Writes a number into a cell or a merged range; its format shows it as it was typed.
pub fn put_number(
    sheet: &mut Worksheet,
    first: (u32, u16),
    last: (u32, u16),
    value: f64,
    format: &Format,
) -> Result<(), XlsxError> {
    if first != last {
        sheet.merge_range(first.0, first.1, last.0, last.1, "", format)?;
    }
    sheet.write_number_with_format(first.0, first.1, value, format)?;
    Ok(())
}

/// A text in which nothing looks like `_xHHHH_`, which Excel reads as a character (ECMA-376 22.4.2.4): the
/// rich string is written as it is.
fn escaped(text: &str) -> String {
    let marks = |rest: &str| {
        let bytes = rest.as_bytes();
        bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
    };
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c == '_' && marks(&text[at..]) {
            out.push_str("_x005F_");
        } else {
            out.push(c);
        }
    }
    out
}
