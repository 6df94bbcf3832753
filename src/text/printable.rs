//! The text as it goes on paper.

use unicode_normalization::UnicodeNormalization;

use super::combined::{Combined, combines, pieces};
use super::spaces::{is_odd_space, space_of};
use super::unprinted::without_unprinted;
use super::{Coverage, FontChain, Marked, Span};

/// What stands for a character that no font has (JIS X 0208 geta, the printers' mark for a missing sort).
pub const GETA: char = '〓';

/// Makes every kind of line end `\n`, a tab U+3000, an odd blank the one of its kind, a character with its marks one where
/// there is one, drops controls that leave no trace, and puts 〓 for what no font draws. What is dropped or replaced is
/// named by the checks (`M107`, `M108`, `M117`, `M201`, `M217`).
pub fn printable(text: &str, fonts: &FontChain) -> String {
    let mut out = String::with_capacity(text.len());
    let text = without_unprinted(text);
    let mut pieces = pieces(&text).peekable();
    while let Some((c, marks)) = pieces.next() {
        let marked = combines(marks);
        match c {
            '\r' if marks.is_empty() && pieces.peek().is_some_and(|(next, _)| *next == '\n') => {}
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push('\u{3000}'),
            '\n' => out.push('\n'),
            c if is_odd_space(c) => out.push(space_of(c, fonts)),
            c if marked => {
                let whole = fonts.combined(c, marks);
                out.push_str(if whole.by == Coverage::Missing { "〓" } else { &whole.text });
                continue;
            }
            c if fonts.coverage(c) == Coverage::Missing => {
                match parts(c, fonts) {
                    Some((parts, _)) => out.push_str(&parts),
                    None => out.push(GETA),
                }
                continue;
            }
            c => {
                out.push(c);
                out.push_str(marks);
                continue;
            }
        }
        if !marks.is_empty() {
            let alone = alone(marks, fonts);
            out.push_str(if alone.by == Coverage::Missing { "〓" } else { &alone.text });
        }
    }
    out
}

/// What hangs on a line's end or an odd blank stands by itself.
pub fn alone(marks: &str, fonts: &FontChain) -> Combined {
    let mut chars = marks.chars();
    let first = chars.next().unwrap_or(' ');
    fonts.combined(first, chars.as_str())
}

/// A letter that a font draws of its parts, as shapers do: ḗ of ē and its accent.
pub fn parts(c: char, fonts: &FontChain) -> Option<(String, Coverage)> {
    let parts: String = std::iter::once(c).nfd().collect();
    let several = parts.chars().nth(1).is_some();
    let by = if several { fonts.drawing(&parts) } else { Coverage::Missing };
    (by != Coverage::Missing).then_some((parts, by))
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
