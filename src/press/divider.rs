//! Divider sheets (仕切り紙): 資料番号 and title in large type, with an index tab down the edge if wanted.

use super::Pressed;
use super::draw::{BLACK, Pen, Sheet, draw};
use super::finish::{NewDocument, load, page_ids, unreadable};
use super::graft::Graft;
use super::page::View;
use super::size::Size;
use crate::finding::Finding;
use crate::form::CLEAR;
use crate::text::{EM, Rules, is_attached, set_heading};
use crate::typeset::Fonts;
use crate::units::MM;

use lopdf::dictionary;

/// What stands on a divider.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Divider {
    /// 資料２－１ or the like; also the text of the tab, which has the title without it.
    pub number: String,
    /// What stands on it.
    pub title: String,
}

/// How dividers look.
#[derive(Debug, Clone, PartialEq)]
pub struct DividerStyle {
    /// Family of its text.
    pub font: String,
    /// The sheet.
    pub paper: Size,
    /// Black tabs with the number, each a step lower than the one before.
    pub tabs: bool,
    /// Tabs on the left edge: packets bound on the right.
    pub right_bound: bool,
}

impl Default for DividerStyle {
    fn default() -> Self {
        Self { font: "BIZ UDGothic".to_owned(), paper: Size::A4, tabs: false, right_bound: false }
    }
}

/// Sizes in pt that are tried for a title, until it takes at most [`LINES`] lines.
const TITLE_SIZES: [f64; 9] = [30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0];
const LINES: usize = 5;
const NUMBER_SIZES: [f64; 4] = [48.0, 40.0, 32.0, 24.0];
/// Room at both sides of the texts, in mm.
const SIDE: f64 = 28.0;
/// Width of a tab in mm; office printers leave the outer part of it white.
const TAB: f64 = 17.0;
/// Ink goes so far beyond the edge of the sheet (塗り足し), in mm: no white is left where a printer's knife is off.
const BLEED: f64 = 3.0;
/// Tabs are at most so high, in mm, and so far from the corners of the paper.
const TAB_HEIGHT: f64 = 32.0;
const TAB_FROM: f64 = 15.0;
/// More tabs start again at the top.
const TABS: usize = 12;
const LEADING: f64 = 1.35;

/// Draws a divider for each paper, a page each. The sheet is the TrimBox of its page, with 3 mm of bleed round it for the
/// printer's knife (ISO 32000-1 14.11.2); viewers and office printers, which go by the CropBox, have the sheet alone.
///
/// Long titles are broken between phrases and set smaller. Characters without a glyph become 〓 and are named.
///
/// # Errors
/// `M205` an unknown font.
pub fn dividers(list: &[Divider], style: &DividerStyle, fonts: &Fonts) -> Result<Pressed, Finding> {
    let pen = Pen::new(fonts, &style.font)?;
    let mut findings = Vec::new();
    let sheets: Vec<Sheet> =
        list.iter().enumerate().map(|(i, d)| sheet(d, i, list.len(), style, &pen, &mut findings)).collect();
    Ok(Pressed { pdf: print(&sheets, &pen, "仕切り紙", style.right_bound, BLEED)?, findings })
}

/// Draws sheets and writes them as a PDF of ours, with `bleed` mm of what is drawn beyond their edges.
pub(crate) fn print(
    sheets: &[Sheet],
    pen: &Pen,
    title: &str,
    right_to_left: bool,
    bleed: f64,
) -> Result<Vec<u8>, Finding> {
    let drawn = load(&draw(&sheets.iter().collect::<Vec<_>>(), pen))?;
    let mut new = NewDocument::new(title, right_to_left);
    let mut graft = Graft::new(&drawn);
    let around = bleed * MM;
    for (page, sheet) in page_ids(&drawn).into_iter().zip(sheets) {
        let view = View::read(&drawn, page).ok_or_else(unreadable)?;
        let [x0, y0, x1, y1] = view.bounds;
        let view = View { bounds: [x0 - around, y0 - around, x1 + around, y1 + around], ..view };
        let form = graft.page(&mut new.doc, page, view).map_err(|_| unreadable())?;
        let forms = dictionary! { "XObject" => dictionary! { "D" => form } };
        let (content, size) = ("/D Do\n".to_owned(), (sheet.width, sheet.height));
        if bleed > 0.0 { new.page_to_trim(size, around, content, forms) } else { new.page(size, content, forms) }
    }
    new.write()
}

/// The lines of a heading in the middle of a sheet, and their size out of `sizes` (largest first): large, in few and
/// even lines, words whole. At most `most` lines, if any size allows it.
pub(crate) fn lines(text: &str, width: f64, sizes: &[f64], most: usize, bold: bool, pen: &Pen) -> (f64, Vec<String>) {
    let set = |em: i32| -> Vec<String> {
        let cell = set_heading(text, pen.chain(bold), em, Rules::default());
        cell.paras.iter().flat_map(|p| p.lines.iter().map(|l| l.text.trim_end().to_owned())).collect()
    };
    let largest = sizes.first().copied().unwrap_or(7.0);
    let smallest = sizes.last().copied().unwrap_or(7.0);
    let mut best: Option<(f64, f64, Vec<String>)> = None;
    for size in sizes {
        let room = (width / size) as i32;
        for em in ((room / 2).max(1)..=room).rev() {
            let lines = set(em.saturating_mul(EM));
            let fits = lines.len() <= most && lines.iter().all(|l| pen.width(l, *size, bold) <= width);
            let cost = (largest - size) + ugliness(&lines, bold, pen);
            if fits && best.as_ref().is_none_or(|b| cost < b.0) {
                best = Some((cost, *size, lines));
            }
        }
    }
    match best {
        Some((_, size, lines)) => (size, lines),
        None => (smallest, set((width / smallest * f64::from(EM)) as i32)),
    }
}

/// What a heading's lines cost, in points of type size that one would give up for better ones.
fn ugliness(lines: &[String], bold: bool, pen: &Pen) -> f64 {
    const LINE: f64 = 6.0;
    const WORD: f64 = 12.0;
    const SHORT: f64 = 10.0;
    let breaks = lines.windows(2).map(|pair| {
        match (pair.first().and_then(|a| a.chars().last()), pair.last().and_then(|b| b.chars().next())) {
            (Some(a), Some(b)) if is_ideograph(a) && is_ideograph(b) => {
                if ENDS.contains(a) {
                    0.3
                } else {
                    1.0
                }
            }
            _ => 0.0,
        }
    });
    let widths: Vec<f64> = lines.iter().map(|l| pen.width(l, 1.0, bold)).collect();
    let widest = widths.iter().copied().fold(0.0, f64::max);
    let shorts = widths.iter().filter(|w| **w < widest * 0.45).count() as f64;
    LINE * lines.len().saturating_sub(1) as f64 + WORD * breaks.sum::<f64>() + SHORT * shorts
}

/// Words often end in these: 令和７年度, 第１回, 汐見原市, 福祉部.
const ENDS: &str = "度回期年月日市町村県区部課局会";

fn is_ideograph(c: char) -> bool {
    ('一'..='鿿').contains(&c)
}

fn sheet(
    divider: &Divider,
    index: usize,
    all: usize,
    style: &DividerStyle,
    pen: &Pen,
    findings: &mut Vec<Finding>,
) -> Sheet {
    let (width, height) = style.paper.points();
    let mut out = Sheet::new(width, height);
    let number = pen.clean(&divider.number, findings);
    let title = pen.clean(&divider.title, findings);
    let (center, room) = (width / 2.0, width - 2.0 * SIDE * MM);
    // a third from the top, as the eye takes it for the middle
    let mut y = height * 0.64;
    if !number.is_empty() {
        let (size, set) = lines(&number, room, &NUMBER_SIZES, 1, true, pen);
        let widest = set.iter().map(|l| pen.width(l, size, true)).fold(0.0, f64::max);
        let (pad_x, pad_y) = (size * 0.5, size * 0.35);
        let high = size * LEADING * (set.len() as f64 - 1.0) + size;
        out.frame([center - widest / 2.0 - pad_x, y - pad_y, widest + 2.0 * pad_x, high + 2.0 * pad_y], 1.2);
        center_lines(&mut out, &set, center, y + high, size, true, pen);
        y -= pad_y + 18.0 * MM;
    }
    let (size, set) = lines(&title, room, &TITLE_SIZES, LINES, true, pen);
    center_lines(&mut out, &set, center, y, size, true, pen);
    if style.tabs {
        let text = if number.is_empty() { &title } else { &number };
        tab(&mut out, text, index, all, style, pen);
    }
    out
}

/// Lines in the middle of `center`, the first one's upper edge at `top`.
pub(crate) fn center_lines(out: &mut Sheet, set: &[String], center: f64, top: f64, size: f64, bold: bool, pen: &Pen) {
    for (i, line) in set.iter().enumerate() {
        let y = top - size * 0.88 - i as f64 * size * LEADING;
        out.text(center - pen.width(line, size, bold) / 2.0, y, size, bold, line);
    }
}

fn tab(out: &mut Sheet, text: &str, index: usize, all: usize, style: &DividerStyle, pen: &Pen) {
    let steps = all.clamp(1, TABS);
    let room = out.height - 2.0 * TAB_FROM * MM;
    let step = (room / steps as f64).min(TAB_HEIGHT * MM);
    let high = step - 1.5 * MM;
    let top = out.height - TAB_FROM * MM - step * (index % TABS) as f64;
    let (left, wide) = (if style.right_bound { 0.0 } else { out.width - TAB * MM }, TAB * MM);
    let from = if style.right_bound { left - BLEED * MM } else { left };
    out.fill([from, top - high, wide + BLEED * MM, high], BLACK);
    // the outer part may stay white in print
    let text_width = wide - CLEAR * MM;
    let middle = if style.right_bound { left + wide - text_width / 2.0 } else { left + text_width / 2.0 };
    let set = stacked(text);
    let level = |line: &String| TAB_SIZE.min((text_width - 2.0) / pen.width(line, 1.0, true).max(1.0));
    let mut sizes: Vec<f64> = set.iter().map(level).collect();
    let all_high = sizes.iter().sum::<f64>() * STACKED;
    let squeeze = ((high - 2.0 * MM) / all_high).min(1.0);
    sizes.iter_mut().for_each(|size| *size *= squeeze);
    let mut y = top - (high - all_high * squeeze) / 2.0;
    for (line, size) in set.iter().zip(sizes) {
        out.gray_text(
            (middle - pen.width(line, size, true) / 2.0, y - size * (STACKED + 0.76) / 2.0),
            size,
            true,
            1.0,
            line,
        );
        y -= size * STACKED;
    }
}

/// Size of a tab's text in pt, if it fits, and the leading of its stacked characters.
const TAB_SIZE: f64 = 13.0;
const STACKED: f64 = 1.15;

/// A text as it stands in a narrow tab: characters one under another, numbers and Latin words level and narrow.
fn stacked(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut joins = false;
    for c in text.chars().map(narrow) {
        if matches!(c, ' ' | '\u{3000}' | '\n') {
            joins = false;
            continue;
        }
        let level = c.is_ascii_graphic();
        match out.last_mut() {
            Some(last) if (joins && level) || is_attached(c) => last.push(c),
            _ => out.push(c.to_string()),
        }
        joins = level;
    }
    out
}

/// Full-width letters, digits and hyphens as ASCII.
fn narrow(c: char) -> char {
    match c {
        '‐' | '−' | '–' => '-',
        // U+FF01 to U+FF5E stand as far from ASCII
        '！'..='～' => char::from_u32((c as u32).saturating_sub(0xFEE0)).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{TITLE_SIZES, lines, stacked};
    use crate::press::draw::Pen;
    use crate::typeset::Fonts;

    #[test]
    fn titles_break_between_words() {
        let pen = Pen::new(&Fonts::builtin(), "BIZ UDGothic").unwrap();
        let set = |text| lines(text, 436.0, &TITLE_SIZES, 5, true, &pen);
        assert_eq!(set("掲載事業一覧"), (30.0, vec!["掲載事業一覧".to_owned()]));
        // smaller rather than with one word below
        assert_eq!(set("第４期汐見原市地域福祉計画の概要").1.len(), 1);
        assert_eq!(
            set("令和７年度第１回汐見原市地域福祉計画推進会議").1,
            ["令和７年度第１回汐見原市", "地域福祉計画推進会議"]
        );
        assert_eq!(set("").1, [""; 0]);
    }

    #[test]
    fn tabs_keep_numbers_level() {
        assert_eq!(stacked("資料２－１"), ["資", "料", "2-1"]);
        assert_eq!(stacked("参考資料 No.12"), ["参", "考", "資", "料", "No.12"]);
        assert_eq!(stacked("葛\u{E0100}城"), ["葛\u{E0100}", "城"]);
    }
}
