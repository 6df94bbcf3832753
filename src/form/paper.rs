//! Paper, and the measures of text on it.

use crate::text::Rules;
use crate::units::MM;

/// Paper in mm, as it lies (width and height after turning).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaperFormat {
    /// From edge to edge.
    pub width: f64,
    /// From edge to edge.
    pub height: f64,
    /// Margin.
    pub top: f64,
    /// Margin.
    pub bottom: f64,
    /// Margin.
    pub left: f64,
    /// Margin.
    pub right: f64,
    /// Its name.
    pub size: PaperSize,
    /// Wider than high.
    pub landscape: bool,
}

/// No ink of a paper is nearer to the edge of its sheet, mm: printers and copiers leave 4 to 5 mm white.
pub const CLEAR: f64 = 6.0;

impl PaperFormat {
    /// A4 portrait with the same margin (mm) at all sides.
    pub fn a4(margin: f64) -> Self {
        let (width, height) = PaperSize::A4.portrait();
        Self {
            width,
            height,
            top: margin,
            bottom: margin,
            left: margin,
            right: margin,
            size: PaperSize::A4,
            landscape: false,
        }
    }
}

/// Smaller text cannot be read by everybody, pt.
const LEGIBLE: f64 = 5.5;

/// A4 over A3, in length.
pub(crate) const A4_OF_A3: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// What text of `size` pt becomes when its A3 page is copied to A4, and the size (pt, in tenths) that would stay legible:
/// none where it does already, or where the paper is no A3.
pub(crate) fn reduced(paper: &PaperFormat, size: f64) -> Option<(f64, f64)> {
    let reduced = size * A4_OF_A3;
    let enough = (LEGIBLE / A4_OF_A3 * 10.0).ceil() / 10.0;
    (paper.size == PaperSize::A3 && reduced < LEGIBLE).then_some(((reduced * 10.0).round() / 10.0, enough))
}

/// The line of a form's description on that; empty for none.
pub(crate) fn reduced_line(paper: &PaperFormat, size: f64) -> String {
    reduced(paper, size).map_or_else(String::new, |(small, enough)| {
        format!("A4 への縮小: 字が {small}pt になります（{enough}pt 以上で組めば {LEGIBLE}pt を保てます）\n")
    })
}

impl PaperSize {
    /// Width and height upright, mm (ISO 216).
    pub fn portrait(self) -> (f64, f64) {
        match self {
            Self::A3 => (297.0, 420.0),
            Self::A4 => (210.0, 297.0),
        }
    }
}

/// Sizes of paper (ISO 216).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaperSize {
    /// 297 mm × 420 mm
    A3,
    /// 210 mm × 297 mm
    A4,
}

/// How text is set in a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStyle {
    /// Family of the text.
    pub font: String,
    /// Size of the body text in pt.
    pub size: f64,
    /// Gap between lines as a share of the size (JLReq 2.4.2).
    pub line_gap: f64,
    /// Room between rule and text, mm. Above and below it is what [`inset_on_grid`] makes of it.
    pub inset_x: f64,
    /// The wish for the room above and below, mm.
    pub inset_y: f64,
    /// How lines are composed.
    pub rules: Rules,
    /// Half-width katakana is a finding.
    pub warn_half_kana: bool,
}

/// Nearer to a rule text is not set, mm: strokes reach out of the em square of some faces.
const LEAST_INSET: f64 = 0.3;

/// The room above and below a cell's text, pt, that is the nearest to `wish` mm of those with which every row is a
/// whole number of lines high. So the lines of all cells of a page stand on one grid (JLReq 2.5), whatever rows a
/// group spans. `size` is in pt, `line_gap` a share of it.
pub fn inset_on_grid(size: f64, line_gap: f64, wish: f64) -> f64 {
    let (gap, half) = (size * line_gap, size * (1.0 + line_gap) / 2.0);
    let steps = ((wish * MM - gap / 2.0) / half).round().max(0.0);
    let inset = gap / 2.0 + steps * half;
    if inset < LEAST_INSET * MM { inset + half } else { inset }
}
