//! What a line of a sheet is that is no row of the table: units under the headings, notes and other texts below.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::CONTINUED;
use super::columns::{Matched, normalise};
use super::header::SheetGrid;
use super::pattern;
use crate::source::SheetCell;

/// A table of fewer columns may have rows of a single text.
const WIDE: usize = 3;

/// Where the rows of a table end: lines behind it that are no rows are texts below the table.
pub struct TableEnd {
    /// The last row that is one for certain.
    last: u32,
    /// The last of the rows that follow without a gap.
    adjacent: u32,
}

impl TableEnd {
    /// Of the cells below a header, by the columns that the table has.
    pub fn of(grid: &SheetGrid, below: &[SheetCell], bottom: u32, to_table: &HashMap<u32, usize>) -> Self {
        let lines =
            || below.chunk_by(|a, b| a.at.row == b.at.row).filter_map(|line| Some((line.first()?.at.row, line)));
        let mapped = |line: &[SheetCell]| line.iter().filter(|c| to_table.contains_key(&c.at.col)).count();
        let goes_on = |row: u32| {
            let within =
                |col: &u32| grid.merged.at(row, *col).is_some_and(|m| m.first.row > bottom && m.first.row < row);
            to_table.keys().any(within)
        };
        let least = WIDE.min(to_table.len()).min(2);
        let certain = |(row, line): &(u32, &[SheetCell])| mapped(line) >= least || goes_on(*row);
        let last = lines().rfind(certain).map_or(bottom, |(row, _)| row);
        let mut adjacent = last;
        for (row, _) in lines().skip_while(|(row, _)| *row <= last) {
            if row != adjacent.saturating_add(1) {
                break;
            }
            adjacent = row;
        }
        Self { last, adjacent }
    }

    /// Whether a line is a text below the table: nothing of a row follows, and a gap is before it.
    fn is_behind(&self, row: u32) -> bool {
        row > self.last && row > self.adjacent
    }
}

/// Whether a line is a note or another text that is no row.
pub fn is_no_row(
    grid: &SheetGrid,
    line: &[SheetCell],
    to_table: &HashMap<u32, usize>,
    matched: &Matched,
    end: &TableEnd,
) -> bool {
    let Some(first_col) = to_table.keys().min().copied() else { return false };
    let mapped: Vec<&SheetCell> = line.iter().filter(|c| to_table.contains_key(&c.at.col)).collect();
    // ※１ | and its text beside it
    if let [mark, _] = mapped[..]
        && mark.at.col == first_col
        && is_mark_alone(&mark.text)
    {
        return true;
    }
    let [only] = mapped[..] else { return false };
    if only.text.starts_with(CONTINUED) {
        return false;
    }
    let Some((&c, column)) = to_table.get(&only.at.col).and_then(|c| Some((c, matched.columns.get(*c)?))) else {
        return false;
    };
    let spec = matched.form.spec(column);
    let first = only.at.col == first_col;
    if is_marked_note(&only.text) && (spec.group.is_some() || first) {
        return true;
    }
    // one text over several columns is a line of its own, unless it stands in a row that merged cells go on into
    let over = |col: &u32| grid.merged.at(only.at.row, *col);
    let goes_on = to_table.keys().filter_map(over).any(|m| m.first.row < only.at.row);
    let across = over(&only.at.col).filter(|m| m.first == only.at && m.last.row == m.first.row && !goes_on);
    if across.is_some_and(|m| to_table.keys().any(|&col| m.first.col < col && col <= m.last.col)) {
        return true;
    }
    // a lone text in the first column of a wide table is a caption or who made it
    let lone = c == 0 && first && matched.columns.len() >= 4 && !spec.band;
    let names = matched.form.names_row(column);
    lone || (to_table.len() >= WIDE && end.is_behind(only.at.row) && !names)
}

/// ※…, （注）…, 出典：… and how else notes begin.
pub fn is_marked_note(text: &str) -> bool {
    static NOTE: LazyLock<Regex> = LazyLock::new(|| {
        let marks = r"[※＊*]";
        let note =
            r"[（(［\[〔【]?(?:注[記意]?|備考|参考|出典|資料|単位)[0-9０-９]{0,2}(?:[）)］\]〕】：:．.、\s　]|$)";
        pattern(&format!("^(?:{marks}|{note})"))
    });
    NOTE.is_match(text.trim_start())
}

/// ※, ※１, （注） with nothing behind it.
fn is_mark_alone(text: &str) -> bool {
    let rest = |c: char| c.is_ascii_digit() || "※*注()[]・:.".contains(c);
    is_marked_note(text) && crate::words::folded(text).chars().all(rest)
}

/// Whether a line under the headings only says in what the columns are counted (人, 千円, ％) or what they are called in
/// formulas (Ａ, Ｂ, Ｃ＝Ｂ／Ａ).
pub fn is_units(line: &[SheetCell]) -> bool {
    static UNIT: LazyLock<Regex> = LazyLock::new(|| {
        let unit = "(?:[十百千万億]*(?:円|人|件|回|個|名|枚|部|冊|点|台|戸|棟|組|校|園|団体|世帯|施設|事業|箇所|か所|ヶ所|カ所|日|時間|分|歳|年|月|年度)|%|‰|ポイント|km2?|k?m|cm|mm|m2|m3|㎡|㎢|㎥|ha|t|k?g|k?L|kWh|kW)";
        pattern(&format!("^(?:単位:?)?{unit}(?:[/・]{unit})?$"))
    });
    static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
        let name = "[A-Zア-オ①-⑳]";
        pattern(&format!("^{name}(?:=?{name}?(?:[-+/×÷*]{name})+)?(?:×100)?$"))
    });
    let bare = |text: &str| {
        let text = if text.len() > 60 { String::new() } else { crate::words::folded(text) };
        text.trim_matches(['(', ')', '[', ']', '〔', '〕', '【', '】']).to_owned()
    };
    let texts: Vec<String> = line.iter().map(|cell| bare(&cell.text)).collect();
    let unit = |text: &String| UNIT.is_match(text) || ["-", "－", "−"].contains(&text.as_str());
    let bracketed = line.iter().all(|cell| normalise(&cell.text).starts_with(['(', '[', '単']));
    let units = texts.iter().all(unit) && texts.iter().any(|text| UNIT.is_match(text));
    (units && (texts.len() >= 2 || bracketed)) || (texts.len() >= 2 && texts.iter().all(|text| FORMULA.is_match(text)))
}

#[cfg(test)]
mod tests {
    use super::{is_mark_alone, is_marked_note};

    #[test]
    fn notes_begin_with_a_mark() {
        for text in [
            "※ 延べ件数",
            "（注）四捨五入",
            "注１　四捨五入",
            "注: 四捨五入",
            "* 延べ",
            "出典：統計書",
            "［備考］ なし",
        ] {
            assert!(is_marked_note(text), "{text}");
        }
        for text in ["注文の多い店", "備考欄の運営", "資料館の改修", "単位老人クラブ", "参考図書の購入"]
        {
            assert!(!is_marked_note(text), "{text}");
        }
        assert!(is_mark_alone("※１") && is_mark_alone("（注）") && !is_mark_alone("※ 延べ"));
    }
}
