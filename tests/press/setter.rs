//! Typst without matome's papers: meeting copies with empty pages, and guests that a program made.

use std::path::Path;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

struct Setter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
}

impl World for Setter {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }
    fn main(&self) -> FileId {
        self.main.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }
    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// A font of the program, whose file has one face.
fn font(file: &str) -> Font {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(file);
    Font::new(Bytes::new(std::fs::read(path).unwrap()), 0).unwrap()
}

/// Sets a Typst text into a PDF.
pub fn set(text: &str, tagged: bool, archive: bool) -> Vec<u8> {
    let fonts = ["BIZUDGothic-Regular.ttf", "BIZUDMincho-Regular.ttf"].map(font).to_vec();
    let text = format!("#set text(font: (\"BIZ UDGothic\",), lang: \"ja\")\n#set document(title: \"試験\")\n{text}");
    let setter = Setter {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        main: Source::detached(text),
    };
    let document: PagedDocument = typst::compile(&setter).output.unwrap();
    let standards = if archive { PdfStandards::new(&[PdfStandard::A_2b]) } else { PdfStandards::new(&[]) };
    let date = Datetime::from_ymd_hms(2025, 4, 1, 0, 0, 0).map(Timestamp::new_utc);
    let options = PdfOptions {
        ident: Smart::Custom("試験".into()),
        tagged,
        timestamp: date,
        standards: standards.unwrap(),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).unwrap()
}

/// A meeting copy with an empty page of each size in mm; every page carries a line of its own at the head.
pub fn meeting(sizes: &[(f64, f64)], tagged: bool) -> Vec<u8> {
    let pages: Vec<String> =
        sizes.iter().map(|(w, h)| format!("#page(width: {w}mm, height: {h}mm, margin: 0mm)[#hide[空]]")).collect();
    set(&pages.join("\n"), tagged, false)
}

/// A guest of this many A4 pages: text, rules, colours, a gradient, on white margins of 25 mm.
pub fn guest(pages: usize) -> Vec<u8> {
    let page = |n: usize| {
        format!(
            "#page(width: 210mm, height: 297mm, margin: 25mm)[
  #text(18pt)[第{n}図　避難所と警戒区域] \\
  #text(fill: cmyk(0%, 80%, 90%, 0%))[汐見原市　防災安全課] #line(length: 100%)
  #rect(width: 100%, height: 60mm, fill: gradient.linear(rgb(\"#ffd\"), rgb(\"#36c\")))
  #for i in range(20) [地区{n}－#str(i + 1)：避難所まで歩いて#str(i * 3 + 4)分 #h(1fr) #str(i * 117)人 \\ ]
]"
        )
    };
    set(&(1..=pages).map(page).collect::<Vec<_>>().join("\n"), false, false)
}
