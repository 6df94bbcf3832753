//! Joins the cells of an answer.

use super::grid::Spanned;

/// What stands behind a number as if it were one word with it.
const UNITS: [&str; 24] = [
    "年",
    "年度",
    "月",
    "日",
    "時",
    "分",
    "人",
    "名",
    "件",
    "回",
    "円",
    "千円",
    "万円",
    "百万円",
    "％",
    "%",
    "世帯",
    "か所",
    "箇所",
    "ヶ所",
    "団体",
    "月～",
    "日～",
    "日から",
];
const ERAS: [&str; 4] = ["令和", "平成", "昭和", "大正"];

/// Cells of a row with a blank between, rows as lines. The pieces of a date or of a number with its unit are one word.
pub fn joined(cells: &[Spanned]) -> String {
    let mut out = String::new();
    let mut before: Option<&Spanned> = None;
    for cell in cells {
        match before {
            Some(before) if before.cell.at.row != cell.cell.at.row => out.push('\n'),
            Some(before) if !is_one_word(&before.cell.text, &cell.cell.text) => out.push('\u{3000}'),
            _ => {}
        }
        out.push_str(&cell.cell.text);
        before = Some(cell);
    }
    out
}

fn is_one_word(before: &str, text: &str) -> bool {
    let (before, text) = (before.trim(), text.trim());
    let number = |c: Option<char>| c.is_some_and(char::is_numeric);
    if number(before.chars().next_back()) || before.ends_with('元') {
        return UNITS.contains(&text);
    }
    let opens = ERAS.contains(&before) || (before.len() <= 9 && before.ends_with(['年', '月', '～', '〜']));
    opens && (number(text.chars().next()) || text == "元")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_their_units() {
        assert!(
            is_one_word("令和", "7") && is_one_word("７", "年") && is_one_word("年", "4") && is_one_word("元", "年")
        );
        assert!(is_one_word("120", "人") && !is_one_word("３", "まちの縁側") && !is_one_word("市民課", "年"));
    }
}
