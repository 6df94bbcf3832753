//! Small helps for reading XML parts by local names.

use std::borrow::Cow;

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
