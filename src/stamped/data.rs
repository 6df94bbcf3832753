//! What the worksheet データ of a workbook says of itself, hidden: that the sheet beside it has the same rows, and whether
//! somebody wrote into it since.

use serde_json::{Map, Value};

use super::own::{PREFIX, digest};

/// A worksheet's own, in a hidden cell behind its headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataStamp {
    /// The first 16 hex digits of the SHA-256 of its texts as they were written, without blank ones.
    pub sent: String,
    /// What stands over the rows of a data file, which the worksheet has no place for: years, plan, title.
    pub head: Map<String, Value>,
}

impl DataStamp {
    /// The stamp of a worksheet with these texts, from the left of each row down.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>, head: Map<String, Value>) -> Self {
        Self { sent: sum(texts), head }
    }

    /// As it stands in its cell.
    pub fn to_cell(&self) -> String {
        format!("{PREFIX}data:{}:{}", self.sent, Value::Object(self.head.clone()))
    }

    /// From a cell; `None` where it is none.
    pub fn of_cell(text: &str) -> Option<Self> {
        let (sent, head) = text.trim().strip_prefix(PREFIX)?.strip_prefix("data:")?.split_once(':')?;
        Some(Self { sent: sent.to_owned(), head: serde_json::from_str(head).ok()? })
    }

    /// Whether a worksheet has the texts that it was written with.
    pub fn holds<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        self.sent == sum(texts)
    }
}

fn sum<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    digest(texts.into_iter().filter(|text| !text.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_comes_back_and_knows_its_texts() {
        let mut head = Map::new();
        head.insert("計画".into(), "くらしの灯:計画\n\"第２期\"".into());
        head.insert("基準年度".into(), 2024.into());
        let stamp = DataStamp::new(["課", "人数", "地域課", "", "1,200"], head);
        assert_eq!(DataStamp::of_cell(&stamp.to_cell()).as_ref(), Some(&stamp));
        assert!(stamp.holds(["課", "人数", "地域課", "1,200"]));
        assert!(!stamp.holds(["課", "人数", "地域課", "1,300"]));
        assert!(!stamp.holds(["人数", "課", "地域課", "1,200"]));
        for other in ["matome:data:0123", "matome:row:0123456789abcdef:a", "データ"] {
            assert_eq!(DataStamp::of_cell(other), None, "{other}");
        }
    }
}
