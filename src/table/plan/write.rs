//! Writes plan data as JSON that can be read again.

use serde_json::{Map, Value, json};

use super::from_tree::HEADINGS;
use super::{Plan, Row};
use crate::row_key::ID;
use crate::table::TableColumn;

/// One row a line, so that two years' files can be compared.
pub fn write_json(plan: &Plan) -> String {
    let head = Value::Object(head(plan)).to_string();
    let rows: Vec<String> = plan.rows.iter().map(|r| row(plan, r).to_string()).collect();
    format!("{},\"rows\":[\n{}\n]}}\n", head.strip_suffix('}').unwrap_or(&head), rows.join(",\n"))
}

/// What a data file says before its rows.
pub fn head(plan: &Plan) -> Map<String, Value> {
    let mut head = Map::new();
    head.insert("様式".into(), plan.form.name.as_str().into());
    head.insert("版".into(), plan.form.version.into());
    for (name, year) in &plan.years {
        head.insert(name.clone(), (*year).into());
    }
    let meta = [
        ("計画", &plan.meta.plan),
        ("団体", &plan.meta.body),
        ("資料番号", &plan.meta.number),
        ("題名", &plan.meta.title),
        ("会議", &plan.meta.meeting),
        (plan.form.lead_key().unwrap_or("基本理念"), &plan.meta.lead),
    ];
    for (key, value) in meta {
        if let Some(value) = value {
            head.insert(key.into(), value.as_str().into());
        }
    }
    let own = plan.form.table(&plan.years).unwrap_or_default();
    let typed = plan.columns.iter().filter(|c| own.iter().all(|o| o.spec != c.spec || o.heading != c.heading));
    let field = |c: &TableColumn| plan.form.spec(c).field.clone();
    let typed = typed.filter_map(|c| Some((field(c), c.heading.last()?.as_str().into())));
    let typed: Map<String, Value> = typed.collect();
    if !typed.is_empty() {
        head.insert(HEADINGS.into(), Value::Object(typed));
    }
    head
}

/// A row with every column; example texts stand beside the answers, which are empty there.
fn row(plan: &Plan, row: &Row) -> Value {
    let mut out = Map::new();
    let mut examples = Map::new();
    if let Some(id) = &row.id {
        out.insert(ID.into(), id.as_ref().into());
    }
    for (column, cell) in plan.columns.iter().zip(&row.cells) {
        let field = &plan.form.spec(column).field;
        let answer = if cell.example { "" } else { &cell.text };
        insert(&mut out, column.block.as_deref(), field, answer);
        if cell.example {
            insert(&mut examples, column.block.as_deref(), field, &cell.text);
        }
    }
    if !examples.is_empty() {
        out.insert("例".into(), Value::Object(examples));
    }
    Value::Object(out)
}

fn insert(out: &mut Map<String, Value>, block: Option<&str>, field: &str, text: &str) {
    let Some(block) = block else {
        out.insert(field.to_owned(), text.into());
        return;
    };
    if let Value::Object(inner) = out.entry(block.to_owned()).or_insert_with(|| json!({})) {
        inner.insert(field.to_owned(), text.into());
    }
}
