//! Characters that leave no trace on paper, and the text without them.

use std::borrow::Cow;

use super::classes::{is_attached, is_selector};

/// Most of what people write: printed as it is, alone, whatever stands beside it. ASCII but for `~`, kana, the common kanji,
/// full-width letters, the usual punctuation and signs, line ends.
pub fn is_common(c: char) -> bool {
    matches!(c, '\n' | ' '..='}' | '\u{3000}'..='\u{301B}' | 'ぁ'..='\u{3096}' | 'ァ'..='ー' | '\u{4E00}'..='\u{9FFF}' | '！'..='～')
        || matches!(c, '①'..='⑳' | '※' | '…' | '←'..='↓' | '■' | '□' | '▲' | '△' | '▼' | '▽' | '◆' | '◇' | '○' | '◎' | '●')
}

/// Controls and default-ignorable characters (UAX 44) that no font draws; line ends and tabs are layout.
pub fn is_unprinted(c: char) -> bool {
    // nearly every character
    if matches!(c, ' '..='~' | '\u{3000}'..='\u{3163}' | '\u{3165}'..='\u{FDFF}') {
        return false;
    }
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}'))
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}'
        )
}

/// Whether each character of a text, in its order, leaves a trace: not [`is_unprinted`] ones and selectors that make a
/// variant of nothing.
fn traces() -> impl FnMut(char) -> bool {
    let mut base = false;
    move |c| {
        if is_selector(c) {
            return std::mem::take(&mut base);
        }
        let stays = !is_unprinted(c);
        if stays {
            base = !is_attached(c) && !c.is_whitespace();
        }
        stays
    }
}

/// What of a text leaves no trace.
pub fn unprinted(text: &str) -> impl Iterator<Item = char> {
    let mut leaves = traces();
    text.chars().filter(move |c| !leaves(*c))
}

/// Takes out of a text what leaves no trace.
pub fn drop_unprinted(text: &mut String) {
    if let Cow::Owned(visible) = without_unprinted(text) {
        *text = visible;
    }
}

/// The text without what leaves no trace.
pub fn without_unprinted(text: &str) -> Cow<'_, str> {
    let mut leaves = traces();
    if text.chars().all(is_common) || text.chars().all(&mut leaves) {
        return Cow::Borrowed(text);
    }
    let mut leaves = traces();
    Cow::Owned(text.chars().filter(|c| leaves(*c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_is_nothing_else() {
        use crate::text::is_private;
        use crate::text::spaces::is_odd_space;
        for c in ('\0'..=char::MAX).filter(|c| is_common(*c)) {
            let odd = is_unprinted(c) || is_odd_space(c) || is_private(c) || is_attached(c) || is_selector(c);
            assert!(!odd && !matches!(c, '~' | '\u{2DC}' | '\u{223C}' | '\u{2053}'), "{c:?}");
            assert!(!('\u{2E80}'..='\u{2FDF}').contains(&c) && !('\u{FF66}'..='\u{FF9F}').contains(&c), "{c:?}");
            // no shaper takes it apart but kana, which every font has
            use unicode_normalization::UnicodeNormalization;
            assert!(('ぁ'..='鿿').contains(&c) || std::iter::once(c).nfd().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn what_leaves_no_trace_goes() {
        assert_eq!(without_unprinted("市\u{200B}民\u{202E}\u{1B}[31m\n\t課"), "市民[31m\n\t課");
        assert!(matches!(without_unprinted("市民\u{3000}葛\u{E0100}か\u{309A}"), Cow::Borrowed(_)));
        // a second selector, and one behind nothing, make no variant
        assert_eq!(without_unprinted("\u{FE0F}葛\u{E0100}\u{E0101}\n\u{FE00}市"), "葛\u{E0100}\n市");
        assert_eq!(
            unprinted("\u{FE0F}葛\u{E0100}\u{E0101}\u{E0041}").collect::<String>(),
            "\u{FE0F}\u{E0101}\u{E0041}"
        );
    }
}
