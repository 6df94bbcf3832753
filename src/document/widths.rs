//! Column widths of a table in running text.

use super::{Rich, Table};
use crate::text::{EM, FontChain, Milli};

/// A column is at least so wide.
const LEAST: Milli = 3 * EM;

/// Widths of the columns' texts in thousandths of an em: what each one's longest line asks for where that fits, else
/// shared by need. All together at most `room`.
pub fn column_widths(table: &Table, fonts: &FontChain, room: Milli) -> Vec<Milli> {
    let count = table.head.len().max(table.rows.iter().map(Vec::len).max().unwrap_or(0)).max(1);
    let natural = |text: &Rich| {
        let line = |l: &str| l.chars().map(|c| fonts.advance(c)).sum::<Milli>();
        text.text.split('\n').map(line).max().unwrap_or(0)
    };
    let wish: Vec<Milli> = (0..count)
        .map(|c| {
            let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(c));
            // a whole em, so that lines make a grid
            (cells.map(natural).max().unwrap_or(0).max(LEAST) + EM - 1) / EM * EM
        })
        .collect();
    let all: i64 = wish.iter().map(|w| i64::from(*w)).sum();
    if all <= i64::from(room) {
        return wish;
    }
    // columns that ask for no more than their even share have it; the others share the rest by need
    let mut out = vec![0; count];
    let mut open: Vec<usize> = (0..count).collect();
    let mut left = room;
    loop {
        let share = left / open.len().max(1) as Milli;
        let (small, large): (Vec<usize>, Vec<usize>) = open.iter().partition(|c| wish[**c] <= share);
        if small.is_empty() || large.is_empty() {
            break;
        }
        for c in small {
            out[c] = wish[c];
            left -= wish[c];
        }
        open = large;
    }
    let need: i64 = open.iter().map(|c| i64::from(wish[*c])).sum::<i64>().max(1);
    for c in open {
        let share = i64::from(left) * i64::from(wish[c]) / need;
        out[c] = ((share as Milli) / EM * EM).max(EM);
    }
    out
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
}
