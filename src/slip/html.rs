//! Slips as a page for screens: an article a project, its items one under the other, every answer whole.

use super::blocks::{Block, Cell, Maker, Role, Row};
use super::book::SlipBook;
use super::words::Worded;
use super::xlsx::worded;
use crate::html::{Jump, Part, Scope, WIDE, escaped, inline};
use crate::text::{printable, set_cell};
use crate::told::Faults;

impl SlipBook {
    /// The sheets.
    ///
    /// # Errors
    /// `M078`
    pub(crate) fn html(&self, scope: &Scope) -> Result<Part, Faults> {
        let words = worded(&self.slips)?;
        let mut part = Part::default();
        let writer = Writer { book: self, words: &words, scope };
        (0..self.slips.slips.len()).for_each(|sheet| writer.sheet(sheet, &mut part));
        Ok(part)
    }

    /// The lines over the panels of the first sheet, but for the book's title.
    ///
    /// # Errors
    /// `M078`
    pub(crate) fn lines(&self) -> Result<Vec<String>, Faults> {
        let words = worded(&self.slips)?;
        let writer = Writer { book: self, words: &words, scope: &Scope::alone() };
        let lines = if self.slips.slips.is_empty() { Vec::new() } else { writer.titles(0) };
        Ok(lines.into_iter().filter(|line| line != self.slips.title()).collect())
    }

    /// A text as it stands on the paper, on one line.
    pub(crate) fn line(&self, text: &str) -> String {
        printable(text, &self.fonts.0).replace('\n', " ")
    }
}

struct Writer<'a> {
    book: &'a SlipBook,
    words: &'a Worded,
    scope: &'a Scope,
}

impl Writer<'_> {
    fn maker(&self, sheet: usize) -> Maker<'_> {
        Maker { book: &self.book.slips, words: self.words, slip: &self.book.slips.slips[sheet], sent: &[] }
    }

    fn titles(&self, sheet: usize) -> Vec<String> {
        let lines = self.maker(sheet).titles().into_iter().map(|line| self.book.line(&line).trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// A text with the lines that were typed.
    fn text(&self, text: &str) -> String {
        let fonts = &self.book.fonts.0;
        inline(&set_cell(&printable(text, fonts), fonts, WIDE, self.book.slips.form.text.rules), "")
    }

    fn sheet(&self, sheet: usize, part: &mut Part) {
        let id = format!("{}s{sheet}", self.scope.prefix);
        let marks = &self.book.set[sheet].bookmarks;
        let before = sheet.checked_sub(1).map(|before| &self.book.set[before].bookmarks);
        let mut new = before.is_none();
        let mut depth = 0;
        for (n, text) in marks.iter().enumerate() {
            new |= before.and_then(|before| before.get(n)) != Some(text) || n + 1 == marks.len();
            if text.is_empty() {
                continue;
            }
            if new {
                part.jumps.push(Jump { depth, text: self.book.line(text), to: id.clone() });
            }
            depth += 1;
        }
        let name = marks.iter().rev().find(|text| !text.is_empty());
        let name = name.map_or_else(|| format!("{}枚目", sheet + 1), |name| self.book.line(name));
        let level = self.scope.heading(1);
        let out = &mut part.body;
        out.push_str(&format!("<article class=\"sheet\" aria-labelledby=\"{id}\">\n"));
        out.push_str(&format!("<h{level} id=\"{id}\">{}</h{level}>\n", escaped(&name)));
        let titles = self.titles(sheet);
        if sheet > 0 && titles != self.titles(0) {
            titles.iter().for_each(|title| out.push_str(&format!("<p>{}</p>\n", escaped(title))));
        }
        out.push_str("<div class=\"panels\">\n");
        for panel in self.maker(sheet).panels() {
            out.push_str("<div>\n");
            panel.iter().for_each(|block| self.block(block, out));
            out.push_str("</div>\n");
        }
        out.push_str("</div>\n</article>\n");
    }

    fn block(&self, block: &Block, out: &mut String) {
        let level = self.scope.heading(2);
        let number = match block.number.as_str() {
            "" => String::new(),
            number => format!("{}　", escaped(number)),
        };
        let label = escaped(self.book.line(&block.label).trim());
        out.push_str(&format!("<div class=\"item\">\n<h{level}>{number}{label}</h{level}>\n<div class=\"in\">\n"));
        let mut at = 0;
        while let Some(row) = block.rows.get(at) {
            if role(row) == Some(Role::Column) {
                let rest = &block.rows[at + 1..];
                // the rows of a small table begin with their label; amounts have one row, all of numbers
                let rows = match rest.first().and_then(role) {
                    Some(Role::Number) => 1,
                    _ => rest.iter().take_while(|row| role(row) == Some(Role::RowLabel)).count(),
                };
                self.table(row, &rest[..rows], &label, out);
                at += 1 + rows;
            } else {
                self.row(row, out);
                at += 1;
            }
        }
        out.push_str("</div>\n</div>\n");
    }

    fn row(&self, row: &Row, out: &mut String) {
        match row.cells.as_slice() {
            [cell] => self.cell(cell, out),
            [label, answers @ ..] => {
                out.push_str(&format!("<dl class=\"choice\"><dt>{}</dt>", self.text(&label.text)));
                answers.iter().for_each(|cell| out.push_str(&format!("<dd>{}</dd>", self.text(&cell.text))));
                out.push_str("</dl>\n");
            }
            [] => {}
        }
    }

    fn cell(&self, cell: &Cell, out: &mut String) {
        if cell.text.trim().is_empty() {
            return;
        }
        let text = || self.text(&cell.text);
        out.push_str(&match cell.role {
            Role::Heading => {
                let level = self.scope.heading(3);
                format!("<h{level} class=\"bar\">{}</h{level}>\n", escaped(self.book.line(&cell.text).trim()))
            }
            Role::Boxes => self.boxes(&cell.text),
            Role::Note => format!("<div class=\"legend\">{}</div>\n", text()),
            Role::Name(_) => format!("<div><strong>{}</strong></div>\n", escaped(self.book.line(&cell.text).trim())),
            _ => format!("<div>{}</div>\n", text()),
        });
    }

    /// Check boxes as a list; what could not be understood is the text that was typed.
    fn boxes(&self, text: &str) -> String {
        let mut starts: Vec<usize> = text.match_indices(['□', '■']).map(|(at, _)| at).collect();
        starts.retain(|&at| at == 0 || text[..at].ends_with('\u{3000}'));
        if starts.first() != Some(&0) {
            return format!("<div>{}</div>\n", self.text(text));
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let item = |(&from, to): (&usize, usize)| {
            let (mark, word) = if text[from..].starts_with('■') { ("☑", "選択") } else { ("□", "非選択") };
            let label = self.text(text[from + '■'.len_utf8()..to].trim_end_matches('\u{3000}'));
            format!("<li><span role=\"img\" aria-label=\"{word}\">{mark}</span>{label}</li>")
        };
        let items: String = starts.iter().zip(ends).map(item).collect();
        format!("<ul role=\"list\" class=\"boxes\">{items}</ul>\n")
    }

    fn table(&self, head: &Row, rows: &[Row], caption: &str, out: &mut String) {
        out.push_str(&format!("<table class=\"small\">\n<caption class=\"vh\">{caption}</caption>\n<thead><tr>"));
        for cell in &head.cells {
            // a corner without words heads nothing
            out.push_str(&match self.text(&cell.text) {
                text if text.is_empty() => "<td></td>".to_owned(),
                text => format!("<th scope=\"col\">{text}</th>"),
            });
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            out.push_str("<tr>");
            for cell in &row.cells {
                let text = self.text(&cell.text);
                out.push_str(&match cell.role {
                    Role::RowLabel if !text.is_empty() => format!("<th scope=\"row\">{text}</th>"),
                    Role::Number => format!("<td class=\"figure\">{text}</td>"),
                    _ => format!("<td>{text}</td>"),
                });
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
    }
}

/// The role of a row's first cell.
fn role(row: &Row) -> Option<Role> {
    row.cells.first().map(|cell| cell.role)
}
