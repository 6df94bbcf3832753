//! Upright labels: glyphs from the top down, columns from right to left.

use serde::Serialize;

use super::SetTable;
use crate::text::{
    EM, FontChain, Rules, SetCell, is_attached, is_left_aligned, is_right_aligned, may_part, set_heading, width_of,
};

/// Room between the glyphs, em.
const GLYPH_GAP: f64 = 0.04;
/// Room between columns, em.
const COLUMN_GAP: f64 = 0.25;
/// Figures and Latin words of so many characters are turned.
const TURNED_FROM: usize = 3;
/// Figures of so many digits stand side by side.
const BESIDE: usize = 2;

/// What stands in a column: a glyph of one em, or one with a height of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// A character, or two digits side by side.
    Whole(String),
    /// A mark with half of its em (JLReq 3.1.4, 3.1.5, 3.1.9), or a word that is turned.
    Own {
        /// Its text.
        text: String,
        /// Its height, em.
        height: f64,
        /// How far it is drawn above its place, em: the upper half of an opening bracket is empty.
        up: f64,
        /// Turned a quarter clockwise.
        turned: bool,
    },
}

impl Piece {
    fn height(&self) -> f64 {
        match self {
            Self::Whole(_) => 1.0,
            Self::Own { height, .. } => *height,
        }
    }
}

/// What is not parted: a character with what hangs on it, two digits, a word that is turned.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    text: String,
    /// Its length where it is turned, em.
    turned: Option<f64>,
}

impl Unit {
    /// The character of a unit that is one.
    fn mark(&self) -> Option<char> {
        let mut chars = self.text.chars();
        chars.next().filter(|_| chars.next().is_none())
    }

    fn opens(&self) -> bool {
        self.mark().is_some_and(is_right_aligned)
    }

    /// Whether its lower half is empty. Colons stand in the middle of their em.
    fn closes(&self) -> bool {
        self.mark().is_some_and(|c| is_left_aligned(c) && !matches!(c, '：' | '；'))
    }
}

/// The height at which a label stands in one column, or, where that is more than `most`, in as many as its cell is
/// wide for.
pub fn upright_height(label: &SetCell, table: &SetTable, c: usize, most: f64) -> f64 {
    let units = units(&text(label), table.fonts());
    let whole = |height: f64| height * table.size + 2.0 * table.inset_y;
    let mut heights = (1..=columns(table, c).max(1)).map(|columns| whole(lowest(&units, columns)));
    heights.clone().find(|h| *h <= most).or_else(|| heights.next_back()).unwrap_or_default()
}

/// What stands in each of the columns, as few as the cell is high for; `None` where the cell is too low.
pub fn upright_columns(label: &SetCell, table: &SetTable, c: usize, height: f64) -> Option<Vec<Vec<Piece>>> {
    let text = text(label);
    let units = units(&text, table.fonts());
    let room = (height - 2.0 * table.inset_y) / table.size + 1e-6;
    let most = columns(table, c);
    if units.is_empty() || lowest(&units, most) > room {
        return None;
    }
    let columns = (1..=most).find(|columns| lowest(&units, *columns) <= room).unwrap_or(most);
    let even = lowest(&units, columns);
    let columns = phrases(&text, table, columns, even, room).or_else(|| parted(&units, even, room, most))?;
    Some(columns.iter().map(|units| pieces(units)).collect())
}

/// Height of a column, em.
fn high(units: &[Unit]) -> f64 {
    pieces(units).iter().map(Piece::height).sum::<f64>() + (units.len() as f64 - 1.0).max(0.0) * GLYPH_GAP
}

/// The lowest height of so many columns of which none is higher than another has to be, em, whatever begins them.
fn lowest(units: &[Unit], columns: usize) -> f64 {
    if columns <= 1 {
        return high(units);
    }
    // the height of a column is one of those of a stretch of the label: the least that is enough
    let mut heights: Vec<f64> = (0..units.len())
        .flat_map(|from| (from + 1..=units.len()).map(move |to| (from, to)))
        .map(|(from, to)| high(&units[from..to]))
        .collect();
    heights.sort_by(f64::total_cmp);
    let enough = heights.partition_point(|height| filled(units, *height, |_| true).is_none_or(|n| n.len() > columns));
    heights.get(enough).copied().unwrap_or_else(|| high(units))
}

/// Columns of at most this height, each as full as it can be; `None` where a unit is higher. `edge` says where one may
/// end.
fn filled(units: &[Unit], height: f64, edge: impl Fn(usize) -> bool) -> Option<Vec<Vec<Unit>>> {
    let mut columns = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let fits = |end: &usize| high(&units[start..*end]) <= height + 1e-6;
        let full = (start + 1..=units.len()).take_while(fits).last()?;
        let end = (start + 1..=full).rev().find(|&end| end == units.len() || edge(end)).unwrap_or(full);
        columns.push(units[start..end].to_vec());
        start = end;
    }
    Some(columns)
}

/// The units in columns as even as kinsoku lets them be: columns are lines (JLReq 3.1.7, 3.1.8).
fn parted(units: &[Unit], even: f64, room: f64, most: usize) -> Option<Vec<Vec<Unit>>> {
    let edge = |at: usize| {
        let (a, b) = (units[at - 1].text.chars().last(), units[at].text.chars().next());
        a.zip(b).is_none_or(|(a, b)| may_part(a, b))
    };
    let heights = (0..).map(|half| even + f64::from(half) * 0.5).take_while(|height| *height < room).chain([room]);
    let mut fitting = heights.filter_map(|height| filled(units, height, edge)).filter(|c| c.len() <= most);
    fitting.next().or_else(|| filled(units, even, |_| true))
}

/// Columns that a cell is wide for.
fn columns(table: &SetTable, c: usize) -> usize {
    let width = f64::from(table.columns[c].text) / f64::from(EM);
    ((width + COLUMN_GAP) / (1.0 + COLUMN_GAP)).floor() as usize
}

/// The units in columns that end between phrases, as headings do, if that takes no more columns.
fn phrases(text: &str, table: &SetTable, columns: usize, even: f64, room: f64) -> Option<Vec<Vec<Unit>>> {
    if columns < 2 {
        return None;
    }
    (even.floor() as i32..=room.floor() as i32).find_map(|width| {
        let set = set_heading(text, table.fonts(), width * EM, Rules::default());
        let lines = set.paras.iter().flat_map(|p| &p.lines).map(|l| units(l.text.trim(), table.fonts()));
        let lines: Vec<Vec<Unit>> = lines.filter(|line| !line.is_empty()).collect();
        (lines.len() <= columns && lines.iter().all(|line| high(line) <= room)).then_some(lines)
    })
}

fn text(label: &SetCell) -> String {
    let text: String = label.paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.as_str())).collect();
    text.trim().to_owned()
}

/// Figures and Latin words of three characters and more are one unit, turned; two digits stand side by side (縦中横,
/// JLReq 3.2.5); what hangs on a character stays with it.
fn units(text: &str, fonts: &FontChain) -> Vec<Unit> {
    let chars: Vec<char> = text.chars().collect();
    let plain = |text: String| Unit { text, turned: None };
    let mut out: Vec<Unit> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let word: String = chars[at..at + word_at(&chars[at..])].iter().collect();
        if word.len() >= TURNED_FROM {
            let length = f64::from(width_of(&word, fonts, Rules::default())) / f64::from(EM);
            at += word.len();
            out.push(Unit { text: word, turned: Some(length) });
        } else if word.len() == BESIDE && word.bytes().all(|b| b.is_ascii_digit()) {
            at += word.len();
            out.push(plain(word));
        } else {
            match out.last_mut() {
                Some(last) if is_attached(chars[at]) => last.text.push(chars[at]),
                _ => out.push(plain(chars[at].to_string())),
            }
            at += 1;
        }
    }
    out
}

/// How many characters a figure or a Latin word has that begins here: letters and digits, and the marks between two of
/// them (10,000, R6.4, wi-fi).
fn word_at(chars: &[char]) -> usize {
    let inside = |at: usize| chars.get(at).is_some_and(char::is_ascii_alphanumeric);
    let joins = |at: usize| matches!(chars[at], ',' | '.' | '-' | '/' | '&' | '\'' | '_') && inside(at + 1);
    (0..chars.len()).take_while(|&at| inside(at) || at > 0 && inside(at - 1) && joins(at)).count()
}

/// What stands in a column. Marks have half of their em where they meet another and at the column's edges.
fn pieces(units: &[Unit]) -> Vec<Piece> {
    let piece = |(at, unit): (usize, &Unit)| {
        let next = units.get(at + 1);
        let before = at.checked_sub(1).map(|before| &units[before]);
        let (text, turned) = (unit.text.clone(), false);
        if let Some(height) = unit.turned {
            Piece::Own { text, height, up: 0.0, turned: true }
        } else if unit.closes() && next.is_none_or(|next| next.closes() || next.opens()) {
            Piece::Own { text, height: 0.5, up: 0.0, turned }
        } else if unit.opens() && before.is_none_or(Unit::opens) {
            Piece::Own { text, height: 0.5, up: 0.5, turned }
        } else {
            Piece::Whole(text)
        }
    };
    units.iter().enumerate().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;

    fn units_of(text: &str) -> Vec<Unit> {
        let engine = Engine::new();
        units(text, &engine.fonts.chain("BIZ UDGothic", false).unwrap())
    }

    /// Columns neither begin with ー or 、 nor end with （.
    #[test]
    fn columns_part_as_lines_do() {
        let columns = |text: &str, even, room, most| -> Vec<String> {
            let columns = parted(&units_of(text), even, room, most).unwrap();
            columns.iter().map(|column| column.iter().map(|unit| unit.text.as_str()).collect()).collect()
        };
        assert_eq!(columns("相談サポータ", 3.1, 4.2, 2), ["相談サ", "ポータ"]);
        assert_eq!(columns("支えるリーダ養成", 4.2, 5.2, 2), ["支えるリー", "ダ養成"]);
        assert_eq!(columns("見守り、声かけ", 3.1, 4.2, 2), ["見守り、", "声かけ"]);
        assert_eq!(columns("支援所（港）", 4.2, 4.2, 2), ["支援所", "（港）"]);
        assert_eq!(columns("港で「学ぶ」、「遊ぶ」", 6.3, 6.3, 2), ["港で「学ぶ」、", "「遊ぶ」"]);
        assert_eq!(columns("窓口（ICT）の整備", 4.2, 5.6, 2), ["窓口（ICT）", "の整備"]);
    }

    /// Marks that meet and those at the edges of a column have half an em (JLReq 3.1.4, 3.1.5, 3.1.9).
    #[test]
    fn marks_in_upright_labels_close_up() {
        let heights =
            |text: &str| pieces(&units_of(text)).iter().map(|piece| (piece.height() * 10.0) as u32).collect::<Vec<_>>();
        assert_eq!(heights("学ぶ」、「集う"), [10, 10, 5, 5, 10, 10, 10]);
        assert_eq!(heights("「『学ぶ』」"), [5, 5, 10, 10, 5, 5]);
        assert_eq!(heights("学ぶ、集う。"), [10, 10, 10, 10, 10, 5]);
        assert_eq!(heights("灯：「火」"), [10, 10, 10, 10, 5]);
        let up = |piece: &Piece| if let Piece::Own { up, .. } = piece { *up } else { 0.0 };
        let raised: Vec<f64> = pieces(&units_of("「『学』」")).iter().map(up).collect();
        assert_eq!(raised, [0.5, 0.5, 0.0, 0.0, 0.0], "the ink of an opening bracket is in its lower half");
        let one = high(&units_of("学ぶ」、「集う"));
        assert!((one - (6.0 + 6.0 * GLYPH_GAP)).abs() < 1e-9, "{one}");
    }

    /// Two digits stand side by side; figures and words of three and more are turned, as long as they are wide.
    #[test]
    fn figures_and_words_stand_or_are_turned() {
        let of = |text: &str| -> Vec<(String, Option<f64>)> {
            units_of(text).into_iter().map(|unit| (unit.text, unit.turned)).collect()
        };
        let plain = |text: &str| (text.to_owned(), None);
        let turned = |text: &str, length: f64| (text.to_owned(), Some(length));
        assert_eq!(of("第2期"), ["第", "2", "期"].map(plain));
        assert_eq!(of("第12条"), ["第", "12", "条"].map(plain));
        assert_eq!(of("計100人"), [plain("計"), turned("100", 1.5), plain("人")]);
        assert_eq!(of("IT化"), ["I", "T", "化"].map(plain));
        assert_eq!(of("NPOと"), [turned("NPO", 1.5), plain("と")]);
        assert_eq!(of("約1,000部"), [plain("約"), turned("1,000", 2.5), plain("部")]);
        assert_eq!(of("１２３"), ["１", "２", "３"].map(plain), "full-width figures stand one below the other");
    }
}
