//! Pages of a slip as the layout gets them. Lengths in pt, from the top left of the text area.

use serde::Serialize;

use crate::text::{EM, FontChain, SetCell};

/// A project's sheet with its 別紙, set in lines.
#[derive(Debug, Clone)]
pub struct SetSlip {
    /// Size of the answers, pt.
    pub size: f64,
    pub pages: Vec<Page>,
    /// Bookmark texts, outermost first; a level that the sheet before has too is not repeated.
    pub bookmarks: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Page {
    pub size: f64,
    pub gap: f64,
    pub titles: Vec<Title>,
    pub tables: Vec<Table>,
    pub texts: Vec<Text>,
}

/// A line over the panels.
#[derive(Debug, Clone, Serialize)]
pub struct Title {
    pub y: f64,
    pub size: f64,
    pub text: String,
    /// Depth as a heading for readers; 0 for none. A book has its sheets' title as a heading once.
    pub level: usize,
}

/// A panel, or the table of a 別紙: cells on a grid of fixed widths and heights.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    pub x: f64,
    pub y: f64,
    pub widths: Vec<f64>,
    pub heights: Vec<f64>,
    pub cells: Vec<TableCell>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TableCell {
    pub x: usize,
    pub y: usize,
    pub colspan: usize,
    pub rowspan: usize,
    /// number, label, heading, column, row, figure, middle, note, text, short; name with `level`.
    pub kind: &'static str,
    /// Depth of a name, from 0.
    pub level: usize,
    pub body: Body,
}

/// A text outside of tables.
#[derive(Debug, Clone, Serialize)]
pub struct Text {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub bold: bool,
    pub body: Body,
}

/// Paragraphs `(indent em, hang em, text in lines, options)`.
pub type Body = Vec<(f64, f64, String, Vec<Choice>)>;

/// An option or a check box in a line of them: its place in em from the left, and where in the text, in bytes, it
/// begins, its marker ends, and it ends.
pub type Choice = (f64, usize, usize, usize);

/// A set cell in the contract's form. Every line ends where it was broken.
pub fn body(cell: &SetCell) -> Body {
    let em = |milli: i32| f64::from(milli) / f64::from(EM);
    cell.paras
        .iter()
        .map(|p| {
            let lines: Vec<&str> =
                p.lines.iter().map(|l| if l.soft { l.text.trim_end() } else { l.text.as_str() }).collect();
            (em(p.indent), em(p.hang), lines.join("\n"), Vec::new())
        })
        .collect()
}

/// As [`body`], for the options of a legend and for check boxes: readers get them as a list.
pub fn choices(cell: &SetCell, fonts: &FontChain) -> Body {
    let mut body = body(cell);
    for (para, (_, _, text, choices)) in cell.paras.iter().zip(&mut body) {
        let starts: Vec<usize> = text
            .char_indices()
            .filter(|(at, c)| is_marker(*c) && (*at == 0 || text[..*at].ends_with('\u{3000}')))
            .map(|(at, _)| at)
            .collect();
        // an option that needs several lines stands alone
        if starts.first() != Some(&0) || (para.lines.len() > 1 && starts.len() > 1) || para.indent > 0 {
            continue;
        }
        for (n, &from) in starts.iter().enumerate() {
            let x = text[..from].chars().map(|c| fonts.advance(c)).sum::<i32>();
            let marker = text[from..].chars().next().map_or(0, char::len_utf8);
            let to = starts.get(n + 1).map_or(text.len(), |next| next - '\u{3000}'.len_utf8());
            choices.push((f64::from(x) / f64::from(EM), from, from + marker, to));
        }
    }
    body
}

/// What an option or a check box begins with.
pub fn is_marker(c: char) -> bool {
    matches!(c, '①'..='⑳' | '□' | '■')
}

/// The text of set lines again, to be set in another width.
pub fn unset(cell: &SetCell) -> String {
    let paras: Vec<String> = cell
        .paras
        .iter()
        .map(|p| {
            let indent = "\u{3000}".repeat((p.indent / EM).max(0) as usize);
            indent + &p.lines.iter().map(|l| l.text.as_str()).collect::<String>()
        })
        .collect();
    paras.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Kinsoku, set_cell};
    use crate::typeset::Fonts;

    #[test]
    fn options_of_a_legend_stand_apart() {
        let fonts = Fonts::builtin();
        let fonts = fonts.chain("BIZ UDGothic", false).unwrap();
        let text = "※番号を記入\n①できた\u{3000}②いいえ\n③どちらともいえないことが多い";
        let set = set_cell(text, &fonts, 10_000, Kinsoku::Strict);
        let body = choices(&set, &fonts);
        let told: Vec<Vec<(f64, &str, &str)>> = body
            .iter()
            .map(|(_, _, text, all)| all.iter().map(|&(x, a, b, c)| (x, &text[a..b], &text[b..c])).collect())
            .collect();
        assert_eq!(told[0], [], "the leading line is none");
        assert_eq!(told[1], [(0.0, "①", "できた"), (5.0, "②", "いいえ")]);
        assert!(told[2].len() == 1 && told[2][0].2.contains('\n'), "{told:?}");
    }
}
