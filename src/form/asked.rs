//! What forms of every kind ask of an answer: that it is there, and how long it may be.

use crate::finding::Finding;
use crate::msg;

/// `M103`: an empty field that is required. An answer may still be on its way; what names the row or the project may not.
pub fn missing(field: &str, names: bool) -> Finding {
    let message = msg!("「{field}」が空です", "\"{field}\" is empty");
    if names { Finding::error("M103", message) } else { Finding::warning("M103", message) }
}

/// `M105`: an answer longer than the form asks for, in characters without blanks. It is printed whole all the same.
pub fn too_long(field: &str, text: &str, limit: Option<usize>) -> Option<Finding> {
    let limit = limit?;
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    let over = count.checked_sub(limit).filter(|over| *over > 0)?;
    let message = msg!(
        "「{field}」が {over} 字長すぎます（{count} 字、目安は {limit} 字まで）",
        "\"{field}\" is {over} characters too long ({count}, the form asks for {limit})"
    );
    Some(Finding::warning("M105", message))
}
