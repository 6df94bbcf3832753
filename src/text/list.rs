//! A whole cell: paragraphs with indents and hanging markers (JLReq 3.5.2), broken into lines.

use std::sync::LazyLock;

use regex::Regex;

use super::breaking::{Broken, Looks, Room, break_lines, stretch};
use super::classes::{closes_edge, is_attached, is_blank, is_no_start, is_small_kana, opens_edge};
use super::cluster::Faces;
use super::marks::{Edge, Marked, Span, Style, read_marks, spans_in};
use super::spacing::set_apart;
use super::{EM, FontChain, Milli, Rules};

/// A cell set in lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetCell {
    /// Its paragraphs, from the top down.
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

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its characters.
    pub text: String,
    /// What is not plain in it.
    pub spans: Vec<Span>,
    /// The blank at its end does not fit: Typst has to break there itself and give the blank no room.
    pub soft: bool,
    /// It is not stretched: its characters would stand apart.
    pub loose: bool,
}

impl Line {
    /// A line of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The line as its author would have typed it.
    pub fn typed(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for span in &self.spans {
            out.push_str(&self.text[at..span.range.start]);
            out.push_str(&span.style.typed(&self.text[span.range.clone()]));
            at = span.range.end;
        }
        out.push_str(&self.text[at..]);
        out
    }

    /// Cuts the line at a byte outside of its spans; returns what stands behind it.
    pub fn split_off(&mut self, at: usize) -> Line {
        let first = self.spans.partition_point(|s| s.range.start < at);
        let mut spans = self.spans.split_off(first);
        for span in &mut spans {
            span.range = span.range.start - at..span.range.end - at;
        }
        let behind = Line { text: self.text.split_off(at), spans, soft: self.soft, loose: self.loose };
        self.soft = false;
        behind
    }

    /// Lines of the grid that it takes: ruby and emphasis dots stand in a line of their own above the text, so
    /// that rows stay on the grid (JLReq 2.5).
    pub fn rows(&self) -> usize {
        1 + usize::from(self.spans.iter().any(|s| s.style.ruby.is_some() || s.style.dots))
    }
}

impl SetPara {
    fn rows(&self) -> usize {
        self.lines.iter().map(Line::rows).sum()
    }
}

impl SetCell {
    /// Lines of the grid.
    pub fn line_count(&self) -> usize {
        self.paras.iter().map(SetPara::rows).sum()
    }

    /// Whether it has no characters.
    pub fn is_empty(&self) -> bool {
        self.paras.is_empty()
    }

    /// Lines of the grid that the first line takes.
    pub fn first_rows(&self) -> usize {
        self.paras.first().and_then(|p| p.lines.first()).map_or(1, Line::rows)
    }

    /// Parts the cell before grid line `at`; what is left of a cut item keeps its hang. A line with ruby goes to
    /// the part in which its text stands.
    pub fn split_at_line(&self, at: usize) -> (SetCell, SetCell) {
        let (mut head, mut tail) = (SetCell::default(), SetCell::default());
        let mut seen = 0;
        for para in &self.paras {
            let mut rows = seen;
            let cut = para.lines.iter().take_while(|l| (rows += l.rows(), rows <= at).1).count();
            if cut > 0 {
                head.paras.push(SetPara { lines: para.lines[..cut].to_vec(), ..*para });
            }
            if cut < para.lines.len() {
                let indent = if cut > 0 { para.hang } else { para.indent };
                tail.paras.push(SetPara { indent, hang: para.hang, lines: para.lines[cut..].to_vec() });
            }
            seen += para.rows();
        }
        (head, tail)
    }

    /// Whether the cell can be parted before grid line `at`: not between ruby and its text.
    pub fn may_part(&self, at: usize) -> bool {
        let mut rows = 0;
        let ends = self.paras.iter().flat_map(|p| &p.lines).map(|l| (rows += l.rows(), rows).1);
        at == 0 || at >= self.line_count() || ends.into_iter().any(|end| end == at)
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
/// line ends and blank lines at the cell's end go. Marks for ruby, dots and rings are read.
pub fn set_cell(text: &str, fonts: &FontChain, width: Milli, rules: Rules) -> SetCell {
    let faces = Faces { plain: fonts, bold: fonts };
    set_marked_cell(&read_marks(text), faces, width, rules)
}

/// The same of a text whose marks are known.
pub fn set_marked_cell(marked: &Marked, faces: Faces, width: Milli, rules: Rules) -> SetCell {
    set(marked, faces, width, Looks::Body, rules)
}

/// Sets a paragraph of running text as a cell's text is set: indents and list markers that were typed hang.
pub fn set_running(marked: &Marked, faces: Faces, width: Milli, rules: Rules) -> SetCell {
    set(marked, faces, width, Looks::Running, rules)
}

/// The most characters of a label; a longer text would be ragged if it took lines more to break between phrases.
const LABEL: usize = 30;

/// Sets a short text of a cell, such as a section's name: breaks between phrases, as a heading does, and hangs behind
/// its marker; a line with a full stop is a sentence and breaks as one.
pub fn set_label(text: &str, fonts: &FontChain, width: Milli, rules: Rules) -> SetCell {
    let faces = Faces { plain: fonts, bold: fonts };
    set(&read_marks(text), faces, width, Looks::Label, rules)
}

/// Sets a heading or a label: breaks between phrases, or where its author typed line breaks.
pub fn set_heading(text: &str, fonts: &FontChain, width: Milli, rules: Rules) -> SetCell {
    set_marked_heading(&read_marks(text), fonts, width, rules)
}

/// The same of a text whose marks are known.
pub fn set_marked_heading(marked: &Marked, fonts: &FontChain, width: Milli, rules: Rules) -> SetCell {
    let faces = Faces { plain: fonts, bold: fonts };
    set(marked, faces, width, Looks::Heading, rules)
}

/// Sets a word spread evenly over `width` (均等割付, JLReq 3.7.3), with `suffix` behind it as it is; `None` where the
/// word is no single line of less than that.
pub fn set_spread(text: &str, suffix: &str, fonts: &FontChain, width: Milli) -> Option<SetCell> {
    let text = text.trim_matches(is_blank);
    let base = fonts.width(text);
    let several = text.chars().filter(|c| !is_attached(*c)).nth(1).is_some();
    if text.contains('\n') || !several || base >= width || !read_marks(text).spans.is_empty() {
        return None;
    }
    let mut span = Span::new(0..text.len(), Style { spread: Some(width), ..Style::default() });
    span.measure(text, fonts);
    let behind = if suffix.is_empty() { String::new() } else { format!("\u{3000}{suffix}") };
    let line = Line { text: format!("{text}{behind}"), spans: vec![span], ..Line::default() };
    Some(SetCell { paras: vec![SetPara { indent: 0, hang: 0, lines: vec![line] }] })
}

fn set(marked: &Marked, faces: Faces, width: Milli, looks: Looks, rules: Rules) -> SetCell {
    let apart = set_apart(marked);
    let marked = apart.as_ref().unwrap_or(marked);
    let mut paras: Vec<SetPara> = Vec::new();
    let mut blanks = 0;
    let mut at = 0;
    for typed in marked.text.split('\n') {
        let line = typed.trim_end_matches(is_blank);
        let body = line.trim_start_matches(is_blank);
        let start = at + line.len() - body.len();
        at += typed.len() + 1;
        if body.is_empty() {
            blanks += 1;
            continue;
        }
        if blanks > 0 && !paras.is_empty() {
            paras.push(SetPara { indent: 0, hang: 0, lines: vec![Line::default()] });
        }
        blanks = 0;
        let spans = marked.spans_in(start..start + body.len());
        let looks = match looks {
            Looks::Label if body.contains('。') => Looks::Body,
            Looks::Label if body.chars().count() > LABEL => Looks::Name,
            looks => looks,
        };
        let typed = Typed { body, spans: &spans, space: &line[..line.len() - body.len()] };
        paras.push(set_line(&typed, faces, width, looks, rules));
    }
    SetCell { paras }
}

/// A line as its author typed it.
struct Typed<'a> {
    body: &'a str,
    spans: &'a [Span],
    /// The blanks before it.
    space: &'a str,
}

/// Letters and digits but small kana: a line may begin with them behind any blank.
fn begins_lines(c: char) -> bool {
    c.is_alphanumeric() && !is_no_start(c) && !is_small_kana(c)
}

/// Characters that begin no list item but are common at the start of a line.
fn is_plain(c: char) -> bool {
    ('一'..='鿿').contains(&c) || ('ぁ'..='ん').contains(&c) || "「『".contains(c)
}

/// Sets a paragraph of running text with given indents of its first and of its other lines; line breaks that were
/// typed begin a line with the second.
pub fn set_hanging(marked: &Marked, faces: Faces, width: Milli, indents: (Milli, Milli), rules: Rules) -> SetCell {
    hanging(marked, faces, width, indents, Looks::Running, rules)
}

/// As [`set_hanging`], broken between phrases: an item of an agenda.
pub fn set_hanging_phrases(
    marked: &Marked,
    faces: Faces,
    width: Milli,
    indents: (Milli, Milli),
    rules: Rules,
) -> SetCell {
    hanging(marked, faces, width, indents, Looks::Heading, rules)
}

fn hanging(
    marked: &Marked,
    faces: Faces,
    width: Milli,
    (indent, hang): (Milli, Milli),
    looks: Looks,
    rules: Rules,
) -> SetCell {
    let apart = set_apart(marked);
    let marked = apart.as_ref().unwrap_or(marked);
    let mut paras = Vec::new();
    let mut at = 0;
    for typed in marked.text.split('\n') {
        let body = typed.trim_end_matches(is_blank);
        let spans = marked.spans_in(at..at + body.len());
        at += typed.len() + 1;
        let indents = (if paras.is_empty() { indent } else { hang }, hang);
        let (mut lines, _) = break_typed(body, &spans, faces, width, indents, looks, rules);
        if body.is_empty() {
            lines = vec![Line::default()];
        }
        paras.push(SetPara { indent: indents.0, hang: indents.1, lines });
    }
    SetCell { paras }
}

fn set_line(typed: &Typed, faces: Faces, width: Milli, looks: Looks, rules: Rules) -> SetPara {
    let &Typed { body, spans, space } = typed;
    let advance = |s: &str| s.chars().map(|c| faces.plain.advance(c)).fold(0, Milli::saturating_add);
    // a deep indent would leave too little room in a narrow cell
    let indent = advance(space).min(width / 4);
    let listed = looks != Looks::Heading && body.chars().next().is_some_and(|c| !is_plain(c));
    let marker = if listed { MARKER.find(body).filter(|m| m.end() < body.len()) } else { None };
    let hang = match marker {
        Some(m) => indent.saturating_add(advance(m.as_str())).min(width / 3),
        None => 0,
    };
    let (lines, offends) = break_typed(body, spans, faces, width, (indent, hang), looks, rules);
    if offends && hang > 0 {
        // without the hang all may have room: その他（　　　）
        let (flush, still) = break_typed(body, spans, faces, width, (indent, 0), looks, rules);
        if !still {
            return SetPara { indent, hang: 0, lines: flush };
        }
    }
    SetPara { indent, hang, lines }
}

fn break_typed(
    body: &str,
    spans: &[Span],
    faces: Faces,
    width: Milli,
    (indent, hang): (Milli, Milli),
    looks: Looks,
    rules: Rules,
) -> (Vec<Line>, bool) {
    let advance = |s: &str| s.chars().map(|c| faces.plain.advance(c)).fold(0, Milli::saturating_add);
    // Typst sets a hanging paragraph's first line behind a negative space, which is no line start to it
    let room = Room { first: width - indent, rest: width - hang, indented: indent > 0 || hang > 0 };
    let Broken { ends, offends } = break_lines(body, spans, faces, room, looks, rules);
    // where no other line is stretched, it shows sooner
    let most = if ends.len() > 2 { EM / 5 } else { EM / 10 };
    let mut lines = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let text = body[start..end].trim_start_matches(is_blank);
        let from = end - text.len();
        let limit = width - if start == 0 { indent } else { hang };
        // with gaps or frames in the line the sum of advances is not its width
        let plain = spans.iter().all(|s| s.style.apart) && !rules.latin_gap;
        let hangs = text.ends_with(is_blank) && (!plain || advance(text) > limit);
        // Unicode lets no line end behind a blank where what follows must not begin one (UAX 14 LB13 to LB16)
        let soft = hangs && plain && body[end..].chars().next().is_some_and(begins_lines);
        let text = if hangs && !soft { text.trim_end_matches(is_blank) } else { text };
        let mut spans = if spans.is_empty() { Vec::new() } else { spans_in(spans, from..from + text.len()) };
        spans.iter_mut().for_each(|s| s.measure(&text[s.range.clone()], faces.plain));
        trim_edges(text, &mut spans, faces.plain, start > 0 || !room.indented);
        let stretched = looks == Looks::Running && end < body.len();
        let loose = stretched && stretch(text.trim_end_matches(is_blank), &spans, faces, limit, rules) > most;
        lines.push(Line { text: text.to_owned(), spans, soft, loose });
        start = end;
    }
    (lines, offends)
}

/// Marks the brackets at a line's edges that Typst leaves whole there. `flush`: the line begins at the edge.
fn trim_edges(text: &str, spans: &mut Vec<Span>, fonts: &FontChain, flush: bool) {
    let first = text.chars().next().filter(|c| flush && opens_edge(*c) && fonts.advance(*c) == EM);
    let last = text.chars().next_back().filter(|c| closes_edge(*c) && fonts.advance(*c) == EM);
    let mut mark = |range: std::ops::Range<usize>, edge| {
        if spans.iter().all(|s| s.range.end <= range.start || s.range.start >= range.end) {
            let at = spans.partition_point(|s| s.range.start < range.start);
            spans.insert(at, Span::new(range, Style { edge: Some(edge), ..Style::default() }));
        }
    };
    if let Some(c) = first {
        mark(0..c.len_utf8(), Edge::Start);
    }
    if let Some(c) = last {
        mark(text.len() - c.len_utf8()..text.len(), Edge::End);
    }
}
