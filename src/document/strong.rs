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
    let (mut at, mut code) = (0, false);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => code = !code,
            b'*' if !code => {
                let run = bytes[at..].iter().take_while(|b| **b == b'*').count();
                if run == 2 {
                    marks.push(at);
                }
                at += run - 1;
            }
            _ => {}
        }
        at += 1;
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
    for pair in marks.chunks_exact(2) {
        // blanks inside say that it is no mark: 2 ** 10 and 3 ** 4
        let inside = &text[pair[0] + 2..pair[1]];
        if !inside.is_empty() && !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace) {
            put(out, pair[0] + 2);
            put(out, pair[1]);
        }
    }
    out.text.push_str(&text[from..]);
}
