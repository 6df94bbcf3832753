//! What can be asked.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::reply::{Json, Refusal, Reply, aside, given_out};
use super::server::Server;
use super::{answers, assets, build, events, guard, paper, settings, slip, start, view};
use crate::input;

/// Bytes of a file that is given out.
const GIVEN: u64 = 2 << 30;

/// All ways, behind the guard.
pub fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/", get(assets::index))
        .route("/open/{key}", get(enter))
        .route("/assets/{name}", get(assets::asset))
        .route("/api/events", get(events::events))
        .route("/api/project", get(project))
        .route("/api/paper", get(paper::paper))
        .route("/api/page", get(paper::page))
        .route("/api/small", get(paper::small))
        .route("/api/cell", get(paper::cell))
        .route("/api/search", get(paper::search))
        .route("/api/file", get(file))
        .route("/api/build", post(build::build))
        .route("/api/inquiry", get(answers::inquiry))
        .route("/api/drop", post(answers::put))
        .route("/api/collect", post(answers::collect))
        .route("/api/send", post(answers::send))
        .route("/api/remind", post(answers::remind))
        .route("/api/return", post(answers::give_back))
        .route("/api/settings", get(settings::settings).post(settings::change))
        .route("/api/folders", get(start::list))
        .route("/api/start", post(start::open))
        .route("/api/new", post(start::make))
        .route("/api/leave", post(start::leave))
        .route("/api/look", post(start::look))
        .route("/api/bring", post(start::bring))
        .route("/api/aside", post(start::set_aside))
        .route("/api/end", post(end))
        .with_state(Arc::clone(server))
        .merge(slip::router(server))
        .layer(from_fn_with_state(Arc::clone(server), guard::guard))
}

/// A browser comes with the key: it gets it as a cookie that no script reads and no other site sends.
async fn enter(State(server): State<Arc<Server>>, Path(key): Path<String>) -> Response {
    if !guard::same(&key, &server.key) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", server.cookie(), server.key);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

async fn project(State(server): State<Arc<Server>>) -> Reply {
    let told = move || {
        let mut out = if server.start { start::shown_first() } else { view::project(&server.desk) };
        (out["brought"], out["page"]) = (start::brought(&server).into(), server.number.into());
        Json(out)
    };
    aside(told).await
}

async fn end(State(server): State<Arc<Server>>) -> Reply {
    server.ending.notify_one();
    Ok(Json(json!({ "ended": true })))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// A file that matome made.
async fn file(State(server): State<Arc<Server>>, Query(Named { name }): Query<Named>) -> Result<Response, Refusal> {
    let ours = ["out/", "照会/"].iter().any(|folder| name.starts_with(folder));
    let found = server.desk.file(&name).filter(|_| ours);
    let (path, _) = found.ok_or_else(|| Refusal::missing(&name))?;
    let bytes = aside(move || input::read(&path, GIVEN)).await?.map_err(|_| Refusal::missing(&name))?;
    given_out(&name, bytes)
}
