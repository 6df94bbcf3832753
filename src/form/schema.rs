//! The JSON Schema of a form's data file.

use serde_json::{Map, Value, json};

use super::{Column, Form};

impl Form {
    /// A JSON Schema (draft 2020-12) of plan data for the form's own years.
    pub fn schema(&self) -> Value {
        let mut row = Map::new();
        let mut required = Vec::new();
        let table = self.table(&self.years).unwrap_or_default();
        for column in &table {
            let spec = &self.columns[column.spec];
            match &column.block {
                None => {
                    row.insert(spec.field.clone(), field(spec, column.heading.last()));
                    if spec.required {
                        required.push(Value::from(spec.field.as_str()));
                    }
                }
                Some(block) => {
                    let inner = row.entry(block.clone()).or_insert_with(
                        || json!({ "type": "object", "properties": {}, "additionalProperties": false }),
                    );
                    inner["properties"][&spec.field] = field(spec, column.heading.last());
                }
            }
        }
        let mut properties = Map::new();
        properties.insert("様式".into(), json!({ "const": self.name }));
        properties.insert("版".into(), json!({ "type": "integer" }));
        for name in self.years.keys() {
            properties.insert(name.clone(), json!({ "type": "integer", "description": "西暦" }));
        }
        for name in ["計画", "団体", "資料番号", "題名"] {
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

/// A text; a list of texts is a text in lines.
fn field(spec: &Column, heading: Option<&String>) -> Value {
    let mut text = json!({ "type": ["string", "number", "array", "null"], "items": { "type": "string" } });
    if !spec.choices.is_empty() {
        // an answer that is still to come is an empty text
        let choices: Vec<&str> =
            spec.choices.iter().map(String::as_str).filter(|c| !c.is_empty()).chain([""]).collect();
        text = json!({ "enum": choices });
    }
    if let Some(heading) = heading.filter(|h| **h != spec.field) {
        text["description"] = Value::from(heading.as_str());
    }
    text
}
