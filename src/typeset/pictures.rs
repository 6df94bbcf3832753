//! What SVG pictures have that Typst cannot draw: it says so late, in English and without the picture's name, or not
//! at all.

use std::collections::BTreeSet;

use typst::layout::{Frame, FrameItem};
use typst::visualize::{ImageKind, SvgImage};
use typst_layout::PagedDocument;
use usvg::filter::Kind;
use usvg::layout::PositionedGlyph;
use usvg::{Group, Node, SpreadMethod};

use crate::text::pieces;

/// What is wrong with a picture before it is laid out.
#[derive(Debug, Default)]
pub(crate) struct SvgFaults {
    /// Filters that take many seconds.
    pub slow: bool,
    /// Gradients that repeat, which PDF/A does not take.
    pub spread: bool,
}

/// Steps that the filters of a picture may take: about a second.
const MOST_STEPS: f64 = 4.0e8;
/// Filters are drawn with so many pixels for one of the picture's.
const PIXELS: f64 = 4.0;

/// Looks a picture over.
pub(crate) fn svg_faults(picture: &SvgImage) -> SvgFaults {
    let tree = picture.tree();
    let spread = |method: SpreadMethod| method != SpreadMethod::Pad;
    let steps: f64 = tree
        .filters()
        .iter()
        .map(|filter| {
            let rect = filter.rect();
            let area = f64::from(rect.width()) * f64::from(rect.height()) * PIXELS;
            filter.primitives().iter().map(|p| area * cost(p.kind())).sum::<f64>()
        })
        .sum();
    SvgFaults {
        slow: steps > MOST_STEPS,
        spread: tree.linear_gradients().iter().any(|g| spread(g.spread_method()))
            || tree.radial_gradients().iter().any(|g| spread(g.spread_method())),
    }
}

/// Steps for a pixel, as resvg draws filters.
fn cost(kind: &Kind) -> f64 {
    match kind {
        Kind::Morphology(morphology) => {
            let side = |radius: f32| 2.0 * f64::from(radius) + 1.0;
            side(morphology.radius_x().get()) * side(morphology.radius_y().get())
        }
        Kind::ConvolveMatrix(matrix) => f64::from(matrix.matrix().columns()) * f64::from(matrix.matrix().rows()),
        Kind::Turbulence(noise) => f64::from(noise.num_octaves()) * 20.0,
        Kind::GaussianBlur(_) | Kind::DropShadow(_) | Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => 20.0,
        _ => 4.0,
    }
}

/// The characters of each SVG picture in a laid out document that no font draws, each with its marks, with the
/// picture's bytes.
pub(crate) fn undrawn_texts(document: &PagedDocument) -> Vec<(Vec<u8>, BTreeSet<String>)> {
    let mut out = Vec::new();
    for page in document.pages() {
        walk(&page.frame, &mut out);
    }
    out
}

fn walk(frame: &Frame, out: &mut Vec<(Vec<u8>, BTreeSet<String>)>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk(&group.frame, out),
            FrameItem::Image(image, ..) => {
                if let ImageKind::Svg(svg) = image.kind() {
                    let mut missing = BTreeSet::new();
                    undrawn(svg.tree().root(), &mut missing);
                    if !missing.is_empty() && out.iter().all(|(bytes, _)| **bytes != **svg.data()) {
                        out.push((svg.data().to_vec(), missing));
                    }
                }
            }
            _ => {}
        }
    }
}

/// usvg nests a few hundred levels at most.
fn undrawn(group: &Group, out: &mut BTreeSet<String>) {
    for node in group.children() {
        match node {
            Node::Group(group) => undrawn(group, out),
            Node::Text(text) => {
                text.layouted().iter().for_each(|span| undrawn_pieces(&span.positioned_glyphs, out));
            }
            Node::Image(image) => {
                if let usvg::ImageKind::SVG(tree) = image.kind() {
                    undrawn(tree.root(), out);
                }
            }
            Node::Path(_) => {}
        }
    }
}

/// The characters of a line with a glyph that is not there. A mark has a glyph of its own, but is nothing alone.
fn undrawn_pieces(glyphs: &[PositionedGlyph], out: &mut BTreeSet<String>) {
    let mut text = String::new();
    let mut missing = Vec::new();
    for glyph in glyphs {
        let start = text.len();
        text.push_str(&glyph.text);
        missing.extend((glyph.id.0 == 0).then_some(start..text.len()));
    }
    let mut start = 0;
    for (c, marks) in pieces(&text) {
        let end = start + c.len_utf8() + marks.len();
        let lacks = missing.iter().any(|part| part.start < end && start < part.end);
        if lacks && !c.is_whitespace() && !c.is_control() {
            out.insert(text[start..end].to_owned());
        }
        start = end;
    }
}
