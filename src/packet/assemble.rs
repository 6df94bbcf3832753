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

/// Pages in order: papers, and the empty backs that bring each of them to a new sheet.
#[derive(Debug, Default)]
pub struct Sequence {
    pub stands: Vec<Stand>,
    /// Physical pages.
    pub all: usize,
    /// The highest number that is printed.
    pub last: usize,
}

/// Counts where papers of so many pages stand.
pub fn plan(packet: &Packet, counts: &[usize]) -> Sequence {
    let mut out = Sequence::default();
    for &pages in counts {
        if packet.duplex && out.all % 2 == 1 {
            out.all += 1;
            out.last += usize::from(packet.count_blanks);
        }
        out.stands.push(Stand { first: out.all, pages, shown: out.last + 1 });
        out.all += pages;
        out.last += pages;
    }
    out
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
            page: stand.first + 1,
            shown: stand.shown.to_string(),
            listed: paper.content.is_listed(),
        })
        .collect()
}

/// Which copy is put together.
pub struct Copy<'a> {
    pub author: &'a str,
    /// Guests' pages get their stamps later, where they are free of ink.
    pub guests_stamped: bool,
}

/// One document of all pages.
///
/// `M210`, `M211`.
pub fn assemble(setter: &Setter, prepared: &[Prepared], laid: &[Laid], copy: &Copy<'_>) -> Told<PagedDocument> {
    let counts: Vec<usize> = laid.iter().map(|l| l.pages.len()).collect();
    let plan = plan(setter.packet, &counts);
    let mut pages: EcoVec<Page> = EcoVec::with_capacity(plan.all);
    let mut marks = Vec::with_capacity(plan.all);
    for (index, ((paper, laid), stand)) in prepared.iter().zip(laid).zip(&plan.stands).enumerate() {
        if let Some(front) = pages.last().filter(|_| pages.len() < stand.first) {
            let back = blank(front);
            marks.push(PageMarks::of(&back));
            pages.push(back);
        }
        for (n, page) in laid.pages.iter().enumerate() {
            let number = Some(paper.def.number.as_str()).filter(|number| n == 0 && !number.is_empty());
            let mut page = relocated(page, index + 1, number);
            (page.numbering, page.number) = (label(paper), n as u64 + 1);
            let stamped = copy.guests_stamped && matches!(paper.content, Content::Guest(_));
            let at = At { n, stand, last: plan.last, stamped };
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
            overlay(page, &relocated(over, 0, None));
        }
        PagedDocument::new(pages, over.info().clone())
    })
}

/// The back of a sheet that holds nothing; its label goes on from the front.
fn blank(front: &Page) -> Page {
    Page { frame: Frame::new(front.frame.size(), FrameKind::Hard), number: front.number + 1, ..front.clone() }
}

/// 資料No.2-3 is the third page of 資料No.2; a paper without number has its name.
fn label(paper: &Prepared) -> Option<Numbering> {
    let name = if paper.def.number.is_empty() { &paper.def.name } else { &paper.def.number };
    let mut pattern = NumberingPattern::from_str("1").ok()?;
    pattern.pieces.make_mut()[0].0 = format!("{name}-").into();
    Some(Numbering::Pattern(pattern))
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
    /// It gets its stamps later.
    stamped: bool,
}

fn page_marks(packet: &Packet, paper: &Prepared, margins: &PaperFormat, page: &Page, at: &At) -> PageMarks {
    let At { n, stand, last, stamped } = *at;
    let mut marks = PageMarks::of(page);
    (marks.left, marks.right) = (margins.left * MM, margins.right * MM);
    (marks.top, marks.foot) = (margins.top * MM, margins.bottom * MM);
    let a3 = marks.width > 400.0 * MM;
    marks.folds = match packet.fold {
        Fold::None => Vec::new(),
        _ if !a3 => Vec::new(),
        Fold::Half => vec![marks.width / 2.0],
        Fold::Z => vec![marks.width / 2.0, marks.width * 0.75],
    };
    if stamped || matches!(paper.content, Content::Cover) {
        return marks;
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
        (false, all) => format!("{}　{}／{all}", paper.def.number, n + 1),
    };
    marks.texts =
        FootTexts { left: packet.meeting.title(), center: format!("{}／{last}", stand.shown + n), right: own };
    marks
}
