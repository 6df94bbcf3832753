//! A free paper as a page for screens: headings, paragraphs, lists, tables, pictures and notes, from its blocks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::set::without_notes;
use super::{Align, Block, Document, HeadingLook, Para, Rich, Table};
use crate::html::{Flow, Jump, Part, Scope, WIDE, escaped};
use crate::text::{
    EM, Faces, FontChain, Milli, Rules, SetCell, Style, printable_marked, set_hanging, set_marked_cell, set_running,
};

/// What writes the blocks of one paper.
pub(crate) struct Setter<'a> {
    pub document: &'a Document,
    /// The face of its text, and the bold one.
    pub fonts: (&'a FontChain, &'a FontChain),
    pub scope: &'a Scope,
    /// In a packet: what the ids of its papers begin with.
    pub papers: Option<&'a str>,
}

impl Setter<'_> {
    /// The paper without its title, which the page gives.
    pub fn part(&self) -> Part {
        let mut part = Part::default();
        let mut headings = Headings { before: 0, jumps: Vec::new() };
        part.body.push_str("<div class=\"text\">\n");
        self.blocks(&self.document.blocks, &mut part.body, &mut headings);
        self.notes(&mut part.body);
        part.body.push_str("</div>\n");
        part.jumps = headings.jumps;
        part
    }

    fn flow(&self) -> Flow<'_> {
        Flow { prefix: &self.scope.prefix, papers: self.papers }
    }

    fn faces(&self) -> Faces<'_> {
        Faces { plain: self.fonts.0, bold: self.fonts.1 }
    }

    /// A text whose lines are set where they were typed.
    fn rich(&self, text: &Rich) -> String {
        let marked = printable_marked(text.as_marked(), self.fonts.0);
        self.flow().cell(&set_marked_cell(&marked, self.faces(), WIDE, Rules::default()))
    }

    /// The words of a heading, whose blanks at the beginning are its indent.
    fn words(&self, text: &Rich) -> String {
        let marked = printable_marked(text.as_marked(), self.fonts.0);
        let set = set_hanging(&marked, self.faces(), WIDE, (0, 0), Rules::default());
        self.flow().cell(&joined(set))
    }

    fn blocks(&self, blocks: &[Block], out: &mut String, headings: &mut Headings) {
        for block in blocks {
            match block {
                Block::Heading { level, text, look } => {
                    let plain = without_notes(text).0.text.replace('\n', "");
                    let id = format!("{}d{}", self.scope.prefix, headings.jumps.len());
                    let depth = headings.depth(level.saturating_sub(1).max(1));
                    headings.jumps.push(Jump { depth: depth.saturating_sub(1), text: plain, to: id.clone() });
                    let level = self.scope.heading(depth);
                    let class = match look {
                        HeadingLook::Bold => "",
                        HeadingLook::Centered => " class=\"center\"",
                        HeadingLook::Plain(_) => " class=\"plain\"",
                    };
                    out.push_str(&format!("<h{level} id=\"{id}\"{class}>{}</h{level}>\n", self.words(text)));
                }
                Block::Para(para) => out.push_str(&self.para(para)),
                Block::List { ordered, items } => self.list(*ordered, items, out, headings),
                Block::Table(table) => self.table(table, out),
                Block::Picture { path, alt, caption, .. } => self.picture(path, alt, caption.as_ref(), out),
                Block::Quote(blocks) => {
                    out.push_str("<blockquote>\n");
                    self.blocks(blocks, out, headings);
                    out.push_str("</blockquote>\n");
                }
                Block::Code(text) => {
                    let marked = printable_marked(text.as_marked(), self.fonts.0);
                    out.push_str(&format!("<pre><code>{}</code></pre>\n", escaped(&marked.text)));
                }
                Block::Rule => out.push_str("<hr>\n"),
                // a page of paper
                Block::Break => {}
            }
        }
    }

    fn para(&self, para: &Para) -> String {
        let mut text = para.text.clone();
        if let Some(beside) = &para.beside {
            text.push("\u{3000}", &Style::default());
            text.append(beside.clone());
        }
        let marked = printable_marked(text.as_marked(), self.fonts.0);
        let em = |em: u8| Milli::from(em).saturating_mul(EM);
        let set = if para.indent == 0 && para.hang == 0 {
            set_running(&marked, self.faces(), WIDE, Rules::default())
        } else {
            set_hanging(&marked, self.faces(), WIDE, (em(para.indent), em(para.hang)), Rules::default())
        };
        let body = self.flow().paras(&set.paras);
        match para.align {
            Align::Left => format!("{body}\n"),
            Align::Center => format!("<div class=\"center\">{body}</div>\n"),
            Align::Right => format!("<div class=\"right\">{body}</div>\n"),
        }
    }

    fn list(&self, ordered: Option<u64>, items: &[Vec<Block>], out: &mut String, headings: &mut Headings) {
        // the box of a task is its marker
        let task = |item: &Vec<Block>| matches!(item.first(), Some(Block::Para(para)) if para.text.text.starts_with(['□', '■']));
        let tasks = ordered.is_none() && !items.is_empty() && items.iter().all(task);
        let (open, close) = match ordered {
            Some(1) => ("<ol>".to_owned(), "</ol>"),
            Some(first) => (format!("<ol start=\"{first}\">"), "</ol>"),
            None if tasks => ("<ul role=\"list\" class=\"tasks\">".to_owned(), "</ul>"),
            None => ("<ul>".to_owned(), "</ul>"),
        };
        out.push_str(&format!("{open}\n"));
        for item in items {
            out.push_str("<li>");
            match item.as_slice() {
                [Block::Para(only)] => out.push_str(&self.rich(&only.text)),
                blocks => self.blocks(blocks, out, headings),
            }
            out.push_str("</li>\n");
        }
        out.push_str(&format!("{close}\n"));
    }

    fn table(&self, table: &Table, out: &mut String) {
        let count = table.head.len().max(table.rows.iter().map(Vec::len).max().unwrap_or(0));
        let empty = Rich::default();
        let class = |c: usize| match table.aligns.get(c).copied().unwrap_or_default() {
            Align::Left => "",
            Align::Center => " class=\"center\"",
            Align::Right => " class=\"right\"",
        };
        out.push_str(if table.whole { "<table>\n" } else { "<table class=\"small\">\n" });
        if !table.head.is_empty() {
            out.push_str("<thead><tr>");
            for c in 0..count {
                out.push_str(&match self.rich(table.head.get(c).unwrap_or(&empty)) {
                    text if text.is_empty() => "<td></td>".to_owned(),
                    text => format!("<th scope=\"col\">{text}</th>"),
                });
            }
            out.push_str("</tr></thead>\n");
        }
        out.push_str("<tbody>\n");
        for row in &table.rows {
            out.push_str("<tr>");
            for c in 0..count {
                let text = self.rich(row.get(c).unwrap_or(&empty));
                out.push_str(&match table.heads && c == 0 && !text.is_empty() {
                    true => format!("<th scope=\"row\" class=\"g\">{text}</th>"),
                    false => format!("<td{}>{text}</td>", class(c)),
                });
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
    }

    fn picture(&self, path: &str, alt: &str, caption: Option<&Rich>, out: &mut String) {
        // one that could not be read was told, and is not on the paper either
        let Some(picture) = self.document.pictures.get(path) else { return };
        let kind = match picture.file.rsplit_once('.').map(|(_, ending)| ending) {
            Some("jpg") => "jpeg",
            Some("svg") => "svg+xml",
            Some(kind) => kind,
            None => "png",
        };
        let alt = escaped(if alt.is_empty() { "図" } else { alt });
        let data = STANDARD.encode(&picture.bytes);
        out.push_str(&format!("<figure><img alt=\"{alt}\" src=\"data:image/{kind};base64,{data}\">"));
        if let Some(caption) = caption {
            out.push_str(&format!("<figcaption>{}</figcaption>", self.words(caption)));
        }
        out.push_str("</figure>\n");
    }

    fn notes(&self, out: &mut String) {
        let prefix = &self.scope.prefix;
        if self.document.notes.is_empty() {
            return;
        }
        out.push_str("<hr>\n<ul role=\"list\" class=\"tasks\">\n");
        for (n, note) in (1..).zip(&self.document.notes) {
            out.push_str(&format!(
                "<li id=\"{prefix}f{n}\">※{n}　{} <a href=\"#{prefix}r{n}\">本文へ戻る（※{n}）</a></li>\n",
                self.words(note)
            ));
        }
        out.push_str("</ul>\n");
    }
}

/// Lines that were typed as one paragraph.
fn joined(mut set: SetCell) -> SetCell {
    let mut paras = set.paras.drain(..);
    let Some(mut first) = paras.next() else { return SetCell::default() };
    first.lines.extend(paras.flat_map(|para| para.lines));
    (first.indent, first.hang) = (0, 0);
    SetCell { paras: vec![first] }
}

/// Headings without gaps in their levels.
struct Headings {
    before: usize,
    jumps: Vec<Jump>,
}

impl Headings {
    /// How deep below the title a heading stands, from 1: not more than one below the heading before.
    fn depth(&mut self, asked: usize) -> usize {
        self.before = asked.min(self.before.saturating_add(1));
        self.before
    }
}
