//! What the definitions of both kinds of form share: the file with its places, paper, and measures of text.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::raw::{Papers, RawInset, RawMargin, RawPaper};
use super::{CLEAR, PaperFormat, PaperSize, Templates, TomlFile};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::source::plain_text;
use crate::text::{Kinsoku, Rules};
use crate::told::Faults;
use crate::typeset::Fonts;
use crate::words::era;

/// Text sizes that can be read, pt.
pub const SIZES: std::ops::RangeInclusive<f64> = 7.0..=20.0;

/// Bytes of a definition. The largest of the built-in ones has 7 kB.
const LARGEST: usize = 512 << 10;

/// A `form.toml`.
#[derive(Clone)]
pub struct Definition {
    folder: String,
    toml: TomlFile,
}

impl Definition {
    /// Finds a form's definition by its name or title.
    ///
    /// # Errors
    /// `M071` no such form, or several; `M072` not UTF-8, or larger than a definition can be.
    pub fn find(templates: &Templates, name: &str) -> Result<Self, Faults> {
        let folder = templates.form_called(name)?;
        let path = format!("{folder}/form.toml");
        let bytes = templates.file(&path).unwrap_or_default();
        let file = templates.source(&path).holding(&bytes);
        if bytes.len() > LARGEST {
            let (kb, most) = (bytes.len() >> 10, LARGEST >> 10);
            let message = msg!(
                "様式の定義が大きすぎます（{kb} kB。{most} kB まで）",
                "the form definition is too large: {kb} kB for {most} kB"
            );
            return Err(Finding::error("M072", message).at(Place::file(&file)).into());
        }
        let text = plain_text(&bytes).ok_or_else(|| no_text(&bytes, &file))?;
        Ok(Self { folder: folder.to_owned(), toml: TomlFile::new(file.clone(), &text) })
    }

    /// Name of its folder below `templates/`.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Reads the fields.
    ///
    /// # Errors
    /// `M072` not TOML, or not the fields of such a definition.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Finding> {
        let what = msg!("様式の定義を読めません", "cannot read the form definition");
        self.toml.parse("M072", &what)
    }

    pub(super) fn toml(&self) -> &TomlFile {
        &self.toml
    }

    /// The file's text.
    pub(super) fn text(&self) -> &str {
        &self.toml.text
    }

    pub fn place(&self, span: Range<usize>) -> Place {
        self.toml.place(span.start)
    }

    pub fn fault(&self, code: &'static str, span: Range<usize>, message: Message) -> Finding {
        Finding::error(code, message).at(self.place(span))
    }

    /// Where a text of the definition stands; the beginning if it is not there letter by letter.
    pub fn find_text(&self, text: &str) -> Range<usize> {
        let line = text.lines().next().unwrap_or(text);
        self.toml.text.find(line).map_or(0..0, |at| at..at.saturating_add(line.len()))
    }

    /// `M068`: layouts are looked for in the folder of the form's name; a paper has a title (ISO 14289-1, 7.1).
    pub fn check_names<'a>(
        &self,
        name: &Spanned<String>,
        folder: &str,
        titles: impl Iterator<Item = &'a Spanned<String>>,
        faults: &mut Vec<Finding>,
    ) {
        let own = name.get_ref();
        if own != folder {
            let message = msg!(
                "様式の名前（name）「{own}」が、フォルダーの名前「{folder}」と違います",
                "the form's name \"{own}\" is not that of its folder, \"{folder}\""
            );
            let hint = msg!("name = \"{folder}\" と書いてください", "write name = \"{folder}\"");
            faults.push(self.fault("M068", name.span(), message).hint(hint));
        }
        for title in titles.filter(|t| t.get_ref().trim().is_empty()) {
            faults.push(self.fault("M068", title.span(), msg!("題名（title）が空です", "the title is empty")));
        }
    }

    /// `M073`: paper, with margins where the definition gives none.
    pub fn check_paper(&self, raw: &RawPaper, margin: RawMargin, faults: &mut Vec<Finding>) -> PaperFormat {
        let size = match raw.size.get_ref().as_str() {
            "A3" => PaperSize::A3,
            "A4" => PaperSize::A4,
            other => {
                let message = msg!("用紙は A3 か A4 です: 「{other}」", "paper is A3 or A4: \"{other}\"");
                faults.push(self.fault("M073", raw.size.span(), message));
                PaperSize::A3
            }
        };
        let (short, long) = size.portrait();
        let landscape = match raw.orientation.get_ref().as_str() {
            "landscape" => true,
            "portrait" => false,
            other => {
                let message = msg!(
                    "向きは landscape（横）か portrait（縦）です: 「{other}」",
                    "orientation is landscape or portrait: \"{other}\""
                );
                faults.push(self.fault("M073", raw.orientation.span(), message));
                true
            }
        };
        let (width, height) = if landscape { (long, short) } else { (short, long) };
        let span = raw.margin.as_ref().map_or(0..0, Spanned::span);
        let m = raw.margin.as_ref().map_or(margin, |m| *m.get_ref());
        if [m.top, m.bottom, m.left, m.right].iter().any(|v| !(0.0..100.0).contains(v)) {
            faults.push(self.fault("M073", span, msg!("余白は 0〜100mm です", "margins are 0 to 100 mm")));
        }
        PaperFormat { width, height, top: m.top, bottom: m.bottom, left: m.left, right: m.right, size, landscape }
    }

    /// `M344`: margins, of the form and of other ways to print it, in which what stands there is nearer to the edge of the
    /// sheet than [`CLEAR`]. `need`: the least that they may be.
    pub fn check_margins(&self, need: RawMargin) -> Vec<Finding> {
        // the definition was read as its kind has it: here only what all kinds have is of interest
        let Ok(Papers { paper, print, variant }) = self.read::<Papers>() else { return Vec::new() };
        let other = print.into_values().chain(variant.into_values()).filter_map(|p| p.paper);
        std::iter::once(paper)
            .chain(other)
            .filter_map(|paper| paper.margin)
            .filter_map(|m| self.narrow(&m, need))
            .collect()
    }

    fn narrow(&self, margin: &Spanned<RawMargin>, need: RawMargin) -> Option<Finding> {
        let own = margin.get_ref();
        let sides = [
            ("上", "top", own.top, need.top),
            ("下", "bottom", own.bottom, need.bottom),
            ("左", "left", own.left, need.left),
            ("右", "right", own.right, need.right),
        ];
        let narrow: Vec<_> = sides.into_iter().filter(|(.., own, need)| own < need).collect();
        if narrow.is_empty() {
            return None;
        }
        let ja: Vec<String> =
            narrow.iter().map(|(ja, _, own, need)| format!("{ja} {own}mm（{need}mm 以上）")).collect();
        let en: Vec<String> =
            narrow.iter().map(|(_, en, own, need)| format!("{en} {own} mm (at least {need} mm)")).collect();
        let (ja, en) = (ja.join("、"), en.join(", "));
        let [top, bottom, left, right] = sides.map(|(.., own, need)| own.max(need));
        let line = format!("margin = {{ top = {top}, bottom = {bottom}, left = {left}, right = {right} }}");
        let message = msg!(
            "余白が狭く、紙の端から {CLEAR}mm より近くに刷られて切れることがあります: {ja}",
            "margins are narrow: what is printed nearer than {CLEAR} mm to the edge may be cut off: {en}"
        );
        let finding = Finding::warning("M344", message).at(self.place(margin.span()));
        Some(finding.hint(msg!("{line} と書いてください", "write {line}")))
    }

    /// `M075`: years that nobody plans for.
    pub fn check_years<'a>(
        &self,
        years: impl Iterator<Item = (&'a String, &'a Spanned<i32>)>,
        faults: &mut Vec<Finding>,
    ) {
        for (name, year) in years.filter(|(_, year)| !era::KNOWN.contains(&i64::from(*year.get_ref()))) {
            let (first, last, own) = (era::KNOWN.start(), era::KNOWN.end(), year.get_ref());
            let message = msg!(
                "「{name}」は西暦 {first}〜{last} で書いてください: 「{own}」",
                "\"{name}\" is a year from {first} to {last}: \"{own}\""
            );
            faults.push(self.fault("M075", year.span(), message));
        }
    }

    /// `M074`: a size of text, pt.
    pub fn check_size(&self, size: &Spanned<f64>, faults: &mut Vec<Finding>) -> f64 {
        let (pt, smallest, largest) = (*size.get_ref(), SIZES.start(), SIZES.end());
        // a number that is none is in no range
        if !SIZES.contains(&pt) {
            let message = msg!(
                "字の大きさ {pt}pt は使えません（{smallest}〜{largest}pt）",
                "text size {pt}pt is out of range ({smallest} to {largest} pt)"
            );
            faults.push(self.fault("M074", size.span(), message));
        }
        pt
    }

    /// `M074`: how lines are broken and filled.
    pub fn check_rules(&self, kinsoku: &Spanned<String>, latin_gap: bool, faults: &mut Vec<Finding>) -> Rules {
        let kinsoku = Kinsoku::parse(kinsoku.get_ref()).unwrap_or_else(|message| {
            faults.push(self.fault("M074", kinsoku.span(), message));
            Kinsoku::Strict
        });
        Rules { kinsoku, latin_gap }
    }

    /// `M074`: room between lines, a share of the size.
    pub fn check_line_gap(&self, gap: &Spanned<f64>, faults: &mut Vec<Finding>) -> f64 {
        let line_gap = *gap.get_ref();
        if !(0.0..=2.0).contains(&line_gap) {
            let message = msg!(
                "行間 line_gap {line_gap} は使えません（字の大きさの 0〜2 倍）",
                "line_gap {line_gap} is out of range (0 to 2 times the size)"
            );
            faults.push(self.fault("M074", gap.span(), message));
        }
        line_gap
    }

    /// `M205`: a font that is not there.
    pub fn check_font(&self, font: &Spanned<String>, fonts: &Fonts) -> Option<Finding> {
        match fonts.chain(font.get_ref(), false) {
            Some(_) => None,
            None => {
                let named = Some(font.span()).filter(|span| !span.is_empty());
                let mut finding = fonts.unknown(font.get_ref());
                finding.place = named.map(|span| self.place(span));
                Some(finding)
            }
        }
    }

    /// `M074`: room between lines, and between rules and text.
    pub fn check_room(
        &self,
        gap: &Spanned<f64>,
        inset: &Spanned<RawInset>,
        faults: &mut Vec<Finding>,
    ) -> (f64, RawInset) {
        let line_gap = self.check_line_gap(gap, faults);
        let room = *inset.get_ref();
        if [room.x, room.y].iter().any(|v| !(0.0..=10.0).contains(v)) {
            let message = msg!("罫線と文の間 inset は 0〜10mm です", "inset is 0 to 10 mm");
            faults.push(self.fault("M074", inset.span(), message));
        }
        (line_gap, room)
    }
}

/// `M072` at the first bytes that are no text.
fn no_text(bytes: &[u8], file: &SourceFile) -> Finding {
    let sound = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    Finding::error("M072", msg!("様式の定義が UTF-8 の文ではありません", "the form definition is no UTF-8 text"))
        .at(Place::at_byte(file, sound, sound.len()))
        .hint(msg!("文字コードに UTF-8 を選んで保存し直してください", "save it as UTF-8"))
}
