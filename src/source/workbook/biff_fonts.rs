//! Font and fill records of XLS (BIFF8) and XLSB (BIFF12).

use super::compound::{u16_at, u32_at};
use crate::source::look::{Font, Ground, Palette, Raised, Rgb};

/// FONT.
pub fn font(data: &[u8], palette: &Palette) -> Font {
    let color = u16_at(data, 4).and_then(|number| palette.indexed(number.into()));
    let raised = u16_at(data, 8).unwrap_or(0);
    let underlined = data.get(10).is_some_and(|line| *line != 0);
    common(data, raised, underlined, color)
}

/// BrtFont.
pub fn font_12(data: &[u8], palette: &Palette) -> Font {
    let color = data.get(12..20).and_then(|bytes| color_12(bytes, palette));
    let raised = u16_at(data, 6).unwrap_or(0);
    let underlined = data.get(8).is_some_and(|line| *line != 0);
    common(data, raised, underlined, color)
}

/// Both begin with the height in twentieths of a point and the flags.
fn common(data: &[u8], raised: u16, underlined: bool, color: Option<Rgb>) -> Font {
    let raised = match raised {
        1 => Raised::Up,
        2 => Raised::Down,
        _ => Raised::No,
    };
    let struck = u16_at(data, 2).is_some_and(|flags| flags & 8 != 0);
    let font = Font { struck, underlined, raised, hidden: false, color };
    // a height of nothing is one that is not known
    u16_at(data, 0).filter(|height| *height > 0).map_or(font, |height| font.of_size(f64::from(height) / 20.0))
}

/// The fill of an XF record: its pattern and the colour of it.
pub fn ground(data: &[u8], palette: &Palette) -> Ground {
    let (Some(lines), Some(colors)) = (u32_at(data, 14), u16_at(data, 18)) else { return Ground::None };
    let color = palette.indexed(usize::from(colors & 0x7F));
    filled(lines >> 26, color)
}

/// BrtFill.
pub fn ground_12(data: &[u8], palette: &Palette) -> Ground {
    let color = data.get(4..12).and_then(|bytes| color_12(bytes, palette));
    filled(u32_at(data, 0).unwrap_or(0), color)
}

fn filled(pattern: u32, color: Option<Rgb>) -> Ground {
    match pattern {
        0 => Ground::None,
        1 => Ground::Solid(color.unwrap_or(Rgb::WHITE)),
        _ => Ground::Unknown,
    }
}

/// BrtColor: by the palette, its parts, or the theme; a tint in 32,767ths.
fn color_12(data: &[u8], palette: &Palette) -> Option<Rgb> {
    let number = usize::from(*data.get(1)?);
    let tint = f64::from(u16_at(data, 2)?.cast_signed()) / 32_767.0;
    match data.first()? >> 1 {
        1 => Some(palette.indexed(number)?.tinted(tint)),
        2 => Some(Rgb(*data.get(4)?, *data.get(5)?, *data.get(6)?).tinted(tint)),
        3 => palette.theme(number, tint),
        _ => None,
    }
}

/// PALETTE: the 56 colours from the eighth on.
pub fn palette(data: &[u8], palette: &mut Palette) {
    let colors = data.get(2..).unwrap_or_default().chunks_exact(4).filter_map(|color| color.first_chunk());
    for (old, &[red, green, blue]) in palette.indexed.iter_mut().skip(8).zip(colors) {
        *old = Rgb(red, green, blue);
    }
}
