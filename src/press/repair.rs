//! Damaged files written anew: every object that is left, with lengths that are true. Readers of a damaged file do
//! the same: a stream goes to its `endstream`, whatever its dictionary says.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem::Finder;

use crate::typeset::Dict;
use crate::typeset::syntax::{expect, number, skip, skip_space};

/// The objects of a file in the order in which they stand, and its trailers behind them, without a table of contents.
/// `None` for a file in which hardly anything can be read.
///
/// Lengths are true afterwards; an encrypted file has an identifier, and nothing in its encryption refers to other
/// objects. A stream without an end is left out.
pub(crate) fn written_anew(bytes: &[u8]) -> Option<Vec<u8>> {
    let objects = Scan::new(bytes).objects()?;
    let bodies: HashMap<usize, Range<usize>> = objects.iter().map(|o| (o.number, o.body.clone())).collect();
    let trailers = trailers(bytes);
    let encryption = trailers.iter().chain(objects.iter().map(|o| &o.body)).find_map(|span| {
        let dict = Dict::read(bytes, span.clone())?;
        reference(dict.get(bytes, "Encrypt")?)
    });
    let mut out = Vec::with_capacity(bytes.len().saturating_add(objects.len().saturating_mul(16)));
    out.extend_from_slice(b"%PDF-1.7\n");
    for object in &objects {
        out.extend_from_slice(format!("{} {} obj\n", object.number, object.generation).as_bytes());
        match &object.data {
            Some(data) => {
                let inside = object.body.start.saturating_add(2)..object.body.end.saturating_sub(2);
                match Dict::read(bytes, object.body.clone()) {
                    Some(dict) => {
                        out.extend_from_slice(b"<<");
                        dict.copy_without(bytes, &["Length"], &mut out);
                        out.extend_from_slice(missing_id(bytes, &dict));
                    }
                    None => {
                        out.extend_from_slice(b"<<");
                        out.extend_from_slice(part(bytes, inside));
                    }
                }
                out.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
                out.extend_from_slice(part(bytes, data.clone()));
                out.extend_from_slice(b"\nendstream");
            }
            None if Some(object.number) == encryption => resolved(bytes, &object.body, &bodies, &mut out, DEEPEST),
            None => out.extend_from_slice(part(bytes, object.body.clone())),
        }
        out.extend_from_slice(b"\nendobj\n");
    }
    for span in trailers {
        let Some(dict) = Dict::read(bytes, span) else { continue };
        out.extend_from_slice(b"trailer\n<<");
        dict.copy_without(bytes, &["Prev", "XRefStm", "Encrypt"], &mut out);
        out.extend_from_slice(missing_id(bytes, &dict));
        if let Some(span) = dict.span(bytes, "Encrypt") {
            out.extend_from_slice(b"/Encrypt ");
            match reference(part(bytes, span.clone())) {
                Some(_) => out.extend_from_slice(part(bytes, span)),
                None => resolved(bytes, &span, &bodies, &mut out, DEEPEST),
            }
        }
        out.extend_from_slice(b">>\n");
    }
    Some(out)
}

/// The identifier is a part of the key (ISO 32000-1 7.6.3.3); files without one were locked with an empty one.
fn missing_id(bytes: &[u8], dict: &Dict) -> &'static [u8] {
    let is_missing = dict.get(bytes, "Encrypt").is_some() && dict.get(bytes, "ID").is_none();
    if is_missing { b"/ID[()()]" } else { b"" }
}

/// The dictionaries of encryption nest three deep.
const DEEPEST: usize = 4;

/// Writes a value with its references filled in.
fn resolved(
    bytes: &[u8],
    span: &Range<usize>,
    bodies: &HashMap<usize, Range<usize>>,
    out: &mut Vec<u8>,
    deeper: usize,
) {
    let Some(dict) = Dict::read(bytes, span.clone()).filter(|_| deeper > 0) else {
        return out.extend_from_slice(part(bytes, span.clone()));
    };
    out.extend_from_slice(b"<<");
    for (key, value) in dict.entries() {
        let there = reference(part(bytes, value.clone())).and_then(|n| bodies.get(&n)).unwrap_or(value);
        out.push(b'/');
        out.extend_from_slice(part(bytes, key.clone()));
        out.push(b' ');
        resolved(bytes, there, bodies, out, deeper.saturating_sub(1));
    }
    out.extend_from_slice(b">>");
}

/// The object that `1 0 R` names.
fn reference(value: &[u8]) -> Option<usize> {
    let (n, at) = number(value, 0)?;
    let (_, at) = number(value, skip_space(value, at))?;
    expect(value, skip_space(value, at), b"R").map(|_| n)
}

fn trailers(bytes: &[u8]) -> Vec<Range<usize>> {
    let word = b"trailer";
    // a file saved a hundred times has a hundred
    let found = memchr::memmem::find_iter(bytes, word).take(1000);
    found
        .filter_map(|at| {
            let start = skip_space(bytes, at.saturating_add(word.len()));
            expect(bytes, start, b"<<")?;
            Some(start..skip(bytes, start)?)
        })
        .collect()
}

/// An object where it stands.
struct Found {
    number: usize,
    generation: usize,
    /// Without `obj` and `endobj`; for a stream its dictionary.
    body: Range<usize>,
    data: Option<Range<usize>>,
}

/// The next place of a word; it is looked for once, however often it is asked for.
struct Next {
    finder: Finder<'static>,
    found: usize,
    searched: bool,
}

impl Next {
    fn new(word: &'static [u8]) -> Self {
        Self { finder: Finder::new(word), found: 0, searched: false }
    }

    /// The first one from here on, or the end of the bytes.
    fn from(&mut self, bytes: &[u8], at: usize) -> usize {
        if !self.searched || self.found < at {
            self.searched = true;
            let rest = bytes.get(at..).unwrap_or(&[]);
            self.found = self.finder.find(rest).map_or(bytes.len(), |n| at.saturating_add(n));
        }
        self.found
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    obj: Finder<'static>,
    endobj: Next,
    endstream: Next,
    /// Objects that are plain numbers, as lengths are.
    numbers: HashMap<usize, usize>,
    /// How many bytes may be looked at in vain: a file of broken strings would be read again for each.
    patience: usize,
}

impl<'a> Scan<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            obj: Finder::new(b"obj"),
            endobj: Next::new(b"endobj"),
            endstream: Next::new(b"endstream"),
            numbers: HashMap::new(),
            patience: bytes.len().saturating_mul(8),
        }
    }

    fn objects(mut self) -> Option<Vec<Found>> {
        self.read_numbers();
        let mut out = Vec::new();
        let mut at = 0;
        while let Some((number, generation, body)) = self.header(at) {
            let (found, end) = self.object(number, generation, body)?;
            out.extend(found);
            at = end.max(body);
        }
        (!out.is_empty()).then_some(out)
    }

    fn read_numbers(&mut self) {
        let mut at = 0;
        while let Some((n, _, body)) = self.header(at) {
            if let Some((value, end)) = number(self.bytes, body)
                && expect(self.bytes, skip_space(self.bytes, end), b"endobj").is_some()
            {
                self.numbers.insert(n, value);
            }
            at = body;
        }
    }

    /// The next `1 0 obj` from here: number, generation, and where its body begins.
    fn header(&self, from: usize) -> Option<(usize, usize, usize)> {
        let mut at = from;
        loop {
            let word = self.obj.find(self.bytes.get(at..)?)?.saturating_add(at);
            at = word.saturating_add(3);
            if let Some((number, generation)) = numbers_before(part(self.bytes, from..word)) {
                return Some((number, generation, skip_space(self.bytes, at)));
            }
        }
    }

    /// The object whose body begins here, if it can be read, and where to go on.
    fn object(&mut self, number: usize, generation: usize, start: usize) -> Option<(Option<Found>, usize)> {
        let bytes = self.bytes;
        let limit = self.endobj.from(bytes, start);
        let Some(end) = skip(part(bytes, 0..limit), start) else {
            self.patience = self.patience.checked_sub(limit.saturating_sub(start))?;
            return Some((None, start));
        };
        let found = |body, data| Some(Found { number, generation, body, data });
        let keyword = skip_space(bytes, end);
        let is_dict = expect(bytes, start, b"<<").is_some();
        let Some(data) = expect(bytes, keyword, b"stream").filter(|_| is_dict) else {
            // a reference and the like
            let end = if is_dict || matches!(bytes.get(start), Some(b'[' | b'(')) { end } else { limit };
            return Some((found(start..end, None), end));
        };
        let data = match bytes.get(data..).unwrap_or(&[]) {
            [b'\r', b'\n', ..] => data.saturating_add(2),
            [b'\r' | b'\n', ..] => data.saturating_add(1),
            _ => data,
        };
        if let Some(close) = self.told_end(start..end, data) {
            return Some((found(start..end, Some(data..close)), close));
        }
        // not beyond the end of the object
        let close = self.endstream.from(bytes, data).min(self.endobj.from(bytes, data));
        if close == bytes.len() {
            return Some((None, data));
        }
        let length = without_break(part(bytes, data..close));
        Some((found(start..end, Some(data..data.saturating_add(length))), close))
    }

    /// Where the dictionary says that the data ends, if it does end there.
    fn told_end(&self, dict: Range<usize>, data: usize) -> Option<usize> {
        let dict = Dict::read(self.bytes, dict)?;
        let told = dict.get(self.bytes, "Length")?;
        let length = match reference(told) {
            Some(n) => *self.numbers.get(&n)?,
            None => number(told, 0).filter(|(_, end)| *end == told.len())?.0,
        };
        let close = data.checked_add(length)?;
        let rest = self.bytes.get(close..)?;
        let gap = rest.iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        expect(rest, gap, b"endstream").map(|_| close)
    }
}

/// The length of data without the line break before its end.
fn without_break(data: &[u8]) -> usize {
    match data {
        [.., b'\r', b'\n'] => data.len().saturating_sub(2),
        [.., b'\r' | b'\n'] => data.len().saturating_sub(1),
        _ => data.len(),
    }
}

/// A part of the file.
fn part(bytes: &[u8], range: Range<usize>) -> &[u8] {
    bytes.get(range).unwrap_or_default()
}

/// Bytes, and the last so many of them apart.
fn with_last(bytes: &[u8], count: usize) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.len().saturating_sub(count))
}

/// The two numbers at the end of these bytes: `12 0 `.
fn numbers_before(bytes: &[u8]) -> Option<(usize, usize)> {
    /// Longer ones are no object's.
    const DIGITS: usize = 10;
    let blanks = |bytes: &[u8]| bytes.iter().rev().take(16).take_while(|b| b.is_ascii_whitespace()).count();
    let digits = |bytes: &[u8]| bytes.iter().rev().take(DIGITS).take_while(|b| b.is_ascii_digit()).count();
    let value = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<usize>().ok();
    let (rest, _) = with_last(bytes, blanks(bytes));
    let (rest, generation) = with_last(rest, digits(rest));
    let gap = blanks(rest);
    let (rest, _) = with_last(rest, gap);
    let (_, number) = with_last(rest, digits(rest));
    if gap == 0 {
        return None;
    }
    Some((value(number)?, value(generation).filter(|g| *g <= usize::from(u16::MAX))?))
}
