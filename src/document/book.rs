//! A free paper as a form of its own kind: `document`, or one that a project defines.

use serde::Deserialize;
use toml::Spanned;
use typst_layout::PagedDocument;

use super::typeset::{Job, lay_out_traced, layout};
use super::{Block, Document, HtmlSetter, Look, Rich, read_text};
use crate::contract::Printing;
use crate::engine::Engine;
use crate::finding::Finding;
use crate::form::definition::Definition;
use crate::form::raw::{RawMargin, RawPaper, unplaced};
use crate::html::{Part, Scope};
use crate::meta::{Given, Meta};
use crate::msg;
use crate::place::Place;
use crate::source::Source;
use crate::told::{Faults, Told};
use crate::typeset::{Facts, Layout};
use crate::typeset::{Printed, printed, some_pages};
use crate::units::Date;

/// Margins where the definition gives none, mm.
const MARGIN: RawMargin = RawMargin { top: 25.0, bottom: 25.0, left: 25.0, right: 25.0 };

/// The definition of a free paper (文書).
#[derive(Debug, Clone)]
pub struct DocumentForm {
    /// Name of its folder.
    pub name: String,
    /// 様式の題名
    pub title: String,
    /// 版
    pub version: u32,
    /// Paper and text.
    pub look: Look,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    #[allow(dead_code, reason = "read before")]
    kind: String,
    name: Spanned<String>,
    title: Spanned<String>,
    version: u32,
    #[serde(default = "portrait")]
    paper: RawPaper,
    #[serde(default)]
    text: RawText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawText {
    font: Spanned<String>,
    size: Spanned<f64>,
    line_gap: Spanned<f64>,
    kinsoku: Spanned<String>,
    latin_gap: bool,
}

impl Default for RawText {
    fn default() -> Self {
        let Look { font, size, line_gap, rules, .. } = Look::default();
        Self {
            font: unplaced(font),
            size: unplaced(size),
            line_gap: unplaced(line_gap),
            kinsoku: unplaced("strict".to_owned()),
            latin_gap: rules.latin_gap,
        }
    }
}

fn portrait() -> RawPaper {
    RawPaper { size: unplaced("A4".to_owned()), orientation: unplaced("portrait".to_owned()), margin: None }
}

impl DocumentForm {
    /// Checks a definition.
    ///
    /// # Errors
    /// `M068`, `M072`–`M074`, with line and column; `M205` a font that is not there.
    pub(crate) fn load(engine: &Engine, definition: &Definition, folder: &str) -> Result<Self, Faults> {
        let raw: RawDocument = definition.read()?;
        let mut faults = Vec::new();
        definition.check_names(&raw.name, folder, std::iter::once(&raw.title), &mut faults);
        let paper = definition.check_paper(&raw.paper, MARGIN, &mut faults);
        let size = definition.check_size(&raw.text.size, &mut faults);
        let line_gap = definition.check_line_gap(&raw.text.line_gap, &mut faults);
        let rules = definition.check_rules(&raw.text.kinsoku, raw.text.latin_gap, &mut faults);
        faults.extend(definition.check_font(&raw.text.font, &engine.fonts));
        if !faults.is_empty() {
            return Err(faults.into());
        }
        let look = Look { paper, font: raw.text.font.into_inner(), size, line_gap, rules };
        Ok(Self { name: raw.name.into_inner(), title: raw.title.into_inner(), version: raw.version, look })
    }

    /// What `matome form show` says of it.
    pub(crate) fn describe(&self) -> String {
        let Self { name, title, version, look } = self;
        let turned = if look.paper.landscape { "横" } else { "縦" };
        format!(
            "{title}（{name}、第 {version} 版、文書）\n用紙: {:?} {turned}  書体: {} {}pt\n入力: Markdown（.md）、要綱などの文（.txt）\n",
            look.paper.size, look.font, look.size
        )
    }
}

/// Free papers that were read, one behind the other.
#[derive(Debug, Clone)]
pub struct FreeText {
    pub(crate) form: DocumentForm,
    pub(crate) meta: Meta,
    pub(crate) document: Document,
}

impl FreeText {
    /// The title on the paper.
    pub fn title(&self) -> &str {
        let own = self.document.title.as_ref().map(|title| title.text.as_str());
        self.meta.title.as_deref().or(own).unwrap_or(&self.form.title)
    }
}

/// Reads Markdown (`.md`) and regulations (`.txt`); each file begins a page.
pub(crate) fn read(form: &DocumentForm, sources: &[&Source], given: &Given) -> Told<FreeText> {
    let mut findings = Vec::new();
    let mut whole: Option<Document> = None;
    for source in sources {
        let regulation = source.file.name().to_lowercase().ends_with(".txt");
        let Some(read) = read_text(source, regulation, &mut findings) else { continue };
        if read.blocks.is_empty() && read.title.is_none() {
            let message = msg!("文書に文が一つもありません", "the document has no text");
            findings.push(Finding::warning("M066", message).at(Place::file(&source.file)));
        }
        match &mut whole {
            None => whole = Some(read),
            Some(whole) => whole.append(read),
        }
    }
    let Some(mut document) = whole else {
        if findings.is_empty() {
            findings.push(Finding::error("M025", msg!("読める文書がありません", "there is no document to read")));
        }
        return Told::nothing(findings);
    };
    if let Some(title) = &given.meta.title {
        document.title = Some(Rich::marked(title, given.place_of(title)));
    }
    Told::new(FreeText { form: form.clone(), meta: given.meta.clone(), document }, findings)
}

impl Document {
    /// Puts another document behind this one, on a page of its own.
    fn append(&mut self, other: Document) {
        self.blocks.push(Block::Break);
        if let Some(text) = other.title {
            let look = super::HeadingLook::Centered;
            self.blocks.push(Block::Heading { level: 2, text, look });
        }
        self.blocks.extend(other.blocks);
        self.notes.extend(other.notes);
        for (path, picture) in other.pictures {
            if !self.pictures.contains_key(&path) {
                self.add_picture(&path, &picture.bytes);
            }
        }
    }
}

/// A free paper that was set and laid out: Typst breaks its pages.
pub struct DocumentBook {
    pub(crate) text: FreeText,
    laid: PagedDocument,
    /// What the marks on its lines mean.
    places: Vec<Place>,
}

/// Sets a free paper and lays it out.
pub(crate) fn set(engine: &Engine, text: FreeText) -> Told<DocumentBook> {
    let title = text.title().replace('\n', "");
    let FreeText { form, document, .. } = &text;
    let job = Job { name: &form.name, document, title: &title, look: &form.look, attached: &[], files: Vec::new() };
    lay_out_traced(engine, job).map(|(laid, places)| DocumentBook { text, laid, places })
}

impl DocumentBook {
    pub(crate) fn layout(&self) -> Layout<'_> {
        layout(&self.text.form.name)
    }

    pub(crate) fn text(&self) -> &FreeText {
        &self.text
    }

    pub(crate) fn into_text(self) -> FreeText {
        self.text
    }

    pub(crate) fn laid(&self) -> &PagedDocument {
        &self.laid
    }

    /// The pages that are printed.
    pub(crate) fn pages(&self, printing: &Printing) -> PagedDocument {
        match &printing.pages {
            None => self.laid.clone(),
            Some(pages) => some_pages(&self.laid, pages.clone()),
        }
    }

    /// Where the texts were written, by their marks.
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }

    /// The pages, from 0, with lines of what was written in a place.
    pub(crate) fn pages_of(&self, place: &Place) -> Vec<usize> {
        let of = |line: &Printed| line.of.and_then(|of| self.places.get(of)) == Some(place);
        let pages = self.laid.pages().iter().enumerate();
        pages.filter(|(_, page)| printed(page).iter().any(of)).map(|(n, _)| n).collect()
    }

    /// It on a page for screens, without its title.
    ///
    /// # Errors
    /// `M205`
    pub(crate) fn html(&self, engine: &Engine, scope: &Scope) -> Result<Part, Faults> {
        let (plain, bold) = engine.chains(&self.text.form.look.font)?;
        let document = &self.text.document;
        Ok(HtmlSetter { document, fonts: (&plain, &bold), scope, papers: None }.part())
    }

    pub(crate) fn facts(&self) -> Facts {
        let FreeText { form, .. } = &self.text;
        Facts { ident: format!("matome/{}/{}", form.name, self.text.title()), date: Date::april(2000) }
    }
}
