//! The pictures of two PDFs, page by page: for versions whose bytes are not the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use rayon::prelude::*;

use crate::press::drawing_settings;
use crate::typeset::Fonts;

/// Pixels in a point: 144 to the inch, where a digit of 7 pt is 14 pixels high.
const DENSITY: f32 = 2.0;
/// Side of the squares that are compared: 4 pt.
pub const SQUARE: usize = 8;
/// A channel that differs by more than this is another colour; 40 of 100.
const DIFFERENT: u8 = 102;
/// Of the 64 pixels of a square so many may differ: a tenth.
const MOST: usize = 6;

/// The pages, from 1, on which some square of 4 pt differs in more than a tenth of its pixels by more than 40 of 100.
/// `None` for a PDF that cannot be drawn.
pub fn pages(old: &[u8], new: &[u8], fonts: &Fonts) -> Option<Vec<usize>> {
    let (old, new) = (Pdf::new(old.to_vec()).ok()?, Pdf::new(new.to_vec()).ok()?);
    let count = old.pages().len().max(new.pages().len());
    let differs = |n: &usize| match (draw(&old, *n, fonts), draw(&new, *n, fonts)) {
        (Some(old), Some(new)) => !alike(&old, &new),
        _ => true,
    };
    let mut found: Vec<usize> = (0..count).into_par_iter().filter(differs).map(|n| n.saturating_add(1)).collect();
    found.sort_unstable();
    Some(found)
}

struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

fn draw(pdf: &Pdf, page: usize, fonts: &Fonts) -> Option<Picture> {
    let page = pdf.pages().get(page)?;
    let incomplete = Arc::new(AtomicBool::new(false));
    let settings = drawing_settings(fonts, &incomplete);
    let size = RenderSettings { x_scale: DENSITY, y_scale: DENSITY, bg_color: WHITE, ..RenderSettings::default() };
    // a page that the drawer cannot stand counts as another one
    let picture = catch_unwind(AssertUnwindSafe(|| hayro::render(page, &RenderCache::new(), &settings, &size))).ok()?;
    let (width, height) = (usize::from(picture.width()), usize::from(picture.height()));
    let pixels = picture.data().iter().map(|p| [p.r, p.g, p.b]).collect();
    Some(Picture { width, height, pixels })
}

fn alike(old: &Picture, new: &Picture) -> bool {
    if (old.width, old.height) != (new.width, new.height) {
        return false;
    }
    let width = old.width.max(1);
    let mut counts = vec![vec![0_usize; width.div_ceil(SQUARE)]; old.height.div_ceil(SQUARE)];
    for (y, (a, b)) in old.pixels.chunks(width).zip(new.pixels.chunks(width)).enumerate() {
        for (x, (a, b)) in a.iter().zip(b).enumerate() {
            let count = counts.get_mut(y / SQUARE).and_then(|row| row.get_mut(x / SQUARE));
            if let Some(count) = count.filter(|_| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > DIFFERENT)) {
                *count = count.saturating_add(1);
            }
        }
    }
    counts.into_iter().flatten().all(|n| n <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_seen_and_a_shade_is_not() {
        let white = |mark: &[(usize, u8)]| {
            let mut pixels = vec![[255; 3]; 20 * 20];
            mark.iter().for_each(|(at, value)| pixels[*at] = [*value; 3]);
            Picture { width: 20, height: 20, pixels }
        };
        let stroke: Vec<(usize, u8)> = (0..7).map(|y| (y * 20 + 3, 0)).collect();
        assert!(!alike(&white(&[]), &white(&stroke)));
        assert!(alike(&white(&[]), &white(&stroke[..6])), "six pixels are within the limit");
        let shade: Vec<(usize, u8)> = (0..400).map(|i| (i, 160)).collect();
        assert!(alike(&white(&[]), &white(&shade)));
        assert!(!alike(&white(&[]), &Picture { width: 10, height: 40, ..white(&[]) }));
    }
}
