//! Answers: data as JSON, findings as what went wrong.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::told;
use crate::finding::Finding;
use crate::msg;
use crate::told::Faults;

/// What a request gets that cannot be answered.
pub struct Refusal(StatusCode, Vec<Finding>);

/// Data as JSON.
pub struct Json(pub Value);

impl IntoResponse for Json {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/json")], self.0.to_string()).into_response()
    }
}

pub type Reply = Result<Json, Refusal>;

impl Refusal {
    /// `M603`: something that is not there.
    pub fn missing(what: &str) -> Self {
        let message = msg!("「{what}」は、いまのプロジェクトにありません", "\"{what}\" is not in the project now");
        Self(StatusCode::NOT_FOUND, vec![Finding::error("M603", message)])
    }

    /// `M602`: other work is under way.
    pub fn busy(what: &str) -> Self {
        let message =
            msg!("いま「{what}」を行っています。終わるのを待ってください", "\"{what}\" is under way; wait for it");
        Self(StatusCode::CONFLICT, vec![Finding::error("M602", message)])
    }

    /// `M601`: more than is taken in.
    pub fn large(finding: Finding) -> Self {
        Self(StatusCode::PAYLOAD_TOO_LARGE, vec![finding])
    }

    /// `M615`: more than may be said at once.
    pub fn long(most: usize) -> Self {
        let most = most >> 20;
        let message = msg!("書いた量が上限（{most} MB）を超えています", "what was typed is longer than {most} MB");
        let hint = msg!("書いた文を短くしてください", "shorten it");
        Self(StatusCode::PAYLOAD_TOO_LARGE, vec![Finding::error("M615", message).hint(hint)])
    }

    /// What somebody else did meanwhile.
    pub fn conflict(finding: Finding) -> Self {
        Self(StatusCode::CONFLICT, vec![finding])
    }

    /// `M604`: a fault of our own.
    pub fn broken() -> Self {
        let message = msg!("matome の不具合で、できませんでした", "it failed by a fault of matome");
        Self(StatusCode::INTERNAL_SERVER_ERROR, vec![Finding::error("M604", message)])
    }

    /// A client that is too slow to be waited for.
    pub fn slow() -> Self {
        Self(StatusCode::REQUEST_TIMEOUT, Vec::new())
    }

    /// What is no request at all.
    pub fn wrong() -> Self {
        Self(StatusCode::BAD_REQUEST, Vec::new())
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, faults.into_findings())
    }
}

impl From<Finding> for Refusal {
    fn from(finding: Finding) -> Self {
        Self::from(Faults::from(finding))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let findings: Vec<Value> = self.1.iter().map(told::finding).collect();
        (self.0, Json(json!({ "findings": findings }))).into_response()
    }
}

/// Does what takes long beside the connections.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    // a panic there is a fault of our own
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::broken())
}

/// What is given out of a file: PDFs are shown, others are saved.
pub fn given_out(name: &str, bytes: Vec<u8>) -> Result<Response, Refusal> {
    let ending = name.rsplit('.').next().unwrap_or("").to_lowercase();
    let kind = match ending.as_str() {
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" => "application/json",
        _ => "application/octet-stream",
    };
    let how = if ending == "pdf" { "inline" } else { "attachment" };
    let called = encoded(name.rsplit('/').next().unwrap_or(name));
    let disposition = format!("{how}; filename*=UTF-8''{called}");
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Refusal::wrong())?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// A name in a header (RFC 8187).
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
