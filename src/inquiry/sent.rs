//! 送付一覧: what went out, to whom.

use super::list::one_list;
use crate::digest::hex;
use crate::engine::Engine;
use crate::told::Told;
use crate::units::Date;
use crate::words::era;
use crate::xlsx::{Column, Entry, ListRow};

/// A workbook that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLine {
    /// From 1, in 建制順.
    pub number: usize,
    /// 局区
    pub bureau: String,
    /// 課
    pub section: String,
    /// 担当
    pub person: Option<String>,
    /// 連絡先
    pub contact: Option<String>,
    /// Its name.
    pub file: String,
    /// Rows, or projects, in it.
    pub rows: usize,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// 発送日
    pub date: Date,
}

const COLUMNS: [Column; 9] = [
    Column::new("番号", 5),
    Column::new("局区", 10),
    Column::new("課", 14),
    Column::new("担当", 9),
    Column::new("連絡先", 14),
    Column::new("ファイル", 26),
    Column::new("行数", 5),
    Column::centered("SHA-256 の初め", 9),
    Column::centered("発送日", 9),
];

/// 送付一覧 as a workbook: a row a file, and how many there are.
///
/// `M303`
pub fn sent_list(engine: &Engine, inquiry: &str, due: Option<Date>, sent: &[SentLine]) -> Told<Vec<u8>> {
    let title = format!("{inquiry}　送付一覧");
    let rows: Vec<ListRow> = sent.iter().map(row).collect();
    let whole = sent.iter().map(|sent| sent.rows).fold(0, usize::saturating_add);
    let mut lead = vec![format!("{} 件、{whole} 行", sent.len())];
    lead.extend(due.map(|due| format!("提出期限　{}", era::date(due))));
    let date = sent.iter().map(|sent| sent.date).max().unwrap_or(Date::april(2000));
    one_list(engine, &title, "送付一覧", date, &lead, &COLUMNS, &rows)
}

fn row(sent: &SentLine) -> ListRow {
    let hash = hex(&sent.sha256[..6]);
    let cells = vec![
        Entry::Number(sent.number),
        Entry::text(&sent.bureau),
        Entry::text(&sent.section),
        Entry::maybe(sent.person.as_deref()),
        Entry::maybe(sent.contact.as_deref()),
        Entry::text(&sent.file),
        Entry::Number(sent.rows),
        Entry::text(hash),
        Entry::Day(sent.date),
    ];
    ListRow { cells, strong: false }
}
