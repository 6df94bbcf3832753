//! The characters of JIS X 0208:1997 (6,879) and JIS X 0213:2004 (11,233, 25 of them of two code points).

use std::sync::LazyLock;

/// What JIS X 0213 adds, in lines of 64.
const ADDED: &str = include_str!("jis_x_0213.txt");
/// Rows of JIS X 0208: 1 to 8 and 16 to 84.
const ROWS: [std::ops::RangeInclusive<u8>; 2] = [1..=8, 16..=84];

static X0208: LazyLock<Vec<char>> = LazyLock::new(|| {
    let cells = ROWS.into_iter().flatten().flat_map(|row| (1..=94).map(move |cell| [0xA0 + row, 0xA0 + cell]));
    // EUC-JP is JIS X 0208 with the high bits set; its decoder gives the characters that Windows types (～, －)
    let decode = |bytes: [u8; 2]| {
        let text = encoding_rs::EUC_JP.decode_without_bom_handling_and_without_replacement(&bytes)?;
        text.chars().next().map(standard)
    };
    let mut chars: Vec<char> = cells.filter_map(decode).collect();
    chars.sort_unstable();
    chars
});

/// Windows has other code points for some characters of JIS X 0208 (JIS X 0213 follows the standard ones).
fn standard(c: char) -> char {
    match c {
        '～' => '〜',
        '∥' => '‖',
        '－' => '−',
        '￠' => '¢',
        '￡' => '£',
        '￢' => '¬',
        other => other,
    }
}

/// The characters of JIS X 0208, sorted.
pub fn x0208() -> &'static [char] {
    &X0208
}

/// What JIS X 0213 has beyond JIS X 0208, single code points only.
pub fn x0213_added() -> impl Iterator<Item = char> {
    ADDED.lines().flat_map(str::chars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_have_as_many_characters_as_the_standards_say() {
        assert_eq!(x0208().len(), 6879);
        assert_eq!(x0208().len() + x0213_added().count() + 25, 11_233);
        assert!(x0213_added().all(|c| x0208().binary_search(&c).is_err()));
    }
}
