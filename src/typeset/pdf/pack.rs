//! Makes a finished PDF smaller without changing what it says: object streams (ISO 32000-1 7.5.7), a
//! cross-reference stream (7.5.8), and stronger compression of every stream.
//!
//! Objects are moved as bytes, never parsed and written again: a tagged book of 600 pages has 250,000 of
//! them, and as values of a PDF library they take half a gigabyte and as long as typesetting. PDF/A-2 and
//! later allow all of this; they want an end-of-line before `endstream` (ISO 19005-2 6.1.7.1).

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::flate::{deflate, inflate};
use super::grey::{self, Grey};
use super::syntax::{Dict, File, Object};
use super::{actual_text, headers};
use crate::typeset::tags::TagCell;
use crate::typeset::upright::Upright;

/// Objects in one object stream. More compress better; readers unpack a whole one at a time.
const OBJECTS: usize = 500;

/// What is said to readers beside what Typst wrote.
#[derive(Default, Clone, Copy)]
pub struct Said<'a> {
    /// Texts whose glyphs stand apart, in the order of the pages.
    pub upright: &'a [Upright],
    /// The cells of all tables, if it is tagged.
    pub cells: &'a [TagCell],
}

impl Said<'_> {
    fn is_empty(&self) -> bool {
        self.upright.is_empty() && self.cells.is_empty()
    }
}

/// Returns the PDF in fewer bytes, with what is said to readers; the same bytes for the same input. A PDF written in
/// another way than Typst's comes back unchanged.
pub fn pack(bytes: Vec<u8>, said: Said) -> Vec<u8> {
    packed(&bytes, usize::MAX, said, true).unwrap_or(bytes)
}

/// The same for a PDF that others had a part in: its colours stay as they are, and streams of more than `limit` bytes too,
/// as a scanned picture takes long and hardly gets smaller.
pub fn pack_up_to(limit: usize, bytes: Vec<u8>, said: Said) -> Vec<u8> {
    match packed(&bytes, limit, said, false) {
        Some(out) if out.len() < bytes.len() || !said.is_empty() => out,
        _ => bytes,
    }
}

/// Where an object is: the content of a cross-reference entry (7.5.8.3).
#[derive(Clone, Copy)]
enum Entry {
    Free,
    At(usize),
    In { stream: usize, index: usize },
}

/// `ours`: nobody else's colours are in it.
pub fn packed(bytes: &[u8], limit: usize, said: Said, ours: bool) -> Option<Vec<u8>> {
    let file = File::read(bytes)?;
    let grey = if ours { grey::found(bytes, &file) } else { Grey::default() };
    let upright = said.upright;
    let spoken = if upright.is_empty() { HashMap::new() } else { actual_text::streams(bytes, &file, upright) };
    let headed = headers::bodies(bytes, &file, said.cells);
    let kept = file.objects.iter().filter(|o| !grey.unused.contains(&o.number));
    let (streams, plain): (Vec<&Object>, Vec<&Object>) = kept.partition(|o| o.stream.is_some());
    let mut entries = vec![Entry::Free; file.size];
    let mut out = Vec::with_capacity(bytes.len() / 2);
    out.extend_from_slice(&bytes[..file.header]);

    let write = |o: &&Object| write_stream(bytes, o, limit, spoken.get(&o.number));
    let written: Vec<Vec<u8>> = streams.par_iter().map(write).collect::<Option<_>>()?;
    for (object, body) in streams.iter().zip(written) {
        *entries.get_mut(object.number)? = Entry::At(out.len());
        out.extend_from_slice(&body);
    }
    let groups: Vec<Vec<u8>> =
        plain.par_chunks(OBJECTS).map(|group| object_stream(bytes, group, &grey, &headed)).collect::<Option<_>>()?;
    for (objects, data) in plain.chunks(OBJECTS).zip(groups) {
        let stream = entries.len();
        for (index, object) in objects.iter().enumerate() {
            *entries.get_mut(object.number)? = Entry::In { stream, index };
        }
        entries.push(Entry::At(out.len()));
        out.extend_from_slice(format!("{stream} 0 obj\n").as_bytes());
        out.extend_from_slice(&data);
    }
    write_xref(&file, bytes, entries, &mut out)?;
    Some(out)
}

/// A stream object whole, compressed harder if that helps, or with new content.
fn write_stream(bytes: &[u8], object: &Object, limit: usize, content: Option<&Vec<u8>>) -> Option<Vec<u8>> {
    let data = &bytes[object.stream.clone()?];
    let dict = Dict::read(bytes, object.body.clone())?;
    let flate = dict.get(bytes, "Filter") == Some(b"/FlateDecode") && dict.get(bytes, "DecodeParms").is_none();
    let new = content.filter(|_| flate).and_then(|plain| deflate(plain));
    let harder = if new.is_some() {
        new
    } else if flate && data.len() <= limit {
        inflate(data).and_then(|plain| deflate(&plain)).filter(|d| d.len() < data.len())
    } else {
        None
    };
    let data: Cow<[u8]> = harder.map_or(Cow::Borrowed(data), Cow::Owned);
    let mut out = format!("{} 0 obj\n<<", object.number).into_bytes();
    dict.copy_without(bytes, &["Length"], &mut out);
    out.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
    out.extend_from_slice(&data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    Some(out)
}

/// The body of an object stream: pairs of number and offset, then the objects (7.5.7), some with other bodies.
fn object_stream(bytes: &[u8], objects: &[&Object], grey: &Grey, others: &HashMap<usize, Vec<u8>>) -> Option<Vec<u8>> {
    let mut index = String::new();
    let mut bodies = Vec::new();
    for object in objects {
        index.push_str(&format!("{} {} ", object.number, bodies.len()));
        let own = others.get(&object.number).map_or(&bytes[object.body.clone()], Vec::as_slice);
        bodies.extend_from_slice(if grey.spaces.contains(&object.number) { grey::DEVICE } else { own });
        bodies.push(b'\n');
    }
    let first = index.len();
    let mut plain = index.into_bytes();
    plain.append(&mut bodies);
    let data = deflate(&plain)?;
    let n = objects.len();
    let mut out =
        format!("<</Type/ObjStm/N {n}/First {first}/Filter/FlateDecode/Length {}>>\nstream\n", data.len()).into_bytes();
    out.extend_from_slice(&data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    Some(out)
}

/// The cross-reference stream, its rows as differences to the row above (PNG predictor "Up").
fn write_xref(file: &File, bytes: &[u8], mut entries: Vec<Entry>, out: &mut Vec<u8>) -> Option<()> {
    const ROW: usize = 7;
    let at = out.len();
    entries.push(Entry::At(at));
    let mut plain = Vec::with_capacity(entries.len() * (ROW + 1));
    let mut above = [0; ROW];
    for entry in &entries {
        let (kind, middle, last) = match *entry {
            Entry::Free => (0, 0, 0),
            Entry::At(offset) => (1, u32::try_from(offset).ok()?, 0),
            Entry::In { stream, index } => (2, u32::try_from(stream).ok()?, u16::try_from(index).ok()?),
        };
        let mut row = [0; ROW];
        row[0] = kind;
        row[1..5].copy_from_slice(&middle.to_be_bytes());
        row[5..].copy_from_slice(&last.to_be_bytes());
        plain.push(2);
        plain.extend(row.iter().zip(above).map(|(new, old): (&u8, u8)| new.wrapping_sub(old)));
        above = row;
    }
    let data = deflate(&plain)?;
    let (number, size) = (entries.len() - 1, entries.len());
    out.extend_from_slice(format!("{number} 0 obj\n<</Type/XRef/Size {size}/W[1 4 2]").as_bytes());
    file.trailer.copy_without(bytes, &["Size", "Prev", "XRefStm"], out);
    let parameters =
        format!("/DecodeParms<</Predictor 12/Columns {ROW}>>/Filter/FlateDecode/Length {}>>\nstream\n", data.len());
    out.extend_from_slice(parameters.as_bytes());
    out.extend_from_slice(&data);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").as_bytes());
    Some(())
}

#[cfg(test)]
pub mod tests {
    use lopdf::{Document, Object as Value};

    use super::*;

    /// Writes a small PDF as Typst does, with a cross-reference table.
    pub(in crate::typeset) fn sample() -> Vec<u8> {
        let text = deflate(b"BT (stream endstream >> \\) ) Tj ET ".repeat(40).as_slice()).unwrap();
        written(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/T(a \\) >> stream)>>".to_vec(),
            [format!("<</Length {}/Filter/FlateDecode>>\nstream\n", text.len()).as_bytes(), &text, b"\nendstream"]
                .concat(),
            b"[/A#20B <48 45> (x(y)z) true null -1.5]".to_vec(),
        ])
    }

    /// A PDF of these objects, the first its catalog.
    pub(in crate::typeset) fn written(bodies: &[Vec<u8>]) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n\n".to_vec();
        let mut offsets = Vec::new();
        for (i, body) in bodies.iter().enumerate() {
            offsets.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", i + 1).as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\nendobj\n\n");
        }
        let at = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f\r\n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            out.extend_from_slice(format!("{offset:010} 00000 n\r\n").as_bytes());
        }
        let size = offsets.len() + 1;
        out.extend_from_slice(
            format!("trailer\n<</Size {size}/Root 1 0 R/ID[<00><00>]>>\nstartxref\n{at}\n%%EOF").as_bytes(),
        );
        out
    }

    #[test]
    fn every_object_says_the_same() {
        let before = sample();
        let after = packed(&before, usize::MAX, Said::default(), false).unwrap();
        let (old, new) = (Document::load_mem(&before).unwrap(), Document::load_mem(&after).unwrap());
        for (id, object) in &old.objects {
            match (object, &new.objects[id]) {
                (Value::Stream(a), Value::Stream(b)) => {
                    assert_eq!(a.decompressed_content().unwrap(), b.decompressed_content().unwrap());
                }
                (a, b) => assert_eq!(a, b),
            }
        }
        assert_eq!(old.trailer.get(b"Root").unwrap(), new.trailer.get(b"Root").unwrap());
        assert_eq!(old.trailer.get(b"ID").unwrap(), new.trailer.get(b"ID").unwrap());
    }

    #[test]
    fn what_is_not_understood_stays() {
        for bytes in [&b""[..], b"%PDF-1.7", b"no pdf at all startxref 3"] {
            assert_eq!(pack(bytes.to_vec(), Said::default()), bytes);
        }
        let mut cut = sample();
        cut.truncate(cut.len() / 2);
        assert_eq!(pack(cut.clone(), Said::default()), cut);
    }
}
