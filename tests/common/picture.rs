//! Pages of PDFs as pictures.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};

/// A picture in grey.
#[derive(Clone, PartialEq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

/// Draws a page, from 0, with so many pixels to the point.
pub fn draw(pdf: &[u8], page: usize, density: f32) -> Picture {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let page = pdf.pages().get(page).expect("a page");
    let size = RenderSettings { x_scale: density, y_scale: density, bg_color: WHITE, ..RenderSettings::default() };
    let picture = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &size);
    let grey = |r: u8, g: u8, b: u8| ((u32::from(r) * 3 + u32::from(g) * 6 + u32::from(b)) / 10) as u8;
    Picture {
        width: picture.width().into(),
        height: picture.height().into(),
        pixels: picture.data().iter().map(|p| grey(p.r, p.g, p.b)).collect(),
    }
}
