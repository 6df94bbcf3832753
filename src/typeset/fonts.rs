//! The only fonts there are: those of `fonts/`, mapped with the program, and those a project adds.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

use crate::finding::{Finding, Message};
use crate::input;
use crate::limits::{FONT_BYTES, Limits};
use crate::msg;
use crate::place::{Naming, Place, same_place, shown};
use crate::text::{Face, FontChain, SCRIPTS, jis};
use crate::told::Faults;

use super::gaiji::Gaiji;

/// A font file that is part of the program.
struct BuiltIn {
    family: &'static str,
    bold: bool,
    bytes: &'static [u8],
}

static BUILT_IN: [BuiltIn; 9] = [
    BuiltIn { family: "BIZ UDGothic", bold: false, bytes: include_bytes!("../../fonts/BIZUDGothic-Regular.ttf") },
    BuiltIn { family: "BIZ UDGothic", bold: true, bytes: include_bytes!("../../fonts/BIZUDGothic-Bold.ttf") },
    BuiltIn { family: "BIZ UDMincho", bold: false, bytes: include_bytes!("../../fonts/BIZUDMincho-Regular.ttf") },
    BuiltIn { family: "IPAexGothic", bold: false, bytes: include_bytes!("../../fonts/ipaexg.ttf") },
    BuiltIn { family: "IPAexMincho", bold: false, bytes: include_bytes!("../../fonts/ipaexm.ttf") },
    BuiltIn { family: SUPPLEMENTS[0], bold: false, bytes: include_bytes!("../../fonts/NotoSansJP-Supplement.ttf") },
    BuiltIn { family: SUPPLEMENTS[1], bold: false, bytes: include_bytes!("../../fonts/NotoSerifJP-Supplement.ttf") },
    BuiltIn { family: SCRIPTS[0], bold: false, bytes: include_bytes!("../../fonts/UDGothic-Scripts.ttf") },
    BuiltIn { family: SCRIPTS[1], bold: false, bytes: include_bytes!("../../fonts/UDMincho-Scripts.ttf") },
];

/// Only what the others lack: 𠮷 and 3,200 kanji more. They set no text of their own.
const SUPPLEMENTS: [&str; 2] = ["Noto Sans JP Supplement", "Noto Serif JP Supplement"];

/// Sets bold where a family has no bold face: Typst would print the regular one without a word.
const HEAVY: &str = "BIZ UDGothic";

/// Fonts asked when a text font lacks a character; the first cover JIS X 0213:2004.
const FALLBACK: [(&str, [&str; 3]); 2] =
    [("Gothic", ["IPAexGothic", SUPPLEMENTS[0], SCRIPTS[0]]), ("Mincho", ["IPAexMincho", SUPPLEMENTS[1], SCRIPTS[1]])];

/// What a face covers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaceInfo {
    /// Name of the family.
    pub family: String,
    /// The bold face.
    pub bold: bool,
    /// The file of a project; `None` for a font of the program.
    pub file: Option<String>,
    /// Characters that it has.
    pub characters: usize,
    /// Characters of JIS X 0208 (of 6,879).
    pub jis_x_0208: usize,
    /// Characters of JIS X 0213 (of 11,208 that are one code point).
    pub jis_x_0213: usize,
    /// Ideographic variation sequences (IVS).
    pub variations: usize,
}

/// One face, decoded when it is first used.
struct Entry {
    family: String,
    bold: bool,
    /// The file of a project.
    path: Option<PathBuf>,
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
    /// The families that draw private-use characters, in the order in which they are asked.
    gaiji: Arc<[String]>,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Fonts {
    /// The fonts of the program.
    pub fn builtin() -> Self {
        let entries = BUILT_IN.iter().map(|f| Entry::new(f.family.to_owned(), f.bold, f.bytes, 0, None)).collect();
        Self { entries: Arc::new(entries), gaiji: Arc::default() }
    }

    /// Built-in fonts and those in a project's `fonts/` folder, in the order of their file names.
    ///
    /// # Errors
    /// `M204` a file that cannot be read or is not a font.
    pub fn with_folder(folder: &Path, naming: &Naming, limits: &Limits) -> Result<Self, Faults> {
        let mut fonts = Self::builtin();
        let Ok(entries) = std::fs::read_dir(folder) else { return Ok(fonts) };
        let mut files: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        files.sort();
        let mut added = Vec::new();
        let mut findings = Vec::new();
        for path in files {
            let extension = path.extension().map(|e| e.to_ascii_lowercase());
            if !["ttf", "otf", "ttc", "otc", "tte"].iter().any(|e| extension.as_deref() == Some(e.as_ref())) {
                continue;
            }
            // a font of a gigabyte is a mistake, and not read
            let size = std::fs::metadata(&path).map_or(0, |facts| facts.len());
            if size > limits.font_bytes {
                let Message { ja, en } = FONT_BYTES.beyond(limits, Some(size));
                let message = msg!("書体が大きすぎます: {ja}", "the font is too large: {en}");
                let finding = Finding::error("M204", message).at(Place::file(naming.file(&path)));
                findings.push(FONT_BYTES.told(finding, limits));
                continue;
            }
            match read_font(&path, limits) {
                Some(mut entries) => added.append(&mut entries),
                None => findings.push(
                    Finding::error("M204", msg!("書体のファイルを読めません", "cannot read the font file"))
                        .at(Place::file(naming.file(&path)))
                        .hint(msg!(
                            "TrueType か OpenType の書体を置いてください",
                            "put a TrueType or OpenType font there"
                        )),
                ),
            }
        }
        if !findings.is_empty() {
            return Err(findings.into());
        }
        if let Some(entries) = Arc::get_mut(&mut fonts.entries) {
            entries.append(&mut added);
        }
        Ok(fonts)
    }

    /// With those of a project's fonts that draw its private-use characters.
    ///
    /// # Errors
    /// `M081` a file that is not among the project's fonts.
    pub fn with_gaiji(self, gaiji: &[Gaiji]) -> Result<Self, Faults> {
        let (mut families, mut faults) = (Vec::new(), Vec::new());
        for font in gaiji {
            let file = same_place(&font.file);
            let faces = self.entries.iter().filter(|e| e.path.as_deref().is_some_and(|p| same_place(p) == file));
            let own: Vec<String> = faces.map(|e| e.family.clone()).collect();
            if own.is_empty() {
                let name = shown(&font.file);
                let message = msg!(
                    "外字の書体「{name}」が、プロジェクトの fonts フォルダーにありません",
                    "the gaiji font \"{name}\" is not in the project's fonts folder"
                );
                faults.push(Finding::error("M081", message).at(font.place.clone()).hint(msg!(
                    "書体のファイルを fonts フォルダーに入れ、font = \"fonts/ファイル名\" と書いてください",
                    "put the file into the fonts folder and write font = \"fonts/FILE\""
                )));
            }
            families.extend(own);
        }
        if faults.is_empty() { Ok(Self { gaiji: families.into(), ..self }) } else { Err(faults.into()) }
    }

    /// Whether private-use characters are drawn.
    pub(crate) fn has_gaiji(&self) -> bool {
        !self.gaiji.is_empty()
    }

    /// The families that set a text: the font itself, the project's own fonts, the fallback. Bold is set by the
    /// family's own bold face or, where it has none, by BIZ UDGothic Bold.
    pub fn families(&self, family: &str, bold: bool) -> Vec<String> {
        let mut out = Vec::new();
        if bold && !self.has_bold(family) {
            out.push(HEAVY.to_owned());
        }
        let lent = !out.is_empty();
        let set_by = if lent { HEAVY } else { family };
        let own = FALLBACK.iter().filter(|(style, _)| set_by.contains(style)).chain(&FALLBACK).next();
        let own = own.into_iter().flat_map(|(_, names)| *names);
        let added = || self.entries.iter().skip(BUILT_IN.len()).map(|e| e.family.as_str());
        let mut push = |name: &str| {
            if !out.iter().any(|have| have == name) {
                out.push(name.to_owned());
            }
        };
        if lent {
            // a thin Mincho between bold Gothic would be another word to the eye
            added().filter(|name| !is_mincho(name)).for_each(&mut push);
            own.for_each(&mut push);
            added().chain([family]).for_each(&mut push);
        } else {
            std::iter::once(family).chain(added()).chain(own).for_each(&mut push);
        }
        out
    }

    /// The chain of faces for widths and coverage, in the order of [`Fonts::families`]. `None` where there is no
    /// such family.
    pub fn chain(&self, family: &str, bold: bool) -> Option<FontChain> {
        self.family_names().find(|name| *name == family)?;
        self.find(family, false)?.face()?;
        let families = self.families(family, bold);
        let faces = families.iter().map(|f| self.find(f, bold)?.face()).collect::<Option<Vec<_>>>()?;
        let gaiji = self.gaiji.iter().filter_map(|own| families.iter().position(|f| f == own)).collect();
        Some(FontChain::new(faces, families).with_gaiji(gaiji))
    }

    /// Whether a family has a bold face.
    pub fn has_bold(&self, family: &str) -> bool {
        self.entries.iter().any(|e| e.family == family && e.bold)
    }

    /// The files of the faces of a [`chain`](Self::chain), in its order.
    pub(crate) fn files(&self, family: &str, bold: bool) -> Vec<FontFile> {
        let families = self.families(family, bold);
        let entries = families.iter().filter_map(|f| self.find(f, bold)).filter(|e| e.face().is_some());
        entries.map(|e| FontFile { family: e.family.clone(), bytes: e.bytes, index: e.index }).collect()
    }

    fn find(&self, family: &str, bold: bool) -> Option<&Entry> {
        let same = || self.entries.iter().filter(|e| e.family == family);
        same().find(|e| e.bold == bold).or_else(|| same().next())
    }

    /// The Typst fonts of these families.
    pub(crate) fn typst(&self, families: &[String]) -> Vec<Font> {
        self.entries.iter().filter(|e| families.contains(&e.family)).filter_map(Entry::font).collect()
    }

    /// The faces of these families that are a project's own: family, file, number in the file.
    pub(super) fn own_faces(&self, families: &[String]) -> impl Iterator<Item = (&str, &'static [u8], u32)> {
        let own = self.entries.iter().filter(|e| e.path.is_some() && families.contains(&e.family));
        own.map(|e| (e.family.as_str(), e.bytes, e.index))
    }

    /// The fonts of the program and these: what [`own_faces`](Self::own_faces) gives, in another process.
    pub(super) fn with_faces(faces: Vec<(String, &[u8], u32)>) -> Self {
        let mut fonts = Self::builtin();
        if let Some(entries) = Arc::get_mut(&mut fonts.entries) {
            let own =
                faces.into_iter().map(|(family, bytes, index)| Entry::new(family, false, keep(bytes), index, None));
            entries.extend(own);
        }
        fonts
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

    /// Every face and what it covers. Faces that cannot be decoded are left out.
    pub fn list(&self) -> Vec<FaceInfo> {
        let entries = self.entries.iter().filter_map(|entry| {
            let face = entry.face()?;
            let has = |c: &char| face.advance(*c).is_some();
            let jis_x_0208 = jis::x0208().iter().filter(|c| has(c)).count();
            Some(FaceInfo {
                family: entry.family.clone(),
                bold: entry.bold,
                file: entry.path.as_ref().and_then(|p| Some(p.file_name()?.to_string_lossy().into_owned())),
                characters: face.count(),
                jis_x_0208,
                jis_x_0213: jis_x_0208 + jis::x0213_added().filter(has).count(),
                variations: face.count_variations(),
            })
        });
        entries.collect()
    }

    /// The files of the project's own fonts, each once.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = self.entries.iter().filter_map(|e| e.path.clone()).collect();
        files.dedup();
        files
    }

    /// Families that can set a text.
    pub fn family_names(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .map(|e| e.family.as_str())
            .filter(|name| !SUPPLEMENTS.contains(name) && !SCRIPTS.contains(name))
    }
}

impl Entry {
    fn new(family: String, bold: bool, bytes: &'static [u8], index: u32, path: Option<PathBuf>) -> Self {
        Self { family, bold, path, bytes, index, face: OnceLock::new(), font: OnceLock::new() }
    }

    fn face(&self) -> Option<Arc<Face>> {
        self.face.get_or_init(|| Face::parse(self.bytes, self.index).map(Arc::new)).clone()
    }

    fn font(&self) -> Option<Font> {
        self.font.get_or_init(|| Font::new(Bytes::new(self.bytes), self.index)).clone()
    }
}

/// Whether a font's name says that its strokes are thin.
fn is_mincho(family: &str) -> bool {
    let family = family.to_lowercase();
    ["mincho", "明朝", "serif"].iter().any(|style| family.contains(style)) && !family.contains("sans")
}

/// A project's fonts stay for the whole run; each is kept once, however often and from wherever it is asked for.
fn keep(bytes: &[u8]) -> &'static [u8] {
    static LOADED: Mutex<Vec<&'static [u8]>> = Mutex::new(Vec::new());
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = loaded.iter().find(|b| **b == bytes) {
        return known;
    }
    let leaked: &'static [u8] = Box::leak(bytes.into());
    loaded.push(leaked);
    leaked
}

fn read_font(path: &Path, limits: &Limits) -> Option<Vec<Entry>> {
    let bytes = keep(&input::read(path, limits.font_bytes).ok()?);
    let entries: Vec<Entry> = FontInfo::iter(bytes)
        .enumerate()
        .map(|(i, info)| {
            let bold = info.variant.weight.to_number() >= 600;
            Entry::new(info.family.as_str().to_owned(), bold, bytes, i as u32, Some(path.to_owned()))
        })
        .collect();
    (!entries.is_empty()).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::Fonts;
    use crate::text::Coverage;

    #[test]
    fn bold_text_falls_back_on_gothic() {
        let fonts = Fonts::builtin();
        for family in ["BIZ UDMincho", "IPAexMincho", "BIZ UDGothic"] {
            let chain = fonts.chain(family, true).expect("built in");
            assert_eq!(chain.families()[0], "BIZ UDGothic");
            for c in ['𠮷', '㊟'] {
                let Coverage::Fallback(n) = chain.coverage(c) else { panic!("{family} has {c}") };
                let lent = &chain.families()[n];
                assert!(lent.contains("Gothic") || lent.contains("Sans"), "{family}: {c} of {lent}");
            }
        }
        // plain text keeps its style
        let plain = fonts.families("BIZ UDMincho", false);
        assert_eq!(plain, ["BIZ UDMincho", "IPAexMincho", "Noto Serif JP Supplement", "UD Mincho Scripts"]);
    }
}
