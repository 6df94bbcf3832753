//! Upright labels: glyphs from the top down, columns from right to left.

use super::SetTable;
use crate::text::{EM, SetCell, is_attached};

/// Room between the glyphs, em.
const GLYPH_GAP: f64 = 0.04;
/// Room between columns, em.
const COLUMN_GAP: f64 = 0.25;

/// The height at which a label stands in one column.
pub fn upright_height(label: &SetCell, table: &SetTable) -> f64 {
    let n = glyphs(label).len() as f64;
    (n + (n - 1.0).max(0.0) * GLYPH_GAP) * table.size + 2.0 * table.inset_y
}

/// A label's glyphs in as few columns as its cell is high for; `None` where the cell is too low.
pub fn upright_columns(label: &SetCell, table: &SetTable, c: usize, height: f64) -> Option<Vec<Vec<String>>> {
    let glyphs = glyphs(label);
    let room = (height - 2.0 * table.inset_y) / table.size;
    let rows = ((room + GLYPH_GAP) / (1.0 + GLYPH_GAP) + 1e-6).floor() as usize;
    let width = f64::from(table.columns[c].text) / f64::from(EM);
    let most = ((width + COLUMN_GAP) / (1.0 + COLUMN_GAP)).floor() as usize;
    if rows == 0 || glyphs.is_empty() || glyphs.len() > rows * most {
        return None;
    }
    let columns = glyphs.len().div_ceil(rows);
    Some(glyphs.chunks(glyphs.len().div_ceil(columns)).map(<[String]>::to_vec).collect())
}

/// Two digits stand side by side (縦中横, JLReq 3.2.5), what hangs on a character stays with it.
fn glyphs(label: &SetCell) -> Vec<String> {
    let text: String = label.paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.as_str())).collect();
    let chars: Vec<char> = text.trim().chars().collect();
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
