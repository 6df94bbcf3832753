//! Text files: what encoding they are in, and line and column of a byte.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::finding::Finding;
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;

/// Turns byte positions into line and column, both from 1; columns count characters.
///
/// Asking in ascending order costs one walk over the text, going back one walk over a line.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    pub(super) fn at(&mut self, byte: usize) -> (u32, u32) {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        if byte < self.at {
            let back = &self.text[byte..self.at];
            let lines = back.bytes().filter(|&b| b == b'\n').count();
            self.line = self.line.saturating_sub(u32::try_from(lines).unwrap_or(0));
            let start = self.text[..byte].rfind('\n').map_or(0, |end| end.saturating_add(1));
            self.at = start;
            self.column = 1;
        }
        for c in self.text[self.at..byte].chars() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = byte;
        (self.line, self.column)
    }

    pub(super) fn place(&mut self, file: &SourceFile, byte: usize) -> Place {
        let (line, column) = self.at(byte);
        Place::text(file, line, column)
    }
}

/// A decoded text file.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Lines (from 1) with bytes that are no text in the encoding.
    pub bad_lines: Vec<u32>,
    pub encoding: &'static Encoding,
}

/// Decodes UTF-8 and UTF-16 (with or without BOM), JIS (ISO-2022-JP) by its escapes, and otherwise CP932 or EUC-JP.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_as(bytes.get(length..).unwrap_or_default(), encoding);
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return decode_as(bytes, encoding);
    }
    let escapes = [&b"\x1B$B"[..], b"\x1B$@", b"\x1B(J"];
    if bytes.is_ascii() && escapes.iter().any(|escape| memchr::memmem::find(bytes, escape).is_some()) {
        return decode_as(bytes, ISO_2022_JP);
    }
    let utf8 = decode_as(bytes, UTF_8);
    if utf8.bad_lines.is_empty() {
        return utf8;
    }
    // All may fail: the encoding that fails least is the one that was meant. Kana and kanji of EUC-JP are half-width
    // katakana in CP932, which hardly anybody types.
    let odd = |decoded: &Decoded<'_>| {
        let failures = decoded.text.matches('\u{FFFD}').count();
        (failures, decoded.text.chars().filter(|c| ('\u{FF61}'..='\u{FF9F}').contains(c)).count())
    };
    let (cp932, euc) = (decode_as(bytes, SHIFT_JIS), decode_as(bytes, EUC_JP));
    let japanese = if odd(&euc) < odd(&cp932) { euc } else { cp932 };
    if odd(&japanese).0 < odd(&utf8).0 { japanese } else { utf8 }
}

/// UTF-16 has a byte of 0 in each line end, comma and digit, which no other encoding of texts has.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.contains(&0) || !bytes.len().is_multiple_of(2) {
        return None;
    }
    // of ten characters of a Japanese table nine are ASCII, kana, kanji or full-width
    let known = |unit: &u16| matches!(*unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0x3000..=0x30FF | 0x4E00..=0x9FFF | 0xFF01..=0xFF9F);
    let fits = |from: fn([u8; 2]) -> u16| -> Option<usize> {
        let units = || bytes.as_chunks::<2>().0.iter().map(|pair| from(*pair));
        let sound = char::decode_utf16(units()).all(|c| c.is_ok_and(|c| c != '\0'));
        sound
            .then(|| units().filter(known).count())
            .filter(|&count| count >= units().count().saturating_mul(9).div_ceil(10))
    };
    match (fits(u16::from_le_bytes), fits(u16::from_be_bytes)) {
        (Some(little), big) if big.is_none_or(|big| little >= big) => Some(UTF_16LE),
        (_, Some(_)) => Some(UTF_16BE),
        _ => None,
    }
}

fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let mut bad_lines = Vec::new();
    if bad {
        if encoding == UTF_16LE || encoding == UTF_16BE {
            let lines = text.lines().zip(1..).filter(|(line, _)| line.contains('\u{FFFD}'));
            bad_lines.extend(lines.map(|(_, number)| number));
        } else {
            // No byte of a CP932 or UTF-8 character equals a line feed.
            let lines = bytes.split(|&b| b == b'\n').zip(1..);
            let bad = lines.filter(|(line, _)| encoding.decode_without_bom_handling(line).1);
            bad_lines.extend(bad.map(|(_, number)| number));
        }
    }
    Decoded { text, bad_lines, encoding }
}

/// M021: bytes that are no text in the encoding of the file.
pub(super) fn undecodable(file: &SourceFile, line: u32, encoding: &'static Encoding) -> Finding {
    let name = match encoding.name() {
        "Shift_JIS" => "Shift_JIS（CP932）",
        name => name,
    };
    Finding::error(
        "M021",
        msg!("{name} として読めない文字があります（� になります）", "Bytes that are no text in {name} (shown as �)"),
    )
    .at(Place { line: Some(line), ..Place::file(file.clone()) })
    .hint(msg!(
        "元のソフトで、文字コードに UTF-8 を選んで保存し直してください",
        "Save it again as UTF-8 in the program it was made with"
    ))
}

/// M021: a byte of 0, which no text has.
pub(super) fn no_text(file: &SourceFile, line: u32) -> Finding {
    Finding::error(
        "M021",
        msg!(
            "文ではない字（NUL、0 のバイト）があります。表のファイルではないか、壊れています",
            "There is a byte of 0, which no text has: the file is no table, or damaged"
        ),
    )
    .at(Place { line: Some(line), ..Place::file(file.clone()) })
    .hint(msg!(
        "元のソフトで書き出し直すか、Excel で開いて Excel ブック（.xlsx）で保存し直してください",
        "Export it again, or open it in Excel and save it as .xlsx"
    ))
}

/// Gives the text of a JSON, YAML or TOML file, which must be UTF-8; a BOM is taken off.
///
/// # Errors
/// M022 when it is not UTF-8.
pub(super) fn utf8<'a>(bytes: &'a [u8], file: &SourceFile) -> Result<&'a str, Finding> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = before.filter(|&&b| b == b'\n').count().saturating_add(1);
        let decoded = decode(bytes);
        let (ja, en) = if decoded.bad_lines.is_empty() && decoded.encoding != UTF_8 {
            match decoded.encoding.name() {
                "Shift_JIS" => ("Shift_JIS（CP932）のようです", "it looks like Shift_JIS (CP932)"),
                "EUC-JP" => ("EUC-JP のようです", "it looks like EUC-JP"),
                "ISO-2022-JP" => ("JIS（ISO-2022-JP）のようです", "it looks like ISO-2022-JP"),
                _ => ("UTF-16 のようです", "it looks like UTF-16"),
            }
        } else {
            ("UTF-8 でない文字があります", "it holds bytes that are no UTF-8")
        };
        Finding::error("M022", msg!("文字コードが UTF-8 ではありません: {ja}", "The file is not UTF-8: {en}"))
            .at(Place { line: u32::try_from(line).ok(), ..Place::file(file.clone()) })
            .hint(msg!(
                "メモ帳で開き、［名前を付けて保存］で文字コードに「UTF-8」を選んで保存し直してください",
                "Open it in Notepad and choose the encoding UTF-8 in Save As"
            ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ab\nあいう\r\n𠮷x";
        let mut cursor = Cursor::new(text);
        assert_eq!(cursor.at(0), (1, 1));
        assert_eq!(cursor.at(text.find('う').expect("there")), (2, 3));
        assert_eq!(cursor.at(text.find('x').expect("there")), (3, 2));
        assert_eq!(cursor.at(text.find('い').expect("there")), (2, 2));
        assert_eq!(cursor.at(1), (1, 2));
        assert_eq!(cursor.at(usize::MAX), (3, 3));
    }

    #[test]
    fn the_encoding_is_found() {
        let decoded = |bytes: &[u8]| {
            let decoded = decode(bytes);
            (decoded.text.into_owned(), decoded.encoding.name(), decoded.bad_lines)
        };
        assert_eq!(decoded("高齢者".as_bytes()), ("高齢者".to_owned(), "UTF-8", vec![]));
        assert_eq!(decoded(b"\xEF\xBB\xBFa"), ("a".to_owned(), "UTF-8", vec![]));
        // 髙① in CP932: characters that plain Shift_JIS does not have.
        assert_eq!(decoded(b"\xFB\xFC\x87\x40"), ("髙①".to_owned(), "Shift_JIS", vec![]));
        assert_eq!(decoded(b"\xFF\xFE\x42\x30"), ("あ".to_owned(), "UTF-16LE", vec![]));
        assert_eq!(decoded(b"\xFE\xFF\x30\x42"), ("あ".to_owned(), "UTF-16BE", vec![]));
        // UTF-16 without its mark, as some programs save it
        let text = "番号,事業\r\n1,見守り";
        let bytes = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        assert_eq!(decoded(&bytes(u16::to_le_bytes)), (text.to_owned(), "UTF-16LE", vec![]));
        assert_eq!(decoded(&bytes(u16::to_be_bytes)), (text.to_owned(), "UTF-16BE", vec![]));
        assert_eq!(decoded(b"a,b\x00\n").1, "UTF-8");
        // UTF-8 with one byte lost in line 2 stays UTF-8.
        let (text, name, bad) = decoded("一行目\n二\u{884c}目".as_bytes().split_last().expect("x").1);
        assert_eq!((name, bad), ("UTF-8", vec![2]));
        assert!(text.ends_with('\u{FFFD}'));
    }
}
