//! The page itself: HTML, styles and scripts, in the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};

static ASSETS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/serve/assets");

/// The page.
pub async fn index() -> Response {
    named("index.html")
}

/// A file of it.
pub async fn asset(Path(name): Path<String>) -> Response {
    named(&name)
}

/// One of the files that are in the program; there is no way from here to the disk.
fn named(name: &str) -> Response {
    let Some(file) = ASSETS.get_file(name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind)], file.contents()).into_response()
}

#[cfg(test)]
mod tests {
    use super::ASSETS;

    #[test]
    fn the_page_is_small_and_asks_nobody_else() {
        let files: Vec<_> = ASSETS.files().collect();
        let size: usize = files.iter().map(|file| file.contents().len()).sum();
        assert!(size <= 200 << 10, "{size} bytes");
        for file in files {
            let text = file.contents_utf8().unwrap();
            let outside =
                ["https://", "src=\"http", "@import", "eval(", "innerHTML", "insertAdjacentHTML", "outerHTML"];
            for word in outside {
                assert!(!text.contains(word), "{word} in {}", file.path().display());
            }
        }
    }
}
