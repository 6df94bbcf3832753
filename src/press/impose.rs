//! Imposition: two pages on a sheet (2面付け), and booklets for saddle stitching (中綴じ).

use lopdf::{Dictionary, Document, dictionary};

use super::draw::{Pen, Sheet, draw};
use super::finish::{NewDocument, load, load_untagged, page_ids, unreadable};
use super::graft::Graft;
use super::layers::move_layers;
use super::marks::{self, Block, Fold, Marks};
use super::page::{View, text, value};
use super::place::ROUNDING;
use super::size::{Matrix, Size};
use super::{Pressed, page_list};
use crate::finding::{Finding, Message};
use crate::form::CLEAR;
use crate::msg;
use crate::typeset::Fonts;
use crate::units::MM;

/// A booklet, folded in the middle and stitched through the fold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Booklet {
    /// Bound on the right, as vertical writing needs it.
    pub right_bound: bool,
    /// Inner sheets stick out; pages of each further sheet inwards are moved to the fold by so many mm more:
    /// about the thickness of the paper, 0.1 for copying paper.
    pub creep: f64,
    /// The sheet; two pages side by side unless it is given. Larger ones have room for cut marks.
    pub sheet: Option<Size>,
    /// Marks at folds and cuts.
    pub marks: Marks,
}

/// Two pages on a sheet, in order.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TwoUp {
    /// The first page stands on the right, as vertical writing needs it.
    pub right_to_left: bool,
    /// The sheet; two pages side by side unless it is given.
    pub sheet: Option<Size>,
    /// Marks at folds and cuts.
    pub marks: Marks,
}

/// More sheets do not fold well and are too thick for a stapler.
const THICKEST: usize = 20;

/// Puts all pages on sheets so that, printed on both sides (turned on the short edge), stacked and folded, they
/// are a booklet. Pages larger than half a sheet are shrunk, landscape ones turned; a finding says which. Empty pages stay:
/// who has backs that only the packet's own sheets needed leaves them out before, as packets do.
/// Links, bookmarks and tags stay behind: this is for paper.
///
/// # Errors
/// `M330` the PDF cannot be read.
pub fn booklet(pdf: &[u8], how: &Booklet, fonts: &Fonts) -> Result<Pressed, Finding> {
    let source = Source::read(pdf)?;
    let mut findings = Vec::new();
    let leaf = source.leaf();
    let sheets = saddle(source.views.len());
    if sheets.len() > THICKEST {
        let (n, pages) = (sheets.len(), THICKEST * 4);
        findings.push(
            Finding::warning(
                "M343",
                msg!("中綴じには厚すぎます（{n} 枚）", "{n} sheets are too thick for saddle stitching"),
            )
            .hint(msg!(
                "{pages} ページまでに分けるか、ホチキス 2 か所で綴じてください",
                "bind it with two staples, or in parts of {pages} pages"
            )),
        );
    }
    let blank = sheets.len().saturating_mul(4).saturating_sub(source.views.len());
    if blank > 0 {
        findings.push(Finding::info(
            "M343",
            msg!(
                "4 の倍数にするため、終わりに白紙を {blank} ページ足しました",
                "{blank} blank pages were added at the end"
            ),
        ));
    }
    let block = Size::new(leaf.width * 2.0, leaf.height);
    let sides = sheets.iter().enumerate().flat_map(|(depth, sides)| sides.iter().map(move |side| (depth, *side)));
    let sides: Vec<Side> = sides
        .map(|(depth, mut pair)| {
            if how.right_bound {
                pair.reverse();
            }
            let creep = (how.creep * depth as f64).clamp(-leaf.width / 4.0, leaf.width / 4.0);
            let slots = pair.iter().enumerate().filter_map(|(half, page)| {
                let shift = if half == 0 { creep } else { -creep };
                page.map(|page| Slot { page, left: half as f64 * leaf.width, bottom: 0.0, leaf, shift })
            });
            Side { block, slots: slots.collect(), fold: Some(Fold::Upright) }
        })
        .collect();
    source.impose(&sides, how.sheet, how.marks, how.right_bound, fonts, findings)
}

/// Puts two pages on each sheet, side by side, or one over the other if they are landscape. A page that is as
/// large as a sheet has one to itself.
///
/// # Errors
/// `M330` the PDF cannot be read.
pub fn two_up(pdf: &[u8], how: &TwoUp, fonts: &Fonts) -> Result<Pressed, Finding> {
    let source = Source::read(pdf)?;
    let leaf = source.leaf();
    let lying = |view: &View| if view.size().is_landscape() { leaf.turned() } else { leaf };
    let is_large = |view: &View| {
        let (size, leaf) = (view.size(), lying(view));
        size.width > leaf.width * LARGER || size.height > leaf.height * LARGER
    };
    let mut sides = Vec::new();
    let mut at = 0_usize;
    while let Some(view) = source.views.get(at) {
        let leaf = lying(view);
        if is_large(view) {
            let whole = if leaf.is_landscape() {
                Size::new(leaf.height * 2.0, leaf.width)
            } else {
                Size::new(leaf.height, leaf.width * 2.0)
            };
            sides.push(Side { block: whole, slots: vec![Slot::whole(at, whole)], fold: None });
            at = at.saturating_add(1);
            continue;
        }
        let next = at.saturating_add(1);
        let pairs = source.views.get(next).is_some_and(|next| !is_large(next) && lying(next) == leaf);
        let pages = if pairs { vec![at, next] } else { vec![at] };
        at = at.saturating_add(pages.len());
        sides.push(pair(&pages, leaf, how.right_to_left));
    }
    source.impose(&sides, how.sheet, how.marks, how.right_to_left, fonts, Vec::new())
}

/// A page that exceeds its place by more is larger, not just rounded.
const LARGER: f64 = 1.02;

fn pair(pages: &[usize], leaf: Size, right_to_left: bool) -> Side {
    let slot = |i: usize, page: usize| {
        if leaf.is_landscape() {
            return Slot { page, left: 0.0, bottom: (1.0 - i as f64) * leaf.height, leaf, shift: 0.0 };
        }
        let half = if right_to_left { 1.0 - i as f64 } else { i as f64 };
        Slot { page, left: half * leaf.width, bottom: 0.0, leaf, shift: 0.0 }
    };
    let slots = pages.iter().enumerate().map(|(i, page)| slot(i, *page)).collect();
    if leaf.is_landscape() {
        Side { block: Size::new(leaf.width, leaf.height * 2.0), slots, fold: Some(Fold::Level) }
    } else {
        Side { block: Size::new(leaf.width * 2.0, leaf.height), slots, fold: Some(Fold::Upright) }
    }
}

/// The pages on front and back of each sheet, outermost first, from left to right; `None` is a blank. Pages from 0.
pub(crate) fn saddle(pages: usize) -> Vec<[[Option<usize>; 2]; 2]> {
    let all = pages.next_multiple_of(4);
    let page = |n: usize| (n < pages).then_some(n);
    (0..all / 4)
        .map(|i| {
            let (first, behind) = (i.saturating_mul(2), all.saturating_sub(i.saturating_mul(2)));
            let back = |n: usize| behind.checked_sub(n).and_then(page);
            [[back(1), page(first)], [page(first.saturating_add(1)), back(2)]]
        })
        .collect()
}

/// One side of a sheet.
struct Side {
    /// The pages together, in mm.
    block: Size,
    slots: Vec<Slot>,
    fold: Option<Fold>,
}

/// A place for a page within the block, in mm.
struct Slot {
    page: usize,
    left: f64,
    bottom: f64,
    leaf: Size,
    /// To the right.
    shift: f64,
}

impl Slot {
    fn whole(page: usize, sheet: Size) -> Self {
        Self { page, left: 0.0, bottom: 0.0, leaf: sheet, shift: 0.0 }
    }
}

/// The pages to impose.
struct Source {
    doc: Document,
    pages: Vec<lopdf::ObjectId>,
    views: Vec<View>,
    title: String,
}

impl Source {
    fn read(pdf: &[u8]) -> Result<Self, Finding> {
        let doc = load_untagged(pdf)?;
        let pages = page_ids(&doc);
        let views: Option<Vec<View>> = pages.iter().map(|p| View::read(&doc, *p)).collect();
        let views = views.filter(|v| !v.is_empty()).ok_or_else(unreadable)?;
        let info = value(&doc, &doc.trailer, b"Info").and_then(|o| o.as_dict().ok());
        let title = info.and_then(|i| text(&doc, i, b"Title")).unwrap_or_default();
        Ok(Self { doc, pages, views, title })
    }

    /// Half a sheet, upright: A4 if any page is, else the first page's size.
    fn leaf(&self) -> Size {
        let upright = |size: Size| if size.is_landscape() { size.turned() } else { size };
        let mut sizes = self.views.iter().map(|v| upright(v.size()));
        let first = sizes.next().unwrap_or(Size::A4);
        if std::iter::once(first).chain(sizes).any(|s| s.is_same(Size::A4)) { Size::A4 } else { first }
    }

    fn impose(
        &self,
        sides: &[Side],
        sheet: Option<Size>,
        marks: Marks,
        right_to_left: bool,
        fonts: &Fonts,
        mut findings: Vec<Finding>,
    ) -> Result<Pressed, Finding> {
        let mut new = NewDocument::new(&self.title, right_to_left);
        let mut graft = Graft::new(&self.doc);
        let mut changed = Changed::default();
        let blocks: Vec<Block> = sides.iter().map(|s| Block::new(s.block, sheet, s.fold)).collect();
        let drawn = self.marks(&blocks, marks, fonts, &mut findings)?;
        let drawn_pages = page_ids(&drawn);
        let mut mark_graft = Graft::new(&drawn);
        for (i, (side, block)) in sides.iter().zip(&blocks).enumerate() {
            let mut forms = Dictionary::new();
            let mut content = String::new();
            for (n, slot) in side.slots.iter().enumerate() {
                let (&page, &view) = self.pages.get(slot.page).zip(self.views.get(slot.page)).ok_or_else(unreadable)?;
                let form = graft.page(&mut new.doc, page, view).map_err(|_| unreadable())?;
                forms.set(format!("P{n}"), form);
                content.push_str(&slot.content(view, block, n, &mut changed));
            }
            if let Some(page) = drawn_pages.get(i) {
                let view = View::read(&drawn, *page).ok_or_else(unreadable)?;
                forms.set("M", mark_graft.page(&mut new.doc, *page, view).map_err(|_| unreadable())?);
                content.push_str("/M Do\n");
            }
            new.page(block.sheet.points(), content, dictionary! { "XObject" => forms });
        }
        move_layers(&graft, &mut new.doc);
        findings.extend(changed.findings());
        Ok(Pressed { pdf: new.write()?, findings })
    }

    /// The marks of all sides as a PDF, a page each; without pages if there are none to draw.
    fn marks(
        &self,
        blocks: &[Block],
        marks: Marks,
        fonts: &Fonts,
        findings: &mut Vec<Finding>,
    ) -> Result<Document, Finding> {
        if !marks.fold && !marks.cut {
            return Ok(Document::new());
        }
        if marks.cut && !blocks.iter().all(Block::has_room) {
            findings.push(
                Finding::info(
                    "M343",
                    msg!("用紙にトンボを入れる余白がありません", "the sheet has no room for cut marks"),
                )
                .hint(msg!(
                    "A3ノビ（483×329mm）など、大きい用紙を指定してください",
                    "give a larger sheet, such as 483 × 329 mm"
                )),
            );
        }
        let pen = Pen::new(fonts, "BIZ UDGothic")?;
        let sheets: Vec<Sheet> = blocks.iter().map(|b| marks::sheet(b, marks)).collect();
        load(&draw(&sheets.iter().collect::<Vec<_>>(), &pen))
    }
}

impl Slot {
    /// Draws the page in the middle of its place, not larger than it is, and nothing beyond the place.
    fn content(&self, view: View, block: &Block, n: usize, changed: &mut Changed) -> String {
        let size = view.size();
        let (w, h) = view.points();
        let across = size.lies_across(self.leaf);
        let (turned, (w, h)) =
            if across { (Matrix([0.0, 1.0, -1.0, 0.0, h, 0.0]), (h, w)) } else { (Matrix::IDENTITY, (w, h)) };
        let (slot_w, slot_h) = self.leaf.points();
        let full = (slot_w / w).min(slot_h / h);
        let scale = if full > 1.0 - ROUNDING { 1.0 } else { clear_scale((w, h), (slot_w, slot_h)).min(full) };
        changed.note(self.page, size, across, scale);
        let (x, y) = ((block.left + self.left) * MM, (block.bottom + self.bottom) * MM);
        let corner = (x + (slot_w - w * scale) / 2.0 + self.shift * MM, y + (slot_h - h * scale) / 2.0);
        let matrix =
            view.upright().then(turned).then(Matrix::scale(scale, scale)).then(Matrix::shift(corner.0, corner.1));
        format!("q {x:.3} {y:.3} {slot_w:.3} {slot_h:.3} re W n {matrix} /P{n} Do Q\n")
    }
}

/// How much a page is shrunk so that what keeps clear of its edges does so in its place too. Sizes in points.
fn clear_scale((w, h): (f64, f64), (slot_w, slot_h): (f64, f64)) -> f64 {
    let around = 2.0 * CLEAR * MM;
    let side =
        |slot: f64, page: f64| if slot > around && page > around { (slot - around) / (page - around) } else { 1.0 };
    side(slot_w, w).min(side(slot_h, h))
}

/// Pages that are not as they were.
#[derive(Default)]
struct Changed {
    shrunk: Vec<(usize, Size, f64)>,
    turned: Vec<usize>,
}

impl Changed {
    fn note(&mut self, page: usize, size: Size, across: bool, scale: f64) {
        if scale < 1.0 {
            self.shrunk.push((page.saturating_add(1), size, scale));
        }
        if across {
            self.turned.push(page.saturating_add(1));
        }
    }

    fn findings(mut self) -> Vec<Finding> {
        let mut out = Vec::new();
        self.shrunk.sort_by_key(|s| s.0);
        self.turned.sort_unstable();
        if let Some((_, size, scale)) = self.shrunk.first() {
            let percent = (scale * 100.0).round();
            let pages = page_list(self.shrunk.iter().map(|s| s.0));
            out.push(
                Finding::warning(
                    "M340",
                    msg!(
                        "{size} などの大きいページを縮めました（{percent}%）: {pages} ページ",
                        "large pages ({size} …) were shrunk ({percent}%): pages {pages}"
                    ),
                )
                .hint(Message {
                    ja: "原寸で見せるなら、そのページを別に刷って折り込んでください".to_owned(),
                    en: "print them apart and fold them in to show them in their own size".to_owned(),
                }),
            );
        }
        if !self.turned.is_empty() {
            let pages = page_list(self.turned.iter().copied());
            out.push(Finding::info(
                "M340",
                msg!(
                    "横長のページを、上が左になるよう回しました: {pages} ページ",
                    "landscape pages were turned, head to the left: pages {pages}"
                ),
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folding the printed stack gives the pages in order.
    #[test]
    fn a_folded_booklet_reads_in_order() {
        for pages in 1..=33 {
            let sheets = saddle(pages);
            assert_eq!(sheets.len(), pages.div_ceil(4));
            // a reader meets the right front and left back of each sheet going in, then the others coming out
            let inwards = sheets.iter().flat_map(|[front, back]| [front[1], back[0]]);
            let outwards = sheets.iter().rev().flat_map(|[front, back]| [back[1], front[0]]);
            let read: Vec<Option<usize>> = inwards.chain(outwards).collect();
            let expected: Vec<Option<usize>> = (0..sheets.len() * 4).map(|n| (n < pages).then_some(n)).collect();
            assert_eq!(read, expected, "{pages} pages");
        }
    }
}
