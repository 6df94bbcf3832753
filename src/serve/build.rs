//! Makes papers and packets, as `matome build` does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body;
use super::desk::Desk;
use super::reply::{Json, Reply};
use super::server::Server;
use super::told;
use crate::faces::STACK;
use crate::faces::build::{How, Wanted, check_years, papers};
use crate::faces::made::{Made, write};
use crate::told::Faults;

#[derive(Deserialize)]
pub struct Order {
    /// Papers and packets; all of them where none is named.
    #[serde(default)]
    names: Vec<String>,
    /// Write in spite of errors.
    #[serde(default)]
    force: bool,
}

/// Begins; how far it is, and what becomes of it, is told by the events.
pub async fn build(State(server): State<Arc<Server>>, body: Body) -> Reply {
    let order: Order = body::words(body).await?;
    let opened = server.opened().await?;
    let named = |name: &str| order.names.is_empty() || order.names.iter().any(|wanted| wanted == name);
    let wanted = Wanted::of(&opened.project, opened.packets.clone(), &named);
    server.desk.begin("紙面の作成", wanted.steps())?;
    drop(wanted);
    let begun = Arc::clone(&server);
    let work = move || {
        let desk = &begun.desk;
        let _one = desk.writing();
        let made = catch_unwind(AssertUnwindSafe(|| make(desk, &order)));
        let told = made.unwrap_or_else(|_| Ok(json!({ "broken": true })));
        let told =
            told.unwrap_or_else(|faults| json!({ "faults": faults.iter().map(told::finding).collect::<Vec<_>>() }));
        desk.end(Some(told));
    };
    if std::thread::Builder::new().stack_size(STACK).spawn(work).is_err() {
        server.desk.end(None);
    }
    Ok(Json(json!({ "begun": true })))
}

fn make(desk: &Desk, order: &Order) -> Result<Value, Faults> {
    let Ok(opened) = desk.opened() else { return Ok(Value::Null) };
    let (engine, project) = (&opened.engine, &opened.project);
    check_years(engine, project)?;
    let named = |name: &str| order.names.is_empty() || order.names.iter().any(|wanted| wanted == name);
    let wanted = Wanted::of(project, opened.packets.clone(), &named);
    let inputs = wanted.inputs();
    let how = How { force: order.force, ..How::default() };
    let mut made = papers(engine, project, wanted, &how, desk);
    write(&mut made, &inputs);
    Ok(json!({ "what": "build", "made": made.iter().map(line).collect::<Vec<_>>() }))
}

fn line(made: &Made) -> Value {
    let Made { name, pages, files, findings, written, hopeless, .. } = made;
    let forcible = !hopeless && crate::codes::force_helps(findings);
    let errors = findings.iter().filter(|finding| finding.level == crate::finding::Level::Error).count();
    json!({
        "name": name, "pages": pages, "files": if *written { files.as_slice() } else { &[] }, "written": written,
        "errors": errors, "forcible": forcible, "findings": told::findings(findings),
    })
}
