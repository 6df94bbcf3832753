//! Lays the papers of a packet out, each by itself.

use serde::Serialize;
use typst_layout::{Page, PagedDocument};

use super::content::{Content, GuestFile, Prepared};
use super::definition::Packet;
use super::front::{self, Listed};
use super::seats::seat;
use crate::Engine;
use crate::contract::{Ends, Faces, PageBox, Printing};
use crate::document::{self, Align, Attached, Block, Document, Job, Look, Para, Rich, Table, Text, lay_out};
use crate::finding::Finding;
use crate::form::PaperFormat;
use crate::text::{EM, FontChain, Milli, Rules, check_glyphs, printable, set_heading};
use crate::told::Told;
use crate::typeset::Layout;
use crate::units::MM;

/// Pages of a paper, without the packet's marks.
#[derive(Clone)]
pub struct Laid {
    pub pages: Vec<Page>,
    /// Margins, for the marks.
    pub paper: PaperFormat,
}

impl Laid {
    fn of(document: &PagedDocument, paper: &PaperFormat) -> Self {
        Self { pages: document.pages().to_vec(), paper: *paper }
    }
}

pub struct Setter<'a> {
    pub engine: &'a Engine,
    pub packet: &'a Packet,
    /// Title of the body that meets, for the cover.
    pub body: Option<&'a str>,
}

impl Setter<'_> {
    /// Lays a paper out. `papers`: where the others stand, for agenda and list.
    ///
    /// `M205`, `M210`, `M211`.
    pub fn lay_out(&self, prepared: &Prepared, papers: &[Listed]) -> Told<Laid> {
        let look = Look { paper: prepared.def.paper, ..self.packet.look.clone() };
        match &prepared.content {
            Content::Document(document) => self.document(document::FORM, document, &prepared.title, &look),
            Content::Agenda => {
                // its few items stand apart
                let look = Look { size: look.size + 1.0, line_gap: look.line_gap * 1.5, ..look };
                self.document("agenda", &front::agenda(self.packet, papers), &prepared.title, &look)
            }
            Content::Contents => {
                self.document("contents", &front::contents(&prepared.title, papers), &prepared.title, &look)
            }
            Content::Cover => self.cover(&prepared.title, &look),
            Content::Seats(seats) => {
                let set = |findings: &mut Vec<Finding>| {
                    let (plain, bold) = self.engine.chains("BIZ UDGothic")?;
                    let data = seat(seats, &prepared.title, &look.paper, (&plain, &bold), findings);
                    self.data("seats", &data, &[&plain, &bold], 1).tell_or_faults(findings)
                };
                Told::noticing(set).map(|laid| Laid::of(&laid, &look.paper))
            }
            Content::Paper(book, counts) => {
                let printing = Printing { marks: false, ..Printing::whole(*counts) };
                self.engine.lay_out(book, &printing).map(|laid| Laid::of(&laid, book.format()))
            }
            Content::Guest(guest) => self.guest_places(&prepared.title, guest, &look.paper),
        }
    }

    /// A layout of the packet's own.
    fn data(&self, folder: &str, data: &impl Serialize, chains: &[&FontChain], pages: usize) -> Told<PagedDocument> {
        let usual = format!("{folder}/layout.typ");
        let layout = Layout { folder, usual: &usual };
        self.engine.typesetter().compile_data(layout, data, chains, Vec::new(), Some(pages))
    }

    fn document(&self, name: &str, document: &Document, title: &str, look: &Look) -> Told<Laid> {
        let job = Job { name, document, title, look, attached: &[], files: Vec::new() };
        lay_out(self.engine, job).map(|laid| Laid::of(&laid, &look.paper))
    }

    fn cover(&self, title: &str, look: &Look) -> Told<Laid> {
        Told::noticing(|findings| {
            let (plain, bold) = self.engine.chains(&look.font)?;
            let meeting = &self.packet.meeting;
            let width = (look.paper.width - look.paper.left - look.paper.right) * MM;
            let mut texts = Vec::new();
            let mut line = |size: f64, text: &str, chain: &FontChain| {
                texts.push(text.to_owned());
                let room = (width / size * f64::from(EM)) as Milli;
                let cell = set_heading(&printable(text, chain), chain, room, Rules::default());
                Line { size, body: Text::new(cell, Ends::Hard, 1.5) }
            };
            let above = meeting.round.iter().map(|round| line(16.0, round, &plain)).collect();
            let heading = line(24.0, &meeting.name, &bold);
            let facts = [meeting.when(), meeting.place.clone(), self.body.map(str::to_owned)];
            let below = facts.into_iter().flatten().map(|text| line(13.0, &text, &plain)).collect();
            findings.extend(texts.iter().flat_map(|text| check_glyphs(text, &plain)));
            let faces = Faces::new(&plain, &bold, texts.iter().map(String::as_str));
            let data = Cover {
                version: 1,
                title: title.to_owned(),
                paper: PageBox::of(&look.paper),
                faces,
                above,
                heading,
                below,
            };
            let laid = self.data("cover", &data, &[&plain, &bold], 1).tell_or_faults(findings)?;
            Ok(Laid::of(&laid, &look.paper))
        })
    }

    /// Empty pages for a guest, each as its page lies; A4 or A3, whichever it fits.
    fn guest_places(&self, title: &str, guest: &GuestFile, paper: &PaperFormat) -> Told<Laid> {
        Told::noticing(|findings| {
            let (plain, _) = self.engine.chains("BIZ UDGothic")?;
            let pages = guest.guest.pages().iter().map(|page| {
                let size = page.size().meeting_paper();
                Sheet { width: size.width * MM, height: size.height * MM }
            });
            let pages: Vec<Sheet> = pages.collect();
            let count = pages.len();
            let data = GuestPlaces { version: 1, title, fonts: plain.families(), pages };
            let laid = self.data("guest", &data, &[&plain], count).tell_or_faults(findings)?;
            Ok(Laid::of(&laid, paper))
        })
    }

    /// The page that stands for a guest in the archive copy and carries its file.
    ///
    /// `M205`, `M210`.
    pub fn guest_notice(&self, prepared: &Prepared, guest: &GuestFile, number: usize) -> Told<Laid> {
        let look = Look { paper: prepared.def.paper, ..self.packet.look.clone() };
        let pages = guest.guest.pages().len();
        let cell = |text: String| Rich::plain(text, None);
        let rows = [
            ("ファイル", guest.name.clone()),
            ("ページ数", format!("{pages} ページ")),
            ("大きさ", size_text(guest.bytes.len())),
            ("内容", guest.description.clone().unwrap_or_else(|| prepared.title.clone())),
        ];
        let rows = rows.into_iter().map(|(label, text)| vec![cell(label.to_owned()), cell(text)]).collect();
        let text = "この資料は、ほかの課が作った PDF です。内容は、この PDF に添付したファイルにあります。";
        let document = Document {
            title: Some(cell(prepared.title.clone())),
            blocks: vec![
                Block::Para(Para { text: Rich::plain(text, None), ..Para::default() }),
                Block::Table(Table {
                    aligns: vec![Align::Left; 2],
                    head: Vec::new(),
                    rows,
                    whole: true,
                    heads: true,
                    tight: false,
                }),
            ],
            ..Document::default()
        };
        let file = format!("guests/{number}.pdf");
        let attached = [Attached {
            name: guest_attachment(number, &guest.name),
            file: format!("/{file}"),
            mime: "application/pdf".to_owned(),
            relationship: "source",
            description: guest.description.clone().unwrap_or_else(|| prepared.title.clone()),
        }];
        let files = vec![(file, guest.bytes.as_slice().into())];
        let (document, title, attached) = (&document, prepared.title.as_str(), &attached);
        let job = Job { name: document::FORM, document, title, look: &look, attached, files };
        lay_out(self.engine, job).map(|laid| Laid::of(&laid, &look.paper))
    }

    /// The packet's marks, a page for each of its pages, with the document's metadata.
    ///
    /// `M210`, `M211`.
    pub fn marks(&self, marks: &Marks) -> Told<PagedDocument> {
        Told::noticing(|findings| {
            let (plain, _) = self.engine.chains("BIZ UDGothic")?;
            findings.extend(marks.texts().flat_map(|text| check_glyphs(text, &plain)));
            self.packet.place_characters(self.engine, findings);
            let data = WithFonts { fonts: plain.families(), marks };
            self.data("packet", &data, &[&plain], marks.pages.len()).tell_or_faults(findings)
        })
    }
}

#[derive(Serialize)]
struct WithFonts<'a> {
    fonts: &'a [String],
    #[serde(flatten)]
    marks: &'a Marks,
}

#[derive(Serialize)]
struct Line {
    size: f64,
    body: Text,
}

#[derive(Serialize)]
struct Cover {
    version: u32,
    title: String,
    paper: PageBox,
    #[serde(flatten)]
    faces: Faces,
    above: Vec<Line>,
    heading: Line,
    below: Vec<Line>,
}

#[derive(Serialize)]
struct GuestPlaces<'a> {
    version: u32,
    title: &'a str,
    fonts: &'a [String],
    pages: Vec<Sheet>,
}

#[derive(Serialize)]
struct Sheet {
    width: f64,
    height: f64,
}

/// What stands on the packet's pages beside their papers.
#[derive(Debug, Serialize)]
pub struct Marks {
    pub version: u32,
    pub title: String,
    pub author: String,
    pub description: String,
    pub pages: Vec<PageMarks>,
}

/// Marks of a page; lengths in pt.
#[derive(Debug, Default, Serialize)]
pub struct PageMarks {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub foot: f64,
    /// 資料番号 in a box; empty for none.
    pub number: String,
    pub texts: FootTexts,
    /// Page of the file to which 次第へ leads; 0 for none.
    pub agenda: usize,
    pub folds: Vec<f64>,
}

#[derive(Debug, Default, Serialize)]
pub struct FootTexts {
    pub left: String,
    pub center: String,
    pub right: String,
}

impl Marks {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.iter().flat_map(|p| [&p.number, &p.texts.left, &p.texts.right]);
        let mut told = std::collections::HashSet::new();
        pages.chain([&self.title]).map(String::as_str).filter(move |t| told.insert(*t))
    }
}

/// The name under which the archive copy has a packet's guest; they count from 1.
pub(crate) fn guest_attachment(number: usize, file: &str) -> String {
    format!("{number:02}_{file}")
}

/// 1.2 MB, 340 KB
fn size_text(bytes: usize) -> String {
    let kilo = bytes.div_ceil(1024);
    if kilo < 1024 { format!("{kilo} KB") } else { format!("{:.1} MB", bytes as f64 / f64::from(1 << 20)) }
}
