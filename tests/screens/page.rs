//! A page for screens as a strict reader takes it: every element is closed, every attribute quoted, every id once.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::common::papers::bare;

/// Elements without content and end.
const VOID: [&str; 5] = ["meta", "col", "img", "hr", "br"];

/// An element of a page.
#[derive(Debug, Default)]
pub struct Element {
    pub tag: String,
    pub attributes: HashMap<String, String>,
    /// The text in it.
    pub text: String,
    /// The numbers of the elements that it stands in.
    pub above: Vec<usize>,
}

impl Element {
    pub fn has_class(&self, class: &str) -> bool {
        self.attributes.get("class").is_some_and(|classes| classes.split(' ').any(|own| own == class))
    }

    pub fn bare(&self) -> String {
        bare(&self.text)
    }
}

/// A page that was read.
pub struct Page {
    pub html: String,
    pub elements: Vec<Element>,
    ids: HashMap<String, usize>,
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

impl Page {
    #[track_caller]
    pub fn of(bytes: Vec<u8>) -> Self {
        let html = String::from_utf8(bytes).unwrap();
        let mut rest = html.strip_prefix("<!DOCTYPE html>\n").unwrap();
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        while !rest.is_empty() {
            let at = rest.find('<').unwrap_or(rest.len());
            let text = unescaped(&rest[..at]);
            assert!(!rest[..at].contains('>'), "a bracket in {text:?}");
            open.iter().for_each(|&n| elements[n].text.push_str(&text));
            rest = &rest[at..];
            if rest.is_empty() {
                break;
            }
            let end = tag_end(rest);
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                let n = open.pop().unwrap();
                assert_eq!(elements[n].tag, name, "closed out of order: {:?}", elements[n]);
                continue;
            }
            let name = tag.split_whitespace().next().unwrap();
            let attributes = attributes(&tag[name.len()..]);
            elements.push(Element { tag: name.to_owned(), attributes, text: String::new(), above: open.clone() });
            if name == "style" {
                let end = rest.find("</style>").unwrap();
                rest = &rest[end + "</style>".len()..];
            } else if !VOID.contains(&name) {
                open.push(elements.len() - 1);
            }
        }
        assert!(open.is_empty(), "{} elements are not closed", open.len());
        let mut ids = HashMap::new();
        for (n, element) in elements.iter().enumerate() {
            if let Some(id) = element.attributes.get("id") {
                assert!(ids.insert(id.clone(), n).is_none(), "{id} is there twice");
            }
        }
        Self { html, elements, ids }
    }

    pub fn all<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.tag == tag)
    }

    pub fn id(&self, id: &str) -> Option<&Element> {
        self.ids.get(id).map(|&n| &self.elements[n])
    }

    /// What no page may be: something that loads or runs, an id twice, a link to nowhere, headings with gaps, a picture
    /// or a part without a name.
    #[track_caller]
    pub fn check(&self) {
        for element in &self.elements {
            assert!(
                !["script", "link", "iframe", "object", "form", "base"].contains(&element.tag.as_str()),
                "{element:?}"
            );
            for (name, value) in &element.attributes {
                assert!(!name.starts_with("on"), "{element:?}");
                match name.as_str() {
                    "src" => assert!(value.starts_with("data:image/"), "{value}"),
                    "href" => {
                        let to = ["#", "./", "http://", "https://", "mailto:", "tel:"];
                        assert!(to.iter().any(|start| value.starts_with(start)), "{value}");
                    }
                    _ => {}
                }
            }
        }
        for element in &self.elements {
            if let Some(id) = element.attributes.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(self.ids.contains_key(id), "no {id}");
            }
            for id in element.attributes.get("headers").into_iter().flat_map(|ids| ids.split(' ')) {
                assert!(self.id(id).is_some_and(|head| head.tag == "th"), "no header {id}");
            }
        }
        let styles = &self.html[..self.html.find("</head>").unwrap()];
        assert!(!styles.contains("@import") && !styles.contains("url("), "styles load nothing");
        let levels: Vec<usize> = self.elements.iter().filter_map(heading).collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert_eq!(levels[0], 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        assert_eq!(self.all("main").count(), 1);
        assert!(self.all("html").all(|html| html.attributes["lang"] == "ja"));
        assert!(self.all("img").all(|img| !img.attributes["alt"].is_empty()));
    }

    /// The texts of the header cells with which a cell is heard.
    pub fn heard(&self, cell: &Element) -> Vec<String> {
        let ids = cell.attributes["headers"].split(' ');
        ids.map(|id| self.id(id).unwrap().text.trim().to_owned()).collect()
    }

    /// The rows of the first table's body: each with its cells.
    pub fn rows(&self) -> Vec<Vec<&Element>> {
        let mut out: Vec<(usize, Vec<&Element>)> = Vec::new();
        for (n, element) in self.elements.iter().enumerate() {
            let body = element.above.iter().any(|&above| self.elements[above].tag == "tbody");
            if element.tag == "tr" && body {
                out.push((n, Vec::new()));
            } else if ["td", "th"].contains(&element.tag.as_str()) && body {
                out.last_mut().unwrap().1.push(element);
            }
        }
        out.into_iter().map(|(_, cells)| cells).collect()
    }
}

fn heading(element: &Element) -> Option<usize> {
    let level = element.tag.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// The end of a tag, outside of quoted values.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    panic!("no end of {tag:.80}");
}

fn attributes(text: &str) -> HashMap<String, String> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"\s+([a-z-]+)(?:="([^"]*)")?"#).unwrap());
    let pattern = &*PATTERN;
    let whole: String = pattern.find_iter(text).map(|m| m.as_str()).collect();
    assert_eq!(whole.trim_end(), text.trim_end(), "attributes that are not quoted");
    let pairs = pattern.captures_iter(text).map(|c| (c[1].to_owned(), unescaped(c.get(2).map_or("", |v| v.as_str()))));
    let mut out = HashMap::new();
    for (name, value) in pairs {
        assert!(out.insert(name, value).is_none(), "twice in {text}");
    }
    out
}
