//! Values that are no text: pictures placed in cells, values with a picture of their own, check boxes of Excel 365.

use std::collections::{BTreeMap, HashMap, HashSet};

use quick_xml::events::Event;

use crate::source::workbook::parts::Parts;
use crate::source::workbook::xml;

/// A value that a cell refers to by `vm`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RichValue {
    /// With its alternative text.
    Picture(String),
    /// The text that Excel shows for it (data types such as 地理).
    Text(String),
}

/// What the cells of a package may refer to.
#[derive(Debug, Default)]
pub struct CellValues {
    /// By the `vm` of a cell, from 1.
    rich: HashMap<usize, RichValue>,
    /// The alternative texts of WPS Office's pictures in cells by their names.
    pub images: HashMap<String, String>,
    /// Cell formats that show TRUE and FALSE as check boxes.
    pub check_boxes: HashSet<usize>,
    /// There are such formats, but not which: a binary workbook keeps them among its styles in records of no published form.
    pub unplaced_boxes: bool,
}

impl CellValues {
    /// Reads what the package in `folder` (`xl`) has; parts that cannot be read are not there.
    pub fn read(parts: &mut Parts<'_>, folder: &str) -> Self {
        let mut out = Self::default();
        let mut loose = |name: &str| {
            let whole = format!("{folder}/{name}");
            let bytes = if parts.has(&whole) { parts.read(&whole).ok().flatten() } else { None };
            bytes.map(|bytes| encoding_rs::UTF_8.decode(&bytes).0.into_owned())
        };
        if let Some(values) = loose("richData/rdrichvalue.xml") {
            let structures = structures(&loose("richData/rdrichvaluestructure.xml").unwrap_or_default());
            let values = values_of(&values, &structures);
            // a binary workbook counts them in order
            let numbers = loose("metadata.xml")
                .map_or_else(|| (0..values.len()).map(Some).collect(), |text| value_metadata(&text));
            for (n, value) in (1..).zip(numbers) {
                if let Some(Some(value)) = value.and_then(|n| values.get(n)) {
                    out.rich.insert(n, value.clone());
                }
            }
        }
        if let Some(text) = loose("cellimages.xml") {
            out.images = cell_images(&text);
        }
        if let Some(bags) = loose("featurePropertyBag/featurePropertyBag.xml") {
            let check_boxes = check_box_complements(&bags);
            match loose("styles.xml") {
                Some(styles) => out.check_boxes = formats_with(&styles, &check_boxes),
                None => out.unplaced_boxes = !check_boxes.is_empty(),
            }
        }
        out
    }

    /// The value behind the `vm` of a cell.
    pub fn rich(&self, vm: usize) -> Option<&RichValue> {
        self.rich.get(&vm)
    }
}

/// The types of rich values and the names of their fields.
fn structures(text: &str) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match (tag.local_name().as_ref(), out.last_mut()) {
                ("s", _) => out.push((xml::attr(tag, "t").unwrap_or_default(), Vec::new())),
                ("k", Some(last)) => last.1.push(xml::attr(tag, "n").unwrap_or_default()),
                _ => {}
            },
            _ => {}
        }
    }
    out
}

/// Reads `rdrichvalue.xml`; what is neither picture nor text is `None`.
fn values_of(text: &str, structures: &[(String, Vec<String>)]) -> Vec<Option<RichValue>> {
    let mut out = Vec::new();
    let mut reader = xml::reader(text);
    let mut structure = None;
    let mut fields: Vec<String> = Vec::new();
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "rv" => {
                    structure = xml::attr(tag, "s").and_then(|n| structures.get(n.parse::<usize>().ok()?));
                    fields.clear();
                }
                "v" | "fb" => {
                    let mut field = String::new();
                    super::drawing::push_own_text(&mut reader, &mut field);
                    if tag.local_name().as_ref() == "v" {
                        fields.push(field);
                    }
                }
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "rv" => out.push(None),
                "v" => fields.push(String::new()),
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "rv" => {
                out.push(structure.take().and_then(|(kind, names)| {
                    let field = |name: &str| names.iter().position(|known| known == name).and_then(|n| fields.get(n));
                    if kind.to_ascii_lowercase().contains("image") {
                        return Some(RichValue::Picture(field("Text").cloned().unwrap_or_default()));
                    }
                    field("_DisplayString").filter(|text| !text.is_empty()).cloned().map(RichValue::Text)
                }));
            }
            _ => {}
        }
    }
    out
}

/// The rich value behind each entry of the value metadata (ECMA-376 18.9, MS-XLSX 2.4.83 `rvb`).
fn value_metadata(text: &str) -> Vec<Option<usize>> {
    let mut types = Vec::new();
    let mut futures: BTreeMap<String, Vec<Option<usize>>> = BTreeMap::new();
    let (mut future, mut in_values) = (None, false);
    let mut out: Vec<Option<usize>> = Vec::new();
    let mut reader = xml::reader(text);
    let number = |text: Option<String>| text.and_then(|n| n.parse::<usize>().ok());
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "metadataType" => types.push(xml::attr(tag, "name").unwrap_or_default()),
                "futureMetadata" => future = xml::attr(tag, "name"),
                "valueMetadata" => in_values = true,
                "bk" => match &future {
                    Some(name) => futures.entry(name.clone()).or_default().push(None),
                    None if in_values => out.push(None),
                    None => {}
                },
                "rvb" => {
                    let list = future.as_ref().and_then(|name| futures.get_mut(name));
                    if let Some(last) = list.and_then(|list| list.last_mut()) {
                        *last = number(xml::attr(tag, "i"));
                    }
                }
                "rc" if in_values => {
                    let kind = number(xml::attr(tag, "t")).and_then(|n| types.get(n.checked_sub(1)?));
                    let value = kind.and_then(|kind| *futures.get(kind)?.get(number(xml::attr(tag, "v"))?)?);
                    if let (Some(last), Some(value)) = (out.last_mut(), value) {
                        *last = Some(value);
                    }
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "futureMetadata" => future = None,
                "valueMetadata" => in_values = false,
                _ => {}
            },
            _ => {}
        }
    }
    out
}

/// Reads the `cellimages.xml` of WPS Office.
fn cell_images(text: &str) -> HashMap<String, String> {
    let mut out = HashMap::new();
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "cNvPr" => {
                let alt = xml::attr(tag, "descr").unwrap_or_default();
                out.extend(xml::attr(tag, "name").map(|name| (name, alt)));
            }
            _ => {}
        }
    }
    out
}

/// The numbers of the complements that make a check box (`featurePropertyBag.xml`, Excel 365).
fn check_box_complements(text: &str) -> HashSet<usize> {
    #[derive(Default)]
    struct Bag {
        kind: String,
        refers: Vec<usize>,
    }
    let mut bags: Vec<Bag> = Vec::new();
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "bag" => {
                bags.push(Bag { kind: xml::attr(tag, "type").unwrap_or_default(), ..Bag::default() });
            }
            Event::Start(tag) if tag.local_name().as_ref() == "bagId" => {
                let mut number = String::new();
                super::drawing::push_own_text(&mut reader, &mut number);
                if let (Some(bag), Ok(number)) = (bags.last_mut(), number.trim().parse()) {
                    bag.refers.push(number);
                }
            }
            _ => {}
        }
    }
    // bags refer to one another; those that lead to a check box are found from it
    let numbered = |wanted: &dyn Fn(&Bag) -> bool| -> Vec<usize> {
        bags.iter().enumerate().filter(|(_, bag)| wanted(bag)).map(|(n, _)| n).collect()
    };
    let mut leads: HashSet<usize> = numbered(&|bag| bag.kind == "Checkbox").into_iter().collect();
    for _ in 0..4 {
        let more = numbered(&|bag| bag.refers.iter().any(|refers| leads.contains(refers)));
        leads.extend(more);
    }
    let complements = bags.iter().find(|bag| bag.kind == "XFComplements");
    let listed = complements.map(|bag| bag.refers.as_slice()).unwrap_or_default();
    listed.iter().enumerate().filter(|(_, bag)| leads.contains(bag)).map(|(n, _)| n).collect()
}

/// The cell formats that have one of these complements.
fn formats_with(styles: &str, complements: &HashSet<usize>) -> HashSet<usize> {
    let mut out = HashSet::new();
    let mut reader = xml::reader(styles);
    let (mut inside, mut count) = (false, 0_usize);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "cellXfs" => inside = true,
                "xf" if inside => count = count.saturating_add(1),
                "xfComplement" if inside && count > 0 => {
                    let number = xml::attr(tag, "i").and_then(|n| n.parse().ok());
                    out.extend(number.filter(|n| complements.contains(n)).map(|_| count.saturating_sub(1)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => break,
            _ => {}
        }
    }
    out
}
