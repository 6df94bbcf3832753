//! Words that matome itself writes into an answer workbook, so that they are no answers when it comes back.
//!
//! Only a sheet with a stamp has them; there a text counts as matome's own if it has the shape that matome gives it, so
//! that what somebody typed over it is read and told like any other.

use crate::digest::hex;
use std::sync::LazyLock;

use regex::Regex;
use sha2::{Digest, Sha256};

/// How every hidden text of matome begins.
pub const PREFIX: &str = "matome:";

/// Heading of the column that says what a row still lacks.
pub const CHECKED: &str = "点検";
/// How the line above the header begins that says until when and to whom.
pub const CALL: &str = "【記入のお願い】";
/// How a comment begins that holds last year's answer.
pub const LAST_ANSWER: &str = "前回の回答：";
/// How a comment begins that says what is wrong.
pub const FAULT: &str = "所見：";
/// How that line ends: what is typed behind it is told.
const CALL_END: &str = "色の付いたセルに記入し、このブックのまま返してください。";
/// How matome's comments end: what is typed behind it is told.
const END: &str = "［matome］";

/// 未記入 12 / 48
pub fn counter(open: usize, all: usize) -> String {
    format!("未記入 {open} / {all}")
}

/// What a row lacks: open cells, and answers that are too long, each with its length and limit.
pub fn lacks(open: usize, long: &[(&str, usize, usize)]) -> String {
    let mut out = if open > 0 { format!("未記入 {open} 欄　") } else { String::new() };
    for (field, count, limit) in long {
        out.push_str(&format!("{field}が{limit}字を超えています（{count}字）　"));
    }
    out
}

/// A comment of matome.
pub fn note(begin: &str, text: &str) -> String {
    format!("{begin}\n{text}\n{END}")
}

/// Whether a comment is one that matome wrote, with nothing behind it.
pub fn is_note(text: &str) -> bool {
    let text = text.trim();
    [LAST_ANSWER, FAULT].iter().any(|begin| text.starts_with(begin)) && text.ends_with(END)
}

/// Whether a text of a stamped sheet is matome's own.
pub fn is_own(text: &str) -> bool {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            "^(?:未記入 [0-9]+ / [0-9]+|(?:未記入 [0-9]+ 欄　?)?(?:[^　]+が[0-9]+字を超えています（[0-9]+字）　?)*)$";
        Regex::new(pattern).expect("constant pattern")
    });
    let text = text.trim();
    let called = || text.starts_with(CALL) && text.ends_with(CALL_END);
    text == CHECKED || called() || (!text.is_empty() && SHAPE.is_match(text))
}

/// The line above the header.
pub fn call(text: &str) -> String {
    format!("{CALL}{text}{CALL_END}")
}

/// The mark of a sheet that holds no answers, with the hash of its texts: what is typed into it is noticed.
pub fn sheet_mark<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("{PREFIX}sheet:{}", digest(texts))
}

/// The hash that a sheet's mark carries; `None` where a text is none.
pub fn sheet_mark_of(text: &str) -> Option<&str> {
    text.trim().strip_prefix(PREFIX)?.strip_prefix("sheet:")
}

/// The first 16 hex digits of the SHA-256 of texts, whatever their blanks and line ends.
pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut sum = Sha256::new();
    for text in texts {
        text.split_whitespace().for_each(|word| sum.update(word));
        sum.update([0]);
    }
    let mut digest = hex(&sum.finalize());
    digest.truncate(16);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_known_and_answers_are_not() {
        assert!(is_own(&counter(12, 48)));
        assert!(is_own(&lacks(2, &[("実施状況", 612, 600), ("評価・課題", 601, 600)])));
        assert!(is_own(&lacks(0, &[("実施状況", 612, 600)])));
        assert!(is_own(&call("期限 令和8年5月29日（金）")));
        assert!(is_own("点検"));
        assert!(!is_own("未記入 2 欄。確認中です"));
        assert!(!is_own("未記入"));
        assert!(!is_own("【記入のお願い】期限 5月29日。6月まで延ばしてください"));
        assert!(is_note(&note(LAST_ANSWER, "声かけをした。")));
        assert!(!is_note(&format!("{} 数字が違います", note(LAST_ANSWER, "声かけをした。"))));
        assert!(!is_note("前回の回答：と同じ"));
    }

    #[test]
    fn marks_of_sheets_follow_their_texts() {
        let mark = sheet_mark(["記入の仕方", "期限\n5月"]);
        assert_eq!(sheet_mark_of(&mark), Some(digest(["記入の 仕方", "期限5月"]).as_str()));
        assert_ne!(sheet_mark_of(&mark), Some(digest(["記入の仕方", "期限5月", "質問"]).as_str()));
        assert_eq!(sheet_mark_of("matome:row:0123456789abcdef:a"), None);
    }
}
