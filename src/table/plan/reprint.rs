//! The mark of items that stand in another section too: 【再掲】 and how else offices write it.

use crate::words::folded;
use std::sync::LazyLock;

use regex::Regex;

use super::{Plan, pattern};

/// Brackets of every kind round a mark, or ※ before it.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\s*(?:[【〔［\[（(〈《＜<]\s*([^】〕］\]）)〉》＞>]{1,10}?)\s*[】〕］\]）)〉》＞>]|※\s*(\S{1,10}))")
});

/// The column that carries the mark, and the mark's words.
pub struct Reprint {
    pub column: usize,
    words: String,
}

impl Plan {
    /// The mark of the form, if it has one.
    pub fn reprint(&self) -> Option<Reprint> {
        (0..self.columns.len()).find_map(|column| {
            let words = self.column(column).reprint.as_deref()?;
            let words: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
            Some(Reprint { column, words })
        })
    }
}

impl Reprint {
    fn find<'a>(&self, text: &'a str) -> Option<regex::Match<'a>> {
        let mut all = MARK.captures_iter(text);
        let is_mark = |words: &str| words.chars().filter(|c| !c.is_whitespace()).eq(self.words.chars());
        all.find(|c| c.get(1).or(c.get(2)).is_some_and(|m| is_mark(m.as_str()))).and_then(|c| c.get(0))
    }

    pub fn marks(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// A text without the mark and without blanks.
    pub fn text(&self, text: &str) -> String {
        let rest = self.find(text).map_or(text.to_owned(), |m| format!("{}{}", &text[..m.start()], &text[m.end()..]));
        rest.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// A name without the mark, and without what offices vary: width and blanks.
    pub fn name(&self, text: &str) -> String {
        folded(&self.text(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Reprint;

    #[test]
    fn a_mark_in_any_brackets() {
        let mark = Reprint { column: 0, words: "再掲".into() };
        for text in [
            "声かけ【再掲】",
            "声かけ（再掲）",
            "声かけ 〔 再 掲 〕",
            "声かけ\n[再掲]",
            "（再掲）声かけ",
            "声かけ※再掲",
        ] {
            assert!(mark.marks(text), "{text}");
            assert_eq!(mark.name(text), "声かけ", "{text}");
        }
        for text in ["声かけ", "再掲示の支援", "声かけ（再掲を除く）", "声かけ【新規】"] {
            assert!(!mark.marks(text), "{text}");
        }
        assert_eq!(mark.name("炊き出し（ＮＰＯ）【再掲】"), mark.name("炊き出し(NPO)"));
    }
}
