//! Foreign texts in messages: names of files, sheets and papers may hold what drives a terminal.

use std::borrow::Cow;

/// A text in one line that shows what it holds: line ends as ⏎; controls, and marks that turn or hide what stands
/// beside them (UAX #9), as `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |c| c == '\n' || is_hidden(c))
}

/// The same of a text whose line ends are meant.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, is_hidden)
}

fn shown(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().saturating_add(16));
    for c in text.chars() {
        match c {
            '\n' if hidden(c) => out.push('⏎'),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Controls but for the line end, separators of lines, marks of direction, and what takes no room.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_shown() {
        assert_eq!(visible("第４期 計画（案）"), "第４期 計画（案）");
        assert_eq!(visible("\u{1b}[2J悪い\n名\r\t\u{202e}x"), "\\u{1b}[2J悪い⏎名\\u{d}\\u{9}\\u{202e}x");
        assert_eq!(visible("\u{9b}8m\u{2028}"), "\\u{9b}8m\\u{2028}");
        assert_eq!(visible_lines("一\n\u{7}二"), "一\n\\u{7}二");
        // 葛 with a variation sequence stays as it is
        assert_eq!(visible("葛\u{E0100}"), "葛\u{E0100}");
    }
}
