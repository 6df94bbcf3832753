//! Puts guests' pages into a meeting copy, in the places that were left for them.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::draw::{Pen, draw};
use super::finish::{NewDocument, claims_standard, load, page_ids, unreadable, write_packed};
use super::graft::{Graft, packed};
use super::guest::Guest;
use super::ink::{Ink, look};
use super::layers::move_layers;
use super::link::{PageLink, lead};
use super::page::{View, dict, inherited, value};
use super::size::{Matrix, Size};
use super::stamp::{Kind, Stamp, StampStyle};
use super::{Pressed, page_list};
use crate::finding::Finding;
use crate::msg;
use crate::place::Place as Where;
use crate::place::SourceFile;
use crate::typeset::Fonts;
use crate::units::MM;

/// How large a guest's page is printed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Fit {
    /// Smaller if it does not fit on the paper, never larger.
    #[default]
    Shrink,
    /// As large as the paper allows, at most so many times its size.
    Grow(f64),
    /// In its own size, as maps and plans need it.
    Keep,
}

/// Whether a page that lies across the paper is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// It stays the way it is read, and becomes smaller.
    #[default]
    Never,
    /// Its head goes to the left edge of the paper: packets bound on the left.
    HeadLeft,
    /// Its head goes to the right edge: packets bound on the right.
    HeadRight,
}

/// One page of a guest and where it goes.
pub struct GuestPlace<'a> {
    /// The guest.
    pub guest: &'a Guest,
    /// Which of the guest's pages, from 0.
    pub guest_page: usize,
    /// The empty page of the meeting copy, from 0.
    pub page: usize,
    /// How large the page becomes.
    pub fit: Fit,
    /// Which way it lies.
    pub turn: Turn,
    /// 資料番号 for the box, `None` for no box.
    pub number: Option<String>,
    /// The page number as it is printed, `None` for none.
    pub page_number: Option<String>,
    /// What stands behind the page number and leads to another page.
    pub link: Option<PageLink>,
}

/// Pages that are looked at together.
const AT_ONCE: usize = 8;
/// Pages that take more pixels than this to draw are looked at one at a time; A4 has 9 million at 300 dpi.
const LIGHT: u64 = 10_000_000;
/// Pages that take more are not looked at for free room: A4 has 35 million at 600 dpi, some ten bytes each.
const HEAVIEST: u64 = 40_000_000;
/// Shrunk below this, body text of 10.5 pt is smaller than the 7 pt that a paper may have.
const LEGIBLE: f64 = 0.67;
/// Rounded sizes: a page that would shrink by less keeps its size, in parts of it.
pub(crate) const ROUNDING: f64 = 0.005;

/// Puts guests' pages in their places and stamps them.
///
/// Each page becomes a form XObject: fonts, pictures, colours and text stay what they are, and text can be
/// searched. Layers stay on or off. In a tagged meeting copy a guest's page is an artifact: who listens to the
/// tags does not hear it, so the packet says in its place what it is. The rest of the meeting copy, its bookmarks,
/// labels, links and tags, is kept.
///
/// # Errors
/// `M330` the meeting copy cannot be read, `M341` a place that does not exist, `M342` the copy claims PDF/A or
/// PDF/UA, which guests would make untrue; `M205` an unknown font.
pub fn place_guests(
    meeting: &[u8],
    places: &[GuestPlace],
    style: &StampStyle,
    fonts: &Fonts,
) -> Result<Pressed, Finding> {
    let mut doc = load(meeting)?;
    if claims_standard(&doc) {
        return Err(Finding::error(
            "M342",
            msg!(
                "PDF/A や PDF/UA の PDF に他課の PDF は重ねられません",
                "guests cannot be placed into a PDF that claims PDF/A or PDF/UA"
            ),
        )
        .hint(msg!("規格を指定しない配布用の PDF に重ねてください", "place them into the meeting copy")));
    }
    let pen = Pen::new(fonts, &style.font)?;
    let mut findings = Vec::new();
    let mut placed = put(&mut doc, places, &mut findings)?;
    for (place, placed) in places.iter().zip(&mut placed) {
        let stamps = [(Kind::Number, &place.number), (Kind::Page, &place.page_number)];
        for (kind, text) in stamps {
            let text = text.as_deref().filter(|t| !t.trim().is_empty());
            let link = place.link.as_ref().filter(|_| kind == Kind::Page).map(|link| format!("\u{3000}{}", link.text));
            let text = text.map(|text| format!("{text}{}", link.unwrap_or_default()));
            placed.stamps.extend(text.map(|t| Stamp::new(kind, &t, style, &pen, &mut findings)));
        }
    }
    stamp(&mut doc, places, &mut placed, (style, &pen, fonts), &mut findings)?;
    for placed in &placed {
        let content = placed.content(is_tagged(&doc));
        doc.objects.insert(placed.stream, packed(Dictionary::new(), content.into_bytes()).into());
    }
    Ok(Pressed { pdf: write_packed(doc)?, findings })
}

/// A guest's page in its place.
struct Placed {
    /// The stream behind the page's own ones that draws it.
    stream: ObjectId,
    view: View,
    paper: View,
    turn: Turn,
    scale: f64,
    /// From the guest's space to the paper's.
    matrix: Matrix,
    stamps: Vec<Stamp>,
    /// Left and upper edge of each stamp in mm.
    spots: Vec<(f64, f64)>,
    /// How much it was shrunk to make room for stamps.
    room_made: Option<f64>,
}

impl Placed {
    fn content(&self, tagged: bool) -> String {
        // what the page had before may have left its state changed
        let mut out = String::from("Q\n");
        let (begin, begin_stamp, end) =
            if tagged { ("/Artifact BMC\n", "/Artifact <</Type /Pagination>> BDC\n", "EMC\n") } else { ("", "", "") };
        out.push_str(&format!("{begin}q {} /{GUEST} Do Q\n{end}", self.matrix));
        let [x0, _, _, y1] = self.paper.bounds;
        for (i, (stamp, (left, top))) in self.stamps.iter().zip(&self.spots).enumerate() {
            let at = Matrix::shift(x0 + left * MM, y1 - top * MM - stamp.sheet.height);
            out.push_str(&format!("{begin_stamp}q {at} /{STAMP}{i} Do Q\n{end}"));
        }
        out
    }
}

impl Placed {
    /// The last `width` points of a stamp, as a rectangle of the page.
    fn area(&self, stamp: usize, width: f64) -> Option<[f64; 4]> {
        let [x0, _, _, y1] = self.paper.bounds;
        let (sheet, (left, top)) = (&self.stamps.get(stamp)?.sheet, *self.spots.get(stamp)?);
        let (right, upper) = (x0 + left * MM + sheet.width, y1 - top * MM);
        Some([right - width, upper - sheet.height, right, upper])
    }
}

const GUEST: &str = "MatomeGuest";
const STAMP: &str = "MatomeStamp";

fn put(doc: &mut Document, places: &[GuestPlace], findings: &mut Vec<Finding>) -> Result<Vec<Placed>, Finding> {
    let pages = page_ids(doc);
    let save_state = doc.add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()));
    let mut grafts: Vec<(&Guest, Graft)> = Vec::new();
    let mut placed = Vec::with_capacity(places.len());
    for place in places {
        let guest = place.guest;
        if places.iter().take(placed.len()).any(|p| p.page == place.page) {
            return Err(nowhere(place));
        }
        if !grafts.iter().any(|(g, _)| std::ptr::eq(*g, guest)) {
            grafts.push((guest, Graft::new(&guest.doc)));
        }
        let graft = grafts.iter_mut().find(|(g, _)| std::ptr::eq(*g, guest)).map(|(_, graft)| graft);
        let (page, source) =
            pages.get(place.page).zip(guest.pages.get(place.guest_page)).ok_or_else(|| nowhere(place))?;
        let form =
            graft.and_then(|graft| graft.page(doc, source.id, source.view).ok()).ok_or_else(|| nowhere(place))?;
        let paper = View::read(doc, *page).ok_or_else(|| nowhere(place))?;
        let (scale, matrix) = fit(place, source.view, paper, findings);
        let stream = doc.new_object_id();
        extend_page(doc, *page, save_state, stream, form)?;
        placed.push(Placed {
            stream,
            view: source.view,
            paper,
            turn: place.turn,
            scale,
            matrix,
            stamps: Vec::new(),
            spots: Vec::new(),
            room_made: None,
        });
    }
    for (_, graft) in &grafts {
        move_layers(graft, doc);
    }
    Ok(placed)
}

fn nowhere(place: &GuestPlace) -> Finding {
    let (guest, page) = (place.guest_page.saturating_add(1), place.page.saturating_add(1));
    Finding::error(
        "M341",
        msg!(
            "PDF の {guest} ページを会議資料の {page} ページに置けません",
            "page {guest} of the PDF cannot be put on page {page} of the packet"
        ),
    )
    .at(Where::file(place.guest.file()))
}

/// Puts the page's own content between two streams, and the form among its resources.
fn extend_page(
    doc: &mut Document,
    page: ObjectId,
    before: ObjectId,
    after: ObjectId,
    form: ObjectId,
) -> Result<(), Finding> {
    let mut contents: Vec<Object> = vec![before.into()];
    contents.extend(doc.get_page_contents(page).into_iter().map(Object::Reference));
    contents.push(after.into());
    // resources may belong to several pages
    let mut resources = match inherited(doc, page, b"Resources") {
        Some(Object::Dictionary(own)) => own.clone(),
        _ => Dictionary::new(),
    };
    let mut forms = dict(doc, &resources, b"XObject").cloned().unwrap_or_default();
    forms.set(GUEST, form);
    resources.set("XObject", forms);
    let page = doc.get_dictionary_mut(page).map_err(|_| unreadable())?;
    page.set("Contents", contents);
    page.set("Resources", resources);
    Ok(())
}

fn is_tagged(doc: &Document) -> bool {
    doc.catalog().is_ok_and(|c| value(doc, c, b"StructTreeRoot").is_some())
}

/// The scale and the matrix of a page on its paper; tells what becomes of a page that does not fit.
fn fit(place: &GuestPlace, view: View, paper: View, findings: &mut Vec<Finding>) -> (f64, Matrix) {
    let (page, onto) = (view.size(), paper.size());
    let lying = if place.turn != Turn::Never && page.lies_across(onto) { page.turned() } else { page };
    let full = (onto.width / lying.width).min(onto.height / lying.height);
    let full = if (1.0 - full).abs() < ROUNDING { 1.0 } else { full };
    let scale = match place.fit {
        Fit::Shrink | Fit::Keep => full.min(1.0),
        Fit::Grow(most) => full.min(most.max(1.0)),
    };
    let n = place.guest_page.saturating_add(1);
    let percent = (scale * 100.0).floor();
    let at = |finding: Finding| finding.at(Where::file(place.guest.file()));
    if place.fit == Fit::Keep && scale < 1.0 {
        findings.push(at(Finding::error(
            "M340",
            msg!(
                "{n} ページ（{page}）は原寸では {onto} に入らず、{percent}% に縮みます",
                "page {n} ({page}) does not fit on {onto} in its own size and is shrunk to {percent}%"
            ),
        )
        .hint(msg!("置く用紙を大きくしてください", "give it larger paper"))));
    } else if scale < LEGIBLE {
        findings.push(at(Finding::warning(
            "M340",
            msg!(
                "{n} ページ（{page}）は {percent}% に縮みます。文字が読めるか確かめてください",
                "page {n} ({page}) is shrunk to {percent}%; see whether it can be read"
            ),
        )));
    }
    (scale, onto_paper(view, paper, place.turn, scale, (0.0, 0.0)))
}

/// The matrix that puts a page in the middle of the paper, strips of `top` and `foot` mm left out.
fn onto_paper(view: View, paper: View, turn: Turn, scale: f64, (top, foot): (f64, f64)) -> Matrix {
    let (w, h) = view.points();
    let across = view.size().lies_across(paper.size());
    let (turned, (w, h)) = match turn {
        Turn::HeadLeft if across => (Matrix([0.0, 1.0, -1.0, 0.0, h, 0.0]), (h, w)),
        Turn::HeadRight if across => (Matrix([0.0, -1.0, 1.0, 0.0, 0.0, w]), (h, w)),
        _ => (Matrix::IDENTITY, (w, h)),
    };
    let [x0, y0, x1, y1] = paper.bounds;
    let (y0, y1) = (y0 + foot * MM, y1 - top * MM);
    let corner = ((x0 + x1 - w * scale) / 2.0, (y0 + y1 - h * scale) / 2.0);
    view.upright().then(turned).then(Matrix::scale(scale, scale)).then(Matrix::shift(corner.0, corner.1))
}

/// Finds a spot for every stamp, makes room where there is none, draws the stamps and lists them on the pages.
fn stamp(
    doc: &mut Document,
    places: &[GuestPlace],
    placed: &mut [Placed],
    (style, pen, fonts): (&StampStyle, &Pen, &Fonts),
    findings: &mut Vec<Finding>,
) -> Result<(), Finding> {
    let stamped: Vec<usize> = placed.iter().enumerate().filter(|(_, p)| !p.stamps.is_empty()).map(|(i, _)| i).collect();
    if stamped.is_empty() {
        return Ok(());
    }
    for placed in placed.iter() {
        doc.objects.insert(placed.stream, Stream::new(Dictionary::new(), placed.content(false).into_bytes()).into());
    }
    let all = page_ids(doc);
    // a few at a time: the pages of scanned guests are large
    let page_of = |place: &GuestPlace| place.guest.pages.get(place.guest_page).map(|page| page.work);
    let work = |i: &usize| places.get(*i).and_then(page_of).unwrap_or(u64::MAX);
    let (light, heavy): (Vec<usize>, Vec<usize>) = stamped.iter().partition(|i| work(i) <= LIGHT);
    let (heavy, beyond): (Vec<usize>, Vec<usize>) = heavy.into_iter().partition(|i| work(i) <= HEAVIEST);
    for i in beyond {
        placed.get_mut(i).into_iter().for_each(|placed| find_spots(placed, None, style));
    }
    for some in light.chunks(AT_ONCE).chain(heavy.chunks(1)) {
        let inks = look(excerpt(doc, some.iter().filter_map(|i| all.get(places.get(*i)?.page).copied()))?, fonts);
        // a picture that could not be taken leaves no page without its stamps
        for (i, ink) in some.iter().zip(inks.iter().map(Option::as_ref).chain(std::iter::repeat(None))) {
            placed.get_mut(*i).into_iter().for_each(|placed| find_spots(placed, ink, style));
        }
    }
    findings.extend(made_room(places, placed));
    let sheets: Vec<_> = placed.iter().flat_map(|p| &p.stamps).map(|s| &s.sheet).collect();
    let drawn = load(&draw(&sheets, pen))?;
    let ids = page_ids(&drawn);
    let mut graft = Graft::new(&drawn);
    let mut next = ids.iter();
    for (place, placed) in places.iter().zip(placed) {
        let on = *all.get(place.page).ok_or_else(|| nowhere(place))?;
        for (i, stamp) in placed.stamps.iter().enumerate() {
            let Some(id) = next.next() else { return Err(unreadable()) };
            let view = View::read(&drawn, *id).ok_or_else(unreadable)?;
            let form = graft.page(doc, *id, view).map_err(|_| unreadable())?;
            let page = doc.get_dictionary_mut(on).map_err(|_| unreadable())?;
            let forms = page.get_mut(b"Resources").and_then(|r| r.as_dict_mut()?.get_mut(b"XObject")?.as_dict_mut());
            forms.map_err(|_| unreadable())?.set(format!("{STAMP}{i}"), form);
            if let Some(link) = place.link.as_ref().filter(|_| stamp.kind == Kind::Page) {
                let width = pen.width(&link.text, style.page_size, false);
                let target = *all.get(link.page).ok_or_else(|| nowhere(place))?;
                lead(doc, on, placed.area(i, width).ok_or_else(unreadable)?, target)?;
            }
        }
    }
    Ok(())
}

/// These pages as a document of their own, for looking at: without the tags of a long packet.
fn excerpt(doc: &Document, pages: impl Iterator<Item = ObjectId>) -> Result<Vec<u8>, Finding> {
    let mut new = NewDocument::new("", false);
    let mut graft = Graft::new(doc);
    for page in pages {
        let view = View::read(doc, page).ok_or_else(unreadable)?;
        let form = graft.page(&mut new.doc, page, view).map_err(|_| unreadable())?;
        let forms = dictionary! { "P" => form };
        new.page(view.points(), format!("{} /P Do\n", view.upright()), dictionary! { "XObject" => forms });
    }
    move_layers(&graft, &mut new.doc);
    new.draft()
}

fn find_spots(placed: &mut Placed, ink: Option<&Ink>, style: &StampStyle) {
    let paper = placed.paper.size();
    let spots: Option<Vec<_>> = placed.stamps.iter().map(|s| s.spot(paper, ink?, style)).collect();
    if let Some(spots) = spots {
        placed.spots = spots;
        return;
    }
    let strip = |kind| placed.stamps.iter().filter(|s| s.kind == kind).map(|s| s.strip(style)).fold(0.0, f64::max);
    let strips: (f64, f64) = (strip(Kind::Number), strip(Kind::Page));
    let page = placed.view.size();
    let lying = if placed.turn != Turn::Never && page.lies_across(paper) { page.turned() } else { page };
    let room = (paper.height - strips.0 - strips.1).max(1.0);
    let scale = placed.scale.min(room / lying.height);
    placed.matrix = onto_paper(placed.view, placed.paper, placed.turn, scale, strips);
    placed.spots = placed.stamps.iter().map(|s| s.wished(paper, style)).collect();
    placed.room_made = Some(scale / placed.scale);
}

/// `M340`: the pages that made room for their stamps, by guest.
fn made_room(places: &[GuestPlace], placed: &[Placed]) -> Vec<Finding> {
    let mut guests: Vec<(&SourceFile, Vec<usize>, f64)> = Vec::new();
    for (place, placed) in places.iter().zip(placed) {
        let Some(scale) = placed.room_made else { continue };
        let (file, n) = (place.guest.file(), place.guest_page.saturating_add(1));
        match guests.iter_mut().find(|g| g.0 == file) {
            Some((_, pages, least)) => {
                pages.push(n);
                *least = least.min(scale);
            }
            None => guests.push((file, vec![n], scale)),
        }
    }
    guests
        .into_iter()
        .map(|(file, pages, least)| {
            let (pages, percent) = (page_list(pages.into_iter()), (least * 100.0).floor());
            Finding::info(
                "M340",
                msg!(
                    "番号を入れる余白がないページを縮めて、余白を作りました（{percent}%）: {pages} ページ",
                    "pages without free room for their numbers were shrunk ({percent}%): {pages}"
                ),
            )
            .at(Where::file(file))
        })
        .collect()
}

impl Guest {
    /// The papers for the places of all pages: A4 or A3, lying as each page does.
    pub fn papers(&self) -> Vec<Size> {
        self.pages.iter().map(|p| p.size().meeting_paper()).collect()
    }
}
