//! The board as a workbook that can be filtered and printed.

use super::board::{Board, BoardLine, State};
use super::list::one_list;
use crate::engine::Engine;
use crate::finding::Message;
use crate::told::Told;
use crate::xlsx::{Column, Entry, ListRow};

const COLUMNS: [Column; 11] = [
    Column::new("局区", 10),
    Column::new("課", 14),
    Column::new("担当", 9),
    Column::new("連絡先", 12),
    Column::centered("状態", 7),
    Column::new("行数", 5),
    Column::new("回答済", 6),
    Column::new("エラー", 6),
    Column::new("注意", 5),
    Column::centered("受領日", 9),
    Column::new("ファイル", 22),
];

impl Board {
    /// A worksheet with a row a section (A4 landscape); the missing ones are bold.
    ///
    /// `M303`
    pub fn xlsx(&self, engine: &Engine) -> Told<Vec<u8>> {
        let title = format!("{}　回答の状況", self.inquiry);
        let (Message { ja: deadline, .. }, Message { ja: totals, .. }) = (self.deadline(), self.totals());
        let lead = [format!("様式　{}　{deadline}", self.form), totals];
        let rows: Vec<ListRow> = self.lines.iter().map(row).collect();
        one_list(engine, &title, "回答の状況", self.today, &lead, &COLUMNS, &rows)
    }
}

fn row(line: &BoardLine) -> ListRow {
    let came = |count: usize| if line.received.is_some() { Entry::Number(count) } else { Entry::Nothing };
    let cells = vec![
        Entry::text(&line.bureau),
        Entry::text(&line.section),
        Entry::maybe(line.person.as_deref()),
        Entry::maybe(line.contact.as_deref()),
        Entry::text(line.state.ja()),
        Entry::Number(line.asked),
        Entry::Number(line.answered),
        came(line.errors),
        came(line.warnings),
        line.received.map_or(Entry::Nothing, Entry::Day),
        Entry::maybe(line.file.as_deref()),
    ];
    ListRow { cells, strong: line.state == State::Missing }
}
