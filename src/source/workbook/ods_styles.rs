//! Styles of ODS: fonts of cells and spans, fills, hidden sheets, and what a number's style shows.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use super::xml;
use crate::source::look::{Does, Font, Ground, Look, Raised, Rgb};

/// What a style says itself; the rest comes from its parent.
#[derive(Debug, Clone, Default)]
struct Own {
    parent: Option<String>,
    data: Option<String>,
    struck: Option<bool>,
    underlined: Option<bool>,
    raised: Option<Raised>,
    points: Option<f64>,
    hidden: Option<bool>,
    /// The window's own colour is one too.
    color: Option<Option<Rgb>>,
    ground: Option<Ground>,
}

/// A chain of parents that is longer is a circle.
const DEEPEST: usize = 16;

/// The styles of a document by family and name.
#[derive(Debug, Default)]
pub struct Styles {
    own: HashMap<(String, String), Own>,
    /// Styles of hidden sheets.
    hidden_tables: HashSet<String>,
    /// Number styles with an exponent.
    powers: HashSet<String>,
    at: (String, String),
    data_at: String,
}

impl Styles {
    /// Reads the styles of a part, `styles.xml`.
    pub fn read(&mut self, part: &str) {
        let mut reader = xml::reader(part);
        while let Ok(event) = reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => self.take(tag),
                _ => {}
            }
        }
    }

    /// Takes an element, if it belongs to a style.
    pub fn take(&mut self, tag: &BytesStart<'_>) {
        let name = || xml::attr(tag, "name").unwrap_or_default();
        match tag.local_name().as_ref() {
            // the document's own defaults are the parent of all that name none
            kind @ ("style" | "default-style") => {
                let own = Own {
                    parent: xml::attr(tag, "parent-style-name"),
                    data: xml::attr(tag, "data-style-name"),
                    ..Own::default()
                };
                let name = if kind == "style" { name() } else { String::new() };
                self.at = (xml::attr(tag, "family").unwrap_or_default(), name);
                self.own.insert(self.at.clone(), own);
            }
            "text-properties" => self.text(tag),
            "table-cell-properties" => {
                let color = xml::attr(tag, "background-color");
                if let (Some(color), Some(own)) = (color, self.own.get_mut(&self.at)) {
                    own.ground = Some(Rgb::hex(&color).map_or(Ground::None, Ground::Solid));
                }
            }
            "table-properties" if xml::raw_attr(tag, "display").is_some_and(|value| value == "false") => {
                self.hidden_tables.insert(self.at.1.clone());
            }
            "number-style" => self.data_at = name(),
            "scientific-number" => drop(self.powers.insert(self.data_at.clone())),
            _ => {}
        }
    }

    fn text(&mut self, tag: &BytesStart<'_>) {
        let Some(own) = self.own.get_mut(&self.at) else { return };
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.local_name().as_ref() {
                "text-line-through-style" | "text-line-through-type" => {
                    own.struck = Some(own.struck == Some(true) || value != "none");
                }
                "text-underline-style" => own.underlined = Some(value != "none"),
                "text-position" => own.raised = Some(raised(value)),
                "font-size" => own.points = value.strip_suffix("pt").and_then(|points| points.parse().ok()),
                "display" => own.hidden = Some(value == "none"),
                "color" => own.color = Some(Rgb::hex(value)),
                "use-window-font-color" if value == "true" => own.color = Some(None),
                _ => {}
            }
        }
    }

    pub fn is_hidden_table(&self, name: &str) -> bool {
        self.hidden_tables.contains(name)
    }

    /// A style and its parents, the nearest first.
    fn chain<'a>(&'a self, family: &'a str, name: &str) -> impl Iterator<Item = &'a Own> {
        let mut next = Some(name.to_owned());
        let named = std::iter::from_fn(move || {
            let name = next.take()?;
            // a style of no family is one of any
            let any = self.own.get(&(String::new(), name.clone()));
            let own = self.own.get(&(family.to_owned(), name)).or(any)?;
            next.clone_from(&own.parent);
            Some(own)
        });
        // the defaults of paragraphs are those of shapes
        let default = self.own.get(&(family.to_owned(), String::new())).filter(|_| family == "table-cell");
        named.take(DEEPEST).chain(default)
    }

    /// The look of a cell of this style.
    pub fn look(&self, name: &str) -> Look {
        let ground = self.chain("table-cell", name).find_map(|own| own.ground).unwrap_or_default();
        Look { font: self.run("table-cell", name, Font::default()), ground }
    }

    /// What a conditional format with this style does to a text. It names the style as people do.
    pub fn changes(&self, shown_name: &str) -> Option<Does> {
        let Look { font, ground } = self.look(&written(shown_name));
        if font.is_unseen(ground) {
            return Some(Does::Hide);
        }
        font.struck.then_some(Does::Strike)
    }

    /// The font of a span (`text`) or `paragraph`, in a text of that font.
    pub fn run(&self, family: &str, name: &str, around: Font) -> Font {
        let all = || self.chain(family, name);
        let font = Font {
            struck: all().find_map(|own| own.struck).unwrap_or(around.struck),
            underlined: all().find_map(|own| own.underlined).unwrap_or(around.underlined),
            raised: all().find_map(|own| own.raised).unwrap_or(around.raised),
            hidden: all().find_map(|own| own.hidden).unwrap_or(around.hidden),
            color: all().find_map(|own| own.color).unwrap_or(around.color),
        };
        all().find_map(|own| own.points).map_or(font, |points| font.of_size(points))
    }

    /// Whether a number in a cell of this style is to have an exponent.
    pub fn has_power(&self, cell_style: &str) -> bool {
        let data = self.chain("table-cell", cell_style).find_map(|own| own.data.as_ref());
        data.is_some_and(|data| self.powers.contains(data))
    }
}

/// `super 58%`, `33% 58%`, `-8% 58%`, `0% 100%`.
fn raised(value: &str) -> Raised {
    let place = value.split_whitespace().next().unwrap_or_default();
    match (place, place.strip_suffix('%').and_then(|percent| percent.parse::<f64>().ok())) {
        ("super", _) => Raised::Up,
        ("sub", _) => Raised::Down,
        (_, Some(percent)) if percent > 0.0 => Raised::Up,
        (_, Some(percent)) if percent < 0.0 => Raised::Down,
        _ => Raised::No,
    }
}

/// A style's name as its element has it: what no XML name may hold is `_20_` there, and `_` itself `_5f_`.
fn written(shown_name: &str) -> String {
    let mut out = String::new();
    for c in shown_name.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '.') {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    out
}
