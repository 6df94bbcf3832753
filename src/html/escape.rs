//! Texts in HTML and in its styles: whatever a text holds, it stays a text.

use crate::text::without_unprinted;

/// A text as the content of an element or of a quoted attribute. What leaves no trace on paper (controls, marks that
/// turn or hide what stands beside them) is not there either.
pub(crate) fn escaped(text: &str) -> String {
    let text = without_unprinted(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // line ends other than \n are none to HTML, and U+000D is not kept
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c => out.push(c),
        }
    }
    out
}

/// A text as a string of a style sheet, with its quotation marks (CSS Syntax 3, 4.3.7). Only letters, digits and blanks
/// stand as they are: no text can end the string, the rule or the element.
pub(crate) fn css_string(text: &str) -> String {
    let mut out = String::from('"');
    for c in without_unprinted(text).chars() {
        if c.is_alphanumeric() || c == ' ' || c == '\u{3000}' {
            out.push(c);
        } else {
            out.push_str(&format!("\\{:x} ", u32::from(c)));
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("a<b>&\"'\u{202E}\u{1B}\r"), "a&lt;b&gt;&amp;&quot;&#39;\n");
        assert_eq!(css_string("実施 状況\"</style>\\\n"), "\"実施 状況\\22 \\3c \\2f style\\3e \\5c \\a \"");
    }
}
