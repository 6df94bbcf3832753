//! Papers that the packet writes itself: 次第 and 資料一覧, as free papers.

use super::definition::{Item, Packet};
use crate::document::{Align, Block, Document, HeadingLook, Para, Rich, Table};
use crate::text::{EM, Span, Style};

/// What the front matter says of a paper.
#[derive(Debug, Clone)]
pub struct Listed {
    pub number: String,
    /// What agendas call a paper without number.
    pub name: String,
    pub title: String,
    /// Physical page of the file, from 1, to which links lead.
    pub page: usize,
    /// The page number that is printed there.
    pub shown: String,
    /// Stands in 資料一覧.
    pub listed: bool,
}

impl Listed {
    /// The text as a link to the paper, called aloud by its number, title and page.
    fn link(&self, text: &str) -> Rich {
        let number = if self.number.is_empty() { String::new() } else { format!("{}　", self.number) };
        let name = format!("{number}{}（{}ページ）", self.title, self.shown);
        let style = Style { page: Some(self.page), name: Some(name.into()), ..Style::default() };
        Rich { text: text.to_owned(), spans: vec![Span::new(0..text.len(), style)], place: None }
    }
}

/// 次第: the meeting, its day and place, and the items with their papers.
pub fn agenda(packet: &Packet, papers: &[Listed]) -> Document {
    let meeting = &packet.meeting;
    let mut blocks = Vec::new();
    let line = |label: &str, rest: &str| {
        let mut text = spread(label, 3);
        text.append(Rich::marked(&format!("　{rest}"), None));
        Block::Para(Para { text, indent: 4, hang: 8, ..Para::default() })
    };
    blocks.extend(meeting.when().map(|when| line("日時", &when)));
    blocks.extend(meeting.place.as_deref().map(|place| line("場所", place)));
    blocks.push(Block::Heading { level: 2, text: spread("次第", 4), look: HeadingLook::Centered });
    for (n, item) in packet.agenda.iter().enumerate() {
        push_item(item, &format!("{}　", full_width(n + 1)), 0, papers, &mut blocks);
    }
    Document { title: Some(Rich::marked(&meeting.title(), None)), blocks, ..Document::default() }
}

/// A word spread over the width of so many characters: blanks in it would be read.
fn spread(word: &str, em: i32) -> Rich {
    let style = Style { spread: Some(em * EM), ..Style::default() };
    Rich { text: word.to_owned(), spans: vec![Span::new(0..word.len(), style)], place: None }
}

fn push_item(item: &Item, number: &str, depth: u8, papers: &[Listed], blocks: &mut Vec<Block>) {
    let mut text = Rich::marked(&format!("{number}{}", item.text), None);
    if let Some(speaker) = &item.speaker {
        text.push(&format!("　〔{speaker}〕"), &Style::default());
    }
    let linked: Vec<&Listed> = item.papers.iter().map(|i| &papers[*i]).collect();
    for (i, paper) in linked.iter().enumerate() {
        text.push(if i == 0 { "（" } else { "、" }, &Style::default());
        let name = if paper.number.is_empty() { &paper.name } else { &paper.number };
        text.append(paper.link(name));
    }
    if !linked.is_empty() {
        text.push("）", &Style::default());
    }
    // numbers in brackets take three em, plain ones two
    let (indent, hang) = if depth == 0 { (0, 2) } else { (2 * depth, 2 * depth + 3) };
    blocks.push(Block::Para(Para { text, indent, hang, ..Para::default() }));
    for (n, sub) in item.sub.iter().enumerate() {
        push_item(sub, &format!("（{}）", full_width(n + 1)), depth + 1, papers, blocks);
    }
}

/// 資料一覧: number, title and page of each paper.
pub fn contents(title: &str, papers: &[Listed]) -> Document {
    let head = ["資料番号", "資料名", "ページ"].map(|t| Rich::plain(t, None)).to_vec();
    let rows = papers
        .iter()
        .filter(|p| p.listed)
        .map(|paper| vec![Rich::plain(&paper.number, None), paper.link(&paper.title), paper.link(&paper.shown)]);
    let table = Table {
        aligns: vec![Align::Left, Align::Left, Align::Right],
        head,
        rows: rows.collect(),
        whole: true,
        ..Table::default()
    };
    Document { title: Some(Rich::plain(title, None)), blocks: vec![Block::Table(table)], ..Document::default() }
}

/// 資料一覧 where there are no pages.
pub fn without_pages(list: &mut Document) {
    for block in &mut list.blocks {
        if let Block::Table(table) = block {
            table.aligns.truncate(2);
            std::iter::once(&mut table.head).chain(&mut table.rows).for_each(|row| row.truncate(2));
        }
    }
}

/// １, …, ９ in full width, larger numbers as they are.
fn full_width(n: usize) -> String {
    match u32::try_from(n).ok().filter(|n| *n < 10).and_then(|n| char::from_u32('０' as u32 + n)) {
        Some(digit) => digit.to_string(),
        None => n.to_string(),
    }
}
