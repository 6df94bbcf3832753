//! Fold and cut marks (折りトンボ、トンボ) in the Japanese manner: double corners 3 mm apart, crosses in the middle.

use super::draw::Sheet;
use super::size::Size;
use crate::units::MM;

/// Which marks are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Short dashed lines where the sheet is folded.
    pub fold: bool,
    /// Marks where the sheet is cut; they need a sheet larger than its pages.
    pub cut: bool,
}

/// How the middle line of a side runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    Upright,
    Level,
}

/// The pages on a sheet: what is left when it is cut. In mm.
pub(crate) struct Block {
    pub sheet: Size,
    pub left: f64,
    pub bottom: f64,
    pub size: Size,
    pub fold: Option<Fold>,
}

/// Room beyond the cut that ink may bleed into, in mm.
const BLEED: f64 = 3.0;
/// Marks are so long beyond the bleed, in mm.
const LENGTH: f64 = 9.0;
/// Shorter marks cannot be cut by.
const SHORTEST: f64 = 4.0;
/// Width of marks in points.
const HAIRLINE: f64 = 0.3;

impl Block {
    /// `sheet` as it is given, turned so that the block fits; the block's own size without one or if it is
    /// too small.
    pub fn new(size: Size, sheet: Option<Size>, fold: Option<Fold>) -> Self {
        let sheet = sheet.map_or(size, |s| if s.is_landscape() == size.is_landscape() { s } else { s.turned() });
        let fits = sheet.width >= size.width && sheet.height >= size.height;
        let sheet = if fits { sheet } else { size };
        Self { sheet, left: (sheet.width - size.width) / 2.0, bottom: (sheet.height - size.height) / 2.0, size, fold }
    }

    fn length(&self) -> f64 {
        (self.left.min(self.bottom) - BLEED - 0.5).min(LENGTH)
    }

    /// Whether cut marks fit beside the block.
    pub fn has_room(&self) -> bool {
        self.length() >= SHORTEST
    }
}

/// The marks of one side, on a sheet of its own.
pub(crate) fn sheet(block: &Block, marks: Marks) -> Sheet {
    let (width, height) = block.sheet.points();
    let mut out = Sheet::new(width, height);
    let cut = marks.cut && block.has_room();
    if cut {
        corners(block, &mut out);
        middles(block, marks.fold, &mut out);
    }
    if marks.fold {
        fold(block, cut, &mut out);
    }
    out
}

fn line(out: &mut Sheet, from: (f64, f64), to: (f64, f64)) {
    out.line((from.0 * MM, from.1 * MM), (to.0 * MM, to.1 * MM), HAIRLINE);
}

fn corners(block: &Block, out: &mut Sheet) {
    let long = block.length();
    for (x, dx) in [(block.left, -1.0), (block.left + block.size.width, 1.0)] {
        for (y, dy) in [(block.bottom, -1.0), (block.bottom + block.size.height, 1.0)] {
            let (bleed_x, bleed_y) = (x + dx * BLEED, y + dy * BLEED);
            let (far_x, far_y) = (bleed_x + dx * long, bleed_y + dy * long);
            line(out, (far_x, y), (bleed_x, y));
            line(out, (bleed_x, y), (bleed_x, far_y));
            line(out, (far_x, bleed_y), (x, bleed_y));
            line(out, (x, bleed_y), (x, far_y));
        }
    }
}

/// Crosses in the middle of each side; the fold mark stands for the one that it falls on.
fn middles(block: &Block, folds: bool, out: &mut Sheet) {
    let long = block.length();
    let arm = long.min(LENGTH) * 0.6;
    let (mid_x, mid_y) = (block.left + block.size.width / 2.0, block.bottom + block.size.height / 2.0);
    if !(folds && block.fold == Some(Fold::Upright)) {
        for (y, dy) in [(block.bottom - BLEED, -1.0), (block.bottom + block.size.height + BLEED, 1.0)] {
            line(out, (mid_x, y), (mid_x, y + dy * long));
            line(out, (mid_x - arm, y + dy * long / 2.0), (mid_x + arm, y + dy * long / 2.0));
        }
    }
    if !(folds && block.fold == Some(Fold::Level)) {
        for (x, dx) in [(block.left - BLEED, -1.0), (block.left + block.size.width + BLEED, 1.0)] {
            line(out, (x, mid_y), (x + dx * long, mid_y));
            line(out, (x + dx * long / 2.0, mid_y - arm), (x + dx * long / 2.0, mid_y + arm));
        }
    }
}

/// Beside the pages where there is room, else on the paper: printers leave its edge white.
fn fold(block: &Block, outside: bool, out: &mut Sheet) {
    const FROM_EDGE: f64 = 5.0;
    const ON_PAPER: f64 = 4.0;
    let (reach, gap) = if outside { (block.length(), BLEED) } else { (-ON_PAPER, -FROM_EDGE) };
    let (x, y, w, h) = (block.left, block.bottom, block.size.width, block.size.height);
    let ends = match block.fold {
        None => return,
        Some(Fold::Upright) => {
            let mid = x + w / 2.0;
            [((mid, y - gap), (mid, y - gap - reach)), ((mid, y + h + gap), (mid, y + h + gap + reach))]
        }
        Some(Fold::Level) => {
            let mid = y + h / 2.0;
            [((x - gap, mid), (x - gap - reach, mid)), ((x + w + gap, mid), (x + w + gap + reach, mid))]
        }
    };
    for (from, to) in ends {
        out.dashed((from.0 * MM, from.1 * MM), (to.0 * MM, to.1 * MM), HAIRLINE, 1.0 * MM);
    }
}
