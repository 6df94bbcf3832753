//! A slip is filled in: what its form asks, what is typed, the sheet beside it, and what is saved of it. All rules are the
//! library's ([`Engine::typed`](crate::Engine::typed)); here is only what is kept, and for whom.

mod fill;
mod list;
mod save;
mod store;
mod typing;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::server::Server;
use fill::Fill;

/// All ways of it.
pub fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/api/slips", get(list::list))
        .route("/api/slip", get(typing::slip))
        .route("/api/slip/new", post(list::new))
        .route("/api/slip/type", post(typing::typed))
        .route("/api/slip/page", get(typing::page))
        .route("/api/slip/save", post(save::save))
        .route("/api/slip/file", get(save::file))
        .route("/api/slip/discard", post(list::discard))
        .with_state(Arc::new(Fill::new(server)))
}
