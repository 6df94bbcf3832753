//! Upright labels: glyphs from the top down, columns from right to left.

use super::SetTable;
use crate::text::{EM, Rules, SetCell, is_attached, may_part, set_heading};

/// Room between the glyphs, em.
const GLYPH_GAP: f64 = 0.04;
/// Room between columns, em.
const COLUMN_GAP: f64 = 0.25;

/// The height at which a label stands in one column, or, where that is more than `most`, in as many as its cell is
/// wide for.
pub fn upright_height(label: &SetCell, table: &SetTable, c: usize, most: f64) -> f64 {
    let n = glyphs(&text(label)).len();
    let height = |n: usize| (n as f64 + (n as f64 - 1.0).max(0.0) * GLYPH_GAP) * table.size + 2.0 * table.inset_y;
    let mut heights = (1..=columns(table, c).max(1)).map(|columns| height(n.div_ceil(columns)));
    heights.clone().find(|h| *h <= most).or_else(|| heights.next_back()).unwrap_or_default()
}

/// A label's glyphs in as few columns as its cell is high for; `None` where the cell is too low.
pub fn upright_columns(label: &SetCell, table: &SetTable, c: usize, height: f64) -> Option<Vec<Vec<String>>> {
    let text = text(label);
    let glyphs = glyphs(&text);
    let room = (height - 2.0 * table.inset_y) / table.size;
    let rows = ((room + GLYPH_GAP) / (1.0 + GLYPH_GAP) + 1e-6).floor() as usize;
    if rows == 0 || glyphs.is_empty() || glyphs.len() > rows * columns(table, c) {
        return None;
    }
    let most = columns(table, c);
    let columns = glyphs.len().div_ceil(rows);
    let even = glyphs.len().div_ceil(columns);
    Some(phrases(&text, table, columns, even, rows).unwrap_or_else(|| parted(&glyphs, even, rows, most)))
}

/// The glyphs in columns as even as kinsoku lets them be: columns are lines (JLReq 3.1.7, 3.1.8).
fn parted(glyphs: &[String], even: usize, rows: usize, most: usize) -> Vec<Vec<String>> {
    let edge = |at: usize| {
        let (a, b) = (glyphs[at - 1].chars().next(), glyphs[at].chars().next());
        a.zip(b).is_none_or(|(a, b)| may_part(a, b))
    };
    let fill = |height: usize| {
        let mut columns = Vec::new();
        let mut start = 0;
        while start < glyphs.len() {
            let full = (start + height).min(glyphs.len());
            let end = (start + 1..=full).rev().find(|&end| end == glyphs.len() || edge(end)).unwrap_or(full);
            columns.push(glyphs[start..end].to_vec());
            start = end;
        }
        columns
    };
    let fitting = (even..=rows).map(fill).find(|columns| columns.len() <= most);
    fitting.unwrap_or_else(|| glyphs.chunks(even).map(<[String]>::to_vec).collect())
}

/// Columns that a cell is wide for.
fn columns(table: &SetTable, c: usize) -> usize {
    let width = f64::from(table.columns[c].text) / f64::from(EM);
    ((width + COLUMN_GAP) / (1.0 + COLUMN_GAP)).floor() as usize
}

/// The glyphs in columns that end between phrases, as headings do, if that takes no more columns.
fn phrases(text: &str, table: &SetTable, columns: usize, even: usize, rows: usize) -> Option<Vec<Vec<String>>> {
    if columns < 2 {
        return None;
    }
    (even..=rows).find_map(|width| {
        let set = set_heading(text, table.fonts(), i32::try_from(width).ok()? * EM, Rules::default());
        let lines = set.paras.iter().flat_map(|p| &p.lines).map(|l| glyphs(&l.text));
        let lines: Vec<Vec<String>> = lines.collect();
        (lines.len() <= columns && lines.iter().all(|l| l.len() <= rows)).then_some(lines)
    })
}

fn text(label: &SetCell) -> String {
    let text: String = label.paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.as_str())).collect();
    text.trim().to_owned()
}

/// Two digits stand side by side (縦中横, JLReq 3.2.5), what hangs on a character stays with it.
fn glyphs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut out: Vec<String> = Vec::new();
    for (i, &c) in chars.iter().enumerate() {
        let second = digit(i) && i > 0 && digit(i - 1) && !digit(i + 1) && (i < 2 || !digit(i - 2));
        match out.last_mut() {
            Some(last) if second || is_attached(c) => last.push(c),
            _ => out.push(c.to_string()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns neither begin with ー or 、 nor end with （.
    #[test]
    fn columns_part_as_lines_do() {
        let columns = |text: &str, even, rows, most| -> Vec<String> {
            parted(&glyphs(text), even, rows, most).iter().map(|column| column.concat()).collect()
        };
        assert_eq!(columns("相談サポータ", 3, 4, 2), ["相談サ", "ポータ"]);
        assert_eq!(columns("支えるリーダ養成", 4, 5, 2), ["支えるリー", "ダ養成"]);
        assert_eq!(columns("見守り、声かけ", 3, 4, 2), ["見守り、", "声かけ"]);
        assert_eq!(columns("支援所（港）", 4, 4, 2), ["支援所", "（港）"]);
    }
}
