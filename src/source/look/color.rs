//! Colours of fonts and fills: as workbooks write them, and what a reader calls them.

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A colour that a reader sees as one, not as black, grey or white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hue {
    Red,
    Orange,
    Yellow,
    Green,
    LightBlue,
    Blue,
    Purple,
    Pink,
}

impl Hue {
    /// Its name in Japanese and English.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Red => ("赤", "red"),
            Self::Orange => ("オレンジ", "orange"),
            Self::Yellow => ("黄", "yellow"),
            Self::Green => ("緑", "green"),
            Self::LightBlue => ("水色", "light blue"),
            Self::Blue => ("青", "blue"),
            Self::Purple => ("紫", "purple"),
            Self::Pink => ("ピンク", "pink"),
        }
    }
}

/// Between the strongest and the weakest part of a colour: less is a grey, such as the dark blue-grey of Office.
const COLOURED: u8 = 60;
/// Parts of two colours that differ by less look the same on the screen.
const ALIKE: u8 = 16;

impl Rgb {
    pub const WHITE: Self = Self(255, 255, 255);

    /// `RRGGBB` or `AARRGGBB`, with or without `#`.
    pub fn hex(text: &str) -> Option<Self> {
        let digits = text.trim_start_matches('#');
        if !matches!(digits.len(), 6 | 8) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        Some(Self::number(number))
    }

    const fn number(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self(red, green, blue)
    }

    pub fn hue(self) -> Option<Hue> {
        let Self(red, green, blue) = self;
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        if most.saturating_sub(least) < COLOURED {
            return None;
        }
        let angle = self.hsl().0 * 360.0;
        Some(match angle {
            a if a < 15.0 => Hue::Red,
            a if a < 45.0 => Hue::Orange,
            a if a < 70.0 => Hue::Yellow,
            a if a < 170.0 => Hue::Green,
            a if a < 200.0 => Hue::LightBlue,
            a if a < 255.0 => Hue::Blue,
            a if a < 290.0 => Hue::Purple,
            a if a < 345.0 => Hue::Pink,
            _ => Hue::Red,
        })
    }

    /// Whether a text of this colour cannot be seen on that ground.
    pub fn is_like(self, ground: Self) -> bool {
        let near = |a: u8, b: u8| a.abs_diff(b) <= ALIKE;
        near(self.0, ground.0) && near(self.1, ground.1) && near(self.2, ground.2)
    }

    /// Lighter (to 1) or darker (to -1), as ECMA-376 18.8.19 has it: the luminance alone changes.
    #[must_use]
    pub fn tinted(self, tint: f64) -> Self {
        if tint == 0.0 || !tint.is_finite() {
            return self;
        }
        let (hue, saturation, light) = self.hsl();
        let light = if tint < 0.0 { light * (1.0 + tint) } else { light * (1.0 - tint) + tint };
        Self::from_hsl(hue, saturation, light.clamp(0.0, 1.0))
    }

    fn hsl(self) -> (f64, f64, f64) {
        let [red, green, blue] = [self.0, self.1, self.2].map(|part| f64::from(part) / 255.0);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (span, light) = (most - least, (most + least) / 2.0);
        if span == 0.0 {
            return (0.0, 0.0, light);
        }
        let saturation = span / if light > 0.5 { 2.0 - most - least } else { most + least };
        let hue = if most == red {
            ((green - blue) / span).rem_euclid(6.0)
        } else if most == green {
            (blue - red) / span + 2.0
        } else {
            (red - green) / span + 4.0
        };
        (hue / 6.0, saturation, light)
    }

    fn from_hsl(hue: f64, saturation: f64, light: f64) -> Self {
        let most = if light < 0.5 { light * (1.0 + saturation) } else { light + saturation - light * saturation };
        let least = 2.0 * light - most;
        let part = |hue: f64| {
            let hue = hue.rem_euclid(1.0) * 6.0;
            let value = match hue {
                h if h < 1.0 => least + (most - least) * h,
                h if h < 3.0 => most,
                h if h < 4.0 => least + (most - least) * (4.0 - h),
                _ => least,
            };
            // In bounds: the value is a share of 1.
            (value * 255.0).round().clamp(0.0, 255.0) as u8
        };
        Self(part(hue + 1.0 / 3.0), part(hue), part(hue - 1.0 / 3.0))
    }
}

/// The colours that a workbook names by number.
#[derive(Debug, Clone)]
pub struct Palette {
    /// In the order of `theme="…"`: light 1, dark 1, light 2, dark 2, accents, links.
    pub theme: Vec<Rgb>,
    /// The 64 old ones.
    pub indexed: Vec<Rgb>,
}

/// ECMA-376 18.8.27; MS-XLS 2.5.161.
const INDEXED: [u32; 64] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x000000, 0xFFFFFF, 0xFF0000,
    0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080,
    0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080,
    0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99,
    0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699,
    0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333,
];

/// The theme of a workbook that has none of its own.
const THEME: [u32; 12] = [
    0xFFFFFF, 0x000000, 0xEEECE1, 0x1F497D, 0x4F81BD, 0xC0504D, 0x9BBB59, 0x8064A2, 0x4BACC6, 0xF79646, 0x0000FF,
    0x800080,
];

impl Default for Palette {
    fn default() -> Self {
        Self { theme: THEME.map(Rgb::number).to_vec(), indexed: INDEXED.map(Rgb::number).to_vec() }
    }
}

impl Palette {
    /// A colour of the theme; those of links say nothing of a text but that it is one.
    pub fn theme(&self, number: usize, tint: f64) -> Option<Rgb> {
        if number >= 10 {
            return None;
        }
        Some(self.theme.get(number)?.tinted(tint))
    }

    /// A colour of the old palette; the system's own (64 and beyond) are none, but for its window (65).
    pub fn indexed(&self, number: usize) -> Option<Rgb> {
        if number == 65 { Some(Rgb::WHITE) } else { self.indexed.get(number).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_names_that_a_reader_gives_them() {
        let hue = |hex: &str| Rgb::hex(hex).unwrap().hue().map(|hue| hue.name().0);
        for (hex, name) in [
            ("FFFF0000", "赤"),
            ("C00000", "赤"),
            ("#ff00ff", "ピンク"),
            ("FFC000", "黄"),
            ("ED7D31", "オレンジ"),
            ("00B050", "緑"),
            ("00B0F0", "水色"),
            ("0070C0", "青"),
            ("7030A0", "紫"),
        ] {
            assert_eq!(hue(hex), Some(name), "{hex}");
        }
        for hex in ["000000", "FFFFFF", "808080", "44546A", "333333"] {
            assert_eq!(hue(hex), None, "{hex}");
        }
        assert_eq!([Rgb::hex("auto"), Rgb::hex("12345"), Rgb::hex("あああ")], [None; 3]);
    }

    /// Excel's own palette: "dark 2, lighter 40%", "white, darker 35%" of the theme of 2007.
    #[test]
    fn tints_change_the_luminance_alone() {
        let palette = Palette::default();
        let near = |theme, tint, hex| {
            let (Rgb(r, g, b), Rgb(x, y, z)) = (palette.theme(theme, tint).unwrap(), Rgb::hex(hex).unwrap());
            // Excel reckons in 240ths
            assert!(r.abs_diff(x).max(g.abs_diff(y)).max(b.abs_diff(z)) <= 2, "{hex}");
        };
        near(3, 0.399_975_585_192_419_2, "538DD5");
        near(0, -0.349_986_266_670_735_8, "A6A6A6");
        assert_eq!(palette.theme(1, 0.0), Rgb::hex("000000"));
        assert_eq!(palette.theme(10, 0.0), None);
        assert_eq!(palette.indexed(10), Rgb::hex("FF0000"));
        assert_eq!([palette.indexed(64), palette.indexed(32767)], [None; 2]);
    }
}
