//! Reads and checks the `form.toml` of a slip.

use std::ops::Range;

use toml::Spanned;

use super::definition::{Field, FieldKind, Item, Legend, PanelGrid, Part, SlipForm, SlipText};
use super::raw::{RawField, RawGrid, RawPart, RawSlip};
use crate::engine::Engine;
use crate::finding::{Finding, Message, quote};
use crate::form::definition::Definition;
use crate::form::raw::{RawInset, RawMargin};
use crate::meta::Meta;
use crate::msg;
use crate::told::Faults;

/// Margins of a slip's paper where the definition gives none, mm. The titles stand in the upper one.
const MARGIN: RawMargin = RawMargin { top: 24.0, bottom: 12.0, left: 10.0, right: 10.0 };
/// Room for answers that a panel must have, mm.
const ANSWERS: f64 = 40.0;
/// Options that have a number of their own: ① to ⑳.
const MOST_OPTIONS: usize = 20;
/// Levels of bookmarks: the sheet's title, the names and a 別紙 are headings, of which PDF 1.7 knows six levels.
const MOST_BOOKMARKS: usize = 4;

/// The definition and what is wrong with it.
struct At {
    definition: Definition,
    faults: Vec<Finding>,
}

impl At {
    fn fault(&mut self, code: &'static str, span: Range<usize>, message: Message) {
        self.faults.push(self.definition.fault(code, span, message));
    }
}

impl SlipForm {
    /// Checks a definition.
    ///
    /// # Errors
    /// `M068`, `M072` not the fields of a definition, `M073`–`M079`, `M097` a definition that contradicts itself, each with line
    /// and column; `M205` a font that is not there.
    pub(crate) fn load(engine: &Engine, definition: Definition, folder: &str) -> Result<Self, Faults> {
        let raw: RawSlip = definition.read()?;
        let font = definition.check_font(&raw.text.font, &engine.fonts);
        let mut form = check(raw, folder, At { definition, faults: font.into_iter().collect() })?;
        form.text.rules = engine.house.over(form.text.rules);
        Ok(form)
    }
}

fn check(raw: RawSlip, folder: &str, mut at: At) -> Result<SlipForm, Faults> {
    let At { definition, faults } = &mut at;
    definition.check_names(&raw.name, folder, std::iter::once(&raw.title), faults);
    let paper = definition.check_paper(&raw.paper, MARGIN, faults);
    let (size, floor) = (definition.check_size(&raw.text.size, faults), definition.check_size(&raw.text.floor, faults));
    let (line_gap, RawInset { x, y }) = definition.check_room(&raw.text.line_gap, &raw.text.inset, faults);
    // other names are plain numbers, such as that of a plan's period
    definition.check_years(raw.years.iter().filter(|(name, _)| name.ends_with("年度")), faults);
    let rolling = definition.check_rolling(raw.rolling, |name| raw.years.contains_key(name), faults);
    let rules = definition.check_rules(&raw.text.kinsoku, raw.text.latin_gap, faults);
    let text = SlipText { font: raw.text.font.get_ref().clone(), size, floor, line_gap, inset_x: x, inset_y: y, rules };
    if floor > size {
        let message = msg!(
            "floor（{floor}pt）は size（{size}pt）以下です",
            "the floor, {floor} pt, is above the size, {size} pt"
        );
        at.fault("M074", raw.text.floor.span(), message);
    }
    let grid_span = raw.grid.as_ref().map_or(0..0, Spanned::span);
    let grid = raw.grid.map_or_else(RawGrid::default, Spanned::into_inner);
    let mut form = SlipForm {
        name: raw.name.into_inner(),
        title: raw.title.into_inner(),
        version: raw.version,
        titles: raw.titles,
        bookmarks: Vec::new(),
        key: Vec::new(),
        order: Vec::new(),
        section: Vec::new(),
        rolling,
        file: raw.file.unwrap_or_else(|| "{{様式}}".to_owned()),
        unused: raw.unused,
        missing: raw.missing,
        paper,
        text,
        years: raw.years.into_iter().map(|(name, year)| (name, year.into_inner())).collect(),
        grid: PanelGrid { number: grid.number, label: grid.label, gap: grid.gap },
        fields: Vec::new(),
        legends: Vec::new(),
        panels: Vec::new(),
    };
    for spanned in raw.legend {
        let (span, legend) = (spanned.span(), spanned.into_inner());
        let name = &legend.name;
        if !(1..=MOST_OPTIONS).contains(&legend.options.len()) {
            let message = msg!(
                "凡例「{name}」の options は 1〜{MOST_OPTIONS} です",
                "the legend \"{name}\" has 1 to {MOST_OPTIONS} options"
            );
            at.fault("M076", span.clone(), message);
        }
        if form.legends.iter().any(|l: &Legend| l.name == legend.name) {
            at.fault("M076", span, msg!("凡例「{name}」が二つあります", "the legend \"{name}\" is defined twice"));
        }
        form.legends.push(Legend { name: legend.name, options: legend.options, typed: false });
    }
    let mut spans = Vec::new();
    let names: Vec<String> = raw.field.iter().map(|f| f.get_ref().name.clone()).collect();
    let is_field = |name: &str| names.iter().any(|own| own == name);
    form.section = at.definition.check_section(raw.section, is_field, &mut at.faults);
    for spanned in raw.field {
        let span = spanned.span();
        at.definition.check_next(spanned.get_ref().next.as_deref(), span.clone(), is_field, &mut at.faults);
        let field = field(&form, spanned.into_inner(), span.clone(), &mut at);
        spans.push(span.clone());
        if form.field(&field.name).is_some() {
            at.fault("M076", span, msg!("項目「{}」が二つあります", "the field \"{}\" is defined twice", field.name));
        }
        form.fields.push(field);
    }
    let list = |names: Vec<Spanned<String>>, form: &SlipForm, at: &mut At| -> Vec<usize> {
        names.iter().filter_map(|name| known(form, name.get_ref(), name.span(), at)).collect()
    };
    if let Some(deep) = raw.bookmarks.get(MOST_BOOKMARKS) {
        let message = msg!("bookmarks は {MOST_BOOKMARKS} 段までです", "there are at most {MOST_BOOKMARKS} bookmarks");
        at.fault("M076", deep.span(), message);
    }
    form.bookmarks = list(raw.bookmarks, &form, &mut at);
    form.key = list(raw.key, &form, &mut at);
    form.order = list(raw.order, &form, &mut at);
    for panel in raw.panel {
        let mut items = Vec::new();
        for item in panel.item {
            let (place, item) = (item.span(), item.into_inner());
            let mut parts = Vec::new();
            let empty = item.parts.is_empty();
            for spanned in item.parts {
                let span = spanned.span();
                part(&form, spanned.into_inner(), span, &mut parts, &mut at);
            }
            if empty {
                let label = quote(&item.label);
                at.fault(
                    "M076",
                    place,
                    msg!("項目「{label}」に parts がありません", "the item \"{label}\" has no parts"),
                );
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
    let PanelGrid { number, label, gap } = form.grid;
    if number <= 0.0 || label <= 0.0 || gap < 0.0 {
        at.fault("M079", grid_span, msg!("[grid] の幅は 0 より大きく書いてください", "widths of [grid] are above 0"));
    } else if room / panels < number + label + ANSWERS {
        let message = msg!(
            "面の幅が足りません（答えの欄に {ANSWERS}mm は要ります）",
            "panels are too narrow: answers need {ANSWERS} mm"
        );
        at.fault("M079", grid_span, message);
    }
    if at.faults.is_empty()
        && let Err(fault) = super::words::Worded::new(&form, &form.years, &Meta::default())
    {
        let span = at.definition.find_text(&fault.0);
        at.fault("M078", span, super::words::not_worded(&fault));
    }
    // a panel with a fault shows nothing
    let sound = at.faults.is_empty();
    for (field, span) in form.fields.iter().zip(spans).filter(|_| sound) {
        if !super::shown::is_shown(&form, &field.name) && !form.is_unused(&field.name) {
            let name = quote(&field.name);
            let message = msg!(
                "項目「{name}」はどの面にもありません。答えが紙面に載りません（載せないなら unused に書いてください）",
                "no panel shows the field \"{name}\", whose answers would not be printed (list it in unused if they need not be)"
            );
            at.fault("M097", span, message);
        }
    }
    if at.faults.is_empty() { Ok(form) } else { Err(at.faults.into()) }
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
        at.fault(
            "M076",
            span.clone(),
            msg!("「{}」の pattern を読めません", "the pattern of \"{}\" cannot be read", raw.name),
        );
    }
    let carry = at.definition.check_carry(raw.carry.as_deref(), raw.next.as_deref(), span, &mut at.faults);
    Field {
        name: raw.name,
        kind,
        heading: raw.heading,
        also: raw.also,
        required: raw.required,
        max_chars: raw.max_chars,
        pattern: raw.pattern,
        carry,
        example: raw.example,
    }
}

/// A field of the kind that a part shows; `M076` for another kind.
fn of_kind(form: &SlipForm, name: &str, key: &str, span: Range<usize>, at: &mut At) -> Option<usize> {
    let field = known(form, name, span.clone(), at)?;
    let fits = match &form.fields[field].kind {
        FieldKind::Text => false,
        FieldKind::Boxes { .. } => key == "boxes",
        FieldKind::Choice { .. } => key == "choice",
        FieldKind::Amount { .. } => key == "amounts",
        FieldKind::Results => key == "results",
    };
    if !fits {
        let kind = key.trim_end_matches('s');
        let kind = if matches!(key, "boxes" | "results") { key } else { kind };
        let message = msg!(
            "{key} に置く「{name}」は type = \"{kind}\" の項目です",
            "\"{name}\" in {key} must be a field of type \"{kind}\""
        );
        at.fault("M076", span, message);
    }
    Some(field)
}

fn part(form: &SlipForm, raw: RawPart, span: Range<usize>, parts: &mut Vec<Part>, at: &mut At) {
    let weight = raw.weight.clamp(0.0, 1000.0);
    let bodies = [raw.show.is_some(), raw.boxes.is_some(), !raw.amounts.is_empty(), raw.results.is_some()];
    let bodies = bodies.into_iter().chain([raw.choice.is_some(), raw.legend.is_some()]).filter(|b| *b).count();
    if bodies > 1 || (bodies == 0 && raw.heading.is_none()) {
        let message = msg!(
            "parts の一つには show・boxes・amounts・results・choice・legend のどれか一つか、heading を書いてください",
            "a part has one of show, boxes, amounts, results, choice and legend, or a heading"
        );
        at.fault("M076", span.clone(), message);
    }
    parts.extend(raw.heading.map(Part::Heading));
    if let Some(show) = raw.show {
        parts.push(Part::Text { show, strong: raw.strong, weight });
    }
    if let Some(name) = &raw.boxes {
        parts.extend(of_kind(form, name, "boxes", span.clone(), at).map(Part::Boxes));
    }
    if !raw.amounts.is_empty() {
        let amounts = raw.amounts.iter().filter_map(|n| of_kind(form, n, "amounts", span.clone(), at)).collect();
        parts.push(Part::Amounts(amounts));
    }
    if let Some(name) = &raw.results {
        parts.extend(of_kind(form, name, "results", span.clone(), at).map(|field| Part::Results { field, weight }));
    }
    if let Some(name) = &raw.choice {
        let label = raw.label.unwrap_or_else(|| name.clone());
        parts.extend(of_kind(form, name, "choice", span.clone(), at).map(|field| Part::Choice { field, label }));
    }
    if let Some(name) = &raw.legend {
        let legend = legend(form, name, span, at);
        parts.push(Part::Legend { legend, lead: raw.lead.unwrap_or_default() });
    }
}
