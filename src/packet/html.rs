//! A packet as one page for screens: its papers in order, 次第 with links to them.

use super::content::{Content, GuestFile, Prepared};
use super::definition::{Product, SeatShape, Seats};
use super::front::{self, Listed};
use super::{Made, PacketBook};
use crate::contract::Printing;
use crate::document::{Document, HtmlSetter};
use crate::engine::Engine;
use crate::html::{Around, Jump, Part, Scope, escaped, page};
use crate::told::{Faults, Told};
use crate::typeset::Pdf;

/// What the id of a paper begins with; they count from 1.
const PAPER: &str = "paper";

impl PacketBook {
    /// The page.
    ///
    /// `M078`, `M205`
    pub(super) fn html(&self, engine: &Engine, options: &Pdf) -> Told<Made> {
        self.html_page(engine, options).map(|bytes| Made { bytes, pages: 0 }).into()
    }

    fn html_page(&self, engine: &Engine, options: &Pdf) -> Result<Vec<u8>, Faults> {
        let meeting = &self.packet.meeting;
        let title = meeting.title();
        let mut whole = Part::default();
        for (n, paper) in self.prepared.iter().enumerate() {
            self.paper(engine, n, paper, &mut whole)?;
        }
        // 次第 is the list of contents where there is one
        if let Some(agenda @ (at, _)) = self.agenda() {
            let listed = self.listed();
            let linked = |n: usize| front::is_named(&self.packet, &listed, n);
            let papers = self.prepared.iter().enumerate();
            let unlinked = papers.filter(|&(n, _)| n != at && !linked(n));
            whole.jumps = std::iter::once(agenda).chain(unlinked).map(|(n, paper)| jump(n, paper)).collect();
        }
        let lines = [meeting.when(), meeting.place.clone()].into_iter().flatten().map(|line| escaped(&line)).collect();
        let date = options.date.or(meeting.day);
        let around = Around { title: &title, body: &self.author, plan: "", number: "", lines, date };
        Ok(page(engine, &around, &whole))
    }

    /// 次第, and which paper it is.
    fn agenda(&self) -> Option<(usize, &Prepared)> {
        self.prepared.iter().enumerate().find(|(_, paper)| matches!(paper.content, Content::Agenda))
    }

    fn paper(&self, engine: &Engine, n: usize, paper: &Prepared, whole: &mut Part) -> Result<(), Faults> {
        let id = id_of(n);
        let scope = Scope { prefix: format!("p{}-", n.saturating_add(1)), level: 2 };
        whole.jumps.push(jump(n, paper));
        let part = self.content(engine, paper, &scope)?;
        let tag = if matches!(paper.content, Content::Agenda) { "nav" } else { "section" };
        let out = &mut whole.body;
        out.push_str(&format!("<{tag} class=\"paper\" id=\"{id}\" aria-labelledby=\"{id}h\" tabindex=\"-1\">\n"));
        if !paper.def.number.is_empty() {
            out.push_str(&format!("<p class=\"number\">{}</p>\n", escaped(&paper.def.number)));
        }
        out.push_str(&format!("<h2 id=\"{id}h\">{}</h2>\n", escaped(&paper.title)));
        whole.styles.push_str(&part.styles);
        out.push_str(&part.body);
        if let Some((agenda, _)) = self.agenda().filter(|(agenda, _)| *agenda != n) {
            out.push_str(&format!("<p class=\"back\"><a href=\"#{}\">次第へ戻る</a></p>\n", id_of(agenda)));
        }
        out.push_str(&format!("</{tag}>\n"));
        Ok(())
    }

    fn content(&self, engine: &Engine, paper: &Prepared, scope: &Scope) -> Result<Part, Faults> {
        let meeting = &self.packet.meeting;
        let document = |document: &Document, linked: bool| -> Result<Part, Faults> {
            let (plain, bold) = engine.chains(&self.packet.look.font)?;
            let papers = linked.then_some(PAPER);
            Ok(HtmlSetter { document, fonts: (&plain, &bold), scope, papers }.part())
        };
        match &paper.content {
            Content::Document(text) => document(text, false),
            Content::Agenda => {
                let mut agenda = front::agenda(&self.packet, &self.listed());
                // the meeting titles the page, and 次第 this part of it
                agenda.blocks.retain(|block| !matches!(block, crate::document::Block::Heading { .. }));
                document(&agenda, true)
            }
            Content::Contents => {
                let mut list = front::contents(&paper.title, &self.listed());
                front::without_pages(&mut list);
                document(&list, true)
            }
            Content::Cover => {
                let facts = [Some(meeting.title()), meeting.when(), meeting.place.clone(), Some(self.author.clone())];
                let facts = facts.into_iter().flatten().filter(|fact| !fact.is_empty());
                let lines: String = facts.map(|fact| format!("<p>{}</p>\n", escaped(&fact))).collect();
                Ok(Part { body: format!("<div class=\"cover\">\n{lines}</div>\n"), ..Part::default() })
            }
            Content::Seats(seats) => Ok(Part { body: seat_lists(seats), ..Part::default() }),
            Content::Paper(book, counts) => {
                let printing = Printing { marks: false, ..Printing::whole(*counts) };
                book.html_part(engine, scope, &printing)
            }
            Content::Guest(guest) => Ok(Part { body: self.guest(guest), ..Part::default() }),
        }
    }

    /// The papers as 次第 and 資料一覧 name them; their page is their place in the packet.
    fn listed(&self) -> Vec<Listed> {
        let listed = |(n, paper): (usize, &Prepared)| Listed {
            number: paper.def.number.clone(),
            name: paper.def.name.clone(),
            title: paper.title.clone(),
            page: n.saturating_add(1),
            shown: String::new(),
            listed: paper.content.is_listed(),
        };
        self.prepared.iter().enumerate().map(listed).collect()
    }

    /// A guest's pages are in the packet's PDF; if that is made too, it lies beside the page.
    fn guest(&self, guest: &GuestFile) -> String {
        let pages = guest.guest.pages().len();
        let mut out = String::new();
        if let Some(description) = &guest.description {
            out.push_str(&format!("<p>{}</p>\n", escaped(description)));
        }
        let name = escaped(&guest.name);
        out.push_str(&format!("<p>この資料は PDF「{name}」（{pages} ページ）です。会議資料の PDF の中にあります。"));
        let beside = self.packet.products.contains(&Product::Meeting).then(|| self.file_name(Product::Meeting).ok());
        if let Some(file) = beside.flatten() {
            let file = format!("{file}.pdf");
            out.push_str(&format!("<a href=\"{}\">{}</a>", reference(&file), escaped(&file)));
        }
        out.push_str("</p>\n");
        out
    }
}

/// The id of a paper on the page.
fn id_of(n: usize) -> String {
    format!("{PAPER}{}", n.saturating_add(1))
}

fn jump(n: usize, paper: &Prepared) -> Jump {
    let text = [paper.def.number.as_str(), &paper.title].join("　");
    Jump { depth: 0, text: text.trim().to_owned(), to: id_of(n) }
}

/// A file's name as a relative reference (RFC 3986 4.2): all but letters, digits and `-._~` in per cent.
fn reference(name: &str) -> String {
    let mut out = String::from("./");
    for byte in name.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// 座席表 as lists: who sits on which side, in the order of the page.
fn seat_lists(seats: &Seats) -> String {
    let mut out = String::from("<dl>\n");
    let mut side = |label: &str, names: &[String]| {
        if names.is_empty() {
            return;
        }
        let names: String = names.iter().map(|name| format!("<li>{}</li>", escaped(name))).collect();
        out.push_str(&format!("<dt>{}</dt><dd><ol class=\"seats\">{names}</ol></dd>\n", escaped(label)));
    };
    side("正面", &seats.head);
    if seats.shape == SeatShape::School {
        for (n, row) in seats.rows.iter().enumerate() {
            side(&format!("前から {} 列目", n.saturating_add(1)), row);
        }
    } else {
        side("左側（正面に近い席から）", &seats.left);
        side("右側（正面に近い席から）", &seats.right);
        side("正面の向かい", &seats.tail);
    }
    side("後ろ", &seats.office);
    side("傍聴", seats.audience.as_slice());
    let door = match seats.door.as_deref() {
        Some("left") => Some("左側"),
        Some("right") => Some("右側"),
        Some("top") => Some("正面"),
        Some(_) => Some("後ろ"),
        None => None,
    };
    if let Some(door) = door {
        out.push_str(&format!("<dt>出入口</dt><dd>{door}</dd>\n"));
    }
    out.push_str("</dl>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_name_is_no_address() {
        assert_eq!(reference("javascript:x.pdf"), "./javascript%3Ax.pdf");
        assert_eq!(reference("第1回\"><b.pdf"), "./%E7%AC%AC1%E5%9B%9E%22%3E%3Cb.pdf");
    }
}
