//! A whole cell: paragraphs with indents and hanging markers (JLReq 3.5.2), broken into lines.

use std::sync::LazyLock;

use regex::Regex;

use super::breaking::{Kinsoku, Room, Style, break_lines};
use super::classes::{is_no_start, is_small_kana};
use super::{FontChain, Milli};

/// A cell set in lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetCell {
    pub paras: Vec<SetPara>,
}

/// A paragraph of a cell. Lengths in thousandths of an em.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetPara {
    /// Indent of the first line, from U+3000 or spaces the author typed.
    pub indent: Milli,
    /// Indent of the other lines: behind the marker of a list item.
    pub hang: Milli,
    /// At least one line; a single empty one is a blank line. Blanks at a line's end are kept for search.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub text: String,
    /// The blank at its end does not fit: Typst has to break there itself and give the blank no room.
    pub soft: bool,
}

impl SetPara {
    /// The lines as one text for Typst, `\n` where a line ends.
    pub fn joined(&self) -> String {
        let mut out = String::with_capacity(self.lines.iter().map(|l| l.text.len() + 1).sum());
        for (i, line) in self.lines.iter().enumerate() {
            out.push_str(&line.text);
            if i + 1 < self.lines.len() && !line.soft {
                out.push('\n');
            }
        }
        out
    }
}

impl SetCell {
    pub fn line_count(&self) -> usize {
        self.paras.iter().map(|p| p.lines.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.paras.is_empty()
    }

    /// Parts the cell before line `at`; what is left of a cut item keeps its hang.
    pub fn split_at_line(&self, at: usize) -> (SetCell, SetCell) {
        let (mut head, mut tail) = (SetCell::default(), SetCell::default());
        let mut seen = 0;
        for para in &self.paras {
            let cut = at.saturating_sub(seen).min(para.lines.len());
            if cut > 0 {
                head.paras.push(SetPara { lines: para.lines[..cut].to_vec(), ..*para });
            }
            if cut < para.lines.len() {
                let indent = if cut > 0 { para.hang } else { para.indent };
                tail.paras.push(SetPara { indent, hang: para.hang, lines: para.lines[cut..].to_vec() });
            }
            seen += para.lines.len();
        }
        (head, tail)
    }
}

static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "^(?:[・･○〇●◎■□◆◇▲△▼▽☆★※→⇒＊➢✓][　 ]?|[－‐-][　 ]|[①-⑳㉑-㉟㊱-㊿❶-❿][　 ]?\
|[（(][0-9０-９一二三四五六七八九十ア-ンa-zａ-ｚ]{1,3}[）)][　 ]?\
|[0-9０-９]{1,2}[）)．][　 ]?|[0-9０-９]{1,2}　|[ア-ンa-zａ-ｚ][）)．　])";
    Regex::new(pattern).expect("constant pattern")
});

/// Sets the text of a body cell in lines of `width`.
///
/// The author's line breaks and U+3000 indents stay; blank lines stay but never two in a row; blanks at
/// line ends and blank lines at the cell's end go.
pub fn set_cell(text: &str, fonts: &FontChain, width: Milli, kinsoku: Kinsoku) -> SetCell {
    set(text, fonts, width, Style::Body, kinsoku)
}

/// Sets a heading or a label: breaks between phrases.
pub fn set_heading(text: &str, fonts: &FontChain, width: Milli) -> SetCell {
    set(text, fonts, width, Style::Heading, Kinsoku::Strict)
}

fn set(text: &str, fonts: &FontChain, width: Milli, style: Style, kinsoku: Kinsoku) -> SetCell {
    let blank = |c: char| matches!(c, ' ' | '\u{3000}' | '\u{A0}');
    let mut paras: Vec<SetPara> = Vec::new();
    let mut blanks = 0;
    for line in text.split('\n') {
        let line = line.trim_end_matches(blank);
        let body = line.trim_start_matches(blank);
        if body.is_empty() {
            blanks += 1;
            continue;
        }
        if blanks > 0 && !paras.is_empty() {
            paras.push(SetPara { indent: 0, hang: 0, lines: vec![Line::default()] });
        }
        blanks = 0;
        paras.push(set_line(body, &line[..line.len() - body.len()], fonts, width, style, kinsoku));
    }
    SetCell { paras }
}

/// Letters and digits but small kana: a line may begin with them behind any blank.
fn begins_lines(c: char) -> bool {
    c.is_alphanumeric() && !is_no_start(c) && !is_small_kana(c)
}

/// Characters that begin no list item but are common at the start of a line.
fn is_plain(c: char) -> bool {
    ('一'..='鿿').contains(&c) || ('ぁ'..='ん').contains(&c) || "「『".contains(c)
}

fn set_line(body: &str, space: &str, fonts: &FontChain, width: Milli, style: Style, kinsoku: Kinsoku) -> SetPara {
    let advance = |s: &str| s.chars().map(|c| fonts.advance(c)).sum::<Milli>();
    // a deep indent would leave too little room in a narrow cell
    let indent = advance(space).min(width / 4);
    let listed = style == Style::Body && body.chars().next().is_some_and(|c| !is_plain(c));
    let marker = if listed { MARKER.find(body).filter(|m| m.end() < body.len()) } else { None };
    let hang = match marker {
        Some(m) => (indent + advance(m.as_str())).min(width / 3),
        None => 0,
    };
    // Typst sets a hanging paragraph's first line behind a negative space, which is no line start to it
    let room = Room { first: width - indent, rest: width - hang, indented: indent > 0 || hang > 0 };
    let ends = break_lines(body, fonts, room, style, kinsoku);
    let mut lines = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let blank = |c| matches!(c, ' ' | '\u{3000}' | '\u{A0}');
        let text = body[start..end].trim_start_matches(blank);
        let limit = width - if start == 0 { indent } else { hang };
        let hangs = text.ends_with(blank) && advance(text) > limit;
        // Unicode lets no line end behind a blank where what follows must not begin one (UAX 14 LB13 to LB16)
        let soft = hangs && body[end..].chars().next().is_some_and(begins_lines);
        let text = if hangs && !soft { text.trim_end_matches(blank) } else { text };
        lines.push(Line { text: text.to_owned(), soft });
        start = end;
    }
    SetPara { indent, hang, lines }
}
