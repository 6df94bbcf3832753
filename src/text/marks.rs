//! What a text carries beside its characters, as its author marked it.
//!
//! - `｜仙台《せんだい》`: ruby (JLReq 3.3), the notation of Aozora Bunko
//! - `《《要点》》`: emphasis dots (圏点, JLReq 3.3.9)
//! - digits with U+20DD behind them: a number in a ring, for numbers beyond ㊿

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::{FontChain, Milli};

/// How a stretch of a text is set. The default is plain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    /// Bold.
    pub strong: bool,
    /// Set in a frame of its own as it was typed: code, file names.
    pub code: bool,
    /// 圏点, a dot over each character (JLReq 3.3.9).
    pub dots: bool,
    /// Marks that Typst would set closer to those before them than JLReq does.
    pub apart: bool,
    /// A bracket that stands at an edge of its line, where it is half as wide.
    pub edge: Option<Edge>,
    /// Struck out.
    pub strike: bool,
    /// In a ring: ㊞.
    pub ring: bool,
    /// ルビ over it (JLReq 3.3).
    pub ruby: Option<Arc<str>>,
    /// Spread evenly over so many thousandths of an em (字取り, JLReq 3.7.3).
    pub spread: Option<Milli>,
    /// Refers to a footnote, by its index.
    pub note: Option<usize>,
    /// The address that a link leads to.
    pub link: Option<Arc<str>>,
    /// The page of the same file that a link leads to, from 1.
    pub page: Option<usize>,
    /// How a link to a page is called aloud.
    pub name: Option<Arc<str>>,
}

/// An edge of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its left.
    Start,
    /// Its right.
    End,
}

/// A stretch that is not plain, by byte offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// How it is set.
    pub style: Style,
    /// Widths of a spread word or one with ruby, of the word alone, and of the ruby, in thousandths of an em; 0 for other styles
    /// and before lines are set.
    pub width: Milli,
    /// Width of the word alone.
    pub base: Milli,
    /// Width of the ruby.
    pub ruby: Milli,
}

impl Span {
    /// Not yet measured.
    pub fn new(range: Range<usize>, style: Style) -> Self {
        Self { range, style, width: 0, base: 0, ruby: 0 }
    }

    /// The same, so many bytes further on, before lines are set.
    pub(crate) fn moved(self, by: usize) -> Self {
        let Range { start, end } = self.range;
        Self::new(start.saturating_add(by)..end.saturating_add(by), self.style)
    }

    /// Measures a spread word, or a word with ruby, which is half as large (JLReq 3.3.3).
    pub fn measure(&mut self, text: &str, fonts: &FontChain) {
        let advance = |t: &str| fonts.width(t);
        if self.style.note.is_some() {
            // a superior figure is set in 0.6 of the size
            self.base = advance(text);
            self.width = self.base * 6 / 10;
        } else if let Some(ruby) = &self.style.ruby {
            (self.base, self.ruby) = (advance(text), advance(ruby) / 2);
            self.width = self.base.max(self.ruby);
        } else if let Some(width) = self.style.spread {
            self.base = advance(text);
            self.width = self.base.max(width);
        }
    }
}

/// A text with its marks taken out; the spans are in order and do not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked<'a> {
    /// Without marks.
    pub text: Cow<'a, str>,
    /// What is not plain in it.
    pub spans: Vec<Span>,
}

/// U+20DD, the ring round what stands before it.
pub const RING: char = '\u{20DD}';

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let ruby = r"｜(?P<base>[^｜《》\n]{1,30})《(?P<ruby>[^《》\n]{1,60})》";
    let dots = r"《《(?P<dots>[^《》\n]{1,60})》》";
    let ring = r"(?P<ring>[0-9０-９]{1,3})\x{20DD}";
    Regex::new(&format!("{ruby}|{dots}|{ring}")).expect("constant pattern")
});

/// Reads the marks of a plain text.
pub fn read_marks(text: &str) -> Marked<'_> {
    if !text.contains(['《', RING]) {
        return Marked { text: Cow::Borrowed(text), spans: Vec::new() };
    }
    let mut out = String::with_capacity(text.len());
    let mut spans = Vec::new();
    let mut at = 0;
    for m in MARK.captures_iter(text) {
        let Some(whole) = m.get(0) else { continue };
        out.push_str(&text[at..whole.start()]);
        at = whole.end();
        let start = out.len();
        let style = if let (Some(base), Some(ruby)) = (m.name("base"), m.name("ruby")) {
            out.push_str(base.as_str());
            Style { ruby: Some(ruby.as_str().into()), ..Style::default() }
        } else if let Some(dots) = m.name("dots") {
            out.push_str(dots.as_str());
            Style { dots: true, ..Style::default() }
        } else {
            out.push_str(m.name("ring").map_or("", |r| r.as_str()));
            Style { ring: true, ..Style::default() }
        };
        spans.push(Span::new(start..out.len(), style));
    }
    out.push_str(&text[at..]);
    Marked { text: Cow::Owned(out), spans }
}

impl Marked<'_> {
    /// The spans inside a range, counted from its start.
    pub fn spans_in(&self, range: Range<usize>) -> Vec<Span> {
        spans_in(&self.spans, range)
    }
}

impl Style {
    /// The text with its marks, as its author would have typed it.
    pub fn typed(&self, text: &str) -> String {
        match &self.ruby {
            Some(ruby) => format!("｜{text}《{ruby}》"),
            None if self.dots => format!("《《{text}》》"),
            None if self.ring => format!("{text}{RING}"),
            None => text.to_owned(),
        }
    }
}

/// The parts of spans that lie in a range, counted from its start.
pub fn spans_in(spans: &[Span], range: Range<usize>) -> Vec<Span> {
    let inside = spans.iter().filter(|s| s.range.start < range.end && s.range.end > range.start);
    inside
        .map(|s| Span {
            range: s.range.start.max(range.start) - range.start..s.range.end.min(range.end) - range.start,
            ..s.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out() {
        let marked = read_marks("会場は｜仙台《せんだい》市。《《要点》》は51\u{20DD}。");
        assert_eq!(marked.text, "会場は仙台市。要点は51。");
        let shown: Vec<(&str, &Style)> =
            marked.spans.iter().map(|s| (&marked.text[s.range.clone()], &s.style)).collect();
        assert_eq!(shown[0].0, "仙台");
        assert_eq!(shown[0].1.ruby.as_deref(), Some("せんだい"));
        assert!(shown[1].0 == "要点" && shown[1].1.dots);
        assert!(shown[2].0 == "51" && shown[2].1.ring);
    }

    #[test]
    fn brackets_that_are_no_marks_stay() {
        for text in ["《重点》施策", "仙台《せんだい》", "｜仙台", "《《》》", "｜《せんだい》", "A｜B《\n》"]
        {
            assert_eq!(read_marks(text), Marked { text: Cow::Borrowed(text), spans: Vec::new() }, "{text}");
        }
    }
}
