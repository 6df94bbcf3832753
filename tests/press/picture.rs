//! Pictures of pages, drawn by hayro.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};

pub struct Picture {
    pub width: usize,
    pub height: usize,
    pixels: Vec<[u8; 3]>,
}

/// Draws a page at `scale` pixels a point.
pub fn picture(pdf: &[u8], page: usize, scale: f32) -> Picture {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let map = hayro::render(&pdf.pages()[page], &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let pixels = map.data().iter().map(|p| [p.r, p.g, p.b]).collect();
    Picture { width: usize::from(map.width()), height: usize::from(map.height()), pixels }
}

impl Picture {
    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.pixels[y * self.width + x]
    }

    /// A part of it: left, top, width, height in pixels.
    pub fn part(&self, left: usize, top: usize, width: usize, height: usize) -> Picture {
        let pixels = (top..top + height).flat_map(|y| (left..left + width).map(move |x| (x, y)));
        Picture { width, height, pixels: pixels.map(|(x, y)| self.at(x, y)).collect() }
    }

    /// Turned by a quarter against the clock.
    pub fn turned_left(&self) -> Picture {
        let (width, height) = (self.height, self.width);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = pixels.map(|(x, y)| self.at(self.width - 1 - y, x)).collect();
        Picture { width, height, pixels }
    }

    /// The part of pixels that are ink.
    pub fn inked(&self) -> f64 {
        let inked = self.pixels.iter().filter(|p| p.iter().any(|c| *c < 250)).count();
        inked as f64 / self.pixels.len() as f64
    }

    /// The mean difference of all channels, 0 to 255.
    pub fn difference(&self, other: &Picture) -> f64 {
        assert!(self.width.abs_diff(other.width) <= 1 && self.height.abs_diff(other.height) <= 1, "sizes differ");
        let (width, height) = (self.width.min(other.width), self.height.min(other.height));
        let mut sum = 0.0;
        for y in 0..height {
            for x in 0..width {
                let (a, b) = (self.at(x, y), other.at(x, y));
                sum += a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>();
            }
        }
        sum / (width * height * 3) as f64
    }
}
