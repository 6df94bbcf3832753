//! Writes slips as JSON that can be read again, and the JSON Schema of it.

use serde_json::{Map, Value, json};

use super::definition::{FieldKind, LEGENDS, SlipForm, circled};
use super::read::{amount, options};
use super::words::Worded;
use super::{Answer, Slip, Slips};
use crate::meta::Meta;
use crate::row_key::ID;

/// One project a line, so that two years' files can be compared.
pub fn write_json(book: &Slips) -> String {
    let head = Value::Object(head(book)).to_string();
    let sheets: Vec<String> = book
        .slips
        .iter()
        .map(|slip| {
            let id = slip.id.iter().map(|id| (ID.to_owned(), Value::from(id.as_ref())));
            Value::Object(id.chain(answers(book, slip)).collect()).to_string()
        })
        .collect();
    format!("{},\"sheets\":[\n{}\n]}}\n", head.strip_suffix('}').unwrap_or(&head), sheets.join(",\n"))
}

/// What the data says beside its projects.
pub fn head(book: &Slips) -> Map<String, Value> {
    let mut head = Map::new();
    head.insert("様式".into(), book.form.name.as_str().into());
    head.insert("版".into(), book.form.version.into());
    for (name, year) in &book.years {
        head.insert(name.clone(), (*year).into());
    }
    let meta = &book.meta;
    for (key, value) in [("計画", &meta.plan), ("団体", &meta.body), ("資料番号", &meta.number), ("題名", &meta.title)]
    {
        if let Some(value) = value {
            head.insert(key.into(), value.as_str().into());
        }
    }
    let legends = book.form.legends.iter().filter(|legend| legend.typed);
    let legends: Map<String, Value> = legends.map(|l| (l.name.clone(), l.options.as_slice().into())).collect();
    if !legends.is_empty() {
        head.insert(LEGENDS.into(), Value::Object(legends));
    }
    head
}

/// The answers of a project by the names of their fields.
pub fn answers<'a>(book: &'a Slips, slip: &'a Slip) -> impl Iterator<Item = (String, Value)> {
    let fields = book.form.fields.iter().zip(&slip.answers);
    fields.map(|(field, answer)| (field.name.clone(), value(&field.kind, answer)))
}

fn value(kind: &FieldKind, answer: &Answer) -> Value {
    let text = answer.text.as_str();
    match kind {
        FieldKind::Amount { unit } => match amount(text, unit).and_then(|t| t.parse::<i64>().ok()) {
            Some(n) => n.into(),
            None if text.is_empty() => Value::Null,
            None => text.into(),
        },
        FieldKind::Boxes { .. } if !text.is_empty() => text.split('、').map(Value::from).collect(),
        FieldKind::Choice { many: true, .. } if !text.is_empty() => match options(text) {
            Some(list) => list.into_iter().map(|n| Value::from(circled(n).to_string())).collect(),
            None => text.into(),
        },
        FieldKind::Results if answer.table.is_some() || !answer.notes.is_empty() => {
            let mut out = json!({ "text": text });
            if let Some(table) = &answer.table {
                out["table"] = json!({ "columns": table.columns, "rows": table.rows });
            }
            if !answer.notes.is_empty() {
                out["notes"] = answer.notes.as_str().into();
            }
            out
        }
        _ => text.into(),
    }
}

impl SlipForm {
    /// A JSON Schema (draft 2020-12) of the form's data file.
    pub fn schema(&self) -> Value {
        let words = Worded::new(self, &self.years, &Meta::default());
        let mut sheet = Map::new();
        sheet.insert(ID.into(), json!({ "type": ["string", "number", "null"] }));
        let mut required = Vec::new();
        for (f, field) in self.fields.iter().enumerate() {
            let mut one = match &field.kind {
                FieldKind::Text => json!({ "type": ["string", "number", "null"] }),
                FieldKind::Boxes { choices } => {
                    let names: Vec<&str> = choices.iter().map(|c| c.split('（').next().unwrap_or(c)).collect();
                    json!({ "type": ["array", "string", "object", "null"], "items": { "enum": names } })
                }
                FieldKind::Choice { many, legend, .. } => {
                    let last = circled(self.legends[*legend].options.len().saturating_sub(1));
                    let kinds = if *many { json!(["array", "string", "null"]) } else { json!(["string", "null"]) };
                    json!({ "type": kinds, "items": { "type": "string" }, "description": format!("①～{last}") })
                }
                FieldKind::Amount { unit } => json!({ "type": ["integer", "string", "null"], "description": unit }),
                FieldKind::Results => {
                    let list = json!({ "type": "array", "items": { "type": ["string", "number"] } });
                    json!({
                        "type": ["string", "object", "null"],
                        "properties": {
                            "text": { "type": "string" },
                            "table": { "type": ["object", "null"], "properties": { "columns": list, "rows": { "type": "array", "items": list }, "notes": list } },
                            "notes": { "type": ["string", "array"] },
                        }
                    })
                }
            };
            if let Some(heading) = words.as_ref().ok().and_then(|w| w.headings[f].first()).filter(|h| **h != field.name)
            {
                one["title"] = heading.as_str().into();
            }
            if let Some(example) = &field.example {
                one["examples"] = json!([example]);
            }
            if field.required {
                required.push(Value::from(field.name.as_str()));
            }
            sheet.insert(field.name.clone(), one);
        }
        let mut properties = Map::new();
        properties.insert("様式".into(), json!({ "const": self.name }));
        properties.insert("版".into(), json!({ "type": "integer" }));
        for name in self.years.keys() {
            properties.insert(name.clone(), json!({ "type": "integer" }));
        }
        for name in ["計画", "団体", "資料番号", "題名"] {
            properties.insert(name.into(), json!({ "type": "string" }));
        }
        properties.insert(LEGENDS.into(), json!({ "type": "object" }));
        properties.insert(
            "sheets".into(),
            json!({ "type": "array", "items": { "type": "object", "properties": sheet, "required": required } }),
        );
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "type": "object",
            "properties": properties,
            "required": ["sheets"],
        })
    }
}
