//! Whether the paper shows what a field was answered.

use super::definition::{FieldKind, Part, SlipForm};

/// Whether a field stands in a panel: in a part or a label, as a blank in shown options or boxes, or in a title.
pub fn is_shown(form: &SlipForm, name: &str) -> bool {
    let slot = format!("{{{{{name}}}}}");
    let own = form.field(name);
    let has = |text: &str| text.contains(&slot);
    let is = |field: usize| Some(field) == own;
    let boxes = |field: usize| match form.fields.get(field).map(|f| &f.kind) {
        Some(FieldKind::Boxes { choices }) => choices.iter().any(|c| has(c)),
        _ => false,
    };
    let part = |part: &Part| match part {
        Part::Heading(text) | Part::Text { show: text, .. } => has(text),
        Part::Boxes(field) => is(*field) || boxes(*field),
        Part::Amounts(list) => list.iter().copied().any(is),
        Part::Results { field, .. } => is(*field),
        Part::Choice { field, label } => is(*field) || has(label),
        Part::Legend { legend, lead } => {
            has(lead) || form.legends.get(*legend).is_some_and(|l| l.options.iter().any(|o| has(o)))
        }
    };
    let items = || form.panels.iter().flatten();
    form.titles.iter().any(|t| has(t)) || items().any(|item| has(&item.label) || item.parts.iter().any(part))
}
