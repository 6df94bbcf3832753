//! A file that [`pack`](fn@super::pack) wrote, to be given more objects. Nothing of it is parsed but what is asked for.

use std::collections::BTreeMap;

use super::flate::{deflate, inflate};
use super::syntax::{Dict, expect, find, number, skip, skip_space};

/// Bytes of a row of the cross-reference stream.
const ROW: usize = 7;

/// A packed file.
pub struct Packed<'a> {
    bytes: &'a [u8],
    /// Rows of the cross-reference stream, without that of the stream itself.
    rows: Vec<[u8; ROW]>,
    trailer: Dict,
    /// Where the cross-reference stream begins.
    xref: usize,
}

/// What is to be written into a packed file.
#[derive(Default)]
pub struct Changes {
    /// Objects that take the place of others, by number; no streams.
    pub replaced: BTreeMap<usize, Vec<u8>>,
    /// Streams that are left out.
    pub dropped: Vec<usize>,
    /// New objects, the first with the number [`Packed::next`].
    pub added: Vec<New>,
}

pub enum New {
    Plain(Vec<u8>),
    /// Dictionary without `<<`, `>>` and `Length`; data as they are written.
    Stream(Vec<u8>, Vec<u8>),
}

impl<'a> Packed<'a> {
    /// `None` for a file that was written in another way.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(64);
        let mark = tail + find(&bytes[tail..], b"startxref")?;
        let (xref, end) = number(bytes, skip_space(bytes, mark + b"startxref".len()))?;
        if bytes.get(end..)? != b"\n%%EOF\n" {
            return None;
        }
        let (own, at) = number(bytes, xref)?;
        let dict = skip_space(bytes, expect(bytes, expect(bytes, at, b" 0 obj")?, b"\n")?);
        let span = dict..skip(bytes, dict)?;
        let trailer = Dict::read(bytes, span.clone())?;
        let (length, _) = number(trailer.get(bytes, "Length")?, 0)?;
        let data = expect(bytes, span.end, b"\nstream\n")?;
        let plain = inflate(bytes.get(data..data.checked_add(length)?)?)?;
        let mut above = [0u8; ROW];
        let mut rows = Vec::new();
        for coded in plain.chunks(ROW + 1) {
            let [2, coded @ ..] = coded else { return None };
            let row: [u8; ROW] = coded.try_into().ok()?;
            for (value, coded) in above.iter_mut().zip(row) {
                *value = value.wrapping_add(coded);
            }
            rows.push(above);
        }
        rows.pop()?;
        (rows.len() == own).then_some(Self { bytes, rows, trailer, xref })
    }

    /// The number of the first new object.
    pub fn next(&self) -> usize {
        self.rows.len()
    }

    /// An entry of the trailer.
    pub fn trailer(&self, key: &str) -> Option<&'a [u8]> {
        self.trailer.get(self.bytes, key)
    }

    /// Where the value of an entry of the trailer stands in the file.
    pub fn trailer_span(&self, key: &str) -> Option<std::ops::Range<usize>> {
        self.trailer.span(self.bytes, key)
    }

    /// The object that an entry of the trailer names, and its number.
    pub fn named(&self, key: &str) -> Option<(usize, Vec<u8>)> {
        let (n, _) = number(self.trailer(key)?, 0)?;
        Some((n, self.object(n)?))
    }

    /// An object that is no stream.
    pub fn object(&self, n: usize) -> Option<Vec<u8>> {
        let (stream, index) = match entry(self.rows.get(n)?) {
            (2, stream, index) => (stream, index),
            _ => return None,
        };
        let (dict, data) = self.stream(stream)?;
        let dict = Dict::read(&dict, 0..dict.len()).map(|d| (d, dict))?;
        let plain = inflate(data)?;
        let (first, _) = number(dict.0.get(&dict.1, "First")?, 0)?;
        let offsets = std::str::from_utf8(plain.get(..first)?).ok()?;
        let offset = offsets.split_ascii_whitespace().nth(2 * index + 1)?.parse::<usize>().ok()?;
        let at = first.checked_add(offset)?;
        Some(plain.get(at..skip(&plain, at)?)?.to_vec())
    }

    /// A stream: its dictionary and its data as they are written.
    pub fn stream(&self, n: usize) -> Option<(Vec<u8>, &'a [u8])> {
        let (1, at, _) = entry(self.rows.get(n)?) else { return None };
        let (found, at) = number(self.bytes, at)?;
        let dict = skip_space(self.bytes, expect(self.bytes, at, b" 0 obj")?);
        let span = dict..skip(self.bytes, dict)?;
        let read = Dict::read(self.bytes, span.clone())?;
        let (length, _) = number(read.get(self.bytes, "Length")?, 0)?;
        let data = expect(self.bytes, skip_space(self.bytes, span.end), b"stream\n")?;
        let data = self.bytes.get(data..data.checked_add(length)?)?;
        (found == n).then(|| (self.bytes[span].to_vec(), data))
    }

    /// The file with changes. `id` is the new value of the trailer's `ID`.
    pub fn write(&self, changes: &Changes, id: &str) -> Option<Vec<u8>> {
        let mut cuts: Vec<(usize, usize)> = Vec::new();
        let mut starts: Vec<usize> = self.rows.iter().map(entry).filter(|e| e.0 == 1).map(|e| e.1).collect();
        starts.push(self.xref);
        starts.sort_unstable();
        for &n in &changes.dropped {
            let (1, at, _) = entry(self.rows.get(n)?) else { return None };
            cuts.push((at, *starts.get(starts.partition_point(|s| *s <= at))?));
        }
        cuts.sort_unstable();
        let mut out = Vec::with_capacity(self.bytes.len());
        let mut from = 0;
        for &(start, end) in &cuts {
            out.extend_from_slice(self.bytes.get(from..start)?);
            from = end;
        }
        out.extend_from_slice(self.bytes.get(from..self.xref)?);
        let mut rows = self.rows.clone();
        for row in &mut rows {
            if let (1, at, last) = entry(row) {
                let gone: usize = cuts.iter().filter(|c| c.0 < at).map(|c| c.1 - c.0).sum();
                *row = coded(1, at - gone, last)?;
            }
        }
        for &n in &changes.dropped {
            rows[n] = [0; ROW];
        }
        rows.resize(rows.len() + changes.added.len(), [0; ROW]);
        let (first, mut index, mut bodies, mut packed) = (self.next(), String::new(), Vec::new(), Vec::new());
        let mut pack = |n: usize, body: &[u8]| {
            index.push_str(&format!("{n} {} ", bodies.len()));
            bodies.extend_from_slice(body);
            bodies.push(b'\n');
            packed.push(n);
        };
        for (n, body) in &changes.replaced {
            pack(*n, body);
        }
        for (i, new) in changes.added.iter().enumerate() {
            match new {
                New::Plain(body) => pack(first + i, body),
                New::Stream(dict, data) => {
                    rows[first + i] = coded(1, out.len(), 0)?;
                    write_stream(first + i, dict, data, &mut out);
                }
            }
        }
        let group = rows.len();
        for (i, n) in packed.iter().enumerate() {
            *rows.get_mut(*n)? = coded(2, group, i)?;
        }
        let (n, from) = (packed.len(), index.len());
        let plain = [index.into_bytes(), bodies].concat();
        rows.push(coded(1, out.len(), 0)?);
        let dict = format!("/Type/ObjStm/N {n}/First {from}/Filter/FlateDecode");
        write_stream(group, dict.as_bytes(), &deflate(&plain)?, &mut out);
        self.write_xref(rows, id, &mut out)?;
        Some(out)
    }

    fn write_xref(&self, mut rows: Vec<[u8; ROW]>, id: &str, out: &mut Vec<u8>) -> Option<()> {
        let (own, at) = (rows.len(), out.len());
        rows.push(coded(1, at, 0)?);
        let mut above = [0u8; ROW];
        let mut plain = Vec::with_capacity(rows.len() * (ROW + 1));
        for row in &rows {
            plain.push(2);
            plain.extend(row.iter().zip(above).map(|(new, old)| new.wrapping_sub(old)));
            above = *row;
        }
        let size = rows.len();
        let mut dict = format!("/Type/XRef/Size {size}/W[1 4 2]").into_bytes();
        for key in ["Root", "Info"] {
            if let Some(value) = self.trailer(key) {
                dict.extend_from_slice(format!("/{key} ").as_bytes());
                dict.extend_from_slice(value);
            }
        }
        dict.extend_from_slice(
            format!("/ID{id}/DecodeParms<</Predictor 12/Columns {ROW}>>/Filter/FlateDecode").as_bytes(),
        );
        write_stream(own, &dict, &deflate(&plain)?, out);
        out.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
        Some(())
    }
}

fn write_stream(n: usize, dict: &[u8], data: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{n} 0 obj\n<<").as_bytes());
    out.extend_from_slice(dict);
    out.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}

/// Kind, offset or stream, generation or index.
fn entry(row: &[u8; ROW]) -> (u8, usize, usize) {
    let [kind, a, b, c, d, e, f] = *row;
    (kind, u32::from_be_bytes([a, b, c, d]) as usize, usize::from(u16::from_be_bytes([e, f])))
}

fn coded(kind: u8, middle: usize, last: usize) -> Option<[u8; ROW]> {
    let [a, b, c, d] = u32::try_from(middle).ok()?.to_be_bytes();
    let [e, f] = u16::try_from(last).ok()?.to_be_bytes();
    Some([kind, a, b, c, d, e, f])
}

#[cfg(test)]
mod tests {
    use lopdf::Document;

    use super::*;
    use crate::typeset::pdf::pack::tests::sample;
    use crate::typeset::pdf::pack::{self};

    #[test]
    fn objects_come_in_and_go_out() {
        let packed = pack::packed(&sample(), usize::MAX, pack::Said::default(), false).unwrap();
        let file = Packed::read(&packed).unwrap();
        assert_eq!(file.named("Root").unwrap(), (1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()));
        let first = file.next();
        let changes = Changes {
            replaced: [(1, format!("<</Type/Catalog/Pages 2 0 R/X {} 0 R>>", first + 1).into_bytes())].into(),
            dropped: vec![4],
            added: vec![New::Plain(b"[1 2]".to_vec()), New::Stream(b"/K 1".to_vec(), b"abc".to_vec())],
        };
        let out = file.write(&changes, "[<00><11>]").unwrap();
        let doc = Document::load_mem(&out).unwrap();
        let x = doc.catalog().unwrap().get(b"X").unwrap().as_reference().unwrap();
        assert_eq!(doc.get_object(x).unwrap().as_stream().unwrap().content, b"abc");
        assert!(doc.get_object((4, 0)).is_err(), "the dropped stream is gone");
        assert_eq!(doc.get_object((first as u32, 0)).unwrap().as_array().unwrap().len(), 2);
        // what was written can be read and changed again
        let again = Packed::read(&out).unwrap();
        assert_eq!(again.object(first).unwrap(), b"[1 2]");
        assert_eq!(again.stream(first + 1).unwrap().1, b"abc");
        assert_eq!(again.trailer("ID").unwrap(), b"[<00><11>]");
    }

    #[test]
    fn other_files_are_not_understood() {
        for bytes in [&b""[..], b"%PDF-1.7\nstartxref\n99999\n%%EOF\n", &sample()] {
            assert!(Packed::read(bytes).is_none());
        }
    }
}
