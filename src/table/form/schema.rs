//! The JSON Schema of a form's data file.

use serde_json::{Map, Value, json};

use crate::row_key::ID;
use crate::table::{Column, TableForm};

impl TableForm {
    /// A JSON Schema (draft 2020-12) of plan data for the form's own years.
    pub fn schema(&self) -> Value {
        let mut row = Map::new();
        row.insert(ID.into(), json!({ "type": ["string", "number", "null"] }));
        self.add_properties(&mut row);
        for form in self.variant_names().filter_map(|name| self.variant(name)) {
            form.add_properties(&mut row);
            if form.examples {
                row.insert("例".into(), json!({ "type": "object", "description": "記入例の文。項目は行と同じ" }));
            }
        }
        let required: Vec<&str> = self
            .columns
            .iter()
            .filter(|column| column.required && !column.block)
            .map(|column| column.field.as_str())
            .collect();
        let mut properties = Map::new();
        properties.insert("様式".into(), json!({ "const": self.name }));
        properties.insert("版".into(), json!({ "type": "integer" }));
        for name in self.years.keys() {
            properties.insert(name.clone(), json!({ "type": "integer", "description": "西暦" }));
        }
        for name in ["計画", "団体", "資料番号", "題名", "会議"].into_iter().chain(self.lead_key()) {
            properties.insert(name.into(), json!({ "type": "string" }));
        }
        properties.insert(
            "rows".into(),
            json!({ "type": "array", "items": { "type": "object", "properties": row, "required": required } }),
        );
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "type": "object",
            "properties": properties,
            "required": ["rows"],
        })
    }
}

impl TableForm {
    /// Adds the form's fields to those of a row; what is there stays.
    fn add_properties(&self, row: &mut Map<String, Value>) {
        for column in self.table(&self.years).unwrap_or_default() {
            let spec = self.spec(&column);
            let property = || field(spec, column.heading.last());
            let Some(block) = column.block else {
                row.entry(spec.field.clone()).or_insert_with(property);
                continue;
            };
            let inner = row
                .entry(block)
                .or_insert_with(|| json!({ "type": "object", "properties": {}, "additionalProperties": false }));
            // a field may bear the name of a reporting year
            let properties = inner.as_object_mut().map(|inner| inner.entry("properties").or_insert_with(|| json!({})));
            if let Some(Value::Object(properties)) = properties {
                properties.entry(spec.field.clone()).or_insert_with(property);
            }
        }
    }
}

/// A text; a list of texts is a text in lines.
fn field(spec: &Column, heading: Option<&String>) -> Value {
    let mut text = Map::new();
    if spec.choices.is_empty() {
        text.insert("type".into(), json!(["string", "number", "array", "null"]));
        text.insert("items".into(), json!({ "type": "string" }));
    } else {
        // an answer that is still to come is an empty text
        let choices: Vec<&str> =
            spec.choices.iter().map(String::as_str).filter(|c| !c.is_empty()).chain([""]).collect();
        text.insert("enum".into(), json!(choices));
    }
    if spec.may_differ {
        text.insert("$comment".into(), "まとまりの中で、行によって違ってよい".into());
    }
    if let Some(heading) = heading.filter(|h| **h != spec.field) {
        text.insert("description".into(), heading.as_str().into());
    }
    text.into()
}
