//! Papers that the packet writes itself: 次第 and 資料一覧, as free papers.

use super::definition::{Item, Packet};
use crate::document::{Align, Block, Document, HeadingLook, Para, Rich, Table};
use crate::text::{EM, Span, Style};
use crate::words::full_width;

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
    for (n, item) in (1..).zip(&packet.agenda) {
        push_item(item, &format!("{}　", item_number(n)), 0, papers, &mut blocks);
    }
    let others = others(packet, papers);
    if !others.is_empty() {
        let named = packet.agenda.iter().any(names_papers);
        let title = if named { "その他の配布資料" } else { "配布資料" };
        blocks.push(Block::Para(Para { text: Rich::plain(title, None), sticky: true, ..Para::default() }));
        blocks.extend(others.into_iter().map(|paper| {
            let beside = (!paper.number.is_empty()).then(|| paper.link(&paper.number));
            let text = if beside.is_some() { Rich::plain(&paper.title, None) } else { paper.link(&paper.title) };
            Block::Para(Para { text, beside, indent: 2, hang: 2, phrases: true, ..Para::default() })
        }));
    }
    Document { title: Some(Rich::marked(&meeting.title(), None)), blocks, ..Document::default() }
}

fn names_papers(item: &Item) -> bool {
    !item.papers.is_empty() || item.sub.iter().any(names_papers)
}

fn names(item: &Item, paper: usize) -> bool {
    item.papers.contains(&paper) || item.sub.iter().any(|sub| names(sub, paper))
}

/// Papers that 次第 has below its items: the packet's own choice, or those with a number that no item names.
fn others<'a>(packet: &Packet, papers: &'a [Listed]) -> Vec<&'a Listed> {
    let named = |n: usize| packet.agenda.iter().any(|item| names(item, n));
    match &packet.others {
        Some(others) => others.iter().filter_map(|n| papers.get(*n)).collect(),
        None => {
            let all = papers.iter().enumerate();
            all.filter(|(n, p)| p.listed && !p.number.is_empty() && !named(*n)).map(|(_, p)| p).collect()
        }
    }
}

/// Whether 次第 names a paper.
pub fn is_named(packet: &Packet, papers: &[Listed], paper: usize) -> bool {
    let page = papers.get(paper).map(|paper| paper.page);
    packet.agenda.iter().any(|item| names(item, paper))
        || others(packet, papers).into_iter().any(|other| Some(other.page) == page)
}

/// A word spread over the width of so many characters: blanks in it would be read.
fn spread(word: &str, em: i32) -> Rich {
    let style = Style { spread: Some(em.saturating_mul(EM)), ..Style::default() };
    Rich { text: word.to_owned(), spans: vec![Span::new(0..word.len(), style)], place: None }
}

fn push_item(item: &Item, number: &str, depth: u8, papers: &[Listed], blocks: &mut Vec<Block>) {
    let mut text = Rich::marked(&format!("{number}{}", item.text), None);
    if let Some(speaker) = &item.speaker {
        text.push(&format!("　〔{speaker}〕"), &Style::default());
    }
    let linked: Vec<&Listed> = item.papers.iter().filter_map(|i| papers.get(*i)).collect();
    let mut beside = Rich::default();
    for (i, paper) in linked.iter().enumerate() {
        if i > 0 {
            beside.push("、", &Style::default());
        }
        let name = if paper.number.is_empty() { &paper.name } else { &paper.number };
        beside.append(paper.link(name));
    }
    let beside = (!linked.is_empty()).then_some(beside);
    let indent = depth.saturating_mul(2);
    // numbers in brackets take three em, plain ones two
    let hang = indent.saturating_add(if depth == 0 { 2 } else { 3 });
    blocks.push(Block::Para(Para { text, beside, indent, hang, phrases: true, ..Para::default() }));
    for (n, sub) in (1..).zip(&item.sub) {
        push_item(sub, &format!("（{}）", item_number(n)), depth.saturating_add(1), papers, blocks);
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
fn item_number(n: usize) -> String {
    let figures = n.to_string();
    if n < 10 { figures.chars().map(full_width).collect() } else { figures }
}
