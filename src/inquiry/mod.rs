//! 照会: who must answer, what was sent, what came back, what changed.
//!
//! A folder `照会/<name>/` holds `発送/` (workbooks as sent), `依頼文/` (letters), `受領/` (answers as received, numbered,
//! never changed), `差戻し/` (marked workbooks) and `台帳.json`, which only grows.

mod board;
mod stamp;

pub use board::{Board, BoardLine, State};
pub use stamp::{RowStamp, Stamp};
