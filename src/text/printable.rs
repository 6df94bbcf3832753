//! The text as it goes on paper.

use super::{Coverage, FontChain, Marked, Span, is_attached};

/// What stands for a character that no font has (JIS X 0208 geta, the printers' mark for a missing sort).
pub const GETA: char = '〓';

/// Makes every kind of line end `\n` and a tab U+3000, drops controls that leave no trace, and puts 〓 for
/// what no font has. What is dropped or replaced is named by the checks (`M107`, `M108`, `M201`).
pub fn printable(text: &str, fonts: &FontChain) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push('\u{3000}'),
            '\n' => out.push('\n'),
            c if is_unprinted(c) => {}
            c if is_private(c) || (!is_attached(c) && fonts.coverage(c) == Coverage::Missing) => out.push(GETA),
            c => out.push(c),
        }
    }
    out
}

/// The same of a text whose marks are known.
pub fn printable_marked<'a>(marked: Marked<'a>, fonts: &FontChain) -> Marked<'a> {
    let mut out = Marked::default();
    let mut text = String::with_capacity(marked.text.len());
    let mut at = 0;
    for span in marked.spans {
        text.push_str(&printable(&marked.text[at..span.range.start], fonts));
        at = span.range.end;
        let start = text.len();
        text.push_str(&printable(&marked.text[span.range], fonts));
        out.spans.push(Span::new(start..text.len(), span.style));
    }
    text.push_str(&printable(&marked.text[at..], fonts));
    out.text = text.into();
    out
}

/// Private use areas of the BMP and planes 15 and 16.
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// Controls and default-ignorable characters that no font draws; line ends and tabs are layout.
pub fn is_unprinted(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}'))
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{200C}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}
