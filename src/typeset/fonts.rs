//! The only fonts there are: those of `fonts/`, mapped with the program, and those a project adds.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

use crate::finding::{Finding, Place};
use crate::msg;
use crate::text::{Face, FontChain};

/// A font file that is part of the program.
struct BuiltIn {
    family: &'static str,
    bold: bool,
    bytes: &'static [u8],
}

static BUILT_IN: [BuiltIn; 5] = [
    BuiltIn { family: "BIZ UDGothic", bold: false, bytes: include_bytes!("../../fonts/BIZUDGothic-Regular.ttf") },
    BuiltIn { family: "BIZ UDGothic", bold: true, bytes: include_bytes!("../../fonts/BIZUDGothic-Bold.ttf") },
    BuiltIn { family: "BIZ UDMincho", bold: false, bytes: include_bytes!("../../fonts/BIZUDMincho-Regular.ttf") },
    BuiltIn { family: "IPAexGothic", bold: false, bytes: include_bytes!("../../fonts/ipaexg.ttf") },
    BuiltIn { family: "IPAexMincho", bold: false, bytes: include_bytes!("../../fonts/ipaexm.ttf") },
];

/// Fonts asked when a text font lacks a character; they cover JIS X 0213:2004.
const FALLBACK: [(&str, &str); 2] = [("Gothic", "IPAexGothic"), ("Mincho", "IPAexMincho")];

/// One face, decoded when it is first used.
struct Entry {
    family: String,
    bold: bool,
    bytes: &'static [u8],
    index: u32,
    face: OnceLock<Option<Arc<Face>>>,
    font: OnceLock<Option<Font>>,
}

/// The file of a face, for what draws without Typst.
#[derive(Debug, Clone)]
pub(crate) struct FontFile {
    pub family: String,
    pub bytes: &'static [u8],
    pub index: u32,
}

/// The fonts of a run. Cheap to clone.
#[derive(Clone)]
pub struct Fonts {
    entries: Arc<Vec<Entry>>,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Fonts {
    pub fn builtin() -> Self {
        let entries = BUILT_IN.iter().map(|f| Entry::new(f.family.to_owned(), f.bold, f.bytes, 0)).collect();
        Self { entries: Arc::new(entries) }
    }

    /// Built-in fonts and those in a project's `fonts/` folder, in the order of their file names.
    ///
    /// # Errors
    /// `M204` a file that cannot be read or is not a font.
    pub fn with_folder(folder: &Path) -> Result<Self, Vec<Finding>> {
        let mut fonts = Self::builtin();
        let Ok(entries) = std::fs::read_dir(folder) else { return Ok(fonts) };
        let mut files: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        files.sort();
        let mut added = Vec::new();
        let mut findings = Vec::new();
        for path in files {
            let extension = path.extension().map(|e| e.to_ascii_lowercase());
            if !["ttf", "otf", "ttc", "otc"].iter().any(|e| extension.as_deref() == Some(e.as_ref())) {
                continue;
            }
            match read_font(&path) {
                Some(mut entries) => added.append(&mut entries),
                None => findings.push(
                    Finding::error("M204", msg!("書体のファイルを読めません", "cannot read the font file"))
                        .at(Place::file(path.to_string_lossy()))
                        .hint(msg!(
                            "TrueType か OpenType の書体を置いてください",
                            "put a TrueType or OpenType font there"
                        )),
                ),
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        if let Some(entries) = Arc::get_mut(&mut fonts.entries) {
            entries.append(&mut added);
        }
        Ok(fonts)
    }

    /// The families that set a text: the font itself, the project's own fonts, the fallback.
    pub fn families(&self, family: &str) -> Vec<String> {
        let mut out = vec![family.to_owned()];
        for entry in self.entries.iter().skip(BUILT_IN.len()) {
            if !out.contains(&entry.family) {
                out.push(entry.family.clone());
            }
        }
        let own = FALLBACK.iter().filter(|(style, _)| family.contains(style)).chain(&FALLBACK).next();
        out.extend(own.map(|(_, name)| (*name).to_owned()).filter(|name| !out.contains(name)));
        out
    }

    /// The chain of faces for widths and coverage. A family without a bold face sets bold in its regular one.
    pub fn chain(&self, family: &str, bold: bool) -> Option<FontChain> {
        let faces: Vec<Arc<Face>> = self.families(family).iter().filter_map(|f| self.find(f, bold)?.face()).collect();
        let first = self.find(family, bold)?.face()?;
        debug_assert!(faces.first().is_some_and(|f| Arc::ptr_eq(f, &first)));
        Some(FontChain::new(faces))
    }

    /// The files of the faces of a [`chain`](Self::chain), in its order.
    pub(crate) fn files(&self, family: &str, bold: bool) -> Vec<FontFile> {
        let families = self.families(family);
        let entries = families.iter().filter_map(|f| self.find(f, bold)).filter(|e| e.face().is_some());
        entries.map(|e| FontFile { family: e.family.clone(), bytes: e.bytes, index: e.index }).collect()
    }

    fn find(&self, family: &str, bold: bool) -> Option<&Entry> {
        let same = || self.entries.iter().filter(|e| e.family == family);
        same().find(|e| e.bold == bold).or_else(|| same().next())
    }

    /// The Typst fonts of these families.
    pub fn typst(&self, families: &[String]) -> Vec<Font> {
        self.entries.iter().filter(|e| families.contains(&e.family)).filter_map(Entry::font).collect()
    }

    /// `M205`: a family that is nowhere.
    pub fn unknown(&self, family: &str) -> Finding {
        let mut known: Vec<&str> = self.family_names().collect();
        known.dedup();
        let (ja, en) = (known.join("、"), known.join(", "));
        Finding::error("M205", msg!("書体「{family}」がありません", "there is no font \"{family}\"")).hint(msg!(
            "使える書体: {ja}。ほかの書体は fonts フォルダーに入れてください",
            "known fonts: {en}; put others into the fonts folder"
        ))
    }

    pub fn family_names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.family.as_str())
    }
}

impl Entry {
    fn new(family: String, bold: bool, bytes: &'static [u8], index: u32) -> Self {
        Self { family, bold, bytes, index, face: OnceLock::new(), font: OnceLock::new() }
    }

    fn face(&self) -> Option<Arc<Face>> {
        self.face.get_or_init(|| Face::parse(self.bytes, self.index).map(Arc::new)).clone()
    }

    fn font(&self) -> Option<Font> {
        self.font.get_or_init(|| Font::new(Bytes::new(self.bytes), self.index)).clone()
    }
}

fn read_font(path: &Path) -> Option<Vec<Entry>> {
    /// A project's fonts stay for the whole run; a file is loaded once, however often it is asked for.
    static LOADED: Mutex<Vec<(std::path::PathBuf, &'static [u8])>> = Mutex::new(Vec::new());
    let bytes = std::fs::read(path).ok()?;
    let bytes: &'static [u8] = {
        let mut loaded = LOADED.lock().ok()?;
        match loaded.iter().find(|(p, b)| p == path && **b == *bytes) {
            Some((_, known)) => known,
            None => {
                let leaked: &'static [u8] = Box::leak(bytes.into_boxed_slice());
                loaded.push((path.to_owned(), leaked));
                leaked
            }
        }
    };
    let entries: Vec<Entry> = FontInfo::iter(bytes)
        .enumerate()
        .map(|(i, info)| {
            Entry::new(info.family.as_str().to_owned(), info.variant.weight.to_number() >= 600, bytes, i as u32)
        })
        .collect();
    (!entries.is_empty()).then_some(entries)
}
