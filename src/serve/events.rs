//! What happens, told to open pages at once (server-sent events). An open stream is an open tab.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use serde_json::{Map, Value, json};

use super::server::Server;
use super::view;

/// A tab that was closed without a word is found out within this time.
const ALIVE: Duration = Duration::from_secs(10);

/// The versions of the papers and the work that is done now, whenever one of them is another.
pub async fn events(State(server): State<Arc<Server>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = server.desk.changes.subscribe();
    let stream = unfold((server.tab(), server, changes, true), |(tab, server, mut changes, first)| async move {
        if !first {
            changes.changed().await.ok()?;
        }
        let count = *changes.borrow_and_update();
        let event = Event::default().data(told(&server, count).to_string());
        Some((Ok(event), (tab, server, changes, false)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE))
}

fn told(server: &Server, count: u64) -> Value {
    let state = server.desk.state();
    let papers = state.papers.iter().map(|(name, paper)| (name.clone(), json!([paper.version, paper.is_behind()])));
    json!({ "count": count, "papers": papers.collect::<Map<_, _>>(), "task": view::task(&state) })
}
