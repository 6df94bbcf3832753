//! Gives each upright text its characters once more, as one ActualText (ISO 32000-1 14.9.4): copied or searched, it
//! is a word then, not a line for each glyph. Typst 0.15 has no such thing, so it is put into the finished bytes.

use std::collections::HashMap;

use super::flate::inflate;
use super::syntax::{File, Object};
use crate::typeset::upright::Upright;

/// A text object as krilla writes it: outside of strings, these bytes stand nowhere else.
const BEGIN: &[u8] = b"\nBT ";
const END: &[u8] = b"\nET\n";
/// Glyphs that stand elsewhere than behind the last ones begin with a matrix; the number before it is the height.
const MATRIX: &[u8] = b" Tm";
const SPAN: &[u8] = b"/Span<</ActualText<";

/// The contents of streams with the texts in them, by object number. None at all if the streams do not hold just
/// these texts in this order.
pub fn streams(bytes: &[u8], file: &File, texts: &[Upright]) -> HashMap<usize, Vec<u8>> {
    let mut out = HashMap::new();
    let mut rest = texts;
    for object in file.objects.iter().filter(|o| o.stream.is_some()) {
        let Some(plain) = content(bytes, object) else { continue };
        let Some((new, used)) = spoken(&plain, rest) else { return HashMap::new() };
        if used > 0 {
            rest = &rest[used..];
            out.insert(object.number, new);
        }
    }
    if rest.is_empty() { out } else { HashMap::new() }
}

/// The bytes of a stream that may be a page's content.
fn content(bytes: &[u8], object: &Object) -> Option<Vec<u8>> {
    let plain = inflate(&bytes[object.stream.clone()?])?;
    find(&plain, BEGIN).map(|_| plain)
}

/// The content with texts put in, and how many. `None` when a text object with several heights is not the next text.
fn spoken(plain: &[u8], texts: &[Upright]) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::with_capacity(plain.len() + plain.len() / 8);
    let (mut rest, mut used) = (plain, 0);
    while let Some(begin) = find(rest, BEGIN) {
        let Some(len) = find(&rest[begin..], END) else { break };
        let end = begin + len + END.len();
        let heights = heights(&rest[begin..end]);
        if heights > 1 {
            let text = texts.get(used).filter(|t| t.heights == heights)?;
            used += 1;
            out.extend_from_slice(&rest[..begin]);
            let hex: String = text.text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            out.extend_from_slice(format!("\n/Span<</ActualText<FEFF{hex}>>>BDC").as_bytes());
            without_spans(&rest[begin..end], &mut out);
            out.extend_from_slice(b"EMC\n");
        } else {
            out.extend_from_slice(&rest[..end]);
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    Some((out, used))
}

/// Copies a text object without the ActualText of single glyphs: poppler loses a text with another one in it.
fn without_spans(object: &[u8], out: &mut Vec<u8>) {
    let mut rest = object;
    while let Some(at) = find(rest, SPAN) {
        let Some(len) = find(&rest[at..], b">>>BDC") else { break };
        let inside = at + len + b">>>BDC".len();
        let Some(end) = find(&rest[inside..], b"\nEMC") else { break };
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&rest[inside..inside + end]);
        rest = &rest[inside + end + b"\nEMC".len()..];
    }
    out.extend_from_slice(rest);
}

/// At how many heights the glyphs of a text object stand, one after the other.
fn heights(object: &[u8]) -> usize {
    let at = (0..object.len()).filter(|at| object[*at..].starts_with(MATRIX));
    let mut heights: Vec<&[u8]> = at.map(|at| object[..at].rsplit(|b| *b == b' ').next().unwrap_or_default()).collect();
    heights.dedup();
    heights.len()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "q\nBT 0 Tr/f0 7 Tf 1 0 0 -1 0 0 Tm(a)Tj\nET\nQ\n";
    const DOWN: &str = "q\nBT 0 Tr/f0 7 Tf 1 0 0 -1 0 0 Tm(a)Tj 1 0 0 -1 0 7 Tm(b)Tj\nET\nQ\n";

    fn text(heights: usize) -> Upright {
        Upright { text: "目標".into(), heights }
    }

    #[test]
    fn texts_go_round_their_glyphs() {
        let (out, used) = spoken(format!("{LINE}{DOWN}{LINE}").as_bytes(), &[text(2)]).unwrap();
        let down = DOWN.replace("\nBT", "\n/Span<</ActualText<FEFF76EE6A19>>>BDC\nBT").replace("ET\n", "ET\nEMC\n");
        assert_eq!((String::from_utf8(out).unwrap(), used), (format!("{LINE}{down}{LINE}"), 1));
    }

    #[test]
    fn a_glyphs_own_text_goes_into_the_whole() {
        let own = DOWN.replace("(b)Tj", "/Span<</ActualText<FEFFFF5E>>>BDC 1 0 0 -1 0 7 Tm(b)Tj\nEMC");
        let (out, _) = spoken(own.as_bytes(), &[text(2)]).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(
            (out.matches("ActualText").count(), out.matches("EMC").count(), out.matches("(b)Tj").count()),
            (1, 1, 1)
        );
    }

    #[test]
    fn other_texts_are_left_alone() {
        assert_eq!(spoken(LINE.as_bytes(), &[]).unwrap(), (LINE.as_bytes().to_vec(), 0));
        let across = DOWN.replace("0 7 Tm", "7 0 Tm");
        assert_eq!(spoken(across.as_bytes(), &[]).unwrap().1, 0, "a line in two parts");
        assert!(spoken(DOWN.as_bytes(), &[]).is_none(), "more texts than there should be");
        assert!(spoken(DOWN.as_bytes(), &[text(3)]).is_none(), "another text");
    }
}
