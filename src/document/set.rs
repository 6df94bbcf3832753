//! Blocks in lines: the widths of the page, of lists and of table cells, and what is broken where.

use std::cell::RefCell;

use super::contract::{Beside, DocumentData, SetBlock, SetItem, SetRow, SetTable, Text, VERSION};
use super::widths::{column_widths, ems, portion};
use super::{Align, Block, Document, HeadingLook, Para, Rich, Table};
use crate::contract::{Ends, Faces, PageBox};
use crate::finding::Finding;
use crate::form::PaperFormat;
use crate::msg;
use crate::place::Place;
use crate::text::check_characters;
use crate::text::check_glyphs;
use crate::text::{
    self, EM, FontChain, Marked, Milli, Rules, SetCell, printable_marked, set_hanging, set_hanging_phrases,
    set_marked_cell, set_marked_heading, set_running,
};
use crate::units::MM;

/// How a free paper looks.
#[derive(Debug, Clone)]
pub struct Look {
    /// Paper and margins.
    pub paper: PaperFormat,
    /// Family of its text.
    pub font: String,
    /// Size of the text, pt.
    pub size: f64,
    /// Gap between lines as a share of the size: JLReq 2.4.2 asks for half to one for long lines.
    pub line_gap: f64,
    /// How lines are composed.
    pub rules: Rules,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            paper: PaperFormat::a4(25.0),
            font: "BIZ UDMincho".to_owned(),
            size: 10.5,
            line_gap: 0.65,
            rules: Rules { latin_gap: true, ..Rules::default() },
        }
    }
}

/// Rounding room, so that a line that fits here fits in Typst.
const SLACK_EM: f64 = 0.02;
/// Size of table cells and of notes.
const TABLE_SHARE: f64 = 0.9;
const NOTE_SHARE: f64 = 0.85;
/// Indent and mark before a note.
const NOTE_MARK: Milli = 3 * EM;
/// Rule to text in a table, mm.
const INSET: (f64, f64) = (1.2, 1.1);
const TIGHT: f64 = 0.5;
/// Ruby is half as high as its text: a wider gap between lines holds it (JLReq 3.3.1).
const RUBY_GAP: f64 = 0.6;
/// Between a paragraph's last line and what stands at its right end.
const APART: Milli = 3 * EM;
/// A row with more lines may be parted over pages.
const TALL: usize = 24;

/// Sets a document in lines. Characters that the fonts lack are findings (`M107`, `M108`, `M201`–`M203`), and tables that
/// are wider than the paper (`M356`).
pub fn set_document(
    document: &Document,
    title: &str,
    look: &Look,
    (plain, bold): (&FontChain, &FontChain),
    findings: &mut Vec<Finding>,
) -> DocumentData {
    for text in document.texts() {
        for mut finding in check_glyphs(&text.text, plain).into_iter().chain(check_characters(&text.text, plain)) {
            finding.place.clone_from(&text.place);
            findings.push(finding);
        }
    }
    let room = (look.paper.width - look.paper.left - look.paper.right) * MM;
    let across = ((room / look.size - SLACK_EM).floor() as Milli).max(10);
    let room = ems(across);
    let setter = Setter { look, plain, bold, document, wide: RefCell::default() };
    let mut blocks = Vec::new();
    if let Some(title) = &document.title {
        blocks.push(setter.heading(1, title, HeadingLook::Centered, room));
    }
    blocks.extend(document.blocks.iter().flat_map(|b| setter.block(b, room)));
    close_levels(&mut blocks);
    let texts = document.texts();
    let faces = Faces::new(plain, bold, texts.iter().map(|t| t.text.as_str()));
    let notes = document.notes.iter().map(|note| setter.note(note, room)).collect();
    findings.extend(setter.wide.take().into_iter().map(|(columns, place)| too_wide(columns, place)));
    DocumentData {
        version: VERSION,
        title: title.to_owned(),
        paper: PageBox::of(&look.paper),
        faces,
        size: look.size,
        gap: look.size * look.line_gap,
        latin_gap: look.rules.latin_gap,
        width: (f64::from(across) + SLACK_EM) * look.size,
        blocks,
        notes,
        note_size: look.size * NOTE_SHARE,
    }
}

/// `M356`: a table that goes over the edge of the paper.
fn too_wide(columns: usize, place: Option<Place>) -> Finding {
    let mut finding = Finding::error(
        "M356",
        msg!(
            "表の列が多すぎて（{columns} 列）、紙からはみ出します",
            "a table of {columns} columns is wider than the paper"
        ),
    );
    finding.place = place;
    finding.hint(msg!("表を分けるか、列を減らしてください", "part the table, or take columns out"))
}

/// PDF/UA wants headings without gaps: none is more than one level below the one before (ISO 14289-1 7.4.2).
fn close_levels(blocks: &mut [SetBlock]) {
    let mut before = 0_usize;
    for block in blocks {
        if let SetBlock::Heading { level, .. } = block {
            *level = before.saturating_add(1).min(*level);
            before = *level;
        }
    }
}

/// The size of a heading by its level, as a share of the text's.
fn heading_share(level: usize) -> f64 {
    match level {
        0 | 1 => 1.35,
        2 => 1.15,
        3 => 1.05,
        _ => 1.0,
    }
}

struct Setter<'a> {
    look: &'a Look,
    plain: &'a FontChain,
    bold: &'a FontChain,
    document: &'a Document,
    /// Tables that are wider than their room: how many columns, and where they begin.
    wide: RefCell<Vec<(usize, Option<Place>)>>,
}

impl Setter<'_> {
    fn faces(&self) -> text::Faces<'_> {
        text::Faces { plain: self.plain, bold: self.bold }
    }

    /// What was written in `source`, in lines.
    fn text(&self, source: &Rich, cell: SetCell, ends: Ends) -> Text {
        let raise = if self.look.line_gap < RUBY_GAP { 1.0 + self.look.line_gap } else { 0.0 };
        Text { place: source.place.clone(), ..Text::new(cell, ends, raise) }
    }

    fn marked<'t>(&self, text: &'t Rich) -> Marked<'t> {
        printable_marked(text.as_marked(), self.plain)
    }

    fn heading(&self, level: usize, text: &Rich, look: HeadingLook, room: Milli) -> SetBlock {
        let (text, notes) = without_notes(text);
        let set = set_hanging(&self.marked(&notes), self.faces(), room, (0, 0), self.look.rules);
        let notes = self.text(&Rich::default(), set, Ends::Hard);
        let marked = self.marked(&text);
        if let HeadingLook::Plain(indent) = look {
            let indents = (ems(indent), ems(indent).saturating_add(EM));
            let cell = set_hanging(&marked, self.faces(), room, indents, self.look.rules);
            let (size, body) = (self.look.size, self.text(&text, cell, Ends::Hard));
            return SetBlock::Heading { level, size, look: "plain", body, notes };
        }
        let share = heading_share(level);
        let width = (f64::from(room) / share) as Milli;
        let cell = set_marked_heading(&marked, self.bold, width, self.look.rules);
        let look = if look == HeadingLook::Centered { "centered" } else { "bold" };
        SetBlock::Heading { level, size: self.look.size * share, look, body: self.text(&text, cell, Ends::Hard), notes }
    }

    fn running(&self, text: &Rich, room: Milli, indents: (Milli, Milli)) -> Text {
        let cell = set_hanging(&self.marked(text), self.faces(), room, indents, self.look.rules);
        self.text(text, cell, Ends::Stretched)
    }

    fn block(&self, block: &Block, room: Milli) -> Option<SetBlock> {
        Some(match block {
            Block::Heading { level, text, look } => self.heading(*level, text, *look, room),
            Block::Para(para) => self.para(para, room),
            Block::List { ordered, items } => self.list(*ordered, items, room),
            Block::Table(table) => SetBlock::Table(self.table(table, room)),
            Block::Picture { path, alt, caption, .. } => {
                let file = format!("/{}", self.document.pictures.get(path)?.file);
                let caption = caption.as_ref().map(|c| {
                    self.text(c, set_marked_heading(&self.marked(c), self.plain, room, self.look.rules), Ends::Hard)
                });
                SetBlock::Picture { file, alt: alt.clone(), caption }
            }
            Block::Quote(blocks) => SetBlock::Quote {
                blocks: blocks.iter().filter_map(|b| self.block(b, room.saturating_sub(2 * EM))).collect(),
            },
            Block::Code(text) => {
                let room = room.saturating_sub(2 * EM);
                let cell = set_marked_cell(&self.marked(text), self.faces(), room, self.look.rules);
                SetBlock::Code { body: self.text(text, cell, Ends::Hard) }
            }
            Block::Rule => SetBlock::Rule,
            Block::Break => SetBlock::Break,
        })
    }

    fn para(&self, para: &Para, room: Milli) -> SetBlock {
        let align = match para.align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let body = if para.align == Align::Left && para.hang == 0 && para.indent == 0 {
            let cell = set_running(&self.marked(&para.text), self.faces(), room, self.look.rules);
            self.text(&para.text, cell, Ends::Stretched)
        } else if para.align == Align::Left {
            // blanks that were typed at the beginning are the paragraph's indent
            let typed = para.text.text.chars().take_while(|c| *c == '\u{3000}').count();
            let indents = (ems(para.indent).saturating_add(ems(typed as Milli)), ems(para.hang));
            let text = ending(&para.text, para.text.text.trim_start_matches('\u{3000}'));
            if para.phrases {
                let cell = set_hanging_phrases(&self.marked(&text), self.faces(), room, indents, self.look.rules);
                self.text(&text, cell, Ends::Hard)
            } else {
                self.running(&text, room, indents)
            }
        } else {
            let cell = set_marked_cell(&self.marked(&para.text), self.faces(), room, self.look.rules);
            self.text(&para.text, cell, Ends::Hard)
        };
        let beside = para.beside.as_ref().map(|source| {
            let cell = set_marked_cell(&self.marked(source), self.faces(), room, self.look.rules);
            let taken = self.last_line(&body.cell).saturating_add(APART).saturating_add(self.last_line(&cell));
            Beside { below: cell.line_count() > 1 || taken > room, body: self.text(source, cell, Ends::Hard) }
        });
        SetBlock::Para { align, sticky: para.sticky, body, beside }
    }

    /// How far the last line reaches from the left.
    fn last_line(&self, cell: &SetCell) -> Milli {
        let Some(para) = cell.paras.last() else { return 0 };
        let start = if para.lines.len() > 1 { para.hang } else { para.indent };
        let line = para.lines.last().map_or("", |line| line.text.as_str());
        line.chars().map(|c| self.plain.advance(c)).fold(start, Milli::saturating_add)
    }

    fn list(&self, ordered: Option<u64>, items: &[Vec<Block>], room: Milli) -> SetBlock {
        let last = ordered.map_or(0, |first| first.saturating_add(items.len() as u64));
        // ・ is one em; figures stand in half ems with one em behind them
        let width = match ordered {
            None => EM,
            Some(_) => ems((last.to_string().len().div_ceil(2) as Milli).saturating_add(1)),
        };
        let items = items.iter().enumerate().map(|(i, blocks)| {
            let marker = ordered.map_or("・".to_owned(), |first| first.saturating_add(i as u64).to_string());
            // a task's box is its marker
            let boxed = boxed(blocks);
            let (marker, blocks) = boxed.unwrap_or_else(|| (marker, blocks.clone()));
            let blocks = blocks.iter().filter_map(|b| self.block(b, room.saturating_sub(width))).collect();
            SetItem { marker, width: f64::from(width) / f64::from(EM), blocks }
        });
        SetBlock::List { items: items.collect() }
    }

    fn table(&self, table: &Table, room: Milli) -> SetTable {
        let size = self.look.size * TABLE_SHARE;
        let inset = (INSET.0 * MM, if table.tight { TIGHT } else { INSET.1 } * MM);
        let count = table.head.len().max(table.rows.iter().map(Vec::len).max().unwrap_or(0)).max(1);
        let around = (2.0 * inset.0 / size + SLACK_EM) * f64::from(EM);
        let inside = (f64::from(room) / TABLE_SHARE - around * count as f64) as Milli;
        let mut widths = column_widths(table, self.plain, inside.max(ems(count as Milli)));
        let spare = widths.iter().fold(inside, |left, width| left.saturating_sub(*width));
        if spare < 0 {
            let mut cells = table.head.iter().chain(table.rows.iter().flatten());
            self.wide.borrow_mut().push((count, cells.find_map(|cell| cell.place.clone())));
        }
        if table.whole && table.tight && spare > 0 {
            share_out(&mut widths, spare);
        } else if let Some(widest) = widths.iter_mut().max().filter(|_| table.whole && spare > 0) {
            *widest = widest.saturating_add(spare);
        }
        let set = |cells: &[Rich], heading: bool| -> Vec<Text> {
            widths
                .iter()
                .enumerate()
                .map(|(c, &width)| {
                    let empty = Rich::default();
                    let source = cells.get(c).unwrap_or(&empty);
                    let marked = self.marked(source);
                    let cell = if heading {
                        set_marked_heading(&marked, self.bold, width, self.look.rules)
                    } else {
                        set_marked_cell(&marked, self.faces(), width, self.look.rules)
                    };
                    self.text(source, cell, Ends::Hard)
                })
                .collect()
        };
        let rows = table.rows.iter().map(|row| {
            let cells = set(row, false);
            SetRow { tall: cells.iter().any(|t| t.cell.line_count() > TALL), cells }
        });
        SetTable {
            size,
            widths: widths.iter().map(|w| (f64::from(*w) + around) / f64::from(EM) * size).collect(),
            aligns: (0..count)
                .map(|c| match table.aligns.get(c).copied().unwrap_or_default() {
                    Align::Left => "left",
                    Align::Center => "center",
                    Align::Right => "right",
                })
                .collect(),
            inset_x: inset.0,
            inset_y: inset.1,
            heads: table.heads,
            head: if table.head.is_empty() { Vec::new() } else { set(&table.head, true) },
            rows: rows.collect(),
        }
    }

    /// A footnote behind its mark.
    fn note(&self, note: &Rich, room: Milli) -> Text {
        let width = ems((f64::from(room) / NOTE_SHARE) as Milli / EM);
        let mut cell = set_hanging(&self.marked(note), self.faces(), width, (NOTE_MARK, 0), self.look.rules);
        // Typst puts the mark there
        cell.paras.iter_mut().for_each(|p| p.indent = 0);
        self.text(note, cell, Ends::Hard)
    }
}

/// Gives every column of what is to spare, by its width.
fn share_out(widths: &mut [Milli], spare: Milli) {
    let all: i64 = widths.iter().map(|width| i64::from(*width)).sum();
    for width in widths {
        *width = width.saturating_add(portion(spare, *width, all));
    }
}

/// A heading's text, and its references to footnotes.
pub(super) fn without_notes(text: &Rich) -> (Rich, Rich) {
    let (mut plain, mut notes) = (Rich { place: text.place.clone(), ..Rich::default() }, Rich::default());
    let mut at = 0;
    for span in &text.spans {
        plain.push(&text.text[at..span.range.start], &Default::default());
        let into = if span.style.note.is_some() { &mut notes } else { &mut plain };
        into.push(&text.text[span.range.clone()], &span.style);
        at = span.range.end;
    }
    plain.push(&text.text[at..], &Default::default());
    (plain, notes)
}

/// The text without what stands before its last part.
fn ending(text: &Rich, last: &str) -> Rich {
    let all = text.text.len();
    let spans = text.as_marked().spans_in(all.saturating_sub(last.len())..all);
    Rich { text: last.to_owned(), spans, place: text.place.clone() }
}

/// An item that begins with the box of a task: the box, and the item without it.
fn boxed(blocks: &[Block]) -> Option<(String, Vec<Block>)> {
    let (Block::Para(first), others) = blocks.split_first()? else { return None };
    let mark = first.text.text.chars().next().filter(|c| matches!(c, '□' | '■'))?;
    let rest = first.text.text.strip_prefix(mark)?.strip_prefix('\u{3000}')?;
    let first = Block::Para(Para { text: ending(&first.text, rest), ..first.clone() });
    Some((mark.to_string(), std::iter::once(first).chain(others.iter().cloned()).collect()))
}
