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

/// The word of a definition that is written in both spellings, with the place of the second.
type Both = (String, Range<usize>);

impl Definition {
    /// `M072`: what stands in its old spelling and in the present one contradicts itself.
    ///
    /// # Errors
    /// The first such word.
    pub fn check_spellings(&self) -> Result<(), Finding> {
        let Ok(table) = DeTable::parse(self.text()) else { return Ok(()) };
        let Some((both, span)) = written_twice(table.get_ref()) else { return Ok(()) };
        let message = msg!(
            "古い書き方と今の書き方が両方あります: {both}。今の書き方だけにしてください",
            "written in the old spelling and in the present one: {both}; keep the present one"
        );
        Err(Finding::error("M072", message).at(self.place(span)))
    }
}

fn written_twice(form: &DeTable) -> Option<Both> {
    let at = |wanted: &str| form.iter().find(|(key, _)| key.get_ref() == wanted);
    let pairs = [("column", "field", "[[column]] と [[field]]"), ("merge", "order", "[merge] order と order")];
    let pair = pairs.into_iter().find(|(old, new, _)| at(old).is_some() && at(new).is_some());
    if let Some((old, _, both)) = pair {
        return Some((both.to_owned(), at(old)?.0.span()));
    }
    for list in [at("column"), at("field")].into_iter().flatten() {
        let DeValue::Array(fields) = list.1.get_ref() else { continue };
        for field in fields.iter() {
            let DeValue::Table(field) = field.get_ref() else { continue };
            let named = |wanted: &str| field.iter().find(|(key, _)| key.get_ref() == wanted);
            if let (Some((old, _)), Some(_)) = (named("field"), named("name")) {
                return Some(("field と name".to_owned(), old.span()));
            }
        }
    }
    let tables = |wanted: &str| match at(wanted)?.1.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    };
    let variants = tables("variant")?;
    let printed =
        |name: &str| tables("print").is_some_and(|prints| prints.iter().any(|(key, _)| key.get_ref() == name));
    let twice = variants.iter().find(|(name, value)| printed(name.get_ref()) && !asks(value.get_ref()));
    if let Some((name, _)) = twice {
        let text = name.get_ref();
        return Some((format!("[variant.\"{text}\"] と [print.\"{text}\"]"), name.span()));
    }
    variants.iter().find_map(|(_, value)| match value.get_ref() {
        DeValue::Table(variant) => written_twice(variant),
        _ => None,
    })
}

/// Whether a variant asks for other answers, and does not only print them otherwise.
fn asks(variant: &DeValue) -> bool {
    let asks = ["field", "column", "phase_marks", "examples"];
    matches!(variant, DeValue::Table(variant) if variant.iter().any(|(key, _)| asks.contains(&key.get_ref().as_ref())))
}

fn look(form: &DeTable, found: &mut Vec<Found>) {
    // slips never had columns
    let is_slip = form.iter().any(|(key, value)| {
        key.get_ref() == "kind" && matches!(value.get_ref(), DeValue::String(kind) if kind == "sheet" || kind == "slip")
    });
    for (key, value) in form.iter() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("kind", DeValue::String(kind)) if kind == "sheet" => {
                found.push(("kind = \"sheet\"", "kind = \"slip\"", value.span()));
            }
            ("merge", DeValue::Table(_)) => found.push(("[merge] order", "order", key.span())),
            ("column", DeValue::Array(list)) if !is_slip => {
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
    let is_print = !asks(variant);
    let DeValue::Table(variant) = variant else { return };
    look(variant, found);
    if is_print {
        found.push(("[variant.…]", "[print.…]", name.span()));
    }
}

/// Where the first table of a list of tables stands; the key of the list has the place of the last one.
fn first_of(key: &Spanned<toml::de::DeString>, list: &[Spanned<DeValue>]) -> Range<usize> {
    list.first().map_or_else(|| key.span(), Spanned::span)
}
