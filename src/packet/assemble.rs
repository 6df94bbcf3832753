//! Puts the papers of a packet together: sheets, page numbers, labels, bookmarks, marks.

use std::str::FromStr;

use ecow::EcoVec;
use typst::layout::{Frame, FrameKind};
use typst::model::{Document as _, Numbering, NumberingPattern};
use typst_layout::{Page, PagedDocument};

use super::content::{Content, Prepared};
use super::definition::{Fold, NumberBox, Packet};
use super::front::Listed;
use super::lay_out::{FootTexts, Laid, Marks, PageMarks, Setter};
use crate::form::PaperFormat;
use crate::told::Told;
use crate::typeset::{overlay, relocated};
use crate::units::MM;

/// Where a paper stands in the packet.
#[derive(Debug, Clone)]
pub struct Stand {
    /// First page of the file, from 0.
    pub first: usize,
    pub pages: usize,
    /// The number that is printed on its first page.
    pub shown: usize,
}

impl Stand {
    /// The number that is printed on its page `n`, from 0.
    pub fn shown_on(&self, n: usize) -> usize {
        self.shown.saturating_add(n)
    }
}

/// Pages in order: papers, and the empty backs that bring each of them to a new sheet.
#[derive(Debug, Default)]
pub struct Sequence {
    pub stands: Vec<Stand>,
    /// Pages of the file.
    pub all: usize,
    /// The highest number that is printed.
    pub last: usize,
}

/// Counts where papers of so many pages stand. A copy that is imposed has no empty backs: only sheets that are printed one
/// page after the other need them. The numbers of its pages are those of the other copies.
pub fn plan(packet: &Packet, counts: &[usize], purpose: Purpose) -> Sequence {
    let mut out = Sequence::default();
    let mut sides = 0_usize;
    for &pages in counts {
        if packet.duplex && sides % 2 == 1 {
            sides = sides.saturating_add(1);
            out.all = out.all.saturating_add((purpose != Purpose::Sheets).into());
            out.last = out.last.saturating_add(packet.count_blanks.into());
        }
        out.stands.push(Stand { first: out.all, pages, shown: out.last.saturating_add(1) });
        sides = sides.saturating_add(pages);
        out.all = out.all.saturating_add(pages);
        out.last = out.last.saturating_add(pages);
    }
    out
}

/// What a copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be read on paper and on screens; guests' pages get their stamps later, where they are free of ink.
    Meeting,
    /// To be kept.
    Archive,
    /// To be imposed: without what only the meeting copy's own sheets or a screen need.
    Sheets,
}

/// What agenda and list say of the papers.
pub fn listed(prepared: &[Prepared], plan: &Sequence) -> Vec<Listed> {
    prepared
        .iter()
        .zip(&plan.stands)
        .map(|(paper, stand)| Listed {
            number: paper.def.number.clone(),
            name: paper.def.name.clone(),
            title: paper.title.clone(),
            page: stand.first.saturating_add(1),
            shown: stand.shown.to_string(),
            listed: paper.content.is_listed(),
        })
        .collect()
}

/// Which copy is put together.
pub struct Copy<'a> {
    pub author: &'a str,
    pub purpose: Purpose,
}

/// One document of all pages.
///
/// `M210`, `M211`.
pub fn assemble(setter: &Setter, prepared: &[Prepared], laid: &[Laid], copy: &Copy<'_>) -> Told<PagedDocument> {
    let counts: Vec<usize> = laid.iter().map(|l| l.pages.len()).collect();
    let plan = plan(setter.packet, &counts, copy.purpose);
    let mut papers = prepared.iter().zip(&plan.stands).filter(|_| copy.purpose == Purpose::Meeting);
    let agenda = papers.find(|(paper, _)| matches!(paper.content, Content::Agenda));
    let agenda = agenda.map_or(0, |(_, stand)| stand.first.saturating_add(1));
    let mut pages: EcoVec<Page> = EcoVec::with_capacity(plan.all);
    let mut marks = Vec::with_capacity(plan.all);
    for (salt, ((paper, laid), stand)) in (1..).zip(prepared.iter().zip(laid).zip(&plan.stands)) {
        if let Some(front) = pages.last().filter(|_| pages.len() < stand.first) {
            let back = blank(front, setter.packet.count_blanks);
            marks.push(PageMarks::of(&back));
            pages.push(back);
        }
        for (n, page) in laid.pages.iter().enumerate() {
            let number = Some(paper.def.number.as_str()).filter(|number| n == 0 && !number.is_empty());
            // 次第 and 資料一覧 name pages of the file, a paper those of its own
            let own = !matches!(paper.content, Content::Agenda | Content::Contents);
            let before = if own { stand.first } else { 0 };
            let mut page = relocated(page, salt, number, before);
            (page.numbering, page.number) = (label("1"), stand.shown_on(n) as u64);
            let at = At { n, stand, last: plan.last, purpose: copy.purpose, agenda };
            marks.push(page_marks(setter.packet, paper, &laid.paper, &page, &at));
            pages.push(page);
        }
    }
    let meeting = &setter.packet.meeting;
    let marks = Marks {
        version: 1,
        title: meeting.title(),
        author: copy.author.to_owned(),
        description: meeting.when().unwrap_or_default(),
        pages: marks,
    };
    setter.marks(&marks).map(|over| {
        for (page, over) in pages.make_mut().iter_mut().zip(over.pages()) {
            overlay(page, &relocated(over, 0, None, 0));
        }
        PagedDocument::new(pages, over.info().clone())
    })
}

/// The back of a sheet that holds nothing. Its label is the number that is counted for it; without one it is named after its
/// front.
fn blank(front: &Page, counted: bool) -> Page {
    let (numbering, number) =
        if counted { (label("1"), front.number.saturating_add(1)) } else { (label("1裏"), front.number) };
    Page { frame: Frame::new(front.frame.size(), FrameKind::Hard), numbering, number, ..front.clone() }
}

/// The label of a page: what is printed in the middle of its foot.
fn label(pattern: &str) -> Option<Numbering> {
    NumberingPattern::from_str(pattern).ok().map(Numbering::Pattern)
}

impl PageMarks {
    fn of(page: &Page) -> Self {
        let size = page.frame.size();
        Self { width: size.x.to_pt(), height: size.y.to_pt(), ..Self::default() }
    }
}

/// A page of a paper in the packet.
struct At<'a> {
    /// Page of the paper, from 0.
    n: usize,
    stand: &'a Stand,
    /// The highest page number.
    last: usize,
    purpose: Purpose,
    /// Page of the file to which 次第へ leads; 0 for none.
    agenda: usize,
}

fn page_marks(packet: &Packet, paper: &Prepared, margins: &PaperFormat, page: &Page, at: &At) -> PageMarks {
    let At { n, stand, last, purpose, agenda } = *at;
    let mut marks = PageMarks::of(page);
    (marks.left, marks.right) = (margins.left * MM, margins.right * MM);
    (marks.top, marks.foot) = (margins.top * MM, margins.bottom * MM);
    let a3 = marks.width > 400.0 * MM;
    marks.folds = match packet.fold {
        Fold::None => Vec::new(),
        // half a sheet is folded by nobody
        _ if !a3 || purpose == Purpose::Sheets => Vec::new(),
        Fold::Half => vec![marks.width / 2.0],
        Fold::Z => vec![marks.width / 2.0, marks.width * 0.75],
    };
    let stamped = purpose != Purpose::Archive && matches!(paper.content, Content::Guest(_));
    if stamped || matches!(paper.content, Content::Cover) {
        return marks;
    }
    if !matches!(paper.content, Content::Agenda) {
        marks.agenda = agenda;
    }
    let boxed = match packet.number_box {
        NumberBox::First => n == 0,
        NumberBox::Each => true,
        NumberBox::None => false,
    };
    if boxed {
        marks.number.clone_from(&paper.def.number);
    }
    let own = match (paper.def.number.is_empty(), stand.pages) {
        (true, _) => String::new(),
        (false, 1) => paper.def.number.clone(),
        (false, all) => format!("{}　{}／{all}", paper.def.number, n.saturating_add(1)),
    };
    marks.texts =
        FootTexts { left: packet.meeting.title(), center: format!("{}／{last}", stand.shown_on(n)), right: own };
    marks
}
