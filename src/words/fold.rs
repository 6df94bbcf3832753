//! Texts that differ only in width or blanks are one; numbers in them are compared as numbers.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

/// Full-width ASCII to ASCII.
pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => before(c, 0xFEE0),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// ASCII figures to full width.
pub(crate) fn full_width(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(u32::from(c).saturating_add(0xFEE0)).unwrap_or(c),
        c => c,
    }
}

/// Raised and lowered figures and signs as they are typed on the line: ² and ₂ as 2.
pub fn on_the_line(c: char) -> char {
    match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁰' | '⁴'..='⁹' => before(c, 0x2070 - 0x30),
        '₀'..='₉' => before(c, 0x2080 - 0x30),
        '⁺' | '₊' => '+',
        '⁻' | '₋' => '-',
        '⁽' | '₍' => '(',
        '⁾' | '₎' => ')',
        c => c,
    }
}

/// The character so many places before another one.
fn before(c: char, places: u32) -> char {
    u32::from(c).checked_sub(places).and_then(char::from_u32).unwrap_or(c)
}

/// A text without blanks and in half width, to tell whether two texts are one.
pub fn folded(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect()
}

/// Whether two texts are one, as [`folded`] has them.
pub fn same(a: &str, b: &str) -> bool {
    let folded = |text| str::chars(text).map(half_width).filter(|c| !c.is_whitespace());
    a == b || folded(a).eq(folded(b))
}

/// The number that counts something in a text: 2 for 第２期 and 第二期 with 期.
pub fn counted(text: &str, unit: &str) -> Option<i32> {
    let pieces = pieces(text);
    let unit: Vec<Piece> = unit.chars().map(Piece::Char).collect();
    (0..pieces.len()).find_map(|at| match pieces.get(at..)? {
        [Piece::Char('第'), Piece::Number(n), rest @ ..] if rest.starts_with(&unit) => i32::try_from(*n).ok(),
        _ => None,
    })
}

/// Compares texts with the numbers in them as numbers, full-width or not, in circles, Roman or kanji: 方向性2 < 方向性10,
/// ② < ⑩, 第二 < 第十, Ⅱ < Ⅸ.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (a, b) = (pieces(a), pieces(b));
    a.cmp(&b)
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u128),
    Char(char),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut number: Option<u128> = None;
    let mut kanji = String::new();
    for c in text.chars() {
        if KANJI.contains(&c) {
            out.extend(number.take().map(Piece::Number));
            kanji.push(c);
            continue;
        }
        out.extend(kanji_number(&mut kanji));
        if let Some(whole) = single(c) {
            out.extend(number.take().map(Piece::Number));
            out.push(Piece::Number(whole));
            continue;
        }
        for c in c.nfkc() {
            match c.to_digit(10) {
                Some(d) => number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(u128::from(d))),
                None => {
                    // 1―2 and 1-2 are one
                    let dash = number.is_some() && matches!(c, '‐'..='―' | '−' | 'ー');
                    out.extend(number.take().map(Piece::Number));
                    out.push(Piece::Char(if dash { '-' } else { c }));
                }
            }
        }
    }
    out.extend(number.map(Piece::Number));
    out.extend(kanji_number(&mut kanji));
    out
}

/// Kanji of numbers.
const KANJI: [char; 11] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百'];

/// A character that is a number of its own: ⑩, Ⅸ.
fn single(c: char) -> Option<u128> {
    let from = |first: char, number: u128| number.saturating_add(u32::from(c).abs_diff(first.into()).into());
    match c {
        '①'..='⑳' => Some(from('①', 1)),
        '㉑'..='㉟' => Some(from('㉑', 21)),
        '㊱'..='㊿' => Some(from('㊱', 36)),
        'Ⅰ'..='Ⅻ' => Some(from('Ⅰ', 1)),
        'ⅰ'..='ⅻ' => Some(from('ⅰ', 1)),
        _ => None,
    }
}

/// 二十三 is 23, 二三 too.
fn kanji_number(text: &mut String) -> Option<Piece> {
    let (mut sum, mut last) = (0_u128, 0_u128);
    for c in text.chars() {
        match c {
            '十' => (sum, last) = (sum.saturating_add(last.max(1).saturating_mul(10)), 0),
            '百' => (sum, last) = (sum.saturating_add(last.max(1).saturating_mul(100)), 0),
            c => {
                let digit = KANJI.iter().zip(1..).find(|(kanji, _)| **kanji == c).map_or(1, |(_, digit)| digit);
                last = last.saturating_mul(10).saturating_add(digit);
            }
        }
    }
    let number = (!text.is_empty()).then(|| Piece::Number(sum.saturating_add(last)));
    text.clear();
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_figures_are_figures() {
        let plain: String = "10⁻³⁴t、CO₂、¹⁾⁽⁰⁺⁾".chars().map(on_the_line).collect();
        assert_eq!(plain, "10-34t、CO2、1)(0+)");
    }

    #[test]
    fn numbers_compare_as_numbers() {
        let mut list = vec!["方向性10", "方向性2", "方向性１", "20", "3", "3-10", "3-2"];
        list.sort_by(|a, b| natural(a, b));
        assert_eq!(list, ["3", "3-2", "3-10", "20", "方向性１", "方向性2", "方向性10"]);
        let mut list = vec!["第十一", "第二", "第二十", "第一", "⑩", "②", "Ⅸ", "Ⅱ", "１―10", "1-２"];
        list.sort_by(|a, b| natural(a, b));
        assert_eq!(list, ["1-２", "１―10", "②", "Ⅱ", "Ⅸ", "⑩", "第一", "第二", "第十一", "第二十"]);
    }
}
