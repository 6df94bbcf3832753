//! The text of a cell: paragraphs, runs, blanks that XML folds.

use quick_xml::events::{BytesStart, Event};

use super::{Cell, Pass, count};
use crate::source::look::Font;
use crate::source::workbook::xml;

impl Pass<'_> {
    /// Reads what is in a cell, up to its end; says whether that are paragraphs.
    pub(super) fn content(&mut self, cell: &mut Cell) -> Option<bool> {
        let mut paragraphs = 0_usize;
        loop {
            let event = self.reader.read_event().ok()?;
            match &event {
                Event::Eof => return None,
                Event::End(tag) if matches!(tag.local_name().as_ref(), "table-cell" | "covered-table-cell") => {
                    return Some(paragraphs > 0);
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "p" => {
                    if paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    paragraphs = paragraphs.saturating_add(1);
                }
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "p" | "h" => {
                        if paragraphs > 0 {
                            cell.text.push('\n');
                        }
                        paragraphs = paragraphs.saturating_add(1);
                        let style = xml::attr(tag, "style-name");
                        self.paragraph(cell, style.as_deref())?;
                    }
                    "annotation" => cell.comment = self.text_inside(tag)?,
                    _ => self.skip(tag),
                },
                _ => {}
            }
        }
    }

    /// Reads a paragraph of a cell.
    pub(super) fn paragraph(&mut self, cell: &mut Cell, style: Option<&str>) -> Option<()> {
        let mut depth = 0_usize;
        // The depths at which spans begin, with their fonts, and furigana.
        let own = style.map(|style| (0, self.styles.run("paragraph", style, cell.look.font)));
        let mut fonts: Vec<(usize, Font)> = own.into_iter().collect();
        let mut ruby = None;
        loop {
            let event = self.reader.read_event().ok()?;
            let mut before = cell.text.len();
            match &event {
                Event::Eof => return None,
                Event::Start(tag) => {
                    depth = depth.saturating_add(1);
                    match tag.local_name().as_ref() {
                        "span" => {
                            let style = xml::attr(tag, "style-name").unwrap_or_default();
                            let around = fonts.last().map_or(cell.look.font, |(_, font)| *font);
                            fonts.push((depth, self.styles.run("text", &style, around)));
                        }
                        "ruby-text" if ruby.is_none() => ruby = Some(depth),
                        "annotation" => {
                            depth = depth.saturating_sub(1);
                            cell.comment = self.text_inside(tag)?;
                        }
                        _ if tag.name().as_ref().starts_with("draw:") => {
                            depth = depth.saturating_sub(1);
                            self.skip(tag);
                        }
                        _ => special(tag, &mut cell.text),
                    }
                }
                Event::Empty(tag) => special(tag, &mut cell.text),
                Event::End(_) => {
                    if depth == 0 {
                        return Some(());
                    }
                    fonts.pop_if(|(begin, _)| *begin == depth);
                    ruby = ruby.filter(|&begin| begin != depth);
                    depth = depth.saturating_sub(1);
                }
                event if ruby.is_none() => {
                    let mut raw = String::new();
                    xml::push_text(event, &mut raw);
                    before = push_unfolded(&raw, &mut cell.text);
                }
                _ => {}
            }
            cell.mark(before, fonts.last().map(|(_, font)| *font));
        }
    }

    /// Gives the paragraphs inside of an element (a shape, a comment), up to its end.
    pub(super) fn text_inside(&mut self, tag: &BytesStart<'_>) -> Option<String> {
        let name = tag.name().as_ref().to_owned();
        let mut depth = 0_usize;
        let mut out: Vec<String> = Vec::new();
        let mut inside = 0_usize;
        loop {
            let event = self.reader.read_event().ok()?;
            match &event {
                Event::Eof => return None,
                Event::Start(tag) => {
                    depth = depth.saturating_add(usize::from(tag.name().as_ref() == name));
                    if tag.local_name().as_ref() == "p" {
                        inside = inside.saturating_add(1);
                        out.push(String::new());
                    }
                }
                Event::End(tag) => {
                    if tag.name().as_ref() == name {
                        if depth == 0 {
                            return Some(out.join("\n").trim().to_owned());
                        }
                        depth = depth.saturating_sub(1);
                    }
                    inside = inside.saturating_sub(usize::from(tag.local_name().as_ref() == "p"));
                }
                event if inside > 0 => {
                    if let Some(last) = out.last_mut() {
                        xml::push_text(event, last);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Adds a text; a line break of the file, with the white space around it, is one space. Gives where the new text begins.
///
/// ODF folds any white space, but LibreOffice writes two spaces as they are and means two.
fn push_unfolded(raw: &str, out: &mut String) -> usize {
    let mut begin = out.len();
    for (n, line) in raw.split('\n').enumerate() {
        if n > 0 {
            out.truncate(out.trim_end_matches([' ', '\t', '\r']).len());
            begin = begin.min(out.len());
            out.push(' ');
            out.push_str(line.trim_start_matches([' ', '\t', '\r']));
        } else {
            out.push_str(line);
        }
    }
    begin
}

/// Adds what stands for white space: `<text:s>`, `<text:tab>`, `<text:line-break>`.
fn special(tag: &BytesStart<'_>, out: &mut String) {
    match tag.local_name().as_ref() {
        // A file cannot make us write more spaces than a cell of Excel holds.
        "s" => out.extend(std::iter::repeat_n(' ', count(tag, "c").min(32_767) as usize)),
        "tab" => out.push('\t'),
        "line-break" => out.push('\n'),
        _ => {}
    }
}
