//! Fonts and fills of an XLSX workbook: of whole cells (`styles.xml`, theme) and of runs (`rPr`).

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml;
use crate::source::look::{Does, Font, Ground, Look, Palette, Raised, Rgb, Run};

/// The looks of the cells of a workbook, by the number of their style.
#[derive(Default)]
pub struct Fonts {
    pub palette: Arc<Palette>,
    looks: Vec<Look>,
    /// What conditional formats do to a text, by the number of their style.
    changed: Vec<Option<Does>>,
}

impl Fonts {
    /// Reads `styles.xml` and the theme; what cannot be read has no look.
    pub fn read(styles: &str, theme: &str) -> Self {
        let mut palette = Palette::default();
        read_theme(theme, &mut palette);
        read_indexed(styles, &mut palette);
        let (mut fonts, mut grounds, mut looks, mut changed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut list = String::new();
        let mut reader = xml::reader(styles);
        while let Ok(event) = reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let whole = matches!(event, Event::Start(_));
                    match (list.as_str(), tag.local_name().as_ref()) {
                        (_, name @ ("fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs")) if whole => {
                            list = name.to_owned();
                        }
                        ("fonts", "font") => {
                            fonts.push(if whole { font(&mut reader, "font", &palette) } else { Font::default() });
                        }
                        ("fills", "fill") => {
                            grounds.push(if whole { ground(&mut reader, &palette, false) } else { Ground::None });
                        }
                        ("dxfs", "dxf") => changed.push(if whole { changes(&mut reader, &palette) } else { None }),
                        ("cellXfs", "xf") => {
                            let index = |name| xml::raw_attr(tag, name)?.parse::<usize>().ok();
                            let font = index("fontId").and_then(|n| fonts.get(n)).copied().unwrap_or_default();
                            let ground = index("fillId").and_then(|n| grounds.get(n)).copied().unwrap_or_default();
                            looks.push(Look { font, ground });
                        }
                        _ => {}
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == list => list.clear(),
                _ => {}
            }
        }
        Self { palette: Arc::new(palette), looks, changed }
    }

    /// What a conditional format with this style does to a text.
    pub fn changed(&self, style: usize) -> Option<Does> {
        self.changed.get(style).copied().flatten()
    }

    pub fn look(&self, style: usize) -> Look {
        self.looks.get(style).copied().unwrap_or_default()
    }
}

/// What a style of conditional formats (`<dxf>`) does to a text, up to its end.
pub fn changes(reader: &mut Reader<&[u8]>, palette: &Palette) -> Option<Does> {
    let (mut own, mut behind, mut hidden) = (Font::default(), Ground::None, false);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "font" => own = font(reader, "font", palette),
                "fill" => behind = ground(reader, palette, true),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "numFmt" => {
                let code = xml::attr(tag, "formatCode").unwrap_or_default();
                hidden |= matches!(code.trim(), ";;;" | ";;" | ";");
            }
            Event::End(tag) if tag.local_name().as_ref() == "dxf" => break,
            _ => {}
        }
    }
    if hidden || own.is_unseen(behind) {
        return Some(Does::Hide);
    }
    own.struck.then_some(Does::Strike)
}

/// The runs of a rich text (`<si>` or `<is>`); `None` where it has no fonts of its own.
pub fn runs(raw: &str, palette: &Palette) -> Option<Arc<[Run]>> {
    if !raw.contains("rPr") {
        return None;
    }
    let mut reader = xml::reader(raw);
    let mut out: Vec<Run> = Vec::new();
    let (mut current, mut phonetic) = (None, false);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "rPh" => phonetic = true,
                "r" => current = None,
                "rPr" => current = Some(font(&mut reader, "rPr", palette)),
                "t" => {
                    let kept = xml::raw_attr(tag, "space").is_some_and(|value| value == "preserve");
                    let text = text(&mut reader, kept);
                    if !phonetic {
                        out.push(Run { text, font: current });
                    }
                }
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "rPr" => current = Some(Font::default()),
            Event::End(tag) if tag.local_name().as_ref() == "rPh" => phonetic = false,
            _ => {}
        }
    }
    out.iter().any(|run| run.font.is_some()).then(|| out.into())
}

/// A `<t>`, up to its end, as calamine gives it: trimmed unless it says otherwise, `_x000D_` resolved.
fn text(reader: &mut Reader<&[u8]>, kept: bool) -> String {
    let mut raw = String::new();
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::End(tag) if tag.local_name().as_ref() == "t" => break,
            event => xml::push_text(event, &mut raw),
        }
    }
    let text = if kept { raw.as_str() } else { raw.trim_matches([' ', '\t', '\r', '\n']) };
    unescaped(text)
}

/// Resolves `_xHHHH_` (ECMA-376 22.9.2.19), UTF-16 units.
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let unit = |at: &str| {
        let digits = at.strip_prefix("_x")?.get(..4)?;
        let whole = at.as_bytes().get(6) == Some(&b'_') && digits.bytes().all(|b| b.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| whole)
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        while let Some(one) = unit(rest).filter(|_| units.len() < 2) {
            units.push(one);
            rest = &rest[7..];
            if !(0xD800..0xDC00).contains(&one) {
                break;
            }
        }
        if units.is_empty() {
            out.push_str("_x");
            rest = &rest[2..];
        }
        out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    out + rest
}

/// Reads a font, up to the end of its element.
fn font(reader: &mut Reader<&[u8]>, name: &str, palette: &Palette) -> Font {
    let mut font = Font::default();
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::End(tag) if tag.local_name().as_ref() == name => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let value = xml::raw_attr(tag, "val");
                let on = || value.as_deref().is_none_or(xml::is_true);
                match tag.local_name().as_ref() {
                    "strike" => font.struck = on(),
                    "u" => font.underlined = value.as_deref() != Some("none"),
                    "vertAlign" => {
                        font.raised = match value.as_deref() {
                            Some("superscript") => Raised::Up,
                            Some("subscript") => Raised::Down,
                            _ => Raised::No,
                        };
                    }
                    "vanish" => font.hidden |= on(),
                    "sz" => {
                        let size = value.and_then(|value| value.parse().ok());
                        font = size.map_or(font, |size| font.of_size(size));
                    }
                    "color" => font.color = color(tag, palette),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    font
}

/// Reads a fill, up to its end. That of a conditional format (`changed`) is solid unless it says otherwise, and its colour
/// is the one behind.
fn ground(reader: &mut Reader<&[u8]>, palette: &Palette, changed: bool) -> Ground {
    let mut ground = Ground::None;
    let own = if changed { "bgColor" } else { "fgColor" };
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::End(tag) if tag.local_name().as_ref() == "fill" => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "patternFill" => {
                    ground = match xml::raw_attr(tag, "patternType").as_deref() {
                        // without a colour of its own it has the window's
                        Some("solid") => Ground::Solid(Rgb::WHITE),
                        None if changed => Ground::Solid(Rgb::WHITE),
                        None | Some("none") => Ground::None,
                        _ => Ground::Unknown,
                    };
                }
                name if name == own => {
                    if let (Ground::Solid(_), Some(color)) = (ground, color(tag, palette)) {
                        ground = Ground::Solid(color);
                    }
                }
                "gradientFill" => ground = Ground::Unknown,
                _ => {}
            },
            _ => {}
        }
    }
    ground
}

/// A colour as it is named: by its parts, the theme, the palette, or as the window's own.
fn color(tag: &BytesStart<'_>, palette: &Palette) -> Option<Rgb> {
    let value = |name| xml::raw_attr(tag, name);
    let number = |name| value(name)?.parse::<usize>().ok();
    let tint = value("tint").and_then(|tint| tint.parse().ok()).unwrap_or(0.0);
    if value("auto").is_some_and(|auto| xml::is_true(&auto)) {
        return None;
    }
    if let Some(rgb) = value("rgb") {
        return Some(Rgb::hex(&rgb)?.tinted(tint));
    }
    if let Some(theme) = number("theme") {
        return palette.theme(theme, tint);
    }
    Some(palette.indexed(number("indexed")?)?.tinted(tint))
}

/// The colours of `<clrScheme>`; it has dark and light the other way round.
pub fn read_theme(theme: &str, palette: &mut Palette) {
    let mut colors = Vec::new();
    let (mut inside, mut open) = (false, false);
    let mut reader = xml::reader(theme);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "clrScheme" => inside = true,
                "srgbClr" | "sysClr" if inside && open => {
                    let value = xml::raw_attr(tag, "lastClr").or_else(|| xml::raw_attr(tag, "val"));
                    colors.push(value.and_then(|value| Rgb::hex(&value)).unwrap_or(Rgb(0, 0, 0)));
                    open = false;
                }
                name => open |= inside && is_slot(name),
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "clrScheme" => break,
                name if open && is_slot(name) => {
                    colors.push(Rgb(0, 0, 0));
                    open = false;
                }
                _ => {}
            },
            _ => {}
        }
    }
    if colors.len() >= 4 {
        colors.swap(0, 1);
        colors.swap(2, 3);
        palette.theme = colors;
    }
}

fn is_slot(name: &str) -> bool {
    matches!(name, "dk1" | "lt1" | "dk2" | "lt2" | "hlink" | "folHlink") || name.starts_with("accent")
}

/// A palette of the workbook's own (`<indexedColors>`), which stands behind the styles that use it.
fn read_indexed(styles: &str, palette: &mut Palette) {
    let Some(at) = styles.find("indexedColors") else { return };
    let mut colors = Vec::new();
    let mut reader = xml::reader(&styles[at..]);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "rgbColor" => {
                colors.extend(xml::raw_attr(tag, "rgb").and_then(|rgb| Rgb::hex(&rgb)));
            }
            Event::End(tag) if tag.local_name().as_ref() == "indexedColors" => break,
            _ => {}
        }
    }
    for (old, new) in palette.indexed.iter_mut().zip(colors) {
        *old = new;
    }
}
