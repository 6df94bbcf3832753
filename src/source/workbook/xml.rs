//! Small helps for reading XML parts by local names.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Opens a reader that is as tolerant as calamine's.
pub fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    reader
}

/// The text of XML, and whether it is in another encoding than UTF-8; `None` when it is no text in its encoding.
pub fn decoded(mut bytes: Vec<u8>) -> Option<(String, bool)> {
    let Some(encoding) = encoding(&bytes) else {
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        return Some((String::from_utf8(bytes).ok()?, false));
    };
    let (text, _, bad) = encoding.decode(&bytes);
    (!bad).then(|| (without_declaration(&text).to_owned(), true))
}

/// The encoding of a part that is not in UTF-8: UTF-16 by its first bytes, others by their name in the declaration.
fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return Some(UTF_16BE),
        _ => {}
    }
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..declaration.windows(2).take(256).position(|end| end == b"?>")?)?;
    let (_, name) = std::str::from_utf8(declaration).ok()?.split_once("encoding")?;
    let name = name.trim_start_matches([' ', '=', '"', '\'']);
    let (name, _) = name.split_once(['"', '\''])?;
    Encoding::for_label(name.as_bytes()).filter(|encoding| !encoding.name().starts_with("UTF-"))
}

/// XML without the declaration, which names another encoding than that of the text by now.
fn without_declaration(text: &str) -> &str {
    let inside = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    inside.map_or(text, |(_, rest)| rest)
}

/// Finds an attribute by its local name; the raw value, entities not resolved.
pub fn raw_attr<'a>(tag: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = tag.attributes();
    attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.value)
}

/// Finds an attribute by its local name, entities resolved.
pub fn attr(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let raw = raw_attr(tag, name)?;
    Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), Cow::into_owned))
}

/// True for `1`, `true` and `on`.
pub fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// Adds the text of an event to `out`; events that hold no text add nothing.
pub fn push_text(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(entity) => {
            let named = quick_xml::escape::resolve_xml_entity(entity);
            match (named, entity.resolve_char_ref()) {
                (Some(text), _) => out.push_str(text),
                (None, Ok(Some(c))) => out.push(c),
                _ => {
                    out.push('&');
                    out.push_str(entity);
                    out.push(';');
                }
            }
        }
        _ => {}
    }
}
