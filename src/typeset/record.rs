//! What was set on the pages of a document: their texts and fonts, taken before there is a PDF.

use sha2::{Digest, Sha256};
use typst::layout::{Frame, FrameItem};
use typst::text::{Font, TextItem};
use typst_layout::PagedDocument;

/// Texts and fonts of a document's pages.
pub(crate) struct Record {
    /// SHA-256 of the text of each page, in the order in which it is set; blanks do not count, because versions
    /// of Typst differ in where they keep them.
    pub pages: Vec<[u8; 32]>,
    /// In the order in which they are met.
    fonts: Vec<Font>,
}

/// A font that a document is set in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsedFont {
    pub family: String,
    pub bold: bool,
    /// SHA-256 of the font's file.
    pub sha256: [u8; 32],
}

impl Record {
    pub fn of(document: &PagedDocument) -> Self {
        let mut fonts = Vec::new();
        let pages = document.pages().iter().map(|page| {
            let mut hash = Sha256::new();
            each_text(&page.frame, &mut |text| {
                text.text.split_whitespace().for_each(|part| hash.update(part.as_bytes()));
                let font = text.font.font();
                if !fonts.contains(font) {
                    fonts.push(font.clone());
                }
            });
            hash.finalize().into()
        });
        Self { pages: pages.collect(), fonts }
    }

    /// The fonts by family and weight.
    pub fn fonts(&self) -> Vec<UsedFont> {
        let used = self.fonts.iter().map(|font| UsedFont {
            family: font.info().family.as_str().to_owned(),
            bold: font.info().variant.weight.to_number() >= 600,
            sha256: Sha256::digest(font.data().as_slice()).into(),
        });
        let mut used: Vec<UsedFont> = used.collect();
        used.sort_by(|a, b| (&a.family, a.bold, a.sha256).cmp(&(&b.family, b.bold, b.sha256)));
        used.dedup();
        used
    }
}

/// Visits the texts of a frame in the order in which they are set.
pub(crate) fn each_text(frame: &Frame, visit: &mut dyn FnMut(&TextItem)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => each_text(&group.frame, visit),
            FrameItem::Text(text) => visit(text),
            _ => {}
        }
    }
}
