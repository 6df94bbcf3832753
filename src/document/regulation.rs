//! 要綱 and other regulations as plain text: 第1 …, paragraphs ２, items (1) and ア, 附則.
//!
//! Each line is what its beginning says; nothing has to be marked. Indents that were typed do not count: they
//! follow from what a line is (法令の書式: 条の２行目から１字、号は１字下げて書く).

use std::sync::LazyLock;

use regex::Regex;

use super::{Align, Block, Document, HeadingLook, Para, Rich};
use crate::place::Place;
use crate::place::SourceFile;

/// Beginnings of lines, most particular first.
struct Patterns {
    article: Regex,
    caption: Regex,
    paragraph: Regex,
    item: Regex,
    letter: Regex,
    inner: Regex,
    supplement: Regex,
    notice: Regex,
}

#[cfg_attr(not(test), expect(clippy::expect_used, reason = "the patterns are written here"))]
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let number = "[0-9０-９一二三四五六七八九十百]+";
    let year = format!("(?:明治|大正|昭和|平成|令和)(?:{number}|元)年");
    let new = |pattern: &str| Regex::new(pattern).expect("constant pattern");
    Patterns {
        article: new(&format!("^第{number}(?:条(?:の{number})*)?(?:[ 　]+|$)")),
        caption: new(r"^[（(][^（）()]{1,40}[）)]$"),
        paragraph: new("^(?:[0-9]{1,2}|[０-９]{1,2})[ 　]+"),
        item: new(&format!("^[（(]{number}[）)][ 　]*")),
        letter: new("^[ア-ン][ 　]+"),
        inner: new("^[（(][ア-ン][）)][ 　]*"),
        supplement: new(r"^附[ 　]*則[ 　]*(?:[（(][^）)]*[）)])?$"),
        notice: new(&format!(
            "^(?:改正|制定|{year}.*(?:告示|訓令|要綱|規則|規程|決裁|施行|第{number}号)|{year}{number}月{number}日$|\
             [^、。]{{0,12}}(?:告示|訓令|訓令甲|要綱|規則|規程|内規|達|公告)第{number}号$)"
        )),
    }
});

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Notice,
    Caption,
    Article,
    Paragraph,
    Item,
    Letter,
    Inner,
    Supplement,
    /// Goes on from the line before, or stands for itself.
    Other,
}

impl Kind {
    fn of(line: &str, before_articles: bool) -> Self {
        let p = &*PATTERNS;
        if before_articles && p.notice.is_match(line) {
            Self::Notice
        } else if p.supplement.is_match(line) {
            Self::Supplement
        } else if p.caption.is_match(line) && !p.item.is_match(line) && !p.inner.is_match(line) {
            Self::Caption
        } else if p.article.is_match(line) {
            Self::Article
        } else if p.paragraph.is_match(line) {
            Self::Paragraph
        } else if p.item.is_match(line) {
            Self::Item
        } else if p.inner.is_match(line) {
            Self::Inner
        } else if p.letter.is_match(line) {
            Self::Letter
        } else {
            Self::Other
        }
    }

    /// Indents of the first line and of the others, em.
    fn indents(self) -> (u8, u8) {
        match self {
            Self::Notice | Self::Supplement => (0, 0),
            Self::Caption => (1, 2),
            Self::Article | Self::Paragraph => (0, 1),
            Self::Item => (1, 2),
            Self::Letter => (2, 3),
            Self::Inner => (3, 4),
            Self::Other => (1, 0),
        }
    }
}

/// Reads a regulation. Its first line is the title. A line under an article that begins with nothing known is a
/// paragraph of its own.
pub fn read_regulation(text: &str, file: impl Into<SourceFile>) -> Document {
    let file: SourceFile = file.into();
    let mut document = Document::default();
    let mut before_articles = true;
    for (n, line) in (1u32..).zip(text.lines()) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}');
        if line.is_empty() {
            continue;
        }
        let text = Rich::marked(line, Some(Place::text(&file, n, 1)));
        if document.title.is_none() {
            document.title = Some(text);
            continue;
        }
        let kind = Kind::of(line, before_articles);
        if matches!(kind, Kind::Article | Kind::Caption) {
            before_articles = false;
        }
        document.blocks.push(match kind {
            Kind::Supplement => Block::Heading { level: 2, text, look: HeadingLook::Plain(3) },
            Kind::Caption => Block::Heading { level: 2, text, look: HeadingLook::Plain(1) },
            _ => {
                let (indent, hang) = kind.indents();
                let align = if kind == Kind::Notice { Align::Right } else { Align::Left };
                Block::Para(Para { text: one_blank(text, kind), align, indent, hang, ..Para::default() })
            }
        });
    }
    document
}

/// Between number and text stands one full-width blank.
fn one_blank(mut text: Rich, kind: Kind) -> Rich {
    let p = &*PATTERNS;
    let pattern = match kind {
        Kind::Article => &p.article,
        Kind::Paragraph => &p.paragraph,
        Kind::Item => &p.item,
        Kind::Letter => &p.letter,
        Kind::Inner => &p.inner,
        _ => return text,
    };
    let Some(end) = pattern.find(&text.text).map(|m| m.end()) else { return text };
    let number = text.text[..end].trim_end().len();
    text.text.replace_range(number..end, "\u{3000}");
    for span in &mut text.spans {
        // in the place of the old blanks
        let moved = |at: usize| match at.checked_sub(end) {
            Some(behind) => number.saturating_add('\u{3000}'.len_utf8()).saturating_add(behind),
            None => at,
        };
        span.range = moved(span.range.start)..moved(span.range.end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_their_beginnings_say() {
        let kinds = [
            ("令和5年3月31日告示第46号", Kind::Notice),
            ("改正 令和6年3月31日告示第15号", Kind::Notice),
            ("令和5年3月31日", Kind::Notice),
            ("告示第46号", Kind::Notice),
            ("汐見原市訓令第３号", Kind::Notice),
            ("令和5年3月31日までに委員を委嘱する。", Kind::Other),
            ("（設置）", Kind::Caption),
            ("第1 推進会議を置く。", Kind::Article),
            ("第２条の２　推進会議は、次のことを行う。", Kind::Article),
            ("2 委員は、20人以内とする。", Kind::Paragraph),
            ("(1) 学識経験者", Kind::Item),
            ("（２）関係団体の者", Kind::Item),
            ("ア 民生委員", Kind::Letter),
            ("(ア) 主任児童委員", Kind::Inner),
            ("附　則", Kind::Supplement),
            ("この要綱は、令和5年4月1日から施行する。", Kind::Other),
            ("第三者委員会の意見を聴く。", Kind::Other),
        ];
        for (line, kind) in kinds {
            assert_eq!(Kind::of(line, true), kind, "{line}");
        }
        assert_eq!(Kind::of("令和6年度の会議は、告示第3号による。", false), Kind::Other);
    }

    #[test]
    fn numbers_and_texts_are_parted_by_one_blank() {
        let text =
            "推進会議設置要綱\n\n  （設置）\n第1   会議を置く。\n(1)委員\n附 則\nこの要綱は、公布の日から施行する。";
        let document = read_regulation(text, "要綱.txt");
        assert_eq!(document.title.as_ref().unwrap().text, "推進会議設置要綱");
        let texts: Vec<&str> = document.texts().iter().skip(1).map(|t| t.text.as_str()).collect();
        assert_eq!(
            texts,
            ["（設置）", "第1　会議を置く。", "(1)　委員", "附 則", "この要綱は、公布の日から施行する。"]
        );
    }
}
