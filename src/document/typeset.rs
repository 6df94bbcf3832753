//! Free papers through Typst.

use std::sync::Arc;

use serde::Serialize;
use typst_layout::PagedDocument;

use super::{Document, DocumentData, Look, set_document};
use crate::Matome;
use crate::finding::Finding;
use crate::text::FontChain;
use crate::typeset::{Export, PaperWorld, Pdf, compile_pages, explain, export};
use crate::units::Date;

/// The layout of free papers without their own.
pub const LAYOUT: &str = "document/layout.typ";

/// A file that is attached to the PDF.
#[derive(Debug, Clone, Serialize)]
pub struct Attached {
    /// Name in the PDF.
    pub name: String,
    /// Path in the layout's world.
    pub file: String,
    pub mime: String,
    /// How it belongs to the paper (ISO 19005-3 6.8): `source`, `data`, `alternative`, `supplement`.
    pub relationship: &'static str,
    pub description: String,
}

/// Files that a layout may read: path, bytes.
pub type Files = Vec<(String, Arc<[u8]>)>;

/// What a free paper is laid out with.
pub struct Job<'a> {
    /// Folder of templates whose `layout.typ` is taken, if it is there.
    pub name: &'a str,
    pub document: &'a Document,
    /// For the document's metadata.
    pub title: &'a str,
    pub look: &'a Look,
    pub attached: &'a [Attached],
    pub files: Files,
}

#[derive(Serialize)]
struct WithFiles<'a> {
    #[serde(flatten)]
    data: DocumentData,
    attached: &'a [Attached],
}

impl Matome {
    /// Lays a free paper out.
    ///
    /// # Errors
    /// `M205` an unknown font, `M210` Typst refuses the layout.
    pub(crate) fn lay_document_out(
        &self,
        mut job: Job,
        findings: &mut Vec<Finding>,
    ) -> Result<PagedDocument, Vec<Finding>> {
        let (plain, bold) = self.chains(&job.look.font)?;
        let data = set_document(job.document, job.title, job.look, (&plain, &bold), findings);
        let data = WithFiles { data, attached: job.attached };
        job.files.extend(job.document.pictures.values().map(|p| (p.file.clone(), p.bytes.clone())));
        self.lay_data_out((job.name, LAYOUT), &data, &[&plain, &bold], job.files, None)
    }

    /// Compiles the layout of a folder of templates, or else another one, with data and files.
    ///
    /// # Errors
    /// `M210`, `M211`.
    pub(crate) fn lay_data_out(
        &self,
        (name, layout): (&str, &str),
        data: &impl Serialize,
        chains: &[&FontChain],
        files: Files,
        expected: Option<usize>,
    ) -> Result<PagedDocument, Vec<Finding>> {
        let mut families: Vec<String> = chains.iter().flat_map(|c| c.families().to_vec()).collect();
        families.sort();
        families.dedup();
        // serialising numbers and strings into memory cannot fail
        let data = serde_json::to_vec(data).unwrap_or_default();
        let world = PaperWorld::new(&self.templates, name, layout, data, self.fonts.typst(&families)).with_files(files);
        compile_pages(&world, &self.templates, expected)
    }

    /// The chains of a font's plain and bold text.
    ///
    /// # Errors
    /// `M205`.
    pub(crate) fn chains(&self, font: &str) -> Result<(FontChain, FontChain), Vec<Finding>> {
        let chain = |bold| self.fonts.chain(font, bold).ok_or_else(|| vec![self.fonts.unknown(font)]);
        Ok((chain(false)?, chain(true)?))
    }

    /// Typesets a free paper into PDF bytes.
    ///
    /// # Errors
    /// `M205`, `M210`, `M212`.
    pub fn document_pdf(
        &self,
        document: &Document,
        title: &str,
        look: &Look,
        options: &Pdf,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<u8>, Vec<Finding>> {
        let job = Job { name: "document", document, title, look, attached: &[], files: Vec::new() };
        let laid = self.lay_document_out(job, findings)?;
        let what = Export { ident: format!("matome/document/{title}"), date: Date::april(2000) };
        let empty = || PaperWorld::new(&self.templates, "document", LAYOUT, Vec::new(), Vec::new());
        export(&laid, &what, options, |errors| explain(&empty(), &self.templates, errors)).map(|exported| exported.pdf)
    }
}
