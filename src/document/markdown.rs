//! Markdown (CommonMark with tables, footnotes, task lists and struck-out text) into blocks.

mod notes;
mod tags;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::comments::Comments;
use super::strong::{OPENER, Opened, open_strong};
use super::{Align, Block, Document, HeadingLook, Para, Rich, Table};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::text::{Span, Style, read_marks};
use crate::told::Told;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Lists, quotations and notes in each other: more leave no room for text, and no layout takes a hundred.
const DEEPEST: usize = 10;
/// Notes in notes.
const NOTES_DEEP: usize = 4;
/// Typst takes no longer address, in bytes.
const LONGEST_LINK: usize = 8000;

/// Reads Markdown. Nothing in it can fail: what has no place on paper is a finding with line and column.
///
/// Findings: `M347` raw HTML other than ruby, `<br>` and comments, which is printed as it was typed; `M348` a picture
/// without a description; `M349` a footnote that is nowhere, or that nobody refers to; `M353` what is nested too deep, or
/// a note in itself; `M355` a link to nowhere; `M346` a picture where none can stand.
pub fn read_markdown(text: &str, file: impl Into<SourceFile>) -> Told<Document> {
    let mut findings = Vec::new();
    let Opened { text: opened, inserted } = open_strong(text);
    let mut reader = Reader {
        source: text,
        opened: &opened,
        inserted,
        file: file.into(),
        findings: &mut findings,
        open: vec![Open::Blocks(Vec::new())],
        inline: None,
        styles: vec![Style::default()],
        ruby: None,
        notes: Vec::new(),
        definitions: HashMap::new(),
        title: None,
        comments: Comments::default(),
        nested: Vec::new(),
        levels: 0,
        told_deep: false,
        in_heading: false,
        in_note: false,
        pictures: Vec::new(),
    };
    for (event, range) in Parser::new_ext(&opened, OPTIONS).into_offset_iter() {
        reader.event(event, range);
    }
    let document = reader.finish();
    Told::new(document, findings)
}

/// What is open while reading.
enum Open {
    Blocks(Vec<Block>),
    List { ordered: Option<u64>, items: Vec<Vec<Block>> },
    Table(Table),
    Row(Vec<Rich>),
}

struct Reader<'a> {
    source: &'a str,
    /// The source as the parser sees it, and where it has a character more.
    opened: &'a str,
    inserted: Vec<usize>,
    file: SourceFile,
    findings: &'a mut Vec<Finding>,
    open: Vec<Open>,
    /// The text that is being read.
    inline: Option<Rich>,
    /// The style of the innermost mark.
    styles: Vec<Style>,
    /// Inside `<ruby>`: the base, and the ruby once `<rt>` was seen.
    ruby: Option<(String, Option<String>)>,
    /// Labels in the order in which they are referred to.
    notes: Vec<(String, Place)>,
    definitions: HashMap<String, (Rich, Place)>,
    title: Option<Rich>,
    comments: Comments,
    /// Of the lists, items and quotations that are open: whether each has a block of its own.
    nested: Vec<bool>,
    /// How many of the lists and quotations among them have one.
    levels: usize,
    told_deep: bool,
    in_heading: bool,
    in_note: bool,
    /// Of the pictures that are open: whether each is set.
    pictures: Vec<bool>,
}

impl Reader<'_> {
    fn place(&self, at: usize) -> Place {
        let before = self.inserted.partition_point(|i| *i < at);
        Place::at_byte(&self.file, self.source, at.saturating_sub(before.saturating_mul(OPENER.len_utf8())))
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(text) => self.styled(&text, range.start, |s| s.code = true),
            Event::SoftBreak => self.soft_break(range),
            Event::HardBreak => self.text("\n", range.start),
            Event::InlineHtml(html) => self.inline_html(&html, range.start),
            Event::Html(html) => self.html_line(&html, range.start),
            Event::FootnoteReference(label) => self.note(&label, range.start),
            Event::TaskListMarker(done) => self.text(if done { "■　" } else { "□　" }, range.start),
            Event::Rule => self.push(Block::Rule),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range.start),
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Heading { .. } => {
                self.in_heading = true;
                self.begin(range.start);
            }
            Tag::Paragraph | Tag::TableCell => self.begin(range.start),
            Tag::BlockQuote(_) => {
                self.flush();
                if self.nest(range.start) {
                    self.open.push(Open::Blocks(Vec::new()));
                }
            }
            Tag::FootnoteDefinition(_) => {
                self.flush();
                self.in_note = true;
                self.open.push(Open::Blocks(Vec::new()));
            }
            Tag::Item => {
                self.flush();
                let own = matches!(self.open.last(), Some(Open::List { .. }));
                self.nested.push(own);
                if own {
                    self.open.push(Open::Blocks(Vec::new()));
                }
            }
            Tag::List(ordered) => {
                self.flush();
                if self.nest(range.start) {
                    self.open.push(Open::List { ordered, items: Vec::new() });
                }
            }
            Tag::Table(aligns) => {
                let aligns = aligns.into_iter().map(align).collect();
                self.open.push(Open::Table(Table { aligns, ..Table::default() }));
            }
            Tag::TableHead | Tag::TableRow => self.open.push(Open::Row(Vec::new())),
            Tag::CodeBlock(_) => self.begin(range.start),
            Tag::HtmlBlock => self.flush(),
            Tag::Strong => self.style(|s| s.strong = true),
            Tag::Emphasis => self.style(|s| s.dots = true),
            Tag::Strikethrough => self.style(|s| s.strike = true),
            Tag::Link { dest_url, .. } => self.link(&dest_url, range.start),
            Tag::Image { dest_url, .. } if !self.takes_pictures() => {
                self.no_picture_here(&dest_url, range.start);
                self.pictures.push(false);
            }
            Tag::Image { dest_url, .. } => {
                self.pictures.push(true);
                self.flush();
                self.begin(range.start);
                let place = self.place(range.start);
                let path = dest_url.into_string();
                self.push(Block::Picture { path, alt: String::new(), caption: None, place });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(level) => {
                self.in_heading = false;
                self.end_heading(level);
            }
            TagEnd::CodeBlock => {
                if let Some(mut text) = self.inline.take() {
                    text.text.truncate(text.text.trim_end_matches('\n').len());
                    text.spans.clear();
                    self.push(Block::Code(text));
                }
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                if self.unnest()
                    && let Some(Open::Blocks(blocks)) = self.open.pop()
                {
                    self.push(Block::Quote(blocks));
                }
            }
            TagEnd::Item => {
                self.flush();
                if self.nested.pop() != Some(true) {
                    return;
                }
                if let (Some(Open::Blocks(blocks)), Some(Open::List { items, .. })) =
                    (self.open.pop(), self.open.last_mut())
                {
                    items.push(blocks);
                }
            }
            TagEnd::List(_) => {
                self.flush();
                if self.unnest()
                    && let Some(Open::List { ordered, items }) = self.open.pop()
                {
                    self.push(Block::List { ordered, items });
                }
            }
            TagEnd::FootnoteDefinition => {
                self.in_note = false;
                self.end_definition(range);
            }
            TagEnd::TableCell => {
                let text = self.take();
                if let Some(Open::Row(row)) = self.open.last_mut() {
                    row.push(text.unwrap_or_default());
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                if let (Some(Open::Row(row)), Some(Open::Table(table))) = (self.open.pop(), self.open.last_mut()) {
                    if tag == TagEnd::TableHead { table.head = row } else { table.rows.push(row) }
                }
            }
            TagEnd::Table => {
                if let Some(Open::Table(table)) = self.open.pop() {
                    self.push(Block::Table(table));
                }
            }
            TagEnd::Link => self.end_link(),
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough => drop(self.styles.pop()),
            TagEnd::Image if self.pictures.pop() == Some(true) => self.end_picture(range),
            TagEnd::HtmlBlock => self.end_html(),
            _ => {}
        }
    }

    /// Opens a level, if there is one more. `M353`: what lies deeper stands on the last level.
    fn nest(&mut self, at: usize) -> bool {
        let own = self.levels < DEEPEST;
        self.levels = self.levels.saturating_add(own.into());
        self.nested.push(own);
        if !own && !self.told_deep {
            self.told_deep = true;
            self.findings.push(
                Finding::error(
                    "M353",
                    msg!(
                        "箇条書きや引用の入れ子が深すぎます（{DEEPEST} 段まで）",
                        "lists and quotations are nested too deep (at most {DEEPEST} levels)"
                    ),
                )
                .at(self.place(at))
                .hint(msg!("見出しに分けるか、浅くしてください", "part it by headings")),
            );
        }
        own
    }

    /// Closes a level; whether it was one.
    fn unnest(&mut self) -> bool {
        let own = self.nested.pop() == Some(true);
        self.levels = self.levels.saturating_sub(own.into());
        own
    }

    /// Begins a link. `M355`: Typst takes no empty address and none that is too long.
    fn link(&mut self, url: &str, at: usize) {
        let url = url.trim();
        if !url.is_empty() && url.len() <= LONGEST_LINK {
            let url: Arc<str> = url.into();
            return self.style(|s| s.link = Some(url.clone()));
        }
        self.style(|s| s.link = None);
        let message = if url.is_empty() {
            msg!("リンク先のないリンクです。文だけを載せます", "a link without an address; its text is printed")
        } else {
            msg!("リンク先が長すぎます。文だけを載せます", "a link's address is too long; its text is printed")
        };
        let finding = Finding::warning("M355", message).at(self.place(at));
        self.findings.push(finding.hint(msg!("[文](リンク先) のように書いてください", "write [text](address)")));
    }

    /// Whether a picture would get a paragraph of its own here.
    fn takes_pictures(&self) -> bool {
        !self.in_note && !self.in_heading && matches!(self.open.last(), Some(Open::Blocks(_)))
    }

    /// `M346`: a picture in a table, a heading or a note; its description is printed.
    fn no_picture_here(&mut self, path: &str, at: usize) {
        let path = quote(path);
        self.findings.push(
            Finding::error(
                "M346",
                msg!(
                    "表、見出し、注の中の図「{path}」は載りません。説明の文だけが載ります",
                    "the picture \"{path}\" stands in a table, heading or note and is not printed"
                ),
            )
            .at(self.place(at))
            .hint(msg!("図は、前後に空行を置いた行に書いてください", "put it on a line of its own")),
        );
    }

    fn style(&mut self, change: impl Fn(&mut Style)) {
        let mut style = self.styles.last().cloned().unwrap_or_default();
        change(&mut style);
        self.styles.push(style);
    }

    fn styled(&mut self, text: &str, at: usize, change: impl Fn(&mut Style)) {
        self.style(change);
        self.text(text, at);
        self.styles.pop();
    }

    fn begin(&mut self, at: usize) {
        self.flush();
        self.inline = Some(Rich::plain("", Some(self.place(at))));
    }

    fn text(&mut self, text: &str, at: usize) {
        let text = &*text.replace(OPENER, "");
        match &mut self.ruby {
            Some((_, Some(ruby))) => return ruby.push_str(text),
            Some((base, None)) => return base.push_str(text),
            None => {}
        }
        if self.inline.is_none() {
            // the text of a tight list item stands in no paragraph
            self.begin(at);
        }
        let style = self.styles.last().cloned().unwrap_or_default();
        if let Some(inline) = &mut self.inline {
            inline.push(text, &style);
        }
    }

    /// A line break inside a paragraph joins Japanese without a blank.
    fn soft_break(&mut self, range: Range<usize>) {
        let before = self.inline.as_ref().and_then(|t| t.text.chars().next_back());
        let after = self.opened.get(range.end..).unwrap_or("").trim_start().chars().find(|c| *c != OPENER);
        let wide = |c: Option<char>| c.is_some_and(|c| c as u32 >= 0x2E80);
        if !(wide(before) || wide(after)) {
            self.text(" ", range.start);
        }
    }

    fn take(&mut self) -> Option<Rich> {
        let text = self.inline.take()?;
        self.check_notes(&text);
        Some(inner_marks(text))
    }

    /// `M349`: a reference without a note is text to the parser, and stays as it was typed.
    fn check_notes(&mut self, text: &Rich) {
        for (at, _) in text.text.match_indices("[^") {
            let behind = text.text[at..].strip_prefix("[^").and_then(|rest| rest.split_once(']'));
            let Some((label, _)) = behind else { continue };
            let mut finding = notes::no_note(label);
            finding.place.clone_from(&text.place);
            self.findings.push(finding);
        }
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self) {
        let Some(text) = self.take().filter(|t| !t.text.trim().is_empty()) else { return };
        // bold from end to end is a heading by another name
        let sticky =
            text.spans.iter().filter(|s| s.style.strong).map(|s| s.range.len()).sum::<usize>() == text.text.len();
        self.push(Block::Para(Para { text, sticky, ..Para::default() }));
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let Some(text) = self.take() else { return };
        let outer = self.open.len() == 1;
        let first = matches!(self.open.last(), Some(Open::Blocks(blocks)) if blocks.is_empty());
        if level == HeadingLevel::H1 && outer && first && self.title.is_none() {
            self.title = Some(text);
        } else {
            self.push(Block::Heading { level: (level as usize).max(2), text, look: HeadingLook::Bold });
        }
    }

    fn push(&mut self, block: Block) {
        if let Some(Open::Blocks(blocks)) = self.open.last_mut() {
            blocks.push(block);
        }
    }

    /// An address that is not the text itself stands behind it, since paper has no links.
    fn end_link(&mut self) {
        let style = self.styles.pop().unwrap_or_default();
        let (Some(url), Some(inline)) = (&style.link, &mut self.inline) else { return };
        let shown = inline.spans.iter().rev().take_while(|s| s.style.link.as_ref() == Some(url));
        let start = shown.last().map_or(inline.text.len(), |s| s.range.start);
        let typed = &inline.text[start..];
        let bare = url.strip_prefix("mailto:").unwrap_or(url);
        if typed != bare && !bare.starts_with('#') {
            inline.push(&format!("（{bare}）"), &Style::default());
        }
    }

    fn end_picture(&mut self, range: Range<usize>) {
        let text = self.take().unwrap_or_default();
        let place = self.place(range.start);
        if let Some(Open::Blocks(blocks)) = self.open.last_mut()
            && let Some(Block::Picture { alt, caption, path, .. }) = blocks.last_mut()
        {
            alt.clone_from(&text.text);
            if text.text.trim().is_empty() {
                let path = path.clone();
                self.findings.push(
                    Finding::warning(
                        "M348",
                        msg!("図「{path}」に説明がありません", "the picture \"{path}\" has no description"),
                    )
                    .at(place)
                    .hint(msg!(
                        "![説明]({path}) のように書いてください。読み上げと図の題に使います",
                        "write ![description]({path}): it is read aloud and stands under the picture"
                    )),
                );
            } else {
                *caption = Some(text);
            }
        }
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// Reads the marks for ruby, dots and rings in what has no style of its own.
fn inner_marks(rich: Rich) -> Rich {
    let mut out = Rich { place: rich.place, ..Rich::default() };
    let mut at = 0;
    let plain = |text: &str, out: &mut Rich| {
        let marked = read_marks(text);
        let shift = out.text.len();
        out.text.push_str(&marked.text);
        let moved = marked.spans.into_iter().map(|s| s.moved(shift));
        out.spans.extend(moved);
    };
    for span in &rich.spans {
        plain(&rich.text[at..span.range.start], &mut out);
        let start = out.text.len();
        out.text.push_str(&rich.text[span.range.clone()]);
        out.spans.push(Span::new(start..out.text.len(), span.style.clone()));
        at = span.range.end;
    }
    plain(&rich.text[at..], &mut out);
    out
}
