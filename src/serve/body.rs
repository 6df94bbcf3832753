//! What a request brings: not more than is taken in, and without long pauses.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::reply::Refusal;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::reason;

/// Within this time the next piece has come.
const PIECE: Duration = Duration::from_secs(10);
/// Bytes of what a button sends.
const WORDS: usize = 1 << 20;

/// All of a body, up to so many bytes; `None` where it is longer.
pub async fn bytes(body: Body, most: usize) -> Result<Option<Vec<u8>>, Refusal> {
    let mut pieces = body.into_data_stream();
    let mut out = Vec::new();
    loop {
        match timeout(PIECE, pieces.next()).await {
            Err(_) => return Err(Refusal::slow()),
            Ok(None) => return Ok(Some(out)),
            Ok(Some(Err(_))) => return Err(Refusal::wrong()),
            Ok(Some(Ok(piece))) if out.len() + piece.len() > most => return Ok(None),
            Ok(Some(Ok(piece))) => out.extend_from_slice(&piece),
        }
    }
}

/// Writes a body to a file, as long as `room` takes each piece; `false` where it does not.
pub async fn file(body: Body, file: &mut File, room: impl Fn(usize) -> bool) -> Result<bool, Refusal> {
    let mut pieces = body.into_data_stream();
    loop {
        match timeout(PIECE, pieces.next()).await {
            Err(_) => return Err(Refusal::slow()),
            Ok(None) => return Ok(true),
            Ok(Some(Err(_))) => return Err(Refusal::wrong()),
            Ok(Some(Ok(piece))) if room(piece.len()) => file.write_all(&piece).map_err(|error| full(&error))?,
            Ok(Some(Ok(_))) => return Ok(false),
        }
    }
}

/// `M320`
fn full(error: &std::io::Error) -> Finding {
    let Message { ja, en } = reason(error);
    Finding::error("M320", msg!("作業用のフォルダーに書き込めません: {ja}", "cannot write what was sent: {en}"))
}

/// What a button sends.
pub async fn words<T: DeserializeOwned>(body: Body) -> Result<T, Refusal> {
    parsed(bytes(body, WORDS).await?.ok_or_else(Refusal::wrong)?)
}

/// What somebody wrote, up to so many bytes.
///
/// # Errors
/// `M615` more than that.
pub async fn words_within<T: DeserializeOwned>(body: Body, most: usize) -> Result<T, Refusal> {
    parsed(bytes(body, most).await?.ok_or_else(|| Refusal::long(most))?)
}

fn parsed<T: DeserializeOwned>(bytes: Vec<u8>) -> Result<T, Refusal> {
    serde_json::from_slice(&bytes).map_err(|_| Refusal::wrong())
}
