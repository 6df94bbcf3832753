//! Paragraphs that begin with a marker as lists for readers: Typst tags what was typed as ・ and （１） as paragraphs. Two or
//! more that follow each other with markers of one kind are items; those of another kind behind an item are within it.

use std::collections::HashMap;

use ecow::EcoString;
use typst::foundations::{Content, NativeElement};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Abs, Em, FrameItem, Length, Point};
use typst::model::{EnumElem, ListElem, TermsElem};
use typst::pdf::PdfMarkerTag;
use typst::text::{Glyph, TextItem};
use typst::utils::hash128;

use super::change::{Change, Item, Numbering};
use super::survey::numbering;
use crate::text::marker;

/// A paragraph that hangs, and the text with which it begins.
pub struct Para {
    pub location: Location,
    pub text: EcoString,
    /// What it stands in: paragraphs with another element between them do not follow each other.
    pub block: usize,
    /// It stands behind so many paragraphs of the document.
    pub place: usize,
}

/// An item with those within it.
struct Node {
    para: usize,
    within: Vec<Node>,
}

/// Notes what becomes of paragraphs that are items. They are in the order of the document.
pub fn find(paras: &[Para], changes: &mut HashMap<Location, Change>) {
    let kinds: Vec<Option<Kind>> = paras.iter().map(|para| marker(&para.text).map(Kind::of)).collect();
    let mut from = 0;
    while from < paras.len() {
        let goes_on = |at: usize| {
            let (a, b) = (&paras[at - 1], &paras[at]);
            a.block == b.block && a.place + 1 == b.place && kinds[at].is_some() && kinds[at - 1].is_some()
        };
        let end = (from + 1..paras.len()).find(|&at| !goes_on(at)).unwrap_or(paras.len());
        if end - from > 1 {
            let mut at = from;
            let mut lists = Lists { paras, items: HashMap::new() };
            while at < end {
                let nodes = list(&kinds, &mut at, end, &mut Vec::new());
                lists.note(&nodes);
            }
            let items = lists.items.into_iter();
            changes.extend(items.map(|(para, item)| (paras[para].location, Change::Item(item))));
        }
        from = end;
    }
}

/// The items of one kind from `at` on, with what is within them; `outer` are the kinds of the lists in which it stands.
fn list(kinds: &[Option<Kind>], at: &mut usize, end: usize, outer: &mut Vec<Kind>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    let Some(own) = kinds.get(*at).copied().flatten() else { return out };
    outer.push(own);
    while *at < end {
        match kinds[*at] {
            Some(kind) if kind == own => {
                out.push(Node { para: *at, within: Vec::new() });
                *at += 1;
            }
            Some(kind) if !outer.contains(&kind) => {
                let within = list(kinds, at, end, outer);
                if let Some(last) = out.last_mut() {
                    last.within.extend(within);
                }
            }
            _ => break,
        }
    }
    outer.pop();
    out
}

struct Lists<'a> {
    paras: &'a [Para],
    /// What becomes of paragraphs.
    items: HashMap<usize, Item>,
}

impl Lists<'_> {
    fn note(&mut self, nodes: &[Node]) {
        // those within an item may be of several kinds
        let kind = |node: &Node| marker(&self.paras[node.para].text).map(Kind::of);
        let parts: Vec<std::ops::Range<usize>> = {
            let mut parts = Vec::new();
            let mut from = 0;
            for at in 1..=nodes.len() {
                if at == nodes.len() || kind(&nodes[at]) != kind(&nodes[from]) {
                    parts.push(from..at);
                    from = at;
                }
            }
            parts
        };
        for part in parts {
            self.note_list(&nodes[part]);
        }
    }

    fn note_list(&mut self, nodes: &[Node]) {
        let whole = nodes.len() > 1;
        let list = nodes.first().map(|node| self.own(node.para, "list"));
        for (at, node) in nodes.iter().enumerate() {
            self.note(&node.within);
            let (Some(list), true) = (list, whole) else { continue };
            let para = &self.paras[node.para];
            let Some(marker) = marker(&para.text) else { continue };
            let (label, body) = (self.own(node.para, "label"), self.own(node.para, "body"));
            let length = marker.len();
            let opens = (at == 0).then(|| (list, numbering(marker)));
            let item = self.item(node.para);
            (item.list, item.parts) = (opens, Some((length, label, body)));
            // what is within the item ends before it does
            let last = self.item(last(node));
            last.ends.push(body);
            last.ends.extend((at + 1 == nodes.len()).then_some(list));
        }
    }

    fn own(&self, para: usize, part: &str) -> Location {
        Location::new(hash128(&(self.paras[para].location.hash(), part)))
    }

    fn item(&mut self, para: usize) -> &mut Item {
        self.items.entry(para).or_default()
    }
}

/// The last paragraph in an item.
fn last(node: &Node) -> usize {
    node.within.last().map_or(node.para, last)
}

/// What is common to the markers of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// The character of bullets, or one of those that count like it.
    sign: char,
    /// What stands around it.
    around: Option<char>,
}

impl Kind {
    fn of(marker: &str) -> Self {
        let mut signs = marker.chars().filter(|c| !c.is_whitespace());
        let bracket = |c: &char| matches!(c, '(' | '（');
        let first = signs.next().unwrap_or(' ');
        let sign = if bracket(&first) { signs.next().unwrap_or(' ') } else { first };
        let last = signs.next_back();
        let around = if bracket(&first) { Some('（') } else { last.filter(|c| !c.is_alphanumeric()).map(folded) };
        let sign = match sign {
            '0'..='9' | '０'..='９' => '1',
            '①'..='⑳' | '㉑'..='㉟' | '㊱'..='㊿' => '①',
            '❶'..='❿' => '❶',
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => '一',
            'ァ'..='ン' => 'ア',
            'a'..='z' | 'ａ'..='ｚ' => 'a',
            '□' | '■' => '■',
            '･' => '・',
            '－' | '‐' => '-',
            other => other,
        };
        Self { sign, around }
    }
}

fn folded(c: char) -> char {
    match c {
        '）' => ')',
        '．' => '.',
        other => other,
    }
}

const FLAGS: TagFlags = TagFlags { introspectable: false, tagged: true };

fn start(mut element: Content, location: Location) -> FrameItem {
    element.set_location(location);
    FrameItem::Tag(Tag::Start(element, FLAGS))
}

fn end(location: Location) -> FrameItem {
    FrameItem::Tag(Tag::End(location, 0, FLAGS))
}

/// What stands for the tag with which an item's paragraph begins.
pub fn begins(item: &Item, tag: &Tag) -> Vec<FrameItem> {
    let mut out = Vec::new();
    if let Some((list, numbering)) = item.list {
        let element = match numbering {
            None => EnumElem::new(Vec::new()).pack(),
            Some(Numbering::Bullets) => ListElem::new(Vec::new()).pack(),
            Some(Numbering::Own) => TermsElem::new(Vec::new()).pack(),
        };
        out.push(start(element, list));
    }
    match item.parts {
        Some((_, label, _)) => out.push(start(PdfMarkerTag::ListItemLabel(Content::empty()), label)),
        None => out.push(FrameItem::Tag(tag.clone())),
    }
    out
}

/// What stands for the tag with which it ends.
pub fn ends(item: &Item, tag: &Tag) -> Vec<FrameItem> {
    let own = item.parts.is_none().then(|| FrameItem::Tag(tag.clone()));
    own.into_iter().chain(item.ends.iter().copied().map(end)).collect()
}

/// The text with which an item begins as its marker and the rest, each where it stood, with the tags between them.
pub fn parted(text: &TextItem, (length, label, body): (usize, Location, Location)) -> Vec<(Point, FrameItem)> {
    let tags = [end(label), start(PdfMarkerTag::ListItemBody(Content::empty()), body)];
    let between = tags.into_iter().map(|tag| (Point::zero(), tag));
    match halves(text, length) {
        Some((marker, rest)) => {
            let behind = Point::with_x(marker.width());
            std::iter::once((Point::zero(), FrameItem::Text(marker)))
                .chain(between)
                .chain([(behind, FrameItem::Text(rest))])
                .collect()
        }
        None => std::iter::once((Point::zero(), FrameItem::Text(text.clone()))).chain(between).collect(),
    }
}

/// A text in two; `None` where one of them would be empty.
fn halves(text: &TextItem, length: usize) -> Option<(TextItem, TextItem)> {
    let at = u16::try_from(length).ok().filter(|_| length > 0 && length < text.text.len())?;
    let cut = text.glyphs.iter().position(|glyph| glyph.range.start >= at)?;
    let (first, second) = text.glyphs.split_at(cut);
    if cut == 0 || first.iter().any(|glyph| glyph.range.end > at) || second.iter().any(|glyph| glyph.range.start < at) {
        return None;
    }
    let of = |text_of: &str, glyphs: Vec<Glyph>| TextItem { text: text_of.into(), glyphs, ..text.clone() };
    let moved = |glyph: &Glyph| Glyph { range: glyph.range.start - at..glyph.range.end - at, ..glyph.clone() };
    let rest = of(&text.text[length..], second.iter().map(moved).collect());
    Some((of(&text.text[..length], first.to_vec()), rest))
}

/// Whether a paragraph's lines hang: those that are typed behind a marker do.
pub fn hangs(indent: Length) -> bool {
    indent.em > Em::zero() || indent.abs > Abs::zero()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each paragraph with its depth, `-` for those that stay paragraphs.
    fn depths(texts: &[&str]) -> String {
        let at = |n: usize| Location::new(n as u128 + 1);
        let paras: Vec<Para> = (0..)
            .zip(texts)
            .map(|(n, text)| Para { location: at(n), text: (*text).into(), block: 0, place: n })
            .collect();
        let mut changes = HashMap::new();
        find(&paras, &mut changes);
        let mut depth = 0;
        let mut out = String::new();
        for n in 0..texts.len() {
            let Some(Change::Item(item)) = changes.get(&at(n)) else {
                out.push('-');
                continue;
            };
            depth += usize::from(item.list.is_some());
            out.push(if item.parts.is_some() { char::from(b'0' + depth as u8) } else { '-' });
            // a list ends behind the body of its last item
            let bodies = texts.iter().enumerate().filter_map(|(m, _)| match changes.get(&at(m)) {
                Some(Change::Item(item)) => item.parts.map(|(.., body)| body),
                _ => None,
            });
            let bodies: Vec<Location> = bodies.collect();
            depth -= item.ends.iter().filter(|end| !bodies.contains(end)).count();
        }
        assert_eq!(depth, 0, "all lists end");
        out
    }

    #[test]
    fn items_of_one_marker_are_a_list_and_those_of_another_within() {
        assert_eq!(depths(&["・声をかける", "・場を開く"]), "11");
        assert_eq!(depths(&["・声をかける"]), "-", "one is no list");
        assert_eq!(depths(&["・声をかける", "続きの文", "・場を開く"]), "---");
        assert_eq!(depths(&["（１）知る", "ア　名", "イ　顔", "（２）動く"]), "1221");
        assert_eq!(depths(&["■ 実績", "・訪ねた", "・聞いた", "■ 課題", "・足りない"]), "1221-");
        assert_eq!(depths(&["①見る", "②聞く", "・一つ", "・二つ", "③話す"]), "11221");
        assert_eq!(depths(&["■ 一つだけ", "・訪ねた", "・聞いた"]), "-11");
        assert_eq!(depths(&["□ はい", "■ いいえ"]), "11", "ticked and not");
        assert_eq!(depths(&["(1) 一", "２　二"]), "--", "other markers");
    }
}
