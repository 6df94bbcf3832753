//! The map of an XLSX or XLSB package: which part holds which sheet, and what hangs on it.

use std::collections::{BTreeMap, HashMap};

use quick_xml::events::{BytesStart, Event};

use super::parts::{Parts, resolve};
use super::{print_area, xml};
use crate::finding::Finding;
use crate::source::Merge;

/// A relationship of one part to another.
pub struct Relation {
    /// The last step of the type, such as `worksheet`.
    pub kind: String,
    /// The name of the part; as written where it is none.
    pub target: String,
    /// It is no part but a place outside of the file.
    pub outside: bool,
}

/// Gives the relationships of a part by id; none when it has no such file.
///
/// # Errors
/// M004–M006 when the part cannot be read.
pub fn relations(parts: &mut Parts<'_>, part: &str) -> Result<HashMap<String, Relation>, Finding> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut out = HashMap::new();
    let Some(text) = parts.text(&path)? else {
        return Ok(out);
    };
    let mut reader = xml::reader(&text);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let (Some(id), Some(kind), Some(target)) =
                    (xml::attr(tag, "Id"), xml::attr(tag, "Type"), xml::attr(tag, "Target"))
                else {
                    continue;
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let outside =
                    xml::raw_attr(tag, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("External"));
                let resolved = resolve(part, &target);
                // some programs write the target from the root, without its slash
                let from_root = || Some(resolve("", &target)).filter(|other| parts.has(other));
                let target = match outside {
                    true => target,
                    false if parts.has(&resolved) => resolved,
                    false => from_root().unwrap_or(resolved),
                };
                out.insert(id, Relation { kind, target, outside });
            }
            _ => {}
        }
    }
    Ok(out)
}

/// Gives the name of the workbook part, `xl/workbook.xml` unless the package says otherwise.
///
/// # Errors
/// M004–M006 when the relationships of the package cannot be read.
pub fn workbook_part(parts: &mut Parts<'_>) -> Result<Option<String>, Finding> {
    let found = relations(parts, "")?;
    Ok(found.into_values().filter(|relation| relation.kind == "officeDocument").map(|relation| relation.target).min())
}

/// A sheet as the workbook lists it.
pub struct BookSheet {
    pub name: String,
    pub part: String,
    pub hidden: bool,
    /// Empty for all of it.
    pub print_area: Vec<Merge>,
    /// Its number among all sheets, by which names tell whose they are.
    number: usize,
}

/// A sheet that is not read.
pub struct OtherSheet {
    pub name: String,
    /// The kind of its part; `double` where an earlier sheet has its name.
    pub kind: String,
    pub part: Option<String>,
}

/// What `workbook.xml` says.
#[derive(Default)]
pub struct Workbook {
    pub sheets: Vec<BookSheet>,
    pub others: Vec<OtherSheet>,
    /// Formulas are to be calculated when Excel opens the file: their results are not current.
    pub to_calculate: bool,
    /// Days count from 1904.
    pub date_1904: bool,
    /// Parts that all sheets share, such as `sharedStrings` and `styles`, by the kind of their relationship.
    pub related: BTreeMap<String, String>,
}

impl Workbook {
    /// # Errors
    /// M004–M006 when a part cannot be read.
    pub fn read(parts: &mut Parts<'_>, part: &str) -> Result<Option<Self>, Finding> {
        let relations = relations(parts, part)?;
        let Some(text) = parts.text(part)? else {
            return Ok(None);
        };
        let mut book = Self { related: related(parts, part, &relations), ..Self::default() };
        let mut reader = xml::reader(&text);
        while let Ok(event) = reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "sheet" => book.sheet(tag, &relations),
                    "workbookPr" => {
                        book.date_1904 |= xml::attr(tag, "date1904").is_some_and(|on| xml::is_true(&on));
                    }
                    "definedName" if matches!(event, Event::Start(_)) => {
                        let own =
                            xml::attr(tag, "name").is_some_and(|name| name.eq_ignore_ascii_case(print_area::NAME));
                        let of = xml::attr(tag, "localSheetId").and_then(|id| id.trim().parse::<usize>().ok());
                        let of = book.sheets.iter_mut().find(|sheet| own && Some(sheet.number) == of);
                        if let (Some(sheet), Ok(area)) = (of, reader.read_text(tag.name())) {
                            let area = quick_xml::escape::unescape(&area).unwrap_or_default();
                            sheet.print_area = print_area::print_area(&area);
                        }
                    }
                    "calcPr" => {
                        book.to_calculate |= xml::attr(tag, "fullCalcOnLoad").is_some_and(|on| xml::is_true(&on));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(Some(book))
    }

    /// Takes a `<sheet>` element.
    fn sheet(&mut self, tag: &BytesStart<'_>, relations: &HashMap<String, Relation>) {
        let name = xml::attr(tag, "name").unwrap_or_default();
        let state = xml::attr(tag, "state").unwrap_or_default();
        let relation = xml::attr(tag, "id").and_then(|id| relations.get(&id));
        let kind = relation.map_or("", |relation| relation.kind.as_str());
        let known = self.sheets.iter().any(|sheet| sheet.name == name);
        match relation.filter(|_| kind == "worksheet" && !known) {
            Some(relation) => {
                let hidden = matches!(state.as_str(), "hidden" | "veryHidden");
                let number = self.sheets.len().saturating_add(self.others.len());
                let part = relation.target.clone();
                self.sheets.push(BookSheet { name, part, hidden, print_area: Vec::new(), number });
            }
            None => {
                let kind = if known { "double" } else { kind }.to_owned();
                let part = relation.filter(|relation| !relation.outside).map(|relation| relation.target.clone());
                self.others.push(OtherSheet { name, kind, part });
            }
        }
    }
}

/// The parts that belong to a workbook part by kind; where it does not name them, those of the usual name.
pub fn related(parts: &Parts<'_>, part: &str, relations: &HashMap<String, Relation>) -> BTreeMap<String, String> {
    let mut related = BTreeMap::new();
    for relation in relations.values() {
        let target = &relation.target;
        let known: &mut String = related.entry(relation.kind.clone()).or_insert_with(|| target.clone());
        if target < known {
            *known = target.clone();
        }
    }
    let ending = part.rsplit_once('.').map_or("xml", |(_, ending)| ending);
    for (kind, name) in [("sharedStrings", "sharedStrings"), ("styles", "styles"), ("theme", "theme/theme1")] {
        let usual = resolve(part, &format!("{name}.{ending}"));
        if !related.contains_key(kind) && parts.has(&usual) {
            related.insert(kind.to_owned(), usual);
        }
    }
    related
}
