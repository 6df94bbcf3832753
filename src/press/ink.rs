//! Where a page has ink, from a small picture of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::{CMapResolverFn, InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use rayon::prelude::*;

use crate::typeset::Fonts;
use crate::units::MM;

/// Pixels in a millimetre: 51 to the inch, where the thinnest rule still leaves a trace.
const DENSITY: f64 = 2.0;
/// A channel below this is ink; antialiasing of hairlines goes up to 250.
const PAPER: u8 = 252;

/// The ink of a page. Lengths are in mm from the upper left corner, as on the picture.
pub(crate) struct Ink {
    width: usize,
    height: usize,
    /// Inked pixels above and left of each corner of a pixel.
    sums: Vec<u32>,
}

impl Ink {
    fn new(width: usize, height: usize, is_inked: impl Fn(usize, usize) -> bool) -> Self {
        let stride = width.saturating_add(1);
        let mut sums = vec![0_u32; stride];
        for y in 0..height {
            let mut row = 0_u32;
            sums.push(0);
            for x in 0..width {
                row = row.saturating_add(is_inked(x, y).into());
                let above = sums.len().checked_sub(stride).and_then(|at| sums.get(at)).copied().unwrap_or(0);
                sums.push(above.saturating_add(row));
            }
        }
        Self { width, height, sums }
    }

    /// Whether a rectangle lies on the page and has no ink.
    pub fn is_free(&self, left: f64, top: f64, width: f64, height: f64) -> bool {
        let (w, h) = (self.width as f64 / DENSITY, self.height as f64 / DENSITY);
        // the picture drops a part of a pixel at the right and the foot
        let edge = 1.0 / DENSITY;
        if left < 0.0 || top < 0.0 || left + width > w + edge || top + height > h + edge {
            return false;
        }
        let x0 = (left * DENSITY).floor() as usize;
        let y0 = (top * DENSITY).floor() as usize;
        let x1 = (((left + width) * DENSITY).ceil() as usize).min(self.width);
        let y1 = (((top + height) * DENSITY).ceil() as usize).min(self.height);
        let stride = self.width.saturating_add(1);
        let at = |x: usize, y: usize| self.sums.get(y.saturating_mul(stride).saturating_add(x)).copied();
        let both = |(a, b): (Option<u32>, Option<u32>)| a?.checked_add(b?);
        let [outer, inner] = [(at(x1, y1), at(x0, y0)), (at(x1, y0), at(x0, y1))].map(both);
        outer.is_some() && outer == inner
    }
}

/// Looks at the pages of a PDF, on all cores. `None` for a page that could not be drawn whole; nothing for an
/// unreadable PDF.
pub(crate) fn look(pdf: Vec<u8>, fonts: &Fonts) -> Vec<Option<Ink>> {
    let Ok(pdf) = Pdf::new(pdf) else { return Vec::new() };
    (0..pdf.pages().len()).into_par_iter().map(|n| look_at(&pdf, n, fonts)).collect()
}

fn look_at(pdf: &Pdf, page: usize, fonts: &Fonts) -> Option<Ink> {
    let page = pdf.pages().get(page)?;
    let incomplete = Arc::new(AtomicBool::new(false));
    let settings = settings(fonts, &incomplete);
    let scale = (DENSITY / MM) as f32;
    let size = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    // a guest's page that the drawer cannot stand counts as one without free room
    let draw = || hayro::render(page, &RenderCache::new(), &settings, &size);
    let picture = catch_unwind(AssertUnwindSafe(draw)).ok().filter(|_| !incomplete.load(Ordering::Relaxed))?;
    let (width, height) = (usize::from(picture.width()), usize::from(picture.height()));
    let data = picture.data();
    Some(Ink::new(width, height, |x, y| {
        let p = data.get(y.saturating_mul(width).saturating_add(x));
        p.is_some_and(|p| p.r < PAPER || p.g < PAPER || p.b < PAPER)
    }))
}

/// Fonts that are not embedded are drawn in ours: Japanese ones are as wide.
pub(crate) fn settings(fonts: &Fonts, incomplete: &Arc<AtomicBool>) -> InterpreterSettings {
    let default = InterpreterSettings::default();
    let standard = default.font_resolver.clone();
    let gothic = fonts.files("BIZ UDGothic", false).into_iter().next();
    let flag = Arc::clone(incomplete);
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match (query, &gothic) {
            (FontQuery::Fallback(f), Some(file)) if f.character_collection.is_some() => {
                let data: FontData = Arc::new(file.bytes);
                Some((data, file.index))
            }
            _ => standard(query),
        }),
        warning_sink: Arc::new(move |warning| match warning {
            InterpreterWarning::UnsupportedFont | InterpreterWarning::ImageDecodeFailure => {
                flag.store(true, Ordering::Relaxed);
            }
        }),
        cmap_resolver: default.cmap_resolver.clone() as CMapResolverFn,
        ..default
    }
}

#[cfg(test)]
mod tests {
    use super::Ink;

    #[test]
    fn a_rectangle_is_free_without_ink_in_it() {
        // one spot of ink at 10.0–10.5 mm from the left, 5.0–5.5 mm from the top, on 20 × 15 mm
        let ink = Ink::new(40, 30, |x, y| (x, y) == (20, 10));
        assert!(ink.is_free(0.0, 0.0, 10.0, 15.0));
        assert!(ink.is_free(10.5, 0.0, 9.5, 15.0));
        assert!(!ink.is_free(9.0, 4.0, 2.0, 2.0));
        assert!(!ink.is_free(10.2, 5.2, 0.1, 0.1));
        assert!(!ink.is_free(15.0, 0.0, 6.0, 2.0), "beyond the paper");
    }
}
