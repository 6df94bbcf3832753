//! Form controls: their kinds, and the state that several parts of a package tell.

use quick_xml::events::Event;

use super::{Control, ControlKind, State};
use crate::source::workbook::xml;

/// What a control is set to, as written.
#[derive(Debug, Default, Clone)]
pub struct Settings {
    /// 0, 1, or 2 for neither.
    pub checked: Option<u16>,
    /// So many of the list, from 1; 0 for none.
    pub chosen: Option<usize>,
    pub range: String,
    pub value: String,
    /// The items, where they are written with the control.
    pub items: Vec<String>,
}

/// The kind of control behind the name of an object; `None` for what is none, or only a label.
pub fn control_kind(object: &str) -> Option<ControlKind> {
    Some(match object.to_ascii_lowercase().as_str() {
        "checkbox" => ControlKind::CheckBox,
        "radio" => ControlKind::Option,
        "drop" => ControlKind::DropDown,
        "list" => ControlKind::List,
        "scroll" | "spin" => ControlKind::Number,
        "edit" | "editbox" => ControlKind::Edit,
        "button" => ControlKind::Button,
        _ => return None,
    })
}

impl Settings {
    pub fn state(&self, kind: ControlKind) -> State {
        match kind {
            ControlKind::CheckBox | ControlKind::Option => match self.checked {
                Some(1) => State::On,
                Some(2) => State::Mixed,
                _ => State::Off,
            },
            ControlKind::DropDown | ControlKind::List => self.choice(),
            ControlKind::Number if !self.value.is_empty() => State::Value(self.value.clone()),
            _ => State::Unknown,
        }
    }

    fn choice(&self) -> State {
        let Some(item) = self.chosen.filter(|&item| item > 0) else { return State::Nothing };
        match self.items.get(item.saturating_sub(1)) {
            Some(text) => State::Value(text.clone()),
            None => State::Chosen { item, range: self.range.clone() },
        }
    }
}

/// Reads a `ctrlProp` part (Excel 2010 and later).
pub fn properties(text: &str) -> Option<Control> {
    let mut reader = xml::reader(text);
    let mut settings = Settings::default();
    let mut kind = None;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "formControlPr" => {
                    kind = control_kind(&xml::attr(tag, "objectType").unwrap_or_default());
                    settings.checked = xml::attr(tag, "checked").map(|state| match state.as_str() {
                        "Checked" => 1,
                        "Mixed" => 2,
                        _ => 0,
                    });
                    settings.chosen = xml::attr(tag, "sel").and_then(|n| n.parse().ok());
                    settings.range = xml::attr(tag, "fmlaRange").unwrap_or_default();
                    settings.value = xml::attr(tag, "val").unwrap_or_default();
                }
                "item" => settings.items.push(xml::attr(tag, "val").unwrap_or_default()),
                _ => {}
            },
            _ => {}
        }
    }
    let kind = kind?;
    Some(Control { kind, caption: String::new(), state: settings.state(kind) })
}
