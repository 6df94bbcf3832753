//! Typst's only door: the form's folder, the shared layouts, `/data.json`, and the fonts. No clock, no
//! packages, no system fonts, no files outside.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};

use crate::form::Templates;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // header cells of table rows (pdf.header-cell) are behind this feature in 0.15
    let features = Features::from_iter([Feature::A11yExtras]);
    LazyHash::new(Library::builder().with_features(features).build())
});

/// A layout, by the folder of templates whose `layout.typ` is taken, and the file that is taken where there is none.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    pub folder: &'a str,
    pub usual: &'a str,
}

/// What a layout is given.
pub struct Inputs {
    /// `/data.json`
    pub data: Vec<u8>,
    /// Families of fonts.
    pub families: Vec<String>,
    /// Further files that it may read.
    pub files: Vec<Extra>,
    /// Pages that were computed, if they were.
    pub pages: Option<usize>,
}

impl<'a> Layout<'a> {
    /// Its first file.
    fn main(self, templates: &Templates) -> String {
        let own = format!("{}/layout.typ", self.folder);
        if templates.file(&own).is_some() { own } else { self.usual.to_owned() }
    }

    /// Every file that it may read, by its path below `templates/`.
    pub fn files(self, templates: &'a Templates) -> impl Iterator<Item = (String, &'a Arc<[u8]>)> {
        let of_usual = self.usual.split('/').next().filter(|name| !["shared", self.folder].contains(name));
        [Some(self.folder), Some("shared"), of_usual].into_iter().flatten().flat_map(move |name| {
            templates.form_files(name).map(move |(below, bytes)| (format!("{name}/{below}"), bytes))
        })
    }

    /// The file with code that is not the program's own, the layout itself before others; `None` if there is none.
    pub fn foreign(self, templates: &'a Templates) -> Option<String> {
        let main = self.main(templates);
        let named = self.files(templates).map(|(name, _)| name);
        let foreign: Vec<_> = named.filter(|name| name.ends_with(".typ") && templates.is_foreign(name)).collect();
        foreign.iter().find(|name| **name == main).or(foreign.first()).cloned()
    }
}

pub struct LayoutWorld {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

/// A file that a layout may read, by its path from the root.
pub type Extra = (String, Arc<[u8]>);

impl LayoutWorld {
    /// A world with further files, such as the pictures of a document.
    pub fn with_files(mut self, extra: impl IntoIterator<Item = Extra>) -> Self {
        for (path, bytes) in extra {
            self.files.extend(file_id(&path).map(|id| (id, Bytes::new(bytes))));
        }
        self
    }

    /// A world for one layout. `data` becomes `/data.json`.
    pub fn new(templates: &Templates, layout: Layout, data: Vec<u8>, fonts: Vec<Font>) -> Self {
        let main = layout.main(templates);
        let mut sources = HashMap::new();
        let mut files = HashMap::new();
        for (path, bytes) in layout.files(templates) {
            let Some(id) = file_id(&path) else { continue };
            if path.ends_with(".typ") {
                sources.insert(id, parsed(id, bytes));
            }
            files.insert(id, Bytes::new(Arc::clone(bytes)));
        }
        let data_id = file_id("data.json");
        files.extend(data_id.map(|id| (id, Bytes::new(data))));
        Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            // the path of a layout that exists is valid
            main: file_id(&main).unwrap_or_else(|| Source::detached("").id()),
            sources,
            files,
        }
    }

    fn missing(id: FileId) -> FileError {
        if let VirtualRoot::Package(package) = id.get().root() {
            return FileError::Package(PackageError::NotFound(package.clone()));
        }
        FileError::NotFound(PathBuf::from(id.get().vpath().get_without_slash()))
    }
}

/// Layouts that are kept parsed. Those of the program are some tens.
const KEPT: usize = 256;

/// Files with the bytes that they were parsed from.
type Known = HashMap<FileId, (Arc<[u8]>, Source)>;

/// A file of a layout, parsed once: pages are laid out alone, and reading the layouts takes as long as one of them.
fn parsed(id: FileId, bytes: &Arc<[u8]>) -> Source {
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, source)) = known().get(&id).filter(|(of, _)| Arc::ptr_eq(of, bytes) || of == bytes) {
        return source.clone();
    }
    let source = Source::new(id, String::from_utf8_lossy(bytes).into_owned());
    let mut known = known();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(id, (Arc::clone(bytes), source.clone()));
    source
}

fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for LayoutWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| Self::missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| Self::missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
