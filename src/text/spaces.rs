//! Blanks that come from the web, Word or other scripts, and that Japanese fonts lack: printed as the blank of their kind
//! that the font has.

use super::{Coverage, FontChain};

/// Whether it is a blank other than those of a Japanese keyboard.
pub fn is_odd_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3164}' | '\u{FFA0}')
}

/// What stands for an odd blank: itself where the text font has it, else one as wide, and one that keeps its
/// neighbours together for one that does.
pub fn space_of(c: char, fonts: &FontChain) -> char {
    match c {
        _ if fonts.coverage(c) == Coverage::Own => c,
        '\u{2001}' | '\u{2003}' | '\u{3164}' => '\u{3000}',
        '\u{2007}' | '\u{202F}' if fonts.coverage('\u{A0}') == Coverage::Own => '\u{A0}',
        _ => ' ',
    }
}
