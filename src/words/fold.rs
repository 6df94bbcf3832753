//! Texts that differ only in width or blanks are one; numbers in them are compared as numbers.

use std::cmp::Ordering;

/// Full-width ASCII to ASCII.
pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Raised and lowered figures and signs as they are typed on the line: ² and ₂ as 2.
pub fn on_the_line(c: char) -> char {
    match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁰' | '⁴'..='⁹' => char::from_u32(c as u32 - 0x2070 + 0x30).unwrap_or(c),
        '₀'..='₉' => char::from_u32(c as u32 - 0x2080 + 0x30).unwrap_or(c),
        '⁺' | '₊' => '+',
        '⁻' | '₋' => '-',
        '⁽' | '₍' => '(',
        '⁾' | '₎' => ')',
        c => c,
    }
}

/// A text without blanks and in half width, to tell whether two texts are one.
pub fn folded(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect()
}

/// Compares texts with the numbers in them as numbers, full-width or not: 方向性2 < 方向性10.
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
    for c in text.chars().map(half_width) {
        match c.to_digit(10) {
            Some(d) => number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(u128::from(d))),
            None => {
                out.extend(number.take().map(Piece::Number));
                out.push(Piece::Char(c));
            }
        }
    }
    out.extend(number.map(Piece::Number));
    out
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
    }
}
