//! What an answer workbook says of itself, hidden: whose it is, and which row is which.

use serde::{Deserialize, Serialize};

use super::own::{PREFIX, digest};

/// A workbook's own: on a hidden sheet, so that renaming and saving in another program keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Name of the inquiry.
    pub inquiry: String,
    /// 局区
    pub bureau: String,
    /// 課
    pub section: String,
    /// 1 for what was sent first; each return counts up.
    pub issue: u32,
    /// Name of the form.
    pub form: String,
    /// Its version.
    pub version: u32,
}

/// A row's own: in a hidden column of its row, or in a hidden cell of its sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowStamp {
    /// The row's id in the plan data.
    pub id: String,
    /// The first 16 hex digits of the SHA-256 of the texts as sent.
    pub sent: String,
}

impl Stamp {
    /// As it stands in its cell.
    pub fn to_cell(&self) -> String {
        format!("{PREFIX}{}", serde_json::to_string(self).unwrap_or_default())
    }

    /// From a cell; `None` where it is none.
    pub fn of_cell(text: &str) -> Option<Self> {
        serde_json::from_str(text.trim().strip_prefix(PREFIX)?).ok()
    }
}

impl RowStamp {
    /// The stamp of a row with these texts, in the order of its columns or fields. Blanks and line ends do not count:
    /// programs write them otherwise.
    pub fn new<'a>(id: impl Into<String>, texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { id: id.into(), sent: digest(texts) }
    }

    /// As it stands in its cell: `matome:row:<sent>:<id>`.
    pub fn to_cell(&self) -> String {
        format!("{PREFIX}row:{}:{}", self.sent, self.id)
    }

    /// From a cell; `None` where it is none.
    pub fn of_cell(text: &str) -> Option<Self> {
        let (sent, id) = text.trim().strip_prefix(PREFIX)?.strip_prefix("row:")?.split_once(':')?;
        let hash = sent.len() == 16 && sent.bytes().all(|b| b.is_ascii_hexdigit());
        (hash && !id.is_empty()).then(|| Self { id: id.to_owned(), sent: sent.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_come_back_as_they_were() {
        let (inquiry, bureau, section) = ("令和8年度当初".into(), "福祉部".into(), "地域\"福祉\"課".into());
        let stamp = Stamp { inquiry, bureau, section, issue: 2, form: "progress".into(), version: 1 };
        assert_eq!(Stamp::of_cell(&stamp.to_cell()).as_ref(), Some(&stamp));
        let row = RowStamp { id: "a:b".into(), sent: "0123456789abcdef".into() };
        assert_eq!(RowStamp::of_cell(&row.to_cell()).as_ref(), Some(&row));
        assert_eq!(Stamp::of_cell(&row.to_cell()), None);
        assert_eq!(RowStamp::of_cell("matome:row:012:a"), None);
        assert_eq!(RowStamp::of_cell("行"), None);
    }
}
