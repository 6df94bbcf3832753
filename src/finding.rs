//! Findings (所見): the only shape in which faults leave the library.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeMap;

/// Says how much a finding weighs. With an error no output is written, unless forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Info,
    Warning,
    Error,
}

/// Points into an input: file, sheet and A1 cell, or file, line and column (both from 1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
    pub cell: Option<CellRef>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", &*self.file)?;
        if let Some(sheet) = &self.sheet {
            map.serialize_entry("sheet", &**sheet)?;
        }
        if let Some(cell) = &self.cell {
            map.serialize_entry("cell", cell)?;
        }
        if let Some(line) = &self.line {
            map.serialize_entry("line", line)?;
        }
        if let Some(column) = &self.column {
            map.serialize_entry("column", column)?;
        }
        map.end()
    }
}

impl Place {
    /// Points at a whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// Points at a cell; `row` and `col` count from 0.
    pub fn cell(file: &Arc<str>, sheet: &Arc<str>, row: u32, col: u32) -> Self {
        Self {
            file: file.clone(),
            sheet: Some(sheet.clone()),
            cell: Some(CellRef { row, col }),
            line: None,
            column: None,
        }
    }

    /// Points into a text file; `line` and `column` count from 1.
    pub fn text(file: &Arc<str>, line: u32, column: u32) -> Self {
        Self { file: file.clone(), line: Some(line), column: Some(column), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, "!{sheet}")?;
        }
        if let Some(cell) = &self.cell {
            write!(f, "!{cell}")?;
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// A cell position, zero-based inside, shown as an A1 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    pub row: u32,
    pub col: u32,
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut n = u64::from(self.col) + 1;
        while n > 0 {
            letters.push(b'A' + ((n - 1) % 26) as u8);
            n = (n - 1) / 26;
        }
        for &letter in letters.iter().rev() {
            write!(f, "{}", char::from(letter))?;
        }
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

impl Serialize for CellRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A stable code: `M0xx` reading, `M1xx` checking, `M2xx` typesetting, `M3xx` writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One fault or remark, with its text in both languages; the command line picks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub code: Code,
    pub level: Level,
    pub message: Message,
    pub place: Option<Place>,
    /// Other places that take part, such as the cell this one disagrees with.
    pub related: Vec<Place>,
    pub hints: Vec<Message>,
}

/// A text for the user. `ja` is authoritative, `en` its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub ja: String,
    pub en: String,
}

/// Writes a [`Message`]: `msg!("…{x}…", "…{x}…")`.
#[macro_export]
macro_rules! msg {
    ($ja:literal, $en:literal $(, $($arg:tt)*)?) => {
        $crate::finding::Message { ja: format!($ja $(, $($arg)*)?), en: format!($en $(, $($arg)*)?) }
    };
}

impl Finding {
    pub fn new(code: &'static str, level: Level, message: Message) -> Self {
        Self { code: Code(code), level, message, place: None, related: Vec::new(), hints: Vec::new() }
    }

    pub fn error(code: &'static str, message: Message) -> Self {
        Self::new(code, Level::Error, message)
    }

    pub fn warning(code: &'static str, message: Message) -> Self {
        Self::new(code, Level::Warning, message)
    }

    pub fn info(code: &'static str, message: Message) -> Self {
        Self::new(code, Level::Info, message)
    }

    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    #[must_use]
    pub fn and(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }
}

/// Shortens a user's value to 40 characters for quoting and makes control characters visible.
pub fn quote(text: &str) -> String {
    const LIMIT: usize = 40;
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == LIMIT {
            out.push('…');
            break;
        }
        match c {
            '\n' => out.push('⏎'),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// By file, sheet and cell, so that a section's findings stand together; those without a place last.
pub fn in_order(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.place.is_none(), &a.place).cmp(&(b.place.is_none(), &b.place)));
}

/// Drops a finding that says word for word what an earlier one said of the same place.
pub fn tell_once(findings: &mut Vec<Finding>) {
    let mut told = std::collections::HashSet::new();
    findings.retain(|f| told.insert((f.code, f.place.clone(), f.message.ja.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cell_addresses_are_a1() {
        let a1 = |row, col| CellRef { row, col }.to_string();
        assert_eq!(a1(0, 0), "A1");
        assert_eq!(a1(13, 10), "K14");
        assert_eq!(a1(0, 25), "Z1");
        assert_eq!(a1(0, 26), "AA1");
        assert_eq!(a1(1_048_575, 16_383), "XFD1048576");
    }

    #[test]
    fn place_reads_as_file_sheet_cell() {
        let place = Place::cell(&"回答.xlsx".into(), &"進捗管理シート".into(), 13, 10);
        assert_eq!(place.to_string(), "回答.xlsx!進捗管理シート!K14");
    }
}
