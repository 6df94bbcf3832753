//! Texts as they go into cells, and cutting them where a page of the PDF ends.

use std::borrow::Cow;

use crate::text::{SetCell, is_attached, is_unprinted};
use crate::xlsx::wrap::may_break;

/// A cut looks back at least so many characters for the end of a sentence.
const BACK: usize = 60;

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

/// The byte up to which a text takes at most `keep` lines: at the end of a sentence if one is near, or else where a
/// line may end. At least one character.
pub fn end_of(text: &str, keep: usize, lines: &impl Fn(&str) -> usize) -> usize {
    let ends: Vec<usize> = text.char_indices().skip(1).map(|(i, _)| i).chain([text.len()]).collect();
    let fit = ends.partition_point(|end| lines(&text[..*end]) <= keep).max(1);
    let near = || ends[..fit].iter().rev().take((fit / 4).max(BACK)).copied();
    near()
        .find(|end| ends_sentence(text, *end))
        .or_else(|| near().find(|end| may_end(text, *end)))
        .unwrap_or(ends[fit - 1])
}

fn ends_sentence(text: &str, end: usize) -> bool {
    let before = text[..end].trim_end_matches(|c: char| is_blank(c) || matches!(c, '」' | '』' | '）' | ')'));
    text[..end].ends_with('\n') || before.ends_with('。') && may_end(text, end)
}

fn may_end(text: &str, end: usize) -> bool {
    match (text[..end].chars().next_back(), text[end..].chars().next()) {
        (Some(before), Some(after)) => {
            let number = before.is_numeric() && after.is_numeric();
            may_break(before, after) && !number && !is_blank(after) && after != '\n' && !is_attached(after)
        }
        _ => true,
    }
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

    #[test]
    fn a_cut_is_at_the_end_of_a_sentence() {
        let lines = |t: &str| t.chars().count().div_ceil(10);
        let text = "あいう。かきくけこさしすせそたちつてと。なにぬねの";
        assert_eq!(&text[..end_of(text, 1, &lines)], "あいう。");
        assert_eq!(&text[..end_of(text, 2, &lines)], "あいう。かきくけこさしすせそたちつてと。");
        let text = "「あいうえお。」　かきくけこ";
        assert_eq!(&text[..end_of(text, 1, &lines)], "「あいうえお。」　");
    }

    #[test]
    fn a_cut_without_a_sentence_is_where_a_line_may_end() {
        let lines = |t: &str| t.chars().count().div_ceil(10);
        for (text, part) in [
            ("あいうえおかきくけこ、さしす", "あいうえおかきくけ"),
            ("あいうえおかきくけ「さしす", "あいうえおかきくけ"),
            ("あいうえおかきく１２３人が", "あいうえおかきく"),
            ("あいうえおかきくけ葛\u{E0100}飾", "あいうえおかきくけ"),
        ] {
            assert_eq!(&text[..end_of(text, 1, &lines)], part);
        }
        assert_eq!(end_of("国", 1, &lines), "国".len());
    }
}
