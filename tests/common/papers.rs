//! Looks into papers: what the contract gives the layout, and what a PDF says of itself.

use std::collections::{BTreeMap, HashMap};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use matome::table::TableBook;
use serde_json::Value;

/// The contract of a book.
pub fn contract(book: &TableBook) -> Value {
    serde_json::from_slice(&book.layout_data()).unwrap()
}

/// A row of the contract with its cells put back under their columns.
pub struct Laid {
    /// On the first row of a page.
    pub page: Option<usize>,
    pub height: f64,
    /// For each column the cell that begins on this row.
    pub cells: Vec<Option<LaidCell>>,
}

#[derive(Debug, PartialEq)]
pub struct LaidCell {
    /// `text`, `label`, `again` or `example`.
    pub kind: String,
    pub span: usize,
    /// Without blanks and line ends.
    pub text: String,
}

/// The rows of all pages.
pub fn laid(book: &TableBook) -> Vec<Laid> {
    let data = contract(book);
    let columns = data["widths"].as_array().unwrap().len();
    let mut covered = vec![0; columns];
    let rows = data["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let mut given = row["cells"].as_array().unwrap().iter();
            let cells = covered
                .iter_mut()
                .map(|covered: &mut usize| {
                    if *covered > 0 {
                        *covered -= 1;
                        return None;
                    }
                    let cell = laid_cell(given.next().expect("a cell for each free column"));
                    *covered = cell.span - 1;
                    Some(cell)
                })
                .collect();
            assert!(given.next().is_none(), "a row has more cells than free columns");
            let page = row.get("page").and_then(Value::as_u64).map(|n| n as usize);
            Laid { page, height: row["height"].as_f64().unwrap(), cells }
        })
        .collect()
}

fn laid_cell(cell: &Value) -> LaidCell {
    let (kind, span, body) = match cell {
        Value::Object(map) => {
            let kind = map["kind"].as_str().unwrap().to_owned();
            (kind, map["span"].as_u64().unwrap() as usize, &map["body"])
        }
        body => ("text".to_owned(), 1, body),
    };
    let text = match body {
        Value::String(_) => runs_text(body),
        Value::Array(paras) if paras[0].is_array() => paras.iter().map(|para| runs_text(&para[2])).collect(),
        Value::Array(_) => runs_text(body),
        upright => {
            let columns = upright["upright"].as_array().unwrap_or_else(|| panic!("{upright} is no body"));
            columns
                .iter()
                .flat_map(|column| column.as_array().unwrap())
                .map(|piece| piece.as_str().or_else(|| piece["text"].as_str()).unwrap())
                .collect()
        }
    };
    LaidCell { kind, span, text: bare(&text) }
}

/// The text of a paragraph's runs.
fn runs_text(runs: &Value) -> String {
    match runs {
        Value::String(text) => text.clone(),
        Value::Array(runs) => runs.iter().map(runs_text).collect(),
        run if run["base"].is_object() => run["base"]["text"].as_str().unwrap().to_owned(),
        run => panic!("{run} is no run that a table has"),
    }
}

/// A text without blanks and line ends.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A PDF that was read.
pub struct Paper {
    pub document: Document,
    /// Texts of marked content as they stand there, by page object and MCID.
    pub(super) marked: HashMap<(ObjectId, i64), String>,
    /// Texts outside of the structure: artifacts, or all of it where nothing is tagged.
    pub artifacts: String,
    /// The same in the pieces in which they are drawn, by page object.
    pieces: HashMap<ObjectId, Vec<String>>,
}

/// A structure element.
pub struct Element {
    pub kind: String,
    pub attributes: String,
    /// The text in it, blanks left out.
    pub text: String,
    /// How many elements stand above it.
    pub depth: usize,
}

impl Paper {
    pub fn of(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).unwrap();
        let (mut marked, mut artifacts, mut pieces) = (HashMap::new(), String::new(), HashMap::new());
        for page in document.get_pages().into_values() {
            let outside = read_page(&document, page, &mut marked);
            artifacts.extend(outside.iter().map(String::as_str));
            pieces.insert(page, outside);
        }
        Self { document, marked, artifacts, pieces }
    }

    /// What is drawn on a page, from 1, outside of the structure.
    pub fn pieces(&self, page: u32) -> &[String] {
        &self.pieces[&self.document.get_pages()[&page]]
    }

    /// The label of each page (ISO 32000-1 12.4.2).
    pub fn labels(&self) -> Vec<String> {
        let tree = self.get(self.catalog(), "PageLabels").as_dict().unwrap();
        let nums = self.get(tree, "Nums").as_array().unwrap();
        let mut out = vec![String::new(); self.pages()];
        for pair in nums.chunks(2) {
            let first = pair[0].as_i64().unwrap() as usize;
            let label = self.document.dereference(&pair[1]).unwrap().1.as_dict().unwrap();
            let prefix = if label.has(b"P") { self.text(label, "P") } else { String::new() };
            let start = label.get(b"St").and_then(Object::as_i64).unwrap_or(1);
            for (n, slot) in out[first..].iter_mut().enumerate() {
                let number = label.has(b"S").then(|| (start + n as i64).to_string());
                *slot = format!("{prefix}{}", number.unwrap_or_default());
            }
        }
        out
    }

    /// Where the links of a page, from 1, lead.
    pub fn links(&self, page: u32) -> Vec<u32> {
        let pages = self.page_numbers();
        self.annotations(page).into_iter().map(|link| self.destination(link, &pages)).collect()
    }

    /// The annotations of a page, from 1.
    pub fn annotations(&self, page: u32) -> Vec<&Dictionary> {
        let page = self.document.get_dictionary(self.document.get_pages()[&page]).unwrap();
        let Ok(list) = page.get(b"Annots") else { return Vec::new() };
        let list = self.document.dereference(list).unwrap().1.as_array().unwrap();
        list.iter().map(|a| self.document.dereference(a).unwrap().1.as_dict().unwrap()).collect()
    }

    pub fn pages(&self) -> usize {
        self.document.get_pages().len()
    }

    /// The size of each page in pt.
    pub fn sizes(&self) -> Vec<(f64, f64)> {
        let size = |page: ObjectId| {
            let page = self.document.get_dictionary(page).unwrap();
            let side = |i: usize| f64::from(self.get(page, "MediaBox").as_array().unwrap()[i].as_float().unwrap());
            (side(2), side(3))
        };
        self.document.get_pages().into_values().map(size).collect()
    }

    pub fn catalog(&self) -> &Dictionary {
        self.document.catalog().unwrap()
    }

    /// An entry that must be there, followed if it is a reference.
    #[track_caller]
    pub fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> &'a Object {
        let object = dictionary.get(key.as_bytes()).unwrap_or_else(|_| panic!("no /{key}"));
        self.document.dereference(object).unwrap().1
    }

    #[track_caller]
    pub fn text(&self, dictionary: &Dictionary, key: &str) -> String {
        lopdf::decode_text_string(self.get(dictionary, key)).unwrap()
    }

    /// The document information.
    pub fn info(&self) -> &Dictionary {
        self.get(&self.document.trailer, "Info").as_dict().unwrap()
    }

    /// Numbers of the pages, by object.
    pub fn page_numbers(&self) -> BTreeMap<ObjectId, u32> {
        self.document.get_pages().into_iter().map(|(n, id)| (id, n)).collect()
    }

    /// Bookmarks in order: depth, title, page.
    pub fn bookmarks(&self) -> Vec<(usize, String, u32)> {
        let mut out = Vec::new();
        let root = self.get(self.catalog(), "Outlines").as_dict().unwrap();
        self.walk_bookmarks(root, 0, &self.page_numbers(), &mut out);
        out
    }

    fn walk_bookmarks(
        &self,
        node: &Dictionary,
        depth: usize,
        pages: &BTreeMap<ObjectId, u32>,
        out: &mut Vec<(usize, String, u32)>,
    ) {
        let mut next = node.get(b"First").ok();
        while let Some(object) = next {
            let item = self.document.dereference(object).unwrap().1.as_dict().unwrap();
            out.push((depth, self.text(item, "Title"), self.destination(item, pages)));
            self.walk_bookmarks(item, depth + 1, pages, out);
            next = item.get(b"Next").ok();
        }
    }

    /// The page of a bookmark or a link.
    pub fn destination(&self, item: &Dictionary, pages: &BTreeMap<ObjectId, u32>) -> u32 {
        let dest = match item.get(b"Dest") {
            Ok(dest) => self.document.dereference(dest).unwrap().1,
            Err(_) => self.get(self.get(item, "A").as_dict().unwrap(), "D"),
        };
        pages[&dest.as_array().unwrap()[0].as_reference().unwrap()]
    }

    /// Every structure element in order.
    pub fn elements(&self) -> Vec<Element> {
        let mut out = Vec::new();
        let root = self.get(self.catalog(), "StructTreeRoot").as_dict().unwrap();
        self.walk(self.get(root, "K"), None, 0, &mut out);
        out
    }

    /// Adds the elements in an object and gives the text in it.
    fn walk(&self, object: &Object, page: Option<ObjectId>, depth: usize, out: &mut Vec<Element>) -> String {
        let object = self.document.dereference(object).unwrap().1;
        match object {
            Object::Integer(mcid) => {
                page.and_then(|page| self.marked.get(&(page, *mcid))).map(|text| bare(text)).unwrap_or_default()
            }
            Object::Array(list) => list.iter().map(|item| self.walk(item, page, depth, out)).collect(),
            Object::Dictionary(element) => {
                let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                if let Ok(mcid) = element.get(b"MCID") {
                    return self.walk(mcid, page, depth, out);
                }
                let Ok(kind) = element.get(b"S").and_then(Object::as_name) else { return String::new() };
                let kind = String::from_utf8_lossy(kind).into_owned();
                let attributes = element.get(b"A").map(|a| format!("{a:?}")).unwrap_or_default();
                let at = out.len();
                out.push(Element { kind, attributes, text: String::new(), depth });
                let text = element.get(b"K").map(|k| self.walk(k, page, depth + 1, out)).unwrap_or_default();
                out[at].text.clone_from(&text);
                text
            }
            _ => String::new(),
        }
    }
}

/// Reads the texts of a page; those outside of the structure come back.
fn read_page(document: &Document, page: ObjectId, marked: &mut HashMap<(ObjectId, i64), String>) -> Vec<String> {
    let mut outside = Vec::new();
    let mut fonts =
        document.get_page_fonts(page).unwrap().into_iter().map(|(name, font)| (name, font.clone())).collect::<Vec<_>>();
    for (_, font) in &mut fonts {
        // Identity-H only says that codes are glyphs; the texts stand in /ToUnicode
        font.remove(b"Encoding");
    }
    let encodings: HashMap<&[u8], lopdf::Encoding> =
        fonts.iter().map(|(name, font)| (name.as_slice(), font.get_font_encoding(document).unwrap())).collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut font = None;
    // marked content may be nested: the MCID of the element, and whether /ActualText stands for the glyphs
    let mut open: Vec<(Option<i64>, bool)> = Vec::new();
    let mut put = |mcid: Option<i64>, text: &str| match mcid {
        Some(mcid) => marked.entry((page, mcid)).or_default().push_str(text),
        None => outside.push(bare(text)),
    };
    for operation in &content.operations {
        let operands = &operation.operands;
        let (outer, replaced) = open.last().copied().unwrap_or((None, false));
        match operation.operator.as_str() {
            "BMC" => open.push((outer, replaced)),
            "BDC" => {
                let properties = operands.get(1).and_then(|p| p.as_dict().ok());
                let mcid = properties.and_then(|p| p.get(b"MCID").ok()).and_then(|m| m.as_i64().ok()).or(outer);
                let actual = properties.and_then(|p| p.get(b"ActualText").ok());
                if let Some(actual) = actual {
                    put(mcid, &lopdf::decode_text_string(actual).unwrap());
                }
                open.push((mcid, replaced || actual.is_some()));
            }
            "EMC" => drop(open.pop()),
            "Tf" => font = encodings.get(operands[0].as_name().unwrap()),
            "Tj" | "TJ" if !replaced => {
                let mut text = String::new();
                decode(font.unwrap(), operands, &mut text);
                put(outer, &text);
            }
            _ => {}
        }
    }
    outside
}

fn decode(font: &lopdf::Encoding, operands: &[Object], out: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => out.push_str(&Document::decode_text(font, bytes).unwrap()),
            Object::Array(list) => decode(font, list, out),
            _ => {}
        }
    }
}
