//! Column widths of a table in running text.

use super::{Rich, Table};
use crate::text::{EM, FontChain, Milli};

/// A column is at least so wide.
const LEAST: Milli = 3 * EM;

/// The width of so many full-width characters.
pub fn ems(count: impl Into<Milli>) -> Milli {
    count.into().saturating_mul(EM)
}

/// What of `whole` falls to `part` of `all`.
pub fn portion(whole: Milli, part: Milli, all: i64) -> Milli {
    i64::from(whole).saturating_mul(part.into()).checked_div(all).unwrap_or(0) as Milli
}

/// Widths of the columns' texts in thousandths of an em: what each one's longest line asks for where that fits, else
/// shared by need. All together at most `room`.
pub fn column_widths(table: &Table, fonts: &FontChain, room: Milli) -> Vec<Milli> {
    let count = table.head.len().max(table.rows.iter().map(Vec::len).max().unwrap_or(0)).max(1);
    let natural = |text: &Rich| {
        let line = |l: &str| l.chars().map(|c| fonts.advance(c)).fold(0, Milli::saturating_add);
        text.text.split('\n').map(line).max().unwrap_or(0)
    };
    let mut widths: Vec<Milli> = (0..count)
        .map(|c| {
            let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(c));
            // a whole em, so that lines make a grid
            ems(cells.map(natural).max().unwrap_or(0).max(LEAST).saturating_add(EM - 1) / EM)
        })
        .collect();
    let all: i64 = widths.iter().map(|width| i64::from(*width)).sum();
    if all <= i64::from(room) {
        return widths;
    }
    // columns that ask for no more than their even share have it; the others share the rest by need
    let mut open: Vec<&mut Milli> = widths.iter_mut().collect();
    let mut left = room;
    loop {
        let share = left.checked_div(open.len() as Milli).unwrap_or(0);
        let (small, large): (Vec<&mut Milli>, Vec<&mut Milli>) = open.into_iter().partition(|width| **width <= share);
        open = large;
        if small.is_empty() {
            break;
        }
        left = small.into_iter().fold(left, |left, width| left.saturating_sub(*width));
    }
    let need: i64 = open.iter().map(|width| i64::from(**width)).sum();
    for width in open {
        *width = ems(portion(left, *width, need) / EM).max(EM);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::Fonts;

    #[test]
    fn narrow_columns_keep_what_they_need() {
        let fonts = Fonts::builtin().chain("BIZ UDGothic", false).expect("built in");
        let row = |texts: &[&str]| texts.iter().map(|t| Rich::plain(*t, None)).collect::<Vec<_>>();
        let long = "とても長い説明の文が続く。".repeat(8);
        let table =
            Table {
                head: row(&["番号", "説明", "備考"]), rows: vec![row(&["1", &long, "なし"])], ..Table::default()
            };
        let widths = column_widths(&table, &fonts, 40 * EM);
        assert_eq!((widths[0], widths[2]), (3 * EM, 3 * EM));
        assert_eq!(widths.iter().sum::<Milli>(), 40 * EM);
        assert_eq!(column_widths(&table, &fonts, 200 * EM), [3 * EM, 104 * EM, 3 * EM]);
    }

    /// More thousandths of an em than 32 bits count.
    #[test]
    fn a_text_of_millions_of_characters_is_as_wide_as_the_rest() {
        let fonts = Fonts::builtin().chain("BIZ UDGothic", false).expect("built in");
        let row = |texts: &[&str]| texts.iter().map(|t| Rich::plain(*t, None)).collect::<Vec<_>>();
        let table = Table { head: row(&["番号", &"あ".repeat(2_200_000)]), ..Table::default() };
        assert_eq!(column_widths(&table, &fonts, 40 * EM), [3 * EM, 37 * EM]);
    }
}
