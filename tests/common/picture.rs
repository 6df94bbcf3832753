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

/// So much may two drawings of a page differ in a pixel: processors round differently.
const SAME: u8 = 24;

impl Picture {
    /// A PNG in grey.
    pub fn png(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.write_header().unwrap().write_image_data(&self.pixels).unwrap();
        out
    }

    /// What [`png`](Self::png) wrote.
    pub fn of_png(bytes: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::Eight));
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    /// How many pixels look different; all of them where the sizes differ.
    pub fn unlike(&self, other: &Self) -> usize {
        if (self.width, self.height) != (other.width, other.height) {
            return self.pixels.len().max(other.pixels.len());
        }
        self.pixels.iter().zip(&other.pixels).filter(|(a, b)| a.abs_diff(**b) > SAME).count()
    }

    /// This picture, another, and what differs, darker where it differs more.
    pub fn beside(&self, other: &Self) -> Self {
        let (width, height) = (self.width.max(other.width), self.height.max(other.height));
        let at = |picture: &Self, x: usize, y: usize| {
            if x < picture.width && y < picture.height { picture.pixels[y * picture.width + x] } else { 255 }
        };
        let mut pixels = Vec::with_capacity((3 * width + 2) * height);
        for y in 0..height {
            let row = |picture| (0..width).map(move |x| at(picture, x, y));
            pixels.extend(row(self).chain([0]).chain(row(other)).chain([0]));
            pixels.extend(row(self).zip(row(other)).map(|(a, b)| 255 - a.abs_diff(b)));
        }
        Self { width: 3 * width + 2, height, pixels }
    }
}
