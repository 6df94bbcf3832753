//! How a text in lines reaches a layout. Lengths in em of the text.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::text::{EM, Edge, Line, Milli, SetCell, SetPara, Span, takes_dot};

/// A cell's text: a plain text in lines, or paragraphs `(indent, hang, runs)`; runs are a text in lines, or an array of
/// texts and of what stands out in them (`Run`). With a mark it is `{of, body}`.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    pub cell: &'a SetCell,
    pub ends: Ends,
    /// Room above a line for ruby and dots: a line of the grid, or none where the gap between lines holds them.
    pub raise: f64,
    /// What the layout marks the lines with, where the pages are to tell which text each of them is of.
    pub of: Option<usize>,
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The cell is exactly as wide as its lines may be: Typst itself breaks behind a blank that does not fit.
    Exact,
    /// Every line ends where it was broken.
    Hard,
    /// Every line but the last and those that would be loose is stretched to the full width.
    Stretched,
}

/// What is not plain. `raise` is the room above for ruby or dots.
#[derive(Serialize)]
#[serde(untagged)]
enum Run<'a> {
    Text(String),
    Ruby {
        base: Spaced<'a>,
        ruby: Spaced<'a>,
        width: f64,
        raise: f64,
    },
    Spread {
        spread: Spaced<'a>,
        width: f64,
    },
    Note {
        note: usize,
        width: f64,
    },
    Strike {
        strike: &'a str,
    },
    Apart {
        apart: &'a str,
    },
    Edge {
        edge: &'a str,
        start: bool,
    },
    /// Characters, and whether each has a dot.
    Dots {
        dots: Vec<(String, bool)>,
        raise: f64,
    },
    Ring {
        ring: &'a str,
    },
    Code {
        code: &'a str,
    },
    Strong {
        strong: &'a str,
    },
    Link {
        link: &'a str,
        run: Box<Run<'a>>,
    },
    Page {
        page: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<&'a str>,
        run: Box<Run<'a>>,
    },
}

/// A text that fills a width evenly: the room before it and behind each character (JLReq 3.3.6).
#[derive(Serialize)]
struct Spaced<'a> {
    text: &'a str,
    before: f64,
    gap: f64,
}

fn em(milli: Milli) -> f64 {
    f64::from(milli) / f64::from(EM)
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(of) = self.of else { return self.lines(serializer) };
        #[derive(Serialize)]
        struct Marked<'a> {
            of: usize,
            body: &'a Body<'a>,
        }
        Marked { of, body: &Body { of: None, ..*self } }.serialize(serializer)
    }
}

impl Body<'_> {
    fn lines<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.cell.paras.as_slice() {
            [] => serializer.serialize_str(""),
            [only] if only.indent == 0 && only.hang == 0 => self.runs(only).serialize(serializer),
            paras => {
                let mut seq = serializer.serialize_seq(Some(paras.len()))?;
                for para in paras {
                    seq.serialize_element(&(em(para.indent), em(para.hang), self.runs(para)))?;
                }
                seq.end()
            }
        }
    }
}

/// The runs of a paragraph.
struct Runs<'a>(Vec<Run<'a>>);

impl Serialize for Runs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [] => serializer.serialize_str(""),
            [Run::Text(text)] => serializer.serialize_str(text),
            runs => runs.serialize(serializer),
        }
    }
}

impl Body<'_> {
    fn runs<'p>(&self, para: &'p SetPara) -> Runs<'p> {
        let mut out = Vec::new();
        for (i, line) in para.lines.iter().enumerate() {
            let soft = line.soft && self.ends != Ends::Exact;
            let mut at = 0;
            for span in &line.spans {
                push_text(&mut out, &line.text[at..span.range.start]);
                out.push(self.run(line, span));
                at = span.range.end;
            }
            let rest = &line.text[at..];
            push_text(&mut out, if soft { rest.trim_end() } else { rest });
            if i + 1 < para.lines.len() && (!line.soft || soft) {
                // Typst stretches a line that ends with U+2028
                push_text(&mut out, if self.ends == Ends::Stretched && !line.loose { "\u{2028}" } else { "\n" });
            }
        }
        Runs(out)
    }

    fn run<'p>(&self, line: &'p Line, span: &'p Span) -> Run<'p> {
        let text = &line.text[span.range.clone()];
        let style = &span.style;
        let run = if let Some(note) = style.note {
            Run::Note { note, width: em(span.width) }
        } else if let Some(ruby) = &style.ruby {
            let width = em(span.width);
            let (base, ruby) = (spaced(text, em(span.base), width), spaced(ruby, em(span.ruby), width));
            Run::Ruby { base, ruby, width, raise: self.raise }
        } else if style.spread.is_some() {
            let (width, base) = (em(span.width), em(span.base));
            let gap = (width - base) / characters(text).len().saturating_sub(1).max(1) as f64;
            Run::Spread { spread: Spaced { text, before: 0.0, gap }, width }
        } else if style.dots {
            let dotted = |c: String| {
                let dot = c.chars().next().is_some_and(takes_dot);
                (c, dot)
            };
            let dots = characters(text).into_iter().map(dotted).collect();
            Run::Dots { dots, raise: self.raise }
        } else if style.apart {
            Run::Apart { apart: text }
        } else if let Some(edge) = style.edge {
            Run::Edge { edge: text, start: edge == Edge::Start }
        } else if style.ring {
            Run::Ring { ring: text }
        } else if style.code {
            Run::Code { code: text }
        } else if style.strike {
            Run::Strike { strike: text }
        } else if style.strong {
            Run::Strong { strong: text }
        } else {
            Run::Text(text.to_owned())
        };
        match (&style.link, style.page) {
            (Some(link), _) => Run::Link { link, run: Box::new(run) },
            (None, Some(page)) => Run::Page { page, name: style.name.as_deref(), run: Box::new(run) },
            (None, None) => run,
        }
    }
}

fn push_text(out: &mut Vec<Run>, text: &str) {
    match out.last_mut() {
        _ if text.is_empty() => {}
        Some(Run::Text(last)) => last.push_str(text),
        _ => out.push(Run::Text(text.to_owned())),
    }
}

/// Spreads what is lacking: half a share before and behind, a share between two characters.
fn spaced(text: &str, natural: f64, width: f64) -> Spaced<'_> {
    let gap = (width - natural).max(0.0) / text.chars().count().max(1) as f64;
    Spaced { text, before: gap / 2.0, gap }
}

/// Characters with what hangs on them.
fn characters(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for c in text.chars() {
        match out.last_mut() {
            Some(last) if crate::text::is_attached(c) => last.push(c),
            _ => out.push(c.to_string()),
        }
    }
    out
}
