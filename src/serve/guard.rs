//! Who may ask: a browser on this computer that came by this page and holds its key. Other pages in the same browser, and
//! names that were made to point here (DNS rebinding), are refused.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::seat::KEY_HEADER;
use super::server::Server;

/// No script, style or picture from anywhere else, no frames, no forms to elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Lets a request through, or refuses it; whatever is answered bears the headers that keep a page to itself.
pub async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let refused = refused(&server, &request);
    let mut response = match refused {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let pdf = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/pdf");
    // the viewer of the browser brings its own styles; a PDF runs nothing here
    if !pdf {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refused(server: &Server, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let hosts = [format!("127.0.0.1:{}", server.port), format!("localhost:{}", server.port)];
    let host = one(headers, header::HOST.as_str());
    // a request line with a whole address names its host there
    let named = request.uri().authority().is_none_or(|named| hosts.iter().any(|host| *host == named.as_str()));
    if !named || !host.is_some_and(|host| hosts.iter().any(|ours| ours == host)) {
        return Some(said(StatusCode::MISDIRECTED_REQUEST, "この番地では開けません\n"));
    }
    if let Some(origin) = headers.get(header::ORIGIN) {
        let ours = hosts.iter().any(|host| origin.as_bytes() == format!("http://{host}").as_bytes());
        if !ours {
            return Some(said(StatusCode::FORBIDDEN, "よその画面からの求めには応じません\n"));
        }
    }
    let opening = request.uri().path().starts_with("/open/");
    // what is asked by a page of another site, but for a link that was followed to this one
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !opening && !matches!(site, None | Some(b"same-origin" | b"none")) {
        return Some(said(StatusCode::FORBIDDEN, "よその画面からの求めには応じません\n"));
    }
    if opening {
        return None;
    }
    let by_header = one(headers, KEY_HEADER).is_some_and(|key| same(key, &server.key));
    let by_cookie = cookie(headers, &server.cookie()).is_some_and(|key| same(key, &server.key));
    if !by_header && !by_cookie {
        return Some(said(
            StatusCode::FORBIDDEN,
            "この画面は、matome が示した番地から開いてください（閉じた画面は、matome をもう一度始めると開けます）\n",
        ));
    }
    // a browser says where a change is asked from; a program has the key itself
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !by_header && !headers.contains_key(header::ORIGIN) {
        return Some(said(StatusCode::FORBIDDEN, "求めの出どころが分かりません\n"));
    }
    None
}

/// A header that is there once, as text.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Compares in a time that does not tell how much is right.
pub fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b));
    one.len() == other.len() && differing == 0
}

fn said(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
