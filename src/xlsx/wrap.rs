//! How many lines a spreadsheet program may need for a text.
//!
//! Excel and LibreOffice wrap a little differently from each other and from the PDF, and neither of them
//! squeezes punctuation. So lines are counted greedily with full widths, strict line-start rules and no
//! break inside what one of the two may keep whole: the answer is an upper bound rather than a guess.

use crate::text::{FontChain, Milli, is_attached};

/// The most lines that `text` takes in cells of `width`. Blank lines at its end take no room.
pub fn worst_lines(text: &str, fonts: &FontChain, width: Milli) -> usize {
    let text = text.trim_end_matches(|c: char| c == '\n' || is_blank(c));
    text.split('\n').map(|line| paragraph(line, fonts, width)).sum()
}

fn paragraph(text: &str, fonts: &FontChain, width: Milli) -> usize {
    let mut lines = 1;
    // width of the line so far, and of the unbreakable piece at its end
    let (mut line, mut piece) = (0, 0);
    let mut before: Option<char> = None;
    for c in text.chars() {
        if is_attached(c) {
            continue;
        }
        let advance = fonts.advance(c);
        if before.is_some_and(|b| may_break(b, c)) {
            piece = 0;
        }
        before = Some(c);
        line += advance;
        piece += advance;
        if line <= width || line == advance {
            continue;
        }
        lines += 1;
        if piece == line {
            piece = advance;
        }
        line = piece;
    }
    lines
}

/// Whether a line may end between two characters.
pub fn may_break(before: char, after: char) -> bool {
    !(is_no_start(after) || is_opening(before) || is_word(before) && is_word(after))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{A0}' | '\t')
}

/// Latin letters, digits and symbols: ICU keeps runs of them whole.
fn is_word(c: char) -> bool {
    c < '\u{2E80}' && !is_blank(c)
}

fn is_no_start(c: char) -> bool {
    matches!(
        c,
        '’' | '”'
            | '）'
            | '〕'
            | '］'
            | '｝'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '｠'
            | '〙'
            | '〗'
            | '»'
            | '〟'
            | '｣'
            | '‐'
            | '〜'
            | '゠'
            | '–'
            | '～'
            | '！'
            | '？'
            | '・'
            | '：'
            | '；'
            | '･'
            | '。'
            | '．'
            | '｡'
            | '、'
            | '，'
            | '､'
            | 'ヽ'
            | 'ヾ'
            | 'ゝ'
            | 'ゞ'
            | '々'
            | '〻'
            | '゛'
            | '゜'
            | 'ﾞ'
            | 'ﾟ'
            | 'ー'
            | 'ｰ'
            | 'ぁ'
            | 'ぃ'
            | 'ぅ'
            | 'ぇ'
            | 'ぉ'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ゎ'
            | 'ゕ'
            | 'ゖ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ヮ'
            | 'ヵ'
            | 'ヶ'
            | '％'
            | '℃'
            | '‰'
            | '…'
            | '‥'
    )
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '‘' | '“'
            | '（'
            | '〔'
            | '［'
            | '｛'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '｟'
            | '〘'
            | '〖'
            | '«'
            | '〝'
            | '｢'
            | '￥'
            | '＄'
            | '＃'
            | '№'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::Fonts;

    fn lines(text: &str, em: Milli) -> usize {
        worst_lines(text, &Fonts::builtin().chain("BIZ UDGothic", false).expect("built in"), em * 1000)
    }

    #[test]
    fn counts_plain_lines() {
        assert_eq!(lines("", 4), 1);
        assert_eq!(lines("市民相談", 4), 1);
        assert_eq!(lines("市民相談会", 4), 2);
        assert_eq!(lines("市民\n\n相談", 4), 3);
        assert_eq!(lines("市民\n\n", 4), 1);
    }

    #[test]
    fn moves_what_may_not_begin_a_line() {
        // 。 takes 会 along to the next line
        assert_eq!(lines("市民相談会。あいう", 5), 2);
        assert_eq!(lines("市民相談会。あいうえ", 5), 3);
    }

    #[test]
    fn breaks_a_word_longer_than_the_line() {
        assert_eq!(lines("https://example.lg.jp/a/b", 4), 4);
        assert_eq!(lines("国国国https://ex", 4), 3);
    }
}
