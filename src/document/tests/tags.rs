//! What readers hear moves nothing on paper.

use typst::introspection::Tag;
use typst::pdf::{PdfMarkerTag, PdfMarkerTagKind};

use super::*;
use crate::typeset::mended;

/// Each glyph of a page with its place.
fn glyphs(frame: &Frame, at: Point, out: &mut Vec<(f64, f64, u16, String)>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(group) => glyphs(&group.frame, here, out),
            FrameItem::Text(text) => {
                let mut x = here.x;
                for glyph in &text.glyphs {
                    let chars = text.text[usize::from(glyph.range.start)..usize::from(glyph.range.end)].to_owned();
                    out.push(((x + glyph.x_offset.at(text.size)).to_pt(), here.y.to_pt(), glyph.id, chars));
                    x += glyph.x_advance.at(text.size);
                }
            }
            _ => {}
        }
    }
}

/// How many items a page has.
fn items(frame: &Frame) -> usize {
    let label = |item: &FrameItem| match item {
        FrameItem::Group(group) => items(&group.frame),
        FrameItem::Tag(Tag::Start(element, _)) => {
            let marker = element.to_packed::<PdfMarkerTag>();
            usize::from(marker.is_some_and(|marker| marker.kind == PdfMarkerTagKind::ListItemLabel))
        }
        _ => 0,
    };
    frame.items().map(|(_, item)| label(item)).sum()
}

#[test]
fn lists_for_readers_move_no_glyph() {
    let text = "灯の会要綱\n（仕事）\n第1条　会は、次のことを行う。\n\
                （１）「灯の会」、を三回開くこと。通りで声をかけ、困りごとを聞いて係に伝えること。\n\
                （２）次の人に聞くこと。\nア　①の人\nイ　隣の人\n（３）終わりに記すこと。\n第2条　市長が定める。";
    let document = read_regulation(text, "要綱.txt");
    let document = lay_out(&document);
    let (other, _) = mended(&document);
    let other = other.expect("there are lists");
    let of = |document: &PagedDocument| {
        let mut out = Vec::new();
        document.pages().iter().for_each(|page| glyphs(&page.frame, Point::zero(), &mut out));
        out
    };
    let (before, after) = (of(&document), of(&other));
    assert_eq!(before.len(), after.len());
    for (a, b) in before.iter().zip(&after) {
        assert_eq!((a.2, &a.3), (b.2, &b.3));
        assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6, "{a:?} stands at {b:?}");
    }
    assert_eq!(items(&other.pages()[0].frame) - items(&document.pages()[0].frame), 5, "（１） （２） ア イ （３）");
}
