//! What a reader says of a tagged PDF: a sentence for each cell of a table, with the headers that it is heard with (ISO
//! 32000-1 14.8.5.7), and for each paragraph, item, link and figure.

use std::collections::HashMap;

use lopdf::{Dictionary, Object, ObjectId};

use super::papers::Paper;

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Row and column of its corner, from 0, in its table.
    pub at: (usize, usize),
    pub span: (usize, usize),
    /// It heads others.
    pub head: bool,
    /// Where it says whom: `Row`, `Column`.
    pub scope: String,
    /// Texts of the headers of its rows and of its columns, outermost first.
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub text: String,
}

impl Heard {
    /// The sentence that is said of it.
    pub fn sentence(&self) -> String {
        let heads = [self.rows.join("、"), self.columns.join("、")];
        let heads: Vec<String> = heads.into_iter().filter(|head| !head.is_empty()).collect();
        let head = if heads.is_empty() { String::new() } else { format!("{}：", heads.join("／")) };
        let what = if self.head { "見出し " } else { "" };
        format!("{what}{head}{}", self.text)
    }
}

/// A structure element with what is said of it.
struct Said<'a> {
    paper: &'a Paper,
    out: String,
    tables: Vec<Vec<Heard>>,
}

/// Every sentence of a paper, a line each.
pub fn aloud(paper: &Paper) -> String {
    said(paper).out
}

/// The cells of each table.
pub fn tables(paper: &Paper) -> Vec<Vec<Heard>> {
    said(paper).tables
}

fn said(paper: &Paper) -> Said<'_> {
    let mut said = Said { paper, out: String::new(), tables: Vec::new() };
    let root = paper.get(paper.catalog(), "StructTreeRoot").as_dict().unwrap();
    for kid in said.kids(root, None) {
        if let Kid::Element(_, kid) = kid {
            said.dictionary(kid, None, 0);
        }
    }
    said
}

/// What an element's kids are.
enum Kid<'a> {
    Element(ObjectId, &'a Dictionary),
    Text(String),
    /// The name of a link.
    Link(String),
}

impl<'a> Said<'a> {
    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"　".repeat(depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// The kids of an element in order; `page` is the page of the element above it.
    fn kids(&self, element: &'a Dictionary, page: Option<ObjectId>) -> Vec<Kid<'a>> {
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let document = &self.paper.document;
        let Ok(kids) = element.get(b"K") else { return Vec::new() };
        let one = std::slice::from_ref(kids);
        let list = match document.dereference(kids).unwrap().1 {
            Object::Array(list) => list.as_slice(),
            _ => one,
        };
        let text = |mcid: i64, page: Option<ObjectId>| {
            let text = page.and_then(|page| self.paper.marked.get(&(page, mcid)));
            Kid::Text(text.cloned().unwrap_or_default())
        };
        list.iter()
            .map(|kid| {
                let (id, object) = document.dereference(kid).unwrap();
                if let Object::Integer(mcid) = object {
                    return text(*mcid, page);
                }
                let kid = object.as_dict().unwrap();
                let own = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                match kid.get(b"Type").and_then(Object::as_name) {
                    Ok(b"MCR") => text(kid.get(b"MCID").unwrap().as_i64().unwrap(), own),
                    Ok(b"OBJR") => {
                        let annotation = self.paper.get(kid, "Obj").as_dict().unwrap();
                        Kid::Link(self.paper.text(annotation, "Contents"))
                    }
                    _ => Kid::Element(id.expect("elements are objects of their own"), kid),
                }
            })
            .collect()
    }

    /// What replaces the text of an element.
    fn replaced(&self, element: &Dictionary) -> Option<String> {
        let key = ["ActualText", "Alt"].into_iter().find(|key| element.has(key.as_bytes()))?;
        Some(self.paper.text(element, key))
    }

    /// The text in an element, with its links by name.
    fn text(&self, element: &'a Dictionary, page: Option<ObjectId>) -> String {
        if let Some(text) = self.replaced(element) {
            return text;
        }
        let own = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let mut out = String::new();
        for kid in self.kids(element, page) {
            match kid {
                Kid::Text(text) => out.push_str(&text),
                Kid::Link(name) => out.push_str(&format!("［リンク {name}］")),
                Kid::Element(_, kid) => {
                    // paragraphs and items are not run together
                    let block = matches!(kind(kid).as_str(), "P" | "LI" | "L") && !out.is_empty();
                    out.push_str(if block { "｜" } else { "" });
                    out.push_str(&self.text(kid, own));
                }
            }
        }
        out
    }

    fn dictionary(&mut self, element: &'a Dictionary, page: Option<ObjectId>, depth: usize) {
        let own = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let kind = kind(element);
        match kind.as_str() {
            "Table" => self.table(element, own, depth),
            "L" => {
                let numbering = attribute(self.paper, element, "ListNumbering").map(name).unwrap_or_default();
                let items = self.kids(element, page);
                self.line(depth, &format!("一覧（{numbering}） {} 件", items.len()));
                for item in items {
                    let Kid::Element(_, item) = item else { continue };
                    if self::kind(item) == "L" {
                        self.dictionary(item, own, depth + 1);
                    } else {
                        let text = self.text(item, own);
                        self.line(depth + 1, &text);
                    }
                }
            }
            "Figure" => {
                let text = self.text(element, page);
                self.line(depth, &format!("図 {text}"));
            }
            "Document" | "Part" | "Sect" | "Div" | "BlockQuote" | "THead" | "TBody" => {
                for kid in self.kids(element, page) {
                    match kid {
                        Kid::Element(_, kid) => self.dictionary(kid, own, depth),
                        Kid::Text(text) | Kid::Link(text) => self.line(depth, &format!("{kind} {text}")),
                    }
                }
            }
            _ => {
                let text = self.text(element, page);
                self.line(depth, &format!("{kind} {text}"));
            }
        }
    }

    fn table(&mut self, element: &'a Dictionary, page: Option<ObjectId>, depth: usize) {
        let mut rows = Vec::new();
        self.rows(element, page, &mut rows);
        let mut cells: Vec<(Heard, &'a Dictionary, Option<String>)> = Vec::new();
        let mut taken: HashMap<(usize, usize), usize> = HashMap::new();
        for (y, (row, page)) in rows.iter().enumerate() {
            let mut x = 0;
            for kid in self.kids(row, *page) {
                let Kid::Element(_, cell) = kid else { continue };
                while taken.contains_key(&(y, x)) {
                    x += 1;
                }
                let span = |name| attribute(self.paper, cell, name).map_or(1, |n| n.as_i64().unwrap() as usize);
                let span = (span("RowSpan"), span("ColSpan"));
                for dy in 0..span.0 {
                    for dx in 0..span.1 {
                        taken.insert((y + dy, x + dx), cells.len());
                    }
                }
                let heard = Heard {
                    at: (y, x),
                    span,
                    head: kind(cell) == "TH",
                    scope: attribute(self.paper, cell, "Scope").map(name).unwrap_or_default(),
                    text: self.text(cell, *page),
                    ..Heard::default()
                };
                let id = cell.get(b"ID").ok().map(|id| String::from_utf8_lossy(id.as_str().unwrap()).into_owned());
                cells.push((heard, cell, id));
                x += span.1;
            }
        }
        let named: HashMap<&str, usize> =
            cells.iter().enumerate().filter_map(|(i, (.., id))| Some((id.as_deref()?, i))).collect();
        let mut heads: Vec<Vec<usize>> = Vec::new();
        for (i, (_, cell, _)) in cells.iter().enumerate() {
            heads.push(match attribute(self.paper, cell, "Headers") {
                Some(list) => {
                    let list = list.as_array().unwrap().iter();
                    list.map(|id| named[String::from_utf8_lossy(id.as_str().unwrap()).as_ref()]).collect()
                }
                None => by_scope(&cells.iter().map(|(heard, ..)| heard).collect::<Vec<_>>(), i, &taken),
            });
        }
        let mut out = Vec::with_capacity(cells.len());
        for (i, (heard, ..)) in cells.iter().enumerate() {
            let scope = |cell: usize| cells[cell].0.scope.as_str();
            let mut whole = Vec::new();
            chain(&heads, &scope, (i, None), &mut whole);
            let text = |scope: &str| {
                let of = whole.iter().filter(|h| cells[**h].0.scope == scope).map(|h| cells[*h].0.text.clone());
                of.collect()
            };
            out.push(Heard { rows: text("Row"), columns: text("Column"), ..heard.clone() });
        }
        self.line(depth, &format!("表 {} 行", rows.len()));
        for heard in out.iter().filter(|heard| !heard.text.trim().is_empty()) {
            let sentence = heard.sentence();
            self.line(depth + 1, &sentence);
        }
        self.tables.push(out);
    }

    fn rows(&self, element: &'a Dictionary, page: Option<ObjectId>, out: &mut Vec<(&'a Dictionary, Option<ObjectId>)>) {
        let own = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        for kid in self.kids(element, page) {
            let Kid::Element(_, kid) = kid else { continue };
            if kind(kid) == "TR" { out.push((kid, own)) } else { self.rows(kid, own, out) }
        }
    }
}

/// The headers of a header, of the same scope, come before it; each is said once.
fn chain<'a>(
    heads: &[Vec<usize>],
    scope: &impl Fn(usize) -> &'a str,
    (cell, only): (usize, Option<&str>),
    out: &mut Vec<usize>,
) {
    for &head in &heads[cell] {
        let same = only.is_none_or(|only| only == scope(head));
        if same && !out.contains(&head) && head != cell {
            chain(heads, scope, (head, Some(scope(head))), out);
            if !out.contains(&head) {
                out.push(head);
            }
        }
    }
}

/// Where a cell names no headers: those that are found to the left and above.
fn by_scope(cells: &[&Heard], cell: usize, taken: &HashMap<(usize, usize), usize>) -> Vec<usize> {
    let (y, x) = cells[cell].at;
    let left = (0..x).map(|x| (y, x)).filter_map(|at| taken.get(&at)).filter(|h| cells[**h].scope == "Row");
    let above = (0..y).map(|y| (y, x)).filter_map(|at| taken.get(&at)).filter(|h| cells[**h].scope == "Column");
    left.chain(above).copied().collect()
}

fn kind(element: &Dictionary) -> String {
    element.get(b"S").map(name).unwrap_or_default()
}

fn name(object: &Object) -> String {
    String::from_utf8_lossy(object.as_name().unwrap()).into_owned()
}

/// An attribute of an element.
fn attribute<'a>(paper: &'a Paper, element: &'a Dictionary, key: &str) -> Option<&'a Object> {
    let list = paper.document.dereference(element.get(b"A").ok()?).unwrap().1;
    let one = std::slice::from_ref(list);
    let list = if let Object::Array(list) = list { list.as_slice() } else { one };
    let found = |attributes: &'a Object| {
        paper.document.dereference(attributes).unwrap().1.as_dict().ok()?.get(key.as_bytes()).ok()
    };
    list.iter().find_map(found)
}
