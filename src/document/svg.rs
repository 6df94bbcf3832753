//! SVG pictures: what they show besides their own lines, and whether that can be printed.

use std::borrow::Cow;

use data_url::DataUrl;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use typst::foundations::Bytes;
use typst::visualize::SvgImage;

use super::raster::{MOST_PIXELS, is_sound, picture_kind, pixels};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::typeset::svg_faults;

/// What is worth knowing of an SVG that can be set.
///
/// # Errors
/// `M346` one that cannot.
pub(super) fn check(bytes: &[u8], name: &str, damaged: impl Fn() -> Finding) -> Result<Option<Finding>, Finding> {
    if let Some(link) = linked(bytes) {
        let link = quote(&link);
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」は別の画像「{link}」を呼び出していて、それは刷れません",
                "the picture \"{name}\" shows another file, \"{link}\", which cannot be printed"
            ),
        )
        .hint(msg!(
            "画像を SVG の中に埋め込んで保存するか、図全体を PNG で書き出してください",
            "embed the image in the SVG, or save the whole as PNG"
        )));
    }
    if !holds_sound_pictures(bytes) {
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」の中に埋め込まれた画像は、壊れているか使えない種類で、刷れません",
                "an image inside the picture \"{name}\" is damaged or of no kind that can be printed"
            ),
        )
        .hint(msg!(
            "画像を PNG か JPEG にして埋め込み直すか、図全体を PNG で書き出してください",
            "embed it again as PNG or JPEG, or save the whole as PNG"
        )));
    }
    let picture = SvgImage::new(Bytes::new(bytes.to_vec())).map_err(|_| damaged())?;
    let faults = svg_faults(&picture);
    if faults.slow {
        return Err(Finding::error(
            "M346",
            msg!(
                "図「{name}」の効果（フィルター）は、描くのに時間がかかりすぎます",
                "the filters of the picture \"{name}\" take too long to draw"
            ),
        )
        .hint(msg!("効果を外すか、図全体を PNG で書き出してください", "take them out, or save the whole as PNG")));
    }
    Ok(faults.spread.then(|| {
        Finding::warning(
            "M354",
            msg!(
                "図「{name}」の繰り返しのグラデーションは、保存用（PDF/A）に入れられません",
                "the repeating gradient of the picture \"{name}\" cannot go into PDF/A"
            ),
        )
        .hint(msg!("図を PNG で書き出すと、どちらにも使えます", "save it as PNG for both"))
    }))
}

/// The first file that an SVG shows and does not hold.
fn linked(bytes: &[u8]) -> Option<String> {
    shown(bytes).find(|href| !href.trim_start().starts_with("data:") && !href.starts_with('#'))
}

/// Whether the images that an SVG holds (`data:`) can be drawn: usvg leaves out in silence what cannot.
fn holds_sound_pictures(bytes: &[u8]) -> bool {
    shown(bytes).filter(|href| href.trim_start().starts_with("data:")).all(|href| {
        let Some((kind, data)) = unpacked(&href) else { return false };
        if kind == "svg" {
            // an image in an SVG in an SVG is not drawn
            return SvgImage::new(Bytes::new(data.clone())).is_ok() && shown(&data).next().is_none();
        }
        let fits = |(width, height): (u32, u32)| u64::from(width).saturating_mul(height.into()) <= MOST_PIXELS;
        pixels(&data, kind).is_some_and(fits) && is_sound(&data, kind)
    })
}

/// The bytes of a `data:` address and their kind; `None` where the two do not agree.
fn unpacked(href: &str) -> Option<(&'static str, Vec<u8>)> {
    let address = DataUrl::process(href).ok()?;
    let (data, _) = address.decode_to_vec().ok()?;
    let mime = address.mime_type();
    let stated = match (mime.type_.as_str(), mime.subtype.as_str()) {
        ("image", "jpg" | "jpeg") => Some("jpg"),
        ("image", "png") => Some("png"),
        ("image", "gif") => Some("gif"),
        ("image", "webp") => Some("webp"),
        ("image", "svg+xml") => Some("svg"),
        ("text", "plain") => None,
        _ => return None,
    };
    let kind = picture_kind(&data)?;
    stated.is_none_or(|stated| stated == kind).then_some((kind, data))
}

/// What the images of an SVG show: addresses of files, or images themselves.
fn shown(bytes: &[u8]) -> impl Iterator<Item = String> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    std::iter::from_fn(move || {
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) | Event::Empty(tag) if matches!(tag.local_name().as_ref(), "image" | "feImage") => {
                    let mut attributes = tag.attributes().flatten();
                    let href = attributes.find(|attribute| attribute.key.local_name().as_ref() == "href");
                    if let Some(href) = href {
                        let raw = href.value.into_owned();
                        return Some(unescape(&raw).map_or_else(|_| raw.clone(), Cow::into_owned));
                    }
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    })
}
