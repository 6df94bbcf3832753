//! Spellings of definitions that were replaced. They are read as before, and told.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::definition::Definition;
use crate::finding::Finding;
use crate::msg;

/// An old spelling, the present one, and where it stands.
type Found = (&'static str, &'static str, Range<usize>);

impl Definition {
    /// `M084`: spellings of an older matome, at the first of them.
    pub fn old_spellings(&self) -> Option<Finding> {
        // what is no TOML was told when it was read
        let table = DeTable::parse(self.text()).ok()?;
        let mut found = Vec::new();
        look(table.get_ref(), &mut found);
        found.sort_by_key(|(_, _, span)| span.start);
        let first = found.first()?.2.clone();
        let mut pairs: Vec<String> = Vec::new();
        for (old, new, _) in &found {
            let pair = format!("{old} → {new}");
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        let (ja, en) = (pairs.join("、"), pairs.join(", "));
        let message = msg!(
            "様式の定義に古い書き方があります（このままでも読めます）: {ja}",
            "old spellings in the form definition (they are read all the same): {en}"
        );
        Some(Finding::info("M084", message).at(self.place(first)))
    }
}

fn look(form: &DeTable, found: &mut Vec<Found>) {
    for (key, value) in form.iter() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("kind", DeValue::String(kind)) if kind == "sheet" => {
                found.push(("kind = \"sheet\"", "kind = \"slip\"", value.span()));
            }
            ("merge", DeValue::Table(_)) => found.push(("[merge] order", "order", key.span())),
            ("column", DeValue::Array(list)) => {
                found.push(("[[column]]", "[[field]]", first_of(key, list)));
                list.iter().for_each(|column| look_at_field(column.get_ref(), found));
            }
            // fields of slips have had their name always
            ("field", DeValue::Array(list)) => list.iter().for_each(|field| look_at_field(field.get_ref(), found)),
            ("variant", DeValue::Table(variants)) => {
                for (name, variant) in variants.iter() {
                    look_at_variant(name, variant.get_ref(), found);
                }
            }
            _ => {}
        }
    }
}

/// `field = …` in a field.
fn look_at_field(field: &DeValue, found: &mut Vec<Found>) {
    let DeValue::Table(field) = field else { return };
    found.extend(field.iter().filter(|(key, _)| key.get_ref() == "field").map(|(k, _)| ("field", "name", k.span())));
}

/// Columns of a variant, or a variant that is a way to print.
fn look_at_variant(name: &Spanned<toml::de::DeString>, variant: &DeValue, found: &mut Vec<Found>) {
    let DeValue::Table(variant) = variant else { return };
    look(variant, found);
    let asks = ["field", "column", "phase_marks", "examples"];
    if !variant.iter().any(|(key, _)| asks.contains(&key.get_ref().as_ref())) {
        found.push(("[variant.…]", "[print.…]", name.span()));
    }
}

/// Where the first table of a list of tables stands; the key of the list has the place of the last one.
fn first_of(key: &Spanned<toml::de::DeString>, list: &[Spanned<DeValue>]) -> Range<usize> {
    list.first().map_or_else(|| key.span(), Spanned::span)
}
