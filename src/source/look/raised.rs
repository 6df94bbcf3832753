//! Raised and lowered figures as characters: 10³, m², CO₂, ¹⁾.
//!
//! Only what the print fonts draw and a reader takes for the same: figures, signs, brackets, `n`, `i` and the `x` of
//! NOₓ. A run that holds anything else is kept as it was typed, for half a raised word is no word.

use super::Raised;
use crate::words::half_width;

/// The text as raised or lowered characters; `None` where one of them has no such character.
pub fn raised(text: &str, how: Raised) -> Option<String> {
    let mut any = false;
    let out = text.chars().map(|c| {
        let one = match how {
            Raised::Up => up(half_width(c)),
            Raised::Down => down(half_width(c)),
            Raised::No => None,
        };
        any |= one.is_some();
        // what stands between numbers of notes says the same on the line
        one.or_else(|| (c.is_whitespace() || ",、，・~～〜".contains(c)).then_some(c))
    });
    let out = out.collect::<Option<String>>()?;
    any.then_some(out)
}

/// Whether a raised text reads the same on the line: a mark of a note (※1, 注2), an ordinal (5th), a trade mark.
pub fn reads_on_the_line(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['※', '＊', '*', '注', '†', '‡'])
        || ["st", "nd", "rd", "th", "TM", "ＴＭ"].contains(&text)
        || text.chars().all(|c| c.is_whitespace() || !c.is_alphanumeric())
}

fn up(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => digit('⁴', c.to_digit(10)?.checked_sub(4)?)?,
        '+' => '⁺',
        '-' | '−' | '‐' | '–' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        'i' => 'ⁱ',
        c if "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ".contains(c) => c,
        _ => return None,
    })
}

/// The digit so many places behind another.
fn digit(first: char, n: u32) -> Option<char> {
    char::from_u32(u32::from(first).checked_add(n)?)
}

fn down(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => digit('₀', c.to_digit(10)?)?,
        '+' => '₊',
        '-' | '−' | '‐' | '–' => '₋',
        '=' => '₌',
        '(' => '₍',
        ')' => '₎',
        'x' => 'ₓ',
        '₀'..='₎' => c,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_signs_and_brackets_are_raised_and_nothing_else() {
        for (text, so) in [
            ("2", Some("²")),
            ("-3", Some("⁻³")),
            ("１０", Some("¹⁰")),
            ("1)", Some("¹⁾")),
            ("（１）", Some("⁽¹⁾")),
            ("1、2 ", Some("¹、² ")),
            ("n+1", Some("ⁿ⁺¹")),
            ("1.5", None),
            ("※1", None),
            ("注", None),
            ("、", None),
            (" ", None),
        ] {
            assert_eq!(raised(text, Raised::Up).as_deref(), so, "{text}");
        }
        assert_eq!(raised("2x", Raised::Down).as_deref(), Some("₂ₓ"));
        assert_eq!(raised("2.5", Raised::Down), None);
    }

    /// A character without a glyph would be 〓 on the paper.
    #[test]
    fn the_print_fonts_draw_every_one_of_them() {
        let all: String = (' '..='～')
            .flat_map(|c| [raised(&c.to_string(), Raised::Up), raised(&c.to_string(), Raised::Down)])
            .flatten()
            .collect();
        assert!(all.contains(['⁹', '₎', 'ₓ']) && all.chars().count() > 33);
        for family in ["BIZ UDGothic", "BIZ UDMincho", "IPAexGothic", "IPAexMincho"] {
            for bold in [false, true] {
                let fonts = crate::typeset::Fonts::builtin().chain(family, bold).unwrap();
                let told = crate::text::check_glyphs(&all, &fonts);
                let missing: Vec<_> = told.iter().filter(|f| f.code.0 != "M202" || family.starts_with("BIZ")).collect();
                assert!(missing.is_empty(), "{family}: {missing:?}");
            }
        }
    }
}
