//! Pages of a slip as the layout gets them. Lengths in pt, from the top left of the text area.

use serde::Serialize;

use crate::contract::{self, Ends};
use crate::text::{EM, FontChain, Rules, SetCell, SetPara, width_of};

/// A project's sheet with its 別紙, set in lines.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SetSlip {
    /// Size of the answers, pt.
    pub size: f64,
    /// The sheet and its 別紙.
    pub pages: Vec<Page>,
    /// Bookmark texts, outermost first; a level that the sheet before has too is not repeated.
    pub bookmarks: Vec<String>,
}

/// A page of a slip. Lengths in pt, from the corner of the paper's margins.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// Size of the text.
    pub size: f64,
    /// Gap between lines.
    pub gap: f64,
    /// Room between rule and text, above and below.
    pub inset_y: f64,
    /// Lines over the panels.
    pub titles: Vec<Title>,
    /// The panels' grids.
    pub tables: Vec<Table>,
    /// Texts outside the grids.
    pub texts: Vec<Text>,
}

/// Room for the numbers of a sheet's texts in a mark.
const MARKS: usize = 1 << 20;

impl SetSlip {
    /// With a mark on each text that shows an answer. `sheet`: its number in the book.
    pub(super) fn marked(&self, sheet: usize) -> Self {
        let mut out = self.clone();
        let bodies = out.pages.iter_mut().flat_map(|page| {
            let cells = page.tables.iter_mut().flat_map(|table| &mut table.cells).map(|cell| &mut cell.body);
            cells.chain(page.texts.iter_mut().map(|text| &mut text.body))
        });
        for (n, body) in bodies.enumerate().filter(|(_, body)| !body.fields.is_empty()) {
            body.of = Some(sheet * MARKS + n.min(MARKS - 1));
        }
        out
    }

    /// The fields of the text with a mark.
    pub(super) fn fields_of(&self, mark: usize) -> &[usize] {
        self.pages.iter().flat_map(Page::bodies).nth(mark % MARKS).map_or(&[], |body| &body.fields)
    }
}

/// The sheet of a mark.
pub(super) fn sheet_of(mark: usize) -> usize {
    mark / MARKS
}

impl Page {
    /// Its texts, in the order of their marks.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &Body> {
        let cells = self.tables.iter().flat_map(|table| &table.cells).map(|cell| &cell.body);
        cells.chain(self.texts.iter().map(|text| &text.body))
    }
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
    /// number, label, heading, column, row, choice, figure, middle, note, text, short; name with `level`.
    pub kind: &'static str,
    /// Depth of a name, from 0.
    pub level: usize,
    pub body: Body,
    /// By paragraph; empty for none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Vec<Choice>>,
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

/// A text in lines as the contract gives it. Every line ends where it was broken.
#[derive(Debug, Clone)]
pub struct Body {
    pub cell: SetCell,
    /// Room above a line for ruby and dots, em.
    pub raise: f64,
    /// The fields whose answers stand in it.
    pub fields: Vec<usize>,
    /// What the layout marks its lines with; none unless the pages are to tell whose they are.
    pub of: Option<usize>,
}

/// An option or a check box in a line of them: its place in em from the left, and where in the paragraph's text, in
/// bytes, it begins, its marker ends, and it ends.
pub type Choice = (f64, usize, usize, usize);

impl Serialize for Body {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        contract::Body { cell: &self.cell, ends: Ends::Hard, raise: self.raise, of: self.of }.serialize(serializer)
    }
}

/// The options of a legend and check boxes, by paragraph: readers get them as a list. Empty for none.
pub fn choices(cell: &SetCell, fonts: &FontChain, rules: Rules) -> Vec<Vec<Choice>> {
    let all: Vec<Vec<Choice>> = cell.paras.iter().map(|para| para_choices(para, fonts, rules)).collect();
    if all.iter().all(Vec::is_empty) { Vec::new() } else { all }
}

fn para_choices(para: &SetPara, fonts: &FontChain, rules: Rules) -> Vec<Choice> {
    let text = text_of(para);
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| is_marker(*c) && (*at == 0 || text[..*at].ends_with('\u{3000}')))
        .map(|(at, _)| at)
        .collect();
    // an option that needs several lines stands alone; words with ruby are more than a text
    let several = para.lines.len() > 1 && starts.len() > 1;
    if starts.first() != Some(&0) || several || para.indent > 0 || para.lines.iter().any(|l| !l.spans.is_empty()) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|next| next - '\u{3000}'.len_utf8()).chain([text.len()]);
    let choice = |(&from, to): (&usize, usize)| {
        let x = f64::from(width_of(&text[..from], fonts, rules)) / f64::from(EM);
        (x, from, from + text[from..].chars().next().map_or(0, char::len_utf8), to)
    };
    starts.iter().zip(ends).map(choice).collect()
}

/// The text of a paragraph as the contract gives it.
fn text_of(para: &SetPara) -> String {
    let lines: Vec<&str> = para.lines.iter().map(|l| if l.soft { l.text.trim_end() } else { &l.text }).collect();
    lines.join("\n")
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
            indent + &p.lines.iter().map(crate::text::Line::typed).collect::<String>()
        })
        .collect();
    paras.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::set_cell;
    use crate::typeset::Fonts;

    #[test]
    fn options_of_a_legend_stand_apart() {
        let fonts = Fonts::builtin();
        let fonts = fonts.chain("BIZ UDGothic", false).unwrap();
        let text = "※番号を記入\n①できた\u{3000}②いいえ\n③どちらともいえないことが多い";
        let set = set_cell(text, &fonts, 10_000, Rules::default());
        let told: Vec<Vec<(f64, String, String)>> = set
            .paras
            .iter()
            .zip(choices(&set, &fonts, Rules::default()))
            .map(|(para, all)| {
                let text = text_of(para);
                all.iter().map(|&(x, a, b, c)| (x, text[a..b].to_owned(), text[b..c].to_owned())).collect()
            })
            .collect();
        assert_eq!(told[0], [], "the leading line is none");
        assert_eq!(told[1], [(0.0, "①".into(), "できた".into()), (5.0, "②".into(), "いいえ".into())]);
        assert!(told[2].len() == 1 && told[2][0].2.contains('\n'), "{told:?}");
    }
}
