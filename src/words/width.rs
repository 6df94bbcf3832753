//! How wide texts stand on a terminal.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that a text takes: two for a full-width character, and for what a Japanese terminal sets as wide as
/// one (①, ■, ―).
pub fn display_width(text: &str) -> usize {
    text.width_cjk()
}

/// The text in so many columns at most, with … where it is cut.
pub fn cut_to(text: &str, width: usize) -> Cow<'_, str> {
    if display_width(text) <= width {
        return Cow::Borrowed(text);
    }
    const MORE: char = '…';
    let mut left = width.saturating_sub(MORE.width_cjk().unwrap_or(2));
    let mut out = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.width_cjk().unwrap_or(0)) else { break };
        left = rest;
        out.push(c);
    }
    out.push(MORE);
    Cow::Owned(out)
}

/// Lines of columns parted by two blanks. The columns of which `right` says so end together, the others begin together.
pub fn in_columns(rows: &[Vec<String>], right: impl Fn(usize) -> bool) -> String {
    let widths = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| display_width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.iter().map(Vec::len).max().unwrap_or(0)).map(widths).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let spare = " ".repeat(width.saturating_sub(display_width(cell)));
            let (before, behind) = if right(i) { (spare, String::new()) } else { (String::new(), spare) };
            line.push_str(&before);
            line.push_str(cell);
            line.push_str(&behind);
            line.push_str("  ");
        }
        out.push_str(line.trim_end_matches(' '));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_characters_take_two_columns() {
        assert_eq!(display_width("課A①ｶﾅ"), 2 + 1 + 2 + 2);
        assert_eq!(cut_to("地域福祉課", 10), "地域福祉課");
        assert_eq!(cut_to("地域福祉課", 9), "地域福…");
        assert_eq!(cut_to("地域福祉課", 8), "地域福…");
        let rows = [["課", "数"], ["福祉課", "12"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(in_columns(&rows, |i| i == 1), "課      数\n福祉課  12\n");
    }
}
