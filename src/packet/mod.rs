//! Meeting packets (会議資料): papers in order, with agenda, list, numbers and through page numbers, as one PDF.
//!
//! Every paper is laid out by itself; then the pages come together, get their marks and are exported once, so that
//! page labels, bookmarks, links and tags are those of one document. Guests' pages (other sections' PDFs) are put
//! into the meeting copy; the archive copy, which claims PDF/A-3a and PDF/UA-1, has them attached.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]

mod assemble;
mod check;
mod content;
mod definition;
mod front;
mod html;
mod lay_out;
mod meeting;
mod noticed;
mod order;
mod raw;
mod read;
mod seats;
mod written;

use crate::finding::{Finding, tell_once};
use crate::limits::PAPERS;
use crate::msg;
use crate::press::{self, Booklet, Divider, DividerStyle, GuestPlace, PageLink, StampStyle, TwoUp};
use crate::project::Project;
use crate::told::{Faults, Told};
use crate::typeset::{Exported, Facts, Pdf, Standard};
use crate::units::Date;
use crate::words::Words;
use crate::words::windows_name;
use crate::{Engine, packet::assemble::Copy};

use assemble::{Purpose, Stand, assemble, listed, plan};
pub use content::Ready;
pub(crate) use content::unknown_papers;
use content::{Content, Prepared, Reader};
pub(crate) use definition::PaperKind;
pub use definition::{FILE, Packet, Product};
pub(crate) use lay_out::guest_attachment;
use lay_out::{Laid, Setter};
pub use meeting::{Clock, Meeting};
#[cfg(feature = "cli")]
pub(crate) use read::read_packets_of;
pub use read::{read_packet, read_packets};

/// A packet whose papers were read.
pub struct PacketBook {
    /// Its definition.
    pub packet: Packet,
    prepared: Vec<Prepared>,
    /// Pages of the papers that are the same in every copy.
    laid: Vec<Option<Laid>>,
    author: String,
}

/// One line of `matome packet --list`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedPaper {
    /// 資料番号
    pub number: String,
    /// The paper's title.
    pub title: String,
    /// How many pages it has.
    pub pages: usize,
    /// Page number that is printed on its first page.
    pub from: usize,
    /// How many findings its reading gave.
    pub findings: usize,
}

/// A product of a packet.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has; none on screens.
    pub pages: usize,
}

impl Packet {
    /// File name of a product by the packet's pattern, without ending.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn file_name(&self, product: Product) -> Result<String, Finding> {
        let (packet, meeting) = (self, &self.meeting);
        let mut words = Words::default();
        words.set("会議", meeting.name.as_str());
        words.set("回", meeting.round.as_deref().unwrap_or(""));
        words.set("名前", packet.name.as_str());
        if let Some(day) = meeting.day {
            words.set("開催年", day.year);
            words.set("日付", day.to_string());
        }
        let name = words.render(&packet.file).map_err(|e| {
            let (pattern, ja, en) = (&packet.file, &e.ja, &e.en);
            Finding::error(
                "M082",
                msg!("ファイル名「{pattern}」を作れません: {ja}", "cannot word the file name \"{pattern}\": {en}"),
            )
            .at(packet.place.clone())
        })?;
        Ok(windows_name(&format!("{name}{}", product.suffix())))
    }
}

impl Engine {
    /// Reads every paper of a packet and lays out what every copy has. `ready` are papers of the project that were made
    /// already; `told` hears of each paper before it is read and again before it is laid out. No value when a paper
    /// cannot be made at all.
    pub fn read_packet(
        &self,
        project: Option<&Project>,
        packet: Packet,
        ready: &Ready,
        told: &dyn Fn(&str),
    ) -> Told<PacketBook> {
        let limits = self.limits();
        if let Some(beyond) = packet.papers.get(limits.papers) {
            let finding = Finding::error("M219", PAPERS.beyond(limits, Some(packet.papers.len() as u64)))
                .at(beyond.place.clone())
                .hint(msg!("いくつかの会議資料に分けてください", "divide it into several packets"));
            return Told::nothing(PAPERS.told(finding, limits));
        }
        let reader = Reader { engine: self, project, ready };
        let mut findings = packet.findings.clone();
        let mut prepared = Vec::new();
        for def in &packet.papers {
            told(&def.name);
            prepared.extend(reader.read(&packet, def).tell(&mut findings));
        }
        if prepared.len() < packet.papers.len() {
            return Told::nothing(findings);
        }
        noticed::same_titles(&mut prepared, &mut findings);
        let author = project.and_then(|p| p.body.clone()).unwrap_or_default();
        let mut book = PacketBook { packet, prepared, laid: Vec::new(), author };
        let laid = book.lay_out(self, told, &mut findings);
        tell_once(&mut findings);
        match laid {
            Ok(laid) => book.laid = laid,
            Err(faults) => {
                findings.extend(faults);
                return Told::nothing(findings);
            }
        }
        Told::new(book, findings)
    }
}

impl PacketBook {
    fn setter<'a>(&'a self, engine: &'a Engine) -> Setter<'a> {
        let body = Some(self.author.as_str()).filter(|a| !a.is_empty());
        Setter { engine, packet: &self.packet, body }
    }

    /// Every paper but those that name pages, and guests.
    fn lay_out(
        &mut self,
        engine: &Engine,
        told: &dyn Fn(&str),
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Option<Laid>>, Faults> {
        let mut out = Vec::with_capacity(self.prepared.len());
        let mut counts = Vec::with_capacity(self.prepared.len());
        for paper in &self.prepared {
            told(&paper.def.name);
            let before = findings.len();
            out.push(match &paper.content {
                Content::Agenda | Content::Contents | Content::Guest(_) => None,
                _ => Some(self.setter(engine).lay_out(paper, &[]).tell_or_faults(findings)?),
            });
            let found = findings.get_mut(before..).unwrap_or_default();
            counts.push(found.len());
            self.packet.place_characters(engine, found);
            engine.cache.clear(0);
        }
        for (paper, count) in self.prepared.iter_mut().zip(counts) {
            paper.findings = paper.findings.saturating_add(count);
        }
        Ok(out)
    }

    /// The pages of one copy: front matter with its page numbers, guests' places or notices.
    fn copy(&self, engine: &Engine, purpose: Purpose, findings: &mut Vec<Finding>) -> Result<Vec<Laid>, Faults> {
        let setter = self.setter(engine);
        let mut laid = self.laid.clone();
        let mut guests = 0_usize;
        for (slot, paper) in laid.iter_mut().zip(&self.prepared) {
            if let Content::Guest(guest) = &paper.content {
                guests = guests.saturating_add(1);
                let archive = purpose == Purpose::Archive;
                let page = if archive { setter.guest_notice(paper, guest, guests) } else { setter.lay_out(paper, &[]) };
                *slot = Some(page.tell_or_faults(findings)?);
            }
        }
        // agenda and list name pages, which depend on how many pages they have themselves
        let mut counts: Vec<usize> = laid.iter().map(|l| l.as_ref().map_or(1, |l| l.pages.len())).collect();
        for round in 0..MOST_ROUNDS {
            let papers = listed(&self.prepared, &plan(&self.packet, &counts, purpose));
            let mut settled = true;
            for ((paper, count), slot) in self.prepared.iter().zip(&mut counts).zip(&mut laid) {
                if !matches!(paper.content, Content::Agenda | Content::Contents) {
                    continue;
                }
                let mut told = Vec::new();
                let front = setter.lay_out(paper, &papers).tell_or_faults(&mut told)?;
                if round == 0 {
                    self.packet.place_characters(engine, &mut told);
                    findings.append(&mut told);
                }
                settled &= front.pages.len() == *count;
                *count = front.pages.len();
                *slot = Some(front);
            }
            if settled {
                break;
            }
        }
        Ok(laid.into_iter().flatten().collect())
    }

    /// The papers with their pages, as the meeting copy has them.
    ///
    /// # Errors
    /// `M210`, `M211`.
    pub fn rows(&self, engine: &Engine) -> Result<Vec<ListedPaper>, Faults> {
        let laid = self.copy(engine, Purpose::Meeting, &mut Vec::new())?;
        let counts: Vec<usize> = laid.iter().map(|l| l.pages.len()).collect();
        Ok(self.rows_of(&plan(&self.packet, &counts, Purpose::Meeting).stands).collect())
    }

    fn rows_of(&self, stands: &[Stand]) -> impl Iterator<Item = ListedPaper> {
        self.prepared.iter().zip(stands).map(|(paper, stand)| ListedPaper {
            number: paper.def.number.clone(),
            title: paper.title.clone(),
            pages: stand.pages,
            from: stand.shown,
            findings: paper.findings,
        })
    }

    /// File name of a product by the packet's pattern, without ending.
    ///
    /// # Errors
    /// `M082` the pattern names something unknown.
    pub fn file_name(&self, product: Product) -> Result<String, Finding> {
        self.packet.file_name(product)
    }

    /// Makes a product.
    ///
    /// `M205`, `M210`–`M212`; `M330`–`M343` of guests and the press.
    pub fn make(&self, engine: &Engine, product: Product, options: &Pdf) -> Told<Made> {
        Told::noticing(|findings| match product {
            Product::Meeting => self.meeting(engine, Purpose::Meeting, options, findings),
            Product::Archive => {
                let exported = self.record(engine, options).tell_or_faults(findings)?;
                Ok(Made { bytes: exported.pdf, pages: exported.record.pages.len() })
            }
            Product::Booklet | Product::TwoUp => {
                let meeting = self.meeting(engine, Purpose::Sheets, options, findings)?.bytes;
                findings.extend(noticed::small_text(&self.prepared));
                let print = &self.packet.print;
                let pressed = if product == Product::Booklet {
                    let how = Booklet { right_bound: print.right_bound, creep: print.creep, ..Booklet::default() };
                    press::booklet(&meeting, &how, &engine.fonts)
                } else {
                    let how = TwoUp { right_to_left: print.right_bound, ..TwoUp::default() };
                    press::two_up(&meeting, &how, &engine.fonts)
                };
                pressed_made(pressed, findings)
            }
            Product::Dividers => {
                let listed = self.prepared.iter().filter(|p| p.content.is_listed());
                // the tab has the title of a paper without number: its name is short, and names it as well
                let divider = |p: &Prepared| {
                    let number = p.def.number.clone();
                    Divider { title: if number.is_empty() { &p.def.name } else { &p.title }.clone(), number }
                };
                let list: Vec<Divider> = listed.map(divider).collect();
                let right_bound = self.packet.print.right_bound;
                let style = DividerStyle { right_bound, tabs: true, ..DividerStyle::default() };
                pressed_made(press::dividers(&list, &style, &engine.fonts), findings)
            }
            Product::PrintOrder => self.print_order(engine, options, findings),
            Product::Html => self.html(engine, options).tell_or_faults(findings),
        })
    }

    /// The light copy with guests' pages in their places.
    fn meeting(
        &self,
        engine: &Engine,
        purpose: Purpose,
        options: &Pdf,
        findings: &mut Vec<Finding>,
    ) -> Result<Made, Faults> {
        let laid = self.copy(engine, purpose, findings)?;
        let options = Pdf { standards: Vec::new(), tagged: false, ..options.clone() };
        let pdf = self.export(engine, &laid, &options, purpose).tell_or_faults(findings)?.pdf;
        let counts: Vec<usize> = laid.iter().map(|l| l.pages.len()).collect();
        let plan = plan(&self.packet, &counts, purpose);
        let agenda = self.prepared.iter().zip(&plan.stands).find(|(paper, _)| matches!(paper.content, Content::Agenda));
        let agenda = agenda.filter(|_| purpose == Purpose::Meeting).map(|(_, stand)| stand.first);
        let mut places = Vec::new();
        for (paper, stand) in self.prepared.iter().zip(&plan.stands) {
            let Content::Guest(guest) = &paper.content else { continue };
            for page in 0..stand.pages {
                let boxed = match self.packet.number_box {
                    definition::NumberBox::First => page == 0,
                    definition::NumberBox::Each => true,
                    definition::NumberBox::None => false,
                };
                places.push(GuestPlace {
                    guest: &guest.guest,
                    guest_page: page,
                    page: stand.first.saturating_add(page),
                    fit: press::Fit::default(),
                    turn: press::Turn::default(),
                    number: boxed.then(|| paper.def.number.clone()).filter(|n| !n.is_empty()),
                    page_number: Some(format!("{}／{}", stand.shown_on(page), plan.last)),
                    link: agenda.map(|page| PageLink { text: "次第へ".to_owned(), page }),
                });
            }
        }
        if places.is_empty() {
            return Ok(Made { bytes: pdf, pages: plan.all });
        }
        let pressed = press::place_guests(&pdf, &places, &StampStyle::default(), &engine.fonts)?;
        findings.extend(pressed.findings);
        Ok(Made { bytes: pressed.pdf, pages: plan.all })
    }

    /// The archive copy, with what was set.
    ///
    /// `M205`, `M210`–`M212`.
    pub(crate) fn record(&self, engine: &Engine, options: &Pdf) -> Told<Exported> {
        Told::noticing(|findings| {
            let laid = self.copy(engine, Purpose::Archive, findings)?;
            let options = Pdf { standards: vec![Standard::A3a, Standard::Ua1], tagged: true, ..options.clone() };
            self.export(engine, &laid, &options, Purpose::Archive).tell_or_faults(findings)
        })
    }

    /// The data of the papers that are made of answers: name of the paper, JSON.
    pub(crate) fn data(&self) -> Vec<(String, String)> {
        let json = |paper: &Prepared| match &paper.content {
            Content::Paper(book, _) => book.json().ok(),
            _ => None,
        };
        self.prepared.iter().filter_map(|p| Some((p.def.name.clone(), json(p)?))).collect()
    }

    fn export(&self, engine: &Engine, laid: &[Laid], options: &Pdf, purpose: Purpose) -> Told<Exported> {
        let copy = Copy { author: &self.author, purpose };
        assemble(&self.setter(engine), &self.prepared, laid, &copy).and_then(|document| {
            let meeting = &self.packet.meeting;
            // the day of the meeting is the packet's own date
            let options = Pdf { date: options.date.or(meeting.day), ..options.clone() };
            let facts = Facts {
                ident: format!("matome/packet/{}/{}", meeting.title(), meeting.when().unwrap_or_default()),
                date: Date::april(meeting.day.map_or(2000, |day| day.year)),
            };
            engine.typesetter().export(&document, &facts, &options, None).into()
        })
    }
}

/// How often agenda and list are laid out until their own pages are counted right.
const MOST_ROUNDS: usize = 4;

fn pressed_made(pressed: Result<press::Pressed, Finding>, findings: &mut Vec<Finding>) -> Result<Made, Faults> {
    let pressed = pressed?;
    findings.extend(pressed.findings);
    let pages = press::page_sizes(&pressed.pdf)?.len();
    Ok(Made { bytes: pressed.pdf, pages })
}
