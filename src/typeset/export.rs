//! From laid out pages to the bytes of a PDF.

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::compile::Typesetter;
use super::diagnostics::{Locator, errors};
use super::gaiji;
use super::pdf::{Said, pack};
use super::record::Record;
use super::tags;
use super::upright;
use super::world::Layout;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::told::Faults;
use crate::units::Date;

/// A PDF standard that can be claimed. ISO 19005 (PDF/A) and ISO 14289-1 (PDF/UA-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standard {
    /// PDF/A-2b: looks the same for long.
    A2b,
    /// PDF/A-2u: every character can be copied too.
    A2u,
    /// PDF/A-2a: tagged too.
    A2a,
    /// PDF/A-3b: as A-2b, and may have files attached.
    A3b,
    /// PDF/A-3a: as A-2a, and may have files attached.
    A3a,
    /// PDF/UA-1: can be read aloud.
    Ua1,
}

/// Every standard by its name.
const STANDARDS: [(&str, Standard); 6] = [
    ("a-2b", Standard::A2b),
    ("a-2u", Standard::A2u),
    ("a-2a", Standard::A2a),
    ("a-3b", Standard::A3b),
    ("a-3a", Standard::A3a),
    ("ua-1", Standard::Ua1),
];

impl Standard {
    /// Reads `a-2b`, `a-2u`, `a-2a`, `a-3b`, `a-3a` or `ua-1`.
    pub fn parse(name: &str) -> Option<Self> {
        STANDARDS.iter().find(|(own, _)| *own == name.trim()).map(|(_, standard)| *standard)
    }

    /// Reads names of standards; each counts once.
    ///
    /// # Errors
    /// An unknown name, or more than one of PDF/A, of which a file can keep only one.
    pub fn parse_all<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<Self>, Message> {
        let mut standards = Vec::new();
        for name in names.filter(|n| !n.trim().is_empty()) {
            let Some(standard) = Self::parse(name) else {
                let known = STANDARDS.map(|(own, _)| own);
                let (ja, en) = (known.join("、"), known.join(", "));
                return Err(msg!(
                    "規格「{name}」はありません。{ja} から選んでください",
                    "there is no standard \"{name}\": choose from {en}"
                ));
            };
            if !standards.contains(&standard) {
                standards.push(standard);
            }
        }
        if standards.iter().filter(|s| **s != Self::Ua1).count() > 1 {
            return Err(msg!(
                "PDF/A の規格（a- で始まるもの）は一つだけ選べます。ua-1 は足せます（例: a-3a,ua-1）",
                "choose one of PDF/A (a-…); ua-1 may be added (such as a-3a,ua-1)"
            ));
        }
        Ok(standards)
    }

    /// Tags are part of it.
    fn is_tagged(self) -> bool {
        matches!(self, Self::A2a | Self::A3a | Self::Ua1)
    }

    fn typst(self) -> PdfStandard {
        match self {
            Self::A2b => PdfStandard::A_2b,
            Self::A2u => PdfStandard::A_2u,
            Self::A2a => PdfStandard::A_2a,
            Self::A3b => PdfStandard::A_3b,
            Self::A3a => PdfStandard::A_3a,
            Self::Ua1 => PdfStandard::Ua_1,
        }
    }
}

/// How a PDF is written.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// What it claims to keep.
    pub standards: Vec<Standard>,
    /// Tags for readers; always on where a standard needs them.
    pub tagged: bool,
    /// Add the page of counts, if the form has one.
    pub summary: bool,
    /// Date in the metadata. PDF/A must have one: April 1 of the last year reported on, unless given. Nothing else
    /// but the input enters the bytes.
    pub date: Option<Date>,
}

impl Default for Pdf {
    fn default() -> Self {
        Self { standards: Vec::new(), tagged: true, summary: false, date: None }
    }
}

/// What a PDF's metadata say beside its options.
pub(crate) struct Facts {
    /// The same paper always has the same.
    pub ident: String,
    /// PDF/A wants a date; without one given it is this.
    pub date: Date,
}

/// A PDF, and what was set in it.
pub(crate) struct Exported {
    pub pdf: Vec<u8>,
    /// Date of the metadata, if they have one.
    pub date: Option<Date>,
    pub record: Record,
}

impl Typesetter<'_> {
    /// Writes a laid out document, or some of its pages, as PDF and packs it. `layout` is where faults are looked for.
    ///
    /// # Errors
    /// `M210` what Typst refuses to write, `M212` standards that do not go together.
    pub fn export(
        &self,
        document: &PagedDocument,
        facts: &Facts,
        options: &Pdf,
        layout: Option<Layout>,
    ) -> Result<Exported, Faults> {
        let standards: Vec<PdfStandard> = options.standards.iter().map(|s| s.typst()).collect();
        let standards = PdfStandards::new(&standards).map_err(|e| {
            let detail = e.message();
            let message =
                msg!("この組み合わせの規格では書けません: {detail}", "these standards do not go together: {detail}");
            Finding::error("M212", message)
        })?;
        let archive = options.standards.iter().any(|s| *s != Standard::Ua1);
        let date = options.date.or(archive.then_some(facts.date));
        let tagged = options.tagged || options.standards.iter().any(|s| s.is_tagged());
        let options = PdfOptions {
            ident: Smart::Custom(facts.ident.clone()),
            creator: Smart::Custom(Some(concat!("matome ", env!("CARGO_PKG_VERSION")).to_owned())),
            timestamp: date
                .and_then(|d| Datetime::from_ymd_hms(d.year, d.month, d.day, 0, 0, 0))
                .map(Timestamp::new_utc),
            page_ranges: None,
            standards,
            tagged,
            pretty: false,
        };
        let unnamed = if self.fonts.has_gaiji() { gaiji::unnamed(document) } else { None };
        let document = unnamed.as_ref().unwrap_or(document);
        let record = Record::of(document);
        let (mended, cells) = if tagged { tags::mended(document) } else { (None, Vec::new()) };
        let document = mended.as_ref().unwrap_or(document);
        let joined = upright::join(document);
        let (document, upright) =
            joined.as_ref().map_or((document, [].as_slice()), |(document, texts)| (document, texts));
        let bytes = typst_pdf::pdf(document, &options).map_err(|faults| self.explain(&faults, layout))?;
        Ok(Exported { pdf: pack(bytes, Said { upright, cells: &cells }), date, record })
    }

    fn explain(&self, faults: &[SourceDiagnostic], layout: Option<Layout>) -> Faults {
        let world = layout.map(|layout| self.empty(layout));
        let locator = world.as_ref().map(|world| Locator { world, templates: self.templates });
        errors(faults, locator.as_ref()).into()
    }
}
