//! What the readers of all formats share: findings, limits, and the cleaning of texts.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use unicode_normalization::char::compose;

use super::covered::{Covered, take_covered, take_overlapping};
use super::faults;
use super::look::Seen;
use super::{Merge, Sheet, SheetCell, stamps};
use crate::finding::{Finding, quote};
use crate::limits::{Limits, SHEETS, TEXT_BREAKS, TEXT_BYTES, TEXT_CHARS, TEXTS};
use crate::msg;
use crate::place::SourceFile;
use crate::place::{CellRef, Place};
use crate::source::shown::format_code::{self, FormatCode, Part, looks_like_a_date, within};
use crate::source::shown::number_text::{general, long, number_text};
use crate::source::shown::text::shown_text;
use crate::stamped::{PREFIX, own};

/// Rows and columns of an Excel sheet.
pub(super) const MAX_ROWS: u64 = 1_048_576;
pub(super) const MAX_COLUMNS: u64 = 16_384;
/// Lines of page headers that are looked for in the cells: Excel takes 255 characters a header.
const RUNNING_LINES: usize = 100;

/// A file on its way in: its shown name and what was found wrong so far.
pub(super) struct Input {
    pub file: SourceFile,
    pub limits: Limits,
    findings: Vec<Finding>,
    counts: BTreeMap<&'static str, usize>,
    texts: usize,
    text_bytes: usize,
    /// Where the first text with a separate voicing mark was composed.
    composed: Option<Place>,
}

impl Input {
    pub(super) fn new(file: SourceFile, limits: &Limits) -> Self {
        Self {
            file,
            limits: *limits,
            findings: Vec::new(),
            counts: BTreeMap::new(),
            texts: 0,
            text_bytes: 0,
            composed: None,
        }
    }

    /// Notes a finding. After 200 of one code the rest is counted and told in one line.
    pub(super) fn add(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code.0).or_default();
        *count = count.saturating_add(1);
        if *count <= self.limits.findings {
            self.findings.push(finding);
        }
    }

    /// Notes a comment on a cell, unless matome wrote it.
    pub(super) fn comment(&mut self, place: Place, text: &str) {
        if !own::is_note(text) {
            self.add(faults::comment(place, text));
        }
    }

    /// Puts the findings of a sheet, those from `first` on, in the order of its cells.
    fn sort_from(&mut self, first: usize) {
        let of_the_sheet = self.findings.get_mut(first..).unwrap_or_default();
        of_the_sheet.sort_by_key(|finding| finding.place.as_ref().and_then(|place| place.cell));
    }

    /// Gives all findings, with those about the file as a whole at the end.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        if let Some(place) = self.composed.take() {
            self.findings.push(faults::composed(place));
        }
        for (code, count) in &self.counts {
            let Some(rest) = count.checked_sub(self.limits.findings).filter(|&rest| rest > 0) else {
                continue;
            };
            let last = self.findings.iter().rev().find(|finding| finding.code.0 == *code);
            if let Some(level) = last.map(|finding| finding.level) {
                let message = msg!("同じ所見 {code} がほかに {rest} 件あります", "{rest} more findings of {code}");
                self.findings.push(Finding::new(code, level, message).at(Place::file(self.file.clone())));
            }
        }
        self.findings
    }

    /// Makes a typed text ready: line ends become LF, kana with separate voicing marks become one
    /// character. Nothing else is normalised: 神 (U+FA19) and ① stay what they are.
    pub(super) fn clean(&mut self, text: String, place: &Place) -> String {
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        // Both marks begin with the bytes E3 82.
        if !text.contains(['\u{3099}', '\u{309A}']) {
            return text;
        }
        let composed = compose_kana(&text);
        if composed != text && self.composed.is_none() {
            self.composed = Some(place.clone());
        }
        composed
    }

    /// Counts a text against the limits of the file: a shared string of a few bytes may stand in thousands of cells.
    ///
    /// # Errors
    /// M006 when the file holds more texts than any paper can, M098 when this one is longer than any answer.
    pub(super) fn count_text(&mut self, text: &str, place: &Place) -> Result<(), Finding> {
        self.check_length(text, place)?;
        self.texts = self.texts.saturating_add(1);
        self.text_bytes = self.text_bytes.saturating_add(text.len());
        if self.texts > self.limits.texts {
            return Err(faults::too_large(&self.file, &self.limits, TEXTS, None));
        }
        if self.text_bytes > self.limits.text_bytes {
            return Err(faults::too_large(&self.file, &self.limits, TEXT_BYTES, None));
        }
        Ok(())
    }

    /// M098: a text that takes minutes to be set in lines.
    fn check_length(&self, text: &str, place: &Place) -> Result<(), Finding> {
        let Limits { text_chars, text_breaks, .. } = self.limits;
        // most texts have fewer bytes than that
        if text.len() > text_chars {
            let chars = text.chars().count();
            if chars > text_chars {
                return Err(faults::too_long(place.clone(), &self.limits, TEXT_CHARS, chars as u64));
            }
        }
        if text.len() > text_breaks {
            let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count();
            if breaks > text_breaks {
                return Err(faults::too_long(place.clone(), &self.limits, TEXT_BREAKS, breaks as u64));
            }
        }
        Ok(())
    }

    /// Counts the sheets of a workbook: each is looked through by itself.
    ///
    /// # Errors
    /// M006 too many.
    pub(super) fn count_sheets(&self, sheets: usize) -> Result<(), Finding> {
        if sheets <= self.limits.sheets {
            return Ok(());
        }
        Err(faults::too_large(&self.file, &self.limits, SHEETS, Some(sheets as u64)))
    }
}

/// Joins a kana with a combining voicing mark behind it (macOS file names, some PDF copies).
pub(super) fn compose_kana(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last: Option<char> = None;
    for c in text.chars() {
        let joined = match (last, c) {
            (Some(base @ '\u{3041}'..='\u{30FF}'), '\u{3099}' | '\u{309A}') => compose(base, c),
            _ => None,
        };
        if let Some(joined) = joined {
            out.pop();
            out.push(joined);
        } else {
            out.push(c);
        }
        last = Some(joined.unwrap_or(c));
    }
    out
}

/// How a cell shows its number.
#[derive(Debug, Clone, Default)]
pub(super) enum Shown {
    #[default]
    General,
    Code(FormatCode, Box<str>),
    /// The code is not supported; of a long one its beginning.
    Unknown {
        code: Box<str>,
        /// It seems to be of a day.
        day: bool,
    },
}

impl Shown {
    /// Takes a number format: what is built in comes by its id, the rest by its code.
    pub(super) fn new(id: u32, code: Option<&str>) -> Self {
        let code = format_code::builtin(id).or(code).unwrap_or("General");
        if code.eq_ignore_ascii_case("General") {
            return Self::General;
        }
        match FormatCode::parse(code) {
            Some(parsed) => Self::Code(parsed, code.into()),
            None => {
                let code = within(code);
                Self::Unknown { code: code.into(), day: looks_like_a_date(code) }
            }
        }
    }

    /// Shows numbers as 標準, with words or without.
    fn is_general(&self) -> bool {
        match self {
            Self::General => true,
            Self::Code(code, _) => code.sections.iter().any(|section| section.parts.contains(&Part::General)),
            Self::Unknown { .. } => false,
        }
    }

    pub(super) fn is_date(&self) -> bool {
        matches!(self, Self::Code(code, _) if code.sections.first().is_some_and(|s| s.is_date()))
    }
}

/// Collects the cells of one sheet.
pub(super) struct SheetBuilder<'a> {
    pub reading: &'a mut Input,
    name: Arc<str>,
    cells: Vec<SheetCell>,
    date_1904: bool,
    first_finding: usize,
    hidden: Hidden,
    /// Texts of the page header and footer.
    running: Vec<String>,
    print_area: Vec<Merge>,
    pub seen: Seen,
}

/// Rows and columns that are not shown, from 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden {
    pub rows: Vec<RangeInclusive<u32>>,
    pub columns: Vec<RangeInclusive<u32>>,
}

impl<'a> SheetBuilder<'a> {
    pub(super) fn new(reading: &'a mut Input, name: &Arc<str>, date_1904: bool) -> Self {
        let first_finding = reading.findings.len();
        Self {
            reading,
            name: name.clone(),
            cells: Vec::new(),
            date_1904,
            first_finding,
            hidden: Hidden::default(),
            running: Vec::new(),
            print_area: Vec::new(),
            seen: Seen::default(),
        }
    }

    pub(super) fn place(&self, row: u32, col: u32) -> Place {
        Place::cell(&self.reading.file, &self.name, row, col)
    }

    /// Whether an address lies outside of the sheet, which is told (M008).
    pub(super) fn is_outside(&mut self, at: CellRef) -> bool {
        let outside = u64::from(at.row) >= MAX_ROWS || u64::from(at.col) >= MAX_COLUMNS;
        if outside {
            let place = Place { cell: None, ..self.place(0, 0) };
            self.reading.add(faults::address(place, &at.to_string()));
        }
        outside
    }

    /// Takes a text. One of only white space is not there.
    ///
    /// # Errors
    /// M006 when the file holds too many texts.
    pub(super) fn text(&mut self, row: u32, col: u32, text: String) -> Result<(), Finding> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let place = self.place(row, col);
        let text = self.reading.clean(text, &place);
        self.reading.count_text(&text, &place)?;
        self.cells.push(SheetCell { at: CellRef { row, col }, text, place });
        Ok(())
    }

    /// Takes a typed text and shows it as the format of its cell says.
    pub(super) fn typed(&mut self, row: u32, col: u32, text: String, shown: &Shown) -> Result<(), Finding> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = match shown {
            _ if text.starts_with(PREFIX) => text,
            Shown::Code(code, _) => shown_text(&text, code).unwrap_or_else(|| {
                let place = self.place(row, col);
                self.reading.add(faults::hidden_value(place, &quote(&text)));
                text
            }),
            Shown::Unknown { code, .. } if code.contains('@') => {
                let place = self.place(row, col);
                self.reading.add(faults::unknown_format(place, code, &quote(&text)));
                text
            }
            _ => text,
        };
        self.text(row, col, text)
    }

    /// Takes a number and shows it as its format says.
    pub(super) fn number(&mut self, row: u32, col: u32, value: f64, shown: &Shown) -> Result<(), Finding> {
        let place = self.place(row, col);
        if !value.is_finite() {
            let what = msg!("数ではありません", "no number");
            let raw = value.to_string();
            self.reading.add(faults::bad_value(place, what, &raw));
            return self.text(row, col, raw);
        }
        let whole = long(value);
        let plain = whole.clone().unwrap_or_else(|| general(value));
        let text = match shown {
            Shown::General => plain,
            Shown::Code(code, written) => match number_text(value, code, self.date_1904) {
                Some(text) if text.trim().is_empty() && value != 0.0 => {
                    self.reading.add(faults::hidden_value(place.clone(), &plain));
                    plain
                }
                Some(text) => text,
                None => {
                    self.reading.add(faults::no_date(place.clone(), written, &plain));
                    plain
                }
            },
            Shown::Unknown { code, day: true } => {
                self.reading.add(faults::no_date(place.clone(), code, &plain));
                plain
            }
            Shown::Unknown { code, .. } => {
                self.reading.add(faults::unknown_format(place.clone(), code, &plain));
                plain
            }
        };
        if let Some(whole) = whole.filter(|whole| shown.is_general() && text.contains(whole.as_str())) {
            self.reading.add(faults::long_number(place, &general(value), &whole));
        }
        self.text(row, col, text)
    }

    /// Takes a date that the file writes out (ISO 8601), as a serial of the 1900 system.
    pub(super) fn iso_date(&mut self, row: u32, col: u32, serial: f64, shown: &Shown) -> Result<(), Finding> {
        // A time alone has no day to be moved.
        let moved = if self.date_1904 && serial >= 1462.0 { serial - 1462.0 } else { serial };
        if shown.is_date() {
            return self.number(row, col, moved, shown);
        }
        // the cell has no format for days: that of its system
        let id = if serial.fract() == 0.0 { 14 } else { 22 };
        self.number(row, col, moved, &Shown::new(id, None))
    }

    pub(super) fn boolean(&mut self, row: u32, col: u32, value: bool) -> Result<(), Finding> {
        self.text(row, col, if value { "TRUE" } else { "FALSE" }.to_owned())
    }

    /// Takes an error value: a finding, and its text so that nothing is lost.
    pub(super) fn error(&mut self, row: u32, col: u32, text: &str) -> Result<(), Finding> {
        self.reading.add(faults::error_value(self.place(row, col), text));
        self.text(row, col, text.to_owned())
    }

    /// Columns in which matome writes of a row or slip how it is filled in, known by the stamps in them.
    pub(super) fn own_columns(&self) -> HashSet<u32> {
        stamps::own_columns(self.cells.iter().filter(|cell| stamps::is_stamp(cell)).map(|cell| cell.at))
    }

    /// The cell that was taken last.
    pub(super) fn last(&self) -> Option<&SheetCell> {
        self.cells.last()
    }

    /// Notes rows and columns that are not shown.
    pub(super) fn hide(&mut self, hidden: Hidden) {
        self.hidden.rows.extend(hidden.rows);
        self.hidden.columns.extend(hidden.columns);
    }

    /// Notes texts of the page header and footer.
    pub(super) fn run(&mut self, texts: Vec<String>) {
        self.running = texts;
    }

    /// Notes what is printed of the sheet.
    pub(super) fn print(&mut self, area: Vec<Merge>) {
        self.print_area = area;
    }

    /// Tells of running texts, unless a cell says the same: a title is often there too.
    fn tell_running(&mut self) {
        let mut left = RUNNING_LINES;
        for text in std::mem::take(&mut self.running) {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            // each is looked for in every cell
            let said = lines.into_iter().all(|line| {
                left = left.saturating_sub(1);
                left > 0 && self.cells.iter().any(|cell| cell.text.contains(line))
            });
            if !said {
                self.reading.add(faults::running_text(self.place(0, 0), &text));
            }
        }
    }

    /// Tells of the texts that a clerk who looks at the sheet does not see.
    fn tell_hidden(&mut self) {
        if self.hidden.rows.is_empty() && self.hidden.columns.is_empty() {
            return;
        }
        self.hidden.rows.sort_by_key(|range| *range.start());
        self.hidden.columns.sort_by_key(|range| *range.start());
        // files list each row and column once, so that the ranges do not overlap
        let in_any = |ranges: &[RangeInclusive<u32>], at: u32| {
            let after = ranges.partition_point(|range| *range.start() <= at);
            after.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|range| range.contains(&at))
        };
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        let mut first = None;
        for cell in &self.cells {
            let (row, column) = (in_any(&self.hidden.rows, cell.at.row), in_any(&self.hidden.columns, cell.at.col));
            rows.extend(row.then_some(cell.at.row));
            columns.extend(column.then_some(cell.at.col));
            first = first.or((row || column).then(|| cell.place.clone()));
        }
        if let Some(place) = first {
            self.reading.add(faults::hidden_cells(place, &rows, &columns));
        }
    }

    /// Gives the sheet: cells ascending and unique. Of two cells at one address the first stays.
    pub(super) fn finish(mut self, mut merges: Vec<Merge>, hidden: bool) -> Sheet {
        if !self.cells.is_sorted_by(|a, b| a.at < b.at) {
            self.cells.sort_by_key(|cell| cell.at);
            let reading = &mut *self.reading;
            self.cells.dedup_by(|second, first| {
                let same = second.at == first.at;
                if same {
                    reading.add(faults::second_cell(second.place.clone(), &second.text));
                }
                same
            });
        }
        let (stamps, written) = stamps::take(&mut self.cells);
        written.into_iter().for_each(|finding| self.reading.add(finding));
        for (kept, other) in take_overlapping(&mut merges) {
            let place = self.place(other.first.row, other.first.col);
            self.reading.add(faults::merges_overlap(place, &kept, &other));
        }
        for Covered { cell, by, .. } in take_covered(&mut self.cells, &merges).into_iter().filter(|c| !c.same) {
            self.reading.add(faults::covered(cell.place, &by, &cell.text));
        }
        // a hidden sheet is told as a whole
        if !hidden {
            self.tell_hidden();
            self.tell_running();
            let seen = std::mem::take(&mut self.seen);
            let found = seen.tell(&self.cells, &|at| self.place(at.row, at.col));
            found.into_iter().for_each(|finding| self.reading.add(finding));
        }
        self.reading.sort_from(self.first_finding);
        Sheet { name: self.name, cells: self.cells, merges, print_area: self.print_area, hidden, stamps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_kana_are_composed() {
        assert_eq!(compose_kana("か\u{3099}ハ\u{309A}う\u{3099}"), "がパゔ");
        // A compatibility ideograph would become 神 (U+795E) under NFC.
        assert_eq!(compose_kana("\u{FA19}e\u{301}か\u{3099}"), "\u{FA19}e\u{301}が");
        assert_eq!(compose_kana("あ\u{3099}\u{3099}"), "あ\u{3099}\u{3099}");
    }

    #[test]
    fn many_equal_findings_are_counted() {
        let mut reading = Input::new("a.xlsx".into(), &Limits::default());
        for _ in 0..1000 {
            reading.add(Finding::error("M010", msg!("x", "x")));
        }
        let findings = reading.finish();
        assert_eq!(findings.len(), 200 + 1);
        assert!(findings[200].message.ja.contains("800 件"));
    }
}
