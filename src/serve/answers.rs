//! Answers: what was put onto the page is taken in, as `matome collect` does; letters and marked workbooks are made.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body;
use super::desk::Desk;
use super::reply::{Json, Refusal, Reply, aside};
use super::server::Server;
use super::{told, view};
use crate::faces::today;
use crate::faces::year::{Collecting, Work};
use crate::finding::{Finding, in_order};
use crate::inquiry::Outcome;
use crate::limits::DROPPED_BYTES;
use crate::msg;
use crate::project::INQUIRIES;
use crate::told::Faults;

/// What is asked.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// What is to be done with an inquiry.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    inquiry: String,
    /// Files that were put onto the page.
    files: Vec<u64>,
    take: Option<u32>,
    keep: bool,
    confirm: Vec<String>,
    receipt: bool,
    sections: Vec<String>,
}

/// How far an inquiry is, and the files that were made for it.
pub async fn inquiry(State(server): State<Arc<Server>>, Query(Named { name }): Query<Named>) -> Reply {
    aside(move || {
        let state = server.desk.state();
        let Some(board) = state.boards.get(&name) else {
            let known = state.opened.as_ref().is_some_and(|opened| opened.project.inquiry(&name).is_ok());
            return if known {
                Ok(Json(json!({ "name": name, "reading": true })))
            } else {
                Err(Refusal::missing(&name))
            };
        };
        let mut out = board.clone();
        let folder = format!("{INQUIRIES}/{name}");
        let files = state.scan.below(&folder).filter_map(|(path, stand)| {
            let (group, rest) = path.strip_prefix(&folder)?.strip_prefix('/')?.split_once('/')?;
            let mut file = view::file(path, stand);
            (file["group"], file["name"]) = (group.into(), rest.into());
            Some(file)
        });
        out["files"] = files.collect();
        Ok(Json(out))
    })
    .await?
}

/// Takes a file that is put onto the page.
pub async fn put(State(server): State<Arc<Server>>, Query(Named { name }): Query<Named>, body: Body) -> Reply {
    let limits = server.opened().await?.project.limits;
    let dropped = &server.desk.dropped;
    let (id, path) = dropped.place_for(&name)?;
    let mut file = File::create_new(&path).map_err(|_| Refusal::wrong())?;
    let whole = body::file(body, &mut file, |bytes| dropped.grown(bytes) <= limits.dropped_bytes).await;
    drop(file);
    match whole {
        Ok(true) => {
            dropped.keep(id, path);
            Ok(Json(json!({ "id": id })))
        }
        other => {
            dropped.clear();
            other?;
            let finding = Finding::error("M601", DROPPED_BYTES.beyond(&limits, None))
                .hint(msg!("いくつかに分けて置いてください", "put them there in several parts"));
            Err(Refusal::large(DROPPED_BYTES.told(finding, &limits)))
        }
    }
}

impl Desk {
    /// Works on an inquiry, alone; what it gives is the answer.
    fn at_work(
        &self,
        what: &'static str,
        name: &str,
        work: impl FnOnce(&Work) -> Result<Value, Faults>,
    ) -> Result<Json, Refusal> {
        let opened = self.opened()?;
        let settings = opened.project.inquiry(name)?;
        self.begin(what, 0)?;
        let one = self.writing();
        let waiting = |_: &crate::finding::Message| {};
        let (engine, project) = (&opened.engine, &opened.project);
        let told = Work { engine, project, settings, today: today::now(), waiting: &waiting };
        let done = catch_unwind(AssertUnwindSafe(|| work(&told)));
        drop(one);
        self.end(None);
        match done {
            Ok(done) => Ok(Json(done?)),
            Err(_) => Err(Refusal::broken()),
        }
    }
}

/// Takes in what was put onto the page; or decides, or settles.
pub async fn collect(State(server): State<Arc<Server>>, body: Body) -> Reply {
    let asked: Asked = body::words(body).await?;
    aside(move || {
        let files = server.desk.dropped.files(&asked.files);
        let take = asked.take.map(|number| number.to_string());
        let done = server.desk.at_work("回答の受け取り", &asked.inquiry, |work| {
            let (take, keep, receipt) = (take.as_deref(), asked.keep, asked.receipt);
            let collecting = Collecting { files: &files, take, keep, confirm: &asked.confirm, receipt };
            let mut collected = work.collect(&collecting)?;
            let mut findings = std::mem::take(&mut collected.findings);
            in_order(&mut findings);
            let taken = collected.taken.iter().map(|taken| {
                let name = taken.file.name().rsplit('/').next().unwrap_or_default();
                let mut out = view::taken(taken, name);
                // what a refused file is was its sentence
                let told =
                    if taken.outcome == Outcome::Refused { hints(&taken.findings) } else { taken.findings.clone() };
                out["findings"] = told::findings(&told);
                out
            });
            Ok(json!({
                "taken": taken.collect::<Vec<_>>(), "decided": collected.decided.map(|told| told.ja),
                "totals": collected.totals.ja, "findings": told::findings(&findings),
            }))
        });
        if !asked.files.is_empty() {
            server.desk.dropped.clear();
        }
        let folder = std::env::temp_dir();
        done.map(|Json(told)| Json(without(told, &crate::place::shown(&folder))))
    })
    .await?
}

/// Those that say how to mend it.
fn hints(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| !finding.hints.is_empty()).cloned().collect()
}

/// Texts without the working folder in which a file lay meanwhile.
fn without(told: Value, folder: &str) -> Value {
    match told {
        Value::String(text) if text.starts_with(folder) => {
            // working folder, its inner folder, the file's own folder
            let rest = text[folder.len()..].trim_start_matches('/');
            rest.splitn(4, '/').last().unwrap_or(rest).into()
        }
        Value::Array(list) => list.into_iter().map(|one| without(one, folder)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, one)| (key, without(one, folder))).collect(),
        other => other,
    }
}

/// Makes the answer workbooks and letters.
pub async fn send(State(server): State<Arc<Server>>, body: Body) -> Reply {
    let asked: Asked = body::words(body).await?;
    aside(move || {
        server.desk.at_work("回答様式の作成", &asked.inquiry, |work| {
            let sent = work.send(&asked.sections)?;
            Ok(json!({ "made": sent.made.len(), "kept": sent.kept, "findings": told::findings(&sent.findings) }))
        })
    })
    .await?
}

/// Makes reminders.
pub async fn remind(State(server): State<Arc<Server>>, body: Body) -> Reply {
    let asked: Asked = body::words(body).await?;
    aside(move || {
        server.desk.at_work("督促の作成", &asked.inquiry, |work| {
            let reminded = work.remind(&asked.sections)?;
            Ok(json!({ "made": reminded.letters.len(), "findings": told::findings(&reminded.findings) }))
        })
    })
    .await?
}

/// Makes marked workbooks.
pub async fn give_back(State(server): State<Arc<Server>>, body: Body) -> Reply {
    let asked: Asked = body::words(body).await?;
    aside(move || {
        server.desk.at_work("差戻しの作成", &asked.inquiry, |work| {
            let given = work.give_back(&asked.sections)?;
            Ok(json!({ "made": given.made.len(), "findings": told::findings(&given.findings) }))
        })
    })
    .await?
}
