//! Makes strong text beside Japanese brackets seen by CommonMark.

/// A character that is neither blank nor punctuation, and that nobody types (a noncharacter of Unicode).
pub const OPENER: char = '\u{FDD0}';

pub struct Opened {
    pub text: String,
    /// Offsets in `text` of what was put in.
    pub inserted: Vec<usize>,
}

/// CommonMark does not see `**「重要」**を` as strong, since a bracket stands inside and a letter outside of the
/// asterisks; in Japanese it is what its author meant. A character between asterisks and bracket makes it see: behind
/// each first `**` of a paragraph and before each second.
pub fn open_strong(text: &str) -> Opened {
    let mut out = Opened { text: String::with_capacity(text.len()), inserted: Vec::new() };
    let mut fenced = false;
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if fence || fenced || line.trim().is_empty() {
            open_paragraph(&paragraph.concat(), &mut out);
            paragraph.clear();
            out.text.push_str(line);
            fenced ^= fence;
        } else {
            paragraph.push(line);
        }
    }
    open_paragraph(&paragraph.concat(), &mut out);
    out
}

fn open_paragraph(text: &str, out: &mut Opened) {
    // what stands in `code` or behind a backslash is no mark
    let mut marks = Vec::new();
    let (mut at, mut code) = (0_usize, false);
    while let Some((byte, rest)) = text.as_bytes().get(at..).and_then(<[u8]>::split_first) {
        let more = match byte {
            b'\\' => 1,
            b'`' => {
                code = !code;
                0
            }
            b'*' if !code => {
                let more = rest.iter().take_while(|b| **b == b'*').count();
                if more == 1 {
                    marks.push(at);
                }
                more
            }
            _ => 0,
        };
        at = at.saturating_add(more).saturating_add(1);
    }
    if marks.len() % 2 == 1 {
        marks.clear();
    }
    let mut from = 0;
    let mut put = |out: &mut Opened, until: usize| {
        out.text.push_str(&text[from..until]);
        out.inserted.push(out.text.len());
        out.text.push(OPENER);
        from = until;
    };
    for [begin, end] in marks.as_chunks::<2>().0 {
        // blanks inside say that it is no mark: 2 ** 10 and 3 ** 4
        let (begin, end) = (begin.saturating_add(2), *end);
        let inside = &text[begin..end];
        if !inside.is_empty() && !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace) {
            put(out, begin);
            put(out, end);
        }
    }
    out.text.push_str(&text[from..]);
}
