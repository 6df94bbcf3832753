//! What matome draws itself for the print shop, through printpdf and always from nothing: printpdf 0.12 loses
//! colours and text of pages that it reads and writes again (measured), so it never sees one.
//!
//! printpdf embeds a font whole without its HTML engine; the glyphs in use are taken out of the font before
//! it gets it.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, FontId, FontMetrics, FontType, Greyscale, Line, LineDashPattern, LinePoint, Op, PaintMode,
    ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfFontMetricsStub, PdfPage, PdfSaveOptions, Point, Pt, Rect,
    TextItem,
};
use subsetter::GlyphRemapper;

use super::finish::fingerprint;
use crate::finding::{Finding, Level};
use crate::msg;
use crate::text::check_glyphs;
use crate::text::{Coverage, FontChain, GETA, combines, is_attached, pieces, printable};
use crate::typeset::{FontFile, Fonts};

/// A page to draw. The origin is at the lower left; all lengths are in points.
pub(crate) struct Sheet {
    pub width: f64,
    pub height: f64,
    marks: Vec<Mark>,
}

enum Mark {
    Text { x: f64, y: f64, size: f64, bold: bool, gray: f64, text: String },
    Line { from: (f64, f64), to: (f64, f64), width: f64, dash: f64 },
    Frame { rect: [f64; 4], width: f64 },
    Fill { rect: [f64; 4], gray: f64 },
}

/// Solid black.
pub(crate) const BLACK: f64 = 0.0;

impl Sheet {
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, marks: Vec::new() }
    }

    /// `text` in one line from `x` on the baseline `y`.
    pub fn text(&mut self, x: f64, y: f64, size: f64, bold: bool, text: &str) {
        self.gray_text((x, y), size, bold, BLACK, text);
    }

    /// The same in a shade: 0 is black, 1 white.
    pub fn gray_text(&mut self, (x, y): (f64, f64), size: f64, bold: bool, gray: f64, text: &str) {
        self.marks.push(Mark::Text { x, y, size, bold, gray, text: text.to_owned() });
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64) {
        self.marks.push(Mark::Line { from, to, width, dash: 0.0 });
    }

    /// A dashed line, dashes and gaps of `dash`.
    pub fn dashed(&mut self, from: (f64, f64), to: (f64, f64), width: f64, dash: f64) {
        self.marks.push(Mark::Line { from, to, width, dash });
    }

    /// left, bottom, width, height; the stroke lies on the edge.
    pub fn frame(&mut self, rect: [f64; 4], width: f64) {
        self.marks.push(Mark::Frame { rect, width });
    }

    pub fn fill(&mut self, rect: [f64; 4], gray: f64) {
        self.marks.push(Mark::Fill { rect, gray });
    }
}

/// The fonts of a drawing, regular and bold.
pub(crate) struct Pen {
    faces: [Vec<FontFile>; 2],
    chains: [FontChain; 2],
}

impl Pen {
    /// # Errors
    /// `M205` an unknown family.
    pub fn new(fonts: &Fonts, family: &str) -> Result<Self, Finding> {
        let chain = |bold| fonts.chain(family, bold).ok_or_else(|| fonts.unknown(family));
        let chains = [chain(false)?, chain(true)?];
        Ok(Self { faces: [fonts.files(family, false), fonts.files(family, true)], chains })
    }

    pub fn chain(&self, bold: bool) -> &FontChain {
        let [plain, strong] = &self.chains;
        if bold { strong } else { plain }
    }

    /// The text as it is drawn; what cannot be is named (`M201`–`M203`) and becomes 〓. Line ends stay.
    pub fn clean(&self, text: &str, findings: &mut Vec<Finding>) -> String {
        for mut finding in check_glyphs(text, self.chain(false)) {
            let quoted = crate::finding::quote(text);
            if finding.level == Level::Error {
                finding = finding.hint(msg_in(&quoted));
            }
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        // stamps are drawn a glyph a character
        let printed = printable(text, self.chain(false));
        let mut out = String::with_capacity(printed.len());
        for (c, marks) in pieces(&printed) {
            if !combines(marks) {
                out.push(c);
                out.push_str(marks);
                continue;
            }
            let typed = format!("{c}{marks}");
            let message = msg!(
                "「{typed}」は字と記号の組み合わせで、ここには印刷できません",
                "\"{typed}\" is a character with a mark on it, which cannot be printed here"
            );
            let finding = Finding::error("M201", message).hint(msg_in(&crate::finding::quote(text)));
            if !findings.contains(&finding) {
                findings.push(finding);
            }
            out.push(GETA);
        }
        out
    }

    /// The advance of a line at a size in points.
    pub fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let chain = self.chain(bold);
        let milli = chain.width(text);
        f64::from(milli) * size / 1000.0
    }
}

fn msg_in(quoted: &str) -> crate::finding::Message {
    msg!("「{quoted}」の中の字です", "it stands in \"{quoted}\"")
}

/// A face in use: which of its glyphs, and what they stand for.
struct Used<'a> {
    file: &'a FontFile,
    glyphs: GlyphRemapper,
    widths: BTreeMap<u16, u16>,
}

/// Which font a glyph is from: bold, place in the chain.
type FaceKey = (bool, usize);

/// Draws the sheets as one PDF. Only its pages and fonts are worth keeping: its dates and ids are printpdf's.
pub(crate) fn draw(sheets: &[&Sheet], pen: &Pen) -> Vec<u8> {
    let mut used: BTreeMap<FaceKey, Used> = BTreeMap::new();
    let pages: Vec<PdfPage> = sheets.iter().map(|sheet| page(sheet, pen, &mut used)).collect();
    let mut doc = PdfDocument::new("");
    for (key, face) in &used {
        if let Some(font) = subset(face) {
            doc.resources.fonts.map.insert(font_id(*key), PdfFont::new(font));
        }
    }
    let options = PdfSaveOptions { subset_fonts: false, ..PdfSaveOptions::default() };
    doc.with_pages(pages).save(&options, &mut Vec::new())
}

fn font_id((bold, index): FaceKey) -> FontId {
    FontId(format!("M{}{index}", if bold { "b" } else { "r" }))
}

fn page<'a>(sheet: &Sheet, pen: &'a Pen, used: &mut BTreeMap<FaceKey, Used<'a>>) -> PdfPage {
    let mut ops = Vec::new();
    let gray = |value: f64| Color::Greyscale(Greyscale::new(value as f32, None));
    for mark in &sheet.marks {
        ops.push(Op::SaveGraphicsState);
        match mark {
            Mark::Text { x, y, size, bold, gray: shade, text } => {
                ops.push(Op::SetFillColor { col: gray(*shade) });
                ops.push(Op::StartTextSection);
                ops.push(Op::SetTextCursor { pos: point((*x, *y)) });
                for (key, glyphs) in runs(text, *bold, pen, used) {
                    ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(key)), size: Pt(*size as f32) });
                    ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(glyphs)] });
                }
                ops.push(Op::EndTextSection);
            }
            Mark::Line { from, to, width, dash } => {
                ops.push(Op::SetOutlineColor { col: gray(BLACK) });
                ops.push(Op::SetOutlineThickness { pt: Pt(*width as f32) });
                if *dash > 0.0 {
                    let dash = LineDashPattern::new(0.0, &[*dash as f32, *dash as f32]);
                    ops.push(Op::SetLineDashPattern { dash });
                }
                let points = [from, to].map(|p| LinePoint { p: point(*p), bezier: false }).to_vec();
                ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Mark::Frame { rect, width } => {
                ops.push(Op::SetOutlineColor { col: gray(BLACK) });
                ops.push(Op::SetOutlineThickness { pt: Pt(*width as f32) });
                ops.push(rectangle(*rect, PaintMode::Stroke));
            }
            Mark::Fill { rect, gray: shade } => {
                ops.push(Op::SetFillColor { col: gray(*shade) });
                ops.push(rectangle(*rect, PaintMode::Fill));
            }
        }
        ops.push(Op::RestoreGraphicsState);
    }
    PdfPage::new(Pt(sheet.width as f32).into(), Pt(sheet.height as f32).into(), ops)
}

fn point((x, y): (f64, f64)) -> Point {
    Point { x: Pt(x as f32), y: Pt(y as f32) }
}

fn rectangle([x, y, width, height]: [f64; 4], mode: PaintMode) -> Op {
    let [x, y, width, height] = [x, y, width, height].map(|v| Pt(v as f32));
    Op::DrawRectangle { rectangle: Rect { x, y, width, height, mode: Some(mode), winding_order: None } }
}

/// The glyphs of a line, in stretches of one font; each keeps its text, with its variation selector, for search.
fn runs<'a>(
    text: &str,
    bold: bool,
    pen: &'a Pen,
    used: &mut BTreeMap<FaceKey, Used<'a>>,
) -> Vec<(FaceKey, Vec<Codepoint>)> {
    let chain = pen.chain(bold);
    let mut out: Vec<(FaceKey, Vec<Codepoint>)> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let selector = chars.next_if(|c| is_attached(*c));
        let index = match chain.coverage(c) {
            Coverage::Own => 0,
            Coverage::Fallback(n) => n,
            // `clean` leaves none
            Coverage::Missing => continue,
        };
        let key = (bold, index);
        let Some(file) = pen.faces.get(usize::from(bold)).and_then(|faces| faces.get(index)) else { continue };
        let Ok(face) = ttf_parser::Face::parse(file.bytes, file.index) else { continue };
        let variant = selector.and_then(|s| face.glyph_variation_index(c, s));
        let Some(glyph) = variant.or_else(|| face.glyph_index(c)) else { continue };
        let used =
            used.entry(key).or_insert_with(|| Used { file, glyphs: GlyphRemapper::new(), widths: BTreeMap::new() });
        let new = used.glyphs.remap(glyph.0);
        used.widths.insert(new, face.glyph_hor_advance(glyph).unwrap_or(0));
        let says: String = std::iter::once(c).chain(selector).collect();
        let code = Codepoint::with_cid(new, 0.0, says);
        match out.last_mut() {
            Some((last, glyphs)) if *last == key => glyphs.push(code),
            _ => out.push((key, vec![code])),
        }
    }
    out
}

/// The font with the glyphs in use, under the name that such a part has to have (ISO 32000-1 9.6.4).
fn subset(used: &Used) -> Option<ParsedFont> {
    let bytes = subsetter::subset(used.file.bytes, used.file.index, &used.glyphs).ok()?;
    let face = ttf_parser::Face::parse(used.file.bytes, used.file.index).ok()?;
    let mut hash = fingerprint(&bytes);
    let tag: String = std::iter::repeat_with(|| {
        let letter = char::from(b'A'.saturating_add((hash % 26) as u8));
        hash /= 26;
        letter
    })
    .take(6)
    .collect();
    let names = face.names().into_iter().filter(|n| n.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
    let name = names.filter_map(|n| n.to_string()).next();
    let name = name.unwrap_or_else(|| used.file.family.split(' ').collect());
    let metrics = face.global_bounding_box();
    let units_per_em = face.units_per_em();
    Some(ParsedFont {
        font_index: 0,
        font_name: Some(format!("{tag}+{name}")),
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: used.widths.clone(),
        units_per_em,
        font_metrics: FontMetrics { ascent: face.ascender(), descent: face.descender() },
        font_type: if bytes.starts_with(b"OTTO") { FontType::OpenTypeCFF(()) } else { FontType::TrueType },
        pdf_font_metrics: PdfFontMetricsStub {
            units_per_em,
            x_min: metrics.x_min,
            y_min: metrics.y_min,
            x_max: metrics.x_max,
            y_max: metrics.y_max,
            us_weight_class: face.weight().to_number(),
            ..PdfFontMetricsStub::default()
        },
        original_bytes: bytes,
    })
}
