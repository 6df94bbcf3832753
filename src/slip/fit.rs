//! Fits a slip onto its sheet: one size for all, room shared by need, what is too much on a 別紙.
//!
//! Every height is arithmetic over lines that were broken before, so nothing has to converge: at each size,
//! from the form's down to its floor, the panels are measured, and the first size at which all fit is taken.

use rayon::prelude::*;

use super::blocks::{Block, Cell, Maker, Role, Row};
use super::book::SlipBook;
use super::definition::{FieldKind, SlipForm};
use super::layout::{Body, Page, SetSlip, Table, TableCell, Title, choices, is_marker};
use super::words::{Worded, not_worded};
use super::{Slip, Slips};
use crate::finding::{Finding, quote};
use crate::form::inset_on_grid;
use crate::text::{FontChain, Line, SetCell, SetPara, printable, set_cell, set_heading, set_label};
use crate::told::Faults;
use crate::units::MM;
use crate::{Engine, msg};
use std::sync::Arc;

mod annex;
mod long;
mod share;

use share::share;
pub(super) use share::shared;

/// Steps in which the size goes down, pt.
const STEP: f64 = 0.5;
/// Rounding room, so that a line that fits here fits in Typst.
const SLACK_EM: f64 = 0.02;
/// Sizes of the lines over the panels, pt: the plan's name and the sheet's title.
const TITLE: [f64; 2] = [10.5, 14.0];

/// Widths and heights of a form in pt.
pub(super) struct Sizes {
    pub number: f64,
    pub label: f64,
    pub content: f64,
    pub panel: f64,
    pub gap: f64,
    pub height: f64,
    inset_x: f64,
    /// What the form asks for, mm.
    inset_y: f64,
    line_gap: f64,
}

impl Sizes {
    pub fn of(form: &SlipForm) -> Self {
        let (paper, grid) = (&form.paper, &form.grid);
        let panels = form.panels.len().max(1) as f64;
        let panel = (paper.width - paper.left - paper.right - grid.gap * (panels - 1.0)) / panels * MM;
        Self {
            number: grid.number * MM,
            label: grid.label * MM,
            content: panel - (grid.number + grid.label) * MM,
            panel,
            gap: grid.gap * MM,
            height: (paper.height - paper.top - paper.bottom) * MM,
            inset_x: form.text.inset_x * MM,
            inset_y: form.text.inset_y,
            line_gap: form.text.line_gap,
        }
    }

    fn pitch(&self, size: f64) -> f64 {
        size * (1.0 + self.line_gap)
    }

    /// Room between rule and text, above and below.
    fn inset(&self, size: f64) -> f64 {
        inset_on_grid(size, self.line_gap, self.inset_y)
    }

    /// A row of `lines` lines: a whole number of pitches.
    fn row(&self, size: f64, lines: usize) -> f64 {
        size + (lines.max(1) as f64 - 1.0) * self.pitch(size) + 2.0 * self.inset(size)
    }

    /// A page of `size`.
    fn page(&self, size: f64, titles: Vec<Title>) -> Page {
        Page { size, gap: size * self.line_gap, inset_y: self.inset(size), titles, ..Page::default() }
    }

    /// Whole em of text in a cell of this width.
    fn room(&self, size: f64, width: f64) -> i32 {
        (((width - 2.0 * self.inset_x) / size - SLACK_EM).floor() as i32).max(1) * 1000
    }
}

struct Fonts {
    plain: FontChain,
    bold: FontChain,
}

/// A block with its lines.
struct SetBlock {
    block: Block,
    label: SetCell,
    /// Lines of each cell of each row.
    cells: Vec<Vec<SetCell>>,
}

/// What is cut away from the answers of a panel: rows keep at most so many lines.
type Cap = Option<usize>;

struct Fit<'a> {
    book: &'a Slips,
    words: &'a Worded,
    sizes: &'a Sizes,
    fonts: &'a Fonts,
}

/// Fits every slip on its sheet. Slips that a book has that was set `before` are not measured again.
///
/// # Errors
/// `M078` words that cannot be made for these years, `M205` an unknown font.
pub fn fit_book(engine: &Engine, book: Slips, before: Option<&SlipBook>) -> Result<SlipBook, Faults> {
    let form = &book.form;
    let words =
        Worded::new(form, &book.years, &book.meta).map_err(|fault| Finding::error("M078", not_worded(&fault)))?;
    let (plain, bold) = engine.chains(&form.text.font)?;
    let before = before.filter(|old| {
        let same = old.slips.form == *form && old.slips.years == book.years && old.slips.meta == book.meta;
        same && old.fonts.0.is(&plain) && old.fonts.1.is(&bold)
    });
    let fonts = Fonts { plain, bold };
    let sizes = Sizes::of(form);
    let fit = Fit { book: &book, words: &words, sizes: &sizes, fonts: &fonts };
    let one = |(n, slip): (usize, &Slip)| {
        let same = before.filter(|old| old.slips.slips.get(n) == Some(slip));
        same.map(|old| (Arc::clone(&old.set[n]), Arc::clone(&old.told[n]))).unwrap_or_else(|| {
            let (set, findings) = fit.slip(slip);
            (Arc::new(set), findings.into())
        })
    };
    let (set, told) = book.slips.par_iter().enumerate().map(one).unzip();
    Ok(SlipBook { set, told, fonts: (fonts.plain, fonts.bold), slips: book })
}

impl Fit<'_> {
    fn slip(&self, slip: &Slip) -> (SetSlip, Vec<Finding>) {
        let text = &self.book.form.text;
        let mut size = text.size;
        let mut sent: Vec<(usize, usize)> = Vec::new();
        let mut long = Vec::new();
        let (set, findings) = loop {
            let maker = Maker { book: self.book, words: self.words, slip, sent: &sent };
            let panels: Vec<Vec<SetBlock>> = maker.panels().into_iter().map(|p| self.set_panel(p, size)).collect();
            let fits = |cap: Cap| panels.iter().all(|p| self.need(p, size, cap) <= self.sizes.height + 0.01);
            if fits(None) {
                break self.finish(slip, &maker, panels, size, &[], &sent);
            }
            if size == text.size && sent.is_empty() {
                long = self.too_long(slip, &panels);
            }
            if size - STEP >= text.floor - 1e-9 {
                size -= STEP;
                continue;
            }
            // the floor: the longest answers of a panel that is too full go on in a 別紙
            let caps: Vec<Cap> = panels.iter().map(|p| self.cap(p, size)).collect();
            let full = panels.iter().zip(&caps).any(|(p, cap)| self.need(p, size, *cap) > self.sizes.height + 0.01);
            match full.then(|| self.sendable(slip, &sent)).flatten() {
                Some(field) => {
                    // without it the rest may fit in the full size
                    sent.push((field, sent.len() + 1));
                    size = text.size;
                }
                None => break self.finish(slip, &maker, panels, size, &caps, &sent),
            }
        };
        let told = long.iter().map(|long| self.tell(slip, long, &set)).chain(findings).collect();
        (set, told)
    }

    /// The next answer that goes to a 別紙 whole: a small table, then the longest text that stands in words.
    fn sendable(&self, slip: &Slip, sent: &[(usize, usize)]) -> Option<usize> {
        let fields = &self.book.form.fields;
        let free = |f: &usize| !sent.iter().any(|(s, _)| s == f);
        let length = |f: usize| {
            let answer = &slip.answers[f];
            let table = answer.table.as_ref().map_or(0, |t| t.rows.len());
            answer.text.chars().count() + answer.notes.chars().count() + table * 1000
        };
        let results =
            (0..fields.len()).filter(free).filter(|f| fields[*f].kind == FieldKind::Results && length(*f) > 60);
        let texts = (0..fields.len()).filter(free).filter(|f| fields[*f].kind == FieldKind::Text && length(*f) > 60);
        results.max_by_key(|f| length(*f)).or_else(|| texts.max_by_key(|f| length(*f)))
    }

    fn set_panel(&self, blocks: Vec<Block>, size: f64) -> Vec<SetBlock> {
        let Fonts { plain, bold } = self.fonts;
        let rules = self.book.form.text.rules;
        let room = |width: f64| self.sizes.room(size, width);
        blocks
            .into_iter()
            .map(|block| {
                let wide = if block.number.is_empty() { self.sizes.number } else { 0.0 };
                let label = set_heading(&printable(&block.label, plain), plain, room(self.sizes.label + wide), rules);
                let set = |cell: &Cell| {
                    let width = room((cell.to - cell.from) * self.sizes.content);
                    match cell.role {
                        Role::Heading => set_heading(&printable(&cell.text, bold), bold, width, rules),
                        Role::Column | Role::RowLabel => {
                            set_heading(&printable(&cell.text, plain), plain, width, rules)
                        }
                        Role::Note | Role::Boxes => {
                            let text = printable(&whole_options(&cell.text, plain, width), plain);
                            set_cell(&text, plain, width, rules)
                        }
                        Role::Name(_) => set_label(&printable(&cell.text, bold), bold, width, rules),
                        _ => set_cell(&printable(&cell.text, plain), plain, width, rules),
                    }
                };
                let cells = block.rows.iter().map(|r| r.cells.iter().map(set).collect()).collect();
                SetBlock { block, label, cells }
            })
            .collect()
    }

    /// Least heights of a block's rows. Where answers are cut, empty ones give their room to them.
    fn needs(&self, block: &SetBlock, size: f64, cap: Cap) -> Vec<f64> {
        self.needs_of(block, size, cap, cap.is_none())
    }

    /// The same; `roomy`: rows keep the lines that they have for an empty answer.
    fn needs_of(&self, block: &SetBlock, size: f64, cap: Cap, roomy: bool) -> Vec<f64> {
        let mut needs: Vec<f64> = block
            .block
            .rows
            .iter()
            .zip(&block.cells)
            .map(|(row, cells)| {
                let lines = row.cells.iter().zip(cells).map(|(cell, set)| kept(cell, set, cap)).max().unwrap_or(1);
                self.sizes.row(size, lines.max(if roomy { row.least } else { 1 }))
            })
            .collect();
        let lack = self.sizes.row(size, block.label.line_count()) - needs.iter().sum::<f64>();
        if lack > 0.0 {
            let at = block.block.rows.iter().rposition(|r| r.weight > 0.0).unwrap_or(needs.len().saturating_sub(1));
            match needs.get_mut(at) {
                Some(need) => *need += lack,
                None => needs.push(lack),
            }
        }
        needs
    }

    fn need(&self, panel: &[SetBlock], size: f64, cap: Cap) -> f64 {
        panel.iter().flat_map(|b| self.needs(b, size, cap)).sum()
    }

    /// The most lines that answers may keep so that the panel fits; `None` when it does anyway.
    fn cap(&self, panel: &[SetBlock], size: f64) -> Cap {
        let fits = |cap: Cap| self.need(panel, size, cap) <= self.sizes.height + 0.01;
        if fits(None) {
            return None;
        }
        let most = panel.iter().flat_map(|b| b.cells.iter().flatten()).map(SetCell::line_count).max().unwrap_or(1);
        // with all their lines, but without the room of empty ones, answers may fit that would have a line in a 別紙
        (1..=most).rev().find(|cap| fits(Some(*cap))).or(Some(1))
    }

    fn finish(
        &self,
        slip: &Slip,
        maker: &Maker,
        panels: Vec<Vec<SetBlock>>,
        size: f64,
        caps: &[Cap],
        sent: &[(usize, usize)],
    ) -> (SetSlip, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut rests = Vec::new();
        let mut tables = Vec::new();
        for (p, mut panel) in panels.into_iter().enumerate() {
            let cap = caps.get(p).copied().flatten();
            let needs: Vec<Vec<f64>> = panel.iter().map(|b| self.needs(b, size, cap)).collect();
            if needs.iter().flatten().sum::<f64>() > self.sizes.height + 0.01 {
                let mut finding = Finding::error(
                    "M126",
                    msg!(
                        "見出しや短い欄の文が長すぎて、1 枚に入りません",
                        "labels and short answers are too long for one sheet"
                    ),
                )
                .hint(msg!("重点施策や選択の欄の文を短くしてください", "shorten the texts of short fields"));
                finding.place.clone_from(&slip.place);
                findings.push(finding);
            }
            for block in &mut panel {
                annex::cut(block, cap, sent.len(), &mut rests);
            }
            let heights = share(&needs, &panel, self.sizes.height, self.sizes.pitch(size));
            let x = p as f64 * (self.sizes.panel + self.sizes.gap);
            tables.push(self.table(&panel, &heights, x));
        }
        let mut sheet = Page { tables, ..self.sizes.page(size, self.titles(maker)) };
        let count = rests.len() + sent.len();
        let (annex, stands) = annex::pages(self, slip, rests, sent);
        annex::link(&mut sheet, sent, &stands);
        let pages = std::iter::once(sheet).chain(annex).collect();
        if count > 0 {
            let name = quote(&self.name(slip));
            let mut finding = Finding::info(
                "M128",
                msg!(
                    "「{name}」は 1 枚に入らないので、{count} つの答えを別紙に送りました",
                    "\"{name}\" is too long for a sheet: {count} answers go on in a supplement"
                ),
            );
            finding.place.clone_from(&slip.place);
            findings.push(finding);
        }
        let bookmarks = self.book.form.bookmarks.iter().map(|&f| slip.answers[f].text.replace('\n', "")).collect();
        (SetSlip { size, pages, bookmarks }, findings)
    }

    fn name(&self, slip: &Slip) -> String {
        self.book.form.bookmarks.last().map_or(String::new(), |&f| slip.answers[f].text.replace('\n', ""))
    }

    /// The lines over the panels, the last one right above them: see [`titles_height`].
    fn titles(&self, maker: &Maker) -> Vec<Title> {
        let mut titles = maker.titles();
        if titles.is_empty() {
            titles.push(self.book.form.title.clone());
        }
        if let (Some(own), Some(last)) = (&self.book.meta.title, titles.last_mut()) {
            last.clone_from(own);
        }
        let mut out: Vec<Title> = Vec::new();
        for (i, text) in titles.into_iter().rev().enumerate() {
            let size = if i == 0 { TITLE[1] } else { TITLE[0] };
            let y = -titles_height(i + 1);
            out.push(Title { y, size, text: printable(&text, &self.fonts.plain), level: usize::from(i == 0) });
        }
        out.reverse();
        out.retain(|t| !t.text.trim().is_empty());
        out
    }

    fn table(&self, panel: &[SetBlock], heights: &[Vec<f64>], x: f64) -> Table {
        let Sizes { number, label, content, .. } = *self.sizes;
        let begin = number + label;
        let mut edges = vec![0.0, number, begin, begin + content];
        for cell in panel.iter().flat_map(|b| b.block.rows.iter().flat_map(|r| &r.cells)) {
            edges.extend([begin + cell.from * content, begin + cell.to * content]);
        }
        let (widths, at) = columns(edges);
        let mut cells = Vec::new();
        let mut y = 0;
        for (block, rows) in panel.iter().zip(heights) {
            let span = rows.len();
            let from = usize::from(!block.block.number.is_empty());
            if from == 1 {
                let number = SetCell { paras: vec![mark(block.block.number.clone())] };
                cells.push(TableCell {
                    x: 0,
                    y,
                    colspan: 1,
                    rowspan: span,
                    kind: "number",
                    level: 0,
                    body: self.body(&number, &[]),
                    options: Vec::new(),
                });
            }
            cells.push(TableCell {
                x: from,
                y,
                colspan: 2 - from,
                rowspan: span,
                kind: "label",
                level: 0,
                body: self.body(&block.label, &block.block.named),
                options: Vec::new(),
            });
            for (r, (row, set)) in block.block.rows.iter().zip(&block.cells).enumerate() {
                // what a choice answers stands before it
                let choice = matches!(row.cells.as_slice(), [Cell { role: Role::Short, .. }, _, ..]);
                for (i, (cell, set)) in row.cells.iter().zip(set).enumerate() {
                    let (x, end) = (at(begin + cell.from * content), at(begin + cell.to * content));
                    let whole = self.table_cell(cell, set, (x, y + r), end - x);
                    cells.push(if choice && i == 0 { TableCell { kind: "choice", ..whole } } else { whole });
                }
            }
            y += span;
        }
        Table { x, y: 0.0, widths, heights: heights.iter().flatten().copied().collect(), cells }
    }

    fn body(&self, set: &SetCell, fields: &[usize]) -> Body {
        Body { cell: set.clone(), raise: 1.0 + self.sizes.line_gap, fields: fields.to_vec(), of: None }
    }

    fn table_cell(&self, cell: &Cell, set: &SetCell, (x, y): (usize, usize), colspan: usize) -> TableCell {
        let (kind, level) = match cell.role {
            Role::Text => ("text", 0),
            Role::Short | Role::Boxes => ("short", 0),
            Role::Name(level) => ("name", level),
            Role::Heading => ("heading", 0),
            Role::Column => ("column", 0),
            Role::RowLabel => ("row", 0),
            Role::Number => ("figure", 0),
            Role::Middle => ("middle", 0),
            Role::Note => ("note", 0),
        };
        let options = match cell.role {
            Role::Note | Role::Boxes => choices(set, &self.fonts.plain, self.book.form.text.rules),
            _ => Vec::new(),
        };
        TableCell { x, y, colspan, rowspan: 1, kind, level, body: self.body(set, &cell.fields), options }
    }
}

/// Widths between edges, and which column begins at an edge.
pub(super) fn columns(mut edges: Vec<f64>) -> (Vec<f64>, impl Fn(f64) -> usize) {
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    let widths = edges.windows(2).map(|w| w[1] - w[0]).collect();
    (widths, move |x: f64| edges.iter().position(|e| (e - x).abs() < 0.02).unwrap_or(0))
}

/// Lines that a cell keeps.
fn kept(cell: &Cell, set: &SetCell, cap: Cap) -> usize {
    let lines = set.line_count();
    match cap {
        Some(cap) if cell.answer.is_some() => lines.min(cap),
        _ => lines,
    }
}

/// Options or check boxes in lines, each whole where it fits into one.
fn whole_options(text: &str, fonts: &FontChain, room: i32) -> String {
    let width = |t: &str| t.chars().map(|c| fonts.advance(c)).sum::<i32>();
    let mut out = String::new();
    let mut used = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let next = rest
            .char_indices()
            .zip(rest.chars().skip(1))
            .find(|((i, c), after)| *i > 0 && *c == '\u{3000}' && is_marker(*after));
        let end = next.map_or(rest.len(), |((i, _), _)| i);
        // a line break in what is filled in would end the option
        let own =
            if rest.starts_with(is_marker) { rest[..end].replace('\n', "\u{3000}") } else { rest[..end].to_owned() };
        let option = own.as_str();
        let last = option.rsplit('\n').next().unwrap_or(option);
        let more = if out.is_empty() { 0 } else { 1000 };
        if !out.is_empty() {
            if used + more + width(option) > room {
                (out.push('\n'), used = 0)
            } else {
                (out.push('\u{3000}'), used += more)
            };
        }
        out.push_str(option);
        used = if option.contains('\n') { width(last) } else { used + width(last) };
        rest = rest[end..].strip_prefix('\u{3000}').unwrap_or("");
    }
    out
}

/// A paragraph of its own.
/// How far the lines over the panels reach up from them, pt.
pub fn titles_height(lines: usize) -> f64 {
    3.0 * MM + TITLE[1] + lines.saturating_sub(1) as f64 * (TITLE[0] + 1.6 * MM)
}

fn mark(text: String) -> SetPara {
    SetPara { indent: 0, hang: 0, lines: vec![Line::plain(text)] }
}

/// A row of a small table is no higher than this share of a column.
fn row_height(fit: &Fit, size: f64, row: &Row, width: f64) -> (Vec<SetCell>, f64) {
    let set = |cell: &Cell| {
        let room = fit.sizes.room(size, (cell.to - cell.from) * width);
        set_cell(&printable(&cell.text, &fit.fonts.plain), &fit.fonts.plain, room, fit.book.form.text.rules)
    };
    let cells: Vec<SetCell> = row.cells.iter().map(set).collect();
    let lines = cells.iter().map(SetCell::line_count).max().unwrap_or(1);
    (cells, fit.sizes.row(size, lines))
}
