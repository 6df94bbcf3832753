//! A character with the marks that hang on it: one character where Unicode has one for both and a font draws it, else
//! what a font makes of the two.

use unicode_normalization::UnicodeNormalization;

use super::classes::{is_attached, is_digit, is_selector};
use super::{Coverage, FontChain, Milli, RING};

/// Marks on one character that are printed. Vietnamese has two, phonetic scripts four; stacks of hundreds are a prank
/// that costs the typesetter seconds.
pub const MOST_MARKS: usize = 8;

/// What is printed for a character with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combined {
    /// In one character where that is drawn.
    pub text: String,
    /// Which face draws all of it.
    pub by: Coverage,
    /// Marks beyond those that are printed.
    pub left: usize,
}

/// Each character with what hangs on it.
pub fn pieces(text: &str) -> impl Iterator<Item = (char, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let base = rest.chars().next()?;
        let behind = &rest[base.len_utf8()..];
        let end = behind.find(|c| !is_attached(c)).unwrap_or(behind.len());
        rest = &behind[end..];
        Some((base, &behind[..end]))
    })
}

/// Marks of a piece that combine with its character; a selector alone makes a variant of it.
pub fn combines(marks: &str) -> bool {
    marks.chars().any(|c| !is_selector(c))
}

impl FontChain {
    /// How a character is printed with marks on it.
    pub fn combined(&self, base: char, marks: &str) -> Combined {
        let cut = marks.char_indices().nth(MOST_MARKS).map_or(marks.len(), |(at, _)| at);
        let left = marks[cut..].chars().count();
        let typed: String = std::iter::once(base).chain(marks[..cut].chars()).collect();
        // a number in a ring is drawn by the layout
        if is_digit(base) && marks.starts_with(RING) {
            let left = marks.chars().count() - 1;
            return Combined { text: String::from_iter([base, RING]), by: Coverage::Own, left };
        }
        let composed = compose(&typed);
        let mut one = composed.chars();
        if let (Some(c), None) = (one.next(), one.next())
            && self.coverage(c) != Coverage::Missing
        {
            return Combined { by: self.coverage(c), text: composed, left };
        }
        let by = self.drawing(&typed);
        Combined { text: typed, by, left }
    }

    /// The advance of a stretch of plain text, each character with its marks, without what neighbours take from it.
    pub fn width(&self, text: &str) -> Milli {
        pieces(text).map(|(base, marks)| self.advance_of(base, marks)).fold(0, Milli::saturating_add)
    }

    /// The advance of a character with its marks: か゚ is one glyph in fonts that cover JIS X 0213, in others two.
    pub fn advance_of(&self, base: char, marks: &str) -> Milli {
        if !combines(marks) {
            return self.advance(base);
        }
        let typed: String = std::iter::once(base).chain(marks.chars().take(MOST_MARKS)).collect();
        self.drawn_width(&typed).unwrap_or_else(|| self.advance(base))
    }
}

/// The canonical composition, where the character itself stays what it is: 神 (U+FA19) would become 神.
fn compose(typed: &str) -> String {
    let stays = typed.chars().take(1).nfc().eq(typed.chars().take(1));
    if stays { typed.nfc().collect() } else { typed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::Fonts;

    fn fonts() -> FontChain {
        Fonts::builtin().chain("BIZ UDGothic", false).expect("built in")
    }

    #[test]
    fn pieces_are_characters_with_their_marks() {
        let all: Vec<_> = pieces("\u{301}かe\u{302}\u{303}葛\u{E0100}").collect();
        assert_eq!(all, [('\u{301}', ""), ('か', ""), ('e', "\u{302}\u{303}"), ('葛', "\u{E0100}")]);
    }

    #[test]
    fn what_unicode_has_in_one_is_one() {
        let fonts = fonts();
        assert_eq!(fonts.combined('e', "\u{301}").text, "é");
        // either order of marks is the same letter
        let vietnamese = fonts.combined('e', "\u{302}\u{303}");
        assert_eq!(vietnamese.text, "ễ");
        assert_eq!(fonts.combined('a', "\u{323}\u{302}").text, fonts.combined('a', "\u{302}\u{323}").text);
        assert_eq!(fonts.combined('は', "\u{309A}").text, "ぱ");
        // a compatibility ideograph is not its unified one
        assert_eq!(fonts.combined('\u{FA19}', "\u{301}").text, "\u{FA19}\u{301}");
    }

    #[test]
    fn a_pair_comes_from_the_font_that_has_both() {
        let fonts = fonts();
        assert_eq!(fonts.combined('か', "\u{309A}").by, Coverage::Own);
        assert!(matches!(fonts.combined('ア', "\u{305}").by, Coverage::Fallback(_)));
        for (base, marks) in [('き', "\u{307}"), ('東', "\u{20DE}"), ('S', "\u{326}"), ('A', "\u{20DD}")] {
            assert_eq!(fonts.combined(base, marks).by, Coverage::Missing, "{base}");
        }
    }

    #[test]
    fn stacks_of_marks_are_cut() {
        let fonts = fonts();
        let many = fonts.combined('あ', &"\u{301}".repeat(32_000));
        assert_eq!((many.text.chars().count(), many.left), (1 + MOST_MARKS, 32_000 - MOST_MARKS));
        assert_eq!(fonts.combined('5', "\u{20DD}\u{301}").left, 1);
    }
}
