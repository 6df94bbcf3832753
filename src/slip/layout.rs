//! Pages of a slip as the layout gets them. Lengths in pt, from the top left of the text area.

use serde::Serialize;

use crate::text::{EM, SetCell, SetPara};

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

/// Paragraphs `(indent em, hang em, text in lines, marker)`: bytes of the text that are the marker of a list item,
/// as wide as from the indent to the hang; 0 for none.
pub type Body = Vec<(f64, f64, String, usize)>;

/// A set cell in the contract's form. Every line ends where it was broken.
pub fn body(cell: &SetCell) -> Body {
    let em = |milli: i32| f64::from(milli) / f64::from(EM);
    cell.paras
        .iter()
        .map(|p| {
            let lines: Vec<&str> =
                p.lines.iter().map(|l| if l.soft { l.text.trim_end() } else { l.text.as_str() }).collect();
            (em(p.indent), em(p.hang), lines.join("\n"), marker(p))
        })
        .collect()
}

/// The bytes of a list item's marker. A marker that is wider than the item hangs is left in its text.
fn marker(para: &SetPara) -> usize {
    let room = para.hang - para.indent;
    let (Some(line), true) = (para.lines.first(), room > 0) else { return 0 };
    let mut used = 0;
    for (at, c) in line.text.char_indices() {
        if used == room {
            // the room of a long marker is bounded: （十一） does not fit
            let begun = line.text[..at].contains(['（', '(']) && !line.text[..at].contains(['）', ')']);
            return if begun { 0 } else { at };
        }
        used += if c.is_ascii() || ('\u{FF61}'..='\u{FF9F}').contains(&c) { EM / 2 } else { EM };
    }
    0
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
    fn a_list_item_has_its_marker_apart() {
        let fonts = Fonts::builtin();
        let fonts = fonts.chain("BIZ UDGothic", false).unwrap();
        let text = "・見守り\n　(1) 声をかける\n①\u{3000}訪ねる\n10) 回る\nまとめ\n・";
        let set = set_cell(text, &fonts, 12_000, Kinsoku::Strict);
        let body = body(&set);
        let markers: Vec<&str> = body.iter().map(|p| &p.2[..p.3]).collect();
        assert_eq!(markers, ["・", "(1) ", "①\u{3000}", "10) ", "", ""]);
        // what is left of an item behind a cut is none
        let set = set_cell("・見守りの輪を広げるために声をかけて回る", &fonts, 6_000, Kinsoku::Strict);
        assert_eq!(super::body(&set.split_at_line(1).1)[0].3, 0);
        let narrow = set_cell("（十一）見守り", &fonts, 6_000, Kinsoku::Strict);
        assert_eq!(super::body(&narrow)[0].3, 0, "wider than a third of the cell");
    }
}
