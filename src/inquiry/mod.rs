//! 照会: who must answer, what was sent, what came back, what changed.
//!
//! A folder `照会/<name>/` holds `発送/` (workbooks as sent), `依頼文/` (letters), `受領/` (answers as received, numbered,
//! never changed), `差戻し/` (marked workbooks), `回答.json` (the answers merged) and `台帳.json`, which only grows.

mod answer;
mod board;
mod collect;
mod ledger;
mod merged;
mod round;
mod stamp;
mod status;
mod weigh;
mod stub;
pub use stub::Use;

pub use board::{Board, BoardLine, State};
pub use collect::{Incoming, Outcome, Taken};
pub use ledger::{Ledger, Received, Sent, Who};
pub use merged::MERGED;
pub use round::{Inquiry, Round};
pub use stamp::{RowStamp, Stamp};
pub use weigh::Difference;
