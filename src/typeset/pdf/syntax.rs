//! Just enough PDF syntax (ISO 32000-1 7.2, 7.5.4) to find the objects of a file that Typst wrote, and what is left of
//! those of a damaged one.

use std::ops::Range;

/// A range of the file's bytes.
pub type Span = Range<usize>;

/// A file with a cross-reference table.
pub struct File {
    /// Bytes before the first object.
    pub header: usize,
    /// One more than the highest object number.
    pub size: usize,
    /// In the order of the file.
    pub objects: Vec<Object>,
    pub trailer: Dict,
}

pub struct Object {
    pub number: usize,
    /// The object without `obj` and `endobj`; for a stream its dictionary.
    pub body: Span,
    /// The data of a stream.
    pub stream: Option<Span>,
}

/// The entries of a dictionary: key without slash, value.
pub struct Dict(Vec<(Span, Span)>);

impl File {
    /// Finds every object. `None` when anything is not as expected.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(64);
        let mark = tail + find(&bytes[tail..], b"startxref")?;
        let (xref, _) = number(bytes, skip_space(bytes, mark + b"startxref".len()))?;
        let mut at = skip_space(bytes, expect(bytes, xref, b"xref")?);
        let mut offsets: Vec<(usize, usize)> = Vec::new();
        let mut size = 0;
        while bytes.get(at)?.is_ascii_digit() {
            let (first, next) = number(bytes, at)?;
            let (count, next) = number(bytes, skip_space(bytes, next))?;
            at = skip_space(bytes, next);
            for n in first..first.checked_add(count)? {
                let (offset, next) = number(bytes, at)?;
                let (generation, next) = number(bytes, skip_space(bytes, next))?;
                let kind = skip_space(bytes, next);
                match bytes.get(kind)? {
                    b'n' if generation == 0 => offsets.push((offset, n)),
                    b'f' => {}
                    _ => return None,
                }
                at = skip_space(bytes, kind + 1);
            }
            size = size.max(first + count);
        }
        let dict = skip_space(bytes, expect(bytes, at, b"trailer")?);
        let trailer = Dict::read(bytes, dict..skip(bytes, dict)?)?;
        offsets.sort_unstable();
        let header = offsets.first()?.0;
        let objects = offsets.into_iter().map(|(offset, n)| Object::read(bytes, offset, n)).collect::<Option<_>>()?;
        Some(Self { header, size, objects, trailer })
    }
}

impl Object {
    fn read(bytes: &[u8], offset: usize, wanted: usize) -> Option<Self> {
        let (found, at) = number(bytes, offset)?;
        let (generation, at) = number(bytes, skip_space(bytes, at))?;
        let at = skip_space(bytes, expect(bytes, skip_space(bytes, at), b"obj")?);
        if found != wanted || generation != 0 {
            return None;
        }
        let end = skip(bytes, at)?;
        let after = skip_space(bytes, end);
        let Some(data) = expect(bytes, after, b"stream") else {
            expect(bytes, after, b"endobj")?;
            return Some(Self { number: wanted, body: at..end, stream: None });
        };
        let data = if bytes.get(data) == Some(&b'\r') { data + 1 } else { data };
        let data = expect(bytes, data, b"\n")?;
        let dict = Dict::read(bytes, at..end)?;
        let length = std::str::from_utf8(dict.get(bytes, "Length")?).ok()?.trim().parse::<usize>().ok()?;
        let close = data.checked_add(length)?;
        expect(bytes, skip_space(bytes, close), b"endstream")?;
        Some(Self { number: wanted, body: at..end, stream: Some(data..close) })
    }
}

impl Dict {
    /// Reads the entries of the dictionary that fills `span`.
    pub fn read(bytes: &[u8], span: Span) -> Option<Self> {
        let mut at = skip_space(bytes, expect(bytes, span.start, b"<<")?);
        let mut entries = Vec::new();
        while !bytes.get(at..)?.starts_with(b">>") {
            let key = expect(bytes, at, b"/")?..skip(bytes, at)?;
            let value = skip_space(bytes, key.end);
            let end = skip_value(bytes, value)?;
            at = skip_space(bytes, end);
            entries.push((key, value..end));
        }
        (at + 2 == span.end).then_some(Self(entries))
    }

    /// Keys and values in the order in which they stand.
    pub fn entries(&self) -> &[(Span, Span)] {
        &self.0
    }

    pub fn get<'b>(&self, bytes: &'b [u8], key: &str) -> Option<&'b [u8]> {
        self.0.iter().find(|(k, _)| &bytes[k.clone()] == key.as_bytes()).map(|(_, v)| &bytes[v.clone()])
    }

    /// Where a value stands.
    pub fn span(&self, bytes: &[u8], key: &str) -> Option<Span> {
        self.0.iter().find(|(k, _)| &bytes[k.clone()] == key.as_bytes()).map(|(_, v)| v.clone())
    }

    /// Appends the entries but those with the given keys.
    pub fn copy_without(&self, bytes: &[u8], keys: &[&str], out: &mut Vec<u8>) {
        for (key, value) in &self.0 {
            let name = &bytes[key.clone()];
            if keys.iter().all(|k| k.as_bytes() != name) {
                out.push(b'/');
                out.extend_from_slice(name);
                out.push(b' ');
                out.extend_from_slice(&bytes[value.clone()]);
            }
        }
    }
}

/// The end of a value in a dictionary: an object or a reference `1 0 R`.
fn skip_value(bytes: &[u8], at: usize) -> Option<usize> {
    let end = skip(bytes, at)?;
    let reference = || {
        number(bytes, at)?;
        let (_, next) = number(bytes, skip_space(bytes, end))?;
        expect(bytes, skip_space(bytes, next), b"R")
    };
    Some(reference().unwrap_or(end))
}

/// Arrays and dictionaries in each other. A file that is to be verified may be anybody's.
const DEEPEST: usize = 100;

/// The end of the object that begins here.
pub fn skip(bytes: &[u8], at: usize) -> Option<usize> {
    skip_in(bytes, at, DEEPEST)
}

fn skip_in(bytes: &[u8], at: usize, deeper: usize) -> Option<usize> {
    match *bytes.get(at)? {
        b'<' if bytes.get(at + 1) == Some(&b'<') => skip_nested(bytes, at + 2, b">>", deeper),
        b'<' => Some(at + 1 + find(bytes.get(at + 1..)?, b">")? + 1),
        b'[' => skip_nested(bytes, at + 1, b"]", deeper),
        b'(' => skip_string(bytes, at + 1),
        b'/' => Some(at + 1 + bytes.get(at + 1..)?.iter().take_while(|b| is_regular(**b)).count()),
        b if is_regular(b) => Some(at + bytes[at..].iter().take_while(|b| is_regular(**b)).count()),
        _ => None,
    }
}

fn skip_nested(bytes: &[u8], at: usize, close: &[u8], deeper: usize) -> Option<usize> {
    let deeper = deeper.checked_sub(1)?;
    let mut at = skip_space(bytes, at);
    loop {
        if bytes.get(at..)?.starts_with(close) {
            return Some(at + close.len());
        }
        at = skip_space(bytes, skip_in(bytes, at, deeper)?);
    }
}

fn skip_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 1;
    while open > 0 {
        match bytes.get(at)? {
            b'\\' => at += 1,
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        at += 1;
    }
    Some(at)
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

/// Behind blanks and comments.
pub fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        at += rest.iter().take_while(|b| b.is_ascii_whitespace() || **b == 0).count();
        match bytes.get(at) {
            Some(b'%') => at += rest_of_line(&bytes[at..]),
            _ => return at,
        }
    }
}

fn rest_of_line(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| !matches!(b, b'\r' | b'\n')).count()
}

pub fn expect(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(word).then_some(at + word.len())
}

pub fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, word)
}

pub fn number(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let digits = bytes.get(at..)?.iter().take_while(|b| b.is_ascii_digit()).count();
    let text = std::str::from_utf8(&bytes[at..at + digits]).ok()?;
    Some((text.parse().ok()?, at + digits))
}
