//! The board as data: JSON and CSV.

use serde::Serialize;

use super::board::{Board, BoardLine};
use crate::csv::{csv, push_row};

#[derive(Serialize)]
struct Entry<'a> {
    bureau: &'a str,
    section: &'a str,
    state: &'static str,
    asked: usize,
    answered: usize,
    errors: usize,
    warnings: usize,
    received: Option<String>,
    file: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn of(line: &'a BoardLine) -> Self {
        let &BoardLine { ref bureau, ref section, asked, answered, errors, warnings, .. } = line;
        let (state, received) = (line.state.ja(), line.received.map(|day| day.to_string()));
        Self { bureau, section, state, asked, answered, errors, warnings, received, file: line.file.as_deref() }
    }
}

/// Headings of the CSV: one row, units in them and not in the cells (総務省 統計表における機械判読可能なデータの表記方法).
const HEADINGS: [&str; 11] =
    ["局区", "課", "担当", "連絡先", "状態", "行数", "回答済の行数", "エラー", "注意", "受領日", "ファイル"];

impl Board {
    /// An array of `{bureau, section, state, asked, answered, errors, warnings, received, file}`: the state in Japanese, the
    /// day in ISO 8601, `null` for what did not come.
    pub fn json(&self) -> String {
        let list: Vec<Entry> = self.lines.iter().map(Entry::of).collect();
        // texts and numbers cannot fail to serialise
        serde_json::to_string_pretty(&list).unwrap_or_else(|_| "[]".to_owned()) + "\n"
    }

    /// A row a section under one row of headings: UTF-8 with BOM, so that Excel opens it, and CRLF (RFC 4180).
    pub fn csv(&self) -> String {
        let mut out = csv();
        push_row(&mut out, HEADINGS);
        for line in &self.lines {
            let day = line.received.map(|day| day.to_string()).unwrap_or_default();
            let counts = [line.asked, line.answered, line.errors, line.warnings].map(|count| count.to_string());
            let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
            let (person, contact, file) = (text(&line.person), text(&line.contact), text(&line.file));
            let [asked, answered, errors, warnings] = counts.each_ref().map(String::as_str);
            let state = line.state.ja();
            push_row(
                &mut out,
                [
                    &*line.bureau,
                    &line.section,
                    &person,
                    &contact,
                    state,
                    asked,
                    answered,
                    errors,
                    warnings,
                    &day,
                    &file,
                ],
            );
        }
        out
    }
}
