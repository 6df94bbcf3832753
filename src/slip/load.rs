//! Reads and checks the `form.toml` of a slip.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use super::definition::{Field, FieldKind, Grid, Item, Legend, Part, SlipForm, SlipText, paper_size};
use super::raw::{RawField, RawPart, RawSlip};
use crate::finding::{Finding, Message};
use crate::form::{Paper, PaperSize, Templates, text_place, translate_toml};
use crate::msg;
use crate::plan::Meta;
use crate::text::{Kinsoku, Rules};

/// Whether a form is a slip (`kind = "sheet"`) rather than a table.
pub fn is_slip(templates: &Templates, name: &str) -> bool {
    let Some(bytes) = templates.file(&format!("{name}/form.toml")) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    text.lines().map(|l| l.split('#').next().unwrap_or("")).any(|l| {
        l.split_once('=')
            .is_some_and(|(key, value)| key.trim() == "kind" && value.trim().trim_matches(['"', '\'']) == "sheet")
    })
}

struct At<'a> {
    file: Arc<str>,
    text: &'a str,
    faults: Vec<Finding>,
}

impl At<'_> {
    fn fault(&mut self, code: &'static str, span: Range<usize>, message: Message) {
        self.faults.push(Finding::error(code, message).at(text_place(&self.file, self.text, span.start)));
    }
}

impl SlipForm {
    /// Loads a slip by its form's name.
    ///
    /// # Errors
    /// `M071` no such form, `M072` not the fields of a definition, `M073`–`M078` a definition that
    /// contradicts itself, each with line and column.
    pub fn load(templates: &Templates, name: &str) -> Result<Self, Vec<Finding>> {
        let path = format!("{name}/form.toml");
        let Some(bytes) = templates.file(&path) else {
            return Err(vec![Finding::error(
                "M071",
                msg!("様式「{name}」はありません", "there is no form \"{name}\""),
            )]);
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let mut at = At { file: templates.shown(&path).into(), text, faults: Vec::new() };
        match toml::from_str::<RawSlip>(text) {
            Ok(raw) => check(raw, at),
            Err(error) => {
                let (ja, en) = (translate_toml(error.message()), error.message());
                let message = msg!("様式の定義を読めません: {ja}", "cannot read the form definition: {en}");
                at.fault("M072", error.span().unwrap_or(0..0), message);
                Err(at.faults)
            }
        }
    }
}

fn check(raw: RawSlip, mut at: At) -> Result<SlipForm, Vec<Finding>> {
    let paper = paper(&raw, &mut at);
    let kinsoku = Kinsoku::parse(raw.text.kinsoku.get_ref()).unwrap_or_else(|message| {
        at.fault("M074", raw.text.kinsoku.span(), message);
        Kinsoku::Strict
    });
    let text = SlipText {
        font: raw.text.font.clone(),
        size: raw.text.size,
        floor: raw.text.floor,
        line_gap: raw.text.line_gap.clamp(0.0, 2.0),
        inset_x: raw.text.inset.x.clamp(0.0, 10.0),
        inset_y: raw.text.inset.y.clamp(0.0, 10.0),
        rules: Rules { kinsoku, latin_gap: raw.text.latin_gap },
    };
    if !(7.0..=20.0).contains(&text.floor) || !(text.floor..=20.0).contains(&text.size) {
        let message =
            msg!("字の大きさは 7〜20pt、floor は size 以下です", "sizes are 7 to 20 pt, the floor not above the size");
        at.fault("M074", 0..0, message);
    }
    let mut form = SlipForm {
        name: raw.name,
        title: raw.title,
        version: raw.version,
        titles: raw.titles,
        bookmarks: Vec::new(),
        key: Vec::new(),
        order: Vec::new(),
        file: raw.file.unwrap_or_else(|| "{{様式}}".to_owned()),
        unused: raw.unused,
        paper,
        text,
        years: raw.years,
        grid: Grid { number: raw.grid.number, label: raw.grid.label, gap: raw.grid.gap },
        fields: Vec::new(),
        legends: raw
            .legend
            .into_iter()
            .map(Spanned::into_inner)
            .map(|l| Legend { name: l.name, options: l.options })
            .collect(),
        panels: Vec::new(),
    };
    for spanned in raw.field {
        let span = spanned.span();
        let field = field(&form, spanned.into_inner(), span.clone(), &mut at);
        if form.field(&field.name).is_some() {
            at.fault("M076", span, msg!("項目「{}」が二つあります", "the field \"{}\" is defined twice", field.name));
        }
        form.fields.push(field);
    }
    let list = |names: Vec<Spanned<String>>, form: &SlipForm, at: &mut At| -> Vec<usize> {
        names.iter().filter_map(|name| known(form, name.get_ref(), name.span(), at)).collect()
    };
    form.bookmarks = list(raw.bookmarks, &form, &mut at);
    form.key = list(raw.key, &form, &mut at);
    form.order = list(raw.order, &form, &mut at);
    for panel in raw.panel {
        let mut items = Vec::new();
        for item in panel.item.into_iter().map(Spanned::into_inner) {
            let mut parts = Vec::new();
            for spanned in item.parts {
                let span = spanned.span();
                part(&form, spanned.into_inner(), span, &mut parts, &mut at);
            }
            items.push(Item { number: item.number, label: item.label, parts });
        }
        form.panels.push(items);
    }
    if form.panels.iter().all(Vec::is_empty) || form.fields.is_empty() {
        at.fault(
            "M075",
            0..0,
            msg!("項目（[[field]]）と面（[[panel]]）が要ります", "[[field]] and [[panel]] are needed"),
        );
    }
    let panels = form.panels.len().max(1) as f64;
    let room = form.paper.width - form.paper.left - form.paper.right - form.grid.gap * (panels - 1.0);
    if room / panels < form.grid.number + form.grid.label + 40.0 {
        at.fault(
            "M079",
            0..0,
            msg!("面の幅が足りません（答えの欄に 40mm は要ります）", "panels are too narrow: answers need 40 mm"),
        );
    }
    if at.faults.is_empty()
        && let Err(fault) = super::words::Worded::new(&form, &form.years, &Meta::default())
    {
        at.fault("M078", 0..0, super::words::not_worded(&fault));
    }
    if at.faults.is_empty() { Ok(form) } else { Err(at.faults) }
}

fn paper(raw: &RawSlip, at: &mut At) -> Paper {
    let size = match raw.paper.size.as_str() {
        "A3" => PaperSize::A3,
        "A4" => PaperSize::A4,
        other => {
            at.fault("M073", 0..0, msg!("用紙は A3 か A4 です: 「{other}」", "paper is A3 or A4: \"{other}\""));
            PaperSize::A3
        }
    };
    let landscape = raw.paper.orientation == "landscape";
    let m = &raw.paper.margin;
    if [m.top, m.bottom, m.left, m.right].iter().any(|v| !(0.0..100.0).contains(v)) {
        at.fault("M073", 0..0, msg!("余白は 0〜100mm です", "margins are 0 to 100 mm"));
    }
    let (width, height) = paper_size(size, landscape);
    Paper { width, height, top: m.top, bottom: m.bottom, left: m.left, right: m.right, size, landscape }
}

fn known(form: &SlipForm, name: &str, span: Range<usize>, at: &mut At) -> Option<usize> {
    let found = form.field(name);
    if found.is_none() {
        at.fault("M076", span, msg!("「{name}」という項目はありません", "there is no field \"{name}\""));
    }
    found
}

fn legend(form: &SlipForm, name: &str, span: Range<usize>, at: &mut At) -> usize {
    let found = form.legends.iter().position(|l| l.name == name);
    if found.is_none() {
        at.fault("M076", span, msg!("「{name}」という凡例（[[legend]]）はありません", "there is no legend \"{name}\""));
    }
    found.unwrap_or(0)
}

fn field(form: &SlipForm, raw: RawField, span: Range<usize>, at: &mut At) -> Field {
    let name = raw.legend.clone().unwrap_or_default();
    let kind = match raw.kind.as_deref() {
        None | Some("text") => FieldKind::Text,
        Some("boxes") => FieldKind::Boxes { choices: raw.choices },
        Some("choice") => {
            FieldKind::Choice { legend: legend(form, &name, span.clone(), at), many: false, none: raw.none }
        }
        Some("choices") => {
            FieldKind::Choice { legend: legend(form, &name, span.clone(), at), many: true, none: raw.none }
        }
        Some("amount") => FieldKind::Amount { unit: raw.unit.unwrap_or_default() },
        Some("results") => FieldKind::Results,
        Some(other) => {
            let message = msg!(
                "type は text・boxes・choice・choices・amount・results です: 「{other}」",
                "type is text, boxes, choice, choices, amount or results: \"{other}\""
            );
            at.fault("M076", span.clone(), message);
            FieldKind::Text
        }
    };
    if raw.pattern.as_deref().is_some_and(|p| regex::Regex::new(p).is_err()) {
        at.fault("M076", span, msg!("「{}」の pattern を読めません", "the pattern of \"{}\" cannot be read", raw.name));
    }
    Field {
        name: raw.name,
        kind,
        heading: raw.heading,
        also: raw.also,
        required: raw.required,
        max_chars: raw.max_chars,
        pattern: raw.pattern,
    }
}

fn part(form: &SlipForm, raw: RawPart, span: Range<usize>, parts: &mut Vec<Part>, at: &mut At) {
    let weight = raw.weight.clamp(0.0, 1000.0);
    parts.extend(raw.heading.map(Part::Heading));
    if let Some(show) = raw.show {
        parts.push(Part::Text { show, strong: raw.strong, weight });
    }
    if let Some(name) = &raw.boxes {
        parts.extend(known(form, name, span.clone(), at).map(Part::Boxes));
    }
    if !raw.amounts.is_empty() {
        parts.push(Part::Amounts(raw.amounts.iter().filter_map(|n| known(form, n, span.clone(), at)).collect()));
    }
    if let Some(name) = &raw.results {
        parts.extend(known(form, name, span.clone(), at).map(|field| Part::Results { field, weight }));
    }
    if let Some(name) = &raw.choice {
        let label = raw.label.unwrap_or_else(|| name.clone());
        parts.extend(known(form, name, span.clone(), at).map(|field| Part::Choice { field, label }));
    }
    if let Some(name) = &raw.legend {
        let legend = legend(form, name, span, at);
        parts.push(Part::Legend { legend, lead: raw.lead.unwrap_or_default() });
    }
}
