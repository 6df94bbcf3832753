//! Room between marks as JLReq's Table 1 has it, where Typst would narrow them as Chinese usage does: ・・・ and ：：
//! are set an em each, ！（ and 。・ keep their room. What stands in runs of its own is not narrowed.

use std::borrow::Cow;

use super::EM;
use super::classes::{is_closing, is_left_aligned, is_right_aligned};
use super::marks::{Marked, Span, Style};
use super::width::is_punctuation;

/// Whether Typst sets `b` closer to `a` than JLReq.
fn is_narrowed(a: char, b: char) -> bool {
    match a {
        '・' => b == '・',
        '：' | '；' => is_left_aligned(b) || "！？・".contains(b),
        '！' | '？' => is_right_aligned(b),
        '。' | '．' | '、' | '，' => "！？・：；".contains(b),
        _ => matches!(b, '！' | '？') && is_closing(a) && is_left_aligned(a),
    }
}

/// The text with every second run of marks that stand apart in a span of its own; `None` where there are none.
pub fn set_apart<'a>(marked: &'a Marked) -> Option<Marked<'a>> {
    let text = marked.text.as_ref();
    let mut found = Vec::new();
    let mut before = None;
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let narrowed = before.is_some_and(|a| is_narrowed(a, c));
        let ends = narrowed || !is_punctuation(c, EM);
        match open {
            Some(start) if ends => {
                found.push(start..at);
                open = None;
            }
            None if narrowed => open = Some(at),
            _ => {}
        }
        before = Some(c);
    }
    found.extend(open.map(|start| start..text.len()));
    // what stands out in a text has runs of its own
    found.retain(|f| marked.spans.iter().all(|s| s.range.end <= f.start || s.range.start >= f.end));
    if found.is_empty() {
        return None;
    }
    let mut spans = marked.spans.clone();
    spans.extend(found.into_iter().map(|range| Span::new(range, Style { apart: true, ..Style::default() })));
    spans.sort_by_key(|s| s.range.start);
    Some(Marked { text: Cow::Borrowed(text), spans })
}
