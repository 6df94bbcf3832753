//! Ruled rows on a sheet, drawn from the top down: label and text, and tables.

use super::draw::{Pen, Sheet};
use super::size::Size;
use crate::finding::Finding;
use crate::text::{EM, Rules, set_cell, set_heading};

/// Rows down a sheet, and on more sheets if they do not fit. Lengths in points.
pub(crate) struct Rows<'a> {
    pub pen: &'a Pen,
    findings: &'a mut Vec<Finding>,
    paper: (f64, f64),
    margin: f64,
    size: f64,
    sheets: Vec<Sheet>,
    /// The upper edge of the next row.
    y: f64,
}

const RULE: f64 = 0.5;
/// Shade of labels and table heads.
const SHADE: f64 = 0.9;
const LEADING: f64 = 1.4;
/// Width of the labels, of the whole.
const LABEL: f64 = 0.2;

/// Cells with their lines, and their height in lines.
type Cells = (Vec<Vec<String>>, usize);

impl<'a> Rows<'a> {
    pub fn new(paper: Size, margin: f64, size: f64, pen: &'a Pen, findings: &'a mut Vec<Finding>) -> Self {
        let paper = paper.points();
        let sheets = vec![Sheet::new(paper.0, paper.1)];
        Self { pen, findings, paper, margin, size, sheets, y: paper.1 - margin }
    }

    pub fn finish(self) -> Vec<Sheet> {
        self.sheets
    }

    pub fn width(&self) -> f64 {
        self.paper.0 - 2.0 * self.margin
    }

    #[cfg_attr(
        not(test),
        expect(clippy::expect_used, reason = "there is one from the beginning, and none is taken out")
    )]
    pub fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a sheet")
    }

    /// Takes room and returns its upper edge; `true` in [`turn`](Self::turn) tells that a new sheet began.
    pub fn advance(&mut self, height: f64) -> f64 {
        self.turn(height);
        let top = self.y;
        self.y -= height;
        top
    }

    /// Begins a new sheet if so much does not fit on this one.
    fn turn(&mut self, height: f64) -> bool {
        let top = self.paper.1 - self.margin;
        // what is taller than a sheet stays on it
        if self.y - height >= self.margin || self.y >= top - 0.01 {
            return false;
        }
        self.sheets.push(Sheet::new(self.paper.0, self.paper.1));
        self.y = top;
        true
    }

    pub fn gap(&mut self) {
        self.y -= self.size;
    }

    pub fn heading(&mut self, text: &str) {
        // not at the foot of a sheet, without a row
        self.turn(self.size * LEADING * 5.0);
        let height = self.size * LEADING;
        let top = self.advance(height);
        let (x, size) = (self.margin, self.size);
        self.sheet().text(x, top - size, size, true, text);
    }

    fn padding(&self) -> (f64, f64) {
        (self.size * 0.5, self.size * 0.4)
    }

    fn height(&self, lines: usize) -> f64 {
        self.size * LEADING * lines.max(1) as f64 + 2.0 * self.padding().1
    }

    fn lines(&mut self, text: &str, width: f64, body: bool) -> Vec<String> {
        let text = self.pen.clean(text, self.findings);
        let em = ((width - 2.0 * self.padding().0) / self.size * f64::from(EM)) as i32;
        let chain = self.pen.chain(false);
        let set = if body {
            set_cell(&text, chain, em, Rules::default())
        } else {
            set_heading(&text, chain, em, Rules::default())
        };
        let advance = chain.advance('\u{3000}').max(1);
        let mut out = Vec::new();
        for para in &set.paras {
            for (i, line) in para.lines.iter().enumerate() {
                // hanging lines in whole characters, which is what the grid of a form has
                let indent = if i == 0 { para.indent } else { para.hang };
                let blanks = "\u{3000}".repeat(indent.checked_div(advance).unwrap_or(0) as usize);
                out.push(format!("{blanks}{}", line.text.trim_end()));
            }
        }
        out
    }

    /// A label and its text.
    pub fn fact(&mut self, label: &str, text: &str) {
        let width = self.width();
        let (label_width, text_width) = (width * LABEL, width * (1.0 - LABEL));
        let cells = [self.lines(label, label_width, false), self.lines(text, text_width, true)];
        let most = cells.iter().map(Vec::len).max().unwrap_or(1);
        let height = self.height(most);
        let top = self.advance(height);
        self.cell((self.margin, top), (label_width, height), &cells[0], Look::Head);
        self.cell((self.margin + label_width, top), (text_width, height), &cells[1], Look::Text);
    }

    /// A label and a drawing of this height; `draw` gets the sheet and the upper left corner.
    pub fn picture(&mut self, label: &str, height: f64, draw: impl FnOnce(&mut Sheet, f64, f64)) {
        let width = self.width();
        let (label_width, text_width) = (width * LABEL, width * (1.0 - LABEL));
        let label = self.lines(label, label_width, false);
        let top = self.advance(height);
        self.cell((self.margin, top), (label_width, height), &label, Look::Head);
        self.cell((self.margin + label_width, top), (text_width, height), &[], Look::Text);
        let left = self.margin + label_width;
        draw(self.sheet(), left, top);
    }

    fn set(&mut self, widths: &[f64], cells: &[String], body: bool) -> Cells {
        let width = self.width();
        let set: Vec<_> = widths.iter().zip(cells).map(|(w, c)| self.lines(c, w * width, body)).collect();
        let most = set.iter().map(Vec::len).max().unwrap_or(1);
        (set, most)
    }

    /// The head of a table; widths are parts of the whole.
    pub fn head(&mut self, widths: &[f64], cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|c| (*c).to_owned()).collect();
        let (set, most) = self.set(widths, &cells, false);
        let height = self.height(most);
        let top = self.advance(height);
        self.cells(widths, &set, top, height, |_| Look::Head);
    }

    /// A row of a table; columns from `numbers` on are set to the right. `true`: a new sheet began, and the row
    /// was not drawn, so that its head can be repeated.
    pub fn row(&mut self, widths: &[f64], cells: &[String], numbers: usize) -> bool {
        let (set, most) = self.set(widths, cells, true);
        let height = self.height(most);
        if self.turn(height) {
            return true;
        }
        let top = self.advance(height);
        self.cells(widths, &set, top, height, |i| if i >= numbers { Look::Number } else { Look::Text });
        false
    }

    fn cells(&mut self, widths: &[f64], set: &[Vec<String>], top: f64, height: f64, look: impl Fn(usize) -> Look) {
        let width = self.width();
        let mut x = self.margin;
        for (i, (part, lines)) in widths.iter().zip(set).enumerate() {
            self.cell((x, top), (part * width, height), lines, look(i));
            x += part * width;
        }
    }

    fn cell(&mut self, (x, top): (f64, f64), (width, height): (f64, f64), lines: &[String], look: Look) {
        let (size, pen) = (self.size, self.pen);
        let (pad_x, _) = self.padding();
        let sheet = self.sheet();
        let rect = [x, top - height, width, height];
        if look == Look::Head {
            sheet.fill(rect, SHADE);
        }
        sheet.frame(rect, RULE);
        let leading = size * LEADING;
        let mut y = top - (height - leading * lines.len() as f64) / 2.0;
        for line in lines {
            let room = width - pen.width(line, size, false);
            let left = match look {
                Look::Head => room / 2.0,
                Look::Number => room - pad_x,
                Look::Text => pad_x,
            };
            // the line stands in the middle of its leading
            sheet.text(x + left, y - (leading - size) / 2.0 - size * 0.88, size, false, line);
            y -= leading;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Head,
    Text,
    Number,
}
