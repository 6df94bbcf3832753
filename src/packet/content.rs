//! Reads what the papers of a packet are made of.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::definition::{Honorific, Packet, PacketPaper, PaperKind, Seats};
use crate::document::{self, Block, Document, Para, Rich, Table};
use crate::engine::Engine;
use crate::finding::{Finding, Message, tell_once};
use crate::input;
use crate::meta::{Given, Meta};
use crate::msg;
use crate::output::reason;
use crate::paper::{Book, Data, Form, Order};
use crate::place::Place;
use crate::press::{Guest, too_large};
use crate::project::{Project, ProjectPaper};
use crate::source::{self, Body, Sheet, Source};
use crate::told::{Faults, Told};

/// A paper that was read.
pub struct Prepared {
    pub def: PacketPaper,
    /// Title in 資料一覧 and bookmarks.
    pub title: String,
    pub content: Content,
    /// How many findings its reading gave.
    pub findings: usize,
}

pub enum Content {
    Cover,
    Agenda,
    Contents,
    Seats(Seats),
    /// Running text or a plain table, in the packet's own look.
    Document(Box<Document>),
    /// A paper of a form; `true`: with the page of counts.
    Paper(Arc<Book>, bool),
    Guest(Box<GuestFile>),
}

/// Another section's PDF.
pub struct GuestFile {
    pub guest: Guest,
    pub bytes: Vec<u8>,
    /// Name of the file without folders.
    pub name: String,
    pub description: Option<String>,
}

/// Papers of `matome.toml` that were made in the same run, by their names.
pub type Ready = HashMap<String, Told<Arc<Book>>>;

/// What reading works with.
pub struct Reader<'a> {
    pub engine: &'a Engine,
    pub project: Option<&'a Project>,
    pub ready: &'a Ready,
}

/// What packets say of papers that the project has not: `M350` each, at the name.
pub fn unknown_papers(packets: &[Packet], jobs: &[ProjectPaper]) -> Vec<Finding> {
    let papers = packets.iter().flat_map(|packet| &packet.papers);
    let unknown = papers.filter_map(|def| match &def.kind {
        PaperKind::Paper { name, place } if !jobs.iter().any(|job| job.name == *name) => {
            Some(no_paper(name, jobs, place))
        }
        _ => None,
    });
    unknown.collect()
}

/// `M350`
fn no_paper(name: &str, jobs: &[ProjectPaper], place: &Place) -> Finding {
    let known: Vec<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
    let (ja, en) = (known.join("、"), known.join(", "));
    let message = msg!("matome.toml に紙面「{name}」がありません", "matome.toml has no paper \"{name}\"");
    let hint = if known.is_empty() {
        msg!("紙面を matome.toml の [[paper]] に書いてください", "write it as a [[paper]] of matome.toml")
    } else {
        msg!("あるのは {ja}", "there are {en}")
    };
    Finding::error("M350", message).at(place.clone()).hint(hint)
}

impl Reader<'_> {
    /// Reads one paper. No value when there is nothing to print.
    pub fn read(&self, packet: &Packet, def: &PacketPaper) -> Told<Prepared> {
        let mut told = Vec::new();
        let content = match self.content(def, &mut told) {
            Ok(content) => content,
            Err(faults) => {
                told.extend(faults);
                None
            }
        };
        packet.place_characters(self.engine, &mut told);
        // what has no place of its own is said of the paper
        for finding in &mut told {
            finding.place.get_or_insert_with(|| def.place.clone());
        }
        tell_once(&mut told);
        let Some(content) = content else { return Told::nothing(told) };
        let title = def.title.clone().or_else(|| content.title()).unwrap_or_else(|| def.name.clone());
        let prepared = Prepared { def: def.clone(), title, content, findings: told.len() };
        Told::new(prepared, told)
    }

    fn content(&self, def: &PacketPaper, findings: &mut Vec<Finding>) -> Result<Option<Content>, Faults> {
        Ok(match &def.kind {
            PaperKind::Cover => Some(Content::Cover),
            PaperKind::Agenda => Some(Content::Agenda),
            PaperKind::Contents => Some(Content::Contents),
            PaperKind::Seats(seats) => Some(Content::Seats(seats.clone())),
            PaperKind::Regulation { file } => {
                Some(Content::Document(Box::new(self.document(def, file, true, findings)?)))
            }
            PaperKind::Markdown { file } => {
                Some(Content::Document(Box::new(self.document(def, file, false, findings)?)))
            }
            PaperKind::Table { file, sheet } => {
                self.table(def, file, sheet.as_deref(), findings)?.map(|d| Content::Document(Box::new(d)))
            }
            PaperKind::Members { input, order, honorific } => self
                .members(def, input, order.as_deref(), *honorific, findings)?
                .map(|book| Content::Paper(Arc::new(book), false)),
            PaperKind::Guest { file, description } => {
                Some(Content::Guest(Box::new(self.guest(file, description.clone(), findings)?)))
            }
            PaperKind::Paper { name, place } => self.paper(def, name, place, findings)?,
            PaperKind::Form { form, inputs, variant, print, summary } => {
                let given = Given {
                    meta: self.meta(def),
                    variant: variant.clone(),
                    print: print.clone(),
                    ..self.project.map(Project::around).unwrap_or_default()
                };
                self.form(def, form, inputs, given, *summary, findings)?
            }
        })
    }

    /// What stands round a paper's table. 資料番号 is the packet's: a workbook may have had another one.
    fn meta(&self, def: &PacketPaper) -> Meta {
        let around = self.project.map(|project| project.around().meta).unwrap_or_default();
        Meta { title: def.title.clone(), ..around }
    }

    fn document(
        &self,
        def: &PacketPaper,
        file: &Path,
        regulation: bool,
        findings: &mut Vec<Finding>,
    ) -> Result<Document, Faults> {
        let mut document = document::read_file(&self.engine.file(file), regulation, self.engine.limits(), findings)?;
        if let Some(title) = &def.title {
            document.title = Some(Rich::marked(title, Some(def.place.clone())));
        }
        if document.title.is_none() {
            document.title = Some(Rich::plain(&def.name, Some(def.place.clone())));
        }
        Ok(document)
    }

    /// A paper of `matome.toml`.
    fn paper(
        &self,
        def: &PacketPaper,
        name: &str,
        place: &Place,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Content>, Faults> {
        let jobs: &[ProjectPaper] = self.project.map_or(&[], |p| &p.papers);
        let job = jobs.iter().find(|job| job.name == name).ok_or_else(|| no_paper(name, jobs, place))?;
        // the title is a part of what was made
        if let Some(ready) = self.ready.get(name).filter(|_| def.title.is_none() || def.title == job.title) {
            return Ok(ready.clone().tell(findings).map(|book| Content::Paper(book, job.summary)));
        }
        let mut meta = self.meta(def);
        if meta.title.is_none() {
            meta.title.clone_from(&job.title);
        }
        let given = Given { meta, ..self.project.map(|project| project.given(job)).unwrap_or_default() };
        self.form(def, &job.form, &job.inputs, given, job.summary, findings)
    }

    fn form(
        &self,
        def: &PacketPaper,
        form: &str,
        files: &[PathBuf],
        given: Given,
        summary: bool,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Content>, Faults> {
        let out = self.project.map(Project::out);
        let order = Order { form, files, out: out.as_deref(), given, place: &def.place };
        let book = self.engine.paper(&order)?.tell(findings);
        Ok(book.map(|book| Content::Paper(Arc::new(book), summary)))
    }

    /// 委員名簿: the form `members`, which a project may change, with the packet's order and 敬称.
    fn members(
        &self,
        def: &PacketPaper,
        input: &Path,
        order: Option<&str>,
        honorific: Honorific,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Book>, Faults> {
        let mut form = self.engine.form("members").tell_or_faults(findings)?;
        if let (Form::Table(form), Honorific::Sama) = (&mut form, honorific) {
            for column in form.columns.iter_mut().filter(|c| c.spread.is_some()) {
                column.suffix = Some("様".to_owned());
            }
        }
        let sources = self.engine.sources(&form, &[input.to_owned()], &|_| false, findings)?;
        let places = self.project.map(Project::around).unwrap_or_default().places;
        let given = Given { meta: self.meta(def), places, ..Given::default() };
        let book = self.engine.make(&form, &sources, &given).tell(findings);
        let mut plan = match book.map(Book::into_data) {
            Some(Data::Table(plan)) => *plan,
            other => return Ok(other.and_then(|data| self.engine.set(data).tell(findings))),
        };
        if let Some(field) = order.filter(|field| !plan.sort_by(field)) {
            let known: Vec<&str> = plan.columns.iter().map(|c| plan.form.spec(c).field.as_str()).collect();
            let (ja, en) = (known.join("、"), known.join(", "));
            findings.push(
                Finding::error("M350", msg!("名簿に「{field}」の列がありません", "the list has no column \"{field}\""))
                    .at(def.place.clone())
                    .hint(msg!("order に使えるのは {ja}", "order is one of {en}")),
            );
        }
        if honorific == Honorific::Omitted {
            let lead = plan.meta.lead.take().unwrap_or_default();
            plan.meta.lead = Some(format!("{lead}（敬称略）"));
        }
        // what does not fit was told when it was read
        Ok(self.engine.set(Data::Table(Box::new(plan))).into_parts().0)
    }

    /// The PDF of another section.
    fn guest(
        &self,
        path: &Path,
        description: Option<String>,
        findings: &mut Vec<Finding>,
    ) -> Result<GuestFile, Faults> {
        let file = &self.engine.file(path);
        let limits = self.engine.limits();
        let size = std::fs::metadata(path).map_or(0, |facts| usize::try_from(facts.len()).unwrap_or(usize::MAX));
        if size > limits.guest_bytes {
            return Err(too_large(size, limits).at(Place::file(file)).into());
        }
        let bytes = input::read(path, limits.guest_bytes as u64).map_err(|e| {
            let Message { ja, en } = reason(&e);
            Finding::error("M330", msg!("PDF を読めません: {ja}", "cannot read the PDF: {en}")).at(Place::file(file))
        })?;
        let guest = Guest::open(&bytes, file, limits)?;
        findings.extend(guest.findings().iter().cloned());
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Ok(GuestFile { guest, bytes, name, description })
    }

    /// A table file as it is: the first row with several cells is its head.
    fn table(
        &self,
        def: &PacketPaper,
        file: &Path,
        sheet: Option<&str>,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Document>, Faults> {
        let source = source::read_file(&self.engine.file(file), self.engine.limits())?;
        findings.extend(source.findings.iter().cloned());
        let found = find_sheet(&source, sheet, def)?;
        Ok(Some(table_document(found, def, findings)))
    }
}

impl Content {
    /// The title that the content gives itself.
    fn title(&self) -> Option<String> {
        match self {
            Self::Cover => Some("表紙".to_owned()),
            Self::Agenda => Some("次第".to_owned()),
            Self::Contents => Some("資料一覧".to_owned()),
            Self::Seats(_) => Some("座席表".to_owned()),
            Self::Document(document) => document.title.as_ref().map(|t| t.text.replace('\n', "")),
            Self::Paper(book, _) => Some(book.title().to_owned()),
            Self::Guest(_) => None,
        }
    }

    /// Stands in 資料一覧: what the members get beside agenda and list.
    pub fn is_listed(&self) -> bool {
        !matches!(self, Self::Cover | Self::Agenda | Self::Contents)
    }
}

fn find_sheet<'a>(source: &'a Source, name: Option<&str>, def: &PacketPaper) -> Result<&'a Sheet, Faults> {
    let fault = |message| Finding::error("M351", message).at(Place::file(source.file.clone()));
    let Body::Sheets(sheets) = &source.body else {
        return Err(fault(msg!("表のファイルではありません", "this is no table file"))
            .hint(msg!("Excel か CSV にしてください", "make it XLSX or CSV"))
            .into());
    };
    let found = match name {
        Some(name) => sheets.iter().find(|s| &*s.name == name),
        None => sheets.iter().find(|s| !s.hidden && !s.cells.is_empty()),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = sheets.iter().map(|s| &*s.name).collect();
        let (ja, en) = (known.join("、"), known.join(", "));
        Faults::from(match name {
            Some(name) => fault(msg!("シート「{name}」がありません", "there is no sheet \"{name}\""))
                .at(def.place.clone())
                .hint(msg!("あるのは {ja}", "there are {en}")),
            None => fault(msg!("表に何もありません", "the table is empty")),
        })
    })
}

/// How the notes below a table begin.
const NOTE_MARKS: [char; 4] = ['※', '＊', '*', '注'];

/// Rows above the head are the title and paragraphs; the last rows with a single cell and the mark of a note are notes.
fn table_document(sheet: &Sheet, def: &PacketPaper, findings: &mut Vec<Finding>) -> Document {
    let mut rows: Vec<Vec<Rich>> = Vec::new();
    let mut numbers: Vec<u32> = Vec::new();
    let first = sheet.cells.iter().map(|c| c.at.col).min().unwrap_or(0);
    for cell in &sheet.cells {
        if numbers.last() != Some(&cell.at.row) {
            numbers.push(cell.at.row);
            rows.push(Vec::new());
        }
        let column = cell.at.col.saturating_sub(first) as usize;
        if column >= MOST_COLUMNS {
            findings.push(
                Finding::error(
                    "M351",
                    msg!(
                        "列が多すぎて紙面に入りません（{MOST_COLUMNS} 列まで）",
                        "too many columns for a page (at most {MOST_COLUMNS})"
                    ),
                )
                .at(cell.place.clone()),
            );
            continue;
        }
        if let Some(row) = rows.last_mut() {
            row.resize_with(row.len().max(column), Rich::default);
            let text = Rich::marked(&cell.text, Some(cell.place.clone()));
            match row.get_mut(column) {
                Some(there) => *there = text,
                None => row.push(text),
            }
        }
    }
    let filled = |row: &Vec<Rich>| row.iter().filter(|t| !t.text.is_empty()).count();
    let head_at = rows.iter().position(|row| filled(row) > 1);
    let mut document = Document::default();
    let mut table = Table { whole: true, ..Table::default() };
    let is_mark = |text: &Rich| text.text.trim_start_matches(['（', '(']).starts_with(NOTE_MARKS);
    let is_note = |row: &&Vec<Rich>| matches!(row.as_slice(), [text] if is_mark(text));
    let count = rows.iter().rev().take_while(is_note).count();
    let notes: Vec<Rich> = rows.split_off(rows.len().saturating_sub(count)).into_iter().flatten().collect();
    for (n, row) in rows.into_iter().enumerate() {
        match head_at {
            Some(head) if n == head => table.head = row,
            Some(head) if n > head => table.rows.push(row),
            _ => notes_above(&mut document, row),
        }
    }
    if head_at.is_some() {
        document.blocks.push(Block::Table(table));
    }
    document.blocks.extend(notes.into_iter().map(|text| Block::Para(Para { text, ..Para::default() })));
    let title = def.title.as_deref().map(|t| Rich::marked(t, Some(def.place.clone())));
    document.title = title.or(document.title).or_else(|| Some(Rich::plain(&def.name, None)));
    document
}

/// More columns cannot be read on A3.
const MOST_COLUMNS: usize = 30;

fn notes_above(document: &mut Document, row: Vec<Rich>) {
    for text in row.into_iter().filter(|t| !t.text.is_empty()) {
        if document.title.is_none() {
            document.title = Some(text);
        } else {
            document.blocks.push(Block::Para(Para { text, ..Para::default() }));
        }
    }
}
