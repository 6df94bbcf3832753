//! ActiveX controls (MS-OFORMS): their captions and values.

use quick_xml::events::Event;

use super::{Control, ControlKind, State};
use crate::source::workbook::biff::utf16;
use crate::source::workbook::compound::u32_at;
use crate::source::workbook::xml;

/// What the XML part of a control says.
#[derive(Debug, Default)]
pub struct Ocx {
    class: String,
    /// The binary part.
    pub binary: Option<String>,
    caption: Option<String>,
    value: Option<String>,
}

/// Reads `activeX1.xml`.
pub fn ocx(text: &str) -> Ocx {
    let mut out = Ocx::default();
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "ocx" => {
                    out.class = xml::attr(tag, "classid").unwrap_or_default();
                    out.binary = xml::attr(tag, "id");
                }
                "ocxPr" => {
                    let value = || xml::attr(tag, "value");
                    match xml::attr(tag, "name").unwrap_or_default().to_ascii_lowercase().as_str() {
                        "caption" => out.caption = value(),
                        "value" => out.value = value(),
                        _ => {}
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    out
}

impl Ocx {
    /// The control, with what its binary part says. `name` stands where it has no caption.
    pub fn control(&self, binary: &[u8], name: &str) -> Control {
        let class = self.class.trim_matches(['{', '}']).to_ascii_uppercase();
        // the part begins with the class once more
        let said = binary.get(16..).and_then(|content| match class.get(..8) {
            Some("D7053240") => caption_of(BUTTON, content),
            Some("978C9E23") => caption_of(LABEL, content),
            _ => morph_data(content),
        });
        let (caption, value) = said.unwrap_or_default();
        let caption = self.caption.clone().unwrap_or(caption);
        let value = self.value.clone().or(value);
        control(kind_of_class(&class), caption, value, name)
    }
}

/// The kind behind the first part of a class id.
fn kind_of_class(class: &str) -> ControlKind {
    match class.get(..8).unwrap_or_default() {
        "8BD21D40" | "8BD21D60" => ControlKind::CheckBox,
        "8BD21D50" => ControlKind::Option,
        "8BD21D30" => ControlKind::DropDown,
        "8BD21D20" => ControlKind::List,
        "8BD21D10" => ControlKind::Edit,
        "79176FB0" | "DFD181E0" => ControlKind::Number,
        "D7053240" => ControlKind::Button,
        _ => ControlKind::Other,
    }
}

/// The kind behind a ProgID such as `Forms.CheckBox.1`, as XLS has it.
pub fn kind_of_program(program: &str) -> Option<ControlKind> {
    Some(match program.strip_prefix("Forms.")?.trim_end_matches(|c: char| c == '.' || c.is_ascii_digit()) {
        "CheckBox" | "ToggleButton" => ControlKind::CheckBox,
        "OptionButton" => ControlKind::Option,
        "ComboBox" => ControlKind::DropDown,
        "ListBox" => ControlKind::List,
        "TextBox" => ControlKind::Edit,
        "SpinButton" | "ScrollBar" => ControlKind::Number,
        "CommandButton" => ControlKind::Button,
        _ => ControlKind::Other,
    })
}

/// A control of XLS, whose binary data lies in the stream of all controls.
pub fn of_stream(kind: ControlKind, content: &[u8]) -> Control {
    let said = if kind == ControlKind::Button { caption_of(BUTTON, content) } else { morph_data(content) };
    let (caption, value) = said.unwrap_or_default();
    control(kind, caption, value, "")
}

fn control(kind: ControlKind, caption: String, value: Option<String>, name: &str) -> Control {
    let state = match (kind, value) {
        (ControlKind::CheckBox | ControlKind::Option, value) => match value.as_deref() {
            Some("1" | "-1" | "True") => State::On,
            Some("0" | "False") => State::Off,
            Some(_) => State::Mixed,
            None => State::Unknown,
        },
        (ControlKind::Button, _) => State::Unknown,
        (_, Some(value)) if !value.is_empty() => State::Value(value),
        (ControlKind::Edit | ControlKind::DropDown | ControlKind::List, _) => State::Nothing,
        _ => State::Unknown,
    };
    let caption = if caption.trim().is_empty() { name.to_owned() } else { caption.trim().to_owned() };
    Control { kind, caption, state }
}

/// MorphDataControl (2.2.5): check boxes, options, lists, text fields. Gives caption and value.
fn morph_data(data: &[u8]) -> Option<(String, Option<String>)> {
    // the size in bytes of each property that has one, by its bit in the mask; 0 where it has no data here
    const SIZES: [usize; 33] =
        [4, 4, 4, 4, 1, 1, 1, 1, 0, 2, 4, 2, 2, 2, 2, 2, 1, 1, 1, 0, 1, 1, 4, 4, 4, 4, 4, 2, 2, 2, 0, 0, 4];
    const SIZE: usize = 8;
    const VALUE: usize = 22;
    const CAPTION: usize = 23;
    let mask = u64::from(u32_at(data, 4)?) | (u64::from(u32_at(data, 8)?) << 32);
    let has = |bit: usize| mask >> bit & 1 == 1;
    let mut at = 12_usize;
    let (mut value, mut caption) = (None, None);
    for (bit, &size) in SIZES.iter().enumerate().filter(|(bit, size)| has(*bit) && **size > 0) {
        at = at.next_multiple_of(size);
        match bit {
            VALUE => value = Some(u32_at(data, at)?),
            CAPTION => caption = Some(u32_at(data, at)?),
            _ => {}
        }
        at = at.saturating_add(size);
    }
    at = at.next_multiple_of(4).saturating_add(if has(SIZE) { 8 } else { 0 });
    let mut text = |length: Option<u32>| match length {
        Some(length) => string(data, &mut at, length).map(Some),
        None => Some(None),
    };
    let (value, caption) = (text(value)?, text(caption)?);
    Some((caption.unwrap_or_default(), value))
}

/// CommandButtonControl (2.2.1): colours, flags, caption, picture position, (size), mouse pointer, picture …
const BUTTON: &[usize] = &[4, 4, 4, 4, 4, 0, 1, 2, 2, 0, 2];
/// LabelControl (2.2.4), which begins alike.
const LABEL: &[usize] = &[4, 4, 4, 4, 4, 0, 1, 4, 2, 2, 2, 2, 2];

fn caption_of(sizes: &[usize], data: &[u8]) -> Option<(String, Option<String>)> {
    const CAPTION: usize = 3;
    let mask = u32_at(data, 4)?;
    let mut at = 8_usize;
    let mut length = None;
    for (bit, &size) in sizes.iter().enumerate().filter(|(bit, size)| mask >> bit & 1 == 1 && **size > 0) {
        at = at.next_multiple_of(size);
        if bit == CAPTION {
            length = Some(u32_at(data, at)?);
        }
        at = at.saturating_add(size);
    }
    at = at.next_multiple_of(4);
    // strings stand in front of the size
    let caption = string(data, &mut at, length?)?;
    Some((caption, None))
}

/// Reads a string of `length` bytes, one a character where the upper bit is set; the next begins at a multiple of 4.
fn string(data: &[u8], at: &mut usize, length: u32) -> Option<String> {
    let bytes = data.get(*at..)?.get(..usize::try_from(length & 0x7FFF_FFFF).ok()?)?;
    *at = at.saturating_add(bytes.len()).next_multiple_of(4);
    Some(if length >> 31 == 1 { bytes.iter().copied().map(char::from).collect() } else { utf16(bytes) })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The data of a check box as Excel writes it, without its class.
    pub fn check_box(caption: &str, value: &str) -> Vec<u8> {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let padded = |mut bytes: Vec<u8>| {
            bytes.resize(bytes.len().next_multiple_of(4), 0);
            bytes
        };
        let mask = 1_u64 | 1 << 6 | 1 << 8 | 1 << 22 | 1 << 23;
        let (caption, value) = (wide(caption), value.as_bytes());
        let lengths = [value.len() as u32 | 1 << 31, caption.len() as u32];
        let mut out = [&[0, 2, 0, 0][..], &mask.to_le_bytes(), &[1, 0, 0, 0], &[4, 0, 0, 0]].concat();
        out.extend(lengths.iter().flat_map(|length| length.to_le_bytes()));
        out.extend([[9; 8].to_vec(), padded(value.to_vec()), padded(caption)].concat());
        out
    }

    #[test]
    fn binary_controls_tell_caption_and_value() {
        let class = "{8BD21D40-EC42-11CE-9E0D-00AA006002F3}".to_owned();
        let ocx = Ocx { class, ..Ocx::default() };
        let said = |value: &str| ocx.control(&[vec![0; 16], check_box("周知した", value)].concat(), "CheckBox1");
        let right = Control { kind: ControlKind::CheckBox, caption: "周知した".to_owned(), state: State::On };
        assert_eq!(said("1"), right);
        assert_eq!(said("0").state, State::Off);
        assert_eq!(said("").state, State::Mixed);
        let unread = ocx.control(&[7; 20], "CheckBox1");
        assert_eq!((unread.caption.as_str(), unread.state), ("CheckBox1", State::Unknown));
        let button = [&[0, 2, 0, 0][..], &8_u32.to_le_bytes(), &[4, 0, 0, 0x80], b"Next"].concat();
        let class = "{D7053240-CE69-11CD-A777-00DD01143C57}".to_owned();
        let ocx = Ocx { class, ..Ocx::default() };
        assert_eq!(ocx.control(&[vec![0; 16], button].concat(), "").caption, "Next");
    }
}
