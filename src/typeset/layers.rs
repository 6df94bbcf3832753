//! Pages as pictures. A page is drawn in layers that lie over one another: where one text changes, one layer does, and the
//! others stay as they are in the browser.

use std::fmt::{self, Debug, Formatter};

use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Ratio, Size};
use typst::syntax::Span;
use typst::utils::hash128;
use typst::visualize::{Geometry, Paint};
use typst_layout::Page;
use typst_svg::SvgOptions;

use super::outlines::joined;

/// Pieces of a layer at least and at most, and how many it has on the average above the least.
const PIECES: (usize, usize, u128) = (12, 160, 24);
/// Above the baseline and high, shares of the size: how texts look from afar.
const BAR: (f64, f64) = (0.74, 0.62);

/// A part of a page's picture, as large as the page, transparent where it draws nothing.
#[derive(Clone)]
pub struct PageLayer {
    name: String,
    page: Page,
}

impl PageLayer {
    /// Says what it draws: layers of one name look the same, while the program runs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As SVG: its fonts are in it as outlines, so it looks the same everywhere.
    pub fn svg(&self) -> String {
        svg(&self.page)
    }
}

impl Debug for PageLayer {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "PageLayer({})", self.name)
    }
}

impl PartialEq for PageLayer {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

fn svg(page: &Page) -> String {
    joined(&typst_svg::svg(page, &SvgOptions::default()))
}

/// The layers of a page, from the lowest. They end where what is drawn says so, not after a number of pieces: one more or
/// less moves no other layer's end.
pub(crate) fn layers(page: &Page) -> Vec<PageLayer> {
    let mut pieces = Pieces { plain: true, out: Vec::new() };
    pieces.walk(&page.frame, Point::zero());
    if !pieces.plain {
        // gradients know the frames in which they lie
        return vec![layer(page, hash128(&page.frame), page.frame.clone(), true)];
    }
    let mut out: Vec<PageLayer> = Vec::new();
    let mut frame = Frame::hard(page.frame.size());
    let (mut hashes, mut count) = (Vec::new(), 0);
    let whole = pieces.out.len();
    for (n, (at, item)) in pieces.out.into_iter().enumerate() {
        let (least, most, each) = PIECES;
        let ends = is_end(at, &item, each);
        hashes.push(hash128(&(at, &item)));
        frame.push(at, item);
        count += 1;
        if (count >= least && ends) || count == most || n + 1 == whole {
            let drawn = std::mem::replace(&mut frame, Frame::hard(page.frame.size()));
            out.push(layer(page, hash128(&std::mem::take(&mut hashes)), drawn, out.is_empty()));
            count = 0;
        }
    }
    if out.is_empty() {
        out.push(layer(page, 0, frame, true));
    }
    out
}

/// All that a page draws in these layers, as one.
pub(crate) fn whole(page: &Page, layers: &[PageLayer]) -> PageLayer {
    let names: Vec<&str> = layers.iter().map(PageLayer::name).collect();
    layer(page, hash128(&names), page.frame.clone(), true)
}

/// One of so many pieces, whatever stands around it.
fn is_end(at: Point, item: &FrameItem, each: u128) -> bool {
    let hash = match item {
        FrameItem::Text(text) => hash128(&(at, &text.text)),
        FrameItem::Shape(shape, _) => hash128(&(at, shape)),
        _ => hash128(&at),
    };
    hash % each == 0
}

/// The lowest one is the paper too.
fn layer(page: &Page, hash: u128, frame: Frame, lowest: bool) -> PageLayer {
    let fill = if lowest { page.fill.clone() } else { Smart::Custom(None) };
    let hash = hash128(&(hash, &fill, page.frame.size(), lowest));
    PageLayer { name: format!("{:016x}", hash as u64), page: Page { frame, fill, ..page.clone() } }
}

/// What a page draws, one behind the other, each with its place on the page.
struct Pieces {
    /// Colours alone: no gradient, no pattern.
    plain: bool,
    out: Vec<(Point, FrameItem)>,
}

impl Pieces {
    fn walk(&mut self, frame: &Frame, to_page: Point) {
        for (at, item) in frame.items() {
            let here = to_page + *at;
            match item {
                FrameItem::Group(group) if group.clip.is_none() && group.transform.is_only_translate() => {
                    self.walk(&group.frame, here + Point::new(group.transform.tx, group.transform.ty));
                }
                FrameItem::Group(group) => {
                    self.look(&group.frame);
                    self.out.push((here, FrameItem::Group(without_tags(group))));
                }
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
                item => {
                    self.plain &= is_plain(item);
                    self.out.push((here, item.clone()));
                }
            }
        }
    }

    fn look(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.look(&group.frame),
                item => self.plain &= is_plain(item),
            }
        }
    }
}

fn is_plain(item: &FrameItem) -> bool {
    let solid = |paint: Option<&Paint>| paint.is_none_or(|paint| matches!(paint, Paint::Solid(_)));
    match item {
        FrameItem::Text(text) => solid(Some(&text.fill)) && solid(text.stroke.as_ref().map(|stroke| &stroke.paint)),
        FrameItem::Shape(shape, _) => {
            solid(shape.fill.as_ref()) && solid(shape.stroke.as_ref().map(|stroke| &stroke.paint))
        }
        _ => true,
    }
}

/// Tags say where in the document something is, which no picture shows.
fn without_tags(group: &GroupItem) -> GroupItem {
    with_items(group, &|at, item, out| {
        if !matches!(item, FrameItem::Link(..) | FrameItem::Tag(_)) {
            out.push(at, item.clone());
        }
    })
}

/// A group with what is put for each item that is no group.
fn with_items(group: &GroupItem, put: &dyn Fn(Point, &FrameItem, &mut Frame)) -> GroupItem {
    GroupItem { frame: frame_with(&group.frame, put), ..group.clone() }
}

fn frame_with(frame: &Frame, put: &dyn Fn(Point, &FrameItem, &mut Frame)) -> Frame {
    let mut out = Frame::new(frame.size(), frame.kind());
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => out.push(*at, FrameItem::Group(with_items(group, put))),
            item => put(*at, item, &mut out),
        }
    }
    out
}

/// A page as it looks from afar, as SVG: its texts are bars.
pub(crate) fn small(page: &Page) -> String {
    let frame = frame_with(&page.frame, &|at, item, out| match item {
        FrameItem::Text(text) => {
            let high = |share: f64| Abs::pt(text.size.to_pt() * share);
            let paint = match &text.fill {
                Paint::Solid(colour) => Paint::Solid(colour.lighten(Ratio::new(0.5))),
                other => other.clone(),
            };
            let bar = Geometry::Rect(Size::new(text.width(), high(BAR.1))).filled(paint);
            out.push(Point::new(at.x, at.y - high(BAR.0)), FrameItem::Shape(bar, Span::detached()));
        }
        FrameItem::Link(..) | FrameItem::Tag(_) => {}
        item => out.push(at, item.clone()),
    });
    typst_svg::svg(&Page { frame, ..page.clone() }, &SvgOptions::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::meta::Given;
    use crate::source::{Format, read_bytes};

    fn page(changed: &str) -> Page {
        let engine = Engine::new();
        let form = engine.form("programs").value_or_faults().unwrap();
        let row = |n: usize| {
            let text = if n == 9 { changed } else { "高齢の人をＡａ1（№）訪ねる。" };
            format!("目標１,施策１,{n},見守り{n},{text}{n},福祉局\n")
        };
        let rows: String = (1..20).map(row).collect();
        let table = format!("基本目標,施策,No,事業名,事業概要,担当局等\n{rows}");
        let source = read_bytes(table.into_bytes(), "a.csv", Format::Csv).unwrap();
        let book = engine.make(&form, &[source], &Given::default()).into_parts().0.unwrap();
        let printing = crate::contract::Printing::whole(false);
        engine.lay_out(&book, &printing).value_or_faults().unwrap().pages().first().unwrap().clone()
    }

    /// The paths of a picture, in the order in which they are drawn, where they are drawn.
    fn drawn(svg: &str) -> Vec<String> {
        fn walk(group: &usvg::Group, out: &mut Vec<String>) {
            for node in group.children() {
                match node {
                    usvg::Node::Group(group) => walk(group, out),
                    usvg::Node::Path(path) => {
                        let ink = path.abs_stroke_bounding_box();
                        let round = |n: f32| (n * 10.0).round();
                        let verbs = path.data().verbs().len();
                        out.push(format!("{verbs} {} {}", round(ink.left()), round(ink.top())));
                    }
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        walk(usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap().root(), &mut out);
        out
    }

    #[test]
    fn layers_draw_the_page() {
        let page = page("別の文。");
        let layers = layers(&page);
        assert!(layers.len() > 1, "{}", layers.len());
        let apart: Vec<String> = layers.iter().flat_map(|layer| drawn(&layer.svg())).collect();
        assert_eq!(apart, drawn(&svg(&page)));
    }

    #[test]
    fn a_changed_text_changes_one_layer() {
        let (before, after) = (layers(&page("前の文。")), layers(&page("後の文。")));
        let known: Vec<&str> = before.iter().map(PageLayer::name).collect();
        let new = after.iter().filter(|layer| !known.contains(&layer.name())).count();
        assert!((1..=2).contains(&new) && new < after.len(), "{new} of {}", after.len());
        assert_eq!(layers(&page("前の文。")), before);
    }

    #[test]
    fn a_small_picture_has_bars_for_texts() {
        let page = page("別の文。");
        let small = small(&page);
        assert!(small.len() * 3 < svg(&page).len(), "{}", small.len());
        assert!(!small.contains("<use "));
        assert!(drawn(&small).len() > 50);
    }
}
