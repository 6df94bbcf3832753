//! Texts as they go into cells, and cutting them where a page of the PDF ends.

use std::borrow::Cow;

use crate::text::{SetCell, is_unprinted};

/// The typed text with every kind of line end as `\n`, the only one that workbooks know.
///
/// All else stays, what no font of ours prints too: the workbook is data as well as a paper, and another
/// machine may have the character.
pub fn sheet_text(text: &str) -> Cow<'_, str> {
    if !text.contains(is_line_end_but_lf) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            c if is_line_end_but_lf(c) => out.push('\n'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_line_end_but_lf(c: char) -> bool {
    matches!(c, '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{A0}' | '\t')
}

/// The byte offset in a cell's text where line `line` of its set form begins.
///
/// Blanks and the line break before the cut stay with the first part, so the parts put together give
/// the text again.
pub fn line_offset(text: &str, set: &SetCell, line: usize) -> usize {
    if line == 0 {
        return 0;
    }
    if line >= set.line_count() {
        return text.len();
    }
    let inked = |s: &str| s.chars().filter(|c| !is_blank(*c)).count();
    let before: usize = set.paras.iter().flat_map(|p| &p.lines).take(line).map(|l| inked(&l.text)).sum();
    let mut left = before;
    let mut chars = text.char_indices().peekable();
    while left > 0 {
        match chars.next() {
            Some((_, c)) if c != '\n' && !is_blank(c) && !is_unprinted(c) => left -= 1,
            Some(_) => {}
            None => return text.len(),
        }
    }
    // an indent belongs to the line it begins, other blanks to the line they end
    let at = chars.peek().map_or(text.len(), |(i, _)| *i);
    let mut line_start = None;
    for (i, c) in text[at..].char_indices() {
        match c {
            '\n' => line_start = Some(at + i + 1),
            c if is_blank(c) || is_unprinted(c) => {}
            _ => return line_start.unwrap_or(at + i),
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Rules, printable, set_cell};
    use crate::typeset::Fonts;

    #[test]
    fn parts_give_the_text_again() {
        let fonts = Fonts::builtin().chain("BIZ UDGothic", false).expect("built in");
        let text = "　相談窓口を案内する\tちらしを 配った。\n\n　\n・ 各支所で\u{200B}計 12 回、\u{1}説明会を開いた。\n※ １０月は休み  \n\n";
        let set = set_cell(&printable(text, &fonts), &fonts, 5000, Rules::default());
        let flat: Vec<String> =
            set.paras.iter().flat_map(|p| &p.lines).map(|l| l.text.replace([' ', '\u{3000}'], "")).collect();
        let ends: Vec<usize> = (0..=set.line_count()).map(|n| line_offset(text, &set, n)).collect();
        assert_eq!((ends[0], *ends.last().expect("ends")), (0, text.len()));
        for (n, pair) in ends.windows(2).enumerate() {
            let part: String =
                text[pair[0]..pair[1]].chars().filter(|c| !is_blank(*c) && *c != '\n' && !is_unprinted(*c)).collect();
            assert_eq!(part, flat[n]);
        }
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(sheet_text("a\r\nb\rc\u{2028}d\u{B}e"), "a\nb\nc\nd\ne");
        assert!(matches!(sheet_text("a\nb"), Cow::Borrowed(_)));
    }
}
