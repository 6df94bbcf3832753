//! The 別紙: what did not fit on the sheet, in columns as wide as a panel.

use std::ops::Range;

use super::super::Slip;
use super::super::blocks::{Role, as_annexed, grid_rows};
use super::super::layout::{Page, Table, Text, Title, unset};
use super::{Cap, Fit, SetBlock, TITLE, columns, mark, row_height};
use crate::text::{Line, SetCell, SetPara, Span, Style, printable, set_cell, set_heading};

/// The rest of an answer, and where it belongs.
pub struct Rest {
    number: usize,
    title: String,
    text: String,
    field: Option<usize>,
}

/// Cuts the answers of a block to their lines and says at the place where they go on.
pub fn cut(block: &mut SetBlock, cap: Cap, before: usize, rests: &mut Vec<Rest>) {
    let Some(cap) = cap else { return };
    let label = block.block.label.replace('\n', "");
    let mut heading = String::new();
    for (row, cells) in block.block.rows.iter().zip(&mut block.cells) {
        for (cell, set) in row.cells.iter().zip(cells) {
            if cell.role == Role::Heading {
                heading = cell.text.replace('\n', "");
            }
            if cell.answer.is_none() || set.line_count() <= cap {
                continue;
            }
            let number = before + rests.len() + 1;
            let keep = cap - 1;
            let (mut head, text) = cut_at_sentence(set, keep);
            let mut note = mark(if keep == 0 { as_annexed(number) } else { format!("（別紙{number}に続く）") });
            lead(&mut note, number);
            head.paras.push(note);
            *set = head;
            let place: Vec<&str> = [block.block.number.as_str(), label.as_str(), heading.as_str()]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect();
            rests.push(Rest { number, title: place.join("　"), text, field: cell.answer });
        }
    }
}

/// Makes the text of a paragraph a link.
fn lead(para: &mut SetPara, page: usize) {
    for line in &mut para.lines {
        lead_part(line, 0..line.text.len(), page);
    }
}

/// The same of a part of a line. What stands out in it stays as it is.
fn lead_part(line: &mut Line, part: Range<usize>, page: usize) {
    let mut at = part.start;
    let mut plain = Vec::new();
    for span in line.spans.iter_mut().filter(|s| s.range.start < part.end && part.start < s.range.end) {
        span.style.page = Some(page);
        plain.push(at..span.range.start.max(at));
        at = span.range.end;
    }
    plain.push(at..part.end.max(at));
    let linked = plain.into_iter().filter(|range| !range.is_empty());
    line.spans.extend(linked.map(|range| Span::new(range, Style { page: Some(page), ..Style::default() })));
    line.spans.sort_by_key(|span| span.range.start);
}

/// Links the words of a sheet that name its 別紙 to the pages where these stand. Until now the links of answers that were
/// cut have had the number of the 別紙 for a page.
pub fn link(sheet: &mut Page, sent: &[(usize, usize)], stands: &[usize]) {
    let page = |number: usize| number.checked_sub(1).and_then(|n| stands.get(n)).copied();
    for body in sheet.tables.iter_mut().flat_map(|table| &mut table.cells).map(|cell| &mut cell.body) {
        for para in &mut body.cell.paras {
            for span in para.lines.iter_mut().flat_map(|line| &mut line.spans) {
                span.style.page = span.style.page.and_then(page);
            }
        }
        let here: Vec<usize> = sent.iter().filter(|(field, _)| body.fields.contains(field)).map(|(_, n)| *n).collect();
        for (number, page) in here.into_iter().filter_map(|n| Some((n, page(n)?))) {
            let words = as_annexed(number);
            for line in body.cell.paras.iter_mut().flat_map(|para| &mut para.lines) {
                if let Some(at) = line.text.find(&words) {
                    lead_part(line, at..at + words.len(), page);
                }
            }
        }
    }
}

/// A cut looks back so far for the end of a sentence, lines.
const BACK: usize = 3;

/// The first `keep` lines of a cell, or some less where a sentence ends, and the rest as text.
fn cut_at_sentence(set: &SetCell, keep: usize) -> (SetCell, String) {
    let (mut head, mut tail) = set.split_at_line(keep);
    let parted = head.paras.len() + tail.paras.len() > set.paras.len();
    if let (Some(para), Some(next), true) = (head.paras.last_mut(), tail.paras.first_mut(), parted) {
        let from = para.lines.len().saturating_sub(BACK);
        if let Some((n, end)) = (from..para.lines.len()).rev().find_map(|n| Some((n, sentence_end(&para.lines[n])?))) {
            let mut moved = para.lines.split_off(n + 1);
            moved.insert(0, para.lines[n].split_off(end));
            next.lines.splice(0..0, moved);
        }
    }
    (head, unset(&tail))
}

/// Where the last sentence of a line ends, bytes.
fn sentence_end(line: &Line) -> Option<usize> {
    let ends = line.text.rmatch_indices('。').map(|(at, end)| at + end.len());
    ends.into_iter().find(|end| line.spans.iter().all(|s| !(s.range.start < *end && *end < s.range.end)))
}

/// Fills pages column by column.
struct Writer<'a, 'b> {
    fit: &'a Fit<'b>,
    title: String,
    /// Depth of the title as a heading: below the sheet's names.
    level: usize,
    pages: Vec<Page>,
    /// The page of each 別紙, by its number; the sheet is page 1.
    stands: Vec<usize>,
    column: usize,
    y: f64,
}

/// The pages behind the sheet, and on which of them, counted from the sheet as page 1, each 別紙 begins.
pub fn pages(fit: &Fit, slip: &Slip, rests: Vec<Rest>, sent: &[(usize, usize)]) -> (Vec<Page>, Vec<usize>) {
    if rests.is_empty() && sent.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let title = printable(&format!("別紙　{}", fit.name(slip)), &fit.fonts.plain);
    let names = fit.book.form.bookmarks.iter().filter(|&&f| !slip.answers[f].text.is_empty()).count();
    let level = names + 2;
    let mut writer = Writer { fit, title, level, pages: Vec::new(), stands: Vec::new(), column: usize::MAX, y: 0.0 };
    for &(field, number) in sent {
        let answer = &slip.answers[field];
        writer.heading(number, &fit.words.headings[field][0]);
        writer.text(&answer.text, Some(field));
        if let Some(table) = &answer.table {
            writer.table(table, field);
        }
        writer.text(&answer.notes, Some(field));
    }
    for rest in rests {
        writer.heading(rest.number, &rest.title);
        writer.text(&rest.text, rest.field);
    }
    (writer.pages, writer.stands)
}

impl Writer<'_, '_> {
    fn size(&self) -> f64 {
        self.fit.book.form.text.size
    }

    fn pitch(&self) -> f64 {
        self.fit.sizes.pitch(self.size())
    }

    fn left(&self) -> f64 {
        self.fit.sizes.height - self.y
    }

    fn x(&self) -> f64 {
        self.column as f64 * (self.fit.sizes.panel + self.fit.sizes.gap)
    }

    /// Makes room for `height`, in the next column if need be.
    fn room(&mut self, height: f64) {
        let columns = self.fit.book.form.panels.len();
        if self.column < columns && self.left() >= height - 0.01 {
            return;
        }
        self.y = 0.0;
        self.column = self.column.saturating_add(1);
        if self.column >= columns {
            self.column = 0;
            let title = Title {
                y: -3.0 * crate::units::MM - TITLE[1],
                size: TITLE[1],
                text: self.title.clone(),
                level: if self.pages.is_empty() { self.level } else { 0 },
            };
            self.pages.push(self.fit.sizes.page(self.size(), vec![title]));
        }
    }

    /// Puts lines where those of a table's row would stand.
    fn put(&mut self, set: &SetCell, bold: bool, field: Option<usize>) {
        let y = self.y + (self.pitch() - self.size()) / 2.0;
        let text =
            Text { x: self.x(), y, width: self.fit.sizes.panel, bold, body: self.fit.body(set, field.as_slice()) };
        if let Some(page) = self.pages.last_mut() {
            page.texts.push(text);
        }
        self.y += set.line_count() as f64 * self.pitch();
    }

    fn heading(&mut self, number: usize, title: &str) {
        let fonts = self.fit.fonts;
        let text = printable(&format!("別紙{number}　{title}"), &fonts.bold);
        let mut set = set_heading(
            &text,
            &fonts.bold,
            self.fit.sizes.room(self.size(), self.fit.sizes.panel),
            self.fit.book.form.text.rules,
        );
        // back to the sheet
        set.paras.iter_mut().for_each(|para| lead(para, 1));
        // a line more than it has (行取り), and at least three lines of the text stay with it
        self.room((set.line_count() as f64 + 4.0) * self.pitch());
        let below = if self.y > 0.0 { self.pitch() / 3.0 } else { 0.0 };
        if self.y > 0.0 {
            self.y += self.pitch() - below;
        }
        self.put(&set, true, None);
        self.stands.push(self.pages.len() + 1);
        self.y += below;
    }

    fn text(&mut self, text: &str, field: Option<usize>) {
        let fonts = &self.fit.fonts.plain;
        let mut rest = set_cell(
            &printable(text, fonts),
            fonts,
            self.fit.sizes.room(self.size(), self.fit.sizes.panel),
            self.fit.book.form.text.rules,
        );
        while !rest.is_empty() {
            self.room(rest.first_rows() as f64 * self.pitch());
            let lines = (self.left() / self.pitch() + 1e-6).floor() as usize;
            let (head, tail) = rest.split_at_line(lines);
            self.put(&head, false, field);
            rest = tail;
        }
    }

    fn table(&mut self, table: &super::super::ResultTable, field: usize) {
        let width = self.fit.sizes.panel;
        let rows = grid_rows(table, field);
        let set: Vec<_> = rows.iter().map(|row| row_height(self.fit, self.size(), row, width)).collect();
        let head = set.first().map_or(0.0, |s| s.1);
        if table.is_wide() || set.iter().any(|(_, h)| h + head > self.fit.sizes.height) {
            // a row higher than a page, or too many columns
            return self.text(&table.lines(), Some(field));
        }
        let edges = rows.iter().flat_map(|r| &r.cells).flat_map(|c| [c.from * width, c.to * width]).collect();
        let (widths, at) = columns(edges);
        let mut next = 1;
        while next < rows.len() || (rows.len() == 1 && next == 1) {
            // an empty line above and below
            if self.y > 0.0 {
                self.y += self.pitch();
            }
            self.room(head + set.get(next).map_or(0.0, |s| s.1));
            // the head stands again on each part
            let mut chosen = vec![0];
            let mut height = head;
            while next < rows.len() && height + set[next].1 <= self.left() + 0.01 {
                height += set[next].1;
                chosen.push(next);
                next += 1;
            }
            let mut cells = Vec::new();
            for (y, &r) in chosen.iter().enumerate() {
                for (cell, lines) in rows[r].cells.iter().zip(&set[r].0) {
                    let (x, end) = (at(cell.from * width), at(cell.to * width));
                    cells.push(self.fit.table_cell(cell, lines, (x, y), end - x));
                }
            }
            let heights = chosen.iter().map(|&r| set[r].1).collect();
            let part = Table { x: self.x(), y: self.y, widths: widths.clone(), heights, cells };
            if let Some(page) = self.pages.last_mut() {
                page.tables.push(part);
            }
            self.y += height;
            if rows.len() == 1 {
                break;
            }
        }
        self.y += self.pitch();
    }
}

#[cfg(test)]
mod tests {
    use super::cut_at_sentence;
    use crate::slip::layout::unset;
    use crate::text::{Rules, SetCell, set_cell};
    use crate::typeset::Fonts;

    fn cut(text: &str, keep: usize) -> (String, String) {
        let fonts = Fonts::builtin();
        let fonts = fonts.chain("BIZ UDGothic", false).unwrap();
        let set: SetCell = set_cell(text, &fonts, 10_000, Rules::default());
        let (head, tail) = cut_at_sentence(&set, keep);
        (unset(&head), tail)
    }

    #[test]
    fn a_cut_is_at_the_end_of_a_sentence_near_by() {
        let text = "あいうえおかきくけこさし。すせそたちつてとなにぬねのはひふへほ";
        assert_eq!(cut(text, 2), ("あいうえおかきくけこさし。".into(), "すせそたちつてとなにぬねのはひふへほ".into()));
        let (head, tail) = cut(text, 1);
        assert_eq!(format!("{head}{tail}"), text, "no sentence ends: at the line");
        let listed = "・あいうえおかきくけこさし。すせそたちつてとなにぬねのはひふへほ\n次の段落";
        let rest = "\u{3000}すせそたちつてとなにぬねのはひふへほ\n次の段落";
        assert_eq!(cut(listed, 2), ("・あいうえおかきくけこさし。".into(), rest.into()));
        assert_eq!(cut("一。\n二。\n三。", 2), ("一。\n二。".into(), "三。".into()));
        assert_eq!(cut("一。", 0), (String::new(), "一。".into()));
    }
}
