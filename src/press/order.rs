//! The print order (印刷指示書): one A4 sheet that tells the print room what to do with a packet.

use super::Pressed;
use super::divider::{center_lines, lines, print};
use super::draw::{Pen, Sheet};
use super::finish::{load_untagged, page_ids, unreadable};
use super::form::Rows;
use super::page::View;
use super::size::Size;
use crate::finding::Finding;
use crate::typeset::Fonts;
use crate::units::MM;
use crate::words::grouped;

/// 印刷面
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Sides {
    /// 片面
    One,
    /// 両面, turned as the shape of each page needs it to be bound on its side: portrait pages on the long edge (長辺とじ),
    /// landscape ones on the short edge (短辺とじ).
    #[default]
    Two,
    /// 両面（短辺とじ）, whatever the shape, as booklets need it.
    TwoShort,
}

impl Sides {
    /// The edge on which pages of a size are turned: 長辺とじ, 短辺とじ; 片面 without a back.
    fn edge(self, page: Size) -> &'static str {
        match self {
            Self::One => "片面",
            Self::Two if !page.is_landscape() => "長辺とじ",
            Self::Two | Self::TwoShort => "短辺とじ",
        }
    }

    /// Each size of pages once, with its edge: `A4 長辺とじ`, `A3（横）短辺とじ`.
    fn edges(self, pages: &[Size]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for page in pages {
            let name = page.to_string();
            let blank = if name.ends_with('）') { "" } else { " " };
            let said = format!("{name}{blank}{}", self.edge(*page));
            if !out.contains(&said) {
                out.push(said);
            }
        }
        out
    }
}

/// 綴じ方
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Binding {
    /// とじない
    Loose,
    /// ホチキス 1 か所, in the upper corner.
    #[default]
    Corner,
    /// ホチキス 2 か所, along the side.
    Side,
    /// 中綴じ
    Saddle,
}

/// A paper of the packet, for the list by which sheets are put together (帳合).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collated {
    /// 資料番号
    pub number: String,
    /// The paper's title.
    pub title: String,
    /// As printed: `3～12`.
    pub pages: String,
    /// The size of each page.
    pub sizes: Vec<Size>,
    /// Colour and the like.
    pub note: String,
}

/// What the print room has to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PrintOrder {
    /// Name of the meeting.
    pub meeting: String,
    /// 部数
    pub copies: u32,
    /// 印刷面
    pub sides: Sides,
    /// 綴じ方
    pub binding: Binding,
    /// Bound on the right.
    pub right_bound: bool,
    /// 帳合: sets in order, not stacks of each page.
    pub collate: bool,
    /// Other rows, such as 納期, 担当, 色.
    pub rows: Vec<(String, String)>,
    /// The packet's papers, in order.
    pub papers: Vec<Collated>,
    /// 備考
    pub remarks: String,
}

/// The sheets that one copy takes of a paper.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SheetCount {
    /// Upright.
    pub paper: Size,
    /// Pages of this size.
    pub pages: usize,
    /// Sheets that they take.
    pub sheets: usize,
}

/// The sizes of a PDF's pages, to count sheets by.
///
/// # Errors
/// `M330` the PDF cannot be read.
pub fn page_sizes(pdf: &[u8]) -> Result<Vec<Size>, Finding> {
    let doc = load_untagged(pdf)?;
    page_ids(&doc).into_iter().map(|p| Ok(View::read(&doc, p).ok_or_else(unreadable)?.size())).collect()
}

/// Counts sheets: on both sides two pages that follow each other share one, if they are on the same paper lying
/// the same way. In the order in which papers first come.
pub fn count_sheets(pages: &[Size], sides: Sides) -> Vec<SheetCount> {
    let mut out: Vec<SheetCount> = Vec::new();
    let mut back_of: Option<Size> = None;
    for page in pages {
        let paper = if page.is_landscape() { page.turned() } else { *page };
        if !out.iter().any(|c| c.paper.is_same(paper)) {
            out.push(SheetCount { paper, pages: 0, sheets: 0 });
        }
        let on_back = sides != Sides::One && back_of.is_some_and(|front| front.is_same(*page));
        back_of = (!on_back).then_some(*page);
        if let Some(count) = out.iter_mut().find(|c| c.paper.is_same(paper)) {
            count.pages = count.pages.saturating_add(1);
            count.sheets = count.sheets.saturating_add((!on_back).into());
        }
    }
    out
}

/// Sizes of the text in pt and margins in mm: the first with which all goes on one sheet.
const LOOKS: [(f64, f64); 5] = [(10.5, 20.0), (10.0, 18.0), (9.5, 16.0), (9.0, 15.0), (8.5, 12.0)];

/// Draws the order for printing pages of these sizes ([`page_sizes`]), on one sheet where it fits. A long list of papers
/// goes on on a second one.
///
/// # Errors
/// `M205` an unknown font.
pub fn print_order(order: &PrintOrder, pages: &[Size], font: &str, fonts: &Fonts) -> Result<Pressed, Finding> {
    let pen = Pen::new(fonts, font)?;
    let counts = count_sheets(pages, order.sides);
    let drawn = |(size, margin): (f64, f64)| {
        let mut findings = Vec::new();
        let mut rows = Rows::new(Size::A4, margin * MM, size, &pen, &mut findings);
        title(&mut rows, order);
        facts(&mut rows, order, &counts, pages);
        sheets(&mut rows, order, &counts);
        papers(&mut rows, order);
        if !order.remarks.trim().is_empty() {
            rows.gap();
            rows.fact("備考", &order.remarks);
        }
        (rows.finish(), findings)
    };
    let (sheets, findings) =
        LOOKS.into_iter().map(drawn).find(|(sheets, _)| sheets.len() == 1).unwrap_or_else(|| drawn(LOOKS[0]));
    Ok(Pressed { pdf: print(&sheets, &pen, "印刷指示書", false, 0.0)?, findings })
}

fn title(rows: &mut Rows, order: &PrintOrder) {
    let pen = rows.pen;
    let (size, set) = lines("印刷指示書", rows.width(), &[20.0], 1, true, pen);
    let top = rows.advance(size * 1.9);
    center_lines(rows.sheet(), &set, Size::A4.points().0 / 2.0, top, size, true, pen);
    let copies = order.copies;
    rows.fact("会議名", &order.meeting);
    rows.fact("部数", &format!("{copies} 部"));
}

/// `■両面　□片面`
fn choice(options: &[(&str, bool)]) -> String {
    let shown = options.iter().map(|(word, chosen)| format!("{}{word}", if *chosen { '■' } else { '□' }));
    shown.collect::<Vec<_>>().join("　")
}

fn facts(rows: &mut Rows, order: &PrintOrder, counts: &[SheetCount], pages: &[Size]) {
    let papers: Vec<String> = counts.iter().map(|c| c.paper.to_string()).collect();
    rows.fact("用紙", &papers.join("、"));
    let (sides, binding) = (order.sides, order.binding);
    let edges = sides.edges(pages);
    let all = |edge: &str| sides != Sides::One && edges.iter().all(|said| said.ends_with(edge));
    let (long, short) = (all("長辺とじ"), all("短辺とじ"));
    let listed = order.papers.iter().any(|paper| !paper.sizes.is_empty());
    let mixed = format!("両面（{}）", if listed { "とじる辺は下の表のとおり".to_owned() } else { edges.join("、") });
    let mut options =
        vec![("片面", sides == Sides::One), ("両面（長辺とじ）", long), ("両面（短辺とじ）", short && !long)];
    if sides != Sides::One && !long && !short {
        options.push((&mixed, true));
    }
    rows.fact("印刷面", &choice(&options));
    let edge = if order.right_bound { "右" } else { "左" };
    let options = [
        ("綴じない".to_owned(), Binding::Loose),
        (format!("ホチキス{edge}上１か所"), Binding::Corner),
        (format!("ホチキス{edge}２か所"), Binding::Side),
        ("中綴じ".to_owned(), Binding::Saddle),
    ];
    let options: Vec<(&str, bool)> = options.iter().map(|(word, kind)| (word.as_str(), binding == *kind)).collect();
    rows.fact("綴じ方", &choice(&options));
    if binding != Binding::Loose {
        rows.picture("綴じる位置", 34.0 * MM, |sheet, left, top| {
            staples(sheet, left, top, binding, order.right_bound)
        });
    }
    rows.fact("帳合", &choice(&[("する", order.collate), ("しない（ページごと）", !order.collate)]));
    for (label, text) in &order.rows {
        rows.fact(label, text);
    }
}

/// A small page with its staples.
fn staples(sheet: &mut Sheet, left: f64, top: f64, binding: Binding, right_bound: bool) {
    let (w, h) = (20.0 * MM, 28.0 * MM);
    let (page_left, foot) = (left + 4.0 * MM, top - 3.0 * MM - h);
    let long = 3.5 * MM;
    // from the binding edge inwards
    let x = |from_edge: f64| if right_bound { page_left + w - from_edge } else { page_left + from_edge };
    match binding {
        Binding::Loose => {}
        Binding::Corner => {
            sheet.frame([page_left, foot, w, h], 0.5);
            sheet.line(
                (x(1.5 * MM), foot + h - 1.5 * MM - long * 0.7),
                (x(1.5 * MM + long * 0.7), foot + h - 1.5 * MM),
                1.6,
            );
        }
        Binding::Side => {
            sheet.frame([page_left, foot, w, h], 0.5);
            for at in [0.27, 0.73] {
                let y = foot + h * at;
                sheet.line((x(2.0 * MM), y - long / 2.0), (x(2.0 * MM), y + long / 2.0), 1.6);
            }
        }
        Binding::Saddle => {
            sheet.frame([page_left, foot, 2.0 * w, h], 0.5);
            sheet.dashed((page_left + w, foot), (page_left + w, foot + h), 0.4, 1.5);
            for at in [0.27, 0.73] {
                let y = foot + h * at;
                sheet.line((page_left + w, y - long / 2.0), (page_left + w, y + long / 2.0), 1.6);
            }
        }
    }
}

fn sheets(rows: &mut Rows, order: &PrintOrder, counts: &[SheetCount]) {
    rows.gap();
    rows.heading("用紙の枚数");
    let widths = [0.28, 0.18, 0.18, 0.14, 0.22];
    rows.head(&widths, &["用紙", "ページ数", "1 部の枚数", "部数", "合計枚数"]);
    let copies = order.copies as usize;
    let cells = |name: &str, pages: usize, sheets: usize| {
        let numbers = [pages, sheets, copies, sheets.saturating_mul(copies)].map(|n| grouped(&n.to_string()));
        std::iter::once(name.to_owned()).chain(numbers).collect::<Vec<_>>()
    };
    for count in counts {
        rows.row(&widths, &cells(&count.paper.to_string(), count.pages, count.sheets), NUMBERS);
    }
    if counts.len() > 1 {
        let (pages, sheets) = (counts.iter().map(|c| c.pages).sum(), counts.iter().map(|c| c.sheets).sum());
        rows.row(&widths, &cells("計", pages, sheets), NUMBERS);
    }
}

/// Columns from the second on hold numbers.
const NUMBERS: usize = 1;

fn papers(rows: &mut Rows, order: &PrintOrder) {
    if order.papers.is_empty() {
        return;
    }
    rows.gap();
    rows.heading("帳合の順");
    let noted = order.papers.iter().any(|paper| !paper.note.is_empty());
    let widths: &[f64] = if noted { &[0.06, 0.16, 0.29, 0.12, 0.19, 0.18] } else { &[0.07, 0.19, 0.38, 0.14, 0.22] };
    let mut head = vec!["順", "資料番号", "資料名", "ページ", "用紙・とじる辺"];
    head.extend(noted.then_some("備考"));
    rows.head(widths, &head);
    for (i, paper) in order.papers.iter().enumerate() {
        let mut cells = vec![
            i.saturating_add(1).to_string(),
            paper.number.clone(),
            paper.title.clone(),
            paper.pages.clone(),
            order.sides.edges(&paper.sizes).join("\n"),
        ];
        cells.extend(noted.then(|| paper.note.clone()));
        if rows.row(widths, &cells, usize::MAX) {
            rows.heading("帳合の順（続き）");
            rows.head(widths, &head);
            rows.row(widths, &cells, usize::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_shared_by_pages_on_the_same_paper() {
        let (a4, a3) = (Size::A4, Size::A3.turned());
        let pages = [a4, a4, a4, a3, a3, a4];
        let sheets = |sides| count_sheets(&pages, sides).iter().map(|c| (c.pages, c.sheets)).collect::<Vec<_>>();
        assert_eq!(sheets(Sides::One), [(4, 4), (2, 2)]);
        assert_eq!(sheets(Sides::Two), [(4, 3), (2, 1)]);
        assert_eq!(count_sheets(&pages, Sides::One)[1].paper.to_string(), "A3");
    }

    #[test]
    fn pages_are_turned_as_their_shape_needs() {
        let (a4, a3) = (Size::A4, Size::A3.turned());
        let pages = [a4, a3, a3, a4.turned(), a4];
        assert_eq!(Sides::Two.edges(&pages), ["A4 長辺とじ", "A3（横）短辺とじ", "A4（横）短辺とじ"]);
        assert_eq!(Sides::Two.edges(&[Size::A3]), ["A3 長辺とじ"]);
        assert_eq!(Sides::TwoShort.edges(&[a4]), ["A4 短辺とじ"], "a booklet");
        assert_eq!(Sides::One.edges(&[a4]), ["A4 片面"]);
    }
}
