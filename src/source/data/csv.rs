//! CSV and TSV (RFC 4180) with the line and column of each field.
//!
//! Not the csv crate: it tells where a record begins, but not where a field does.

use crate::finding::Finding;
use crate::msg;
use crate::place::CellRef;
use crate::place::SourceFile;
use crate::source::reading::{Input, MAX_COLUMNS};
use crate::source::text::{Cursor, decode, no_text, undecodable};
use crate::source::{Body, Sheet, SheetCell, faults, stamps};

/// Reads a table. `separator` is found in the first record when it is not given.
///
/// # Errors
/// M021 when the file is no text, M006 when it is too large.
pub fn read(bytes: &[u8], separator: Option<char>, reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let decoded = decode(bytes);
    if let Some(at) = decoded.text.find('\0') {
        let line = decoded.text[..at].matches('\n').count().saturating_add(1);
        return Err(no_text(&file, u32::try_from(line).unwrap_or(u32::MAX)));
    }
    if decoded.text.trim_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace()).is_empty() {
        return Err(faults::nothing_typed(&file));
    }
    for &line in &decoded.bad_lines {
        reading.add(undecodable(&file, line, decoded.encoding));
    }
    let text: &str = &decoded.text;
    let (separator, start) = match stated_separator(text) {
        Some((stated, length)) => (stated, length),
        None => (separator.unwrap_or_else(|| sniff(text)), 0),
    };
    let mut table = Table { text, separator, at: start, cursor: Cursor::new(text) };
    let mut cells = Vec::new();
    let mut row = u32::from(start > 0);
    while table.at < text.len() {
        let mut col = 0_u32;
        loop {
            let begin = table.at;
            let (field, closed) = table.field();
            let field = plain(field);
            if !field.trim().is_empty() {
                if u64::from(col) >= MAX_COLUMNS {
                    return Err(faults::too_many_columns(table.cursor.place(&file, begin)));
                }
                let place = table.cursor.place(&file, begin);
                let field = reading.clean(field, &place);
                reading.count_text(&field, &place)?;
                cells.push(SheetCell { at: CellRef { row, col }, text: field, place });
            }
            if !closed {
                reading.add(unclosed(&mut table.cursor, &file, begin));
            }
            if !table.skip(separator) {
                break;
            }
            col = col.saturating_add(1);
        }
        table.skip_line_end();
        row = row.saturating_add(1);
    }
    let name = stem(file.name()).into();
    let (stamps, written) = stamps::take(&mut cells);
    written.into_iter().for_each(|finding| reading.add(finding));
    Ok(Body::Sheets(vec![Sheet { name, cells, merges: Vec::new(), print_area: Vec::new(), hidden: false, stamps }]))
}

/// A field as Excel shows it: `="01"` is how programs keep noughts.
fn plain(field: String) -> String {
    // so do some with a tab, which Excel does not show
    let field = if field.starts_with('\t') { field.trim_start_matches('\t').to_owned() } else { field };
    let kept = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match kept.map(|kept| kept.replace("\"\"", "\u{0}")) {
        // a quotation mark by itself ends the text: a formula goes on behind it
        Some(kept) if !kept.contains('"') => kept.replace('\u{0}', "\""),
        _ => field,
    }
}

/// M023: a quotation mark is not closed, so the rest of the file went into one field.
fn unclosed(cursor: &mut Cursor<'_>, file: &SourceFile, at: usize) -> Finding {
    Finding::error(
        "M023",
        msg!(
            "引用符「\"」が閉じていません。ここから後がすべて一つの欄になっています",
            "The quotation mark is not closed; the rest of the file became one field"
        ),
    )
    .at(cursor.place(file, at))
    .hint(msg!(
        "欄の終わりに「\"」を足してください。文字としての引用符は「\"\"」と書きます",
        "Add a quotation mark at the end of the field; write one that is text as \"\""
    ))
}

/// Excel's own first line `sep=;`.
fn stated_separator(text: &str) -> Option<(char, usize)> {
    let (start, rest) = text.split_at_checked(4)?;
    if !start.eq_ignore_ascii_case("sep=") {
        return None;
    }
    let mut chars = rest.chars();
    let separator = chars.next()?;
    let (between, table) = chars.as_str().split_once('\n')?;
    between.trim().is_empty().then_some((separator, text.len().saturating_sub(table.len())))
}

/// What may stand between cells; of equals the first is taken.
const SEPARATORS: [char; 3] = [',', '\t', ';'];

/// So many records tell how a file is parted.
const LOOKED_AT: usize = 20;

/// Finds the separator: the one that most of the first records have, then the one that each has most of. A heading may
/// hold a comma, and an answer semicolons.
fn sniff(text: &str) -> char {
    let mut records = vec![[0_usize; 3]];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted && records.len() == LOOKED_AT => break,
            '\n' if !quoted => records.push([0; 3]),
            c if !quoted => {
                let counts = SEPARATORS.iter().zip(records.last_mut().into_iter().flatten());
                counts
                    .filter(|(separator, _)| **separator == c)
                    .for_each(|(_, count)| *count = count.saturating_add(1));
            }
            _ => {}
        }
    }
    let weight = |n: usize| {
        let counts = records.iter().filter_map(|record| record.get(n).copied()).filter(|&count| count > 0);
        (counts.clone().count(), counts.clone().min(), counts.sum::<usize>())
    };
    // the first of equals comes last
    SEPARATORS.into_iter().enumerate().rev().max_by_key(|(n, _)| weight(*n)).map_or(',', |(_, separator)| separator)
}

/// Gives the file name without folders and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

struct Table<'a> {
    text: &'a str,
    separator: char,
    at: usize,
    cursor: Cursor<'a>,
}

impl Table<'_> {
    /// Reads one field; false when its quotation mark is not closed.
    fn field(&mut self) -> (String, bool) {
        // files that were joined have a byte order mark where the second begins
        while self.skip('\u{FEFF}') {}
        let rest = &self.text[self.at..];
        let Some(quoted) = rest.strip_prefix('"') else {
            let end = self.end_of_kept(rest).unwrap_or_else(|| self.end_of_plain(rest));
            self.at = self.at.saturating_add(end);
            return (rest[..end].to_owned(), true);
        };
        let mut out = String::new();
        let mut inside = quoted;
        loop {
            let Some((before, behind)) = inside.split_once('"') else {
                out.push_str(inside);
                self.at = self.text.len();
                return (out, false);
            };
            out.push_str(before);
            inside = behind;
            let Some(again) = inside.strip_prefix('"') else { break };
            out.push('"');
            inside = again;
        }
        // Text behind the closing mark belongs to the field, as in Excel.
        let end = self.end_of_plain(inside);
        let (more, rest) = inside.split_at(end);
        out.push_str(more);
        self.at = self.text.len().saturating_sub(rest.len());
        (out, true)
    }

    /// The end of `="…"`, which may hold separators.
    fn end_of_kept(&self, text: &str) -> Option<usize> {
        let mut end = text.starts_with("=\"").then_some(2_usize)?;
        loop {
            end = end.saturating_add(text[end..].find('"')?).saturating_add(1);
            match text[end..].chars().next() {
                Some('"') => end = end.saturating_add(1),
                Some(c) if c != self.separator && c != '\n' && c != '\r' => return None,
                _ => return Some(end),
            }
        }
    }

    fn end_of_plain(&self, text: &str) -> usize {
        text.find([self.separator, '\n', '\r']).unwrap_or(text.len())
    }

    fn skip(&mut self, c: char) -> bool {
        let found = self.text[self.at..].starts_with(c);
        if found {
            self.at = self.at.saturating_add(c.len_utf8());
        }
        found
    }

    fn skip_line_end(&mut self) {
        self.skip('\r');
        self.skip('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> (Vec<(String, String)>, Vec<Finding>) {
        let mut reading = Input::new("回答/福祉課.csv".into(), &crate::limits::Limits::default());
        let Ok(Body::Sheets(sheets)) = read(bytes, None, &mut reading) else {
            panic!("not read");
        };
        assert_eq!(&*sheets[0].name, "福祉課");
        let cells = sheets[0].cells.iter().map(|cell| {
            let (line, column) = (cell.place.line.unwrap_or(0), cell.place.column.unwrap_or(0));
            (format!("{}@{line}:{column}", cell.at), cell.text.clone())
        });
        (cells.collect(), reading.finish())
    }

    #[test]
    fn quoted_line_breaks_keep_the_places_right() {
        let (cells, findings) = table("番号,事業\r\n1,\"見守り\r\n訪問\"\"週1回\"\"\"\r\n\r\n2,,相談".as_bytes());
        let cells: Vec<_> = cells.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
        assert_eq!(
            cells,
            [
                ("A1@1:1", "番号"),
                ("B1@1:4", "事業"),
                ("A2@2:1", "1"),
                ("B2@2:3", "見守り\n訪問\"週1回\""),
                ("A4@5:1", "2"),
                ("C4@5:4", "相談"),
            ]
        );
        assert!(findings.is_empty());
    }

    #[test]
    fn fields_are_what_excel_shows() {
        let text = "\u{FEFF}番号,名\n=\"01\",\"=\"\"0123-45\"\"\"\n=\"a,b\",=\"\"\n=\"x\"&A1,=\"開く\n\u{FEFF}\"番号\",\u{FEFF}名\n";
        let (cells, findings) = table(text.as_bytes());
        let cells: Vec<_> = cells.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
        assert_eq!(
            cells,
            [
                ("A1@1:1", "番号"),
                ("B1@1:4", "名"),
                ("A2@2:1", "01"),
                ("B2@2:7", "0123-45"),
                ("A3@3:1", "a,b"),
                ("A4@4:1", "=\"x\"&A1"),
                ("B4@4:9", "=\"開く"),
                ("A5@5:1", "番号"),
                ("B5@5:7", "名"),
            ]
        );
        assert!(findings.is_empty());
    }

    #[test]
    fn an_unclosed_quote_is_told_where_it_opens() {
        let (cells, findings) = table(b"a,b\n1,\"x\n2,y\n");
        assert_eq!(cells.last().map(|(_, text)| text.as_str()), Some("x\n2,y\n"));
        assert_eq!(findings[0].code.0, "M023");
        assert_eq!(findings[0].place.as_ref().map(ToString::to_string).as_deref(), Some("回答/福祉課.csv:2:3"));
    }

    #[test]
    fn separators_are_found() {
        assert_eq!(sniff("a\tb"), '\t');
        assert_eq!(sniff("\"a,b\";c"), ';');
        assert_eq!(sniff("a;b,c"), ',');
        assert_eq!(sniff("事業"), ',');
        // a comma in a heading, a title above, semicolons in an answer
        assert_eq!(sniff("番号\t実施状況,評価\n1\t声かけ\n"), '\t');
        assert_eq!(sniff("進捗管理シート\n番号\t事業\n"), '\t');
        assert_eq!(sniff("資料2, 案\n番号;事業;課\n1;声かけ;福祉課\n"), ';');
        assert_eq!(sniff("番号,対象\n1,\"a\"\n2,高齢者;障害者;子ども;\n"), ',');
        assert_eq!(sniff("番号\t事業\n1\t声かけ, 配食, 相談\n2\t訪問, 電話\n"), '\t');
        let (cells, _) = table(b"sep=;\r\na;b,c\r\n");
        assert_eq!(cells[1], ("B2@2:3".to_owned(), "b,c".to_owned()));
    }

    #[test]
    fn undecodable_bytes_name_their_line() {
        let (_, findings) = table(b"\x8e\xd4,\x82\xa0\n\x82,\xff\n");
        assert_eq!(findings[0].code.0, "M021");
        assert_eq!(findings[0].place.as_ref().and_then(|place| place.line), Some(2));
    }
}
